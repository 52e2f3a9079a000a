//! Scratch cards (充值卡): eighteen digits under a coating, worth a value in one province, each used once.
//!
//! The store holds a hash and not the digits, so that who reads it cannot spend the cards that were not used yet. A
//! keyed BLAKE2s is enough and a slow hash would buy nothing: the digits are chance, about sixty bits, and not what
//! people choose, so there is no dictionary to try; and without the key there is nothing to try against. It must also
//! be the same each time, since the card is looked up by it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use applet::Entropy;
use blake2::Blake2sMac;
use blake2::digest::consts::U16;
use blake2::digest::{FixedOutput, KeyInit, Update};
use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::amount::as_fen;
use super::number::Msisdn;
use super::province::Province;
use super::refused::Refused;
use crate::tracked_map::TrackedMap;
use sim_codec::time::Moment;

/// Digits of a card.
const DIGITS: usize = 18;

/// The digits of a card as somebody typed them. They are money, so they are not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct CardDigits([u8; DIGITS]);

/// A text that is not eighteen digits. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the digits of a scratch card are 18, and these are {0} characters or not all of them are digits")]
pub struct ScratchCardDigitsError(pub usize);

impl FromStr for CardDigits {
    type Err = ScratchCardDigitsError;

    fn from_str(text: &str) -> Result<CardDigits, ScratchCardDigitsError> {
        let wrong = ScratchCardDigitsError(text.chars().count());
        let digits: [u8; DIGITS] = text.as_bytes().try_into().map_err(|_| wrong)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(CardDigits(digits)) } else { Err(wrong) }
    }
}

impl CardDigits {
    /// From the nine octets of BCD in which they travel inside a ciphered packet.
    pub fn from_bcd(octets: [u8; DIGITS / 2]) -> Result<CardDigits, ScratchCardDigitsError> {
        hex::encode(octets).parse()
    }

    /// Eighteen digits by chance.
    pub fn drawn(chance: &mut dyn Entropy) -> CardDigits {
        CardDigits([(); DIGITS].map(|()| {
            let mut number = [0; 4];
            chance.fill(&mut number);
            u8::try_from(u32::from_be_bytes(number) % 10).unwrap_or(0) + b'0'
        }))
    }

    /// The digits, for the paper that they are printed on.
    pub fn reveal(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl fmt::Debug for CardDigits {
    /// Not the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardDigits")
    }
}

/// What stands for a card in the store and in the ledger: a hash of its digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CardMark([u8; 16]);

/// A text that is no mark.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no mark of a scratch card: one is 32 hexadecimal digits")]
pub struct ScratchCardMarkError(String);

impl From<CardMark> for String {
    fn from(mark: CardMark) -> String {
        hex::encode(mark.0)
    }
}

impl TryFrom<String> for CardMark {
    type Error = ScratchCardMarkError;

    fn try_from(text: String) -> Result<CardMark, ScratchCardMarkError> {
        let mut mark = [0; 16];
        match hex::decode_to_slice(&text, &mut mark) {
            Ok(()) => Ok(CardMark(mark)),
            Err(_) => Err(ScratchCardMarkError(text)),
        }
    }
}

impl fmt::Display for CardMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for CardMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardMark({self})")
    }
}

/// Who used a card, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// Whose account has the money.
    pub number: Msisdn,
    /// When.
    pub at: Moment,
}

/// A card that was sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScratchCard {
    /// What it is worth.
    #[serde(with = "as_fen")]
    pub value: Fen,
    /// Where it was sold.
    pub province: Province,
    /// Who used it, if anybody did.
    pub used: Option<Use>,
}

/// Every card, under the hash of its digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScratchCards {
    key: [u8; 32],
    pub(super) cards: TrackedMap<CardMark, ScratchCard>,
}

impl fmt::Debug for ScratchCards {
    /// Not the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScratchCards").field("cards", self.cards.rows()).finish_non_exhaustive()
    }
}

impl ScratchCards {
    /// No cards yet, under a key by chance.
    pub fn new(chance: &mut dyn Entropy) -> ScratchCards {
        let mut key = [0; 32];
        chance.fill(&mut key);
        ScratchCards { key, cards: TrackedMap::default() }
    }

    /// What stands for these digits.
    pub fn mark(&self, digits: &CardDigits) -> CardMark {
        let mut hash = Blake2sMac::<U16>::new(&self.key.into());
        hash.update(&digits.0);
        CardMark(hash.finalize_fixed().into())
    }

    /// A card is sold somewhere.
    pub fn issue(&mut self, digits: &CardDigits, value: Fen, province: Province) -> Result<CardMark, Refused> {
        if value == Fen::ZERO {
            return Err(Refused::AmountZero);
        }
        let mark = self.mark(digits);
        if self.cards.get(&mark).is_some() {
            return Err(Refused::CardKnown);
        }
        self.cards.insert(mark, ScratchCard { value, province, used: None });
        Ok(mark)
    }

    /// The card with these digits, if it may be used: it exists, is of a province that is taken, and was not used.
    pub fn usable(&self, digits: &CardDigits, taken: &[Province]) -> Result<(CardMark, ScratchCard), Refused> {
        let mark = self.mark(digits);
        let card = self.cards.get(&mark).copied().ok_or(Refused::CardUnknown)?;
        if !taken.contains(&card.province) {
            return Err(Refused::CardProvince(card.province));
        }
        if card.used.is_some() { Err(Refused::CardUsed) } else { Ok((mark, card)) }
    }

    /// The card is used up.
    pub(super) fn use_up(&mut self, mark: CardMark, by: Use) {
        if let Some(card) = self.cards.get_mut(&mark) {
            card.used = Some(by);
        }
    }

    /// Every card by its mark.
    pub fn cards(&self) -> &BTreeMap<CardMark, ScratchCard> {
        self.cards.rows()
    }
}

#[cfg(test)]
mod tests;
