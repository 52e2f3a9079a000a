//! The memory that survives: the trait a part implements, where things lie in it, and the two slots of which one is
//! always sound.

use core::fmt;

/// Memory that keeps its content without power.
///
/// A write may be cut short by a power failure: then any of the octets that were to change may have the old value,
/// the new one, or (bit by bit) something between, and the part answers nothing until power returns. Octets outside the
/// write keep their value.
pub trait Nvm {
    /// Reads `into.len()` octets from `offset` on.
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryFault>;

    /// Writes `bytes` from `offset` on; returns when they are durable.
    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryFault>;
}

/// The memory did not do as asked: power failed, or the part is broken or too small. No refusal: the card falls mute
/// until it is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryFault;

impl fmt::Display for MemoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the card's memory failed")
    }
}

impl core::error::Error for MemoryFault {}

/// Octets a card needs.
pub const MEMORY_SIZE: usize = 3072;
