//! Septets packed into octets, low bits first (3GPP TS 23.038 §6.1.2.1), and taken out again.

use crate::tlv::{Emitter, Full};

/// Septets that so many octets hold.
pub const fn septet_count(octets: usize) -> usize {
    octets.saturating_mul(8).wrapping_div(7)
}

/// The septets packed in octets.
#[derive(Clone, Debug)]
pub struct Septets<'a> {
    octets: core::slice::Iter<'a, u8>,
    /// Bits taken from the octets and not yet given out, the oldest lowest.
    bits: u16,
    /// How many.
    held: u32,
    /// Septets still to give.
    left: usize,
}

impl<'a> Septets<'a> {
    /// All septets, but for a last one of zeros or a carriage return that only fills the last octet, and a carriage
    /// return that was added because the text ends with one at the end of an octet (3GPP TS 23.038 §6.1.2.3.1).
    pub fn new(octets: &'a [u8]) -> Septets<'a> {
        let count = septet_count(octets.len());
        let is_spare = match (count.wrapping_rem(8), octets) {
            (0, [.., last]) => matches!(last >> 1, 0x00 | 0x0D),
            (1, [.., before, 0x0D]) => before >> 1 == 0x0D,
            _ => false,
        };
        Septets::counted(octets, if is_spare { count.saturating_sub(1) } else { count }, 0)
    }

    /// So many septets, after `skipped` (at most 7) fill bits.
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

/// Packs septets.
#[derive(Debug)]
pub struct Packer<'a, 'b> {
    into: &'a mut Emitter<'b>,
    bits: u16,
    held: u32,
    count: usize,
}

impl<'a, 'b> Packer<'a, 'b> {
    /// Begins behind so many (at most 7) fill bits.
    pub const fn new(into: &'a mut Emitter<'b>, fill: u32) -> Packer<'a, 'b> {
        Packer { into, bits: 0, held: fill, count: 0 }
    }

    /// Adds a septet.
    pub fn septet(&mut self, septet: u8) -> Result<(), Full> {
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

    /// Writes the last octet, its free bits zero, and says how many septets there are.
    pub fn finish(self) -> Result<usize, Full> {
        if self.held > 0 {
            let [_, low] = self.bits.to_be_bytes();
            self.into.octet(low)?;
        }
        Ok(self.count)
    }
}
