//! DES and 3DES (FIPS 46-3), by tables that the compiler makes.
//!
//! A half of a block stays rotated by one bit to the left between the permutations, so that each S-box finds its six
//! bits together: those of the boxes with even numbers at the ends of the octets of the half, the others at the ends of
//! the octets of the half rotated by four. An S-box and the permutation behind it are one table.
//!
//! The terminal's DES, in `sim-codec`, is another one and shares no line with this; tests hold both to the standard's
//! known answers and to RustCrypto's `des`.

use super::{Block, ShortKey};

/// Sixteen round keys of 48 bits, each as two words for the two halves of the S-boxes.
type Schedule = [[u32; 2]; 16];

/// Halves of a block between the permutations.
type Halves = [u32; 2];

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

/// Permuted choice 2: bit of C, counted from 1, for each bit of the first four sixes of a round key, and bit of D,
/// counted from 29, for the others.
const CHOICE: [u8; 48] = [
    14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30,
    40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];

/// Rounds before which C and D are rotated by one bit; before the others by two.
const SINGLE_SHIFTS: u16 = 1 | 1 << 1 | 1 << 8 | 1 << 15;

/// Each S-box, by six bits as they come, with permutation P and the rotation of the halves behind it.
static SUBSTITUTED: [[u32; 64]; 8] = substituted();

/// Bits of a round key, as its words have them, by each seven bits of C and D.
static CHOSEN: [[u64; 128]; 8] = chosen();

/// Joins each S-box with permutation P and the rotation of the halves.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which ends where an index is wrong")]
const fn substituted() -> [[u32; 64]; 8] {
    let mut tables = [[0; 64]; 8];
    let mut place = 0;
    while place < 8 * 64 {
        let (number, six) = (place / 64, place % 64);
        // The outer two bits choose the row, the inner four the column.
        let row = BOXES[number][(six >> 5 << 1) | (six & 1)];
        let four = row >> (60 - 4 * (six >> 1 & 0xF)) & 0xF;
        let mut bit = 0;
        while bit < 4 {
            if four >> (3 - bit) & 1 == 1 {
                tables[number][six] |= (1_u32 << (31 - BEHIND_P[4 * number + bit])).rotate_left(1);
            }
            bit += 1;
        }
        place += 1;
    }
    tables
}

/// Splits permuted choice 2 by the sevens of C and D.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which ends where an index is wrong")]
const fn chosen() -> [[u64; 128]; 8] {
    let mut tables = [[0; 128]; 8];
    let mut bit = 0;
    while bit < 48 {
        let from = CHOICE[bit] as usize - 1;
        // The sixes of boxes with even numbers stand in the first word, from its first octet on; the third, fifth and
        // seventh in the second word, and the first behind them.
        let (number, within) = (bit / 6, bit % 6);
        let octet = if number % 2 == 1 { number / 2 } else { 4 + (number / 2 + 3) % 4 };
        let place = 63 - (8 * octet + 2 + within);
        let mut seven = 0;
        while seven < 128 {
            if seven >> (6 - from % 7) & 1 == 1 {
                tables[from / 7][seven] |= 1 << place;
            }
            seven += 1;
        }
        bit += 1;
    }
    tables
}

/// Computes the round keys.
fn schedule(key: &ShortKey) -> Schedule {
    // Permuted choice 1 reads the octets of the key as the columns of a matrix, the last first.
    let matrix = key.iter().enumerate().fold(0, |matrix, (number, octet)| {
        let seven = u64::from(octet >> 1);
        matrix | (seven.wrapping_mul(0x0002_0408_1020_4081) & 0x0001_0101_0101_0101) << number
    });
    let behind = (matrix as u32).swap_bytes();
    let mut c = (matrix >> 28) as u32 & 0x0FFF_FFFF;
    let mut d = behind >> 4 & 0x0FFF_FFF0 | behind & 0xF;
    let mut round = 0_u32;
    [(); 16].map(|()| {
        let shift = if SINGLE_SHIFTS >> round & 1 == 1 { 1 } else { 2 };
        round += 1;
        c = (c << shift | c >> (28 - shift)) & 0x0FFF_FFFF;
        d = (d << shift | d >> (28 - shift)) & 0x0FFF_FFFF;
        let words = look_up(&CHOSEN, [c >> 21, c >> 14, c >> 7, c, d >> 21, d >> 14, d >> 7, d]);
        [(words >> 32) as u32, words as u32]
    })
}

/// Joins what eight tables have for bits; bits above a table's are passed over.
#[inline(always)]
fn look_up<W: Copy + Default + core::ops::BitXor<Output = W>, const VALUES: usize>(
    tables: &[[W; VALUES]; 8],
    bits: [u32; 8],
) -> W {
    tables.iter().zip(bits).fold(W::default(), |joined, (table, bits)| {
        joined ^ table.get(bits as usize % VALUES).copied().unwrap_or_default()
    })
}

