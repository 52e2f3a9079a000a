//! Permutations of bits by looking up several bits at once.

/// Permutation of up to 64 bits, as what each value of each chunk of the bits contributes to the result. There are as
/// many chunks as `CHUNKS`, and a chunk has as many values as `VALUES`, a power of two.
pub(super) struct BitPermutation<const CHUNKS: usize, const VALUES: usize> {
    contributions: [[u64; VALUES]; CHUNKS],
}

impl<const CHUNKS: usize, const VALUES: usize> BitPermutation<CHUNKS, VALUES> {
    /// Bits of a chunk.
    const BITS: u32 = VALUES.trailing_zeros();

    /// Bits of what is permuted.
    const WIDTH: u32 = Self::BITS * CHUNKS as u32;

    /// Creates the permutation whose result has the bits of a table of the standard in that order; see [`permuted`].
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which ends where an index is wrong")]
    pub(super) const fn of(table: &[u8]) -> BitPermutation<CHUNKS, VALUES> {
        let mut contributions = [[0; VALUES]; CHUNKS];
        let mut chunk = 0;
        while chunk < CHUNKS {
            let mut value = 0;
            while value < VALUES {
                let bits = (value as u64) << (Self::WIDTH - Self::BITS * (chunk as u32 + 1));
                contributions[chunk][value] = permuted(bits, Self::WIDTH, table);
                value += 1;
            }
            chunk += 1;
        }
        BitPermutation { contributions }
    }

    /// Permutes bits.
    #[inline]
    pub(super) fn apply(&self, bits: u64) -> u64 {
        let mut shift = Self::WIDTH;
        self.contributions.iter().fold(0, |result, contributions| {
            shift -= Self::BITS;
            // Whatever the bits are, the remainder is the place of a value.
            result | contributions.get((bits >> shift) as usize % VALUES).copied().unwrap_or_default()
        })
    }
}

/// Permutes bits one by one: bit n of the result is bit `table[n]` of `value`, both counted from 1 at the left as FIPS
/// 46-3 does; bit 0 is a bit that is not set. `value` has `width` bits.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which ends where an index is wrong")]
pub(super) const fn permuted(value: u64, width: u32, table: &[u8]) -> u64 {
    let mut result = 0;
    let mut at = 0;
    while at < table.len() {
        let bit = if table[at] == 0 { 0 } else { (value >> (width - table[at] as u32)) & 1 };
        result = (result << 1) | bit;
        at += 1;
    }
    result
}
