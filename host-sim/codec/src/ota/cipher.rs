//! Ciphering of packets in whole blocks, the first mixed with zeros.

use super::key::{ChainingMode, CipherKey};
use sim_wire::count::{Counted, CountedVerb};

/// Error of octets that must be whole blocks and are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} {} not whole blocks of {block}", Counted(*length, "octet"), CountedVerb(*length, "is", "are"))]
pub struct BlockError {
    /// Octets given.
    pub length: usize,
    /// Octets of a block.
    pub block: usize,
}

impl CipherKey {
    /// Returns the octets of padding that fill `length` octets up to whole blocks.
    pub fn padding(&self, length: usize) -> usize {
        length.next_multiple_of(self.key.block_length()) - length
    }

    /// Enciphers octets in place.
    pub fn encipher(&self, octets: &mut [u8]) -> Result<(), BlockError> {
        self.whole(octets)?;
        let cipher = self.key.ready();
        let mut before = vec![0; self.key.block_length()];
        for block in octets.chunks_exact_mut(self.key.block_length()) {
            if self.mode == ChainingMode::Chained {
                mix(block, &before);
            }
            cipher.encrypt(block);
            before.copy_from_slice(block);
        }
        Ok(())
    }

    /// Deciphers octets in place.
    pub fn decipher(&self, octets: &mut [u8]) -> Result<(), BlockError> {
        self.whole(octets)?;
        let cipher = self.key.ready();
        let mut before = vec![0; self.key.block_length()];
        for block in octets.chunks_exact_mut(self.key.block_length()) {
            let enciphered = block.to_vec();
            cipher.decrypt(block);
            if self.mode == ChainingMode::Chained {
                mix(block, &before);
            }
            before = enciphered;
        }
        Ok(())
    }

    fn whole(&self, octets: &[u8]) -> Result<(), BlockError> {
        let block = self.key.block_length();
        if octets.len().is_multiple_of(block) { Ok(()) } else { Err(BlockError { length: octets.len(), block }) }
    }
}

/// Computes the exclusive-or of a block and other octets into the block.
pub(super) fn mix(block: &mut [u8], other: &[u8]) {
    block.iter_mut().zip(other).for_each(|(to, from)| *to ^= from);
}
