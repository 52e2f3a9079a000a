//! The recount of the entries, one after the other, with wider integers than the ledger's so that no sum overflows.

use std::collections::{BTreeMap, BTreeSet};

use super::error::AuditError;
use crate::platform::allowance::DailyMost;
use crate::platform::card_file::Asn;
use crate::platform::entry::{Book, BookedPurchase, Entry, EntryReason, LoadChannel};
use crate::platform::load::TransferState;
use crate::platform::number::Msisdn;
use crate::platform::scratch_card::CardMark;
use crate::platform::serial::{BankOrderNumber, GoodsOrderNumber, WithdrawalNumber};
use sim_codec::time::{Day, Moment};
use sim_device::pos::entry::PurchaseId;
use sim_device::pos::number::MerchantNumber;
use sim_device::sam::transaction::TransferDirection;

mod goods_orders;
mod withdrawals;

pub(super) use goods_orders::RecountedOrder;
pub(super) use withdrawals::{RecountedWithdrawal, WithdrawalCourse};

/// Transfer as its entries describe it.
#[derive(Clone, Debug)]
pub(super) struct RecountedTransfer {
    pub number: Msisdn,
    pub amount: i128,
    pub direction: TransferDirection,
    pub state: TransferState,
    counted_on: Option<Day>,
}

/// End of a purchase, as its entries describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PurchaseCourse {
    Settled,
    Voided,
    Returned,
}

/// Purchase as its entries describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RecountedPurchase {
    pub merchant: MerchantNumber,
    pub asn: Asn,
    pub amount: i128,
    pub course: PurchaseCourse,
}

/// Recount of the entries so far.
#[derive(Clone, Debug)]
pub(super) struct Recount {
    most: DailyMost,
    pub balances: BTreeMap<Book, i128>,
    pub transfers: BTreeMap<u64, RecountedTransfer>,
    /// Amounts of the transfers that ended with a card that was replaced, in fen.
    pub stranded: BTreeMap<Asn, Vec<i128>>,
    pub cards: BTreeSet<CardMark>,
    /// Orders to banks that were credited, each with the number and the amount.
    pub bank_orders: BTreeMap<BankOrderNumber, (Msisdn, i128)>,
    pub goods_orders: BTreeMap<GoodsOrderNumber, RecountedOrder>,
    pub withdrawals: BTreeMap<WithdrawalNumber, RecountedWithdrawal>,
    /// Withdrawals of each number since its last remote purchase, without those that were returned.
    in_a_row: BTreeMap<Msisdn, BTreeSet<WithdrawalNumber>>,
    /// Longest row of withdrawals of each number.
    pub longest_row: BTreeMap<Msisdn, usize>,
    pub purchases: BTreeMap<PurchaseId, RecountedPurchase>,
    pub findings: Vec<AuditError>,
    days: BTreeMap<(Msisdn, Day), (u32, i128)>,
    taken: u64,
    last: Moment,
}

