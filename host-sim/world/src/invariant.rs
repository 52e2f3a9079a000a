//! Invariants of a world after every step, whatever was done and whatever failed. The watchers check them from outside
//! and share no rule with the actors of the world.
//!
//! - The books balance, and agree with the cards ([`crate::audit`]). A card's balance, with the spending that no
//!   merchant has uploaded, equals the wallet's book plus some or none of the transfers in flight.
//! - No packet counts twice: a card changes by itself only on a packet, whose counter is stored by then; counters never
//!   go down; a load is credited once.
//! - An effect that needs an order has one, once, under the right pay password ([`orders`]). Money goes back to an
//!   account only on a cancel's proof.
//! - A card accepts only packets that were made for it.
//! - What a call, a dialogue of short messages or a user of the website does was meant so. A code works once, for its
//!   number, purpose and time. Nothing is done under a locked password, and nobody is let in without the login
//!   password. Messages cost their price.
//! - Each purchase that a terminal took is settled once, or voided, and is returned only after that. A tap charges the
//!   card that answers, for a purchase that the terminal knows.
//! - Wallets and accounts change by the edges of one table.
//! - When all is healed and quiet, nothing is in flight, and card and platform agree.

use std::collections::BTreeSet;

use applet::CardState;
use sim_wire::secured_packet::Counter;

use crate::audit::{self, CardTruth};
use crate::platform::card_file::Asn;
use crate::platform::entry::Book;
use crate::platform::number::Msisdn;
use crate::platform::top_up::TransferId;
use crate::world::{EventKind, MessageContent, Party, World};

mod addressees;
mod caller;
mod charges;
mod codes;
mod dialogues;
pub mod effect;
mod locks;
mod logins;
pub mod orders;
mod overheard;
mod purchases;
mod refunds;
mod rest;
mod snapshot;
mod swaps;
mod taps;
mod transitions;
mod violation;
mod watched;

use addressees::Addressees;
use charges::Charges;
use codes::Codes;
use orders::Orders;
use overheard::Overheard;
use purchases::Purchases;
use refunds::AskedLoads;
pub use rest::at_rest;
use snapshot::{FileView, Snapshot};
pub use taps::ObservedTap;
pub use violation::Violation;
pub use watched::{Counts, WatchedWorld};

/// Party that acted since the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Originator {
    /// The world continued by itself.
    World,
    /// A person used the phone.
    Person,
    /// A terminal accessed the card.
    Terminal,
    /// A card was held to the terminal of a shop.
    Tap(ObservedTap),
}

/// State of the watchers between two looks.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// World at the last look; `None` before the first, which compares nothing.
    before: Option<Snapshot>,
    credited: BTreeSet<TransferId>,
    /// Number of ledger entries, and cards, at the last audit; `None` before the first. If neither changed, the audit
    /// is skipped.
    audited: Option<(usize, Vec<CardTruth>)>,
    addressees: Addressees,
    overheard: Overheard,
    codes: Codes,
    charges: Charges,
    asked: AskedLoads,
    purchases: Purchases,
    /// Orders that were given; `None` if they are not noted, in which case effects are not checked against orders.
    pub orders: Option<Orders>,
}

impl Watch {
    /// Creates a watch over a world whose every order will be noted before it is given.
    pub fn with_orders(world: &World) -> Watch {
        Watch { before: Some(Snapshot::of(world)), orders: Some(Orders::default()), ..Watch::default() }
    }

    /// Checks a world after a step. Returns the first violation as the error.
    pub fn check(&mut self, world: &World, by: Originator) -> Result<(), Violation> {
        self.addressees.note(world);
        self.overheard.listen(world);
        self.codes.hear(&self.overheard);
        let now = Snapshot::of(world);
        let mut told = world.card_truths();
        let of_people = world.people().iter().map(|person| person.number());
        let truths = of_people.map(|number| told.next().flatten().ok_or(Violation::NoCard(number)));
        let mut truths: Vec<CardTruth> = truths.collect::<Result<_, _>>()?;
        truths.extend(told.flatten());
        if let Some(before) = self.before.take() {
            self.compare(world, (&before, &now), by)?;
        } else {
            self.purchases = Purchases::of(world);
        }
        self.before = Some(now);
        self.asked.check(world)?;
        // A world that was watched later has had messages before.
        if self.orders.is_some() {
            self.charges.check(world, &self.overheard)?;
        }
        self.purchases.check(world)?;
        self.check_books(world, truths)
    }

