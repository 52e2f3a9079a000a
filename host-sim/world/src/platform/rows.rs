//! The platform as rows that are stored one by one: its tables, their changed rows, and the restoring of a row that
//! another process changed.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Platform;
use super::card_file::Asn;
use super::due_map::{DueMap, TimedRecord};
use super::outbox::LetterId;
use super::scratch_card::CardMark;
use super::serial::SerialNumber;
use super::top_up::TransferId;
use sim_device::tracked_map::TrackedMap;

/// Part of the platform that is stored as a table of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlatformTable {
    /// Accounts by number.
    Account,
    /// Registry's data by number.
    Subscriber,
    /// Scratch cards by their marks.
    ScratchCard,
    /// Cards by their card number.
    CardFile,
    /// Present card of each number.
    Issued,
    /// Loads in the books, by transfer number.
    Load,
    /// Top-ups in the dialogue with the card, by transfer number.
    Transfer,
    /// Withdrawals by number.
    Withdrawal,
    /// Orders to banks by number.
    BankOrder,
    /// Orders for goods by number.
    GoodsOrder,
    /// Unloads at halls, by transfer number.
    Unload,
    /// Swaps of cards, by the card that was given up.
    CardSwap,
    /// Letters that the SMS centre does not have yet, by number.
    Outbox,
    /// Reference of a number's last message of several parts.
    Reference,
    /// Remembered texts of a number.
    Submission,
    /// Open questions to a number.
    Question,
    /// Verification codes of a number.
    SmsCode,
    /// Top-ups of a number on its last day with one.
    Allowance,
    /// Contracts with merchants, by merchant number.
    Merchant,
    /// Purchases by security module and its counter.
    Purchase,
    /// Batches by security module and number.
    Batch,
    /// Entries of batches under upload, by batch and voucher.
    StagedEntry,
    /// Proofs that terminals carried, by card and card counter.
    CarriedProof,
}

/// Error of a row that does not fit its table.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// The identifier does not fit this table.
    #[error("{0:?} is no identifier of such a row")]
    Id(String),
    /// The document was not written by this program.
    #[error("{0}")]
    Document(#[from] serde_json::Error),
}

impl PlatformTable {
    /// All tables.
    pub const ALL: [PlatformTable; 23] = [
        PlatformTable::Account,
        PlatformTable::Subscriber,
        PlatformTable::ScratchCard,
        PlatformTable::Load,
        PlatformTable::CardFile,
        PlatformTable::Issued,
        PlatformTable::Transfer,
        PlatformTable::Withdrawal,
        PlatformTable::BankOrder,
        PlatformTable::GoodsOrder,
        PlatformTable::Unload,
        PlatformTable::CardSwap,
        PlatformTable::Outbox,
        PlatformTable::Reference,
        PlatformTable::Submission,
        PlatformTable::Question,
        PlatformTable::SmsCode,
        PlatformTable::Allowance,
        PlatformTable::Merchant,
        PlatformTable::Purchase,
        PlatformTable::Batch,
        PlatformTable::StagedEntry,
        PlatformTable::CarriedProof,
    ];
}

/// Rows as table, identifier and document.
pub type TableRows = Vec<(PlatformTable, String, String)>;

/// Changed rows as table, identifier and present document; `None` where a row is gone.
pub type ChangedTableRows = Vec<(PlatformTable, String, Option<String>)>;

/// Prints an identifier whose text sorts as the number does.
pub fn padded(number: u64) -> String {
    format!("{number:010}")
}

/// Returns the document of a row. It is always made by way of a [`Value`], so that equal rows have the same text.
pub fn document<V: Serialize>(value: &V) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_value(value)?.to_string())
}

/// Adds all rows of a table.
fn list<'t, K: Ord + Clone + 't, V: Serialize + 't>(
    rows: &mut TableRows,
    part: PlatformTable,
    table: impl IntoIterator<Item = (&'t K, &'t V)>,
    id: impl Fn(&K) -> String,
) -> Result<(), serde_json::Error> {
    for (key, value) in table {
        rows.push((part, id(key), document(value)?));
    }
    Ok(())
}

/// Adds the rows of a table that changed.
fn collect<K: Ord + Clone, V: Serialize>(
    rows: &mut ChangedTableRows,
    part: PlatformTable,
    table: &mut TrackedMap<K, V>,
    id: impl Fn(&K) -> String,
) -> Result<(), serde_json::Error> {
    for key in table.take_changed() {
        let now = table.get(&key).map(document).transpose()?;
        rows.push((part, id(&key), now));
    }
    Ok(())
}

/// Adds the rows of a table of records with a moment that changed.
fn collect_timed<K: SerialNumber + ToString, V: TimedRecord + Serialize>(
    rows: &mut ChangedTableRows,
    part: PlatformTable,
    table: &mut DueMap<K, V>,
) -> Result<(), serde_json::Error> {
    for key in table.take_changed() {
        let now = table.get(key).map(document).transpose()?;
        rows.push((part, key.to_string(), now));
    }
    Ok(())
}

