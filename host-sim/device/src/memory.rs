//! The card's memory as a part with physics: a simulated EEPROM that counts its writes, wears, and can lose its power
//! in the middle of a write; and, in [`mod@file`], a memory that lives in a file.
//!
//! The physics of a torn write is one sentence: **only a bit that differs between the old and the new content may end
//! as either; every other bit, inside and outside the write, keeps its value.** After the cut the part answers nothing
//! until power is restored. Everything a power cut can do to the card is enumerated through [`PowerCut`].

use std::cell::Cell;

use applet::{MEMORY_SIZE, MemoryFault, Nvm};

mod broken;
pub mod file;
pub mod image;
mod manufacture;
mod tear;

pub use broken::{Broken, UnknownFaultError};
pub use file::FileMemory;
pub use image::ImageError;
pub use manufacture::{ManufactureError, manufacture, manufactured};
pub use tear::Tear;

/// Octets that the part programs, and wears, together.
pub const PAGE_LENGTH: usize = 64;

/// Where the power fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutPoint {
    /// During the write of that number, counted from the arming on: 0 is the next one.
    Write(u64),
    /// Just before the read of that number, counted from the arming on: 0 is the next one.
    Read(u64),
}

/// A power failure that is yet to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PowerCut {
    /// When.
    pub moment: CutPoint,
    /// What the write that it meets leaves behind; of no consequence where the moment is a read.
    pub tear: Tear,
}

impl PowerCut {
    /// A cut in the write of that number, counted from the arming on.
    pub const fn at_write(write: u64, tear: Tear) -> PowerCut {
        PowerCut { moment: CutPoint::Write(write), tear }
    }

    /// A cut just before the read of that number, counted from the arming on.
    pub const fn at_read(read: u64) -> PowerCut {
        PowerCut { moment: CutPoint::Read(read), tear: Tear::Nothing }
    }
}

/// What a write met: where it was and how much of it could tear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteReport {
    /// Offset of the first octet.
    pub offset: usize,
    /// Octets written.
    pub length: usize,
    /// Octets whose new value differs from the old one: those that can tear.
    pub differing: usize,
}

/// The part's supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Supply {
    Steady,
    Armed(PowerCut),
    Failed,
}

/// A simulated EEPROM of [`MEMORY_SIZE`] octets.
///
/// Two are equal when they hold the same octets under the same supply; how often they were read and written is history,
/// not content.
#[derive(Clone, Debug)]
pub struct Eeprom {
    octets: Vec<u8>,
    supply: Cell<Supply>,
    reads: Cell<u64>,
    writes: u64,
    wear: Vec<u32>,
    last_write: Option<WriteReport>,
    broken: Option<Broken>,
    delayed: Option<broken::Delayed>,
}

impl PartialEq for Eeprom {
    fn eq(&self, other: &Eeprom) -> bool {
        self.octets == other.octets && self.supply == other.supply
    }
}

impl Eq for Eeprom {}

impl Default for Eeprom {
    fn default() -> Eeprom {
        Eeprom::blank()
    }
}

impl Eeprom {
    /// Memory as it comes from the factory: every octet FF.
    pub fn blank() -> Eeprom {
        Eeprom::holding(vec![0xFF; MEMORY_SIZE])
    }

    /// The memory of a card, from its image. An image of another size, without a card in it or of another version is
    /// refused.
    pub fn from_image(image: &[u8]) -> Result<Eeprom, ImageError> {
        image::check(image)?;
        Ok(Eeprom::holding(image.to_vec()))
    }

    fn holding(octets: Vec<u8>) -> Eeprom {
        let pages = octets.len().div_ceil(PAGE_LENGTH);
        Eeprom {
            octets,
            supply: Cell::new(Supply::Steady),
            reads: Cell::new(0),
            writes: 0,
            wear: vec![0; pages],
            last_write: None,
            broken: None,
            delayed: None,
        }
    }

    /// Every octet, as it stands whatever the supply.
    pub fn image(&self) -> &[u8] {
        &self.octets
    }

