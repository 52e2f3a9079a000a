//! Ways to leave: a text, a tone, a call, a card that does not go on.

use super::played::{answer, handset, handset_with, offer, response, sent};
use crate::handset::{Act, End, Model, ScreenBody, Surroundings};

const TEXT: &str = "8103012180 82028102 8D03 04 4869";
const MENU: &str = "8103012580 82028182 8504 4D656E75 8F04 01 4F6E65";
const CALL: &str = "8103011000 82028183 8504 43616C6C 8603 91 1032";
const INPUT: &str = "8103012380 82028182 8D04 04 50494E 9102 0406";

/// A touch beside the dialog does nothing.
#[test]
fn home_key_ends_the_session() {
    let mut handset = handset();
    offer(&mut handset, TEXT);
    assert!(!handset.act(&Act::Outside));
    assert!(handset.act(&Act::Home));
    assert_eq!(response(&mut handset), "10");
    assert_eq!(answer(&mut handset, MENU), "00");
    assert!(handset.act(&Act::Open) && handset.act(&Act::Home));
    assert_eq!(handset.screen().body, ScreenBody::Idle);
}

#[test]
fn menu_key_leaves_a_lasting_text() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, MENU), "00");
    assert_eq!(answer(&mut handset, &format!("{TEXT} AB00")), "00");
    assert_eq!(handset.screen().text, "Hi");
    assert!(handset.act(&Act::Open));
    assert_eq!(handset.screen().text, "Menu");
}

#[test]
fn silent_proactive_session_can_be_left() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, MENU), "00");
    offer(&mut handset, TEXT);
    assert!(handset.act(&Act::Ok));
    assert!(sent(&mut handset).ends_with("830100"), "and the card says nothing to it");
    assert_eq!((handset.screen().body, handset.has_menu()), (ScreenBody::Waiting, false));
    assert!(!handset.act(&Act::Ok) && !handset.act(&Act::Open));
    assert!(handset.act(&Act::Back));
    assert!(handset.act(&Act::Open), "the menu opens again");
    assert!(handset.act(&Act::Choose(1)));
    assert_eq!(sent(&mut handset), "80C2000009D30782020181900101");
}

#[test]
fn every_leaving_key_terminates_a_tone() {
    for act in [Act::Back, Act::End, Act::Home] {
        let mut handset = handset();
        offer(&mut handset, "8103012000 82028103 8E0110");
        assert!(handset.act(&act));
        assert_eq!(response(&mut handset), "10", "{act:?}");
    }
}

#[test]
fn call_is_refused_by_every_key_but_ok() {
    for (act, result) in [(Act::No, "22"), (Act::Back, "22"), (Act::End, "10"), (Act::Nothing, "22")] {
        let mut handset = handset();
        offer(&mut handset, CALL);
        assert!(handset.act(&act));
        assert_eq!(response(&mut handset), result, "{act:?}");
        assert!(!handset.surroundings.in_call);
    }
}

#[test]
fn refresh_with_reset_is_refused_in_call() {
    let mut handset = handset();
    handset.surroundings.in_call = true;
    for (qualifier, result) in [("04", "2002"), ("05", "2002"), ("06", "2002"), ("03", "00")] {
        assert_eq!(answer(&mut handset, &format!("81030101{qualifier} 82028182")), result);
    }
    assert!(!handset.has_reset_request());
    assert!(handset.end_call(End::Near));
    assert_eq!(answer(&mut handset, "8103010105 82028182"), "00");
    assert_eq!(handset.standing().refreshed, [0x03, 0x05]);
    offer(&mut handset, "8103010104 82028182");
    assert!(handset.has_reset_request());
}

#[test]
fn replacing_call_announces_disconnect_then_connect() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, "8103010500 82028182 9902 0102"), "00");
    assert!(handset.receive_call(None) && handset.answer_call());
    assert_eq!(sent(&mut handset).split_off(10), "D60A990101820282819C0180");
    handset.receive(&[0x90, 0x00]);
    offer(&mut handset, &CALL.replace("1000 ", "1004 "));
    assert!(handset.act(&Act::Ok));
    assert_eq!(response(&mut handset), "00");
    assert_eq!(sent(&mut handset).split_off(10), "D60E990102820282819C01801A02E090", "the old call, by this side");
    handset.receive(&[0x90, 0x00]);
    assert_eq!(sent(&mut handset).split_off(10), "D60A990101820283819C0180", "the new one, by the other");
}

#[test]
fn refresh_shows_its_alpha_identifier() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, "8103010101 82028182 9203013F00 8504 4D656E75"), "00");
    assert_eq!(handset.screen().text, "Menu");
}

#[test]
fn ss_error_of_network_is_the_cause() {
    let mut handset = handset();
    const SS: &str = "8103011100 82028183 890491AA120A";
    assert_eq!(answer(&mut handset, SS), "00");
    handset.surroundings.ss_error = Some(0x15);
    assert_eq!(answer(&mut handset, SS), "3415");
}

#[test]
fn input_timeout_restart_depends_on_model() {
    for (model, waits) in [(Model::ofono_like(), 180_000), (Model::feature_phone(), 200_000)] {
        let mut handset = handset_with(model, Surroundings::default());
        offer(&mut handset, INPUT);
        assert_eq!(handset.wait(80_000), 80_000);
        assert!(handset.act(&Act::Type("1".to_owned())));
        assert_eq!(handset.wait(500_000), waits - 80_000 + 100);
        assert_eq!(response(&mut handset), "12");
    }
}
