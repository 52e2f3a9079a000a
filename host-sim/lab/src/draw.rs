//! Chance for plans: small numbers, choices, and shares.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// Chance of one run.
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// Creates the chance of a seed's run.
    pub(crate) fn of(seed: u64, run: u64) -> Draw {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(run);
        Draw(generator)
    }

    /// Draws any number.
    pub(crate) fn any(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Draws a number below a bound; 0 if the bound is 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        self.0.next_u32().checked_rem(bound).unwrap_or(0)
    }

    /// Draws a number from 1 to `most`.
    pub(crate) fn up_to(&mut self, most: u32) -> u32 {
        self.below(most).saturating_add(1)
    }

    /// Returns `true` with a chance of `share` in a hundred.
    pub(crate) fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// Returns `true` with a chance of `share` in a thousand.
    pub(crate) fn thousandths(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// Draws an element; `None` if there is none.
    pub(crate) fn one<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        let place = self.below(u32::try_from(of.len()).unwrap_or(u32::MAX));
        of.get(usize::try_from(place).ok()?)
    }

    /// Draws an element by its weight; `None` if all weights are 0.
    pub(crate) fn draw_weighted<T: Copy>(&mut self, of: &[(T, u32)]) -> Option<T> {
        let sum = of.iter().fold(0_u32, |sum, (_, weight)| sum.saturating_add(*weight));
        let mut left = self.below(sum);
        for (one, weight) in of {
            match left.checked_sub(*weight) {
                None => return Some(*one),
                Some(rest) => left = rest,
            }
        }
        None
    }
}
