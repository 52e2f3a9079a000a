//! Words for the replay of traces and walks: marks of files, labels of failures, counts, and sentences.
//!
//! ```
//! use sim_i18n::Language;
//! use sim_i18n::replay::{ReplayMark, ReplayNoun};
//!
//! assert_eq!(ReplayMark::Held.in_language(Language::Chinese), "通过");
//! assert_eq!(ReplayNoun::Command.counted(Language::Chinese, 12), "12 条命令");
//! assert_eq!(ReplayNoun::Command.counted(Language::English, 1), "1 command");
//! ```

use super::Language;

pub mod played;
pub mod sentence;

/// Mark of a file that was replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayMark {
    /// Everything holds.
    Held,
    /// An expectation does not hold.
    Failed,
    /// Expectations were rewritten.
    Blessed,
    /// Expectations would be rewritten.
    ToBless,
    /// The file has no step.
    Empty,
    /// The file could not be replayed or written.
    Undone,
}

impl ReplayMark {
    /// Every mark.
    pub const ALL: [ReplayMark; 6] = [
        ReplayMark::Held,
        ReplayMark::Failed,
        ReplayMark::Blessed,
        ReplayMark::ToBless,
        ReplayMark::Empty,
        ReplayMark::Undone,
    ];

    /// Returns the mark in a language.
    pub const fn in_language(self, language: Language) -> &'static str {
        match self {
            ReplayMark::Held => language.of("通过", "ok"),
            ReplayMark::Failed => language.of("失败", "FAILED"),
            ReplayMark::Blessed => language.of("已改写", "blessed"),
            ReplayMark::ToBless => language.of("待改写", "would be blessed"),
            ReplayMark::Empty => language.of("内容为空", "nothing in it"),
            ReplayMark::Undone => language.of("出错", "ERROR"),
        }
    }
}

/// Label of a line about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureLabel {
    /// Line that plays the failing one.
    Through,
    /// Row of a table.
    Case,
    /// Last command that was sent.
    Command,
    /// Expectation as the script writes it.
    Written,
    /// Subject of the expectation.
    Subject,
    /// Expected value.
    Expected,
    /// Actual value.
    Actual,
    /// Answer in words.
    Meaning,
    /// Field of an answer that differs.
    Field,
    /// Reason of the card to refuse.
    Reason,
    /// Diagnosis of a MAC, a cryptogram or a packet.
    Diagnosis,
    /// Reason for which a step cannot be done.
    Cause,
    /// Advice.
    Advice,
    /// Expectation that blessing leaves.
    Left,
    /// Second card.
    Second,
    /// Command line that replays the failure.
    Again,
}

impl FailureLabel {
    /// Every label.
    pub const ALL: [FailureLabel; 16] = [
        FailureLabel::Through,
        FailureLabel::Case,
        FailureLabel::Command,
        FailureLabel::Written,
        FailureLabel::Subject,
        FailureLabel::Expected,
        FailureLabel::Actual,
        FailureLabel::Meaning,
        FailureLabel::Field,
        FailureLabel::Reason,
        FailureLabel::Diagnosis,
        FailureLabel::Cause,
        FailureLabel::Advice,
        FailureLabel::Left,
        FailureLabel::Second,
        FailureLabel::Again,
    ];

    /// Returns the label in a language.
    pub const fn in_language(self, language: Language) -> &'static str {
        match self {
            FailureLabel::Through => language.of("经由", "through"),
            FailureLabel::Case => language.of("用例", "case"),
            FailureLabel::Command => language.of("命令", "command"),
            FailureLabel::Written => language.of("原文", "written"),
            FailureLabel::Subject => language.of("对象", "of"),
            FailureLabel::Expected => language.of("期望", "expected"),
            FailureLabel::Actual => language.of("实际", "actual"),
            FailureLabel::Meaning => language.of("含义", "meaning"),
            FailureLabel::Field => language.of("字段", "field"),
            FailureLabel::Reason => language.of("原因", "reason"),
            FailureLabel::Diagnosis => language.of("诊断", "why"),
            FailureLabel::Cause => language.of("说明", "because"),
            FailureLabel::Advice => language.of("建议", "help"),
            FailureLabel::Left => language.of("未改写", "left"),
            FailureLabel::Second => language.of("第二张卡", "second"),
            FailureLabel::Again => language.of("重放", "again"),
        }
    }
}

/// Thing that reports of replays count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayNoun {
    /// Trace.
    Trace,
    /// Walk.
    Walk,
    /// File of either language.
    File,
    /// Row of a table.
    Case,
    /// Result of a file or a row.
    Result,
    /// Command to the card.
    Command,
    /// Command with its answer.
    Exchange,
    /// Expectation.
    Expectation,
    /// Step of a script.
    Step,
    /// Difference between two cards.
    Difference,
    /// Power cut.
    PowerCut,
}

impl ReplayNoun {
    /// Every noun.
    pub const ALL: [ReplayNoun; 11] = [
        ReplayNoun::Trace,
        ReplayNoun::Walk,
        ReplayNoun::File,
        ReplayNoun::Case,
        ReplayNoun::Result,
        ReplayNoun::Command,
        ReplayNoun::Exchange,
        ReplayNoun::Expectation,
        ReplayNoun::Step,
        ReplayNoun::Difference,
        ReplayNoun::PowerCut,
    ];

    /// Renders a count with the noun: `2 个用例`, `1 case`.
    pub fn counted(self, language: Language, count: usize) -> String {
        let (chinese, one, many) = match self {
            ReplayNoun::Trace => ("份指令记录", "trace", "traces"),
            ReplayNoun::Walk => ("份操作记录", "walk", "walks"),
            ReplayNoun::File => ("个文件", "file", "files"),
            ReplayNoun::Case => ("个用例", "case", "cases"),
            ReplayNoun::Result => ("个结果", "result", "results"),
            ReplayNoun::Command => ("条命令", "command", "commands"),
            ReplayNoun::Exchange => ("次指令交互", "exchange", "exchanges"),
            ReplayNoun::Expectation => ("个期望", "expectation", "expectations"),
            ReplayNoun::Step => ("步", "step", "steps"),
            ReplayNoun::Difference => ("处不同", "difference", "differences"),
            ReplayNoun::PowerCut => ("次断电", "power cut", "power cuts"),
        };
        format!("{count} {}", language.of(chinese, if count == 1 { one } else { many }))
    }
}

/// Renders the items of a list.
pub fn list(language: Language, items: &[String]) -> String {
    items.join(language.of(",", ", "))
}

#[cfg(test)]
pub(crate) mod tests;
