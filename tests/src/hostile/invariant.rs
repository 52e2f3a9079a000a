//! Invariants after every step, whatever was sent. The first argument is always the wallet before the step.

use applet::{Answer, CardState};
use sim_wire::Fen;
use sim_wire::record::{LogRecord, TransactionKind};
use sim_wire::status::StatusWord;

use super::card::{BALANCE_MAX, PIN_TRIES};

/// Returns whether a status word states that the command was carried out.
pub fn succeeded(status: StatusWord) -> bool {
    status == StatusWord::SUCCESS || matches!(status.to_bytes(), [0x61 | 0x91 | 0x9F, _])
}

/// Returns whether a transaction lies between two states.
pub fn moved(before: &CardState, after: &CardState) -> bool {
    (before.online_counter, before.offline_counter) != (after.online_counter, after.offline_counter)
}

/// Checks the wallet after an answer: it is within its bounds, and only what that command may change has changed.
pub fn after_answer(before: &CardState, command: &[u8], answer: &Answer, after: &CardState) {
    assert!(matches!(answer.status.to_bytes(), [0x61..=0x6F | 0x90..=0x9F, _]), "{:04X}", answer.status.0);
    assert!(succeeded(answer.status) || answer.data.is_empty() || answer.status.0 == 0x6A81, "data with a refusal");
    bounds(after);
    only_its_own(before, command, after);
    let is_second_step = is_second_step(command);
    if succeeded(answer.status) && is_second_step {
        assert!(moved(before, after), "a transaction that was answered is on the card");
    }
    if !succeeded(answer.status) {
        assert_eq!(
            before,
            &CardState { pin_tries_left: before.pin_tries_left, block: before.block, ..after.clone() },
            "refused, yet changed"
        );
    }
    if moved(before, after) {
        transaction(before, after);
    }
}

/// Checks the wallet after a power cut under a command: all of the command or nothing is done.
pub fn after_cut(before: &CardState, command: &[u8], after: &CardState) {
    bounds(after);
    only_its_own(before, command, after);
    if moved(before, after) {
        transaction(before, after);
    }
}

fn bounds(state: &CardState) {
    assert!(state.balance <= BALANCE_MAX, "{} in the purse", state.balance);
    assert!(state.pin_tries_left <= PIN_TRIES);
}

fn is_second_step(command: &[u8]) -> bool {
    matches!(command, [0x80, 0x52 | 0x54, ..])
}

/// Returns whether the command brings a short message for the card, and so perhaps a script.
fn has_packet(command: &[u8]) -> bool {
    matches!(command, [0x80 | 0xA0, 0xC2, 0, 0, _, 0xD1, ..])
}

/// Checks that each field of the wallet changes under its own commands alone. Under a script all may change that may
/// change over the air, and then the counter of the packet has gone up.
fn only_its_own(before: &CardState, command: &[u8], after: &CardState) {
    let (was, is) = (before.remote.accepted, after.remote.accepted);
    assert!(was.iter().zip(&is).all(|(was, is)| was <= is), "a counter went back: {was:?} -> {is:?}");
    if has_packet(command) {
        assert!(was != is || before == after, "a script ran and its counter was not stored");
        assert_eq!((before.pin_on, before.offline_counter), (after.pin_on, after.offline_counter), "the holder's");
        return;
    }
    assert_eq!(was, is, "a counter was accepted without a packet");
    let ins = command.get(1).copied().unwrap_or(0);
    let may = |field: &str, changed: bool, instructions: &[u8]| {
        assert!(
            !changed || instructions.contains(&ins),
            "{field} changed under INS {ins:02X}: {before:?} -> {after:?}"
        );
    };
    may("balance", before.balance != after.balance, &[0x52, 0x54]);
    may("counters", moved(before, after), &[0x52, 0x54]);
    may("log", before.log != after.log, &[0x52, 0x54]);
    may("proof", before.proof != after.proof, &[0x52, 0x54]);
    may("life cycle", before.lifecycle != after.lifecycle, &[0xF0, 0x54]);
    may("block", before.block != after.block, &[0x1E, 0x18, 0x16, 0x5E]);
    may("limit", before.limit != after.limit, &[0xDA, 0x14]);
    may("PIN switch", before.pin_on != after.pin_on, &[0xDA, 0x14]);
    may("calibration", before.calibration != after.calibration, &[0xDA]);
    may("PIN tries", before.pin_tries_left != after.pin_tries_left, &[0x20, 0x5E, 0x24, 0xDA, 0x14]);
    if !moved(before, after) {
        let money = |state: &CardState| (state.balance, state.log.clone(), state.proof);
        assert_eq!(money(before), money(after), "money moved without a transaction");
    }
}

/// Checks one transaction between two states. The newest log record accounts for the balance and the counter, and the
/// older ones have moved down by one. The proof is of that transaction.
fn transaction(before: &CardState, after: &CardState) {
    let newest = after.log.first().copied();
    assert!(newest.is_some(), "a transaction without a log record");
    let Some(record) = newest else { return };
    let (balance, online, offline) = accounted(before, &record);
    assert_eq!(Some(after.balance), balance, "the balance is not what {record:?} makes of {}", before.balance);
    assert_eq!((Some(after.online_counter), Some(after.offline_counter)), (online, offline), "{record:?}");
    let kept = before.log.iter().take(after.log.capacity() - 1);
    assert!(after.log.iter().skip(1).eq(kept), "the log is not the old one behind the new record");
    let proof = after.proof.map(|proof| (proof.kind, proof.counter));
    assert_eq!(proof, Some((record.kind, record.counter)), "the proof is of another transaction");
}

/// Returns balance, online and offline counter that a record makes of a wallet; `None` for one that cannot be.
fn accounted(before: &CardState, record: &LogRecord) -> (Option<Fen>, Option<u16>, Option<u16>) {
    let (balance, online, offline) = match record.kind {
        TransactionKind::Load => (before.balance.checked_add(record.amount), 1, 0),
        TransactionKind::Unload => (before.balance.checked_sub(record.amount), 1, 0),
        TransactionKind::Purchase => (before.balance.checked_sub(record.amount), 0, 1),
        _ => (None, 0, 0),
    };
    (balance, before.online_counter.checked_add(online), before.offline_counter.checked_add(offline))
}
