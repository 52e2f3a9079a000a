//! Explanations of octets in a card developer's words: a command, an answer, a status word, a log record, a file, an
//! answer to reset. One table of commands ([`row`]) and a few layouts serve the words, the JSON and the book
//! `docs/APDUS.md`, so that the three cannot disagree. Codes come from [`sim_wire`], which both sides share.
//!
//! The meaning of octets is a tree of typed values ([`tree`]), each with its octets; [`render`] makes text, JSON and
//! one line from the tree. An [`Explanation`] borrows the octets and the table's texts: values become words only when
//! they are printed.
//!
//! ```
//! use sim_explain::{Value, answer, render};
//!
//! let command = [0x80, 0x5C, 0x00, 0x02, 0x04];
//! let reply = [0x00, 0x00, 0x13, 0x88, 0x90, 0x00];
//! let explanation = answer(Some(&command), &reply);
//! assert_eq!(explanation.name, "answer to GET BALANCE");
//! let balance = explanation.field("balance").expect("the answer has its four octets");
//! assert!(matches!(balance.value, Value::Amount(amount) if amount.0 == 5_000));
//! assert_eq!(explanation.at(2).last().map(|node| node.key.as_ref()), Some("balance"));
//! assert!(render::text::page(&explanation, false).contains("50.00 yuan"));
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
pub mod layout;
pub mod names;
mod parsed;
pub mod remark;
pub mod render;
pub mod row;
mod rows;
pub mod script;
mod shape;
pub mod status;
pub mod terminal_profile;
mod text_likeness;
pub mod title;
pub mod toolkit;
pub mod tpdu;
pub mod tree;
pub mod value;

pub use answer::{answer, status_word};
pub use command::command;
pub use remark::OctetRemark;
pub use render::json::json;
pub use shape::Shape;
pub use title::Title;
pub use tree::{Node, Range};
pub use value::Value;

use render::words::EnglishWords;
use row::CommandRow;
use tree::Show;

/// Kind of a run of octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContentKind {
    /// Command APDU.
    Command,
    /// Data and status word.
    Answer,
    /// Command and its answer.
    Exchange,
    /// Status word alone.
    Status,
    /// Record of the log.
    Record,
    /// Contents of file 15.
    File15,
    /// Contents of file 16.
    File16,
    /// File control information.
    Fci,
    /// Answer to reset.
    Atr,
    /// File identifier.
    FileIdentifier,
    /// Memory of a card.
    Card,
    /// Proactive command of the SIM toolkit.
    ProactiveCommand,
    /// Terminal response: the answer of a handset to a proactive command.
    TerminalResponse,
    /// Envelope: data that a handset brings to the card unasked.
    Envelope,
    /// Short message to the handset, or a report about one.
    SmsToHandset,
    /// Short message from the handset.
    SmsFromHandset,
    /// Record of EF SMS: a status, and a short message.
    SmsRecord,
    /// Page of a cell broadcast message.
    CellBroadcast,
    /// Secured packet for a card.
    CommandPacket,
    /// Proof of receipt: the answer of a card to a secured packet.
    ResponsePacket,
    /// Address by itself: length, type, number.
    Address,
    /// Time stamp by itself.
    TimeStamp,
    /// Alpha field by itself: a name in the phone book, a title.
    Alpha,
    /// Text in packed septets by itself.
    PackedText,
    /// Text in UCS2 by itself.
    Ucs2Text,
    /// Octets of none of these kinds.
    Unknown,
}

impl ContentKind {
    /// Every kind that octets on the command line may be.
    pub const ALL: [ContentKind; 26] = [
        ContentKind::Command,
        ContentKind::Answer,
        ContentKind::Exchange,
        ContentKind::Status,
        ContentKind::Record,
        ContentKind::File15,
        ContentKind::File16,
        ContentKind::Fci,
        ContentKind::Atr,
        ContentKind::FileIdentifier,
        ContentKind::Card,
        ContentKind::ProactiveCommand,
        ContentKind::TerminalResponse,
        ContentKind::Envelope,
        ContentKind::SmsToHandset,
        ContentKind::SmsFromHandset,
        ContentKind::SmsRecord,
        ContentKind::CellBroadcast,
        ContentKind::CommandPacket,
        ContentKind::ResponsePacket,
        ContentKind::Address,
        ContentKind::TimeStamp,
        ContentKind::Alpha,
        ContentKind::PackedText,
        ContentKind::Ucs2Text,
        ContentKind::Unknown,
    ];

