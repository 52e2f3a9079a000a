//! Parser of octets, patterns, expressions, amounts and dates.

use sim_wire::count::{Counted, CountedVerb};
use sim_wire::record::TerminalTime;

use crate::lang::Span;
use crate::lang::cursor::{Cursor, ParseResult, is_word_letter};
use crate::lang::error::LineError;
use crate::lang::values;
use crate::trace::syntax::{Capture, Expression, Piece, ValuePart};

/// Place of octets, which decides what else may stand among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// After `>`: Lc and Le may be computed.
    Command,
    /// After `<`: wildcards and captures.
    Pattern,
    /// In a cell of a table: wildcards.
    Cell,
    /// After `=` and `of`: nothing but octets and values.
    Value,
}

/// Reads octets up to a comma or the end of the line; at least one part.
pub(crate) fn parts(cursor: &mut Cursor<'_>, place: Place) -> ParseResult<Vec<ValuePart>> {
    let mut parts = Vec::new();
    while !matches!(cursor.peek(), None | Some(',')) {
        let start = cursor.position();
        let piece = piece(cursor, place)?;
        parts.push(ValuePart { span: Span { start, end: cursor.position() }, piece });
    }
    if parts.is_empty() {
        return Err(cursor.unexpected("hexadecimal octets or a value in braces"));
    }
    Ok(parts)
}

fn piece(cursor: &mut Cursor<'_>, place: Place) -> ParseResult<Piece> {
    if cursor.eat("{") {
        let value = expression(cursor)?;
        cursor.demand("}")?;
        return Ok(Piece::Value(value));
    }
    let start = cursor.position();
    if cursor.eat("..") {
        let span = Span { start, end: cursor.position() };
        return allowed(Piece::Any, matches!(place, Place::Pattern | Place::Cell), span, "`..` stands for any octets");
    }
    let (word, span) = cursor.take_while(|letter| is_word_letter(letter) || letter == '?');
    match word {
        "" => Err(cursor.unexpected("hexadecimal octets or a value in braces")),
        "Lc" => allowed(Piece::Lc, place == Place::Command, span, "`Lc` is computed"),
        "Le" => allowed(Piece::Le, place == Place::Command, span, "`Le` ends the data"),
        name if cursor.rest().starts_with(':') => {
            let capture = capture(cursor, name, span)?;
            allowed(capture, place == Place::Pattern, span, "octets are captured")
        }
        run => octet_run(run, span, place),
    }
}

fn allowed(piece: Piece, here: bool, span: Span, what: &str) -> ParseResult<Piece> {
    if here {
        return Ok(piece);
    }
    let only = if matches!(piece, Piece::Lc | Piece::Le) { "a command" } else { "an expected answer" };
    Err(LineError::new(span, format!("{what} only in {only}"), "hexadecimal octets or a value in braces"))
}

fn capture(cursor: &mut Cursor<'_>, name: &str, span: Span) -> ParseResult<Piece> {
    valid_name(name, span)?;
    cursor.demand(":")?;
    if cursor.eat("..") {
        return Ok(Piece::Capture(Capture { name: name.to_owned(), length: None }));
    }
    let length = cursor.decimal::<u8>("how many octets to capture, or `..` for any number")?;
    Ok(Piece::Capture(Capture { name: name.to_owned(), length: Some(usize::from(length)) }))
}

/// Checks a name: a small letter, then small letters, digits and `_`; `now` is taken.
pub(super) fn valid_name(name: &str, span: Span) -> ParseResult<()> {
    let mut letters = name.chars();
    let first = letters.next().is_some_and(|letter| letter.is_ascii_lowercase());
    let others = letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    if name == "now" {
        let what = "`now` is the terminal's clock and cannot be a name";
        return Err(LineError::new(span, what, "another name"));
    }
    if first && others {
        return Ok(());
    }
    let what = format!("`{name}` is no name");
    Err(LineError::new(span, what, "a name").help("a name is a small letter, then small letters, digits and `_`"))
}

