//! Character sets of texts in AT commands (+CSCS, 3GPP TS 27.007 §5.5).

use sim_wire::text::{Gsm, Spelling, spelling};

/// Code of the default alphabet before a character of its extension table (3GPP TS 23.038 §6.2.1).
const EXTENSION: u8 = 0x1B;

/// Character set of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// Default alphabet of 3GPP TS 23.038, an octet for each septet.
    #[default]
    Gsm,
    /// International reference alphabet: ASCII.
    Ira,
    /// UCS2 as hexadecimal digits.
    Ucs2,
    /// UTF-8.
    Utf8,
}

impl Charset {
    /// Every character set.
    pub const ALL: [Charset; 4] = [Charset::Gsm, Charset::Ira, Charset::Ucs2, Charset::Utf8];

    /// Returns the name of the character set.
    pub const fn name(self) -> &'static str {
        match self {
            Charset::Gsm => "GSM",
            Charset::Ira => "IRA",
            Charset::Ucs2 => "UCS2",
            Charset::Utf8 => "UTF-8",
        }
    }

    /// Returns the character set of that name; `None` if there is none.
    pub fn named(name: &str) -> Option<Charset> {
        Charset::ALL.into_iter().find(|charset| charset.name().eq_ignore_ascii_case(name))
    }

    /// Reads a text; `None` if the octets are none in this character set.
    pub fn read(self, octets: &[u8]) -> Option<String> {
        match self {
            Charset::Gsm => octets.is_ascii().then(|| Gsm(octets.iter().copied()).collect()),
            Charset::Ira => octets.is_ascii().then(|| octets.iter().copied().map(char::from).collect()),
            Charset::Ucs2 => {
                let octets = hex::decode(octets).ok().filter(|octets| octets.len().is_multiple_of(2))?;
                let units =
                    octets.chunks_exact(2).map(|unit| unit.iter().fold(0, |sum, half| sum << 8 | u16::from(*half)));
                char::decode_utf16(units).collect::<Result<String, _>>().ok()
            }
            Charset::Utf8 => String::from_utf8(octets.to_vec()).ok(),
        }
    }

    /// Writes a text; a character that the set does not have becomes a question mark.
    pub fn write(self, text: &str) -> Vec<u8> {
        match self {
            Charset::Gsm => text.chars().flat_map(septets).collect(),
            Charset::Ira => {
                text.chars().map(|character| u8::try_from(character).ok().filter(u8::is_ascii)).map(known).collect()
            }
            Charset::Ucs2 => text.encode_utf16().flat_map(|unit| format!("{unit:04X}").into_bytes()).collect(),
            Charset::Utf8 => text.as_bytes().to_vec(),
        }
    }
}

/// Returns a character, or a question mark for one that is missing.
fn known(octet: Option<u8>) -> u8 {
    octet.unwrap_or(b'?')
}

/// Returns the septets of a character in the default alphabet.
fn septets(character: char) -> Vec<u8> {
    match spelling(character) {
        Some(Spelling::Default(septet)) => vec![septet],
        Some(Spelling::Extension(septet)) => vec![EXTENSION, septet],
        // Its code is that of ASCII.
        None => vec![b'?'],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn character_is_spelled_by_its_set() {
        assert_eq!(Charset::Gsm.write("@€"), [0x00, 0x1B, 0x65]);
        assert_eq!(Charset::Gsm.write("中a"), b"?a");
        assert_eq!(Charset::Ira.write("é@"), b"?@");
        assert_eq!(Charset::Ucs2.write("中"), b"4E2D");
        assert_eq!(Charset::Ucs2.read(b"4E2"), None);
        assert_eq!(Charset::Ucs2.read(b"D800"), None);
        assert_eq!(Charset::Gsm.read(b"\x80"), None);
    }

    proptest! {
        #[test]
        fn text_that_the_set_has_round_trips(text in "[a-zA-Z0-9 @$£é€{}]{0,20}", any in "\\PC{0,20}") {
            prop_assert_eq!(Charset::Gsm.read(&Charset::Gsm.write(&text)), Some(text));
            for charset in [Charset::Ucs2, Charset::Utf8] {
                prop_assert_eq!(charset.read(&charset.write(&any)), Some(any.clone()));
            }
        }

        #[test]
        fn any_octets_are_read_or_refused(octets in prop::collection::vec(any::<u8>(), 0..40)) {
            for charset in Charset::ALL {
                drop(charset.read(&octets));
            }
        }
    }
}
