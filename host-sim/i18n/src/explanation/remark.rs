//! Problems and further remarks of an explanation in Chinese, from their typed values.

mod command;
mod reset;

use std::borrow::Cow;

use sim_codec::cat::ToolkitError;
use sim_codec::ota::KeyLengthError;
use sim_codec::sms::Stop;
use sim_codec::sms::problem::{AnnouncedLength, SmsError};
use sim_device::memory::image::ImageError;
use sim_explain::OctetRemark;
use sim_explain::layout::LengthRange;
use sim_explain::remark::{AnswerRemark, MessageRemark, SecurityRemark, ToolkitRemark};
use sim_explain::toolkit::{PAGE, RECORD};
use sim_wire::secured_packet::PacketFormatError;
use sim_wire::tlv::TlvErrorKind;

use super::{catalogue, title};
use crate::{ignored, packet, short_message};

/// Renders a remark as a sentence.
pub(super) fn sentence(remark: &OctetRemark) -> Cow<'static, str> {
    match remark {
        OctetRemark::Fixed(english) => catalogue::of(english).into(),
        OctetRemark::Command(remark) => command::sentence(remark).into(),
        OctetRemark::Answer(remark) => answer(remark).into(),
        OctetRemark::Reset(remark) => reset::sentence(remark).into(),
        OctetRemark::Toolkit(remark) => toolkit(remark).into(),
        OctetRemark::ShortMessage(remark) => message(remark).into(),
        OctetRemark::Packet(remark) => security(remark).into(),
    }
}

/// Renders the lengths that data may have.
fn lengths(extent: LengthRange) -> String {
    match extent {
        LengthRange { least, most } if least == most => format!("{least} 字节"),
        LengthRange { least, most } => format!("{least} 至 {most} 字节"),
    }
}

fn answer(remark: &AnswerRemark) -> String {
    match remark {
        AnswerRemark::NoStatusWord(word) => format!("{word:04X} 不是状态字:SW1 为 61 至 6F 或 90 至 9F。"),
        AnswerRemark::Reason(reason) => format!("可能的原因:{}。", catalogue::of(reason.words())),
        AnswerRemark::NoData(name, present) => {
            format!("{} 没有应答数据,这里有 {present} 字节。", catalogue::of(name))
        }
        AnswerRemark::AnswerLength { extent, present } => {
            format!("数据为 {present} 字节,应为 {}。", lengths(*extent))
        }
        AnswerRemark::RecordOf(sfi, name) => format!("记录属于文件 {sfi:02X},{}。", catalogue::of(name)),
        AnswerRemark::SilentCard(error) => format!("卡片不能启动:{}。", image(error)),
        AnswerRemark::Unclear(octets) => {
            format!("{octets} 字节的内容不明:没有一种已知格式可以确认。用 --as KIND 指明。")
        }
        AnswerRemark::WholeAs(kind) => {
            format!("按{}解读则完整:--as {}。", title::kind(*kind), kind.name())
        }
        AnswerRemark::Abilities(number, abilities) => format!("第 {number} 字节:{}。", catalogue::list(abilities)),
        AnswerRemark::SoftKeys(keys) => format!("第 11 字节:{keys} 个软键。"),
        AnswerRemark::ProfileChannels(channels) => format!("第 13 字节:{channels} 个通道。"),
    }
}

fn image(error: &ImageError) -> String {
    match error {
        ImageError::TooShort { actual } => format!("只有 {actual} 字节,卡片存储器为 {} 字节", applet::MEMORY_SIZE),
        ImageError::TooLong => format!("多于卡片存储器的 {} 字节", applet::MEMORY_SIZE),
        ImageError::NoCard => "其中没有卡片:从未制卡,或没有完好的存储区".to_owned(),
        ImageError::UnknownVersion { version } => {
            format!("卡片映像版本为 {version},本程序只认识版本 {}", applet::IMAGE_VERSION)
        }
    }
}

fn toolkit(remark: &ToolkitRemark) -> String {
    match remark {
        ToolkitRemark::NoMessage(kind, fault) => format!("不是{}:{}。", title::kind(*kind), toolkit_fault(fault)),
        ToolkitRemark::IncompleteResponse(fault) => format!("作为终端响应不完整:{}。", toolkit_fault(fault)),
        ToolkitRemark::IncompleteCommand(fault) => format!("作为主动式命令不完整:{}。", toolkit_fault(fault)),
        ToolkitRemark::HandsetRefuses(result) => {
            format!("手机会拒绝,结果为 {:02X}:{}。", result.code(), catalogue::of(result.name()))
        }
        ToolkitRemark::UnknownType(kind) => format!("类型 {kind:02X} 未知;手机的结果为 31。"),
        ToolkitRemark::UnknownObject { number, octets, comprehension } => {
            let octets = if octets.is_empty() { "空".to_owned() } else { hex::encode_upper(octets) };
            let must = if *comprehension { "必须理解,因此手机的结果为 32" } else { "可以略过" };
            format!("对象 {number:02X} 未知({octets});{must}。")
        }
        ToolkitRemark::ShortPage(length) => format!("广播页在内容之前有 6 字节,这里只有 {length} 字节。"),
        ToolkitRemark::MissingPrefix(dcs, missing) => {
            format!("数据编码方案 {dcs:02X} 要求内容之前有{}(3GPP TS 23.038 §5),现在没有。", catalogue::of(missing))
        }
        ToolkitRemark::PageLength(length) => format!("广播页为 {PAGE} 字节,这里有 {length} 字节。"),
        ToolkitRemark::PageNumber(number, total) => format!("第 {number} 页,共 {total} 页,不可能。"),
    }
}

