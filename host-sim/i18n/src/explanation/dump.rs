//! Dump of a card's memory in Chinese.

use sim_explain::image::{DumpName, DumpRow, DumpValue, SlotState};

use crate::{Language, amount, card};

/// Names of fields and their Chinese, and of usages of keys.
const NAMES: [(&str, &str); 69] = [
    ("version", "版本"),
    ("sequence", "写入序号"),
    ("balance", "余额"),
    ("online counter", "联机交易序号"),
    ("offline counter", "脱机交易序号"),
    ("state", "状态"),
    ("block", "锁定"),
    ("limit is set", "有单次消费限额"),
    ("limit", "单次消费限额"),
    ("PIN is on", "操作密码启用"),
    ("length of the PIN", "操作密码长度"),
    ("PIN", "操作密码"),
    ("PIN tries left", "密码剩余次数"),
    ("tries external authentication", "外部认证次数"),
    ("tries PIN reload", "密码重装次数"),
    ("tries PIN unblock", "密码解锁次数"),
    ("tries application unblock", "应用解锁次数"),
    ("is calibrated", "已校准"),
    ("reach in cm", "刷卡距离(厘米)"),
    ("IMEI", "IMEI"),
    ("proof is kept", "有交易证明"),
    ("proof type", "证明的交易类型"),
    ("proof counter", "证明的交易序号"),
    ("proof MAC", "证明的 MAC"),
    ("proof TAC", "证明的 TAC"),
    ("counter of key set 1", "密钥组 1 的计数器"),
    ("counter of key set 2", "密钥组 2 的计数器"),
    ("counter of key set 3", "密钥组 3 的计数器"),
    ("counter sent", "发送计数器"),
    ("number of the last request", "最近请求的序号"),
    ("load is pending", "有在途充值"),
    ("pending counter", "在途充值的序号"),
    ("pending amount", "在途充值的金额"),
    ("pending random number", "在途充值的随机数"),
    ("load was credited", "空中充值已入账"),
    ("credited counter", "入账的序号"),
    ("credited balance", "入账后的余额"),
    ("credited TAC", "入账的 TAC"),
    ("records written to the log", "已写的交易记录数"),
    ("log, first place", "交易记录,第一条"),
    ("log, further places", "交易记录,其余"),
    ("file 15, public data", "文件 15,公共数据"),
    ("file 16, holder", "文件 16,持卡人"),
    ("file 17, records", "文件 17,记录"),
    ("checksum", "校验和"),
    ("not read", "不解读"),
    ("magic", "标志"),
    ("length", "长度"),
    ("ATR", "ATR"),
    ("AID", "AID"),
    ("first PIN", "初始操作密码"),
    ("ICCID", "ICCID"),
    ("balance max", "余额上限"),
    ("PIN tries", "密码次数"),
    ("number of keys", "密钥数"),
    ("key", "密钥"),
    ("its octets", "密钥内容"),
    ("number of key sets over the air", "空中密钥组数"),
    ("first counter", "初始计数器"),
    ("number of applications over the air", "空中应用数"),
    ("TAR, least security", "TAR,最低安全级别"),
    ("KIc", "KIc"),
    ("KID", "KID"),
    ("slot A", "存储区 A"),
    ("slot B", "存储区 B"),
    ("none", "无"),
    ("temporary", "应用临时锁定"),
    ("permanent", "应用永久锁定"),
    ("card", "卡片锁定"),
];

/// Usages of keys and their Chinese.
const USAGES: [(&str, &str); 12] = [
    ("purchase", "消费"),
    ("load", "圈存"),
    ("unload", "圈提"),
    ("TAC", "TAC "),
    ("maintenance", "维护"),
    ("PIN unblock", "密码解锁"),
    ("PIN reload", "密码重装"),
    ("external authentication", "外部认证"),
    ("internal authentication", "内部认证"),
    ("application block", "应用锁定"),
    ("application unblock", "应用解锁"),
    ("card block", "卡片锁定"),
];

/// Renders a row of a dump.
pub fn dump_row(language: Language, row: &DumpRow) -> String {
    match language {
        Language::English => row.to_string(),
        Language::Chinese => {
            let hidden = format!("({} 字节,不显示)", row.octets.as_ref().map_or(0, Vec::len));
            row.print(&name(&row.name), &value(row.value), &hidden)
        }
    }
}

fn find(table: &[(&'static str, &'static str)], english: &'static str) -> &'static str {
    table.iter().find(|(own, _)| *own == english).map_or(english, |(_, chinese)| chinese)
}

fn named(english: &'static str) -> &'static str {
    find(&NAMES, english)
}

fn name(name: &DumpName) -> String {
    match name {
        DumpName::Field(name) => named(name).to_owned(),
        DumpName::LengthOf(name) => {
            let name = named(name);
            let blank = if name.is_ascii() { " " } else { "" };
            format!("{name}{blank}长度")
        }
        DumpName::Key(usage, index, version) => {
            format!("{}密钥 {index:02X},版本 {version:02X}", find(&USAGES, usage))
        }
        DumpName::KeySet(number) => format!("密钥组 {number},校验和"),
        DumpName::CipherOf(name) => format!("{name} 的算法"),
        DumpName::Identity => "卡片标识:出厂时写入一次".to_owned(),
        DumpName::Slot(name, state) => {
            let state = match state {
                SlotState::Current => "完好,当前钱包",
                SlotState::Sound => "完好",
                SlotState::Unsound => "不完好",
            };
            format!("{}:{state}", named(name))
        }
        DumpName::Run(length, octet) => format!("  {length} 字节 {octet:02X}"),
    }
}

fn value(value: DumpValue) -> String {
    match value {
        DumpValue::Nothing => String::new(),
        DumpValue::Number(number) => number.to_string(),
        DumpValue::Flag(flag) => if flag { "是" } else { "否" }.to_owned(),
        DumpValue::Amount(money) => amount(Language::Chinese, money.0.into()),
        DumpValue::State(state) => state.map_or("未知", |state| card::life_cycle(Language::Chinese, state)).to_owned(),
        DumpValue::Block(words) => named(words).to_owned(),
        DumpValue::Record(None) => "空".to_owned(),
        DumpValue::Record(Some((kind, money))) => {
            let kind = card::transaction(Language::Chinese, kind);
            format!("{kind} {}", amount(Language::Chinese, money.0.into()))
        }
    }
}
