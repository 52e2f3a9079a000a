//! Check of octets as a card's memory, with an error that says what is wrong. The card itself is asked: it powers on on
//! the octets or returns a fault, so that the layout is known in one place alone.

use sim_wire::count::Counted;
use std::cmp::Ordering;

use applet::{Card, Entropy, IMAGE_VERSION, MEMORY_SIZE, MemoryError, Nvm, PowerOnError};

/// Reason for which octets are no card's memory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// The octets are fewer than a card's memory has.
    #[error("it holds {} and a card's memory has {MEMORY_SIZE}", Counted(*actual, "octet"))]
    TooShort {
        /// Number of octets.
        actual: usize,
    },
    /// The octets are more than a card's memory has; they are not counted.
    #[error("it holds more octets than a card's memory has, {MEMORY_SIZE}")]
    TooLong,
    /// The length is right, but there is no card in the octets.
    #[error("it holds no card: it was never manufactured, or no slot of it is sound")]
    NoCard,
    /// Another version of the applet wrote the image.
    #[error("it is a card image of version {version}, and this program knows version {IMAGE_VERSION} only")]
    UnknownVersion {
        /// Version that the image states.
        version: u8,
    },
}

/// Entropy for a card that only powers on, as power-on draws no random numbers.
pub struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&mut self, _into: &mut [u8]) {}
}

/// Memory of octets that are only read: a write fails.
pub struct ReadOnly<'a>(&'a [u8]);

impl Nvm for ReadOnly<'_> {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        let end = offset.checked_add(into.len()).ok_or(MemoryError)?;
        into.copy_from_slice(self.0.get(offset..end).ok_or(MemoryError)?);
        Ok(())
    }

    fn write(&mut self, _offset: usize, _bytes: &[u8]) -> Result<(), MemoryError> {
        Err(MemoryError)
    }
}

/// Powers on a card on these octets, to inspect it.
pub fn card(image: &[u8]) -> Result<Card<ReadOnly<'_>, NoEntropy>, ImageError> {
    match image.len().cmp(&MEMORY_SIZE) {
        Ordering::Less => return Err(ImageError::TooShort { actual: image.len() }),
        Ordering::Greater => return Err(ImageError::TooLong),
        Ordering::Equal => {}
    }
    let mut card = Card::new(ReadOnly(image), NoEntropy);
    match card.power_on() {
        Ok(_) => Ok(card),
        Err(PowerOnError::UnknownVersion(version)) => Err(ImageError::UnknownVersion { version }),
        Err(PowerOnError::NoCard | PowerOnError::Memory(_)) => Err(ImageError::NoCard),
    }
}

/// Checks that a card powers on on these octets.
pub(super) fn check(image: &[u8]) -> Result<(), ImageError> {
    card(image).map(|_| ())
}
