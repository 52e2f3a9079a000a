//! Explained short messages in Chinese: words for each value by its variant. The English words are those of
//! `sim_explain::render`. Symbols of the standards and octets stand in both languages.

mod element;
mod packet;
mod tables;
#[cfg(test)]
mod tests;

use sim_codec::sms::{Direction, Element, MessageBody, SmsAddress, Timestamp, UserData, Validity};
use sim_explain::render::line;
use sim_explain::render::phrase::Phrase;
use sim_explain::render::words::Words as _;
use sim_explain::value::{CodeTable, PacketValue, SmsValue};
use sim_explain::{Explanation, Node};
use sim_wire::bcd;
use sim_world::smsc::{Cargo, CargoKind};

use super::Language;
use super::explanation::ChineseWords;

/// Renders the lines of an explained message: key, label, value.
pub fn rows<'n>(language: Language, explanation: &'n Explanation<'_>) -> Vec<(&'n str, &'static str, String)> {
    match language {
        Language::English => line::rows(explanation),
        Language::Chinese => {
            let row = |(english, node): (&'static str, &'n Node<'_>)| {
                (node.key.as_ref(), ChineseWords.label(english), ChineseWords.value(&node.value).to_string())
            };
            line::nodes(explanation).into_iter().map(row).collect()
        }
    }
}

/// Renders the lines of a message under way: label and value.
pub fn under_way(language: Language, cargo: &Cargo) -> Vec<(&'static str, String)> {
    let direction = match cargo.kind() {
        CargoKind::Deliver => Direction::FromNetwork,
        CargoKind::Submit | CargoKind::Report => Direction::ToNetwork,
    };
    let explanation = sim_explain::toolkit::short_message(direction, cargo.tpdu());
    rows(language, &explanation).into_iter().map(|(_, label, value)| (label, value)).collect()
}

/// Renders octets of a table of short messages; `None` where the table is of something else.
pub(crate) fn coded(table: CodeTable, octets: &[u8]) -> Option<String> {
    let first = octets.first().copied().unwrap_or(0);
    Some(match table {
        CodeTable::SmsCause => tables::cause(first).to_owned(),
        CodeTable::SmsCommand => tables::command(first).to_owned(),
        CodeTable::SmsProtocol => tables::protocol(first),
        CodeTable::SmsCoding => tables::coding(first),
        CodeTable::SmsStatus => tables::status(first),
        CodeTable::NumberType => address_type(first),
        _ => return None,
    })
}

/// Renders a value of short messages.
pub(crate) fn value(value: &SmsValue) -> Phrase {
    match value {
        SmsValue::OwnCentre => Phrase::plain("未指定,用卡内的短信中心"),
        SmsValue::Address(address) => Phrase::plain(self::address(address)),
        SmsValue::Timestamp(time) => Phrase::plain(self::time(*time)),
        SmsValue::Validity(first, octets) => {
            Phrase::new(hex::encode_upper(octets), tables::validity(*first, octets).unwrap_or_default())
        }
        SmsValue::Element(element) => self::element(element),
        SmsValue::Message(fields) => message(fields.kind.name(), fields.address.as_ref(), fields.user.as_ref()),
        SmsValue::Whole(given, total) => quoted(given, |body| format!("{body},共 {total} 部分")),
        SmsValue::PageNumber(number, total) => Phrase::plain(format!("第 {number} 页,共 {total} 页")),
        SmsValue::Number(is_international, number) => {
            Phrase::plain(format!("{}{number}", if *is_international { "+" } else { "" }))
        }
    }
}

/// Renders a value of secured packets.
pub(crate) fn secured(value: &PacketValue) -> Phrase {
    packet::value(value)
}

/// Renders an element of a user data header.
pub(crate) fn element(element: &Element) -> Phrase {
    element::words(element)
}

/// Renders words around a text or around octets.
pub(crate) fn quoted(given: &MessageBody, words: impl Fn(String) -> String) -> Phrase {
    match given {
        MessageBody::Text(text) => Phrase::quoting(text, words(body(given))),
        MessageBody::Octets(_) => Phrase::plain(words(body(given))),
    }
}

fn body(body: &MessageBody) -> String {
    match body {
        MessageBody::Text(text) => format!("“{text}”"),
        MessageBody::Octets(octets) => hex::encode_upper(octets),
    }
}

/// Renders a short message in a line: its type, the other end, and its contents.
pub(crate) fn message(kind: &str, address: Option<&SmsAddress>, user: Option<&UserData>) -> Phrase {
    let mut head = kind.to_owned();
    if let Some(address) = address {
        head.push_str(&format!(",{}", address.number));
    }
    match user {
        Some(user) => quoted(&user.body, |body| format!("{head},{body}")),
        None => Phrase::plain(head),
    }
}

/// Renders a validity period.
pub(crate) fn validity(validity: Validity) -> String {
    tables::period(validity)
}

/// Renders an address: its number, type of number and numbering plan.
fn address(address: &SmsAddress) -> String {
    format!("{}({})", address.number, address_type(address.ton_npi.0))
}

/// Renders the type of number and the numbering plan in an octet.
pub(crate) fn address_type(octet: u8) -> String {
    let octet = bcd::TonNpi(octet);
    let kind = match octet.ton() {
        0 => "未知类型",
        1 => "国际号码",
        2 => "国内号码",
        3 => "网络专用号码",
        4 => "用户号码",
        5 => "字母数字",
        6 => "缩位号码",
        _ => "保留类型",
    };
    let plan = match octet.npi() {
        0 => "未知编号方案",
        1 => "电话编号方案",
        3 => "数据编号方案",
        4 => "电传编号方案",
        8 => "国内编号方案",
        9 => "专用编号方案",
        0x0A => "ERMES 编号方案",
        _ => "保留编号方案",
    };
    format!("{kind},{plan}")
}

/// Renders a time stamp: `2009-11-18 10:30:00 +08:00`.
pub(crate) fn time(time: Timestamp) -> String {
    let Some(date) = time.date() else { return format!("不是日期({})", hex::encode_upper(time.0)) };
    let [.., zone] = time.0;
    let zone = match time.zone() {
        None => ",时区未知".to_owned(),
        Some(_) if bcd::number(zone & 0xF7).is_none() => format!(",时区 {zone:02X} 不是数字"),
        Some(quarters) => {
            let (sign, minutes) = (if quarters < 0 { '-' } else { '+' }, u16::from(quarters.unsigned_abs()) * 15);
            format!(" {sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    };
    format!("{} {}{zone}", date.date(), date.time())
}

/// Renders the time of a received message.
pub fn received_time(language: Language, time: Timestamp) -> String {
    match language {
        Language::Chinese => self::time(time),
        Language::English => time.to_string(),
    }
}

/// Renders the class of a received message.
pub fn received_class(language: Language, class: u8) -> String {
    match language {
        Language::Chinese => tables::class(class).to_owned(),
        Language::English => class.to_string(),
    }
}
