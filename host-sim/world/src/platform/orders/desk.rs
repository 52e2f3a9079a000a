//! Execution of text orders: the text is parsed, the books perform the order, and the answer comes back as sentences.

use applet::Entropy;

use super::{Mistake, Order, Question};
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
        let says = match Order::parse(text) {
            Ok(Order::Yes) if self.dialogs.answered(now, from, Question::Model) => return OrderResult::Confirmed,
            Ok(Order::Yes) => return OrderResult::NotAsked,
            Ok(order) => self.carry_out(now, from, order, chance),
            // A text that is no order, after the question for a date, was meant as a date.
            Err(Mistake::Unknown) if is_date_asked => texts::mistake(Mistake::Date),
            Err(mistake) => texts::mistake(mistake),
        };
        OrderResult::Says(says)
    }

    fn carry_out(&mut self, now: Moment, from: &Msisdn, order: Order, chance: &mut dyn Entropy) -> String {
        match order {
            Order::Open => self.ask_open(now, from),
            Order::OpenAtOnce => services::open_account(self, now, from, chance),
            Order::Agree if self.dialogs.answered(now, from, Question::Open) => {
                services::open_account(self, now, from, chance)
            }
            Order::Balance => services::balance(self, from),
            Order::Transactions => match self.accounts.living(from) {
                Ok(_) => {
                    self.wait(now, from, Question::StartDate);
                    texts::ask_start_date()
                }
                Err(refused) => texts::refused(&refused),
            },
            Order::Since { day, is_whole: true } => services::transactions_since(self, from, day),
            Order::Since { day, is_whole: false } if self.dialogs.answered(now, from, Question::StartDate) => {
                services::transactions_since(self, from, day)
            }
            Order::Since { .. } => texts::mistake(Mistake::Unknown),
            Order::ScratchCard(digits) => services::scratch_card(self, now, from, &digits),
            Order::OwnBill(amount) => services::own_bill(self, now, from, amount, BillFrom::Both),
            Order::Agree | Order::Yes => texts::mistake(Mistake::NotAsked),
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
