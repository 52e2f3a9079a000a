//! Response packets, the proofs of receipt: from their contents to their octets, and back.

use sim_wire::secured_packet::{
    CommandHeader, Counter, Form, KeyReference, ResponsePacket, ResponseStatus, SecuredResponse, Spi, Tar,
};

use super::command::{OpenError, Opened, WrapError};
use super::security::{Keys, Padding, SecureError, Security};
use crate::cat::written;

/// Contents of a response packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Bearer of the packet.
    pub form: Form,
    /// TAR of the application that answers.
    pub tar: Tar,
    /// CNTR of the command; zero where the command was not believed.
    pub counter: Counter,
    /// Result of the command.
    pub status: ResponseStatus,
    /// Data without padding.
    pub data: Vec<u8>,
}

/// Security that a command asks of its answer: the second octet of its SPI, its KIc and KID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseSecurity {
    /// SPI of the command; its first octet is not used.
    pub spi: Spi,
    /// KIc.
    pub kic: KeyReference,
    /// KID.
    pub kid: KeyReference,
}

impl From<CommandHeader> for ResponseSecurity {
    fn from(header: CommandHeader) -> ResponseSecurity {
        ResponseSecurity { spi: header.spi, kic: header.kic, kid: header.kid }
    }
}

impl ResponseSecurity {
    /// Security of an answer in clear and without a check, as every refusal of a packet is that was not believed.
    pub const CLEAR: ResponseSecurity =
        ResponseSecurity { spi: Spi { first: 0, second: 0 }, kic: KeyReference(0), kid: KeyReference(0) };

    fn security(self, keys: &Keys) -> Result<Security, SecureError> {
        keys.security(self.spi.proof_check(), self.spi.proof_ciphered(), self.kic, self.kid)
    }
}

impl Response {
    /// Encodes the packet, without the header of the user data, padded with zeros.
    pub fn wrap(&self, asked: ResponseSecurity, keys: &Keys) -> Result<Vec<u8>, WrapError> {
        self.wrap_padded(asked, keys, Padding::Zeros)
    }

    /// Encodes the packet, without the header of the user data, with the given padding.
    pub fn wrap_padded(&self, asked: ResponseSecurity, keys: &Keys, padding: Padding) -> Result<Vec<u8>, WrapError> {
        let security = asked.security(keys)?;
        let filled = security.filled(SecuredResponse::BEFORE_CHECK, &self.data, padding);
        let (counter, padding, status) = (self.counter, filled.padding, self.status);
        let secured = SecuredResponse { counter, padding, status, check: &filled.check, data: &filled.data };
        let mut packet = written(|into| ResponsePacket::emit(self.form, self.tar, &secured, into))
            .map_err(|_| WrapError::TooLong(self.data.len()))?;
        let checked = ResponsePacket::checked(self.form, &packet, filled.check.len()).unwrap_or_default();
        let check = security.check.over(&checked);
        security.seal(&mut packet, &filled, &check);
        Ok(packet)
    }

    /// Opens a packet that answers a command, as far as the keys go. A wrong check is reported and stops nothing.
    pub fn open(
        form: Form,
        octets: &[u8],
        asked: ResponseSecurity,
        keys: &Keys,
    ) -> Result<Opened<Response>, OpenError> {
        let packet = ResponsePacket::parse(form, octets)?;
        let security = asked.security(keys)?;
        let length = security.check.length();
        if packet.check_length() != Some(length) {
            return Err(OpenError::HeaderLength {
                announced: packet.header_length,
                wanted: ResponsePacket::HEADER_LENGTH + length,
            });
        }
        let clear = security.deciphered(octets, packet.secured.len())?;
        Response::read(form, &clear, &security).ok_or(OpenError::EndsInCheck)
    }

    fn read(form: Form, clear: &[u8], security: &Security) -> Option<Opened<Response>> {
        let length = security.check.length();
        let packet = ResponsePacket::parse(form, clear).ok()?;
        let secured = SecuredResponse::split(packet.secured, length)?;
        let checked = ResponsePacket::checked(form, clear, length)?;
        let padded = secured.without_padding().filter(|_| security.may_pad(secured.padding));
        let (data, padding) = padded.map_or((secured.data, None), |(data, padding)| (data, Some(padding)));
        let (tar, counter, status) = (packet.tar, secured.counter, secured.status);
        Some(Opened {
            packet: Response { form, tar, counter, status, data: data.to_vec() },
            padding_count: secured.padding,
            padding: padding.map(<[u8]>::to_vec),
            check: secured.check.to_vec(),
            check_holds: security.check.over(&checked) == secured.check,
        })
    }
}
