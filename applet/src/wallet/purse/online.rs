//! Steps that load and unload share: both are online, so both parties prove themselves before money moves.

use crate::crypto::{Mac, MacKey, same, session_key};
use crate::entropy::Entropy;
use crate::personalisation::KeyEntry;
use crate::refusal::Refusal;
use crate::request::Initialize;
use crate::session::AwaitingMac2;
use sim_wire::Fen;
use sim_wire::concat;
use sim_wire::record::{TerminalTime, TransactionKind};

use super::{Purse, Transaction, draw};

/// Two octets of the session key, in the place where a purchase has the terminal's counter.
const TAIL: [u8; 2] = [0x80, 0x00];

/// Begins a load or unload: derives the session key, and returns the answer by which the card proves that it has the
/// key. The answer is balance, counter, key version, algorithm, random number, MAC1.
pub(super) fn begin(
    purse: &Purse,
    kind: TransactionKind,
    key: &KeyEntry,
    ask: &Initialize,
    entropy: &mut impl Entropy,
) -> (AwaitingMac2, [u8; 16]) {
    let random = draw(entropy);
    let awaiting = awaiting(key, random, (purse.online, purse.balance), ask);
    let mac1 = mac1(&MacKey::new(&awaiting.session_key), purse.balance, kind, ask);
    let answer = concat(&[
        &purse.balance.to_bytes(),
        &purse.online.to_be_bytes(),
        &[key.version, key.algorithm],
        &random,
        &mac1,
    ]);
    (awaiting, answer)
}

/// Returns the data that is kept between the two steps.
pub(super) fn awaiting(
    key: &KeyEntry,
    random: [u8; 4],
    (counter, balance): (u16, Fen),
    ask: &Initialize,
) -> AwaitingMac2 {
    let session_key = session_key(&key.key, random, counter, TAIL);
    AwaitingMac2 { session_key, counter, balance, amount: ask.amount, terminal: ask.terminal }
}

/// Checks the second step of a load or unload, and returns the transaction and its session key. MAC2 must be right. No
/// other transaction may have been completed meanwhile, over the air or on the other interface. The reason is that the
/// terminal checks the receipt over the balance of the first step.
pub(super) fn proven(
    purse: &Purse,
    awaiting: AwaitingMac2,
    kind: TransactionKind,
    at: TerminalTime,
    mac2: Mac,
) -> Result<(Transaction, MacKey), Refusal> {
    let AwaitingMac2 { session_key, counter, balance, amount, terminal } = awaiting;
    Refusal::first([((counter, balance) != (purse.online, purse.balance), Refusal::NoTransactionStep)])?;
    let transaction = Transaction { kind, amount, terminal, at };
    let key = MacKey::new(&session_key);
    if same(&mac2, &transaction.terminal_mac(&key)) {
        Ok((transaction, key))
    } else {
        Err(Refusal::TransactionMacWrong)
    }
}

/// Computes TAC of a load, MAC3 of an unload: new balance, counter before, amount, type, terminal, date, time.
pub(super) fn closing_mac(key: &MacKey, transaction: &Transaction, balance: Fen, counter_before: u16) -> Mac {
    let message: [u8; 24] = concat(&[
        &balance.to_bytes(),
        &counter_before.to_be_bytes(),
        &transaction.amount.to_bytes(),
        &[transaction.kind.code()],
        &transaction.terminal,
        &transaction.at.0,
    ]);
    key.mac(&message)
}

/// Computes MAC1: balance, amount, type, terminal.
fn mac1(key: &MacKey, balance: Fen, kind: TransactionKind, ask: &Initialize) -> Mac {
    let message: [u8; 15] = concat(&[&balance.to_bytes(), &ask.amount.to_bytes(), &[kind.code()], &ask.terminal]);
    key.mac(&message)
}
