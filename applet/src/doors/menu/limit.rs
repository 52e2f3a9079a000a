//! 【单次消费限额】: the most that one purchase may cost (handbook 3.2.2.1). An entry of 0 lifts the limit.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::request::Request;
use sim_wire::Fen;

use super::entry::{self, RetryReason};
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::Item;
use super::{Answer, Dialog, Move, Notice, View, typed};

/// Question for the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Limit {
    pub(super) complaint: Option<RetryReason>,
}

impl Limit {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let text = match (self.complaint, view.wallet.limit) {
            (Some(_), _) => view.text(),
            (None, None) => view.text().say(Phrase::NoLimit).say(Phrase::Stop),
            (None, Some(limit)) => view.text().say(Phrase::LimitIs).amount(limit).say(Phrase::Stop),
        };
        Prompt::Input(RetryReason::before(self.complaint, text, Phrase::AskLimit), Field::AMOUNT)
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        match typed(answer, Phrase::NotAnAmount, entry::amount) {
            Some(Ok(amount)) => Move::Ask(Request::SetLimit((amount != Fen::ZERO).then_some(amount))),
            Some(Err(why)) => Move::Show(Dialog::Limit(Limit { complaint: Some(why) })),
            None => Move::End,
        }
    }

    pub(super) fn heard(outcome: Result<(), Refusal>, view: &View<'_>) -> Move {
        let notice = match outcome {
            Ok(()) => Notice::LimitSet(view.wallet.limit),
            Err(refusal) => Notice::refused(refusal),
        };
        Move::Show(Dialog::last(notice, Item::Limit))
    }
}