    /// Checks the changes since the last look against every rule about changes.
    fn compare(
        &mut self,
        world: &World,
        (before, now): (&Snapshot, &Snapshot),
        by: Originator,
    ) -> Result<(), Violation> {
        for (number, after) in &now.cards {
            // Another card has other counters and another purse.
            if before.held.get(number) != now.held.get(number) {
                continue;
            }
            let Some(before) = before.cards.get(number) else { continue };
            self.asked.note(*number, before, after, by);
            self.check_changes(world, *number, (before, after), by)?;
        }
        let has_moved = before.entries < now.entries && by == Originator::World;
        let asks = has_moved.then(|| asking(world)).flatten();
        for (asn, after) in &now.files {
            let Some(before) = before.files.get(asn) else { continue };
            // The file of a card that was replaced hears nothing more.
            let is_present = world.platform().card_of(&after.number).is_some_and(|present| present.asn == *asn);
            check_file(before, after, is_present && asks == Some(after.number))?;
        }
        let books = &world.platform().books;
        for (number, after) in &now.accounts {
            transitions::check_account(*number, before.accounts.get(number), after, books.account_balances(number))?;
            transitions::check_closed(*number, after, world)?;
        }
        refunds::check(before, now, world)?;
        swaps::check(before, now, world)?;
        self.orders.as_mut().map_or(Ok(()), |orders| orders.check((before, now), world, &self.overheard))
    }

    fn check_books(&mut self, world: &World, truths: Vec<CardTruth>) -> Result<(), Violation> {
        let entries = world.platform().books.ledger.entries();
        let is_audited = self.audited.as_ref().is_some_and(|(count, was)| *count == entries.len() && *was == truths);
        if is_audited {
            return Ok(());
        }
        let purchases = audit::purchases(entries, world.platform().acquiring().purchases());
        let findings = audit::books(&world.platform().books).into_iter().chain(purchases);
        let findings = findings.chain(audit::cards(entries, &truths));
        if let Some(finding) = findings.into_iter().next() {
            return Err(Violation::Books(finding));
        }
        self.audited = Some((entries.len(), truths));
        Ok(())
    }

    /// Checks the changes of a card since the last look.
    fn check_changes(
        &mut self,
        world: &World,
        number: Msisdn,
        (before, after): (&CardState, &CardState),
        by: Originator,
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
            Originator::Terminal => Ok(()),
            Originator::Tap(tap) => tap.check(world, number, (before, after)),
            Originator::Person => match changed.iter().find(|what| !BY_MENU.contains(what)) {
                Some(what) => Err(Violation::ByMenu { number, what }),
                None => Ok(()),
            },
            Originator::World => {
                if let Some(what) = changed.first().filter(|_| highest(&is.accepted) <= highest(&was.accepted)) {
                    return Err(Violation::NotCounted { number, what, counter: highest(&is.accepted) });
                }
                self.check_credits(world, number, before, after)
            }
        }
    }

    /// Checks that money that came over the air belongs to one transfer, and came once.
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
        // A number's cards count their loads each for itself.
        let asn = world.person(&number).map(|person| Asn(person.asn));
        let mut transfers = world.platform().transfers().filter(|transfer| Some(transfer.asn) == asn);
        let brought = transfers.find(|transfer| transfer.counter == counter && i64::from(transfer.amount.0) == amount);
        let wrong = |why| Err(Violation::Credited { number, amount, counter, why });
        match brought {
            None => wrong("no transfer brought"),
            Some(transfer) if !self.credited.insert(transfer.id) => wrong("is the second time"),
            Some(_) => Ok(()),
        }
    }
}

/// Checks a card's file: the state follows the table, and the counters never fall. The counter of received packets must
/// rise if a request has just moved money.
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

/// Returns the number whose packet the platform has just received, if that was the last event.
fn asking(world: &World) -> Option<Msisdn> {
    let event = world.events().last()?;
    match (&event.from, &event.to, &event.kind) {
        (
            Party::Person(from),
            Some(Party::Platform),
            EventKind::Delivered { content: MessageContent::Packet { .. }, .. },
        ) => Some(*from),
        _ => None,
    }
}

/// Changes of a card that a person may cause at the menu.
const BY_MENU: [&str; 4] =
    ["the limit", "the operation PIN's tries", "whether the operation PIN is on", "the load under way"];

/// Returns the names of the parts of a wallet that changed.
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

/// Returns the balance of a number's wallet in the books, in fen.
fn wallet_book(world: &World, number: Msisdn) -> i64 {
    world.platform().books.ledger.balance(&Book::Wallet(number))
}

#[cfg(test)]
mod tests;
