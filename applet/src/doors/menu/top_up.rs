//! 【钱包充值】: topping up over the air (空中充值, handbook 3.2.1): amount, confirmation, pay password, request. While
//! a top-up is under way, the person is asked first whether to wait for it. A new one replaces it, on the card and, as
//! soon as the platform receives the new request, at the platform.

use serde::{Deserialize, Serialize};

use crate::wallet::lifecycle::only_when_open;
use crate::wallet::purse::load;
use sim_wire::Fen;

use super::entry::{self, RetryReason};
use super::order::MenuOrder;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::{Branch, Item};
use super::{Answer, Dialog, Move, Notice, View, typed};

/// Step of a top-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TopUp {
    /// Question whether to wait for the top-up of this amount that is under way: yes waits for it, no begins another.
    UnderWay {
        amount: Fen,
    },
    Amount {
        complaint: Option<RetryReason>,
    },
    Confirmation {
        amount: Fen,
    },
    PayPassword {
        amount: Fen,
        complaint: Option<RetryReason>,
    },
}

impl TopUp {
    /// Creates the first dialog of a top-up. Only an open wallet loads.
    pub(super) fn begin(view: &View<'_>) -> Dialog {
        match only_when_open(view.wallet.lifecycle) {
            None => Dialog::TopUp(match view.under_way {
                Some(amount) => TopUp::UnderWay { amount },
                None => TopUp::Amount { complaint: None },
            }),
            Some(refusal) => Dialog::last(Notice::refused(refusal), Item::TopUp),
        }
    }

    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let text = view.text();
        match self {
            TopUp::UnderWay { amount } => {
                Prompt::Question(text.say(Phrase::OneTopUp).amount(amount).say(Phrase::IsUnderWay))
            }
            TopUp::Amount { complaint } => {
                Prompt::Input(RetryReason::before(complaint, text, Phrase::AskTopUpAmount), Field::AMOUNT)
            }
            TopUp::Confirmation { amount } => {
                Prompt::Question(text.say(Phrase::ConfirmTopUp).amount(amount).say(Phrase::Sure))
            }
            TopUp::PayPassword { complaint, .. } => {
                Prompt::Input(RetryReason::before(complaint, text, Phrase::AskPayPassword), Field::PAY_PASSWORD)
            }
        }
    }

    pub(super) fn answered(self, answer: Answer, view: &View<'_>) -> Move {
        let next = match self {
            TopUp::UnderWay { .. } => match answer {
                Answer::No => TopUp::Amount { complaint: None },
                Answer::Done => {
                    return Move::Show(Dialog::last(Notice::Says(Phrase::TopUpWillBeTold), Item::TopUp));
                }
                _ => return Move::End,
            },
            TopUp::Amount { .. } => match typed(answer, Phrase::NotAnAmount, |typed| fitting(typed, view)) {
                Some(Ok(amount)) => TopUp::Confirmation { amount },
                Some(Err(complaint)) => TopUp::Amount { complaint: Some(complaint) },
                None => return Move::End,
            },
            TopUp::Confirmation { amount } => match answer {
                Answer::Done => TopUp::PayPassword { amount, complaint: None },
                Answer::No => return Move::Show(Dialog::AwaitingChoice(Branch::MyWallet)),
                _ => return Move::End,
            },
            TopUp::PayPassword { amount, .. } => match typed(answer, Phrase::NotAPassword, entry::pay_password) {
                Some(Ok(pay_password)) => {
                    return Move::Order(MenuOrder::TopUp { amount, pay_password }, Some(Item::TopUp));
                }
                Some(Err(complaint)) => TopUp::PayPassword { amount, complaint: Some(complaint) },
                None => return Move::End,
            },
        };
        Move::Show(Dialog::TopUp(next))
    }

    pub(super) const fn before(self) -> Dialog {
        match self {
            TopUp::UnderWay { .. } | TopUp::Amount { .. } => Dialog::AwaitingChoice(Branch::MyWallet),
            TopUp::Confirmation { .. } => Dialog::TopUp(TopUp::Amount { complaint: None }),
            TopUp::PayPassword { amount, .. } => Dialog::TopUp(TopUp::Confirmation { amount }),
        }
    }
}

/// Reads an amount that the wallet has room for.
fn fitting(typed: &str, view: &View<'_>) -> Result<Fen, RetryReason> {
    let amount = entry::positive_amount(typed)?;
    match load::has_room(&view.wallet.purse, amount, view.identity) {
        true => Ok(amount),
        false => Err(RetryReason::Is(Phrase::AmountTooGreat)),
    }
}
