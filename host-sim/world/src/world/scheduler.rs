//! The world's clock, the count of its steps, and what is due next.

use super::people::People;
use crate::platform::Platform;
use crate::smsc::{Carried, SmsCentre};
use sim_codec::time::{Moment, SECOND};

/// How far time goes at once while a handset has something under way, of which nobody knows when it ends.
const STRETCH_MS: u64 = SECOND;

/// What is to be done next.
pub(super) enum DueStep {
    /// A phone whose card fell silent is switched on again.
    Restart(usize),
    /// The platform has a letter for the centre.
    HandOver,
    /// The centre delivers a message.
    Carry(Carried),
    /// The platform wakes.
    Wake,
}

/// Scheduler of the world's steps. Chance follows from its seed and its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scheduler {
    /// What the clock shows.
    pub(crate) now: Moment,
    /// Where everything random starts.
    pub(crate) seed: u64,
    /// Number of things done so far.
    pub(crate) steps: u64,
}

impl Scheduler {
    /// Counts one thing that is done. The cards' chance follows from the seed and this number.
    pub(super) const fn count_step(&mut self) {
        self.steps = self.steps.saturating_add(1);
    }

    /// Returns what is due now: phones first, then what the platform has to say, then whatever was due earliest. An
    /// answer that comes at the same moment as the end of the platform's patience still counts.
    pub(super) fn due_step(&self, people: &People, centre: &SmsCentre, platform: &Platform) -> Option<DueStep> {
        if let Some(fallen) = people.first_fallen() {
            return Some(DueStep::Restart(fallen));
        }
        if !platform.outbox().is_empty() {
            return Some(DueStep::HandOver);
        }
        let carried = centre.next(self.now);
        let wakes = platform.due().filter(|due| *due <= self.now);
        match (carried, wakes) {
            (Some(carried), Some(due)) if carried.due > due => Some(DueStep::Wake),
            (Some(carried), _) => Some(DueStep::Carry(carried.clone())),
            (None, Some(_)) => Some(DueStep::Wake),
            (None, None) => None,
        }
    }

    /// Returns when something is due next, now or later.
    pub(super) fn next_due(&self, people: &People, centre: &SmsCentre, platform: &Platform) -> Option<Moment> {
        let at_once = people.first_fallen().is_some();
        let now = (at_once || !platform.outbox().is_empty()).then_some(self.now);
        let times = [now, centre.due(), platform.due()];
        times.into_iter().flatten().min().map(|due| due.max(self.now))
    }

    /// Moves the clock on to what is due next, at most to a moment, and only a stretch while a phone is restless.
    pub(super) fn advance(&mut self, due: Option<Moment>, until: Moment, is_restless: bool) {
        let due = due.unwrap_or(until).min(until);
        let to = if is_restless { due.min(self.now.later(STRETCH_MS)) } else { due };
        // Whatever is due now has been done, so that time goes on in any case.
        let to = to.max(self.now.later(1)).min(until);
        self.count_step();
        self.now = to;
    }
}
