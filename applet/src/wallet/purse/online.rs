//! Steps that load and unload share: both are online, so both parties prove themselves before money moves.

use crate::crypto::{Mac, MacKey, ShortKey, same, session_key};
use crate::entropy::Entropy;
use crate::personalisation::KeyEntry;
use crate::refusal::Refusal;
use crate::request::Initialize;
use crate::session::AwaitingMac2;
use sim_wire::Fen;
use sim_wire::concat;
use sim_wire::record::TransactionKind;

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

/// Checks that no other transaction has been completed since the first step of a load or unload, over the air or on the
/// other interface. The reason is that the terminal checks the receipt over the balance of the first step.
pub(super) fn check_current(purse: &Purse, awaiting: &AwaitingMac2) -> Result<(), Refusal> {
    let is_other = (awaiting.counter, awaiting.balance) != (purse.online, purse.balance);
    Refusal::first([(is_other, Refusal::NoTransactionStep)])
}

/// Checks MAC2, and returns the closing MAC over the new balance and the counter before: TAC of a load, under the TAC
/// key, or MAC3 of an unload, under the session key. `tac_key` is `None` for an unload.
pub(super) fn closing_mac(
    transaction: &Transaction,
    (session_key, tac_key): (&ShortKey, Option<&MacKey>),
    (balance, counter_before): (Fen, u16),
    mac2: Mac,
) -> Result<Mac, Refusal> {
    let session_key = MacKey::new(session_key);
    let closing_message = closing_message(transaction, balance, counter_before);
    let messages: [&[u8]; 2] = [&transaction.terminal_message(), &closing_message];
    let [expected, closing] = MacKey::both_macs([&session_key, tac_key.unwrap_or(&session_key)], messages);
    if same(&mac2, &expected) { Ok(closing) } else { Err(Refusal::TransactionMacWrong) }
}

/// Returns the message of TAC of a load, of MAC3 of an unload: new balance, counter before, amount, type, terminal,
/// date, time.
fn closing_message(transaction: &Transaction, balance: Fen, counter_before: u16) -> [u8; 24] {
    concat(&[
        &balance.to_bytes(),
        &counter_before.to_be_bytes(),
        &transaction.amount.to_bytes(),
        &[transaction.kind.code()],
        &transaction.terminal,
        &transaction.at.0,
    ])
}

/// Computes MAC1: balance, amount, type, terminal.
fn mac1(key: &MacKey, balance: Fen, kind: TransactionKind, ask: &Initialize) -> Mac {
    let message: [u8; 15] = concat(&[&balance.to_bytes(), &ask.amount.to_bytes(), &[kind.code()], &ask.terminal]);
    key.mac(&message)
}
