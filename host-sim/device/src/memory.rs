//! The card's memory as a part with physics. A simulated EEPROM counts its writes, wears, and can lose its power in the
//! middle of a write. In [`mod@file`] stands a memory that lives in a file.
//!
//! The physics of a torn write is one rule: **only a bit that differs between the old and the new content may end as
//! either.** Every other bit, inside and outside the write, keeps its value. After the cut the part answers nothing
//! until power is restored. [`PowerCut`] enumerates everything that a power cut can do to the card.

use std::cell::Cell;

use applet::{MEMORY_SIZE, MemoryError, Nvm};

mod broken;
mod difference;
pub mod file;
pub mod image;
mod manufacture;
mod tear;

pub use broken::{CardDefect, UnknownFaultError};
pub use difference::{ImageDifference, ImageDifferenceError};
pub use file::FileMemory;
pub use image::ImageError;
pub use manufacture::{ManufactureError, manufacture, manufactured};
pub use tear::{Tear, UnknownTearError};

/// Length of a page, in octets. The part programs and wears a page as a whole.
pub const PAGE_LENGTH: usize = 64;

/// Operation at which the power fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutPoint {
    /// The write of that number, counted from the arming on: 0 is the next one.
    Write(u64),
    /// Just before the read of that number, counted from the arming on: 0 is the next one.
    Read(u64),
    /// Just before the command of that number reaches the card, counted from the arming on: 0 is the next one.
    Command(u64),
    /// After the card has carried out the command of that number, counted from the arming on, and before its answer
    /// leaves the card: 0 is the next one.
    Answer(u64),
}

/// Operation that is counted towards a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Write,
    Read,
    Command,
    Answer,
}

impl CutPoint {
    /// Returns the kind of the operation, and the number of operations of the kind that come before it.
    const fn parts_mut(&mut self) -> (Operation, &mut u64) {
        match self {
            CutPoint::Write(before) => (Operation::Write, before),
            CutPoint::Read(before) => (Operation::Read, before),
            CutPoint::Command(before) => (Operation::Command, before),
            CutPoint::Answer(before) => (Operation::Answer, before),
        }
    }
}

/// Power failure that is yet to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PowerCut {
    /// Operation at which the power fails.
    pub moment: CutPoint,
    /// State in which the write is left; ignored if the operation is no write.
    pub tear: Tear,
}

impl PowerCut {
    /// Creates a cut in the write of that number, counted from the arming on.
    pub const fn at_write(write: u64, tear: Tear) -> PowerCut {
        PowerCut { moment: CutPoint::Write(write), tear }
    }

    /// Creates a cut just before the read of that number, counted from the arming on.
    pub const fn at_read(read: u64) -> PowerCut {
        PowerCut { moment: CutPoint::Read(read), tear: Tear::Nothing }
    }

    /// Creates a cut just before the command of that number, counted from the arming on: the card never gets it.
    pub const fn at_command(command: u64) -> PowerCut {
        PowerCut { moment: CutPoint::Command(command), tear: Tear::Nothing }
    }

    /// Creates a cut after the command of that number is carried out, counted from the arming on: nobody gets the
    /// answer.
    pub const fn at_answer(command: u64) -> PowerCut {
        PowerCut { moment: CutPoint::Answer(command), tear: Tear::Nothing }
    }
}

/// Place of a write, and the number of octets that could tear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteReport {
    /// Offset of the first octet.
    pub offset: usize,
    /// Length of the write, in octets.
    pub length: usize,
    /// Number of octets whose new value differs from the old one: those that can tear.
    pub differing: usize,
}

/// State of the part's supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Supply {
    Steady,
    Armed(PowerCut),
    Failed,
}

