//! Load (圈存): money comes onto the purse, online, under DLK.

use crate::card::Entropy;
use crate::crypto::{Mac, MacKey, same, session_key};
use crate::personalisation::KeyUsage;
use crate::refusal::Refusal;
use crate::request::{Authority, Initialize};
use crate::session::{AwaitingMac2, Pending, Session};
use crate::wallet::decision::Decision;
use crate::wallet::proof::Proof;
use crate::wallet::{Context, Wallet};
use crate::wire::record::{Timestamp, TransactionKind};

use super::{Purse, Transaction, card_mac, draw, load_refusal, maybe, online_answer, tac_key};

/// The two octets that stand for the terminal in the session keys of load and unload.
pub(super) const ONLINE_TAIL: [u8; 2] = [0x80, 0x00];

/// INITIALIZE FOR LOAD: checks that the load could be done, and shows the card's MAC1.
pub(crate) fn initialize(
    context: Context<'_>,
    ask: Initialize,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<Decision, Refusal> {
    let Wallet { purse, pin, lifecycle, .. } = context.wallet;
    let key = context.identity.key(KeyUsage::Load, ask.key_index);
    let fits = purse.balance.checked_add(ask.amount).is_some_and(|sum| sum <= context.identity.balance_max);
    Refusal::first([
        (key.is_none(), Refusal::KeyIndexNotSupported),
        maybe(load_refusal(*lifecycle)),
        (pin.on && !authority.holder && !authority.issuer, Refusal::PinNotVerified),
        (purse.online == u16::MAX, Refusal::CounterAtMaximum),
        (!fits, Refusal::OverBalanceMaximum),
    ])?;
    let key = key.ok_or(Refusal::KeyIndexNotSupported)?;
    let random = draw(entropy);
    let session_key = session_key(&key.key, random, purse.online, ONLINE_TAIL);
    let mac1 = card_mac(&MacKey::new(&session_key), purse.balance, TransactionKind::Load, &ask);
    let pending = Pending::Credit(AwaitingMac2 { session_key, amount: ask.amount, terminal: ask.terminal });
    Ok(Decision::answering(Session { pending, ..context.next }, &online_answer(purse, key, random, mac1)))
}

/// CREDIT FOR LOAD: MAC2 right, then balance, counter, log and TAC in one commit.
pub(crate) fn credit(context: Context<'_>, at: Timestamp, mac2: Mac) -> Result<Decision, Refusal> {
    let Pending::Credit(AwaitingMac2 { session_key, amount, terminal }) = context.session.pending else {
        return Err(Refusal::NoTransactionStep);
    };
    let transaction = Transaction { kind: TransactionKind::Load, amount, terminal, at };
    let key = MacKey::new(&session_key);
    if !same(&mac2, &transaction.terminal_mac(&key)) {
        return Err(Refusal::TransactionMacWrong);
    }
    let Purse { balance, online, offline } = context.wallet.purse;
    let counter = online.checked_add(1).ok_or(Refusal::CounterAtMaximum)?;
    let balance = balance.checked_add(amount).ok_or(Refusal::OverBalanceMaximum)?;
    let tac = transaction.online_mac(&tac_key(&context)?, balance, online);

    let mut wallet = context.wallet.clone();
    wallet.purse = Purse { balance, online: counter, offline };
    wallet.history.append(&transaction.record(counter));
    wallet.proof = Some(Proof { kind: transaction.kind, counter, mac: [0; 4], tac });
    Ok(Decision::committing(context.next, wallet).with_data(&tac))
}
