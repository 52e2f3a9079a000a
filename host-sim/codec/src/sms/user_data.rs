//! User data (3GPP TS 23.040 §9.2.3.24): an optional header of information elements, then text or octets. For packed
//! septets the length counts septets, the header among them, and fill bits bring the text to the edge of a septet.

use serde::{Deserialize, Serialize};
use sim_wire::text::{self, Packer, Septets, Spelling};
use sim_wire::tlv::Emitter;
use sim_wire::udh::{self, Elements};

use super::Element;
use super::national::Tables;
use crate::cat::texts::Alphabet;
use crate::cat::{EncodeError, written};

/// Text or data behind the header of user data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageBody {
    /// Characters of a text.
    Text(String),
    /// Octets that are no text.
    Octets(#[serde(with = "hex::serde")] Vec<u8>),
}

/// User data: an optional header, and a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserData {
    /// TP-UDL as it came.
    pub length: u8,
    /// Elements of the header; `None` where there is no header.
    pub header: Option<Vec<Element>>,
    /// Text or data behind the header.
    pub body: MessageBody,
    /// Octets behind TP-UDL; `None` where header and body are encoded to the same octets.
    pub kept: Option<Vec<u8>>,
}

/// Splits a user data header, its length first, from what stands behind it, and parses its elements.
pub fn header(octets: &[u8]) -> Option<(Vec<Element>, &[u8])> {
    let (Elements(inside), behind) = Elements::split(octets).ok()?;
    elements(inside).map(|elements| (elements, behind))
}

/// Parses elements that stand one behind the other.
pub fn elements(octets: &[u8]) -> Option<Vec<Element>> {
    let one = |element: udh::InformationElement<'_>| Element { id: element.id, data: element.data.to_vec() };
    Elements(octets).map(|element| element.ok().map(one)).collect()
}

fn header_octets(elements: &[Element]) -> Result<Vec<u8>, EncodeError> {
    written(|into| {
        let length: usize = elements.iter().map(|element| element.data.len() + 2).sum();
        into.octet(u8::try_from(length).map_err(|_| EncodeError::TooGreat)?)?;
        for element in elements {
            into.octet(element.id)?;
            into.octet(u8::try_from(element.data.len()).map_err(|_| EncodeError::TooGreat)?)?;
            into.octets(&element.data)?;
        }
        Ok::<(), EncodeError>(())
    })
}

/// Returns the fill bits behind a header of that many octets.
fn fill_bits(octets: usize) -> u32 {
    u32::try_from((7 - octets * 8 % 7) % 7).unwrap_or(0)
}

/// Returns the octets that a TP-UDL announces.
fn announced(length: u8, dcs: u8) -> usize {
    match Alphabet::of_sms(dcs) {
        Some(Alphabet::Packed) => (usize::from(length) * 7).div_ceil(8),
        _ => usize::from(length),
    }
}

impl UserData {
    /// Reads what stands behind TP-UDL: the octets that it announces are decoded, as far as they are there; others are
    /// kept. Reading never fails; [`UserData::missing`] and [`UserData::surplus`] say where length and data disagree.
    pub fn read(length: u8, octets: &[u8], dcs: u8, has_header: bool) -> UserData {
        let inside = octets.get(..announced(length, dcs)).unwrap_or(octets);
        let split = has_header.then(|| header(inside)).flatten();
        let whole = split.is_some() == has_header;
        let (header, rest) = split.map_or((None, inside), |(header, rest)| (Some(header), rest));
        let alphabet = Alphabet::of_sms(dcs).filter(|_| whole);
        let before = inside.len() - rest.len();
        let body = match alphabet {
            Some(Alphabet::Packed) => {
                let count = usize::from(length).saturating_sub((before * 8).div_ceil(7));
                let septets = Septets::counted(rest, count, if before == 0 { 0 } else { fill_bits(before) });
                MessageBody::Text(Tables::of(header.as_deref().unwrap_or_default()).read(septets))
            }
            Some(Alphabet::Ucs2) => MessageBody::Text(text::ucs2(rest).collect()),
            Some(Alphabet::Octets) | None => MessageBody::Octets(rest.to_vec()),
        };
        let mut data = UserData { length, header, body, kept: None };
        let same = data.octets(dcs).is_ok_and(|again| again == octets);
        data.kept = (!same).then(|| octets.to_vec());
        data
    }

    /// Counts the octets that TP-UDL announces and that are not there.
    pub fn missing(&self, dcs: u8) -> usize {
        announced(self.length, dcs).saturating_sub(self.present(dcs))
    }

    /// Returns the octets behind those that TP-UDL announces.
    pub fn surplus(&self, dcs: u8) -> &[u8] {
        self.kept.as_deref().and_then(|kept| kept.get(announced(self.length, dcs)..)).unwrap_or_default()
    }

    fn present(&self, dcs: u8) -> usize {
        self.kept.as_ref().map_or_else(|| self.octets(dcs).map_or(0, |octets| octets.len()), Vec::len)
    }

