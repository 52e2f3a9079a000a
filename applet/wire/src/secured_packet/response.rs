//! Response packets, which prove that a command was received (3GPP TS 31.115 §4.4, ETSI TS 102 225 §5.2).

use super::{Counter, Form, IN_FRONT_OF_CHECK, PacketFormatError, ResponseStatus, Tar, around, without_padding};
use crate::fields::Fields;
use crate::tlv::{BufferFullError, Emitter};

/// Identifier of a response packet over `CAT_TP`.
const IDENTIFIER: u8 = 0x02;

/// A response packet as it travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponsePacket<'a> {
    /// Carrier of the packet.
    pub form: Form,
    /// Length of the header as the packet states it (RHL).
    pub header_length: u8,
    /// Application that answers.
    pub tar: Tar,
    /// Secured part, CNTR to the end, ciphered or not.
    pub secured: &'a [u8],
}

impl<'a> ResponsePacket<'a> {
    /// Octets of the header without a check: TAR, CNTR, PCNTR and the status.
    pub const HEADER_LENGTH: usize = 10;

    /// Octets in front of the packet in user data without another header element. Unlike those of a command, they are
    /// covered by the check.
    pub const USER_DATA_HEADER: [u8; 3] = [0x02, 0x71, 0x00];

    /// Parses a packet: its lengths agree with its octets, and its header is whole up to the status.
    pub fn parse(form: Form, octets: &'a [u8]) -> Result<ResponsePacket<'a>, PacketFormatError> {
        let (header_length, rest) = form.split(IDENTIFIER, octets)?;
        let short = PacketFormatError::TooShort { present: octets.len() };
        let (tar, secured) = rest.split_first_chunk::<3>().ok_or(short)?;
        if secured.len() < SecuredResponse::BEFORE_CHECK {
            return Err(short);
        }
        Ok(ResponsePacket { form, header_length, tar: Tar(*tar), secured })
    }

    /// Returns the length of the check in octets, by the length of the header; `None` if that is shorter than any
    /// header.
    pub fn check_length(&self) -> Option<usize> {
        usize::from(self.header_length).checked_sub(ResponsePacket::HEADER_LENGTH)
    }

    /// Returns the octets of a whole packet in clear that a check of the given length covers, in three parts. They are
    /// the header of the user data (empty over `CAT_TP`), and all of the packet but the check. `None` if the packet is
    /// not well formed or is shorter than its check.
    pub fn checked(form: Form, whole: &[u8], check_length: usize) -> Option<[&[u8]; 3]> {
        let behind = ResponsePacket::parse(form, whole).ok()?.secured.len();
        let front = whole.len().checked_sub(behind)?.checked_add(SecuredResponse::BEFORE_CHECK)?;
        let [front, behind] = around(whole, front, check_length)?;
        let header: &[u8] = match form {
            Form::ShortMessage => &ResponsePacket::USER_DATA_HEADER,
            Form::CatTp => &[],
        };
        Some([header, front, behind])
    }

    /// Writes a packet in clear, with its check or with zeros in its place.
    pub fn emit(
        form: Form,
        tar: Tar,
        secured: &SecuredResponse<'_>,
        into: &mut Emitter<'_>,
    ) -> Result<(), BufferFullError> {
        let length = ResponsePacket::HEADER_LENGTH.saturating_add(secured.check.len());
        form.begin(IDENTIFIER, length, secured.length().saturating_add(3), into)?;
        into.octets(&tar.0)?;
        secured.write(into)
    }
}

/// The secured part of a response packet, in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecuredResponse<'a> {
    /// Copy of the command's counter (CNTR).
    pub counter: Counter,
    /// Octets of padding at the end (PCNTR).
    pub padding: u8,
    /// Status of the command.
    pub status: ResponseStatus,
    /// Check of the packet: RC, CC or DS.
    pub check: &'a [u8],
    /// Data, with the padding behind it.
    pub data: &'a [u8],
}

impl<'a> SecuredResponse<'a> {
    /// Octets of CNTR, PCNTR and the status.
    pub const BEFORE_CHECK: usize = 7;

    /// Splits the secured part, which has a check of the given length; `None` if the octets end before the check does.
    pub fn split(octets: &'a [u8], check_length: usize) -> Option<SecuredResponse<'a>> {
        let mut fields = Fields(octets);
        let counter = Counter::from_bytes(fields.take()?);
        let padding = fields.octet()?;
        let status = ResponseStatus(fields.octet()?);
        let check = fields.slice(check_length)?;
        Some(SecuredResponse { counter, padding, status, check, data: fields.0 })
    }

    /// Returns the data and its padding; `None` if there are fewer octets than PCNTR counts.
    pub fn without_padding(&self) -> Option<(&'a [u8], &'a [u8])> {
        without_padding(self.data, self.padding)
    }

    const fn length(&self) -> usize {
        SecuredResponse::BEFORE_CHECK.saturating_add(self.check.len()).saturating_add(self.data.len())
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), BufferFullError> {
        into.octets(&self.counter.to_bytes())?;
        into.octets(&[self.padding, self.status.0])?;
        into.octets(self.check)?;
        into.octets(self.data)
    }
}

const _: () =
    assert!(IN_FRONT_OF_CHECK == ResponsePacket::USER_DATA_HEADER.len() + 2 + 1 + 3 + SecuredResponse::BEFORE_CHECK);
