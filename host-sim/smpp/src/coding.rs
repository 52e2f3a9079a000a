//! User data between SMPP and TPDUs. SMPP writes a septet of the GSM alphabet as one octet; a TPDU packs them.

use rusmpp::CommandStatus;
use sim_codec::cat::texts::Alphabet;
use sim_codec::sms::{DataCoding, MessageBody, UserData, user_data};
use sim_wire::text::Septets;

/// Most octets of user data, and most septets.
const OCTETS_MAX: usize = 140;

/// Part of a long message, as the `sar_` parameters say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SarPart {
    /// Number of the long message.
    pub reference: u16,
    /// Number of parts.
    pub total: u8,
    /// Number of the part, from 1.
    pub part: u8,
}

impl SarPart {
    /// Returns the header of user data that says the same (3GPP TS 23.040 §9.2.3.24.8).
    fn header(self) -> Vec<u8> {
        let [high, low] = self.reference.to_be_bytes();
        vec![0x06, 0x08, 0x04, high, low, self.total, self.part]
    }
}

/// Message of a submission as user data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedMessage {
    /// Data coding scheme of the TPDU.
    pub dcs: u8,
    /// User data.
    pub user: UserData,
    /// Set if the user data begins with a header.
    pub has_header: bool,
}

/// Converts a message to user data. `has_header` says that the message begins with a header.
pub fn encode(
    data_coding: u8,
    has_header: bool,
    message: &[u8],
    sar: Option<SarPart>,
) -> Result<CodedMessage, CommandStatus> {
    let (own, body) = match has_header {
        true => {
            let (_, behind) = user_data::header(message).ok_or(CommandStatus::EsmeRinvesmclass)?;
            message.split_at(message.len().saturating_sub(behind.len()))
        }
        false => (&[][..], message),
    };
    let header = sar.map_or_else(|| own.to_vec(), SarPart::header);
    let has_header = has_header || sar.is_some();
    let (dcs, units) = recode(data_coding, body)?;
    let (length, octets) = match DataCoding(dcs).alphabet() {
        Some(Alphabet::Packed) => {
            let before = header.len().saturating_mul(8).div_ceil(7);
            let fill = before.saturating_mul(7).saturating_sub(header.len().saturating_mul(8));
            (before.saturating_add(units.len()), [header, pack(&units, fill)?].concat())
        }
        _ => (header.len().saturating_add(units.len()), [header, units].concat()),
    };
    if octets.len() > OCTETS_MAX {
        return Err(CommandStatus::EsmeRinvmsglen);
    }
    let length = u8::try_from(length).map_err(|_| CommandStatus::EsmeRinvmsglen)?;
    let user = UserData::read(length, &octets, dcs, has_header);
    Ok(CodedMessage { dcs, user, has_header })
}

