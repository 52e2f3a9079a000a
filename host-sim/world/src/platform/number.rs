//! The number of a subscriber (MSISDN, 手机号码): eleven digits, which identify a person everywhere on the
//! platform.

use sim_wire::count::Counted;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sim_wire::msisdn::{BEGINNINGS, DIGITS, is_mobile};

/// Number of a subscriber: eleven digits in the numbering plan of 2010 ([`sim_wire::msisdn`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Msisdn(u64);

impl Msisdn {
    /// Number of the only person in a world.
    pub const SOLE: Msisdn = Msisdn(13_807_310_001);
}

/// Error of a text that is no subscriber's number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MsisdnError {
    /// A character is no digit.
    #[error("{text:?} is no mobile number: {character:?} is no digit")]
    NoDigit {
        /// Text that was read.
        text: String,
        /// First character that is no digit.
        character: char,
    },
    /// The text has too few or too many digits.
    #[error("{text:?} is no mobile number: it has {} instead of 11", Counted(*count, "digit"))]
    Length {
        /// Text that was read.
        text: String,
        /// Number of its digits.
        count: usize,
    },
    /// The numbering plan has no such beginning.
    #[error("{0:?} is no mobile number: those begin with {BEGINNINGS}")]
    Beginning(String),
}

impl FromStr for Msisdn {
    type Err = MsisdnError;

    fn from_str(text: &str) -> Result<Msisdn, MsisdnError> {
        let owned = || text.to_owned();
        let mut number: u64 = 0;
        for character in text.chars() {
            let digit = character.to_digit(10).ok_or_else(|| MsisdnError::NoDigit { text: owned(), character })?;
            number = number.saturating_mul(10).saturating_add(digit.into());
        }
        match text.chars().count() {
            DIGITS if text.as_bytes().try_into().is_ok_and(is_mobile) => Ok(Msisdn(number)),
            DIGITS => Err(MsisdnError::Beginning(owned())),
            count => Err(MsisdnError::Length { text: owned(), count }),
        }
    }
}

/// Checks the recipient of a text: a mobile number, also behind `86` or `+86`, or any number of another kind, such as a
/// service's. Eleven digits that begin with 1 are taken for a mobile number and must be one.
pub fn recipient(text: &str) -> Result<String, MsisdnError> {
    let national = text.strip_prefix("+86").or_else(|| text.strip_prefix("86")).unwrap_or(text);
    let is_meant_mobile = national.len() == DIGITS && national.starts_with('1');
    let checked = if is_meant_mobile { national.parse::<Msisdn>().map(drop) } else { Ok(()) };
    checked.map(|()| text.to_owned())
}

impl TryFrom<String> for Msisdn {
    type Error = MsisdnError;

    fn try_from(text: String) -> Result<Msisdn, MsisdnError> {
        text.parse()
    }
}

impl From<Msisdn> for String {
    fn from(number: Msisdn) -> String {
        number.to_string()
    }
}

impl fmt::Display for Msisdn {
    /// Writes the eleven digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Msisdn {
    /// Writes the eleven digits: a number is no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        text.parse::<Msisdn>().unwrap_err().to_string()
    }

    #[test]
    fn eleven_digit_number_round_trips() {
        let number: Msisdn = "13807310001".parse().unwrap();
        assert_eq!(number.to_string(), "13807310001");
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"13807310001\"");
        assert_eq!(serde_json::from_str::<Msisdn>("\"13807310001\"").unwrap(), number);
    }

    #[test]
    fn recipient_like_a_mobile_must_be_valid() {
        for right in
            ["13807310001", "8613807310001", "+8613807310001", "10658888", "10086", "106588880001", "18900000000"]
        {
            assert_eq!(recipient(right).as_deref(), Ok(right));
        }
        for wrong in ["12345678901", "8612345678901", "+8614712345678", "1380731000x"] {
            assert!(recipient(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn wrong_number_error_says_why() {
        assert_eq!(complaint("1380731000"), "\"1380731000\" is no mobile number: it has 10 digits instead of 11");
        assert_eq!(complaint("1380731000x"), "\"1380731000x\" is no mobile number: 'x' is no digit");
        let plan = "is no mobile number: those begin with 130-139, 150-153, 155-159, 180, 182, 185-189";
        for number in ["23807310001", "12345678901", "10086100861", "15412345678", "17012345678", "19912345678"] {
            assert_eq!(complaint(number), format!("{number:?} {plan}"));
        }
        assert_eq!(complaint(""), "\"\" is no mobile number: it has 0 digits instead of 11");
        assert!(complaint(&"1".repeat(40)).ends_with("it has 40 digits instead of 11"));
        assert!(serde_json::from_str::<Msisdn>("\"10658888\"").is_err());
    }
}
