//! Typed values of secured packets: remarks about octets, algorithms that a key reference names, data not shown.

use sim_codec::ota::carriage::PacketKind;
use sim_wire::Fen;
use sim_wire::message::{LoadAnswer, OperationKind};
use sim_wire::secured_packet::{Checksum, Ciphering, Counter, KeyReference, Redundancy, ResponseStatus, Spi, Tar};

use crate::Title;
use crate::toolkit::secured_packet::Packet;

/// Value of secured packets.
#[derive(Clone, Debug)]
pub enum PacketValue {
    /// Packet, which a reader with keys may open.
    Whole(Box<Packet>),
    /// Part of a packet: kind of the packet, number of the part, number of parts.
    Part(PacketKind, u8, u8),
    /// Octets of the packet, of which the first two are this length.
    Length(usize),
    /// Octets of the header, and how many of them are the check; `None` where no header has this length.
    HeaderLength(u8, Option<usize>),
    /// Security of a command.
    Security(Spi),
    /// Proof of receipt that is wanted, and its security.
    Proof(Spi),
    /// Key reference, and the algorithm that it names.
    Key(KeyReference, NamedAlgorithm),
    /// Octets, and a remark about them.
    Noted(Vec<u8>, PacketRemark),
    /// Counter of a packet.
    Counter(Counter),
    /// Number of octets of padding.
    Padding(u8),
    /// Number of octets of data that are not shown, and their contents.
    Withheld(usize, WithheldData),
    /// Request to the platform: its code and kind, its number, and the ASN of the card.
    Request(u8, OperationKind, u16, [u8; 10]),
    /// Number of digits that are not shown.
    Hidden(usize),
    /// Amount of money that is requested.
    Amount(Fen),
    /// Answer of the card to its own INITIALIZE FOR LOAD.
    LoadAnswer(Box<LoadAnswer>),
    /// Command of a script, and its name.
    Command(Vec<u8>, Title),
    /// Answer to a command of a script.
    Answer(Vec<u8>),
    /// Number of commands of a script that were done, and the status word of the last; each `None` where the answer has
    /// none.
    Done(Option<u64>, Option<u16>),
    /// Result of a command.
    Status(ResponseStatus),
}

/// Remark about octets of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketRemark {
    /// No remark.
    None,
    /// Application of that reference.
    Application(Tar),
    /// Secured part of a command, ciphered with a key that the reader does not have.
    CipheredCommand,
    /// Secured part of a response, ciphered with keys that the reader does not have.
    CipheredResponse,
    /// Secured part that does not have its fields.
    Unreadable,
    /// Check that is right (`true`) or wrong; `None` where the reader has no key for it.
    Check(Option<bool>),
}

/// Algorithm that a key reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedAlgorithm {
    /// Algorithm of ciphering.
    Ciphering(Ciphering),
    /// Algorithm of a cryptographic checksum.
    Checksum(Checksum),
    /// Algorithm of a redundancy check.
    Redundancy(Redundancy),
    /// Algorithm of the key.
    Implicit,
    /// Proprietary algorithm.
    Proprietary,
    /// Reserved algorithm.
    Reserved,
}

impl NamedAlgorithm {
    /// Returns the algorithm of a reference that names none of a table.
    pub(crate) const fn outside_table(reference: KeyReference) -> NamedAlgorithm {
        if reference.is_implicit() {
            NamedAlgorithm::Implicit
        } else if reference.is_proprietary() {
            NamedAlgorithm::Proprietary
        } else {
            NamedAlgorithm::Reserved
        }
    }

    /// Returns the name for machines.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            NamedAlgorithm::Ciphering(row) => row.key(),
            NamedAlgorithm::Checksum(row) => row.key(),
            NamedAlgorithm::Redundancy(row) => row.key(),
            NamedAlgorithm::Implicit => "IMPLICIT",
            NamedAlgorithm::Proprietary => "PROPRIETARY",
            NamedAlgorithm::Reserved => "RESERVED",
        }
    }
}

/// Contents of data that are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithheldData {
    /// Request to the payment platform, whose fields stand below.
    Request,
    /// Unknown contents, in which a password may stand.
    Unknown,
}
