//! Town of the tests: two holders with an open wallet and an account each, a shop with two terminals, and a hall. The
//! cashiers hand goods over for a printed receipt and for nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use sim_codec::time::{HOUR, SECOND};
use sim_device::pos::entry::{BatchTotals, EntryState, PurchaseId};
use sim_device::pos::terminal::PosTerminal;
use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_world::action::{Action, HolderAction, NthFault, PosPlace, ReceiptPlace};
use sim_world::actor::{ActionResult, Actors, Performed, RefusedError};
use sim_world::platform::acquiring::{PurchaseRecord, PurchaseState};
use sim_world::platform::books::Terms;
use sim_world::platform::card_file::Asn;
use sim_world::platform::entry::Book;
use sim_world::platform::number::Msisdn;
use sim_world::world::{Person, World, WorldSettings, following_asn};

/// Holder whose procedures are interrupted.
pub const A: &str = "13800000001";

/// Another holder.
pub const B: &str = "13800000002";

/// Amount on each card at the beginning, in fen.
pub const PURSE: u32 = 10_000;

/// Amount in each cash sub-account at the beginning, in fen.
pub const CASH: u32 = 20_000;

/// World with its actors, and the goods that were handed over.
#[derive(Clone)]
pub struct Town {
    pub world: World,
    actors: Actors,
    /// Purchases for which goods were handed over, by their receipts.
    pub handed: BTreeMap<ReceiptPlace, PurchaseId>,
    /// Command at which the next card that is tapped leaves the field; `None` if it stays.
    pub leaves: Option<NthFault>,
    /// Amount that the first holder had loaded at a later visit to the hall, in fen.
    pub loaded_later: u32,
}

pub fn number(who: &str) -> Msisdn {
    who.parse().unwrap()
}

impl Town {
    pub fn new() -> Town {
        let mut settings = WorldSettings::of_seed(11);
        settings.platform.terms = Terms::light();
        let mut town = Town {
            world: World::new(settings),
            actors: Actors::default(),
            handed: BTreeMap::new(),
            leaves: None,
            loaded_later: 0,
        };
        let series = Profile::default();
        for (place, who) in [A, B].into_iter().enumerate() {
            let mut profile = series.of_series(following_asn(series.asn(), place as u64));
            profile.card.start.balance = Fen(PURSE);
            town.world.add_person(number(who), "feature-phone", "default", &profile).unwrap();
            town.actors.introduce(number(who), profile);
            let (now, password) = (town.world.now(), "135790".parse().unwrap());
            town.world.platform_mut().open_with_account(now, &number(who), &password, Fen(CASH)).unwrap();
        }
        town.world.pass(SECOND);
        town
    }

    /// Performs an action, in whose line `A` and `B` stand for the holders. Goods are handed over for what is printed.
    pub fn act(&mut self, line: &str) -> ActionResult {
        let words = line.split(' ').map(|word| match word {
            "A" => A,
            "B" => B,
            word => word,
        });
        let mut action: Action = words.collect::<Vec<_>>().join(" ").parse().unwrap();
        if let Action::Holder(_, HolderAction::Tap(tap)) = &mut action {
            tap.leaves = self.leaves.take().or(tap.leaves);
        }
        let Ok(result) = self.actors.perform(&mut self.world, &action, &mut |_| Ok::<(), Infallible>(()));
        let before = self.handed.len();
        let printed = self.world.shops().receipts().map(|(place, receipt)| (place, receipt.purchase()));
        self.handed = printed.collect();
        let new = self.handed.len() - before;
        assert!(!matches!(result, Ok(Performed::Paid(_))) || new == 1, "{line}: {new} receipts are printed");
        result
    }

    /// Performs an action that must succeed.
    pub fn done(&mut self, line: &str) {
        self.act(line).unwrap_or_else(|refused| panic!("{line}: {refused}"));
    }

    /// Performs an action; returns its refusal.
    pub fn attempt(&mut self, line: &str) -> Result<(), RefusedError> {
        self.act(line).map(drop)
    }

    /// Performs an action until it succeeds.
    pub fn insist(&mut self, line: &str) {
        let tries: Vec<_> = (0..4).map_while(|_| self.act(line).err()).collect();
        assert!(tries.len() < 4, "{line}: {tries:?}");
    }

    pub fn terminal(&self, pos: u32) -> &PosTerminal {
        self.world.shops().get(PosPlace(pos)).unwrap().terminal()
    }

    pub fn person(&self, who: &str) -> &Person {
        self.world.person(&number(who)).unwrap()
    }

    /// Returns the balance of a holder's present card, in fen.
    pub fn purse(&self, who: &str) -> u32 {
        self.person(who).card_state().unwrap().balance.0
    }

    pub fn book(&self, book: Book) -> i64 {
        self.world.platform().books.ledger.balance(&book)
    }

    pub fn cash(&self, who: &str) -> i64 {
        self.book(Book::Cash(number(who)))
    }

