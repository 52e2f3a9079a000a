//! Words about what stands under the cursor: the octets of a command or answer, a value, the meaning of a line.

use super::{Document, DocumentLine, PlayedDocument};
use crate::kind::TextKind;
use crate::lang::Span;
use crate::trace::parse::first_words;
use crate::trace::parse::parse_alone;
use crate::trace::syntax::{ExpectedAnswer, Expression, LineContent, Piece, TraceStep, ValuePart};
use sim_explain::Explanation;
use sim_explain::render::text::page;

/// Words about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// Place that the words are about.
    pub span: Span,
    /// Words in Markdown.
    pub text: String,
}

impl Document {
    /// Returns words about what stands at an octet; `None` if there is nothing to say. `played` is the last replay.
    pub fn hover(&self, at: usize, played: Option<&PlayedDocument>) -> Option<Hover> {
        let line = *self.line_at(at)?;
        if at > line.code.end || line.code.start >= line.code.end {
            return None;
        }
        if let Some(hover) = self.hover_value(at, played) {
            return Some(hover);
        }
        let code = self.code(line.code);
        if code.starts_with(['>', '<']) && self.kind != TextKind::Walk {
            return self.hover_octets(&line, at, played);
        }
        let first =
            first_words::all().filter(|first| is_first(code, first.word)).max_by_key(|first| first.word.len())?;
        let is_on_word = at <= line.code.start.saturating_add(first.word.len());
        (is_on_word && self.kind != TextKind::Scenario && self.kind != TextKind::Profile).then(|| Hover {
            span: Span { start: line.code.start, end: line.code.start.saturating_add(first.word.len()) },
            text: format!("`{} {}`\n\n{}", first.word, first.rest, first.meaning).replace(" `", "`"),
        })
    }

    /// Returns the octets of an assigned value, where a name stands under the cursor.
    fn hover_value(&self, at: usize, played: Option<&PlayedDocument>) -> Option<Hover> {
        let used = self.name_at(at)?;
        let definitions = self.all_names_before(used.span.end, &used.name);
        let line = self.line_at(definitions?)?;
        let written = self.code(line.code);
        let value = played.and_then(|played| played.value(line.code.start)).map(hex::encode_upper);
        let value = value.map(|octets| format!("\n\nlast replay: `{octets}`")).unwrap_or_default();
        let number = self.position(line.code.start).line.saturating_add(1);
        Some(Hover { span: used.span, text: format!("line {number}: `{written}`{value}") })
    }

    /// Returns the place of the last line up to an octet that gives a name its value.
    fn all_names_before(&self, at: usize, name: &str) -> Option<usize> {
        let before = self.lines.partition_point(|line| line.start <= at);
        let lines = self.lines.get(..before)?.iter().rev();
        let mut found = lines.filter_map(|line| self.names_in(line).into_iter().find(|found| found.defines(name)));
        found.next().map(|found| found.span.start)
    }

    /// Returns the octets of a command or an answer in words.
    fn hover_octets(&self, line: &DocumentLine, at: usize, played: Option<&PlayedDocument>) -> Option<Hover> {
        let code = self.code(line.code);
        let tree = parse_alone("line", code).ok()?;
        let LineContent::Step(step) = &tree.lines.first()?.content else { return None };
        let inside = at.saturating_sub(line.code.start);
        match step {
            TraceStep::Command(parts) => {
                let sent =
                    played.and_then(|played| played.exchange(line.code.start)).map(|(command, _)| command.to_vec());
                let known = sent.unwrap_or_else(|| known_octets(parts));
                (!known.is_empty()).then(|| told(line.code, &sim_explain::command(&known), octet_at(parts, inside)))
            }
            TraceStep::Answer(ExpectedAnswer::Answer(parts)) => {
                let question = self.command_before(line)?;
                let exchange = played.and_then(|played| played.exchange(question.code.start));
                let command = match exchange {
                    Some((command, _)) => command.to_vec(),
                    None => self.written_command(question),
                };
                let answer =
                    exchange.and_then(|(_, answer)| answer).map_or_else(|| known_octets(parts), <[u8]>::to_vec);
                let explanation = sim_explain::answer(Some(&command), &answer);
                Some(told(line.code, &explanation, octet_at(parts, inside)))
            }
            _ => None,
        }
    }

