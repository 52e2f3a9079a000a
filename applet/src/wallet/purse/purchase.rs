//! Purchase (消费): money leaves the purse, offline, under DPK.

use crate::crypto::{Mac, MacKey, same, session_key};
use crate::entropy::Entropy;
use crate::personalisation::KeyUsage;
use crate::refusal::Refusal;
use crate::request::Initialize;
use crate::session::{AwaitingMac1, Pending, Session};
use crate::wallet::decision::Decision;
use crate::wallet::proof::TransactionProof;
use crate::wallet::{Context, Wallet, limit};
use sim_wire::concat;
use sim_wire::record::{TerminalTime, TransactionKind};

use super::{Purse, Transaction, completed, draw, maybe, purchase_refusal, tac_key};

/// Carries out INITIALIZE FOR PURCHASE: checks that the purchase could be done, and draws the card's random number.
pub(crate) fn initialize(
    context: Context<'_>,
    ask: Initialize,
    entropy: &mut impl Entropy,
) -> Result<Decision, Refusal> {
    let Wallet { purse, lifecycle, .. } = context.wallet;
    let key = context.identity.key(KeyUsage::Purchase, ask.key_index);
    Refusal::first([
        (key.is_none(), Refusal::KeyIndexNotSupported),
        maybe(purchase_refusal(*lifecycle)),
        (purse.offline == u16::MAX, Refusal::CounterAtMaximum),
        (limit::exceeded(context.wallet, ask.amount), Refusal::OverLimit),
        (ask.amount > purse.balance, Refusal::InsufficientBalance),
    ])?;
    let entry = key.ok_or(Refusal::KeyIndexNotSupported)?;
    let random = draw(entropy);
    let answer: [u8; 15] = concat(&[
        &purse.balance.to_bytes(),
        &purse.offline.to_be_bytes(),
        &[0; 3], // overdraw limit: a purse has none
        &[entry.version, entry.algorithm],
        &random,
    ]);
    let (counter, Initialize { amount, terminal, .. }) = (purse.offline, ask);
    let awaiting = AwaitingMac1 { key: entry.key, counter, random, amount, terminal };
    Ok(Decision::answering(Session { pending: Pending::Debit(awaiting), ..context.next }, &answer))
}

/// Carries out DEBIT FOR PURCHASE: if MAC1 is right, commits balance, counter, log, MAC2 and TAC together.
pub(crate) fn debit(
    context: Context<'_>,
    terminal_counter: [u8; 4],
    at: TerminalTime,
    mac1: Mac,
) -> Result<Decision, Refusal> {
    let Pending::Debit(AwaitingMac1 { key, counter, random, amount, terminal }) = context.session.pending else {
        return Err(Refusal::NoTransactionStep);
    };
    let Purse { balance, online, offline } = context.wallet.purse;
    // Between the two steps a purchase on the other interface may have used the counter, the platform may have
    // suspended the wallet, and the holder may have lowered the limit.
    Refusal::first([
        (counter != offline, Refusal::NoTransactionStep),
        maybe(purchase_refusal(context.wallet.lifecycle)),
        (limit::exceeded(context.wallet, amount), Refusal::OverLimit),
    ])?;
    let transaction = Transaction { kind: TransactionKind::Purchase, amount, terminal, at };
    let [_, _, t2, t3] = terminal_counter;
    let tac_key = tac_key(&context)?;
    let session_key = MacKey::new(&session_key(&key, random, offline, [t2, t3]));
    let tac_message: [u8; 22] =
        concat(&[&amount.to_bytes(), &[transaction.kind.code()], &terminal, &terminal_counter, &at.0]);
    let messages: [&[u8]; 2] = [&transaction.terminal_message(), &tac_message];
    let [expected_mac1, tac] = MacKey::both_macs([&session_key, &tac_key], messages);
    if !same(&mac1, &expected_mac1) {
        return Err(Refusal::TransactionMacWrong);
    }
    let counter = offline.checked_add(1).ok_or(Refusal::CounterAtMaximum)?;
    let balance = balance.checked_sub(amount).ok_or(Refusal::InsufficientBalance)?;
    let mac = session_key.mac(&amount.to_bytes());

    let purse = Purse { balance, online, offline: counter };
    let proof = TransactionProof { kind: transaction.kind, counter, mac, tac };
    let change = completed(&context, purse, &transaction, proof);
    Ok(Decision::committing(context.next, change).with_data(&concat::<8>(&[&tac, &mac])))
}
