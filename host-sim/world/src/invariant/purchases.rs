//! Purchases: each that a terminal took into a batch is paid once, voided or returned, and nothing else is. What a
//! terminal took is learned from the terminals, and what was paid from the ledger; the platform's own records are not
//! consulted.

use std::collections::BTreeMap;

use sim_device::pos::entry::{PurchaseEntry, PurchaseId};
use sim_device::pos::line::{BatchResult, LineSender};
use sim_device::pos::take_back::TakenBack;

use super::Violation;
use crate::action::PosPlace;
use crate::platform::acquiring::{PurchaseRecord, PurchaseState};
use crate::platform::card_file::Asn;
use crate::platform::entry::{Book, BookedPurchase, Entry, EntryReason};
use crate::shop::Shop;
use crate::world::{EventKind, Party, World};

/// Whole of which a commission is a part, in parts of ten thousand.
const WHOLE: i64 = 10_000;

/// Payment of a purchase, as the ledger has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Payment {
    Open,
    Settled,
    Voided,
    Returned,
}

/// Purchase that a terminal took into its batch.
#[derive(Clone, Copy, Debug)]
struct TakenPurchase {
    sender: LineSender,
    batch: u32,
    entry: PurchaseEntry,
    payment: Payment,
    /// Commission that the merchant paid, in fen.
    commission: i64,
}

/// Purchases that terminals took, and their payments so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Purchases {
    taken: BTreeMap<PurchaseId, TakenPurchase>,
    /// Number of events that were noted.
    happened: usize,
    /// Number of ledger entries that were checked.
    booked: usize,
}

impl Purchases {
    /// Takes over the purchases of a world that nobody watched before.
    pub(super) fn of(world: &World) -> Purchases {
        let known = world.platform().acquiring().purchases().map(|record| {
            let payment = match record.state {
                PurchaseState::Settled => Payment::Settled,
                PurchaseState::Voided => Payment::Voided,
                PurchaseState::Returned => Payment::Returned,
            };
            let PurchaseRecord { sender, batch, entry, .. } = *record;
            (entry.id, TakenPurchase { sender, batch, entry, payment, commission: 0 })
        });
        let booked = world.platform().books.ledger.entries().len();
        let mut purchases = Purchases { taken: known.collect(), happened: world.events().len(), booked };
        world.shops().all().for_each(|(_, shop)| drop(purchases.note(shop)));
        purchases
    }

