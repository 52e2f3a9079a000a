//! The audit: money is conserved. The audit recounts the ledger's raw entries by its own rules and without a line of
//! the ledger's code, so that a mistake there is not made twice. Every entry balances and moves money between the books
//! that its reason allows. No book owes that may not, and each transfer is reserved once and ends once. No day's
//! allowance is exceeded, and no scratch card is used twice. Then the audit compares the cards with the books: the
//! money that they hold and have spent is in the wallets' books, but for loads whose proof is still to come.

use std::collections::{BTreeMap, BTreeSet};

use sim_wire::Fen;

use crate::platform::account::AccountState;
use crate::platform::acquiring::{PurchaseRecord, PurchaseState};
use crate::platform::allowance::DailyMost;
use crate::platform::bank_order::BankOrderState;
use crate::platform::books::Books;
use crate::platform::card_file::Asn;
use crate::platform::entry::{Book, Entry};
use crate::platform::number::Msisdn;
use sim_device::pos::entry::PurchaseId;
use sim_device::pos::number::MerchantNumber;

pub mod error;
mod goods_orders;
mod recount;
mod withdrawals;

pub use error::AuditError;
use recount::{PurchaseCourse, Recount, RecountedPurchase};

/// Largest number of open transfers of one number for which every sum of some of them is tried.
const SUMS_OF: usize = 12;

/// State of a subscriber's cards, independent of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardTruth {
    /// Number of the subscriber.
    pub number: Msisdn,
    /// Card that was replaced and so has a book of its own; `None` for the subscriber's present cards.
    pub retired: Option<Asn>,
    /// Purse balance in fen; of several cards the sum.
    pub balance: Fen,
    /// Amount that was spent offline and has not been uploaded, in fen.
    pub spent: Fen,
    /// Purchases of which no terminal knows whether they took place, in fen.
    pub uncertain: Vec<Fen>,
}

impl CardTruth {
    /// Returns whether the card's money is that of its wallet's book, in fen, while nothing is in flight.
    pub(crate) fn is_consistent_with(&self, book: i64) -> bool {
        let card = i128::from(self.balance.0) + i128::from(self.spent.0);
        let uncertain: Vec<_> = self.uncertain.iter().map(|amount| -i128::from(amount.0)).collect();
        is_sum_of_some(card - i128::from(book), &uncertain)
    }
}

/// Audits the entries by themselves.
pub fn entries<'a>(entries: impl IntoIterator<Item = &'a Entry>, most: DailyMost) -> Vec<AuditError> {
    recount(entries, most).findings
}

/// Audits the entries, and the platform's other books against them: balances, transfers, scratch cards, and no money
/// left in a closed account.
pub fn books(books: &Books) -> Vec<AuditError> {
    let recount = recount(books.ledger.entries(), books.terms.top_ups);
    let mut findings = recount.findings.clone();
    balances(&recount, books.ledger.balances(), &mut findings);
    transfers(&recount, books, &mut findings);
    withdrawals::check(&recount, books, &mut findings);
    bank_orders(&recount, books, &mut findings);
    goods_orders::check(&recount, books, &mut findings);
    let used = books.scratch_cards.cards().iter().filter(|(_, card)| card.used.is_some()).map(|(mark, _)| *mark);
    let used: BTreeSet<_> = used.collect();
    findings.extend(used.symmetric_difference(&recount.cards).map(|card| AuditError::CardUse { card: *card }));
    let closed = books.accounts.iter().filter(|(_, account)| account.state == AccountState::Closed);
    for (number, _) in closed {
        let held = [Book::Cash, Book::RechargeCard, Book::InFlight, Book::Frozen].map(|book| book(*number));
        let held: i128 = held.iter().map(|book| recount.balance(*book)).sum();
        if held != 0 {
            findings.push(AuditError::ClosedWithMoney { number: *number, held });
        }
    }
    findings
}

/// Audits the acquirer's records of purchases against the entries. Purchases of the merchant whose number is all zeros
/// stand in no record.
pub fn purchases<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    records: impl IntoIterator<Item = &'a PurchaseRecord>,
) -> Vec<AuditError> {
    let recount = recount(entries, DailyMost { count: u32::MAX, sum: Fen(u32::MAX) });
    let told = recount.purchases.iter().filter(|(_, told)| told.merchant != MerchantNumber::default());
    let told: BTreeMap<PurchaseId, RecountedPurchase> = told.map(|(id, told)| (*id, *told)).collect();
    let kept: BTreeMap<_, _> = records.into_iter().map(|kept| (kept.entry.id, as_told(kept))).collect();
    let named: BTreeSet<_> = kept.keys().chain(told.keys()).copied().collect();
    let differ = named.into_iter().filter(|purchase| kept.get(purchase) != told.get(purchase));
    differ.map(|purchase| AuditError::PurchaseKept { purchase }).collect()
}

/// Returns a record of a purchase as its entries should tell it.
fn as_told(kept: &PurchaseRecord) -> RecountedPurchase {
    RecountedPurchase {
        merchant: kept.sender.merchant,
        asn: Asn(kept.entry.asn),
        amount: i128::from(kept.entry.amount.0),
        course: match kept.state {
            PurchaseState::Settled => PurchaseCourse::Settled,
            PurchaseState::Voided => PurchaseCourse::Voided,
            PurchaseState::Returned => PurchaseCourse::Returned,
        },
    }
}

