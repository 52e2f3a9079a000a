//! Parser of steps: what a person does, and what happens around the handset.

use super::action;
use super::expectation;
use super::name::{name, path};
use super::shop;
use crate::lang::Span;
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::values::string;
use crate::trace::parse::octets::{self, Place};
use crate::trace::syntax::ExpectedAnswer;
use crate::walk::syntax::{Apdu, Key, KeyPress, Step, TypedInput};
use crate::walk::words::{self, NamedKey};
use sim_device::pos::take_back::TakenBack;

/// First words of steps, for advice on an unknown word.
pub(super) const FIRST_WORDS: [&str; 18] = [
    "choose",
    "press",
    "type",
    "answer",
    "wait",
    "interrupt",
    "expect",
    "network",
    "messages",
    "screen",
    "call",
    "language",
    "apdu",
    "tap",
    "restart",
    "cut",
    "undo",
    "deliver",
];

/// Reads a step after its first word; `None` if the word begins no step.
pub(super) fn step(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<Step>> {
    Some(match word {
        "choose" => path(cursor).map(Step::Choose),
        "press" => press(cursor).map(Step::Press),
        "type" if cursor.eat_words("secret initial pay password") => Ok(Step::TypeInitialPassword),
        "type" => parse_typed(cursor).map(Step::Type),
        "answer" => cursor.one_of(&[("yes", true), ("no", false)], "`yes` or `no`").map(Step::Answer),
        "interrupt" => Ok(Step::Interrupt),
        "expect" => expectation::list(cursor).map(Step::Expect),
        "apdu" => apdu(cursor).map(Step::Apdu),
        "deliver" => deliver(cursor).map(Step::Deliver),
        "void" => shop::take_back(cursor, TakenBack::Voided).map(Step::TakeBack),
        "return" => shop::take_back(cursor, TakenBack::Returned).map(Step::TakeBack),
        "undo" => Ok(Step::Undo),
        "wait" if cursor.eat_words("out") => Ok(Step::WaitOut),
        _ => return action::step(word, cursor).map(|step| step.map(Step::Action)),
    })
}

/// Reads `-> refused` if it comes next, and returns whether it did.
pub(super) fn take_refused(cursor: &mut Cursor<'_>) -> ParseResult<bool> {
    if !cursor.eat("->") {
        return Ok(false);
    }
    cursor.demand_words("refused").map(|()| true)
}

fn press(cursor: &mut Cursor<'_>) -> ParseResult<KeyPress> {
    let key = key(cursor)?;
    Ok(KeyPress { key, refused: take_refused(cursor)? })
}

fn key(cursor: &mut Cursor<'_>) -> ParseResult<Key> {
    match cursor.peek() {
        Some('"') => {
            cursor.skip_blanks();
            let start = cursor.position();
            let text = string(cursor, "a key")?;
            let mut letters = text.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => Ok(Key::Character(letter)),
                _ => {
                    let span = Span { start, end: cursor.position() };
                    Err(LineError::new(span, "a key is one character", "one character")
                        .help("several characters are typed: type \"1234\""))
                }
            };
        }
        Some(letter) if letter == '*' || letter == '+' => {
            cursor.take(1);
            return Ok(Key::Character(letter));
        }
        _ => {}
    }
    let mut ahead = *cursor;
    let (word, _) = ahead.word();
    if let (Some(digit), 1) = (word.chars().next().filter(char::is_ascii_digit), word.len()) {
        *cursor = ahead;
        return Ok(Key::Character(digit));
    }
    if cursor.eat_words("help") {
        let alone = cursor.skip_to_end() || cursor.rest().starts_with("->");
        return if alone { Ok(Key::Help(None)) } else { name(cursor).map(|name| Key::Help(Some(name))) };
    }
    let key = cursor.one_of(&words::KEYS, "a key, or a digit")?;
    Ok(match key {
        NamedKey::Ok => Key::Ok,
        NamedKey::Back => Key::Back,
        NamedKey::End => Key::End,
        NamedKey::Menu => Key::Menu,
        NamedKey::Erase => Key::Erase,
        NamedKey::Help => Key::Help(None),
        NamedKey::Home => Key::Home,
        NamedKey::Outside => Key::Outside,
    })
}

fn parse_typed(cursor: &mut Cursor<'_>) -> ParseResult<TypedInput> {
    let secret = cursor.eat_words("secret");
    let text = string(cursor, "what is typed, between quotation marks")?;
    Ok(TypedInput { text, secret, refused: take_refused(cursor)? })
}

fn deliver(cursor: &mut Cursor<'_>) -> ParseResult<Option<u32>> {
    if cursor.skip_to_end() {
        return Ok(None);
    }
    let mut number = *cursor;
    match cursor.decimal("a number of messages")? {
        0 => Err(LineError::new(number.word().1, "no message is delivered by that", "1 or more, or nothing for all")),
        count => Ok(Some(count)),
    }
}

fn apdu(cursor: &mut Cursor<'_>) -> ParseResult<Apdu> {
    let mut sent = cursor.before('<');
    sent.demand(">")?;
    let command = octets::parts(&mut sent, Place::Command)?;
    sent.finish()?;
    if !cursor.eat("<") {
        return Ok(Apdu { command, answer: None });
    }
    let answer = match cursor.eat_words("no answer") {
        true => ExpectedAnswer::NoAnswer,
        false => ExpectedAnswer::Answer(octets::parts(cursor, Place::Pattern)?),
    };
    Ok(Apdu { command, answer: Some(answer) })
}
