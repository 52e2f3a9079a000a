//! What happened between a reader and a card: the exchanges in order, and the marks between them. A replay leaves one;
//! `record`, `diff` and `convert` work on it.

use std::sync::Arc;

use crate::lang::{Source, Span};

/// Where something stands in the text of a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TracePlace {
    /// The text.
    pub source: Arc<Source>,
    /// The place in it.
    pub span: Span,
}

impl TracePlace {
    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.source.line(self.span)
    }
}

impl Source {
    /// The line of a place, counted from 1.
    pub fn line(&self, span: Span) -> usize {
        self.newlines().partition_point(|newline| *newline < span.start) + 1
    }
}

impl std::fmt::Display for TracePlace {
    /// `apdu-traces/purchase/tap.trace:7`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.source.name, self.line())
    }
}

/// A session as it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// What happened, in order.
    pub events: Vec<RecordedEvent>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedEvent {
    /// A card of its own begins: the first one, or that of the next case of a table.
    NewCard,
    /// Power was given; the answer to reset, if the card came up.
    PowerOn(Option<Vec<u8>>),
    /// Power was taken away and given again; the answer to reset, if the card came up.
    Reset(Option<Vec<u8>>),
    /// Power was taken away.
    PowerOff,
    /// From here on over the contacts.
    Contact,
    /// From here on over the air, from so many centimetres away.
    Tap(u16),
    /// So many seconds passed.
    Wait(u32),
    /// A command and its answer.
    Exchange(RecordedExchange),
}

/// A command and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedExchange {
    /// The command.
    pub command: Vec<u8>,
    /// Data and status word; `None` if nothing came back.
    pub answer: Option<Vec<u8>>,
    /// Where the command stands in a trace.
    pub place: TracePlace,
}
