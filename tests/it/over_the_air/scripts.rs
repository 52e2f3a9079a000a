//! Scripts: commands that are allowed, the place where one stops, its answer, and that the terminal notices nothing.

use applet::{Interface, Refusal};
use sim_codec::ota::script::ScriptAnswer;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TransactionKind;

use super::*;
use crate::stand::{AID, initialize_purchase, select_aid, set_limit, verify};

fn stand() -> Stand {
    Stand::holding(500)
}

fn run(script: &str) -> Done {
    Sender::platform().run(&mut stand(), script)
}

fn status(state: LifeCycle) -> String {
    format!("80F040{:02X}10{}", state.code(), hex::encode_upper(AID))
}

#[test]
fn script_returns_answer_of_last_command() {
    let balance = octets("000001F4");
    assert_eq!(run("805C000204"), Done { count: 1, status: 0x9000, data: balance.clone() });
    assert_eq!(run(&"805C000204".repeat(3)), Done { count: 3, status: 0x9000, data: balance });
    assert_eq!(run("80CADF2401"), Done { count: 1, status: 0x9000, data: vec![LifeCycle::Open.code()] });
    // What is announced is fetched by the script, or not.
    assert_eq!(run("00A4000002DF04"), Done { count: 1, status: 0x613B, data: Vec::new() });
    assert_eq!(run("00A4000002DF04 00C000003B").data.len(), 0x3B);
    assert_eq!(run("A0A4000002DF04").status, 0x9F16);
    assert_eq!(run("A0A4000002DF04 A0C0000016"), Done { count: 2, status: 0x9000, ..run("A0A4000002DF04 A0C0000016") });
}

#[test]
fn script_stops_at_first_failing_command() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let script = format!("805C000204 80CADF9901 {}", status(LifeCycle::Suspended));
    assert_eq!(sender.run(&mut stand, &script), Done { count: 2, status: 0x6A88, data: Vec::new() });
    assert_eq!(stand.state().lifecycle, LifeCycle::Open, "what stands behind it was not done");
    let script = format!("{} 805C000205 805C000204", status(LifeCycle::Suspended));
    assert_eq!(sender.run(&mut stand, &script), Done { count: 2, status: 0x6C04, data: Vec::new() });
    assert_eq!(stand.state().lifecycle, LifeCycle::Suspended, "what stands before it was");
}

#[test]
fn truncated_script_command_is_refused() {
    let whole = octets(&format!("805C000204 {}", status(LifeCycle::Suspended)));
    for end in 6..whole.len() {
        let mut stand = stand();
        let mut sender = Sender::platform();
        let done = sender.run(&mut stand, &hex::encode(&whole[..end]));
        assert_eq!((done.count, done.status, done.data.len()), (2, 0x6700, 0), "{end} octets");
        assert_eq!(stand.state().lifecycle, LifeCycle::Open);
    }
}

/// The answer to an expanded script says that its form is unknown.
#[test]
fn empty_packet_is_proved_and_expanded_script_refused() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let envelopes = sender.script(&[]);
    let reply = bring(&mut stand, &envelopes);
    assert_eq!((sender.opened(DOWN, &reply.data).data, accepted(&stand)), (Vec::new(), 1));
    for script in ["AA072205805C000204", "AE802205805C0002040000"] {
        let envelopes = sender.script(&octets(script));
        let reply = bring(&mut stand, &envelopes);
        let answer = ScriptAnswer::parse(&sender.opened(DOWN, &reply.data).data).unwrap();
        let open = script.starts_with("AE");
        let expected = ScriptAnswer::Expanded { count: Some(0), answers: Vec::new(), bad_format: Some(1), open };
        assert_eq!(answer, expected);
    }
}

#[test]
fn script_runs_only_permitted_commands() {
    let forbidden = [
        "0020000002 1234",
        "0020000000",
        "0084000004",
        "0082000108 0000000000000000",
        "0088000008 0000000000000000",
        "8050010 20B 01 00000001 112233445566",
        "8050050 20B 01 00000001 112233445566",
        "805401000F 000000000000000000000000000000",
        "805403000B 0000000000000000000000",
        "805E010005 1234FF5678",
        "04D6950008 0000000000000000",
        "00D6950004 00000000",
        "04DC01BC08 0000000000000000",
        "841E000004 00000000",
        "8418000004 00000000",
        "8416000004 00000000",
        "842400000C 000000000000000000000000",
        "8010000001 FF",
        "80C2000009 D30782020181900101",
        "8012000010",
        "801400000C 810301210082028281830100",
        "80F2000000",
    ];
    for script in forbidden {
        let mut stand = stand();
        let before = stand.state();
        let done = Sender::platform().run(&mut stand, script);
        assert_eq!((done.count, done.status), (1, 0x6985), "{script}");
        assert_eq!(but_for_the_counter(stand.state(), &before), before, "{script}");
    }
    for script in ["00B0950004", "00B201C417", "80CADF2004", "80CADF2503", "80CADF2303"] {
        let done = run(script);
        assert!(matches!(done.status, 0x9000 | 0x6A83), "{script}: {done:?}");
    }
}

