//! Watchers: what must hold in a world after every step, whatever was done in it and whatever went wrong. They look at
//! it from outside and share no rule with those who act in it.
//!
//! - The books balance, and agree with the cards ([`crate::audit`]): what a card holds, with what it spent and no
//!   merchant has uploaded, is what the wallet's book has, and some or none of what is in flight.
//! - No packet counts twice: what a card does by itself it does on a packet, whose counter is stored by then; counters
//!   never go down; a load is credited once.
//! - What needs an order has one, once, under the right pay password ([`orders`]); money goes back to an account only
//!   on a cancel's proof.
//! - A card accepts only what was made for it.
//! - Wallets and accounts change by the edges of one table.
//! - When all is healed and quiet, nothing is in flight and both sides say the same.

use std::collections::BTreeSet;

use applet::CardState;
use sim_wire::secured_packet::Counter;

use crate::audit::{self, CardTruth};
use crate::platform::entry::Book;
use crate::platform::number::Msisdn;
use crate::platform::top_up::TransferId;
use crate::world::{Content, EventKind, Party, World};

mod addressees;
pub mod effect;
pub mod orders;
mod refunds;
mod rest;
mod snapshot;
mod transitions;
mod violation;
mod watched;

use addressees::Addressees;
use orders::Orders;
use refunds::AskedLoads;
pub use rest::at_rest;
use snapshot::{FileView, Snapshot};
pub use violation::Violation;
pub use watched::{Counts, WatchedWorld};

/// Who did what was done since the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The world went on by itself.
    World,
    /// A person used the phone.
    Person,
    /// A terminal had the card.
    Terminal,
}

/// What the watchers remember from one look to the next.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// The world at the last look; `None` before the first, which compares nothing.
    before: Option<Snapshot>,
    credited: BTreeSet<TransferId>,
    /// Entries of the ledger and cards at the last audit: what did not change is not counted again.
    audited: Option<(usize, Vec<CardTruth>)>,
    addressees: Addressees,
    asked: AskedLoads,
    /// The orders that were given; `None` where nobody notes them, and then nothing is held against them.
    pub orders: Option<Orders>,
}

impl Watch {
    /// A watch over a world whose every order will be noted before it is given.
    pub fn with_orders(world: &World) -> Watch {
        Watch { before: Some(Snapshot::of(world)), orders: Some(Orders::default()), ..Watch::default() }
    }

    /// Looks at a world after something was done; gives the first thing that is wrong.
    pub fn check(&mut self, world: &World, by: By) -> Result<(), Violation> {
        self.addressees.note(world);
        let now = Snapshot::of(world);
        let mut truths = Vec::new();
        for person in world.people() {
            let number = person.number();
            let state = now.cards.get(&number).ok_or(Violation::NoCard(number))?;
            truths.push(CardTruth { number, balance: state.balance, spent: person.spent });
        }
        if let Some(before) = self.before.take() {
            self.compare(world, (&before, &now), by)?;
        }
        self.before = Some(now);
        self.asked.check(world)?;
        self.check_books(world, truths)
    }

    /// Holds what changed from one look to the next against every rule about changes.
    fn compare(&mut self, world: &World, (before, now): (&Snapshot, &Snapshot), by: By) -> Result<(), Violation> {
        for (number, after) in &now.cards {
            let Some(before) = before.cards.get(number) else { continue };
            self.asked.note(*number, before, after, by);
            self.check_changes(world, *number, (before, after), by)?;
        }
        let has_moved = before.entries < now.entries && by == By::World;
        let asks = has_moved.then(|| asking(world)).flatten();
        for (asn, after) in &now.files {
            let Some(before) = before.files.get(asn) else { continue };
            check_file(before, after, asks == Some(after.number))?;
        }
        let books = &world.platform().books;
        for (number, after) in &now.accounts {
            transitions::check_account(*number, before.accounts.get(number), after, books.account_balances(number))?;
        }
        refunds::check(before, now, world)?;
        self.orders.as_mut().map_or(Ok(()), |orders| orders.check(before, now, world))
    }

    fn check_books(&mut self, world: &World, truths: Vec<CardTruth>) -> Result<(), Violation> {
        let entries = world.platform().books.ledger.entries();
        let is_audited = self.audited.as_ref().is_some_and(|(count, was)| *count == entries.len() && *was == truths);
        if is_audited {
            return Ok(());
        }
        let findings = audit::books(&world.platform().books).into_iter().chain(audit::cards(entries, &truths));
        if let Some(finding) = findings.into_iter().next() {
            return Err(Violation::Books(finding));
        }
        self.audited = Some((entries.len(), truths));
        Ok(())
    }

