//! Command packets (3GPP TS 31.115 §4.2, ETSI TS 102 225 §5.1).

use super::{Counter, Form, IN_FRONT_OF_CHECK, KeyReference, PacketFormatError, Spi, Tar, around, without_padding};
use crate::fields::Fields;
use crate::tlv::{BufferFullError, Emitter};

/// Identifier of a command packet over `CAT_TP`.
const IDENTIFIER: u8 = 0x01;

/// Header of a command packet, which is never ciphered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommandHeader {
    /// Security of the packet, and the proof of receipt that is wanted.
    pub spi: Spi,
    /// Key for ciphering.
    pub kic: KeyReference,
    /// Key, or redundancy check, for the check.
    pub kid: KeyReference,
    /// Application that the packet is for.
    pub tar: Tar,
}

impl CommandHeader {
    /// Returns the seven octets, SPI to TAR.
    pub const fn to_bytes(self) -> [u8; 7] {
        let ([first, second], [t0, t1, t2]) = (self.spi.to_bytes(), self.tar.0);
        [first, second, self.kic.0, self.kid.0, t0, t1, t2]
    }

    /// Creates a header from seven octets, SPI to TAR.
    pub const fn from_bytes([first, second, kic, kid, t0, t1, t2]: [u8; 7]) -> CommandHeader {
        CommandHeader {
            spi: Spi { first, second },
            kic: KeyReference(kic),
            kid: KeyReference(kid),
            tar: Tar([t0, t1, t2]),
        }
    }

    /// Reads the header of a packet without any check of the rest, so that a refusal can be addressed. Returns `None`
    /// if the octets end inside the header. Packets over short messages only.
    pub fn glimpse(octets: &[u8]) -> Option<CommandHeader> {
        let (_, rest) = octets.split_first_chunk::<3>()?;
        rest.first_chunk::<7>().map(|octets| CommandHeader::from_bytes(*octets))
    }
}

/// A command packet as it travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandPacket<'a> {
    /// Carrier of the packet.
    pub form: Form,
    /// Length of the header as the packet states it (CHL).
    pub header_length: u8,
    /// Header in clear.
    pub header: CommandHeader,
    /// Secured part, CNTR to the end, ciphered or not.
    pub secured: &'a [u8],
}

impl<'a> CommandPacket<'a> {
    /// Octets of the header without a check: SPI to TAR, CNTR and PCNTR.
    pub const HEADER_LENGTH: usize = 13;

    /// Parses a packet: its lengths agree with its octets, and its header is whole up to PCNTR.
    pub fn parse(form: Form, octets: &'a [u8]) -> Result<CommandPacket<'a>, PacketFormatError> {
        let (header_length, rest) = form.split(IDENTIFIER, octets)?;
        let short = PacketFormatError::TooShort { present: octets.len() };
        let (header, secured) = rest.split_first_chunk::<7>().ok_or(short)?;
        if secured.len() < SecuredCommand::BEFORE_CHECK {
            return Err(short);
        }
        Ok(CommandPacket { form, header_length, header: CommandHeader::from_bytes(*header), secured })
    }

    /// Returns the length of the check in octets, by the length of the header; `None` if that is shorter than any
    /// header.
    pub fn check_length(&self) -> Option<usize> {
        usize::from(self.header_length).checked_sub(CommandPacket::HEADER_LENGTH)
    }

    /// Returns the octets of a whole packet in clear that a check of the given length covers, in two parts: all but the
    /// check. `None` if the packet is not well formed or is shorter than its check.
    pub fn checked(form: Form, whole: &[u8], check_length: usize) -> Option<[&[u8]; 2]> {
        let behind = CommandPacket::parse(form, whole).ok()?.secured.len();
        let front = whole.len().checked_sub(behind)?.checked_add(SecuredCommand::BEFORE_CHECK)?;
        around(whole, front, check_length)
    }

    /// Writes a packet in clear, with its check or with zeros in its place.
    pub fn emit(
        form: Form,
        header: CommandHeader,
        secured: &SecuredCommand<'_>,
        into: &mut Emitter<'_>,
    ) -> Result<(), BufferFullError> {
        let length = CommandPacket::HEADER_LENGTH.saturating_add(secured.check.len());
        form.begin(IDENTIFIER, length, secured.length().saturating_add(7), into)?;
        into.octets(&header.to_bytes())?;
        secured.write(into)
    }
}

/// The secured part of a command packet, in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecuredCommand<'a> {
    /// Counter of the packet (CNTR).
    pub counter: Counter,
    /// Octets of padding at the end (PCNTR).
    pub padding: u8,
    /// Check of the packet: RC, CC or DS.
    pub check: &'a [u8],
    /// Data, with the padding behind it.
    pub data: &'a [u8],
}

impl<'a> SecuredCommand<'a> {
    /// Octets of CNTR and PCNTR.
    pub const BEFORE_CHECK: usize = 6;

    /// Splits the secured part, which has a check of the given length; `None` if the octets end before the check does.
    pub fn split(octets: &'a [u8], check_length: usize) -> Option<SecuredCommand<'a>> {
        let mut fields = Fields(octets);
        let counter = Counter::from_bytes(fields.take()?);
        let padding = fields.octet()?;
        let check = fields.slice(check_length)?;
        Some(SecuredCommand { counter, padding, check, data: fields.0 })
    }

    /// Returns the data and its padding; `None` if there are fewer octets than PCNTR counts.
    pub fn without_padding(&self) -> Option<(&'a [u8], &'a [u8])> {
        without_padding(self.data, self.padding)
    }

    const fn length(&self) -> usize {
        SecuredCommand::BEFORE_CHECK.saturating_add(self.check.len()).saturating_add(self.data.len())
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), BufferFullError> {
        into.octets(&self.counter.to_bytes())?;
        into.octet(self.padding)?;
        into.octets(self.check)?;
        into.octets(self.data)
    }
}

const _: () = assert!(IN_FRONT_OF_CHECK == 2 + 1 + 7 + SecuredCommand::BEFORE_CHECK);
