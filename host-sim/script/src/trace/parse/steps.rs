//! Parser of steps: actions and expectations.

use super::octets::{self, Place};
use super::{facts, terminal};
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::{Span, values};
use crate::trace::syntax::{Assignment, Checked, Cut, ExpectedAnswer, TraceStep};
use crate::trace::words;
use sim_codec::time::SECOND;
use sim_device::memory::Tear;

/// Longest time that one step of a trace waits, in milliseconds: seconds are counted in 32 bits.
const WAITED_MAX_MS: u64 = u32::MAX as u64 * SECOND;

/// Reads `> …` or `< …`; `None` if neither comes next.
pub(super) fn exchange(cursor: &mut Cursor<'_>) -> Option<ParseResult<TraceStep>> {
    if cursor.eat(">") {
        return Some(octets::parts(cursor, Place::Command).map(TraceStep::Command));
    }
    if !cursor.eat("<") {
        return None;
    }
    if cursor.eat_words("no answer") {
        return Some(Ok(TraceStep::Answer(ExpectedAnswer::NoAnswer)));
    }
    Some(octets::parts(cursor, Place::Pattern).map(|parts| TraceStep::Answer(ExpectedAnswer::Answer(parts))))
}

/// Reads `name = …`; `None` if no assignment comes next.
pub(super) fn assignment(cursor: &mut Cursor<'_>) -> Option<ParseResult<TraceStep>> {
    let mut ahead = *cursor;
    let (name, span) = ahead.word();
    if name.is_empty() || !ahead.eat("=") {
        return None;
    }
    let parsed = octets::valid_name(name, span).and_then(|()| terminal::parse_assigned(&mut ahead));
    *cursor = ahead;
    Some(parsed.map(|value| TraceStep::Assign(Assignment { name: name.to_owned(), value })))
}

/// Reads a step after its first word; `None` if the word begins no step.
pub(crate) fn step(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<TraceStep>> {
    Some(match word {
        "tap" => tap(cursor),
        "contact" => Ok(TraceStep::Contact),
        "reset" => Ok(TraceStep::Reset),
        "power" => cursor
            .one_of(&[("on", true), ("off", false)], "`on` or `off`")
            .map(|on| if on { TraceStep::PowerOn } else { TraceStep::PowerOff }),
        "wait" => wait(cursor).map(TraceStep::Wait),
        "cut" => parse_cut(cursor).map(TraceStep::Cut),
        "show" => octets::parts(cursor, Place::Command).map(TraceStep::Show),
        "check" => check(cursor).map(TraceStep::Check),
        "expect" => facts::list(cursor).map(TraceStep::Expect),
        _ => return None,
    })
}

fn tap(cursor: &mut Cursor<'_>) -> ParseResult<TraceStep> {
    let distance_cm = cursor.decimal("a distance such as `3 cm`")?;
    cursor.demand_words("cm")?;
    Ok(TraceStep::Tap(distance_cm))
}

/// Reads a duration in seconds.
fn wait(cursor: &mut Cursor<'_>) -> ParseResult<u32> {
    cursor.skip_blanks();
    let start = cursor.position();
    let ms = values::duration(cursor, "a duration such as `30 s`", WAITED_MAX_MS)?;
    let span = Span { start, end: cursor.position() };
    let seconds = (ms % SECOND == 0).then_some(ms / SECOND).and_then(|seconds| u32::try_from(seconds).ok());
    seconds.ok_or_else(|| LineError::new(span, "a trace waits whole seconds", "a duration such as `30 s`"))
}

fn parse_cut(cursor: &mut Cursor<'_>) -> ParseResult<Cut> {
    cursor.demand_words("at write")?;
    let mut number = *cursor;
    let write = cursor.decimal("the number of a memory write, counted from 1")?;
    if write == 0 {
        let (_, span) = number.word();
        return Err(LineError::new(span, "memory writes are counted from 1", "1 or more"));
    }
    let tear = if cursor.eat_words("torn") { tear(cursor)? } else { Tear::Nothing };
    Ok(Cut { write, tear })
}

/// Reads the words of [`Tear`], and `none` and `seed 7` beside `nothing` and `octets:7`.
fn tear(cursor: &mut Cursor<'_>) -> ParseResult<Tear> {
    if cursor.eat_words("none") {
        return Ok(Tear::Nothing);
    }
    if cursor.eat_words("seed") {
        return cursor.decimal("a seed").map(Tear::Octets);
    }
    cursor.skip_blanks();
    let before = *cursor;
    let (word, span) = cursor.take_while(|letter| !letter.is_whitespace());
    if word.is_empty() {
        return Err(before.unexpected("how the write tears"));
    }
    word.parse().map_err(|unknown: <Tear as std::str::FromStr>::Err| {
        LineError::new(span, unknown.to_string(), "how the write tears")
    })
}

fn check(cursor: &mut Cursor<'_>) -> ParseResult<Vec<Checked>> {
    let mut names = vec![parse_checked(cursor)?];
    while cursor.eat(",") {
        names.push(parse_checked(cursor)?);
    }
    Ok(names)
}

fn parse_checked(cursor: &mut Cursor<'_>) -> ParseResult<Checked> {
    let before = *cursor;
    let (name, span) = cursor.word();
    if name.is_empty() {
        return Err(before.unexpected("the name of a captured value"));
    }
    octets::valid_name(name, span)?;
    let part = match cursor.eat_words("as") {
        true => cursor.one_of(&words::PARTS, "a value of the transaction")?,
        false => words::part_of_name(name).ok_or_else(|| {
            let what = format!("the name `{name}` does not say which value it is");
            LineError::new(span, what, "mac1, mac2, mac3 or tac").help(format!("say it: check {name} as TAC"))
        })?,
    };
    Ok(Checked { span, name: name.to_owned(), part })
}
