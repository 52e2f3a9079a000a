//! Codes of short messages in Chinese: protocol identifiers, data coding schemes, validity periods, status, command
//! types and causes of failure (3GPP TS 23.040 §9.2.3, TS 23.038 §4). An octet without a meaning is 保留.

use sim_codec::cat::texts::Alphabet;
use sim_codec::sms::{DataCoding, Validity};
use sim_wire::bcd;

/// Renders the device of telematic interworking in the five low bits of a protocol identifier.
const fn device(code: u8) -> &'static str {
    match code & 0x1F {
        0x00 => "由短信中心选择",
        0x01 => "电传",
        0x02 => "三类传真",
        0x03 => "四类传真",
        0x04 => "语音电话",
        0x05 => "ERMES",
        0x06 => "国内寻呼系统",
        0x07 => "可视图文",
        0x08 => "智能用户电报",
        0x09 => "PSPDN 智能用户电报",
        0x0A => "CSPDN 智能用户电报",
        0x0B => "模拟 PSTN 智能用户电报",
        0x0C => "数字 ISDN 智能用户电报",
        0x0D => "UCI",
        0x10 => "消息处理设备",
        0x11 => "X.400 消息处理系统",
        0x12 => "互联网电子邮件",
        0x18..=0x1E => "短信中心专用",
        0x1F => "移动台",
        _ => "保留设备",
    }
}

/// Renders a protocol identifier (TP-PID).
pub(super) fn protocol(pid: u8) -> String {
    let words = match pid {
        0x00 => "无互通",
        0x01..=0x1F => return format!("无互通,两端之间的协议 {pid}"),
        0x20..=0x3F => return format!("与设备互通:{}", device(pid)),
        0x40 => "短信类型 0",
        0x41..=0x47 => return format!("替换短信类型 {}", pid & 0x07),
        0x48 => "设备触发",
        0x5E => "增强短信业务(已废弃)",
        0x5F => "回呼短信",
        0x7C => "ANSI-136 R-DATA 数据",
        0x7D => "下载到手机的数据",
        0x7E => "手机解除个人化",
        0x7F => "下载到卡的数据",
        0xC0..=0xFF => "短信中心专用",
        _ => "保留",
    };
    words.to_owned()
}

/// Renders a message class, 0 to 3.
pub(super) const fn class(class: u8) -> &'static str {
    match class {
        0 => "类别 0(立即显示)",
        1 => "类别 1(手机)",
        2 => "类别 2(卡)",
        3 => "类别 3(终端设备)",
        _ => "保留",
    }
}

/// Renders the kind of a waiting message in the two low bits of an octet.
pub(super) const fn waiting(kind: u8) -> &'static str {
    match kind & 0x03 {
        0 => "语音邮件",
        1 => "传真",
        2 => "电子邮件",
        _ => "其他消息",
    }
}

/// Renders a data coding scheme (TP-DCS).
pub(super) fn coding(dcs: u8) -> String {
    let coding = DataCoding(dcs);
    let mut words = match coding.alphabet() {
        Some(Alphabet::Packed) => "GSM 7 位编码",
        Some(Alphabet::Octets) => "8 位数据",
        Some(Alphabet::Ucs2) => "UCS2 编码",
        None => "压缩",
    }
    .to_owned();
    if let Some(class) = coding.class() {
        words.push_str(&format!(",{}", self::class(class)));
    }
    match dcs {
        0x40..=0x7F => words.push_str(",阅读后自动删除"),
        0xC0..=0xEF => {
            let state = if dcs & 0x08 == 0 { "无等待" } else { "有等待" };
            let fate = if dcs < 0xD0 { "短信丢弃" } else { "短信保存" };
            words.push_str(&format!(",{state}:{},{fate}", waiting(dcs)));
        }
        _ => {}
    }
    if coding.is_reserved() {
        words.push_str(",保留,按 GSM 7 位编码处理");
    }
    words
}

/// Renders a validity period (TP-VP), whose format stands in the first octet of the message; `None` where the period is
/// absent or cut.
pub(super) fn validity(first: u8, octets: &[u8]) -> Option<String> {
    Validity::read(first, octets).map(period)
}

/// Renders a validity period.
pub(super) fn period(validity: Validity) -> String {
    match validity {
        Validity::Relative { minutes } => span(minutes.saturating_mul(60)),
        Validity::Absolute(time) => format!("到 {}", super::time(time)),
        Validity::Enhanced { indicator, value } => enhanced(indicator, value),
    }
}

