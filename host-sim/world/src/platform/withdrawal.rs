//! Withdrawals (提现, handbook 2.5): cash goes to the bank card to which the account is bound. Only a real-name account
//! is withdrawn from, and only the cash sub-account; a recharge card and the wallet are for spending (2.5.3, 3.2.2.3).
//!
//! The amount is frozen (冻结) with the request. The platform accepts the request on a working day, and the bank answers
//! some working days later: the money is then the bank's, or back in the cash sub-account. Each withdrawal ends once,
//! however often the bank answers.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::account::Accounts;
use super::amount::as_fen;
use super::bank::BankAnswer;
use super::bank_card::BankCard;
use super::books::Books;
use super::due_map::TimedRecord;
use super::entry::{Book, EntryReason};
use super::error::PlatformError;
use super::load::positive;
use super::number::Msisdn;
use super::password::PayPassword;
use super::payment_error::PaymentError;
use super::rules::ProtectedOrder;
use super::serial::WithdrawalNumber;
use sim_codec::time::{Day, HOUR, Moment};

mod desk;

/// Time between two answers of a bank to the same withdrawal, in milliseconds.
const ANSWERS_APART: u64 = HOUR;

/// Terms of withdrawals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WithdrawalTerms {
    /// Working days from a request until the platform accepts it; the handbook gives it two.
    pub accepted_after: u8,
    /// Working days from the acceptance until the bank answers; the handbook expects three to seven.
    pub paid_after: u8,
    /// Hour of the day, 0 to 23, at which requests are accepted and banks answer.
    pub hour: u8,
    /// Largest number of withdrawals without a remote purchase between them.
    pub in_a_row: u8,
}

impl Default for WithdrawalTerms {
    fn default() -> WithdrawalTerms {
        WithdrawalTerms { accepted_after: 1, paid_after: 3, hour: 10, in_a_row: 2 }
    }
}

impl WithdrawalTerms {
    /// Returns the hour of business on a working day, so many working days behind the day of a moment.
    fn business_hour(self, from: Moment, working_days: u8) -> Moment {
        let mut day = from.day();
        for _ in 0..working_days {
            day = Day(day.0.saturating_add(1));
            while !day.is_working_day() {
                day = Day(day.0.saturating_add(1));
            }
        }
        day.start().hours_later(self.hour.min(23).into())
    }
}

/// State of a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithdrawalState {
    /// The amount is frozen.
    Requested,
    /// The platform has accepted the request (受理), and the bank is to pay.
    Accepted,
    /// The bank has paid: the amount has left the account.
    Paid,
    /// The bank has refused: the amount is back in the cash sub-account.
    Returned,
}

/// Answer of a bank to a withdrawal, on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ComingAnswer {
    /// Moment at which the answer arrives.
    at: Moment,
    answer: BankAnswer,
}

/// Withdrawal of cash to a bank card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Number whose account pays.
    pub number: Msisdn,
    /// Bank card that gets the money.
    pub card: BankCard,
    /// Amount in fen.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Moment of the request.
    pub requested: Moment,
    /// State of the withdrawal.
    pub state: WithdrawalState,
    /// Moment at which the platform accepts the request.
    accepts: Moment,
    /// Moment at which the bank answers by its rules.
    answers: Moment,
    /// Answers that are still to come, the earliest first.
    coming: Vec<ComingAnswer>,
}

impl TimedRecord for Withdrawal {
    fn due(&self) -> Option<Moment> {
        match self.state {
            WithdrawalState::Requested => Some(self.accepts),
            _ => self.coming.first().map(|coming| coming.at),
        }
    }
}

impl Withdrawal {
    fn new(now: Moment, number: Msisdn, (card, amount): (BankCard, Fen), terms: WithdrawalTerms) -> Withdrawal {
        let accepts = terms.business_hour(now, terms.accepted_after).max(now);
        let answers = terms.business_hour(accepts, terms.paid_after).max(accepts);
        let coming = vec![ComingAnswer { at: answers, answer: BankAnswer::Pays }];
        let (requested, state) = (now, WithdrawalState::Requested);
        Withdrawal { number, card, amount, requested, state, accepts, answers, coming }
    }

    /// Returns whether the amount is frozen: the bank has not answered.
    pub const fn is_under_way(&self) -> bool {
        matches!(self.state, WithdrawalState::Requested | WithdrawalState::Accepted)
    }
}

/// Change of the answer that a bank would give to a withdrawal, for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankMishap {
    /// The bank refuses to pay.
    Refusal,
    /// The bank answers a second time, an hour later.
    Repetition,
    /// The answer comes later by so many milliseconds.
    Delay(u64),
}

