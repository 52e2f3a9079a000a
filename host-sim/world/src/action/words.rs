//! Words of actions: tables that are read in both directions, and the parts that many actions have.

use std::fmt::Display;
use std::str::FromStr;

use sim_wire::Fen;

use super::{CallEvent, EntryTampering, FaultSide, HallService, PacketMaker, PayPasswordInput, SubmissionReply};
use crate::line::ServiceLine;
use crate::platform::account::NumberState;
use crate::platform::amount::parse_yuan;
use crate::platform::bank::BankReply;
use crate::platform::code::SmsCode;
use crate::smsc::CargoKind;
use crate::world::Fault;
use sim_codec::duration;
use sim_codec::suggest::nearest;
use sim_device::handset::Model;

/// Number of digits of a pay password.
const PASSWORD_DIGITS: usize = 6;

/// Words of the faults at which the platform stops.
pub const FAULTS: [(&str, Fault); 3] = [
    ("before-keeping", Fault::BeforeKeeping),
    ("after-keeping", Fault::AfterKeeping),
    ("after-handing-over", Fault::AfterHandingOver),
];

/// Words of the states of a number in the registry.
pub const NUMBER_STATES: [(&str, NumberState); 4] = [
    ("normal", NumberState::Normal),
    ("lost", NumberState::Lost),
    ("barred", NumberState::Barred),
    ("cancelled", NumberState::Cancelled),
];

/// Words of the makers of packets.
pub(super) const MAKERS: [(&str, PacketMaker); 2] = [("card", PacketMaker::Card), ("platform", PacketMaker::Platform)];

/// Words behind the reply of a bank's page; a bank that pays has none.
pub const BANK_REPLIES: [(&str, BankReply); 4] = [
    ("", BankReply::Pays),
    ("in vain", BankReply::Refuses),
    ("twice", BankReply::PaysTwice),
    ("unanswered", BankReply::Silence),
];

/// Words of the events of a call.
pub(super) const CALLS: [(&str, CallEvent); 3] =
    [("gets", CallEvent::Rings), ("takes", CallEvent::Answered), ("loses", CallEvent::Ended)];

/// Numbers of the service lines.
pub(super) const LINES: [(&str, ServiceLine); 2] =
    [(ServiceLine::Voice.number(), ServiceLine::Voice), (ServiceLine::Care.number(), ServiceLine::Care)];

/// Words of the replies to a submitted message.
pub(super) const SUBMISSIONS: [(&str, SubmissionReply); 3] =
    [("takes", SubmissionReply::Taken), ("refuses", SubmissionReply::Refused), ("stalls", SubmissionReply::Unable)];

/// Words of the kinds of the next message to arrive; `None` is any kind.
pub(super) const NEXT: [(&str, Option<CargoKind>); 4] = [
    ("message", None),
    ("submit", Some(CargoKind::Submit)),
    ("deliver", Some(CargoKind::Deliver)),
    ("report", Some(CargoKind::Report)),
];

/// Words of the services of a hall for which the holder's identity is checked.
pub const HALL_SERVICES: [(&str, HallService); 7] = [
    ("opens account of", HallService::OpenAccount),
    ("registers card of", HallService::RegisterSwap),
    ("issues card to", HallService::IssueCard),
    ("reloads card of", HallService::LoadSwap),
    ("closes wallet of", HallService::CloseWallet),
    ("completes data of", HallService::CompleteData),
    ("calibrates", HallService::Calibrate),
];

/// Words of the sides of an event.
pub(super) const SIDES: [(&str, FaultSide); 2] = [("before", FaultSide::Before), ("after", FaultSide::After)];

/// Words of the ways to tamper with an entry of a batch.
pub(super) const TAMPERINGS: [(&str, EntryTampering); 4] = [
    ("drops", EntryTampering::Dropped),
    ("repeats", EntryTampering::Repeated),
    ("alters", EntryTampering::Altered),
    ("borrows", EntryTampering::Foreign),
];

/// Returns the word of a value in a table; empty if the table has none.
pub fn word_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, of)| *of == value).map_or("", |(word, _)| word)
}

/// Error in one word, or in consecutive words, of a line.
#[derive(Clone, Debug)]
pub(super) struct WordError<'l> {
    /// Wrong part of the line.
    pub(super) word: &'l str,
    pub(super) what: String,
    pub(super) expected: String,
    pub(super) help: Option<String>,
}

