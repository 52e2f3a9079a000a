//! Execution of text orders: the text is parsed, the books perform the order, and the answer comes back as sentences.
//! What concerns more than the books comes back as an [`AccountOrder`].

use applet::Entropy;
use sim_wire::Fen;

use super::dialog::{OpenQuestion, ReplyFit};
use super::reply::{ReplyAnswer, TextReply};
use super::table::OrderKind;
use super::{OrderError, Question, TextOrder};
use crate::platform::bill::BillFrom;
use crate::platform::books::Books;
use crate::platform::error::PlatformError;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::{services, texts};
use sim_codec::time::Moment;

/// Result of a text from a subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderResult {
    /// The text was an order or a mistake, and this is the answer.
    Says(String),
    /// The text completed an order that the caller performs.
    Executes(AccountOrder),
    /// The text was `Y`, in time, to the question for the handset's model. The caller goes on.
    Confirmed,
    /// The text was `Y` without a question for the handset's model, or after its time. The answer is left to the
    /// caller.
    NotAsked,
}

/// Order that concerns more than the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountOrder {
    /// Cash is withdrawn, in fen, under the pay password.
    Withdraw(Fen, PayPassword),
    /// The account is to be closed, and the pay password has not been asked for.
    AskClosing,
    /// The account is closed under the pay password.
    Close(PayPassword),
    /// The login password is reset.
    ResetLogin,
    /// The account becomes a real-name account.
    Upgrade,
}

impl Books {
    /// Reads a text order and executes it.
    pub fn obey(&mut self, now: Moment, from: &Msisdn, text: &str, chance: &mut dyn Entropy) -> OrderResult {
        let says = match TextOrder::parse(text) {
            Ok(TextOrder::Reply(reply)) => return self.take_reply(now, from, &reply, chance),
            Ok(order) => self.carry_out(now, from, order, chance),
            // A text that is no order, after a question, was meant as the answer.
            Err(OrderError::Unknown) => texts::mistake(self.expected(now, from).unwrap_or(OrderError::Unknown)),
            Err(mistake) => texts::mistake(mistake),
        };
        OrderResult::Says(says)
    }

    fn carry_out(&mut self, now: Moment, from: &Msisdn, order: TextOrder, chance: &mut dyn Entropy) -> String {
        match order {
            TextOrder::Open => self.begin(now, from, OrderKind::Open, self.accounts.may_open(from)),
            TextOrder::OpenAtOnce => services::open_account(self, now, from, chance),
            TextOrder::Balance => services::balance(self, from),
            TextOrder::Transactions => {
                self.begin(now, from, OrderKind::Transactions, self.accounts.living(from).map(drop))
            }
            TextOrder::Since(day) => services::transactions_since(self, from, day),
            TextOrder::ScratchCard(digits) => services::scratch_card(self, now, from, &digits),
            TextOrder::OwnBill(amount) => services::own_bill(self, now, from, amount, BillFrom::Both),
            TextOrder::Withdraw(None) => self.begin(now, from, OrderKind::Withdrawal, self.may_order_withdrawal(from)),
            TextOrder::Withdraw(Some(amount)) => {
                self.dialogs.forget(from, OrderKind::Withdrawal.questions());
                match self.check_withdrawal_order(from, amount) {
                    Ok(()) => self.ask(now, from, Question::WithdrawalPassword, Some(amount)),
                    Err(refused) => texts::refused(&refused),
                }
            }
            TextOrder::Close => self.begin(now, from, OrderKind::Closing, self.accounts.living(from).map(drop)),
            TextOrder::ResetLogin => {
                self.begin(now, from, OrderKind::LoginReset, self.accounts.may_reset_own_login(now, from))
            }
            TextOrder::Upgrade => self.begin(now, from, OrderKind::Upgrade, self.accounts.may_upgrade(from)),
            TextOrder::Reply(_) => texts::mistake(OrderError::NotAsked),
        }
    }

    /// Begins the dialogue of an order with its first question. If the order would be refused, the refusal comes
    /// before the question.
    fn begin(&mut self, now: Moment, from: &Msisdn, order: OrderKind, may: Result<(), PlatformError>) -> String {
        let questions = order.questions();
        self.dialogs.forget(from, questions);
        match (may, questions.first()) {
            (Ok(()), Some(first)) => self.ask(now, from, *first, None),
            (Ok(()), None) => texts::help(),
            (Err(refused), _) if order == OrderKind::LoginReset => texts::login_reset_refused(&refused),
            (Err(refused), _) => texts::refused(&refused),
        }
    }

