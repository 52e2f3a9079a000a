//! DES and 3DES (FIPS 46-3), by two tables of 768 octets together that the compiler makes.
//!
//! The terminal's DES, in `sim-codec`, is another one and shares no line with this. Tests hold both to the standard's
//! known answers and to RustCrypto's `des`.

mod rounds;
mod schedule;

use super::{Block, ShortKey};
use rounds::Halves;
use schedule::Schedule;

/// DES under one key, with its round keys.
pub(super) struct Des(Schedule);

impl Des {
    /// Runs the key schedule.
    pub(super) fn new(key: &ShortKey) -> Des {
        Des(schedule::round_keys(key))
    }

    /// Enciphers one block.
    pub(super) fn encrypt(&self, block: Block) -> Block {
        rounds::leave(self.forth(rounds::enter(block)))
    }

    /// Deciphers one block.
    pub(super) fn decrypt(&self, block: Block) -> Block {
        rounds::leave(self.back(rounds::enter(block)))
    }

    /// Enciphers two blocks that do not depend on each other, each under its key. A round waits for the one before it,
    /// so that both together take little more time than one alone.
    pub(super) fn encrypt_both(keys: [&Des; 2], blocks: [Block; 2]) -> [Block; 2] {
        rounds::run_both(blocks.map(rounds::enter), keys.map(|Des(schedule)| schedule)).map(rounds::leave)
    }

    #[inline(never)]
    fn forth(&self, halves: Halves) -> Halves {
        rounds::run(halves, self.0.iter().map(|[one, two]| [one, two]))
    }

    #[inline(never)]
    fn back(&self, halves: Halves) -> Halves {
        rounds::run(halves, self.0.iter().rev().map(|[one, two]| [two, one]))
    }
}

/// 3DES: E with the first key, D with the second, E with the third. The permutations between the three undo each other
/// and are left out.
pub(super) struct TripleDes {
    first: Des,
    second: Des,
    /// Third key; `None` where the first is used again.
    third: Option<Des>,
}

impl TripleDes {
    /// Runs the key schedules of two keys, the first of which is the third again.
    pub(super) fn of_two(key: &[u8; 16]) -> TripleDes {
        let (first, second) = super::halves(key);
        TripleDes { first: Des::new(&first), second: Des::new(&second), third: None }
    }

    /// Runs the key schedules of three keys.
    pub(super) fn of_three(key: &[u8; 24]) -> TripleDes {
        let [a, b, c, d, e, f, g, h, rest @ ..] = *key;
        let (second, third) = super::halves(&rest);
        let first = Des::new(&[a, b, c, d, e, f, g, h]);
        TripleDes { first, second: Des::new(&second), third: Some(Des::new(&third)) }
    }

    /// Enciphers one block.
    pub(super) fn encrypt(&self, block: Block) -> Block {
        rounds::leave(self.third().forth(self.second.back(self.first.forth(rounds::enter(block)))))
    }

    /// Deciphers one block.
    pub(super) fn decrypt(&self, block: Block) -> Block {
        rounds::leave(self.first.back(self.second.forth(self.third().back(rounds::enter(block)))))
    }

    fn third(&self) -> &Des {
        self.third.as_ref().unwrap_or(&self.first)
    }
}

#[cfg(test)]
mod tests;
