//! Explained short messages in Chinese: a label for each node by its key, words for each value by its variant. The
//! English words are those of `sim_explain::render`. Symbols of the standards and octets stand in both languages.

mod element;
mod packet;
mod tables;
#[cfg(test)]
mod tests;

use sim_codec::sms::{Direction, MessageBody, SmsAddress, Timestamp, TpduFields};
use sim_explain::render::line;
use sim_explain::value::{CodeTable, SmsValue};
use sim_explain::{Explanation, Node, Value};
use sim_wire::bcd;
use sim_world::smsc::{Cargo, CargoKind};

use super::Language;

/// Label of a node without a Chinese one. The tests let no node of a short message have it.
const UNNAMED: &str = "其他";

/// Renders the lines of an explained message: key, label, value.
pub fn rows<'n>(language: Language, explanation: &'n Explanation<'_>) -> Vec<(&'n str, &'static str, String)> {
    match language {
        Language::English => line::rows(explanation),
        Language::Chinese => {
            let row = |(english, node): (&'static str, &'n Node<'_>)| {
                let label = label(node.key.as_ref(), english).unwrap_or(UNNAMED);
                (node.key.as_ref(), label, value(&node.value))
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

/// Returns the Chinese label of a node; `None` where it has none. The English label tells nodes of one key apart.
fn label(key: &str, english: &'static str) -> Option<&'static str> {
    Some(match (key, english) {
        (_, "" | "CPL" | "CHL" | "RPL" | "RHL" | "SPI" | "KIc" | "KID" | "TAR" | "CNTR" | "PCNTR") => english,
        (_, "RC" | "CC" | "DS" | "IMEI") => english,
        ("command" | "commands_done", "script") => "脚本",
        ("data", "compressed text") => "压缩内容",
        ("data" | "request_data", _) => "数据",
        ("text", _) => "内容",
        ("service_centre", _) => "短信中心",
        ("reference", _) => "消息参考号",
        ("cause", _) => "失败原因",
        ("command", _) => "命令类型",
        ("message_number", _) => "目标短信",
        ("address", _) => "地址",
        ("pid", _) => "协议标识",
        ("dcs", _) => "数据编码方案",
        ("time", _) => "时间",
        ("discharge_time", _) => "完成时间",
        ("status", _) => "状态",
        ("validity", _) => "有效期",
        ("element", _) => "信息元素",
        ("whole_message", _) => "完整短信",
        ("secured_packet", _) => "安全数据包",
        ("secured", _) => "安全数据",
        ("padding_octets", _) => "填充",
        ("checksum", _) => "校验",
        ("card", _) => "卡片",
        ("request", _) => "请求",
        ("pay_password", _) => "支付密码",
        ("old_pay_password", _) => "旧支付密码",
        ("new_pay_password", _) => "新支付密码",
        ("amount", _) => "金额",
        ("scratch_card", _) => "充值卡",
        ("phone", _) => "手机号码",
        ("initialize", _) => "圈存初始化",
        _ => return None,
    })
}

/// Joins octets and the words for them; either may be empty.
fn joined(octets: &str, words: &str) -> String {
    if octets.is_empty() || words.is_empty() { format!("{octets}{words}") } else { format!("{octets}  {words}") }
}

/// Renders a value. Kinds of value that no short message has are octets, digits, or nothing.
fn value(value: &Value<'_>) -> String {
    match value {
        Value::Sms(value) => short_message(value),
        Value::Packet(value) => packet::value(value),
        Value::Coded(table, octets) => coded(*table, octets),
        Value::Quoted(text) => format!("“{text}”"),
        Value::Text(text) => text.to_string(),
        Value::Digits(digits) => digits.clone(),
        Value::Nothing => "无".to_owned(),
        Value::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Octet(octet) | Value::Class(octet) | Value::Switch(octet) | Value::HighBits(octet) => {
            hex::encode_upper([*octet])
        }
        Value::Code(_, octet) | Value::Named(octet, _) | Value::Instruction(octet, _) => hex::encode_upper([*octet]),
        Value::StatusWord(word) | Value::DataLength(word) | Value::AskedLength(word, _) => format!("{word:04X}"),
        Value::Octets(octets) => hex::encode_upper(octets),
        Value::Reserved(_, octets) => hex::encode_upper(octets),
        Value::Odd(octets, _) | Value::Aid(octets) | Value::Path(octets) => hex::encode_upper(octets),
        Value::FileDescriptor(octets) | Value::Abilities(octets) => hex::encode_upper(octets),
        Value::File(identifier) => hex::encode_upper(identifier),
        Value::ShortFile(identifier) => identifier.map_or_else(String::new, |identifier| identifier.to_string()),
        Value::Amount(amount) => super::amount(Language::Chinese, amount.0.into()),
        Value::Limit(limit) => {
            limit.map_or_else(|| "无".to_owned(), |limit| super::amount(Language::Chinese, limit.0.into()))
        }
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Secret(count, _) => "•".repeat(*count),
        Value::Pin(_, octets) => "•".repeat(octets.len()),
        Value::Group | Value::Toolkit(_) | Value::Transaction(..) => String::new(),
    }
}

/// Renders octets of a table; a table that no short message has gives the octets alone.
fn coded(table: CodeTable, octets: &[u8]) -> String {
    let first = octets.first().copied().unwrap_or(0);
    let words = match table {
        CodeTable::SmsCause => tables::cause(first).to_owned(),
        CodeTable::SmsCommand => tables::command(first).to_owned(),
        CodeTable::SmsProtocol => tables::protocol(first),
        CodeTable::SmsCoding => tables::coding(first),
        CodeTable::SmsStatus => tables::status(first),
        CodeTable::NumberType => address_type(first),
        CodeTable::RecordStatus
        | CodeTable::BroadcastIdentifier
        | CodeTable::BroadcastSerial
        | CodeTable::BroadcastCoding
        | CodeTable::ResetCategory
        | CodeTable::ReaderCategory
        | CodeTable::DirReference
        | CodeTable::StorageStandard
        | CodeTable::StorageName
        | CodeTable::Country
        | CodeTable::Issuer
        | CodeTable::Services
        | CodeTable::InitialAccess
        | CodeTable::Capabilities
        | CodeTable::LifeCycle
        | CodeTable::ResetStatus
        | CodeTable::Application
        | CodeTable::Plain => String::new(),
    };
    joined(&hex::encode_upper(octets), &words)
}

fn short_message(value: &SmsValue) -> String {
    match value {
        SmsValue::OwnCentre => "未指定,用卡内的短信中心".to_owned(),
        SmsValue::Address(address) => self::address(address),
        SmsValue::Timestamp(time) => self::time(*time),
        SmsValue::Validity(first, octets) => {
            joined(&hex::encode_upper(octets), &tables::validity(*first, octets).unwrap_or_default())
        }
        SmsValue::Element(element) => element::words(element),
        SmsValue::Message(fields) => message(fields),
        SmsValue::Whole(given, total) => format!("{},共 {total} 部分", body(given)),
        SmsValue::PageNumber(number, total) => format!("第 {number} 页,共 {total} 页"),
        SmsValue::Number(is_international, number) => format!("{}{number}", if *is_international { "+" } else { "" }),
    }
}

fn body(body: &MessageBody) -> String {
    match body {
        MessageBody::Text(text) => format!("“{text}”"),
        MessageBody::Octets(octets) => hex::encode_upper(octets),
    }
}

fn message(fields: &TpduFields) -> String {
    let mut words = fields.kind.name().to_owned();
    if let Some(address) = &fields.address {
        words.push_str(&format!(",{}", address.number));
    }
    if let Some(user) = &fields.user {
        words.push_str(&format!(",{}", body(&user.body)));
    }
    words
}

/// Renders an address: its number, type of number and numbering plan.
fn address(address: &SmsAddress) -> String {
    format!("{}({})", address.number, address_type(address.ton_npi.0))
}

/// Renders the type of number and the numbering plan in an octet.
fn address_type(octet: u8) -> String {
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
fn time(time: Timestamp) -> String {
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
