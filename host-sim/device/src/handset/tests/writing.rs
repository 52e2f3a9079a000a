//! Messages that the person writes: octets of one message, parts of a long one, and the network's reception.

use proptest::prelude::*;

use super::played::{answer, handset};
use crate::handset::{Handset, Inbox, Outgoing, SendError, Sending};
use sim_codec::sms::{Direction, MessageBody, SmsDeliver, Timestamp, Tpdu};

fn hex_of(outgoing: &Outgoing) -> String {
    hex::encode_upper(outgoing.tpdu.encode().unwrap())
}

/// Returns the inbox at the other end, which takes the same user data in SMS-DELIVERs.
fn read(outgoing: &[Outgoing]) -> Inbox {
    let mut other: Handset = handset();
    for message in outgoing {
        let octets = message.tpdu.encode().unwrap();
        let submit = Tpdu::parse(Direction::ToNetwork, &octets).unwrap();
        assert_eq!(submit, message.tpdu, "what is written is read again");
        let Tpdu::Submit(submit) = submit else { panic!("{submit:?} is no SMS-SUBMIT") };
        let deliver = Tpdu::Deliver(SmsDeliver {
            first: submit.first & 0x40,
            originator: submit.destination,
            pid: submit.pid,
            dcs: submit.dcs,
            time: Timestamp([0x90, 0x11, 0x81, 0x01, 0x03, 0x00, 0x23]),
            user: submit.user,
        });
        other.receive_message(&deliver.encode().unwrap(), &message.service_centre).unwrap();
    }
    other.inbox().clone()
}

#[test]
fn short_text_is_one_submit_in_its_alphabet() {
    let mut handset = handset();
    assert_eq!(handset.write_message("10658888", "CX"), Ok(1));
    assert_eq!(handset.write_message("+8613800000001", "开通"), Ok(1));
    let sent = handset.take_outgoing();
    assert_eq!(
        sent.iter().map(hex_of).collect::<Vec<_>>(),
        ["0100088101568888000002432C", "01010D91683108000000F10008045F00901A"]
    );
    assert!(sent.iter().all(|outgoing| outgoing.accepted));
    assert_eq!(handset.take_outgoing(), [], "each is taken once");
    assert_eq!(handset.outbox().len(), 2, "the phone keeps what it sent");
}

#[test]
fn long_text_is_cut_between_characters() {
    for (text, parts) in [
        ("x".repeat(160), 1),
        ("x".repeat(161), 2),
        (format!("{}€{}", "x".repeat(152), "y".repeat(152)), 3),
        ("你".repeat(70), 1),
        ("你".repeat(71), 2),
        (format!("A{}", "你".repeat(140)), 3),
        // A pair of surrogates is two units of 70, or of 67 in a part, and is never cut.
        ("😀".repeat(35), 1),
        ("😀".repeat(36), 2),
        (format!("A{}", "😀".repeat(33 + 33)), 2),
        (format!("AB{}", "😀".repeat(33 + 33)), 3),
    ] {
        let mut handset = handset();
        assert_eq!(handset.write_message("10658888", &text), Ok(parts), "{text}");
        let inbox = read(&handset.take_outgoing());
        assert_eq!(inbox.messages().iter().map(|one| one.body.clone()).collect::<Vec<_>>(), [MessageBody::Text(text)]);
    }
}

#[test]
fn unsendable_message_changes_nothing() {
    let mut handset = handset();
    let before = handset.clone();
    for number in ["", "+", "12a", "1 2", &"1".repeat(21)] {
        assert_eq!(handset.write_message(number, "CX"), Err(SendError::Number(number.to_owned())));
    }
    assert_eq!(handset.write_message("10658888", ""), Err(SendError::Empty));
    assert_eq!(handset.write_message("10658888", &"x".repeat(255 * 153 + 1)), Err(SendError::TooLong(256)));
    assert_eq!(handset, before);
    handset.surroundings.service = false;
    assert_eq!(handset.write_message("10658888", "CX"), Err(SendError::NoService));
    assert_eq!(handset.outbox(), []);
}

#[test]
fn refused_message_is_recorded_as_not_accepted() {
    for (sending, why) in [
        (Sending::CentreRefuses(38), SendError::CentreRefuses(38)),
        (Sending::NetworkUnable(17), SendError::NetworkUnable(17)),
    ] {
        let mut handset = handset();
        handset.surroundings.sending = sending;
        assert_eq!(handset.write_message("10658888", "CX"), Err(why));
        assert_eq!(handset.take_outgoing().iter().map(|sent| sent.accepted).collect::<Vec<_>>(), [false]);
    }
}

#[test]
fn user_and_card_messages_keep_their_order() {
    let mut handset = handset();
    assert_eq!(handset.write_message("10658888", "CX"), Ok(1));
    assert_eq!(answer(&mut handset, "8103011300 82028183 8B0C 010008810156888800F40141"), "00");
    let to: Vec<_> = handset.take_outgoing().into_iter().map(|outgoing| outgoing.tpdu.dcs()).collect();
    assert_eq!(to, [Some(0x00), Some(0xF4)]);
}

proptest! {
    #[test]
    fn any_sent_text_arrives_unchanged(text in "[ -~€{}äß你好零-鿿😀-😏]{1,400}") {
        let mut handset = handset();
        handset.write_message("10658888", &text).unwrap();
        let inbox = read(&handset.take_outgoing());
        prop_assert_eq!(inbox.parts(), 0);
        prop_assert_eq!(inbox.messages().iter().map(|one| one.body.clone()).collect::<Vec<_>>(), [MessageBody::Text(text)]);
    }
}