/// Exchanges the bits of one word under a mask, shifted, with those of another.
#[inline(always)]
const fn exchanged(one: u32, other: u32, shift: u32, mask: u32) -> (u32, u32) {
    let differing = (one >> shift ^ other) & mask;
    (one ^ differing << shift, other ^ differing)
}

/// Permutes a block by the initial permutation, and rotates the halves. The permutation transposes the octets as a
/// matrix of bits, by exchanges of squares.
#[inline(always)]
fn entered(block: Block) -> Halves {
    let [l0, l1, l2, l3, r0, r1, r2, r3] = block;
    let (left, right) = (u32::from_be_bytes([l0, l1, l2, l3]), u32::from_be_bytes([r0, r1, r2, r3]));
    let (left, right) = exchanged(left, right, 4, 0x0F0F_0F0F);
    let (left, right) = exchanged(left, right, 16, 0x0000_FFFF);
    let (right, left) = exchanged(right, left, 2, 0x3333_3333);
    let (right, left) = exchanged(right, left, 8, 0x00FF_00FF);
    let (left, right) = exchanged(left, right, 1, 0x5555_5555);
    [left.rotate_left(1), right.rotate_left(1)]
}

/// Undoes [`entered`]: the final permutation.
#[inline(always)]
fn left([left, right]: Halves) -> Block {
    let (left, right) = (left.rotate_right(1), right.rotate_right(1));
    let (left, right) = exchanged(left, right, 1, 0x5555_5555);
    let (right, left) = exchanged(right, left, 8, 0x00FF_00FF);
    let (right, left) = exchanged(right, left, 2, 0x3333_3333);
    let (left, right) = exchanged(left, right, 16, 0x0000_FFFF);
    let (left, right) = exchanged(left, right, 4, 0x0F0F_0F0F);
    ((left as u64) << 32 | right as u64).to_be_bytes()
}

/// Computes the cipher function of a half under a round key.
#[inline(always)]
fn mixed(half: u32, [first, second]: &[u32; 2]) -> u32 {
    let (even, odd) = (half ^ first, half.rotate_left(4) ^ second);
    look_up(&SUBSTITUTED, [odd, even >> 24, odd >> 24, even >> 16, odd >> 16, even >> 8, odd >> 8, even])
}

/// Runs the rounds, and exchanges the halves behind the last.
#[inline(always)]
fn rounds<'k>([mut left, mut right]: Halves, keys: impl Iterator<Item = &'k [u32; 2]>) -> Halves {
    for key in keys {
        (left, right) = (right, left ^ mixed(right, key));
    }
    [right, left]
}

/// DES under one key, with its round keys.
#[derive(Clone)]
pub(super) struct Des(Schedule);

impl Des {
    /// Runs the key schedule.
    pub(super) fn new(key: &ShortKey) -> Des {
        Des(schedule(key))
    }

    /// Enciphers one block.
    pub(super) fn encrypt(&self, block: Block) -> Block {
        left(self.forth(entered(block)))
    }

    /// Deciphers one block.
    pub(super) fn decrypt(&self, block: Block) -> Block {
        left(self.back(entered(block)))
    }

    fn forth(&self, halves: Halves) -> Halves {
        rounds(halves, self.0.iter())
    }

    fn back(&self, halves: Halves) -> Halves {
        rounds(halves, self.0.iter().rev())
    }
}

/// 3DES: E with the first key, D with the second, E with the third. The permutations between the three undo each other
/// and are left out.
#[derive(Clone)]
pub(super) struct TripleDes([Des; 3]);

impl TripleDes {
    /// Runs the key schedules of two keys, the first of which is the third again.
    pub(super) fn of_two(key: &[u8; 16]) -> TripleDes {
        let [first, second] = *key.as_chunks::<8>().0.first_chunk().unwrap_or(&[[0; 8]; 2]);
        let outer = Des::new(&first);
        TripleDes([outer.clone(), Des::new(&second), outer])
    }

    /// Runs the key schedules of three keys.
    pub(super) fn of_three(key: &[u8; 24]) -> TripleDes {
        let keys = *key.as_chunks::<8>().0.first_chunk().unwrap_or(&[[0; 8]; 3]);
        TripleDes(keys.map(|key| Des::new(&key)))
    }

    /// Enciphers one block.
    pub(super) fn encrypt(&self, block: Block) -> Block {
        let [first, second, third] = &self.0;
        left(third.forth(second.back(first.forth(entered(block)))))
    }

    /// Deciphers one block.
    pub(super) fn decrypt(&self, block: Block) -> Block {
        let [first, second, third] = &self.0;
        left(first.back(second.forth(third.back(entered(block)))))
    }
}

#[cfg(test)]
mod tests;
