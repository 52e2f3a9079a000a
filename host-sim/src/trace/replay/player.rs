//! A card, the reader before it and the terminal behind the reader, as they stand at one place of a trace.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::setup::Setup;
use super::terminal::Terminal;
use super::values::Values;
use crate::link::{InProcess, Link, Radio, Situation, Supplied, Way};
use crate::reader::Mode;
use crate::trace::recording::{Event, Place, Recording};
use crate::trace::syntax::{Cases, Row, Setting};

/// What can be answered by an answer line, and has not been yet.
#[derive(Clone, Debug)]
pub(super) struct Awaiting {
    /// The command; `None` for an answer to reset.
    pub(super) command: Option<Vec<u8>>,
    /// What came back.
    pub(super) answer: Option<Vec<u8>>,
    /// The line that made the card answer.
    pub(super) place: Place,
}

/// A replay at one place.
pub(super) struct Player<'t, M> {
    pub(super) link: Radio<InProcess<M>>,
    pub(super) mode: Mode,
    pub(super) way: Way,
    powered_since_s: u32,
    pub(super) values: Values<'t>,
    pub(super) terminal: Terminal,
    pub(super) awaiting: Option<Awaiting>,
    /// The last command and its answer, for reports.
    pub(super) last: Option<(Vec<u8>, Option<Vec<u8>>)>,
    /// Commands sent.
    pub(super) commands: usize,
    /// Whether a step came.
    pub(super) begun: bool,
    /// The columns of the table whose cells the card is also sent; known where expectations are to be rewritten.
    pub(super) sent: Rc<BTreeSet<String>>,
}

impl<'t, M: Supplied> Player<'t, M> {
    /// A card with power, its contacts touched.
    pub(super) fn new(memory: M, setup: &Setup) -> Result<Player<'t, M>, String> {
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
    pub(super) fn begin(&self, recording: &mut Recording) {
        recording.events.push(Event::NewCard);
    }

    /// Takes over the names that another player knows.
    pub(super) fn follow(&mut self, other: &Player<'t, M>, setup: &Setup) {
        self.values = other.values.clone();
        self.values.clock = setup.clock();
    }

    /// Enters a row of a table.
    pub(super) fn enter(&mut self, cases: &'t Cases, row: &'t Row) {
        self.values.row = Some((cases, row));
    }

    /// Leaves the table.
    pub(super) fn leave(&mut self) {
        self.values.row = None;
        self.awaiting = None;
    }

    /// A setting that stands among the steps; those of the header are part of the card already.
    pub(super) fn setting(&mut self, setting: &Setting) {
        if let (true, Setting::Random(numbers)) = (self.begun || self.values.row.is_some(), setting) {
            self.link.card_mut().entropy_mut().give(numbers.iter().cloned());
        }
    }

    /// How the card is spoken to now.
    pub(super) fn situation(&self) -> Situation {
        Situation { way: self.way, uptime_s: self.values.clock.elapsed_s.saturating_sub(self.powered_since_s) }
    }

    /// Gives power; the answer to reset.
    pub(super) fn power_on(&mut self) -> Option<Vec<u8>> {
        self.powered_since_s = self.values.clock.elapsed_s;
        // Nothing is lost: silence is all that there is to know.
        self.link.power_on().ok()
    }
}