    /// Returns the nearest command above a line.
    fn command_before(&self, line: &DocumentLine) -> Option<&DocumentLine> {
        let at = self.lines.partition_point(|other| other.start < line.start);
        let mut above = self.lines.get(..at)?.iter().rev();
        above.find(|line| self.code(line.code).starts_with('>'))
    }

    /// Returns the octets of a command as far as they are written out.
    fn written_command(&self, line: &DocumentLine) -> Vec<u8> {
        let tree = parse_alone("line", self.code(line.code));
        let first = tree.ok().and_then(|tree| tree.lines.into_iter().next());
        match first.map(|line| line.content) {
            Some(LineContent::Step(TraceStep::Command(parts))) => known_octets(&parts),
            _ => Vec::new(),
        }
    }
}

/// Returns whether a line begins with these words.
fn is_first(code: &str, words: &str) -> bool {
    let mut written = code.split_whitespace();
    words.split(' ').all(|word| written.next().is_some_and(|written| written.eq_ignore_ascii_case(word)))
}

/// Returns an explanation as a page, with the field under the cursor named above it.
fn told(span: Span, explanation: &Explanation<'_>, octet: Option<usize>) -> Hover {
    let node = octet.and_then(|octet| explanation.at(octet).last().map(|node| node.key.to_string()));
    let field = node.map(|key| format!("**{}**\n\n", key.replace('_', " "))).unwrap_or_default();
    Hover { span, text: format!("{field}```text\n{}\n```", page(explanation, false).trim_end()) }
}

/// Returns the octets of parts up to the first that is not written out. Lc is counted if what follows it is.
fn known_octets(parts: &[ValuePart]) -> Vec<u8> {
    let mut octets = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match &part.piece {
            Piece::Lc => {
                let behind = parts.get(at.saturating_add(1)..).unwrap_or_default();
                let data = behind.split(|part| part.piece == Piece::Le).next().unwrap_or_default();
                let length: Option<usize> = data.iter().map(|part| length(&part.piece)).sum();
                octets.extend(length.and_then(|length| u8::try_from(length).ok()));
            }
            Piece::Le => {}
            piece => match written(piece) {
                Some(more) => octets.extend(more),
                None => return octets,
            },
        }
    }
    octets
}

/// Returns the octets of a piece that is written out.
fn written(piece: &Piece) -> Option<Vec<u8>> {
    match piece {
        Piece::Octets(octets) | Piece::Value(Expression::Octets(octets)) => Some(octets.clone()),
        Piece::Value(Expression::Amount(amount)) => Some(amount.to_bytes().to_vec()),
        _ => None,
    }
}

/// Returns the number of octets of a piece; `None` if the text does not tell it.
fn length(piece: &Piece) -> Option<usize> {
    match piece {
        Piece::Nibbles(nibbles) => Some(nibbles.len()),
        Piece::Capture(capture) => capture.length,
        Piece::Lc => Some(1),
        Piece::Le => Some(0),
        Piece::Value(Expression::Now) => Some(7),
        piece => written(piece).map(|octets| octets.len()),
    }
}

/// Returns the octet under the cursor, counted from 0; `None` if what stands before it has no known length.
fn octet_at(parts: &[ValuePart], at: usize) -> Option<usize> {
    let mut before = 0_usize;
    for part in parts {
        if at < part.span.end {
            let digits = at.checked_sub(part.span.start)?;
            let inside = if matches!(part.piece, Piece::Octets(_) | Piece::Nibbles(_)) { digits / 2 } else { 0 };
            return Some(before.saturating_add(inside));
        }
        before = before.saturating_add(length(&part.piece)?);
    }
    None
}
