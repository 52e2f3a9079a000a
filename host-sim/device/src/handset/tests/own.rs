//! Known answers of our own for what the published dialogues do not reach, octet for octet.

use proptest::prelude::*;

use super::played::{answer, handset, handset_with, offer, response, sent};
use crate::handset::{Act, CardTransmission, Handset, Model, ScreenBody, Speech, Surroundings};

const MENU: &str = "8103012580 82028182 8506 57616C6C6574 8F04 01 4F6E65 8F04 02 54776F";
const CHOICE: &str = "8103012480 82028182 8506 57616C6C6574 8F04 01 4F6E65 8F04 07 54776F 9001 07";
const INPUT: &str = "8103012384 82028182 8D04 04 50494E 9102 0406";
const TEXT: &str = "8103012180 82028102 8D03 04 4869";

#[test]
fn terminal_response_repeats_the_command_details() {
    let mut handset = handset();
    offer(&mut handset, TEXT);
    assert_eq!(handset.screen().text, "Hi");
    assert!(handset.act(&Act::Ok));
    assert_eq!(sent(&mut handset), "801400000C810301218082028281830100");
    assert_eq!(handset.screen().body, ScreenBody::Waiting);
    handset.receive(&[0x90, 0x00]);
    assert_eq!(handset.screen().body, ScreenBody::Idle);
}

/// The command has 256 octets. A second command is fetched after the first is answered.
#[test]
fn long_command_is_fetched_with_p3_00() {
    let mut handset = handset();
    handset.receive(&[0x91, 0x00]);
    assert_eq!(sent(&mut handset), "8012000000");
    let mut octets = vec![0xD0, 0x81, 0xFD, 0x81, 0x03, 1, 0x21, 0x80, 0x82, 0x02, 0x81, 0x02, 0x8D, 0x81, 0xF1, 0x04];
    octets.resize(256, b'a');
    octets.extend([0x90, 0x00]);
    handset.receive(&octets);
    assert_eq!(handset.screen().text.len(), 240);
    handset.receive(&[0x91, 0x0B]);
    assert_eq!(sent(&mut handset), "", "one command at a time");
    assert!(handset.act(&Act::Back));
    assert!(sent(&mut handset).ends_with("830111"));
    handset.receive(&[0x91, 0x0B]);
    assert_eq!(sent(&mut handset), "801200000B");
}

#[test]
fn main_menu_selection_is_sent_by_envelope() {
    let mut handset = handset();
    assert!(!handset.act(&Act::Open));
    assert_eq!(answer(&mut handset, MENU), "00");
    assert!(handset.act(&Act::Open));
    assert_eq!(handset.screen().text, "Wallet");
    assert!(!handset.act(&Act::Choose(3)), "there is no such line");
    let mut other = handset.clone();
    assert!(handset.act(&Act::Choose(2)));
    assert_eq!(sent(&mut handset), "80C2000009D30782020181900102");
    assert!(other.act(&Act::Help(Some(1))));
    assert_eq!(sent(&mut other), "80C200000BD309820201819001019500");
    assert!(handset.has_menu());
    assert_eq!(answer(&mut handset, "8103012500 82028182 8500 8F00"), "00");
    assert!(!handset.has_menu() && !handset.act(&Act::Open));
}

#[test]
fn select_item_answers_with_the_item_identifier() {
    let mut first = handset();
    offer(&mut first, CHOICE);
    let answers = [
        (Act::Choose(1), "00900101"),
        (Act::Ok, "00900107"),
        (Act::Help(Some(1)), "13900101"),
        (Act::Help(None), "13900107"),
        (Act::Back, "11"),
        (Act::End, "10"),
        (Act::Nothing, "12"),
        (Act::TakeScreen, "2001"),
    ];
    for (act, expected) in answers {
        let mut handset = first.clone();
        assert!(handset.act(&act));
        assert_eq!(response(&mut handset), expected, "{act:?}");
    }
    assert!(!first.act(&Act::Choose(2)) && !first.act(&Act::Type("1".to_owned())));
}

