//! Alpha identifiers, as in EF ADN, menu titles and items: the default alphabet, or UCS2 in one of three codings that
//! the first octet names.

use super::{Gsm, TextError, encode_ucs2, encode_unpacked, spelling};
use crate::tlv::Emitter;

/// Coding of an alpha identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlphaCoding {
    /// Default alphabet, one septet an octet.
    Gsm,
    /// `80`: UCS2.
    Ucs2,
    /// `81`: one octet a character, counted from a base below 8000 that is a multiple of 80.
    Half(u16),
    /// `82`: one octet a character, counted from any base.
    Based(u16),
}

impl AlphaCoding {
    const fn base(self) -> u16 {
        match self {
            AlphaCoding::Gsm | AlphaCoding::Ucs2 => 0,
            AlphaCoding::Half(base) | AlphaCoding::Based(base) => base,
        }
    }
}

/// Iterator over the characters of an alpha identifier.
#[derive(Clone, Debug)]
pub struct AlphaCharacters<'a> {
    coding: AlphaCoding,
    left: &'a [u8],
}

impl AlphaCharacters<'_> {
    /// Returns the coding.
    pub const fn coding(&self) -> AlphaCoding {
        self.coding
    }

    /// Returns the octets of the characters not yet taken.
    pub const fn octets(&self) -> &[u8] {
        self.left
    }
}

/// Parses an alpha identifier. Padding at its end is left out. A count greater than the octets that follow is taken for
/// their number, as handsets do.
pub fn alpha(octets: &[u8]) -> AlphaCharacters<'_> {
    match octets {
        [0x80, rest @ ..] => AlphaCharacters { coding: AlphaCoding::Ucs2, left: without_fill(rest) },
        [0x81, count, base, rest @ ..] => {
            let base = u16::from(*base).checked_shl(7).unwrap_or(0);
            AlphaCharacters { coding: AlphaCoding::Half(base), left: first(rest, *count) }
        }
        [0x82, count, high, low, rest @ ..] => {
            let base = u16::from_be_bytes([*high, *low]);
            AlphaCharacters { coding: AlphaCoding::Based(base), left: first(rest, *count) }
        }
        _ => {
            let end = octets.iter().position(|octet| *octet == 0xFF).unwrap_or(octets.len());
            AlphaCharacters { coding: AlphaCoding::Gsm, left: octets.get(..end).unwrap_or_default() }
        }
    }
}

fn first(octets: &[u8], count: u8) -> &[u8] {
    octets.get(..usize::from(count)).unwrap_or(octets)
}

/// Returns the octets of UCS2 up to the first pair FFFF.
fn without_fill(octets: &[u8]) -> &[u8] {
    let (pairs, _) = octets.as_chunks::<2>();
    let pairs = pairs.iter().position(|pair| *pair == [0xFF, 0xFF]).unwrap_or(pairs.len());
    octets.get(..pairs.saturating_mul(2)).unwrap_or_default()
}

impl Iterator for AlphaCharacters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let mut octets = self.left.iter().copied();
        let character = match self.coding {
            AlphaCoding::Ucs2 => {
                let mut units = self.left.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
                let unit = char::decode_utf16(units.by_ref()).next()?;
                let taken = unit.as_ref().map_or(2, |character| character.len_utf16().saturating_mul(2));
                self.left = self.left.get(taken..).unwrap_or_default();
                return Some(unit.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            AlphaCoding::Half(base) | AlphaCoding::Based(base) => match octets.clone().next()? {
                octet @ 0x80.. => {
                    octets.next();
                    let code = u32::from(base).saturating_add(u32::from(octet & 0x7F));
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
                _ => Gsm(octets.by_ref()).next()?,
            },
            AlphaCoding::Gsm => Gsm(octets.by_ref()).next()?,
        };
        self.left = octets.as_slice_of(self.left);
        Some(character)
    }
}

/// Iterator over octets that can return those not yet taken as a slice.
trait RemainingOctets {
    fn as_slice_of<'a>(&self, whole: &'a [u8]) -> &'a [u8];
}

impl<I: ExactSizeIterator> RemainingOctets for I {
    fn as_slice_of<'a>(&self, whole: &'a [u8]) -> &'a [u8] {
        whole.get(whole.len().saturating_sub(self.len())..).unwrap_or_default()
    }
}

/// Writes a text in the given coding, without padding. Characters that a based coding could write in two ways are
/// written in the default alphabet.
pub fn encode_alpha(coding: AlphaCoding, text: &str, into: &mut Emitter<'_>) -> Result<(), TextError> {
    let base = coding.base();
    match coding {
        AlphaCoding::Gsm => return encode_unpacked(text, into),
        AlphaCoding::Ucs2 => {
            into.octet(0x80)?;
            return Ok(encode_ucs2(text, into)?);
        }
        AlphaCoding::Half(_) => {
            let [high, low] = base.checked_shl(1).unwrap_or(0).to_be_bytes();
            if low != 0 || base > 0x7FFF {
                return Err(TextError::Full);
            }
            into.octets(&[0x81, count(text)?, high])?;
        }
        AlphaCoding::Based(_) => {
            let [high, low] = base.to_be_bytes();
            into.octets(&[0x82, count(text)?, high, low])?;
        }
    }
    for character in text.chars() {
        match spelling(character) {
            Some(_) => encode_unpacked(character.encode_utf8(&mut [0; 4]), into)?,
            None => into.octet(offset(base, character).ok_or(TextError::Character(character))?)?,
        }
    }
    Ok(())
}

/// Returns the octet of a character that is counted from the base; `None` if the character is outside the 128 of the
/// base.
fn offset(base: u16, character: char) -> Option<u8> {
    let offset = u32::from(character).checked_sub(u32::from(base)).filter(|offset| *offset < 0x80)?;
    u8::try_from(offset).ok().map(|offset| offset | 0x80)
}

/// Returns the number of octets that a text takes in a based coding.
fn count(text: &str) -> Result<u8, TextError> {
    let octets = text.chars().fold(0_usize, |sum, character| {
        let extended = matches!(spelling(character), Some(super::Spelling::Extension(_)));
        sum.saturating_add(if extended { 2 } else { 1 })
    });
    u8::try_from(octets).map_err(|_| TextError::Full)
}
