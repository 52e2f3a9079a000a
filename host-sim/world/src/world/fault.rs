//! Faults that a test orders: the platform is stopped in the middle of a step and started again. Its ledger and its
//! outbox are one value that is kept at once, so that there are three places where a stop matters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Fault that stops the platform at one place in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Stop before a decision is kept: nothing is decided, and the message is delivered again.
    BeforeKeeping,
    /// Stop after a decision is kept, and before the centre knows: the same message is delivered once more.
    AfterKeeping,
    /// Stop after the centre has a letter, and before the platform has noted so: the letter goes out twice.
    AfterHandingOver,
}

impl Fault {
    /// All faults.
    pub const ALL: [Fault; 3] = [Fault::BeforeKeeping, Fault::AfterKeeping, Fault::AfterHandingOver];
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::BeforeKeeping => "before it has kept what it decided",
            Fault::AfterKeeping => "before the SMS centre knows that it has the message",
            Fault::AfterHandingOver => "before it has noted that the SMS centre has the letter",
        })
    }
}

/// Pending faults, each with the number of matching steps to skip before it fires.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PendingFaults(Vec<(Fault, u32)>);

impl PendingFaults {
    /// Adds `fault`, to fire at its `nth` opportunity, counted from 1.
    pub(super) fn order(&mut self, fault: Fault, nth: u32) {
        self.0.push((fault, nth.saturating_sub(1)));
    }

    /// Returns the faults that have not fired, with the number of opportunities that each skips.
    pub(super) fn pending(&self) -> &[(Fault, u32)] {
        &self.0
    }

    /// Removes every fault.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Counts an opportunity of a fault. Returns `true` if the fault fires; each does once.
    pub(super) fn fire(&mut self, fault: Fault) -> bool {
        let place = self.0.iter().position(|(ordered, left)| *ordered == fault && *left == 0);
        let others = self.0.iter_mut().filter(|(ordered, _)| *ordered == fault);
        others.for_each(|(_, left)| *left = left.saturating_sub(1));
        place.map(|place| self.0.remove(place)).is_some()
    }
}
