//! Execution of text orders: the text is parsed, the books perform the order, and the answer comes back as sentences.

use applet::Entropy;

use super::{OrderError, Question, TextOrder};
use crate::platform::bill::BillFrom;
use crate::platform::books::Books;
use crate::platform::number::Msisdn;
use crate::platform::{services, texts};
use sim_codec::time::Moment;

/// Result of a text from a subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderResult {
    /// The text was an order or a mistake, and this is the answer.
    Says(String),
    /// The text was `Y`, in time, to the question for the handset's model. The caller goes on.
    Confirmed,
    /// The text was `Y` without a question for the handset's model, or after its time. The answer is left to the
    /// caller.
    NotAsked,
}

impl Books {
    /// Reads a text order and executes it.
    pub fn obey(&mut self, now: Moment, from: &Msisdn, text: &str, chance: &mut dyn Entropy) -> OrderResult {
        let is_date_asked = self.dialogs.is_asked(now, from, Question::StartDate);
        let says = match TextOrder::parse(text) {
            Ok(TextOrder::Yes) if self.dialogs.take_answer(now, from, Question::Model) => {
                return OrderResult::Confirmed;
            }
            Ok(TextOrder::Yes) => return OrderResult::NotAsked,
            Ok(order) => self.carry_out(now, from, order, chance),
            // A text that is no order, after the question for a date, was meant as a date.
            Err(OrderError::Unknown) if is_date_asked => texts::mistake(OrderError::Date),
            Err(mistake) => texts::mistake(mistake),
        };
        OrderResult::Says(says)
    }

    fn carry_out(&mut self, now: Moment, from: &Msisdn, order: TextOrder, chance: &mut dyn Entropy) -> String {
        match order {
            TextOrder::Open => self.ask_open(now, from),
            TextOrder::OpenAtOnce => services::open_account(self, now, from, chance),
            TextOrder::Agree if self.dialogs.take_answer(now, from, Question::Open) => {
                services::open_account(self, now, from, chance)
            }
            TextOrder::Balance => services::balance(self, from),
            TextOrder::Transactions => match self.accounts.living(from) {
                Ok(_) => {
                    self.wait(now, from, Question::StartDate);
                    texts::ask_start_date()
                }
                Err(refused) => texts::refused(&refused),
            },
            TextOrder::Since { day, is_whole: true } => services::transactions_since(self, from, day),
            TextOrder::Since { day, is_whole: false } if self.dialogs.take_answer(now, from, Question::StartDate) => {
                services::transactions_since(self, from, day)
            }
            TextOrder::Since { .. } => texts::mistake(OrderError::Unknown),
            TextOrder::ScratchCard(digits) => services::scratch_card(self, now, from, &digits),
            TextOrder::OwnBill(amount) => services::own_bill(self, now, from, amount, BillFrom::Both),
            TextOrder::Agree | TextOrder::Yes => texts::mistake(OrderError::NotAsked),
        }
    }

    /// Asks whether to open an account (`KT`). If opening would be refused, the refusal comes before the question.
    fn ask_open(&mut self, now: Moment, from: &Msisdn) -> String {
        if let Err(refused) = self.accounts.may_open(from) {
            return texts::refused(&refused);
        }
        self.wait(now, from, Question::Open);
        texts::ask_open()
    }

    fn wait(&mut self, now: Moment, from: &Msisdn, question: Question) {
        self.dialogs.ask(*from, question, now.later(self.terms.dialog_ms));
    }
}

#[cfg(test)]
mod tests;
