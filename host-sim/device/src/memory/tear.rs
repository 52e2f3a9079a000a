//! Content that a write leaves behind when the power fails under it.

use std::fmt;
use std::str::FromStr;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Way in which a write tears. Octets and bits that the write would not change never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tear {
    /// The power failed before the first bit: the old content.
    Nothing,
    /// The power failed after the last bit, before the part could report it: the new content.
    All,
    /// Of the octets that differ, only the one of this number has its new value (0 is the first).
    Only(usize),
    /// Of the octets that differ, only the one of this number has its old value (0 is the first).
    AllBut(usize),
    /// Of the octets that differ, this many from the front have their new value.
    First(usize),
    /// Of the octets that differ, the first half have their new value.
    Half,
    /// Each octet that differs has its old or its new value, chosen at random from this seed.
    Octets(u64),
    /// Each bit that differs has its old or its new value, chosen at random from this seed.
    Bits(u64),
}

impl Tear {
    /// Applies a torn write of `new` to the octets in `old`.
    pub(super) fn apply(self, old: &mut [u8], new: &[u8]) {
        let mut chance = ChaCha8Rng::seed_from_u64(match self {
            Tear::Octets(seed) | Tear::Bits(seed) => seed,
            _ => 0,
        });
        let half = old.iter().zip(new).filter(|(old, new)| old != new).count() / 2;
        let differing = old.iter_mut().zip(new).filter(|(old, new)| **old != **new);
        for (position, (octet, &new)) in differing.enumerate() {
            let taken = match self {
                Tear::Nothing => false,
                Tear::All => true,
                Tear::Only(one) => position == one,
                Tear::AllBut(one) => position != one,
                Tear::First(count) => position < count,
                Tear::Half => position < half,
                Tear::Octets(_) => chance.next_u32() & 1 == 1,
                Tear::Bits(_) => {
                    let mask = (chance.next_u32() & 0xFF) as u8;
                    *octet = (*octet & !mask) | (new & mask);
                    false
                }
            };
            if taken {
                *octet = new;
            }
        }
    }
}

impl fmt::Display for Tear {
    /// Writes the form that [`Tear::from_str`] reads: `nothing`, `all`, `half`, `only:3`, `all-but:3`, `first:3`,
    /// `octets:7`, `bits:7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tear::Nothing => f.write_str("nothing"),
            Tear::All => f.write_str("all"),
            Tear::Only(one) => write!(f, "only:{one}"),
            Tear::AllBut(one) => write!(f, "all-but:{one}"),
            Tear::First(count) => write!(f, "first:{count}"),
            Tear::Half => f.write_str("half"),
            Tear::Octets(seed) => write!(f, "octets:{seed}"),
            Tear::Bits(seed) => write!(f, "bits:{seed}"),
        }
    }
}

/// Word that names no tear.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} names no way to tear a write: it is nothing, all, half, only:N, all-but:N, first:N, octets:SEED, bits:SEED, \
     or a bare number, which is short for octets:SEED"
)]
pub struct UnknownTearError(String);

impl FromStr for Tear {
    type Err = UnknownTearError;

    fn from_str(text: &str) -> Result<Tear, UnknownTearError> {
        let unknown = |_| UnknownTearError(text.to_owned());
        match text.split_once(':') {
            None if text == "nothing" => Ok(Tear::Nothing),
            None if text == "all" => Ok(Tear::All),
            None if text == "half" => Ok(Tear::Half),
            None => text.parse().map(Tear::Octets).map_err(unknown),
            Some(("only", number)) => number.parse().map(Tear::Only).map_err(unknown),
            Some(("all-but", number)) => number.parse().map(Tear::AllBut).map_err(unknown),
            Some(("first", number)) => number.parse().map(Tear::First).map_err(unknown),
            Some(("octets", number)) => number.parse().map(Tear::Octets).map_err(unknown),
            Some(("bits", number)) => number.parse().map(Tear::Bits).map_err(unknown),
            Some(_) => Err(UnknownTearError(text.to_owned())),
        }
    }
}
