//! GSMTAP version 2 (libosmocore's `gsmtap.h`), as far as it carries what crosses a SIM's contacts: a header of 16
//! octets, highest first, then the payload, in a datagram to UDP port 4729.
//!
//! ```
//! use sim_codec::gsmtap::{SimMessage, SimSubType};
//!
//! let message = SimMessage { sub_type: SimSubType::Apdu, payload: &[0x80, 0x5C, 0, 2, 4, 0, 0, 0x13, 0x88, 0x90, 0] };
//! let datagram = message.encode();
//! assert_eq!(SimMessage::parse(&datagram), Ok(message));
//! ```

/// UDP port of GSMTAP.
pub const PORT: u16 = 4729;

/// Version that is written and read.
const VERSION: u8 = 2;

/// Length of the header in words of four octets.
const HEADER_WORDS: u8 = 4;

/// Type of the messages of a SIM.
const TYPE_SIM: u8 = 4;

/// Part of what crosses the contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimSubType {
    /// Command and answer in one: header, P3, data, status word.
    Apdu,
    /// Answer to reset.
    Atr,
    /// Request for other parameters (ISO 7816-3 §9).
    PpsRequest,
    /// Response to such a request.
    PpsResponse,
    /// Header of a command.
    TpduHeader,
    /// Data of a command.
    TpduCommand,
    /// Data of an answer.
    TpduResponse,
    /// Status word.
    TpduStatus,
}

impl SimSubType {
    /// All sub-types, in the order of their codes from 0 on.
    pub const ALL: [SimSubType; 8] = [
        SimSubType::Apdu,
        SimSubType::Atr,
        SimSubType::PpsRequest,
        SimSubType::PpsResponse,
        SimSubType::TpduHeader,
        SimSubType::TpduCommand,
        SimSubType::TpduResponse,
        SimSubType::TpduStatus,
    ];

    /// Returns the code.
    pub const fn code(self) -> u8 {
        match self {
            SimSubType::Apdu => 0,
            SimSubType::Atr => 1,
            SimSubType::PpsRequest => 2,
            SimSubType::PpsResponse => 3,
            SimSubType::TpduHeader => 4,
            SimSubType::TpduCommand => 5,
            SimSubType::TpduResponse => 6,
            SimSubType::TpduStatus => 7,
        }
    }
}

/// Message of a SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimMessage<'a> {
    /// Part that the payload is.
    pub sub_type: SimSubType,
    /// Payload.
    pub payload: &'a [u8],
}

/// Reason for which a datagram is no message of a SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum GsmtapError {
    /// The datagram ends within the header.
    #[error("the GSMTAP header is cut off")]
    Cut,
    /// The version is not 2.
    #[error("GSMTAP version {0}; version 2 is read")]
    Version(u8),
    /// The type is another than that of a SIM.
    #[error("GSMTAP type {0}; type 4, SIM, is read")]
    Type(u8),
    /// The sub-type is unknown.
    #[error("GSMTAP sub-type {0} of a SIM; 0 to 7 are known")]
    SubType(u8),
}

impl<'a> SimMessage<'a> {
    /// Parses the contents of a datagram.
    pub fn parse(datagram: &'a [u8]) -> Result<SimMessage<'a>, GsmtapError> {
        let &[version, words, kind, ..] = datagram else { return Err(GsmtapError::Cut) };
        if version != VERSION {
            return Err(GsmtapError::Version(version));
        }
        if kind != TYPE_SIM {
            return Err(GsmtapError::Type(kind));
        }
        let code = *datagram.get(12).ok_or(GsmtapError::Cut)?;
        let header = Some(usize::from(words)).filter(|_| words >= HEADER_WORDS).ok_or(GsmtapError::Cut)?;
        let payload = datagram.get(header.saturating_mul(4)..).ok_or(GsmtapError::Cut)?;
        let sub_type = SimSubType::ALL.into_iter().find(|sub_type| sub_type.code() == code);
        Ok(SimMessage { sub_type: sub_type.ok_or(GsmtapError::SubType(code))?, payload })
    }

    /// Encodes the contents of a datagram.
    pub fn encode(&self) -> Vec<u8> {
        let header = [VERSION, HEADER_WORDS, TYPE_SIM, 0, 0, 0, 0, 0, 0, 0, 0, 0, self.sub_type.code(), 0, 0, 0];
        [&header[..], self.payload].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_of_each_sub_type_round_trips() {
        for sub_type in SimSubType::ALL {
            let message = SimMessage { sub_type, payload: &[0x3B, 0x00] };
            let datagram = message.encode();
            assert_eq!(datagram.len(), 18);
            assert_eq!(SimMessage::parse(&datagram), Ok(message));
        }
    }

    #[test]
    fn datagram_of_osmocom_is_read() {
        let datagram = hex::decode("0204040000000000000000000000000000A40004023F00612F").unwrap();
        let message = SimMessage::parse(&datagram).unwrap();
        assert_eq!(
            (message.sub_type, hex::encode(message.payload)),
            (SimSubType::Apdu, "00a40004023f00612f".to_owned())
        );
    }

    #[test]
    fn foreign_datagram_is_named() {
        let mut datagram = SimMessage { sub_type: SimSubType::Apdu, payload: &[] }.encode();
        for length in 0..16 {
            assert_eq!(SimMessage::parse(&datagram[..length]), Err(GsmtapError::Cut), "{length}");
        }
        datagram[1] = 3;
        assert_eq!(SimMessage::parse(&datagram), Err(GsmtapError::Cut));
        datagram[1] = 4;
        datagram[12] = 8;
        assert_eq!(SimMessage::parse(&datagram), Err(GsmtapError::SubType(8)));
        datagram[2] = 1;
        assert_eq!(SimMessage::parse(&datagram), Err(GsmtapError::Type(1)));
        datagram[0] = 3;
        assert_eq!(SimMessage::parse(&datagram), Err(GsmtapError::Version(3)));
    }
}
