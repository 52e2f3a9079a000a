//! Movements of the wallets' books that are no top-ups: money that cards bring with them, purchases when a batch is
//! uploaded (批上送), voids, and returns (3.2.2). The card has spent already; the books follow, whatever state account
//! and number are in.

use sim_wire::Fen;

use super::books::Books;
use super::entry::{Book, BookedPurchase, EntryReason};
use super::error::PlatformError;
use super::ledger::LedgerError;
use super::load::positive;
use super::number::Msisdn;
use sim_codec::time::Moment;

/// Purchase to be settled, with the book that pays and the amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettledPurchase {
    /// Purchase, by which the entry names it.
    pub purchase: BookedPurchase,
    /// Book that pays: the wallet of the number, or the retired wallet of the card.
    pub payer: Book,
    /// Amount in fen.
    pub amount: Fen,
    /// Commission in fen, at most the amount.
    pub commission: Fen,
}

impl Books {
    /// Enters money that a card had when it came to the platform, or got at a terminal outside (起始余额).
    pub fn bring_in(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), PlatformError> {
        let fen = positive(amount)?;
        let why = EntryReason::BroughtIn { number: *number };
        self.ledger.post(now, why, &[(Book::Outside, -fen), (Book::Wallet(*number), fen)])?;
        Ok(())
    }

    /// Enters the purchases of a batch, all of them or none. The merchant gets each amount less its commission. An
    /// account that waits to be closed closes with its last fen.
    pub fn book_purchases(&mut self, now: Moment, settled: &[SettledPurchase]) -> Result<(), PlatformError> {
        let mut movements = Vec::with_capacity(settled.len());
        for settled in settled {
            let (fen, commission) = (positive(settled.amount)?, i64::from(settled.commission.0));
            let merchant = Book::Merchant(settled.purchase.merchant);
            let gain = fen.saturating_sub(commission);
            if gain < 0 {
                return Err(LedgerError::BelowZero { book: merchant, balance: gain }.into());
            }
            let legs = [(settled.payer, -fen), (merchant, gain), (Book::Commission, commission)];
            let legs: Vec<_> = legs.into_iter().filter(|(_, amount)| *amount != 0).collect();
            movements.push((EntryReason::Purchase(settled.purchase), legs));
        }
        self.ledger.post_all(now, movements)?;
        settled.iter().for_each(|settled| self.close_if_empty(&settled.purchase.number));
        Ok(())
    }

    /// Voids a purchase before its batch is uploaded (撤销): the amount goes from the book that pays to the cash
    /// sub-account of the card's holder.
    pub fn book_void(
        &mut self,
        now: Moment,
        purchase: BookedPurchase,
        (payer, amount): (Book, Fen),
    ) -> Result<(), PlatformError> {
        self.wallet_to_cash(now, EntryReason::Void(purchase), (payer, amount))
    }

    /// Enters a return of goods (退货). The merchant gives back the whole amount and bears the commission, so that
    /// the merchant's balance may become negative.
    pub fn book_return(&mut self, now: Moment, purchase: BookedPurchase, amount: Fen) -> Result<(), PlatformError> {
        self.book_return_at(now, purchase, (amount, Fen::ZERO))
    }

    /// Enters a return of goods for which the platform pays a commission back, in fen, which is none by the handbook.
    pub(super) fn book_return_at(
        &mut self,
        now: Moment,
        purchase: BookedPurchase,
        (amount, paid_back): (Fen, Fen),
    ) -> Result<(), PlatformError> {
        self.accounts.living(&purchase.number)?;
        let (fen, paid_back) = (positive(amount)?, i64::from(paid_back.0));
        let merchant = (Book::Merchant(purchase.merchant), paid_back.saturating_sub(fen));
        let legs = [merchant, (Book::Commission, paid_back.saturating_neg()), (Book::Cash(purchase.number), fen)];
        let legs: Vec<_> = legs.into_iter().filter(|(_, amount)| *amount != 0).collect();
        self.ledger.post(now, EntryReason::Return(purchase), &legs)?;
        Ok(())
    }

    fn wallet_to_cash(
        &mut self,
        now: Moment,
        why: EntryReason,
        (payer, amount): (Book, Fen),
    ) -> Result<(), PlatformError> {
        let number = why.number();
        self.accounts.living(&number)?;
        let fen = positive(amount)?;
        let covered = self.wallet_cover(&payer);
        if covered < fen {
            return Err(PlatformError::WalletShort(covered));
        }
        self.ledger.post(now, why, &[(payer, -fen), (Book::Cash(number), fen)])?;
        Ok(())
    }

    /// Returns the amount that a wallet's book can pay, in fen: with a number's wallet, the money in flight to it too.
    pub(super) fn wallet_cover(&self, wallet: &Book) -> i64 {
        let own = self.ledger.balance(wallet);
        match wallet {
            Book::Wallet(number) => own.saturating_add(self.ledger.balance(&Book::InFlight(*number))),
            _ => own,
        }
    }
}
