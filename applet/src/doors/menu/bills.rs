//! 【我要缴费】: paying one's own phone bill or another's (handbook 2.7.3). Only another's asks for the pay password
//! (3.3.2).

use crate::money::Fen;

use super::entry::{self, Complaint};
use super::order::Order;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::Branch;
use super::{Answer, Dialog, Move, View, typed};

/// What paying one's own bill waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnBill {
    AwaitingAmount { complaint: Option<Complaint> },
    AwaitingConfirmation { amount: Fen },
}

impl OwnBill {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let text = view.text();
        match self {
            OwnBill::AwaitingAmount { complaint } => amount_prompt(complaint, view),
            OwnBill::AwaitingConfirmation { amount } => {
                Prompt::Question(text.say(Phrase::ConfirmOwnBill).amount(amount).say(Phrase::Sure))
            }
        }
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        match self {
            OwnBill::AwaitingAmount { .. } => match typed(answer, Phrase::NotAnAmount, entry::positive_amount) {
                Some(Ok(amount)) => Move::Show(Dialog::OwnBill(OwnBill::AwaitingConfirmation { amount })),
                Some(Err(why)) => Move::Show(Dialog::OwnBill(OwnBill::AwaitingAmount { complaint: Some(why) })),
                None => Move::End,
            },
            OwnBill::AwaitingConfirmation { amount } => match answer {
                Answer::Done => Move::Show(Dialog::AwaitingSent(Order::OwnBill(amount))),
                Answer::No => Move::Show(Dialog::AwaitingChoice(Branch::PayBills)),
                _ => Move::End,
            },
        }
    }

    pub(super) const fn before(self) -> Dialog {
        match self {
            OwnBill::AwaitingAmount { .. } => Dialog::AwaitingChoice(Branch::PayBills),
            OwnBill::AwaitingConfirmation { .. } => Dialog::OwnBill(OwnBill::AwaitingAmount { complaint: None }),
        }
    }
}

/// What paying another's bill waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OthersBill {
    AwaitingNumber { complaint: Option<Complaint> },
    AwaitingAmount { number: [u8; 11], complaint: Option<Complaint> },
    AwaitingConfirmation { number: [u8; 11], amount: Fen },
    AwaitingPayPassword { number: [u8; 11], amount: Fen, complaint: Option<Complaint> },
}

impl OthersBill {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        let text = view.text();
        match self {
            OthersBill::AwaitingNumber { complaint } => {
                Prompt::Input(Complaint::before(complaint, text, Phrase::AskNumber), Field::NUMBER)
            }
            OthersBill::AwaitingAmount { complaint, .. } => amount_prompt(complaint, view),
            OthersBill::AwaitingConfirmation { number, amount } => {
                let digits = core::str::from_utf8(&number).unwrap_or_default();
                let text = text.say(Phrase::ConfirmOthersBill).write(digits).say(Phrase::ConfirmPays);
                Prompt::Question(text.amount(amount).say(Phrase::Sure))
            }
            OthersBill::AwaitingPayPassword { complaint, .. } => {
                Prompt::Input(Complaint::before(complaint, text, Phrase::AskPayPassword), Field::PAY_PASSWORD)
            }
        }
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        let next = match self {
            OthersBill::AwaitingNumber { .. } => match typed(answer, Phrase::NotANumber, entry::number) {
                Some(Ok(number)) => OthersBill::AwaitingAmount { number, complaint: None },
                Some(Err(why)) => OthersBill::AwaitingNumber { complaint: Some(why) },
                None => return Move::End,
            },
            OthersBill::AwaitingAmount { number, .. } => {
                match typed(answer, Phrase::NotAnAmount, entry::positive_amount) {
                    Some(Ok(amount)) => OthersBill::AwaitingConfirmation { number, amount },
                    Some(Err(why)) => OthersBill::AwaitingAmount { number, complaint: Some(why) },
                    None => return Move::End,
                }
            }
            OthersBill::AwaitingConfirmation { number, amount } => match answer {
                Answer::Done => OthersBill::AwaitingPayPassword { number, amount, complaint: None },
                Answer::No => return Move::Show(Dialog::AwaitingChoice(Branch::PayBills)),
                _ => return Move::End,
            },
            OthersBill::AwaitingPayPassword { number, amount, .. } => {
                match typed(answer, Phrase::NotAPassword, entry::pay_password) {
                    Some(Ok(_)) => return Move::Show(Dialog::AwaitingSent(Order::OthersBill { number, amount })),
                    Some(Err(why)) => OthersBill::AwaitingPayPassword { number, amount, complaint: Some(why) },
                    None => return Move::End,
                }
            }
        };
        Move::Show(Dialog::OthersBill(next))
    }

    pub(super) const fn before(self) -> Dialog {
        Dialog::OthersBill(match self {
            OthersBill::AwaitingNumber { .. } => return Dialog::AwaitingChoice(Branch::PayBills),
            OthersBill::AwaitingAmount { .. } => OthersBill::AwaitingNumber { complaint: None },
            OthersBill::AwaitingConfirmation { number, .. } => OthersBill::AwaitingAmount { number, complaint: None },
            OthersBill::AwaitingPayPassword { number, amount, .. } => {
                OthersBill::AwaitingConfirmation { number, amount }
            }
        })
    }
}

fn amount_prompt(complaint: Option<Complaint>, view: &View<'_>) -> Prompt {
    Prompt::Input(Complaint::before(complaint, view.text(), Phrase::AskBillAmount), Field::AMOUNT)
}
