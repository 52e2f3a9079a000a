//! Blanks inside of a line: one between words, none before a comma or inside of braces. What stands between quotation
//! marks or is a regular expression stays as it is.

use crate::kind::TextKind;

/// Least width of the first word of a walk's line, in columns, as the printer of walks has it.
const FIRST_WORD: usize = 8;

/// Returns a line with its blanks set.
pub(super) fn arrange(kind: TextKind, code: &str) -> String {
    let (first, rest) = match code.find(|letter: char| letter.is_whitespace()) {
        Some(at) => code.split_at(at),
        None => (code, ""),
    };
    if code.starts_with('|') || kind == TextKind::Profile {
        return code.to_owned();
    }
    if first.eq_ignore_ascii_case("cases") && kind != TextKind::Scenario {
        // A title is prose.
        return format!("{first} {}", rest.trim()).trim_end().to_owned();
    }
    match kind {
        TextKind::Trace | TextKind::Fragment => of_trace(code),
        TextKind::Walk if rest.is_empty() => code.to_owned(),
        TextKind::Walk => format!("{first:<width$}{}", spaced(rest), width = FIRST_WORD.max(first.len() + 1)),
        TextKind::Scenario | TextKind::Profile => spaced(code),
    }
}

/// Lays out a line of a trace: an exchange with its digits in capitals, an assignment with blanks around its sign.
fn of_trace(code: &str) -> String {
    for sign in ['>', '<'] {
        if let Some(octets) = code.strip_prefix(sign) {
            return format!("{sign} {}", in_capitals(&spaced(octets)));
        }
    }
    let before_sign = code.split('=').next().unwrap_or_default().trim_end();
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let is_key = code.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("key"));
    match code.split_once('=') {
        Some((before, behind)) if is_name(before_sign) || is_key => format!("{} = {}", spaced(before), spaced(behind)),
        _ => spaced(code),
    }
}

/// Returns hexadecimal digits in capitals; names, which stand in braces or before a colon, stay.
fn in_capitals(octets: &str) -> String {
    let is_octets = |word: &str| word.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '?');
    let mut text = String::with_capacity(octets.len());
    let mut word = String::new();
    let mut is_in_braces = false;
    for letter in octets.chars().chain([' ']) {
        if letter.is_ascii_alphanumeric() || letter == '?' || letter == '_' {
            word.push(letter);
            continue;
        }
        let is_free = !is_in_braces && letter != ':' && is_octets(&word);
        text.push_str(&if is_free { word.to_ascii_uppercase() } else { word.clone() });
        word.clear();
        is_in_braces = if letter == '{' { true } else { is_in_braces && letter != '}' };
        text.push(letter);
    }
    text.truncate(text.len().saturating_sub(1));
    text
}

/// Text as far as its blanks were set.
#[derive(Default)]
struct SpacedText {
    text: String,
    /// Set if blanks came that have not been written.
    has_blank: bool,
}

impl SpacedText {
    /// Adds a piece, behind a blank if blanks came before it.
    fn push(&mut self, piece: &str) {
        if std::mem::take(&mut self.has_blank) && !self.text.is_empty() && !self.text.ends_with('{') {
            self.text.push(' ');
        }
        self.text.push_str(piece);
    }

    /// Adds a sign right behind the piece before it.
    fn append(&mut self, sign: char) {
        self.has_blank = false;
        self.text.push(sign);
    }
}

/// Returns a text with one blank where there were some.
pub(super) fn spaced(text: &str) -> String {
    let mut spaced = SpacedText::default();
    let mut rest = text;
    let mut depth = 0_usize;
    while let Some(letter) = rest.chars().next() {
        let length = protected(&spaced.text, rest).unwrap_or(letter.len_utf8());
        let (piece, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = behind;
        match letter {
            _ if piece.len() > letter.len_utf8() => spaced.push(piece),
            _ if letter.is_whitespace() => spaced.has_blank = true,
            ',' => {
                spaced.append(',');
                spaced.has_blank = true;
            }
            '}' => {
                depth = depth.saturating_sub(1);
                spaced.append('}');
            }
            '{' => {
                depth = depth.saturating_add(1);
                spaced.push(piece);
            }
            '+' if depth > 0 => {
                spaced.has_blank = true;
                spaced.push(piece);
                spaced.has_blank = true;
            }
            _ => spaced.push(piece),
        }
    }
    spaced.text
}

/// Returns the number of octets of a quotation or a regular expression that begins here; `None` if neither does.
fn protected(before: &str, rest: &str) -> Option<usize> {
    let inside = rest.get(1..)?;
    if rest.starts_with('"') {
        return Some(inside.find('"').map_or(rest.len(), |end| end.saturating_add(2)));
    }
    if !rest.starts_with('/') || !before.ends_with("matching") {
        return None;
    }
    let mut is_escaped = false;
    for (at, letter) in inside.char_indices() {
        if letter == '/' && !is_escaped {
            return Some(at.saturating_add(2));
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    Some(rest.len())
}
