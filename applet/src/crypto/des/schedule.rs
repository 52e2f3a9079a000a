//! The key schedule, without the large tables that a fast one has elsewhere.

use super::ShortKey;

/// Round key of 48 bits, six in each octet: for the S-boxes 2, 4, 6 and 8 in the first word, for 3, 5, 7 and 1 in the
/// second.
pub(super) type RoundKey = [u32; 2];

/// Sixteen round keys, in pairs.
pub(super) type Schedule = [[RoundKey; 2]; 8];

/// Bits by which C and D are rotated to the left in each round, since the beginning.
const ROTATIONS: [[u32; 2]; 8] = [[1, 2], [4, 6], [8, 10], [12, 14], [15, 17], [19, 21], [23, 25], [27, 28]];

/// Permuted choice 2: bit of C, counted from 1, for each bit of the first four sixes of a round key, and bit of D,
/// counted from 29, for the others.
const CHOICE: [usize; 48] = [
    14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30,
    40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];

/// Sixes of neighbouring bits into which C or D is cut.
const SIXES: usize = 5;

/// Contributions to a round key, by the value of six bits of C or D. What a six contributes stands at bits of its own,
/// so that all share the table, and a mask takes out of a word what belongs to a six.
static CHOSEN: [u64; 64] = chosen();

#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the compiler evaluates it, and ends at a panic"
)]
const fn chosen() -> [u64; 64] {
    let mut table = [0; 64];
    let mut place = 0;
    while place < 2 * SIXES * 64 {
        table[place % 64] |= contribution(place / 64, place % 64);
        place += 1;
    }
    table
}

/// Returns what one six contributes to a round key. Sixes of D are counted behind those of C.
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the compiler evaluates it, and ends at a panic"
)]
const fn contribution(number: usize, six: usize) -> u64 {
    let mut key = 0;
    let mut bit = 0;
    while bit < 48 {
        let (half, from) = ((CHOICE[bit] - 1) / 28, (CHOICE[bit] - 1) % 28);
        if half * SIXES + from / 6 == number && six >> (5 - from % 6) & 1 == 1 {
            // Octets of a round key: those of the S-boxes 2, 4, 6, 8, 3, 5, 7, 1.
            let octet = [7, 0, 4, 1, 5, 2, 6, 3][bit / 6];
            key |= 1 << (63 - (8 * octet + 2 + bit % 6));
        }
        bit += 1;
    }
    key
}

/// Computes the round keys.
#[inline(never)]
pub(super) fn round_keys(key: &ShortKey) -> Schedule {
    // Permuted choice 1 reads the octets of the key as the columns of a matrix, the last first.
    let matrix = key.iter().rev().fold(0_u64, |matrix, octet| {
        let seven = u64::from(octet >> 1);
        matrix << 1 | seven.wrapping_mul(0x0002_0408_1020_4081) & 0x0001_0101_0101_0101
    });
    let behind = (matrix as u32).swap_bytes();
    let c = twice((matrix >> 28) as u32 & 0x0FFF_FFFF);
    let d = twice(behind >> 4 & 0x0FFF_FFF0 | behind & 0xF);
    ROTATIONS.map(|two| two.map(|rotation| round_key(c.rotate_left(rotation), d.rotate_left(rotation))))
}

/// Returns 28 bits twice, one behind the other, at the high end: when they are rotated, the first 28 are rotated.
fn twice(bits: u32) -> u64 {
    u64::from(bits) << 36 | u64::from(bits) << 8
}

/// Chooses a round key from C and D, which stand at the high ends.
#[inline(always)]
fn round_key(c: u64, d: u64) -> RoundKey {
    // Six bits always name one of 64.
    let at = |bits: u64| CHOSEN.get((bits & 0x3F) as usize).copied().unwrap_or_default();
    let key = at(c >> 58) & const { contribution(0, 0x3F) }
        | at(c >> 52) & const { contribution(1, 0x3F) }
        | at(c >> 46) & const { contribution(2, 0x3F) }
        | at(c >> 40) & const { contribution(3, 0x3F) }
        | at(c >> 34) & const { contribution(4, 0x3F) }
        | at(d >> 58) & const { contribution(5, 0x3F) }
        | at(d >> 52) & const { contribution(6, 0x3F) }
        | at(d >> 46) & const { contribution(7, 0x3F) }
        | at(d >> 40) & const { contribution(8, 0x3F) }
        | at(d >> 34) & const { contribution(9, 0x3F) };
    [(key >> 32) as u32, key as u32]
}