    /// Arms a power cut; the numbers in it count from here. A cut that was armed before is forgotten, and a part
    /// whose power has already failed stays without it.
    pub fn arm(&mut self, cut: PowerCut) {
        if self.supply.get() != Supply::Failed {
            self.supply.set(Supply::Armed(cut));
        }
    }

    /// Forgets a cut that has not come.
    pub fn disarm(&mut self) {
        if let Supply::Armed(_) = self.supply.get() {
            self.supply.set(Supply::Steady);
        }
    }

    /// Whether the power has failed and has not been restored.
    pub fn power_failed(&self) -> bool {
        self.supply.get() == Supply::Failed
    }

    /// Ends a power failure: the part answers again. A cut still armed stays armed.
    pub fn power_restored(&mut self) {
        if self.power_failed() {
            self.supply.set(Supply::Steady);
        }
    }

    /// Writes that the part began since it was made, those that tore among them.
    pub fn write_count(&self) -> u64 {
        self.writes
    }

    /// Reads that the part answered since it was made.
    pub fn read_count(&self) -> u64 {
        self.reads.get()
    }

    /// How often each page of [`PAGE_LENGTH`] octets was programmed.
    pub fn wear(&self) -> &[u32] {
        &self.wear
    }

    /// What the last write met, torn or whole.
    pub fn last_write(&self) -> Option<WriteReport> {
        self.last_write
    }

    /// Counts one operation of the kind that the armed cut waits for; whether this is the one it meets.
    fn meet_cut(&self, is_write: bool) -> Option<Tear> {
        let Supply::Armed(cut) = self.supply.get() else {
            return None;
        };
        let next = match (cut.moment, is_write) {
            (CutPoint::Write(0), true) | (CutPoint::Read(0), false) => {
                self.supply.set(Supply::Failed);
                return Some(cut.tear);
            }
            (CutPoint::Write(n), true) => CutPoint::Write(n.saturating_sub(1)),
            (CutPoint::Read(n), false) => CutPoint::Read(n.saturating_sub(1)),
            (other, _) => other,
        };
        self.supply.set(Supply::Armed(PowerCut { moment: next, ..cut }));
        None
    }

    fn wear_pages(&mut self, offset: usize, length: usize) {
        if length == 0 {
            return;
        }
        let first = offset / PAGE_LENGTH;
        let last = (offset + length - 1) / PAGE_LENGTH;
        let pages = self.wear.iter_mut().skip(first).take(last - first + 1);
        pages.for_each(|cycles| *cycles = cycles.saturating_add(1));
    }
}

impl Nvm for Eeprom {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryFault> {
        if self.power_failed() || self.meet_cut(false).is_some() {
            return Err(MemoryFault);
        }
        self.reads.set(self.reads.get().saturating_add(1));
        let end = offset.checked_add(into.len()).ok_or(MemoryFault)?;
        into.copy_from_slice(self.octets.get(offset..end).ok_or(MemoryFault)?);
        Ok(())
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryFault> {
        let instead = self.instead_of(offset, bytes);
        let bytes = instead.as_deref().unwrap_or(bytes);
        let end = offset.checked_add(bytes.len()).ok_or(MemoryFault)?;
        if self.power_failed() || end > self.octets.len() {
            return Err(MemoryFault);
        }
        self.writes = self.writes.saturating_add(1);
        self.wear_pages(offset, bytes.len());
        let tear = self.meet_cut(true);
        let old = self.octets.get_mut(offset..end).ok_or(MemoryFault)?;
        let differing = old.iter().zip(bytes).filter(|(old, new)| old != new).count();
        self.last_write = Some(WriteReport { offset, length: bytes.len(), differing });
        match tear {
            None => {
                old.copy_from_slice(bytes);
                Ok(())
            }
            Some(tear) => {
                tear.apply(old, bytes);
                Err(MemoryFault)
            }
        }
    }
}

#[cfg(test)]
mod tests;