/// Reads a run such as `80500102` or, in a pattern, `63C?`.
fn octet_run(run: &str, span: Span, place: Place) -> ParseResult<Piece> {
    let wild = run.contains('?');
    if wild && !matches!(place, Place::Pattern | Place::Cell) {
        return Err(LineError::new(span, "`?` stands for any digit only in an expected answer", "a hexadecimal digit"));
    }
    let mut digits = Vec::with_capacity(run.len());
    for (at, letter) in run.chars().enumerate() {
        let start = span.start + at;
        match letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) {
            Some(digit) => digits.push((digit, 0xF)),
            None if letter == '?' => digits.push((0, 0)),
            None => {
                let span = Span { start, end: start + 1 };
                let mistake = LineError::new(span, format!("`{letter}` is no hexadecimal digit"), "0 to 9 or A to F");
                let name = format!("a value stands in braces: {{{run}}}");
                return Err(if run.contains('?') { mistake } else { mistake.help(name) });
            }
        }
    }
    let (pairs, odd) = digits.as_chunks::<2>();
    if !odd.is_empty() {
        let what = format!("`{run}` has an odd number of digits");
        return Err(LineError::new(span, what, "two hexadecimal digits for each octet"));
    }
    let octets = pairs.iter().map(|[(high, high_mask), (low, low_mask)]| (high << 4 | low, high_mask << 4 | low_mask));
    Ok(if wild { Piece::Nibbles(octets.collect()) } else { Piece::Octets(octets.map(|(octet, _)| octet).collect()) })
}

/// Reads hexadecimal octets without a blank between them.
pub(super) fn one_run(cursor: &mut Cursor<'_>, what: &str) -> ParseResult<Vec<u8>> {
    let before = *cursor;
    let (run, span) = cursor.word();
    match octet_run(run, span, Place::Value)? {
        Piece::Octets(octets) if !octets.is_empty() => Ok(octets),
        _ => Err(before.unexpected(what)),
    }
}

/// Reads hexadecimal octets without anything else, as many as `count` allows.
pub(super) fn plain_octets(
    cursor: &mut Cursor<'_>,
    what: &str,
    count: std::ops::RangeInclusive<usize>,
) -> ParseResult<Vec<u8>> {
    let mut octets = Vec::new();
    cursor.skip_blanks();
    let mut whole = Span { start: cursor.position(), end: cursor.position() };
    while cursor.peek().is_some_and(|letter| letter.is_ascii_alphanumeric()) && octets.len() < *count.end() {
        let (run, span) = cursor.word();
        match octet_run(run, span, Place::Value)? {
            Piece::Octets(more) => octets.extend(more),
            _ => return Err(LineError::new(span, "only digits may stand here", what)),
        }
        whole.end = span.end;
    }
    if octets.is_empty() {
        return Err(cursor.unexpected(what));
    }
    if !count.contains(&octets.len()) {
        let told = format!(
            "{} {} written, and it must be {}",
            Counted(octets.len(), "octet"),
            CountedVerb(octets.len(), "is", "are"),
            count_in_words(&count)
        );
        return Err(LineError::new(whole, told, what));
    }
    Ok(octets)
}

fn count_in_words(count: &std::ops::RangeInclusive<usize>) -> String {
    match (count.start(), count.end()) {
        (from, to) if from == to => Counted(*from, "octet").to_string(),
        (from, to) => format!("{from} to {to} octets"),
    }
}

/// Reads exactly `N` octets.
pub(super) fn exactly<const N: usize>(cursor: &mut Cursor<'_>, what: &str) -> ParseResult<[u8; N]> {
    let octets = plain_octets(cursor, what, N..=N)?;
    octets.try_into().map_err(|_| cursor.unexpected(what))
}

/// Reads the content of braces: a value, with a number added or taken away.
pub(super) fn expression(cursor: &mut Cursor<'_>) -> ParseResult<Expression> {
    let value = primary(cursor)?;
    for (sign, factor) in [("+", 1), ("-", -1)] {
        if cursor.eat(sign) {
            let number = match values::amount_if_here(cursor)? {
                Some(amount) => i64::from(amount.0),
                None => i64::from(cursor.decimal::<u32>("a number or an amount")?),
            };
            return Ok(Expression::Sum(Box::new(value), factor * number));
        }
    }
    Ok(value)
}

