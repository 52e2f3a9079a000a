//! Load (圈存): money comes onto the purse, online, under DLK. At a terminal the two steps follow each other in one
//! session. Over the air (空中充值) minutes and power-offs lie between them. The wallet therefore keeps the load
//! that waits, and the last load that was credited, for the platform's proof.

use crate::crypto::Mac;
use crate::entropy::Entropy;
use crate::identity::Identity;
use crate::personalisation::{KeyEntry, KeyUsage};
use crate::refusal::Refusal;
use crate::request::{Authority, Initialize, Interface};
use crate::session::{AwaitingMac2, Pending, Session};
use crate::wallet::change::Change;
use crate::wallet::decision::Decision;
use crate::wallet::lifecycle::only_when_open;
use crate::wallet::proof::TransactionProof;
use crate::wallet::remote::{CreditedLoad, PendingLoad, RemoteState};
use crate::wallet::{Context, Wallet};
use sim_wire::Fen;
use sim_wire::message::{LOAD_KEY_INDEX, LoadAnswer, TERMINAL};
use sim_wire::record::{TerminalTime, TransactionKind};

use super::{Purse, Transaction, completed, maybe, online, tac_key};

/// Carries out INITIALIZE FOR LOAD: checks that the load could be done, and answers the card's MAC1.
pub(crate) fn initialize(
    context: Context<'_>,
    ask: Initialize,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<Decision, Refusal> {
    let Wallet { purse, pin, lifecycle, .. } = context.wallet;
    let key = context.identity.key(KeyUsage::Load, ask.key_index);
    let fits = has_room(purse, ask.amount, context.identity);
    Refusal::first([
        (key.is_none(), Refusal::KeyIndexNotSupported),
        maybe(only_when_open(*lifecycle)),
        (pin.on && !authority.holder && !authority.issuer, Refusal::PinNotVerified),
        (purse.online == u16::MAX, Refusal::CounterAtMaximum),
        (!fits, Refusal::OverBalanceMaximum),
    ])?;
    let key = key.ok_or(Refusal::KeyIndexNotSupported)?;
    if context.surroundings.interface == Interface::OverTheAir {
        return invited(context, key, ask, authority, entropy);
    }
    let (awaiting, answer) = online::begin(purse, TransactionKind::Load, key, &ask, entropy);
    Ok(Decision::answering(Session { pending: Pending::Credit(awaiting), ..context.next }, &answer))
}

/// Carries out INITIALIZE FOR LOAD of the platform, for a load that it will credit (网站充值). The load takes the
/// place of any other that waits. Only a load under the platform's own key index and terminal number can be kept.
fn invited(
    context: Context<'_>,
    key: &KeyEntry,
    ask: Initialize,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<Decision, Refusal> {
    let is_platforms = ask.key_index == LOAD_KEY_INDEX && ask.terminal == TERMINAL;
    Refusal::first([(!is_platforms, Refusal::WrongData), (!authority.issuer, Refusal::NotAuthorised)])?;
    let Wallet { purse, remote, .. } = context.wallet;
    let (_, answer) = online::begin(purse, TransactionKind::Load, key, &ask, entropy);
    let LoadAnswer { counter, random, .. } = LoadAnswer::parse(&answer);
    let pending = Some(PendingLoad { counter, amount: ask.amount, random });
    Ok(Decision::committing(context.next, Change::Remote(RemoteState { pending, ..*remote })).with_data(&answer))
}

/// Returns whether the purse has room for an amount.
pub(crate) fn has_room(purse: &Purse, amount: Fen, identity: &Identity) -> bool {
    purse.balance.checked_add(amount).is_some_and(|sum| sum <= identity.balance_max)
}

/// Carries out CREDIT FOR LOAD: if MAC2 is right, commits balance, counter, log and TAC together. Over the air, the
/// same commit ends the wait of the load and keeps its receipt.
pub(crate) fn credit(context: Context<'_>, at: TerminalTime, mac2: Mac) -> Result<Decision, Refusal> {
    let is_remote = context.surroundings.interface == Interface::OverTheAir;
    let awaiting = if is_remote { invited_load(&context)? } else { begun_load(&context)? };
    let before = context.wallet.purse;
    online::check_current(&before, &awaiting)?;
    let tac_key = tac_key(&context)?;
    let AwaitingMac2 { session_key, amount, terminal, .. } = awaiting;
    let transaction = Transaction { kind: TransactionKind::Load, amount, terminal, at };
    let counter = before.online.checked_add(1).ok_or(Refusal::CounterAtMaximum)?;
    let balance = before.balance.checked_add(amount).ok_or(Refusal::OverBalanceMaximum)?;
    let keys = (&session_key, Some(&tac_key));
    let tac = online::closing_mac(&transaction, keys, (balance, before.online), mac2)?;

    let purse = Purse { balance, online: counter, ..before };
    let proof = TransactionProof { kind: transaction.kind, counter, mac: [0; 4], tac };
    let mut change = completed(&context, purse, &transaction, proof);
    if let Change::Transaction { remote, .. } = &mut change
        && is_remote
    {
        let credited = CreditedLoad { counter, balance, tac };
        *remote = RemoteState { pending: None, credited: Some(credited), ..*remote };
        return Ok(Decision::committing(context.next, change).with_data(&credited.receipt()));
    }
    Ok(Decision::committing(context.next, change).with_data(&tac))
}

/// Returns the load that a terminal began in this session.
fn begun_load(context: &Context<'_>) -> Result<AwaitingMac2, Refusal> {
    let Pending::Credit(awaiting) = context.session.pending else {
        return Err(Refusal::NoTransactionStep);
    };
    // Between the two steps the platform may have suspended or closed the wallet.
    Refusal::first([maybe(only_when_open(context.wallet.lifecycle))])?;
    Ok(awaiting)
}

/// Returns the load that waits for the platform. Its conditions are checked anew, since minutes have passed.
fn invited_load(context: &Context<'_>) -> Result<AwaitingMac2, Refusal> {
    let wallet = context.wallet;
    let load = wallet.awaited_load();
    let key = context.identity.key(KeyUsage::Load, LOAD_KEY_INDEX);
    Refusal::first([
        (load.is_none(), Refusal::NoTransactionStep),
        (key.is_none(), Refusal::KeyIndexNotSupported),
        maybe(only_when_open(wallet.lifecycle)),
        (load.is_some_and(|load| !has_room(&wallet.purse, load.amount, context.identity)), Refusal::OverBalanceMaximum),
    ])?;
    let PendingLoad { counter, amount, random } = load.ok_or(Refusal::NoTransactionStep)?;
    let ask = Initialize { key_index: LOAD_KEY_INDEX, amount, terminal: TERMINAL };
    // The holder may have paid since: the platform knows that, and its receipt is over the balance that there is.
    let told = (counter, wallet.purse.balance);
    Ok(online::awaiting(key.ok_or(Refusal::KeyIndexNotSupported)?, random, told, &ask))
}
