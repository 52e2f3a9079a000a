//! Transitions of wallets and accounts: from one look to the next they change by the edges of one table and by no
//! others (handbook 2.8, 3.5, 3.6).

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::Violation;
use super::snapshot::AccountView;
use crate::platform::account::AccountState;
use crate::platform::number::Msisdn;

/// Checks the change of a wallet's state; `whose` names the wallet or the platform's file of it. A wallet closes empty.
pub(super) fn check_wallet(
    number: Msisdn,
    whose: &'static str,
    (from, to): (LifeCycle, LifeCycle),
    balance: Option<Fen>,
) -> Result<(), Violation> {
    use LifeCycle::{Closed, Closing, Open, Suspended, Unopened};
    let is_edge = match (from, to) {
        (from, to) if from == to => return Ok(()),
        (Unopened | Suspended | Closed, Open) | (Open, Suspended) | (Open | Suspended, Closing) => true,
        (Open | Suspended | Closing, Closed) => balance.is_none_or(|balance| balance == Fen::ZERO),
        _ => false,
    };
    let (from, to) = (from.name(), to.name());
    if is_edge { Ok(()) } else { Err(Violation::Transition { number, what: whose, from, to }) }
}

/// Checks the change of an account's state; `from` is `None` before the first. Cash and recharge card, in fen, must be
/// zero in an account that closes.
pub(super) fn check_account(
    number: Msisdn,
    from: Option<&AccountView>,
    to: &AccountView,
    (cash, recharge_card): (i64, i64),
) -> Result<(), Violation> {
    use AccountState::{Closed, Closing, Open};
    // An account that is opened over another may have the same state, but its initial password is new.
    let is_anew = from.is_some_and(|from| to.pay.is_initial() && !from.pay.is_same_setting(&to.pay));
    let is_edge = match (from.map(|from| from.state), to.state) {
        (None | Some(Closed), Open) => true,
        (Some(from), to) if from == to => !is_anew,
        (Some(Open), Closing) => true,
        (Some(Open | Closing), Closed) => cash == 0 && recharge_card == 0,
        _ => false,
    };
    if is_edge {
        return Ok(());
    }
    let from = from.map_or("none", |from| named(from.state));
    Err(Violation::Transition { number, what: "the payment account", from, to: named(to.state) })
}

const fn named(state: AccountState) -> &'static str {
    match state {
        AccountState::Open => "open",
        AccountState::Closing => "closing",
        AccountState::Closed => "closed",
    }
}
