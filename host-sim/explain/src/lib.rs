//! Says what octets are, as a card developer would say it: a command, an answer, a status word, a log record, a file, an
//! answer to reset. One table of commands ([`row`]) and a few layouts serve the words, the JSON and the book
//! `docs/APDUS.md`, so that the three cannot disagree; codes come from [`sim_wire`], which both sides share.
//!
//! An [`Explanation`] borrows the octets it explains and the table's texts, so that making one costs next to nothing;
//! numbers and dates are turned into words only when they are printed.
//!
//! ```
//! let explanation = sim_explain::command(&[0x80, 0x5C, 0x00, 0x02, 0x04]);
//! assert_eq!(explanation.name, "GET BALANCE");
//! ```

use std::borrow::Cow;

pub mod answer;
pub mod atr;
mod bare;
pub mod book;
pub mod coding;
pub mod command;
mod control;
mod files;
pub mod guess;
pub mod image;
pub mod input;
pub mod joined;
mod json;
pub mod layout;
mod names;
pub mod row;
mod rows;
pub mod script;
mod shape;
mod status;
mod terminal_profile;
mod text_likeness;
pub mod toolkit;
mod uicc_words;
mod ways;
pub mod words;

pub use answer::{answer, status_word};
pub use command::command;
pub use json::json;
pub use layout::Field;
pub use shape::Shape;

use coding::Value;
use row::Row;

/// What a run of octets is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A command APDU.
    Command,
    /// Data and status word.
    Answer,
    /// A command and its answer.
    Exchange,
    /// A status word alone.
    Status,
    /// A record of the log.
    Record,
    /// The contents of file 15.
    File15,
    /// The contents of file 16.
    File16,
    /// File control information.
    Fci,
    /// Answer to reset.
    Atr,
    /// A file identifier.
    FileIdentifier,
    /// A card's memory.
    Card,
    /// A proactive command of the SIM toolkit.
    ProactiveCommand,
    /// What a handset answers one.
    TerminalResponse,
    /// What a handset brings to the card by itself.
    Envelope,
    /// A short message to the handset, or a report about one.
    SmsToHandset,
    /// A short message from the handset.
    SmsFromHandset,
    /// A record of EF SMS: a status, and a short message.
    SmsRecord,
    /// A page of a cell broadcast message.
    CellBroadcast,
    /// A secured packet for a card.
    CommandPacket,
    /// What a card answers to one: a proof of receipt.
    ResponsePacket,
    /// An address by itself: length, type, number.
    Address,
    /// A time stamp by itself.
    TimeStamp,
    /// An alpha field by itself: a name in the phone book, a title.
    Alpha,
    /// A text in packed septets by itself.
    PackedText,
    /// A text in UCS2 by itself.
    Ucs2Text,
    /// None of these.
    Unknown,
}

impl Kind {
    /// Every kind that octets on the command line may be.
    pub const ALL: [Kind; 26] = [
        Kind::Command,
        Kind::Answer,
        Kind::Exchange,
        Kind::Status,
        Kind::Record,
        Kind::File15,
        Kind::File16,
        Kind::Fci,
        Kind::Atr,
        Kind::FileIdentifier,
        Kind::Card,
        Kind::ProactiveCommand,
        Kind::TerminalResponse,
        Kind::Envelope,
        Kind::SmsToHandset,
        Kind::SmsFromHandset,
        Kind::SmsRecord,
        Kind::CellBroadcast,
        Kind::CommandPacket,
        Kind::ResponsePacket,
        Kind::Address,
        Kind::TimeStamp,
        Kind::Alpha,
        Kind::PackedText,
        Kind::Ucs2Text,
        Kind::Unknown,
    ];

    /// The word of the JSON and of `--as`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Command => "command",
            Kind::Answer => "answer",
            Kind::Exchange => "exchange",
            Kind::Status => "status",
            Kind::Record => "record",
            Kind::File15 => "file-15",
            Kind::File16 => "file-16",
            Kind::Fci => "fci",
            Kind::Atr => "atr",
            Kind::FileIdentifier => "file-identifier",
            Kind::Card => "card",
            Kind::ProactiveCommand => "proactive-command",
            Kind::TerminalResponse => "terminal-response",
            Kind::Envelope => "envelope",
            Kind::SmsToHandset => "sms-to-handset",
            Kind::SmsFromHandset => "sms-from-handset",
            Kind::SmsRecord => "sms-record",
            Kind::CellBroadcast => "cell-broadcast",
            Kind::CommandPacket => "command-packet",
            Kind::ResponsePacket => "response-packet",
            Kind::Address => "address",
            Kind::TimeStamp => "time-stamp",
            Kind::Alpha => "alpha",
            Kind::PackedText => "gsm-text",
            Kind::Ucs2Text => "ucs2-text",
            Kind::Unknown => "unknown",
        }
    }

    /// The kind in a sentence, with its article.
    pub const fn phrase(self) -> &'static str {
        match self {
            Kind::Command => "a command",
            Kind::Answer => "an answer",
            Kind::Exchange => "a command with its answer",
            Kind::Status => "a status word",
            Kind::Record => "a record of the log",
            Kind::File15 => "the contents of file 15",
            Kind::File16 => "the contents of file 16",
            Kind::Fci => "file control information",
            Kind::Atr => "an answer to reset",
            Kind::FileIdentifier => "a file identifier",
            Kind::Card => "a card's memory",
            Kind::ProactiveCommand => "a proactive command",
            Kind::TerminalResponse => "a terminal response",
            Kind::Envelope => "an envelope",
            Kind::SmsToHandset => "a short message to the handset",
            Kind::SmsFromHandset => "a short message from the handset",
            Kind::SmsRecord => "a record of EF SMS",
            Kind::CellBroadcast => "a cell broadcast page",
            Kind::CommandPacket => "a secured packet for a card",
            Kind::ResponsePacket => "a card's proof of receipt",
            Kind::Address => "an address",
            Kind::TimeStamp => "a time stamp",
            Kind::Alpha => "an alpha field",
            Kind::PackedText => "a text in packed septets",
            Kind::Ucs2Text => "a text in UCS2",
            Kind::Unknown => "something else",
        }
    }
}