    /// Asks a question, and returns its sentence.
    pub(super) fn ask(&mut self, now: Moment, from: &Msisdn, question: Question, amount: Option<Fen>) -> String {
        self.dialogs.ask_about(*from, question, now.later(self.terms.dialog_ms), amount);
        texts::question(question, amount)
    }

    /// Takes a reply to the question that it fits.
    fn take_reply(&mut self, now: Moment, from: &Msisdn, reply: &TextReply, chance: &mut dyn Entropy) -> OrderResult {
        match self.dialogs.take(now, from, reply) {
            ReplyFit::Open(open, answer) => self.proceed(now, from, (open, answer), chance),
            ReplyFit::Late | ReplyFit::None if reply.is_model_letter() => OrderResult::NotAsked,
            ReplyFit::Late => OrderResult::Says(texts::mistake(OrderError::Late)),
            ReplyFit::None if reply.is_letter() => OrderResult::Says(texts::mistake(OrderError::NotAsked)),
            ReplyFit::None => {
                let mistake = self.expected(now, from).unwrap_or(OrderError::NotAsked);
                OrderResult::Says(texts::mistake(mistake))
            }
        }
    }

    /// Goes on after an answer: with the order's next question, or with the order.
    fn proceed(
        &mut self,
        now: Moment,
        from: &Msisdn,
        (open, answer): (OpenQuestion, ReplyAnswer),
        chance: &mut dyn Entropy,
    ) -> OrderResult {
        let amount = open.amount().unwrap_or(Fen::ZERO);
        let executes = match (open.question, answer) {
            (Question::Open, _) => return OrderResult::Says(services::open_account(self, now, from, chance)),
            (Question::Model, _) => return OrderResult::Confirmed,
            (Question::StartDate, ReplyAnswer::Day(day)) => {
                return OrderResult::Says(services::transactions_since(self, from, day));
            }
            (Question::WithdrawalAmount, ReplyAnswer::Amount(amount)) => {
                return OrderResult::Says(match (self.check_withdrawal_order(from, amount), open.question.next()) {
                    (Ok(()), Some(next)) => self.ask(now, from, next, Some(amount)),
                    (Ok(()), None) => texts::help(),
                    (Err(refused), _) => texts::refused(&refused),
                });
            }
            (Question::WithdrawalPassword, ReplyAnswer::Password(password)) => AccountOrder::Withdraw(amount, password),
            (Question::ClosingConfirmation, _) => AccountOrder::AskClosing,
            (Question::ClosingPassword, ReplyAnswer::Password(password)) => AccountOrder::Close(password),
            (Question::LoginReset, _) => AccountOrder::ResetLogin,
            (Question::Upgrade, _) => AccountOrder::Upgrade,
            (question, _) => {
                let next = question.next().map(|next| self.ask(now, from, next, None));
                return OrderResult::Says(next.unwrap_or_else(texts::help));
            }
        };
        OrderResult::Executes(executes)
    }

    /// Returns the mistake that a text makes which does not fit the newest open question; `None` if no question
    /// awaits more than a letter.
    fn expected(&self, now: Moment, from: &Msisdn) -> Option<OrderError> {
        self.dialogs.open(now, from).find_map(|question| match question {
            Question::StartDate => Some(OrderError::Date),
            Question::WithdrawalAmount => Some(OrderError::ReplyAmount),
            Question::WithdrawalPassword | Question::ClosingPassword => Some(OrderError::ReplyPassword),
            Question::ClosingMenu => Some(OrderError::ReplyCode('9')),
            Question::ClosingConfirmation => Some(OrderError::ReplyCode('6')),
            Question::Open | Question::Model | Question::LoginReset | Question::Upgrade => None,
        })
    }

    /// Checks whether a withdrawal may be ordered, its amount aside.
    fn may_order_withdrawal(&self, from: &Msisdn) -> Result<(), PlatformError> {
        self.accounts.may_withdraw(from)?;
        let has_card = self.accounts.living(from)?.bank_card.is_some();
        if has_card { Ok(()) } else { Err(PlatformError::BankCardMissing) }
    }

    /// Checks whether a withdrawal of an amount may be ordered. The pay password is asked for after this.
    fn check_withdrawal_order(&self, from: &Msisdn, amount: Fen) -> Result<(), PlatformError> {
        self.may_order_withdrawal(from)?;
        let (cash, _) = self.account_balances(from);
        match amount {
            Fen::ZERO => Err(PlatformError::AmountZero),
            amount if i64::from(amount.0) > cash => Err(PlatformError::CashShort(cash)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
