//! Batches of the terminals: those under upload with their entries so far, and those that were settled with the answer
//! that the terminal got.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sim_device::pos::entry::BatchTotals;
use sim_device::pos::line::BatchResult;

/// Identity of a batch: the terminal number of the security module, and the terminal's number of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct BatchId {
    /// Terminal number of the security module.
    pub terminal: [u8; 6],
    /// Number of the batch.
    pub batch: u32,
}

/// Identity of an entry of a batch under upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct StagedId {
    /// Batch of the entry.
    pub batch: BatchId,
    /// Number of the voucher in the batch.
    pub voucher: u32,
}

/// Error of a text that identifies no batch, or no entry of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} identifies no batch and no entry of one")]
pub struct BatchRowIdError(String);

impl fmt::Display for BatchId {
    /// Writes terminal number and batch, as `112233445566/0000000007`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:010}", hex::encode_upper(self.terminal), self.batch)
    }
}

impl FromStr for BatchId {
    type Err = BatchRowIdError;

    fn from_str(text: &str) -> Result<BatchId, BatchRowIdError> {
        let parsed = text.split_once('/').and_then(|(terminal, batch)| {
            let terminal = hex::decode(terminal).ok()?.try_into().ok()?;
            Some(BatchId { terminal, batch: batch.parse().ok()? })
        });
        parsed.ok_or_else(|| BatchRowIdError(text.to_owned()))
    }
}

impl fmt::Display for StagedId {
    /// Writes batch and voucher, as `112233445566/0000000007/0000000001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:010}", self.batch, self.voucher)
    }
}

impl FromStr for StagedId {
    type Err = BatchRowIdError;

    fn from_str(text: &str) -> Result<StagedId, BatchRowIdError> {
        let parsed = text
            .rsplit_once('/')
            .and_then(|(batch, voucher)| Some(StagedId { batch: batch.parse().ok()?, voucher: voucher.parse().ok()? }));
        parsed.ok_or_else(|| BatchRowIdError(text.to_owned()))
    }
}

impl TryFrom<String> for BatchId {
    type Error = BatchRowIdError;

    fn try_from(text: String) -> Result<BatchId, BatchRowIdError> {
        text.parse()
    }
}

impl From<BatchId> for String {
    fn from(id: BatchId) -> String {
        id.to_string()
    }
}

impl TryFrom<String> for StagedId {
    type Error = BatchRowIdError;

    fn try_from(text: String) -> Result<StagedId, BatchRowIdError> {
        text.parse()
    }
}

impl From<StagedId> for String {
    fn from(id: StagedId) -> String {
        id.to_string()
    }
}

impl BatchId {
    /// Returns the range of the identities of the batch's entries.
    pub(super) fn entries(self) -> std::ops::RangeInclusive<StagedId> {
        StagedId { batch: self, voucher: 0 }..=StagedId { batch: self, voucher: u32::MAX }
    }
}

/// Batch as the platform knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRecord {
    /// Totals, as the terminal named them.
    pub totals: BatchTotals,
    /// Answer to the terminal; `None` while the batch is under upload.
    pub result: Option<BatchResult>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_ids_round_trip() {
        let batch = BatchId { terminal: [0x11, 0x22, 0x33, 0x44, 0x55, 0xAB], batch: 7 };
        let staged = StagedId { batch, voucher: 12 };
        assert_eq!(batch.to_string(), "1122334455AB/0000000007");
        assert_eq!(batch.to_string().parse(), Ok(batch));
        assert_eq!(staged.to_string(), "1122334455AB/0000000007/0000000012");
        assert_eq!(staged.to_string().parse(), Ok(staged));
        assert!(batch.entries().contains(&staged));
        for wrong in ["", "1122334455AB", "1122334455/1", "1122334455AB/x"] {
            assert!(wrong.parse::<BatchId>().is_err() && wrong.parse::<StagedId>().is_err(), "{wrong}");
        }
    }
}
