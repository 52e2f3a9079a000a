//! A whole transaction as the host computes it. The session key, every MAC, every command and every answer of a right
//! card follow from the two sides of INITIALIZE.

mod online;
mod overdraw;
mod purchase;

use sim_wire::Fen;
use sim_wire::record::LogRecord;

use super::Mac;
use super::transaction_mac::DatedRequest;

pub use online::{Online, TransferDirection};
pub use overdraw::OverdrawUpdate;
pub use purchase::Purchase;

/// Card's data in the answer to INITIALIZE: the state before the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardSide {
    /// Balance in fen.
    pub balance: Fen,
    /// Transaction counter: online for load, unload and overdraw; offline for purchase.
    pub counter: u16,
    /// Random number of the card.
    pub random: [u8; 4],
}

impl CardSide {
    /// Parses the answer to INITIALIZE FOR PURCHASE into the card's data and the version of its key. The answer is
    /// balance 4, counter 2, overdraw limit 3, key version 1, algorithm 1, random number 4.
    pub const fn of_purchase(answer: &[u8; 15]) -> (CardSide, u8) {
        let [b0, b1, b2, b3, c0, c1, _, _, _, version, _, random @ ..] = *answer;
        (CardSide::new([b0, b1, b2, b3], [c0, c1], random), version)
    }

    /// Parses the answer to INITIALIZE FOR LOAD or UNLOAD into the card's data, the version of its key, and MAC1. The
    /// answer is balance 4, counter 2, key version 1, algorithm 1, random number 4, MAC1 4.
    pub const fn of_online(answer: &[u8; 16]) -> (CardSide, u8, Mac) {
        let [b0, b1, b2, b3, c0, c1, version, _, r0, r1, r2, r3, mac1 @ ..] = *answer;
        (CardSide::new([b0, b1, b2, b3], [c0, c1], [r0, r1, r2, r3]), version, mac1)
    }

    const fn new(balance: [u8; 4], counter: [u8; 2], random: [u8; 4]) -> CardSide {
        CardSide { balance: Fen(u32::from_be_bytes(balance)), counter: u16::from_be_bytes(counter), random }
    }
}

/// Label of the key that the card uses, as the answer to INITIALIZE states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyLabel {
    /// Key version.
    pub version: u8,
    /// Algorithm identifier.
    pub algorithm: u8,
}

/// Returns the answer to INITIALIZE FOR LOAD and UNLOAD: balance 4, online counter 2, key version 1, algorithm 1,
/// random 4, MAC1 4.
fn online_answer(card: &CardSide, label: KeyLabel, mac1: Mac) -> Vec<u8> {
    let [high, low] = card.counter.to_be_bytes();
    let label = [high, low, label.version, label.algorithm];
    [card.balance.to_bytes(), label, card.random, mac1].concat()
}

/// Returns the log record of a request whose counter before was `counter_before`; `None` if that counter is at its end.
fn log_record(dated: &DatedRequest, counter_before: u16, overdraw_limit: [u8; 3]) -> Option<LogRecord> {
    let request = dated.request;
    Some(LogRecord {
        counter: counter_before.checked_add(1)?,
        overdraw_limit,
        amount: request.amount,
        kind: request.kind,
        terminal: request.terminal,
        at: dated.at,
    })
}
