//! Load (圈存): money comes onto the purse, online, under DLK.

use crate::crypto::Mac;
use crate::entropy::Entropy;
use crate::identity::Identity;
use crate::money::Fen;
use crate::personalisation::KeyUsage;
use crate::refusal::Refusal;
use crate::request::{Authority, Initialize};
use crate::session::{Pending, Session};
use crate::wallet::decision::Decision;
use crate::wallet::lifecycle::only_when_open;
use crate::wallet::proof::Proof;
use crate::wallet::{Context, Wallet};
use crate::wire::record::{Timestamp, TransactionKind};

use super::{Purse, completed, maybe, online, tac_key};

/// INITIALIZE FOR LOAD: checks that the load could be done, and shows the card's MAC1.
pub(crate) fn initialize(
    context: Context<'_>,
    ask: Initialize,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<Decision, Refusal> {
    let Wallet { purse, pin, lifecycle, .. } = context.wallet;
    let key = context.identity.key(KeyUsage::Load, ask.key_index);
    let fits = fits(purse, ask.amount, context.identity);
    Refusal::first([
        (key.is_none(), Refusal::KeyIndexNotSupported),
        maybe(only_when_open(*lifecycle)),
        (pin.on && !authority.holder && !authority.issuer, Refusal::PinNotVerified),
        (purse.online == u16::MAX, Refusal::CounterAtMaximum),
        (!fits, Refusal::OverBalanceMaximum),
    ])?;
    let key = key.ok_or(Refusal::KeyIndexNotSupported)?;
    let (awaiting, answer) = online::begin(purse, TransactionKind::Load, key, &ask, entropy);
    Ok(Decision::answering(Session { pending: Pending::Credit(awaiting), ..context.next }, &answer))
}

/// Whether the purse has room for an amount.
pub(crate) fn fits(purse: &Purse, amount: Fen, identity: &Identity) -> bool {
    purse.balance.checked_add(amount).is_some_and(|sum| sum <= identity.balance_max)
}

/// CREDIT FOR LOAD: MAC2 right, then balance, counter, log and TAC in one commit.
pub(crate) fn credit(context: Context<'_>, at: Timestamp, mac2: Mac) -> Result<Decision, Refusal> {
    let Pending::Credit(awaiting) = context.session.pending else {
        return Err(Refusal::NoTransactionStep);
    };
    let (transaction, _) = online::proven(awaiting, TransactionKind::Load, at, mac2)?;
    let before = context.wallet.purse;
    let counter = before.online.checked_add(1).ok_or(Refusal::CounterAtMaximum)?;
    let balance = before.balance.checked_add(transaction.amount).ok_or(Refusal::OverBalanceMaximum)?;
    let tac = online::closing_mac(&tac_key(&context)?, &transaction, balance, before.online);

    let purse = Purse { balance, online: counter, ..before };
    let proof = Proof { kind: transaction.kind, counter, mac: [0; 4], tac };
    Ok(Decision::committing(context.next, completed(&context, purse, &transaction, proof)).with_data(&tac))
}
