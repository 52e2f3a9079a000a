//! Words of explanations in one language. The layout of a page and of a line is the same in every language
//! ([`super::text`], [`super::line`]); a language gives the words for names, labels, values and remarks.

use std::borrow::Cow;

use sim_wire::count::{Counted, CountedVerb};
use sim_wire::proactive::EnvelopeTag;

use super::command::PossibleStatus;
use super::phrase::Phrase;
use super::{command, field, phrase};
use crate::remark::OctetRemark;
use crate::row::CommandRow;
use crate::title::{Subject, Title, command_name};
use crate::{ContentKind, Value, status};

/// Words of a language for explanations. A text of a table is named by its English.
pub trait Words {
    /// Mark between the items of a list.
    const COMMA: &'static str;
    /// Mark behind a name, before what is said about it.
    const COLON: &'static str;

    /// Returns the kind of octets, for a heading.
    fn kind(&self, kind: ContentKind) -> &'static str;

    /// Returns the kind that octets could be, with the option that says so.
    fn could_be(&self, kind: ContentKind) -> String;

    /// Returns the name of explained octets.
    fn title(&self, title: &Title) -> String;

    /// Returns the name of a subject by itself.
    fn subject(&self, subject: &Subject) -> String;

    /// Returns the name of a subject behind that of the command that carries it, as short as a list needs.
    fn carried(&self, subject: &Subject) -> String;

    /// Returns the label of a field or a line.
    fn label<'n>(&self, english: &'n str) -> &'n str;

    /// Returns the label of a line, as short as a list needs.
    fn brief_label(&self, english: &'static str) -> Cow<'static, str>;

    /// Returns a text of a table.
    fn text(&self, english: &'static str) -> &'static str;

    /// Returns the phrase for a value.
    fn value(&self, value: &Value<'_>) -> Phrase;

    /// Returns the words for a value of a field; `None` where the value needs no words.
    fn field(&self, value: &Value<'_>) -> Option<Cow<'static, str>>;

    /// Returns the meaning of a status word.
    fn status(&self, word: u16) -> Cow<'static, str>;

    /// Returns the number of octets that wait for FETCH.
    fn waiting(&self, octets: u16) -> String;

    /// Returns a problem or a further remark.
    fn remark(&self, remark: &OctetRemark) -> Cow<'static, str>;

    /// Returns the contents of the answer to a command.
    fn answer(&self, row: &'static CommandRow) -> Cow<'static, str>;

    /// Returns the reasons for a status word.
    fn because(&self, given: &PossibleStatus) -> String;
}

/// English words.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnglishWords;

impl Words for EnglishWords {
    const COMMA: &'static str = ", ";
    const COLON: &'static str = ": ";

    fn kind(&self, kind: ContentKind) -> &'static str {
        kind.name()
    }

    fn could_be(&self, kind: ContentKind) -> String {
        format!("{} (--as {})", kind.phrase(), kind.name())
    }

    fn title(&self, title: &Title) -> String {
        title.to_string()
    }

    fn subject(&self, subject: &Subject) -> String {
        subject.to_string()
    }

    fn carried(&self, subject: &Subject) -> String {
        match subject {
            Subject::Envelope(tag) => match EnvelopeTag::from_code(*tag) {
                Some(tag) => tag.name().to_owned(),
                None => subject.to_string(),
            },
            Subject::TerminalResponse(Some(code)) => format!("to {}", command_name(*code)),
            Subject::TerminalResponse(None) => "without command details".to_owned(),
            subject => subject.to_string(),
        }
    }

    fn label<'n>(&self, english: &'n str) -> &'n str {
        english
    }

    fn brief_label(&self, english: &'static str) -> Cow<'static, str> {
        match english {
            // The identifier of an item would look like the place of its line in the menu.
            "item identifier" => english.into(),
            _ => english.replace(" identifier", "").into(),
        }
    }

    fn text(&self, english: &'static str) -> &'static str {
        english
    }

    fn value(&self, value: &Value<'_>) -> Phrase {
        phrase::of(value)
    }

    fn field(&self, value: &Value<'_>) -> Option<Cow<'static, str>> {
        field::text(value)
    }

    fn status(&self, word: u16) -> Cow<'static, str> {
        status::words(word)
    }

    fn waiting(&self, octets: u16) -> String {
        format!("{} {}", Counted(octets, "octet"), CountedVerb(octets, "waits", "wait"))
    }

    fn remark(&self, remark: &OctetRemark) -> Cow<'static, str> {
        match remark {
            OctetRemark::Fixed(sentence) => (*sentence).into(),
            remark => remark.to_string().into(),
        }
    }

    fn answer(&self, row: &'static CommandRow) -> Cow<'static, str> {
        command::answers(row).into()
    }

    fn because(&self, given: &PossibleStatus) -> String {
        given.because()
    }
}
