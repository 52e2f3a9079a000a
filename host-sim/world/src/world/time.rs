//! Time in the world: it passes from one due step to the next.

use std::convert::Infallible;

use super::scheduler::DueStep;
use super::{Event, World, WorldError};
use crate::platform::number::Msisdn;
use crate::store::Store;
use sim_codec::time::Moment;

/// Extent to which time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSpan {
    /// Milliseconds, besides those that other processes let pass.
    For(u64),
    /// Moment up to which time passes, whichever process lets it pass.
    Until(Moment),
}

/// State of a world when its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// Nothing is under way any more.
    Quiet,
    /// Something is still under way.
    Busy,
}

impl World {
    /// Performs the one step that is due, and returns its last event; `None` if nothing is due now.
    pub fn step(&mut self) -> Option<&Event> {
        let World { scheduler, people, calls, centre, esmes, platform, .. } = self;
        let due = scheduler.due_step((people, calls), (centre, esmes), platform)?;
        scheduler.count_step();
        match due {
            DueStep::Restart(person) => self.phones().power_on(person),
            DueStep::HandOver => self.platform_mail().hand_over(),
            DueStep::Carry(carried) => self.platform_mail().carry(&carried),
            DueStep::Wake => self.platform_mail().wake(),
            DueStep::DropCall(number) => self.drop_call(&number),
            DueStep::NoteSilence(number) => self.note_silence(&number),
            DueStep::Expire(number) => self.mail().expire(number),
        }
        self.events().last()
    }

    /// Performs steps until nothing is due now.
    pub fn settle(&mut self) {
        while self.step().is_some() {}
    }

    /// Returns the moment of the next due step, now or later; `None` if nothing is due.
    pub fn next_due(&self) -> Option<Moment> {
        self.scheduler.next_due((&self.people, &self.calls), (&self.centre, &self.esmes), &self.platform)
    }

    /// Returns `true` if nothing is under way: no message, nothing in flight at the platform, no call to a service
    /// line, no phone to be switched on.
    pub fn is_quiet(&self) -> bool {
        let are_phones_quiet = self.people.first_fallen().is_none() && self.calls.are_over();
        self.centre.is_empty() && self.platform.is_quiet() && are_phones_quiet
    }

    /// Lets `ms` milliseconds pass, with every due step in its order.
    pub fn pass(&mut self, ms: u64) {
        let Ok(()) = self.pass_keeping(ms, &mut |_| Ok::<(), Infallible>(()));
    }

    /// Lets time pass and stores every step, while other processes go on with the same world.
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
                left = until.since(self.scheduler.now);
            }
            if left == 0 {
                return store.let_go();
            }
            let before = self.scheduler.now;
            self.advance(before.later(left));
            left = left.saturating_sub(self.scheduler.now.since(before));
            store.keep(self)?;
        }
    }

    /// Lets time pass up to a moment in one group of at most `group` steps, which is stored at once, while other
    /// processes go on with the same world. Returns whether the moment has come and nothing is due any more.
    pub fn pass_group_kept<S: Store + ?Sized>(
        &mut self,
        until: Moment,
        group: usize,
        store: &mut S,
    ) -> Result<bool, S::Error> {
        store.begin(self)?;
        for done in 0..group {
            if self.step().is_some() {
                continue;
            }
            if until.since(self.scheduler.now) == 0 {
                return if done == 0 { store.let_go() } else { store.keep(self) }.map(|()| true);
            }
            self.advance(until);
        }
        store.keep(self).map(|()| false)
    }

    /// Lets `ms` milliseconds pass, and calls `keep` with the world after each step. An error of `keep` ends the
    /// passing.
    pub fn pass_keeping<E>(&mut self, ms: u64, keep: &mut impl FnMut(&mut World) -> Result<(), E>) -> Result<(), E> {
        let until = self.scheduler.now.later(ms);
        loop {
            while self.step().is_some() {
                keep(self)?;
            }
            if self.scheduler.now >= until {
                return Ok(());
            }
            self.advance(until);
            keep(self)?;
        }
    }

    /// Lets time pass until nothing is under way, for at most `limit_ms` milliseconds.
    pub fn until_quiet(&mut self, limit_ms: u64) -> Quiet {
        let until = self.scheduler.now.later(limit_ms);
        loop {
            self.settle();
            if self.is_quiet() {
                return Quiet::Quiet;
            }
            if self.scheduler.now >= until {
                return Quiet::Busy;
            }
            self.advance(until);
        }
    }

    /// Moves the clock on to the next due step, at most to `until`. Phones that are not at rest or whose card is polled
    /// live through that time; the others do so when something reaches them.
    pub(super) fn advance(&mut self, until: Moment) {
        let restless = self.people.restless();
        let due = self.next_due();
        self.scheduler.advance(due, until, !restless.is_empty());
        let mut concerned = self.people.polled_by(self.scheduler.now);
        concerned.extend(restless);
        let mut phones = self.phones();
        concerned.into_iter().for_each(|index| phones.catch_up(index));
    }

    /// Lets a phone live through the time since its last use, and sets its clock.
    pub fn attend(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.people.find(number)?;
        self.phones().catch_up(index);
        Ok(())
    }
}
