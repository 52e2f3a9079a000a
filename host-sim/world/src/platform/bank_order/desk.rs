//! The platform's part in orders to banks: it opens them, takes the pages' answers, and tells the subscriber.

use sim_wire::Fen;

use super::{BankOrderState, BankOrderTarget};
use crate::platform::Platform;
use crate::platform::bank::{Bank, BankAnswer};
use crate::platform::notices::{self, DeclinedError};
use crate::platform::number::Msisdn;
use crate::platform::serial::BankOrderNumber;
use crate::platform::texts;
use sim_codec::time::Moment;

impl Platform {
    /// Opens an order to a bank for an account or a wallet, before the user is led to the bank's page. A wallet must be
    /// one that could be loaded now.
    pub fn open_bank_order(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (bank, amount): (Bank, Fen),
        target: BankOrderTarget,
    ) -> Result<BankOrderNumber, DeclinedError> {
        let now = self.advance_clock(now);
        if target == BankOrderTarget::Wallet {
            let asn = self.present_card(number)?;
            self.website(now).check_bank_payment(asn, amount)?;
        }
        Ok(self.books.open_bank_order(now, number, (bank, amount), target)?)
    }

    /// Takes the answer of a bank's page to an order, once. Paid money is in the cash sub-account, and the subscriber
    /// is told; for a wallet, the card is invited to load it.
    pub fn take_bank_answer(
        &mut self,
        now: Moment,
        order: BankOrderNumber,
        answer: BankAnswer,
    ) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        let taken = self.books.take_bank_answer(now, order, answer)?;
        if taken.state != BankOrderState::Credited {
            return Ok(());
        }
        let (cash, _) = self.books.account_balances(&taken.number);
        self.outbox.text(now, taken.number, &texts::bank_recharge(taken.bank, taken.amount, cash));
        if taken.target == BankOrderTarget::Wallet {
            self.invite_to_payment(now, &taken.number, (taken.bank, taken.amount));
        }
        Ok(())
    }

    /// Invites the card of a number to load what a bank has paid. If the card cannot be loaded any more, the money
    /// stays in the cash sub-account, and the subscriber is told.
    fn invite_to_payment(&mut self, now: Moment, number: &Msisdn, (bank, amount): (Bank, Fen)) {
        let asn = self.present_card(number);
        let invited = asn.and_then(|asn| self.website(now).invite_to_payment(asn, (bank, amount)));
        if let Err(declined) = invited {
            self.outbox.text(now, *number, &texts::top_up_refused(&notices::reason(&declined)));
        }
    }

    /// Lets the orders lapse that were not answered in time.
    pub(in crate::platform) fn lapse_bank_orders(&mut self, now: Moment) {
        while let Some(order) = self.books.bank_orders.first_due(now) {
            self.books.bank_orders.change(order, |record| record.state = BankOrderState::Lapsed);
        }
    }
}
