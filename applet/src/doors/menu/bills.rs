//! 【我要缴费】: paying one's own phone bill or another's (handbook 2.7.3). Only another's asks for the pay password
//! (3.3.2).

use serde::{Deserialize, Serialize};

use sim_wire::Fen;

use super::entry::{self, RetryReason};
use super::order::MenuOrder;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::{Branch, Item};
use super::{Answer, Dialog, Move, View, typed};

/// Step of paying one's own bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OwnBill {
    Amount { complaint: Option<RetryReason> },
    Confirmation { amount: Fen },
}

impl OwnBill {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let text = view.text();
        match self {
            OwnBill::Amount { complaint } => amount_prompt(complaint, view),
            OwnBill::Confirmation { amount } => {
                Prompt::Question(text.say(Phrase::ConfirmOwnBill).amount(amount).say(Phrase::Sure))
            }
        }
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        match self {
            OwnBill::Amount { .. } => match typed(answer, Phrase::NotAnAmount, entry::positive_amount) {
                Some(Ok(amount)) => Move::Show(Dialog::OwnBill(OwnBill::Confirmation { amount })),
                Some(Err(why)) => Move::Show(Dialog::OwnBill(OwnBill::Amount { complaint: Some(why) })),
                None => Move::End,
            },
            OwnBill::Confirmation { amount } => match answer {
                Answer::Done => Move::Order(MenuOrder::OwnBill(amount), Some(Item::OwnBill)),
                Answer::No => Move::Show(Dialog::AwaitingChoice(Branch::PayBills)),
                _ => Move::End,
            },
        }
    }

    pub(super) const fn before(self) -> Dialog {
        match self {
            OwnBill::Amount { .. } => Dialog::AwaitingChoice(Branch::PayBills),
            OwnBill::Confirmation { .. } => Dialog::OwnBill(OwnBill::Amount { complaint: None }),
        }
    }
}

/// Step of paying another's bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OthersBill {
    Number { complaint: Option<RetryReason> },
    Amount { number: [u8; 11], complaint: Option<RetryReason> },
    Confirmation { number: [u8; 11], amount: Fen },
    PayPassword { number: [u8; 11], amount: Fen, complaint: Option<RetryReason> },
}

impl OthersBill {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let text = view.text();
        match self {
            OthersBill::Number { complaint } => {
                Prompt::Input(RetryReason::before(complaint, text, Phrase::AskNumber), Field::NUMBER)
            }
            OthersBill::Amount { complaint, .. } => amount_prompt(complaint, view),
            OthersBill::Confirmation { number, amount } => {
                let digits = core::str::from_utf8(&number).unwrap_or_default();
                let text = text.say(Phrase::ConfirmOthersBill).write(digits).say(Phrase::ConfirmPays);
                Prompt::Question(text.amount(amount).say(Phrase::Sure))
            }
            OthersBill::PayPassword { complaint, .. } => {
                Prompt::Input(RetryReason::before(complaint, text, Phrase::AskPayPassword), Field::PAY_PASSWORD)
            }
        }
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        let next = match self {
            OthersBill::Number { .. } => match typed(answer, Phrase::NotANumber, entry::number) {
                Some(Ok(number)) => OthersBill::Amount { number, complaint: None },
                Some(Err(why)) => OthersBill::Number { complaint: Some(why) },
                None => return Move::End,
            },
            OthersBill::Amount { number, .. } => match typed(answer, Phrase::NotAnAmount, entry::positive_amount) {
                Some(Ok(amount)) => OthersBill::Confirmation { number, amount },
                Some(Err(why)) => OthersBill::Amount { number, complaint: Some(why) },
                None => return Move::End,
            },
            OthersBill::Confirmation { number, amount } => match answer {
                Answer::Done => OthersBill::PayPassword { number, amount, complaint: None },
                Answer::No => return Move::Show(Dialog::AwaitingChoice(Branch::PayBills)),
                _ => return Move::End,
            },
            OthersBill::PayPassword { number, amount, .. } => {
                match typed(answer, Phrase::NotAPassword, entry::pay_password) {
                    Some(Ok(pay_password)) => {
                        let order = MenuOrder::OthersBill { number, amount, pay_password };
                        return Move::Order(order, Some(Item::OthersBill));
                    }
                    Some(Err(why)) => OthersBill::PayPassword { number, amount, complaint: Some(why) },
                    None => return Move::End,
                }
            }
        };
        Move::Show(Dialog::OthersBill(next))
    }

    pub(super) const fn before(self) -> Dialog {
        Dialog::OthersBill(match self {
            OthersBill::Number { .. } => return Dialog::AwaitingChoice(Branch::PayBills),
            OthersBill::Amount { .. } => OthersBill::Number { complaint: None },
            OthersBill::Confirmation { number, .. } => OthersBill::Amount { number, complaint: None },
            OthersBill::PayPassword { number, amount, .. } => OthersBill::Confirmation { number, amount },
        })
    }
}

fn amount_prompt(complaint: Option<RetryReason>, view: &View<'_>) -> Prompt {
    Prompt::Input(RetryReason::before(complaint, view.text(), Phrase::AskBillAmount), Field::AMOUNT)
}
