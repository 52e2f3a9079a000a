//! Remarks about secured packets and the short messages that carry them.

use std::fmt::{Display, Formatter};

use sim_codec::ota::carriage::CarriageError;
use sim_codec::ota::{KeyLengthError, RejectionError};
use sim_wire::message::RequestFormatError;
use sim_wire::secured_packet::{Check, PacketFormatError};

/// Remark about a secured packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityRemark {
    /// Reason for which a short message carries no part of a packet.
    Carriage(CarriageError),
    /// Reason for which octets are no command packet.
    NoCommandPacket(PacketFormatError),
    /// Reason for which octets are no response packet.
    NoResponsePacket(PacketFormatError),
    /// Reason for which a key does not fit the packet.
    KeyMismatch(KeyLengthError),
    /// Reserved bits of the SPI that are set.
    ReservedBits([u8; 2]),
    /// Kind of the check that is wrong.
    WrongCheck(Check),
    /// Reason for which a receiver refuses the packet.
    Refused(RejectionError),
    /// Reason for which the data is no request to the platform.
    NoRequest(RequestFormatError),
}

impl Display for SecurityRemark {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            SecurityRemark::Carriage(fault) => write!(f, "As a carrier of a secured packet it is refused: {fault}."),
            SecurityRemark::NoCommandPacket(error) => write!(f, "This is no command packet: {error}."),
            SecurityRemark::NoResponsePacket(error) => write!(f, "This is no response packet: {error}."),
            SecurityRemark::KeyMismatch(error) => write!(f, "A key does not fit the packet: {error}."),
            SecurityRemark::ReservedBits([first, second]) => {
                write!(f, "Bits of the SPI are set that are reserved: {first:02X} {second:02X}.")
            }
            SecurityRemark::WrongCheck(check) => write!(f, "The {} is wrong.", check.name()),
            SecurityRemark::Refused(reason) => {
                let (step, status) = (reason.step().name(), reason.status());
                let (code, meaning) = (status.0, status.meaning());
                write!(f, "It is refused with status {code:02X} ({meaning}), check \"{step}\": {reason}.")
            }
            SecurityRemark::NoRequest(why) => write!(f, "The data is no request to the platform: {why}."),
        }
    }
}
