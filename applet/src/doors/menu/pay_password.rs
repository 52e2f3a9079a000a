//! 【修改支付密码】: old, new, new again (handbook 3.3.2). The card compares the two new ones; the platform decides.

use super::entry::{self, Complaint};
use super::order::Order;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::Branch;
use super::{Answer, Dialog, Move, View, typed};

/// What the change waits for. The old password is not kept: the request does not carry it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PayPasswordChange {
    AwaitingOld { complaint: Option<Complaint> },
    AwaitingNew { complaint: Option<Complaint> },
    AwaitingNewAgain { new: [u8; 6] },
}

impl core::fmt::Debug for PayPasswordChange {
    /// A password is not printed.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            PayPasswordChange::AwaitingOld { .. } => "AwaitingOld",
            PayPasswordChange::AwaitingNew { .. } => "AwaitingNew",
            PayPasswordChange::AwaitingNewAgain { .. } => "AwaitingNewAgain",
        })
    }
}

impl PayPasswordChange {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let (complaint, asked) = match self {
            PayPasswordChange::AwaitingOld { complaint } => (complaint, Phrase::AskOldPayPassword),
            PayPasswordChange::AwaitingNew { complaint } => (complaint, Phrase::AskNewPayPassword),
            PayPasswordChange::AwaitingNewAgain { .. } => (None, Phrase::AskNewPayPasswordAgain),
        };
        Prompt::Input(Complaint::before(complaint, view.text(), asked), Field::PAY_PASSWORD)
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        let Some(typed) = typed(answer, Phrase::NotAPassword, entry::pay_password) else { return Move::End };
        let next = match (self, typed) {
            (PayPasswordChange::AwaitingOld { .. }, Ok(_)) => PayPasswordChange::AwaitingNew { complaint: None },
            (PayPasswordChange::AwaitingOld { .. }, Err(why)) => {
                PayPasswordChange::AwaitingOld { complaint: Some(why) }
            }
            (PayPasswordChange::AwaitingNew { .. }, Ok(new)) => PayPasswordChange::AwaitingNewAgain { new },
            (PayPasswordChange::AwaitingNew { .. }, Err(why)) => {
                PayPasswordChange::AwaitingNew { complaint: Some(why) }
            }
            (PayPasswordChange::AwaitingNewAgain { new }, Ok(again)) if again == new => {
                return Move::Show(Dialog::AwaitingSent(Order::PayPasswordChange));
            }
            (PayPasswordChange::AwaitingNewAgain { .. }, _) => {
                PayPasswordChange::AwaitingNew { complaint: Some(Complaint::Is(Phrase::Different)) }
            }
        };
        Move::Show(Dialog::PayPasswordChange(next))
    }

    pub(super) const fn before(self) -> Dialog {
        match self {
            PayPasswordChange::AwaitingOld { .. } => Dialog::AwaitingChoice(Branch::PayPassword),
            PayPasswordChange::AwaitingNew { .. } => {
                Dialog::PayPasswordChange(PayPasswordChange::AwaitingOld { complaint: None })
            }
            PayPasswordChange::AwaitingNewAgain { .. } => {
                Dialog::PayPasswordChange(PayPasswordChange::AwaitingNew { complaint: None })
            }
        }
    }
}
