//! Ways of packets to the card and of proofs from it: filters, parts, Le, 61xx, 9Fxx and 91xx, the message of its own.

use applet::{Interface, Refusal};
use sim_codec::cat::command::{self, Action};
use sim_codec::ota::carriage::{PacketKind, PacketPart};
use sim_codec::sms::{Direction, Tpdu};
use sim_wire::message::WALLET;
use sim_wire::proactive::CommandType;
use sim_wire::secured_packet::{ProofWanted, ResponseStatus, Spi};

use super::*;
use crate::toolkit::{ALL, Hand};

const READ: &str = "805C000204";

fn stand() -> Stand {
    Stand::holding(500)
}

/// Returns the message of the SEND SHORT MESSAGE.
fn message(fetched: &[u8]) -> Tpdu {
    let Action::SendSms(send) = command::parse(fetched).unwrap().action else { panic!("{fetched:02X?}") };
    send.message.unwrap().value
}

#[test]
fn message_other_than_sim_download_is_refused() {
    let mut sender = Sender::platform();
    let packet = sender.packet(DOWN, &octets(READ));
    let sound = sender.carried(&packet).remove(0);
    let text = hex::encode_upper(&sound);
    for (from, to) in [
        ("7FF6", "00F6"),
        ("7FF6", "7FF5"),
        ("7FF6", "7F04"),
        ("7FF6", "7F00"),
        ("7FF6", "41F6"),
        ("027000", "027100"),
        ("027000", "020500"),
        ("8B", "8D"),
        ("400891", "000891"),
        ("400891", "410891"),
    ] {
        let mut stand = stand();
        let before = stand.state();
        let changed = octets(&text.replacen(from, to, 1));
        assert_ne!(changed, sound);
        assert_eq!(stand.refused(&changed), Refusal::WrongData, "{from} -> {to}");
        assert_eq!(stand.state(), before);
    }
    let mut stand = stand();
    assert_eq!(bring(&mut stand, &[octets(&text.replacen("7FF6", "7F16", 1))]).status, 0x9000);
    assert_eq!(accepted(&stand), 1);
}

/// Over the air a command comes inside a packet, never by itself.
#[test]
fn envelope_by_radio_and_bare_commands_are_refused() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let envelopes = sender.script(&octets(READ));
    stand.surroundings.interface = Interface::Contactless;
    assert_eq!(stand.refused(&envelopes[0]), Refusal::InterfaceForbids);
    stand.surroundings.interface = Interface::OverTheAir;
    for command in
        [octets(READ), octets("80DADF2506000000000000"), octets("00A4040005D156000101"), envelopes[0].clone()]
    {
        assert_eq!(stand.refused(&command), Refusal::InterfaceForbids);
    }
    assert_eq!(accepted(&stand), 0);
}

/// With Le the proof comes at once; without it the card announces the length.
#[test]
fn envelope_answers_proof_under_both_classes() {
    for class in [0x80, 0xA0] {
        let mut stand = stand();
        let mut sender = Sender { class, ..Sender::platform() };
        let envelope = sender.script(&octets(READ)).remove(0);
        let reply = stand.send(&envelope);
        let [announced, length] = reply.status.to_be_bytes();
        assert_eq!((announced, reply.data.len()), (if class == 0xA0 { 0x9F } else { 0x61 }, 0));
        let fetched = stand.send(&[class, 0xC0, 0, 0, length]);
        assert_eq!(sender.opened(DOWN, &fetched.data).data, octets("01 9000 000001F4"));
        assert_eq!(stand.send(&[class, 0xC0, 0, 0, length]).status, 0x6985, "once");
        for le in [0x00, length] {
            let envelope = [&sender.script(&octets(READ))[0][..], &[le]].concat();
            let reply = stand.send(&envelope);
            assert_eq!((reply.status, sender.opened(DOWN, &reply.data).status), (0x9000, ResponseStatus::OK));
        }
        // Another Le does not have the packet sent again: it would not be accepted a second time.
        let envelope = [&sender.script(&octets(READ))[0][..], &[0x05]].concat();
        assert_eq!(stand.send(&envelope).status.to_be_bytes(), [announced, length]);
        assert_eq!(stand.send(&[class, 0xC0, 0, 0, length]).data.len(), usize::from(length));
    }
}

