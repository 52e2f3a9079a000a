//! Sessions in the formats of other tools: Java Card `apdutool` scripts and logs, pcsc-tools `scriptor` scripts and
//! logs, JSON lines, and capture files. A [`Session`] is what all of them can say: the steps of a reader, with answers
//! where known. [`Format::narrow`] takes out what a format cannot hold and counts that into [`Notes`], so that nothing
//! is lost in silence. The rest comes back unchanged from printing and reading.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

pub mod apdutool;
pub mod capture;
pub mod json_lines;
pub mod literal;
pub mod log;
mod notes;
pub mod replayed;
pub mod scriptor;

pub use notes::Notes;

/// Session with a card as the steps of a reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// Steps, first to last.
    pub steps: Vec<SessionStep>,
}

/// Step of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionStep {
    /// Power-on with its reset.
    PowerOn {
        /// Answer to reset; `None` if the file does not have it.
        atr: Option<Vec<u8>>,
    },
    /// Reset with the power left on.
    Reset {
        /// Answer to reset; `None` if the file does not have it.
        atr: Option<Vec<u8>>,
    },
    /// Power-off.
    PowerOff,
    /// Change to the contacts.
    Contact,
    /// Change to the radio.
    Tap {
        /// Distance between the antennas in centimetres; `None` if the file does not have it.
        reach_cm: Option<u16>,
    },
    /// Command and its answer.
    Exchange(SessionExchange),
    /// Line of prose for the reader of the file.
    Comment(String),
    /// Line that the tool prints at this step.
    Echo(String),
    /// Wait of the tool.
    Delay {
        /// Duration in milliseconds.
        ms: u64,
    },
    /// Message that is no APDU: of a modem, between card and handset or on the air.
    Message(SessionMessage),
    /// Line of a trace's header, in the trace language: which card this was, or its random numbers.
    Setting(String),
}

/// Kind of a message that is no APDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    /// Short message to the handset, preceded by the service centre's address.
    ShortMessageToHandset,
    /// Short message from the handset, preceded by the service centre's address.
    ShortMessageFromHandset,
    /// Proactive command of the card (3GPP TS 31.111).
    ProactiveCommand,
    /// Response of the handset to a proactive command.
    TerminalResponse,
    /// Envelope that the handset sends to the card by itself.
    Envelope,
}

impl MessageKind {
    /// Returns the name of the kind in words.
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

/// Message that is no APDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMessage {
    /// Kind of the message.
    pub kind: MessageKind,
    /// Octets of the message.
    pub octets: Vec<u8>,
}

impl fmt::Display for SessionMessage {
    /// Prints the message such as `proactive command: D0 09 …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), spaced_hex(&self.octets))
    }
}

/// Command and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionExchange {
    /// Command APDU.
    pub command: Vec<u8>,
    /// Answer; `None` if the file does not have it.
    pub answer: Option<Reply>,
    /// Few words that stand beside the command.
    pub remark: Option<String>,
}

/// Reply of the card to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Data and status word, two octets at least.
    Octets(Vec<u8>),
    /// Silence of the card.
    Silence,
}

impl Reply {
    /// Returns the octets; none where the card kept silent.
    pub fn octets(&self) -> &[u8] {
        match self {
            Reply::Octets(octets) => octets,
            Reply::Silence => &[],
        }
    }
}

/// File format of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The project's own trace language.
    Trace,
    /// Java Card `apdutool`: a script (`.scr`), or what the tool printed.
    Apdutool,
    /// pcsc-tools `scriptor`: a script, or what the tool printed.
    Scriptor,
    /// JSON lines, one object each.
    JsonLines,
    /// Capture file: pcapng is written, pcap is read too.
    Pcapng,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [Format::Trace, Format::Apdutool, Format::Scriptor, Format::JsonLines, Format::Pcapng];

    /// Returns the name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Trace => "trace",
            Format::Apdutool => "apdutool",
            Format::Scriptor => "scriptor",
            Format::JsonLines => "jsonl",
            Format::Pcapng => "pcapng",
        }
    }

    /// Returns the format of that name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Returns the format of files with this extension; `None` if there is none.
    pub fn by_extension(extension: &str) -> Option<Format> {
        match extension.to_ascii_lowercase().as_str() {
            "trace" => Some(Format::Trace),
            "scr" | "apdu" => Some(Format::Apdutool),
            "scriptor" => Some(Format::Scriptor),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "pcapng" => Some(Format::Pcapng),
            _ => None,
        }
    }

    /// Returns whether files of this format are text.
    pub const fn is_text(self) -> bool {
        !matches!(self, Format::Pcapng)
    }

    /// Returns the format of the first line of a text that is typical of one; `None` if there is no such line.
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

    /// Encodes a session that was narrowed to this format: as text, but for captures.
    pub fn encode(self, session: &Session) -> Vec<u8> {
        match self {
            Format::Trace => literal::print(session).into_bytes(),
            Format::Apdutool => apdutool::print(session).into_bytes(),
            Format::Scriptor => scriptor::print(session).into_bytes(),
            Format::JsonLines => json_lines::print(session).into_bytes(),
            Format::Pcapng => capture::encode(session),
        }
    }

    /// Returns the session as this format can hold it; what is left out is counted into the notes.
    pub fn narrow(self, session: &Session, notes: &mut Notes) -> Session {
        match self {
            Format::Trace => literal::narrow(session, notes),
            Format::Apdutool => apdutool::narrow(session, notes),
            Format::Scriptor => scriptor::narrow(session, notes),
            Format::JsonLines => json_lines::narrow(session, notes),
            Format::Pcapng => capture::narrow(session, notes),
        }
    }
}

fn is_octet(word: &str) -> bool {
    word.len() == 2 && word.chars().all(|digit| digit.is_ascii_hexdigit())
}

/// Format of a file that a session is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// Format that can also be written.
    Writable(Format),
    /// Log of another tool, of any family ([`log`]).
    Log,
}

impl InputFormat {
    /// Returns the names on the command line.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Format::ALL.into_iter().map(Format::name).chain(["log"])
    }

    /// Returns the format of that name.
    pub fn by_name(name: &str) -> Option<InputFormat> {
        if name == "log" { Some(InputFormat::Log) } else { Format::by_name(name).map(InputFormat::Writable) }
    }
}

/// Text whose format was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecognisedText {
    /// Text of that format, which is yet to be read.
    Writable(Format),
    /// Log that was read.
    Log(log::Log),
}

impl RecognisedText {
    /// Recognises a text by its content; `None` if that is not typical of any format.
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

/// Text with the name under which it is shown.
#[derive(Clone, Copy, Debug)]
pub struct NamedText<'a> {
    /// Name, as a rule the path.
    pub name: &'a str,
    /// Whole text.
    pub text: &'a str,
}

impl NamedText<'_> {
    /// Creates the error of a mistake in this text.
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

/// Error of a text that is not of its format, with the place and what was expected there.
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

/// Returns the lines of a text, each with the offset at which it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0_usize;
    text.split_inclusive('\n').map(move |line| {
        let start = offset;
        offset = offset.saturating_add(line.len());
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// Returns a remark or comment as one line, without control characters and without blanks at its ends.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

/// Returns a comment as a step for each of its lines.
fn comment_lines(text: &str) -> impl Iterator<Item = SessionStep> {
    let text = if text.is_empty() { "\n" } else { text };
    text.lines().map(|line| SessionStep::Comment(one_line(line)))
}

/// Returns octets in upper-case hexadecimal with blanks between them.
fn spaced_hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
