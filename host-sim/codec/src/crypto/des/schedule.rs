//! Key schedule (FIPS 46-3, "Key schedule").

use super::SingleKey;
use super::bit_permutation::BitPermutation;
use super::tables::{COMPRESSION, KEY_CHOICE, KEY_SHIFTS};

/// Permuted choice 1.
static CHOICE: BitPermutation<16, 16> = BitPermutation::of(&KEY_CHOICE);

/// Permuted choice 2, whose result has the bits as a [`RoundKey`] has them.
static SELECTION: BitPermutation<8, 128> = BitPermutation::of(&in_words());

/// Round key of 48 bits: in the left word the first six bits, the third six and so on, in the right word the second,
/// the fourth and so on. Each six stand at the top of an octet.
pub(super) type RoundKey = [u32; 2];

/// Returns permuted choice 2 with the bits where the words of a round key have them; 0 where they have none.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which ends where an index is wrong")]
const fn in_words() -> [u8; 64] {
    let mut table = [0; 64];
    let mut bit = 0;
    while bit < COMPRESSION.len() {
        let (six, within) = (bit / 6, bit % 6);
        table[32 * (six % 2) + 8 * (six / 2) + within] = COMPRESSION[bit];
        bit += 1;
    }
    table
}

/// Returns the sixteen round keys.
pub(super) fn round_keys(key: &SingleKey) -> [RoundKey; 16] {
    let chosen = CHOICE.apply(u64::from_be_bytes(*key));
    let (mut c, mut d) = (chosen >> 28, chosen & 0x0FFF_FFFF);
    KEY_SHIFTS.map(|shift| {
        c = rotate_left_28(c, shift);
        d = rotate_left_28(d, shift);
        let words = SELECTION.apply((c << 28) | d);
        [(words >> 32) as u32, words as u32]
    })
}

/// Rotates 28 bits to the left.
fn rotate_left_28(value: u64, by: u32) -> u64 {
    ((value << by) | (value >> (28 - by))) & 0x0FFF_FFFF
}
