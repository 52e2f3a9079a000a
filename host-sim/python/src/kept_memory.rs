//! Memory of a card, which may be kept in a file: then every write is in the file before the card goes on.

use applet::{MemoryError, Nvm};

use sim_device::link::PoweredMemory;
use sim_device::memory::{Eeprom, FileMemory, PowerCut};

/// Memory with the file that holds it.
pub(crate) struct KeptMemory {
    part: Eeprom,
    /// File with the same octets; `None` for a card that is in memory alone.
    file: Option<FileMemory>,
    /// Reason for which a write did not get into the file; `None` while every write did.
    fault: Option<String>,
}

impl KeptMemory {
    /// Creates the memory; a file holds what `part` holds.
    pub(crate) fn new(part: Eeprom, file: Option<FileMemory>) -> KeptMemory {
        KeptMemory { part, file, fault: None }
    }

    /// Returns every octet.
    pub(crate) fn image(&self) -> &[u8] {
        self.part.image()
    }

    /// Returns the reason for which the file is not as the memory; `None` while it is. From then on the memory fails,
    /// so that the card does not go on with what nobody will find again.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Closes the file, so that others can open it.
    pub(crate) fn close_file(&mut self) {
        self.file = None;
    }
}

impl Nvm for KeptMemory {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        if self.fault.is_some() {
            return Err(MemoryError);
        }
        self.part.read(offset, into)
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
        if self.fault.is_some() {
            return Err(MemoryError);
        }
        let written = self.part.write(offset, bytes);
        if let Some(file) = &mut self.file {
            let end = offset.checked_add(bytes.len()).ok_or(MemoryError)?;
            // A torn write is torn in the file too.
            let left = self.part.image().get(offset..end).ok_or(MemoryError)?;
            if file.write(offset, left).is_err() {
                let fault = file.take_fault();
                self.fault = Some(fault.map_or_else(|| "it is too short".to_owned(), |fault| fault.to_string()));
                return Err(MemoryError);
            }
        }
        written
    }
}

impl PoweredMemory for KeptMemory {
    fn arm(&mut self, cut: PowerCut) {
        self.part.arm(cut);
    }

    fn power_restored(&mut self) {
        self.part.power_restored();
    }

    fn exchange_begins(&mut self, command: &[u8]) -> Result<(), MemoryError> {
        PoweredMemory::exchange_begins(&mut self.part, command)
    }

    fn exchange_ends(&mut self) -> Result<(), MemoryError> {
        PoweredMemory::exchange_ends(&mut self.part)
    }
}
