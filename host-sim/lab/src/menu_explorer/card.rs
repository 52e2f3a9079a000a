//! What the walk asks of a link besides its being one: to be copied at every fork, and to be told apart from another.

use std::hash::{DefaultHasher, Hash, Hasher};

use applet::CardState;

use sim_device::link::{Chance, InProcess, Link};
use sim_device::memory::Eeprom;

/// The seed that every step begins with.
const SEED: u64 = 1;

/// A way to a card that can be walked.
pub trait MenuCard: Link + Clone {
    /// Whether both cards answer alike from here on, whatever comes. It may not say so of cards that do not; of cards
    /// that do it should, or the walk does not end.
    fn has_same_future(&self, other: &Self) -> bool;

    /// Whether both cards keep the same when the power goes.
    fn has_same_wallet(&self, other: &Self) -> bool;

    /// What can be seen of the wallet, where there is one to be seen.
    fn seen(&self) -> Option<CardState>;

    /// Chance begins anew.
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

/// Where to look for the likes of a card: cards that go on alike have the same number, others may have it too.
pub(super) fn mark(seen: Option<&CardState>) -> u64 {
    let mut hasher = DefaultHasher::new();
    if let Some(state) = seen {
        let limit = state.limit.map(|limit| limit.to_bytes());
        (state.lifecycle, state.balance.to_bytes(), limit, state.pin_on, state.pin_tries_left).hash(&mut hasher);
    }
    hasher.finish()
}
