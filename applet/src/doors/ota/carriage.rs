//! Messages that carry a secured packet to the card and a proof away from it. A packet comes in an ENVELOPE with a
//! short message for the card (3GPP TS 31.111 §7.1.1, TS 23.040 §9.2.2.1). A proof leaves in an SMS-SUBMIT. Parsing
//! is strict, since a handset passes no message of another kind to the card.

use heapless::Vec;

use crate::refusal::Refusal;
use sim_wire::fields::Fields;
use sim_wire::proactive::{EnvelopeTag, ObjectTag};
use sim_wire::tlv::{Ber, Emitter, Objects};
use sim_wire::udh::{COMMAND_PACKET, Concatenation, Elements, USER_DATA_MAX};

/// Most octets of an SMS-SUBMIT (3GPP TS 23.040 §9.2.2.2).
pub(crate) const TPDU_MAX: usize = 164;

/// Most octets of an address: length, type, twenty digits (3GPP TS 23.040 §9.1.2.5).
const ADDRESS_MAX: usize = 12;

/// Bits of the first octet that are checked: type of message, and presence of a header in the user data. Their values
/// for SMS-DELIVER, and for SMS-SUBMIT without validity period, follow.
const KIND: u8 = 0x43;
const DELIVER_WITH_HEADER: u8 = 0x40;
const SUBMIT_WITH_HEADER: u8 = 0x41;

/// Protocol identifier of a message for the card, and the two coding schemes of octets of class 2.
const PID_CARD: u8 = 0x7F;
const DCS_CARD: u8 = 0xF6;
const DCS_CARD_GENERAL: u8 = 0x16;

/// Address of the other end of a message, as the message has it: length, type, digits.
pub(crate) type Address = Vec<u8, ADDRESS_MAX>;

/// User data of one short message, header included.
pub(crate) type UserData = Vec<u8, USER_DATA_MAX>;

/// A short message for the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message<'a> {
    /// Address of the sender.
    pub(crate) sender: Address,
    /// Place of the part within a long message; `None` if the message is whole.
    pub(crate) place: Option<Concatenation>,
    /// `true` if the header announces a command packet, or the first part of one.
    pub(crate) is_command: bool,
    /// Octets behind the header.
    pub(crate) octets: &'a [u8],
}