/// Simulated EEPROM of [`MEMORY_SIZE`] octets.
///
/// Two parts are equal if they hold the same octets under the same supply. The numbers of reads and writes are history,
/// not content.
#[derive(Clone, Debug)]
pub struct Eeprom {
    octets: Vec<u8>,
    supply: Cell<Supply>,
    reads: Cell<u64>,
    writes: u64,
    wear: Vec<u32>,
    last_write: Option<WriteReport>,
    broken: Option<CardDefect>,
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
    /// Creates memory as it comes from the factory: every octet FF.
    pub fn blank() -> Eeprom {
        Eeprom::holding(vec![0xFF; MEMORY_SIZE])
    }

    /// Creates the memory of a card from its image. An image of another size, without a card in it or of another
    /// version is refused.
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

    /// Returns every octet, as it stands whatever the supply.
    pub fn image(&self) -> &[u8] {
        &self.octets
    }

    /// Arms a power cut; the numbers in it count from here. It replaces a cut armed before. If the power has already
    /// failed, nothing is armed.
    pub fn arm(&mut self, cut: PowerCut) {
        if self.supply.get() != Supply::Failed {
            self.supply.set(Supply::Armed(cut));
        }
    }

    /// Drops a cut that has not come.
    pub fn disarm(&mut self) {
        if let Supply::Armed(_) = self.supply.get() {
            self.supply.set(Supply::Steady);
        }
    }

    /// Returns whether the power has failed and has not been restored.
    pub fn power_failed(&self) -> bool {
        self.supply.get() == Supply::Failed
    }

    /// Ends a power failure: the part answers again. An armed cut stays armed.
    pub fn power_restored(&mut self) {
        if self.power_failed() {
            self.supply.set(Supply::Steady);
        }
    }

    /// Returns the number of writes that the part began since it was made, torn ones included.
    pub fn write_count(&self) -> u64 {
        self.writes
    }

    /// Returns the number of reads that the part answered since it was made.
    pub fn read_count(&self) -> u64 {
        self.reads.get()
    }

    /// Returns the number of times that each page of [`PAGE_LENGTH`] octets was programmed.
    pub fn wear(&self) -> &[u32] {
        &self.wear
    }

    /// Returns the report of the last write, torn or whole; `None` if there was none.
    pub fn last_write(&self) -> Option<WriteReport> {
        self.last_write
    }

    /// Counts one operation; returns the tear if the armed cut meets it.
    fn meet_cut(&self, operation: Operation) -> Option<Tear> {
        let Supply::Armed(mut cut) = self.supply.get() else {
            return None;
        };
        let (awaited, before) = cut.moment.parts_mut();
        if awaited != operation {
            return None;
        }
        let Some(fewer) = before.checked_sub(1) else {
            self.supply.set(Supply::Failed);
            return Some(cut.tear);
        };
        *before = fewer;
        self.supply.set(Supply::Armed(cut));
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
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        if self.power_failed() || self.meet_cut(Operation::Read).is_some() {
            return Err(MemoryError);
        }
        self.reads.set(self.reads.get().saturating_add(1));
        let end = offset.checked_add(into.len()).ok_or(MemoryError)?;
        into.copy_from_slice(self.octets.get(offset..end).ok_or(MemoryError)?);
        Ok(())
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
        let instead = self.instead_of(offset, bytes);
        let bytes = instead.as_deref().unwrap_or(bytes);
        let end = offset.checked_add(bytes.len()).ok_or(MemoryError)?;
        if self.power_failed() || end > self.octets.len() {
            return Err(MemoryError);
        }
        self.writes = self.writes.saturating_add(1);
        self.wear_pages(offset, bytes.len());
        let tear = self.meet_cut(Operation::Write);
        let old = self.octets.get_mut(offset..end).ok_or(MemoryError)?;
        let differing = old.iter().zip(bytes).filter(|(old, new)| old != new).count();
        self.last_write = Some(WriteReport { offset, length: bytes.len(), differing });
        match tear {
            None => {
                old.copy_from_slice(bytes);
                Ok(())
            }
            Some(tear) => {
                tear.apply(old, bytes);
                Err(MemoryError)
            }
        }
    }
}

#[cfg(test)]
mod tests;
