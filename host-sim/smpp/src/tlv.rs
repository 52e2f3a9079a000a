//! Optional parameters (TLVs) of a PDU. They are parsed here, since a value of a wrong length is an error of its own.

use rusmpp::CommandStatus;

/// Tags of the optional parameters that are used (SMPP 3.4 §5.3.2).
pub mod tag {
    /// Message identifier of the submission that a receipt is about.
    pub const RECEIPTED_MESSAGE_ID: u16 = 0x001E;
    /// Reference of the sender.
    pub const USER_MESSAGE_REFERENCE: u16 = 0x0204;
    /// Number of a long message, the same in all parts.
    pub const SAR_MSG_REF_NUM: u16 = 0x020C;
    /// Number of parts of a long message.
    pub const SAR_TOTAL_SEGMENTS: u16 = 0x020E;
    /// Number of a part, from 1.
    pub const SAR_SEGMENT_SEQNUM: u16 = 0x020F;
    /// Version of SMPP that the server speaks.
    pub const SC_INTERFACE_VERSION: u16 = 0x0210;
    /// Error of the network.
    pub const NETWORK_ERROR_CODE: u16 = 0x0423;
    /// Message, in place of `short_message`.
    pub const MESSAGE_PAYLOAD: u16 = 0x0424;
    /// State of a message.
    pub const MESSAGE_STATE: u16 = 0x0427;
}

/// Optional parameters to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tlvs(Vec<u8>);

impl Tlvs {
    /// Adds a parameter. A value that is too long for one is left out.
    pub fn add(&mut self, tag: u16, value: &[u8]) {
        if let Ok(length) = u16::try_from(value.len()) {
            self.0.extend([tag.to_be_bytes(), length.to_be_bytes()].concat());
            self.0.extend(value);
        }
    }

    /// Adds a text with its end.
    pub fn add_text(&mut self, tag: u16, text: &str) {
        self.add(tag, &[text.as_bytes(), &[0]].concat());
    }

    /// Returns all parameters as octets.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

/// Optional parameters that came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlvList<'a>(Vec<(u16, &'a [u8])>);

impl<'a> TlvList<'a> {
    /// Parses parameters that stand one behind the other.
    pub fn parse(mut octets: &'a [u8]) -> Result<TlvList<'a>, CommandStatus> {
        let mut list = Vec::new();
        while !octets.is_empty() {
            let (head, rest) = octets.split_first_chunk::<4>().ok_or(CommandStatus::EsmeRinvtlvstream)?;
            let [tag_high, tag_low, high, low] = *head;
            let length = usize::from(u16::from_be_bytes([high, low]));
            let (value, rest) = rest.split_at_checked(length).ok_or(CommandStatus::EsmeRinvtlvstream)?;
            list.push((u16::from_be_bytes([tag_high, tag_low]), value));
            octets = rest;
        }
        Ok(TlvList(list))
    }

    /// Returns the value of a parameter; `None` without it.
    pub fn get(&self, tag: u16) -> Option<&'a [u8]> {
        self.0.iter().find(|(own, _)| *own == tag).map(|(_, value)| *value)
    }

    /// Returns a parameter of one octet.
    pub fn octet(&self, tag: u16) -> Result<Option<u8>, CommandStatus> {
        self.fixed::<1>(tag).map(|value| value.map(|[octet]| octet))
    }

    /// Returns a parameter of two octets.
    pub fn word(&self, tag: u16) -> Result<Option<u16>, CommandStatus> {
        self.fixed(tag).map(|value| value.map(u16::from_be_bytes))
    }

    fn fixed<const N: usize>(&self, tag: u16) -> Result<Option<[u8; N]>, CommandStatus> {
        let value = self.get(tag).map(<[u8; N]>::try_from);
        value.transpose().map_err(|_| CommandStatus::EsmeRinvtlvlen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_round_trip() {
        let mut tlvs = Tlvs::default();
        tlvs.add(tag::USER_MESSAGE_REFERENCE, &[0x12, 0x34]);
        tlvs.add_text(tag::RECEIPTED_MESSAGE_ID, "7");
        assert_eq!(tlvs.octets(), [0x02, 0x04, 0, 2, 0x12, 0x34, 0, 0x1E, 0, 2, b'7', 0]);
        let list = TlvList::parse(tlvs.octets()).unwrap();
        assert_eq!(list.word(tag::USER_MESSAGE_REFERENCE), Ok(Some(0x1234)));
        assert_eq!(list.get(tag::RECEIPTED_MESSAGE_ID), Some(&b"7\0"[..]));
        assert_eq!(list.octet(tag::SAR_TOTAL_SEGMENTS), Ok(None));
        assert_eq!(list.octet(tag::USER_MESSAGE_REFERENCE), Err(CommandStatus::EsmeRinvtlvlen));
    }

    #[test]
    fn cut_parameters_are_refused() {
        let whole = [0x02, 0x04, 0, 2, 0x12, 0x34];
        for length in 1..whole.len() {
            assert_eq!(TlvList::parse(&whole[..length]), Err(CommandStatus::EsmeRinvtlvstream), "{length}");
        }
    }
}
