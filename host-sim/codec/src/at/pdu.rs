//! Messages in PDU mode (3GPP TS 27.005 §3.1): the address of the service centre, then the TPDU, in hexadecimal digits.

use sim_wire::bcd::{self, TonNpi};

use crate::cat::content::Address;

/// Longest address of a service centre, in octets behind its length: the type of number and twenty digits.
const CENTRE_MAX: usize = 11;

/// Message with its service centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePdu {
    /// Service centre; `None` for the equipment's own.
    pub service_centre: Option<Address>,
    /// TPDU.
    pub tpdu: Vec<u8>,
}

/// Reason for which digits are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessagePduError {
    /// The text is no row of hexadecimal digits, two for each octet.
    #[error("a message in PDU mode has two hexadecimal digits for each octet")]
    NoHex,
    /// The address of the service centre is longer than 11 octets, or than the message.
    #[error("the address of the service centre has 11 octets at most, all of them in the message")]
    ServiceCentre,
    /// The number of octets of the TPDU is not what was announced.
    #[error("the TPDU has {found} octets, and {announced} were announced")]
    Length {
        /// Octets behind the address of the service centre.
        found: usize,
        /// Octets that were announced.
        announced: u32,
    },
}

impl MessagePdu {
    /// Parses the digits of a message whose TPDU has `announced` octets. Space around the digits does not count.
    pub fn parse(digits: &[u8], announced: u32) -> Result<MessagePdu, MessagePduError> {
        let octets = hex::decode(digits.trim_ascii()).map_err(|_| MessagePduError::NoHex)?;
        let (length, rest) = octets.split_first().ok_or(MessagePduError::ServiceCentre)?;
        let (centre, tpdu) = rest.split_at_checked(usize::from(*length)).ok_or(MessagePduError::ServiceCentre)?;
        if centre.len() > CENTRE_MAX {
            return Err(MessagePduError::ServiceCentre);
        }
        if usize::try_from(announced) != Ok(tpdu.len()) {
            return Err(MessagePduError::Length { found: tpdu.len(), announced });
        }
        let service_centre = centre
            .split_first()
            .map(|(ton_npi, digits)| Address { ton_npi: TonNpi(*ton_npi), number: bcd::digits(digits).collect() });
        Ok(MessagePdu { service_centre, tpdu: tpdu.to_vec() })
    }

    /// Writes the digits of the message. An address that has no such form is left out.
    pub fn emit(&self) -> String {
        let centre = self.service_centre.as_ref().and_then(centre_octets).unwrap_or_else(|| vec![0x00]);
        hex::encode_upper([centre, self.tpdu.clone()].concat())
    }
}

/// Returns the octets of a service centre's address, its length first; `None` if it has none.
fn centre_octets(address: &Address) -> Option<Vec<u8>> {
    let write = |into: &mut sim_wire::tlv::Emitter<'_>| {
        into.octet(address.ton_npi.0)?;
        bcd::encode_digits(&address.number, into)
    };
    let octets = crate::cat::written(write).ok().filter(|octets| octets.len() <= CENTRE_MAX)?;
    Some([vec![u8::try_from(octets.len()).ok()?], octets].concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn service_centre_stands_before_the_message() {
        let pdu = MessagePdu::parse(b"0891683108100005F0 ".trim_ascii(), 0).unwrap();
        assert_eq!(pdu.service_centre.as_ref().unwrap().number, "8613800100500");
        assert_eq!(pdu.emit(), "0891683108100005F0");
        assert_eq!(MessagePdu::parse(b"000102", 2).unwrap().service_centre, None);
    }

    #[test]
    fn malformed_message_is_refused() {
        assert_eq!(MessagePdu::parse(b"", 0), Err(MessagePduError::ServiceCentre));
        assert_eq!(MessagePdu::parse(b"0G", 0), Err(MessagePduError::NoHex));
        assert_eq!(MessagePdu::parse(b"0391", 0), Err(MessagePduError::ServiceCentre));
        assert_eq!(MessagePdu::parse(b"0001", 2), Err(MessagePduError::Length { found: 1, announced: 2 }));
    }

    proptest! {
        #[test]
        fn message_round_trips(number in "[0-9*#]{1,20}", is_named in any::<bool>(), tpdu in prop::collection::vec(any::<u8>(), 0..180)) {
            let service_centre = is_named.then_some(Address { ton_npi: TonNpi(0x91), number });
            let pdu = MessagePdu { service_centre, tpdu };
            let length = u32::try_from(pdu.tpdu.len()).unwrap();
            prop_assert_eq!(MessagePdu::parse(pdu.emit().as_bytes(), length), Ok(pdu));
        }
    }
}
