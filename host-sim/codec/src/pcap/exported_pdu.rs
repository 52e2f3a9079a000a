//! Exported PDUs (Wireshark's link type 252): tags of four octets and a value each, highest octet first, then the PDU.

/// Tag behind which the PDU begins.
const END: u16 = 0;

/// Tag of the name of the protocol that the PDU is of.
const DISSECTOR: u16 = 12;

/// PDU with the name of the dissector that opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportedPdu<'a> {
    /// Name of the dissector, such as `gsm_sim`; `None` without the tag.
    pub dissector: Option<&'a str>,
    /// Octets of the PDU.
    pub octets: &'a [u8],
}

impl<'a> ExportedPdu<'a> {
    /// Parses a packet; `None` if its tags do not end within it.
    pub fn parse(packet: &'a [u8]) -> Option<ExportedPdu<'a>> {
        let mut dissector = None;
        let mut left = packet;
        loop {
            let ([tag @ .., high, low], behind) = left.split_first_chunk::<4>()?;
            let (value, rest) = behind.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))?;
            left = rest;
            match u16::from_be_bytes(*tag) {
                END => return Some(ExportedPdu { dissector, octets: left }),
                DISSECTOR => dissector = std::str::from_utf8(value).ok().map(|name| name.trim_end_matches('\0')),
                _ => {}
            }
        }
    }

    /// Encodes the packet.
    pub fn encode(&self) -> Vec<u8> {
        let mut packet = Vec::new();
        if let Some(name) = self.dissector {
            let mut value = name.as_bytes().to_vec();
            value.resize(value.len().next_multiple_of(4), 0);
            packet.extend(DISSECTOR.to_be_bytes());
            packet.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
            packet.extend(value);
        }
        packet.extend([0; 4]);
        packet.extend(self.octets);
        packet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exported_pdu_round_trips() {
        for (dissector, octets) in [(Some("gsm_sim"), &[1_u8, 2, 3][..]), (Some("iso7816.atr"), &[]), (None, &[9])] {
            let pdu = ExportedPdu { dissector, octets };
            let encoded = pdu.encode();
            assert_eq!(ExportedPdu::parse(&encoded), Some(pdu));
        }
    }

    #[test]
    fn other_tags_are_passed_over() {
        let packet = [0, 20, 0, 4, 1, 2, 3, 4, 0, 12, 0, 4, b'd', b'a', b't', b'a', 0, 0, 0, 0, 0x90];
        assert_eq!(ExportedPdu::parse(&packet), Some(ExportedPdu { dissector: Some("data"), octets: &[0x90] }));
        for length in 0..20 {
            assert_eq!(ExportedPdu::parse(&packet[..length]), None, "{length}");
        }
    }
}
