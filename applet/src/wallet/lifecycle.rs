//! Life cycle of the wallet: opened, suspended, resumed, closed (开通、暂停、恢复、注销), and blocked.

use crate::crypto::Mac;
use crate::refusal::Refusal;
use crate::request::Authority;
use crate::wallet::change::Change;
use crate::wallet::decision::{Attempt, Decision, Step};
use crate::wallet::tries::{Guess, KEY_TRIES, KeyTries};
use crate::wallet::{Context, Wallet};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

/// Block of application or card (应用锁定、卡片锁定).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockState {
    /// No block.
    None,
    /// Block of the application until APPLICATION UNBLOCK.
    Temporary,
    /// Block of the application for good.
    Permanent,
    /// Block of the whole card for good.
    Card,
}

impl Wallet {
    /// Returns the block in force. A key whose tries are used up blocks the application for good. This follows from the
    /// count, so that no power cut can come between the last try and the block.
    pub(crate) fn block_in_force(&self) -> BlockState {
        let used_up = self.tries.pin_reload == 0 || self.tries.application_unblock == 0;
        match self.block {
            BlockState::None | BlockState::Temporary if used_up => BlockState::Permanent,
            block => block,
        }
    }

    /// Refuses if application or card are blocked.
    pub(crate) fn unblocked(&self) -> Result<(), Refusal> {
        match self.block_in_force() {
            BlockState::None => Ok(()),
            BlockState::Temporary => Err(Refusal::ApplicationBlocked),
            BlockState::Permanent => Err(Refusal::ApplicationBlockedForEver),
            BlockState::Card => Err(Refusal::CardBlocked),
        }
    }
}

/// Returns the refusal of each state to an operation that only an open wallet does; `None` if the wallet is open.
pub(crate) const fn only_when_open(state: LifeCycle) -> Option<Refusal> {
    match state {
        LifeCycle::Open => None,
        LifeCycle::Unopened => Some(Refusal::NotOpened),
        LifeCycle::Suspended => Some(Refusal::Suspended),
        LifeCycle::Closing => Some(Refusal::Closing),
        LifeCycle::Closed => Some(Refusal::Closed),
    }
}

/// Carries out SET STATUS: the issuer moves the wallet to a state. The state that the wallet already has is accepted
/// and changes nothing, since a platform that missed the proof asks again.
pub(crate) fn change(context: Context<'_>, authority: Authority, to: LifeCycle) -> Result<Decision, Refusal> {
    Refusal::first([(!authority.issuer, Refusal::NotAuthorised)])?;
    let wallet = context.wallet;
    if wallet.lifecycle == to {
        return Ok(Decision::answering(context.next, &[]));
    }
    let lifecycle = transition(wallet.lifecycle, to, wallet.purse.balance)?;
    Ok(Decision::committing(context.next, Change::LifeCycle(lifecycle)))
}

/// Returns the state after a transition, by the table of transitions. An empty wallet that is to close is closed at
/// once; closing takes no money with it.
fn transition(from: LifeCycle, to: LifeCycle, balance: Fen) -> Result<LifeCycle, Refusal> {
    use LifeCycle::{Closed, Closing, Open, Suspended, Unopened};
    match (from, to) {
        (Unopened | Suspended | Closed, Open) | (Open, Suspended) => Ok(to),
        (Open | Suspended, Closing) => Ok(after_spending(Closing, balance)),
        (Open | Suspended | Closing, Closed) if balance == Fen::ZERO => Ok(Closed),
        (Open | Suspended | Closing, Closed) => Err(Refusal::BalanceNotZero),
        _ => Err(Refusal::TransitionForbidden),
    }
}

/// Returns the state after money has left the purse: a closing wallet that is empty is closed (handbook 3.5: spent to
/// zero).
pub(crate) fn after_spending(state: LifeCycle, balance: Fen) -> LifeCycle {
    match state {
        LifeCycle::Closing if balance == Fen::ZERO => LifeCycle::Closed,
        state => state,
    }
}

/// Carries out APPLICATION BLOCK. The door has checked the MAC.
pub(crate) fn block_application(context: Context<'_>, for_ever: bool) -> Decision {
    let block = if for_ever { BlockState::Permanent } else { BlockState::Temporary };
    Decision::committing(context.next, Change::Block { block, tries: context.wallet.tries })
}

/// Carries out APPLICATION UNBLOCK: its MAC is a guess that costs a try.
pub(crate) fn unblock_application(context: Context<'_>, given: Mac, expected: Mac) -> Result<Step, Refusal> {
    let wallet = context.wallet;
    Refusal::first([(wallet.block != BlockState::Temporary, Refusal::ApplicationNotBlocked)])?;
    let tries = KeyTries { application_unblock: KEY_TRIES, ..wallet.tries };
    Ok(Step::Attempt(Attempt {
        guess: Guess::ApplicationUnblock,
        given: sim_wire::concat(&[&given]),
        expected: sim_wire::concat(&[&expected]),
        right: Decision::committing(context.next, Change::Block { block: BlockState::None, tries }),
    }))
}

/// Carries out CARD BLOCK. The door has checked the MAC.
pub(crate) fn block_card(context: Context<'_>) -> Decision {
    Decision::committing(context.next, Change::Block { block: BlockState::Card, tries: context.wallet.tries })
}