/// Returns the books from which a reason may take, and those to which it may give.
fn sides(why: &EntryReason) -> (Vec<Book>, Vec<Book>) {
    let of = why.number();
    match why {
        EntryReason::HallCash { .. } => (vec![Book::HallCash], vec![Book::Cash(of)]),
        EntryReason::WebBank { .. } => (vec![Book::Bank], vec![Book::Cash(of)]),
        EntryReason::WithdrawalFrozen { .. } => (vec![Book::Cash(of)], vec![Book::Frozen(of)]),
        EntryReason::WithdrawalPaid { .. } => (vec![Book::Frozen(of)], vec![Book::Bank]),
        EntryReason::WithdrawalReturned { .. } => (vec![Book::Frozen(of)], vec![Book::Cash(of)]),
        EntryReason::RemotePurchase { merchant, .. } => {
            (vec![Book::RechargeCard(of), Book::Cash(of)], vec![Book::Merchant(*merchant), Book::Commission])
        }
        EntryReason::RemoteRefund { merchant, .. } => {
            (vec![Book::Merchant(*merchant)], vec![Book::Cash(of), Book::RechargeCard(of)])
        }
        EntryReason::ScratchCard { .. } => (vec![Book::ScratchCards], vec![Book::RechargeCard(of)]),
        EntryReason::LoadReserved { .. } => (vec![Book::Cash(of)], vec![Book::InFlight(of)]),
        EntryReason::LoadSettled { .. } => (vec![Book::InFlight(of)], vec![Book::Wallet(of)]),
        EntryReason::LoadRefunded { .. } => (vec![Book::InFlight(of)], vec![Book::Cash(of)]),
        // The website pays another's bill from both sub-accounts, too; only the menu spares the cash.
        EntryReason::OwnBill { .. } | EntryReason::AnothersBill { .. } => {
            (vec![Book::RechargeCard(of), Book::Cash(of)], vec![Book::PhoneBills])
        }
        EntryReason::Purchase(told) => (purses(told), vec![Book::Merchant(told.merchant), Book::Commission]),
        EntryReason::Void(told) => (purses(told), vec![Book::Cash(of)]),
        EntryReason::Return(told) => (vec![Book::Merchant(told.merchant)], vec![Book::Cash(of)]),
        EntryReason::CardReplaced { asn, .. } => {
            (vec![Book::Wallet(of), Book::InFlight(of)], vec![Book::RetiredWallet(*asn), Book::Wallet(of)])
        }
        EntryReason::BroughtIn { .. } => (vec![Book::Outside], vec![Book::Wallet(of)]),
        EntryReason::UnloadReserved { .. } => (vec![Book::Wallet(of)], vec![Book::InFlight(of)]),
        EntryReason::UnloadSettled { .. } => (vec![Book::InFlight(of)], vec![Book::Cash(of)]),
        EntryReason::UnloadUndone { .. } => (vec![Book::InFlight(of)], vec![Book::Wallet(of)]),
    }
}

/// Returns the books that a purchase may take from: the number's wallet, or that of the card if it was replaced.
fn purses(told: &BookedPurchase) -> Vec<Book> {
    vec![Book::Wallet(told.number), Book::RetiredWallet(told.asn)]
}

impl Recount {
    pub(super) fn new(most: DailyMost) -> Recount {
        Recount {
            most,
            balances: BTreeMap::new(),
            transfers: BTreeMap::new(),
            stranded: BTreeMap::new(),
            cards: BTreeSet::new(),
            bank_orders: BTreeMap::new(),
            goods_orders: BTreeMap::new(),
            withdrawals: BTreeMap::new(),
            in_a_row: BTreeMap::new(),
            longest_row: BTreeMap::new(),
            purchases: BTreeMap::new(),
            findings: Vec::new(),
            days: BTreeMap::new(),
            taken: 0,
            last: Moment(0),
        }
    }

    pub(super) fn balance(&self, book: Book) -> i128 {
        self.balances.get(&book).copied().unwrap_or(0)
    }

    /// Returns the amounts of a number's transfers that have not ended, in fen.
    pub(super) fn open_amounts(&self) -> BTreeMap<Msisdn, Vec<i128>> {
        let mut amounts: BTreeMap<Msisdn, Vec<i128>> = BTreeMap::new();
        for told in self.transfers.values().filter(|told| told.state == TransferState::Reserved) {
            amounts.entry(told.number).or_default().push(told.amount);
        }
        amounts
    }

    /// Counts the next entry.
    pub(super) fn take(&mut self, entry: &Entry) {
        self.taken += 1;
        if entry.id != self.taken {
            self.findings.push(AuditError::Misplaced { id: entry.id, place: self.taken });
        }
        if entry.at < self.last {
            self.findings.push(AuditError::Backwards { id: entry.id });
        }
        self.last = self.last.max(entry.at);
        self.take_legs(entry);
        self.take_reason(entry);
    }

    fn take_legs(&mut self, entry: &Entry) {
        let id = entry.id;
        let sum: i128 = entry.legs.iter().map(|(_, amount)| i128::from(*amount)).sum();
        if sum != 0 {
            self.findings.push(AuditError::Unbalanced { id, sum });
        }
        let (from, to) = sides(&entry.why);
        for (book, amount) in &entry.legs {
            let amount = i128::from(*amount);
            let side = if amount < 0 { &from } else { &to };
            if !side.contains(book) {
                self.findings.push(AuditError::WrongBook { id, book: *book, amount });
            }
            *self.balances.entry(*book).or_default() += amount;
        }
        let touched: BTreeSet<Book> = entry.legs.iter().map(|(book, _)| *book).collect();
        let owing = touched.into_iter().map(|book| (book, self.balance_of(book))).filter(|(_, balance)| *balance < 0);
        let owing: Vec<_> = owing.map(|(book, balance)| AuditError::BelowZero { id, book, balance }).collect();
        self.findings.extend(owing);
    }

