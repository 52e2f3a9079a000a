//! Meanings of status words in Chinese.

use std::borrow::Cow;

use sim_explain::status;
use sim_wire::status::{Meaning, StatusWord};

use super::catalogue;

/// Renders the meaning of a status word, for every one of the 65536.
pub(crate) fn words(word: u16) -> Cow<'static, str> {
    match StatusWord(word).meaning() {
        Meaning::Fixed(words) => catalogue::of(words).into(),
        Meaning::BytesWaiting(length) => {
            format!("{} 字节待取:用 GET RESPONSE(00 C0 00 00 {length:02X})取回", octets(length)).into()
        }
        Meaning::GsmBytesWaiting(length) => {
            format!("正常,{} 字节待取:用 GET RESPONSE(A0 C0 00 00 {length:02X})取回", octets(length)).into()
        }
        Meaning::RightLength(length) => {
            format!("Le 错误:以 Le = {length:02X} 重发命令,应答为 {} 字节", octets(length)).into()
        }
        Meaning::TriesLeft(0) => "错误,没有剩余次数".into(),
        Meaning::TriesLeft(tries) => format!("错误,还可试 {tries} 次").into(),
        Meaning::ProactiveCommandPending(length) => {
            let octets = octets(length);
            format!("正常,{octets} 字节的主动式命令待取:用 FETCH(A0 12 00 00 {length:02X})取回").into()
        }
        Meaning::Unknown => numbered(word).map_or_else(|| catalogue::of(status::general(word)).into(), Cow::from),
    }
}

/// Renders the meaning of a word outside the card's table that carries a number.
fn numbered(word: u16) -> Option<String> {
    let low = word & 0xFF;
    Some(match word {
        0x6202..=0x6280 => format!("警告:卡片有 {low} 字节的查询待终端处理(ISO 7816-4)"),
        0x6402..=0x6480 => format!("执行错误:卡片有 {low} 字节的查询待终端处理(ISO 7816-4)"),
        0x9200 => "正常,没有重写存储器(GSM 11.11)".to_owned(),
        0x9201..=0x920F => format!("重写存储器 {low} 次后正常(GSM 11.11)"),
        _ => return None,
    })
}

/// Returns the octets that a length means; 00 stands for 256.
const fn octets(length: u8) -> u16 {
    match length {
        0 => 256,
        more => more as u16,
    }
}
