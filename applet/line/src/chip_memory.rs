//! Memory of the card as an array, in which a power failure can be armed. What a torn write leaves is an argument, so
//! the physics of the part stay with whoever asks.

use applet::{MEMORY_SIZE, MemoryError, Nvm};

use crate::Octets;
use crate::request::RequestError;

/// Power failure in a write that is yet to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WriteCut {
    /// Number of writes that come first.
    pub(crate) before: u32,
    /// Octets that the write leaves from its offset on; those beyond its length are ignored.
    pub(crate) left: Octets,
}

/// Memory of the chip.
#[derive(Clone, Debug)]
pub(crate) struct ChipMemory {
    octets: [u8; MEMORY_SIZE],
    /// Armed power failure; `None` without one.
    cut: Option<WriteCut>,
    /// Set from a power failure on until power returns.
    has_failed: bool,
}

impl Default for ChipMemory {
    /// Creates blank memory.
    fn default() -> ChipMemory {
        ChipMemory { octets: [0xFF; MEMORY_SIZE], cut: None, has_failed: false }
    }
}

/// Refuses a range that is not in the memory.
pub(crate) fn check_range(offset: usize, length: usize) -> Result<(), RequestError<'static>> {
    match offset.checked_add(length) {
        Some(end) if end <= MEMORY_SIZE => Ok(()),
        _ => Err(RequestError::OutsideMemory { offset, length }),
    }
}

impl ChipMemory {
    /// Returns octets as they stand, whatever the power; none outside of the memory.
    pub(crate) fn octets(&self, offset: usize, length: usize) -> &[u8] {
        self.octets.get(offset..offset.saturating_add(length)).unwrap_or_default()
    }

    /// Replaces octets, whatever the power; those outside of the memory are ignored.
    pub(crate) fn replace(&mut self, offset: usize, octets: &[u8]) {
        self.octets.iter_mut().skip(offset).zip(octets).for_each(|(to, from)| *to = *from);
    }

    /// Arms a power failure in place of one that has not come.
    pub(crate) fn arm(&mut self, cut: WriteCut) {
        self.cut = Some(cut);
    }

    /// Ends a power failure. A failure that has not come stays armed.
    pub(crate) fn restore_power(&mut self) {
        self.has_failed = false;
    }

    /// Counts a write; returns the octets that the write leaves if the power fails in it.
    fn meet_cut(&mut self) -> Option<Octets> {
        let cut = self.cut.take()?;
        let Some(before) = cut.before.checked_sub(1) else {
            self.has_failed = true;
            return Some(cut.left);
        };
        self.cut = Some(WriteCut { before, left: cut.left });
        None
    }
}

impl Nvm for ChipMemory {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        if self.has_failed {
            return Err(MemoryError);
        }
        let end = offset.checked_add(into.len()).ok_or(MemoryError)?;
        let from = self.octets.get(offset..end).ok_or(MemoryError)?;
        into.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        Ok(())
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
        if self.has_failed || check_range(offset, bytes.len()).is_err() {
            return Err(MemoryError);
        }
        match self.meet_cut() {
            None => {
                self.replace(offset, bytes);
                Ok(())
            }
            Some(left) => {
                let length = left.len().min(bytes.len());
                self.replace(offset, left.get(..length).unwrap_or_default());
                Err(MemoryError)
            }
        }
    }
}
