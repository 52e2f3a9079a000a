//! What comes from the POS terminals into the books: purchases when a batch is uploaded (批上送), purchases taken back,
//! goods returned (3.2.2), and the rest of a purse that a hall takes back (3.5.1.1, 3.6.1). The card has spent already;
//! the books follow, whatever state account and number are in.

use sim_wire::Fen;

use super::books::Books;
use super::entry::{Book, EntryReason};
use super::ledger::LedgerError;
use super::load::positive;
use super::number::Msisdn;
use super::refused::Refused;
use sim_codec::time::Moment;

impl Books {
    /// A purchase arrives with its batch: the merchant gets the amount without the commission, which cannot be more.
    pub fn purchase_uploaded(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (amount, commission): (Fen, Fen),
        batch: u64,
    ) -> Result<(), Refused> {
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

    /// A purchase is taken back before its batch was uploaded (撤销): what the wallet spent goes to the cash
    /// sub-account.
    pub fn purchase_voided(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), Refused> {
        self.wallet_to_cash(now, EntryReason::Void { number: *number }, amount)
    }

    /// Goods are returned (退货): the merchant gives back the whole amount and does not see the commission again, so
    /// that it may owe.
    pub fn goods_returned(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), Refused> {
        self.accounts.living(number)?;
        let fen = positive(amount)?;
        let legs = [(Book::Merchant, -fen), (Book::Cash(*number), fen)];
        self.ledger.post(now, EntryReason::Return { number: *number }, &legs)?;
        Ok(())
    }

    /// The rest of the purse is taken back at a hall (退订, 换卡登记).
    pub fn wallet_unloaded(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), Refused> {
        self.wallet_to_cash(now, EntryReason::Unload { number: *number }, amount)
    }

    fn wallet_to_cash(&mut self, now: Moment, why: EntryReason, amount: Fen) -> Result<(), Refused> {
        let number = why.number();
        self.accounts.living(&number)?;
        let fen = positive(amount)?;
        self.wallet_covers(&number, fen)?;
        self.ledger.post(now, why, &[(Book::Wallet(number), -fen), (Book::Cash(number), fen)])?;
        Ok(())
    }

    /// Whether the wallet's book, with what is in flight to it, covers what the card says it spent.
    fn wallet_covers(&self, number: &Msisdn, fen: i64) -> Result<(), Refused> {
        let wallet = self.ledger.balance(&Book::Wallet(*number));
        let covered = wallet.saturating_add(self.ledger.balance(&Book::InFlight(*number)));
        if covered < fen { Err(Refused::WalletShort(covered)) } else { Ok(()) }
    }
}
