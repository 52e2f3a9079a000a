//! User data: an optional header of information elements, then text or octets. Of packed septets the length counts the
//! septets, the header among them, and fill bits bring the text to a septet's edge.

use applet::wire::text::{self, Gsm, Packer, Septets, Spelling};
use applet::wire::tlv::Emitter;
use applet::wire::udh::{self, Elements};
use serde::{Deserialize, Serialize};

use crate::stk::texts::Alphabet;
use crate::stk::{CannotWrite, written};

/// An information element of a user data header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Identifier.
    pub id: u8,
    /// Its data.
    pub data: Vec<u8>,
}

/// What the user data holds behind its header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Characters.
    Text(String),
    /// Octets.
    Octets(#[serde(with = "hex::serde")] Vec<u8>),
}

/// User data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserData {
    /// TP-UDL as it stands there.
    pub length: u8,
    /// The header, if there is one.
    pub header: Option<Vec<Element>>,
    /// What is in it.
    pub body: Body,
    /// The octets behind TP-UDL, where the meaning would be written otherwise.
    pub kept: Option<Vec<u8>>,
}

/// The elements of a user data header, its length first, and what stands behind it.
pub fn header(octets: &[u8]) -> Option<(Vec<Element>, &[u8])> {
    let (Elements(inside), behind) = Elements::split(octets).ok()?;
    elements(inside).map(|elements| (elements, behind))
}

/// Elements one behind the other.
pub fn elements(octets: &[u8]) -> Option<Vec<Element>> {
    let one = |element: udh::Element<'_>| Element { id: element.id, data: element.data.to_vec() };
    Elements(octets).map(|element| element.ok().map(one)).collect()
}

fn header_octets(elements: &[Element]) -> Result<Vec<u8>, CannotWrite> {
    written(|into| {
        let length: usize = elements.iter().map(|element| element.data.len() + 2).sum();
        into.octet(u8::try_from(length).map_err(|_| CannotWrite::TooGreat)?)?;
        for element in elements {
            into.octet(element.id)?;
            into.octet(u8::try_from(element.data.len()).map_err(|_| CannotWrite::TooGreat)?)?;
            into.octets(&element.data)?;
        }
        Ok::<(), CannotWrite>(())
    })
}

/// Fill bits behind a header of so many octets.
fn fill_bits(octets: usize) -> u32 {
    u32::try_from((7 - octets * 8 % 7) % 7).unwrap_or(0)
}

impl UserData {
    /// Reads what stands behind TP-UDL.
    pub fn read(length: u8, octets: &[u8], dcs: u8, has_header: bool) -> UserData {
        let split = has_header.then(|| header(octets)).flatten();
        let whole = split.is_some() == has_header;
        let (header, rest) = split.map_or((None, octets), |(header, rest)| (Some(header), rest));
        let alphabet = Alphabet::of_sms(dcs).filter(|_| whole);
        let before = octets.len() - rest.len();
        let body = match alphabet {
            Some(Alphabet::Packed) => {
                let count = usize::from(length).saturating_sub((before * 8).div_ceil(7));
                let septets = Septets::counted(rest, count, if before == 0 { 0 } else { fill_bits(before) });
                Body::Text(Gsm(septets).collect())
            }
            Some(Alphabet::Ucs2) => Body::Text(text::ucs2(rest).collect()),
            Some(Alphabet::Octets) | None => Body::Octets(rest.to_vec()),
        };
        let mut data = UserData { length, header, body, kept: None };
        let same = data.octets(dcs).is_ok_and(|again| again == octets);
        data.kept = (!same).then(|| octets.to_vec());
        data
    }

    /// User data without a header.
    pub fn new(body: Body, dcs: u8) -> Result<UserData, CannotWrite> {
        let mut data = UserData { length: 0, header: None, body, kept: None };
        let length = match (&data.body, Alphabet::of_sms(dcs)) {
            (Body::Text(text), Some(Alphabet::Packed)) => text
                .chars()
                .map(|character| if matches!(text::spelling(character), Some(Spelling::Extension(_))) { 2 } else { 1 })
                .sum(),
            _ => data.octets(dcs)?.len(),
        };
        data.length = u8::try_from(length).map_err(|_| CannotWrite::TooGreat)?;
        Ok(data)
    }

    /// Fill bits between header and text.
    pub fn fill_bits(&self) -> Option<u32> {
        let header = self.header.as_deref()?;
        header_octets(header).ok().map(|octets| fill_bits(octets.len()))
    }

    /// What stands behind TP-UDL.
    pub fn octets(&self, dcs: u8) -> Result<Vec<u8>, CannotWrite> {
        if let Some(kept) = &self.kept {
            return Ok(kept.clone());
        }
        let mut octets = self.header.as_deref().map_or(Ok(Vec::new()), header_octets)?;
        let fill = if octets.is_empty() { 0 } else { fill_bits(octets.len()) };
        octets.extend(match (&self.body, Alphabet::of_sms(dcs)) {
            (Body::Octets(octets), _) => octets.clone(),
            (Body::Text(text), Some(Alphabet::Packed)) => written(|into| packed(text, fill, into))?,
            (Body::Text(text), Some(alphabet)) => written(|into| alphabet.write(text, into))?,
            (Body::Text(_), None) => return Err(CannotWrite::TooGreat),
        });
        Ok(octets)
    }
}

/// Packs a text behind fill bits.
fn packed(text: &str, fill: u32, into: &mut Emitter<'_>) -> Result<(), CannotWrite> {
    let mut packer = Packer::new(into, fill);
    for character in text.chars() {
        match text::spelling(character).ok_or(CannotWrite::Character(character))? {
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
