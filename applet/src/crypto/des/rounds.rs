//! The initial and the final permutation, and the sixteen rounds between them.
//!
//! Between the permutations a half stays rotated by one bit to the left. So each S-box finds its six bits together: the
//! boxes with even numbers at the low ends of the octets of the half, the others at those of the half rotated by four.
//!
//! The outputs of the eight S-boxes, permuted by P, stand at bits of their own in the half. The boxes therefore share
//! one table, and a mask takes out of a word what belongs to a box.

use super::Block;
use super::schedule::{RoundKey, Schedule};

/// Halves of a block between the permutations.
pub(super) type Halves = [u32; 2];

/// S-boxes of FIPS 46-3, a row of the standard in a word of 64 bits, the first column highest.
const BOXES: [[u64; 4]; 8] = [
    [0xE4D1_2FB8_3A6C_5907, 0x0F74_E2D1_A6CB_9538, 0x41E8_D62B_FC97_3A50, 0xFC82_4917_5B3E_A06D],
    [0xF18E_6B34_972D_C05A, 0x3D47_F28E_C01A_69B5, 0x0E7B_A4D1_58C6_932F, 0xD8A1_3F42_B67C_05E9],
    [0xA09E_63F5_1DC7_B428, 0xD709_346A_285E_CBF1, 0xD649_8F30_B12C_5AE7, 0x1AD0_6987_4FE3_B52C],
    [0x7DE3_069A_1285_BC4F, 0xD8B5_6F03_472C_1AE9, 0xA690_CB7D_F13E_5284, 0x3F06_A1D8_945B_C72E],
    [0x2C41_7AB6_853F_D0E9, 0xEB2C_47D1_50FA_3986, 0x421B_AD78_F9C5_630E, 0xB8C7_1E2D_6F09_A453],
    [0xC1AF_9268_0D34_E75B, 0xAF42_7C95_61DE_0B38, 0x9EF5_28C3_704A_1DB6, 0x432C_95FA_BE17_608D],
    [0x4B2E_F08D_3C97_5A61, 0xD0B7_491A_E35C_2F86, 0x14BD_C37E_AF68_0592, 0x6BD8_14A7_950F_E23C],
    [0xD284_6FB1_A93E_50C7, 0x1FD8_A374_C56B_0E92, 0x7B41_9CE2_06AD_F358, 0x21E7_4A8D_FC90_356B],
];

/// Place of each bit of the S-boxes' output behind permutation P, counted from the left and from 0: the inverse of P.
const BEHIND_P: [u32; 32] = [
    8, 16, 22, 30, 12, 27, 1, 17, 23, 15, 29, 5, 25, 19, 9, 0, 7, 13, 24, 2, 3, 28, 10, 18, 31, 11, 21, 6, 4, 26, 14,
    20,
];

/// Outputs of all S-boxes, as the half takes them, by six bits of input.
static OUTPUTS: [u32; 64] = outputs();

#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the compiler evaluates it, and ends at a panic"
)]
const fn outputs() -> [u32; 64] {
    let mut table = [0; 64];
    let mut place = 0;
    while place < 8 * 64 {
        let (number, six) = (place / 64, place % 64);
        // The outer two bits choose the row, the inner four the column.
        let row = BOXES[number][(six >> 5 << 1) | (six & 1)];
        let four = row >> (60 - 4 * (six >> 1 & 0xF)) & 0xF;
        table[six] |= permuted(number, four as u32);
        place += 1;
    }
    table
}

/// Returns the four bits of an S-box at their places in the half.
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the compiler evaluates it, and ends at a panic"
)]
const fn permuted(number: usize, four: u32) -> u32 {
    let mut half = 0;
    let mut bit = 0;
    while bit < 4 {
        if four >> (3 - bit) & 1 == 1 {
            half |= (1_u32 << (31 - BEHIND_P[4 * number + bit])).rotate_left(1);
        }
        bit += 1;
    }
    half
}

/// Exchanges the bits under a mask with those that stand `distance` bits to the left of them.
#[inline(always)]
const fn exchange(bits: u64, distance: u32, mask: u64) -> u64 {
    let differing = (bits >> distance ^ bits) & mask;
    bits ^ differing ^ differing << distance
}

/// Permutes a block by the initial permutation, and rotates the halves. The permutation transposes the octets as a
/// matrix of bits, by exchanges of squares.
#[inline(never)]
pub(super) fn enter(block: Block) -> Halves {
    let bits = exchange(u64::from_be_bytes(block), 36, 0x0F0F_0F0F);
    let bits = exchange(bits, 48, 0x0000_FFFF);
    let bits = exchange(bits, 30, 0xCCCC_CCCC);
    let bits = exchange(bits, 24, 0xFF00_FF00);
    let bits = exchange(bits, 33, 0x5555_5555);
    [((bits >> 32) as u32).rotate_left(1), (bits as u32).rotate_left(1)]
}

/// Undoes [`enter`]: the final permutation.
#[inline(never)]
pub(super) fn leave([left, right]: Halves) -> Block {
    let bits = u64::from(left.rotate_right(1)) << 32 | u64::from(right.rotate_right(1));
    let bits = exchange(bits, 33, 0x5555_5555);
    let bits = exchange(bits, 24, 0xFF00_FF00);
    let bits = exchange(bits, 30, 0xCCCC_CCCC);
    let bits = exchange(bits, 48, 0x0000_FFFF);
    exchange(bits, 36, 0x0F0F_0F0F).to_be_bytes()
}

/// Runs the rounds under pairs of round keys, and exchanges the halves behind the last. After two rounds each half is
/// at its own side again.
#[inline(always)]
pub(super) fn run<'k>([mut left, mut right]: Halves, keys: impl Iterator<Item = [&'k RoundKey; 2]>) -> Halves {
    for [one, two] in keys {
        left = mixed(left, right, one);
        right = mixed(right, left, two);
    }
    [right, left]
}

/// Runs the rounds of two blocks side by side, as [`run`] does, each under its keys.
#[inline(always)]
pub(super) fn run_both([one, other]: [Halves; 2], [keys, other_keys]: [&Schedule; 2]) -> [Halves; 2] {
    let ([mut left, mut right], [mut other_left, mut other_right]) = (one, other);
    for ([one, two], [other_one, other_two]) in keys.iter().zip(other_keys) {
        left = mixed(left, right, one);
        other_left = mixed(other_left, other_right, other_one);
        right = mixed(right, left, two);
        other_right = mixed(other_right, other_left, other_two);
    }
    [[right, left], [other_right, other_left]]
}

/// Mixes into the left half the cipher function of the right half under a round key.
#[inline(always)]
fn mixed(left: u32, right: u32, [first, second]: &RoundKey) -> u32 {
    let (even, odd) = (right ^ first, right.rotate_left(4) ^ second);
    // Six bits always name one of 64.
    let at = |bits: u32| OUTPUTS.get((bits & 0x3F) as usize).copied().unwrap_or_default();
    left ^ at(even >> 24) & const { permuted(1, 0xF) }
        ^ at(even >> 16) & const { permuted(3, 0xF) }
        ^ at(even >> 8) & const { permuted(5, 0xF) }
        ^ at(even) & const { permuted(7, 0xF) }
        ^ at(odd) & const { permuted(0, 0xF) }
        ^ at(odd >> 24) & const { permuted(2, 0xF) }
        ^ at(odd >> 16) & const { permuted(4, 0xF) }
        ^ at(odd >> 8) & const { permuted(6, 0xF) }
}
