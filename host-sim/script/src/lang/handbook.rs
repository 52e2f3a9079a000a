//! Sections of the handbook (手机钱包红宝书) that a trace or a walk may say it covers: one table of all.

use std::fmt;
use std::str::FromStr;

use sim_codec::suggest::nearest;

/// Sections of the chapters 2, 3 and 4, each with its number and its heading, without blanks.
#[rustfmt::skip]
const SECTIONS: [(&str, &str); 60] = [
    ("2.1", "业务资费"),
    ("2.2", "业务开通方式"),
    ("2.2.1", "注意事项"),
    ("2.3", "手机支付网站使用"),
    ("2.4.1", "充值"),
    ("2.4.1.1", "网银充值"),
    ("2.4.1.2", "充值卡充值"),
    ("2.4.1.3", "营业厅现金充值"),
    ("2.4.2.1", "消费"),
    ("2.4.2.2", "退款"),
    ("2.5", "提现"),
    ("2.5.1", "绑定提现银行卡"),
    ("2.5.2.1", "网站提现"),
    ("2.5.2.2", "短信提现"),
    ("2.5.3", "提现注意事项"),
    ("2.6", "密码管理"),
    ("2.6.1.1", "初始密码"),
    ("2.6.1.2", "密码修改"),
    ("2.6.1.3", "密码使用"),
    ("2.6.1.4", "密码重置"),
    ("2.6.2.1", "初始密码"),
    ("2.6.2.2", "密码修改"),
    ("2.6.2.3", "密码使用"),
    ("2.6.2.4", "密码重置"),
    ("2.6.3", "手机支付密码注意事项"),
    ("2.7", "用户自服务"),
    ("2.7.1", "交易明细查询"),
    ("2.7.2", "余额查询"),
    ("2.7.3", "缴话费"),
    ("2.8.1", "业务取消方式"),
    ("2.8.2", "业务取消注意事项"),
    ("3.1", "业务开通"),
    ("3.1.1", "业务开通方式"),
    ("3.1.2", "手机钱包刷卡距离校准"),
    ("3.2.1.1", "营业厅充值"),
    ("3.2.1.2", "网络侧充值"),
    ("3.2.1.3", "空中充值"),
    ("3.2.2.1", "支付"),
    ("3.2.2.2", "撤销与退货"),
    ("3.2.2.3", "提现"),
    ("3.3.1", "操作密码"),
    ("3.3.2", "支付密码"),
    ("3.4.1.1", "POS查询"),
    ("3.4.1.2", "手机STK查询"),
    ("3.4.1.3", "网站查询"),
    ("3.4.2.1", "营业厅查询"),
    ("3.4.2.2", "手机STK查询"),
    ("3.4.2.3", "POS查询"),
    ("3.4.3", "钱包暂停与恢复"),
    ("3.5.1.1", "营业厅销户"),
    ("3.5.1.2", "STK销户"),
    ("3.5.2", "业务取消注意事项"),
    ("3.6.1", "保留原号的补/换卡"),
    ("3.6.2", "手机号挂失/停机"),
    ("3.6.3", "手机号销号"),
    ("4", "帮助中心"),
    ("4.1", "手机支付网站"),
    ("4.2", "营业厅"),
    ("4.3", "支持中心"),
    ("4.4", "常用功能短信操作指令"),
];

/// Section of the handbook.
///
/// ```
/// use sim_script::lang::handbook::HandbookSection;
///
/// let section: HandbookSection = "3.4.3".parse()?;
/// assert_eq!((section.number(), section.heading()), ("3.4.3", "钱包暂停与恢复"));
/// # Ok::<(), sim_script::lang::handbook::UnknownSectionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandbookSection(usize);

/// Error of a number that no section of the handbook's chapters 2 to 4 has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the handbook has no section {written} with rules of its own; its sections are listed in docs/HANDBOOK.md")]
pub struct UnknownSectionError {
    /// Number as it is written.
    pub written: String,
    /// Number that was probably meant; `None` if none is near.
    pub near: Option<&'static str>,
}

impl HandbookSection {
    /// Returns every section in the order of the handbook.
    pub fn all() -> impl Iterator<Item = HandbookSection> {
        (0..SECTIONS.len()).map(HandbookSection)
    }

    /// Returns the number of the section, such as `3.4.3`.
    pub fn number(self) -> &'static str {
        self.row().0
    }

    /// Returns the heading of the section in the handbook's words.
    pub fn heading(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (&'static str, &'static str) {
        // A section is made from its place in the table alone.
        SECTIONS.get(self.0).copied().unwrap_or(("", ""))
    }
}

impl fmt::Display for HandbookSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

impl FromStr for HandbookSection {
    type Err = UnknownSectionError;

    fn from_str(text: &str) -> Result<HandbookSection, UnknownSectionError> {
        let place = SECTIONS.iter().position(|(number, _)| *number == text);
        let unknown = || {
            // The nearest number is one of the same section before one that looks alike, and one of the same chapter.
            let below = SECTIONS.iter().map(|(number, _)| *number).find(|number| is_below(number, text));
            let is_of_chapter = |number: &&str| number.split('.').next() == text.split('.').next();
            let numbers = SECTIONS.iter().map(|(number, _)| *number).filter(is_of_chapter);
            let near = below.or_else(|| nearest(text, numbers));
            UnknownSectionError { written: text.to_owned(), near }
        };
        place.map(HandbookSection).ok_or_else(unknown)
    }
}

/// Returns whether the number of a section is that of a part of another section.
fn is_below(number: &str, section: &str) -> bool {
    number.strip_prefix(section).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_reads_as_its_section() {
        let all: Vec<HandbookSection> = HandbookSection::all().collect();
        assert_eq!(all.len(), SECTIONS.len());
        for section in &all {
            assert_eq!(section.number().parse(), Ok(*section));
        }
        assert!(all.is_sorted(), "a section stands after those before it");
    }

    #[test]
    fn unknown_number_brings_a_near_one() {
        let near = |text: &str| text.parse::<HandbookSection>().map_err(|error| error.near);
        assert_eq!(near("3.4.2"), Err(Some("3.4.2.1")), "a section without rules leads to its first part");
        assert_eq!(near("3.4.4"), Err(Some("3.4.3")));
        assert_eq!(near(""), Err(None));
        assert_eq!(near("17"), Err(None));
    }
}
