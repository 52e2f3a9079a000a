//! Parser of traces. Every line is read by itself, so that several mistakes are reported at once. Any text gives a tree
//! or a [`SyntaxError`], never a panic.

use std::sync::Arc;

use super::check;
use crate::lang::cursor::{self, Cursor};
use crate::lang::lines::{LineText, Lines};
use sim_codec::suggest::nearest;

use super::syntax::{Include, LineContent, Trace, TraceLine};
use crate::lang::Source;
use crate::lang::error::{LineError, MISTAKES_TOLD, SyntaxError};
use crate::lang::mistakes::Mistakes;

mod cases;
pub(crate) mod facts;
pub(super) mod first_words;
pub(crate) mod header;
pub(crate) mod octets;
pub(crate) mod said;
pub(crate) mod steps;
mod terminal;

/// Reads a trace from its text; `name` says in messages where the text is. Files that it includes are not read:
/// [`super::files::load`] does that.
pub fn parse(name: &str, text: &str) -> Result<Trace, Box<SyntaxError>> {
    let trace = parse_alone(name, text)?;
    match trace.lines.iter().any(|line| matches!(line.content, LineContent::Include(_))) {
        true => Ok(trace),
        false => check::check(&trace, MISTAKES_TOLD).map(|()| trace),
    }
}

/// Reads a trace without asking whether its names are known: an including trace may have made them known.
pub(crate) fn parse_alone(name: &str, text: &str) -> Result<Trace, Box<SyntaxError>> {
    parse_within(name, text, MISTAKES_TOLD)
}

/// Reads a trace as [`parse_alone`] does; the error has at most `max` mistakes.
pub(super) fn parse_within(name: &str, text: &str, max: usize) -> Result<Trace, Box<SyntaxError>> {
    let (trace, mistakes) = parse_readable(name, text, max);
    match mistakes.into_error(&trace.source) {
        Some(error) => Err(error),
        None => Ok(trace),
    }
}

/// Reads what of a trace can be read, with at most `max` mistakes. A line with a mistake is blank in the tree.
pub(crate) fn parse_readable(name: &str, text: &str, max: usize) -> (Trace, Mistakes) {
    let mut lines = Lines::of(text);
    let mut mistakes = Mistakes::new(max);
    let mut tree = Vec::new();
    while let Some(text) = lines.next_line().filter(|_| !mistakes.is_full()) {
        tree.push(line(&text, &mut lines, &mut mistakes));
    }
    (Trace { source: Arc::new(Source::new(name, text)), lines: tree }, mistakes)
}

/// Reads one line; a block of cases takes the lines that belong to it.
fn line(text: &LineText<'_>, lines: &mut Lines<'_>, mistakes: &mut Mistakes) -> TraceLine {
    let mut cursor = text.cursor();
    if cursor.eat_words("cases") {
        let cases = cases::cases(&mut cursor, lines, mistakes);
        return TraceLine::read(text, LineContent::Cases(cases));
    }
    let content = content(&mut cursor).and_then(|content| cursor.finish().map(|()| content));
    TraceLine::read(
        text,
        content.unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            LineContent::Blank
        }),
    )
}

fn content(cursor: &mut Cursor<'_>) -> cursor::ParseResult<LineContent> {
    if cursor.skip_to_end() {
        return Ok(LineContent::Blank);
    }
    if let Some(step) = steps::exchange(cursor).or_else(|| steps::assignment(cursor)) {
        return step.map(LineContent::Step);
    }
    let before = *cursor;
    let (word, span) = cursor.word();
    let word = word.to_ascii_lowercase();
    if word == "include" {
        let path = cursor.take_quoted("a file's name between quotation marks")?;
        return Ok(LineContent::Include(Include { path, trace: None }));
    }
    if word == "end" {
        return Err(LineError::new(span, "there are no cases that could end here", "a step"));
    }
    if let Some(setting) = header::setting(&word, cursor) {
        return setting.map(LineContent::Setting);
    }
    match steps::step(&word, cursor) {
        Some(step) => step.map(LineContent::Step),
        None => Err(first_word(before, &word)),
    }
}

/// Returns the error of a line whose first word begins no line.
fn first_word(cursor: Cursor<'_>, word: &str) -> LineError {
    let mistake = cursor.unexpected("a command (`>`), an answer (`<`) or one of the words of the trace language");
    if word.len() >= 8 && word.chars().all(|letter| letter.is_ascii_hexdigit()) {
        return mistake.help("a command begins with `>`, the answer to it with `<`");
    }
    match nearest(word, first_words::all().map(|first| first.word)) {
        Some(near) => mistake.help(format!("did you mean `{near}`?")),
        None => mistake.help("the words are listed in docs/TRACES.md"),
    }
}

#[cfg(test)]
mod tests;
