//! Events around the handset and their reports to the card, octet for octet.

use sim_wire::bcd::TonNpi;

use super::played::{answer, handset, handset_with, offer, response, sent};
use crate::handset::{Act, CallBehaviour, CardTransmission, End, Handset, Model, ScreenBody, Surroundings};
use sim_codec::cat::content::Address;
use sim_codec::cat::place::{Location, Network, ServingCell};
use sim_codec::sms::Timestamp;

/// Returns a handset whose card asked for every event.
fn curious() -> Handset {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, "8103010500 82028182 9909 000102030405 07080B"), "00");
    assert_eq!(told(&mut handset), "D60799010582020281", "the screen is idle");
    handset
}

/// Returns the envelope that is sent now; the card answers 9000.
fn told(handset: &mut Handset) -> String {
    let sent = sent(handset);
    handset.receive(&[0x90, 0x00]);
    sent.chars().skip(10).collect()
}

const CALL: &str = "8103011000 82028183 8505 43616C6C3F 8605 91 1032 54F6 8504 54616C6B";

#[test]
fn user_activity_is_announced_once() {
    let mut handset = curious();
    assert!(!handset.act(&Act::Ok));
    assert_eq!(told(&mut handset), "D60799010482028281");
    assert!(!handset.act(&Act::Ok));
    assert_eq!(told(&mut handset), "");
}

#[test]
fn incoming_call_events_are_announced() {
    let mut handset = curious();
    let from = Address { ton_npi: TonNpi(0x91), number: "1032547698".to_owned() };
    assert!(!handset.answer_call() && !handset.end_call(End::Far));
    assert!(handset.receive_call(Some(&from)));
    assert_eq!(told(&mut handset), "D612990100820283819C0100060691 0123456789".replace(' ', ""));
    assert!(!handset.receive_call(None), "it rings already");
    assert!(handset.answer_call());
    assert!(handset.surroundings.in_call);
    assert_eq!(told(&mut handset), "D60A990101820282819C0180");
    assert!(handset.end_call(End::Far));
    assert_eq!(told(&mut handset), "D60E990102820283819C01001A02E090");
    assert!(!handset.surroundings.in_call);
}

#[test]
fn card_call_connects_at_once_or_after_ringing() {
    let mut handset = curious();
    offer(&mut handset, CALL);
    assert_eq!((handset.screen().body, handset.screen().text.as_str()), (ScreenBody::Confirm, "Call?"));
    let mut ringing = handset.clone();
    assert!(handset.act(&Act::Ok));
    handset.receive(&[0x90, 0x00]);
    let mut sent_now = vec![];
    while let Some(apdu) = handset.next_command() {
        sent_now.push(hex::encode_upper(apdu));
        handset.receive(&[0x90, 0x00]);
    }
    assert!(sent_now[0].ends_with("830100"), "{sent_now:?}");
    assert!(sent_now.iter().any(|apdu| apdu.ends_with("D60A990101820283819C0180")), "{sent_now:?}");
    assert_eq!(handset.screen().text, "Talk", "the second title stands as long as the call goes on");
    handset.end_call(End::Near);
    assert_eq!(told(&mut handset), "D60E990102820282819C01001A02E090");
    assert_eq!(handset.screen().text, "");

    ringing.surroundings.calling = CallBehaviour::RingsFor(4_000);
    assert!(ringing.act(&Act::Ok));
    assert_eq!((ringing.screen().body, ringing.screen().text.as_str()), (ScreenBody::Waiting, "Talk"));
    while ringing.next_command().is_some() {
        ringing.receive(&[0x90, 0x00]);
    }
    let mut cleared = ringing.clone();
    assert_eq!(ringing.wait(10_000), 4_100);
    assert_eq!(response(&mut ringing), "00");
    assert!(ringing.surroundings.in_call);
    assert!(cleared.act(&Act::End));
    assert_eq!(response(&mut cleared), "23");
    assert!(!cleared.surroundings.in_call);
}

