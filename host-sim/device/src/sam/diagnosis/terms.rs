//! The terms of a transaction's MAC or TAC: everything from which it is computed.

use std::fmt;

use applet::{KeyEntry, KeyUsage, PurseKey};
use sim_wire::Fen;
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};

use super::MacMethod;
use crate::sam::transaction_mac::{DatedRequest, TransactionRequest};
use crate::sam::{Mac, SessionKey, TacKey};
use sim_codec::crypto::des::{DesBlock, SingleKey};

/// MAC or TAC of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacValue {
    /// MAC1 of a purchase, which the terminal makes.
    PurchaseMac1,
    /// MAC2 of a purchase, which the card makes.
    PurchaseMac2,
    /// TAC of a purchase, which the card makes.
    PurchaseTac,
    /// MAC1 of a load, which the card makes.
    LoadMac1,
    /// MAC2 of a load, which the host makes.
    LoadMac2,
    /// TAC of a load, which the card makes.
    LoadTac,
    /// MAC1 of an unload, which the card makes.
    UnloadMac1,
    /// MAC2 of an unload, which the host makes.
    UnloadMac2,
    /// MAC3 of an unload, which the card makes.
    UnloadMac3,
}

impl MacValue {
    /// Every value.
    pub const ALL: [MacValue; 9] = [
        MacValue::PurchaseMac1,
        MacValue::PurchaseMac2,
        MacValue::PurchaseTac,
        MacValue::LoadMac1,
        MacValue::LoadMac2,
        MacValue::LoadTac,
        MacValue::UnloadMac1,
        MacValue::UnloadMac2,
        MacValue::UnloadMac3,
    ];

    /// Returns the value in words, such as `MAC1 of a purchase`.
    pub const fn name(self) -> &'static str {
        match self {
            MacValue::PurchaseMac1 => "MAC1 of a purchase",
            MacValue::PurchaseMac2 => "MAC2 of a purchase",
            MacValue::PurchaseTac => "TAC of a purchase",
            MacValue::LoadMac1 => "MAC1 of a load",
            MacValue::LoadMac2 => "MAC2 of a load",
            MacValue::LoadTac => "TAC of a load",
            MacValue::UnloadMac1 => "MAC1 of an unload",
            MacValue::UnloadMac2 => "MAC2 of an unload",
            MacValue::UnloadMac3 => "MAC3 of an unload",
        }
    }

    /// Returns the usage of the key under which the value is made, or from which its session key is derived.
    pub const fn usage(self) -> KeyUsage {
        match self {
            MacValue::PurchaseMac1 | MacValue::PurchaseMac2 => KeyUsage::Purchase,
            MacValue::LoadMac1 | MacValue::LoadMac2 => KeyUsage::Load,
            MacValue::UnloadMac1 | MacValue::UnloadMac2 | MacValue::UnloadMac3 => KeyUsage::Unload,
            MacValue::PurchaseTac | MacValue::LoadTac => KeyUsage::Tac,
        }
    }

    /// Returns whether the value is a TAC, which is made under a key of its own and not under a session key.
    pub const fn is_tac(self) -> bool {
        matches!(self, MacValue::PurchaseTac | MacValue::LoadTac)
    }

    /// Returns whether the value belongs to a purchase, whose session key depends on the terminal's counter.
    pub const fn is_of_purchase(self) -> bool {
        matches!(self, MacValue::PurchaseMac1 | MacValue::PurchaseMac2 | MacValue::PurchaseTac)
    }

    /// Returns the octets that the value covers, as the fields in their order.
    pub const fn fields(self) -> &'static str {
        match self {
            MacValue::PurchaseMac1 | MacValue::LoadMac2 | MacValue::UnloadMac2 => {
                "amount 4, type 1, terminal 6, date 4, time 3"
            }
            MacValue::PurchaseMac2 => "amount 4",
            MacValue::PurchaseTac => "amount 4, type 1, terminal 6, terminal counter 4, date 4, time 3",
            MacValue::LoadMac1 | MacValue::UnloadMac1 => "old balance 4, amount 4, type 1, terminal 6",
            MacValue::LoadTac | MacValue::UnloadMac3 => {
                "new balance 4, counter 2, amount 4, type 1, terminal 6, date 4, time 3"
            }
        }
    }
}

