//! Settlement: which entries are paid, by which book, and what the merchant and the platform get.

use super::*;
use crate::platform::account::NumberState;

#[test]
fn every_refused_entry_is_named_and_the_others_are_paid() {
    let mut counter = Counter::new();
    counter.upload(1, &[sold(1, 100)]);
    let foreign = PurchaseId { terminal: [2; 6], counter: 1 };
    let entries = [
        sold(1, 100),
        sold(2, 200),
        PurchaseEntry { tac: [1; 4], ..sold(3, 300) },
        PurchaseEntry { asn: [9; 10], ..sold(4, 400) },
        signed(PurchaseEntry { id: foreign, ..sold(5, 500) }),
        voided(sold(6, 600)),
        sold(7, 0),
        sold(8, 9_701),
        sold(9, 9_700),
        PurchaseEntry { voucher: 10, ..sold(9, 9_700) },
        sold(11, 1),
    ];
    let result = counter.upload(2, &entries);
    let refused = [
        (1, BatchEntryError::Repeated),
        (3, BatchEntryError::WrongTac),
        (4, BatchEntryError::UnknownCard),
        (5, BatchEntryError::Foreign),
        (6, BatchEntryError::VoidUnknown),
        (7, BatchEntryError::NotCovered),
        (8, BatchEntryError::NotCovered),
        (10, BatchEntryError::Repeated),
        (11, BatchEntryError::NotCovered),
    ];
    assert_eq!(result.refused, refused);
    assert_eq!(result.settled, BatchTotals::of(&[entries[1], entries[8]]));
    assert_eq!((result.commission, counter.books()), (99, [0, 0, 9_900, 100]));
    assert_eq!(counter.audit(), []);
}

#[test]
fn commission_is_rounded_for_each_purchase() {
    let mut counter = Counter::new();
    let entries = [sold(1, 49), sold(2, 50), sold(3, 149), sold(4, 150)];
    let result = counter.upload(1, &entries);
    // 0, 1, 1 and 2 fen.
    assert_eq!(result.commission, 4);
    assert_eq!(counter.books(), [10_000 - 398, 0, 394, 4]);
    let [small, other] = [sold(5, 49), sold(6, 49)];
    let halves = [PurchaseEntry { voucher: 1, ..small }, PurchaseEntry { voucher: 2, ..other }];
    assert_eq!(counter.upload(2, &halves).commission, 0, "together they would cost one fen");
}

/// A thousand, since the platform's DES takes most of the time; [`BatchTotals`] of more are counted the same way.
#[test]
fn thousand_purchases_are_settled_as_the_terminal_counts_them() {
    let mut counter = Counter::new();
    let entries: Vec<_> = (1..=1_000).map(|voucher| sold(voucher, 10)).collect();
    let result = counter.upload(1, &entries);
    assert_eq!((result.settled, result.refused.len()), (BatchTotals::of(&entries), 0));
    assert_eq!(counter.books(), [0, 0, 10_000, 0]);
    assert_eq!(counter.audit(), []);
}

#[test]
fn replaced_card_is_paid_for_by_its_own_book() {
    let mut counter = Counter::new();
    counter.platform.add_card(number(), &profile(2)).unwrap();
    let old = sold(1, 3_000);
    let new = signed(PurchaseEntry { asn: asn(2).0, ..sold(2, 4_000) });
    let result = counter.upload(1, &[old, new]);
    assert_eq!(result.refused, [(1, BatchEntryError::NotCovered)], "nothing was left on the old card");
    let (retired, why) = (Book::RetiredWallet(asn(1)), EntryReason::BroughtIn { number: number() });
    counter.platform.books.ledger.post(NOW, why, &[(Book::Wallet(number()), -3_000), (retired, 3_000)]).unwrap();
    let result = counter.upload(2, &[old]);
    assert_eq!(result.refused, []);
    assert_eq!(counter.platform.books.ledger.balance(&retired), 0);
    let void = counter.void(3, &sold(4, 1));
    assert_eq!(counter.refused(void), AcquirerError::NotCovered);
}

#[test]
fn closing_account_closes_with_the_last_purchase() {
    let mut counter = Counter::new();
    counter.platform.set_number_state(NOW, &number(), NumberState::Cancelled).unwrap();
    let state = |counter: &Counter| counter.platform.books.accounts.get(&number()).unwrap().state;
    counter.upload(1, &[sold(1, 9_999)]);
    assert_eq!(state(&counter), AccountState::Closing);
    counter.upload(2, &[PurchaseEntry { voucher: 1, ..sold(2, 1) }]);
    assert_eq!(state(&counter), AccountState::Closed);
}

#[test]
fn known_purse_follows_the_uploads() {
    let mut counter = Counter::new();
    let purse = |counter: &Counter| counter.platform.card_of(&number()).unwrap().purse;
    assert_eq!(purse(&counter), Fen(10_000));
    counter.upload(1, &[sold(1, 3_000)]);
    assert_eq!(purse(&counter), Fen(7_000));
    let void = counter.void(2, &sold(2, 500));
    counter.done(void);
    assert_eq!(purse(&counter), Fen(6_500));
    // The card has reported less than the books know, since not all is uploaded.
    counter.platform.cards.get_mut(&asn(1)).unwrap().purse = Fen(100);
    counter.upload(
        2,
        &[voided(PurchaseEntry { voucher: 1, ..sold(2, 500) }), PurchaseEntry { voucher: 2, ..sold(3, 900) }],
    );
    assert_eq!(purse(&counter), Fen(100));
}

/// Rules of a platform that pays for a purchase as often as it comes.
#[derive(Debug)]
struct SettlesTwice;

impl BusinessRules for SettlesTwice {
    fn is_settled_once(&self) -> bool {
        false
    }
}

#[test]
fn audit_finds_a_purchase_that_is_settled_twice() {
    let mut counter = Counter::new();
    counter.obey(&SettlesTwice);
    let entry = sold(1, 100);
    counter.upload(1, &[entry]);
    counter.upload(2, &[entry]);
    assert_eq!(counter.audit(), [AuditError::PurchaseTwice { id: 3, purchase: entry.id }]);
}
