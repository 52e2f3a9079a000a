//! Random values of the server: session numbers, one-time tokens and the lab's key. All are drawn from one seed of 256
//! bits, which the command line takes from the operating system, and tests give.

use std::sync::{Mutex, PoisonError};

use blake2::Blake2sMac;
use blake2::digest::consts::U32;
use blake2::digest::{FixedOutput, KeyInit, Update};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use sim_device::link::Chance;
use sim_world::platform::password::Salt;
use subtle::ConstantTimeEq;

/// Seed of everything random on the server.
pub type ServerSeed = [u8; 32];

/// Generator of random values that cannot be guessed.
pub(crate) struct ServerChance(Mutex<ChaCha20Rng>);

impl ServerChance {
    /// Creates the generator of a seed.
    pub(crate) fn new(seed: ServerSeed) -> ServerChance {
        ServerChance(Mutex::new(ChaCha20Rng::from_seed(seed)))
    }

    /// Draws octets.
    fn draw_octets<const N: usize>(&self) -> [u8; N] {
        let mut drawn = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut drawn);
        drawn
    }

    /// Draws 256 bits.
    pub(crate) fn draw(&self) -> [u8; 32] {
        self.draw_octets()
    }

    /// Draws the salt of a password.
    pub(crate) fn draw_salt(&self) -> Salt {
        self.draw_octets()
    }

    /// Draws the source of a new password.
    pub(crate) fn draw_source(&self) -> Chance {
        Chance::seeded(u64::from_be_bytes(self.draw_octets()))
    }
}

/// Returns the keyed BLAKE2s of a text.
pub(crate) fn mac(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let mut hash = Blake2sMac::<U32>::new(key.into());
    hash.update(text);
    hash.finalize_fixed().into()
}

/// Compares two values in a time that does not depend on where they differ.
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// Returns the 256 bits of a text in hexadecimal digits.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut octets = [0; 32];
    hex::decode_to_slice(text, &mut octets).ok().map(|()| octets)
}
