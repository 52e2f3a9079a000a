//! 【修改支付密码】: old, new, new again (handbook 3.3.2). The card compares the two new ones; the platform decides.

use serde::{Deserialize, Serialize};

use sim_wire::message::PayPasswordDigits;

use super::entry::{self, RetryReason};
use super::order::MenuOrder;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::{Branch, Item};
use super::{Answer, Dialog, Move, View, typed};

/// Step of changing the pay password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PayPasswordChange {
    Old { complaint: Option<RetryReason> },
    New { old: PayPasswordDigits, complaint: Option<RetryReason> },
    NewAgain { old: PayPasswordDigits, new: PayPasswordDigits },
}

impl PayPasswordChange {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let (complaint, asked) = match self {
            PayPasswordChange::Old { complaint } => (complaint, Phrase::AskOldPayPassword),
            PayPasswordChange::New { complaint, .. } => (complaint, Phrase::AskNewPayPassword),
            PayPasswordChange::NewAgain { .. } => (None, Phrase::AskNewPayPasswordAgain),
        };
        Prompt::Input(RetryReason::before(complaint, view.text(), asked), Field::PAY_PASSWORD)
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        let Some(typed) = typed(answer, Phrase::NotAPassword, entry::pay_password) else { return Move::End };
        let next = match (self, typed) {
            (PayPasswordChange::Old { .. }, Ok(old)) => PayPasswordChange::New { old, complaint: None },
            (PayPasswordChange::Old { .. }, Err(why)) => PayPasswordChange::Old { complaint: Some(why) },
            (PayPasswordChange::New { old, .. }, Ok(new)) => PayPasswordChange::NewAgain { old, new },
            (PayPasswordChange::New { old, .. }, Err(why)) => PayPasswordChange::New { old, complaint: Some(why) },
            (PayPasswordChange::NewAgain { old, new }, Ok(again)) if again == new => {
                return Move::Order(MenuOrder::PayPasswordChange { old, new }, Some(Item::PayPasswordChange));
            }
            (PayPasswordChange::NewAgain { old, .. }, _) => {
                PayPasswordChange::New { old, complaint: Some(RetryReason::Is(Phrase::Different)) }
            }
        };
        Move::Show(Dialog::PayPasswordChange(next))
    }

    pub(super) const fn before(self) -> Dialog {
        Dialog::PayPasswordChange(match self {
            PayPasswordChange::Old { .. } => return Dialog::AwaitingChoice(Branch::PayPassword),
            PayPasswordChange::New { .. } => PayPasswordChange::Old { complaint: None },
            PayPasswordChange::NewAgain { old, .. } => PayPasswordChange::New { old, complaint: None },
        })
    }
}