    /// Checks what terminals and ledger did since the last look.
    pub(super) fn check(&mut self, world: &World) -> Result<(), Violation> {
        let events = world.events();
        let new = events.get(self.happened..).unwrap_or_default();
        self.happened = events.len();
        let at_terminals = || {
            new.iter().filter_map(|event| match event.from {
                Party::Pos(pos) => Some((pos, &event.kind)),
                _ => None,
            })
        };
        for (pos, _) in at_terminals() {
            let shop = world.shops().get(pos).into_iter();
            shop.clone().try_for_each(|shop| self.take(shop))?;
        }
        let entries = world.platform().books.ledger.entries();
        for entry in entries.get(self.booked..).unwrap_or_default() {
            self.check_entry(world, entry)?;
        }
        self.booked = entries.len();
        for (pos, kind) in at_terminals() {
            match kind {
                EventKind::Uploaded { batch, result: Some(result), .. } => {
                    self.check_batch(world, pos, (*batch, result))?;
                }
                EventKind::TakenBack { how: Some(how), .. } => self.check_taken_back(world, (pos, *how))?,
                EventKind::Tapped { failed: None, .. } => self.check_receipts(world, pos)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Notes the entries of a terminal's batch, and checks that no card on the terminal's black list was sold to.
    fn take(&mut self, shop: &Shop) -> Result<(), Violation> {
        let is_listed = |entry: &PurchaseEntry| shop.terminal().parameters().black_list.contains(&entry.asn);
        match self.note(shop).into_iter().find(is_listed) {
            Some(entry) => Err(wrong(entry.id, "was sold to a card on the terminal's black list")),
            None => Ok(()),
        }
    }

    /// Notes the entries of a terminal's batch, and returns the new ones.
    fn note(&mut self, shop: &Shop) -> Vec<PurchaseEntry> {
        let (sender, batch) = (shop.terminal().sender(), shop.terminal().batch());
        let entries = shop.terminal().entries().values().copied();
        let new: Vec<_> = entries.filter(|entry| !self.taken.contains_key(&entry.id)).collect();
        let taken = |entry| TakenPurchase { sender, batch, entry, payment: Payment::Open, commission: 0 };
        self.taken.extend(new.iter().map(|entry| (entry.id, taken(*entry))));
        new
    }

    /// Checks a ledger entry, if it is of a purchase.
    fn check_entry(&mut self, world: &World, entry: &Entry) -> Result<(), Violation> {
        let (booked, to) = match entry.why {
            EntryReason::Purchase(booked) => (booked, Payment::Settled),
            EntryReason::Void(booked) => (booked, Payment::Voided),
            EntryReason::Return(booked) => (booked, Payment::Returned),
            _ => return Ok(()),
        };
        let id = booked.purchase;
        let taken = self.taken.get_mut(&id).ok_or(wrong(id, "moved money, and no terminal took it"))?;
        let why = match (taken.payment, to) {
            (Payment::Open, Payment::Settled | Payment::Voided) | (Payment::Settled, Payment::Returned) => None,
            (Payment::Settled, Payment::Settled) => Some("was settled twice"),
            (Payment::Open, _) => Some("was returned before it was settled"),
            (Payment::Settled, _) => Some("was voided after it was settled"),
            (Payment::Voided | Payment::Returned, _) => Some("moved money after it was taken back"),
        };
        if let Some(why) = why {
            return Err(wrong(id, why));
        }
        taken.payment = to;
        taken.check_names(world, booked)?;
        taken.check_legs(world, entry, (booked, to))
    }

    /// Checks that a batch was settled as the terminal had it: every entry that is not named as refused was paid, or
    /// voided before, and no other.
    fn check_batch(&self, world: &World, pos: PosPlace, (batch, result): (u32, &BatchResult)) -> Result<(), Violation> {
        let Some(shop) = world.shops().get(pos) else { return Ok(()) };
        let sender = shop.terminal().sender();
        let of_batch = self.taken.values().filter(|taken| (taken.sender, taken.batch) == (sender, batch));
        let is_refused =
            |taken: &TakenPurchase| result.refused.iter().any(|(voucher, _)| *voucher == taken.entry.voucher);
        let (mut sold, mut sum, mut voided, mut commission) = (0_u32, 0_u64, 0_u32, 0_i64);
        for taken in of_batch {
            match (taken.payment, is_refused(taken)) {
                (Payment::Settled | Payment::Returned, false) => {
                    sold = sold.saturating_add(1);
                    sum = sum.saturating_add(taken.entry.amount.0.into());
                    commission = commission.saturating_add(taken.commission);
                }
                (Payment::Voided, false) => voided = voided.saturating_add(1),
                // The money of a voided purchase moved before, and an entry that was tampered with is refused.
                (Payment::Open | Payment::Voided, true) => {}
                (Payment::Open, false) => return Err(wrong(taken.entry.id, "was uploaded and not settled")),
                (_, true) => return Err(wrong(taken.entry.id, "moved money, and its entry was refused")),
            }
        }
        let settled = result.settled;
        let is_told = (settled.sold, settled.sum, settled.voided) == (sold, sum, voided);
        let is_paid = u64::try_from(commission).is_ok_and(|commission| commission == result.commission);
        if is_told && is_paid { Ok(()) } else { Err(Violation::Batch { pos, batch }) }
    }

    /// Checks that a cashier who takes a purchase back sees money move, or has moved it before.
    fn check_taken_back(&self, world: &World, (pos, how): (PosPlace, TakenBack)) -> Result<(), Violation> {
        let wanted = match how {
            TakenBack::Voided => Payment::Voided,
            TakenBack::Returned => Payment::Returned,
        };
        let Some(shop) = world.shops().get(pos) else { return Ok(()) };
        let sender = shop.terminal().sender();
        let is_there = self.taken.values().any(|taken| taken.sender == sender && taken.payment == wanted);
        if is_there { Ok(()) } else { Err(Violation::Batch { pos, batch: shop.terminal().batch() }) }
    }

    /// Checks that every receipt of a terminal is of a purchase that the terminal took.
    fn check_receipts(&self, world: &World, pos: PosPlace) -> Result<(), Violation> {
        for (_, receipt) in world.shops().receipts().filter(|(place, _)| place.pos == pos) {
            let id = receipt.purchase();
            let taken = self.taken.get(&id).ok_or(wrong(id, "has a receipt and no entry"))?;
            if (taken.batch, taken.entry.voucher, taken.entry.amount)
                != (receipt.batch, receipt.voucher, receipt.amount)
            {
                return Err(wrong(id, "is not as its receipt says"));
            }
        }
        Ok(())
    }
}

impl TakenPurchase {
    /// Checks the names in a ledger entry: the merchant of the terminal, the batch, the card and its holder.
    fn check_names(&self, world: &World, booked: BookedPurchase) -> Result<(), Violation> {
        let is_named =
            (booked.merchant, booked.batch, booked.asn) == (self.sender.merchant, self.batch, Asn(self.entry.asn));
        let is_holder = |number| world.platform().cards().any(|card| card.asn == booked.asn && card.number == number);
        if is_named && is_holder(booked.number) {
            Ok(())
        } else {
            Err(wrong(self.entry.id, "was booked under other names"))
        }
    }

    /// Checks the amounts of a ledger entry: the merchant gets the amount less the commission of the contract, a void
    /// goes from the wallet to cash alone, and a return comes from the merchant alone.
    fn check_legs(
        &mut self,
        world: &World,
        entry: &Entry,
        (booked, to): (BookedPurchase, Payment),
    ) -> Result<(), Violation> {
        let amount = i64::from(self.entry.amount.0);
        let (merchant, cash) = (Book::Merchant(booked.merchant), Book::Cash(booked.number));
        let is_payer = |book: &Book| *book == Book::Wallet(booked.number) || *book == Book::RetiredWallet(booked.asn);
        let payer = entry.legs.iter().map(|(book, _)| *book).find(is_payer);
        let mut expected = match (to, payer) {
            (Payment::Returned, None) => vec![(merchant, amount.saturating_neg()), (cash, amount)],
            (Payment::Voided, Some(payer)) => vec![(payer, amount.saturating_neg()), (cash, amount)],
            (Payment::Settled, Some(payer)) => {
                self.commission = commission(world, booked, amount);
                let gain = amount.saturating_sub(self.commission);
                vec![(payer, amount.saturating_neg()), (merchant, gain), (Book::Commission, self.commission)]
            }
            _ => return Err(wrong(self.entry.id, "was paid from another book")),
        };
        expected.retain(|(_, fen)| *fen != 0);
        let mut legs = entry.legs.clone();
        legs.sort_unstable();
        expected.sort_unstable();
        if legs == expected {
            return Ok(());
        }
        Err(wrong(
            self.entry.id,
            match to {
                Payment::Returned => "was returned at another price, or its commission was paid back",
                Payment::Voided => "was voided at another price",
                Payment::Open | Payment::Settled => "was settled at another price or commission",
            },
        ))
    }
}

/// Returns the commission on an amount by the merchant's contract, in fen: half a fen is rounded up.
fn commission(world: &World, booked: BookedPurchase, amount: i64) -> i64 {
    let mut contracts = world.platform().acquiring().merchants();
    let contract = contracts.find(|contract| contract.number == booked.merchant);
    let rate = contract.map_or(0, |contract| i64::from(u16::from(contract.commission)));
    amount.saturating_mul(rate).saturating_add(WHOLE / 2) / WHOLE
}

const fn wrong(purchase: PurchaseId, why: &'static str) -> Violation {
    Violation::Purchase { purchase, why }
}
