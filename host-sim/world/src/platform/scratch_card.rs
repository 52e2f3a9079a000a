//! Scratch cards (充值卡): eighteen digits under a coating, worth a value in one province, each used once.
//!
//! The store holds a hash and not the digits, so that a reader of the store cannot spend the unused cards. A keyed
//! BLAKE2s is enough, and a slow hash would gain nothing. The digits are random, about sixty bits, and not chosen by
//! people, so there is no dictionary to try. Without the key there is nothing to compare a guess with. The hash must
//! also be the same each time, since the card is looked up by it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use applet::Entropy;
use blake2::Blake2sMac;
use blake2::digest::consts::{U16, U32};
use blake2::digest::{FixedOutput, KeyInit, Update};
use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::amount::as_fen;
use super::error::PlatformError;
use super::number::Msisdn;
use super::province::Province;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Number of digits of a scratch card.
const DIGITS: usize = 18;

/// Digits of a scratch card as they are typed. They are money, so they are not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct CardDigits([u8; DIGITS]);

/// Error of a text that is not eighteen digits, with its number of characters. It does not repeat the text.
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
    /// Parses the nine octets of BCD that a ciphered packet carries.
    pub fn from_bcd(octets: [u8; DIGITS / 2]) -> Result<CardDigits, ScratchCardDigitsError> {
        hex::encode(octets).parse()
    }

    /// Draws eighteen digits at random.
    pub fn draw(chance: &mut dyn Entropy) -> CardDigits {
        CardDigits([(); DIGITS].map(|()| {
            let mut number = [0; 4];
            chance.fill(&mut number);
            u8::try_from(u32::from_be_bytes(number) % 10).unwrap_or(0) + b'0'
        }))
    }

    /// Returns the digits, for the paper that they are printed on.
    pub fn reveal(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl fmt::Debug for CardDigits {
    /// Writes the type's name without the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardDigits")
    }
}

/// Mark of a scratch card in the store and in the ledger: a keyed hash of its digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CardMark([u8; 16]);

/// Error of a text that is no mark.
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

/// Use of a scratch card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScratchCardUse {
    /// Number whose account got the money.
    pub number: Msisdn,
    /// Moment of the use.
    pub at: Moment,
}

/// Recharge by a scratch card, with the balance after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recharge {
    /// Value of the card in fen.
    #[serde(with = "as_fen")]
    pub value: Fen,
    /// Balance of the recharge-card sub-account in fen.
    pub balance: i64,
}

/// Scratch card that was sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScratchCard {
    /// Value in fen.
    #[serde(with = "as_fen")]
    pub value: Fen,
    /// Province in which the card was sold.
    pub province: Province,
    /// Use of the card; `None` while it is unused.
    pub used: Option<ScratchCardUse>,
}

/// All scratch cards, by the marks of their digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScratchCards {
    key: [u8; 32],
    pub(super) cards: TrackedMap<CardMark, ScratchCard>,
}

impl fmt::Debug for ScratchCards {
    /// Writes the cards without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScratchCards").field("cards", self.cards.rows()).finish_non_exhaustive()
    }
}

impl ScratchCards {
    /// Creates an empty store under a random key.
    pub fn new(chance: &mut dyn Entropy) -> ScratchCards {
        let mut key = [0; 32];
        chance.fill(&mut key);
        ScratchCards { key, cards: TrackedMap::default() }
    }

    /// Returns a key for another use, made of the cards' key and the name of the use.
    pub(super) fn derive_key(&self, name: &[u8]) -> [u8; 32] {
        let mut hash = Blake2sMac::<U32>::new(&self.key.into());
        hash.update(name);
        hash.finalize_fixed().into()
    }

    /// Returns the mark of a card's digits.
    pub fn mark(&self, digits: &CardDigits) -> CardMark {
        let mut hash = Blake2sMac::<U16>::new(&self.key.into());
        hash.update(&digits.0);
        CardMark(hash.finalize_fixed().into())
    }

    /// Records a card that was sold. Returns its mark.
    pub fn issue(&mut self, digits: &CardDigits, value: Fen, province: Province) -> Result<CardMark, PlatformError> {
        if value == Fen::ZERO {
            return Err(PlatformError::AmountZero);
        }
        let mark = self.mark(digits);
        if self.cards.get(&mark).is_some() {
            return Err(PlatformError::CardKnown);
        }
        self.cards.insert(mark, ScratchCard { value, province, used: None });
        Ok(mark)
    }

    /// Returns the card with these digits, if it may be used: it exists, its province is among `taken`, and it is
    /// unused.
    pub fn usable(&self, digits: &CardDigits, taken: &[Province]) -> Result<(CardMark, ScratchCard), PlatformError> {
        let mark = self.mark(digits);
        let card = self.cards.get(&mark).copied().ok_or(PlatformError::CardUnknown)?;
        if !taken.contains(&card.province) {
            return Err(PlatformError::CardProvince(card.province));
        }
        if card.used.is_some() { Err(PlatformError::CardUsed) } else { Ok((mark, card)) }
    }

    /// Marks a card as used.
    pub(super) fn use_up(&mut self, mark: CardMark, by: ScratchCardUse) {
        if let Some(card) = self.cards.get_mut(&mark) {
            card.used = Some(by);
        }
    }

    /// Returns every card by its mark.
    pub fn cards(&self) -> &BTreeMap<CardMark, ScratchCard> {
        self.cards.rows()
    }
}

#[cfg(test)]
mod tests;