/// Reads a value without braces, or any expression in braces.
pub(super) fn operand(cursor: &mut Cursor<'_>) -> ParseResult<Expression> {
    if cursor.eat("{") {
        let value = expression(cursor)?;
        cursor.demand("}")?;
        return Ok(value);
    }
    primary(cursor)
}

fn primary(cursor: &mut Cursor<'_>) -> ParseResult<Expression> {
    if let Some(amount) = values::amount_if_here(cursor)? {
        return Ok(Expression::Amount(amount));
    }
    let (word, span) = cursor.word();
    match word.chars().next() {
        None => Err(cursor.unexpected("a value")),
        Some(_) if word == "now" => Ok(Expression::Now),
        Some(first) if first.is_ascii_lowercase() => {
            valid_name(word, span)?;
            Ok(Expression::Name(word.to_owned()))
        }
        Some(_) => match octet_run(word, span, Place::Value)? {
            Piece::Octets(octets) => Ok(Expression::Octets(octets)),
            _ => Err(LineError::new(span, "only digits may stand here", "a value")),
        },
    }
}

/// Reads a counter: all its hexadecimal digits as on the wire (`0000025E`), a decimal number, or a value.
pub(super) fn counter_operand<const N: usize>(cursor: &mut Cursor<'_>) -> ParseResult<Expression> {
    let word = cursor.peek_word();
    let is_decimal = !word.is_empty() && word.len() < 2 * N && word.chars().all(|digit| digit.is_ascii_digit());
    if !is_decimal {
        return operand(cursor);
    }
    let number: u32 = cursor.decimal("a counter")?;
    let octets = number.to_be_bytes();
    let kept = octets.get(4_usize.saturating_sub(N)..).unwrap_or(&octets);
    Ok(Expression::Octets(kept.to_vec()))
}

/// Reads a two-octet counter: four hexadecimal digits as on the wire, or a decimal number.
pub(super) fn counter(cursor: &mut Cursor<'_>) -> ParseResult<u16> {
    let (word, span) = cursor.word();
    let number = if word.len() == 4 { u16::from_str_radix(word, 16) } else { word.parse() };
    let help = "four digits are the octets of the wire in hexadecimal (025E), fewer a decimal number (606)";
    number.map_err(|_| LineError::new(span, format!("`{word}` is no counter"), "0000 to FFFF").help(help))
}

/// Reads `2009-11-18 10:30:00`; `None` if no date comes next.
pub(super) fn moment_if_here(cursor: &mut Cursor<'_>) -> ParseResult<Option<TerminalTime>> {
    let mut ahead = *cursor;
    let (date, date_span) = ahead.word();
    if date.len() < 8 || !date.contains('-') {
        return Ok(None);
    }
    ahead.skip_blanks();
    let (time, time_span) = ahead.take_while(|letter| letter.is_ascii_digit() || letter == ':');
    *cursor = ahead;
    let span = Span { start: date_span.start, end: time_span.end };
    let wrong = || LineError::new(span, "this is no date and time", "a date and time such as `2009-11-18 10:30:00`");
    let parsed: jiff::civil::DateTime = format!("{date}T{time}").parse().map_err(|_| wrong())?;
    let written = parsed.strftime("%Y%m%d%H%M%S").to_string();
    let octets = hex::decode(written).map_err(|_| wrong())?;
    octets.try_into().map(|octets| Some(TerminalTime(octets))).map_err(|_| wrong())
}

/// Reads a date and time; an error if none comes next.
pub(super) fn moment(cursor: &mut Cursor<'_>) -> ParseResult<TerminalTime> {
    match moment_if_here(cursor)? {
        Some(at) => Ok(at),
        None => Err(cursor.unexpected("a date and time such as `2009-11-18 10:30:00`")),
    }
}
