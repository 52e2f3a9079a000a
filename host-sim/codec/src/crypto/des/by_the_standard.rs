//! DES as FIPS 46-3 describes it, bit by bit: slow and obvious, to check the tables against.

use super::tables::{
    COMPRESSION, FINAL_PERMUTATION, INITIAL_PERMUTATION, KEY_CHOICE, KEY_SHIFTS, ROUND_PERMUTATION, SUBSTITUTIONS,
};
use super::{DesBlock, SingleKey};

/// E bit-selection table.
#[rustfmt::skip]
const EXPANSION: [u8; 48] = [
    32,  1,  2,  3,  4,  5,
     4,  5,  6,  7,  8,  9,
     8,  9, 10, 11, 12, 13,
    12, 13, 14, 15, 16, 17,
    16, 17, 18, 19, 20, 21,
    20, 21, 22, 23, 24, 25,
    24, 25, 26, 27, 28, 29,
    28, 29, 30, 31, 32,  1,
];

/// Enciphers one block.
pub(super) fn encrypt(key: &SingleKey, block: DesBlock) -> DesBlock {
    crypt(&round_keys(key), block)
}

/// Deciphers one block: the rounds with the round keys in reverse order.
pub(super) fn decrypt(key: &SingleKey, block: DesBlock) -> DesBlock {
    let mut keys = round_keys(key);
    keys.reverse();
    crypt(&keys, block)
}

/// Permutes bits: bit n of the result is bit `table[n]` of `value`, both counted from 1 at the left as FIPS 46-3 does.
/// `value` has `width` bits.
fn permute(value: u64, width: u32, table: &[u8]) -> u64 {
    table.iter().fold(0, |result, &position| {
        let bit = (value >> (width - u32::from(position))) & 1;
        (result << 1) | bit
    })
}

/// Returns the sixteen round keys of 48 bits (FIPS 46-3, "Key schedule").
fn round_keys(key: &SingleKey) -> [u64; 16] {
    let chosen = permute(u64::from_be_bytes(*key), 64, &KEY_CHOICE);
    let (mut c, mut d) = (chosen >> 28, chosen & 0x0FFF_FFFF);
    KEY_SHIFTS.map(|shift| {
        c = rotate_left_28(c, shift);
        d = rotate_left_28(d, shift);
        permute((c << 28) | d, 56, &COMPRESSION)
    })
}

/// Rotates 28 bits to the left.
fn rotate_left_28(value: u64, by: u32) -> u64 {
    ((value << by) | (value >> (28 - by))) & 0x0FFF_FFFF
}

/// Runs the sixteen rounds between the two permutations.
fn crypt(keys: &[u64; 16], block: DesBlock) -> DesBlock {
    let start = permute(u64::from_be_bytes(block), 64, &INITIAL_PERMUTATION);
    let (mut left, mut right) = (start >> 32, start & 0xFFFF_FFFF);
    for key in keys {
        (left, right) = (right, left ^ round(right, *key));
    }
    // The halves are not exchanged after the last round, so they are put back here.
    permute((right << 32) | left, 64, &FINAL_PERMUTATION).to_be_bytes()
}

/// Computes the cipher function f(R, K).
fn round(right: u64, key: u64) -> u64 {
    let mixed = permute(right, 32, &EXPANSION) ^ key;
    let substituted = (0_u32..8).zip(&SUBSTITUTIONS).fold(0, |result, (number, table)| {
        let six = (mixed >> (42 - 6 * number)) & 0x3F;
        (result << 4) | substitute(table, six)
    });
    permute(substituted, 32, &ROUND_PERMUTATION)
}

/// Substitutes six bits by one S-box: the outer two choose the row and the inner four the column.
fn substitute(table: &[[u8; 16]; 4], six: u64) -> u64 {
    let row = ((six >> 4) & 2) | (six & 1);
    let column = (six >> 1) & 0xF;
    let cell = (0..).zip(table).find(|(number, _)| *number == row).and_then(|(_, cells)| {
        let mut numbered = (0..).zip(cells);
        numbered.find(|(number, _)| *number == column)
    });
    // Two bits always name one of four rows and four bits one of sixteen columns, so there is always a cell.
    cell.map_or(0, |(_, &value)| u64::from(value))
}
