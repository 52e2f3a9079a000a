//! Layout of secured packets (3GPP TS 31.115, ETSI TS 102 225 §5; before them GSM 03.48). They are commands of a
//! platform to a card, and the card's responses, over short messages or `CAT_TP`. Nothing here ciphers, checks or
//! decides.
//!
//! A packet has a part in clear, which says how the rest is secured, and a secured part. The secured part is read in a
//! second step, because it may have to be deciphered first. Besides, the receiver's key, not the packet, decides the
//! length of the check.
//!
//! ```text
//! command   CPL 2  CHL 1  SPI 2  KIc 1  KID 1  TAR 3 | CNTR 5  PCNTR 1  check n           data  padding
//! response  RPL 2  RHL 1                       TAR 3 | CNTR 5  PCNTR 1  status 1  check n  data  padding
//!                                                      ^ ciphered from here on, where it is ciphered
//! ```

mod command;
mod key;
mod response;
mod spi;
mod status;

pub use command::{CommandHeader, CommandPacket, SecuredCommand};
pub use key::{Checksum, Ciphering, KeyReference, Redundancy};
pub use response::{ResponsePacket, SecuredResponse};
pub use spi::{Check, Counting, ProofCarriage, ProofWanted, Spi};
pub use status::ResponseStatus;

use serde::{Deserialize, Serialize};

use super::tlv::{BufferFullError, Emitter, LengthForm};
use crate::count::{Counted, CountedVerb};

/// Octets in front of the check, in both packets. They are a whole number of blocks of every cipher, so that the
/// checked octets can be cut in two there.
pub const IN_FRONT_OF_CHECK: usize = 16;

/// Toolkit application reference: the application of the card that a packet is for (ETSI TS 101 220 annex D).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tar(pub [u8; 3]);

/// The counter of a packet: forty bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Counter(u64);

impl Counter {
    /// The highest value, at which a counter is blocked.
    pub const MAX: Counter = Counter(0xFF_FFFF_FFFF);

    /// Creates a counter; `None` if the value needs more than forty bits.
    pub const fn new(value: u64) -> Option<Counter> {
        if value <= Counter::MAX.0 { Some(Counter(value)) } else { None }
    }

    /// Returns the counter's value.
    pub const fn value(self) -> u64 {
        self.0
    }

    /// Returns the next counter; `None` after the highest.
    pub const fn next(self) -> Option<Counter> {
        Counter::new(self.0.saturating_add(1))
    }

    /// Returns the five octets, the most significant first.
    pub const fn to_bytes(self) -> [u8; 5] {
        let [_, _, _, octets @ ..] = self.0.to_be_bytes();
        octets
    }

    /// Creates a counter from five octets, the most significant first.
    pub const fn from_bytes([a, b, c, d, e]: [u8; 5]) -> Counter {
        Counter(u64::from_be_bytes([0, 0, 0, a, b, c, d, e]))
    }
}

/// Carrier of a packet. It decides how the packet's lengths are written, and which octets in front of the packet its
/// check covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Short messages: a packet length of two octets, a header length of one. A header element of the user data says
    /// which packet it is.
    ShortMessage,
    /// `CAT_TP` and TCP: the packet begins with an identifier (01 command, 02 response), and the lengths are BER.
    CatTp,
}

/// Reason for which octets are not a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PacketFormatError {
    /// Octets that end before the header does.
    TooShort {
        /// Octets that are there.
        present: usize,
    },
    /// First octet that is no identifier of such a packet.
    Identifier(u8),
    /// Packet length that differs from the number of octets behind it.
    PacketLength {
        /// Octets that the length announces.
        announced: usize,
        /// Octets behind the length.
        present: usize,
    },
    /// Length that begins with an octet other than 00 to 7F, 81 and 82, or ends early.
    LengthForm,
}

impl core::fmt::Display for PacketFormatError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            PacketFormatError::TooShort { present } => {
                write!(f, "it ends after {}, inside its header", Counted(*present, "octet"))
            }
            PacketFormatError::Identifier(octet) => {
                write!(f, "it begins with {octet:02X}, which begins no such packet")
            }
            PacketFormatError::PacketLength { announced, present } => {
                let (octets, stand) = (Counted(*announced, "octet"), CountedVerb(*present, "stands", "stand"));
                write!(f, "its length announces {octets}, {present} {stand} behind it")
            }
            PacketFormatError::LengthForm => f.write_str("a length is neither short nor 81 nor 82"),
        }
    }
}

impl core::error::Error for PacketFormatError {}

impl Form {
    /// Splits the lengths off a packet. Returns the length of the header, and the octets behind the two lengths.
    fn split(self, identifier: u8, octets: &[u8]) -> Result<(u8, &[u8]), PacketFormatError> {
        let short = PacketFormatError::TooShort { present: octets.len() };
        let (announced, rest) = match self {
            Form::ShortMessage => {
                let (length, rest) = octets.split_first_chunk::<2>().ok_or(short)?;
                (usize::from(u16::from_be_bytes(*length)), rest)
            }
            Form::CatTp => {
                let (first, rest) = octets.split_first().ok_or(short)?;
                if *first != identifier {
                    return Err(PacketFormatError::Identifier(*first));
                }
                ber_length(rest).ok_or(PacketFormatError::LengthForm)?
            }
        };
        if announced != rest.len() {
            return Err(PacketFormatError::PacketLength { announced, present: rest.len() });
        }
        let (header, rest) = rest.split_first().ok_or(short)?;
        Ok((*header, rest))
    }

    /// Writes the lengths of a packet with `behind` octets behind the length of the header.
    fn begin(
        self,
        identifier: u8,
        header: usize,
        behind: usize,
        into: &mut Emitter<'_>,
    ) -> Result<(), BufferFullError> {
        let header = u8::try_from(header).map_err(|_| BufferFullError)?;
        let packet = behind.checked_add(1).ok_or(BufferFullError)?;
        match self {
            Form::ShortMessage => into.octets(&u16::try_from(packet).map_err(|_| BufferFullError)?.to_be_bytes())?,
            Form::CatTp => {
                into.octet(identifier)?;
                into.length(packet, LengthForm::of(packet).ok_or(BufferFullError)?)?;
            }
        }
        into.octet(header)
    }
}

/// Takes a BER length of up to two octets. Returns the length and the octets behind it.
fn ber_length(octets: &[u8]) -> Option<(usize, &[u8])> {
    match octets {
        [length @ 0x00..=0x7F, rest @ ..] | [0x81, length, rest @ ..] => Some((usize::from(*length), rest)),
        [0x82, high, low, rest @ ..] => Some((usize::from(u16::from_be_bytes([*high, *low])), rest)),
        _ => None,
    }
}

/// Splits data and padding; `None` if there are fewer octets than the padding is to have.
fn without_padding(data: &[u8], padding: u8) -> Option<(&[u8], &[u8])> {
    data.split_at_checked(data.len().checked_sub(usize::from(padding))?)
}

/// Cuts the check out of a deciphered packet. Returns the checked octets in front of the check and those behind it; the
/// check begins at `front`.
fn around(whole: &[u8], front: usize, check_length: usize) -> Option<[&[u8]; 2]> {
    let (front, rest) = whole.split_at_checked(front)?;
    let (_, behind) = rest.split_at_checked(check_length)?;
    Some([front, behind])
}

#[cfg(test)]
mod tests;
