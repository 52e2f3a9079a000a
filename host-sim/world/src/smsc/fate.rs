//! The fates of a message in a network, and the share of each.

use std::fmt;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

use super::below;
use sim_codec::time::{HOUR, MINUTE};

/// Fate of a message in the network. A lost report is the worst: the card has obeyed, and the platform does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// The message never arrives.
    Lost,
    /// The message arrives twice.
    Twice,
    /// The message arrives so many milliseconds later.
    Late(u64),
    /// The next message of its direction and subscriber arrives before it.
    Swapped,
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fate::Lost => f.write_str("lost"),
            Fate::Twice => f.write_str("twice"),
            Fate::Late(ms) => write!(f, "late by {} s", ms / 1000),
            Fate::Swapped => f.write_str("swapped with the next"),
        }
    }
}

/// Shares of the messages that meet each fate, in thousandths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mix {
    /// Share of lost messages.
    pub lost: u16,
    /// Share of messages that arrive twice.
    pub twice: u16,
    /// Share of late messages.
    pub late: u16,
    /// Share of swapped messages.
    pub swapped: u16,
    /// Largest delay of a late message, in milliseconds.
    pub late_ms: u64,
}

impl Mix {
    /// Draws the mix of a seed. Each fate is absent or has one of two shares. Many seeds so try extremes that one even
    /// mix never reaches, such as nothing but losses.
    pub fn swarm(seed: u64) -> Mix {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut share = || match chance.next_u32() % 4 {
            0 | 1 => 0,
            2 => 50,
            _ => 200,
        };
        let (lost, twice, late, swapped) = (share(), share(), share(), share());
        let late_ms = match chance.next_u32() % 3 {
            0 => MINUTE,
            1 => 10 * MINUTE,
            _ => HOUR,
        };
        Mix { lost, twice, late, swapped, late_ms }
    }

    /// Draws the fate of a message; `None` if it is carried normally.
    pub(super) fn draw(&self, chance: &mut ChaCha8Rng) -> Option<Fate> {
        let drawn = below(chance, 1000);
        let late = Fate::Late(below(chance, self.late_ms));
        let shares =
            [(self.lost, Fate::Lost), (self.twice, Fate::Twice), (self.late, late), (self.swapped, Fate::Swapped)];
        let mut reached = 0;
        shares.into_iter().find_map(|(share, fate)| {
            reached += u64::from(share);
            (drawn < reached).then_some(fate)
        })
    }
}
