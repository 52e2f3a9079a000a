//! The sixteen rounds (FIPS 46-3, "The cipher function f"), with each S-box and permutation P as one table.

use super::DesBlock;
use super::bit_permutation::{BitPermutation, permuted};
use super::schedule::RoundKey;
use super::tables::{FINAL_PERMUTATION, INITIAL_PERMUTATION, ROUND_PERMUTATION, SUBSTITUTIONS};

static INITIAL: BitPermutation<16, 16> = BitPermutation::of(&INITIAL_PERMUTATION);

static FINAL: BitPermutation<16, 16> = BitPermutation::of(&FINAL_PERMUTATION);

/// Contributions of each six bits of each S-box to the result of the cipher function.
static SUBSTITUTED: [[u32; 64]; 8] = substituted();

/// Halves of a block between the two permutations.
pub(super) type Halves = (u32, u32);

/// Returns the S-boxes with permutation P behind them. The outer two of six bits choose the row and the inner four the
/// column.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which ends where an index is wrong")]
const fn substituted() -> [[u32; 64]; 8] {
    let mut tables = [[0; 64]; 8];
    let mut number = 0;
    while number < 8 {
        let mut six = 0;
        while six < 64 {
            let (row, column) = (((six >> 4) & 2) | (six & 1), (six >> 1) & 0xF);
            let four = (SUBSTITUTIONS[number][row][column] as u64) << (28 - 4 * number);
            tables[number][six] = permuted(four, 32, &ROUND_PERMUTATION) as u32;
            six += 1;
        }
        number += 1;
    }
    tables
}

/// Permutes a block by the initial permutation, and splits it.
#[inline]
pub(super) fn split(block: DesBlock) -> Halves {
    let bits = INITIAL.apply(u64::from_be_bytes(block));
    ((bits >> 32) as u32, bits as u32)
}

/// Joins two halves, and permutes them by the final permutation.
#[inline]
pub(super) fn join((left, right): Halves) -> DesBlock {
    FINAL.apply((u64::from(left) << 32) | u64::from(right)).to_be_bytes()
}

/// Runs the rounds with keys. The halves are not exchanged after the last round, so they are put back here.
#[inline]
pub(super) fn run<'k>((mut left, mut right): Halves, keys: impl Iterator<Item = &'k RoundKey>) -> Halves {
    for key in keys {
        (left, right) = (right, left ^ cipher_function(right, key));
    }
    (right, left)
}

/// Computes the cipher function f(R, K). The expansion takes six bits of R from every fourth on, beginning with the bit
/// before the first: two words have them at the tops of their octets, as the round key has.
#[inline]
fn cipher_function(right: u32, [first, second]: &RoundKey) -> u32 {
    let [odd, even] = [right.rotate_right(1) ^ first, right.rotate_left(3) ^ second];
    let [one, two, three, four, five, six, seven, eight] = &SUBSTITUTED;
    // Six bits always name one of 64.
    let at = |table: &[u32; 64], bits: u32| table.get((bits & 0x3F) as usize).copied().unwrap_or_default();
    at(one, odd >> 26)
        ^ at(two, even >> 26)
        ^ at(three, odd >> 18)
        ^ at(four, even >> 18)
        ^ at(five, odd >> 10)
        ^ at(six, even >> 10)
        ^ at(seven, odd >> 2)
        ^ at(eight, even >> 2)
}
