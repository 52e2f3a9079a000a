//! Loads over the air: invited, credited, proved, withdrawn; twice, late, in the wrong order, with a terminal in
//! between.

use applet::{CreditedLoad, KeyUsage, PendingLoad, Refusal};
use sim_device::sam::SessionKey;
use sim_device::sam::transaction_mac::{DatedRequest, TransactionRequest};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::TERMINAL as PLATFORM;
use sim_wire::record::TransactionKind;

use super::*;
use crate::stand::{AT, Initialized, key_of, prove, tac_key};

fn stand() -> Stand {
    Stand::holding(1_000)
}

fn dated(fen: u32) -> DatedRequest {
    TransactionRequest { amount: Fen(fen), kind: TransactionKind::Load, terminal: PLATFORM }.at(AT)
}

fn invitation(fen: u32) -> String {
    format!("805000020B01{fen:08X}{} 00C0000010", hex::encode(PLATFORM))
}

/// Invites a load; returns the fields of the card's answer.
pub fn invites(sender: &mut Sender, stand: &mut Stand, fen: u32) -> Initialized {
    let done = sender.run(stand, &invitation(fen));
    assert_eq!((done.count, done.status), (2, 0x9000));
    let begun = Initialized::parse_online(&done.data);
    let key = SessionKey::online(&key_of(KeyUsage::Load), begun.random, begun.counter);
    let mac1 = key.mac(
        &TransactionRequest { amount: Fen(fen), kind: TransactionKind::Load, terminal: PLATFORM }
            .mac1_of_the_card(stand.state().balance),
    );
    assert_eq!(done.data[12..], mac1, "MAC1");
    begun
}

/// Returns the script that credits a load.
pub fn credit(begun: Initialized, fen: u32) -> String {
    let key = SessionKey::online(&key_of(KeyUsage::Load), begun.random, begun.counter);
    let mac2 = key.mac(&dated(fen).mac2_of_the_host());
    format!("805200000B{}{} 00C0000008", hex::encode(AT.0), hex::encode(mac2))
}

fn tac(balance: u32, counter: u16, fen: u32) -> Vec<u8> {
    tac_key().mac(&dated(fen).online_proof(Fen(balance), counter)).to_vec()
}

/// Returns the receipt over the air: balance and TAC.
fn receipt(balance: u32, counter: u16, fen: u32) -> Vec<u8> {
    [&balance.to_be_bytes()[..], &tac(balance, counter, fen)].concat()
}

fn prove_load(counter: u16) -> String {
    format!("805A000202{counter:04X} 00C0000008")
}

/// Encodes PUT DATA that cancels the load of that counter and random number.
fn cancel_of(counter: u16, random: [u8; 4]) -> String {
    format!("80DADF2506{counter:04X}{}", hex::encode_upper(random))
}

fn cancel(begun: Initialized) -> String {
    cancel_of(begun.counter, begun.random)
}

#[test]
fn load_is_initialized_credited_and_proved() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 5_000);
    let pending = PendingLoad { counter: 0, amount: Fen(5_000), random: begun.random };
    assert_eq!((stand.state().remote.pending, stand.state().balance.0), (Some(pending), 1_000));
    assert_eq!(sender.run(&mut stand, "80CADF2503").data, [1, 0, 0]);
    stand.restart();
    let done = sender.run(&mut stand, &credit(begun, 5_000));
    let receipt = receipt(6_000, 0, 5_000);
    assert_eq!(done, Done { count: 2, status: 0x9000, data: receipt.clone() });
    let state = stand.state();
    assert_eq!((state.balance.0, state.online_counter, state.remote.pending), (6_000, 1, None));
    let tac: [u8; 4] = receipt[4..].try_into().unwrap();
    assert_eq!(state.remote.credited, Some(CreditedLoad { counter: 1, balance: Fen(6_000), tac }));
    let record = state.log[0];
    assert_eq!((record.counter, record.amount, record.terminal, record.at), (1, Fen(5_000), PLATFORM, AT));
    assert_eq!(sender.run(&mut stand, &prove_load(1)).data, receipt);
    let proof = [&[0; 4][..], &tac].concat();
    assert_eq!(stand.done(&prove(TransactionKind::Load, 1)), proof, "a terminal is told no balance");
    // The holder pays before the platform has asked.
    stand.purchase(100);
    stand.restart();
    assert_eq!(sender.run(&mut stand, &prove_load(1)), Done { count: 2, status: 0x9000, data: receipt });
    assert_eq!(stand.refused(&prove(TransactionKind::Load, 1)), Refusal::ProofNotAvailable, "a terminal is not told");
    assert_eq!(sender.run(&mut stand, &prove_load(2)).status, 0x9406);
    assert_eq!(sender.run(&mut stand, "805A0003020001").status, 0x9406, "it was no unload");
}

