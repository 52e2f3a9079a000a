//! Kinds of messages that cross between card, handset and platform.
//!
//! The whole are the tables of each kind: the card's requests and the platform's scripts (`docs/MESSAGES.md`), the text
//! orders (`docs/PLATFORM.md`), the envelopes and the general results that a handset may send (`docs/STK.md`). Of the
//! proactive commands only those count that the card has: those that the menu explorer has seen.

use std::collections::BTreeSet;
use std::fmt;

use sim_wire::message::OperationKind;
use sim_wire::proactive::{CommandType, EnvelopeTag, GeneralResult};
use sim_world::platform::orders::table::ORDERS;
use sim_world::platform::script::ScriptKind;

/// Kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoveredMessage {
    /// Request of a card that the platform took, by its name.
    Request(&'static str),
    /// Script of the platform that a card was sent.
    Script(ScriptKind),
    /// Text order of a subscriber, by its word.
    Order(&'static str),
    /// Proactive command that was fetched, by its name.
    ProactiveCommand(&'static str),
    /// General result in a terminal response, by its name.
    Result(&'static str),
    /// Envelope that the card took, by its name.
    Envelope(&'static str),
}

impl CoveredMessage {
    /// Returns every kind, with these proactive commands.
    pub(super) fn all(commands: &BTreeSet<&'static str>) -> BTreeSet<CoveredMessage> {
        let requests = OperationKind::ALL.iter().map(|kind| CoveredMessage::Request(kind.name()));
        let scripts = ScriptKind::ALL.into_iter().map(CoveredMessage::Script);
        let orders = ORDERS.iter().filter_map(|row| row.word).map(CoveredMessage::Order);
        let commands = commands.iter().copied().map(CoveredMessage::ProactiveCommand);
        let results = GeneralResult::ALL.iter().map(|result| CoveredMessage::Result(result.name()));
        let envelopes = EnvelopeTag::ALL.iter().map(|tag| CoveredMessage::Envelope(tag.name()));
        requests.chain(scripts).chain(orders).chain(commands).chain(results).chain(envelopes).collect()
    }

    /// Returns the kind of a text order, by the word that an event names.
    pub(super) fn of_order(word: &str) -> Option<CoveredMessage> {
        ORDERS.iter().filter_map(|row| row.word).find(|known| *known == word).map(CoveredMessage::Order)
    }

    /// Returns the kind of a proactive command.
    pub(super) const fn of_command(kind: CommandType) -> CoveredMessage {
        CoveredMessage::ProactiveCommand(kind.name())
    }
}

impl fmt::Display for CoveredMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CoveredMessage::Request(name) => write!(f, "request of the card: {name}"),
            CoveredMessage::Script(kind) => write!(f, "script of the platform: {}", kind.name()),
            CoveredMessage::Order(word) => write!(f, "text order {word}"),
            CoveredMessage::ProactiveCommand(name) => write!(f, "proactive command {name}"),
            CoveredMessage::Result(name) => write!(f, "terminal response: {name}"),
            CoveredMessage::Envelope(name) => write!(f, "envelope: {name}"),
        }
    }
}
