//! A handset at rest: nothing of it is under way, so that hours may go by at once instead of in tenths of a second.

use super::{Handset, Lingering};

impl Handset {
    /// Whether nothing but the clock and the poll goes on in it: no command waits, no timer runs, no text is about to
    /// go from the screen, no message is on its way to the card.
    pub fn is_at_rest(&self) -> bool {
        let passing = matches!(&self.lingering, Some(Lingering { left_ms: Some(_), .. }));
        let session = self.current.is_some() || self.in_session || self.sent.is_some();
        let waiting = !self.due.is_empty() || !self.downloads.is_empty() || self.reset_wanted;
        !(passing || session || waiting || self.stale_ms.is_some()) && self.timers.is_empty()
    }

    /// Returns the milliseconds until the card is polled next; `None` where it is not polled.
    pub fn next_poll_ms(&self) -> Option<u32> {
        self.standing.poll_ms.map(|interval| interval.saturating_sub(self.since_poll_ms))
    }

    /// Time passes over a handset at rest: its clock goes on, and nobody is polled.
    pub fn rest(&mut self, ms: u32) {
        let since = u64::from(self.since_second_ms) + u64::from(ms);
        self.surroundings.now = self.surroundings.now.later(u32::try_from(since / 1000).unwrap_or(u32::MAX));
        self.since_second_ms = u32::try_from(since % 1000).unwrap_or(0);
    }
}
