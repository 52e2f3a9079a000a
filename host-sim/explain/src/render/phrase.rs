//! Phrases for values: the digits that stand there, and the words for them.

use std::borrow::Cow;
use std::fmt::{Display, Formatter};

use sim_wire::count::Counted;

use super::{field, objects, packet, tables};
use crate::value::SmsValue;
use crate::{Value, names, status};
use sim_codec::sms::{MessageBody, SmsAddress, Validity};

/// Phrase for a value: digits, and the words for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    /// Octets or a number as they stand there; empty where the words are enough.
    pub digits: Cow<'static, str>,
    /// Words of the phrase; empty where there are none.
    pub words: Cow<'static, str>,
    /// Text among the words that a person wrote; `None` where there is none.
    pub quoted: Option<String>,
}

impl Phrase {
    /// Makes a phrase of digits and the words for them.
    pub fn new(digits: impl Into<Cow<'static, str>>, words: impl Into<Cow<'static, str>>) -> Phrase {
        Phrase { digits: digits.into(), words: words.into(), quoted: None }
    }

    /// Makes a phrase of words alone.
    pub fn plain(words: impl Into<Cow<'static, str>>) -> Phrase {
        Phrase::new("", words)
    }

    /// Makes a phrase of words around a text that a person wrote.
    pub fn quoting(text: &str, words: impl Into<Cow<'static, str>>) -> Phrase {
        Phrase { quoted: Some(text.to_owned()), ..Phrase::plain(words) }
    }
}

impl Display for Phrase {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match (self.digits.as_ref(), self.words.as_ref()) {
            ("", words) => formatter.write_str(words),
            (digits, "") => formatter.write_str(digits),
            (digits, words) => write!(formatter, "{digits}  {words}"),
        }
    }
}

/// Returns the phrase for a value.
pub fn of(value: &Value<'_>) -> Phrase {
    match value {
        Value::Group => Phrase::default(),
        Value::Nothing => Phrase::plain("none"),
        Value::Flag(flag) => Phrase::plain(flag.to_string()),
        Value::Number(number) => Phrase::plain(number.to_string()),
        Value::HighBits(number) => Phrase::plain(number.to_string()),
        Value::Octet(octet) => Phrase::plain(format!("{octet:02X}")),
        Value::Octets(octets) => Phrase::plain(hex::encode_upper(octets)),
        Value::Text(text) => Phrase::plain(text.to_string()),
        Value::Word(word) => Phrase::plain(*word),
        Value::Quoted(text) => Phrase::quoting(text, format!("\"{text}\"")),
        Value::Digits(digits) => Phrase::plain(digits.clone()),
        Value::Date(date) => Phrase::plain(date.to_string()),
        Value::Time(time) => Phrase::plain(time.to_string()),
        Value::Class(class) => Phrase::new(format!("{class:02X}"), names::class(*class)),
        Value::Instruction(code, name) => Phrase::new(format!("{code:02X}"), *name),
        Value::DataLength(length) => Phrase::plain(format!("{} of data", Counted(*length, "octet"))),
        Value::AskedLength(le, ne) => {
            let all = if *le == 0 { ", or all there are" } else { "" };
            Phrase::plain(format!("asks for {}{all}", Counted(*ne, "octet")))
        }
        Value::StatusWord(word) => Phrase::new(format!("{word:04X}"), status::words(*word)),
        Value::Coded(table, octets) => tables::phrase(*table, octets),
        Value::Reserved(tag, octets) => Phrase::new(format!("{tag:X}"), hex::encode_upper(octets)),
        Value::Named(code, name) => Phrase::new(format!("{code:02X}"), name.unwrap_or_default()),
        Value::Toolkit(value) => objects::phrase(value),
        Value::Sms(value) => short_message(value),
        Value::Packet(value) => packet::phrase(value),
        Value::Transaction(kind, amount, counter) => {
            let amount = amount.map_or_else(String::new, |amount| format!(", {amount}"));
            Phrase::plain(format!("{}{amount}, counter {counter}", kind.name()))
        }
        Value::Odd(octets, _) | Value::Aid(octets) | Value::Path(octets) => Phrase::plain(hex::encode_upper(octets)),
        Value::FileDescriptor(octets) | Value::Abilities(octets) => Phrase::plain(hex::encode_upper(octets)),
        Value::File(identifier) => Phrase::plain(hex::encode_upper(identifier)),
        Value::Amount(_) | Value::Limit(_) | Value::Switch(_) | Value::Code(..) | Value::ShortFile(_) => {
            Phrase::plain(field::shown(value))
        }
        Value::Pin(..) | Value::Secret(..) => Phrase::plain(field::shown(value)),
    }
}

pub(super) fn short_message(value: &SmsValue) -> Phrase {
    match value {
        SmsValue::OwnCentre => Phrase::plain("none given: the card's own"),
        SmsValue::Address(address) => Phrase::plain(address_words(address)),
        SmsValue::Timestamp(time) => Phrase::plain(time.to_string()),
        SmsValue::Validity(first, octets) => {
            let words = Validity::read(*first, octets).map_or_else(String::new, Validity::words);
            Phrase::new(hex::encode_upper(octets), words)
        }
        SmsValue::Element(element) => objects::element(element),
        SmsValue::Message(tpdu) => objects::short_message(tpdu),
        SmsValue::Whole(MessageBody::Text(text), total) => {
            Phrase::quoting(text, format!("\"{text}\", of {total} parts"))
        }
        SmsValue::Whole(MessageBody::Octets(octets), total) => {
            Phrase::plain(format!("{}, of {total} parts", hex::encode_upper(octets)))
        }
        SmsValue::PageNumber(number, total) => Phrase::plain(format!("{number} of {total}")),
        SmsValue::Number(is_international, number) => {
            Phrase::plain(format!("{}{number}", if *is_international { "+" } else { "" }))
        }
    }
}

/// Returns the number, the type and the numbering plan of an address in words.
fn address_words(address: &SmsAddress) -> String {
    format!("{} ({}, {})", address.number, address.ton_npi.ton_name(), address.ton_npi.npi_name())
}
