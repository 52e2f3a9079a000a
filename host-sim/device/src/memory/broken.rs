//! Cards that are broken on purpose, to see that a search for faults finds them. The card's program is right; its
//! memory turns each write into what another program would have written.

use std::fmt;
use std::str::FromStr;

use crc::{CRC_32_ISO_HDLC, Crc};

use super::{Eeprom, Operation};
use applet::{MemoryError, Nvm};
use sim_wire::instruction::Instruction;

/// Checksum of a slot.
const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Offsets of the two slots, and their sum.
const SLOTS: [usize; 2] = [1024, 2048];
const BOTH: usize = SLOTS[0] + SLOTS[1];

/// Offset of the highest accepted counters in a slot, and their length: three of five octets. Before them stand version
/// 1, sequence 4, purse 8, state and block 2, limit 5, PIN 9, tries 4, calibration 10, proof 12.
const COUNTERS: usize = 55;
const COUNTERS_LENGTH: usize = 15;

/// Fault of a card that is broken on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardDefect {
    /// The card stores the counter of a packet after the script, not before. A power cut in between leaves the script
    /// done and the counter not stored.
    CounterAfterScript,
}

impl CardDefect {
    /// All faults.
    pub const ALL: [CardDefect; 1] = [CardDefect::CounterAfterScript];

    /// Returns the word of the fault on the command line and in scripts.
    pub const fn word(self) -> &'static str {
        match self {
            CardDefect::CounterAfterScript => "counter-after-script",
        }
    }
}

impl fmt::Display for CardDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Word that names no fault of a card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no way to break a card; there is counter-after-script")]
pub struct UnknownFaultError(String);

impl FromStr for CardDefect {
    type Err = UnknownFaultError;

    fn from_str(word: &str) -> Result<CardDefect, UnknownFaultError> {
        let found = CardDefect::ALL.into_iter().find(|broken| broken.word() == word);
        found.ok_or_else(|| UnknownFaultError(word.to_owned()))
    }
}

/// Counters that an exchange would have stored first, and their place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Delayed {
    stored: Option<Stored>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stored {
    offset: usize,
    length: usize,
    counters: [u8; COUNTERS_LENGTH],
}

impl Eeprom {
    /// Breaks the card in this memory from now on.
    pub const fn breaks(&mut self, broken: CardDefect) {
        self.broken = Some(broken);
    }

    /// Notes that a command reaches the card; an error if the power fails before it. An ENVELOPE brings packets, so a
    /// card that is broken so delays writes from here on.
    pub(crate) fn exchange_begins(&mut self, command: &[u8]) -> Result<(), MemoryError> {
        if self.meet_cut(Operation::Command).is_some() {
            return Err(MemoryError);
        }
        let is_envelope = command.get(1) == Some(&Instruction::Envelope.ins());
        let delays = is_envelope && self.broken == Some(CardDefect::CounterAfterScript);
        self.delayed = delays.then(Delayed::default);
        Ok(())
    }

    /// Writes what was delayed, as the card has answered; an error if the power fails before the answer leaves.
    pub(crate) fn exchange_ends(&mut self) -> Result<(), MemoryError> {
        self.write_delayed()?;
        if self.meet_cut(Operation::Answer).is_some() { Err(MemoryError) } else { Ok(()) }
    }

    fn write_delayed(&mut self) -> Result<(), MemoryError> {
        let Some(stored) = self.delayed.take().and_then(|delayed| delayed.stored) else { return Ok(()) };
        let end = stored.offset.checked_add(stored.length).ok_or(MemoryError)?;
        let mut slot = self.octets.get(stored.offset..end).ok_or(MemoryError)?.to_vec();
        set_counters(&mut slot, stored.counters).ok_or(MemoryError)?;
        self.write(stored.offset, &slot)
    }

    /// Returns the octets to write in place of `octets`: a slot with the counters of the other slot. `None` if the
    /// write stays as it is.
    pub(super) fn instead_of(&mut self, offset: usize, octets: &[u8]) -> Option<Vec<u8>> {
        self.delayed?;
        let other = SLOTS.contains(&offset).then(|| BOTH.checked_sub(offset))??;
        let place = other.checked_add(COUNTERS)?;
        let old = self.octets.get(place..)?.first_chunk().copied()?;
        let new = *octets.get(COUNTERS..)?.first_chunk()?;
        let delayed = self.delayed.as_mut()?;
        let counters = if new == old { delayed.stored?.counters } else { new };
        delayed.stored = Some(Stored { offset, length: octets.len(), counters });
        let mut slot = octets.to_vec();
        set_counters(&mut slot, old)?;
        Some(slot)
    }
}

/// Replaces the counters of a slot and recomputes the checksum.
fn set_counters(slot: &mut [u8], counters: [u8; COUNTERS_LENGTH]) -> Option<()> {
    let (content, seal) = slot.split_last_chunk_mut::<4>()?;
    *content.get_mut(COUNTERS..)?.first_chunk_mut()? = counters;
    *seal = CHECKSUM.checksum(content).to_be_bytes();
    Some(())
}