    /// Returns the name of the kind in JSON and in `--as`.
    pub const fn name(self) -> &'static str {
        match self {
            ContentKind::Command => "command",
            ContentKind::Answer => "answer",
            ContentKind::Exchange => "exchange",
            ContentKind::Status => "status",
            ContentKind::Record => "record",
            ContentKind::File15 => "file-15",
            ContentKind::File16 => "file-16",
            ContentKind::Fci => "fci",
            ContentKind::Atr => "atr",
            ContentKind::FileIdentifier => "file-identifier",
            ContentKind::Card => "card",
            ContentKind::ProactiveCommand => "proactive-command",
            ContentKind::TerminalResponse => "terminal-response",
            ContentKind::Envelope => "envelope",
            ContentKind::SmsToHandset => "sms-to-handset",
            ContentKind::SmsFromHandset => "sms-from-handset",
            ContentKind::SmsRecord => "sms-record",
            ContentKind::CellBroadcast => "cell-broadcast",
            ContentKind::CommandPacket => "command-packet",
            ContentKind::ResponsePacket => "response-packet",
            ContentKind::Address => "address",
            ContentKind::TimeStamp => "time-stamp",
            ContentKind::Alpha => "alpha",
            ContentKind::PackedText => "gsm-text",
            ContentKind::Ucs2Text => "ucs2-text",
            ContentKind::Unknown => "unknown",
        }
    }

    /// Returns the kind for a sentence, with its article.
    pub const fn phrase(self) -> &'static str {
        match self {
            ContentKind::Command => "a command",
            ContentKind::Answer => "an answer",
            ContentKind::Exchange => "a command with its answer",
            ContentKind::Status => "a status word",
            ContentKind::Record => "a record of the log",
            ContentKind::File15 => "the contents of file 15",
            ContentKind::File16 => "the contents of file 16",
            ContentKind::Fci => "file control information",
            ContentKind::Atr => "an answer to reset",
            ContentKind::FileIdentifier => "a file identifier",
            ContentKind::Card => "a card's memory",
            ContentKind::ProactiveCommand => "a proactive command",
            ContentKind::TerminalResponse => "a terminal response",
            ContentKind::Envelope => "an envelope",
            ContentKind::SmsToHandset => "a short message to the handset",
            ContentKind::SmsFromHandset => "a short message from the handset",
            ContentKind::SmsRecord => "a record of EF SMS",
            ContentKind::CellBroadcast => "a cell broadcast page",
            ContentKind::CommandPacket => "a secured packet for a card",
            ContentKind::ResponsePacket => "a card's proof of receipt",
            ContentKind::Address => "an address",
            ContentKind::TimeStamp => "a time stamp",
            ContentKind::Alpha => "an alpha field",
            ContentKind::PackedText => "a text in packed septets",
            ContentKind::Ucs2Text => "a text in UCS2",
            ContentKind::Unknown => "something else",
        }
    }
}

/// Explanation of a run of octets.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// Kind of the octets.
    pub kind: ContentKind,
    /// Name of the octets.
    pub name: Title,
    /// Octets that are explained.
    pub octets: &'a [u8],
    /// Octets of a command by their places; `None` of every other kind.
    pub shape: Option<Shape>,
    /// Row of the table for a command, or for the command of an answer; `None` where no row fits.
    pub row: Option<&'static CommandRow>,
    /// Nodes of the tree. Every octet is covered by a node; those of an exchange stand in its parts.
    pub nodes: Vec<Node<'a>>,
    /// Problems of the octets.
    pub problems: Vec<OctetRemark>,
    /// Further remarks.
    pub notes: Vec<OctetRemark>,
    /// Other kinds that the octets could be.
    pub could_also_be: Vec<ContentKind>,
    /// Kind of the toolkit message, the short message or the packet that the octets are or carry; `None` without one.
    pub content: Option<ContentKind>,
    /// Command and answer of an exchange; empty of every other kind.
    pub parts: Vec<Explanation<'a>>,
}

