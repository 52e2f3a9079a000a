//! Cursor over octets in one of the two byte orders.

use super::Damage;

/// Byte order of a file or section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ByteOrder {
    /// Highest octet first.
    #[default]
    Big,
    /// Lowest octet first.
    Little,
}

impl ByteOrder {
    /// Returns a number of two octets.
    pub(super) const fn u16(self, octets: [u8; 2]) -> u16 {
        match self {
            ByteOrder::Big => u16::from_be_bytes(octets),
            ByteOrder::Little => u16::from_le_bytes(octets),
        }
    }

    /// Returns a number of four octets.
    pub(super) const fn u32(self, octets: [u8; 4]) -> u32 {
        match self {
            ByteOrder::Big => u32::from_be_bytes(octets),
            ByteOrder::Little => u32::from_le_bytes(octets),
        }
    }
}

/// Octets of which some are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    /// Octets that are left.
    pub(super) left: &'a [u8],
    /// Byte order of the numbers.
    pub(super) order: ByteOrder,
}

impl<'a> Cursor<'a> {
    /// Takes the next octets of a field with this name.
    pub(super) fn take(&mut self, what: &'static str, count: usize) -> Result<&'a [u8], Damage> {
        let beyond = Damage::BeyondBlock { what, needed: count, left: self.left.len() };
        let (taken, left) = self.left.split_at_checked(count).ok_or(beyond)?;
        self.left = left;
        Ok(taken)
    }

    /// Takes the next octets as an array.
    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], Damage> {
        let beyond = Damage::BeyondBlock { what, needed: N, left: self.left.len() };
        let (taken, left) = self.left.split_first_chunk::<N>().ok_or(beyond)?;
        self.left = left;
        Ok(*taken)
    }

    /// Takes a number of two octets.
    pub(super) fn u16(&mut self, what: &'static str) -> Result<u16, Damage> {
        Ok(self.order.u16(self.array(what)?))
    }

    /// Takes a number of four octets.
    pub(super) fn u32(&mut self, what: &'static str) -> Result<u32, Damage> {
        Ok(self.order.u32(self.array(what)?))
    }
}
