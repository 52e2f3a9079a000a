//! DES, 3DES with two and three keys, and their MACs, written down from the tables of FIPS 46-3 and nothing else.
//!
//! This code is slow and obvious on purpose. The card computes with RustCrypto's `des`. If the terminal did too, a
//! mistake in its use would be made on both sides and no test would see it. So this file shares no line with the card.
//! A permutation is a list of bit numbers as the standard prints it, and a round is four statements.

mod tables;

use tables::{
    COMPRESSION, EXPANSION, FINAL_PERMUTATION, INITIAL_PERMUTATION, KEY_CHOICE, KEY_SHIFTS, ROUND_PERMUTATION,
    SUBSTITUTIONS,
};

/// Block of eight octets.
pub type DesBlock = [u8; 8];

/// Single-length key; bit 8 of each octet is parity and is ignored.
pub type SingleKey = [u8; 8];

/// Double-length key, K_L then K_R.
pub type DoubleKey = [u8; 16];

/// Triple-length key.
pub type TripleKey = [u8; 24];

/// Enciphers one block with DES (FIPS 46-3, "Enciphering").
pub fn encrypt(key: &SingleKey, block: DesBlock) -> DesBlock {
    crypt(&round_keys(key), block)
}

/// Deciphers one block with DES: the rounds of [`encrypt`] with the round keys in reverse order (FIPS 46-3,
/// "Deciphering").
pub fn decrypt(key: &SingleKey, block: DesBlock) -> DesBlock {
    let mut keys = round_keys(key);
    keys.reverse();
    crypt(&keys, block)
}

/// Enciphers one block with two-key 3DES: E with K_L, D with K_R, E with K_L.
pub fn encrypt_double(key: &DoubleKey, block: DesBlock) -> DesBlock {
    let (left, right) = halves(key);
    encrypt(&left, decrypt(&right, encrypt(&left, block)))
}

/// Deciphers one block with two-key 3DES, the inverse of [`encrypt_double`].
pub fn decrypt_double(key: &DoubleKey, block: DesBlock) -> DesBlock {
    let (left, right) = halves(key);
    decrypt(&left, encrypt(&right, decrypt(&left, block)))
}

/// Enciphers one block with three-key 3DES: E with the first, D with the second, E with the third.
pub fn encrypt_triple(key: &TripleKey, block: DesBlock) -> DesBlock {
    let (first, second, third) = thirds(key);
    encrypt(&third, decrypt(&second, encrypt(&first, block)))
}

/// Deciphers one block with three-key 3DES, the inverse of [`encrypt_triple`].
pub fn decrypt_triple(key: &TripleKey, block: DesBlock) -> DesBlock {
    let (first, second, third) = thirds(key);
    decrypt(&first, encrypt(&second, decrypt(&third, block)))
}

/// Splits a triple-length key into its three keys.
fn thirds(key: &TripleKey) -> (SingleKey, SingleKey, SingleKey) {
    let [a, b, c, d, e, f, g, h, rest @ ..] = *key;
    let (second, third) = halves(&rest);
    ([a, b, c, d, e, f, g, h], second, third)
}

/// Splits a double-length key into K_L and K_R.
pub fn halves(key: &DoubleKey) -> (SingleKey, SingleKey) {
    let [a, b, c, d, e, f, g, h, right @ ..] = *key;
    ([a, b, c, d, e, f, g, h], right)
}

/// Returns the exclusive-or of two blocks.
pub fn xor(a: DesBlock, b: DesBlock) -> DesBlock {
    (u64::from_be_bytes(a) ^ u64::from_be_bytes(b)).to_be_bytes()
}

/// Pads `data` by ISO 9797-1 method 2 and returns its blocks. An octet 80 always follows, then 00 up to a whole block.
/// So data which is already whole blocks gains one.
pub fn padded_blocks(data: &[u8]) -> Vec<DesBlock> {
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(8), 0);
    whole_blocks(&padded)
}

/// Returns the whole blocks of `data`; octets left over at the end are not part of any.
pub fn whole_blocks(data: &[u8]) -> Vec<DesBlock> {
    data.as_chunks::<8>().0.to_vec()
}

/// Computes the CBC-MAC under single DES: method 2 padding, all eight octets of the last block (ISO 9797-1 algorithm
/// 1). PBOC's transaction MAC and TAC are the leftmost four.
pub fn mac(key: &SingleKey, iv: DesBlock, data: &[u8]) -> DesBlock {
    padded_blocks(data).into_iter().fold(iv, |chain, block| encrypt(key, xor(chain, block)))
}

/// Computes the MAC of ISO 9797-1 algorithm 3 ("retail MAC"), all eight octets. CBC under K_L with method 2 padding;
/// the last block goes once through D with K_R and E with K_L.
pub fn retail_mac(key: &DoubleKey, iv: DesBlock, data: &[u8]) -> DesBlock {
    let (left, right) = halves(key);
    encrypt(&left, decrypt(&right, mac(&left, iv, data)))
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

#[cfg(test)]
mod tests;
