//! The table of sessions: room, and forms that count once.

use super::*;

fn id(nth: usize) -> SessionId {
    let mut id = [0; 32];
    id[..8].copy_from_slice(&nth.to_be_bytes());
    id
}

#[test]
fn guests_make_room_for_others() {
    let table = SessionTable::default();
    for nth in 0..GUESTS_MOST + 10 {
        table.change(&id(nth), u64::try_from(nth).unwrap(), |_| ());
    }
    assert_eq!(table.lock().len(), GUESTS_MOST);
    assert!(table.visit(&id(0), 5000).is_none() && table.visit(&id(GUESTS_MOST + 9), 5000).is_some());
    table.change(&id(9_999_999), IDLE_MS + 10_000, |_| ());
    assert_eq!(table.lock().len(), 1, "the others are over");
}

#[test]
fn form_is_taken_once() {
    let mut session = Session::new(0);
    session.add_form([1; 32], Draft::TopUp(sim_wire::Fen(5)));
    assert!(matches!(session.send_form(&[2; 32], "/"), FormState::Unknown));
    assert!(matches!(session.send_form(&[1; 32], "/a"), FormState::Open(_)));
    assert!(matches!(session.send_form(&[1; 32], "/b"), FormState::Sent("/a")));
    assert!(matches!(session.send_form(&[1; 32], "/c"), FormState::Sent(_)));
    for nth in 0..FORMS_MOST {
        session.add_form(id(nth), Draft::TopUp(sim_wire::Fen(5)));
    }
    assert!(matches!(session.send_form(&[1; 32], "/d"), FormState::Unknown), "of long ago");
}
