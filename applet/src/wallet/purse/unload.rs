//! Unload (圈提): money leaves the purse for the payment account, online, under DULK. The hall needs it for card swap
//! and closing (换卡登记, 销户).

use crate::crypto::Mac;
use crate::entropy::Entropy;
use crate::personalisation::KeyUsage;
use crate::refusal::Refusal;
use crate::request::{Authority, Initialize};
use crate::session::{AwaitingMac2, Pending, Session};
use crate::wallet::decision::Decision;
use crate::wallet::proof::TransactionProof;
use crate::wallet::{Context, Wallet};
use sim_wire::record::{TerminalTime, TransactionKind};

use super::{Purse, Transaction, completed, maybe, online, unload_refusal};

/// Carries out INITIALIZE FOR UNLOAD: checks that the unload could be done, and answers the card's MAC1.
pub(crate) fn initialize(
    context: Context<'_>,
    ask: Initialize,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<Decision, Refusal> {
    let Wallet { purse, pin, lifecycle, .. } = context.wallet;
    let key = context.identity.key(KeyUsage::Unload, ask.key_index);
    Refusal::first([
        (key.is_none(), Refusal::KeyIndexNotSupported),
        maybe(unload_refusal(*lifecycle)),
        (pin.on && !authority.holder && !authority.issuer, Refusal::PinNotVerified),
        (purse.online == u16::MAX, Refusal::CounterAtMaximum),
        (ask.amount > purse.balance, Refusal::InsufficientBalance),
    ])?;
    let key = key.ok_or(Refusal::KeyIndexNotSupported)?;
    let (awaiting, answer) = online::begin(purse, TransactionKind::Unload, key, &ask, entropy);
    Ok(Decision::answering(Session { pending: Pending::Unload(awaiting), ..context.next }, &answer))
}

/// Carries out DEBIT FOR UNLOAD: if MAC2 is right, commits balance, counter, log and MAC3 together. MAC3 is under the
/// session key.
pub(crate) fn debit(context: Context<'_>, at: TerminalTime, mac2: Mac) -> Result<Decision, Refusal> {
    let Pending::Unload(awaiting) = context.session.pending else {
        return Err(Refusal::NoTransactionStep);
    };
    // Between the two steps the platform may have closed the wallet.
    Refusal::first([maybe(unload_refusal(context.wallet.lifecycle))])?;
    let before = context.wallet.purse;
    online::check_current(&before, &awaiting)?;
    let AwaitingMac2 { session_key, amount, terminal, .. } = awaiting;
    let transaction = Transaction { kind: TransactionKind::Unload, amount, terminal, at };
    let counter = before.online.checked_add(1).ok_or(Refusal::CounterAtMaximum)?;
    let balance = before.balance.checked_sub(amount).ok_or(Refusal::InsufficientBalance)?;
    let mac3 = online::closing_mac(&transaction, (&session_key, None), (balance, before.online), mac2)?;

    let purse = Purse { balance, online: counter, ..before };
    let proof = TransactionProof { kind: transaction.kind, counter, mac: mac3, tac: [0; 4] };
    Ok(Decision::committing(context.next, completed(&context, purse, &transaction, proof)).with_data(&mac3))
}
