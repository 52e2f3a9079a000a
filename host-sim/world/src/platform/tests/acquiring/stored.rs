//! An acquirer that is read back row by row continues where it stood.

use super::*;

/// Makes a platform with something in each table of the acquirer.
fn lively() -> Counter {
    let mut counter = Counter::new();
    counter.platform.black_list(asn(2));
    counter.upload(1, &[sold(1, 100), PurchaseEntry { tac: [0; 4], ..sold(2, 100) }]);
    let void = counter.void(2, &sold(3, 300));
    counter.done(void);
    let PurchaseEntry { id, asn, amount, at, card_counter, tac, .. } = sold(4, 300);
    let proof = CarriedProof { asn, card_counter, amount, terminal: id.terminal, at, tac };
    counter.done(AcquirerRequest::Proofs(vec![proof]));
    let entries = [PurchaseEntry { voucher: 1, ..sold(5, 500) }];
    counter.open(2, &entries);
    counter.send(2, &entries);
    counter
}

#[test]
fn acquirer_comes_back_from_its_rows() {
    let counter = lively();
    let rows = counter.platform.to_rows().unwrap();
    let rows = rows.into_iter().map(|(part, id, row)| (part, id, serde_json::from_str(&row).unwrap()));
    let record = serde_json::from_str(&serde_json::to_string(&counter.platform.to_record()).unwrap()).unwrap();
    let entries = counter.platform.books.ledger.entries().to_vec();
    let mut again = Platform::from_rows(record, rows, entries, 7).unwrap();
    again.give_keys(&[profile(1)]).unwrap();
    assert_eq!(again, counter.platform);
    let text = serde_json::to_string(&counter.platform).unwrap();
    let mut whole: Platform = serde_json::from_str(&text).unwrap();
    whole.give_keys(&[profile(1)]).unwrap();
    assert_eq!(whole, counter.platform);
}

#[test]
fn changed_rows_bring_another_process_up_to_date() {
    let mut counter = lively();
    let mut other = counter.platform.clone();
    counter.platform.watch();
    let entries = [PurchaseEntry { voucher: 1, ..sold(5, 500) }];
    counter.close(2, &entries);
    let content = counter.return_of(1, &sold(1, 100));
    counter.done(content);
    counter.upload(3, &[PurchaseEntry { voucher: 1, ..sold(4, 300) }]);
    for (part, id, row) in counter.platform.take_changed().unwrap() {
        let row = row.map(|row| serde_json::from_str(&row).unwrap());
        other.restore_row(part, &id, row).unwrap();
    }
    other.restore_record(counter.platform.to_record());
    assert_eq!(other.acquiring, counter.platform.acquiring);
    assert!(other.acquiring.staged.rows().is_empty() && other.acquiring.proofs.rows().is_empty());
}

#[test]
fn record_that_differs_from_its_entries_is_found() {
    let id = |voucher: u32| sold(voucher, 0).id;
    let found = |change: &dyn Fn(&mut serde_json::Value)| {
        let counter = lively();
        let mut whole = serde_json::to_value(&counter.platform).unwrap();
        change(&mut whole["acquiring"]["purchases"]);
        Counter { platform: serde_json::from_value(whole).unwrap(), ..counter }.audit()
    };
    assert_eq!(found(&|_| {}), []);
    let wrong = [AuditError::PurchaseKept { purchase: id(1) }];
    assert_eq!(found(&|records| records[id(1).to_string()]["state"] = "returned".into()), wrong);
    assert_eq!(found(&|records| records[id(1).to_string()]["entry"]["amount"] = 101.into()), wrong);
    let lost = found(&|records| drop(records.as_object_mut().unwrap().remove(&id(3).to_string())));
    assert_eq!(lost, [AuditError::PurchaseKept { purchase: id(3) }]);
}

#[test]
fn platform_without_keys_pays_nobody() {
    let counter = lively();
    let text = serde_json::to_string(&counter.platform).unwrap();
    let mut keyless = Counter { platform: serde_json::from_str(&text).unwrap(), ..counter };
    assert_eq!(keyless.refused(AcquirerRequest::Verify(sold(9, 1))), AcquirerError::UnknownCard);
}
