//! Voids before the upload, and what the upload makes of them.

use super::*;

#[test]
fn void_moves_the_amount_to_cash_and_the_upload_settles_nothing() {
    let mut counter = Counter::new();
    let entries = [sold(1, 3_000), sold(2, 200)];
    let void = counter.void(1, &entries[0]);
    counter.done(void.clone());
    assert_eq!(counter.books(), [7_000, 3_000, 0, 0]);
    assert_eq!(counter.texts(), ["消费撤销成功!30元已存入您的现金账户,现金账户余额30元。"]);
    // The terminal did not hear the answer.
    counter.done(void);
    assert_eq!((counter.books(), counter.texts().len()), ([7_000, 3_000, 0, 0], 1));
    let entries = [voided(entries[0]), entries[1]];
    let result = counter.upload(1, &entries);
    assert_eq!((result.settled, result.refused, result.commission), (BatchTotals::of(&entries), Vec::new(), 2));
    assert_eq!(counter.books(), [6_800, 3_000, 198, 2]);
    assert_eq!(counter.state(&entries[0]), Some(PurchaseState::Voided));
    assert_eq!(counter.audit(), []);
}

#[test]
fn void_after_the_upload_is_refused() {
    let mut counter = Counter::new();
    let entries = [sold(1, 3_000), PurchaseEntry { tac: [0; 4], ..sold(2, 100) }];
    let result = counter.upload(1, &entries);
    assert_eq!(result.refused, [(2, BatchEntryError::WrongTac)]);
    for entry in [entries[0], sold(2, 100)] {
        let void = counter.void(1, &entry);
        assert_eq!(counter.refused(void), AcquirerError::Uploaded, "the batch was uploaded, settled or not");
    }
}

#[test]
fn void_is_unknown_to_one_side_alone() {
    let mut counter = Counter::new();
    let (known, unknown, other) = (sold(1, 100), sold(2, 200), sold(3, 300));
    let void = counter.void(1, &known);
    counter.done(void);
    let result = counter.upload(1, &[known, voided(unknown), other]);
    assert_eq!(result.refused, [(1, BatchEntryError::VoidUnknown), (2, BatchEntryError::VoidUnknown)]);
    assert_eq!(result.settled, BatchTotals::of(&[other]));
    // A void belongs to the batch in which it was asked for.
    let again = counter.upload(2, &[PurchaseEntry { voucher: 1, ..voided(known) }]);
    assert_eq!(again.refused, [(1, BatchEntryError::Repeated)]);
    assert_eq!((counter.books(), counter.audit()), ([9_600, 100, 297, 3], vec![]));
}

#[test]
fn receipt_of_a_void_must_be_as_printed() {
    let mut counter = Counter::new();
    let entry = sold(1, 3_000);
    let AcquirerRequest::Void { receipt, .. } = counter.void(1, &entry) else { panic!() };
    for (field, receipt) in altered(&receipt) {
        let refused = counter.refused(AcquirerRequest::Void { receipt, entry });
        // The batch of an open batch's receipt is known to the terminal alone.
        assert_eq!(refused, AcquirerError::Altered(field));
    }
    let foreign = Receipt { sender: sender(2), ..receipt.clone() };
    assert_eq!(counter.refused(AcquirerRequest::Void { receipt: foreign, entry }), AcquirerError::Foreign);
    let elsewhere = signed(PurchaseEntry { id: PurchaseId { terminal: [2; 6], ..entry.id }, ..entry });
    assert_eq!(counter.refused(AcquirerRequest::Void { receipt, entry: elsewhere }), AcquirerError::Foreign);
}

/// Returns a receipt with each field altered that neither names the terminal nor stands in the platform's records
/// alone.
pub(super) fn altered(receipt: &Receipt) -> Vec<(ReceiptField, Receipt)> {
    let alter = |change: &dyn Fn(&mut Receipt)| {
        let mut altered = receipt.clone();
        change(&mut altered);
        altered
    };
    vec![
        (ReceiptField::MerchantName, alter(&|receipt| receipt.merchant_name = "永辉".parse().unwrap())),
        (ReceiptField::Voucher, alter(&|receipt| receipt.voucher += 1)),
        (ReceiptField::CardNumber, alter(&|receipt| receipt.masked_asn = "*".repeat(20))),
        (ReceiptField::CardCounter, alter(&|receipt| receipt.card_counter += 1)),
        (ReceiptField::Amount, alter(&|receipt| receipt.amount = Fen(9_999))),
        (ReceiptField::Balance, alter(&|receipt| receipt.balance = Fen(9_999))),
        (ReceiptField::Time, alter(&|receipt| receipt.at[6] = 0x59)),
        (ReceiptField::Tac, alter(&|receipt| receipt.tac = [0; 4])),
    ]
}

#[test]
fn void_of_a_wrong_purchase_is_refused() {
    let mut counter = Counter::new();
    let wrong = PurchaseEntry { tac: [0; 4], ..sold(1, 100) };
    let void = counter.void(1, &wrong);
    assert_eq!(counter.refused(void), AcquirerError::WrongTac);
    let void = counter.void(1, &PurchaseEntry { asn: [9; 10], ..sold(1, 100) });
    assert_eq!(counter.refused(void), AcquirerError::UnknownCard);
    for amount in [0, 10_001] {
        let void = counter.void(1, &sold(1, amount));
        assert_eq!(counter.refused(void), AcquirerError::NotCovered, "{amount}");
    }
}

#[test]
fn void_and_return_need_a_living_account() {
    let mut counter = Counter::new();
    let entries = [sold(1, 4_000), sold(2, 6_000)];
    counter.upload(1, &entries);
    counter.platform.books.accounts.set_state(&number(), AccountState::Closed);
    let asked = [counter.return_of(1, &entries[0]), counter.void(2, &sold(3, 10))];
    for content in asked {
        assert_eq!(counter.refused(content), AcquirerError::NoAccount);
    }
}

/// Rules of a platform that voids uploaded purchases, too.
#[derive(Debug)]
struct VoidsUploaded;

impl BusinessRules for VoidsUploaded {
    fn may_void(&self, _is_uploaded: bool) -> bool {
        true
    }
}

#[test]
fn audit_finds_a_void_of_a_settled_purchase() {
    let mut counter = Counter::new();
    counter.obey(&VoidsUploaded);
    let entry = sold(1, 3_000);
    counter.upload(1, &[entry]);
    let void = counter.void(1, &entry);
    counter.done(void);
    let purchase = entry.id;
    let found = [AuditError::PurchaseTwice { id: 3, purchase }, AuditError::PurchaseKept { purchase }];
    assert_eq!(counter.audit(), found);
}
