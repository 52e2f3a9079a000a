//! Phone bills (缴话费, handbook 2.7.3): one's own and another's. From the menu only the recharge-card sub-account
//! pays; by short message it pays first and the cash sub-account the rest.

use sim_wire::Fen;

use super::account::NumberState;
use super::books::Books;
use super::entry::{Book, EntryReason};
use super::error::PlatformError;
use super::load::positive;
use super::number::Msisdn;
use super::password::PayPassword;
use super::rules::ProtectedOrder;
use sim_codec::time::Moment;

/// Source of the money for one's own bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillFrom {
    /// The recharge-card sub-account alone (STK).
    RechargeCard,
    /// The recharge-card sub-account first, the rest from cash (SMS).
    Both,
}

impl Books {
    /// Pays one's own bill (缴本机话费).
    pub fn pay_own_bill(
        &mut self,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        from: BillFrom,
    ) -> Result<(), PlatformError> {
        self.pay_bill(now, EntryReason::OwnBill { number: *number }, amount, from)
    }

    /// Pays another subscriber's bill (缴他人话费), from the recharge-card sub-account, under the pay password.
    pub fn pay_anothers_bill(
        &mut self,
        now: Moment,
        number: &Msisdn,
        whose: &Msisdn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<(), PlatformError> {
        self.accounts.may_pay_bill(number)?;
        self.authorise(now, number, password, ProtectedOrder::AnothersBill)?;
        if self.accounts.subscriber(whose).state == NumberState::Cancelled {
            return Err(PlatformError::BillCancelled(*whose));
        }
        let why = EntryReason::AnothersBill { number: *number, whose: *whose };
        self.pay_bill(now, why, amount, BillFrom::RechargeCard)
    }

    /// Pays a bill on the website, one's own or another's, under the pay password. The recharge-card sub-account pays
    /// first, as for a text order.
    pub fn pay_site_bill(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (whose, amount): (&Msisdn, Fen),
        password: &PayPassword,
    ) -> Result<(), PlatformError> {
        self.accounts.may_pay_bill(number)?;
        self.authorise(now, number, password, ProtectedOrder::SiteBill)?;
        if self.accounts.subscriber(whose).state == NumberState::Cancelled && whose != number {
            return Err(PlatformError::BillCancelled(*whose));
        }
        let why = match whose == number {
            true => EntryReason::OwnBill { number: *number },
            false => EntryReason::AnothersBill { number: *number, whose: *whose },
        };
        self.pay_bill(now, why, amount, BillFrom::Both)
    }

    fn pay_bill(&mut self, now: Moment, why: EntryReason, amount: Fen, from: BillFrom) -> Result<(), PlatformError> {
        let number = why.number();
        self.accounts.may_pay_bill(&number)?;
        let fen = positive(amount)?;
        let (card_book, cash_book) = (Book::RechargeCard(number), Book::Cash(number));
        let (card, cash) = (self.ledger.balance(&card_book), self.ledger.balance(&cash_book));
        let from_card = fen.min(card);
        let from_cash = fen.saturating_sub(from_card);
        match from {
            BillFrom::RechargeCard if from_cash > 0 => return Err(PlatformError::RechargeCardShort(card)),
            BillFrom::Both if from_cash > cash => return Err(PlatformError::AccountShort(card.saturating_add(cash))),
            _ => {}
        }
        let legs = [(card_book, -from_card), (cash_book, -from_cash), (Book::PhoneBills, fen)];
        let legs: Vec<_> = legs.into_iter().filter(|(_, amount)| *amount != 0).collect();
        self.ledger.post(now, why, &legs)?;
        self.close_if_empty(&number);
        Ok(())
    }
}
