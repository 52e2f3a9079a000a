//! Requests that go straight to the books: the account's items of the menu, the business hall, customer care,
//! and the registry of numbers. Each result is reported to the subscriber.

use sim_wire::Fen;
use sim_wire::message::{Operation, ScratchCardDigits};

use super::account::NumberState;
use super::bill::BillFrom;
use super::books::Books;
use super::entropy::PlatformEntropy;
use super::error::PlatformError;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::outbox::Outbox;
use super::request;
use super::scratch_card::CardDigits;
use super::{services, texts};
use sim_codec::time::Moment;

/// Desk for payment accounts.
pub(super) struct AccountDesk<'a> {
    pub(super) now: Moment,
    pub(super) books: &'a mut Books,
    pub(super) entropy: &'a mut PlatformEntropy,
    pub(super) outbox: &'a mut Outbox,
}

impl AccountDesk<'_> {
    /// Serves an item of the menu that concerns the payment account alone.
    pub(super) fn serve(&mut self, number: &Msisdn, operation: &Operation) -> Result<(), DeclinedError> {
        let (now, books) = (self.now, &mut *self.books);
        let text = match operation {
            Operation::AccountBalance => services::balance(books, number),
            Operation::AccountTransactions => services::transactions(books, number),
            Operation::ScratchCard { card } => services::scratch_card(books, now, number, &digits(card)?),
            Operation::OwnBill { amount } => services::own_bill(books, now, number, *amount, BillFrom::RechargeCard),
            Operation::OthersBill { number: whose, amount, pay_password } => {
                let (whose, password) = (request::number(whose)?, request::password(pay_password)?);
                let (text, to_other) = services::anothers_bill(books, now, number, (&whose, *amount), &password);
                to_other.into_iter().for_each(|text| self.outbox.text(now, whose, &text));
                text
            }
            Operation::ChangePayPassword { old, new } => {
                let (old, new) = (request::password(old)?, request::password(new)?);
                services::change_pay_password(books, now, number, (&old, &new), self.entropy)
            }
            // Other operations concern the card and go to other desks.
            _ => return Err(DeclinedError::NoDigits),
        };
        self.say(number, &text);
        Ok(())
    }

    /// Takes cash that is paid in at a business hall.
    pub(super) fn deposit(&mut self, number: &Msisdn, amount: Fen) -> Result<(), PlatformError> {
        self.books.hall_deposit(self.now, number, amount)?;
        let (cash, _) = self.books.account_balances(number);
        self.say(number, &texts::hall_cash(amount, cash));
        Ok(())
    }

    /// Replaces a forgotten or locked pay password by a new initial one, and sends it.
    pub(super) fn reset_pay_password(&mut self, number: &Msisdn) -> Result<(), PlatformError> {
        let password = self.books.reset_pay_password(number, self.entropy)?;
        self.say(number, &texts::pay_password_reset(&password));
        Ok(())
    }

    /// Takes a number's state from the registry, and reports it to the subscriber.
    pub(super) fn set_number_state(&mut self, number: &Msisdn, state: NumberState) -> Result<(), PlatformError> {
        self.books.set_number_state(number, state)?;
        self.say(number, &texts::number_became(state));
        Ok(())
    }

    fn say(&mut self, to: &Msisdn, text: &str) {
        self.outbox.text(self.now, *to, text);
    }
}

/// Returns a scratch card's digits from the request's encoding.
fn digits(card: &ScratchCardDigits) -> Result<CardDigits, DeclinedError> {
    let digits = card.digits().ok_or(DeclinedError::NoDigits)?;
    String::from_utf8_lossy(&digits).parse().map_err(|_| DeclinedError::NoDigits)
}
