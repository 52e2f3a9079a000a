//! Values of fields in Chinese.

use std::borrow::Cow;

use applet::Refusal;
use sim_explain::coding::Coding;
use sim_explain::render::uicc;
use sim_explain::{Value, names, terminal_profile};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TransactionKind;

use super::{catalogue, status};
use crate::{Language, amount, card};

/// Renders the words for a value of a field; `None` where the value needs no words.
pub(super) fn words(value: &Value<'_>) -> Option<Cow<'static, str>> {
    let money = |amount: &Fen| self::amount(Language::Chinese, amount.0.into());
    match value {
        Value::Limit(None) | Value::ShortFile(None) => Some("无".into()),
        Value::Amount(amount) | Value::Limit(Some(amount)) => Some(money(amount).into()),
        Value::Odd(_, words) => Some(catalogue::of(words).into()),
        Value::Pin(digits, _) => Some(pin(digits.as_deref())),
        Value::Secret(octets, _) => Some(format!("隐藏,{octets} 字节").into()),
        Value::Switch(code) => Some(switch(*code).into()),
        Value::Code(table, code) => Some(self::code(*table, *code)),
        Value::StatusWord(word) => Some(status::words(*word)),
        Value::Aid(aid) => names::aid(aid).map(|name| catalogue::of(name).into()),
        Value::File(identifier) => names::file(*identifier).map(|name| catalogue::of(name).into()),
        Value::ShortFile(Some(identifier)) => names::short_file(*identifier).map(|name| catalogue::of(name).into()),
        Value::Path(octets) => Some(path(octets)),
        Value::FileDescriptor(octets) => file_descriptor(octets),
        Value::Abilities(profile) => Some(format!("{} 项能力", terminal_profile::count(profile)).into()),
        _ => None,
    }
}

fn pin(digits: Option<&str>) -> Cow<'static, str> {
    match digits.map(str::len) {
        Some(length @ 4..=12) => format!("{length} 位数字").into(),
        Some(_) | None => "不是 4 至 12 位数字的 BCD 密码".into(),
    }
}

const fn switch(code: u8) -> &'static str {
    match code {
        0x00 => "停用",
        0x01 => "启用",
        _ => "既不是启用(01)也不是停用(00)",
    }
}

fn code(table: Coding, code: u8) -> Cow<'static, str> {
    match table {
        Coding::Kind => card::transaction(Language::Chinese, TransactionKind::from_code(code)).into(),
        Coding::State => {
            let state = LifeCycle::from_code(code);
            state.map_or("不是钱包的状态", |state| card::life_cycle(Language::Chinese, state)).into()
        }
        Coding::Algorithm => if code == 0 { "3DES" } else { "发卡方自定" }.into(),
        Coding::Applications => applications(code).into(),
        Coding::Refusal => refusal(code).into(),
        Coding::SelectForm => catalogue::of(uicc::select_form(code)).into(),
        Coding::PinReference => pin_reference(code).into(),
        Coding::RecordMode => record_mode(code).into(),
        Coding::FileLifeCycle => catalogue::of(uicc::life_cycle(code)).into(),
        _ => "".into(),
    }
}

const fn applications(code: u8) -> &'static str {
    match code {
        0x01 => "电子存折(ED)",
        0x02 => "电子钱包(EP)",
        0x03 => "电子存折和电子钱包",
        _ => "不是 JR/T 0025 规定的值",
    }
}

fn refusal(code: u8) -> &'static str {
    match Refusal::ALL.iter().find(|refusal| refusal.code() == code) {
        Some(refusal) => catalogue::of(refusal.words()),
        None if code == 0 => "上电后没有拒绝过",
        None => "不是本卡的原因",
    }
}

/// Renders the reference of a PIN (TS 102 221 §9.5.1).
fn pin_reference(octet: u8) -> String {
    match octet {
        0x00 => "未指明的 PIN".to_owned(),
        0x01..=0x08 => format!("应用 {octet} 的 PIN"),
        0x0A..=0x0E => format!("管理码 ADM{}", octet - 0x09),
        0x11 => "通用 PIN".to_owned(),
        0x81..=0x88 => format!("应用 {} 的第二个 PIN", octet - 0x80),
        0x8A..=0x8E => format!("管理码 ADM{}", octet - 0x84),
        _ => "保留的引用".to_owned(),
    }
}

fn record_mode(octet: u8) -> String {
    let which = catalogue::of(uicc::which_record(octet));
    match octet >> 3 {
        0 => format!("选定的文件,{which}"),
        file => format!("短文件标识符 {file:02X} 的文件,{which}"),
    }
}

fn path(octets: &[u8]) -> Cow<'static, str> {
    let (pairs, rest) = octets.as_chunks::<2>();
    if !rest.is_empty() {
        return "不是完整的文件标识符".into();
    }
    let name = |pair: &[u8; 2]| {
        names::file(*pair).map_or_else(|| hex::encode_upper(pair), |name| catalogue::of(name).to_owned())
    };
    pairs.iter().map(name).collect::<Vec<_>>().join(" / ").into()
}

fn file_descriptor(octets: &[u8]) -> Option<Cow<'static, str>> {
    let (first, rest) = octets.split_first()?;
    let (kind, shared) = uicc::file_kind(*first);
    let words = catalogue::list(&[kind, shared]);
    Some(match *rest {
        [_, high, low, records] => {
            let length = u16::from_be_bytes([high, low]);
            format!("{words},{records} 条记录,每条 {length} 字节").into()
        }
        _ => words.into(),
    })
}
