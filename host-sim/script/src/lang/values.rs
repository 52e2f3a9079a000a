//! Values that every language has: amounts, durations, quotations, telephone numbers.

use sim_wire::Fen;

use super::Span;
use super::cursor::{Cursor, ParseResult};
use super::error::LineError;
use sim_codec::{duration, quotation};
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::{Msisdn, MsisdnError};

/// Reads `1.00 yuan` or `100 fen`.
pub(crate) fn amount(cursor: &mut Cursor<'_>) -> ParseResult<Fen> {
    match amount_if_here(cursor)? {
        Some(amount) => Ok(amount),
        None => Err(cursor.unexpected("an amount such as `1.00 yuan`")),
    }
}

/// Reads `1.00 yuan` or `100 fen`; `None` if no amount comes next.
pub(crate) fn amount_if_here(cursor: &mut Cursor<'_>) -> ParseResult<Option<Fen>> {
    let mut ahead = *cursor;
    ahead.skip_blanks();
    let (digits, span) = ahead.take_while(|letter| letter.is_ascii_digit() || letter == '.');
    if digits.is_empty() {
        return Ok(None);
    }
    let in_yuan = ahead.eat_words("yuan");
    if !in_yuan && !ahead.eat_words("fen") {
        return Ok(None);
    }
    *cursor = ahead;
    let decimals = digits.split_once('.').map_or(0, |(_, part)| part.len());
    let fen = match (in_yuan, decimals) {
        (true, 0 | 2) => parse_yuan(digits).ok(),
        (false, 0) => digits.parse().ok().map(Fen),
        _ => None,
    };
    let wrong = || {
        let what = format!("`{digits} {}` is no amount", if in_yuan { "yuan" } else { "fen" });
        LineError::new(span, what, "an amount up to 42949672.95 yuan, with two digits after the point or none")
    };
    fen.map(Some).ok_or_else(wrong)
}

/// Reads a duration of at most `most` milliseconds, and returns it in milliseconds; `what` gives an example.
pub(crate) fn duration(cursor: &mut Cursor<'_>, what: &str, most: u64) -> ParseResult<u64> {
    let mut number = *cursor;
    let count: u64 = cursor.decimal(what)?;
    let units: Vec<_> = duration::UNITS.iter().map(|(name, _)| (*name, *name)).collect();
    let unit = cursor.one_of(&units, "a unit of time")?;
    let ms = duration::from_words(count, unit).filter(|ms| *ms <= most);
    ms.ok_or_else(|| {
        let longest = duration::to_words(most);
        LineError::new(number.word().1, format!("the duration exceeds {longest}"), format!("at most {longest}"))
    })
}

/// Reads a text between quotation marks, and resolves its escapes.
pub(crate) fn string(cursor: &mut Cursor<'_>, what: &str) -> ParseResult<String> {
    cursor.skip_blanks();
    let inside = cursor.position() + 1;
    let written = cursor.take_quoted(what)?;
    quotation::unquote(&written).map_err(|error| {
        let span = Span { start: inside + error.at, end: inside + error.at + 1 };
        LineError::new(span, error.to_string(), "\\n, \\\\ or a character such as \\u{22}")
    })
}

/// Reads a telephone number of any kind.
pub(crate) fn telephone(cursor: &mut Cursor<'_>) -> ParseResult<String> {
    let before = *cursor;
    cursor.skip_blanks();
    let (number, _) = cursor.take_while(|letter| letter.is_ascii_digit() || "+*#".contains(letter));
    if number.is_empty() { Err(before.unexpected("a telephone number")) } else { Ok(number.to_owned()) }
}

/// Reads the number of a subscriber.
pub(crate) fn msisdn(cursor: &mut Cursor<'_>) -> ParseResult<Msisdn> {
    let before = *cursor;
    let (word, span) = cursor.word();
    if word.is_empty() {
        return Err(before.unexpected("a mobile number"));
    }
    word.parse().map_err(|why: MsisdnError| LineError::new(span, why.to_string(), "a mobile number"))
}