impl<'l> WordError<'l> {
    pub(super) fn new(word: &'l str, what: impl Into<String>, expected: impl Into<String>) -> WordError<'l> {
        WordError { word, what: what.into(), expected: expected.into(), help: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> WordError<'l> {
        WordError { help: Some(help.into()), ..self }
    }
}

/// Result of reading a part of a line.
pub(super) type Read<'l, T> = Result<T, WordError<'l>>;

/// Reads a part by the `FromStr` of its type.
pub(super) fn part<'l, T: FromStr<Err: Display>>(word: &'l str, expected: &str) -> Read<'l, T> {
    word.parse().map_err(|why: T::Err| WordError::new(word, why.to_string(), expected))
}

/// Reads a word of a table.
pub(super) fn one_of<'l, T: Copy>(word: &'l str, table: &[(&'static str, T)]) -> Read<'l, T> {
    let found = table.iter().find(|(of, _)| *of == word).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let words = || table.iter().map(|(word, _)| *word);
        let all = words().collect::<Vec<_>>().join(", ");
        let error = WordError::new(word, format!("{word:?} is none of {all}"), "one of these words");
        match nearest(word, words()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error,
        }
    })
}

/// Reads a number.
pub(super) fn number<T: FromStr>(word: &str) -> Read<'_, T> {
    word.parse().map_err(|_| WordError::new(word, format!("{word:?} is no number that fits here"), "a number"))
}

/// Reads a number of 1 or more.
pub(super) fn ordinal(word: &str) -> Read<'_, u32> {
    match number(word)? {
        0 => Err(WordError::new(word, "what is counted here begins with 1", "1 or more")),
        number => Ok(number),
    }
}

/// Reads an amount in yuan.
pub(super) fn yuan(word: &str) -> Read<'_, Fen> {
    parse_yuan(word).map_err(|why| WordError::new(word, format!("{word:?}: {why}"), "an amount such as `12.5`"))
}

/// Reads an operation PIN of 4 to 12 digits.
pub(super) fn pin(word: &str) -> Read<'_, String> {
    let is_pin = (4..=12).contains(&word.len()) && word.bytes().all(|octet| octet.is_ascii_digit());
    let wrong = || format!("{word:?} is no operation PIN, which has 4 to 12 digits");
    if is_pin { Ok(word.to_owned()) } else { Err(WordError::new(word, wrong(), "4 to 12 digits")) }
}

/// Reads a pay password: six digits or `initial`.
pub(super) fn password(word: &str) -> Read<'_, PayPasswordInput> {
    let is_password = word.len() == PASSWORD_DIGITS && word.bytes().all(|octet| octet.is_ascii_digit());
    match word {
        "initial" => Ok(PayPasswordInput::Initial),
        _ if is_password => Ok(PayPasswordInput::Digits(word.to_owned())),
        _ => {
            let what = format!("{word:?} is no pay password: six digits, or `initial` for the one that came by text");
            Err(WordError::new(word, what, "six digits or `initial`"))
        }
    }
}

/// Reads a code by short message: six digits.
pub(super) fn sms_code(word: &str) -> Read<'_, String> {
    part::<SmsCode>(word, "six digits").map(|_| word.to_owned())
}

/// Reads the name of a handset's model.
pub(super) fn model(word: &str) -> Read<'_, &'static str> {
    let names: Vec<_> = Model::ALL_NAMES.iter().map(|name| (*name, *name)).collect();
    one_of(word, &names)
}

/// Reads a language of two lower-case letters.
pub(super) fn language(word: &str) -> Read<'_, String> {
    let is_language = word.len() == 2 && word.bytes().all(|letter| letter.is_ascii_lowercase());
    let wrong = || format!("{word:?} is no language: two small letters, as `zh`");
    if is_language { Ok(word.to_owned()) } else { Err(WordError::new(word, wrong(), "two small letters")) }
}

/// Reads a duration in milliseconds from a number and its unit.
pub(super) fn duration<'l>(count: &'l str, unit: &'l str) -> Read<'l, u64> {
    let wrong = |word| {
        let what = format!("\"{count} {unit}\" is no duration: a number and one of d, h, min, s, ms, as `90 s`");
        WordError::new(word, what, "a duration such as `90 s`")
    };
    let number = count.parse().map_err(|_| wrong(count))?;
    duration::from_words(number, unit).ok_or_else(|| wrong(unit))
}
