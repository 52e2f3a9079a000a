//! Data coding schemes of cell broadcast and USSD in Chinese (3GPP TS 23.038 §5).

use sim_codec::cat::texts::Alphabet;
use sim_codec::sms::DataCoding;
use sim_codec::sms::broadcast::BroadcastCoding;

/// Languages of the coding groups 0 and 2.
const LANGUAGES: [&str; 15] = [
    "德语",
    "英语",
    "意大利语",
    "法语",
    "西班牙语",
    "荷兰语",
    "瑞典语",
    "丹麦语",
    "葡萄牙语",
    "芬兰语",
    "挪威语",
    "希腊语",
    "土耳其语",
    "匈牙利语",
    "波兰语",
];

/// Renders a data coding scheme.
pub(super) fn coding(dcs: u8) -> String {
    let alphabet = match BroadcastCoding::read(dcs).alphabet {
        Some(Alphabet::Packed) => "GSM 7 位编码",
        Some(Alphabet::Octets) => "8 位数据",
        Some(Alphabet::Ucs2) => "UCS2 编码",
        None if dcs >= 0xD0 => "不是文本",
        None => "压缩(3GPP TS 23.042),不解读",
    };
    let words = property(dcs);
    if words.is_empty() { alphabet.to_owned() } else { format!("{alphabet},{words}") }
}

/// Renders the language, the class or another property of a scheme.
fn property(dcs: u8) -> String {
    let words = match dcs {
        0x00..=0x0E => LANGUAGES.get(usize::from(dcs)).copied().unwrap_or_default(),
        0x0F => "未指定语言",
        0x10 | 0x11 => "内容之前有语言代码",
        0x20 => "捷克语",
        0x21 => "希伯来语",
        0x22 => "阿拉伯语",
        0x23 => "俄语",
        0x24 => "冰岛语",
        0x40..=0x7F => {
            let class = DataCoding(dcs & 0x3F).class();
            return class.map_or_else(String::new, |class| format!("类别 {class}"));
        }
        0x90..=0x9F => return format!("类别 {},有用户数据头部", dcs & 0x03),
        0xD0..=0xDF => "I1 协议消息(3GPP TS 24.294)",
        0xE0..=0xEF => "由 WAP 论坛规定",
        0xF0..=0xFF => match dcs & 0x03 {
            0 => "",
            1 => "类别 1,用户定义",
            2 => "类别 2,用户定义",
            _ => "类别 3(终端设备)",
        },
        _ => "保留,按 GSM 7 位编码处理",
    };
    words.to_owned()
}
