//! Requests one by one: what each answers, what it refuses, and that nothing can harm the card.

extern crate std;

use std::string::{String, ToString as _};
use std::vec::Vec as StdVec;
use std::{format, vec};

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};

use super::{CardLine, LINE_MAX, LinePort, TextLine};
use applet::MEMORY_SIZE;

/// SELECT of the default card's wallet by its application identifier.
const SELECT: &str = "00A4040010D1560001018003800000000100000000";

/// PUT DATA of a single-transaction limit of 50 yuan.
const SET_LIMIT: &str = "80DADF200400001388";

struct Desk(CardLine);

impl Desk {
    fn new() -> Desk {
        Desk(CardLine::default())
    }

    fn powered() -> Desk {
        let mut desk = Desk::new();
        assert_eq!(desk.ask("manufacture"), "ok");
        assert!(desk.ask("on").starts_with("atr 3B6E"));
        desk
    }

    fn ask(&mut self, request: &str) -> String {
        let mut reply = TextLine::new();
        self.0.answer(request.as_bytes(), &mut reply);
        let reply = String::from_utf8(reply.to_vec()).unwrap();
        assert!(!reply.is_empty() && reply.bytes().all(|octet| (b' '..=b'~').contains(&octet)), "{reply:?}");
        reply
    }

    fn tell(&mut self, request: &str) {
        assert_eq!(self.ask(request), "ok", "{request}");
    }

    fn exchange(&mut self, command: &str) -> String {
        self.ask(&format!("exchange contacts 0 {command}"))
    }

    fn image(&mut self) -> String {
        self.ask(&format!("read 0 {MEMORY_SIZE}"))
    }
}

#[test]
fn blank_memory_holds_no_card() {
    let mut desk = Desk::new();
    assert_eq!(desk.image(), format!("octets {}", "FF".repeat(MEMORY_SIZE)));
    assert_eq!(desk.ask("on"), "no atr the memory holds no card");
    assert_eq!(desk.exchange(SELECT), "no answer");
    desk.tell("manufacture");
    desk.tell("write 8 2A");
    assert_eq!(desk.ask("on"), "no atr the memory has the layout of version 42, which is not this card's");
}

#[test]
fn card_needs_power_and_keeps_its_memory() {
    let mut desk = Desk::new();
    desk.tell("manufacture");
    assert_eq!(desk.exchange(SELECT), "no answer");
    assert!(desk.ask("on").starts_with("atr "));
    assert_eq!(desk.exchange(SELECT), "answer 613B");
    assert_eq!(desk.exchange(SET_LIMIT), "answer 9000");
    desk.tell("off");
    let image = desk.image();
    let mut other = Desk::new();
    other.tell(&format!("write 0 {}", image.strip_prefix("octets ").unwrap()));
    assert!(other.ask("on").starts_with("atr "));
    assert_eq!(other.exchange(SELECT), "answer 613B");
    assert_eq!(other.exchange("80CADF2004"), "answer 000013889000");
}

#[test]
fn powered_card_refuses_changes_of_memory() {
    let mut desk = Desk::powered();
    let image = desk.image();
    for request in ["manufacture", "write 0 00"] {
        assert_eq!(desk.ask(request), "error the card has power; switch it off first");
    }
    assert_eq!(desk.image(), image);
}

#[test]
fn number_that_was_not_given_is_told() {
    let mut desk = Desk::powered();
    desk.tell("random 653027F6 0102030405060708");
    assert_eq!(desk.exchange("0084000004"), "answer 653027F69000");
    assert_eq!(desk.exchange("0084000008"), "answer 01020304050607089000");
    assert_eq!(
        desk.exchange("0084000004"),
        "fault the card drew a random number of 4 octets and got zeros, since no more were given"
    );
    desk.tell("random 0102");
    assert_eq!(
        desk.exchange("0084000008"),
        "fault the card drew a random number of 8 octets and got zeros, since the next that was given has 2"
    );
    desk.tell("random 01020304 05060708");
    desk.tell("random 0A0B0C0D");
    assert_eq!(desk.exchange("0084000004"), "answer 0A0B0C0D9000", "the later numbers replace the earlier");
}

#[test]
fn cut_write_leaves_what_was_said() {
    // The card writes its slots in turn, the second one first.
    for (before, slot, left) in [(0, 2048, "0000"), (0, 2048, "FF"), (1, 1024, "03")] {
        let mut desk = Desk::powered();
        assert_eq!(desk.exchange(SELECT), "answer 613B");
        desk.tell(&format!("cut {before} {left}"));
        for _ in 0..before {
            assert_eq!(desk.exchange(SET_LIMIT), "answer 9000");
        }
        let untouched = desk.ask(&format!("read {} 600", slot + left.len() / 2));
        assert_eq!(desk.exchange(SET_LIMIT), "no answer", "{before}");
        assert_eq!(desk.exchange(SELECT), "no answer", "the power stays away");
        assert_eq!(desk.ask(&format!("read {slot} {}", left.len() / 2)), format!("octets {left}"));
        assert_eq!(desk.ask(&format!("read {} 600", slot + left.len() / 2)), untouched);
        assert!(desk.ask("on").starts_with("atr "));
        assert_eq!(desk.exchange(SELECT), "answer 613B");
        let has_limit = desk.exchange("80CADF2004") == "answer 000013889000";
        assert_eq!(has_limit, before == 1, "a torn write changed nothing");
        assert_eq!(desk.exchange(SET_LIMIT), "answer 9000", "the cut came once");
    }
}

