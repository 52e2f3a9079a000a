//! Player of a trace: a card, the reader before it and the terminal behind the reader.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::setup::Setup;
use super::terminal::Terminal;
use super::values::Values;
use crate::trace::recording::{RecordedEvent, Recording, TracePlace};
use crate::trace::syntax::{Cases, TableRow, TraceSetting};
use sim_device::link::{InProcess, Link, LinkContext, PoweredMemory, Transport};
use sim_device::reader::ReaderMode;

/// Answer of the card that no answer line has checked yet.
#[derive(Clone, Debug)]
pub(in crate::trace) struct Awaiting {
    /// Command; `None` for an answer to reset.
    pub(in crate::trace) command: Option<Vec<u8>>,
    /// Answer that came back; `None` for silence.
    pub(in crate::trace) answer: Option<Vec<u8>>,
    /// Line that made the card answer.
    pub(in crate::trace) place: TracePlace,
}

/// Player of a trace at one of its steps.
#[derive(Clone, Debug)]
pub(in crate::trace) struct Player<'t, M> {
    pub(in crate::trace) link: InProcess<M>,
    /// Answer to reset with which the card began.
    atr: Vec<u8>,
    pub(in crate::trace) mode: ReaderMode,
    pub(in crate::trace) way: Transport,
    powered_since_s: u32,
    pub(in crate::trace) values: Values<'t>,
    pub(in crate::trace::replay) terminal: Terminal,
    pub(in crate::trace) awaiting: Option<Awaiting>,
    /// Last command and its answer, for reports; `None` before the first.
    pub(in crate::trace) last: Option<(Vec<u8>, Option<Vec<u8>>)>,
    /// Number of commands sent.
    pub(in crate::trace) commands: usize,
    /// Set once a step came.
    pub(in crate::trace) begun: bool,
    /// Columns of the table whose cells are also sent to the card; known where expectations are to be rewritten.
    pub(in crate::trace) sent: Rc<BTreeSet<String>>,
}

impl<'t, M: PoweredMemory> Player<'t, M> {
    /// Creates a player with a card under power, over its contacts.
    pub(in crate::trace) fn new(memory: M, setup: &Setup) -> Result<Player<'t, M>, String> {
        let mut link = InProcess::new(memory, setup.chance());
        let atr = link.power_on().map_err(|_| "the card does not come up")?;
        Ok(Player {
            link,
            atr,
            mode: setup.mode,
            way: Transport::Contacts,
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
        recording.events.push(RecordedEvent::NewCard { atr: self.atr.clone() });
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

    /// Applies a setting that stands among the steps; those of the header are part of the card already.
    pub(in crate::trace) fn setting(&mut self, setting: &TraceSetting) {
        if let (true, TraceSetting::Random(numbers)) = (self.begun || self.values.row.is_some(), setting) {
            self.link.card_mut().entropy_mut().give(numbers.iter().cloned());
        }
    }

    /// Returns the situation in which the card is reached now.
    pub(in crate::trace) fn situation(&self) -> LinkContext {
        LinkContext { way: self.way, uptime_s: self.values.clock.elapsed_s.saturating_sub(self.powered_since_s) }
    }

    /// Gives the card power, and returns the answer to reset; `None` for silence.
    pub(in crate::trace) fn power_on(&mut self) -> Option<Vec<u8>> {
        self.powered_since_s = self.values.clock.elapsed_s;
        // Nothing is lost: silence is all that there is to know.
        self.link.power_on().ok()
    }
}
