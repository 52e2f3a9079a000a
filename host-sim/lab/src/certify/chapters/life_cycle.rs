//! Chapter "Life cycle": suspended and resumed, closing and closed, and who moves the wallet.

use sim_device::sam::command;
use sim_device::sam::transaction::TransferDirection;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TransactionKind;

use crate::certify::bench::{Bench, SUCCESS, is_amount, is_equal, is_status};
use crate::certify::chapters::log::read_record;
use crate::certify::check::{CardCheck, check, risky};
use crate::certify::issuer::set_status;
use crate::certify::verdict::CheckError;

const SUSPENDED: (&str, &str) =
    ("handbook 3.4.3", "A suspended wallet neither pays nor loads; balance and records stay readable.");
const RESUMED: (&str, &str) = ("handbook 3.4.3", "A resumed wallet pays and loads again.");
const ISSUER: (&str, &str) = ("handbook 3.4.3; GlobalPlatform §11.10", "The issuer alone moves the wallet.");
const SAME: (&str, &str) = ("docs/APDUS.md, The wallet's life", "The state that the wallet has is accepted again.");
const TABLE: (&str, &str) = ("docs/APDUS.md, The wallet's life", "Only the transitions of the table are possible.");
const MONEY: (&str, &str) = ("handbook 3.5", "A wallet with money in it is not closed.");
const CLOSING: (&str, &str) =
    ("handbook 3.5.2, 3.6.3", "A closing wallet can be spent, but not loaded; spent to zero, it closes itself.");
const CLOSED: (&str, &str) = ("handbook 3.5", "A closed wallet neither pays nor loads.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("suspended-pays-nothing", "A suspended wallet pays nothing.", SUSPENDED, suspended_pays_nothing),
    check("suspended-loads-nothing", "A suspended wallet loads nothing.", SUSPENDED, suspended_loads_nothing),
    check("suspended-unloads", "A suspended wallet can be emptied at a hall.", SUSPENDED, suspended_unloads),
    check("suspended-is-readable", "Balance, records and proof stay readable.", SUSPENDED, suspended_is_readable),
    check("state-outlives-reset", "The state outlives a reset.", SUSPENDED, outlives_reset),
    check("resumed-pays", "A resumed wallet pays and loads.", RESUMED, resumed_pays),
    check("suspension-ends-a-purchase", "A suspension between the steps stops the purchase.", SUSPENDED, between_steps),
    check("issuer-alone", "Without authority no state changes.", ISSUER, issuer_alone),
    check("other-application", "SET STATUS of another application changes nothing.", ISSUER, other_application),
    check("same-state", "The state that the wallet has is accepted.", SAME, same_state),
    check("no-way-back", "What was opened is not unopened again.", TABLE, no_way_back),
    check("unknown-state", "An unknown state is refused.", TABLE, unknown_state),
    check("money-keeps-open", "A wallet with money is not closed.", MONEY, money_keeps_open),
    risky("closing-loads-nothing", "A closing wallet pays and loads nothing more.", CLOSING, closing),
    risky("spent-to-zero-closes", "A closing wallet closes when it is spent to zero.", CLOSING, spent_to_zero),
    risky("empty-closes-at-once", "An empty wallet closes at once, and can be opened again.", CLOSED, empty_closes),
];

fn prepare_suspended(bench: &mut Bench<'_>) -> Result<Fen, CheckError> {
    let balance = bench.prepare(100)?;
    bench.move_to(LifeCycle::Suspended)?;
    Ok(balance)
}

fn state_is(bench: &mut Bench<'_>, expected: LifeCycle) -> Result<(), CheckError> {
    let state = bench.life_cycle()?;
    is_equal("the wallet's state", expected.name(), state.name(), state == expected)
}

fn refuse_purchase(bench: &mut Bench<'_>, about: &str) -> Result<(), CheckError> {
    let initialize = bench.initialize_purchase(Fen(1))?;
    bench.expect(about, &initialize, 0x6985).map(drop)
}

fn refuse_load(bench: &mut Bench<'_>, about: &str) -> Result<(), CheckError> {
    let initialize = bench.initialize_transfer(TransferDirection::Load, Fen(1))?;
    bench.expect(about, &initialize, 0x6985).map(drop)
}

fn suspended_pays_nothing(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let balance = prepare_suspended(bench)?;
    refuse_purchase(bench, "INITIALIZE FOR PURCHASE of a suspended wallet")?;
    is_amount("the balance afterwards", balance, bench.balance()?)
}

fn suspended_loads_nothing(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    prepare_suspended(bench)?;
    refuse_load(bench, "INITIALIZE FOR LOAD of a suspended wallet")
}

fn suspended_unloads(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    prepare_suspended(bench)?;
    bench.transfer(TransferDirection::Unload, Fen(5)).map(drop)
}

fn suspended_is_readable(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let (begun, _) = bench.pay(Fen(5))?;
    bench.move_to(LifeCycle::Suspended)?;
    bench.balance()?;
    bench.expect("READ RECORD of a suspended wallet", &read_record(1), SUCCESS)?;
    let counter = begun.purchase.card.counter.wrapping_add(1);
    let prove = command::get_transaction_prove(TransactionKind::Purchase, counter);
    bench.expect("GET TRANSACTION PROVE of a suspended wallet", &prove, SUCCESS).map(drop)
}

