//! A card's memory together with its power: memory in which a power cut can be armed, and a variant kept in a file.

use std::cell::RefCell;
use std::rc::Rc;

use applet::{MemoryError, Nvm};

use crate::memory::{Eeprom, FileMemory, PowerCut};

/// Memory whose power can fail and be restored.
pub trait PoweredMemory: Nvm {
    /// Arms a power cut.
    fn arm(&mut self, cut: PowerCut);

    /// Restores power.
    fn power_restored(&mut self);

    /// Notes that a command is about to reach the card; an error if the power fails before it.
    fn exchange_begins(&mut self, _command: &[u8]) -> Result<(), MemoryError> {
        Ok(())
    }

    /// Notes that the card has answered the command; an error if the power fails before the answer leaves.
    fn exchange_ends(&mut self) -> Result<(), MemoryError> {
        Ok(())
    }
}

impl PoweredMemory for Eeprom {
    fn arm(&mut self, cut: PowerCut) {
        Eeprom::arm(self, cut);
    }

    fn power_restored(&mut self) {
        Eeprom::power_restored(self);
    }

    fn exchange_begins(&mut self, command: &[u8]) -> Result<(), MemoryError> {
        Eeprom::exchange_begins(self, command)
    }

    fn exchange_ends(&mut self) -> Result<(), MemoryError> {
        Eeprom::exchange_ends(self)
    }
}

/// Simulated EEPROM whose every write is in a file before the card goes on. A torn write is torn in the file too.
#[derive(Clone, Debug)]
pub struct FileBacked {
    part: Eeprom,
    file: Rc<RefCell<FileMemory>>,
}

impl FileBacked {
    /// Creates the memory of a card file; `part` holds what the file holds. Another holder of the file can ask it
    /// afterwards for the fault.
    pub fn new(part: Eeprom, file: Rc<RefCell<FileMemory>>) -> FileBacked {
        FileBacked { part, file }
    }
}

impl Nvm for FileBacked {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        self.part.read(offset, into)
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
        let written = self.part.write(offset, bytes);
        let left = self.part.image().get(offset..offset.saturating_add(bytes.len())).ok_or(MemoryError)?;
        self.file.try_borrow_mut().map_err(|_| MemoryError)?.write(offset, left)?;
        written
    }
}

impl PoweredMemory for FileBacked {
    fn arm(&mut self, cut: PowerCut) {
        self.part.arm(cut);
    }

    fn power_restored(&mut self) {
        self.part.power_restored();
    }

    fn exchange_begins(&mut self, command: &[u8]) -> Result<(), MemoryError> {
        self.part.exchange_begins(command)
    }

    fn exchange_ends(&mut self) -> Result<(), MemoryError> {
        self.part.exchange_ends()
    }
}
