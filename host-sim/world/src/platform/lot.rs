//! The platform's chance: passwords and salts are drawn from it. It is a seed and a count, so that it can be written
//! down with the rest and goes on where it stood.

use applet::Entropy;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// A seed and how often was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    seed: u64,
    drawn: u64,
}

impl Lot {
    /// The lot of a seed.
    pub const fn seeded(seed: u64) -> Lot {
        Lot { seed, drawn: 0 }
    }
}

impl Entropy for Lot {
    fn fill(&mut self, into: &mut [u8]) {
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
        generator.set_stream(self.drawn);
        generator.fill_bytes(into);
        self.drawn = self.drawn.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_that_was_written_down_goes_on_where_it_stood() {
        let mut lot = Lot::seeded(7);
        let mut drawn = [[0; 8]; 3];
        lot.fill(&mut drawn[0]);
        let mut again: Lot = serde_json::from_str(&serde_json::to_string(&lot).unwrap()).unwrap();
        lot.fill(&mut drawn[1]);
        again.fill(&mut drawn[2]);
        assert_eq!(drawn[1], drawn[2]);
        assert_ne!(drawn[0], drawn[1]);
    }
}