/// Audits the platform's books against the cards. The money that a card holds and has spent must equal the wallet's
/// book plus some or none of the transfers in flight, less some or none of the purchases that are uncertain. A number
/// with money in its wallet's book and without a card is found too.
pub fn cards<'a>(entries: impl IntoIterator<Item = &'a Entry>, truths: &[CardTruth]) -> Vec<AuditError> {
    let recount = recount(entries, DailyMost { count: u32::MAX, sum: Fen(u32::MAX) });
    let mut findings = Vec::new();
    findings.extend(truths.iter().filter_map(|truth| retired(&recount, truth)));
    let open_amounts = recount.open_amounts();
    for truth in truths.iter().filter(|truth| truth.retired.is_none()) {
        let (number, book) = (truth.number, recount.balance(Book::Wallet(truth.number)));
        let card = i128::from(truth.balance.0) + i128::from(truth.spent.0);
        let open = open_amounts.get(&number).map(Vec::as_slice).unwrap_or_default();
        let moves = open.iter().copied().chain(truth.uncertain.iter().map(|amount| -i128::from(amount.0)));
        if !is_sum_of_some(card - book, &moves.collect::<Vec<_>>()) {
            findings.push(AuditError::Card { number, card, book, in_flight: open.iter().sum() });
        }
    }
    let present = truths.iter().filter(|truth| truth.retired.is_none());
    let told: BTreeSet<_> = present.map(|truth| truth.number).collect();
    let retired: BTreeSet<_> = truths.iter().filter_map(|truth| truth.retired).collect();
    let without_card = recount.balances.iter().filter_map(|(book, balance)| match (*book, *balance) {
        (_, 0) => None,
        (Book::Wallet(number), book) if !told.contains(&number) => Some(AuditError::NoCard { number, book }),
        (Book::RetiredWallet(asn), book) if !retired.contains(&asn) => Some(AuditError::NoRetiredCard { asn, book }),
        _ => None,
    });
    findings.extend(without_card);
    findings
}

/// Audits a card that was replaced: its money is in its own book, but for transfers that had not ended by then. Each of
/// those may have arrived or not.
fn retired(recount: &Recount, truth: &CardTruth) -> Option<AuditError> {
    let asn = truth.retired?;
    let (book, card) =
        (recount.balance(Book::RetiredWallet(asn)), i128::from(truth.balance.0) + i128::from(truth.spent.0));
    let stranded = recount.stranded.get(&asn).map(Vec::as_slice).unwrap_or_default();
    let uncertain = truth.uncertain.iter().map(|amount| i128::from(amount.0));
    let moves: Vec<_> = stranded.iter().copied().chain(uncertain).collect();
    let is_right = is_sum_of_some(book - card, &moves);
    (!is_right).then(|| AuditError::RetiredCard { asn, card, book, stranded: stranded.iter().sum() })
}

fn recount<'a>(entries: impl IntoIterator<Item = &'a Entry>, most: DailyMost) -> Recount {
    let mut recount = Recount::new(most);
    for entry in entries {
        recount.take(entry);
    }
    recount.finish();
    recount
}

/// Compares claimed balances with those of the recount.
fn balances(recount: &Recount, claimed: &BTreeMap<Book, i64>, findings: &mut Vec<AuditError>) {
    let named: BTreeSet<_> = claimed.keys().chain(recount.balances.keys()).collect();
    for book in named {
        let (claimed, found) = (claimed.get(book).copied().unwrap_or(0), recount.balance(*book));
        if i128::from(claimed) != found {
            findings.push(AuditError::Claimed { book: *book, claimed, found });
        }
    }
}

/// Compares the orders to banks that the platform has as credited with those of the entries.
fn bank_orders(recount: &Recount, books: &Books, findings: &mut Vec<AuditError>) {
    let credited = books.bank_orders().filter(|(_, order)| order.state == BankOrderState::Credited);
    let kept: BTreeMap<_, _> = credited.map(|(of, order)| (of, (order.number, i128::from(order.amount.0)))).collect();
    let named: BTreeSet<_> = kept.keys().chain(recount.bank_orders.keys()).copied().collect();
    let differ = named.into_iter().filter(|named| kept.get(named) != recount.bank_orders.get(named));
    findings.extend(differ.map(|order| AuditError::BankOrderKept { order }));
}

/// Compares the platform's transfers with those of its entries.
fn transfers(recount: &Recount, books: &Books, findings: &mut Vec<AuditError>) {
    let kept: BTreeMap<_, _> = books.transfers().collect();
    let named: BTreeSet<_> = kept.keys().copied().chain(recount.transfers.keys().copied()).collect();
    for transfer in named {
        let kept = kept.get(&transfer);
        let kept = kept.map(|kept| (kept.number, kept.direction, i128::from(kept.amount.0), kept.state));
        let told = recount.transfers.get(&transfer);
        let told = told.map(|told| (told.number, told.direction, told.amount, told.state));
        if kept != told {
            findings.push(AuditError::TransferKept { transfer });
        }
    }
}

/// Returns whether an amount is the sum of some of these, or of none. Of more than `SUMS_OF` only the range is
/// checked.
fn is_sum_of_some(amount: i128, of: &[i128]) -> bool {
    if of.len() > SUMS_OF {
        let sum = |is_gain: bool| of.iter().filter(|one| (**one > 0) == is_gain).sum::<i128>();
        return (sum(false)..=sum(true)).contains(&amount);
    }
    let mut sums = BTreeSet::from([0]);
    for one in of {
        let with: Vec<i128> = sums.iter().map(|sum| sum + one).collect();
        sums.extend(with);
    }
    sums.contains(&amount)
}

#[cfg(test)]
mod tests;
