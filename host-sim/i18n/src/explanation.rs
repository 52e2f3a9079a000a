//! Explanations of octets in the language of a face. The layout of a page is that of `sim_explain::render`; the Chinese
//! words stand here. Symbols of the standards and octets stand in both languages.
//!
//! ```
//! use sim_i18n::{Language, explanation};
//!
//! let balance = sim_explain::answer(Some(&[0x80, 0x5C, 0x00, 0x02, 0x04]), &[0x00, 0x00, 0x13, 0x88, 0x90, 0x00]);
//! assert!(explanation::page(Language::Chinese, &balance, false).contains("50.00 元"));
//! assert!(explanation::page(Language::English, &balance, false).contains("50.00 yuan"));
//! ```

mod broadcast;
mod catalogue;
mod code;
mod dump;
mod field;
mod network;
mod object;
mod remark;
pub(crate) mod status;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod title;
mod value;

use std::borrow::Cow;

use sim_explain::layout::LengthRange;
use sim_explain::render::command::{self, PossibleStatus};
use sim_explain::render::line::{self, Names};
use sim_explain::render::phrase::Phrase;
use sim_explain::render::text::{self, PageLine};
use sim_explain::render::words::{EnglishWords, Words};
use sim_explain::row::{Answers, CommandRow};
use sim_explain::title::Subject;
use sim_explain::{ContentKind, Explanation, OctetRemark, Title, Value};

use super::Language;

pub use dump::dump_row;

/// Renders an explanation as a page of text, coloured or not.
pub fn page(language: Language, explanation: &Explanation<'_>, coloured: bool) -> String {
    match language {
        Language::Chinese => text::page_in(&ChineseWords, explanation, coloured),
        Language::English => text::page_in(&EnglishWords, explanation, coloured),
    }
}

/// Renders the lines of a page.
pub fn page_lines<'n>(language: Language, explanation: &'n Explanation<'_>) -> Vec<PageLine<'n>> {
    match language {
        Language::Chinese => text::page_lines_in(&ChineseWords, explanation, false),
        Language::English => text::page_lines_in(&EnglishWords, explanation, false),
    }
}

/// Renders an explanation in a few lines for reports: the name, then a line for each field and each problem.
pub fn lines(language: Language, explanation: &Explanation<'_>) -> Vec<String> {
    match language {
        Language::Chinese => text::lines_in(&ChineseWords, explanation),
        Language::English => text::lines_in(&EnglishWords, explanation),
    }
}

/// Renders an explanation in one line: the name and the fields that matter.
pub fn summary(language: Language, explanation: &Explanation<'_>) -> String {
    match language {
        Language::Chinese => line::summary_in(&ChineseWords, explanation),
        Language::English => line::summary_in(&EnglishWords, explanation),
    }
}

/// Renders name and contents of octets for a list.
pub fn brief(language: Language, explanation: &Explanation<'_>, names: Names) -> String {
    match language {
        Language::Chinese => line::brief_in(&ChineseWords, explanation, names),
        Language::English => line::brief_in(&EnglishWords, explanation, names),
    }
}

/// Renders status word and contents of an answer for a list.
pub fn brief_answer(language: Language, explanation: &Explanation<'_>) -> String {
    match language {
        Language::Chinese => line::brief_answer_in(&ChineseWords, explanation),
        Language::English => line::brief_answer_in(&EnglishWords, explanation),
    }
}

/// Renders a text of a table of explanations, which its English names.
pub fn text_of_table(language: Language, english: &'static str) -> &'static str {
    match language {
        Language::Chinese => catalogue::of(english),
        Language::English => english,
    }
}

/// Chinese words of explanations.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChineseWords;

impl Words for ChineseWords {
    const COMMA: &'static str = ",";
    const COLON: &'static str = ": ";

    fn kind(&self, kind: ContentKind) -> &'static str {
        title::kind(kind)
    }

    fn could_be(&self, kind: ContentKind) -> String {
        format!("{}(--as {})", title::kind(kind), kind.name())
    }

    fn title(&self, title: &Title) -> String {
        title::title(title)
    }

    fn subject(&self, subject: &Subject) -> String {
        title::subject(subject)
    }

    fn carried(&self, subject: &Subject) -> String {
        title::carried(subject)
    }

    fn label<'n>(&self, english: &'n str) -> &'n str {
        catalogue::label(english)
    }

    fn brief_label(&self, english: &'static str) -> Cow<'static, str> {
        match catalogue::label(english) {
            // A text is no letter, and an item's identifier is not the place of its line.
            label @ ("字母标识" | "菜单项标识") => label.into(),
            label => label.strip_suffix("标识").unwrap_or(label).into(),
        }
    }

    fn text(&self, english: &'static str) -> &'static str {
        catalogue::of(english)
    }

    fn value(&self, value: &Value<'_>) -> Phrase {
        value::phrase(value)
    }

    fn field(&self, value: &Value<'_>) -> Option<Cow<'static, str>> {
        field::words(value)
    }

    fn status(&self, word: u16) -> Cow<'static, str> {
        status::words(word)
    }

    fn waiting(&self, octets: u16) -> String {
        format!("{octets} 字节待取")
    }

    fn remark(&self, remark: &OctetRemark) -> Cow<'static, str> {
        remark::sentence(remark)
    }

    fn answer(&self, row: &'static CommandRow) -> Cow<'static, str> {
        match row.answers {
            Answers::Fields(parts) => {
                let field = |name, size| format!("{} {}", catalogue::label(name), command::size(size));
                let list: Vec<String> = parts.iter().map(|part| field(part.name, part.size)).collect();
                format!("{} 字节:{}", LengthRange::of(parts).most, list.join(",")).into()
            }
            Answers::Asked(name, &[]) => catalogue::label(name).into(),
            Answers::Asked(name, lengths) => {
                let list: Vec<String> = lengths.iter().map(|length| format!("{length:02X}")).collect();
                format!("{},长度由 Le 指定:{}", catalogue::label(name), list.join(" 或 ")).into()
            }
            _ => catalogue::of(command::answers(row)).into(),
        }
    }

    fn because(&self, given: &PossibleStatus) -> String {
        if given.reasons.is_empty() {
            return catalogue::of(&given.meaning).to_owned();
        }
        given.words().into_iter().map(catalogue::of).collect::<Vec<_>>().join(";")
    }
}
