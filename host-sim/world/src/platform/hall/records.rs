//! Records of a wallet for a hall (3.4.2.1): the platform's entries of the wallet's book up to the day before.

use crate::platform::Platform;
use crate::platform::entry::{Book, EntryReason};
use crate::platform::number::Msisdn;
use sim_codec::time::{Day, Moment};

/// Row of a wallet's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalletRecord {
    /// Number of the ledger's entry.
    pub entry: u64,
    /// Moment of the entry. A purchase is entered when its batch is uploaded.
    pub at: Moment,
    /// Reason of the entry.
    pub why: EntryReason,
    /// Change of the wallet in fen, negative for a loss.
    pub amount: i64,
}

impl Platform {
    /// Returns the records of a number's wallet from a day on up to the day before `now`, the oldest first. Entries of
    /// this day are not shown.
    pub fn wallet_records(&self, now: Moment, number: Msisdn, since: Day) -> Vec<WalletRecord> {
        let (today, book) = (now.day(), Book::Wallet(number));
        let entries = self.books.ledger.entries().iter();
        let shown = entries.filter(|entry| (since..today).contains(&entry.at.day()));
        let of_wallet = shown.filter_map(|entry| {
            let own = entry.legs.iter().filter(|(of, _)| *of == book);
            let amount = own.fold(0_i64, |sum, (_, amount)| sum.saturating_add(*amount));
            (amount != 0).then_some(WalletRecord { entry: entry.id, at: entry.at, why: entry.why, amount })
        });
        of_wallet.collect()
    }
}
