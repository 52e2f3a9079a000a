//! What of a handset is worth keeping: what its future depends on, and not its history.

use super::Handset;

impl Handset {
    /// The handset as it is kept: without what it did already and nothing depends on any more, which are messages that
    /// the network has taken over, what went out for the card, REFRESH commands that were carried out, and the log.
    pub fn without_history(&self) -> Handset {
        let mut kept = self.clone();
        kept.outbox.forget_carried();
        kept.standing.sent.clear();
        kept.standing.refreshed.clear();
        kept.log.clear();
        kept
    }
}
