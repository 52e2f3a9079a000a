//! Log of the events of a world. A file keeps all events; memory holds those since the file was read.

use super::{Event, EventKind, Party};
use sim_codec::time::Moment;

/// Log of events, numbered from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventLog {
    events: Vec<Event>,
    /// Number of earlier events, which only the file has.
    past: u64,
}

impl EventLog {
    /// Creates an empty log that continues after `past` events.
    pub(crate) const fn behind(past: u64) -> EventLog {
        EventLog { events: Vec::new(), past }
    }

    /// Adds an event.
    pub(super) fn note(&mut self, at: Moment, (from, to): (Party, Option<Party>), kind: EventKind) {
        let number = self.total().saturating_add(1);
        self.events.push(Event { number, at, from, to, kind });
    }

    /// Adds events that another process noted.
    pub(crate) fn extend(&mut self, events: Vec<Event>) {
        self.events.extend(events);
    }

    /// Returns the events in memory.
    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }

    /// Returns the events after the first `number`, as far as they are in memory.
    pub(crate) fn after(&self, number: u64) -> &[Event] {
        let known = usize::try_from(number.saturating_sub(self.past)).unwrap_or(usize::MAX);
        self.events.get(known..).unwrap_or_default()
    }

    /// Returns the number of all events.
    pub(super) fn total(&self) -> u64 {
        self.past.saturating_add(u64::try_from(self.events.len()).unwrap_or(u64::MAX))
    }
}
