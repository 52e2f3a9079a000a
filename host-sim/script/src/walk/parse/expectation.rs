//! Parser of the expectations after `expect`.

use super::name::{path, text};
use super::request::request;
use super::world;
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::values;
use crate::lang::values::string;
use crate::trace::parse::facts;
use crate::trace::parse::octets::{self, Place};
use crate::trace::replay::facts::column;
use crate::walk::syntax::{Expectation, ExpectedSms, SmsContent, Wording};
use crate::walk::words;

#[derive(Clone, Copy)]
enum Word {
    Screen,
    Lines,
    Item(bool),
    Sms,
    NoSms,
    Left,
    Typed,
    Help(bool),
    Message,
    NoMessage,
    Receipt,
    NoReceipt,
    Hears,
    NoCall,
}

const WORDS: [(&str, Word); 15] = [
    ("screen", Word::Screen),
    ("lines", Word::Lines),
    ("item", Word::Item(true)),
    ("no item", Word::Item(false)),
    ("sms", Word::Sms),
    ("no sms", Word::NoSms),
    ("left", Word::Left),
    ("typed", Word::Typed),
    ("help", Word::Help(true)),
    ("message", Word::Message),
    ("no message", Word::NoMessage),
    ("receipt", Word::Receipt),
    ("no receipt", Word::NoReceipt),
    ("hears", Word::Hears),
    ("no call", Word::NoCall),
];

/// Reads expectations with commas between them.
pub(super) fn list(cursor: &mut Cursor<'_>) -> ParseResult<Vec<Expectation>> {
    let mut list = vec![expectation(cursor)?];
    while cursor.eat(",") {
        list.push(expectation(cursor)?);
    }
    Ok(list)
}

fn expectation(cursor: &mut Cursor<'_>) -> ParseResult<Expectation> {
    if cursor.eat_words("no help") {
        return Ok(Expectation::Help(false));
    }
    if let Some(word) = cursor.eat_one_of(&WORDS) {
        return begun(word, cursor);
    }
    if let Some(kind) = cursor.eat_one_of(&words::KINDS) {
        return Ok(Expectation::Kind(kind));
    }
    if let Some(fact) = world::fact(cursor)? {
        return Ok(Expectation::World(fact));
    }
    let mut ahead = *cursor;
    if facts::phrases().iter().any(|phrase| ahead.eat_words(phrase)) {
        return fact(cursor);
    }
    let written = cursor.peek_word();
    let mistake = cursor.unexpected("what is expected").help("what can be expected is listed in docs/WALKS.md");
    let known = WORDS.iter().map(|(word, _)| *word).chain(words::KINDS.iter().map(|(word, _)| *word));
    let known = known.chain(facts::phrases()).chain(world::phrases());
    Err(if written.is_empty() { mistake } else { mistake.nearest(written, known) })
}

fn begun(word: Word, cursor: &mut Cursor<'_>) -> ParseResult<Expectation> {
    Ok(match word {
        Word::Screen => Expectation::Screen(wording(cursor)?),
        Word::Lines => {
            let mut lines = vec![text(cursor)?];
            while cursor.eat("|") {
                lines.push(text(cursor)?);
            }
            Expectation::Lines(lines)
        }
        Word::Item(there) => Expectation::Item { path: path(cursor)?, there },
        Word::Sms => sms(cursor)?,
        Word::NoSms => Expectation::SmsCount(0),
        Word::Left => Expectation::Left(cursor.decimal("a number of characters")?),
        Word::Typed => Expectation::Typed(string(cursor, "what stands in the field, between quotation marks")?),
        Word::Help(offered) => Expectation::Help(offered),
        Word::Message if cursor.peek().is_some_and(|letter| letter.is_ascii_digit()) => {
            Expectation::MessageCount(cursor.decimal("a number of messages")?)
        }
        Word::Message => Expectation::Message(world::letter(cursor)?),
        Word::NoMessage => Expectation::MessageCount(0),
        Word::Receipt => Expectation::Receipt(wording(cursor)?),
        Word::NoReceipt => Expectation::NoReceipt,
        Word::Hears => Expectation::Hears(wording(cursor)?),
        Word::NoCall => Expectation::NoCall,
    })
}

fn fact(cursor: &mut Cursor<'_>) -> ParseResult<Expectation> {
    cursor.skip_blanks();
    let start = cursor.position();
    let fact = facts::fact(cursor)?;
    if column(&fact).is_some() {
        let span = crate::lang::Span { start, end: cursor.position() };
        return Err(LineError::new(span, "a walk has no tables whose columns could be named", "the value itself"));
    }
    Ok(Expectation::Card(fact))
}

pub(super) fn wording(cursor: &mut Cursor<'_>) -> ParseResult<Wording> {
    if cursor.eat_words("matching") {
        return pattern(cursor).map(Wording::Matching);
    }
    if cursor.eat_words("exactly") {
        return string(cursor, "a text between quotation marks").map(Wording::Exactly);
    }
    string(cursor, "a text between quotation marks, `exactly` or `matching`").map(Wording::Contains)
}

/// Reads a regular expression between solidi, in which a solidus is written `\/`.
fn pattern(cursor: &mut Cursor<'_>) -> ParseResult<String> {
    if !cursor.eat("/") {
        return Err(cursor.unexpected("a regular expression between solidi, such as `/[0-9]+\\.[0-9][0-9]/`"));
    }
    let mut escaped = false;
    let end = cursor.rest().find(|letter| {
        let closes = letter == '/' && !escaped;
        escaped = letter == '\\' && !escaped;
        closes
    });
    let (written, span) = cursor.take(end.unwrap_or(cursor.rest().len()));
    if !cursor.eat("/") {
        return Err(LineError::new(span, "the regular expression is not closed", "a solidus should follow this"));
    }
    if written.contains('"') {
        return Err(LineError::new(span, "a quotation mark is written \\x22 here", "a regular expression"));
    }
    // Here its grammar is read. Whether it is too large is asked once for each pattern of the walk.
    match regex_syntax::parse(written) {
        Ok(_) => Ok(written.to_owned()),
        Err(wrong) => {
            let why = wrong.to_string();
            let told = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Err(LineError::new(span, format!("this is no regular expression: {told}"), "a regular expression"))
        }
    }
}

/// Reads what follows the word `sms`: `sms 2`, `sms to 10658888`, `sms "…"`, `sms to 10658888 request suspend`,
/// `sms octets 0270 ..`.
fn sms(cursor: &mut Cursor<'_>) -> ParseResult<Expectation> {
    if cursor.peek().is_some_and(|letter| letter.is_ascii_digit()) {
        return cursor.decimal("a number of messages").map(Expectation::SmsCount);
    }
    let mut shown = ExpectedSms::default();
    if cursor.eat_words("to") {
        shown.to = Some(values::telephone(cursor)?);
    }
    let mut ahead = *cursor;
    if cursor.eat_words("request") {
        shown.content = Some(SmsContent::Request(request(cursor)?));
    } else if cursor.eat_words("octets") {
        shown.content = Some(SmsContent::Octets(octets::parts(cursor, Place::Pattern)?));
    } else if cursor.peek() == Some('"') || ahead.eat_words("exactly") || ahead.eat_words("matching") {
        shown.content = Some(SmsContent::Text(wording(cursor)?));
    }
    Ok(Expectation::Sms(shown))
}
