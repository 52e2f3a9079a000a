//! Transitions of wallets and accounts: from one look to the next they change by the edges of one table and by no
//! others (handbook 2.8, 3.5, 3.6). An account closes empty, with nothing under way, and nothing is under way later.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::snapshot::{AccountView, FileView, Snapshot};
use super::{Violation, wallet_book};
use crate::platform::account::AccountState;
use crate::platform::entry::Book;
use crate::platform::errand::Purpose;
use crate::platform::number::Msisdn;
use crate::world::World;

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
    // An account that is opened over another may have the same state, but its initial passwords are new.
    let is_anew = from.is_some_and(|from| to.is_opened_after(from));
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

/// Checks that nothing of a closed account is under way (2.8.2).
pub(super) fn check_closed(number: Msisdn, account: &AccountView, world: &World) -> Result<(), Violation> {
    let ledger = &world.platform().books.ledger;
    let under_way = [Book::InFlight(number), Book::Frozen(number)].map(|book| ledger.balance(&book));
    match (account.state, under_way) {
        (AccountState::Closed, [in_flight, frozen]) if (in_flight, frozen) != (0, 0) => {
            Err(Violation::ClosedAccount { number, why: "with money under way" })
        }
        _ => Ok(()),
    }
}

/// Checks that an account that was closed alone had no wallet in use, and nothing in the wallet's book (2.8.2).
pub(super) fn check_closed_alone(number: Msisdn, now: &Snapshot, world: &World) -> Result<(), Violation> {
    let wrong = |why| Err(Violation::ClosedAccount { number, why });
    if wallet_book(world, number) != 0 {
        return wrong("with purchases that no terminal has uploaded");
    }
    let card = world.platform().card_of(&number).and_then(|card| now.files.get(&card.asn));
    let is_out_of_use = |file: &FileView| {
        let is_changing = file
            .purposes
            .iter()
            .any(|purpose| matches!(purpose, Purpose::State(_) | Purpose::TopUp(_) | Purpose::Invitation(_)));
        matches!(file.state, LifeCycle::Unopened | LifeCycle::Closed) && !is_changing && file.taken_back.is_none()
    };
    if card.is_none_or(is_out_of_use) { Ok(()) } else { wrong("before its wallet was closed") }
}

const fn named(state: AccountState) -> &'static str {
    match state {
        AccountState::Open => "open",
        AccountState::Closing => "closing",
        AccountState::Closed => "closed",
    }
}
