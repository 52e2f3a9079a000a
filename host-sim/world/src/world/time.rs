//! Time in the world: it passes from one thing that is due to the next.

use std::convert::Infallible;

use super::{Person, Power, World, WorldError};
use crate::platform::number::Msisdn;
use crate::store::Store;
use sim_codec::time::{Moment, SECOND};

/// How far time goes at once while a handset has something under way, of which nobody knows when it ends.
const STRETCH_MS: u64 = SECOND;

/// How far time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSpan {
    /// For so many milliseconds, besides those that pass because of others.
    For(u64),
    /// Up to a moment, whoever lets time pass.
    Until(Moment),
}

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
        let at_once = self.people.first_fallen().is_some();
        let now = (at_once || !self.platform.outbox().is_empty()).then_some(self.now);
        let times = [now, self.centre.due(), self.platform.due()];
        times.into_iter().flatten().min().map(|due| due.max(self.now))
    }

    /// Whether nothing is under way: no message, nothing in flight at the platform, no phone that has to be switched
    /// on.
    pub fn is_quiet(&self) -> bool {
        self.centre.is_empty() && self.platform.is_quiet() && self.people.first_fallen().is_none()
    }

    /// Time passes, and what falls due happens in its order.
    pub fn pass(&mut self, ms: u64) {
        let Ok(()) = self.pass_keeping(ms, &mut |_| Ok::<(), Infallible>(()));
    }

    /// Time passes, and a store has every step, beside others who go on with the same world.
    pub fn pass_kept<S: Store + ?Sized>(&mut self, span: TimeSpan, store: &mut S) -> Result<(), S::Error> {
        let mut left = match span {
            TimeSpan::For(ms) => ms,
            TimeSpan::Until(_) => 0,
        };
        loop {
            store.begin(self)?;
            if self.step().is_some() {
                store.keep(self)?;
                continue;
            }
            if let TimeSpan::Until(until) = span {
                left = until.since(self.now);
            }
            if left == 0 {
                return store.let_go();
            }
            let before = self.now;
            self.advance(before.later(left));
            left = left.saturating_sub(self.now.since(before));
            store.keep(self)?;
        }
    }

    /// The same; after each thing that was done the world is shown to whoever keeps it. An error of that one ends it.
    pub fn pass_keeping<E>(&mut self, ms: u64, keep: &mut impl FnMut(&mut World) -> Result<(), E>) -> Result<(), E> {
        let until = self.now.later(ms);
        loop {
            while self.step().is_some() {
                keep(self)?;
            }
            if self.now >= until {
                return Ok(());
            }
            self.advance(until);
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
            self.advance(until);
        }
    }

    /// The clock goes on to what is due next, at most to a moment. The phones in which something goes on live through
    /// it, and those whose card is polled meanwhile; the others do when something reaches them.
    pub(super) fn advance(&mut self, until: Moment) {
        let restless = self.people.restless();
        let due = self.next_due().unwrap_or(until).min(until);
        let to = if restless.is_empty() { due } else { due.min(self.now.later(STRETCH_MS)) };
        // Whatever is due now has been done, so that time goes on in any case.
        let to = to.max(self.now.later(1)).min(until);
        self.counts();
        self.now = to;
        let mut concerned = self.people.polled_by(to);
        concerned.extend(restless);
        concerned.into_iter().for_each(|index| self.catch_up(index));
    }

    /// A phone lives through the time that passed since something was done with it last, and shows what time it is.
    pub fn attend(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.index(number)?;
        self.catch_up(index);
        Ok(())
    }

    /// A phone that is on lives through the time up to now.
    pub(super) fn catch_up(&mut self, index: usize) {
        let now = self.now;
        let behind = |person: &Person| person.power == Power::On && person.lived_to < now;
        if !self.people.get(index).is_some_and(behind) {
            return;
        }
        self.seed_card(index);
        let Some(person) = self.people.get_mut(index) else { return };
        let passed = now.since(std::mem::replace(&mut person.lived_to, now));
        let waited = person.station.wait_long(passed);
        person.show_clock(now);
        self.came_to(index, waited);
    }

    /// Something reaches a phone: it lives through the time up to now, its card draws this step's chance, and may have
    /// something to say afterwards.
    pub(super) fn reach(&mut self, index: usize) -> Option<&mut Person> {
        self.catch_up(index);
        self.seed_card(index);
        let person = self.people.get_mut(index)?;
        person.is_heard_out = false;
        Some(person)
    }

    /// Sets the chance of a card for this step. It follows from the seed, the card and the step, so that nothing of it
    /// is kept.
    fn seed_card(&mut self, index: usize) {
        let stream = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1);
        if let (false, Some(person)) = (self.flows, self.people.get_unkept(index)) {
            person.draw_from(self.seed, stream, self.steps);
        }
    }
}