fn toolkit_fault(fault: &ToolkitError) -> String {
    match fault {
        ToolkitError::Tlv(error) => {
            let wrong = match error.wrong {
                TlvErrorKind::TagCutShort => "标签不完整".to_owned(),
                TlvErrorKind::LengthCutShort => "长度不完整".to_owned(),
                TlvErrorKind::LengthForm(octet) => format!("长度以 {octet:02X} 开头,不是长度的写法"),
                TlvErrorKind::ValueCutShort { announced, present } => {
                    format!("值应为 {announced} 字节,只有 {present} 字节")
                }
            };
            format!("偏移量 {} 处的对象{wrong}", error.at)
        }
        ToolkitError::OuterTag { found, wanted } => format!("外层标签为 {found:02X},应为 {}", catalogue::of(wanted)),
        ToolkitError::Behind(octets) => format!("外层长度之后多出 {octets} 字节"),
        ToolkitError::Missing(object) => format!("没有可读的{}", catalogue::of(object)),
    }
}

fn message(remark: &MessageRemark) -> String {
    match remark {
        MessageRemark::Fault(fault) => format!("{}。", message_fault(fault)),
        MessageRemark::Filler(filler) => format!("地址用 {filler:X} 填充,应为 F。"),
        MessageRemark::AddressType(octet) => format!("地址类型为 {octet:02X},最高位应为 1。"),
        MessageRemark::EdgeHalf { half, is_before } => {
            let neighbour = if *is_before { "前" } else { "后" };
            format!("{half:04X} 是代理对的一半;另一半在{neighbour}一部分。")
        }
        MessageRemark::Filling(count) => format!("短信之后用 {count} 字节 FF 填满记录。"),
        MessageRemark::RecordStatus(status) => {
            format!("状态 {status:02X} 的保留位不为零(3GPP TS 31.102 §4.2.25)。")
        }
        MessageRemark::RecordLength(present) => format!("EF SMS 的记录为 {RECORD} 字节,这里有 {present} 字节。"),
    }
}

fn announced(length: AnnouncedLength) -> String {
    match length.septets {
        Some(septets) => format!("{septets} 个 7 位字符({} 字节)", length.octets),
        None => format!("{} 字节", length.octets),
    }
}

fn message_fault(fault: &SmsError) -> String {
    match fault {
        SmsError::Empty => "没有短信的字节".to_owned(),
        SmsError::Type(first) => format!("手机发出的短信没有类型 3(首字节 {first:02X}),类型为 0 至 2"),
        SmsError::Cut(stop) => cut(stop),
        SmsError::Behind(octets) => format!("最后一个字段之后多出字节:{}", hex::encode_upper(octets)),
        SmsError::Short { name, announced: length, present } => {
            format!("{name} 为 {},只有 {present} 字节", announced(*length))
        }
        SmsError::Surplus { name, announced: length, left } => {
            format!("{name} 为 {},其后多出字节:{}", announced(*length), hex::encode_upper(left))
        }
        SmsError::TooLong { length, most } => format!("TP-UDL 为 {length},短信最多 {most}"),
        SmsError::NotADate { field, time } => format!("{field}{}", short_message::time(*time)),
        SmsError::LongAddress(count) => {
            format!("地址最多 {} 个半字节,这里有 {count} 个", sim_codec::sms::address::HALF_OCTETS_MAX)
        }
        SmsError::Header => "TP-UDHI 表示有头部,但无法解读:其长度与用户数据不符".to_owned(),
        SmsError::OddUcs2 => "内容为 UCS2,但字节数为奇数;最后一字节不解读".to_owned(),
        SmsError::LoneHalf { half, place } => {
            format!("代理对只有一半:{half:04X},内容的第 {} 个单元", place.saturating_add(1))
        }
        SmsError::Validity(validity) => format!("TP-VP 为 {}", short_message::validity(*validity)),
    }
}

fn cut(stop: &Stop) -> String {
    let Stop { field, at, needed, present } = stop;
    let octet = at.saturating_add(1);
    match present {
        0 => format!("短信不完整:在第 {octet} 字节 {field} 之前结束"),
        _ => format!("短信不完整:在第 {octet} 字节 {field} 中结束,应有 {needed} 字节,只有 {present} 字节"),
    }
}

fn security(remark: &SecurityRemark) -> String {
    match remark {
        SecurityRemark::Carriage(fault) => format!("不能承载安全数据包:{}。", packet::fault(fault)),
        SecurityRemark::NoCommandPacket(error) => format!("不是命令包:{}。", format(*error)),
        SecurityRemark::NoResponsePacket(error) => format!("不是回执:{}。", format(*error)),
        SecurityRemark::KeyMismatch(KeyLengthError { length, wanted }) => {
            format!("密钥与数据包不符:密钥为 {length} 字节;{}。", catalogue::of(wanted))
        }
        SecurityRemark::ReservedBits([first, second]) => format!("SPI 的保留位不为零:{first:02X} {second:02X}。"),
        SecurityRemark::WrongCheck(check) => format!("{}错误。", packet::check(*check)),
        SecurityRemark::Refused(reason) => {
            let status = reason.status();
            let (words, step) = (packet::status(status), packet::step(reason.step()));
            format!("接收方会拒绝,状态为 {:02X}({words}),检查项“{step}”:{}。", status.0, packet::reason(reason))
        }
        SecurityRemark::NoRequest(why) => format!("数据不是给平台的请求:{}。", ignored::no_request(*why)),
    }
}

fn format(error: PacketFormatError) -> String {
    packet::malformed(error)
}