/// Something known that stands at no one place of the octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Name in snake case.
    pub name: &'static str,
    /// What it says to a machine.
    pub value: Value<'static>,
    /// What it says to a reader, where that is more.
    pub text: Option<String>,
}

/// What there is to say.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: Cow<'static, str>,
    /// The octets.
    pub octets: &'a [u8],
    /// Of a command: its octets by place.
    pub shape: Option<Shape>,
    /// Of a command, or of the command that an answer is the answer to: its row of the table.
    pub row: Option<&'static Row>,
    /// The fields, in the order of the octets.
    pub fields: Vec<Field<'a>>,
    /// What is known of the octets as a whole and stands at no one place of them, as a card's memory has it.
    pub facts: Vec<Fact>,
    /// The status word of an answer.
    pub status: Option<u16>,
    /// What is wrong with the octets.
    pub problems: Vec<Cow<'static, str>>,
    /// What else is worth saying.
    pub notes: Vec<Cow<'static, str>>,
    /// Which other kinds the octets could be.
    pub could_also_be: Vec<Kind>,
    /// What a message of the SIM toolkit says, by itself or inside a command or an answer.
    pub told: Option<toolkit::MessageContent>,
    /// The secured packet among what it says.
    pub packet: Option<toolkit::secured_packet::Packet>,
    /// Of an exchange: the command and the answer.
    pub parts: Vec<Explanation<'a>>,
}

impl<'a> Explanation<'a> {
    pub(crate) fn new(kind: Kind, name: impl Into<Cow<'static, str>>, octets: &'a [u8]) -> Explanation<'a> {
        Explanation {
            kind,
            name: name.into(),
            octets,
            shape: None,
            row: None,
            fields: Vec::new(),
            facts: Vec::new(),
            status: None,
            problems: Vec::new(),
            notes: Vec::new(),
            could_also_be: Vec::new(),
            told: None,
            packet: None,
            parts: Vec::new(),
        }
    }

    /// What it says it is: of a command or an answer that carries a message of the toolkit, what that message is.
    pub fn content_kind(&self) -> Kind {
        self.told.as_ref().map_or(self.kind, |told| told.kind)
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// One line: the name and the fields that matter.
    pub fn summary(&self) -> String {
        words::summary(self)
    }

    /// A short form for reports: the summary's name, then a line for each field and each problem.
    pub fn lines(&self) -> Vec<String> {
        words::lines(self)
    }
}

/// The octets of a command for a screen, each by itself in hexadecimal; those of a PIN or of hidden input are `··`.
pub fn shown_octets(command: &[u8]) -> Vec<String> {
    let explanation = self::command(command);
    let secret = explanation.fields.iter().filter(|field| field.coding.is_secret()).map(|field| field.octets);
    // The fields are parts of the command: where one begins follows from the addresses of both.
    let ranges: Vec<_> = secret
        .map(|octets| {
            let start = octets.as_ptr().addr().saturating_sub(command.as_ptr().addr());
            start..start.saturating_add(octets.len())
        })
        .collect();
    let shown = |(place, octet): (usize, &u8)| {
        let hidden = ranges.iter().any(|range| range.contains(&place));
        if hidden { "··".to_owned() } else { format!("{octet:02X}") }
    };
    command.iter().enumerate().map(shown).collect()
}

/// Every reason of the card to refuse, a line each: the name that `expect refusal` takes, and what it means.
pub fn refusals() -> String {
    let width = applet::Refusal::ALL.iter().map(|refusal| refusal.name().len()).max().unwrap_or(0);
    let line = |refusal: &applet::Refusal| format!("  {:width$}  {}\n", refusal.name(), refusal.words());
    applet::Refusal::ALL.iter().map(line).collect()
}

/// A status word in one phrase: `9401 insufficient balance`.
pub fn status(word: u16) -> String {
    format!("{word:04X} {}", status::words(word))
}

#[cfg(test)]
mod tests;
