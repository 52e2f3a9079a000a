//! Unload (圈提): money leaves the purse for the payment account, online, under DULK. The hall needs it for card swap
//! and closing (换卡登记, 销户).

use crate::card::Entropy;
use crate::crypto::{Mac, MacKey, same, session_key};
use crate::personalisation::KeyUsage;
use crate::refusal::Refusal;
use crate::request::{Authority, Initialize};
use crate::session::{AwaitingMac2, Pending, Session};
use crate::wallet::decision::Decision;
use crate::wallet::proof::Proof;
use crate::wallet::{Context, Wallet, lifecycle};
use crate::wire::record::{Timestamp, TransactionKind};

use super::load::ONLINE_TAIL;
use super::{Purse, Transaction, card_mac, draw, maybe, online_answer, unload_refusal};

/// INITIALIZE FOR UNLOAD: checks that the unload could be done, and shows the card's MAC1.
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
    let random = draw(entropy);
    let session_key = session_key(&key.key, random, purse.online, ONLINE_TAIL);
    let mac1 = card_mac(&MacKey::new(&session_key), purse.balance, TransactionKind::Unload, &ask);
    let pending = Pending::Unload(AwaitingMac2 { session_key, amount: ask.amount, terminal: ask.terminal });
    Ok(Decision::answering(Session { pending, ..context.next }, &online_answer(purse, key, random, mac1)))
}

/// DEBIT FOR UNLOAD: MAC2 right, then balance, counter, log and MAC3 in one commit. MAC3 is under the session key.
pub(crate) fn debit(context: Context<'_>, at: Timestamp, mac2: Mac) -> Result<Decision, Refusal> {
    let Pending::Unload(AwaitingMac2 { session_key, amount, terminal }) = context.session.pending else {
        return Err(Refusal::NoTransactionStep);
    };
    let transaction = Transaction { kind: TransactionKind::Unload, amount, terminal, at };
    let key = MacKey::new(&session_key);
    if !same(&mac2, &transaction.terminal_mac(&key)) {
        return Err(Refusal::TransactionMacWrong);
    }
    let Purse { balance, online, offline } = context.wallet.purse;
    let counter = online.checked_add(1).ok_or(Refusal::CounterAtMaximum)?;
    let balance = balance.checked_sub(amount).ok_or(Refusal::InsufficientBalance)?;
    let mac3 = transaction.online_mac(&key, balance, online);

    let mut wallet = context.wallet.clone();
    wallet.purse = Purse { balance, online: counter, offline };
    wallet.lifecycle = lifecycle::after_spending(wallet.lifecycle, balance);
    wallet.history.append(&transaction.record(counter));
    wallet.proof = Some(Proof { kind: transaction.kind, counter, mac: mac3, tac: [0; 4] });
    Ok(Decision::committing(context.next, wallet).with_data(&mac3))
}
