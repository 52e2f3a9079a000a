//! Entries from POS terminals in the books: purchases when a batch is uploaded (批上送), voids, returns (3.2.2), and
//! the rest of a purse that a hall takes back (3.5.1.1, 3.6.1). The card has spent already; the books follow,
//! whatever state account and number are in.

use sim_wire::Fen;

use super::books::Books;
use super::entry::{Book, EntryReason};
use super::error::PlatformError;
use super::ledger::LedgerError;
use super::load::positive;
use super::number::Msisdn;
use sim_codec::time::Moment;

impl Books {
    /// Enters a purchase that arrives with its batch: the merchant gets the amount less the commission, which cannot
    /// exceed it.
    pub fn book_purchase(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (amount, commission): (Fen, Fen),
        batch: u64,
    ) -> Result<(), PlatformError> {
        let (fen, commission) = (positive(amount)?, i64::from(commission.0));
        self.wallet_covers(number, fen)?;
        let merchants = fen.saturating_sub(commission);
        if merchants < 0 {
            return Err(LedgerError::BelowZero { book: Book::Merchant, balance: merchants }.into());
        }
        let legs = [(Book::Wallet(*number), -fen), (Book::Merchant, merchants), (Book::Commission, commission)];
        let legs: Vec<_> = legs.into_iter().filter(|(_, amount)| *amount != 0).collect();
        self.ledger.post(now, EntryReason::Purchase { number: *number, batch }, &legs)?;
        self.close_if_empty(number);
        Ok(())
    }

    /// Voids a purchase before its batch is uploaded (撤销): the amount goes from the wallet to the cash sub-account.
    pub fn book_voided_purchase(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), PlatformError> {
        self.wallet_to_cash(now, EntryReason::Void { number: *number }, amount)
    }

    /// Enters a return of goods (退货). The merchant gives back the whole amount and bears the commission, so that
    /// the merchant's balance may become negative.
    pub fn book_return(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), PlatformError> {
        self.accounts.living(number)?;
        let fen = positive(amount)?;
        let legs = [(Book::Merchant, -fen), (Book::Cash(*number), fen)];
        self.ledger.post(now, EntryReason::Return { number: *number }, &legs)?;
        Ok(())
    }

    /// Moves the rest of the purse, taken back at a hall (退订, 换卡登记), to the cash sub-account.
    pub fn book_unload(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), PlatformError> {
        self.wallet_to_cash(now, EntryReason::Unload { number: *number }, amount)
    }

    fn wallet_to_cash(&mut self, now: Moment, why: EntryReason, amount: Fen) -> Result<(), PlatformError> {
        let number = why.number();
        self.accounts.living(&number)?;
        let fen = positive(amount)?;
        self.wallet_covers(&number, fen)?;
        self.ledger.post(now, why, &[(Book::Wallet(number), -fen), (Book::Cash(number), fen)])?;
        Ok(())
    }

    /// Checks whether the wallet's book, with the money in flight to it, covers the amount that the card spent.
    fn wallet_covers(&self, number: &Msisdn, fen: i64) -> Result<(), PlatformError> {
        let wallet = self.ledger.balance(&Book::Wallet(*number));
        let covered = wallet.saturating_add(self.ledger.balance(&Book::InFlight(*number)));
        if covered < fen { Err(PlatformError::WalletShort(covered)) } else { Ok(()) }
    }
}
