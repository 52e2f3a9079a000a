//! A PIN as commands carry it: 4 to 12 digits in 2 to 6 BCD octets, an odd count ending in nibble F.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::concat;

/// Fewest and most octets of a PIN: 4 to 12 digits.
const OCTETS: core::ops::RangeInclusive<usize> = 2..=6;

/// The digits of a PIN: two an octet, an odd count ending in nibble F.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedPin")]
pub struct PinDigits {
    /// Number of octets in use, 2 to 6.
    pub length: u8,
    /// The octets; those not in use are zero.
    pub octets: [u8; 6],
}

/// Fields of a PIN before they are checked.
#[derive(Deserialize)]
struct UncheckedPin {
    length: u8,
    octets: [u8; 6],
}

/// Error of octets that are not a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PinDigitsError;

impl fmt::Display for PinDigitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a PIN has 4 to 12 digits, and zeros behind them")
    }
}

impl TryFrom<UncheckedPin> for PinDigits {
    type Error = PinDigitsError;

    fn try_from(UncheckedPin { length, octets }: UncheckedPin) -> Result<PinDigits, PinDigitsError> {
        let used = octets.get(..usize::from(length)).ok_or(PinDigitsError)?;
        PinDigits::parse(used).filter(|pin| pin.octets == octets).ok_or(PinDigitsError)
    }
}

impl fmt::Debug for PinDigits {
    /// Prints the type without the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinDigits(..)")
    }
}

impl PinDigits {
    /// Parses the octets of a PIN; `None` if they are not 4 to 12 digits.
    pub fn parse(octets: &[u8]) -> Option<PinDigits> {
        let (last, before) = octets.split_last()?;
        let (high, low) = (last >> 4, last & 0x0F);
        let is_odd = low == 0x0F;
        let digits_fit = OCTETS.contains(&octets.len()) && !(is_odd && octets.len() == *OCTETS.start());
        let before_are_digits = before.iter().all(|octet| octet >> 4 <= 9 && octet & 0x0F <= 9);
        let last_are_digits = high <= 9 && (low <= 9 || is_odd);
        (digits_fit && before_are_digits && last_are_digits)
            .then(|| PinDigits { length: octets.len().min(6) as u8, octets: concat(&[octets]) })
    }

    /// Creates a PIN from 4 to 12 digits as characters; `None` if they are not.
    pub fn from_digits(digits: &str) -> Option<PinDigits> {
        let (count, mut octets) = (digits.len(), [0xFF_u8; 6]);
        if !(4..=12).contains(&count) {
            return None;
        }
        for (place, digit) in digits.bytes().enumerate() {
            let octet = octets.get_mut(place / 2).filter(|_| digit.is_ascii_digit())?;
            *octet = if place % 2 == 0 { digit << 4 | 0x0F } else { *octet & 0xF0 | digit & 0x0F };
        }
        PinDigits::parse(octets.get(..count.div_ceil(2))?)
    }

    /// Returns the octets in use.
    pub fn as_octets(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Returns length and digits in eight octets, for comparison.
    pub fn block(&self) -> [u8; 8] {
        concat(&[&[self.length], self.as_octets()])
    }

    /// Returns length, digits, 80 00..: the plain text of PIN UNBLOCK.
    pub fn padded_block(&self) -> [u8; 8] {
        concat(&[&[self.length], self.as_octets(), &[0x80]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pin_digits_are_packed_and_filled() {
        let octets = |digits: &str| PinDigits::from_digits(digits).map(|pin| pin.as_octets().to_vec());
        extern crate std;
        use std::vec;
        assert_eq!(octets("1234"), Some(vec![0x12, 0x34]));
        assert_eq!(octets("12345"), Some(vec![0x12, 0x34, 0x5F]));
        assert_eq!(octets("123456789012"), Some(vec![0x12, 0x34, 0x56, 0x78, 0x90, 0x12]));
        for wrong in ["", "123", "1234567890123", "12a4", "12 4", "\u{ff11}\u{ff12}"] {
            assert_eq!(octets(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn invalid_pin_octets_are_not_read() {
        let read = |text| serde_json::from_str::<PinDigits>(text).ok();
        assert_eq!(read(r#"{"length":2,"octets":[18,52,0,0,0,0]}"#), PinDigits::from_digits("1234"));
        for wrong in [r#"{"length":7,"octets":[18,52,0,0,0,0]}"#, r#"{"length":2,"octets":[18,52,0,0,0,1]}"#] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
