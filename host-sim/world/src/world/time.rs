//! Time in the world: it passes from one thing that is due to the next.

use std::convert::Infallible;

use super::scheduler::DueStep;
use super::{Event, World, WorldError};
use crate::platform::number::Msisdn;
use crate::store::Store;
use sim_codec::time::Moment;

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
    /// Does the one thing that is due next, and returns what happened by it last; `None` where nothing is due now.
    pub fn step(&mut self) -> Option<&Event> {
        let World { scheduler, people, centre, platform, .. } = self;
        let due = scheduler.due_step(people, centre, platform)?;
        scheduler.count_step();
        match due {
            DueStep::Restart(person) => self.phones().power_on(person),
            DueStep::HandOver => self.platform_mail().hand_over(),
            DueStep::Carry(carried) => self.platform_mail().carry(&carried),
            DueStep::Wake => self.platform_mail().wake(),
        }
        self.events().last()
    }

    /// Steps until nothing is due now.
    pub fn settle(&mut self) {
        while self.step().is_some() {}
    }

    /// When something is due next, now or later.
    pub fn next_due(&self) -> Option<Moment> {
        self.scheduler.next_due(&self.people, &self.centre, &self.platform)
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

    /// The same; after each thing that was done the world is shown to whoever keeps it. An error of that one ends it.
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

    /// Time passes until nothing is under way, for at most so long.
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

    /// The clock goes on to what is due next, at most to a moment. The phones in which something goes on live through
    /// it, and those whose card is polled meanwhile; the others do when something reaches them.
    pub(super) fn advance(&mut self, until: Moment) {
        let restless = self.people.restless();
        let due = self.next_due();
        self.scheduler.advance(due, until, !restless.is_empty());
        let mut concerned = self.people.polled_by(self.scheduler.now);
        concerned.extend(restless);
        let mut phones = self.phones();
        concerned.into_iter().for_each(|index| phones.catch_up(index));
    }

    /// A phone lives through the time that passed since something was done with it last, and shows what time it is.
    pub fn attend(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.people.find(number)?;
        self.phones().catch_up(index);
        Ok(())
    }
}
