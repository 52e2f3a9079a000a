//! The ledger: double entry, append-only. The legs of a movement sum to zero, to the fen; nothing is ever changed or
//! deleted, and a book that may not owe never goes below zero. Balances are updated with each entry. A ledger that is
//! read back from a file is posted anew, so that one that was tampered with is refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::entry::{Book, Entry, EntryReason};
use super::number::Msisdn;
use sim_codec::amount::in_english;
use sim_codec::time::Moment;

/// Reason for which a movement is refused; nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum LedgerError {
    /// The movement has fewer than two legs, or one of zero.
    #[error("a movement needs at least two legs, and none of them may be zero")]
    Nothing,
    /// The legs do not sum to zero; the sum is in fen.
    #[error("the legs of a movement sum to {} instead of nothing", in_english(*.0))]
    Unbalanced(i64),
    /// A book that may not owe would stand below zero.
    #[error("the book {book} would stand at {}", in_english(*.balance))]
    BelowZero {
        /// Book that would owe.
        book: Book,
        /// Balance that the book would have, in fen; for a wallet, with the money in flight to it.
        balance: i64,
    },
    /// The amounts exceed the range that can be counted.
    #[error("the amounts are larger than can be counted")]
    TooLarge,
    /// The entry is earlier than the last one.
    #[error("an entry of {at} cannot follow one of {last}")]
    Backwards {
        /// Moment of the new entry.
        at: Moment,
        /// Moment of the last entry.
        last: Moment,
    },
    /// An entry read from a file is not in the place of its number.
    #[error("the entry in place {place} has the number {id}")]
    Misplaced {
        /// Place of the entry, counted from 1.
        place: u64,
        /// Number of the entry.
        id: u64,
    },
}

/// Returns the number of the payment account that a book is a part of; `None` for other books.
const fn account(book: &Book) -> Option<Msisdn> {
    match book {
        Book::Cash(number) | Book::RechargeCard(number) => Some(*number),
        _ => None,
    }
}

/// Ledger of the platform, in which entries are added and never changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<Entry>", try_from = "Vec<Entry>")]
pub struct Ledger {
    entries: Vec<Entry>,
    balances: BTreeMap<Book, i64>,
    /// Places of the entries that moved money of a subscriber's payment account.
    of_accounts: BTreeMap<Msisdn, Vec<usize>>,
}

/// Returns whether a book may stand below zero. The world outside owes the money that it brought in, and merchants may
/// have to return more than they took.
const fn may_owe(book: Book) -> bool {
    matches!(book, Book::Bank | Book::ScratchCards | Book::HallCash | Book::Merchant(_) | Book::Outside)
}

/// Movement to be posted: its reason, and the change of each book in fen.
pub type Movement = (EntryReason, Vec<(Book, i64)>);

/// Refuses legs that are fewer than two, of nothing, or of a sum other than zero.
fn refuse_unbalanced(legs: &[(Book, i64)]) -> Result<(), LedgerError> {
    if legs.len() < 2 || legs.iter().any(|(_, amount)| *amount == 0) {
        return Err(LedgerError::Nothing);
    }
    let sum = legs.iter().try_fold(0_i64, |sum, (_, amount)| sum.checked_add(*amount));
    match sum.ok_or(LedgerError::TooLarge)? {
        0 => Ok(()),
        sum => Err(LedgerError::Unbalanced(sum)),
    }
}

impl Ledger {
    /// Posts a movement and returns its number. Legs sum to zero, and only books that may owe go below zero. A wallet's
    /// book may too, as far as money in flight to the wallet covers the debt. The POS may upload a purchase made with a
    /// load before the card has proved the load.
    pub fn post(&mut self, at: Moment, why: EntryReason, legs: &[(Book, i64)]) -> Result<u64, LedgerError> {
        self.post_all(at, vec![(why, legs.to_vec())])
    }

