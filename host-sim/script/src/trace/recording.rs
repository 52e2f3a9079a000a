//! Recordings of a session between a reader and a card: the exchanges in order, and the events between them. A replay
//! leaves one; `record`, `diff` and `convert` work on it.

use super::place::TracePlace;
use super::syntax::Cut;

/// Recording of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// Events in order.
    pub events: Vec<RecordedEvent>,
    /// Values that the trace shows, in order.
    pub shown: Vec<ShownValue>,
}

/// Value that a `show` line tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownValue {
    /// Line of the trace.
    pub place: TracePlace,
    /// Value as the trace writes it.
    pub name: String,
    /// Octets of the value.
    pub octets: Vec<u8>,
}

impl std::fmt::Display for ShownValue {
    /// Prints the value such as `mac2 = 620ED6FB`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = {}", self.name, hex::encode_upper(&self.octets))
    }
}

/// Event of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedEvent {
    /// Beginning of a card under power: the first one, or that of the next case of a table.
    NewCard {
        /// Answer to reset.
        atr: Vec<u8>,
    },
    /// Power-on with the answer to reset; `None` if the card did not come up.
    PowerOn(Option<Vec<u8>>),
    /// Reset with the answer to reset; `None` if the card did not come up.
    Reset(Option<Vec<u8>>),
    /// Power-off.
    PowerOff,
    /// Change to the contacts.
    Contact,
    /// Change to the radio, at a distance in centimetres.
    Tap(u16),
    /// Wait in seconds.
    Wait(u32),
    /// Random numbers that the card is given among the steps.
    Random(Vec<Vec<u8>>),
    /// Power cut that is armed in the card's memory.
    Cut(Cut),
    /// Command and its answer.
    Exchange(RecordedExchange),
}

/// Command and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedExchange {
    /// Command APDU.
    pub command: Vec<u8>,
    /// Data and status word; `None` if nothing came back.
    pub answer: Option<Vec<u8>>,
    /// Place of the command in a trace.
    pub place: TracePlace,
}