/// Key from which a value is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MacKey {
    /// Key of the card.
    Card(KeyEntry),
    /// Key that somebody wrote out.
    Given(PurseKey),
}

impl MacKey {
    /// Returns the octets of the key.
    pub const fn octets(&self) -> &PurseKey {
        match self {
            MacKey::Card(entry) => &entry.key,
            MacKey::Given(key) => key,
        }
    }

    /// Returns the entry of a card's key; `None` for any other.
    pub const fn entry(&self) -> Option<&KeyEntry> {
        match self {
            MacKey::Card(entry) => Some(entry),
            MacKey::Given(_) => None,
        }
    }
}

impl fmt::Debug for MacKey {
    /// Writes no key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MacKey::Card(entry) => entry.fmt(f),
            MacKey::Given(_) => f.write_str("Given(..)"),
        }
    }
}

/// Terms of a value, as terminal and card should both have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MacTerms {
    /// Value that is computed.
    pub value: MacValue,
    /// Key of the transaction, or the TAC key.
    pub key: MacKey,
    /// Random number in the answer to INITIALIZE.
    pub random: [u8; 4],
    /// Transaction counter in the answer to INITIALIZE.
    pub counter: u16,
    /// Counter of the terminal; 0 where it plays no part.
    pub terminal_counter: u32,
    /// Balance in the answer to INITIALIZE, in fen.
    pub balance: Fen,
    /// Amount in fen.
    pub amount: Fen,
    /// Transaction type.
    pub kind: TransactionKind,
    /// Number of the terminal.
    pub terminal: TerminalNumber,
    /// Date and time by the terminal's clock.
    pub at: TerminalTime,
}

impl MacTerms {
    fn dated(&self) -> DatedRequest {
        TransactionRequest { amount: self.amount, kind: self.kind, terminal: self.terminal }.at(self.at)
    }

    /// Returns the balance after the transaction; `None` if there is none.
    fn new_balance(&self) -> Option<Fen> {
        match self.value {
            MacValue::LoadTac => self.balance.checked_add(self.amount),
            _ => self.balance.checked_sub(self.amount),
        }
    }

    /// Returns the octets that the value covers, without padding; `None` if the balance afterwards is not one.
    pub fn input(&self) -> Option<Vec<u8>> {
        let dated = self.dated();
        Some(match self.value {
            MacValue::PurchaseMac1 => dated.purchase_mac1(None),
            MacValue::PurchaseMac2 => dated.purchase_mac2(),
            MacValue::PurchaseTac => dated.purchase_tac(self.terminal_counter),
            MacValue::LoadMac1 | MacValue::UnloadMac1 => dated.request.mac1_of_the_card(self.balance),
            MacValue::LoadMac2 | MacValue::UnloadMac2 => dated.mac2_of_the_host(),
            MacValue::LoadTac | MacValue::UnloadMac3 => dated.online_proof(self.new_balance()?, self.counter),
        })
    }

    /// Returns the block from which the session key is derived; `None` for a TAC.
    pub fn session_input(&self) -> Option<DesBlock> {
        match self.value {
            value if value.is_tac() => None,
            value if value.is_of_purchase() => {
                Some(SessionKey::purchase_input(self.random, self.counter, self.terminal_counter))
            }
            _ => Some(SessionKey::online_input(self.random, self.counter)),
        }
    }

    /// Returns the key of single length under which the value is made.
    pub fn single_key(&self) -> SingleKey {
        match self.session_input() {
            Some(input) => SessionKey::derive(self.key.octets(), input).0,
            None => TacKey::of(self.key.octets()).0,
        }
    }

    /// Computes the value; `None` if there is no such value.
    pub fn mac(&self, method: MacMethod) -> Option<Mac> {
        Some(method.mac(&self.single_key(), &self.input()?))
    }
}
