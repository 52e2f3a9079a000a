//! Entry of a batch (批次): a purchase as the POS terminal records it, with all that the platform needs to pay for it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::record::TransactionKind;

use crate::sam::TacKey;
use crate::sam::transaction_mac::{DatedRequest, TransactionRequest};

/// Identity of a purchase: the terminal number of the security module and its transaction counter (终端交易序号). A
/// security module uses no counter twice, and the card's TAC covers both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PurchaseId {
    /// Terminal number of the security module.
    pub terminal: [u8; 6],
    /// Transaction counter of the security module.
    pub counter: u32,
}

/// Error of a text that identifies no purchase.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} identifies no purchase; one reads 112233445566/0000000009")]
pub struct PurchaseIdError(String);

impl fmt::Display for PurchaseId {
    /// Writes terminal number and counter, as `112233445566/0000000009`, so that the text sorts as the value does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:010}", hex::encode_upper(self.terminal), self.counter)
    }
}

impl FromStr for PurchaseId {
    type Err = PurchaseIdError;

    fn from_str(text: &str) -> Result<PurchaseId, PurchaseIdError> {
        let parsed = text.split_once('/').and_then(|(terminal, counter)| {
            let terminal = hex::decode(terminal).ok()?.try_into().ok()?;
            Some(PurchaseId { terminal, counter: counter.parse().ok()? })
        });
        parsed.filter(|id| id.to_string() == text).ok_or_else(|| PurchaseIdError(text.to_owned()))
    }
}

impl TryFrom<String> for PurchaseId {
    type Error = PurchaseIdError;

    fn try_from(text: String) -> Result<PurchaseId, PurchaseIdError> {
        text.parse()
    }
}

impl From<PurchaseId> for String {
    fn from(id: PurchaseId) -> String {
        id.to_string()
    }
}

/// State of an entry in its batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryState {
    /// The purchase stands.
    Sold,
    /// The purchase was voided (撤销).
    Voided,
}

/// Purchase in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseEntry {
    /// Number of the voucher (凭证号) in its batch, counted from 1 without gaps.
    pub voucher: u32,
    /// Identity of the purchase.
    pub id: PurchaseId,
    /// Card number (ASN).
    #[serde(with = "hex::serde")]
    pub asn: [u8; 10],
    /// Amount in fen.
    pub amount: Fen,
    /// Date and time of the purchase in BCD, as the card received them.
    #[serde(with = "hex::serde")]
    pub at: [u8; 7],
    /// Offline counter of the card after the purchase (卡交易序号).
    pub card_counter: u16,
    /// Balance of the purse after the purchase, in fen.
    pub balance: Fen,
    /// TAC of the card.
    #[serde(with = "hex::serde")]
    pub tac: [u8; 4],
    /// State of the entry.
    pub state: EntryState,
}

/// Purchase that is not proved: the terminal sent the debit, and has not yet had the card's answer. It stands in no
/// batch, and no goods were handed over for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingPurchase {
    /// Identity of the purchase.
    pub id: PurchaseId,
    /// Card number (ASN).
    #[serde(with = "hex::serde")]
    pub asn: [u8; 10],
    /// Amount in fen.
    pub amount: Fen,
    /// Date and time in BCD, as the terminal sent them to the card.
    #[serde(with = "hex::serde")]
    pub at: [u8; 7],
    /// Offline counter that the card has if the purchase took place.
    pub card_counter: u16,
    /// Balance that the purse then has, in fen.
    pub balance: Fen,
}

impl PendingPurchase {
    /// Returns the entry of the purchase, once its TAC is known.
    pub const fn proved(&self, voucher: u32, tac: [u8; 4]) -> PurchaseEntry {
        let PendingPurchase { id, asn, amount, at, card_counter, balance } = *self;
        PurchaseEntry { voucher, id, asn, amount, at, card_counter, balance, tac, state: EntryState::Sold }
    }
}

impl PurchaseEntry {
    /// Returns the purchase as card and terminal computed over it.
    pub fn dated(&self) -> DatedRequest {
        let kind = TransactionKind::Purchase;
        let request = TransactionRequest { amount: self.amount, kind, terminal: self.id.terminal };
        request.at(sim_wire::record::TerminalTime(self.at))
    }

    /// Returns the TAC of a right card for this purchase.
    pub fn expected_tac(&self, key: &TacKey) -> [u8; 4] {
        key.mac(&self.dated().purchase_tac(self.id.counter))
    }
}

/// Count and sum of a batch's entries, by which terminal and platform compare a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchTotals {
    /// Number of the purchases that stand.
    pub sold: u32,
    /// Sum of the purchases that stand, in fen.
    pub sum: u64,
    /// Number of the voided purchases.
    pub voided: u32,
    /// Sum of the voided purchases, in fen.
    pub voided_sum: u64,
}

impl BatchTotals {
    /// Returns the totals of these entries.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e PurchaseEntry>) -> BatchTotals {
        entries.into_iter().fold(BatchTotals::default(), BatchTotals::with)
    }

    /// Returns the totals with one more entry.
    #[must_use]
    pub fn with(self, entry: &PurchaseEntry) -> BatchTotals {
        let amount = u64::from(entry.amount.0);
        match entry.state {
            EntryState::Sold => {
                BatchTotals { sold: self.sold.saturating_add(1), sum: self.sum.saturating_add(amount), ..self }
            }
            EntryState::Voided => BatchTotals {
                voided: self.voided.saturating_add(1),
                voided_sum: self.voided_sum.saturating_add(amount),
                ..self
            },
        }
    }

    /// Returns the number of all entries.
    pub const fn count(&self) -> u32 {
        self.sold.saturating_add(self.voided)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(amount: u32, state: EntryState) -> PurchaseEntry {
        PurchaseEntry {
            voucher: 1,
            id: PurchaseId { terminal: [0x11; 6], counter: 9 },
            asn: [0x22; 10],
            amount: Fen(amount),
            at: [0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00],
            card_counter: 3,
            balance: Fen(900),
            tac: [1, 2, 3, 4],
            state,
        }
    }

    #[test]
    fn purchase_id_is_read_in_one_spelling() {
        let id = PurchaseId { terminal: [0x11, 0x22, 0x33, 0xAB, 0x55, 0x66], counter: 9 };
        assert_eq!(id.to_string(), "112233AB5566/0000000009");
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "112233AB5566", "112233AB5566/9", "112233ab5566/0000000009", "1122/0000000009"] {
            assert!(wrong.parse::<PurchaseId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn totals_keep_voided_purchases_apart() {
        let entries = [entry(100, EntryState::Sold), entry(250, EntryState::Voided), entry(5, EntryState::Sold)];
        let totals = BatchTotals::of(&entries);
        assert_eq!(totals, BatchTotals { sold: 2, sum: 105, voided: 1, voided_sum: 250 });
        assert_eq!(totals.count(), 3);
    }

    #[test]
    fn entry_round_trips_through_json() {
        let entry = entry(100, EntryState::Voided);
        let text = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<PurchaseEntry>(&text).unwrap(), entry);
    }
}