    /// Returns the card number of a holder's present card.
    pub fn asn(&self, who: &str) -> Asn {
        self.world.platform().card_of(&number(who)).unwrap().asn
    }

    /// Returns the purchases that a terminal keeps as pending for a holder's card.
    pub fn pending(&self, pos: u32, who: &str) -> usize {
        let asn = self.asn(who).0;
        self.terminal(pos).pending().iter().filter(|pending| pending.asn == asn).count()
    }

    /// Returns the purchases of a holder's cards that the platform knows.
    pub fn purchases(&self, who: &str) -> Vec<&PurchaseRecord> {
        let cards = self.world.platform().cards().filter(|card| card.number == number(who));
        let cards: BTreeSet<_> = cards.map(|card| card.asn.0).collect();
        let all = self.world.platform().acquiring().purchases();
        all.filter(|purchase| cards.contains(&purchase.entry.asn)).collect()
    }

    /// Returns what a holder's cards have paid, in fen: settled, voided and returned alike.
    pub fn paid(&self, who: &str) -> u32 {
        self.purchases(who).iter().map(|purchase| purchase.entry.amount.0).sum()
    }

    /// Uploads the batches of a terminal to the end. The totals of both sides are equal, and nothing is refused.
    pub fn upload(&mut self, pos: u32, story: &str) {
        for _ in 0..4 {
            let (batch, own, is_closing) =
                (self.terminal(pos).batch(), self.terminal(pos).totals(), self.terminal(pos).is_closing());
            let Ok(Performed::Uploaded(result)) = self.act(&format!("pos {pos} uploads")) else { continue };
            let all = |totals: BatchTotals| (totals.count(), totals.sum + totals.voided_sum);
            assert_eq!(all(result.settled), all(own), "{story}: entries of terminal {pos} and those that are settled");
            assert_eq!(result.settled, self.platforms_totals(pos, batch), "{story}: totals of terminal {pos}");
            assert_eq!(result.refused, [], "{story}");
            let left = (self.terminal(pos).totals(), self.terminal(pos).is_closing());
            assert_eq!(left, (BatchTotals::default(), false), "{story}: terminal {pos}");
            if !is_closing {
                return;
            }
        }
        panic!("{story}: terminal {pos} does not upload");
    }

    /// Returns the totals of a terminal's batch by the platform's records.
    fn platforms_totals(&self, pos: u32, batch: u32) -> BatchTotals {
        let sender = self.terminal(pos).sender();
        let records = self.world.platform().acquiring().purchases();
        let of_batch = records.filter(|record| (record.sender, record.batch) == (sender, batch));
        let entries: Vec<_> = of_batch.map(|record| record.entry).collect();
        BatchTotals::of(&entries)
    }

    /// Audits the world as it is now.
    pub fn audit(&self, story: &str) {
        assert_eq!(self.world.audit(), Ok(()), "{story}");
    }

    /// Ends the faults, uploads both batches, and lets everything come to rest. Every debit of a card then has its
    /// goods, every goods their payment, and every fen its place.
    pub fn finish(&mut self, story: &str) {
        self.audit(story);
        self.world.forgive();
        (1..=2).for_each(|pos| self.upload(pos, story));
        self.world.pass(HOUR);
        self.audit(story);
        let known: BTreeSet<_> = self.world.platform().acquiring().purchases().map(|record| record.entry.id).collect();
        let handed: BTreeSet<_> = self.handed.values().copied().collect();
        assert_eq!(handed.len(), self.handed.len(), "{story}: goods are handed over once for a purchase");
        assert_eq!(handed, known, "{story}: goods and payments");
        (1..=2).for_each(|pos| assert_eq!(self.terminal(pos).pending(), [], "{story}: terminal {pos}"));
        self.check_books(story);
    }

    /// Checks that each wallet's book is what its card holds, and that the merchants have what the cards paid.
    fn check_books(&self, story: &str) {
        for who in [A, B] {
            let books = [Book::Wallet(number(who)), Book::InFlight(number(who))].map(|book| self.book(book));
            assert_eq!(books, [self.purse(who).into(), 0], "{story}: wallet and money in flight of {who}");
        }
        for card in self.world.loose_cards() {
            let held = card.card_state().unwrap().balance.0;
            assert_eq!(self.book(Book::RetiredWallet(card.asn())), i64::from(held), "{story}");
        }
        let acquiring = self.world.platform().acquiring();
        let merchants: i64 = acquiring.merchants().map(|merchant| self.book(Book::Merchant(merchant.number))).sum();
        let settled = acquiring.purchases().filter(|purchase| purchase.state == PurchaseState::Settled);
        let settled: i64 = settled.map(|purchase| i64::from(purchase.entry.amount.0)).sum();
        assert_eq!(merchants + self.book(Book::Commission), settled, "{story}: what the merchants have");
        let is_alike = |record: &PurchaseRecord| {
            (record.state == PurchaseState::Voided) == (record.entry.state == EntryState::Voided)
        };
        assert!(acquiring.purchases().all(is_alike), "{story}");
    }
}
