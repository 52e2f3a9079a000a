//! Proofs that one terminal carries for another.

use super::*;

/// Makes the purchase of a voucher as terminal 1 has it while the card's answer is missing.
fn pending(voucher: u32) -> PendingPurchase {
    let PurchaseEntry { id, asn, amount, at, card_counter, balance, .. } = sold(voucher, 300);
    PendingPurchase { id, asn, amount, at, card_counter, balance }
}

fn proof(voucher: u32) -> CarriedProof {
    let PurchaseEntry { id, asn, amount, at, card_counter, tac, .. } = sold(voucher, 300);
    CarriedProof { asn, card_counter, amount, terminal: id.terminal, at, tac }
}

/// Carries proofs by terminal 2.
fn carry(counter: &mut Counter, proofs: &[CarriedProof]) {
    counter.from = sender(2);
    counter.done(AcquirerRequest::Proofs(proofs.to_vec()));
    counter.from = sender(1);
}

fn fetched(counter: &mut Counter, pending: PendingPurchase) -> Option<[u8; 4]> {
    match counter.ask(AcquirerRequest::Fetch(pending)) {
        LineAnswer::Fetched(tac) => tac,
        other => panic!("{other:?}"),
    }
}

#[test]
fn carried_tac_is_fetched_by_the_terminal_of_the_purchase() {
    let mut counter = Counter::new();
    assert_eq!(fetched(&mut counter, pending(1)), None);
    carry(&mut counter, &[proof(1)]);
    let tac = fetched(&mut counter, pending(1)).unwrap();
    assert_eq!(tac, sold(1, 300).tac);
    assert_eq!(fetched(&mut counter, pending(1)), Some(tac), "the answer was lost");
    let PendingPurchase { id, .. } = pending(1);
    let others = [
        PendingPurchase { id: PurchaseId { counter: 9, ..id }, ..pending(1) },
        PendingPurchase { amount: Fen(301), ..pending(1) },
        PendingPurchase { at: TerminalTime([0x20; 7]).0, ..pending(1) },
        pending(2),
    ];
    for other in others {
        assert_eq!(fetched(&mut counter, other), None, "{other:?}");
    }
    counter.upload(1, &[pending(1).proved(1, tac)]);
    assert_eq!(counter.books(), [9_700, 0, 297, 3]);
}

#[test]
fn fetch_for_another_terminal_or_an_unknown_card_is_refused() {
    let mut counter = Counter::new();
    let unknown = PendingPurchase { asn: [9; 10], ..pending(1) };
    assert_eq!(counter.refused(AcquirerRequest::Fetch(unknown)), AcquirerError::UnknownCard);
    counter.from = sender(2);
    assert_eq!(counter.refused(AcquirerRequest::Fetch(pending(1))), AcquirerError::Foreign);
}

#[test]
fn counter_of_another_purchase_shows_that_none_took_place() {
    let mut counter = Counter::new();
    counter.upload(1, &[sold(1, 300)]);
    let PendingPurchase { id, .. } = pending(1);
    let never = PendingPurchase { id: PurchaseId { counter: 9, ..id }, ..pending(1) };
    assert_eq!(counter.refused(AcquirerRequest::Fetch(never)), AcquirerError::UnknownPurchase);
    assert_eq!(fetched(&mut counter, pending(2)), None, "nobody knows yet how the card used that counter");
}

#[test]
fn proofs_are_forgotten_once_their_purchases_are_known() {
    let mut counter = Counter::new();
    let kept = |counter: &Counter| counter.platform.acquiring.proofs.rows().len();
    let wrong = CarriedProof { tac: [0; 4], ..proof(1) };
    carry(&mut counter, &[wrong]);
    assert_eq!(fetched(&mut counter, pending(1)), None, "a wrong TAC proves nothing");
    carry(&mut counter, &[proof(1), proof(2), CarriedProof { asn: [9; 10], ..proof(3) }]);
    assert_eq!((kept(&counter), fetched(&mut counter, pending(1)).is_some()), (2, true));
    counter.upload(1, &[sold(1, 300)]);
    assert_eq!(kept(&counter), 1);
    let void = counter.void(2, &sold(2, 300));
    counter.done(void);
    assert_eq!(kept(&counter), 0);
    carry(&mut counter, &[proof(1), proof(2)]);
    assert_eq!(kept(&counter), 0, "both purchases are known");
}
