//! Parser of traces. Every line is read by itself, so that several mistakes are reported at once. Any text gives a tree
//! or a [`SyntaxError`], never a panic.

use std::sync::Arc;

use super::check;
use crate::lang::cursor::{self, Cursor};
use crate::lang::lines::{LineText, Lines};
use sim_codec::suggest::nearest;

use super::link;
use super::syntax::{CalledProcedure, Cases, Include, LineContent, Repeat, Trace, TraceLine, ValueOrColumn};
use crate::lang::Source;
use crate::lang::error::{LineError, MISTAKES_TOLD, SyntaxError};
use crate::lang::mistakes::Mistakes;
use crate::lang::procedure::{self, Procedures};

pub(crate) mod cases;
pub(crate) mod facts;
pub(crate) mod first_words;
pub(crate) mod header;
pub(crate) mod octets;
mod row_line;
pub(crate) mod said;
pub(crate) mod steps;
mod terminal;

/// Reads a trace from its text; `name` says in messages where the text is. Files that it includes are not read:
/// [`super::files::load`] does that.
pub fn parse(name: &str, text: &str) -> Result<Trace, Box<SyntaxError>> {
    let mut trace = parse_alone(name, text)?;
    if !trace.lines.iter().any(|line| matches!(line.content, LineContent::Include(_))) {
        link::link(&mut trace, &mut Procedures::default(), MISTAKES_TOLD)?;
        check::check(&trace, MISTAKES_TOLD)?;
    }
    Ok(trace)
}

/// Block whose lines are read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Block<'b> {
    /// Table in whose body the line stands; `None` outside of tables.
    pub(super) table: Option<&'b Cases>,
    /// Number of blocks around the line.
    pub(super) depth: usize,
}

/// Greatest depth to which blocks stand in each other.
const BLOCKS_DEEP_MAX: usize = 16;

/// Greatest number of times that a block is repeated.
const REPEATED_MAX: u32 = 1_000_000;

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
        tree.push(line(&text, &mut lines, &mut mistakes, Block::default()));
    }
    (Trace { source: Arc::new(Source::new(name, text)), lines: tree }, mistakes)
}

/// Reads one line; a block takes the lines that belong to it.
pub(super) fn line(text: &LineText<'_>, lines: &mut Lines<'_>, mistakes: &mut Mistakes, block: Block<'_>) -> TraceLine {
    let mut cursor = text.cursor();
    if cursor.eat_words("cases") {
        if block.depth > 0 {
            let what = "cases cannot stand inside cases or another block";
            mistakes.push(LineError::new(text.place(), what, "a step, or `end`"));
        }
        return TraceLine::read(text, LineContent::Cases(cases::cases(&mut cursor, lines, mistakes)));
    }
    if cursor.eat_words("repeat") {
        return TraceLine::read(text, LineContent::Repeat(repeat(text, lines, mistakes, block)));
    }
    if cursor.eat_words("procedure") {
        if block.depth > 0 {
            mistakes.push(LineError::new(text.place(), "a procedure stands outside of all blocks", "a step, or `end`"));
        }
        return TraceLine::read(text, LineContent::Procedure(procedure::parse(&mut cursor, lines, mistakes)));
    }
    let content = content(&mut cursor).and_then(|content| cursor.finish().map(|()| content));
    TraceLine::read(
        text,
        content.unwrap_or_else(|mistake| {
            mistakes.push(located(text, mistake));
            LineContent::Blank
        }),
    )
}

/// Returns a mistake of a line at its place in the file; a place in a text with values in it is none.
fn located(text: &LineText<'_>, mistake: LineError) -> LineError {
    let span = if text.is_filled() { text.place() } else { mistake.span };
    LineError { span, ..mistake }
}

/// Reads a repetition with the lines up to its `end`.
fn repeat(text: &LineText<'_>, lines: &mut Lines<'_>, mistakes: &mut Mistakes, block: Block<'_>) -> Repeat {
    let opened = text.place();
    let mut cursor = text.cursor();
    cursor.eat_words("repeat");
    let count = facts::parse_wanted(&mut cursor, repeat_count).and_then(|count| cursor.finish().map(|()| count));
    let count = count.unwrap_or_else(|mistake| {
        mistakes.push(located(text, mistake));
        ValueOrColumn::Is(1)
    });
    let mut repeat = Repeat { count, body: Vec::new(), end_comment: None };
    let block = Block { depth: block.depth.saturating_add(1), ..block };
    if block.depth > BLOCKS_DEEP_MAX {
        let what = format!("blocks stand in each other more than {BLOCKS_DEEP_MAX} deep");
        mistakes.push(LineError::new(opened, what, "fewer blocks"));
        return repeat;
    }
    while !mistakes.is_full() {
        let Some(text) = lines.next_line() else {
            mistakes.push(LineError::new(opened, "this repetition has no end", "a line `end` after the steps"));
            break;
        };
        if text.is_only("end") {
            repeat.end_comment = text.comment.map(str::to_owned);
            break;
        }
        let row_line = block.table.and_then(|table| row_line::parse(&text, table, mistakes));
        repeat.body.push(row_line.unwrap_or_else(|| line(&text, lines, mistakes, block)));
    }
    repeat
}

/// Reads a number of repetitions.
pub(crate) fn repeat_count(cursor: &mut Cursor<'_>) -> cursor::ParseResult<u32> {
    let mut number = *cursor;
    let count: u32 = cursor.decimal("a number of times")?;
    if (1..=REPEATED_MAX).contains(&count) {
        return Ok(count);
    }
    let what = format!("a block is repeated 1 to {REPEATED_MAX} times");
    Err(LineError::new(number.word().1, what, "another number"))
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
    if word == "call" {
        let call = procedure::parse_call(cursor)?;
        return Ok(LineContent::Call(CalledProcedure { call, trace: None }));
    }
    if word == "end" {
        return Err(LineError::new(span, "there is no block that could end here", "a step"));
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
