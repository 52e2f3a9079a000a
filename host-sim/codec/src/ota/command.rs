//! Command packets: from their contents to their octets, and back.

use sim_wire::count::Counted;
use sim_wire::secured_packet::{CommandHeader, CommandPacket, Counter, Form, PacketFormatError, SecuredCommand};

use super::cipher::BlockError;
use super::security::{Keys, Padding, SecureError, Security};
use crate::cat::written;

/// Contents of a command packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Bearer of the packet.
    pub form: Form,
    /// Header: how the packet is secured, by which keys, for which application.
    pub header: CommandHeader,
    /// CNTR.
    pub counter: Counter,
    /// Data without padding.
    pub data: Vec<u8>,
}

/// Reason for which a packet cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// The keys cannot secure the packet as its header asks.
    #[error("{0}")]
    Secure(#[from] SecureError),
    /// The data, of this many octets, is more than the packet's length can count.
    #[error("{0} octets of data are more than a packet holds")]
    TooLong(usize),
}

/// Reason for which a packet cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The octets are no packet.
    #[error("this is no secured packet: {0}")]
    Malformed(#[from] PacketFormatError),
    /// The keys cannot open the packet as its header asks.
    #[error("{0}")]
    Secure(#[from] SecureError),
    /// The header has another length than its check makes it.
    #[error("the header has {}, with this check it has {wanted}", Counted(*announced, "octet"))]
    HeaderLength {
        /// CHL or RHL.
        announced: u8,
        /// Octets that the header has with this check.
        wanted: usize,
    },
    /// The ciphered octets are not whole blocks.
    #[error("ciphered: {0}")]
    Blocks(#[from] BlockError),
    /// The packet ends inside its check.
    #[error("the packet ends inside its check")]
    EndsInCheck,
}

/// Opened packet: its contents, padding and check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened<T> {
    /// Contents of the packet. Where PCNTR does not fit, the data is all that stands there.
    pub packet: T,
    /// PCNTR.
    pub padding_count: u8,
    /// Octets of padding; `None` where PCNTR does not fit: there is less data, or nothing was ciphered, or PCNTR is a
    /// whole block or more.
    pub padding: Option<Vec<u8>>,
    /// RC or CC as the packet has it.
    pub check: Vec<u8>,
    /// `true` if the check is right, or there is none.
    pub check_holds: bool,
}

impl Command {
    /// Returns the security of a packet: what the header asks for, with these keys.
    pub fn security(header: CommandHeader, keys: &Keys) -> Result<Security, SecureError> {
        keys.security(header.spi.check(), header.spi.ciphered(), header.kic, header.kid)
    }

    /// Encodes the packet, padded with zeros.
    pub fn wrap(&self, keys: &Keys) -> Result<Vec<u8>, WrapError> {
        self.wrap_padded(keys, Padding::Zeros)
    }

    /// Encodes the packet with the given padding.
    pub fn wrap_padded(&self, keys: &Keys, padding: Padding) -> Result<Vec<u8>, WrapError> {
        self.wrap_secured(&Command::security(self.header, keys)?, padding)
    }

    /// Encodes the packet with the given security, whatever its header says: packets may lie.
    pub fn wrap_secured(&self, security: &Security, padding: Padding) -> Result<Vec<u8>, WrapError> {
        let filled = security.filled(SecuredCommand::BEFORE_CHECK, &self.data, padding);
        let (counter, padding) = (self.counter, filled.padding);
        let secured = SecuredCommand { counter, padding, check: &filled.check, data: &filled.data };
        let mut packet = written(|into| CommandPacket::emit(self.form, self.header, &secured, into))
            .map_err(|_| WrapError::TooLong(self.data.len()))?;
        let checked = CommandPacket::checked(self.form, &packet, filled.check.len()).unwrap_or_default();
        let check = security.check.over(&checked);
        security.seal(&mut packet, &filled, &check);
        Ok(packet)
    }

    /// Opens a packet, as far as the keys go. A wrong check is reported and stops nothing: [`super::judge`] decides
    /// whether to believe a packet.
    pub fn open(form: Form, octets: &[u8], keys: &Keys) -> Result<Opened<Command>, OpenError> {
        let packet = CommandPacket::parse(form, octets)?;
        let security = Command::security(packet.header, keys)?;
        let length = security.check.length();
        if packet.check_length() != Some(length) {
            return Err(OpenError::HeaderLength {
                announced: packet.header_length,
                wanted: CommandPacket::HEADER_LENGTH + length,
            });
        }
        let clear = security.deciphered(octets, packet.secured.len())?;
        Command::read(form, &clear, &security).ok_or(OpenError::EndsInCheck)
    }

    /// Parses a packet that has been deciphered.
    pub(super) fn read(form: Form, clear: &[u8], security: &Security) -> Option<Opened<Command>> {
        let length = security.check.length();
        let packet = CommandPacket::parse(form, clear).ok()?;
        let secured = SecuredCommand::split(packet.secured, length)?;
        let checked = CommandPacket::checked(form, clear, length)?;
        let padded = secured.without_padding().filter(|_| security.may_pad(secured.padding));
        let (data, padding) = padded.map_or((secured.data, None), |(data, padding)| (data, Some(padding)));
        Some(Opened {
            packet: Command { form, header: packet.header, counter: secured.counter, data: data.to_vec() },
            padding_count: secured.padding,
            padding: padding.map(<[u8]>::to_vec),
            check: secured.check.to_vec(),
            check_holds: security.check.over(&checked) == secured.check,
        })
    }
}
