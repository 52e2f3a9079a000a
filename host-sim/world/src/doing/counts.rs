//! What a run came to, in numbers.

use std::ops::AddAssign;

/// Counts of a run, or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Doings that were done.
    pub done: u64,
    /// Doings that could not be done where things stood.
    pub not_done: u64,
    /// Short messages that the centre was given.
    pub messages: u64,
    /// Of these, messages that a fate met.
    pub fates: u64,
    /// Power cuts.
    pub cuts: u64,
    /// Times that the platform was stopped.
    pub stops: u64,
    /// Loads of which the card proved that it has them.
    pub settled: u64,
    /// Loads of which the card proved that it never will.
    pub refunded: u64,
    /// Steps after which everything was looked at.
    pub looks: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        let sums = [
            (&mut self.done, other.done),
            (&mut self.not_done, other.not_done),
            (&mut self.messages, other.messages),
            (&mut self.fates, other.fates),
            (&mut self.cuts, other.cuts),
            (&mut self.stops, other.stops),
            (&mut self.settled, other.settled),
            (&mut self.refunded, other.refunded),
            (&mut self.looks, other.looks),
        ];
        sums.into_iter().for_each(|(sum, more)| *sum = sum.saturating_add(more));
    }
}
