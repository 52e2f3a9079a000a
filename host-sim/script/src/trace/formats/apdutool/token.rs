//! Tokens of an `apdutool` script.

use std::ops::Range;

use super::super::{FormatError, NamedText};

/// Kind of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Number, keyword or name.
    Word(String),
    /// Text in quotation marks.
    Text(String),
    /// End of a statement: `;`.
    End,
    /// Comment, without its marks.
    Comment(String),
    /// Directive: a line that begins with `#`, without that sign.
    Directive(String),
}

/// Token of a script, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    /// Set if the token is the first of its line.
    pub(super) opens_line: bool,
}

/// Splits a script into tokens.
pub(super) fn tokens(source: NamedText<'_>) -> Result<Vec<Token>, FormatError> {
    let mut all = Vec::new();
    let mut at = 0_usize;
    let mut opens_line = true;
    let mut line_end = 0_usize;
    while let Some(rest) = source.text.get(at..).filter(|rest| !rest.is_empty()) {
        let blank = rest.len().saturating_sub(rest.trim_start().len());
        if blank > 0 {
            opens_line |= rest.get(..blank).is_some_and(|blank| blank.contains('\n'));
            at = at.saturating_add(blank);
            continue;
        }
        // The end of a line is looked for once: a line may be as long as the file.
        if at >= line_end {
            line_end = rest.find('\n').map_or(source.text.len(), |length| at.saturating_add(length));
        }
        let line = rest.get(..line_end.saturating_sub(at)).unwrap_or(rest);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let (kind, length) = token(source, at, rest, line, opens_line)?;
        let end = at.saturating_add(length.max(1));
        all.push(Token { kind, span: at..end, opens_line });
        opens_line = false;
        at = end;
    }
    Ok(all)
}

/// Returns the first token of `rest`, which begins with `line`, and its length.
fn token(
    source: NamedText<'_>,
    at: usize,
    rest: &str,
    line: &str,
    opens_line: bool,
) -> Result<(Kind, usize), FormatError> {
    if let Some(text) = rest.strip_prefix("/*") {
        let Some((text, _)) = text.split_once("*/") else {
            return Err(source.mistake(at..at.saturating_add(2), "This comment does not end.", "expected */ after it"));
        };
        let lines = text.lines().map(|line| line.trim().trim_start_matches('*').trim());
        let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        return Ok((
            Kind::Comment(text),
            rest.split_once("*/").map_or(rest.len(), |(inside, _)| inside.len().saturating_add(2)),
        ));
    }
    if let Some(text) = line.strip_prefix("//").filter(|text| !text.starts_with("aid/")) {
        return Ok((Kind::Comment(text.trim().to_owned()), line.len()));
    }
    if let Some(text) = line.strip_prefix('#').filter(|_| opens_line) {
        return Ok((Kind::Directive(text.trim().to_owned()), line.len()));
    }
    if rest.starts_with(';') {
        return Ok((Kind::End, 1));
    }
    if let Some(text) = line.strip_prefix('"') {
        let Some((text, _)) = text.split_once('"') else {
            return Err(source.mistake(
                at..at.saturating_add(1),
                "This text does not end on its line.",
                "expected another \"",
            ));
        };
        return Ok((Kind::Text(text.to_owned()), text.len().saturating_add(2)));
    }
    let ends = |(index, letter): (usize, char)| {
        let comment = rest.get(index..).is_some_and(|rest| rest.starts_with("//") || rest.starts_with("/*"));
        let stops = letter.is_whitespace() || matches!(letter, ';' | '"') || (comment && !line.starts_with("//aid/"));
        stops.then_some(index)
    };
    let length = rest.char_indices().find_map(ends).unwrap_or(rest.len());
    Ok((Kind::Word(rest.get(..length).unwrap_or_default().to_owned()), length))
}