/// Returns the scheme of a TPDU for SMPP's `data_coding`, and the message in it.
fn recode(data_coding: u8, message: &[u8]) -> Result<(u8, Vec<u8>), CommandStatus> {
    match data_coding {
        0x00 | 0x08 | 0xC0..=0xFF => Ok((data_coding, message.to_vec())),
        0x02 | 0x04 => Ok((0x04, message.to_vec())),
        // ASCII and Latin 1, whose octets are the characters of Unicode.
        0x01 | 0x03 => {
            let text: String = message.iter().map(|octet| char::from(*octet)).collect();
            let user = UserData::new(MessageBody::Text(text.clone()), 0x00);
            let packed = user.ok().and_then(|user| Some((usize::from(user.length), user.octets(0x00).ok()?)));
            Ok(match packed {
                Some((count, octets)) => (0x00, Septets::counted(&octets, count, 0).collect()),
                None => (0x08, text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            })
        }
        _ => Err(CommandStatus::EsmeRsubmitfail),
    }
}

/// Packs septets, each in an octet, behind fill bits.
fn pack(septets: &[u8], fill: usize) -> Result<Vec<u8>, CommandStatus> {
    let mut bits = vec![false; fill];
    for septet in septets {
        if *septet > 0x7F {
            return Err(CommandStatus::EsmeRsubmitfail);
        }
        bits.extend((0..7).map(|bit| septet >> bit & 1 == 1));
    }
    let octet = |bits: &[bool]| bits.iter().rev().fold(0, |octet, bit| octet << 1 | u8::from(*bit));
    Ok(bits.chunks(8).map(octet).collect())
}

/// Converts the user data of a TPDU to a message of SMPP: `data_coding` and `short_message`.
pub fn decode(user: &UserData, dcs: u8, has_header: bool) -> (u8, Vec<u8>) {
    let octets = user.octets(dcs).unwrap_or_default();
    let split = if has_header { user_data::header(&octets) } else { None };
    let behind = split.map_or(octets.len(), |(_, behind)| behind.len());
    let (header, body) = octets.split_at(octets.len().saturating_sub(behind));
    let message = match DataCoding(dcs).alphabet() {
        Some(Alphabet::Packed) => {
            let before = header.len().saturating_mul(8).div_ceil(7);
            let count = usize::from(user.length).saturating_sub(before);
            let fill = before.saturating_mul(7).saturating_sub(header.len().saturating_mul(8));
            let septets = Septets::counted(body, count, u32::try_from(fill).unwrap_or_default());
            header.iter().copied().chain(septets).collect()
        }
        _ => octets,
    };
    (data_coding(dcs), message)
}

/// Returns SMPP's `data_coding` for the scheme of a TPDU.
fn data_coding(dcs: u8) -> u8 {
    let class = DataCoding(dcs).class();
    match (dcs, DataCoding(dcs).alphabet(), class) {
        (0xC0..=0xFF, ..) => dcs,
        (_, Some(Alphabet::Ucs2), _) => 0x08,
        (_, Some(Alphabet::Octets), Some(class)) => 0xF4 | class,
        (_, Some(Alphabet::Octets), None) | (_, None, _) => 0x04,
        (_, Some(Alphabet::Packed), Some(class)) => 0xF0 | class,
        (_, Some(Alphabet::Packed), None) => 0x00,
    }
}

/// Returns the first characters of a message, for its receipt; empty for data.
pub fn beginning(user: &UserData) -> String {
    match &user.body {
        MessageBody::Text(text) => {
            let plain = |character: char| if matches!(character, ' '..='~') { character } else { '?' };
            text.chars().take(20).map(plain).collect()
        }
        MessageBody::Octets(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(data_coding: u8, has_header: bool, message: &[u8]) -> CodedMessage {
        let coded = encode(data_coding, has_header, message, None).unwrap();
        assert_eq!(decode(&coded.user, coded.dcs, coded.has_header), (data_coding, message.to_vec()));
        coded
    }

    #[test]
    fn messages_round_trip_in_every_alphabet() {
        let text = round_trip(0x00, false, b"CX");
        assert_eq!(text.user.body, MessageBody::Text("CX".to_owned()));
        round_trip(0x00, false, &[0x7F; 160]);
        round_trip(0xF0, false, b"class");
        round_trip(0xF6, true, &[0x02, 0x70, 0x00, 1, 2, 3]);
        round_trip(0x08, false, &[0x4F, 0x60, 0x59, 0x7D]);
        round_trip(0x04, false, &[0xFF; 140]);
        for length in 0..20 {
            let message = [&[0x05, 0x00, 0x03, 7, 2, 1][..], &b"abcdefghijklmnopqrst"[..length]].concat();
            round_trip(0x00, true, &message);
        }
    }

    #[test]
    fn latin_text_becomes_gsm_or_ucs2() {
        let coded = encode(0x01, false, b"[hello]", None).unwrap();
        assert_eq!((coded.dcs, &coded.user.body), (0x00, &MessageBody::Text("[hello]".to_owned())));
        let coded = encode(0x03, false, &[b'a', 0xF0], None).unwrap();
        assert_eq!((coded.dcs, &coded.user.body), (0x08, &MessageBody::Text("a\u{F0}".to_owned())));
    }

    #[test]
    fn sar_part_becomes_header() {
        let sar = SarPart { reference: 0x0102, total: 3, part: 2 };
        let coded = encode(0x04, false, &[9], Some(sar)).unwrap();
        assert!(coded.has_header);
        assert_eq!(coded.user.octets(0x04).unwrap(), [6, 8, 4, 1, 2, 3, 2, 9]);
    }

    #[test]
    fn unfit_messages_are_refused() {
        assert_eq!(encode(0x04, false, &[0; 141], None), Err(CommandStatus::EsmeRinvmsglen));
        assert_eq!(encode(0x00, false, &[0; 161], None), Err(CommandStatus::EsmeRinvmsglen));
        assert_eq!(encode(0x00, false, &[0x80], None), Err(CommandStatus::EsmeRsubmitfail));
        assert_eq!(encode(0x55, false, b"a", None), Err(CommandStatus::EsmeRsubmitfail));
        assert_eq!(encode(0x04, true, &[5, 0, 3], None), Err(CommandStatus::EsmeRinvesmclass));
    }
}