impl Accounts {
    /// Notes a withdrawal of an account.
    fn note_withdrawal(&mut self, number: &Msisdn, withdrawal: WithdrawalNumber) -> Result<(), PlatformError> {
        self.living_mut(number)?.withdrawn.push(withdrawal);
        Ok(())
    }

    /// Ends a row of withdrawals with a remote purchase.
    pub(super) fn end_row_of_withdrawals(&mut self, number: &Msisdn) {
        if let Ok(account) = self.living_mut(number) {
            account.withdrawn.clear();
        }
    }

    /// Strikes a withdrawal that the bank has refused.
    fn strike_withdrawal(&mut self, number: &Msisdn, withdrawal: WithdrawalNumber) {
        if let Ok(account) = self.living_mut(number) {
            account.withdrawn.retain(|noted| *noted != withdrawal);
        }
    }
}

impl Books {
    /// Freezes an amount of the cash sub-account for the bank of the account's card, under the pay password, and
    /// returns the number of the withdrawal. A refusal moves nothing.
    pub fn withdraw(
        &mut self,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<WithdrawalNumber, PlatformError> {
        self.accounts.may_withdraw(number)?;
        let account = self.accounts.living(number)?;
        let card = account.bank_card.clone().ok_or(PlatformError::BankCardMissing)?;
        let fen = positive(amount)?;
        let most = self.terms.withdrawals.in_a_row;
        if account.withdrawn.len() >= usize::from(most) {
            return Err(PaymentError::WithdrawalsInARow { most }.into());
        }
        self.authorise(now, number, password, ProtectedOrder::Withdrawal)?;
        let (cash, _) = self.account_balances(number);
        if cash < fen {
            return Err(PlatformError::CashShort(cash));
        }
        let record = Withdrawal::new(now, *number, (card, amount), self.terms.withdrawals);
        let withdrawal = self.withdrawals.next();
        let why = EntryReason::WithdrawalFrozen { number: *number, withdrawal };
        self.ledger.post(now, why, &[(Book::Cash(*number), -fen), (Book::Frozen(*number), fen)])?;
        self.withdrawals.push(record);
        self.accounts.note_withdrawal(number, withdrawal)?;
        Ok(withdrawal)
    }

    /// Takes a bank's answer to a withdrawal, and returns the withdrawal as it is then. The amount goes to the bank or
    /// back to the cash sub-account, whatever the present state of the number. A further answer counts no more.
    pub fn take_payout_answer(
        &mut self,
        now: Moment,
        withdrawal: WithdrawalNumber,
        answer: BankAnswer,
    ) -> Result<Withdrawal, PlatformError> {
        let found = self.withdrawals.get(withdrawal).ok_or(PaymentError::WithdrawalUnknown(withdrawal))?;
        if !self.rules.may_end_withdrawal(found) {
            return Err(PaymentError::WithdrawalOver(withdrawal).into());
        }
        let (number, bank, fen) = (found.number, found.card.bank, i64::from(found.amount.0));
        let (why, to, state) = match answer {
            BankAnswer::Pays => {
                (EntryReason::WithdrawalPaid { number, withdrawal, bank }, Book::Bank, WithdrawalState::Paid)
            }
            BankAnswer::Refuses => {
                let why = EntryReason::WithdrawalReturned { number, withdrawal };
                (why, Book::Cash(number), WithdrawalState::Returned)
            }
        };
        self.ledger.post(now, why, &[(Book::Frozen(number), -fen), (to, fen)])?;
        let ended = self.withdrawals.change(withdrawal, |record| {
            record.state = state;
            record.clone()
        });
        match answer {
            BankAnswer::Pays => self.close_if_empty(&number),
            BankAnswer::Refuses => self.accounts.strike_withdrawal(&number, withdrawal),
        }
        Ok(ended.ok_or(PaymentError::WithdrawalUnknown(withdrawal))?)
    }

    /// Returns a withdrawal by its number.
    pub fn withdrawal(&self, withdrawal: WithdrawalNumber) -> Option<&Withdrawal> {
        self.withdrawals.get(withdrawal)
    }

    /// Returns every withdrawal with its number, those that are over included.
    pub fn withdrawals(&self) -> impl Iterator<Item = (WithdrawalNumber, &Withdrawal)> {
        self.withdrawals.rows().iter().map(|(number, withdrawal)| (*number, withdrawal))
    }
}

#[cfg(test)]
mod tests;
