//! Scripts that name their card. Cards of one issuer may have the same keys, and a packet that goes astray must run on
//! no other card.

use sim_wire::addressee;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::WALLET;

use super::*;
use crate::stand::{personalisation, set_status};

/// Returns the stand's card number, and another one.
fn numbers() -> ([u8; 10], [u8; 10]) {
    let own: [u8; 10] = personalisation().start.file_15[10..20].try_into().unwrap();
    let mut other = own;
    other[9] ^= 1;
    (own, other)
}

fn named(asn: [u8; 10], script: &[u8]) -> Vec<u8> {
    [&addressee::emit(&asn)[..], script].concat()
}

#[test]
fn named_script_runs_and_its_answer_is_named() {
    let (own, _) = numbers();
    let mut stand = Stand::holding(500);
    let mut sender = Sender::platform();
    let envelopes = sender.script(&named(own, &set_status(LifeCycle::Suspended)));
    let reply = bring(&mut stand, &envelopes);
    let proof = sender.opened(DOWN, &reply.data);
    assert_eq!((proof.status, proof.data), (ResponseStatus::OK, named(own, &[0x01, 0x90, 0x00])));
    assert_eq!((stand.state().lifecycle, accepted(&stand)), (LifeCycle::Suspended, 1));
    // The name alone is a script without commands.
    let envelopes = sender.script(&named(own, &[]));
    let proof = sender.opened(DOWN, &bring(&mut stand, &envelopes).data);
    assert_eq!(proof.data, named(own, &[]));
}

#[test]
fn script_for_another_card_does_nothing() {
    let (own, other) = numbers();
    let mut stand = Stand::holding(500);
    let mut sender = Sender::platform();
    for script in [&set_status(LifeCycle::Suspended)[..], &octets("805C000204"), &[]] {
        let packet = sender.packet(DOWN, &named(other, script));
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::UNIDENTIFIED_ERROR);
        assert_eq!(accepted(&stand), 0, "its counter is another card's too");
    }
    // A packet of a lower counter is still this card's.
    sender.counter = 0;
    let envelopes = sender.script(&named(own, &octets("805C000204")));
    let proof = sender.opened(DOWN, &bring(&mut stand, &envelopes).data);
    assert_eq!(proof.data, named(own, &octets("01 9000 000001F4")));
}

#[test]
fn script_for_another_card_is_refused_in_clear() {
    let (_, other) = numbers();
    let mut stand = Stand::holding(500);
    let mut sender = Sender::platform();
    for spi in [DOWN, BY_SUBMIT] {
        let packet = sender.packet(spi, &named(other, &octets("805C000204")));
        let reply = bring(&mut stand, &sender.carried(&packet));
        assert_eq!(refusal(&reply, WALLET), ResponseStatus::UNIDENTIFIED_ERROR);
    }
    let packet = sender.packet(SILENT, &named(other, &octets("805C000204")));
    assert!(bring(&mut stand, &sender.carried(&packet)).data.is_empty());
}

#[test]
fn truncated_card_name_is_refused() {
    let (own, _) = numbers();
    let mut stand = Stand::holding(500);
    let mut sender = Sender::platform();
    let whole = named(own, &[]);
    for end in 1..whole.len() {
        let done = sender.run(&mut stand, &hex::encode(&whole[..end]));
        assert_ne!(done.status, 0x9000, "{end}");
    }
}

#[test]
fn longest_answer_has_room_for_the_name() {
    let (own, _) = numbers();
    let mut stand = Stand::holding(500);
    let mut sender = Sender::platform();
    let envelopes = sender.script(&named(own, &octets("00B0960037")));
    let proof = sender.opened(DOWN, &bring(&mut stand, &envelopes).data);
    assert_eq!(proof.data, named(own, &[&[0x01, 0x90, 0x00][..], &[0x16; 55]].concat()));
}
