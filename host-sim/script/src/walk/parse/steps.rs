//! Steps: what a person does, and what happens around the handset.

use super::expectation;
use super::name::{name, path};
use crate::lang::Span;
use crate::lang::cursor::{Cursor, Parsed};
use crate::lang::error::Mistake;
use crate::lang::values;
use crate::lang::values::string;
use crate::trace::parse::octets::{self, Place};
use crate::trace::parse::steps as trace_steps;
use crate::trace::syntax::{Expected, Step as TraceStep};
use crate::walk::syntax::{Apdu, Around, Key, Pause, Press, Step, Tap, TapEnding, Typed};
use crate::walk::words::{self, NamedKey};

/// First words of steps, for advice on a word that is none.
pub(super) const FIRST_WORDS: [&str; 17] = [
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
];

/// The longest time that is waited at once.
const LONGEST_MS: u32 = 24 * 3_600_000;

const ON_OFF: [(&str, bool); 2] = [("on", true), ("off", false)];

/// What follows the first word of a step; `None` if the word is none of a step's.
pub(super) fn step(word: &str, cursor: &mut Cursor<'_>) -> Option<Parsed<Step>> {
    Some(match word {
        "choose" => path(cursor).map(Step::Choose),
        "press" => press(cursor).map(Step::Press),
        "type" => typed(cursor).map(Step::Type),
        "answer" => cursor.one_of(&[("yes", true), ("no", false)], "`yes` or `no`").map(Step::Answer),
        "wait" => pause(cursor).map(Step::Wait),
        "interrupt" => Ok(Step::Interrupt),
        "expect" => expectation::list(cursor).map(Step::Expect),
        "network" => cursor.one_of(&ON_OFF, "`on` or `off`").map(|on| Step::Around(Around::Network(on))),
        "messages" => cursor
            .one_of(&words::MESSAGES, "what becomes of short messages")
            .map(|how| Step::Around(Around::Messages(how))),
        "screen" => cursor
            .one_of(&[("busy", true), ("free", false)], "`busy` or `free`")
            .map(|busy| Step::Around(Around::ScreenBusy(busy))),
        "call" => cursor.one_of(&words::CALLS, "what happens to a call").map(|how| Step::Around(Around::Call(how))),
        "language" => super::language(cursor).map(|language| Step::Around(Around::Language(language))),
        "apdu" => apdu(cursor).map(Step::Apdu),
        "tap" => tap(cursor).map(Step::Tap),
        "restart" => Ok(Step::Restart),
        "cut" => cut(cursor),
        "undo" => Ok(Step::Undo),
        _ => return super::world::deed(word, cursor).map(|deed| deed.map(Step::Deed)),
    })
}

/// `-> refused`, if it stands here.
pub(super) fn refused(cursor: &mut Cursor<'_>) -> Parsed<bool> {
    if !cursor.eat("->") {
        return Ok(false);
    }
    cursor.demand_words("refused").map(|()| true)
}

fn press(cursor: &mut Cursor<'_>) -> Parsed<Press> {
    let key = key(cursor)?;
    Ok(Press { key, refused: refused(cursor)? })
}

fn key(cursor: &mut Cursor<'_>) -> Parsed<Key> {
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
                    Err(Mistake::new(span, "a key is one character", "one character")
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
        let alone = cursor.is_done() || cursor.rest().starts_with("->");
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

fn typed(cursor: &mut Cursor<'_>) -> Parsed<Typed> {
    let secret = cursor.eat_words("secret");
    let text = string(cursor, "what is typed, between quotation marks")?;
    Ok(Typed { text, secret, refused: refused(cursor)? })
}

fn pause(cursor: &mut Cursor<'_>) -> Parsed<Pause> {
    if cursor.eat_words("out") {
        return Ok(Pause::Out);
    }
    duration(cursor, "a duration such as `30 s`, or `out`").map(Pause::For)
}

/// Reads a duration in milliseconds, of which `what` gives an example.
pub(super) fn duration(cursor: &mut Cursor<'_>, what: &str) -> Parsed<u32> {
    let ms = values::duration(cursor, what, LONGEST_MS.into())?;
    Ok(u32::try_from(ms).unwrap_or(LONGEST_MS))
}

fn apdu(cursor: &mut Cursor<'_>) -> Parsed<Apdu> {
    let mut sent = cursor.before('<');
    sent.demand(">")?;
    let command = octets::parts(&mut sent, Place::Command)?;
    sent.finish()?;
    if !cursor.eat("<") {
        return Ok(Apdu { command, answer: None });
    }
    let answer = match cursor.eat_words("no answer") {
        true => Expected::NoAnswer,
        false => Expected::Answer(octets::parts(cursor, Place::Pattern)?),
    };
    Ok(Apdu { command, answer: Some(answer) })
}

fn tap(cursor: &mut Cursor<'_>) -> Parsed<Tap> {
    let kind = cursor.one_of(&words::TAPS, "a transaction")?;
    let amount = values::amount(cursor)?;
    let ending = if cursor.eat("->") { ending(cursor)? } else { TapEnding::Done };
    Ok(Tap { kind, amount, ending })
}

fn ending(cursor: &mut Cursor<'_>) -> Parsed<TapEnding> {
    if cursor.one_of(&[("done", true), ("refused", false)], "`done` or `refused`")? {
        return Ok(TapEnding::Done);
    }
    if !cursor.eat(":") {
        return Ok(TapEnding::Refused(None));
    }
    let span = cursor.remainder();
    let written = cursor.between(span);
    let reasons: Vec<String> = applet::Refusal::ALL.iter().map(|refusal| words::reason(*refusal)).collect();
    words::refusal(written).map(|refusal| TapEnding::Refused(Some(refusal))).ok_or_else(|| {
        let mistake = Mistake::new(span, format!("the card knows no reason `{written}`"), "a reason to refuse");
        let mistake = mistake.help("the reasons are listed in docs/APDUS.md: OverLimit is `over limit`");
        mistake.nearest(written, reasons.iter().map(String::as_str))
    })
}

fn cut(cursor: &mut Cursor<'_>) -> Parsed<Step> {
    match trace_steps::step("cut", cursor) {
        Some(Ok(TraceStep::Cut(cut))) => Ok(Step::Cut(cut)),
        Some(Err(mistake)) => Err(mistake),
        _ => Err(cursor.unexpected("`at write`")),
    }
}
