//! Identity of a number's holder (实名资料): name, kind and number of a document, as the registry (BOSS) has them and
//! as a hall reads them from the document that is shown (handbook 2.2, 3.5.1.1).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Kind of an identity document (证件类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// Identity card of a resident (居民身份证): 15 digits, or 17 digits and a check character.
    IdentityCard,
    /// Passport (护照).
    Passport,
    /// Card of an officer (军官证).
    OfficerCard,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [DocumentKind; 3] = [DocumentKind::IdentityCard, DocumentKind::Passport, DocumentKind::OfficerCard];

    /// Returns the Chinese name.
    pub const fn chinese(self) -> &'static str {
        match self {
            DocumentKind::IdentityCard => "居民身份证",
            DocumentKind::Passport => "护照",
            DocumentKind::OfficerCard => "军官证",
        }
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DocumentKind::IdentityCard => "identity card",
            DocumentKind::Passport => "passport",
            DocumentKind::OfficerCard => "officer's card",
        })
    }
}

/// Reason for which the data of a document are not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityError {
    /// The name is empty or longer than 20 characters.
    #[error("a name has 1 to 20 characters")]
    NameForm,
    /// The number is none of that kind of document.
    #[error("such a number does not stand on this kind of document: {0}")]
    NumberForm(DocumentKind),
    /// The name is another than the registry's.
    #[error("the name is not the holder's")]
    OtherName,
    /// The kind of document is another than the registry's.
    #[error("the registry has another kind of document")]
    OtherKind,
    /// The number of the document is another than the registry's.
    #[error("the number of the document is not the holder's")]
    OtherNumber,
}

/// Identity of a holder.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    name: String,
    kind: DocumentKind,
    number: String,
}

impl fmt::Debug for Identity {
    /// Writes the kind of the document alone: whose it is stays with the registry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({}, ..)", self.kind)
    }
}

/// Largest number of characters of a name.
const NAME_MOST: usize = 20;

/// Largest number of characters of a document's number.
const NUMBER_MOST: usize = 18;

/// Weights of the first seventeen digits of an identity card, and its check characters by the remainder (GB 11643).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// Returns whether a number may stand on an identity card.
fn is_card_number(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().map_while(|character| character.to_digit(10)).collect();
    match number.chars().count() {
        15 => digits.len() == 15,
        18 => {
            let weighted = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit.saturating_mul(weight));
            let remainder = weighted.fold(0_u32, u32::saturating_add) % 11;
            let check = usize::try_from(remainder).ok().and_then(|place| CHECKS.get(place));
            digits.len() >= 17 && check.copied() == number.chars().last()
        }
        _ => false,
    }
}

impl Identity {
    /// Makes an identity from the data of a document. Blanks around name and number do not count, and letters of the
    /// number become capitals.
    pub fn new(name: &str, kind: DocumentKind, number: &str) -> Result<Identity, IdentityError> {
        let (name, number) = (name.trim(), number.trim().to_ascii_uppercase());
        if !(1..=NAME_MOST).contains(&name.chars().count()) {
            return Err(IdentityError::NameForm);
        }
        let is_right = match kind {
            DocumentKind::IdentityCard => is_card_number(&number),
            DocumentKind::Passport => {
                (5..=NUMBER_MOST).contains(&number.len()) && number.bytes().all(|octet| octet.is_ascii_alphanumeric())
            }
            DocumentKind::OfficerCard => {
                (4..=NUMBER_MOST).contains(&number.chars().count()) && number.chars().all(char::is_alphanumeric)
            }
        };
        if is_right {
            Ok(Identity { name: name.to_owned(), kind, number })
        } else {
            Err(IdentityError::NumberForm(kind))
        }
    }

    /// Returns the name of the holder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether this is the number of the document. Case does not matter.
    pub(crate) fn is_number(&self, number: &str) -> bool {
        self.number == number.to_ascii_uppercase()
    }

    /// Checks the data of a document that is shown against the holder's.
    pub(super) fn check(&self, shown: &Identity) -> Result<(), IdentityError> {
        if self.kind != shown.kind {
            Err(IdentityError::OtherKind)
        } else if self.number != shown.number {
            Err(IdentityError::OtherNumber)
        } else if self.name != shown.name {
            Err(IdentityError::OtherName)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str, number: &str) -> Result<Identity, IdentityError> {
        Identity::new(name, DocumentKind::IdentityCard, number)
    }

    #[test]
    fn check_character_of_an_identity_card_counts() {
        // The example of GB 11643.
        assert!(card("张三", "11010519491231002X").is_ok());
        assert_eq!(card("张三", " 11010519491231002x "), card("张三", "11010519491231002X"));
        for wrong in ["110105194912310021", "11010519491231002", "1101051949123100AX", "", "11010519491231002XX"] {
            assert_eq!(card("张三", wrong), Err(IdentityError::NumberForm(DocumentKind::IdentityCard)), "{wrong}");
        }
        assert!(card("张三", "110105491231002").is_ok());
        assert_eq!(card(" ", "11010519491231002X"), Err(IdentityError::NameForm));
        assert_eq!(card(&"三".repeat(21), "11010519491231002X"), Err(IdentityError::NameForm));
    }

    #[test]
    fn every_difference_from_the_holder_is_named() {
        let holder = card("张三", "11010519491231002X").unwrap();
        assert_eq!(holder.check(&holder.clone()), Ok(()));
        assert_eq!(holder.check(&card("李四", "11010519491231002X").unwrap()), Err(IdentityError::OtherName));
        assert_eq!(holder.check(&card("张三", "110105491231002").unwrap()), Err(IdentityError::OtherNumber));
        let passport = Identity::new("张三", DocumentKind::Passport, "G12345678").unwrap();
        assert_eq!(holder.check(&passport), Err(IdentityError::OtherKind));
        assert!(Identity::new("张三", DocumentKind::OfficerCard, "军字12345").is_ok());
    }

    #[test]
    fn debug_form_shows_neither_name_nor_number() {
        let shown = format!("{:?}", card("张三", "11010519491231002X").unwrap());
        assert_eq!(shown, "Identity(identity card, ..)");
    }
}
