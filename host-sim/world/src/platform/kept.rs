//! The platform as stored in a file: the ledger entry by entry, tables row by row, and the single values as one record.
//! The ledger only grows, so that a store that keeps the platform after every step writes only the new entries.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::acquiring::Acquiring;
use super::books::{Books, Terms};
use super::entropy::PlatformEntropy;
use super::entry::Entry;
use super::ledger::{Ledger, LedgerError};
use super::rows::{PlatformTable, RowError};
use super::{Platform, PlatformSettings};
use sim_codec::time::Moment;
use sim_device::pos::line::PosParameters;

/// Error of a stored platform that cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The document was not written by this program.
    #[error("{0}")]
    Document(#[from] serde_json::Error),
    /// A row does not fit its table.
    #[error("{0}")]
    Row(#[from] RowError),
    /// The entries do not form a ledger.
    #[error("the ledger does not hold: {0}")]
    Ledger(#[from] LedgerError),
}

/// Single values of a platform, whose number does not grow with the customers: all but its rows, its ledger and the
/// keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlatformRecord {
    settings: PlatformSettings,
    books: BooksRecord,
    acquiring: AcquiringRecord,
    outbox: OutboxRecord,
    #[serde(rename = "lot")]
    entropy: PlatformEntropy,
    now: Moment,
}

/// Single values of the books.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct BooksRecord {
    terms: Terms,
}

/// Single values of the acquirer.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AcquiringRecord {
    parameters: PosParameters,
}

/// Single values of the outbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OutboxRecord {
    written: u64,
}

impl Platform {
    /// Returns the platform's single values.
    pub fn to_record(&self) -> PlatformRecord {
        // Named one by one, so that a new field of the platform must be considered here.
        let Platform {
            settings,
            books,
            cards: _,
            current: _,
            top_ups: _,
            acquiring,
            unloads: _,
            swaps: _,
            outbox,
            submissions: _,
            entropy,
            now,
        } = self;
        let Acquiring { merchants: _, purchases: _, batches: _, staged: _, proofs: _, parameters } = acquiring;
        let Books {
            terms,
            ledger: _,
            accounts: _,
            scratch_cards: _,
            allowance: _,
            dialogs: _,
            codes: _,
            transfers: _,
            withdrawals: _,
            bank_orders: _,
            goods_orders: _,
            rules: _,
        } = books;
        PlatformRecord {
            settings: settings.clone(),
            books: BooksRecord { terms: terms.clone() },
            acquiring: AcquiringRecord { parameters: parameters.clone() },
            outbox: OutboxRecord { written: outbox.written() },
            entropy: entropy.clone(),
            now: *now,
        }
    }

    /// Takes over the single values that another process wrote.
    pub fn restore_record(&mut self, record: PlatformRecord) {
        let PlatformRecord { settings, books, acquiring, outbox, entropy, now } = record;
        self.settings = PlatformSettings { rules: self.settings.rules, ..settings };
        (self.books.terms, self.entropy, self.now) = (books.terms, entropy, now);
        self.acquiring.parameters = acquiring.parameters;
        self.outbox.set_written(outbox.written);
    }

    /// Restores a platform from its record, its rows, and the entries of its ledger, which are posted anew. A ledger
    /// that was tampered with is refused. The cards' keys are given to the platform afterwards.
    pub fn from_rows(
        record: PlatformRecord,
        rows: impl IntoIterator<Item = (PlatformTable, String, Value)>,
        entries: Vec<Entry>,
        seed: u64,
    ) -> Result<Platform, KeepError> {
        // The key under which scratch cards are kept is drawn from the seed and not stored.
        let mut platform = Platform::new(record.settings.clone(), seed);
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