impl<'a> Explanation<'a> {
    pub(crate) fn new(kind: ContentKind, name: impl Into<Title>, octets: &'a [u8]) -> Explanation<'a> {
        Explanation {
            kind,
            name: name.into(),
            octets,
            shape: None,
            row: None,
            nodes: Vec::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            could_also_be: Vec::new(),
            content: None,
            parts: Vec::new(),
        }
    }

    /// Adds a node for all octets that no node covers, and returns the explanation.
    pub(crate) fn covered(mut self) -> Explanation<'a> {
        tree::cover(&mut self.nodes, self.octets, Range { offset: 0, length: self.octets.len() });
        self
    }

    /// Returns the kind of the contents: that of a carried message of the toolkit, else the kind of the octets.
    pub fn content_kind(&self) -> ContentKind {
        self.content.unwrap_or(self.kind)
    }

    /// Returns the fields of layouts, in the order of the octets.
    pub fn fields(&self) -> Vec<&Node<'a>> {
        let mut fields = Vec::with_capacity(self.nodes.len());
        tree::walk(&self.nodes, &mut |node| fields.extend(node.is_field().then_some(node)));
        fields
    }

    /// Returns the field of that name.
    pub fn field(&self, name: &str) -> Option<&Node<'a>> {
        self.fields().into_iter().find(|field| field.key == name)
    }

    /// Returns the status word of an answer or of an exchange; `None` of every other kind.
    pub fn status(&self) -> Option<u16> {
        let own = self.nodes.iter().rev().find_map(|node| match (node.show, &node.value) {
            (Show::Status, Value::StatusWord(word)) => Some(*word),
            _ => None,
        });
        own.or_else(|| self.parts.last().and_then(Explanation::status))
    }

    /// Returns the nodes that cover the octet at that offset, from the outermost inwards.
    pub fn at(&self, offset: usize) -> Vec<&Node<'a>> {
        tree::at(&self.nodes, offset)
    }

    /// Returns one line: the name and the fields that matter.
    pub fn summary(&self) -> String {
        render::line::summary_in(&EnglishWords, self)
    }

    /// Returns a short form for reports: the summary's name, then a line for each field and each problem.
    pub fn lines(&self) -> Vec<String> {
        render::text::lines_in(&EnglishWords, self)
    }
}

/// Returns the octets of a command for a screen, each by itself in hexadecimal; those of a PIN or of hidden input are
/// `··`.
pub fn shown_octets(command: &[u8]) -> Vec<String> {
    let explanation = self::command(command);
    let mut secret: Vec<Range> = Vec::new();
    let is_secret = |node: &Node<'_>| matches!(node.value, Value::Pin(..) | Value::Secret(..));
    tree::walk(&explanation.nodes, &mut |node| secret.extend(node.range.filter(|_| is_secret(node))));
    let shown = |(place, octet): (usize, &u8)| {
        let hidden = secret.iter().any(|range| range.contains(place));
        if hidden { "··".to_owned() } else { format!("{octet:02X}") }
    };
    command.iter().enumerate().map(shown).collect()
}

/// Returns the reasons of the card to refuse, a line each: the name that `expect refusal` takes, and its meaning.
pub fn refusals() -> String {
    let width = applet::Refusal::ALL.iter().map(|refusal| refusal.name().len()).max().unwrap_or(0);
    let line = |refusal: &applet::Refusal| format!("  {:width$}  {}\n", refusal.name(), refusal.words());
    applet::Refusal::ALL.iter().map(line).collect()
}

/// Returns a status word in one phrase: `9401 insufficient balance`.
pub fn status(word: u16) -> String {
    format!("{word:04X} {}", status::words(word))
}

/// Returns the meaning of a status word, without the word itself.
pub fn status_meaning(word: u16) -> Cow<'static, str> {
    status::words(word)
}

#[cfg(test)]
mod tests;
