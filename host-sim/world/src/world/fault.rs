//! Faults that a test orders: the platform is stopped in the middle of a step and started again. Its ledger and its
//! outbox are one value that is kept at once, so that there are three places where it matters.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::World;

/// Where the platform is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Before what it decided is kept: it has decided nothing, and the message is delivered to it again.
    BeforeKeeping,
    /// After what it decided is kept, and before the centre knows: the same message is delivered to it once more.
    AfterKeeping,
    /// After the centre has a letter, and before the platform has noted that: the letter goes out twice.
    AfterHandingOver,
}

impl Fault {
    /// Every fault.
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

impl World {
    /// The next step that the fault can strike is struck by it.
    pub fn fail_next(&mut self, fault: Fault) {
        self.fail(fault, 1);
    }

    /// The how manieth step from now on that the fault can strike is struck by it; the next is 1.
    pub fn fail(&mut self, fault: Fault, nth: u32) {
        self.faults.push((fault, nth.saturating_sub(1)));
    }

    /// Faults that have not struck, and how many steps each lets go by.
    pub fn faults(&self) -> &[(Fault, u32)] {
        &self.faults
    }

    /// Whether that fault strikes now; each does so once.
    pub(super) fn strike(&mut self, fault: Fault) -> bool {
        let place = self.faults.iter().position(|(ordered, left)| *ordered == fault && *left == 0);
        let others = self.faults.iter_mut().filter(|(ordered, _)| *ordered == fault);
        others.for_each(|(_, left)| *left = left.saturating_sub(1));
        place.map(|place| self.faults.remove(place)).is_some()
    }
}
