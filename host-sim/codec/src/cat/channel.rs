//! Values about channels of the bearer independent protocol and about the other end of a local connection.

use sim_wire::tlv::Emitter;

use super::EncodeError;
use super::value::ObjectValue;

/// Status of a channel (TS 102 223 §8.56).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelStatus {
    /// Channel, state of the link and, in server mode, state of TCP, as the octet has them.
    pub state: u8,
    /// 00 nothing more, 05 the link was dropped.
    pub further: u8,
}

impl ChannelStatus {
    /// Returns the channel, 1 to 7; 0 where there is none.
    pub const fn channel(self) -> u8 {
        self.state & 0x07
    }

    /// Returns whether the link was dropped.
    pub const fn is_dropped(self) -> bool {
        self.further == 0x05
    }

    /// Returns the state in words.
    pub const fn words(self) -> &'static str {
        match (self.further, self.state >> 6) {
            (0x05, _) => "link dropped",
            (_, 0) => "link not established, or TCP closed",
            (_, 1) => "TCP listening",
            (_, 2) => "link established, or TCP established",
            _ => "reserved state",
        }
    }
}

impl ObjectValue for ChannelStatus {
    fn read(octets: &[u8]) -> Option<ChannelStatus> {
        match *octets {
            [state, further] => Some(ChannelStatus { state, further }),
            _ => None,
        }
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(into.octets(&[self.state, self.further])?)
    }
}

/// Address of the device at the other end of a local connection (TS 102 223 §8.68).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteEntity {
    /// 00 an IEEE 802 address of 48 bits, 01 an IrDA device address of 32 bits.
    pub coding: u8,
    /// Address in that coding.
    pub address: Vec<u8>,
}

impl ObjectValue for RemoteEntity {
    fn read(octets: &[u8]) -> Option<RemoteEntity> {
        octets.split_first().map(|(coding, address)| RemoteEntity { coding: *coding, address: address.to_vec() })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octet(self.coding)?;
        Ok(into.octets(&self.address)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_channels_have_words() {
        let status = |octets: [u8; 2]| ChannelStatus::read(&octets).unwrap();
        assert_eq!(
            (status([0x81, 0x00]).channel(), status([0x81, 0x00]).words()),
            (1, "link established, or TCP established")
        );
        assert_eq!(status([0x43, 0x00]).words(), "TCP listening");
        assert!(status([0x01, 0x05]).is_dropped() && status([0x01, 0x05]).words() == "link dropped");
        assert_eq!(ChannelStatus::read(&[0x81]), None);
        assert_eq!(RemoteEntity::read(&[]), None);
    }
}
