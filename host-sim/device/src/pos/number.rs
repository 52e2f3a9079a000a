//! Numbers that a POS terminal prints on every receipt: the merchant's and its own, as the acquirer assigned them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Error of a text that is no number of this kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no {kind}, which has {digits} digits")]
pub struct PosNumberError {
    text: String,
    kind: &'static str,
    digits: usize,
}

/// Reads a number of exactly that many digits.
fn parse_digits(text: &str, kind: &'static str, digits: usize) -> Result<u64, PosNumberError> {
    let is_right = text.len() == digits && text.bytes().all(|octet| octet.is_ascii_digit());
    let number = is_right.then(|| text.parse().ok()).flatten();
    number.ok_or_else(|| PosNumberError { text: text.to_owned(), kind, digits })
}

/// Number of a merchant (商户号): fifteen digits. The default is the number of zeros, which no merchant has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MerchantNumber(u64);

impl MerchantNumber {
    /// Number of digits.
    const DIGITS: usize = 15;
}

impl fmt::Display for MerchantNumber {
    /// Writes the fifteen digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.0, width = MerchantNumber::DIGITS)
    }
}

impl FromStr for MerchantNumber {
    type Err = PosNumberError;

    fn from_str(text: &str) -> Result<MerchantNumber, PosNumberError> {
        parse_digits(text, "merchant number (商户号)", MerchantNumber::DIGITS).map(MerchantNumber)
    }
}

impl TryFrom<String> for MerchantNumber {
    type Error = PosNumberError;

    fn try_from(text: String) -> Result<MerchantNumber, PosNumberError> {
        text.parse()
    }
}

impl From<MerchantNumber> for String {
    fn from(number: MerchantNumber) -> String {
        number.to_string()
    }
}

/// Number of a POS terminal (终端号): eight digits. The terminal number of its security module, which stands in
/// transactions, is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PosNumber(u32);

impl PosNumber {
    /// Number of digits.
    const DIGITS: usize = 8;
}

impl fmt::Display for PosNumber {
    /// Writes the eight digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.0, width = PosNumber::DIGITS)
    }
}

impl FromStr for PosNumber {
    type Err = PosNumberError;

    fn from_str(text: &str) -> Result<PosNumber, PosNumberError> {
        let number = parse_digits(text, "terminal number (终端号)", PosNumber::DIGITS)?;
        // Eight digits fit into 32 bits.
        Ok(PosNumber(u32::try_from(number).unwrap_or(u32::MAX)))
    }
}

impl TryFrom<String> for PosNumber {
    type Error = PosNumberError;

    fn try_from(text: String) -> Result<PosNumber, PosNumberError> {
        text.parse()
    }
}

impl From<PosNumber> for String {
    fn from(number: PosNumber) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip_with_leading_zeros() {
        let merchant: MerchantNumber = "000430154110001".parse().unwrap();
        let pos: PosNumber = "00000042".parse().unwrap();
        assert_eq!((merchant.to_string(), pos.to_string()), ("000430154110001".to_owned(), "00000042".to_owned()));
        assert_eq!(serde_json::to_value((merchant, pos)).unwrap(), serde_json::json!(["000430154110001", "00000042"]));
    }

    #[test]
    fn other_texts_are_refused_with_their_kind() {
        for wrong in ["", "1", "89843015411000", "8984301541100011", "89843015411000x", "+98430154110001"] {
            assert!(wrong.parse::<MerchantNumber>().is_err(), "{wrong}");
        }
        let complaint = "4200".parse::<PosNumber>().unwrap_err().to_string();
        assert_eq!(complaint, "\"4200\" is no terminal number (终端号), which has 8 digits");
    }
}