/// The authority lasts whatever the script selects.
#[test]
fn script_runs_issuer_commands_without_mac() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    for state in [LifeCycle::Suspended, LifeCycle::Open, LifeCycle::Closing] {
        assert_eq!(sender.run(&mut stand, &status(state)).status, 0x9000);
        assert_eq!(stand.state().lifecycle, state);
    }
    let script = format!("00A4000C023F00 00A4000C02DF04 {}", status(LifeCycle::Closing));
    assert_eq!(sender.run(&mut stand, &script), Done { count: 3, status: 0x9000, data: Vec::new() });
    // The wallet is not closed while there is money in it.
    assert_eq!(sender.run(&mut stand, &status(LifeCycle::Closed)).status, 0x6985);
    let calibrate = "80DADF2209031234567890123456";
    assert_eq!(sender.run(&mut stand, calibrate).status, 0x9000);
    assert_eq!(stand.state().calibration.unwrap().reach_cm, 3);
    stand.surroundings.uptime_s = 3_601;
    assert_eq!(sender.run(&mut stand, calibrate).status, 0x6985, "the window of an hour");
    assert_eq!(sender.run(&mut stand, &hex::encode(set_limit(Some(7)))).status, 0x9000);
    assert_eq!(stand.state().limit, Some(sim_wire::Fen(7)));
}

/// A script reloads the operation PIN under the key for it, as a terminal does.
#[test]
fn pin_reload_with_wrong_mac_costs_try() {
    let mut stand = stand();
    stand.pin_on();
    (0..3).for_each(|_| drop(stand.send(&verify("9999"))));
    let mut sender = Sender::platform();
    let reload = hex::encode(crate::stand::reload_pin("567890"));
    assert_eq!(sender.run(&mut stand, &reload).status, 0x9000);
    stand.done(&verify("567890"));
    let wrong = hex::encode(crate::stand::reload_pin_wrong("1234"));
    for status in [0x6988, 0x6988, 0x9303] {
        assert_eq!(sender.run(&mut stand, &wrong).status, status);
    }
}

#[test]
fn script_and_terminal_share_no_authority() {
    let mut stand = stand();
    stand.pin_on();
    stand.verify();
    let mut sender = Sender::platform();
    // With the PIN on and verified at the terminal, the script switches it off by its own authority.
    assert_eq!(sender.run(&mut stand, "805C000204").status, 0x9000);
    assert_eq!(stand.send(&verify("1234")).status, 0x9000);
    stand.restart();
    assert_eq!(sender.run(&mut stand, &status(LifeCycle::Suspended)).status, 0x9000);
    assert_eq!(stand.refused(&octets(&status(LifeCycle::Open))), Refusal::NotAuthorised);
    assert_eq!(stand.refused(&set_limit(None)), Refusal::PinNotVerified);
}

#[test]
fn script_does_not_disturb_terminal_session() {
    for script in ["805C000204", "00A4000C023F00", "80CADF2004", "80DADF2209031234567890123456", "80CADF9901"] {
        let mut stand = stand();
        stand.pin_on();
        stand.verify();
        let debit = stand.debit_for(123);
        let refusal = stand.card.last_refusal();
        Sender::platform().run(&mut stand, script);
        assert_eq!(stand.card.last_refusal(), refusal, "{script}");
        assert_eq!(stand.done(&debit).len(), 8, "{script}: the purchase is completed");
        assert_eq!(stand.send(&octets("0020000000")).status, 0x9000, "{script}: the PIN is verified still");
    }
    // Nor of one that is refused.
    let mut stand = stand();
    let debit = stand.debit_for(123);
    let mut sender = Sender::platform();
    let mut packet = sender.packet(DOWN, &octets("805C000204"));
    packet[20] ^= 1;
    bring(&mut stand, &sender.carried(&packet));
    stand.done(&debit);
}

#[test]
fn debit_after_suspension_by_script_is_refused() {
    let mut sender = Sender::platform();
    let mut stand = stand();
    let debit = stand.debit_for(123);
    sender.run(&mut stand, &status(LifeCycle::Suspended));
    assert_eq!(stand.refused(&debit), Refusal::Suspended);
    assert_eq!(stand.refused(&initialize_purchase(1)), Refusal::Suspended);
    assert_eq!(stand.state().balance.0, 500);
}

#[test]
fn script_runs_during_purchase_by_radio() {
    let mut stand = stand();
    stand.surroundings.interface = Interface::Contactless;
    stand.done(&select_aid());
    let debit = stand.debit_for(100);
    stand.surroundings.interface = Interface::Contact;
    Sender::platform().run(&mut stand, "805C000204");
    stand.surroundings.interface = Interface::Contactless;
    stand.done(&debit);
    let proof = stand.send(&crate::stand::prove(TransactionKind::Purchase, 1));
    assert_eq!(proof.status, 0x9000);
}

#[test]
fn blocked_application_refuses_scripts() {
    let mut stand = stand();
    let block = stand.secured(applet::KeyUsage::Maintenance, [0x84, 0x1E, 0x00, 0x00], &[]);
    stand.done(&block);
    let mut sender = Sender::platform();
    assert_eq!(sender.run(&mut stand, "805C000204").status, 0x6985);
    assert_eq!(sender.run(&mut stand, &status(LifeCycle::Suspended)).status, 0x6985);
    stand.restart();
    let block = stand.secured(applet::KeyUsage::Maintenance, [0x84, 0x1E, 0x00, 0x01], &[]);
    stand.done(&block);
    assert_eq!(sender.run(&mut stand, "805C000204").status, 0x9303);
}
