//! The platform's entropy, from which passwords and salts are drawn. It is a seed and a count, so that it can be stored
//! with the platform and continues where it stood.

use applet::Entropy;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// Entropy of the platform: a seed, and the number of draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformEntropy {
    seed: u64,
    drawn: u64,
}

impl PlatformEntropy {
    /// Creates entropy that starts at the seed.
    pub const fn seeded(seed: u64) -> PlatformEntropy {
        PlatformEntropy { seed, drawn: 0 }
    }
}

impl Entropy for PlatformEntropy {
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
    fn restored_entropy_continues_its_sequence() {
        let mut entropy = PlatformEntropy::seeded(7);
        let mut drawn = [[0; 8]; 3];
        entropy.fill(&mut drawn[0]);
        let mut again: PlatformEntropy = serde_json::from_str(&serde_json::to_string(&entropy).unwrap()).unwrap();
        entropy.fill(&mut drawn[1]);
        again.fill(&mut drawn[2]);
        assert_eq!(drawn[1], drawn[2]);
        assert_ne!(drawn[0], drawn[1]);
    }
}
