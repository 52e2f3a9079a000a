//! 【操作密码设置】: switching the operation PIN on and off, and changing it (handbook 3.3.1). All of it happens on the
//! card.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::request::Request;
use sim_wire::pin::PinDigits;

use super::entry::{self, RetryReason};
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::{Branch, Item};
use super::{Answer, Dialog, Move, Notice, View, typed};

/// Confirmation of 【启用操作密码】 or 【停用操作密码】.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PinSwitch {
    pub(super) on: bool,
}

impl PinSwitch {
    pub(super) const fn item(self) -> Item {
        if self.on { Item::PinOn } else { Item::PinOff }
    }

    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        Prompt::Question(view.text().say(if self.on { Phrase::ConfirmPinOn } else { Phrase::ConfirmPinOff }))
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        match answer {
            Answer::Done => Move::Ask(Request::SwitchPin { on: self.on }),
            Answer::No => Move::Show(Dialog::AwaitingChoice(Branch::OperationPin)),
            _ => Move::End,
        }
    }

    pub(super) fn heard(self, outcome: Result<(), Refusal>) -> Move {
        let notice = match outcome {
            Ok(()) if self.on => Notice::PinIsOn,
            Ok(()) => Notice::Says(Phrase::PinIsOff),
            Err(refusal) => Notice::refused(refusal),
        };
        Move::Show(Dialog::last(notice, self.item()))
    }
}

/// Step of 【修改操作密码】: old, new, new again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PinChange {
    Old { complaint: Option<RetryReason> },
    New { old: PinDigits, complaint: Option<RetryReason> },
    NewAgain { old: PinDigits, new: PinDigits },
}

impl PinChange {
    pub(super) fn begin(view: &View<'_>) -> Dialog {
        match view.wallet.pin.on {
            true => Dialog::PinChange(PinChange::Old { complaint: None }),
            false => Dialog::last(Notice::Says(Phrase::PinNotOn), Item::PinChange),
        }
    }

    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let (complaint, asked) = match self {
            PinChange::Old { complaint } => (complaint, Phrase::AskOldPin),
            PinChange::New { complaint, .. } => (complaint, Phrase::AskNewPin),
            PinChange::NewAgain { .. } => (None, Phrase::AskNewPinAgain),
        };
        Prompt::Input(RetryReason::before(complaint, view.text(), asked), Field::PIN)
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        let Some(typed) = typed(answer, Phrase::NotAPin, entry::pin) else { return Move::End };
        let next = match (self, typed) {
            (PinChange::Old { .. }, Ok(old)) => PinChange::New { old, complaint: None },
            (PinChange::Old { .. }, Err(why)) => PinChange::Old { complaint: Some(why) },
            (PinChange::New { old, .. }, Ok(new)) => PinChange::NewAgain { old, new },
            (PinChange::New { old, .. }, Err(why)) => PinChange::New { old, complaint: Some(why) },
            (PinChange::NewAgain { old, new }, Ok(again)) if again == new => {
                return Move::Ask(Request::ChangePin { old, new });
            }
            (PinChange::NewAgain { old, .. }, _) => {
                PinChange::New { old, complaint: Some(RetryReason::Is(Phrase::Different)) }
            }
        };
        Move::Show(Dialog::PinChange(next))
    }

    /// Returns the move after the wallet's outcome. A wrong old PIN costs a try like any other guess.
    pub(super) fn heard(self, outcome: Result<(), Refusal>) -> Move {
        let notice = match outcome {
            Ok(()) => Notice::Says(Phrase::PinIsChanged),
            Err(Refusal::PinWrong(left)) if left > 0 => {
                let complaint = Some(RetryReason::PinWrong(left));
                return Move::Show(Dialog::PinChange(PinChange::Old { complaint }));
            }
            Err(refusal) => Notice::refused(refusal),
        };
        Move::Show(Dialog::last(notice, Item::PinChange))
    }

    pub(super) const fn before(self) -> Dialog {
        match self {
            PinChange::Old { .. } => Dialog::AwaitingChoice(Branch::OperationPin),
            PinChange::New { .. } => Dialog::PinChange(PinChange::Old { complaint: None }),
            PinChange::NewAgain { old, .. } => Dialog::PinChange(PinChange::New { old, complaint: None }),
        }
    }
}
