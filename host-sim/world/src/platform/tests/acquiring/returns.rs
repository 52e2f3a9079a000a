//! Returns after the upload.

use super::voids::altered;
use super::*;

#[test]
fn return_takes_the_whole_amount_from_the_merchant() {
    let mut counter = Counter::new();
    let entry = sold(1, 3_000);
    let early = counter.return_of(1, &entry);
    assert_eq!(counter.refused(early.clone()), AcquirerError::NotUploaded);
    counter.upload(1, &[entry]);
    assert_eq!(counter.books(), [7_000, 0, 2_970, 30]);
    counter.done(early.clone());
    assert_eq!(counter.books(), [7_000, 3_000, -30, 30], "the merchant bears the commission");
    assert_eq!(counter.texts(), ["退货成功!30元已存入您的现金账户,现金账户余额30元。"]);
    // The terminal did not hear the answer.
    counter.done(early);
    assert_eq!((counter.books(), counter.texts().len()), ([7_000, 3_000, -30, 30], 1));
    assert_eq!(counter.state(&entry), Some(PurchaseState::Returned));
    assert_eq!(counter.audit(), []);
    let void = counter.void(1, &entry);
    assert_eq!(counter.refused(void), AcquirerError::TakenBack);
    let result = counter.upload(2, &[entry]);
    assert_eq!(result.refused, [(1, BatchEntryError::Repeated)], "goods that were returned are not paid for again");
}

#[test]
fn return_of_no_such_purchase_is_refused() {
    let mut counter = Counter::new();
    let entries = [voided(sold(1, 100)), sold(2, 200)];
    let void = counter.void(1, &sold(1, 100));
    counter.done(void);
    counter.upload(1, &entries);
    let taken = counter.return_of(1, &entries[0]);
    assert_eq!(counter.refused(taken), AcquirerError::TakenBack);
    let unknown = counter.return_of(1, &sold(3, 300));
    assert_eq!(counter.refused(unknown), AcquirerError::UnknownPurchase);
}

#[test]
fn receipt_of_a_return_must_be_as_printed() {
    let mut counter = Counter::new();
    let entry = sold(1, 3_000);
    counter.upload(1, &[entry]);
    let receipt = counter.receipt(1, &entry);
    let other_batch = Receipt { batch: 2, ..receipt.clone() };
    for (field, receipt) in altered(&receipt).into_iter().chain([(ReceiptField::Batch, other_batch)]) {
        assert_eq!(counter.refused(AcquirerRequest::Return(receipt)), AcquirerError::Altered(field));
    }
    counter.from = sender(2);
    assert_eq!(counter.refused(AcquirerRequest::Return(receipt)), AcquirerError::Foreign);
}

#[test]
fn return_goes_to_the_holder_of_a_replaced_card() {
    let mut counter = Counter::new();
    let entry = sold(1, 3_000);
    counter.upload(1, &[entry]);
    counter.platform.add_card(number(), &profile(2)).unwrap();
    let content = counter.return_of(1, &entry);
    counter.done(content);
    let [_, cash, merchant, commission] = counter.books();
    assert_eq!((cash, merchant, commission), (3_000, -30, 30));
    assert_eq!(counter.audit(), []);
}
