//! Proofs that terminals carry for each other: a terminal reads from a card the proof of a purchase elsewhere, and the
//! terminal there, which never had the card's answer, fetches the TAC. A proof is forgotten once its purchase is known.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sim_device::pos::entry::PendingPurchase;
use sim_device::pos::line::{AcquirerError, CarriedProof, LineAnswer, LineSender};

use super::desk::AcquirerDesk;
use crate::platform::card_file::Asn;

/// Purchase as a card counts its purchases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CardPurchase {
    /// Number of the card.
    pub asn: Asn,
    /// Offline counter of the card after the purchase.
    pub counter: u16,
}

/// Error of a text that identifies no purchase of a card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} identifies no purchase of a card")]
pub struct CardPurchaseError(String);

impl fmt::Display for CardPurchase {
    /// Writes card number and counter, as `31010203040506070801/00007`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:05}", self.asn, self.counter)
    }
}

impl FromStr for CardPurchase {
    type Err = CardPurchaseError;

    fn from_str(text: &str) -> Result<CardPurchase, CardPurchaseError> {
        let parsed = text
            .split_once('/')
            .and_then(|(asn, counter)| Some(CardPurchase { asn: asn.parse().ok()?, counter: counter.parse().ok()? }));
        parsed.ok_or_else(|| CardPurchaseError(text.to_owned()))
    }
}

impl TryFrom<String> for CardPurchase {
    type Error = CardPurchaseError;

    fn try_from(text: String) -> Result<CardPurchase, CardPurchaseError> {
        text.parse()
    }
}

impl From<CardPurchase> for String {
    fn from(purchase: CardPurchase) -> String {
        purchase.to_string()
    }
}

impl AcquirerDesk<'_> {
    /// Stores the proofs of purchases that are not known yet. The newest proof of a purchase counts. Proofs of unknown
    /// cards are dropped, since they could never be checked.
    pub(super) fn take_proofs(&mut self, proofs: &[CarriedProof]) -> LineAnswer {
        for proof in proofs {
            let purchase = CardPurchase { asn: Asn(proof.asn), counter: proof.card_counter };
            let is_open = self.acquiring.purchases.of_card(&purchase).is_none();
            if is_open && self.cards.get(&purchase.asn).is_some() {
                self.acquiring.proofs.insert(purchase, *proof);
            }
        }
        LineAnswer::Done
    }

    /// Returns the TAC of a purchase, if another terminal brought a proof whose TAC is right for this purchase. If the
    /// card used the counter for another purchase, the platform knows that this one never took place.
    pub(super) fn fetch(&self, from: &LineSender, pending: &PendingPurchase) -> Result<LineAnswer, AcquirerError> {
        if pending.id.terminal != from.terminal {
            return Err(AcquirerError::Foreign);
        }
        let purchase = CardPurchase { asn: Asn(pending.asn), counter: pending.card_counter };
        let key = self.tac_key(&purchase.asn).ok_or(AcquirerError::UnknownCard)?;
        if self.acquiring.purchases.of_card(&purchase).is_some_and(|known| known != pending.id) {
            return Err(AcquirerError::UnknownPurchase);
        }
        let proof = self.acquiring.proofs.get(&purchase).map(|proof| proof.tac);
        let is_right = |tac: &[u8; 4]| pending.proved(0, *tac).expected_tac(&key) == *tac;
        Ok(LineAnswer::Fetched(proof.filter(is_right)))
    }
}
