//! Names of explained octets: by themselves, as an answer, or as the contents of an APDU.

use std::borrow::Cow;
use std::fmt::{Display, Formatter};

use sim_wire::proactive::{CommandType, EnvelopeTag};

use super::{ContentKind, status};

/// Name of explained octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// `true` if the octets are the answer to the subject.
    pub is_answer: bool,
    /// Command that carries the subject; `None` where the subject stands by itself.
    pub carrier: Option<&'static str>,
    /// Subject of the name.
    pub subject: Subject,
}

/// Subject of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Subject with a name of its own.
    Named(&'static str),
    /// Proactive command of that type; `None` where no command details tell the type.
    ProactiveCommand(Option<u8>),
    /// Response to a proactive command of that type; `None` where no command details tell the type.
    TerminalResponse(Option<u8>),
    /// Envelope of that tag.
    Envelope(u8),
    /// Status word, named by its meaning.
    StatusWord(u16),
    /// Octets that could be of several kinds, or of none.
    CouldBe(Vec<ContentKind>),
}

impl Title {
    /// Makes the name of the answer to a command.
    pub(super) fn answer_to(command: &'static str) -> Title {
        Title { is_answer: true, ..Title::from(command) }
    }

    /// Makes the name of a subject that this one carries.
    pub(super) fn carrying(self, subject: Subject) -> Title {
        let carrier = match self.subject {
            Subject::Named(name) => Some(name),
            _ => self.carrier,
        };
        Title { carrier, subject, ..self }
    }
}

impl From<&'static str> for Title {
    fn from(name: &'static str) -> Title {
        Title::from(Subject::Named(name))
    }
}

impl From<Subject> for Title {
    fn from(subject: Subject) -> Title {
        Title { is_answer: false, carrier: None, subject }
    }
}

impl PartialEq<str> for Title {
    fn eq(&self, other: &str) -> bool {
        let own = self.to_string();
        own.as_str() == other
    }
}

impl PartialEq<&str> for Title {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl Display for Title {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        if self.is_answer {
            formatter.write_str("answer to ")?;
        }
        if let Some(carrier) = &self.carrier {
            write!(formatter, "{carrier}: ")?;
        }
        self.subject.fmt(formatter)
    }
}

impl Display for Subject {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Named(name) => formatter.write_str(name),
            Subject::ProactiveCommand(Some(code)) => formatter.write_str(&command_name(*code)),
            Subject::ProactiveCommand(None) => formatter.write_str("proactive command without command details"),
            Subject::TerminalResponse(Some(code)) => write!(formatter, "terminal response to {}", command_name(*code)),
            Subject::TerminalResponse(None) => formatter.write_str("terminal response without command details"),
            Subject::Envelope(tag) => match EnvelopeTag::from_code(*tag) {
                Some(tag) => write!(formatter, "envelope: {}", tag.name()),
                None => write!(formatter, "envelope {tag:02X}"),
            },
            Subject::StatusWord(word) => formatter.write_str(&status::words(*word)),
            Subject::CouldBe(kinds) => write_kinds(kinds, formatter),
        }
    }
}

fn write_kinds(kinds: &[ContentKind], formatter: &mut Formatter<'_>) -> std::fmt::Result {
    let Some((last, most)) = kinds.split_last() else { return formatter.write_str("nothing that is recognised") };
    formatter.write_str("could be ")?;
    for (place, kind) in most.iter().enumerate() {
        write!(formatter, "{}{}", if place > 0 { ", " } else { "" }, kind.phrase())?;
    }
    write!(formatter, "{}{}", if most.is_empty() { "" } else { " or " }, last.phrase())
}

/// Returns the name of a type of proactive command.
pub fn command_name(code: u8) -> Cow<'static, str> {
    CommandType::from_code(code)
        .map_or_else(|| format!("proactive command of type {code:02X}").into(), |kind| kind.name().into())
}