/// Restores a row of a table of records with a moment; `None` removes it.
fn restore_timed<K: SerialNumber + FromStr, V: TimedRecord + DeserializeOwned>(
    table: &mut DueMap<K, V>,
    id: &str,
    document: Option<Value>,
) -> Result<(), RowError> {
    table.restore(key(id)?, document.map(serde_json::from_value).transpose()?);
    Ok(())
}

/// Restores a row of a table; `None` removes it.
fn restore<K: Ord + Clone, V: DeserializeOwned>(
    table: &mut TrackedMap<K, V>,
    key: K,
    document: Option<Value>,
) -> Result<(), RowError> {
    table.restore(key, document.map(serde_json::from_value).transpose()?);
    Ok(())
}

fn key<K: FromStr>(id: &str) -> Result<K, RowError> {
    id.parse().map_err(|_| RowError::Id(id.to_owned()))
}

impl Platform {
    /// Starts to record which rows change.
    pub fn watch(&mut self) {
        self.cards.watch();
        self.top_ups.watch();
        self.unloads.watch();
        self.swaps.watch();
        self.current.watch();
        self.submissions.recent.watch();
        self.outbox.changed.0.watch();
        self.outbox.references.watch();
        let acquiring = &mut self.acquiring;
        acquiring.merchants.watch();
        acquiring.purchases.watch();
        acquiring.batches.watch();
        acquiring.staged.watch();
        acquiring.proofs.watch();
        let books = &mut self.books;
        books.accounts.accounts.watch();
        books.accounts.subscribers.watch();
        books.scratch_cards.cards.watch();
        books.transfers.watch();
        books.withdrawals.watch();
        books.bank_orders.watch();
        books.goods_orders.watch();
        books.allowance.used.watch();
        books.dialogs.asked.watch();
        books.codes.rows.watch();
    }

    /// Returns all rows. A store that writes a step writes only the changed ones.
    pub fn to_rows(&self) -> Result<TableRows, serde_json::Error> {
        let Platform { books, cards, current, top_ups, unloads, swaps, outbox, submissions, acquiring, .. } = self;
        let mut rows = TableRows::new();
        let cards = cards.values().map(|card| (&card.asn, card));
        let top_ups = top_ups.values().map(|top_up| (&top_up.id, top_up));
        let unloads = unloads.values().map(|unload| (&unload.id, unload));
        let letters = outbox.letters().iter().map(|letter| (&letter.id, letter));
        list(&mut rows, PlatformTable::CardFile, cards, ToString::to_string)?;
        list(&mut rows, PlatformTable::Transfer, top_ups, |id| id.0.to_string())?;
        list(&mut rows, PlatformTable::Unload, unloads, |id| id.0.to_string())?;
        list(&mut rows, PlatformTable::CardSwap, swaps.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Outbox, letters, |id| padded(id.0))?;
        list(&mut rows, PlatformTable::Issued, current.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Submission, submissions.recent.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Reference, outbox.references.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Account, books.accounts.accounts.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Subscriber, books.accounts.subscribers.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::ScratchCard, books.scratch_cards.cards.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Load, books.transfers.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Withdrawal, books.withdrawals.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::BankOrder, books.bank_orders.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::GoodsOrder, books.goods_orders.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Allowance, books.allowance.used.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Question, books.dialogs.asked.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::SmsCode, books.codes.rows.rows(), ToString::to_string)?;
        let purchases = acquiring.purchases.values().map(|record| (&record.entry.id, record));
        list(&mut rows, PlatformTable::Merchant, acquiring.merchants.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::Purchase, purchases, ToString::to_string)?;
        list(&mut rows, PlatformTable::Batch, acquiring.batches.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::StagedEntry, acquiring.staged.rows(), ToString::to_string)?;
        list(&mut rows, PlatformTable::CarriedProof, acquiring.proofs.rows(), ToString::to_string)?;
        Ok(rows)
    }