fn outlives_reset(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    prepare_suspended(bench)?;
    bench.select()?;
    state_is(bench, LifeCycle::Suspended)?;
    refuse_purchase(bench, "INITIALIZE FOR PURCHASE after a reset")
}

fn resumed_pays(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    prepare_suspended(bench)?;
    bench.move_to(LifeCycle::Open)?;
    state_is(bench, LifeCycle::Open)?;
    bench.pay(Fen(1))?;
    bench.transfer(TransferDirection::Load, Fen(1)).map(drop)
}

fn between_steps(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let balance = bench.prepare(100)?;
    let begun = bench.begin_purchase(Fen(5))?;
    bench.move_to(LifeCycle::Suspended)?;
    let status = bench.send(&begun.debit())?.status;
    // The commands between abandon the purchase; the state of the wallet would stop it as well.
    let is_refused = matches!(status, 0x6901 | 0x6985);
    is_equal("DEBIT after the suspension", "6901 or 6985", format_args!("{status:04X}"), is_refused)?;
    is_amount("the balance afterwards", balance, bench.balance()?)
}

fn plain_set_status(bench: &Bench<'_>, state: u8, aid: &[u8]) -> Result<Vec<u8>, CheckError> {
    let command = command::with_data(set_status(0x80, state), aid);
    let reason = format!("the AID of {} is too long for a command", bench.profile.name);
    command.ok_or(CheckError::Untried(reason))
}

fn issuer_alone(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let aid = bench.profile.card.aid.to_vec();
    let command = plain_set_status(bench, LifeCycle::Suspended.code(), &aid)?;
    bench.expect("SET STATUS without authority", &command, 0x6982)?;
    state_is(bench, LifeCycle::Open)
}

fn other_application(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let key = bench.maintenance()?;
    let mut aid = bench.profile.card.aid.to_vec();
    aid.iter_mut().next_back().into_iter().for_each(|octet| *octet ^= 0x01);
    let reply = bench.send_sealed(&key, set_status(0x84, LifeCycle::Suspended.code()), &aid)?;
    is_status("SET STATUS of another application", 0x6A82, reply.status)?;
    state_is(bench, LifeCycle::Open)
}

fn same_state(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    prepare_suspended(bench)?;
    bench.move_to(LifeCycle::Suspended)?;
    state_is(bench, LifeCycle::Suspended)?;
    bench.move_to(LifeCycle::Open)?;
    bench.move_to(LifeCycle::Open)?;
    state_is(bench, LifeCycle::Open)
}

fn no_way_back(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let reply = bench.set_state(LifeCycle::Unopened)?;
    is_status("SET STATUS to unopened", 0x6985, reply.status)?;
    state_is(bench, LifeCycle::Open)
}

fn unknown_state(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let aid = bench.profile.card.aid.to_vec();
    for state in [0x00, 0x55, 0xFF] {
        let command = plain_set_status(bench, state, &aid)?;
        bench.expect("SET STATUS to an unknown state", &command, 0x6A86)?;
    }
    Ok(())
}

fn money_keeps_open(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    let reply = bench.set_state(LifeCycle::Closed)?;
    is_status("SET STATUS to closed with money in the purse", 0x6985, reply.status)?;
    state_is(bench, LifeCycle::Open)
}

/// Empties the purse, then loads so much.
fn hold_just(bench: &mut Bench<'_>, amount: u32) -> Result<(), CheckError> {
    let balance = bench.prepare(0)?;
    // The way back from closed needs a load, which needs its keys.
    bench.transfer_key(TransferDirection::Load)?;
    if balance != Fen::ZERO {
        bench.transfer(TransferDirection::Unload, balance)?;
    }
    bench.prepare(amount).map(drop)
}

fn closing(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    hold_just(bench, 5)?;
    bench.move_to(LifeCycle::Closing)?;
    refuse_load(bench, "INITIALIZE FOR LOAD of a closing wallet")?;
    let reply = bench.set_state(LifeCycle::Open)?;
    is_status("SET STATUS from closing to open", 0x6985, reply.status)?;
    bench.pay(Fen(4))?;
    state_is(bench, LifeCycle::Closing)?;
    bench.pay(Fen(1))?;
    bench.move_to(LifeCycle::Open)
}

fn spent_to_zero(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    hold_just(bench, 3)?;
    bench.move_to(LifeCycle::Closing)?;
    bench.pay(Fen(3))?;
    state_is(bench, LifeCycle::Closed)?;
    refuse_purchase(bench, "INITIALIZE FOR PURCHASE of a closed wallet")?;
    bench.move_to(LifeCycle::Open)
}

fn empty_closes(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    hold_just(bench, 0)?;
    bench.move_to(LifeCycle::Closing)?;
    state_is(bench, LifeCycle::Closed)?;
    refuse_load(bench, "INITIALIZE FOR LOAD of a closed wallet")?;
    bench.move_to(LifeCycle::Open)?;
    state_is(bench, LifeCycle::Open)
}