#[test]
fn repeated_credit_adds_money_once() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 5_000);
    let script = credit(begun, 5_000);
    assert_eq!(sender.run(&mut stand, &script).status, 0x9000);
    let after = stand.state();
    for _ in 0..2 {
        assert_eq!(sender.run(&mut stand, &script), Done { count: 1, status: 0x6901, data: Vec::new() });
        stand.restart();
    }
    assert_eq!(but_for_the_counter(stand.state(), &after), after);
}

#[test]
fn late_credit_of_cancelled_load_is_refused() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 5_000);
    let late = sender.script(&octets(&credit(begun, 5_000)));
    assert_eq!(sender.run(&mut stand, &cancel(begun)).status, 0x9000);
    assert_eq!(stand.state().remote.pending, None);
    let before = stand.state();
    assert_eq!(refusal(&bring(&mut stand, &late), sender.tar), ResponseStatus::COUNTER_LOW, "overtaken");
    assert_eq!(sender.run(&mut stand, &credit(begun, 5_000)).status, 0x6901, "and sent anew");
    assert_eq!(sender.run(&mut stand, &cancel(begun)).status, 0x9000, "asked again, answered again");
    assert_eq!(but_for_the_counter(stand.state(), &before), before);
}

#[test]
fn credited_load_cannot_be_cancelled() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 5_000);
    sender.run(&mut stand, &credit(begun, 5_000));
    stand.purchase(10);
    stand.restart();
    let before = stand.state();
    assert_eq!(sender.run(&mut stand, &cancel(begun)).status, 0x6985);
    let next = cancel_of(1, begun.random);
    assert_eq!(sender.run(&mut stand, &next).status, 0x9000, "the next one was never begun");
    assert_eq!(sender.run(&mut stand, &cancel_of(0xFFFF, begun.random)).status, 0x9000);
    assert_eq!(but_for_the_counter(stand.state(), &before), before);
}

#[test]
fn cancel_of_another_load_leaves_this_one_waiting() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 70);
    for other in [cancel_of(1, begun.random), cancel_of(0, [0; 4])] {
        assert_eq!(sender.run(&mut stand, &other).status, 0x9000);
    }
    assert_eq!(sender.run(&mut stand, &credit(begun, 70)).status, 0x9000);
    assert_eq!(stand.state().balance.0, 1_070);
}

#[test]
fn only_the_platform_cancels_a_load() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    invites(&mut sender, &mut stand, 70);
    stand.authenticate();
    for command in ["80DADF2506000000000000", "84DADF250A0000000000000000 0000"] {
        assert_eq!(stand.refused(&octets(command)), Refusal::InterfaceForbids);
    }
    assert!(stand.state().remote.pending.is_some());
    for wrong in ["80DADF2500", "80DADF25020000", "80DADF250500000000 00", "80DADF250700000000000000"] {
        assert_eq!(sender.run(&mut stand, wrong).status, 0x6700, "{wrong}");
    }
}

#[test]
fn new_load_replaces_the_pending_one() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let first = invites(&mut sender, &mut stand, 5_000);
    let second = invites(&mut sender, &mut stand, 30);
    assert_eq!(first.counter, second.counter);
    assert_eq!(sender.run(&mut stand, &credit(first, 5_000)).status, 0x9302, "another random number");
    assert_eq!(sender.run(&mut stand, &credit(second, 5_000)).status, 0x9302, "another amount");
    assert_eq!(sender.run(&mut stand, &credit(second, 30)).status, 0x9000);
    assert_eq!(stand.state().balance.0, 1_030);
}

