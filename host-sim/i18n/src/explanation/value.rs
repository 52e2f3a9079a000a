//! Phrases for values in Chinese: the digits that stand there, and the words for them.

use sim_explain::render::field;
use sim_explain::render::phrase::Phrase;
use sim_explain::{Value, names};

use super::{ChineseWords, catalogue, object, status, table};
use crate::{Language, amount, card, short_message};

/// Returns the phrase for a value.
pub(super) fn phrase(value: &Value<'_>) -> Phrase {
    match value {
        Value::Group => Phrase::default(),
        Value::Nothing => Phrase::plain("无"),
        Value::Flag(flag) => Phrase::plain(if *flag { "是" } else { "否" }),
        Value::Number(number) => Phrase::plain(number.to_string()),
        Value::HighBits(number) => Phrase::plain(number.to_string()),
        Value::Octet(octet) => Phrase::plain(format!("{octet:02X}")),
        Value::Octets(octets) => Phrase::plain(hex::encode_upper(octets)),
        Value::Text(text) => Phrase::plain(text.to_string()),
        Value::Word(word) => Phrase::plain(catalogue::of(word)),
        Value::Quoted(text) => Phrase::quoting(text, format!("“{text}”")),
        Value::Digits(digits) => Phrase::plain(digits.clone()),
        Value::Date(date) => Phrase::plain(date.to_string()),
        Value::Time(time) => Phrase::plain(time.to_string()),
        Value::Class(class) => Phrase::new(format!("{class:02X}"), catalogue::of(names::class(*class))),
        Value::Instruction(code, name) => Phrase::new(format!("{code:02X}"), catalogue::of(name)),
        Value::DataLength(length) => Phrase::plain(format!("数据 {length} 字节")),
        Value::AskedLength(le, ne) => {
            let all = if *le == 0 { ",或全部" } else { "" };
            Phrase::plain(format!("要求 {ne} 字节{all}"))
        }
        Value::StatusWord(word) => Phrase::new(format!("{word:04X}"), status::words(*word)),
        Value::Coded(table, octets) => table::phrase(*table, octets),
        Value::Reserved(tag, octets) => Phrase::new(format!("{tag:X}"), hex::encode_upper(octets)),
        Value::Named(code, _) => Phrase::plain(format!("{code:02X}")),
        Value::Toolkit(value) => object::phrase(value),
        Value::Sms(value) => short_message::value(value),
        Value::Packet(value) => short_message::secured(value),
        Value::Transaction(kind, money, counter) => {
            let kind = card::transaction(Language::Chinese, *kind);
            let money =
                money.map_or_else(String::new, |money| format!(",{}", amount(Language::Chinese, money.0.into())));
            Phrase::plain(format!("{kind}{money},交易序号 {counter}"))
        }
        Value::Odd(octets, _) | Value::Aid(octets) | Value::Path(octets) => Phrase::plain(hex::encode_upper(octets)),
        Value::FileDescriptor(octets) | Value::Abilities(octets) => Phrase::plain(hex::encode_upper(octets)),
        Value::File(identifier) => Phrase::plain(hex::encode_upper(identifier)),
        Value::Amount(_) | Value::Limit(_) | Value::Switch(_) | Value::Code(..) | Value::ShortFile(_) => {
            Phrase::plain(field::shown_in(&ChineseWords, value))
        }
        Value::Pin(..) | Value::Secret(..) => Phrase::plain(field::shown_in(&ChineseWords, value)),
    }
}