#[test]
fn input_beyond_length_or_alphabet_is_refused() {
    let mut handset = handset();
    offer(&mut handset, INPUT);
    let field = |handset: &Handset| match handset.screen().body {
        ScreenBody::Input(field) => field,
        other => panic!("{other:?} is no input"),
    };
    assert!(field(&handset).hidden);
    assert!(handset.act(&Act::Type("123".to_owned())));
    assert!(!handset.act(&Act::Ok), "three are too few");
    assert!(!handset.act(&Act::Type("a".to_owned())), "digits only");
    assert!(handset.act(&Act::Type("456".to_owned())));
    assert_eq!(field(&handset).left(), 0);
    assert!(!handset.act(&Act::Type("7".to_owned())), "seven are too many");
    assert!(handset.act(&Act::Erase));
    assert_eq!(field(&handset).typed, "12345");
    let mut helpless = handset.clone();
    assert!(handset.act(&Act::Ok));
    assert_eq!(response(&mut handset), "008D06043132333435");
    assert!(helpless.act(&Act::Help(None)));
    assert_eq!(response(&mut helpless), "13");
}

#[test]
fn packed_input_must_fit_the_answer() {
    let mut handset = handset();
    offer(&mut handset, "8103012309 82028182 8D00 9102 00FF");
    assert!(!handset.act(&Act::Help(None)), "none is offered");
    assert!(handset.act(&Act::Type("{".repeat(239))));
    assert!(!handset.act(&Act::Ok), "each takes two septets, which no answer holds");
    for _ in 0..239 {
        assert!(handset.act(&Act::Erase));
    }
    assert!(!handset.act(&Act::Erase));
    assert!(handset.act(&Act::Type("hello".to_owned())));
    assert!(handset.act(&Act::Ok));
    assert_eq!(response(&mut handset), "008D0600E8329BFD06");
}

#[test]
fn text_without_help_offers_no_help() {
    let mut handset = handset();
    offer(&mut handset, TEXT);
    assert!(!handset.act(&Act::Help(None)));
    assert_eq!(handset.wait(25_000), 25_000);
    assert_eq!(sent(&mut handset), "");
    assert_eq!(handset.wait(25_000), 100);
    assert_eq!(response(&mut handset), "12");
}

#[test]
fn each_key_restarts_the_input_timeout() {
    let mut handset = handset_with(Model::android(), Surroundings::default());
    offer(&mut handset, INPUT);
    assert_eq!(handset.wait(29_000), 29_000);
    assert!(handset.act(&Act::Type("1".to_owned())));
    assert_eq!(handset.wait(29_000), 29_000);
    assert_eq!(handset.wait(29_000), 1_100);
    assert_eq!(response(&mut handset), "12");
}

#[test]
fn timer_expiration_is_repeated_to_busy_card() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, "8103010400 82028182"), "00", "POLLING OFF");
    assert_eq!(answer(&mut handset, "8103012702 82028182 A40103"), "24A40103");
    assert_eq!(answer(&mut handset, "8103012700 82028182 A40103 A503000001"), "00A40103");
    assert_eq!(handset.wait(4_000), 4_000);
    assert_eq!(answer(&mut handset, "8103012702 82028182 A40103"), "00A40103A503000060");
    assert_eq!(handset.wait(60_000), 6_000);
    assert_eq!(sent(&mut handset), "80C200000ED70C82028281A40103A503000001");
    handset.receive(&[0x93, 0x00]);
    assert_eq!(handset.wait(60_000), 1_000);
    assert_eq!(sent(&mut handset), "80C200000ED70C82028281A40103A503000011");
    handset.receive(&[0x90, 0x00]);
    assert_eq!(handset.wait(60_000), 60_000);
    assert_eq!(answer(&mut handset, "8103012701 82028182 A40103"), "24A40103");
    assert_eq!(answer(&mut handset, "8103012700 82028182 A40109 A503000001"), "32", "there are eight");
    assert_eq!(answer(&mut handset, "8103012700 82028182 A40101"), "36");
}

