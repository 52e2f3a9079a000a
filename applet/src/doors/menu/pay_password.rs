//! 【修改支付密码】: old, new, new again (handbook 3.3.2). The card compares the two new ones; the platform decides.

use super::entry::{self, Complaint};
use super::order::Order;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::{Branch, Item};
use super::{Answer, Dialog, Move, View, typed};

/// What the change waits for. The old password is not kept: the request does not carry it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PayPasswordChange {
    Old { complaint: Option<Complaint> },
    New { complaint: Option<Complaint> },
    NewAgain { new: [u8; 6] },
}

impl core::fmt::Debug for PayPasswordChange {
    /// A password is not printed.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            PayPasswordChange::Old { .. } => "Old",
            PayPasswordChange::New { .. } => "New",
            PayPasswordChange::NewAgain { .. } => "NewAgain",
        })
    }
}

impl PayPasswordChange {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let (complaint, asked) = match self {
            PayPasswordChange::Old { complaint } => (complaint, Phrase::AskOldPayPassword),
            PayPasswordChange::New { complaint } => (complaint, Phrase::AskNewPayPassword),
            PayPasswordChange::NewAgain { .. } => (None, Phrase::AskNewPayPasswordAgain),
        };
        Prompt::Input(Complaint::before(complaint, view.text(), asked), Field::PAY_PASSWORD)
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        let Some(typed) = typed(answer, Phrase::NotAPassword, entry::pay_password) else { return Move::End };
        let next = match (self, typed) {
            (PayPasswordChange::Old { .. }, Ok(_)) => PayPasswordChange::New { complaint: None },
            (PayPasswordChange::Old { .. }, Err(why)) => PayPasswordChange::Old { complaint: Some(why) },
            (PayPasswordChange::New { .. }, Ok(new)) => PayPasswordChange::NewAgain { new },
            (PayPasswordChange::New { .. }, Err(why)) => PayPasswordChange::New { complaint: Some(why) },
            (PayPasswordChange::NewAgain { new }, Ok(again)) if again == new => {
                return Move::Show(Dialog::AwaitingSent(Order::PayPasswordChange, Item::PayPasswordChange));
            }
            (PayPasswordChange::NewAgain { .. }, _) => {
                PayPasswordChange::New { complaint: Some(Complaint::Is(Phrase::Different)) }
            }
        };
        Move::Show(Dialog::PayPasswordChange(next))
    }

    pub(super) const fn before(self) -> Dialog {
        match self {
            PayPasswordChange::Old { .. } => Dialog::AwaitingChoice(Branch::PayPassword),
            PayPasswordChange::New { .. } => Dialog::PayPasswordChange(PayPasswordChange::Old { complaint: None }),
            PayPasswordChange::NewAgain { .. } => Dialog::PayPasswordChange(PayPasswordChange::New { complaint: None }),
        }
    }
}
