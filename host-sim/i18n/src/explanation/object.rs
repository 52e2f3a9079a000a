//! Values of the toolkit in Chinese.

use sim_codec::cat::content::CommandResult;
use sim_codec::cat::texts::{Alpha, Alphabet, Text, Ussd};
use sim_codec::cat::{Object, Value as Content};
use sim_codec::sms::Element;
use sim_explain::render::phrase::Phrase;
use sim_explain::render::qualifier;
use sim_explain::value::ToolkitValue;
use sim_wire::proactive::{CommandDetails, Device, GeneralResult, ObjectTag, additional};
use sim_wire::text::AlphaCoding;

use super::{broadcast, catalogue, code, network, title};
use crate::short_message;

/// Returns the phrase for a value of the toolkit.
pub(super) fn phrase(value: &ToolkitValue) -> Phrase {
    match value {
        ToolkitValue::Details(CommandDetails { number, kind, .. }) => {
            Phrase::plain(format!("编号 {number},类型 {kind:02X} {}", title::command(*kind)))
        }
        ToolkitValue::Qualifier(details) => {
            Phrase::new(format!("{:02X}", details.qualifier), catalogue::list(&qualifier::words(*details)))
        }
        ToolkitValue::Devices(devices) => {
            Phrase::plain(format!("从{}到{}", device(devices.source), device(devices.destination)))
        }
        ToolkitValue::Device(end) => Phrase::new(format!("{:02X}", end.code()), device(*end)),
        ToolkitValue::Object(tag, object) => of_object(*tag, object),
        ToolkitValue::LongAddress(ton_npi, number) => {
            let kind = short_message::address_type(*ton_npi);
            Phrase::plain(format!("{number}({kind}),前面有 TS 102 223 §8.1 没有的长度字节"))
        }
        ToolkitValue::Unread(tag, dcs, octets) => unread(*tag, *dcs, octets),
        ToolkitValue::UssdBehindHeader(dcs, header, text) => ussd_behind_header(*dcs, header, text),
        ToolkitValue::Hidden(count) => Phrase::new("•".repeat(*count), format!("隐藏输入,{count} 个字符")),
        ToolkitValue::Choice(yes) => Phrase::new(if *yes { "01" } else { "00" }, if *yes { "是" } else { "否" }),
        ToolkitValue::Spelt(tag, _) => Phrase::plain(format!("对象 {:02X}", tag.number)),
        ToolkitValue::Clock(time) => {
            Phrase::plain(format!("{:02}:{:02}:{:02}", time.hours, time.minutes, time.seconds))
        }
        ToolkitValue::Channel(state) => Phrase::plain((state & 0x07).to_string()),
        ToolkitValue::Cell(cell) => Phrase::plain(network::cell(*cell)),
        ToolkitValue::AlphaCoding(coding) => Phrase::plain(match coding {
            AlphaCoding::Gsm => "GSM 字符集,每字符一字节".to_owned(),
            AlphaCoding::Ucs2 => "80:UCS2 编码".to_owned(),
            AlphaCoding::Half(base) => format!("81:从 {base:04X} 起的半页"),
            AlphaCoding::Based(base) => format!("82:从 {base:04X} 起的半页"),
        }),
    }
}

fn unread(tag: ObjectTag, dcs: u8, octets: &[u8]) -> Phrase {
    let coding = match tag {
        ObjectTag::UssdString => broadcast::coding(dcs),
        _ => "压缩(3GPP TS 23.042),不解读".to_owned(),
    };
    Phrase::plain(format!("{}:数据编码方案 {dcs:02X},{coding}", hex::encode_upper(octets)))
}

fn ussd_behind_header(dcs: u8, header: &[Element], text: &str) -> Phrase {
    let elements: Vec<String> = header.iter().map(|one| short_message::element(one).to_string()).collect();
    let (elements, coding) = (elements.join(";"), broadcast::coding(dcs));
    Phrase::quoting(text, format!("“{text}”,之前有 {elements},数据编码方案 {dcs:02X}  {coding}"))
}

/// Renders a device.
fn device(device: Device) -> String {
    match device {
        Device::Keypad => "键盘".to_owned(),
        Device::Display => "显示屏".to_owned(),
        Device::Earpiece => "听筒".to_owned(),
        Device::CardReader(number) => format!("读卡器 {number}"),
        Device::Channel(number) => format!("通道 {number}"),
        Device::Uicc => "卡".to_owned(),
        Device::Terminal => "终端".to_owned(),
        Device::Network => "网络".to_owned(),
        Device::Other(_) => "未知设备".to_owned(),
    }
}

