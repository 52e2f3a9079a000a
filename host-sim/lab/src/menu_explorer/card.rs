//! Demands of the walk on a link to a card: it can be copied at every fork, and compared with another.

use std::hash::{DefaultHasher, Hash, Hasher};

use applet::CardState;

use sim_device::link::{Chance, InProcess, Link};
use sim_device::memory::Eeprom;

/// Seed with which every step begins.
const SEED: u64 = 1;

/// Link to a card whose menu can be walked.
pub trait MenuCard: Link + Clone {
    /// Returns `true` if both cards answer alike from here on, whatever comes. It must not do so for cards that differ.
    /// If it fails to do so for cards that are alike, the walk may not end.
    fn has_same_future(&self, other: &Self) -> bool;

    /// Returns `true` if both cards keep the same after a loss of power.
    fn has_same_wallet(&self, other: &Self) -> bool;

    /// Returns the visible state of the wallet; `None` if none can be seen.
    fn seen(&self) -> Option<CardState>;

    /// Restarts the chance with a fixed seed.
    fn steady(&mut self);
}

impl MenuCard for InProcess<Eeprom> {
    fn has_same_future(&self, other: &Self) -> bool {
        self.card().has_same_future(other.card())
    }

    fn has_same_wallet(&self, other: &Self) -> bool {
        self.card().has_same_wallet(other.card())
    }

    fn seen(&self) -> Option<CardState> {
        self.card().state()
    }

    fn steady(&mut self) {
        *self.card_mut().entropy_mut() = Chance::seeded(SEED);
    }
}

/// Returns the hash key of a visible wallet. Cards that go on alike have the same key; others may have it, too.
pub(super) fn mark(seen: Option<&CardState>) -> u64 {
    let mut hasher = DefaultHasher::new();
    if let Some(state) = seen {
        let limit = state.limit.map(|limit| limit.to_bytes());
        (state.lifecycle, state.balance.to_bytes(), limit, state.pin_on, state.pin_tries_left).hash(&mut hasher);
    }
    hasher.finish()
}
