//! Swapped BCD: dialling numbers with their type (3GPP TS 24.008 §10.5.4.7), and times of two digits an octet, the low
//! nibble first.

use super::tlv::{BufferFullError, Emitter};

/// Characters of the nibbles 0 to E; F is the filler.
const NIBBLES: [char; 15] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'c', 'd', 'e'];

/// Returns the digits of a dialling number. `c` is the separator of DTMF digits (pause), `d` the wild digit, `e` the
/// expansion; a filler F is left out.
pub fn digits(octets: &[u8]) -> impl Iterator<Item = char> + Clone + '_ {
    let nibbles = octets.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]);
    nibbles.filter_map(|nibble| NIBBLES.get(usize::from(nibble)).copied())
}

/// Reason for which digits cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BcdError {
    /// A character that is no digit of a dialling number.
    Character(char),
    /// No room for the digits.
    Full,
}

impl From<BufferFullError> for BcdError {
    fn from(_: BufferFullError) -> BcdError {
        BcdError::Full
    }
}

/// Writes the digits of a dialling number, an odd count filled with F. `p` and `,` are other spellings of `c`.
pub fn encode_digits(text: &str, into: &mut Emitter<'_>) -> Result<(), BcdError> {
    let mut low = None;
    for character in text.chars() {
        let nibble = nibble(character).ok_or(BcdError::Character(character))?;
        match low.take() {
            None => low = Some(nibble),
            Some(low) => into.octet(nibble << 4 | low)?,
        }
    }
    Ok(low.map_or(Ok(()), |low| into.octet(0xF0 | low))?)
}

fn nibble(character: char) -> Option<u8> {
    let character = if matches!(character, 'p' | ',') { 'c' } else { character };
    let place = NIBBLES.iter().position(|known| *known == character)?;
    u8::try_from(place).ok()
}

/// Returns the two decimal digits of an octet as a number, the low nibble being the tens; `None` if a nibble is above
/// 9.
pub const fn number(octet: u8) -> Option<u8> {
    let (tens, units) = (octet & 0x0F, octet >> 4);
    if tens > 9 || units > 9 { None } else { Some(tens.wrapping_mul(10).wrapping_add(units)) }
}

/// Returns the octet of a number below 100; `None` for a greater number.
pub const fn octet(number: u8) -> Option<u8> {
    if number > 99 { None } else { Some(number.wrapping_rem(10) << 4 | number.wrapping_div(10)) }
}

/// Type of number and numbering plan: the octet before the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TonNpi(pub u8);

impl TonNpi {
    /// Number of unknown type in the telephone numbering plan, as short codes are.
    pub const UNKNOWN: TonNpi = TonNpi(0x81);

    /// International number in the telephone numbering plan.
    pub const INTERNATIONAL: TonNpi = TonNpi(0x91);

    /// Returns the type of number, 0 to 7.
    pub const fn ton(self) -> u8 {
        self.0 >> 4 & 0x07
    }

    /// Returns the numbering plan, 0 to F.
    pub const fn npi(self) -> u8 {
        self.0 & 0x0F
    }

    /// Returns the type of number in words.
    pub const fn ton_name(self) -> &'static str {
        match self.ton() {
            0 => "unknown",
            1 => "international",
            2 => "national",
            3 => "network specific",
            4 => "subscriber",
            5 => "alphanumeric",
            6 => "abbreviated",
            _ => "reserved",
        }
    }

    /// Returns the numbering plan in words.
    pub const fn npi_name(self) -> &'static str {
        match self.npi() {
            0 => "unknown plan",
            1 => "telephone",
            3 => "data",
            4 => "telex",
            8 => "national plan",
            9 => "private plan",
            0x0A => "ERMES",
            _ => "reserved plan",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    extern crate std;
    use std::string::String;
    use std::vec::Vec;

    fn written(text: &str) -> Result<Vec<u8>, BcdError> {
        let mut buffer = [0; 40];
        let mut emitter = Emitter::new(&mut buffer);
        encode_digits(text, &mut emitter).map(|()| emitter.written().to_vec())
    }

    #[test]
    fn dialling_numbers_are_read_and_written() {
        assert_eq!(digits(&[0x31, 0x08, 0x01, 0xF0]).collect::<String>(), "1380100");
        assert_eq!(written("1380100").unwrap(), [0x31, 0x08, 0x01, 0xF0]);
        assert_eq!(written("*#06#,1").unwrap(), [0xBA, 0x60, 0xCB, 0xF1]);
        assert_eq!(written("1x"), Err(BcdError::Character('x')));
    }

    #[test]
    fn types_of_number_have_words() {
        assert_eq!((TonNpi(0x91).ton_name(), TonNpi(0x91).npi_name()), ("international", "telephone"));
        assert_eq!((TonNpi(0xD0).ton_name(), TonNpi(0xD0).npi_name()), ("alphanumeric", "unknown plan"));
    }

    #[test]
    fn only_numbers_below_hundred_round_trip() {
        for value in 0..=99 {
            assert_eq!(octet(value).and_then(number), Some(value));
        }
        assert_eq!((octet(100), number(0xA1), number(0x1A)), (None, None, None));
        assert_eq!(number(0x95), Some(59));
    }

    proptest! {
        #[test]
        fn digits_round_trip(text in "[0-9*#cde]{0,40}") {
            prop_assert_eq!(digits(&written(&text).unwrap()).collect::<String>(), text);
        }
    }
}
