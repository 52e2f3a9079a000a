//! Desk that takes texts from subscribers, and the orders that concern more than the books.

use sim_wire::Fen;

use super::{AccountOrder, OrderResult, Question, Submission, Submissions};
use crate::platform::books::Books;
use crate::platform::calibration::{self, CalibrationDesk};
use crate::platform::card_file::Asn;
use crate::platform::courier::Courier;
use crate::platform::entropy::PlatformEntropy;
use crate::platform::error::PlatformError;
use crate::platform::notices::{self, DeclinedError};
use crate::platform::number::Msisdn;
use crate::platform::orders::submissions::SubmissionKind;
use crate::platform::password::PayPassword;
use crate::platform::request::{IgnoredError, MessageResult};
use crate::platform::{Platform, texts};
use sim_codec::sms::SmsSubmit;
use sim_codec::time::Moment;

/// Desk that takes texts from subscribers.
pub(in crate::platform) struct TextDesk<'a> {
    pub(in crate::platform) courier: Courier<'a>,
    pub(in crate::platform) books: &'a mut Books,
    pub(in crate::platform) entropy: &'a mut PlatformEntropy,
    pub(in crate::platform) submissions: &'a mut Submissions,
}

impl TextDesk<'_> {
    /// Takes a text from a subscriber who has that card. A text that was received before has no second effect and no
    /// second answer. Returns the order that the platform is to perform as the error.
    fn receive(
        &mut self,
        submission: Submission,
        card: Option<Asn>,
        message: &SmsSubmit,
        text: &str,
    ) -> Result<MessageResult, AccountOrder> {
        let now = self.courier.now;
        let rules = self.courier.settings.rules;
        let text = match self.submissions.hear(now, submission, (message, text), rules) {
            SubmissionKind::New(text) => text,
            SubmissionKind::Part(place) => return Ok(MessageResult::Part { part: place.part, total: place.total }),
            SubmissionKind::Repeated => return Ok(MessageResult::Repeated),
            SubmissionKind::Forgotten => return Ok(MessageResult::Ignored(IgnoredError::Forgotten(submission.at))),
        };
        match self.books.obey(now, &submission.from, &text, self.entropy) {
            OrderResult::Says(answer) => self.courier.say(submission.from, &answer),
            OrderResult::Executes(order) => return Err(order),
            OrderResult::Confirmed => card.into_iter().for_each(|asn| self.calibration_desk().confirm(asn)),
            OrderResult::NotAsked => {
                let card = card.and_then(|asn| self.courier.cards.get(&asn));
                self.courier.say(submission.from, &calibration::advise(card));
            }
        }
        Ok(MessageResult::Order)
    }

    fn calibration_desk(&mut self) -> CalibrationDesk<'_> {
        let Courier { now, settings, cards, outbox } = &mut self.courier;
        let courier = Courier { now: *now, settings, cards, outbox };
        CalibrationDesk { courier, dialogs: &mut self.books.dialogs }
    }
}

impl Platform {
    /// Takes a text from a subscriber.
    pub(in crate::platform) fn receive_text(
        &mut self,
        now: Moment,
        submission: Submission,
        message: &SmsSubmit,
        text: &str,
    ) -> MessageResult {
        let card = self.current.get(&submission.from).copied();
        match self.text_desk(now).receive(submission, card, message, text) {
            Ok(result) => result,
            Err(order) => {
                if let Some(answer) = self.execute(now, &submission.from, order) {
                    self.outbox.text(now, submission.from, &answer);
                }
                MessageResult::Order
            }
        }
    }

    /// Performs an order. Returns the sentence of a refusal or of the next question; a success is told by its desk.
    fn execute(&mut self, now: Moment, from: &Msisdn, order: AccountOrder) -> Option<String> {
        match order {
            AccountOrder::Withdraw(amount, password) => {
                let done = self.withdraw(now, from, amount, &password).map(drop).map_err(DeclinedError::from);
                self.answer_password(now, from, done, (Question::WithdrawalPassword, Some(amount)))
            }
            AccountOrder::AskClosing => {
                let may = self.may_close_alone(from);
                let may = may.and_then(|()| Ok(self.books.may_close_account(from)?));
                Some(match may {
                    Ok(()) => self.books.ask(now, from, Question::ClosingPassword, None),
                    Err(declined) => notices::reason(&declined),
                })
            }
            AccountOrder::Close(password) => self.close_by_text(now, from, &password),
            AccountOrder::ResetLogin => {
                self.reset_login_password_by_text(now, from).err().map(|refused| texts::login_reset_refused(&refused))
            }
            AccountOrder::Upgrade => told(self.upgrade_to_real_name(now, from)),
        }
    }

    fn close_by_text(&mut self, now: Moment, from: &Msisdn, password: &PayPassword) -> Option<String> {
        let done = self.close_account(now, from, password);
        self.answer_password(now, from, done, (Question::ClosingPassword, None))
    }

    /// Returns the sentence of a refusal. After a wrong password the question stays open.
    fn answer_password(
        &mut self,
        now: Moment,
        from: &Msisdn,
        done: Result<(), DeclinedError>,
        (question, amount): (Question, Option<Fen>),
    ) -> Option<String> {
        let declined = done.err()?;
        if matches!(declined, DeclinedError::Books(PlatformError::PasswordWrong { .. })) {
            self.books.ask(now, from, question, amount);
        }
        Some(notices::reason(&declined))
    }
}

/// Returns the sentence of a refusal; `None` for a success.
fn told(done: Result<(), PlatformError>) -> Option<String> {
    done.err().map(|refused| texts::refused(&refused))
}

#[cfg(test)]
mod tests;
