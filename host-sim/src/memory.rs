//! The simulated EEPROM.

use applet::{MemoryFault, Nvm};

/// A card's memory: octets, and when the power will fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eeprom {
    octets: Vec<u8>,
}

impl Eeprom {
    /// Blank memory of a card's size.
    pub fn blank() -> Eeprom {
        Eeprom { octets: vec![0xFF; applet::MEMORY_SIZE] }
    }
}

impl Nvm for Eeprom {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryFault> {
        let end = offset.checked_add(into.len()).ok_or(MemoryFault)?;
        into.copy_from_slice(self.octets.get(offset..end).ok_or(MemoryFault)?);
        Ok(())
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryFault> {
        let end = offset.checked_add(bytes.len()).ok_or(MemoryFault)?;
        self.octets.get_mut(offset..end).ok_or(MemoryFault)?.copy_from_slice(bytes);
        Ok(())
    }
}
