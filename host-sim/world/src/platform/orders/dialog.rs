//! Questions that the platform asked by short message and whose answers it awaits for a limited time. A reply counts
//! for the newest open question that it fits by its form, so one question does not replace another. A question whose
//! time is over is remembered, so that a late reply is told so.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::reply::{ReplyAnswer, TextReply};
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Question that the platform asks by short message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Question whether to open an account, answered by `A`.
    Open,
    /// Question for the start date of the transactions.
    StartDate,
    /// Question whether the handset is of the model that the platform takes it for, answered by `Y`.
    Model,
    /// Question for the amount of a withdrawal.
    WithdrawalAmount,
    /// Question for the pay password of a withdrawal.
    WithdrawalPassword,
    /// Menu of a closing, answered by `9`.
    ClosingMenu,
    /// Question whether the account is to be closed, answered by `6`.
    ClosingConfirmation,
    /// Question for the pay password of a closing.
    ClosingPassword,
    /// Question whether to reset the login password, answered by `B`.
    LoginReset,
    /// Question whether the account is to become a real-name account, answered by `C`.
    Upgrade,
}

/// Question that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::platform) struct OpenQuestion {
    /// Question that was asked.
    pub(super) question: Question,
    /// End of the wait.
    until: Moment,
    /// Amount in fen that the order has named before; `None` before one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<u32>,
}

impl OpenQuestion {
    /// Returns the amount that the order has named before.
    pub(super) fn amount(&self) -> Option<Fen> {
        self.amount.map(Fen)
    }
}

/// Question that a reply fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReplyFit {
    /// An open question, with the answer to it.
    Open(OpenQuestion, ReplyAnswer),
    /// A question whose time is over.
    Late,
    /// No question.
    None,
}

/// Questions to each number, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialogs {
    pub(in crate::platform) asked: TrackedMap<Msisdn, Vec<OpenQuestion>>,
}

impl Dialogs {
    /// Records a question: its answer is awaited until `until`. A repeated question starts a new wait.
    pub fn ask(&mut self, number: Msisdn, question: Question, until: Moment) {
        self.ask_about(number, question, until, None);
    }

    /// Records a question of an order that has named an amount.
    pub(super) fn ask_about(&mut self, number: Msisdn, question: Question, until: Moment, amount: Option<Fen>) {
        let asked = self.asked.get_or_default(number);
        asked.retain(|open| open.question != question);
        asked.push(OpenQuestion { question, until, amount: amount.map(|fen| fen.0) });
    }

    /// Forgets questions of a number.
    pub(super) fn forget(&mut self, number: &Msisdn, questions: &[Question]) {
        let Some(asked) = self.asked.get_mut(number) else { return };
        asked.retain(|open| !questions.contains(&open.question));
        if asked.is_empty() {
            self.asked.remove(number);
        }
    }

    /// Returns the open questions of a number, the newest first.
    pub(super) fn open(&self, now: Moment, number: &Msisdn) -> impl Iterator<Item = Question> {
        let asked = self.asked.get(number).into_iter().flatten().rev();
        asked.filter(move |open| now < open.until).map(|open| open.question)
    }

    /// Returns the question that a reply fits, and ends its wait.
    pub(super) fn take(&mut self, now: Moment, number: &Msisdn, reply: &TextReply) -> ReplyFit {
        let asked = self.asked.get(number).into_iter().flatten().rev();
        let fitting = asked.filter_map(|open| Some((*open, reply.answer(open.question)?)));
        let (open, late): (Vec<_>, Vec<_>) = fitting.partition(|(open, _)| now < open.until);
        let (fit, taken) = match (open.into_iter().next(), late.first()) {
            (Some((open, answer)), _) => (ReplyFit::Open(open, answer), Some(open.question)),
            (None, Some((late, _))) => (ReplyFit::Late, Some(late.question)),
            (None, None) => (ReplyFit::None, None),
        };
        self.forget(number, taken.as_slice());
        fit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> TextReply {
        TextReply::read(text).unwrap()
    }

    /// Returns the question that a text answers; `None` for none.
    fn taken(dialogs: &mut Dialogs, now: u64, number: &Msisdn, text: &str) -> Option<Question> {
        match dialogs.take(Moment(now), number, &reply(text)) {
            ReplyFit::Open(open, _) => Some(open.question),
            ReplyFit::Late | ReplyFit::None => None,
        }
    }

    #[test]
    fn answer_counts_once_and_in_time() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let mut dialogs = Dialogs::default();
        assert_eq!(dialogs.take(Moment(0), &number, &reply("A")), ReplyFit::None);
        dialogs.ask(number, Question::Open, Moment(10));
        dialogs.ask(number, Question::Model, Moment(10));
        assert_eq!(taken(&mut dialogs, 9, &number, "A"), Some(Question::Open));
        assert_eq!(dialogs.take(Moment(9), &number, &reply("A")), ReplyFit::None);
        assert_eq!(dialogs.take(Moment(10), &number, &reply("Y")), ReplyFit::Late);
        assert_eq!(dialogs.take(Moment(10), &number, &reply("Y")), ReplyFit::None);
        assert_eq!(dialogs, Dialogs::default());
    }

    #[test]
    fn newest_fitting_question_gets_reply() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let mut dialogs = Dialogs::default();
        for question in [Question::ClosingMenu, Question::StartDate, Question::WithdrawalAmount] {
            dialogs.ask(number, question, Moment(10));
        }
        assert_eq!(taken(&mut dialogs, 0, &number, "20091118"), Some(Question::StartDate));
        assert_eq!(taken(&mut dialogs, 0, &number, "654321"), None, "six digits are a password");
        assert_eq!(taken(&mut dialogs, 0, &number, "9"), Some(Question::WithdrawalAmount));
        assert_eq!(taken(&mut dialogs, 0, &number, "9"), Some(Question::ClosingMenu));
        assert_eq!(dialogs, Dialogs::default());
    }

    #[test]
    fn reply_of_another_number_answers_nothing() {
        let [number, other]: [Msisdn; 2] = ["13807310001", "13807310002"].map(|number| number.parse().unwrap());
        let mut dialogs = Dialogs::default();
        dialogs.ask(number, Question::Open, Moment(10));
        assert_eq!(dialogs.take(Moment(0), &other, &reply("A")), ReplyFit::None);
        assert_eq!(dialogs.open(Moment(0), &number).collect::<Vec<_>>(), [Question::Open]);
    }
}
