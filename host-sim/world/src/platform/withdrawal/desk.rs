//! The platform's part in withdrawals: it takes requests, accepts them in time, takes the banks' answers, and tells the
//! subscriber.

use sim_wire::Fen;

use super::{ANSWERS_APART, BankMishap, ComingAnswer, WithdrawalState};
use crate::platform::Platform;
use crate::platform::bank::BankAnswer;
use crate::platform::error::PlatformError;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::payment_error::PaymentError;
use crate::platform::serial::WithdrawalNumber;
use crate::platform::texts;
use sim_codec::time::Moment;

impl Platform {
    /// Takes a request to withdraw cash to the bank card of a number's account, and tells the subscriber that the
    /// amount is frozen.
    pub fn withdraw(
        &mut self,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<WithdrawalNumber, PlatformError> {
        let now = self.advance_clock(now);
        let withdrawal = self.books.withdraw(now, number, amount, password)?;
        if let Some(card) = self.books.withdrawal(withdrawal).map(|record| &record.card) {
            let (cash, _) = self.books.account_balances(number);
            self.outbox.text(now, *number, &texts::withdrawal_requested(amount, card, cash));
        }
        Ok(withdrawal)
    }

    /// Takes a bank's answer to a withdrawal, once, and tells the subscriber.
    pub fn take_payout_answer(
        &mut self,
        now: Moment,
        withdrawal: WithdrawalNumber,
        answer: BankAnswer,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let ended = self.books.take_payout_answer(now, withdrawal, answer)?;
        let (cash, _) = self.books.account_balances(&ended.number);
        let text = match answer {
            BankAnswer::Pays => texts::withdrawn(ended.amount, &ended.card, cash),
            BankAnswer::Refuses => texts::withdrawal_returned(ended.amount, &ended.card, cash),
        };
        self.outbox.text(now, ended.number, &text);
        Ok(())
    }

    /// Accepts the withdrawals that are due, and takes the banks' answers that are.
    pub(in crate::platform) fn advance_withdrawals(&mut self, now: Moment) {
        while let Some(withdrawal) = self.books.withdrawals.first_due(now) {
            let arrived = self.books.withdrawals.change(withdrawal, |record| {
                if record.state == WithdrawalState::Requested {
                    record.state = WithdrawalState::Accepted;
                    return None;
                }
                let answer = record.coming.first().map(|coming| coming.answer);
                record.coming = record.coming.drain(..).skip(1).collect();
                answer
            });
            if let Some(answer) = arrived.flatten() {
                // An answer that was taken before counts no more.
                drop(self.take_payout_answer(now, withdrawal, answer));
            }
        }
    }

    /// Changes the bank's answer to the oldest withdrawal of a number that the bank has not answered.
    pub fn disturb_payout(&mut self, number: &Msisdn, mishap: BankMishap) -> Result<(), PlatformError> {
        let open = self.books.withdrawals.waiting().filter(|(_, record)| record.number == *number);
        let oldest = open.filter(|(_, record)| record.is_under_way()).map(|(withdrawal, _)| withdrawal).min();
        let withdrawal = oldest.ok_or(PaymentError::NoWithdrawal)?;
        self.books.withdrawals.change(withdrawal, |record| {
            let coming = &mut record.coming;
            match mishap {
                BankMishap::Refusal => coming.iter_mut().for_each(|coming| coming.answer = BankAnswer::Refuses),
                BankMishap::Repetition => {
                    let again = coming.last().map(|last| ComingAnswer { at: last.at.later(ANSWERS_APART), ..*last });
                    coming.extend(again);
                }
                BankMishap::Delay(ms) => coming.iter_mut().for_each(|coming| coming.at = coming.at.later(ms)),
            }
        });
        Ok(())
    }

    /// Ends the delays of all banks, which answer in their usual time again.
    pub(crate) fn heal_banks(&mut self) {
        let late: Vec<_> = self.books.withdrawals.waiting().map(|(withdrawal, _)| withdrawal).collect();
        let now = self.now;
        for withdrawal in late {
            self.books.withdrawals.change(withdrawal, |record| {
                let mut usual = record.answers.max(now);
                for coming in &mut record.coming {
                    coming.at = coming.at.min(usual);
                    usual = usual.later(ANSWERS_APART);
                }
            });
        }
    }
}
