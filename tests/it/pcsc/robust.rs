//! What goes wrong before a reader: pcscd killed and started again, cards torn out, programs that flood or take turns.

use super::desk;
use super::desk::Relay;

const SELECT: &str = "00A4040010D1560001018003800000000100000000";
const BALANCE: &str = "805C000204";
const SET_LIMIT: &str = "80DADF200400001388";

fn selected(relay: &mut Relay) {
    relay.expect("on");
    assert!(relay.expect(SELECT).starts_with("61"));
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3-pyscard; .ci/run system installs them"]
fn card_comes_back_when_pcscd_is_killed_and_started() {
    let mut desk = desk();
    let mut reader = desk.reader(&["--card", "a.card"]);
    let mut relay = desk.relay();
    selected(&mut relay);
    assert_eq!(relay.expect(SET_LIMIT), "9000");
    for _ in 0..3 {
        desk.kill_pcscd();
        reader.wait_for("has closed the connection");
        assert!(relay.ask(BALANCE).starts_with('!'), "the program is told");
        desk.start_pcscd();
        reader.wait_for("connected to vpcd");
        relay = desk.relay();
        selected(&mut relay);
        assert_eq!(relay.expect("80CADF2004"), "000013889000");
    }
    drop(relay);
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3-pyscard; .ci/run system installs them"]
fn card_torn_out_in_an_exchange_is_found_again() {
    let desk = desk();
    let mut reader = desk.reader(&[]);
    let mut relay = desk.relay();
    selected(&mut relay);
    reader.order("cut 1 nothing");
    reader.wait_for("the power fails");
    assert!(relay.ask(SET_LIMIT).starts_with('!'));
    reader.wait_for("connected to vpcd");
    assert!(relay.expect("reset").starts_with("atr 3B"));
    assert!(relay.expect(SELECT).starts_with("61"));
    assert_eq!(relay.expect("80CADF2004"), "FFFFFFFF9000", "the write did not take place");
    reader.order("remove");
    reader.wait_for("out of the slot");
    assert!(relay.ask(BALANCE).starts_with('!'));
    reader.order("insert");
    assert!(relay.expect("reset").starts_with("atr 3B"));
    assert!(relay.expect(SELECT).starts_with("61"));
    drop(relay);
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3-pyscard; .ci/run system installs them"]
fn clients_flood_and_take_turns() {
    let desk = desk();
    let reader = desk.reader(&["--quiet"]);
    for round in 0..3 {
        let mut relay = desk.relay();
        selected(&mut relay);
        for _ in 0..500 {
            assert_eq!(relay.expect(BALANCE), "000000009000", "round {round}");
        }
    }
    // The second waits until the first has gone.
    let (mut first, mut second) = (desk.relay(), desk.relay());
    selected(&mut first);
    let waiting = std::thread::spawn(move || {
        selected(&mut second);
        second.expect(BALANCE)
    });
    assert_eq!(first.expect(BALANCE), "000000009000");
    first.expect("off");
    assert_eq!(waiting.join().unwrap(), "000000009000");
    drop(first);
    reader.end();
}
