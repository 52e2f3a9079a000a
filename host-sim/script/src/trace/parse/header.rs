//! Parser of the header's settings.

use sim_wire::lifecycle::LifeCycle;

use super::octets;
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::handbook::{HandbookSection, UnknownSectionError};
use crate::lang::values;
use crate::trace::syntax::{CardSetting, ChainingMode, KeySetting, ProfileChoice, TraceSetting};
use crate::trace::words;

/// Reads a setting after its first word; `None` if the word begins no setting.
pub(crate) fn setting(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<TraceSetting>> {
    Some(match word {
        "profile" => profile(cursor).map(TraceSetting::Profile),
        "card" => card(cursor).map(TraceSetting::Card),
        "key" => key(cursor).map(TraceSetting::Key),
        "aid" => octets::plain_octets(cursor, "an application identifier", 5..=16).map(TraceSetting::Aid),
        "asn" => octets::exactly(cursor, "an application serial number").map(TraceSetting::Asn),
        "atr" => octets::plain_octets(cursor, "an answer to reset", 2..=33).map(TraceSetting::Atr),
        "iccid" => octets::exactly(cursor, "an ICCID").map(TraceSetting::Iccid),
        "clock" => octets::moment(cursor).map(TraceSetting::Clock),
        "seed" => cursor.decimal("a number").map(TraceSetting::Seed),
        "random" => random(cursor).map(TraceSetting::Random),
        "reader" => cursor
            .one_of(&[("auto", ChainingMode::Auto), ("raw", ChainingMode::Raw)], "what the reader does by itself")
            .map(TraceSetting::Reader),
        "covers" => sections(cursor).map(TraceSetting::Covers),
        _ => return None,
    })
}

/// Reads random numbers one by one.
pub(super) fn random(cursor: &mut Cursor<'_>) -> ParseResult<Vec<Vec<u8>>> {
    let mut numbers = Vec::new();
    while !cursor.skip_to_end() {
        numbers.push(octets::one_run(cursor, "a random number in hexadecimal")?);
    }
    if numbers.is_empty() {
        return Err(cursor.unexpected("the random numbers that the card draws, such as `653027F6`"));
    }
    Ok(numbers)
}

/// Reads numbers of the handbook's sections, with commas between them.
fn sections(cursor: &mut Cursor<'_>) -> ParseResult<Vec<HandbookSection>> {
    let mut sections = vec![section(cursor)?];
    while cursor.eat(",") {
        sections.push(section(cursor)?);
    }
    Ok(sections)
}

fn section(cursor: &mut Cursor<'_>) -> ParseResult<HandbookSection> {
    cursor.skip_blanks();
    let before = *cursor;
    let (number, span) = cursor.take_while(|letter| letter.is_ascii_digit() || letter == '.');
    if number.is_empty() {
        return Err(before.unexpected("the number of a section of the handbook, such as `3.4.3`"));
    }
    number.parse().map_err(|unknown: UnknownSectionError| {
        let mistake = LineError::new(span, unknown.to_string(), "the number of a section, such as `3.4.3`");
        match unknown.near {
            Some(near) => mistake.help(format!("did you mean `{near}`?")),
            None => mistake,
        }
    })
}

fn profile(cursor: &mut Cursor<'_>) -> ParseResult<ProfileChoice> {
    if cursor.eat_words("default") {
        return Ok(ProfileChoice::Default);
    }
    let path = cursor.take_quoted("`default`, or a file's name between quotation marks")?;
    Ok(ProfileChoice::File { path, profile: None })
}

fn key(cursor: &mut Cursor<'_>) -> ParseResult<KeySetting> {
    let usage = cursor.one_of(&words::usages(), "what the key is for")?;
    let [index] = octets::exactly(cursor, "the key's index")?;
    let mut setting = KeySetting { usage, index, version: 1, algorithm: 0, key: [0; 16] };
    if cursor.eat_words("version") {
        [setting.version] = octets::exactly(cursor, "the key's version")?;
    }
    if cursor.eat_words("algorithm") {
        [setting.algorithm] = octets::exactly(cursor, "the key's algorithm identifier")?;
    }
    cursor.demand("=")?;
    setting.key = octets::exactly(cursor, "a key of sixteen octets")?;
    Ok(setting)
}

fn card(cursor: &mut Cursor<'_>) -> ParseResult<Vec<CardSetting>> {
    let mut facts = vec![card_fact(cursor)?];
    while cursor.eat(",") {
        facts.push(card_fact(cursor)?);
    }
    Ok(facts)
}

#[derive(Clone, Copy)]
enum FactWord {
    BalanceMax,
    Balance,
    Online,
    Offline,
    Limit,
    PinTries,
    Pin,
    State(LifeCycle),
}

const FACT_WORDS: [(&str, FactWord); 12] = [
    ("balance max", FactWord::BalanceMax),
    ("balance", FactWord::Balance),
    ("online", FactWord::Online),
    ("offline", FactWord::Offline),
    ("limit", FactWord::Limit),
    ("pin tries", FactWord::PinTries),
    ("pin", FactWord::Pin),
    ("unopened", FactWord::State(LifeCycle::Unopened)),
    ("open", FactWord::State(LifeCycle::Open)),
    ("suspended", FactWord::State(LifeCycle::Suspended)),
    ("closing", FactWord::State(LifeCycle::Closing)),
    ("closed", FactWord::State(LifeCycle::Closed)),
];

/// Returns the phrases with which a fact of the card begins.
pub(crate) fn fact_phrases() -> [&'static str; 12] {
    FACT_WORDS.map(|(phrase, _)| phrase)
}

fn card_fact(cursor: &mut Cursor<'_>) -> ParseResult<CardSetting> {
    Ok(match cursor.one_of(&FACT_WORDS, "a fact of the card")? {
        FactWord::BalanceMax => CardSetting::BalanceMax(values::amount(cursor)?),
        FactWord::Balance => CardSetting::Balance(values::amount(cursor)?),
        FactWord::Online => CardSetting::Online(octets::counter(cursor)?),
        FactWord::Offline => CardSetting::Offline(octets::counter(cursor)?),
        FactWord::Limit if cursor.eat_words("none") => CardSetting::Limit(None),
        FactWord::Limit => CardSetting::Limit(Some(values::amount(cursor)?)),
        FactWord::PinTries => CardSetting::PinTries(cursor.decimal("a number of tries")?),
        FactWord::Pin if cursor.eat_words("on") => CardSetting::PinOn(true),
        FactWord::Pin if cursor.eat_words("off") => CardSetting::PinOn(false),
        FactWord::Pin => CardSetting::Pin(octets::plain_octets(cursor, "`on`, `off` or a PIN's digits", 2..=6)?),
        FactWord::State(state) => CardSetting::State(state),
    })
}
