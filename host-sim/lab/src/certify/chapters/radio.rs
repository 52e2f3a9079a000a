//! Chapter "Radio": the purse by a tap, what the radio may carry, and its session beside that of the contacts. The
//! reach is not part of the suite: it follows a calibration, which nothing takes back.

use sim_device::sam::transaction::TransferDirection;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use crate::certify::bench::{Bench, SUCCESS, is_amount, is_octets, is_status};
use crate::certify::chapters::log::read_record;
use crate::certify::check::{CardCheck, check};
use crate::certify::verdict::CheckError;

const TAP: (&str, &str) = ("handbook 3.2.2", "A purchase is made offline, by a tap on the terminal.");
const NO_PIN: (&str, &str) = ("handbook 3.3.1", "The operation PIN guards the menu; a tap needs none.");
const LIMIT: (&str, &str) = ("handbook 4.5 (单次消费限额)", "A purchase over the limit is refused, by a tap as well.");
const SUSPENDED: (&str, &str) = ("handbook 3.4.3", "A suspended wallet does not pay by a tap.");
const AT_ONCE: (&str, &str) =
    ("docs/APDUS.md, Transport", "Over the radio an answer comes at once, where T=0 answers 61xx.");
const CARRIED: (&str, &str) =
    ("docs/APDUS.md, What the radio may carry", "What changes the card itself answers 6985 over the radio.");
const APART: (&str, &str) = (
    "docs/POWER-LOSS.md, sentence 13a",
    "Contacts and radio have a session each: selection, verification and transaction of one are not the other's.",
);
const FIELD: (&str, &str) =
    ("docs/POWER-LOSS.md, sentence 13a", "The session over the radio ends when the card leaves the field.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("purchase", "A purchase by a tap takes its amount, and its TAC is right.", TAP, purchase),
    check("purchase-needs-no-pin", "A tap needs no PIN.", NO_PIN, without_pin),
    check("limit", "The limit holds for a tap.", LIMIT, limit),
    check("suspended-pays-nothing", "A suspended wallet pays nothing by a tap.", SUSPENDED, suspended),
    check("answer-at-once", "An answer comes without GET RESPONSE.", AT_ONCE, at_once),
    check("changes-forbidden", "The radio carries nothing that changes the card.", CARRIED, changes_forbidden),
    check("selection-apart", "A selection over the contacts selects nothing by radio.", APART, selection_apart),
    check("verification-apart", "A PIN verified over the contacts gives no right by radio.", APART, verification_apart),
    check("purchase-apart", "A tap leaves a purchase over the contacts alone.", APART, purchase_apart),
    check("field-ends-session", "The session ends with the field.", FIELD, field_ends_session),
    check("field-ends-purchase", "A purchase does not outlive the field.", FIELD, field_ends_purchase),
];

/// Brings the card into the field and selects the wallet there.
fn tap(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.enter_field()?;
    bench.select_again().map(drop)
}

fn purchase(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let before = bench.prepare(100)?;
    tap(bench)?;
    let (begun, [tac @ .., _, _, _, _]) = bench.pay(Fen(41))?;
    is_octets("the TAC", &begun.purchase.tac(&bench.tac_key()?), &tac)?;
    bench.leave_field();
    let after = before.checked_sub(Fen(41)).unwrap_or_default();
    is_amount("the balance over the contacts", after, bench.balance()?)?;
    let record = begun.purchase.log_record().map(|record| record.emit().to_vec()).unwrap_or_default();
    bench.expect_data("record 1 over the contacts", &read_record(1), &record)
}

fn without_pin(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(10)?;
    tap(bench)?;
    bench.pay(Fen(1)).map(drop)
}

fn limit(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    bench.set_limit(Fen(50))?;
    tap(bench)?;
    let over = bench.initialize_purchase(Fen(51))?;
    bench.expect("INITIALIZE FOR PURCHASE over the limit", &over, 0x6985)?;
    bench.pay(Fen(50)).map(drop)
}