#[test]
fn poll_interval_follows_the_answer() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, "8103010300 82028182 84020205"), "0084020101", "half a second is too often");
    assert_eq!(handset.wait(10_000), 1_000);
    assert_eq!(sent(&mut handset), "80F2000C00");
    handset.receive(&[0x91, 0x0B]);
    assert_eq!(sent(&mut handset), "801200000B");
    handset.receive(&hex::decode("D00981030104008202818290 00".replace(' ', "")).unwrap());
    assert_eq!(response(&mut handset), "00");
    assert_eq!(handset.wait(100_000), 100_000, "POLLING OFF");
}

#[test]
fn events_are_told_once() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, "8103010500 82028182 99020405"), "00");
    assert_eq!(sent(&mut handset), "80C2000009D60799010582020281", "the screen is idle");
    handset.receive(&[0x90, 0x00]);
    handset.act(&Act::Ok);
    assert_eq!(sent(&mut handset), "80C2000009D60799010482028281", "the person is there");
    handset.receive(&[0x90, 0x00]);
    handset.act(&Act::Ok);
    assert_eq!(sent(&mut handset), "");
}

#[test]
fn local_information_follows_the_surroundings() {
    let surroundings = Surroundings { timing_advance: 3, language: "en".to_owned(), ..Surroundings::default() };
    let mut handset = handset_with(Model::ofono_like(), surroundings);
    let known = [
        ("00", "00930764F00000010001"),
        ("01", "0094080A10100704000031"),
        ("03", "00A607FFFFFFFFFFFFFF"),
        ("04", "00AD02656E"),
        ("05", "00AE020003"),
        ("06", "00BF0100"),
        ("08", "00E2090310100704000001F1"),
        ("09", "00E50101"),
        ("0A", "00E30104"),
        ("02", "30"),
    ];
    for (qualifier, expected) in known {
        let said = answer(&mut handset, &format!("81030126{qualifier} 82028182"));
        assert_eq!(said, expected, "qualifier {qualifier}");
    }
    handset.surroundings.service = false;
    assert_eq!(answer(&mut handset, "8103012600 82028182"), "2004");
}

#[test]
fn malformed_or_unsupported_command_gets_its_result() {
    let mut handset = handset();
    let cases = [
        ("8103012180 82028102", "36", "no text"),
        ("8103012180 82028182 8D03044869", "32", "another destination"),
        ("8103012180 82028102 8D03044869 C10100", "32", "an object that must be understood"),
        ("8103012180 82028102 8D09044869", "32", "an object longer than what is there"),
        ("8103014001 82028182 B50103 B9020100", "30", "no channel"),
        ("810301FE00 82028182", "31", "a type that nobody knows"),
        ("8103012000 82028103 8E0160", "30", "a tone that nobody knows"),
        ("8103010300 82028182 84020305", "32", "a unit that nobody knows"),
        ("8103010107 82028182", "30", "steering of roaming"),
    ];
    for (objects, expected, why) in cases {
        assert_eq!(answer(&mut handset, objects), expected, "{why}");
    }
    let mut mixed = handset.clone();
    assert_eq!(answer(&mut mixed, "8D0101"), "36".to_owned(), "no command details");
    offer(&mut handset, "8103012180 82028102 8D03044869 410100");
    assert_eq!(handset.screen().text, "Hi", "an object that need not be understood");
}

