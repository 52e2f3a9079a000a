//! The wallet as one value that survives, and the rules that turn wallet and request into a decision. Nothing here
//! knows the octets of a request, and nothing here writes memory.

pub(crate) mod calibration;
pub(crate) mod change;
pub(crate) mod decision;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod image;
pub(crate) mod lifecycle;
pub(crate) mod limit;
pub(crate) mod pin;
pub(crate) mod platform;
pub(crate) mod proof;
pub(crate) mod purse;
pub(crate) mod remote;
pub(crate) mod tries;

use crate::entropy::Entropy;
use crate::identity::Identity;
use crate::refusal::Refusal;
use crate::request::{Authority, ExchangeContext, Request};
use crate::session::Session;
use sim_wire::Fen;
use sim_wire::calibration::Calibration;
use sim_wire::lifecycle::LifeCycle;

use decision::{Decision, Step};
use files::Files;
use history::History;
use lifecycle::BlockState;
use pin::Pin;
use proof::TransactionProof;
use purse::Purse;
use remote::RemoteState;
use tries::KeyTries;

/// The wallet: all state that must survive a power cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wallet {
    pub(crate) purse: Purse,
    pub(crate) lifecycle: LifeCycle,
    pub(crate) block: BlockState,
    pub(crate) limit: Option<Fen>,
    pub(crate) pin: Pin,
    pub(crate) tries: KeyTries,
    pub(crate) calibration: Option<Calibration>,
    pub(crate) proof: Option<TransactionProof>,
    pub(crate) remote: RemoteState,
    pub(crate) history: History,
    pub(crate) files: Files,
}

/// Input of a decision, which reads this and changes nothing.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) wallet: &'a Wallet,
    pub(crate) identity: &'a Identity,
    /// Session before the command.
    pub(crate) session: &'a Session,
    /// Session after the command, unless the decision sets another.
    pub(crate) next: Session,
    pub(crate) surroundings: ExchangeContext,
}

/// Decides a request. All rules of the wallet meet here; the order of refusals is that of [`Refusal`].
pub(crate) fn decide(
    context: Context<'_>,
    request: Request,
    authority: Authority,
    entropy: &mut impl Entropy,
) -> Result<Step, Refusal> {
    let step = match request {
        Request::Balance => Decision::answering(context.next, &context.wallet.purse.balance.to_bytes()),
        Request::InitializeForLoad(ask) => purse::load::initialize(context, ask, authority, entropy)?,
        Request::CreditForLoad { at, mac2 } => purse::load::credit(context, at, mac2)?,
        Request::InitializeForPurchase(ask) => purse::purchase::initialize(context, ask, entropy)?,
        Request::DebitForPurchase { terminal_counter, at, mac1 } => {
            purse::purchase::debit(context, terminal_counter, at, mac1)?
        }
        Request::InitializeForUnload(ask) => purse::unload::initialize(context, ask, authority, entropy)?,
        Request::DebitForUnload { at, mac2 } => purse::unload::debit(context, at, mac2)?,
        Request::Prove { kind, counter } => proof::prove(context, kind, counter)?,
        Request::AskPin => pin::ask(context)?,
        Request::VerifyPin(given) => return pin::verify(context, given),
        Request::ChangePin { old, new } => return pin::change(context, old, new),
        Request::ReloadPin { pin, mac } => return pin::reload(context, pin, mac),
        Request::UnblockPin { cipher } => return pin::unblock(context, cipher),
        Request::SwitchPin { on } => pin::switch(context, authority, on)?,
        Request::SetLimit(limit) => limit::set(context, authority, limit)?,
        Request::Calibrate(calibration) => calibration::calibrate(context, authority, calibration)?,
        Request::CancelLoad { counter, random } => remote::cancel(context, authority, (counter, random))?,
        Request::ChangeLifeCycle(state) => lifecycle::change(context, authority, state)?,
        Request::BlockApplication { for_ever } => lifecycle::block_application(context, for_ever),
        Request::UnblockApplication { given, expected } => {
            return lifecycle::unblock_application(context, given, expected);
        }
        Request::BlockCard => lifecycle::block_card(context),
        Request::AskPlatform(wish) => platform::ask(context, wish, authority, entropy)?,
    };
    Ok(Step::Decided(step))
}
