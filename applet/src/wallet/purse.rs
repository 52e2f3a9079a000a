//! The purse (电子钱包): balance and counters, and the three transactions that change them.

pub(crate) mod load;
mod online;
pub(crate) mod purchase;
pub(crate) mod unload;

use crate::crypto::{MacKey, folded};
use crate::entropy::Entropy;
use crate::personalisation::KeyUsage;
use crate::refusal::Refusal;
use crate::wallet::change::Change;
use crate::wallet::proof::TransactionProof;
use crate::wallet::{Context, lifecycle};
use sim_wire::Fen;
use sim_wire::concat;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::{LogRecord, TerminalNumber, TerminalTime, TransactionKind};

/// Balance and transaction counters (JR/T 0025.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Purse {
    /// Balance in fen, never over the personalised maximum.
    pub(crate) balance: Fen,
    /// Online transaction counter (联机交易序号) of loads and unloads.
    pub(crate) online: u16,
    /// Offline transaction counter (脱机交易序号) of purchases.
    pub(crate) offline: u16,
}

/// Fields of a transaction that the log, the MACs and the TAC share.
#[derive(Clone, Copy)]
struct Transaction {
    kind: TransactionKind,
    amount: Fen,
    terminal: TerminalNumber,
    at: TerminalTime,
}

impl Transaction {
    /// Returns the message of MAC2 of load and unload, of MAC1 of purchase: amount, type, terminal, date, time.
    fn terminal_message(&self) -> [u8; 18] {
        concat(&[&self.amount.to_bytes(), &[self.kind.code()], &self.terminal, &self.at.0])
    }

    /// Returns the log record, with the counter after the transaction.
    fn record(&self, counter: u16) -> LogRecord {
        LogRecord {
            counter,
            overdraw_limit: [0; 3],
            amount: self.amount,
            kind: self.kind,
            terminal: self.terminal,
            at: self.at,
        }
    }
}

/// Returns the change of a completed transaction: balance and counters, log and proof together.
fn completed(context: &Context<'_>, purse: Purse, transaction: &Transaction, proof: TransactionProof) -> Change {
    let lifecycle = lifecycle::after_spending(context.wallet.lifecycle, purse.balance);
    let remote = context.wallet.remote;
    Change::Transaction { purse, lifecycle, record: transaction.record(proof.counter), proof, remote }
}

/// Returns the TAC key: DTK left XOR DTK right.
fn tac_key(context: &Context<'_>) -> Result<MacKey, Refusal> {
    let entry = context.identity.any_key(KeyUsage::Tac).ok_or(Refusal::KeyNotFound)?;
    Ok(MacKey::new(&folded(&entry.key)))
}

/// Draws a random number of the card.
fn draw(entropy: &mut impl Entropy) -> [u8; 4] {
    let mut random = [0; 4];
    entropy.fill(&mut random);
    random
}

/// Returns the refusal of each state to a purchase; `None` if the state allows it. A closing wallet may still be spent
/// to zero.
const fn purchase_refusal(state: LifeCycle) -> Option<Refusal> {
    match state {
        LifeCycle::Closing => None,
        other => lifecycle::only_when_open(other),
    }
}

/// Returns the refusal of each state to an unload; `None` if the state allows it. The hall takes a suspended or closing
/// wallet's money back too (换卡登记, 销户).
const fn unload_refusal(state: LifeCycle) -> Option<Refusal> {
    match state {
        LifeCycle::Suspended => None,
        other => purchase_refusal(other),
    }
}

/// Pairs a refusal with whether it holds, as [`Refusal::first`] takes it. If it does not hold, the reason is never
/// read.
fn maybe(refusal: Option<Refusal>) -> (bool, Refusal) {
    (refusal.is_some(), refusal.unwrap_or(Refusal::NotOpened))
}