#[test]
fn radio_session_ends_with_field() {
    let mut desk = Desk::powered();
    let radio = |desk: &mut Desk, command: &str| desk.ask(&format!("exchange radio 3 {command}"));
    assert!(radio(&mut desk, SELECT).ends_with("9000"));
    assert_eq!(radio(&mut desk, "805C000204"), "answer 000000009000");
    assert_ne!(desk.exchange("805C000204"), "answer 000000009000", "the contacts have a session of their own");
    desk.tell("leave");
    assert_ne!(radio(&mut desk, "805C000204"), "answer 000000009000");
}

#[test]
fn wrong_request_is_named_and_changes_nothing() {
    let mut desk = Desk::powered();
    let image = desk.image();
    let wrong = [
        ("", "the line is empty; requests are manufacture; write OFFSET HEX; "),
        ("  ", "the line is empty"),
        ("frobnicate", "unknown request `frobnicate`; requests are manufacture; "),
        ("ON", "unknown request `ON`"),
        ("on now", "`now` is a word too many; the form is on"),
        ("write 0", "the request is incomplete; its form is write OFFSET HEX"),
        ("write -1 00", "`-1` is no offset, 0 to 3072"),
        ("write +1 00", "`+1` is no offset"),
        ("write 99999999999999999999 00", "`99999999999999999999` is no offset"),
        ("read 3072 1", "1 octets from 3072 on are not in the memory of 3072 octets"),
        ("read 4294967295 4294967295", "4294967295 octets from 4294967295 on are not in the memory"),
        ("exchange contacts 0 8", "`8` is no hexadecimal, two digits an octet"),
        ("exchange contacts 0 8G", "`8G` is no hexadecimal"),
        ("exchange air 0 00", "unknown interface `air`; it is contacts or radio"),
        ("exchange contacts 4294967296 00", "`4294967296` is no number of seconds, 0 to 4294967295"),
        ("cut 1", "the request is incomplete; its form is cut N HEX"),
        (
            "random 0102030405060708090A0B0C0D0E0F1011",
            "the random number `0102030405060708090A0B0C0D0E0F1011` has more",
        ),
        ("caf\u{e9}", "the octet at position 4 is no printable ASCII character"),
        ("on\toff", "the octet at position 3 is no printable ASCII character"),
    ];
    for (request, told) in wrong {
        let reply = desk.ask(request);
        assert!(reply.starts_with(&format!("error {told}")), "{request}: {reply}");
    }
    let many = format!("random{}", " 00".repeat(33));
    assert_eq!(desk.ask(&many), "error at most 32 random numbers are given at once");
    let large = format!("exchange contacts 0 {}", "00".repeat(MEMORY_SIZE + 1));
    assert_eq!(desk.ask(&large), "error a request has at most 3072 octets");
    assert_eq!(desk.ask(&"x".repeat(LINE_MAX + 1)), "error the line is longer than 6400 characters");
    let quoted = desk.ask(&"x".repeat(100));
    assert!(quoted.starts_with(&format!("error unknown request `{}`", "x".repeat(40))), "{quoted}");
    assert_eq!(desk.image(), image);
    assert_eq!(desk.exchange(SELECT), "answer 613B", "the card has power as before");
}

#[test]
fn port_answers_whole_lines() {
    let mut port = LinePort::default();
    let mut ask = |request: &[u8]| -> StdVec<u8> {
        let (last, rest) = request.split_last().unwrap();
        assert!(rest.iter().all(|octet| port.put(*octet).is_none()));
        let reply = port.put(*last).unwrap().to_vec();
        let taken: StdVec<u8> = std::iter::from_fn(|| port.take()).collect();
        assert_eq!(taken, reply);
        reply
    };
    assert_eq!(ask(b"manufacture\r\n"), b"ok\n");
    assert_eq!(ask(b"read 0 8\n"), b"octets 524649442D53494D\n");
    assert!(ask(b"\n").starts_with(b"error the line is empty"));
    let endless = [vec![b'x'; 3 * LINE_MAX], b"\n".to_vec()].concat();
    assert_eq!(ask(&endless), b"error the line is longer than 6400 characters\n");
    assert_eq!(ask(b"off\n"), b"ok\n", "the next line is a line of its own");
    assert!(ask(b"\xFF\n").starts_with(b"error the octet at position 1"));
}

/// Returns words of requests and what is nearly one.
fn word() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 12] =
        ["manufacture", "write", "read", "random", "cut", "on", "off", "leave", "exchange", "contacts", "radio", ""];
    prop_oneof![
        proptest::sample::select(&KNOWN[..]).prop_map(String::from),
        any::<u32>().prop_map(|number| number.to_string()),
        (0..3073_u32).prop_map(|number| number.to_string()),
        "([0-9A-F]{2}){0,40}",
        Just(SELECT.to_string()),
        "\\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_are_answered_by_one_line(
        lines in proptest::collection::vec(proptest::collection::vec(word(), 0..5), 1..20),
    ) {
        let mut desk = Desk::powered();
        for words in lines {
            let reply = desk.ask(&words.join(" "));
            let first = reply.split(' ').next().unwrap_or_default();
            prop_assert!(["ok", "octets", "atr", "no", "answer", "error", "fault"].contains(&first), "{}", reply);
        }
    }

    #[test]
    fn any_octets_are_answered_by_one_line(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut port = LinePort::default();
        let requests = octets.iter().filter(|octet| **octet == b'\n').count();
        let replies: StdVec<StdVec<u8>> =
            octets.iter().filter_map(|octet| port.put(*octet).map(<[u8]>::to_vec)).collect();
        prop_assert!(replies.len() == requests);
        for reply in replies {
            let (end, text) = reply.split_last().unwrap();
            prop_assert!(*end == b'\n' && !text.is_empty() && text.iter().all(|octet| matches!(octet, b' '..=b'~')));
        }
    }
}
