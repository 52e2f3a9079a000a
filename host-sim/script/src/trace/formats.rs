//! Sessions in the formats of other tools: Java Card `apdutool` scripts and logs, pcsc-tools `scriptor` scripts and
//! logs, and JSON lines. A [`Session`] is what all of them can say: the steps of a reader, with answers where known.
//! What a format cannot hold is taken out by [`Format::narrow`], which counts it into [`Notes`], so that nothing is
//! lost in silence; what is left comes back unchanged from printing and reading.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

pub mod apdutool;
pub mod json_lines;
pub mod literal;
pub mod log;
mod notes;
pub mod replayed;
pub mod scriptor;

pub use notes::Notes;

/// The steps of a reader, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// What was done, first to last.
    pub steps: Vec<SessionStep>,
}

/// One step of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionStep {
    /// Power and reset; the ATR where the file has it.
    PowerOn {
        /// The answer to reset.
        atr: Option<Vec<u8>>,
    },
    /// A reset with the power left on; the ATR where the file has it.
    Reset {
        /// The answer to reset.
        atr: Option<Vec<u8>>,
    },
    /// The power goes.
    PowerOff,
    /// From here on over the contacts.
    Contact,
    /// From here on over the radio.
    Tap {
        /// Distance between the antennas, where the file has it.
        reach_cm: Option<u16>,
    },
    /// A command and its answer.
    Exchange(SessionExchange),
    /// A line of prose for the reader of the file.
    Comment(String),
    /// A line that the tool prints when it comes to it.
    Echo(String),
    /// The tool waits.
    Delay {
        /// For so many milliseconds.
        ms: u64,
    },
    /// A message that is no APDU: of a modem, between card and handset or on the air.
    Message(SessionMessage),
    /// A line of a trace's header, in the trace language: which card this was, and what chance gave it.
    Setting(String),
}

/// What a message is that stands in a session by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    /// A short message to the handset, the service centre's address before it.
    ShortMessageToHandset,
    /// A short message from the handset, the service centre's address before it.
    ShortMessageFromHandset,
    /// A proactive command of the card (3GPP TS 31.111).
    ProactiveCommand,
    /// What the handset answers one.
    TerminalResponse,
    /// What the handset brings to the card by itself.
    Envelope,
}

impl MessageKind {
    /// Returns its name in words.
    pub const fn name(self) -> &'static str {
        match self {
            MessageKind::ShortMessageToHandset => "short message to the handset",
            MessageKind::ShortMessageFromHandset => "short message from the handset",
            MessageKind::ProactiveCommand => "proactive command",
            MessageKind::TerminalResponse => "terminal response",
            MessageKind::Envelope => "envelope",
        }
    }
}

/// A message that is no APDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMessage {
    /// What it is.
    pub kind: MessageKind,
    /// Its octets.
    pub octets: Vec<u8>,
}

impl fmt::Display for SessionMessage {
    /// `proactive command: D0 09 …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), spaced_hex(&self.octets))
    }
}

/// A command and what came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionExchange {
    /// The command APDU.
    pub command: Vec<u8>,
    /// What came back, where the file has it.
    pub answer: Option<Reply>,
    /// A few words that stand beside the command.
    pub remark: Option<String>,
}

/// What came back after a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Data and status word, two octets at least.
    Octets(Vec<u8>),
    /// Nothing: the card kept silent.
    Silence,
}

