//! The operation PIN before the menu (操作密码, handbook 3.3.1): if the PIN is on, every item needs it.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::request::Request;

use super::entry::{self, RetryReason};
use super::notice::Notice;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::Branch;
use super::{Answer, Dialog, Move, View, typed};

/// Question for the PIN, before the branch is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entrance {
    pub(super) branch: Branch,
    pub(super) complaint: Option<RetryReason>,
}

impl Entrance {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        Prompt::Input(RetryReason::before(self.complaint, view.text(), Phrase::AskPin), Field::PIN)
    }

    /// Returns the move after the PIN was typed. An entry that is no PIN costs no try.
    pub(super) fn answered(self, answer: Answer) -> Move {
        match typed(answer, Phrase::NotAPin, entry::pin) {
            Some(Ok(pin)) => Move::Ask(Request::VerifyPin(pin)),
            Some(Err(complaint)) => self.again(complaint),
            None => Move::End,
        }
    }

    pub(super) fn heard(self, outcome: Result<(), Refusal>) -> Move {
        match outcome {
            Ok(()) => Move::Show(Dialog::AwaitingChoice(self.branch)),
            Err(Refusal::PinWrong(left)) if left > 0 => self.again(RetryReason::PinWrong(left)),
            Err(refusal) => Move::Show(Dialog::AwaitingRead(Notice::refused(refusal), None)),
        }
    }

    fn again(self, complaint: RetryReason) -> Move {
        Move::Show(Dialog::Entrance(Entrance { complaint: Some(complaint), ..self }))
    }
}
