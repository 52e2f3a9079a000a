//! Player of a trace: a card, the reader before it and the terminal behind the reader.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::replay_card::ReplayCard;
use super::setup::Setup;
use super::terminal::Terminal;
use super::values::Values;
use crate::trace::place::TracePlace;
use crate::trace::recording::{RecordedEvent, Recording};
use crate::trace::syntax::{Cases, TableRow, TraceSetting};
use sim_device::link::{LinkContext, LinkError, Transport};
use sim_device::profile::Profile;
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
pub(in crate::trace) struct Player<'t, C> {
    pub(in crate::trace) link: C,
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
    /// Reason for which the last command or power-on had no answer; `None` if it had one.
    pub(in crate::trace) silence: Option<LinkError>,
    /// Number of commands sent.
    pub(in crate::trace) commands: usize,
    /// Set once a step came.
    pub(in crate::trace) begun: bool,
    /// Number of expectations about the inside of a card whose inside nobody sees.
    pub(in crate::trace) unseen: usize,
    /// Position of the row that is played in its table.
    pub(in crate::trace) row_at: usize,
    /// Columns of the table whose cells are also sent to the card; known where expectations are to be rewritten.
    pub(in crate::trace) sent: Rc<BTreeSet<String>>,
}

impl<'t, C: ReplayCard> Player<'t, C> {
    /// Creates a player with a card under power, over its contacts.
    pub(in crate::trace) fn new(mut link: C, setup: &Setup) -> Result<Player<'t, C>, String> {
        let atr = link.power_on().map_err(|why| match why {
            LinkError::Silent => "the card does not come up".to_owned(),
            why => why.to_string(),
        })?;
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
            silence: None,
            commands: 0,
            begun: false,
            unseen: 0,
            row_at: 0,
            sent: Rc::default(),
        })
    }

    /// Notes that a card begins.
    pub(in crate::trace) fn begin(&self, recording: &mut Recording) {
        recording.events.push(RecordedEvent::NewCard { atr: self.atr.clone() });
    }

    /// Returns the answer to reset with which the card began.
    pub(in crate::trace) fn atr(&self) -> &[u8] {
        &self.atr
    }

    /// Takes over the names that another player knows.
    pub(in crate::trace) fn follow(&mut self, other: &mut Player<'t, C>, setup: &Setup) {
        self.values = other.values.for_row();
        self.values.clock = setup.clock();
    }

    /// Enters a row of a table.
    pub(in crate::trace) fn enter(&mut self, cases: &'t Cases, row: &'t TableRow) {
        self.values.row = Some((cases, row));
        self.row_at = cases.rows.iter().position(|known| std::ptr::eq(known, row)).unwrap_or_default();
    }

    /// Leaves the table.
    pub(in crate::trace) fn leave(&mut self) {
        self.values.row = None;
        self.awaiting = None;
    }

    /// Applies a setting that stands among the steps; those of the header are part of the card already.
    pub(in crate::trace) fn setting(&mut self, setting: &TraceSetting, recording: &mut Recording) {
        if let (true, TraceSetting::Random(numbers)) = (self.begun || self.values.row.is_some(), setting) {
            // A card that is not simulated draws what it will.
            self.link.simulated_mut().into_iter().for_each(|card| card.entropy_mut().give(numbers.iter().cloned()));
            recording.events.push(RecordedEvent::Random(numbers.clone()));
        }
    }

    /// Returns the profile of the card, with the settings of the header.
    pub(in crate::trace) const fn profile(&self) -> &Profile {
        self.terminal.profile()
    }

    /// Returns the situation in which the card is reached now.
    pub(in crate::trace) fn situation(&self) -> LinkContext {
        LinkContext { way: self.way, uptime_s: self.values.clock.elapsed_s.saturating_sub(self.powered_since_s) }
    }

    /// Gives the card power, and returns the answer to reset; `None` for silence.
    pub(in crate::trace) fn power_on(&mut self) -> Option<Vec<u8>> {
        self.note_power(|link| link.power_on())
    }

    /// Takes the power from the card and gives it back; returns the answer to reset, `None` for silence.
    pub(in crate::trace) fn reset(&mut self) -> Option<Vec<u8>> {
        self.note_power(|link| link.reset())
    }

    fn note_power(&mut self, power: impl FnOnce(&mut C) -> Result<Vec<u8>, LinkError>) -> Option<Vec<u8>> {
        self.powered_since_s = self.values.clock.elapsed_s;
        let atr = power(&mut self.link);
        self.silence = atr.as_ref().err().copied();
        atr.ok()
    }
}
