//! Asking the payment platform (手机支付平台): what the card itself refuses, and what it must not forget once a request may
//! have left it. Both counters, and the load that a top-up begins, are committed together before anything goes out: a
//! request that a power cut swallows leaves a gap, never a counter that is used twice.

use crate::entropy::Entropy;
use crate::money::Fen;
use crate::refusal::Refusal;
use crate::request::{Authority, Initialize, Wish};
use crate::wallet::Context;
use crate::wallet::change::Change;
use crate::wallet::decision::{Data, Decision};
use crate::wallet::lifecycle::only_when_open;
use crate::wallet::purse::load;
use crate::wallet::remote::{PendingLoad, Remote};
use crate::wire::message::{LOAD_KEY_INDEX, LoadAnswer, TERMINAL};

/// Whether the platform may be asked. The answer is that of INITIALIZE FOR LOAD for a load, else nothing; a load that was
/// under way gives way to the new one. The person has seen no terminal: the load is the platform's.
pub(crate) fn ask(
    context: Context<'_>,
    wish: Wish,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<Decision, Refusal> {
    let before = context.wallet.remote;
    let (sent, request) = (before.sent.next(), before.request.checked_add(1));
    let suspends = only_when_open(context.wallet.lifecycle).filter(|_| wish == Wish::Suspend);
    let has_money = context.wallet.purse.balance != Fen::ZERO;
    Refusal::first([
        (context.identity.ota_keys.is_empty(), Refusal::KeyNotFound),
        (suspends.is_some(), suspends.unwrap_or(Refusal::NotOpened)),
        (sent.is_none() || request.is_none(), Refusal::CounterAtMaximum),
        (wish == Wish::Close && has_money, Refusal::BalanceNotZero),
    ])?;
    let sent = sent.ok_or(Refusal::CounterAtMaximum)?;
    let request = request.ok_or(Refusal::CounterAtMaximum)?;
    let counted = Remote { sent, request, ..before };
    let Wish::Load(amount) = wish else {
        return Ok(Decision::committing(context.next, Change::Remote(counted)));
    };
    let (answer, pending) = initialized(context, amount, authority, entropy)?;
    let remote = Remote { pending: Some(pending), ..counted };
    Ok(Decision { data: answer, ..Decision::committing(context.next, Change::Remote(remote)) })
}

/// INITIALIZE FOR LOAD inside the card, under the rules that it has at a terminal: its answer, and what of it must
/// survive until the platform's CREDIT FOR LOAD.
fn initialized(
    context: Context<'_>,
    amount: Fen,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<(Data, PendingLoad), Refusal> {
    let ask = Initialize { key_index: LOAD_KEY_INDEX, amount, terminal: TERMINAL };
    let answer = load::initialize(context, ask, authority, entropy)?.data;
    let LoadAnswer { counter, random, .. } = LoadAnswer::parse(answer.first_chunk().ok_or(Refusal::WrongLength)?);
    Ok((answer, PendingLoad { counter, amount, random }))
}
