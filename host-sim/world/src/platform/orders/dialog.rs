//! Questions that the platform asked by short message and whose answers it awaits for a limited time. An answer is
//! recognised by its form (`A`, a date, `Y`), so one question does not replace another.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::platform::number::Msisdn;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Question that the platform asks by short message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Question whether to open an account, answered by `A`.
    Open,
    /// Question for the start date of the transactions.
    StartDate,
    /// Question whether the handset is of the model that the platform takes it for, answered by `Y`.
    Model,
}

/// Every question that waits for its answer, with the end of the wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialogs {
    pub(in crate::platform) asked: TrackedMap<Msisdn, BTreeMap<Question, Moment>>,
}

impl Dialogs {
    /// Records a question: its answer is awaited until `until`. A repeated question starts a new wait.
    pub fn ask(&mut self, number: Msisdn, question: Question, until: Moment) {
        self.asked.get_or_default(number).insert(question, until);
    }

    /// Returns whether an answer is awaited.
    pub fn is_asked(&self, now: Moment, number: &Msisdn, question: Question) -> bool {
        let until = self.asked.get(number).and_then(|asked| asked.get(&question));
        until.is_some_and(|until| now < *until)
    }

    /// Returns whether an answer was awaited, and ends the wait.
    pub fn take_answer(&mut self, now: Moment, number: &Msisdn, question: Question) -> bool {
        let is_asked = self.is_asked(now, number, question);
        if let Some(asked) = self.asked.get_mut(number) {
            asked.remove(&question);
            if asked.is_empty() {
                self.asked.remove(number);
            }
        }
        is_asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_counts_once_and_in_time() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let mut dialogs = Dialogs::default();
        assert!(!dialogs.take_answer(Moment(0), &number, Question::Open));
        dialogs.ask(number, Question::Open, Moment(10));
        dialogs.ask(number, Question::Model, Moment(10));
        assert!(dialogs.is_asked(Moment(9), &number, Question::Open));
        assert!(dialogs.take_answer(Moment(9), &number, Question::Open));
        assert!(!dialogs.take_answer(Moment(9), &number, Question::Open));
        assert!(!dialogs.take_answer(Moment(10), &number, Question::Model));
        assert_eq!(dialogs, Dialogs::default());
    }
}
