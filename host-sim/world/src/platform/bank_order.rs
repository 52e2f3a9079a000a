//! Orders to banks (网银充值, handbook 2.4.1.1, 3.2.1.2): the platform opens one before the user is led to the bank's
//! page, and the page answers it. An order that is not answered in time lapses. A payment that comes later is credited
//! all the same, because the money has moved; and no order is credited twice.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::amount::as_fen;
use super::bank::{Bank, BankAnswer};
use super::books::Books;
use super::due_map::TimedRecord;
use super::entry::{Book, EntryReason};
use super::error::PlatformError;
use super::load::positive;
use super::number::Msisdn;
use super::payment_error::PaymentError;
use super::serial::BankOrderNumber;
use sim_codec::time::Moment;

mod desk;

/// Purpose of a bank's payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BankOrderTarget {
    /// The cash sub-account (网银充值).
    Account,
    /// The wallet (网银充值到手机钱包), by way of the cash sub-account.
    Wallet,
}

/// State of an order to a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BankOrderState {
    /// The bank has not answered.
    Open,
    /// The bank has not answered in time.
    Lapsed,
    /// The bank does not pay.
    Refused,
    /// The bank has paid.
    Credited,
}

/// Order to a bank to pay into an account or a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankOrder {
    /// Number whose account gets the money.
    pub number: Msisdn,
    /// Bank that is asked.
    pub bank: Bank,
    /// Amount in fen.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Purpose of the payment.
    pub target: BankOrderTarget,
    /// Moment at which the order was opened.
    pub opened: Moment,
    /// Moment at which the order lapses without an answer.
    pub lapses: Moment,
    /// State of the order.
    pub state: BankOrderState,
}

impl TimedRecord for BankOrder {
    fn due(&self) -> Option<Moment> {
        (self.state == BankOrderState::Open).then_some(self.lapses)
    }
}

impl Books {
    /// Opens an order to a bank for an account that may be recharged.
    pub fn open_bank_order(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (bank, amount): (Bank, Fen),
        target: BankOrderTarget,
    ) -> Result<BankOrderNumber, PlatformError> {
        self.accounts.may_recharge(number)?;
        positive(amount)?;
        let lapses = now.later(self.terms.bank_order_lapses);
        let state = BankOrderState::Open;
        Ok(self.bank_orders.push(BankOrder { number: *number, bank, amount, target, opened: now, lapses, state }))
    }

    /// Takes a bank's answer to an order, and returns the order as it is then. Paid money comes to the cash
    /// sub-account, whatever the present state of the number. A payment counts once. A payment for an account that was
    /// closed meanwhile stays with the bank.
    pub fn take_bank_answer(
        &mut self,
        now: Moment,
        order: BankOrderNumber,
        answer: BankAnswer,
    ) -> Result<BankOrder, PlatformError> {
        let found = *self.bank_orders.get(order).ok_or(PaymentError::BankOrderUnknown(order))?;
        let is_over = match answer {
            BankAnswer::Pays => !self.rules.may_credit(&found),
            BankAnswer::Refuses => matches!(found.state, BankOrderState::Refused | BankOrderState::Credited),
        };
        if is_over {
            return Err(PaymentError::BankOrderOver(order).into());
        }
        let state = match answer {
            BankAnswer::Refuses => BankOrderState::Refused,
            BankAnswer::Pays => {
                let BankOrder { number, bank, amount, opened, .. } = found;
                if self.accounts.living(&number)?.opened > opened {
                    return Err(PlatformError::NoAccount);
                }
                let (why, fen) = (EntryReason::WebBank { number, bank, order }, positive(amount)?);
                self.ledger.post(now, why, &[(Book::Bank, -fen), (Book::Cash(number), fen)])?;
                BankOrderState::Credited
            }
        };
        self.bank_orders.change(order, |record| record.state = state);
        Ok(BankOrder { state, ..found })
    }

    /// Refuses an account for which a bank's answer is waited for.
    pub(super) fn check_no_bank_order(&self, number: &Msisdn) -> Result<(), PlatformError> {
        let open = self.bank_orders.waiting().find(|(_, order)| order.number == *number);
        open.map_or(Ok(()), |(order, _)| Err(PaymentError::BankOrderOpen(order).into()))
    }

    /// Returns an order to a bank by its number.
    pub fn bank_order(&self, order: BankOrderNumber) -> Option<&BankOrder> {
        self.bank_orders.get(order)
    }

    /// Returns every order to a bank with its number, those that are over included.
    pub fn bank_orders(&self) -> impl Iterator<Item = (BankOrderNumber, &BankOrder)> {
        self.bank_orders.rows().iter().map(|(number, order)| (*number, order))
    }

    /// Recharges the cash sub-account from a bank that pays at once.
    #[cfg(test)]
    pub(crate) fn bank_recharge(
        &mut self,
        now: Moment,
        number: &Msisdn,
        bank: Bank,
        amount: Fen,
    ) -> Result<(), PlatformError> {
        let order = self.open_bank_order(now, number, (bank, amount), BankOrderTarget::Account)?;
        self.take_bank_answer(now, order, BankAnswer::Pays).map(drop)
    }
}

#[cfg(test)]
mod tests;