impl Reply {
    /// The octets; none where the card kept silent.
    pub fn octets(&self) -> &[u8] {
        match self {
            Reply::Octets(octets) => octets,
            Reply::Silence => &[],
        }
    }
}

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The project's own trace language.
    Trace,
    /// Java Card `apdutool`: a script (`.scr`), or what the tool printed.
    Apdutool,
    /// pcsc-tools `scriptor`: a script, or what the tool printed.
    Scriptor,
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 4] = [Format::Trace, Format::Apdutool, Format::Scriptor, Format::JsonLines];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Trace => "trace",
            Format::Apdutool => "apdutool",
            Format::Scriptor => "scriptor",
            Format::JsonLines => "jsonl",
        }
    }

    /// The format of that name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format of a file by the end of its name, if that tells.
    pub fn by_extension(extension: &str) -> Option<Format> {
        match extension.to_ascii_lowercase().as_str() {
            "trace" => Some(Format::Trace),
            "scr" | "apdu" => Some(Format::Apdutool),
            "scriptor" => Some(Format::Scriptor),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// The format of a text by its first line that says anything, if that tells.
    pub fn by_content(text: &str) -> Option<Format> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).find_map(|line| {
            let lower = line.to_ascii_lowercase();
            let word = lower.split([' ', ';', '\t']).next().unwrap_or_default();
            match word {
                _ if line.starts_with('{') => Some(Format::JsonLines),
                "powerup" | "cla:" | "echo" | "contacted" | "contactless" => Some(Format::Apdutool),
                _ if word.starts_with("0x") || line.starts_with("//") || line.starts_with("/*") => {
                    Some(Format::Apdutool)
                }
                "profile" | "card" | "random" | "seed" | "tap" | "contact" | "include" => Some(Format::Trace),
                "reset" | "exit" => Some(Format::Scriptor),
                ">" if lower == "> reset" || line.split_whitespace().skip(1).all(is_octet) => Some(Format::Scriptor),
                ">" | "<" => Some(Format::Trace),
                _ if line.split_whitespace().all(is_octet) => Some(Format::Scriptor),
                _ => None,
            }
        })
    }

    /// The text of a session that was narrowed to this format.
    pub fn print(self, session: &Session) -> String {
        match self {
            Format::Trace => literal::print(session),
            Format::Apdutool => apdutool::print(session),
            Format::Scriptor => scriptor::print(session),
            Format::JsonLines => json_lines::print(session),
        }
    }

    /// The session as this format can hold it; what it cannot hold is counted into the notes.
    pub fn narrow(self, session: &Session, notes: &mut Notes) -> Session {
        match self {
            Format::Trace => literal::narrow(session, notes),
            Format::Apdutool => apdutool::narrow(session, notes),
            Format::Scriptor => scriptor::narrow(session, notes),
            Format::JsonLines => json_lines::narrow(session, notes),
        }
    }
}

fn is_octet(word: &str) -> bool {
    word.len() == 2 && word.chars().all(|digit| digit.is_ascii_hexdigit())
}

/// What a file of a session may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// A format that can be written too.
    Writable(Format),
    /// A log of another tool, of whatever family ([`log`]).
    Log,
}

impl InputFormat {
    /// The names on the command line.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Format::ALL.into_iter().map(Format::name).chain(["log"])
    }

    /// Returns the format of a name.
    pub fn by_name(name: &str) -> Option<InputFormat> {
        if name == "log" { Some(InputFormat::Log) } else { Format::by_name(name).map(InputFormat::Writable) }
    }
}

/// What a text was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecognisedText {
    /// A text of that format, which is yet to be read.
    Writable(Format),
    /// A log, read.
    Log(log::Log),
}

impl RecognisedText {
    /// Finds out what a text is by what stands in it; `None` where nothing tells.
    pub fn find(text: &str) -> Option<RecognisedText> {
        let has_apdutool = text.lines().any(|line| line.trim_start().starts_with("CLA: "));
        let guess = if has_apdutool { Some(Format::Apdutool) } else { Format::by_content(text) };
        match guess {
            Some(Format::JsonLines) => return Some(RecognisedText::Writable(Format::JsonLines)),
            Some(Format::Trace) if super::parse("input", text).is_ok() => {
                return Some(RecognisedText::Writable(Format::Trace));
            }
            Some(Format::Apdutool) if has_apdutool => return Some(RecognisedText::Writable(Format::Apdutool)),
            _ => {}
        }
        let log = log::read(text);
        match guess {
            // A script has no answers in it.
            Some(script @ (Format::Apdutool | Format::Scriptor))
                if !log.as_ref().is_some_and(log::Log::has_answers) =>
            {
                Some(RecognisedText::Writable(script))
            }
            _ => log.map(RecognisedText::Log),
        }
    }
}

/// A text and the name it is shown under.
#[derive(Clone, Copy, Debug)]
pub struct NamedText<'a> {
    /// The name, as a rule the path.
    pub name: &'a str,
    /// All of it.
    pub text: &'a str,
}

impl NamedText<'_> {
    /// A mistake in this text.
    pub(crate) fn mistake(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> FormatError {
        FormatError {
            message: message.into(),
            label: label.into(),
            span: span.into(),
            source_code: Arc::new(NamedSource::new(self.name, self.text.to_owned())),
        }
    }
}

/// A text that is not of its format: where, and what was expected.
#[derive(Clone, Debug, Error, Diagnostic)]
#[error("{message}")]
pub struct FormatError {
    message: String,
    label: String,
    #[label("{label}")]
    span: SourceSpan,
    #[source_code]
    source_code: Arc<NamedSource<String>>,
}

/// The lines of a text, each with the offset at which it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0_usize;
    text.split_inclusive('\n').map(move |line| {
        let start = offset;
        offset = offset.saturating_add(line.len());
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// A remark or comment as one line: no control characters, no blanks at its ends.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

/// A comment as its lines.
fn comment_lines(text: &str) -> impl Iterator<Item = SessionStep> {
    let text = if text.is_empty() { "\n" } else { text };
    text.lines().map(|line| SessionStep::Comment(one_line(line)))
}

/// Octets in upper-case hexadecimal with blanks between.
fn spaced_hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
