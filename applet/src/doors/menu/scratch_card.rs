//! 【充值卡充值】: recharging the payment account by a scratch card of 18 digits (handbook 2.4.1).

use serde::{Deserialize, Serialize};

use super::entry::{self, RetryReason};
use super::order::MenuOrder;
use super::phrases::Phrase;
use super::prompt::{Field, Prompt};
use super::tree::Item;
use super::{Answer, Dialog, Move, View, typed};

/// Question for the card's digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ScratchCard {
    pub(super) complaint: Option<RetryReason>,
}

impl ScratchCard {
    pub(super) fn prompt(self, view: &View<'_>) -> Prompt {
        Prompt::Input(RetryReason::before(self.complaint, view.text(), Phrase::AskScratchCard), Field::SCRATCH_CARD)
    }

    pub(super) fn answered(self, answer: Answer) -> Move {
        match typed(answer, Phrase::NotAScratchCard, entry::scratch_card) {
            Some(Ok(card)) => Move::Order(MenuOrder::ScratchCard(card), Some(Item::ScratchCard)),
            Some(Err(complaint)) => Move::Show(Dialog::ScratchCard(ScratchCard { complaint: Some(complaint) })),
            None => Move::End,
        }
    }
}