fn enhanced(indicator: u8, value: [u8; 6]) -> String {
    /// First octet of a message whose validity period is relative.
    const RELATIVE: u8 = 0x10;
    let [first, minutes, seconds, ..] = value;
    let mut words = match indicator & 0x07 {
        0 => "未指定期限".to_owned(),
        1 => validity(RELATIVE, &[first]).unwrap_or_default(),
        2 => span(first.into()),
        3 => {
            let below_sixty = |octet| bcd::number(octet).filter(|number| *number < 60).map(u32::from);
            match (bcd::number(first).map(u32::from), below_sixty(minutes), below_sixty(seconds)) {
                (Some(hours), Some(minutes), Some(seconds)) => span(hours * 3600 + minutes * 60 + seconds),
                _ => format!("不是时间({})", hex::encode_upper(value)),
            }
        }
        reserved => format!("保留格式 {reserved}({})", hex::encode_upper(value)),
    };
    if indicator & 0x40 != 0 {
        words.push_str(",只尝试一次");
    }
    if indicator & 0x80 != 0 {
        words.push_str(",带扩展");
    }
    words
}

/// Renders a span of seconds: `12 小时 30 分`, `4 天`, `63 周`.
fn span(seconds: u32) -> String {
    const DAY: u32 = 24 * 3600;
    if seconds >= 35 * DAY && seconds.is_multiple_of(7 * DAY) {
        return format!("{} 周", seconds / (7 * DAY));
    }
    let units =
        [(seconds / DAY, "天"), (seconds % DAY / 3600, "小时"), (seconds % 3600 / 60, "分"), (seconds % 60, "秒")];
    let said: Vec<String> =
        units.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if said.is_empty() { "0 秒".to_owned() } else { said.join(" ") }
}

/// Renders a status (TP-ST): the outcome, and behind it whether the service centre still tries.
pub(super) fn status(status: u8) -> String {
    let outcome = match status {
        0x00 => "收件人已收到",
        0x01 => "已转发给收件人,未确认送达",
        0x02 => "被短信中心替换",
        0x20 | 0x60 => "拥塞",
        0x21 | 0x61 => "收件人忙",
        0x22 | 0x62 => "收件人无应答",
        0x23 | 0x63 => "业务被拒绝",
        0x24 | 0x44 | 0x64 => "服务质量不可用",
        0x25 | 0x65 => "收件人设备出错",
        0x40 => "远端过程错误",
        0x41 => "目的地不兼容",
        0x42 => "收件人拒绝连接",
        0x43 => "无法到达",
        0x45 => "无互通",
        0x46 => "有效期已过",
        0x47 => "被发送方删除",
        0x48 => "被短信中心管理员删除",
        0x49 => "短信不存在",
        0x10..=0x1F | 0x30..=0x3F | 0x50..=0x5F | 0x70..=0x7F => "短信中心专用",
        _ => "保留",
    };
    let group = match status {
        0x00..=0x1F => "已完成",
        0x20..=0x3F => "暂时错误,仍在尝试",
        0x40..=0x5F => "永久错误",
        0x60..=0x7F => "暂时错误,不再尝试",
        _ => return outcome.to_owned(),
    };
    format!("{outcome}({group})")
}

/// Renders a command type (TP-CT).
pub(super) const fn command(code: u8) -> &'static str {
    match code {
        0x00 => "查询短信",
        0x01 => "取消状态报告请求",
        0x02 => "删除短信",
        0x03 => "启用状态报告请求",
        0xE0..=0xFF => "短信中心专用",
        _ => "保留",
    }
}

/// Renders a failure cause (TP-FCS).
pub(super) const fn cause(code: u8) -> &'static str {
    match code {
        0x80 => "不支持远程信息互通",
        0x81 => "不支持短信类型 0",
        0x82 => "短信不能替换",
        0x8F => "协议标识错误,未说明",
        0x90 => "不支持的字母表",
        0x91 => "不支持的短信类别",
        0x9F => "数据编码方案错误,未说明",
        0xA0 => "命令不能执行",
        0xA1 => "不支持的命令",
        0xAF => "命令错误,未说明",
        0xB0 => "不支持的 TPDU",
        0xC0 => "短信中心忙",
        0xC1 => "未在短信中心开户",
        0xC2 => "短信中心系统故障",
        0xC3 => "地址无效",
        0xC4 => "收件人被限制",
        0xC5 => "因重复而拒收",
        0xC6 => "不支持的有效期格式",
        0xC7 => "不支持的有效期",
        0xD0 => "卡的存储区已满",
        0xD1 => "卡上没有存储区",
        0xD2 => "手机出错",
        0xD3 => "存储空间已满",
        0xD4 => "卡的 SIM 工具包忙",
        0xD5 => "下载到卡的数据出错",
        0xE0..=0xFE => "应用专用",
        0xFF => "未说明",
        _ => "保留",
    }
}
