//! What a network may do to a message, and how likely it is.

use std::fmt;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

use super::below;
use sim_codec::time::{HOUR, MINUTE};

/// What is done to a message. To lose a report is the worst: the card has done what it was told, and nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It never arrives.
    Lost,
    /// It arrives twice.
    Twice,
    /// It arrives so many milliseconds later.
    Late(u64),
    /// The next one that goes the same way arrives before it.
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

/// How many of a thousand messages have each fate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mix {
    /// Lost.
    pub lost: u16,
    /// Twice.
    pub twice: u16,
    /// Late.
    pub late: u16,
    /// Swapped.
    pub swapped: u16,
    /// By how much a late one is late at most, in milliseconds.
    pub late_ms: u64,
}

impl Mix {
    /// A network of a seed: each of the fates is there or not, and more or less likely, so that many seeds try what one
    /// even mixture never does, such as nothing but losses.
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

    /// What chance does to a message.
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
