//! Remarks about command APDUs in Chinese.

use sim_codec::length_fields::Width;
use sim_explain::command::pattern;
use sim_explain::layout::LengthRange;
use sim_explain::remark::{CommandRemark, behind_data};
use sim_explain::row::Parameter;

use super::lengths;
use crate::explanation::catalogue;

use CommandRemark as C;

/// Renders a remark as a sentence.
pub(super) fn sentence(remark: &CommandRemark) -> String {
    match remark {
        C::Foreign(name, refused) => {
            format!("{} 不属于本钱包:返回 {}。", catalogue::of(name), catalogue::of(refused))
        }
        C::UnknownInstruction(ins, refused) => {
            format!("没有 INS 为 {ins:02X} 的命令:卡片返回 {}。", catalogue::of(refused))
        }
        C::OtherClass { ins, name, classes, cla } => {
            let classes: Vec<String> = classes.iter().map(|class| format!("{class:02X}")).collect();
            let name = catalogue::of(name);
            format!("INS {ins:02X} 是 {name},但 CLA 应为 {},不是 {cla:02X}。", classes.join("、"))
        }
        C::WrongParameters { given: [p1, p2], known } => {
            let row = |(p1, p2, name): &(Parameter, Parameter, &str)| {
                format!("{} {} {}", pattern(*p1), pattern(*p2), catalogue::of(name))
            };
            let known: Vec<String> = known.iter().map(row).collect();
            format!("P1 P2 = {p1:02X} {p2:02X} 不属于本命令;可以是:{}。", known.join(";"))
        }
        C::DataLength { extent: LengthRange { most: 0, .. }, present } => {
            format!("数据为 {present} 字节,本命令没有数据:卡片返回 6700。")
        }
        C::DataLength { extent, present } => {
            format!("数据为 {present} 字节,本命令应为 {}:卡片返回 6700。", lengths(*extent))
        }
        C::MissingLe(length) => format!("缺少 Le:应答为 {length} 字节(Le = {length:02X})。"),
        C::NoLe(length) => format!(
            "没有 Le:接触界面(T=0)上卡片返回 61{length:02X},数据用 GET RESPONSE(00 C0 00 00 {length:02X})取回;射频上数据直接返回。"
        ),
        C::WholeLe(length) => {
            format!("Le = 00 要求 256 字节:接触界面上卡片返回 6C{length:02X},射频上返回全部 {length} 字节。")
        }
        C::WrongLe(le, length) => format!("Le 为 {le:02X},应答为 {length} 字节:卡片返回 6C{length:02X}。"),
        C::ExtendedLe(length) => {
            format!("应答为 {length} 字节:卡片返回 6C{length:02X},T=0 读卡器以 P3 = {length:02X} 重发命令。")
        }
        C::NothingBehindLc(lc) => format!("Lc 表示有 {lc} 字节,其后没有数据。"),
        C::EmptyLc(..) | C::ShortData(..) | C::LongData(..) => length_field(remark),
        C::ExtendedFields { case, p3, has_data, ne } => {
            let (sent, fetched) = (sent(*p3, *has_data), fetched(*has_data, *ne));
            format!(
                "扩展长度字段,情形 {}(ISO 7816-4 §5.2)。T=0 读卡器{sent}{fetched}(ISO 7816-3 §12.2)。本卡只有短长度:对原样的命令返回 6700。",
                case.name()
            )
        }
    }
}

const fn subject(width: Width) -> &'static str {
    match width {
        Width::Short => "Lc",
        Width::Extended => "扩展 Lc",
    }
}

fn length_field(remark: &CommandRemark) -> String {
    match remark {
        C::EmptyLc(width, present) => {
            let allowed = match width {
                Width::Short => "00 之后应为扩展长度的两字节,或没有字节",
                Width::Extended => "扩展 Lc 为 0001 至 FFFF",
            };
            format!("{} 为 0,其后有 {present} 字节:{allowed}。卡片返回 6700。", subject(*width))
        }
        C::ShortData(width, announced, present) => format!(
            "{} 表示有 {announced} 字节,其后只有 {present} 字节:命令少了 {} 字节,卡片返回 6700。",
            subject(*width),
            announced.saturating_sub(*present)
        ),
        C::LongData(width, announced, present) => format!(
            "{} 表示有 {announced} 字节,其后有 {present} 字节:命令的第 {} 字节之后只能有 Le;卡片返回 6700。",
            subject(*width),
            behind_data(*width, *announced)
        ),
        _ => String::new(),
    }
}

fn sent(p3: Option<u8>, has_data: bool) -> String {
    match p3 {
        None => "用 ENVELOPE(00 C2 00 00)分段发送整条命令,因为数据多于 255 字节".to_owned(),
        Some(p3) => format!("发送 P3 = {p3:02X}({})", if has_data { "Lc" } else { "Le" }),
    }
}

fn fetched(has_data: bool, ne: u32) -> String {
    match (has_data, ne) {
        (_, 0) | (false, 1..=256) => String::new(),
        (false, ne) => format!(",并在返回 61xx 时用 GET RESPONSE 取 256 字节以外的数据,最多 {ne} 字节"),
        (true, ne) => format!(",并用 GET RESPONSE 取最多 {ne} 字节"),
    }
}
