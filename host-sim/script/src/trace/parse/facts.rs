//! Parser of the facts after `expect`. A value may be a column of the table. Every cell of the column is then read by
//! the function that reads a value written out.

use applet::{BlockState, Refusal};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::octets;
use crate::lang::Span;
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::values;
use crate::trace::syntax::{ExpectedFact, Fact, TableCell, ValueOrColumn};
use crate::trace::words;

#[derive(Clone, Copy)]
enum FactWord {
    Balance,
    State,
    Refusal,
    Log,
    PinTries,
    Pin,
    Limit,
    Online,
    Offline,
    Block,
    Reach,
}

const FACT_WORDS: [(&str, FactWord); 11] = [
    ("balance", FactWord::Balance),
    ("state", FactWord::State),
    ("refusal", FactWord::Refusal),
    ("log", FactWord::Log),
    ("pin tries", FactWord::PinTries),
    ("pin", FactWord::Pin),
    ("limit", FactWord::Limit),
    ("online", FactWord::Online),
    ("offline", FactWord::Offline),
    ("block", FactWord::Block),
    ("reach", FactWord::Reach),
];

/// Returns the phrases with which a fact begins.
pub(crate) fn phrases() -> [&'static str; 11] {
    FACT_WORDS.map(|(phrase, _)| phrase)
}

/// Reads one or more facts after the word `expect`.
pub(super) fn list(cursor: &mut Cursor<'_>) -> ParseResult<Vec<ExpectedFact>> {
    let mut facts = vec![expected(cursor)?];
    while cursor.eat(",") {
        facts.push(expected(cursor)?);
    }
    Ok(facts)
}

fn expected(cursor: &mut Cursor<'_>) -> ParseResult<ExpectedFact> {
    cursor.skip_blanks();
    let start = cursor.position();
    let fact = fact(cursor)?;
    Ok(ExpectedFact { span: Span { start, end: cursor.position() }, fact })
}

/// Reads a fact.
pub(crate) fn fact(cursor: &mut Cursor<'_>) -> ParseResult<Fact> {
    Ok(match cursor.one_of(&FACT_WORDS, "a fact of the card")? {
        FactWord::Balance => Fact::Balance(parse_wanted(cursor, balance)?),
        FactWord::State => Fact::State(parse_wanted(cursor, state)?),
        FactWord::Refusal => Fact::Refusal(parse_wanted(cursor, refusal)?),
        FactWord::Log => {
            let count = parse_wanted(cursor, count)?;
            if !cursor.eat_words("entry") {
                cursor.demand_words("entries")?;
            }
            Fact::LogEntries(count)
        }
        FactWord::PinTries => Fact::PinTries(parse_wanted(cursor, tries)?),
        FactWord::Pin => Fact::PinOn(cursor.one_of(&[("on", true), ("off", false)], "`on` or `off`")?),
        FactWord::Limit => Fact::Limit(parse_wanted(cursor, limit)?),
        FactWord::Online => Fact::Online(parse_wanted(cursor, counter)?),
        FactWord::Offline => Fact::Offline(parse_wanted(cursor, counter)?),
        FactWord::Block => Fact::Block(parse_wanted(cursor, block)?),
        FactWord::Reach => Fact::Reach(parse_wanted(cursor, reach)?),
    })
}

/// Returns the place of the value of a fact, after the words that name the fact.
pub(crate) fn value_span(text: &str, fact: Span) -> Option<Span> {
    let mut cursor = Cursor::new(text, fact);
    let is_count = matches!(cursor.eat_one_of(&FACT_WORDS)?, FactWord::Log);
    let mut span = cursor.remainder();
    if is_count {
        let words = cursor.between(span);
        span.end = span.start + words.split_whitespace().next().map_or(0, str::len);
    }
    Some(span)
}

/// Function that reads a value of one type.
pub(crate) type Read<T> = fn(&mut Cursor<'_>) -> ParseResult<T>;

pub(super) fn parse_wanted<T>(cursor: &mut Cursor<'_>, read: Read<T>) -> ParseResult<ValueOrColumn<T>> {
    if !cursor.eat("{") {
        return read(cursor).map(ValueOrColumn::Is);
    }
    let (name, span) = cursor.word();
    octets::valid_name(name, span)?;
    cursor.demand("}")?;
    Ok(ValueOrColumn::Column(name.to_owned()))
}

/// Reads a cell of a table as `read` does; an error is at the cell's place in the text.
pub(crate) fn cell<T>(cell: &TableCell, read: Read<T>) -> ParseResult<T> {
    let mut cursor = Cursor::new(&cell.text, Span { start: 0, end: cell.text.len() });
    let value = read(&mut cursor).and_then(|value| cursor.finish().map(|()| value));
    value.map_err(|mistake| LineError { span: cell.span, ..mistake })
}

/// Reads an amount.
pub(crate) fn balance(cursor: &mut Cursor<'_>) -> ParseResult<Fen> {
    values::amount(cursor)
}

/// Reads a life-cycle state by its name.
pub(crate) fn state(cursor: &mut Cursor<'_>) -> ParseResult<LifeCycle> {
    let states = LifeCycle::ALL.map(|state| (state.name(), state));
    cursor.one_of(&states, "a state of the wallet")
}

/// Reads a refusal by its name, or `none`.
pub(crate) fn refusal(cursor: &mut Cursor<'_>) -> ParseResult<Option<&'static str>> {
    if cursor.eat_words("none") {
        return Ok(None);
    }
    let names: Vec<_> = Refusal::ALL.iter().map(|refusal| (refusal.name(), Some(refusal.name()))).collect();
    cursor.one_of(&names, "the name of a refusal, or `none`")
}

/// Reads a number of log entries.
pub(crate) fn count(cursor: &mut Cursor<'_>) -> ParseResult<usize> {
    cursor.decimal("a number of entries")
}

/// Reads a number of tries.
pub(crate) fn tries(cursor: &mut Cursor<'_>) -> ParseResult<u8> {
    cursor.decimal("a number of tries")
}

/// Reads an amount, or `none`.
pub(crate) fn limit(cursor: &mut Cursor<'_>) -> ParseResult<Option<Fen>> {
    if cursor.eat_words("none") { Ok(None) } else { values::amount(cursor).map(Some) }
}

/// Reads a transaction counter.
pub(crate) fn counter(cursor: &mut Cursor<'_>) -> ParseResult<u16> {
    octets::counter(cursor)
}

/// Reads a block by its name.
pub(crate) fn block(cursor: &mut Cursor<'_>) -> ParseResult<BlockState> {
    cursor.one_of(&words::BLOCKS, "a block")
}

/// Reads a reach in centimetres, or `none`.
pub(crate) fn reach(cursor: &mut Cursor<'_>) -> ParseResult<Option<u8>> {
    if cursor.eat_words("none") {
        return Ok(None);
    }
    let reach_cm = cursor.decimal("a reach such as `3 cm`, or `none`")?;
    cursor.demand_words("cm")?;
    Ok(Some(reach_cm))
}
