//! Non-volatile memory: the trait that a part implements, the layout, and the two slots, of which one is always sound.
//!
//! | octets | what |
//! |---|---|
//! | 0..1024 | identity: written once at manufacture ([`crate::Personalisation`]) |
//! | 1024..2048 | slot A |
//! | 2048..3072 | slot B |
//!
//! A slot is version 1, sequence number 4, wallet, CRC-32 over all of it 4. A commit writes the slot that is not
//! current, under the next sequence number; power-on takes the newest sound slot. A torn write leaves the slot unsound
//! (but for one chance in 2^32) or complete, and the other slot untouched. The wallet is therefore the one before or
//! the one after. Recovery writes nothing, so recovery cannot be interrupted.

use core::fmt;

use sim_wire::concat;
use sim_wire::fields::Fields;

/// Version of the memory's layout. A card does not come up on memory of another version.
pub const IMAGE_VERSION: u8 = 3;

/// Octets of memory that a card needs.
pub const MEMORY_SIZE: usize = 3072;

/// Octets that the identity may take, from the beginning of the memory on.
pub(crate) const IDENTITY_SIZE: usize = 1024;

/// Octets of a slot between its header and its checksum: the wallet.
pub(crate) const BODY_LENGTH: usize = 602;

const SLOT_SIZE: usize = 1024;
const HEADER_LENGTH: usize = 5;
const CHECKSUM_LENGTH: usize = 4;
const SLOT_LENGTH: usize = HEADER_LENGTH + BODY_LENGTH + CHECKSUM_LENGTH;

const _: () = assert!(SLOT_LENGTH <= SLOT_SIZE && IDENTITY_SIZE + 2 * SLOT_SIZE == MEMORY_SIZE);

/// Memory that keeps its content without power.
///
/// A write may be cut short by a power failure. Then any of the octets that were to change may have the old value, the
/// new one, or (bit by bit) a mixture. The part answers nothing until power returns. Octets outside the write keep
/// their value.
pub trait Nvm {
    /// Reads `into.len()` octets from `offset` on.
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError>;

    /// Writes `bytes` from `offset` on; returns when they are durable.
    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError>;
}

/// Failure of the memory: power failed, or the part is broken or too small. It is no refusal: the card falls mute until
/// it is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryError;

impl fmt::Display for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the card's memory failed")
    }
}

impl core::error::Error for MemoryError {}

/// One of the two places for the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    A,
    B,
}

impl Place {
    const fn offset(self) -> usize {
        match self {
            Place::A => IDENTITY_SIZE,
            Place::B => IDENTITY_SIZE + SLOT_SIZE,
        }
    }

    const fn other(self) -> Place {
        match self {
            Place::A => Place::B,
            Place::B => Place::A,
        }
    }
}

/// The slot that holds the current wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    place: Place,
    sequence: u32,
}

/// A sound slot's sequence number and wallet.
type SoundSlot = (u32, [u8; BODY_LENGTH]);

/// Reason for which no slot can be read.
pub(crate) enum SlotError {
    Memory(MemoryError),
    NoneSound,
    UnknownVersion(u8),
}

impl From<MemoryError> for SlotError {
    fn from(fault: MemoryError) -> Self {
        SlotError::Memory(fault)
    }
}

/// Finds the newest sound slot. Writes nothing.
pub(crate) fn newest(memory: &impl Nvm) -> Result<(Slot, [u8; BODY_LENGTH]), SlotError> {
    let sound = [read_slot(memory, Place::A)?, read_slot(memory, Place::B)?];
    let (place, (sequence, wallet)) = match sound {
        [Some(a), Some(b)] if a.0 > b.0 => (Place::A, a),
        [_, Some(b)] => (Place::B, b),
        [Some(a), None] => (Place::A, a),
        [None, None] => return Err(SlotError::NoneSound),
    };
    Ok((Slot { place, sequence }, wallet))
}

/// Content of a slot, which can encode itself into the slot's body.
pub(crate) trait SlotContent {
    /// Encodes the content into a slot's body.
    fn emit(&self, body: &mut [u8; BODY_LENGTH]);
}

/// Writes the wallet to the slot that is not current, in one write. Returns the new slot, which is current only after
/// the write has returned.
pub(crate) fn commit(memory: &mut impl Nvm, current: Slot, wallet: &impl SlotContent) -> Result<Slot, MemoryError> {
    // 2^32 commits are beyond what any such memory endures; a card that got there stops rather than wraps.
    let sequence = current.sequence.checked_add(1).ok_or(MemoryError)?;
    let next = Slot { place: current.place.other(), sequence };
    write_slot(memory, next, wallet)?;
    Ok(next)
}

/// Writes the first slot of a new card, and makes the other slot unsound in case the memory held a card before.
pub(crate) fn format(memory: &mut impl Nvm, wallet: &impl SlotContent) -> Result<(), MemoryError> {
    memory.write(Place::B.offset(), &[0; SLOT_LENGTH])?;
    write_slot(memory, Slot { place: Place::A, sequence: 1 }, wallet)
}

fn write_slot(memory: &mut impl Nvm, slot: Slot, wallet: &impl SlotContent) -> Result<(), MemoryError> {
    let mut image = [0; SLOT_LENGTH];
    if let Some((content, seal)) = image.split_last_chunk_mut::<CHECKSUM_LENGTH>() {
        if let Some((header, body)) = content.split_first_chunk_mut::<HEADER_LENGTH>() {
            *header = concat(&[&[IMAGE_VERSION], &slot.sequence.to_be_bytes()]);
            if let Some(body) = body.first_chunk_mut() {
                wallet.emit(body);
            }
        }
        *seal = crc32fast::hash(content).to_be_bytes();
    }
    memory.write(slot.place.offset(), &image)
}

fn read_slot(memory: &impl Nvm, place: Place) -> Result<Option<SoundSlot>, SlotError> {
    let mut image = [0; SLOT_LENGTH];
    memory.read(place.offset(), &mut image)?;
    let Some(mut fields) = unsealed(&image).map(Fields) else {
        return Ok(None);
    };
    match (fields.octet(), fields.take(), fields.take()) {
        (Some(IMAGE_VERSION), Some(sequence), Some(wallet)) => Ok(Some((u32::from_be_bytes(sequence), wallet))),
        (Some(version), ..) if version != IMAGE_VERSION => Err(SlotError::UnknownVersion(version)),
        _ => Ok(None),
    }
}

/// Returns a slot's octets before its checksum; `None` if the checksum does not fit them.
fn unsealed(image: &[u8; SLOT_LENGTH]) -> Option<&[u8]> {
    let (body, seal) = image.split_last_chunk::<CHECKSUM_LENGTH>()?;
    (crc32fast::hash(body).to_be_bytes() == *seal).then_some(body)
}
