//! State of a block at the end of a day, in numbers: the money in the books and on the cards, what is under way, and
//! what the audit found. States of blocks add up to that of the fleet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim_world::platform::entry::{Book, LoadChannel};
use sim_world::platform::top_up::TopUpState;
use sim_world::store::RestingWorld;
use sim_world::world::World;

use super::histogram::{BALANCE_BOUNDS, Histogram};
use super::settings::BlockNumber;

/// Most findings of an audit that are kept in words.
const FINDINGS_TOLD: usize = 10;

/// State of a block, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetState {
    /// Number of blocks.
    pub blocks: u64,
    /// Number of people.
    pub people: u64,
    /// Sum of the books of each kind, in fen, such as `wallet` or `merchant`.
    pub books: BTreeMap<String, i128>,
    /// Sum of the purses on the cards, in fen.
    pub purses: u64,
    /// Number of cards whose memory holds no sound card.
    pub unsound: u64,
    /// Purses by their balances.
    pub balances: Histogram,
    /// Number of top-ups over the air under way.
    pub under_way: u64,
    /// Number of top-ups over the air that were ever settled.
    pub settled: u64,
    /// Number of top-ups over the air that were ever refunded.
    pub refunded: u64,
    /// Number of ledger entries.
    pub entries: u64,
    /// Number of findings of the audit.
    pub findings: u64,
    /// First findings in words, each with its block.
    pub told: Vec<String>,
    /// Octets of the blocks at rest.
    pub octets: u64,
    /// Octets in which the cards at rest differ from the first card of their block.
    pub card_octets: u64,
}

/// Returns the kind of a book.
const fn kind(book: Book) -> &'static str {
    match book {
        Book::Cash(_) => "cash",
        Book::RechargeCard(_) => "recharge-card",
        Book::Wallet(_) => "wallet",
        Book::InFlight(_) => "in-flight",
        Book::Frozen(_) => "frozen",
        Book::RetiredWallet(_) => "retired-wallet",
        Book::Merchant(_) => "merchant",
        Book::Commission => "commission",
        Book::Bank => "bank",
        Book::ScratchCards => "scratch-cards",
        Book::PhoneBills => "phone-bills",
        Book::HallCash => "hall-cash",
        Book::Outside => "outside",
    }
}

/// Returns a length as a number of a state.
fn counted(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl FleetState {
    /// Returns the state of a block, whose books and cards are audited.
    pub(super) fn of(number: BlockNumber, world: &World, resting: &RestingWorld) -> FleetState {
        let ledger = &world.platform().books.ledger;
        let mut state = FleetState {
            blocks: 1,
            people: counted(world.people().len()),
            entries: counted(ledger.entries().len()),
            octets: counted(resting.octets().len()),
            card_octets: counted(resting.cards().differing),
            ..FleetState::default()
        };
        for (book, balance) in ledger.balances() {
            let sum = state.books.entry(kind(*book).to_owned()).or_default();
            *sum = sum.saturating_add((*balance).into());
        }
        for person in world.people() {
            match person.card_state() {
                Some(card) => {
                    state.purses = state.purses.saturating_add(card.balance.0.into());
                    state.balances.count(card.balance.0.into(), BALANCE_BOUNDS);
                }
                None => state.unsound = state.unsound.saturating_add(1),
            }
        }
        for transfer in world.platform().transfers().filter(|transfer| transfer.channel == LoadChannel::OverTheAir) {
            let count = match transfer.state {
                TopUpState::UnderWay => &mut state.under_way,
                TopUpState::Settled => &mut state.settled,
                TopUpState::Refunded => &mut state.refunded,
                TopUpState::Stranded => continue,
            };
            *count = count.saturating_add(1);
        }
        let findings = world.audit().err().unwrap_or_default();
        state.findings = counted(findings.len());
        state.told = findings.iter().take(FINDINGS_TOLD).map(|finding| format!("block {number}: {finding}")).collect();
        state
    }

    /// Adds the state of another block.
    pub fn add(&mut self, other: &FleetState) {
        let sums = [
            (&mut self.blocks, other.blocks),
            (&mut self.people, other.people),
            (&mut self.purses, other.purses),
            (&mut self.unsound, other.unsound),
            (&mut self.under_way, other.under_way),
            (&mut self.settled, other.settled),
            (&mut self.refunded, other.refunded),
            (&mut self.entries, other.entries),
            (&mut self.findings, other.findings),
            (&mut self.octets, other.octets),
            (&mut self.card_octets, other.card_octets),
        ];
        sums.into_iter().for_each(|(sum, more)| *sum = sum.saturating_add(more));
        for (book, more) in &other.books {
            let sum = self.books.entry(book.clone()).or_default();
            *sum = sum.saturating_add(*more);
        }
        self.balances.add(&other.balances);
        let left = FINDINGS_TOLD.saturating_sub(self.told.len());
        self.told.extend(other.told.iter().take(left).cloned());
    }

    /// Returns the sum of a kind of book, in fen.
    pub fn book(&self, kind: &str) -> i128 {
        self.books.get(kind).copied().unwrap_or(0)
    }

    /// Returns the sum of all books, in fen, which is zero in sound books.
    pub fn sum_of_books(&self) -> i128 {
        self.books.values().fold(0, |sum, book| sum.saturating_add(*book))
    }
}
