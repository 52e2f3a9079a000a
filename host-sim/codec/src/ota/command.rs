//! Command packets: from what they mean to their octets, and back.

use sim_wire::count::Counted;
use sim_wire::secured_packet::{CommandHeader, CommandPacket, Counter, Form, Malformed, SecuredCommand};

use super::cipher::BlockError;
use super::security::{Keys, Padding, SecureError, Security};
use crate::cat::written;

/// What a command packet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What carries it.
    pub form: Form,
    /// How it is secured, by which keys, for which application.
    pub header: CommandHeader,
    /// CNTR.
    pub counter: Counter,
    /// The data, without padding.
    pub data: Vec<u8>,
}

/// Why a packet cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// The keys do not do.
    #[error("{0}")]
    Secure(#[from] SecureError),
    /// The packet is longer than its length can say.
    #[error("{0} octets of data are more than a packet holds")]
    TooLong(usize),
}

/// Why a packet cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is no packet.
    #[error("this is no secured packet: {0}")]
    Malformed(#[from] Malformed),
    /// The keys do not do.
    #[error("{0}")]
    Secure(#[from] SecureError),
    /// Its header has another length than what its check comes to.
    #[error("the header has {}, with this check it has {wanted}", Counted(*announced, "octet"))]
    HeaderLength {
        /// CHL or RHL.
        announced: u8,
        /// What it should be.
        wanted: usize,
    },
    /// What is ciphered is not whole blocks.
    #[error("ciphered: {0}")]
    Blocks(#[from] BlockError),
    /// It ends inside the check.
    #[error("the packet ends inside its check")]
    EndsInCheck,
}

/// An opened packet: what it says, and what else its octets were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened<T> {
    /// What it says. Where PCNTR does not fit, the data is all that stands there.
    pub packet: T,
    /// PCNTR.
    pub padding_count: u8,
    /// The padding; `None` where PCNTR does not fit: there is less data, or nothing was ciphered, or it is a whole
    /// block and more.
    pub padding: Option<Vec<u8>>,
    /// RC or CC as it stands there.
    pub check: Vec<u8>,
    /// Whether the check is right. Without a check there is nothing that could be wrong.
    pub check_holds: bool,
}

impl Command {
    /// What secures the packet with these keys.
    pub fn security(header: CommandHeader, keys: &Keys) -> Result<Security, SecureError> {
        keys.security(header.spi.check(), header.spi.ciphered(), header.kic, header.kid)
    }

    /// The octets of the packet, padded with zeros.
    pub fn wrap(&self, keys: &Keys) -> Result<Vec<u8>, WrapError> {
        self.wrap_padded(keys, Padding::Zeros)
    }

    /// The octets of the packet.
    pub fn wrap_padded(&self, keys: &Keys, padding: Padding) -> Result<Vec<u8>, WrapError> {
        self.wrap_secured(&Command::security(self.header, keys)?, padding)
    }

    /// The octets of the packet, secured like this whatever its header says of it: packets may lie.
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

    /// Opens a packet, as far as the keys go. That a check fails is told and stops nothing: whether to believe a packet
    /// is for [`super::judge`] to say.
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

    /// Reads a packet that is in clear by now.
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