#[test]
fn proof_is_made_only_when_wanted() {
    for (wanted, good, bad) in
        [(ProofWanted::Never, false, false), (ProofWanted::Always, true, true), (ProofWanted::OnError, false, true)]
    {
        let mut stand = stand();
        let mut sender = Sender::platform();
        let spi = Spi { second: 0x18 | wanted.bits(), ..DOWN };
        let packet = sender.packet(spi, &octets(READ));
        let first = bring(&mut stand, &sender.carried(&packet));
        let again = bring(&mut stand, &sender.carried(&packet));
        assert_eq!((first.status, again.status), (0x9000, 0x9000));
        assert_eq!((!first.data.is_empty(), !again.data.is_empty()), (good, bad), "{wanted:?}");
    }
    // A script that fails is carried out all the same.
    let mut stand = stand();
    let mut sender = Sender::platform();
    let packet = sender.packet(Spi { second: 0x18 | ProofWanted::OnError.bits(), ..DOWN }, &octets("805C000205"));
    assert!(bring(&mut stand, &sender.carried(&packet)).data.is_empty());
}

#[test]
fn sms_submit_returns_proof_to_sender() {
    let mut hand = Hand::new(stand(), 0x80, ALL);
    hand.start_up();
    let mut sender = Sender::platform();
    let packet = sender.packet(BY_SUBMIT, &octets(READ));
    let reply = bring(&mut hand.stand, &sender.carried(&packet));
    let [0x91, length] = reply.status.to_be_bytes() else { panic!("{reply:?}") };
    assert!(reply.data.is_empty());
    let fetched = hand.stand.send(&[0x80, 0x12, 0, 0, length]).data;
    let at = fetched.windows(2).position(|pair| pair == [0x81, 0x03]).unwrap();
    assert_eq!(
        (&fetched[at + 3..at + 5], &fetched[at + 5..at + 9]),
        (&[0x13, 0x00][..], &[0x82, 0x02, 0x81, 0x83][..])
    );
    let message = message(&fetched);
    let part = PacketPart::of(&message).unwrap();
    assert_eq!((part.peer.as_deref(), part.kind), (Some("10658888"), Some(PacketKind::Response)));
    assert_eq!(message.encode().unwrap()[..3], [0x41, 0x00, 0x08]);
    let user_data = [&[0x02, 0x71, 0x00], &part.octets[..]].concat();
    let proof = sender.opened(BY_SUBMIT, &user_data);
    assert_eq!((proof.status, proof.data), (ResponseStatus::OK, octets("01 9000 000001F4")));
    assert_eq!(Tpdu::parse(Direction::ToNetwork, &message.encode().unwrap()).unwrap(), message);
}

/// Fetches what is announced and answers it; returns `Some` if it was a message.
fn answers(hand: &mut Hand, result: u8) -> Option<Vec<u8>> {
    let kind = hand.fetch()?;
    hand.answer(result, "");
    (kind == CommandType::SendSms).then(Vec::new)
}

fn hand_with_a_proof_to_send() -> (Hand, Sender) {
    let mut hand = Hand::ready(stand());
    let mut sender = Sender::platform();
    let packet = sender.packet(BY_SUBMIT, &octets(READ));
    hand.bring(&sender.carried(&packet)[0]);
    (hand, sender)
}

#[test]
fn proof_is_sent_again_only_after_busy() {
    let (mut hand, _) = hand_with_a_proof_to_send();
    assert!(answers(&mut hand, 0x00).is_some());
    hand.polls();
    assert!(answers(&mut hand, 0x00).is_none(), "it was sent");

    let (mut hand, _) = hand_with_a_proof_to_send();
    for _ in 0..3 {
        assert!(answers(&mut hand, 0x20).is_some(), "busy");
        assert!(answers(&mut hand, 0x20).is_none(), "not at once again");
        hand.polls();
    }
    assert!(answers(&mut hand, 0x00).is_none(), "given up: the platform asks again");

    let (mut hand, _) = hand_with_a_proof_to_send();
    assert!(answers(&mut hand, 0x35).is_some(), "refused by the network");
    hand.polls();
    assert!(answers(&mut hand, 0x00).is_none());
}

