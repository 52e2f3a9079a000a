//! Diagnoses of wrong MACs, cryptograms and secured packets in Chinese, as named facts in order. The English facts are
//! those of the trace language, which programs read too.

use applet::{KeyEntry, KeyUsage};
use sim_device::sam::diagnosis::{MacKey, MacPadding, MacSlip};
use sim_device::sam::secure_messaging::Challenge;
use unicode_width::UnicodeWidthStr as _;

mod cryptogram;
mod packet;
mod script;
mod transaction;

pub use cryptogram::facts as cryptogram_facts;
pub use packet::facts as packet_facts;
pub use script::facts as script_facts;
pub use transaction::facts as transaction_facts;

/// Fact of a diagnosis: its name, and its words.
pub type DiagnosisFact = (&'static str, String);

/// Renders facts as aligned lines.
pub fn aligned(facts: &[DiagnosisFact]) -> Vec<String> {
    let width = facts.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    let line = |(name, fact): &DiagnosisFact| {
        format!("{name}{:padding$}  {fact}", "", padding = width.saturating_sub(name.width()))
    };
    facts.iter().map(line).collect()
}

/// Renders the usage of a key.
const fn usage(usage: KeyUsage) -> &'static str {
    match usage {
        KeyUsage::Purchase => "消费密钥",
        KeyUsage::Load => "圈存密钥",
        KeyUsage::Unload => "圈提密钥",
        KeyUsage::Tac => "TAC 密钥",
        KeyUsage::Maintenance => "维护密钥",
        KeyUsage::PinUnblock => "密码解锁密钥",
        KeyUsage::PinReload => "密码重装密钥",
        KeyUsage::ExternalAuthentication => "外部认证密钥",
        KeyUsage::InternalAuthentication => "内部认证密钥",
        KeyUsage::ApplicationBlock => "应用锁定密钥",
        KeyUsage::ApplicationUnblock => "应用解锁密钥",
        KeyUsage::CardBlock => "卡片锁定密钥",
    }
}

/// Renders a key of a card.
fn entry(entry: &KeyEntry) -> String {
    format!("{} {:02X},版本 {:02X}", usage(entry.usage), entry.index, entry.version)
}

/// Renders the key of a value.
fn key(key: &MacKey) -> String {
    key.entry().map_or_else(|| "所给的密钥".to_owned(), entry)
}

/// Renders the key with which a value was made, by what is different about it.
fn other_key(right: &MacKey, used: &KeyEntry) -> String {
    let differs = match right.entry() {
        None => "是卡片的密钥",
        Some(right) if right.usage != used.usage => "密钥用途不同",
        Some(right) if right.index != used.index => "密钥索引号不同",
        Some(_) => "密钥版本不同",
    };
    format!("用{} 计算则正确:{differs}", entry(used))
}

/// Renders a challenge of the card.
fn challenge(challenge: Challenge) -> String {
    match challenge {
        Challenge::Four(octets) => format!("{} 00000000(卡片随机数)", hex::encode_upper(octets)),
        Challenge::Eight(octets) => format!("{}(卡片随机数)", hex::encode_upper(octets)),
    }
}

/// Renders a padding as the cause of a wrong value.
const fn padding(padding: MacPadding) -> &'static str {
    match padding {
        MacPadding::Always => "填充正确",
        MacPadding::IfNeeded => "没有填充;整块的数据也要填充 80 00..",
        MacPadding::Zeros => "填充了 00..,应为 80 00..",
    }
}

/// Cause of a value that is the other half of the last block.
const OTHER_HALF: &str = "取了最后一块的右四字节,应取左四字节";

/// Cause of a value that no single deviation explains.
const UNEXPLAINED: &str = "没有单一的偏差可以解释";

/// Renders a place of a bit, counted from 0 at the left.
fn bit(bit: usize) -> String {
    format!("第 {} 字节的 b{}", (bit / 8).saturating_add(1), 8_usize.saturating_sub(bit % 8))
}

/// Renders a slip after the making of a value.
fn slip(slip: MacSlip) -> String {
    match slip {
        MacSlip::Reversed => "四个字节的顺序颠倒".to_owned(),
        MacSlip::FlippedBit(place) => format!("{}错误", bit(usize::from(place))),
    }
}

/// Returns words with a blank behind them where they end in a letter or a digit.
fn spaced(words: &str) -> String {
    let blank = if words.ends_with(|letter: char| letter.is_ascii_alphanumeric()) { " " } else { "" };
    format!("{words}{blank}")
}

/// Renders octets, field by field, with the names and the lengths of the fields behind them. A length of zero is that
/// of the rest.
fn described(octets: &[u8], fields: &[(&str, usize)]) -> String {
    let mut rest = octets;
    let (mut groups, mut names) = (Vec::new(), Vec::new());
    for (name, length) in fields {
        let length = if *length == 0 { rest.len() } else { *length };
        let (group, behind) = rest.split_at(length.min(rest.len()));
        if !group.is_empty() {
            groups.push(hex::encode_upper(group));
        }
        names.push(format!("{name} {length}"));
        rest = behind;
    }
    format!("{}({})", groups.join(" "), names.join(","))
}

#[cfg(test)]
mod tests;
