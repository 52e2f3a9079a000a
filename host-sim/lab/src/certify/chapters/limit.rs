//! Chapter "Single-transaction limit": the most that one purchase may cost.

use sim_device::sam::transaction::TransferDirection;
use sim_wire::Fen;

use crate::certify::bench::{Bench, is_status};
use crate::certify::check::{CardCheck, check};
use crate::certify::issuer::{LIMIT, NO_LIMIT, is_limit, put_limit};
use crate::certify::verdict::CheckError;

const EQUAL: (&str, &str) =
    ("handbook 3.2.2.1", "A purchase of the limit is allowed; one over it fails at the terminal (6985).");
const SETTING: (&str, &str) = ("handbook 4.5 (单次消费限额)", "The holder sets and lifts the limit.");
const LOADS: (&str, &str) = ("handbook 4.5 (单次消费限额)", "The limit is one of purchases, not of loads and unloads.");
const GUARDED: (&str, &str) =
    ("handbook 3.3.1", "With the operation PIN on, only its holder or the issuer changes the limit.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("equal-is-allowed", "A purchase of just the limit passes.", EQUAL, equal),
    check("over-is-refused", "A purchase of one fen more is refused.", EQUAL, over),
    check("read-back", "GET DATA reads what was set.", SETTING, read_back),
    check("outlives-reset", "The limit outlives a reset.", SETTING, outlives_reset),
    check("lifted", "A limit that is lifted holds no longer.", SETTING, lifted),
    check("zero", "A limit of nothing refuses every purchase.", EQUAL, zero),
    check("loads-pass", "A load over the limit passes.", LOADS, loads_pass),
    check("needs-pin", "With the PIN on, the limit needs it.", GUARDED, pin_needed),
    check("issuer-sets", "The issuer sets the limit without the PIN.", GUARDED, issuer_sets),
];

fn equal(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    bench.set_limit(Fen(50))?;
    bench.pay(Fen(50)).map(drop)
}

fn over(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    bench.set_limit(Fen(50))?;
    let initialize = bench.initialize_purchase(Fen(51))?;
    is_status("INITIALIZE FOR PURCHASE over the limit", 0x6985, bench.send(&initialize)?.status)
}

fn read_back(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    for limit in [Fen(1), Fen(12_345), Fen(0), NO_LIMIT] {
        bench.set_limit(limit)?;
        is_limit("the limit", limit, bench.limit()?)?;
    }
    Ok(())
}

fn outlives_reset(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    bench.set_limit(Fen(4_321))?;
    bench.select()?;
    is_limit("the limit after a reset", Fen(4_321), bench.limit()?)
}

fn lifted(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    bench.set_limit(Fen(1))?;
    bench.set_limit(NO_LIMIT)?;
    bench.pay(Fen(60)).map(drop)
}

fn zero(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    bench.set_limit(Fen::ZERO)?;
    let initialize = bench.initialize_purchase(Fen(1))?;
    is_status("INITIALIZE FOR PURCHASE of one fen", 0x6985, bench.send(&initialize)?.status)
}

fn loads_pass(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    bench.set_limit(Fen(1))?;
    bench.transfer(TransferDirection::Load, Fen(50))?;
    bench.transfer(TransferDirection::Unload, Fen(50)).map(drop)
}

fn pin_needed(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    bench.switch_pin(1)?;
    is_status("PUT DATA of the limit without the PIN", 0x6982, bench.send(&put_limit(Fen(1)))?.status)?;
    is_limit("the limit afterwards", NO_LIMIT, bench.limit()?)?;
    bench.verify_initial()?;
    bench.set_limit(Fen(77))?;
    is_limit("the limit afterwards", Fen(77), bench.limit()?)
}

fn issuer_sets(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    bench.switch_pin(1)?;
    let reply = bench.issue(LIMIT, &Fen(78).to_bytes())?;
    is_status("PUT DATA of the limit under the issuer's MAC", 0x9000, reply.status)?;
    is_limit("the limit afterwards", Fen(78), bench.limit()?)
}
