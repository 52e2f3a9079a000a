//! A card, the reader before it and the terminal behind the reader, as they stand at one place of a trace.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::setup::Setup;
use super::terminal::Terminal;
use super::values::Values;
use crate::trace::recording::{RecordedEvent, Recording, TracePlace};
use crate::trace::syntax::{Cases, TableRow, TraceSetting};
use sim_device::link::{InProcess, Link, Radio, Situation, Supplied, Way};
use sim_device::reader::ReaderMode;

/// What can be answered by an answer line, and has not been yet.
#[derive(Clone, Debug)]
pub(in crate::trace) struct Awaiting {
    /// The command; `None` for an answer to reset.
    pub(in crate::trace) command: Option<Vec<u8>>,
    /// What came back.
    pub(in crate::trace) answer: Option<Vec<u8>>,
    /// The line that made the card answer.
    pub(in crate::trace) place: TracePlace,
}

/// A replay at one place.
#[derive(Clone, Debug)]
pub(in crate::trace) struct Player<'t, M> {
    pub(in crate::trace) link: Radio<InProcess<M>>,
    pub(in crate::trace) mode: ReaderMode,
    pub(in crate::trace) way: Way,
    powered_since_s: u32,
    pub(in crate::trace) values: Values<'t>,
    pub(in crate::trace::replay) terminal: Terminal,
    pub(in crate::trace) awaiting: Option<Awaiting>,
    /// The last command and its answer, for reports.
    pub(in crate::trace) last: Option<(Vec<u8>, Option<Vec<u8>>)>,
    /// Commands sent.
    pub(in crate::trace) commands: usize,
    /// Whether a step came.
    pub(in crate::trace) begun: bool,
    /// The columns of the table whose cells the card is also sent; known where expectations are to be rewritten.
    pub(in crate::trace) sent: Rc<BTreeSet<String>>,
}

impl<'t, M: Supplied> Player<'t, M> {
    /// A card with power, its contacts touched.
    pub(in crate::trace) fn new(memory: M, setup: &Setup) -> Result<Player<'t, M>, String> {
        let mut link = Radio::new(InProcess::new(memory, setup.chance()));
        link.power_on().map_err(|_| "the card does not come up")?;
        Ok(Player {
            link,
            mode: setup.mode,
            way: Way::Contacts,
            powered_since_s: 0,
            values: Values::new(setup.clock()),
            terminal: Terminal::new(setup.profile.clone()),
            awaiting: None,
            last: None,
            commands: 0,
            begun: false,
            sent: Rc::default(),
        })
    }

    /// Notes that a card begins.
    pub(in crate::trace) fn begin(&self, recording: &mut Recording) {
        recording.events.push(RecordedEvent::NewCard);
    }

    /// Takes over the names that another player knows.
    pub(in crate::trace) fn follow(&mut self, other: &mut Player<'t, M>, setup: &Setup) {
        self.values = other.values.for_row();
        self.values.clock = setup.clock();
    }

    /// Enters a row of a table.
    pub(in crate::trace) fn enter(&mut self, cases: &'t Cases, row: &'t TableRow) {
        self.values.row = Some((cases, row));
    }

    /// Leaves the table.
    pub(in crate::trace) fn leave(&mut self) {
        self.values.row = None;
        self.awaiting = None;
    }

    /// A setting that stands among the steps; those of the header are part of the card already.
    pub(in crate::trace) fn setting(&mut self, setting: &TraceSetting) {
        if let (true, TraceSetting::Random(numbers)) = (self.begun || self.values.row.is_some(), setting) {
            self.link.card_mut().entropy_mut().give(numbers.iter().cloned());
        }
    }

    /// How the card is spoken to now.
    pub(in crate::trace) fn situation(&self) -> Situation {
        Situation { way: self.way, uptime_s: self.values.clock.elapsed_s.saturating_sub(self.powered_since_s) }
    }

    /// Gives power; the answer to reset.
    pub(in crate::trace) fn power_on(&mut self) -> Option<Vec<u8>> {
        self.powered_since_s = self.values.clock.elapsed_s;
        // Nothing is lost: silence is all that there is to know.
        self.link.power_on().ok()
    }
}
