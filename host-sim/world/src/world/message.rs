//! Content of a short message, without its secrets.

use sim_wire::count::Counted;
use std::fmt;

use serde::{Deserialize, Serialize};

use sim_codec::ota::carriage::PacketPart;
use sim_codec::sms::{MessageBody, Tpdu, reassembly};

/// Kind of content of a short message, without a text's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
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

impl Content {
    /// Returns the kind of content of a message. `written` says that a person wrote the message, which may begin with
    /// the word of an order.
    pub fn of(message: &Tpdu, written: bool) -> Content {
        let user = message.user_data();
        if let Tpdu::DeliverReport(_) = message {
            return Content::Report(user.map_or(0, |user| usize::from(user.length)));
        }
        if let Ok(part) = PacketPart::of(message)
            && (part.kind.is_some() || part.place.is_some())
        {
            return Content::Packet { part: part.place.map(|place| (place.part, place.total)) };
        }
        let header = user.and_then(|user| user.header.as_deref());
        let place = header.and_then(reassembly::place);
        match user.map(|user| &user.body) {
            Some(MessageBody::Text(_)) if written && let Some(place) = place => {
                Content::TextPart { part: place.part, total: place.total }
            }
            Some(MessageBody::Text(text)) if written => Content::Order(word(text)),
            Some(MessageBody::Text(text)) => Content::Text(text.chars().count()),
            Some(MessageBody::Octets(octets)) => Content::Data(octets.len()),
            None => Content::Data(0),
        }
    }
}

/// Returns the letters that a text begins with, in capitals; empty if they are too many for an order.
fn word(text: &str) -> String {
    let word: String = text.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    if word.len() <= WORD_MAX { word.to_ascii_uppercase() } else { String::new() }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Content::Order(word) if word.is_empty() => f.write_str("a text"),
            Content::Order(word) => write!(f, "a text {word}"),
            Content::Text(characters) => write!(f, "a text of {}", Counted(*characters, "character")),
            Content::TextPart { part, total } => write!(f, "part {part} of {total} of a text"),
            Content::Packet { part: None } => f.write_str("a secured packet"),
            Content::Packet { part: Some((part, total)) } => write!(f, "part {part} of {total} of a secured packet"),
            Content::Report(0) => f.write_str("a report"),
            Content::Report(octets) => write!(f, "a report with {} of the card's", Counted(*octets, "octet")),
            Content::Data(octets) => Counted(*octets, "octet").fmt(f),
        }
    }
}
