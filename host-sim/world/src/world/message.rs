//! Content of a short message, without its secrets.

use sim_wire::count::Counted;
use std::fmt;

use serde::{Deserialize, Serialize};

use sim_codec::ota::carriage::PacketPart;
use sim_codec::sms::{MessageBody, Tpdu, reassembly};

/// Kind of content of a short message, without a text's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageContent {
    /// Text of a person: its first letters in capitals if they may be the word of an order; empty otherwise.
    Order(String),
    /// Text of the platform, with its number of characters.
    Text(usize),
    /// Part of a longer text of a person.
    TextPart {
        /// Number of the part, from 1.
        part: u8,
        /// Number of parts.
        total: u8,
    },
    /// Secured packet, or part of one.
    Packet {
        /// Number of the part, from 1, and number of parts; `None` for a whole packet.
        part: Option<(u8, u8)>,
    },
    /// Report about a message, with the number of the card's octets.
    Report(usize),
    /// Octets of another kind, with their number.
    Data(usize),
}

/// Length of the longest word of a text order, in letters.
const WORD_MAX: usize = 4;

impl MessageContent {
    /// Returns the kind of content of a message. `written` says that a person wrote the message, which may begin with
    /// the word of an order.
    pub fn of(message: &Tpdu, written: bool) -> MessageContent {
        let user = message.user_data();
        if let Tpdu::DeliverReport(_) = message {
            return MessageContent::Report(user.map_or(0, |user| usize::from(user.length)));
        }
        if let Ok(part) = PacketPart::of(message)
            && (part.kind.is_some() || part.place.is_some())
        {
            return MessageContent::Packet { part: part.place.map(|place| (place.part, place.total)) };
        }
        let header = user.and_then(|user| user.header.as_deref());
        let place = header.and_then(reassembly::place);
        match user.map(|user| &user.body) {
            Some(MessageBody::Text(_)) if written && let Some(place) = place => {
                MessageContent::TextPart { part: place.part, total: place.total }
            }
            Some(MessageBody::Text(text)) if written => MessageContent::Order(word(text)),
            Some(MessageBody::Text(text)) => MessageContent::Text(text.chars().count()),
            Some(MessageBody::Octets(octets)) => MessageContent::Data(octets.len()),
            None => MessageContent::Data(0),
        }
    }
}

/// Returns the letters that a text begins with, in capitals; empty if they are too many for an order.
fn word(text: &str) -> String {
    let word: String = text.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    if word.len() <= WORD_MAX { word.to_ascii_uppercase() } else { String::new() }
}

impl fmt::Display for MessageContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MessageContent::Order(word) if word.is_empty() => f.write_str("a text"),
            MessageContent::Order(word) => write!(f, "a text {word}"),
            MessageContent::Text(characters) => write!(f, "a text of {}", Counted(*characters, "character")),
            MessageContent::TextPart { part, total } => write!(f, "part {part} of {total} of a text"),
            MessageContent::Packet { part: None } => f.write_str("a secured packet"),
            MessageContent::Packet { part: Some((part, total)) } => {
                write!(f, "part {part} of {total} of a secured packet")
            }
            MessageContent::Report(0) => f.write_str("a report"),
            MessageContent::Report(octets) => write!(f, "a report with {} of the card's", Counted(*octets, "octet")),
            MessageContent::Data(octets) => Counted(*octets, "octet").fmt(f),
        }
    }
}