    /// Posts several movements of one moment, all of them or none, each under the rules of [`Ledger::post`]. Returns
    /// the number of the last entry.
    pub fn post_all(&mut self, at: Moment, movements: Vec<Movement>) -> Result<u64, LedgerError> {
        if let Some(last) = self.entries.last().map(|entry| entry.at).filter(|last| *last > at) {
            return Err(LedgerError::Backwards { at, last });
        }
        let mut after = BTreeMap::new();
        for (_, legs) in &movements {
            refuse_unbalanced(legs)?;
            self.apply(legs, &mut after)?;
            for (book, _) in legs {
                self.refuse_debt(*book, &after)?;
            }
        }
        self.balances.extend(after);
        for (why, legs) in movements {
            self.append(at, why, legs);
        }
        Ok(u64::try_from(self.entries.len()).unwrap_or(u64::MAX))
    }

    /// Appends an entry that was checked and whose balances stand already.
    fn append(&mut self, at: Moment, why: EntryReason, legs: Vec<(Book, i64)>) {
        let place = self.entries.len();
        for number in legs.iter().filter_map(|(book, _)| account(book)) {
            let places = self.of_accounts.entry(number).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        let id = u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1);
        self.entries.push(Entry { id, at, why, legs });
    }

    /// Applies legs to the new balances of books, in fen; a book that is not in `after` has its present balance.
    fn apply(&self, legs: &[(Book, i64)], after: &mut BTreeMap<Book, i64>) -> Result<(), LedgerError> {
        for (book, amount) in legs {
            let balance = after.entry(*book).or_insert_with(|| self.balance(book));
            *balance = balance.checked_add(*amount).ok_or(LedgerError::TooLarge)?;
        }
        Ok(())
    }

    /// Refuses a book that would owe and may not.
    fn refuse_debt(&self, book: Book, touched: &BTreeMap<Book, i64>) -> Result<(), LedgerError> {
        let would = |book: Book| touched.get(&book).copied().unwrap_or_else(|| self.balance(&book));
        let own = would(book);
        let balance = match book {
            Book::Wallet(number) => own.saturating_add(would(Book::InFlight(number))),
            Book::InFlight(number) => own.min(own.saturating_add(would(Book::Wallet(number)))),
            _ => own,
        };
        if balance < 0 && !may_owe(book) { Err(LedgerError::BelowZero { book, balance }) } else { Ok(()) }
    }

    /// Returns the balance of a book, in fen.
    pub fn balance(&self, book: &Book) -> i64 {
        self.balances.get(book).copied().unwrap_or(0)
    }

    /// Returns the balance of every book that ever moved, in fen.
    pub fn balances(&self) -> &BTreeMap<Book, i64> {
        &self.balances
    }

    /// Returns every movement, the oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the movements of a subscriber's payment account, the newest first. Each comes with the change of the two
    /// sub-accounts together, in fen.
    pub fn of_account(&self, number: Msisdn) -> impl Iterator<Item = (&Entry, i64)> {
        let gained = move |entry: &Entry| {
            let own = |book: &Book| account(book) == Some(number);
            entry.legs.iter().filter(|(book, _)| own(book)).fold(0, |sum: i64, (_, amount)| sum.saturating_add(*amount))
        };
        let places = self.of_accounts.get(&number).into_iter().flatten().rev();
        let entries = places.filter_map(|place| self.entries.get(*place));
        entries.map(move |entry| (entry, gained(entry))).filter(|(_, gained)| *gained != 0)
    }
}

impl From<Ledger> for Vec<Entry> {
    fn from(ledger: Ledger) -> Vec<Entry> {
        ledger.entries
    }
}

impl TryFrom<Vec<Entry>> for Ledger {
    type Error = LedgerError;

    fn try_from(entries: Vec<Entry>) -> Result<Ledger, LedgerError> {
        let mut ledger = Ledger::default();
        for entry in entries {
            let place = ledger.post(entry.at, entry.why, &entry.legs)?;
            if place != entry.id {
                return Err(LedgerError::Misplaced { place, id: entry.id });
            }
        }
        Ok(ledger)
    }
}

#[cfg(test)]
mod tests;
