//! Texts with their coding, so that they can be encoded again: text strings, alpha identifiers, USSD strings.

use sim_wire::text::{self, AlphaCoding};
use sim_wire::tlv::Emitter;

use super::EncodeError;
use super::value::ObjectValue;
use crate::sms::MessageBody;
use crate::sms::broadcast::{self, BroadcastText};

/// Alphabet of a text, as a data coding scheme selects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// GSM default alphabet in packed septets.
    Packed,
    /// One octet a character: in a text string of the toolkit the GSM default alphabet; in a short message, data.
    Octets,
    /// UCS2.
    Ucs2,
}

impl Alphabet {
    /// Returns the alphabet of an SMS data coding scheme (3GPP TS 23.038 §4), as text strings have it too. `None`
    /// where the text is compressed. A reserved scheme is the GSM alphabet.
    pub const fn of_sms(dcs: u8) -> Option<Alphabet> {
        match dcs {
            0x00..=0x7F if dcs & 0x20 != 0 => None,
            0x00..=0x7F => match dcs & 0x0C {
                0x04 => Some(Alphabet::Octets),
                0x08 => Some(Alphabet::Ucs2),
                _ => Some(Alphabet::Packed),
            },
            0xE0..=0xEF => Some(Alphabet::Ucs2),
            0xF0..=0xFF if dcs & 0x04 != 0 => Some(Alphabet::Octets),
            0x80..=0xFF => Some(Alphabet::Packed),
        }
    }

    /// Returns the alphabet of a cell broadcast data coding scheme (3GPP TS 23.038 §5), as USSD strings have it.
    /// `None` where a language code or a header precedes the text, and where there is no text.
    pub const fn of_broadcast(dcs: u8) -> Option<Alphabet> {
        match dcs {
            0x00..=0x0F | 0x20..=0x3F => Some(Alphabet::Packed),
            0x40..=0x7F => Alphabet::of_sms(dcs & 0x3F),
            0xF0..=0xFF => Alphabet::of_sms(dcs),
            // Behind a language code or a header the text is no whole string; other forms are no text.
            0x10..=0x11 | 0x90..=0x9F | 0xD0..=0xEF => None,
            // What is reserved is the GSM alphabet.
            _ => Some(Alphabet::Packed),
        }
    }

    /// Decodes octets in this alphabet.
    pub fn read(self, octets: &[u8]) -> String {
        match self {
            Alphabet::Packed => text::packed(octets).collect(),
            Alphabet::Octets => text::unpacked(octets).collect(),
            Alphabet::Ucs2 => text::ucs2(octets).collect(),
        }
    }

    /// Encodes a text in this alphabet.
    pub fn write(self, text: &str, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        match self {
            Alphabet::Packed => text::encode_packed(text, into).map(drop)?,
            Alphabet::Octets => text::encode_unpacked(text, into)?,
            Alphabet::Ucs2 => text::encode_ucs2(text, into)?,
        }
        Ok(())
    }
}

/// Text of a text string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Data coding scheme; `None` of a null text.
    pub dcs: Option<u8>,
    /// Characters of the text.
    pub text: String,
}

impl ObjectValue for Text {
    fn read(octets: &[u8]) -> Option<Text> {
        let Some((dcs, rest)) = octets.split_first() else {
            return Some(Text { dcs: None, text: String::new() });
        };
        Some(Text { dcs: Some(*dcs), text: Alphabet::of_sms(*dcs)?.read(rest) })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        let Some(dcs) = self.dcs else { return Ok(()) };
        into.octet(dcs)?;
        Alphabet::of_sms(dcs).ok_or(EncodeError::TooGreat)?.write(&self.text, into)
    }
}

/// USSD string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ussd {
    /// Data coding scheme of cell broadcast.
    pub dcs: u8,
    /// Code of the language that stands before the text; `None` where the scheme puts none there.
    pub language: Option<String>,
    /// Characters of the text.
    pub text: String,
}

impl ObjectValue for Ussd {
    fn read(octets: &[u8]) -> Option<Ussd> {
        let (dcs, rest) = octets.split_first()?;
        let Some(alphabet) = Alphabet::of_broadcast(*dcs) else {
            let BroadcastText { language: Some(language), body: MessageBody::Text(text), .. } =
                broadcast::read(*dcs, rest)
            else {
                return None;
            };
            return Some(Ussd { dcs: *dcs, language: Some(language), text });
        };
        Some(Ussd { dcs: *dcs, language: None, text: alphabet.read(rest) })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octet(self.dcs)?;
        // Before packed text the code ends in a carriage return, before UCS2 it fills two octets (3GPP TS 23.038 §5).
        match (self.dcs, &self.language) {
            (0x10, Some(language)) => return Alphabet::Packed.write(&format!("{language}\r{}", self.text), into),
            (0x11, Some(language)) => {
                Alphabet::Packed.write(language, into)?;
                return Alphabet::Ucs2.write(&self.text, into);
            }
            _ => {}
        }
        Alphabet::of_broadcast(self.dcs).ok_or(EncodeError::TooGreat)?.write(&self.text, into)
    }
}

/// Alpha identifier. A null one has no characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alpha {
    /// Coding of the characters.
    pub coding: AlphaCoding,
    /// Characters of the text.
    pub text: String,
}

impl Alpha {
    /// Makes an alpha identifier in the default alphabet, or in UCS2 where that lacks a character.
    pub fn new(text: &str) -> Alpha {
        let gsm = text.chars().all(|character| text::spelling(character).is_some());
        Alpha { coding: if gsm { AlphaCoding::Gsm } else { AlphaCoding::Ucs2 }, text: text.to_owned() }
    }
}

impl ObjectValue for Alpha {
    fn read(octets: &[u8]) -> Option<Alpha> {
        let read = text::alpha(octets);
        Some(Alpha { coding: read.coding(), text: read.collect() })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(text::encode_alpha(self.coding, &self.text, into)?)
    }
}
