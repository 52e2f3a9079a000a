//! Commands in the states of the wallet, and the changes between states.
//!
//! The whole are the commands that the state decides: those whose row of `docs/APDUS.md` names the state as a reason to
//! refuse, each in all five states; and every change from a state to a state that SET STATUS may be asked for. A
//! command counts in a state if the card answered as the row says, so that a command which failed for another reason
//! shows nothing about the state.

use std::collections::BTreeSet;
use std::fmt;

use applet::Refusal;
use sim_explain::row::{CommandOwner, CommandRow};
use sim_wire::instruction::Instruction;
use sim_wire::lifecycle::LifeCycle;

use super::command_outcome::{CommandOutcome, CoveredResult};

/// Command in a state of the wallet, or a change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommandState {
    /// Command in a state.
    Sent {
        /// Name of the command.
        command: &'static str,
        /// State in which the wallet was when the command came.
        state: LifeCycle,
    },
    /// Change of state that SET STATUS asked for, whether the card made it or refused it.
    Change {
        /// State before.
        from: LifeCycle,
        /// State that was asked for.
        to: LifeCycle,
    },
}

impl CommandState {
    /// Returns every command in every state that it can meet, and every change.
    pub fn all() -> BTreeSet<CommandState> {
        let rows = sim_explain::command::rows_of_wallet().filter(|row| is_decided_by_state(row));
        let sent = rows.flat_map(|row| {
            let states = LifeCycle::ALL.into_iter().filter(|state| can_meet(row, *state));
            states.map(|state| CommandState::Sent { command: row.name, state })
        });
        let changes = LifeCycle::ALL
            .into_iter()
            .flat_map(|from| LifeCycle::ALL.into_iter().map(move |to| CommandState::Change { from, to }));
        sent.chain(changes).collect()
    }
}

impl fmt::Display for CommandState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandState::Sent { command, state } => write!(f, "{command} while {}", state.name()),
            CommandState::Change { from, to } => write!(f, "SET STATUS from {} to {}", from.name(), to.name()),
        }
    }
}

/// Returns the reason for which a wallet refuses in a state; `None` for the open wallet.
pub(super) const fn refusal_of(state: LifeCycle) -> Option<Refusal> {
    match state {
        LifeCycle::Unopened => Some(Refusal::NotOpened),
        LifeCycle::Open => None,
        LifeCycle::Suspended => Some(Refusal::Suspended),
        LifeCycle::Closing => Some(Refusal::Closing),
        LifeCycle::Closed => Some(Refusal::Closed),
    }
}

fn is_decided_by_state(row: &CommandRow) -> bool {
    LifeCycle::ALL.into_iter().filter_map(refusal_of).any(|refusal| row.refusals.contains(&refusal))
}

/// Returns `true` if the command of a row can meet a state. The second step of a transaction follows a first one, which
/// a wallet that was never opened refuses, and no wallet is unopened again.
fn can_meet(row: &CommandRow, state: LifeCycle) -> bool {
    state != LifeCycle::Unopened || !row.refusals.contains(&Refusal::NoTransactionStep)
}

/// Returns what a command with its outcome shows about the state in which the wallet was.
pub(super) fn of_exchange(command: &[u8], outcome: &CommandOutcome, state: LifeCycle) -> Option<CommandState> {
    let row = sim_explain::command(command).row.filter(|row| matches!(row.whose, CommandOwner::Wallet(_)))?;
    if row.whose == CommandOwner::Wallet(Instruction::SetStatus) {
        let is_about_change = match outcome.result {
            CoveredResult::Done => true,
            CoveredResult::Refused(name) => {
                [Refusal::TransitionForbidden, Refusal::BalanceNotZero].iter().any(|refusal| refusal.name() == name)
            }
        };
        let to = LifeCycle::from_code(*command.get(3)?)?;
        return is_about_change.then_some(CommandState::Change { from: state, to });
    }
    let refused = refusal_of(state).filter(|refusal| row.refusals.contains(refusal));
    let expected = refused.map_or(CoveredResult::Done, |refusal| CoveredResult::Refused(refusal.name()));
    let is_decided = is_decided_by_state(row) && outcome.result == expected;
    is_decided.then_some(CommandState::Sent { command: row.name, state })
}