    /// Returns the octets of a text in UCS2, as they came; `None` in another alphabet.
    pub fn ucs2(&self, dcs: u8) -> Option<Vec<u8>> {
        let text = matches!(self.body, MessageBody::Text(_)) && Alphabet::of_sms(dcs) == Some(Alphabet::Ucs2);
        let mut octets = text.then(|| self.octets(dcs).ok()).flatten()?;
        octets.truncate(announced(self.length, dcs));
        let before = if self.header.is_some() { usize::from(*octets.first()?) + 1 } else { 0 };
        Some(octets.split_off(before.min(octets.len())))
    }

    /// Returns the halves of surrogate pairs that stand alone in a text in UCS2. Each has its place, counted in units
    /// of two octets from 0.
    pub fn lone_halves(&self, dcs: u8) -> Vec<(usize, u16)> {
        let octets = self.ucs2(dcs).unwrap_or_default();
        let units = octets.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes);
        let mut place = 0;
        let mut lone = Vec::new();
        for character in char::decode_utf16(units) {
            if let Err(half) = &character {
                lone.push((place, half.unpaired_surrogate()));
            }
            place += character.map_or(1, char::len_utf16);
        }
        lone
    }

    /// Returns whether a text in UCS2 ends with half a unit.
    pub fn is_odd(&self, dcs: u8) -> bool {
        self.ucs2(dcs).is_some_and(|octets| octets.len() % 2 == 1)
    }

    /// Joins the texts or data of parts in their order. A surrogate pair that is cut between two parts becomes whole.
    pub fn join(parts: &[(&UserData, u8)]) -> MessageBody {
        let all_ucs2: Option<Vec<Vec<u8>>> = parts.iter().map(|(user, dcs)| user.ucs2(*dcs)).collect();
        if let Some(octets) = all_ucs2 {
            return MessageBody::Text(text::ucs2(&octets.concat()).collect());
        }
        let texts = parts.iter().map(|(user, _)| match &user.body {
            MessageBody::Text(text) => Some(text.as_str()),
            MessageBody::Octets(_) => None,
        });
        match texts.collect::<Option<Vec<&str>>>() {
            Some(texts) => MessageBody::Text(texts.concat()),
            None => MessageBody::Octets(
                parts
                    .iter()
                    .flat_map(|(user, _)| match &user.body {
                        MessageBody::Text(text) => text.as_bytes(),
                        MessageBody::Octets(octets) => octets,
                    })
                    .copied()
                    .collect(),
            ),
        }
    }

    /// Makes user data without a header.
    pub fn new(body: MessageBody, dcs: u8) -> Result<UserData, EncodeError> {
        let mut data = UserData { length: 0, header: None, body, kept: None };
        let length = match (&data.body, Alphabet::of_sms(dcs)) {
            (MessageBody::Text(text), Some(Alphabet::Packed)) => text
                .chars()
                .map(|character| if matches!(text::spelling(character), Some(Spelling::Extension(_))) { 2 } else { 1 })
                .sum(),
            _ => data.octets(dcs)?.len(),
        };
        data.length = u8::try_from(length).map_err(|_| EncodeError::TooGreat)?;
        Ok(data)
    }

    /// Returns the fill bits between header and text; `None` without a header.
    pub fn fill_bits(&self) -> Option<u32> {
        let header = self.header.as_deref()?;
        header_octets(header).ok().map(|octets| fill_bits(octets.len()))
    }

    /// Encodes what stands behind TP-UDL.
    pub fn octets(&self, dcs: u8) -> Result<Vec<u8>, EncodeError> {
        if let Some(kept) = &self.kept {
            return Ok(kept.clone());
        }
        let mut octets = self.header.as_deref().map_or(Ok(Vec::new()), header_octets)?;
        let fill = if octets.is_empty() { 0 } else { fill_bits(octets.len()) };
        octets.extend(match (&self.body, Alphabet::of_sms(dcs)) {
            (MessageBody::Octets(octets), _) => octets.clone(),
            (MessageBody::Text(text), Some(Alphabet::Packed)) => {
                let tables = Tables::of(self.header.as_deref().unwrap_or_default());
                written(|into| packed(text, tables, fill, into))?
            }
            (MessageBody::Text(text), Some(alphabet)) => written(|into| alphabet.write(text, into))?,
            (MessageBody::Text(_), None) => return Err(EncodeError::TooGreat),
        });
        Ok(octets)
    }
}

/// Packs a text behind fill bits.
fn packed(text: &str, tables: Tables, fill: u32, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
    let mut packer = Packer::new(into, fill);
    for character in text.chars() {
        match tables.spelling(character).ok_or(EncodeError::Character(character))? {
            Spelling::Default(septet) => packer.septet(septet)?,
            Spelling::Extension(septet) => {
                packer.septet(0x1B)?;
                packer.septet(septet)?;
            }
        }
    }
    packer.finish()?;
    Ok(())
}
