//! Time in the world: it passes from one thing that is due to the next.

use std::convert::Infallible;

use super::{Power, World};
use sim_codec::time::{Moment, SECOND};

/// How far time goes at once while a handset has something under way, of which nobody knows when it ends.
const STRETCH_MS: u64 = SECOND;

/// Whether everything came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// Nothing is under way any more.
    Quiet,
    /// Something still was when the time was over.
    Busy,
}

impl World {
    /// When something is due next, now or later.
    pub fn next_due(&self) -> Option<Moment> {
        let at_once = self.people.iter().any(|person| person.power == Power::Fallen);
        let now = (at_once || !self.platform.outbox().is_empty()).then_some(self.now);
        let times = [now, self.centre.due(), self.platform.due()];
        times.into_iter().flatten().min().map(|due| due.max(self.now))
    }

    /// Whether nothing is under way: no message, nothing in flight at the platform, no phone that has to be switched on.
    pub fn is_quiet(&self) -> bool {
        self.centre.is_empty()
            && self.platform.is_quiet()
            && self.people.iter().all(|person| person.power != Power::Fallen)
    }

    /// Time passes, and what falls due happens in its order.
    pub fn pass(&mut self, ms: u64) {
        let Ok(()) = self.pass_keeping(ms, &mut |_| Ok::<(), Infallible>(()));
    }

    /// The same; after each thing that was done the world is shown to whoever keeps it. An error of that one ends it.
    pub fn pass_keeping<E>(&mut self, ms: u64, keep: &mut impl FnMut(&World) -> Result<(), E>) -> Result<(), E> {
        let until = self.now.later(ms);
        loop {
            while self.step().is_some() {
                keep(self)?;
            }
            if self.now >= until {
                return Ok(());
            }
            self.advances(until);
            keep(self)?;
        }
    }

    /// Time passes until nothing is under way, for at most so long.
    pub fn until_quiet(&mut self, limit_ms: u64) -> Quiet {
        let until = self.now.later(limit_ms);
        loop {
            self.settle();
            if self.is_quiet() {
                return Quiet::Quiet;
            }
            if self.now >= until {
                return Quiet::Busy;
            }
            self.advances(until);
        }
    }

    /// The clock goes on to what is due next, at most to a moment; the phones that are on live through it.
    pub(super) fn advances(&mut self, until: Moment) {
        let is_on = |power: Power| power == Power::On;
        let restless = self.people.iter().any(|person| is_on(person.power) && !person.station.handset().is_at_rest());
        let due = self.next_due().unwrap_or(until).min(until);
        let to = if restless { due.min(self.now.later(STRETCH_MS)) } else { due };
        // Whatever is due now has been done, so that time goes on in any case.
        let to = to.max(self.now.later(1)).min(until);
        let passed = to.since(self.now);
        self.counts();
        self.now = to;
        for index in 0..self.people.len() {
            let Some(person) = self.people.get_mut(index).filter(|person| is_on(person.power)) else { continue };
            let waited = person.station.wait_long(passed);
            person.sees_clock(to);
            self.came_to(index, waited);
        }
    }
}
