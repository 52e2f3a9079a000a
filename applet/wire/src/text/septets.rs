//! Packing of septets into octets, low bits first (3GPP TS 23.038 §6.1.2.1), and unpacking.

use crate::tlv::{BufferFullError, Emitter};

/// Returns the number of septets that fit in `octets` octets.
pub const fn septet_count(octets: usize) -> usize {
    octets.saturating_mul(8).wrapping_div(7)
}

/// Iterator over septets packed in octets.
#[derive(Clone, Debug)]
pub struct Septets<'a> {
    octets: core::slice::Iter<'a, u8>,
    /// Bits taken from the octets and not yet returned, the oldest lowest.
    bits: u16,
    /// Number of bits in `bits`.
    held: u32,
    /// Septets still to be returned.
    left: usize,
}

impl<'a> Septets<'a> {
    /// Creates an iterator over all septets but those that only fill (3GPP TS 23.038 §6.1.2.3.1).
    ///
    /// A last septet of zeros or a carriage return is left out if it only fills the last octet. A carriage return alone
    /// in the last octet is left out if another ends the octet before, because it was added for that.
    pub fn new(octets: &'a [u8]) -> Septets<'a> {
        let count = septet_count(octets.len());
        let is_spare = match (count.wrapping_rem(8), octets) {
            (0, [.., last]) => matches!(last >> 1, 0x00 | 0x0D),
            (1, [.., before, 0x0D]) => before >> 1 == 0x0D,
            _ => false,
        };
        Septets::counted(octets, if is_spare { count.saturating_sub(1) } else { count }, 0)
    }

    /// Creates an iterator over `count` septets behind `skipped` (at most 7) fill bits.
    pub fn counted(octets: &'a [u8], count: usize, skipped: u32) -> Septets<'a> {
        let mut septets = Septets { octets: octets.iter(), bits: 0, held: 0, left: count };
        if skipped > 0
            && let Some(first) = septets.octets.next()
        {
            septets.bits = u16::from(*first).checked_shr(skipped).unwrap_or(0);
            septets.held = 8_u32.saturating_sub(skipped);
        }
        septets
    }
}

impl Iterator for Septets<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        self.left = self.left.checked_sub(1)?;
        if self.held < 7 {
            let octet = u16::from(*self.octets.next()?);
            self.bits |= octet.checked_shl(self.held).unwrap_or(0);
            self.held = self.held.saturating_add(8);
        }
        let [_, low] = self.bits.to_be_bytes();
        self.bits >>= 7;
        self.held = self.held.saturating_sub(7);
        Some(low & 0x7F)
    }
}

/// Writer of packed septets.
#[derive(Debug)]
pub struct Packer<'a, 'b> {
    into: &'a mut Emitter<'b>,
    bits: u16,
    held: u32,
    count: usize,
}

impl<'a, 'b> Packer<'a, 'b> {
    /// Creates a writer that begins behind `fill` (at most 7) fill bits.
    pub const fn new(into: &'a mut Emitter<'b>, fill: u32) -> Packer<'a, 'b> {
        Packer { into, bits: 0, held: fill, count: 0 }
    }

    /// Adds a septet.
    pub fn septet(&mut self, septet: u8) -> Result<(), BufferFullError> {
        self.bits |= u16::from(septet & 0x7F).checked_shl(self.held).unwrap_or(0);
        self.held = self.held.saturating_add(7);
        self.count = self.count.saturating_add(1);
        if self.held >= 8 {
            let [high, low] = self.bits.to_be_bytes();
            self.into.octet(low)?;
            self.bits = u16::from(high);
            self.held = self.held.saturating_sub(8);
        }
        Ok(())
    }

    /// Writes the last octet, its free bits zero, and returns the number of septets.
    pub fn finish(self) -> Result<usize, BufferFullError> {
        if self.held > 0 {
            let [_, low] = self.bits.to_be_bytes();
            self.into.octet(low)?;
        }
        Ok(self.count)
    }
}
