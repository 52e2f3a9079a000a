//! The other ways to the platform, and what goes straight to the books: the account's items of the menu, text orders,
//! the business hall, the banks, customer care, and the registry of numbers. Whatever was done is told to its
//! subscriber.

use sim_wire::Fen;
use sim_wire::message::{Operation, ScratchCardDigits};

use super::Platform;
use super::account::NumberState;
use super::bank::Bank;
use super::bill::BillFrom;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::orders::submissions::Hearing;
use super::orders::{self, Submission};
use super::refused::Refused;
use super::request::{self, Heard, IgnoredError};
use super::scratch_card::CardDigits;
use super::{Plant, services, texts};
use sim_codec::sms::Tpdu;
use sim_codec::time::Moment;

impl Platform {
    /// An item of the menu that concerns the payment account alone.
    pub(super) fn check_service(
        &mut self,
        now: Moment,
        number: &Msisdn,
        operation: &Operation,
    ) -> Result<(), DeclinedError> {
        let books = &mut self.books;
        let text = match operation {
            Operation::AccountBalance => services::balance(books, number),
            Operation::AccountTransactions => services::transactions(books, number),
            Operation::ScratchCard { card } => services::scratch_card(books, now, number, &digits(card)?),
            Operation::OwnBill { amount } => services::own_bill(books, now, number, *amount, BillFrom::RechargeCard),
            Operation::OthersBill { number: whose, amount, pay_password } => {
                let (whose, password) = (request::number(whose)?, request::password(pay_password)?);
                let (text, to_other) = services::anothers_bill(books, now, number, (&whose, *amount), &password);
                to_other.into_iter().for_each(|text| self.say(now, whose, &text));
                text
            }
            Operation::ChangePayPassword { old, new } => {
                let (old, new) = (request::password(old)?, request::password(new)?);
                services::change_pay_password(books, now, number, (&old, &new), &mut self.lot)
            }
            // The others concern the card and are not brought here.
            _ => return Err(DeclinedError::NoDigits),
        };
        self.say(now, *number, &text);
        Ok(())
    }

    /// A text from a person. One that was heard before was answered then: it has no second effect and no second answer.
    pub(super) fn receive_text(&mut self, now: Moment, submission: Submission, message: &Tpdu, text: &str) -> Heard {
        let hearing = match self.settings.plant {
            Some(Plant::OrdersByHearing) => self.submissions.hear_again(now, submission, message, text),
            _ => self.submissions.hear(now, submission, message, text),
        };
        let text = match hearing {
            Hearing::New(text) => text,
            Hearing::Part(place) => return Heard::Part { part: place.part, total: place.total },
            Hearing::Repeated => return Heard::Repeated,
            Hearing::Forgotten => return Heard::Ignored(IgnoredError::Forgotten(submission.at)),
        };
        let from = submission.from;
        match self.books.obey(now, &from, &text, &mut self.lot) {
            orders::Heard::Says(answer) => self.say(now, from, &answer),
            orders::Heard::Confirmed => self.model_confirmed(now, &from),
            orders::Heard::NotAsked => {
                let advice = self.confirmation_advice(&from);
                self.say(now, from, &advice);
            }
        }
        Heard::Order
    }

    /// Cash is paid in at a business hall (营业厅现金充值).
    pub fn hall_deposit(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), Refused> {
        let now = self.next_wake(now);
        self.books.hall_deposit(now, number, amount)?;
        let (cash, _) = self.books.account_balances(number);
        self.say(now, *number, &texts::hall_cash(amount, cash));
        Ok(())
    }

    /// Money comes from a bank (网银充值).
    pub fn bank_recharge(&mut self, now: Moment, number: &Msisdn, bank: Bank, amount: Fen) -> Result<(), Refused> {
        let now = self.next_wake(now);
        self.books.bank_recharge(now, number, bank, amount)?;
        let (cash, _) = self.books.account_balances(number);
        self.say(now, *number, &texts::bank_recharge(bank, amount, cash));
        Ok(())
    }

    /// Customer care puts a new initial pay password in place of a forgotten or locked one.
    pub fn care_resets_pay_password(&mut self, now: Moment, number: &Msisdn) -> Result<(), Refused> {
        let now = self.next_wake(now);
        let password = self.books.reset_pay_password(number, &mut self.lot)?;
        self.say(now, *number, &texts::pay_password_reset(&password));
        Ok(())
    }

    /// The registry tells a number's state: in order, reported lost, barred, cancelled.
    pub fn number_becomes(&mut self, now: Moment, number: &Msisdn, state: NumberState) -> Result<(), Refused> {
        let now = self.next_wake(now);
        self.books.number_becomes(number, state)?;
        self.say(now, *number, &texts::number_became(state));
        if state == NumberState::Cancelled {
            self.retire_wallet(now, number);
        }
        Ok(())
    }
}

/// A scratch card's digits as they travel.
fn digits(card: &ScratchCardDigits) -> Result<CardDigits, DeclinedError> {
    let digits = card.digits().ok_or(DeclinedError::NoDigits)?;
    String::from_utf8_lossy(&digits).parse().map_err(|_| DeclinedError::NoDigits)
}
