//! Information elements of a user data header in Chinese (3GPP TS 23.040 §9.2.3.24).

use sim_codec::sms::Element;
use sim_codec::sms::national::{LOCKING_SHIFT, NationalLanguage, SINGLE_SHIFT};

use sim_explain::render::phrase::Phrase;

use super::tables;

/// Renders an element: its octets, its name, and its contents where they are known.
pub(crate) fn words(element: &Element) -> Phrase {
    let (id, data) = (format!("{:02X}", element.id), hex::encode_upper(&element.data));
    let octets = if data.is_empty() { id } else { format!("{id} {data}") };
    let (name, contents) = (name(element.id), contents(element));
    let words = if contents.is_empty() { name.to_owned() } else { format!("{name}:{contents}") };
    Phrase::new(octets, words)
}

/// Renders the name of an element.
pub(super) const fn name(id: u8) -> &'static str {
    match id {
        0x00 | 0x08 => "长短信的一部分",
        0x01 => "特殊短信指示",
        0x04 | 0x05 => "应用端口",
        0x06 => "短信中心控制参数",
        0x07 => "后续元素的来源",
        0x09 => "无线控制消息",
        0x0A => "文本格式",
        0x0B => "预定义声音",
        0x0C => "自定义声音",
        0x0D => "预定义动画",
        0x0E => "大动画",
        0x0F => "小动画",
        0x10 => "大图片",
        0x11 => "小图片",
        0x12 => "可变图片",
        0x13 => "用户提示",
        0x14 => "扩展对象",
        0x15 => "重用的扩展对象",
        0x16 => "压缩控制",
        0x17 => "对象分发",
        0x18 => "标准矢量图",
        0x19 => "字符大小矢量图",
        0x1A => "扩展对象数据请求",
        0x20 => "电子邮件头部",
        0x21 => "超链接",
        0x22 => "回复地址",
        0x23 => "增强语音邮件",
        SINGLE_SHIFT => "国家语言单换档表",
        LOCKING_SHIFT => "国家语言锁定换档表",
        0x70 => "安全命令包",
        0x71 => "安全回执",
        0x72..=0x7F => "SIM 工具包安全头部",
        0x80..=0x9F => "两端专用",
        0xC0..=0xDF => "短信中心专用",
        _ => "保留",
    }
}

/// Renders the contents of an element; empty where the data are not parsed.
fn contents(element: &Element) -> String {
    match (element.id, element.data.as_slice()) {
        (0x00 | 0x08, _) => part(element),
        (0x01, [kind, count]) => {
            let fate = if kind & 0x80 == 0 { "短信丢弃" } else { "短信保存" };
            format!("{count} 条等待,{},{fate}", tables::waiting(*kind))
        }
        (0x04, [to, from]) => format!("目的 {to},来源 {from}"),
        (0x05, &[a, b, c, d]) => {
            format!("目的 {},来源 {}", u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]))
        }
        (0x20, [length]) => format!("头部 {length} 字节"),
        (SINGLE_SHIFT, [code]) => NationalLanguage::from_code(*code).map_or("保留", language).to_owned(),
        (LOCKING_SHIFT, [code]) => match NationalLanguage::from_code(*code) {
            Some(given) if given.has_locking_table() => language(given).to_owned(),
            Some(given) => format!("{}没有这种表", language(given)),
            None => "保留".to_owned(),
        },
        _ => String::new(),
    }
}

/// Renders the place in a long message that an element announces.
fn part(element: &Element) -> String {
    match (element.part(), element.data.as_slice()) {
        (Some(place), _) => {
            let width = if place.wide { 4 } else { 2 };
            format!("第 {} 部分,共 {} 部分,参考号 {:0width$X}", place.part, place.total, place.reference)
        }
        (None, [.., total, part]) if matches!((element.id, element.data.len()), (0x00, 3) | (0x08, 4)) => {
            format!("不可能是 {total} 部分中的第 {part} 部分,忽略此元素")
        }
        _ => "长度不对,忽略此元素".to_owned(),
    }
}

/// Renders the name of a national language.
pub(super) const fn language(language: NationalLanguage) -> &'static str {
    match language.code() {
        1 => "土耳其语",
        2 => "西班牙语",
        3 => "葡萄牙语",
        4 => "孟加拉语",
        5 => "古吉拉特语",
        6 => "印地语",
        7 => "卡纳达语",
        8 => "马拉雅拉姆语",
        9 => "奥里亚语",
        10 => "旁遮普语",
        11 => "泰米尔语",
        12 => "泰卢固语",
        13 => "乌尔都语",
        _ => "保留",
    }
}
