//! Name and addresses of an external entity.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Most characters of a name, by SMPP's `system_id`.
const NAME_MAX: usize = 15;

/// Name of an external entity: 1 to 15 letters, digits and signs of ASCII.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SystemId(String);

/// Error of a text that is no name of an external entity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no system ID: one has 1 to 15 letters, digits and signs of ASCII, and no blank")]
pub struct SystemIdError(String);

impl SystemId {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SystemId {
    type Err = SystemIdError;

    fn from_str(text: &str) -> Result<SystemId, SystemIdError> {
        SystemId::try_from(text.to_owned())
    }
}

impl TryFrom<String> for SystemId {
    type Error = SystemIdError;

    fn try_from(text: String) -> Result<SystemId, SystemIdError> {
        let is_name = (1..=NAME_MAX).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_graphic());
        if is_name { Ok(SystemId(text)) } else { Err(SystemIdError(text)) }
    }
}

impl From<SystemId> for String {
    fn from(id: SystemId) -> String {
        id.0
    }
}

impl fmt::Display for SystemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// External entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Esme {
    /// Addresses of the entity as digits; the first is the sender of a submission without a source address.
    pub addresses: Vec<String>,
}

/// Address as SMPP writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmppAddress {
    /// Type of number.
    pub ton: u8,
    /// Numbering plan.
    pub npi: u8,
    /// Digits.
    pub digits: String,
}
