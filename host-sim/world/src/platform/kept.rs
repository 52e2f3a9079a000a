//! The platform as a file keeps it: the ledger entry by entry, what is many of a kind row by row, and the rest as one
//! record. The ledger only grows, so that whoever keeps the platform after every step writes what was added and not
//! what was there.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::books::{Books, Terms};
use super::entropy::PlatformEntropy;
use super::entry::Entry;
use super::ledger::{Ledger, LedgerError};
use super::rows::{PlatformTable, RowError};
use super::{Platform, PlatformSettings};
use sim_codec::time::Moment;

/// Why what was kept is no platform.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The document is not one that was written by this program.
    #[error("{0}")]
    Document(#[from] serde_json::Error),
    /// A row says what is none of its part.
    #[error("{0}")]
    Row(#[from] RowError),
    /// The entries are no ledger.
    #[error("the ledger does not hold: {0}")]
    Ledger(#[from] LedgerError),
}

/// What of a platform is one of a kind, however many customers there are: all but its rows, its ledger and the keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlatformRecord {
    settings: PlatformSettings,
    books: BooksRecord,
    outbox: OutboxRecord,
    #[serde(rename = "lot")]
    entropy: PlatformEntropy,
    now: Moment,
}

/// What of the books is one of a kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct BooksRecord {
    terms: Terms,
}

/// What of the outbox is one of a kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OutboxRecord {
    written: u64,
}

impl Platform {
    /// Returns what is one of a kind.
    pub fn to_record(&self) -> PlatformRecord {
        // Named one by one, so that what a platform comes to have besides must be thought of here.
        let Platform { settings, books, cards: _, current: _, top_ups: _, outbox, submissions: _, entropy, now } = self;
        let Books { terms, ledger: _, accounts: _, scratch_cards: _, allowance: _, dialogs: _, transfers: _, plant: _ } =
            books;
        PlatformRecord {
            settings: settings.clone(),
            books: BooksRecord { terms: terms.clone() },
            outbox: OutboxRecord { written: outbox.written() },
            entropy: entropy.clone(),
            now: *now,
        }
    }

    /// Takes over what is one of a kind from somebody else who wrote it.
    pub fn restore_record(&mut self, record: PlatformRecord) {
        let PlatformRecord { settings, books, outbox, entropy, now } = record;
        (self.settings, self.books.terms, self.entropy, self.now) = (settings, books.terms, entropy, now);
        self.outbox.set_written(outbox.written);
    }

    /// Returns the platform of a record, its rows, and the entries of its ledger, which are posted anew: a ledger that
    /// was tampered with does not hold. The cards' keys are given to the platform afterwards.
    pub fn from_rows(
        record: PlatformRecord,
        rows: impl IntoIterator<Item = (PlatformTable, String, Value)>,
        entries: Vec<Entry>,
        seed: u64,
    ) -> Result<Platform, KeepError> {
        // The key under which scratch cards are kept is drawn from the seed and not written down.
        let mut platform = Platform::new(record.settings.clone(), seed);
        platform.books.plant = None;
        platform.restore_record(record);
        for (part, id, row) in rows {
            platform.restore_row(part, &id, Some(row))?;
        }
        platform.books.ledger = Ledger::try_from(entries)?;
        Ok(platform)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::number::Msisdn;
    use sim_device::profile::Profile;

    #[test]
    fn platform_comes_back_from_its_record_and_rows() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let mut platform = Platform::new(PlatformSettings::default(), 7);
        platform.add_card(number, &Profile::default()).unwrap();
        let record = serde_json::to_string(&platform.to_record()).unwrap();
        let rows = platform.to_rows().unwrap();
        let written = format!("{record}{rows:?}");
        assert!(!written.contains("\"key\"") && !written.contains("\\\"key\\\""), "no key is written");
        let rows = rows.into_iter().map(|(part, id, row)| (part, id, serde_json::from_str(&row).unwrap()));
        let (record, entries) = (serde_json::from_str(&record).unwrap(), platform.books.ledger.entries().to_vec());
        let mut again = Platform::from_rows(record, rows, entries, 7).unwrap();
        assert_ne!(again, platform, "the keys are missing");
        again.give_keys(&[Profile::default()]).unwrap();
        assert_eq!(again, platform);
        let no_account = (PlatformTable::Account, number.to_string(), serde_json::json!({}));
        let wrong = Platform::from_rows(platform.to_record(), [no_account], Vec::new(), 7);
        assert!(matches!(wrong, Err(KeepError::Row(_))), "{wrong:?}");
        assert_eq!(again.due(), None::<Moment>);
    }
}