#[test]
fn second_proof_is_answered_while_first_waits() {
    let (mut hand, mut sender) = hand_with_a_proof_to_send();
    let packet = sender.packet(BY_SUBMIT, &octets(READ));
    let reply = bring(&mut hand.stand, &sender.carried(&packet));
    assert_eq!(sender.opened(BY_SUBMIT, &reply.data).status, ResponseStatus::OK, "in the answer to ENVELOPE");
    assert_eq!(reply.status >> 8, 0x91, "and the first one waits still");
}

#[test]
fn handset_without_sms_returns_proof_in_report() {
    let mut hand = Hand::new(stand(), 0x80, "FFFFFF01FF");
    hand.start_up();
    let mut sender = Sender::platform();
    let packet = sender.packet(BY_SUBMIT, &octets(READ));
    let reply = bring(&mut hand.stand, &sender.carried(&packet));
    assert_eq!(sender.opened(BY_SUBMIT, &reply.data).status, ResponseStatus::OK);
}

#[test]
fn changed_menu_is_announced_with_the_proof() {
    let mut hand = Hand::ready(stand());
    let mut sender = Sender::platform();
    let envelope = sender.script(&octets("80F0408F10D1560001018003800000000100000000")).remove(0);
    let reply = bring_one(&mut hand.stand, &envelope);
    assert_eq!((reply.status >> 8, sender.opened(DOWN, &reply.data).status), (0x91, ResponseStatus::OK));
}

#[test]
fn long_packet_reassembles_in_any_order() {
    let script = octets(&"805C000204".repeat(110));
    let mut sender = Sender::platform();
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 2, 3, 4, 0]] {
        let mut stand = stand();
        let parts = sender.script(&script);
        assert_eq!(parts.len(), 5);
        let ordered: Vec<Vec<u8>> = order.iter().map(|place: &usize| parts[*place].clone()).collect();
        let reply = bring(&mut stand, &ordered);
        let done = done(&sender.opened(DOWN, &reply.data).data);
        assert_eq!((done.count, done.status), (110, 0x9000));
    }
}

#[test]
fn reset_or_other_long_message_discards_parts() {
    let script = octets(&"805C000204".repeat(40));
    let mut sender = Sender::platform();
    let mut stand = stand();
    let parts = sender.script(&script);
    assert_eq!(bring_one(&mut stand, &parts[0]).status, 0x9000);
    stand.restart();
    assert!(bring_one(&mut stand, &parts[1]).data.is_empty(), "the first part is gone");
    let other = sender.packet(DOWN, &script);
    let other = carried(0x80, &other, 0x77);
    assert!(bring_one(&mut stand, &other[0]).data.is_empty());
    assert!(bring_one(&mut stand, &parts[0]).data.is_empty(), "the other took its place");
    assert_eq!(accepted(&stand), 0);
    // A whole message in between disturbs no parts.
    assert!(bring_one(&mut stand, &parts[0]).data.is_empty());
    sender.run(&mut stand, READ);
    let late = bring_one(&mut stand, &parts[1]);
    assert_eq!(refusal(&late, WALLET), ResponseStatus::COUNTER_LOW, "whole, and overtaken");
}

#[test]
fn message_of_too_many_parts_is_refused() {
    let mut sender = Sender::platform();
    let script = octets(&"805C000204".repeat(160));
    let packet = sender.packet(DOWN, &script);
    let parts = sender.carried(&packet);
    assert!(parts.len() > 5);
    let mut stand = stand();
    bring_one(&mut stand, &parts[1]);
    let before = stand.card.clone();
    assert_eq!(refusal(&bring_one(&mut stand, &parts[0]), WALLET), ResponseStatus::INSUFFICIENT_MEMORY);
    for part in &parts[1..] {
        assert_eq!(bring_one(&mut stand, part).data.len(), 0, "this part does not say who asks");
    }
    assert!(stand.card.has_same_future(&before), "nothing of it is kept");
}
