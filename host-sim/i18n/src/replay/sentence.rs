//! Sentences of a report about a replay: what became of a file, and of all of them together.

use unicode_width::UnicodeWidthStr as _;

use super::{FailureLabel, ReplayNoun};
use crate::Language;

/// Columns of the labels of a failure, without the blanks before them.
const LABEL: usize = 10;

/// Progress of a rewriting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewriting {
    /// The file was written.
    Done,
    /// The file was left as it is.
    Shown,
}

/// Result on a second card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondCardResult {
    /// The second card could not be tried.
    Untried,
    /// So many differences.
    Differences(usize),
}

/// Files that stand out, by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotableFiles {
    /// Files that could not be read.
    Unread,
    /// Files that could not be written.
    Unwritten,
    /// Expectations that would be rewritten.
    ToRewrite,
    /// Files without a step.
    Empty,
}

/// Renders a line about a failure: a label, and what stands behind it.
pub fn labelled(language: Language, label: FailureLabel, words: &str) -> String {
    let label = label.in_language(language);
    format!("  {label}{:padding$}{words}", "", padding = LABEL.saturating_sub(label.width()))
}

/// Renders a further line behind a labelled one.
pub fn continued(words: &str) -> String {
    format!("  {:LABEL$}{words}", "")
}

/// Renders how many expectations were rewritten or would be, in the file itself or in an included one.
pub fn rewritten(language: Language, count: usize, included: Option<&str>, rewriting: Rewriting) -> String {
    let expectations = ReplayNoun::Expectation.counted(language, count);
    let done = match rewriting {
        Rewriting::Done => language.of("已改写", "rewritten"),
        Rewriting::Shown => language.of("待改写", "to rewrite"),
    };
    match (language, included) {
        (Language::Chinese, None) => format!("{expectations}{done}"),
        (Language::Chinese, Some(name)) => format!("{name} 的 {expectations}{done}"),
        (Language::English, None) => format!("{expectations} {done}"),
        (Language::English, Some(name)) => format!("{expectations} of {name} {done}"),
    }
}

/// Renders how many expectations blessing left.
pub fn left(language: Language, count: usize) -> String {
    format!("{count} {}", language.of("个未改写", "left"))
}

/// Renders the result on a second card.
pub fn second_card(language: Language, result: SecondCardResult) -> String {
    match (language, result) {
        (_, SecondCardResult::Untried) => language.of("没有在第二张卡上重放", "second card not tried").to_owned(),
        (_, SecondCardResult::Differences(0)) => language.of("第二张卡上相同", "same on the second card").to_owned(),
        (Language::Chinese, SecondCardResult::Differences(count)) => {
            format!("第二张卡上有 {}", ReplayNoun::Difference.counted(language, count))
        }
        (Language::English, SecondCardResult::Differences(count)) => {
            format!("{} on the second card", ReplayNoun::Difference.counted(language, count))
        }
    }
}

/// Renders that the second card did otherwise, before the first difference.
pub fn first_difference(language: Language, alike: usize) -> String {
    let steps = ReplayNoun::Step.counted(language, alike);
    match language {
        Language::Chinese => format!("首处不同如下({steps}相同)"),
        Language::English => format!("differs first here ({steps} alike)"),
    }
}

/// Renders how many files are not the same on the second card.
pub fn second_cards(language: Language, tried: usize, different: usize) -> String {
    match (language, different) {
        (_, 0) => language.of("第二张卡上全部相同", "all the same on the second card").to_owned(),
        (Language::Chinese, _) => format!("{tried} 个文件中有 {different} 个在第二张卡上不同"),
        (Language::English, _) => format!("{different} of {tried} not the same on the second card"),
    }
}

/// Renders how many power cuts the card survived.
pub fn survived(language: Language, cuts: usize) -> String {
    let cuts = ReplayNoun::PowerCut.counted(language, cuts);
    match language {
        Language::Chinese => format!("经受了 {cuts}"),
        Language::English => format!("{cuts} survived"),
    }
}