impl<'a> Message<'a> {
    /// Parses the message that an envelope brings; `None` if the envelope brings something else.
    pub(crate) fn brought(envelope: &'a [u8]) -> Result<Option<Message<'a>>, Refusal> {
        if envelope.first() != Some(&EnvelopeTag::SmsPpDownload.code()) {
            return Ok(None);
        }
        let tpdu = tpdu(envelope).ok_or(Refusal::WrongData)?;
        Message::parse(tpdu).map(Some).ok_or(Refusal::WrongData)
    }

    /// Parses an SMS-DELIVER. Its time stamp is the network's affair and is ignored.
    fn parse(tpdu: &'a [u8]) -> Option<Message<'a>> {
        let mut fields = Fields(tpdu);
        let kind = fields.octet()? & KIND;
        let digits = *fields.0.first()?;
        let sender = Vec::from_slice(fields.slice(usize::from(digits.div_ceil(2)).saturating_add(2))?).ok()?;
        let [pid, dcs] = fields.take()?;
        let [_time @ .., length] = fields.take::<8>()?;
        let is_for_card = pid == PID_CARD && matches!(dcs, DCS_CARD | DCS_CARD_GENERAL);
        let is_whole = usize::from(length) == fields.0.len() && fields.0.len() <= USER_DATA_MAX;
        if kind != DELIVER_WITH_HEADER || !is_for_card || !is_whole {
            return None;
        }
        let (elements, octets) = Elements::split(fields.0).ok()?;
        let mut message = Message { sender, place: None, is_command: false, octets };
        for element in elements {
            let element = element.ok()?;
            message.is_command |= element.id == COMMAND_PACKET;
            let place = Concatenation::parse(element).filter(|place| place.is_sound());
            // Of two elements the last one counts (3GPP TS 23.040 §9.2.3.24).
            message.place = place.or(message.place);
        }
        Some(message)
    }
}

/// Returns the short message in an envelope: one BER-TLV with nothing behind it, whose objects end inside it.
fn tpdu(envelope: &[u8]) -> Option<&[u8]> {
    let (outer, []) = Ber::parse(envelope).ok()? else { return None };
    let mut found = None;
    for object in Objects::new(outer.value) {
        let object = object.ok()?;
        if object.tag.number == u16::from(ObjectTag::SmsTpdu.code()) {
            found = found.or(Some(object.value));
        }
    }
    found
}

/// Encodes the message that carries user data from the card to an address.
pub(crate) fn submit(to: &Address, user_data: &UserData) -> Option<Vec<u8, TPDU_MAX>> {
    let mut buffer = [0; TPDU_MAX];
    let mut tpdu = Emitter::new(&mut buffer);
    tpdu.octets(&[SUBMIT_WITH_HEADER, 0x00]).ok()?;
    tpdu.octets(to).ok()?;
    tpdu.octets(&[0x00, DCS_CARD, u8::try_from(user_data.len()).ok()?]).ok()?;
    tpdu.octets(user_data).ok()?;
    Vec::from_slice(tpdu.written()).ok()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    /// A message of one part with three octets of packet.
    const SOUND: &str = "40 08 81 01568888 7F F6 90111810305500 06 027000 AABBCC";

    fn octets(text: &str) -> Vec<u8> {
        hex::decode(text.replace(' ', "")).unwrap()
    }

    fn with(text: &str, from: &str, to: &str) -> Option<()> {
        assert!(text.contains(from), "{from}");
        Message::parse(&octets(&text.replacen(from, to, 1))).map(|_| ())
    }

    #[test]
    fn message_for_the_card_is_read() {
        let tpdu = octets(SOUND);
        let message = Message::parse(&tpdu).unwrap();
        assert_eq!(message.sender.as_slice(), octets("08 81 01568888"));
        assert_eq!((message.place, message.is_command, message.octets), (None, true, &[0xAA, 0xBB, 0xCC][..]));
        let part = octets("44 08 81 01568888 7F 16 90111810305500 0B 07 7000 0003050201 AABBCC");
        let message = Message::parse(&part).unwrap();
        let place = Concatenation { reference: 5, total: 2, part: 1, wide: false };
        assert_eq!((message.place, message.is_command), (Some(place), true));
    }

    #[test]
    fn senseless_concatenation_element_is_ignored() {
        for place in ["0000", "0001", "0200", "0203"] {
            let text = std::format!("40 08 81 01568888 7F F6 90111810305500 0B 07 000305{place} 7000 AABBCC");
            let tpdu = octets(&text);
            let message = Message::parse(&tpdu).unwrap();
            assert_eq!((message.place, message.is_command, message.octets), (None, true, &[0xAA, 0xBB, 0xCC][..]));
        }
        let tpdu = octets("40 08 81 01568888 7F F6 90111810305500 10 0C 000305 0203 000306 0201 7000 AABBCC");
        let place = Concatenation { reference: 6, total: 2, part: 1, wide: false };
        assert_eq!(Message::parse(&tpdu).unwrap().place, Some(place), "the next one counts");
    }

    #[test]
    fn unsuitable_or_cut_message_is_not_read() {
        for (from, to) in [
            ("40 08", "00 08"),         // no header
            ("40 08", "41 08"),         // SMS-SUBMIT
            ("40 08", "42 08"),         // SMS-STATUS-REPORT
            ("40 08", "40 15"),         // an address of 21 digits
            ("7F F6", "00 F6"),         // not for the card
            ("7F F6", "7F F5"),         // class 1
            ("7F F6", "7F 04"),         // no class
            ("7F F6", "7F 12"),         // septets
            ("00 06", "00 05"),         // longer than it says
            ("00 06", "00 07"),         // shorter
            ("06 027000", "06 067000"), // the header runs over
            ("06 027000", "06 027001"), // an element runs over the header
            ("06 027000 AABBCC", "00"), // no user data at all
        ] {
            assert_eq!(with(SOUND, from, to), None, "{from} -> {to}");
        }
        let whole = octets(SOUND);
        for end in 0..whole.len() {
            assert_eq!(Message::parse(&whole[..end]), None, "{end} octets");
        }
        let response = octets(&SOUND.replace("027000", "027100"));
        assert!(!Message::parse(&response).unwrap().is_command, "a response packet is for no card");
    }

    #[test]
    fn envelope_message_is_read_with_optional_address() {
        let tpdu = octets(SOUND);
        let length = u8::try_from(tpdu.len()).unwrap();
        let object = [&[0x8B, length][..], &tpdu].concat();
        for front in ["8202 8381", "8202 8381 0604 91684310", "8202 8381 8604 91684310"] {
            let inside = [&octets(front)[..], &object].concat();
            let envelope = [&[0xD1, u8::try_from(inside.len()).unwrap()][..], &inside].concat();
            assert_eq!(Message::brought(&envelope).unwrap(), Message::parse(&tpdu));
            for end in 1..envelope.len() {
                assert_eq!(Message::brought(&envelope[..end]), Err(Refusal::WrongData), "{end} octets");
            }
            assert_eq!(Message::brought(&[&envelope[..], &[0]].concat()), Err(Refusal::WrongData));
        }
        assert_eq!(Message::brought(&octets("D304 9001 01")), Ok(None));
        assert_eq!(Message::brought(&octets("D104 8202 8381")), Err(Refusal::WrongData));
    }

    #[test]
    fn answer_is_submitted_to_the_given_address() {
        let to = octets("08 81 01568888");
        let message = submit(&to.into_iter().collect(), &[0x02, 0x71, 0x00, 0xEE].into_iter().collect()).unwrap();
        assert_eq!(message.as_slice(), octets("41 00 08 81 01568888 00 F6 04 027100 EE"));
    }
}
