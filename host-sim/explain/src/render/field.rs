//! Values of fields, for machines and for people.

use std::borrow::Cow;

use applet::Refusal;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TransactionKind;

use super::uicc;
use super::words::{EnglishWords, Words};
use crate::coding::Coding;
use crate::command::octets_of;
use crate::{Node, Value, names, status, terminal_profile};

/// Returns the octets of a field in hexadecimal for a screen; those of a secret are not shown.
pub fn octets(node: &Node<'_>, input: &[u8]) -> String {
    let octets = node.octets(input);
    if is_secret(&node.value) { "··".repeat(octets.len()) } else { hex::encode_upper(octets) }
}

const fn is_secret(value: &Value<'_>) -> bool {
    matches!(value, Value::Pin(..) | Value::Secret(..))
}

/// Returns the words for a value of a field; `None` where the value needs no words.
pub fn text(value: &Value<'_>) -> Option<Cow<'static, str>> {
    match value {
        Value::Limit(None) => Some("none".into()),
        Value::Amount(amount) | Value::Limit(Some(amount)) => Some(amount.to_string().into()),
        Value::Odd(_, words) => Some((*words).into()),
        Value::Pin(digits, _) => Some(pin_text(digits.as_deref())),
        Value::Secret(octets, _) => Some(format!("hidden, {}", octets_of(*octets)).into()),
        Value::Switch(code) => Some(switch_text(*code).into()),
        Value::Code(table, code) => Some(code_text(*table, *code)),
        Value::StatusWord(word) => Some(status::words(*word)),
        Value::Aid(aid) => names::aid(aid).map(Cow::Borrowed),
        Value::File(identifier) => names::file(*identifier).map(Cow::Borrowed),
        Value::ShortFile(Some(identifier)) => names::short_file(*identifier).map(Cow::Borrowed),
        Value::ShortFile(None) => Some("none".into()),
        Value::Path(octets) => uicc::path(octets),
        Value::FileDescriptor(octets) => uicc::file_descriptor(octets),
        Value::Abilities(profile) => Some(terminal_profile::summary(profile).into()),
        _ => None,
    }
}

/// Returns the value, the words for it, or both, in English.
pub fn shown(value: &Value<'_>) -> Cow<'static, str> {
    shown_in(&EnglishWords, value)
}

/// Returns the value, the words for it, or both, for people.
pub fn shown_in<W: Words>(words: &W, value: &Value<'_>) -> Cow<'static, str> {
    let text = words.field(value);
    let number = match value {
        Value::Pin(..) | Value::Secret(..) => return text.unwrap_or_default(),
        Value::Amount(_) | Value::Limit(_) | Value::Switch(_) => String::new(),
        Value::Number(number) => number.to_string(),
        Value::Code(_, code) => code.to_string(),
        Value::ShortFile(file) => file.map_or_else(String::new, |file| file.to_string()),
        // The text of an AID or a file is its name; its octets stand beside it anyway.
        _ if text.is_some() => String::new(),
        value => words.value(value).to_string(),
    };
    match text {
        Some(text) if number.is_empty() => text,
        Some(text) => [number.as_str(), W::COMMA, &text].concat().into(),
        None => number.into(),
    }
}

fn code_text(table: Coding, code: u8) -> Cow<'static, str> {
    match table {
        Coding::Kind => TransactionKind::from_code(code).name().into(),
        Coding::State => LifeCycle::from_code(code).map_or("no state of a wallet", LifeCycle::name).into(),
        Coding::Algorithm => if code == 0 { "3DES" } else { "issuer's own" }.into(),
        Coding::Applications => applications_text(code).into(),
        Coding::Refusal => refusal_text(code).into(),
        Coding::SelectForm => uicc::select_form(code).into(),
        Coding::PinReference => uicc::pin_reference(code).into(),
        Coding::RecordMode => uicc::record_mode(code).into(),
        Coding::FileLifeCycle => uicc::life_cycle(code).into(),
        _ => "".into(),
    }
}

fn pin_text(digits: Option<&str>) -> Cow<'static, str> {
    match digits.map(str::len) {
        Some(length @ 4..=12) => format!("{length} digits").into(),
        Some(_) | None => "not 4 to 12 digits in BCD".into(),
    }
}

const fn switch_text(code: u8) -> &'static str {
    match code {
        0x00 => "off",
        0x01 => "on",
        _ => "neither on (01) nor off (00)",
    }
}

const fn applications_text(code: u8) -> &'static str {
    match code {
        0x01 => "electronic deposit (ED)",
        0x02 => "electronic purse (EP)",
        0x03 => "electronic deposit and electronic purse",
        _ => "no value of JR/T 0025",
    }
}

fn refusal_text(code: u8) -> &'static str {
    match Refusal::ALL.iter().find(|refusal| refusal.code() == code) {
        Some(refusal) => refusal.words(),
        None if code == 0 => "nothing was refused since power-on",
        None => "no reason of this card",
    }
}
