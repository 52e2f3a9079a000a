//! Remarks about answers to reset in Chinese.

use sim_explain::atr::LONGEST;
use sim_explain::remark::{ResetRemark, SUPPLY_CLASSES, named, speed};

/// Renders a remark as a sentence.
pub(super) fn sentence(remark: &ResetRemark) -> String {
    match remark {
        ResetRemark::WrongConvention(ts) => format!("TS 为 {ts:02X};应为 3B(正向约定)或 3F(反向约定)。"),
        ResetRemark::MissingOctet(name) => format!("缺少已声明的 {}。", name.to_uppercase()),
        ResetRemark::Supply(name, ta) => supply(name, *ta),
        ResetRemark::SpecificMode(ta2) => {
            let changes = if ta2 & 0x80 == 0 { "可以转到协商模式" } else { "不能转换" };
            let speed = if ta2 & 0x10 == 0 { "速率按 TA1" } else { "速率另行约定" };
            format!("TA2 = {ta2:02X}:专用模式,T={},{speed};{changes}。", ta2 & 0x0F)
        }
        ResetRemark::Protocols(protocols) => format!("协议:{}。", named(protocols).join("、")),
        ResetRemark::FewHistorical(length, present) => {
            format!("T0 表示有 {length} 个历史字节,只有 {present} 个。")
        }
        ResetRemark::WrongCheck(sum) => format!("TCK 错误:从 T0 起异或为 {sum:02X},不是 00。"),
        ResetRemark::BehindEnd(end, behind) => format!("ATR 在第 {end} 字节结束,其后还有 {behind} 字节。"),
        ResetRemark::LongReset(length) => format!("ATR 最多 {LONGEST} 字节,这里有 {length} 字节。"),
        ResetRemark::Speed(ta1) => match speed(*ta1) {
            None => format!("TA1 = {ta1:02X} 保留。"),
            Some((fi, di)) => {
                let cycles = f64::from(fi) / f64::from(di);
                format!("TA1 = {ta1:02X}:Fi = {fi},Di = {di},每位 {cycles} 个时钟周期。")
            }
        },
        ResetRemark::CutObject(first) => format!("紧凑 TLV 对象 {first:02X} 的长度超过剩余字节。"),
    }
}

fn supply(name: &str, ta: u8) -> String {
    let clock = match ta >> 6 {
        0 => "时钟不能停止",
        1 => "时钟可停在低电平",
        2 => "时钟可停在高电平",
        _ => "时钟可停在任一电平",
    };
    let named: Vec<&str> = SUPPLY_CLASSES.iter().filter(|(bit, _)| ta & bit != 0).map(|(_, class)| *class).collect();
    let named = if named.is_empty() {
        "没有供电电压类别".to_owned()
    } else {
        format!("供电电压 {}", named.join("、"))
    };
    format!("{} = {ta:02X},在 T=15 之后:{clock};{named}。", name.to_uppercase())
}
