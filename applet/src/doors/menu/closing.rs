//! 【注销钱包】 (handbook 3.5): closes wallet and payment account together. The card refuses while there is money in
//! the purse; the platform refuses while there is any in the account.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use sim_wire::Fen;

use super::entry::{self, RetryReason};
use super::order::MenuOrder;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::Item;
use super::{Answer, Dialog, Move, Notice, View, typed};

/// Step of closing, with the item of the two that began it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Closing {
    Confirmation {
        item: Item,
    },
    /// The pay password, which closing by STK asks for (handbook 2.6.2.3).
    PayPassword {
        item: Item,
        complaint: Option<RetryReason>,
    },
}

impl Closing {
    pub(super) fn begin(item: Item, view: &View<'_>) -> Dialog {
        if view.wallet.purse.balance != Fen::ZERO {
            return Dialog::last(Notice::refused(Refusal::BalanceNotZero), item);
        }
        Dialog::Closing(Closing::Confirmation { item })
    }

    pub(super) const fn item(self) -> Item {
        match self {
            Closing::Confirmation { item } | Closing::PayPassword { item, .. } => item,
        }
    }

    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        match self {
            Closing::Confirmation { .. } => Prompt::Question(view.text().say(Phrase::ConfirmClose)),
            Closing::PayPassword { complaint, .. } => {
                let text = RetryReason::before(complaint, view.text(), Phrase::AskPayPassword);
                Prompt::Input(text, Field::PAY_PASSWORD)
            }
        }
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        let next = match self {
            Closing::Confirmation { item } => match answer {
                Answer::Done => Closing::PayPassword { item, complaint: None },
                Answer::No => return Move::Show(self.before()),
                _ => return Move::End,
            },
            Closing::PayPassword { item, .. } => match typed(answer, Phrase::NotAPassword, entry::pay_password) {
                Some(Ok(pay_password)) => return Move::Order(MenuOrder::Close { pay_password }, Some(item)),
                Some(Err(complaint)) => Closing::PayPassword { item, complaint: Some(complaint) },
                None => return Move::End,
            },
        };
        Move::Show(Dialog::Closing(next))
    }

    pub(super) fn before(self) -> Dialog {
        match self {
            Closing::Confirmation { item } => item.parent().map_or(Dialog::MAIN_MENU, Dialog::AwaitingChoice),
            Closing::PayPassword { item, .. } => Dialog::Closing(Closing::Confirmation { item }),
        }
    }
}