/// A load or unload at a terminal uses the online counter that the pending load was begun with.
#[test]
fn terminal_transaction_voids_the_pending_load() {
    for unload in [false, true] {
        let (mut stand, mut sender) = (stand(), Sender::platform());
        let begun = invites(&mut sender, &mut stand, 5_000);
        if unload {
            stand.unload(7)
        } else {
            stand.load(7)
        };
        let before = stand.state();
        assert_eq!(sender.run(&mut stand, "80CADF2503").data, [0, 0, 0]);
        assert_eq!(sender.run(&mut stand, &credit(begun, 5_000)).status, 0x6901);
        assert_eq!(but_for_the_counter(stand.state(), &before), before);
        assert_eq!(sender.run(&mut stand, &prove_load(1)).status, if unload { 0x9406 } else { 0x9000 });
    }
}

#[test]
fn platform_credit_voids_the_terminal_step() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 5_000);
    let at_the_terminal = stand.credit_for(7);
    assert_eq!(sender.run(&mut stand, &credit(begun, 5_000)).status, 0x9000);
    assert_eq!(stand.refused(&at_the_terminal), Refusal::NoTransactionStep);
    let (mut stand, mut sender) = (stand_again(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 5_000);
    let unload = stand.unload_for(7);
    assert_eq!(sender.run(&mut stand, &credit(begun, 5_000)).status, 0x9000);
    assert_eq!(stand.refused(&unload), Refusal::NoTransactionStep);
    assert_eq!(stand.state().balance.0, 6_000);
}

fn stand_again() -> Stand {
    stand()
}

#[test]
fn purchase_between_load_steps_is_allowed() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 5_000);
    stand.purchase(400);
    let done = sender.run(&mut stand, &credit(begun, 5_000));
    assert_eq!(done.data, receipt(5_600, 0, 5_000), "the receipt says over which balance it is");
    stand.purchase(100);
    assert_eq!(sender.run(&mut stand, &prove_load(1)).data, receipt(5_600, 0, 5_000));
}

#[test]
fn suspended_wallet_refuses_credit_and_keeps_load() {
    let suspend = |state: LifeCycle| format!("80F040{:02X}10{}", state.code(), hex::encode(crate::stand::AID));
    let (mut stand, mut sender) = (stand(), Sender::platform());
    let begun = invites(&mut sender, &mut stand, 5_000);
    sender.run(&mut stand, &suspend(LifeCycle::Suspended));
    assert_eq!(sender.run(&mut stand, &credit(begun, 5_000)).status, 0x6985);
    assert_eq!(sender.run(&mut stand, &invitation(1)).status, 0x6985);
    assert_eq!((stand.state().balance.0, stand.state().remote.pending.is_some()), (1_000, true));
    sender.run(&mut stand, &suspend(LifeCycle::Open));
    assert_eq!(sender.run(&mut stand, &credit(begun, 5_000)).status, 0x9000);
}

#[test]
fn load_over_balance_or_counter_limit_is_refused() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    assert_eq!(sender.run(&mut stand, &invitation(99_001)), Done { count: 1, status: 0x6985, data: Vec::new() });
    assert_eq!(stand.state().remote.pending, None);
    let mut stand = Stand::with(|card| card.start.online_counter = 0xFFFF);
    let mut sender = Sender::platform();
    assert_eq!(sender.run(&mut stand, &invitation(1)).status, 0x9402);
}

#[test]
fn load_with_other_terminal_or_key_is_refused() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    assert_eq!(sender.run(&mut stand, "805000020B0100000001112233445566").status, 0x6A80);
    assert_eq!(sender.run(&mut stand, &invitation(1).replacen("0B01", "0B02", 1)).status, 0x9403);
    assert_eq!(stand.state().remote.pending, None);
}

#[test]
fn platform_load_needs_no_operation_pin() {
    let (mut stand, mut sender) = (stand(), Sender::platform());
    stand.pin_on();
    let begun = invites(&mut sender, &mut stand, 10);
    assert_eq!(sender.run(&mut stand, &credit(begun, 10)).status, 0x9000);
}