#[test]
fn call_failures_are_answered_with_their_results() {
    let mut handset = handset();
    handset.surroundings.calling = CallBehaviour::NetworkUnable(0x1D);
    offer(&mut handset, CALL);
    assert!(handset.act(&Act::Ok));
    assert_eq!(response(&mut handset), "219D");
    handset.surroundings.calling = CallBehaviour::Connects;
    assert!(handset.receive_call(None) && handset.answer_call());
    assert_eq!(answer(&mut handset, CALL), "2002");
    offer(&mut handset, &CALL.replace("1000 ", "1004 "));
    assert!(handset.act(&Act::Ok));
    assert_eq!(response(&mut handset), "00");
    assert!(handset.call().is_some_and(|call| call.from == End::Near), "the new call goes on, the old one does not");
}

#[test]
fn location_language_and_technology_changes_are_announced() {
    let mut handset = curious();
    let network = Network { mcc: "001".to_owned(), mnc: "01".to_owned() };
    handset.move_to(Location { network, area: 2, cell: ServingCell::Gsm(2) });
    assert_eq!(told(&mut handset), "D613990103820282819B0100130700F11000020002");
    handset.lose_service();
    assert_eq!(told(&mut handset), "D60A990103820282819B0102");
    assert!(!handset.surroundings.service);
    handset.find_service();
    assert_eq!(told(&mut handset), "D613990103820282819B0100130700F11000020002");
    for _ in 0..2 {
        handset.choose_language("se");
        assert_eq!(told(&mut handset), "D60B99010782028281AD027365");
    }
    assert_eq!(answer(&mut handset, "8103012604 82028182"), "00AD027365");
    handset.change_technology(0x03);
    assert_eq!(told(&mut handset), "D60A99010B82028281BF0103");
    assert_eq!(answer(&mut handset, "8103012606 82028182"), "00BF0103");
}

#[test]
fn unsubscribed_card_is_told_no_events() {
    let mut handset = handset();
    handset.choose_language("en");
    handset.lose_service();
    handset.find_service();
    assert!(handset.receive_call(None) && handset.end_call(End::Near));
    assert_eq!(sent(&mut handset), "");
    assert_eq!(handset.surroundings.language, "en");
}

#[test]
fn event_list_with_unsupported_event_is_refused() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, "8103010500 82028182 9902 0709"), "30");
    handset.choose_language("en");
    assert_eq!(sent(&mut handset), "");
    assert_eq!(answer(&mut handset, "8103010500 82028182 9901 07"), "00");
    assert_eq!(answer(&mut handset, "8103010500 82028182 9900"), "00", "an empty list asks for nothing");
    handset.choose_language("de");
    assert_eq!(sent(&mut handset), "");
}

#[test]
fn browser_opens_once_and_announces_its_end() {
    const PAGE: &str = "8103011500 82028182 B100 8504 50616765";
    let mut handset = curious();
    offer(&mut handset, PAGE);
    assert_eq!((handset.screen().body, handset.screen().text.as_str()), (ScreenBody::Confirm, "Page"));
    assert!(handset.act(&Act::Ok));
    assert!(handset.is_browsing());
    assert_eq!(handset.standing().sent, [CardTransmission::Page(String::new())]);
    assert_eq!(response(&mut handset), "00");
    while handset.next_command().is_some() {
        handset.receive(&[0x90, 0x00]);
    }
    assert_eq!(answer(&mut handset, PAGE), "2602", "it is open");
    assert!(handset.close_browser(false) && !handset.close_browser(false));
    assert_eq!(told(&mut handset), "D60A99010882028281B40100");
}

#[test]
fn set_clock_runs_and_unset_clock_does_not() {
    let mut handset = handset();
    handset.wait(5_000);
    assert_eq!(handset.surroundings.now, Timestamp([0xFF; 7]));
    let last_second = Timestamp([0x90, 0x21, 0x13, 0x32, 0x95, 0x95, 0x23]);
    let mut handset = handset_with(Model::ofono_like(), Surroundings { now: last_second, ..Surroundings::default() });
    handset.wait(900);
    assert_eq!(handset.surroundings.now, last_second);
    handset.wait(100);
    assert_eq!(answer(&mut handset, "8103012603 82028182"), "00A60701101000000023");
    handset.wait(20_000);
    assert_eq!(handset.surroundings.now.fields(), [10, 1, 1, 0, 0, 20]);
}