    /// Takes the rows that changed since the last call.
    pub fn take_changed(&mut self) -> Result<ChangedTableRows, serde_json::Error> {
        let mut rows = ChangedTableRows::new();
        for asn in self.cards.take_changed() {
            let now = self.cards.get(&asn).map(document).transpose()?;
            rows.push((PlatformTable::CardFile, asn.to_string(), now));
        }
        for id in self.top_ups.take_changed() {
            let now = self.top_ups.get(&id).map(document).transpose()?;
            rows.push((PlatformTable::Transfer, id.0.to_string(), now));
        }
        for id in self.unloads.take_changed() {
            let now = self.unloads.get(&id).map(document).transpose()?;
            rows.push((PlatformTable::Unload, id.0.to_string(), now));
        }
        for id in self.outbox.changed.0.take() {
            let now = self.outbox.get(id).map(document).transpose()?;
            rows.push((PlatformTable::Outbox, padded(id.0), now));
        }
        for id in self.acquiring.purchases.take_changed() {
            let now = self.acquiring.purchases.get(&id).map(document).transpose()?;
            rows.push((PlatformTable::Purchase, id.to_string(), now));
        }
        let acquiring = &mut self.acquiring;
        collect(&mut rows, PlatformTable::Merchant, &mut acquiring.merchants, ToString::to_string)?;
        collect(&mut rows, PlatformTable::Batch, &mut acquiring.batches, ToString::to_string)?;
        collect(&mut rows, PlatformTable::StagedEntry, &mut acquiring.staged, ToString::to_string)?;
        collect(&mut rows, PlatformTable::CarriedProof, &mut acquiring.proofs, ToString::to_string)?;
        let books = &mut self.books;
        collect_timed(&mut rows, PlatformTable::Withdrawal, &mut books.withdrawals)?;
        collect_timed(&mut rows, PlatformTable::BankOrder, &mut books.bank_orders)?;
        collect_timed(&mut rows, PlatformTable::GoodsOrder, &mut books.goods_orders)?;
        collect(&mut rows, PlatformTable::Issued, &mut self.current, ToString::to_string)?;
        collect(&mut rows, PlatformTable::CardSwap, &mut self.swaps, ToString::to_string)?;
        collect(&mut rows, PlatformTable::Submission, &mut self.submissions.recent, ToString::to_string)?;
        collect(&mut rows, PlatformTable::Reference, &mut self.outbox.references, ToString::to_string)?;
        collect(&mut rows, PlatformTable::Account, &mut books.accounts.accounts, ToString::to_string)?;
        collect(&mut rows, PlatformTable::Subscriber, &mut books.accounts.subscribers, ToString::to_string)?;
        collect(&mut rows, PlatformTable::ScratchCard, &mut books.scratch_cards.cards, ToString::to_string)?;
        collect(&mut rows, PlatformTable::Load, &mut books.transfers, ToString::to_string)?;
        collect(&mut rows, PlatformTable::Allowance, &mut books.allowance.used, ToString::to_string)?;
        collect(&mut rows, PlatformTable::Question, &mut books.dialogs.asked, ToString::to_string)?;
        collect(&mut rows, PlatformTable::SmsCode, &mut books.codes.rows, ToString::to_string)?;
        Ok(rows)
    }

    /// Restores a row that another process changed in the file; `None` removes it.
    pub fn restore_row(&mut self, part: PlatformTable, id: &str, document: Option<Value>) -> Result<(), RowError> {
        let (books, acquiring) = (&mut self.books, &mut self.acquiring);
        match part {
            PlatformTable::Account => restore(&mut books.accounts.accounts, key(id)?, document),
            PlatformTable::Subscriber => restore(&mut books.accounts.subscribers, key(id)?, document),
            PlatformTable::ScratchCard => {
                let mark = CardMark::try_from(id.to_owned()).map_err(|_| RowError::Id(id.to_owned()))?;
                restore(&mut books.scratch_cards.cards, mark, document)
            }
            PlatformTable::Load => restore(&mut books.transfers, key(id)?, document),
            PlatformTable::Withdrawal => restore_timed(&mut books.withdrawals, id, document),
            PlatformTable::BankOrder => restore_timed(&mut books.bank_orders, id, document),
            PlatformTable::GoodsOrder => restore_timed(&mut books.goods_orders, id, document),
            PlatformTable::Allowance => restore(&mut books.allowance.used, key(id)?, document),
            PlatformTable::Question => restore(&mut books.dialogs.asked, key(id)?, document),
            PlatformTable::SmsCode => restore(&mut books.codes.rows, key(id)?, document),
            PlatformTable::Issued => restore(&mut self.current, key(id)?, document),
            PlatformTable::CardSwap => restore(&mut self.swaps, key(id)?, document),
            PlatformTable::Submission => restore(&mut self.submissions.recent, key(id)?, document),
            PlatformTable::Reference => restore(&mut self.outbox.references, key(id)?, document),
            PlatformTable::Merchant => restore(&mut acquiring.merchants, key(id)?, document),
            PlatformTable::Batch => restore(&mut acquiring.batches, key(id)?, document),
            PlatformTable::StagedEntry => restore(&mut acquiring.staged, key(id)?, document),
            PlatformTable::CarriedProof => restore(&mut acquiring.proofs, key(id)?, document),
            PlatformTable::Purchase => {
                acquiring.purchases.restore(key(id)?, document.map(serde_json::from_value).transpose()?);
                Ok(())
            }
            PlatformTable::CardFile => {
                self.cards.restore(key::<Asn>(id)?, document.map(serde_json::from_value).transpose()?);
                Ok(())
            }
            PlatformTable::Transfer => {
                self.top_ups.restore(TransferId(key(id)?), document.map(serde_json::from_value).transpose()?);
                Ok(())
            }
            PlatformTable::Unload => {
                self.unloads.restore(TransferId(key(id)?), document.map(serde_json::from_value).transpose()?);
                Ok(())
            }
            PlatformTable::Outbox => {
                self.outbox.restore(LetterId(key(id)?), document.map(serde_json::from_value).transpose()?);
                Ok(())
            }
        }
    }
}