    /// Checks what changed on a card from one look to the next.
    fn check_changes(
        &mut self,
        world: &World,
        number: Msisdn,
        (before, after): (&CardState, &CardState),
        by: By,
    ) -> Result<(), Violation> {
        let (was, is) = (&before.remote, &after.remote);
        for (was, is) in was.accepted.iter().zip(&is.accepted) {
            check_rise(number, "the card's counter of packets accepted", was.value(), is.value())?;
        }
        check_rise(number, "the card's counter of packets sent", was.sent.value(), is.sent.value())?;
        check_rise(number, "the online counter", before.online_counter.into(), after.online_counter.into())?;
        check_rise(number, "the offline counter", before.offline_counter.into(), after.offline_counter.into())?;
        transitions::check_wallet(number, "the wallet", (before.lifecycle, after.lifecycle), Some(after.balance))?;
        if highest(&is.accepted) > highest(&was.accepted) {
            self.addressees.check(number)?;
        }
        let changed = changed(before, after);
        match by {
            By::Terminal => Ok(()),
            By::Person => match changed.iter().find(|what| !BY_MENU.contains(what)) {
                Some(what) => Err(Violation::ByMenu { number, what }),
                None => Ok(()),
            },
            By::World => {
                if let Some(what) = changed.first().filter(|_| highest(&is.accepted) <= highest(&was.accepted)) {
                    return Err(Violation::NotCounted { number, what, counter: highest(&is.accepted) });
                }
                self.check_credits(world, number, before, after)
            }
        }
    }

    /// Money that came over the air is that of a transfer, once.
    fn check_credits(
        &mut self,
        world: &World,
        number: Msisdn,
        before: &CardState,
        after: &CardState,
    ) -> Result<(), Violation> {
        let amount = i64::from(after.balance.0) - i64::from(before.balance.0);
        if amount == 0 {
            return Ok(());
        }
        let counter = before.online_counter;
        let mut transfers = world.platform().transfers();
        let brought = transfers.find(|transfer| {
            transfer.number == number && transfer.counter == counter && i64::from(transfer.amount.0) == amount
        });
        let wrong = |why| Err(Violation::Credited { number, amount, counter, why });
        match brought {
            None => wrong("no transfer brought"),
            Some(transfer) if !self.credited.insert(transfer.id) => wrong("is the second time"),
            Some(_) => Ok(()),
        }
    }
}

/// The platform's counters rise; that of what it heard does so where a request has just moved money.
fn check_file(before: &FileView, after: &FileView, has_asked: bool) -> Result<(), Violation> {
    let number = after.number;
    let states = (before.state, after.state);
    transitions::check_wallet(number, "the wallet in the platform's file", states, None)?;
    if has_asked && after.heard == before.heard {
        return Err(Violation::NotHeard { number, counter: after.heard });
    }
    check_rise(number, "the platform's counter of packets heard", before.heard, after.heard)?;
    check_rise(number, "the platform's counter of packets sent", before.sent, after.sent)
}

/// Whose packet the platform has just heard, if that is what happened last.
fn asking(world: &World) -> Option<Msisdn> {
    let event = world.events().last()?;
    match (&event.from, &event.to, &event.kind) {
        (Party::Person(from), Some(Party::Platform), EventKind::Delivered { content: Content::Packet { .. }, .. }) => {
            Some(*from)
        }
        _ => None,
    }
}

/// What a person at the menu changes.
const BY_MENU: [&str; 4] =
    ["the limit", "the operation PIN's tries", "whether the operation PIN is on", "the load under way"];

/// What of a wallet is not as it was.
fn changed(before: &CardState, after: &CardState) -> Vec<&'static str> {
    let compared = [
        ("the balance", before.balance != after.balance),
        ("the online counter", before.online_counter != after.online_counter),
        ("the offline counter", before.offline_counter != after.offline_counter),
        ("the state", before.lifecycle != after.lifecycle),
        ("the block", before.block != after.block),
        ("the log", before.log != after.log),
        ("the proof", before.proof != after.proof),
        ("the calibration", before.calibration != after.calibration),
        ("the credited load", before.remote.credited != after.remote.credited),
        ("the load under way", before.remote.pending != after.remote.pending),
        ("the limit", before.limit != after.limit),
        ("the operation PIN's tries", before.pin_tries_left != after.pin_tries_left),
        ("whether the operation PIN is on", before.pin_on != after.pin_on),
    ];
    compared.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
}

fn highest(accepted: &[Counter]) -> u64 {
    accepted.iter().map(|counter| counter.value()).max().unwrap_or(0)
}

fn check_rise(number: Msisdn, what: &'static str, from: u64, to: u64) -> Result<(), Violation> {
    if to < from { Err(Violation::Backwards { number, what, from, to }) } else { Ok(()) }
}

/// What a number's wallet has by the books.
fn wallet_book(world: &World, number: Msisdn) -> i64 {
    world.platform().books.ledger.balance(&Book::Wallet(number))
}

#[cfg(test)]
mod tests;