#[test]
fn network_command_results_follow_the_surroundings() {
    let mut handset = handset();
    const USSD: &str = "8103011200 82028183 8505 48656C6C6F 8A04 F0 31B20C";
    assert_eq!(answer(&mut handset, USSD), "3700", "the network answers with an error");
    handset.surroundings.ussd_answer = Some("OK".to_owned());
    assert_eq!(answer(&mut handset, USSD), "008D03044F4B");
    assert_eq!((handset.screen().text.as_str(), handset.standing().sent.len()), ("Hello", 2));
    assert_eq!(answer(&mut handset, "8103011400 82028183 AC0121"), "2007", "not in a call");
    const CALL: &str = "8103011000 82028183 8605 91 1032 54F6";
    offer(&mut handset, CALL);
    assert_eq!((handset.screen().body, handset.screen().text.as_str()), (ScreenBody::Confirm, "0123456"));
    let mut refusing = handset.clone();
    assert!(refusing.act(&Act::No));
    assert_eq!(response(&mut refusing), "22");
    assert!(handset.act(&Act::Ok));
    assert_eq!(response(&mut handset), "00");
    assert!(matches!(handset.standing().sent.last(), Some(CardTransmission::Call(to)) if to.number == "0123456"));
    assert_eq!(answer(&mut handset, CALL), "2002", "in a call");
    assert_eq!(answer(&mut handset, "8103011400 82028183 AC0121"), "00");
    handset.surroundings.service = false;
    assert_eq!(answer(&mut handset, USSD), "2004");
}

#[test]
fn missing_icons_and_browser_are_reported() {
    let mut handset = handset_with(Model::feature_phone(), Surroundings::default());
    offer(&mut handset, &format!("{TEXT} 9E020001"));
    assert!(handset.act(&Act::Ok));
    assert_eq!(response(&mut handset), "04");
    assert_eq!(answer(&mut handset, "8103011500 82028182 B100"), "30");
    handset.surroundings.screen_busy = true;
    assert_eq!(answer(&mut handset, TEXT), "2001");
    offer(&mut handset, &TEXT.replace("2180", "2181"));
    assert!(handset.screen().urgent, "high priority takes the screen");
}

#[test]
fn reset_forgets_idle_text_and_language() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, "8103012800 82028182 8D03 04 4869"), "00");
    assert_eq!((handset.screen().body, handset.screen().text.as_str()), (ScreenBody::Idle, "Hi"));
    assert_eq!(answer(&mut handset, "8103013501 82028182 AD02 6465"), "00");
    assert_eq!(handset.standing().language.as_deref(), Some("de"));
    assert_eq!(answer(&mut handset, "8103010200 82028182"), "00", "MORE TIME");
    assert_eq!(answer(&mut handset, "8103010103 82028182"), "00", "REFRESH without reset");
    offer(&mut handset, "8103010104 82028182");
    assert!(handset.has_reset_request());
    assert_eq!(sent(&mut handset), "", "a reset is not answered");
    handset.begin_anew();
    let fresh = Handset::new(Model::ofono_like(), Speech::Uicc, Surroundings::default());
    assert_eq!(handset, fresh);
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Open),
        Just(Act::Ok),
        Just(Act::No),
        Just(Act::Back),
        Just(Act::End),
        Just(Act::Erase),
        Just(Act::TakeScreen),
        any::<Option<u8>>().prop_map(Act::Help),
        any::<u8>().prop_map(Act::Choose),
        "[0-9a-zé你{]{0,300}".prop_map(Act::Type),
    ]
}

proptest! {
    #[test]
    fn any_fetched_command_is_answered(
        kind in any::<u8>(), qualifier in any::<u8>(), destination in prop_oneof![Just(0x82_u8), Just(0x02), Just(0x83)],
        rest in prop::collection::vec(any::<u8>(), 0..40), doings in prop::collection::vec(act(), 0..6),
    ) {
        let mut handset = handset();
        let mut octets = vec![0xD0, 9, 0x81, 3, 1, kind, qualifier, 0x82, 2, 0x81, destination];
        octets.extend(&rest);
        octets[1] += u8::try_from(rest.len()).unwrap();
        handset.receive(&[0x91, u8::try_from(octets.len()).unwrap()]);
        handset.next_command();
        octets.extend([0x90, 0x00]);
        handset.receive(&octets);
        for act in &doings {
            handset.act(act);
        }
        handset.act(&Act::Nothing);
        if handset.has_reset_request() {
            return Ok(());
        }
        let response = handset.next_command().unwrap();
        prop_assert_eq!(&response[..2], &[0x80, 0x14]);
        prop_assert_eq!(response.get(5..10), Some(&[0x81, 3, 1, kind, qualifier][..]));
        prop_assert_eq!(usize::from(response[4]), response.len() - 5);
    }
}