/// Renders the line of a mistake, before the mistake.
pub fn line(language: Language, number: usize) -> String {
    match language {
        Language::Chinese => format!("第 {number} 行: "),
        Language::English => format!("line {number}: "),
    }
}

/// Renders how much of all files a shard has.
pub fn shard(language: Language, shard: &str, played: usize, found: usize) -> String {
    match language {
        Language::Chinese => format!("分片 {shard}: 共 {},本片 {played} 个", ReplayNoun::File.counted(language, found)),
        Language::English => format!("shard {shard}: {played} of {}", ReplayNoun::File.counted(language, found)),
    }
}

/// Renders that everything held.
pub const fn all_held(language: Language) -> &'static str {
    language.of("全部通过", "all held")
}

/// Renders how many results held.
pub fn held(language: Language, held: usize) -> String {
    format!("{held} {}", language.of("个通过", "held"))
}

/// Renders how many results held, and how many failed.
pub fn held_and_failed(language: Language, held: usize, failed: usize) -> String {
    match language {
        Language::Chinese => format!("{held} 个通过,{failed} 个失败"),
        Language::English => format!("{held} held, {failed} failed"),
    }
}

/// Renders how many files stand out.
pub fn notable(language: Language, count: usize, files: NotableFiles) -> String {
    let words = match files {
        NotableFiles::Unread => language.of("个无法读取", "could not be read"),
        NotableFiles::Unwritten => language.of("个无法写入", "could not be written"),
        NotableFiles::ToRewrite => language.of("个待改写", "to rewrite"),
        NotableFiles::Empty => language.of("个内容为空", "with nothing in it"),
    };
    format!("{count} {words}")
}

/// Renders the card's reason to refuse, and says whose it is.
pub fn own_reason(language: Language, reason: &str) -> String {
    match language {
        Language::Chinese => format!("{reason}(卡片给出)"),
        Language::English => format!("{reason} (the card's own)"),
    }
}

/// Renders that a command has no answer line, behind the success that is then expected.
pub fn implied(language: Language, expected: &str) -> String {
    match language {
        Language::Chinese => format!("{expected}(没有应答行)"),
        Language::English => format!("{expected} (it has no answer line)"),
    }
}

/// Renders a value that is not the expected one.
pub fn mismatch(language: Language, subject: &str, expected: Option<&str>, actual: &str) -> String {
    let before = if subject.is_empty() { String::new() } else { format!("{subject}: ") };
    match (language, expected) {
        (Language::Chinese, Some(expected)) => format!("{before}期望 {expected},实际 {actual}"),
        (Language::Chinese, None) => format!("{before}实际 {actual}"),
        (Language::English, Some(expected)) => format!("{before}expected {expected}, got {actual}"),
        (Language::English, None) => format!("{before}got {actual}"),
    }
}

/// Renders how many files are watched.
pub fn watching(language: Language, files: usize) -> String {
    let files = ReplayNoun::File.counted(language, files);
    match language {
        Language::Chinese => format!("正在监视 {files};按 Ctrl-C 结束"),
        Language::English => format!("watching {files}; Ctrl-C ends"),
    }
}

/// Renders that the shell does not open a walk.
pub fn walk_not_opened(language: Language, path: &str) -> String {
    match language {
        Language::Chinese => format!("{path} 是操作记录,命令行界面只能打开指令记录。"),
        Language::English => format!("{path} is a walk, and the shell opens traces only."),
    }
}

/// Renders how the shell opens a failure on a terminal.
pub fn opened_on_terminal(language: Language, again: &str) -> String {
    match language {
        Language::Chinese => format!("命令行界面只能在终端上打开;在终端上用 {again} 打开失败处。"),
        Language::English => format!("The shell opens on a terminal only; there, {again} opens the failure."),
    }
}

/// Renders how many expectations about the inside of the card were passed over.
pub fn unseen(language: Language, count: usize) -> String {
    let expectations = ReplayNoun::Expectation.counted(language, count);
    match language {
        Language::Chinese => format!("略过了 {expectations}:读卡器看不到卡片内部。"),
        Language::English => {
            format!("{expectations} about the inside of the card passed over: a reader does not see it.")
        }
    }
}
