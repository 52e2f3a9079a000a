//! Codings of texts. They are the GSM 7-bit default alphabet, packed and unpacked, with its extension table (3GPP TS
//! 23.038 §6.2.1), and UCS2. Alpha identifiers have three codings (ETSI TS 102 221 annex A). Decoding returns
//! characters one by one, so that it needs no memory; octets that stand for no character become U+FFFD.

use super::tlv::{BufferFullError, Emitter};

mod alpha;
mod septets;

pub use alpha::{AlphaCharacters, AlphaCoding, alpha, encode_alpha};
pub use septets::{Packer, Septets, septet_count};

/// The GSM 7-bit default alphabet by septet; 1B is the escape to the extension table.
#[rustfmt::skip]
const DEFAULT: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å',
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{1b}', 'Æ', 'æ', 'ß', 'É',
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§',
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

/// The extension table.
const EXTENSION: [(u8, char); 10] = [
    (0x0A, '\u{0c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// Septet that announces that the next one is of the extension table.
const ESCAPE: u8 = 0x1B;

/// Reason for which a text cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// A character that the coding does not have.
    Character(char),
    /// No room for the text.
    Full,
}

impl From<BufferFullError> for TextError {
    fn from(_: BufferFullError) -> TextError {
        TextError::Full
    }
}

impl core::fmt::Display for TextError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            TextError::Character(character) => write!(f, "the coding has no {character:?}"),
            TextError::Full => BufferFullError.fmt(f),
        }
    }
}

impl core::error::Error for TextError {}

/// Returns the character of a septet of the default alphabet.
fn default_character(septet: u8) -> char {
    DEFAULT.get(usize::from(septet)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn extension_character(septet: u8) -> char {
    EXTENSION.iter().find(|(code, _)| *code == septet).map_or(default_character(septet), |(_, character)| *character)
}

/// Septets of one character: a single one, or one behind the escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Septet of the default alphabet.
    Default(u8),
    /// Septet of the extension table, behind the escape.
    Extension(u8),
}

/// Returns the septets of a character in the GSM alphabet; `None` if the alphabet does not have it.
pub fn spelling(character: char) -> Option<Spelling> {
    let place = DEFAULT.iter().position(|known| *known == character && character != '\u{1b}');
    let own = place.and_then(|place| u8::try_from(place).ok()).map(Spelling::Default);
    own.or_else(|| EXTENSION.iter().find(|(_, known)| *known == character).map(|(code, _)| Spelling::Extension(*code)))
}

/// Characters of septets that stand one an octet.
#[derive(Clone, Debug)]
pub struct Gsm<I>(pub I);

impl<I: Iterator<Item = u8>> Iterator for Gsm<I> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self.0.next()? {
            // Two escapes stand for a table yet to come; a receiver shows a space (TS 23.038 §6.2.1.1).
            ESCAPE => Some(match self.0.next() {
                Some(ESCAPE) | None => ' ',
                Some(septet) => extension_character(septet),
            }),
            septet => Some(default_character(septet)),
        }
    }
}

/// Returns the characters of unpacked septets.
pub fn unpacked(octets: &[u8]) -> Gsm<core::iter::Copied<core::slice::Iter<'_, u8>>> {
    Gsm(octets.iter().copied())
}

/// Returns the characters of packed septets. Seven bits of zero at the end of a whole number of seven octets are
/// padding.
pub fn packed(octets: &[u8]) -> Gsm<Septets<'_>> {
    Gsm(Septets::new(octets))
}

/// Returns the characters of UCS2, or of UTF-16 where surrogates stand in pairs; an odd last octet is left out.
pub fn ucs2(octets: &[u8]) -> impl Iterator<Item = char> + Clone + '_ {
    let (pairs, _) = octets.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| u16::from_be_bytes(*pair)))
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// Writes a text in UCS2.
pub fn encode_ucs2(text: &str, into: &mut Emitter<'_>) -> Result<(), BufferFullError> {
    text.encode_utf16().try_for_each(|unit| into.octets(&unit.to_be_bytes()))
}

/// Passes each septet of a text to `into`.
fn each_septet(text: &str, mut into: impl FnMut(u8) -> Result<(), BufferFullError>) -> Result<(), TextError> {
    for character in text.chars() {
        match spelling(character).ok_or(TextError::Character(character))? {
            Spelling::Default(septet) => into(septet)?,
            Spelling::Extension(septet) => {
                into(ESCAPE)?;
                into(septet)?;
            }
        }
    }
    Ok(())
}

/// Writes a text in the default alphabet, one septet an octet.
pub fn encode_unpacked(text: &str, into: &mut Emitter<'_>) -> Result<(), TextError> {
    each_septet(text, |septet| into.octet(septet))
}

/// Writes a text in packed septets and returns the number of septets.
pub fn encode_packed(text: &str, into: &mut Emitter<'_>) -> Result<usize, TextError> {
    let mut packer = Packer::new(into, 0);
    each_septet(text, |septet| packer.septet(septet))?;
    Ok(packer.finish()?)
}

#[cfg(test)]
mod tests;
