//! Addresses of short messages (3GPP TS 23.040 §9.1.2.5): digits, or letters in packed septets. Their length counts
//! half octets.

use serde::{Deserialize, Serialize};
use sim_wire::bcd::TonNpi;
use sim_wire::text::{self, Gsm, Septets};
use sim_wire::tlv::Emitter;

use crate::cat::EncodeError;

/// Type of number of an address in letters.
const ALPHANUMERIC: u8 = 5;

/// Most half octets of an address: ten octets (§9.1.2.5).
pub const HALF_OCTETS_MAX: u8 = 20;

/// Digits by their half octet, 0 to E; F is a filler (§9.1.2.3).
const DIGITS: [char; 15] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'a', 'b', 'c'];

/// Address of a short message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsAddress {
    /// Type of number and numbering plan.
    #[serde(with = "as_octet")]
    pub ton_npi: TonNpi,
    /// Digits, or the letters of an alphanumeric address.
    pub number: String,
    /// Half octets of the digits or letters; of letters one more or less may be counted.
    pub half_octets: u8,
    /// Octets of the digits or letters; `None` where the number is encoded to the same octets.
    pub kept: Option<Vec<u8>>,
}

/// Returns the digits of at most `half_octets` half octets; a filler F among them is left out.
pub fn digits(octets: &[u8], half_octets: usize) -> String {
    let halves = octets.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]).take(half_octets);
    halves.filter_map(|half| DIGITS.get(usize::from(half)).copied()).collect()
}

/// Writes digits, an odd count filled with F.
fn encode(digits: &str, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
    let mut low = None;
    for digit in digits.chars() {
        let place = DIGITS.iter().position(|known| *known == digit);
        let half = place.and_then(|place| u8::try_from(place).ok()).ok_or(EncodeError::Character(digit))?;
        match low.take() {
            None => low = Some(half),
            Some(low) => into.octet(half << 4 | low)?,
        }
    }
    Ok(low.map_or(Ok(()), |low| into.octet(0xF0 | low))?)
}

impl SmsAddress {
    /// Makes an address of digits.
    pub fn new(ton_npi: TonNpi, number: &str) -> SmsAddress {
        let half_octets = u8::try_from(number.len()).unwrap_or(u8::MAX);
        SmsAddress { ton_npi, number: number.to_owned(), half_octets, kept: None }
    }

    /// Takes an address off the beginning of the octets; `None` where they end before the address does.
    pub fn take(octets: &[u8]) -> Option<(SmsAddress, &[u8])> {
        let (&[half_octets, ton_npi], rest) = octets.split_first_chunk::<2>()?;
        let (value, rest) = rest.split_at_checked(usize::from(half_octets).div_ceil(2))?;
        Some((SmsAddress::read(half_octets, TonNpi(ton_npi), value), rest))
    }

    /// Reads an address whose length and type are known; if the octets end too early, the digits that are there.
    pub fn read(half_octets: u8, ton_npi: TonNpi, value: &[u8]) -> SmsAddress {
        let number = if ton_npi.ton() == ALPHANUMERIC {
            let count = (usize::from(half_octets) * 4).min(value.len() * 8) / 7;
            Gsm(Septets::counted(value, count, 0)).collect()
        } else {
            digits(value, usize::from(half_octets))
        };
        let mut address = SmsAddress { ton_npi, number, half_octets, kept: None };
        let same = crate::cat::written(|into| address.write_value(into)).is_ok_and(|again| again == value);
        address.kept = (!same).then(|| value.to_vec());
        address
    }

    /// Returns whether the address holds letters.
    pub const fn is_alphanumeric(&self) -> bool {
        self.ton_npi.ton() == ALPHANUMERIC
    }

    /// Returns the half octet that fills up an odd number of digits; `None` where nothing is filled up.
    pub fn filler(&self) -> Option<u8> {
        let odd = self.half_octets % 2 == 1 && !self.is_alphanumeric();
        odd.then(|| self.kept.as_deref().and_then(|kept| kept.last()).map_or(0x0F, |last| last >> 4))
    }

    /// Writes the address.
    pub fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octets(&[self.half_octets, self.ton_npi.0])?;
        match &self.kept {
            Some(kept) => Ok(into.octets(kept)?),
            None => self.write_value(into),
        }
    }

    fn write_value(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        if self.is_alphanumeric() {
            text::encode_packed(&self.number, into)?;
            return Ok(());
        }
        encode(&self.number, into)
    }
}

/// Serde form of a type of number: its octet. For `#[serde(with = "…")]`.
pub mod as_octet {
    use serde::{Deserialize, Deserializer, Serializer};
    use sim_wire::bcd::TonNpi;

    /// Serializes a type of number.
    pub fn serialize<S: Serializer>(ton_npi: &TonNpi, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(ton_npi.0)
    }

    /// Deserializes a type of number.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TonNpi, D::Error> {
        u8::deserialize(deserializer).map(TonNpi)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(octets: &[u8]) -> SmsAddress {
        let (address, rest) = SmsAddress::take(octets).unwrap();
        assert!(rest.is_empty());
        let mut buffer = [0; 40];
        let mut emitter = Emitter::new(&mut buffer);
        address.write(&mut emitter).unwrap();
        assert_eq!(emitter.written(), octets);
        address
    }

    #[test]
    fn half_octets_above_nine_have_digits() {
        let address = taken(&[0x09, 0xE1, 0xBA, 0xDC, 0xBE, 0x5A, 0xF1]);
        assert_eq!((address.number.as_str(), address.filler()), ("*#abc#*51", Some(0x0F)));
        assert_eq!(address.kept, None);
    }

    #[test]
    fn odd_length_drops_any_filler() {
        let address = taken(&[0x03, 0x81, 0x21, 0x53]);
        assert_eq!((address.number.as_str(), address.filler()), ("123", Some(5)));
        let even = taken(&[0x04, 0x81, 0x21, 0xF3]);
        assert_eq!((even.number.as_str(), even.filler()), ("123", None));
    }

    #[test]
    fn letters_are_counted_by_half_octets() {
        assert_eq!(taken(&[0x06, 0xD0, 0x61, 0xF1, 0x18]).number, "abc");
        assert_eq!(taken(&[0x04, 0xD0, 0x11, 0x00]).number, "_@");
    }
}
