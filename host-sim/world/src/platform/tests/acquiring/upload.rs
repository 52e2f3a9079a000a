//! Upload of batches: open, entries, close; interrupted, repeated, incomplete.

use super::*;

fn totals(entries: &[PurchaseEntry]) -> BatchTotals {
    BatchTotals::of(entries)
}

#[test]
fn interrupted_upload_starts_again_and_settles_once() {
    let mut counter = Counter::new();
    let entries: Vec<_> = (1..=120).map(|voucher| sold(voucher, 10)).collect();
    let whole = counter.clone();
    // The line breaks after the opening, after each message of entries, and after the close.
    for heard in 0..=4 {
        let mut counter = whole.clone();
        counter.open(1, &entries);
        for part in entries.chunks(50).take(heard) {
            counter.send(1, part);
        }
        if heard == 4 {
            counter.close(1, &entries);
        }
        let result = counter.upload(1, &entries);
        assert_eq!((result.settled, result.refused.len()), (totals(&entries), 0), "{heard}");
        assert_eq!(counter.books(), [8_800, 0, 1_200, 0], "{heard}");
        assert_eq!(counter.audit(), []);
        assert!(counter.platform.acquiring.staged.rows().is_empty());
    }
    // Entries of the interrupted upload are thrown away: one was voided since.
    counter.open(1, &entries);
    counter.send(1, &entries);
    let void = counter.void(1, &entries[119]);
    counter.done(void);
    let entries: Vec<_> = entries[..119].iter().copied().chain([voided(entries[119])]).collect();
    let result = counter.upload(1, &entries);
    assert_eq!((result.settled, result.refused.len()), (totals(&entries), 0));
    assert_eq!(counter.books(), [8_800, 10, 1_190, 0]);
}

#[test]
fn batch_closed_again_is_answered_as_the_first_time() {
    let mut counter = Counter::new();
    let entries = [sold(1, 100), PurchaseEntry { tac: [0; 4], ..sold(2, 200) }];
    let first = counter.upload(1, &entries);
    assert_eq!(first.refused, [(2, BatchEntryError::WrongTac)]);
    let before = counter.platform.clone();
    assert_eq!(counter.close(1, &entries), first);
    assert_eq!(counter.upload(1, &entries), first);
    assert_eq!(counter.platform, before);
    let others = totals(&[sold(1, 100)]);
    let closed = AcquirerRequest::CloseBatch { batch: 1, totals: others };
    assert_eq!(counter.refused(closed), AcquirerError::BatchSettled(1));
    let opened = AcquirerRequest::OpenBatch { batch: 1, totals: others };
    assert_eq!(counter.refused(opened), AcquirerError::BatchSettled(1));
    let record = counter.platform.acquiring().batch(&BatchId { terminal: [1; 6], batch: 1 });
    assert_eq!(record.and_then(|record| record.result.clone()), Some(first));
}

#[test]
fn batch_that_was_not_opened_takes_nothing() {
    let mut counter = Counter::new();
    let sent = AcquirerRequest::Entries { batch: 3, entries: vec![sold(1, 100)] };
    assert_eq!(counter.refused(sent), AcquirerError::BatchNotOpen(3));
    let closed = AcquirerRequest::CloseBatch { batch: 3, totals: BatchTotals::default() };
    assert_eq!(counter.refused(closed.clone()), AcquirerError::BatchNotOpen(3));
    // The batch of another terminal is another.
    counter.open(3, &[]);
    counter.from = sender(2);
    assert_eq!(counter.refused(closed), AcquirerError::BatchNotOpen(3));
}

#[test]
fn entries_stand_once_and_in_order() {
    let mut counter = Counter::new();
    let entries: Vec<_> = (1..=4).map(|voucher| sold(voucher, 100)).collect();
    counter.open(1, &entries);
    counter.send(1, &entries[..3]);
    // The terminal did not hear the answer, and sends one more.
    counter.send(1, &entries[1..]);
    let twice = |entry: PurchaseEntry| AcquirerRequest::Entries { batch: 1, entries: vec![sold(5, 100), entry] };
    assert_eq!(counter.refused(twice(sold(3, 101))), AcquirerError::Twice(3));
    assert_eq!(counter.refused(twice(sold(5, 101))), AcquirerError::Twice(5));
    assert_eq!(counter.refused(twice(sold(0, 100))), AcquirerError::Twice(0));
    let many = AcquirerRequest::Entries { batch: 1, entries: vec![sold(5, 100); 51] };
    assert_eq!(counter.refused(many), AcquirerError::TooMany);
    assert_eq!(counter.close(1, &entries).settled, totals(&entries));
}

#[test]
fn incomplete_batch_settles_nothing() {
    let mut counter = Counter::new();
    let entries: Vec<_> = (1..=4).map(|voucher| sold(voucher, 100)).collect();
    let whole = totals(&entries);
    for (sent, missing) in [(vec![1, 2, 4], 3), (vec![2, 3, 4], 1), (vec![1, 2, 3], 4), (vec![], 1)] {
        counter.open(1, &entries);
        let sent: Vec<_> = sent.into_iter().map(|voucher| sold(voucher, 100)).collect();
        counter.send(1, &sent);
        let refused = counter.refused(AcquirerRequest::CloseBatch { batch: 1, totals: whole });
        assert_eq!(refused, AcquirerError::Missing(missing));
    }
    counter.open(1, &entries);
    counter.send(1, &[sold(1, 100), sold(2, 100), sold(3, 100), sold(4, 99)]);
    let other = BatchTotals { sum: whole.sum - 1, ..whole };
    for totals in [whole, other] {
        let refused = counter.refused(AcquirerRequest::CloseBatch { batch: 1, totals });
        assert_eq!(refused, AcquirerError::TotalsDiffer);
    }
    counter.open(1, &entries[..3]);
    counter.send(1, &entries);
    let refused = counter.refused(AcquirerRequest::CloseBatch { batch: 1, totals: totals(&entries[..3]) });
    assert_eq!(refused, AcquirerError::TotalsDiffer, "there are more entries than were opened");
    assert_eq!(counter.books(), [10_000, 0, 0, 0]);
}
