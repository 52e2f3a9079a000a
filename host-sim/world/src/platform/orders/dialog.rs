//! Questions that the platform asked by short message and whose answers it waits for, a while. An answer is known by
//! its form (`A`, a date, `Y`), so one question does not put another away.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::platform::number::Msisdn;
use crate::tracked_map::TrackedMap;
use sim_codec::time::Moment;

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Whether an account shall be opened: `A`.
    Open,
    /// From which date transactions shall be told.
    StartDate,
    /// Whether the handset is of the model that the platform takes it for: `Y`.
    Model,
}

/// Every question that waits for its answer, and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialogs {
    pub(in crate::platform) asked: TrackedMap<Msisdn, BTreeMap<Question, Moment>>,
}

impl Dialogs {
    /// A question was sent: its answer is waited for until then. Asked again, it waits anew.
    pub fn ask(&mut self, number: Msisdn, question: Question, until: Moment) {
        self.asked.get_or_default(number).insert(question, until);
    }

    /// Whether the answer is waited for.
    pub fn is_asked(&self, now: Moment, number: &Msisdn, question: Question) -> bool {
        let until = self.asked.get(number).and_then(|asked| asked.get(&question));
        until.is_some_and(|until| now < *until)
    }

    /// An answer came: whether it was waited for. It is not any more.
    pub fn answered(&mut self, now: Moment, number: &Msisdn, question: Question) -> bool {
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
    fn an_answer_counts_once_and_in_time() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let mut dialogs = Dialogs::default();
        assert!(!dialogs.answered(Moment(0), &number, Question::Open));
        dialogs.ask(number, Question::Open, Moment(10));
        dialogs.ask(number, Question::Model, Moment(10));
        assert!(dialogs.is_asked(Moment(9), &number, Question::Open));
        assert!(dialogs.answered(Moment(9), &number, Question::Open));
        assert!(!dialogs.answered(Moment(9), &number, Question::Open));
        assert!(!dialogs.answered(Moment(10), &number, Question::Model));
        assert_eq!(dialogs, Dialogs::default());
    }
}