    /// Returns the balance of a book that must not be below zero; 0 for a book that may owe. A purchase made with a
    /// load may be uploaded before the load is proved. A wallet's book therefore counts with the money in flight to it.
    fn balance_of(&self, book: Book) -> i128 {
        match book {
            Book::Bank | Book::ScratchCards | Book::HallCash | Book::Merchant(_) | Book::Outside => 0,
            Book::Wallet(number) => self.balance(book) + self.balance(Book::InFlight(number)),
            Book::InFlight(number) => self.balance(book).min(self.balance(book) + self.balance(Book::Wallet(number))),
            Book::Cash(_)
            | Book::RechargeCard(_)
            | Book::Frozen(_)
            | Book::RetiredWallet(_)
            | Book::Commission
            | Book::PhoneBills => self.balance(book),
        }
    }

    fn take_reason(&mut self, entry: &Entry) {
        let id = entry.id;
        match entry.why {
            EntryReason::LoadReserved { number, transfer, channel } => {
                let counted_on = (channel == LoadChannel::OverTheAir).then(|| entry.at.day());
                self.reserve(entry, (number, transfer), (TransferDirection::Load, counted_on));
            }
            EntryReason::LoadSettled { number, transfer } => {
                self.end(entry, (number, transfer), (TransferDirection::Load, true));
            }
            EntryReason::LoadRefunded { number, transfer } => {
                self.end(entry, (number, transfer), (TransferDirection::Load, false));
            }
            EntryReason::UnloadReserved { number, transfer } => {
                self.reserve(entry, (number, transfer), (TransferDirection::Unload, None));
            }
            EntryReason::UnloadSettled { number, transfer } => {
                self.end(entry, (number, transfer), (TransferDirection::Unload, true));
            }
            EntryReason::UnloadUndone { number, transfer } => {
                self.end(entry, (number, transfer), (TransferDirection::Unload, false));
            }
            EntryReason::WebBank { number, order, .. } => self.credit_order(id, order, (number, gained(entry))),
            EntryReason::RemotePurchase { merchant, order, .. } => self.pay_order(entry, (merchant, order)),
            EntryReason::RemoteRefund { merchant, order, .. } => self.refund_order(entry, (merchant, order)),
            EntryReason::WithdrawalFrozen { withdrawal, .. } => self.freeze(entry, withdrawal),
            EntryReason::WithdrawalPaid { withdrawal, .. } => {
                self.end_withdrawal(entry, withdrawal, WithdrawalCourse::Paid);
            }
            EntryReason::WithdrawalReturned { withdrawal, .. } => {
                self.end_withdrawal(entry, withdrawal, WithdrawalCourse::Returned);
            }
            EntryReason::ScratchCard { card, .. } if !self.cards.insert(card) => {
                self.findings.push(AuditError::CardTwice { id, card });
            }
            EntryReason::CardReplaced { number, asn } => self.strand(number, asn),
            EntryReason::Purchase(told) => self.end_purchase(entry, &told, PurchaseCourse::Settled),
            EntryReason::Void(told) => self.end_purchase(entry, &told, PurchaseCourse::Voided),
            EntryReason::Return(told) => self.take_return(entry, &told),
            _ => {}
        }
    }

    /// Counts the credit of an order to a bank, of which each order has one.
    fn credit_order(&mut self, id: u64, order: BankOrderNumber, credit: (Msisdn, i128)) {
        if self.bank_orders.insert(order, credit).is_some() {
            self.findings.push(AuditError::CreditedTwice { id, order });
        }
    }

    /// Counts the settlement or the void of a purchase, of which each purchase has one.
    fn end_purchase(&mut self, entry: &Entry, told: &BookedPurchase, course: PurchaseCourse) {
        let (id, purchase) = (entry.id, told.purchase);
        if self.purchases.contains_key(&purchase) {
            self.findings.push(AuditError::PurchaseTwice { id, purchase });
            return;
        }
        let (merchant, asn, amount) = (told.merchant, told.asn, gained(entry));
        self.purchases.insert(purchase, RecountedPurchase { merchant, asn, amount, course });
    }

