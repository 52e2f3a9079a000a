//! Chapter "Log": the records of the last ten transactions, the newest first.

use sim_device::sam::transaction::TransferDirection;
use sim_wire::Fen;
use sim_wire::record::LogRecord;

use crate::certify::bench::{Bench, is_octets, is_status};
use crate::certify::check::{CardCheck, check};
use crate::certify::verdict::CheckError;

/// Most records of the log.
pub(super) const RECORDS: u8 = 10;

const RECORD: (&str, &str) =
    ("JR/T 0025 file 18", "A record is counter 2, overdraw limit 3, amount 4, type 1, terminal 6, date 4 and time 3.");
const ORDER: (&str, &str) =
    ("JR/T 0025 file 18; ISO 7816-4 (cyclic files)", "Record 1 of a cyclic file is the newest.");
const TEN: (&str, &str) =
    ("handbook 3.4.2; JR/T 0025 file 18", "The card keeps the last ten transactions, and no more.");
const LASTING: (&str, &str) = ("handbook 3.4.2.3", "A terminal reads the records at any time.");
const NOTHING: (&str, &str) = ("JR/T 0025.2 DEBIT FOR PURCHASE", "A refused transaction leaves no record.");
const WRITING: (&str, &str) = ("JR/T 0025 file 18", "The card alone writes the log.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("purchase-record", "A purchase leaves its record.", RECORD, purchase_record),
    check("load-record", "A load leaves its record.", RECORD, load_record),
    check("unload-record", "An unload leaves its record.", RECORD, unload_record),
    check("newest-first", "Records stand from the newest to the oldest.", ORDER, newest_first),
    check("ten-records", "Of eleven transactions the last ten are kept.", TEN, ten_records),
    check("no-eleventh-record", "There is no record 11.", TEN, no_eleventh),
    check("outlives-reset", "The log outlives a reset.", LASTING, outlives_reset),
    check("refusal-leaves-no-record", "A refused purchase leaves no record.", NOTHING, no_record),
    check("not-written-from-outside", "UPDATE RECORD does not write the log.", WRITING, not_written),
];

/// Returns READ RECORD of the log.
pub(super) const fn read_record(number: u8) -> [u8; 5] {
    [0x00, 0xB2, number, 0xC4, 0x17]
}

fn is_record(bench: &mut Bench<'_>, number: u8, expected: Option<LogRecord>) -> Result<(), CheckError> {
    let expected = expected.ok_or_else(|| CheckError::untried("the transaction counter is at its end"))?;
    bench.expect_data(&format!("record {number}"), &read_record(number), &expected.emit())
}

fn purchase_record(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let (begun, _) = bench.pay(Fen(23))?;
    is_record(bench, 1, begun.purchase.log_record())
}

fn load_record(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let (begun, _) = bench.transfer(TransferDirection::Load, Fen(24))?;
    is_record(bench, 1, begun.online.log_record())
}

fn unload_record(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let (begun, _) = bench.transfer(TransferDirection::Unload, Fen(25))?;
    is_record(bench, 1, begun.online.log_record())
}

/// Pays one fen, two fen and so on; returns the records, the newest first.
fn paid(bench: &mut Bench<'_>, count: u32) -> Result<Vec<Option<LogRecord>>, CheckError> {
    bench.prepare(100)?;
    let mut records = Vec::new();
    for amount in 1..=count {
        records.insert(0, bench.pay(Fen(amount))?.0.purchase.log_record());
    }
    Ok(records)
}

fn newest_first(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let records = paid(bench, 3)?;
    (1..).zip(records).try_for_each(|(number, record)| is_record(bench, number, record))
}

fn ten_records(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let records = paid(bench, 11)?;
    (1..=RECORDS).zip(records).try_for_each(|(number, record)| is_record(bench, number, record))
}

fn no_eleventh(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    paid(bench, 11)?;
    bench.expect("record 11", &read_record(RECORDS + 1), 0x6A83).map(drop)
}

fn outlives_reset(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let records = paid(bench, 2)?;
    bench.select()?;
    (1..).zip(records).try_for_each(|(number, record)| is_record(bench, number, record))
}

fn no_record(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let records = paid(bench, 1)?;
    let begun = bench.begin_purchase(Fen(7))?;
    let mut wrong = begun.debit();
    // MAC1 stands before Le.
    wrong.iter_mut().rev().nth(1).into_iter().for_each(|octet| *octet ^= 0x80);
    is_status("DEBIT with a wrong MAC1", 0x9302, bench.send(&wrong)?.status)?;
    is_record(bench, 1, records.into_iter().next().flatten())
}

fn not_written(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let records = paid(bench, 1)?;
    let newest = bench.expect("record 1", &read_record(1), 0x9000)?;
    let key = bench.maintenance()?;
    let header = sim_wire::apdu::Header { cla: 0x04, ins: 0xDC, p1: 0x01, p2: 0xC4 };
    let reply = bench.send_sealed(&key, header, &[0xFF; 23])?;
    is_status("UPDATE RECORD of the log under the issuer's MAC", 0x6981, reply.status)?;
    let after = bench.expect("record 1", &read_record(1), 0x9000)?;
    is_octets("record 1 afterwards", &newest, &after)?;
    is_record(bench, 1, records.into_iter().next().flatten())
}
