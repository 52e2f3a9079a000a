//! TERMINAL RESPONSE as the card reads it (TS 102 223 §6.8): COMPREHENSION-TLVs in any order, with or without
//! comprehension bits, since handsets differ. Even device identities are not required (31.111 §6.8).

use crate::refusal::Refusal;
use sim_wire::proactive::{CommandDetails, GeneralResult, ObjectTag};
use sim_wire::text;
use sim_wire::tlv::Objects;

use super::super::menu::entry::EntryText;

/// Answer of a handset to a proactive command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Response<'a> {
    pub(super) details: CommandDetails,
    /// General result.
    pub(super) result: u8,
    /// Octet behind the general result; `None` if there is none.
    pub(super) cause: Option<u8>,
    pub(super) item: Option<u8>,
    /// Coding scheme and octets of a text; `None` if there is no text.
    pub(super) text: Option<(u8, &'a [u8])>,
    pub(super) language: Option<[u8; 2]>,
    pub(super) imei: Option<[u8; 8]>,
}

impl<'a> Response<'a> {
    /// Parses the data. Of an object that comes twice, the first counts.
    pub(super) fn parse(octets: &'a [u8]) -> Result<Response<'a>, Refusal> {
        let find = |wanted: ObjectTag| {
            let mut objects = Objects::new(octets).map_while(Result::ok);
            objects.find(|object| object.tag.number == u16::from(wanted.code())).map(|object| object.value)
        };
        let details = find(ObjectTag::CommandDetails).and_then(CommandDetails::parse);
        let outcome = find(ObjectTag::Result);
        let result = outcome.and_then(|outcome| outcome.first().copied());
        let well_formed = Objects::new(octets).all(|object| object.is_ok());
        let (Some(details), Some(result), true) = (details, result, well_formed) else {
            return Err(Refusal::WrongData);
        };
        let text = find(ObjectTag::TextString);
        Ok(Response {
            details,
            result,
            cause: outcome.and_then(|outcome| outcome.get(1).copied()),
            item: find(ObjectTag::ItemIdentifier).and_then(|item| item.first().copied()),
            text: text.map(|text| text.split_first().map_or((0x04, &[][..]), |(dcs, text)| (*dcs, text))),
            language: find(ObjectTag::Language).and_then(|code| code.try_into().ok()),
            imei: find(ObjectTag::Imei).and_then(|imei| imei.try_into().ok()),
        })
    }

    /// Returns the general result of the command. A code that no standard of the time has counts as an end by the user.
    pub(super) fn general_result(&self) -> GeneralResult {
        GeneralResult::from_code(self.result).unwrap_or(GeneralResult::UserTerminated)
    }

    /// Returns whether the handset is busy because there is no network, which does not pass in a moment.
    pub(super) fn is_without_service(&self) -> bool {
        matches!(self.cause, Some(0x04..=0x06 | 0x0A))
    }

    /// Returns the typed text; `None` if it has more characters than are kept.
    pub(super) fn typed(&self) -> Option<EntryText> {
        let (dcs, octets) = self.text.unwrap_or((0x04, &[]));
        let mut typed = EntryText::new();
        // TS 23.038 §4: of the general group only the alphabet counts; F0 to FF tell the alphabet by bit 3.
        let alphabet = if dcs & 0xF0 == 0xF0 { dcs & 0x04 } else { dcs & 0x0C };
        match (dcs, alphabet) {
            (_, 0x08) => text::ucs2(octets).try_for_each(|character| typed.push(character)).ok()?,
            (_, 0x04) => text::unpacked(octets).try_for_each(|character| typed.push(character)).ok()?,
            _ => text::packed(octets).try_for_each(|character| typed.push(character)).ok()?,
        }
        Some(typed)
    }

    /// Returns the answer to a yes-or-no question: octet 01 is yes, 00 no; `None` if there is neither.
    pub(super) fn decision(&self) -> Option<bool> {
        match self.text {
            Some((_, [0x01])) => Some(true),
            Some((_, [0x00])) => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comprehension_bits_and_order_do_not_matter() {
        let with = [0x81, 3, 1, 0x24, 0x80, 0x82, 2, 0x82, 0x81, 0x83, 1, 0x00, 0x90, 1, 7];
        let without = [0x10, 1, 7, 0x03, 1, 0x00, 0x01, 3, 1, 0x24, 0x80];
        let read = Response::parse(&with).unwrap();
        assert_eq!(Response::parse(&without), Ok(read));
        assert_eq!((read.item, read.general_result()), (Some(7), GeneralResult::Success));
    }

    #[test]
    fn response_cut_or_without_details_is_refused() {
        let whole = [0x81, 3, 1, 0x21, 0x80, 0x82, 2, 0x82, 0x81, 0x83, 1, 0x00];
        assert!(Response::parse(&whole).is_ok());
        for end in 0..whole.len() {
            assert_eq!(Response::parse(&whole[..end]), Err(Refusal::WrongData), "{end}");
        }
        assert_eq!(Response::parse(&whole[5..]), Err(Refusal::WrongData));
    }

    #[test]
    fn typed_texts_are_read_in_all_three_alphabets() {
        let read = |dcs: u8, octets: &[u8]| {
            let response =
                Response { text: Some((dcs, octets)), ..Response::parse(&[0x01, 3, 1, 0x23, 0, 0x03, 1, 0]).unwrap() };
            response.typed().map(|typed| std::string::String::from(typed.as_str()))
        };
        assert_eq!(read(0x04, b"12.5").as_deref(), Some("12.5"));
        assert_eq!(read(0x08, &[0x00, b'1', 0x94, 0xB1]).as_deref(), Some("1钱"));
        assert_eq!(read(0x00, &[0x31, 0xD9, 0x8C, 0x06]).as_deref(), Some("1234"));
        assert_eq!(read(0xF4, b"7").as_deref(), Some("7"));
        assert_eq!(read(0x04, &[b'1'; 40]), None);
    }

    extern crate std;
}
