//! Name of a merchant as it stands on a receipt: one line of the printer.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::receipt::PAPER_COLUMNS;

/// Name of a merchant: one to 32 columns of printable characters, of which a Chinese one takes two. No blank begins or
/// ends the name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MerchantName(String);

/// Error of a text that is no merchant's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no merchant's name, which is one line of 1 to {PAPER_COLUMNS} columns without blanks at its ends")]
pub struct MerchantNameError(String);

impl MerchantName {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns whether a text fits one line of a receipt and can be read back from there.
fn is_name(text: &str) -> bool {
    let is_printable = text.chars().all(|character| character.width().is_some_and(|columns| columns > 0));
    (1..=PAPER_COLUMNS).contains(&text.width()) && is_printable && text.trim() == text
}

impl fmt::Display for MerchantName {
    /// Writes the name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for MerchantName {
    type Err = MerchantNameError;

    fn from_str(text: &str) -> Result<MerchantName, MerchantNameError> {
        MerchantName::try_from(text.to_owned())
    }
}

impl TryFrom<String> for MerchantName {
    type Error = MerchantNameError;

    fn try_from(text: String) -> Result<MerchantName, MerchantNameError> {
        if is_name(&text) { Ok(MerchantName(text)) } else { Err(MerchantNameError(text)) }
    }
}

impl From<MerchantName> for String {
    fn from(name: MerchantName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_of_one_printed_line_is_accepted() {
        for right in ["x", "永辉超市", "Corner Shop 24 h", &"店".repeat(16), &"x".repeat(32)] {
            assert_eq!(right.parse::<MerchantName>().unwrap().as_str(), right);
        }
        for wrong in ["", " x", "x ", "x\ny", "\u{200b}x", &"店".repeat(17), &"x".repeat(33)] {
            assert!(wrong.parse::<MerchantName>().is_err(), "{wrong:?}");
        }
    }
}