    /// Counts the return of a purchase, which must have been settled and be returned whole and once.
    fn take_return(&mut self, entry: &Entry, told: &BookedPurchase) {
        let (id, purchase) = (entry.id, told.purchase);
        match self.purchases.get_mut(&purchase) {
            Some(known) if known.course == PurchaseCourse::Settled => {
                known.course = PurchaseCourse::Returned;
                if (known.merchant, known.asn, known.amount) != (told.merchant, told.asn, gained(entry)) {
                    self.findings.push(AuditError::ReturnedOtherwise { id, purchase });
                }
            }
            _ => self.findings.push(AuditError::ReturnedUnsettled { id, purchase }),
        }
    }

    /// Ends the open transfers of a number with its card, which was replaced.
    fn strand(&mut self, number: Msisdn, asn: Asn) {
        let is_open = |told: &&mut RecountedTransfer| told.number == number && told.state == TransferState::Reserved;
        for told in self.transfers.values_mut().filter(is_open) {
            told.state = TransferState::Stranded;
            self.stranded.entry(asn).or_default().push(told.amount);
        }
    }

    fn reserve(
        &mut self,
        entry: &Entry,
        (number, transfer): (Msisdn, u64),
        (direction, counted_on): (TransferDirection, Option<Day>),
    ) {
        let (id, day, amount) = (entry.id, entry.at.day(), gained(entry));
        if self.transfers.contains_key(&transfer) {
            self.findings.push(AuditError::ReservedTwice { id, transfer });
            return;
        }
        let state = TransferState::Reserved;
        self.transfers.insert(transfer, RecountedTransfer { number, amount, direction, state, counted_on });
        if counted_on.is_none() {
            return;
        }
        let (count, sum) = self.days.entry((number, day)).or_default();
        *count += 1;
        *sum += amount;
        let (count, sum) = (*count, *sum);
        if count > self.most.count {
            self.findings.push(AuditError::TopUpCount { id, number, day, count, most: self.most.count });
        }
        if sum > self.most.sum.0.into() {
            self.findings.push(AuditError::TopUpSum { id, number, day, sum, most: self.most.sum.0 });
        }
    }

    fn end(
        &mut self,
        entry: &Entry,
        (number, transfer): (Msisdn, u64),
        (direction, is_settled): (TransferDirection, bool),
    ) {
        let (id, amount) = (entry.id, gained(entry));
        let Some(told) = self.transfers.get_mut(&transfer).filter(|told| told.direction == direction) else {
            self.findings.push(AuditError::NeverReserved { id, transfer });
            return;
        };
        if told.state != TransferState::Reserved {
            self.findings.push(AuditError::EndedTwice { id, transfer });
            return;
        }
        told.state = if is_settled { TransferState::Settled } else { TransferState::Refunded };
        if (told.number, told.amount) != (number, amount) {
            let (reserved, of) = (told.amount, told.number);
            self.findings.push(AuditError::EndedOtherwise { id, transfer, amount, number, reserved, of });
        }
        let day = entry.at.day();
        if !is_settled && told.counted_on == Some(day) {
            let (number, amount) = (told.number, told.amount);
            let (count, sum) = self.days.entry((number, day)).or_default();
            *count = count.saturating_sub(1);
            *sum -= amount;
        }
    }

    /// Checks the rules that need all entries.
    pub(super) fn finish(&mut self) {
        let numbers = self.balances.keys().filter_map(|book| match book {
            Book::InFlight(number) => Some(*number),
            _ => None,
        });
        let told = self.transfers.values().map(|told| told.number);
        let numbers: BTreeSet<_> = numbers.chain(told).collect();
        let open = self.open_amounts();
        for number in numbers {
            let in_flight = self.balance(Book::InFlight(number));
            let open = open.get(&number).into_iter().flatten().sum();
            if in_flight != open {
                self.findings.push(AuditError::InFlight { number, in_flight, open });
            }
        }
        self.finish_withdrawals();
    }
}

/// Returns the sum of the gains of an entry, in fen.
fn gained(entry: &Entry) -> i128 {
    entry.legs.iter().map(|(_, amount)| i128::from(*amount)).filter(|amount| *amount > 0).sum()
}