fn of_object(tag: ObjectTag, object: &Object) -> Phrase {
    match &object.value {
        Content::Text(given) => text(given),
        Content::Alpha(given) => alpha(given),
        Content::Ussd(given) => ussd(given),
        Content::Outcome(given) => outcome(given),
        Content::Address(given) => {
            Phrase::plain(format!("{}({})", given.number, short_message::address_type(given.ton_npi.0)))
        }
        Content::Duration(given) => Phrase::plain(format!("{} {}", given.interval, unit(given.unit))),
        Content::Item(given) => match given.id {
            Some(id) => Phrase { digits: format!("{id:02X}").into(), ..alpha(&given.text) },
            None => Phrase::plain("空:单独出现时取消菜单"),
        },
        Content::ResponseLength(given) => Phrase::plain(match (given.min, given.max) {
            (least, 0xFF) => format!("至少 {least} 个字符"),
            (least, most) if least == most => format!("{least} 个字符"),
            (least, most) => format!("{least} 至 {most} 个字符"),
        }),
        Content::Sms(given) => short_message::message(given.kind().name(), given.address(), given.user_data()),
        Content::Code(code) => Phrase::new(format!("{code:02X}"), self::code::words(tag, *code)),
        Content::Characters(text) => Phrase::quoting(&text.0, format!("“{}”", text.0)),
        _ => simple(tag, object),
    }
}

const fn unit(unit: u8) -> &'static str {
    match unit {
        0 => "分",
        1 => "秒",
        2 => "个十分之一秒",
        _ => "个未知单位",
    }
}

/// Joins numbers for a list.
fn numbers<T: ToString>(numbers: &[T]) -> String {
    numbers.iter().map(T::to_string).collect::<Vec<_>>().join("、")
}

/// Returns the phrase for an object with a single value.
fn simple(tag: ObjectTag, object: &Object) -> Phrase {
    let beside = |qualifier: u8| if qualifier & 1 == 0 { "代替文本" } else { "与文本同时显示" };
    Phrase::plain(match &object.value {
        Content::Size(size) => format!("{} 字节", size.0),
        Content::Files(files) => format!("{} 个文件:{}", files.count, hex::encode_upper(&files.paths)),
        Content::Identity(identity) => identity.digits.clone(),
        Content::Empty(_) => "是".to_owned(),
        Content::Channels(channels) => numbers(&channels.0),
        Content::Icon(icon) => format!("{},{}", icon.id, beside(icon.qualifier)),
        Content::Icons(icons) => numbers(&icons.list),
        Content::Timer(time) => format!("{:02}:{:02}:{:02}", time.hours, time.minutes, time.seconds),
        Content::DateTime(time) => short_message::time(*time),
        Content::Digits(digits) => digits.0.clone(),
        _ => return network::phrase(tag, object),
    })
}

fn ussd(given: &Ussd) -> Phrase {
    let language = given.language.as_deref().map_or(String::new(), |language| format!("(语言 {language})"));
    let (text, dcs, coding) = (&given.text, given.dcs, broadcast::coding(given.dcs));
    Phrase::quoting(text, format!("“{text}”{language},数据编码方案 {dcs:02X}  {coding}"))
}

fn text(given: &Text) -> Phrase {
    let Some(dcs) = given.dcs else { return Phrase::plain("空:没有文本") };
    let coding = match Alphabet::of_sms(dcs) {
        Some(Alphabet::Packed) => "GSM 字符集,压缩",
        Some(Alphabet::Octets) => "GSM 字符集,每字符一字节",
        Some(Alphabet::Ucs2) => "UCS2 编码",
        None => "保留编码",
    };
    Phrase::quoting(&given.text, format!("“{}”({coding})", given.text))
}

fn alpha(given: &Alpha) -> Phrase {
    let coding = match given.coding {
        AlphaCoding::Gsm if given.text.is_empty() => return Phrase::plain("空:不显示"),
        AlphaCoding::Gsm => String::new(),
        AlphaCoding::Ucs2 => "(80:UCS2 编码)".to_owned(),
        AlphaCoding::Half(base) => format!("(81:从 {base:04X} 起)"),
        AlphaCoding::Based(base) => format!("(82:从 {base:04X} 起)"),
    };
    Phrase::quoting(&given.text, format!("“{}”{coding}", given.text))
}

fn outcome(given: &CommandResult) -> Phrase {
    let known = given.general();
    let mut words = known.map_or("未知", |result| catalogue::of(result.name())).to_owned();
    match (known, given.additional.first()) {
        (Some(result), Some(cause)) => {
            let meaning = additional(result, *cause).map(catalogue::of).unwrap_or_default();
            words.push_str(&format!(",{} {meaning}", hex::encode_upper(&given.additional)));
        }
        (Some(result), None) if GeneralResult::has_cause(result) => words.push_str(";缺少原因字节"),
        _ => {}
    }
    Phrase::new(format!("{:02X}", given.result), words.trim_end().to_owned())
}