fn suspended(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let balance = bench.prepare(100)?;
    bench.move_to(LifeCycle::Suspended)?;
    tap(bench)?;
    let initialize = bench.initialize_purchase(Fen(1))?;
    bench.expect("INITIALIZE FOR PURCHASE of a suspended wallet", &initialize, 0x6985)?;
    is_amount("the balance afterwards", balance, bench.balance()?)
}

fn at_once(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let fci = bench.select()?;
    bench.enter_field()?;
    let aid = &bench.profile.card.aid;
    let length = u8::try_from(aid.len()).unwrap_or_default();
    let select = [&[0x00, 0xA4, 0x04, 0x00, length], aid.as_slice()].concat();
    let reply = bench.send_raw(&select)?;
    is_status("SELECT without Le over the radio", SUCCESS, reply.status)?;
    is_octets("its answer", &fci, &reply.data)
}

/// Commands that change the card, each right but for the interface, or short of a right that is judged behind it.
const CHANGES: [(&str, &[u8]); 9] = [
    ("PIN CHANGE", &[0x80, 0x5E, 0x01, 0x00, 0x05, 0x12, 0x34, 0xFF, 0x56, 0x78]),
    ("PUT DATA of the limit", &[0x80, 0xDA, 0xDF, 0x20, 0x04, 0x00, 0x00, 0x00, 0x01]),
    ("EXTERNAL AUTHENTICATE", &[0x00, 0x82, 0x00, 0x01, 0x08, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("UPDATE BINARY", &[0x04, 0xD6, 0x95, 0x00, 0x05, 0, 0, 0, 0, 0]),
    ("UPDATE RECORD", &[0x04, 0xDC, 0x01, 0xBC, 0x05, 0, 0, 0, 0, 0]),
    ("PIN UNBLOCK", &[0x84, 0x24, 0x00, 0x00, 0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("APPLICATION BLOCK", &[0x84, 0x1E, 0x00, 0x00, 0x04, 0, 0, 0, 0]),
    ("APPLICATION UNBLOCK", &[0x84, 0x18, 0x00, 0x00, 0x04, 0, 0, 0, 0]),
    ("CARD BLOCK", &[0x84, 0x16, 0x00, 0x00, 0x04, 0, 0, 0, 0]),
];

fn changes_forbidden(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    let before = bench.observe()?;
    tap(bench)?;
    for (name, command) in CHANGES {
        bench.expect(&format!("{name} over the radio"), command, 0x6985)?;
    }
    bench.leave_field();
    let after = bench.observe()?;
    is_amount("the limit afterwards", before.limit, after.limit)
}

fn selection_apart(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    bench.enter_field()?;
    bench.expect("GET BALANCE in the field before SELECT", &[0x80, 0x5C, 0x00, 0x02, 0x04], 0x6985)?;
    bench.leave_field();
    bench.balance().map(drop)
}

fn verification_apart(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare_with_pin(10)?;
    bench.verify_initial()?;
    let initialize = bench.initialize_transfer(TransferDirection::Unload, Fen(1))?;
    tap(bench)?;
    bench.expect("INITIALIZE FOR UNLOAD in the field", &initialize, 0x6982)?;
    bench.leave_field();
    bench.expect("INITIALIZE FOR UNLOAD over the contacts", &initialize, SUCCESS).map(drop)
}

fn purchase_apart(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let begun = bench.begin_purchase(Fen(10))?;
    tap(bench)?;
    bench.expect("DEBIT in the field", &begun.debit(), 0x6901)?;
    bench.leave_field();
    bench.complete_purchase(&begun).map(drop)
}

fn field_ends_session(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    tap(bench)?;
    bench.balance()?;
    bench.leave_field();
    bench.enter_field()?;
    bench.expect("GET BALANCE in the field again", &[0x80, 0x5C, 0x00, 0x02, 0x04], 0x6985).map(drop)
}

fn field_ends_purchase(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let before = bench.prepare(100)?;
    tap(bench)?;
    let begun = bench.begin_purchase(Fen(10))?;
    bench.leave_field();
    tap(bench)?;
    bench.expect("DEBIT in the field again", &begun.debit(), 0x6901)?;
    is_amount("the balance afterwards", before, bench.balance()?)
}
