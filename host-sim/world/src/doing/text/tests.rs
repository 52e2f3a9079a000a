//! Doings as text, both ways.

use proptest::prelude::*;

use super::*;
use crate::platform::number::Msisdn;
use sim_device::memory::Tear;

/// Every form with words for what differs.
fn filled() -> Vec<String> {
    let fill = |word: &str| match word {
        "NUMBER" => "13807310001".to_owned(),
        "PASSWORD" => "654321".to_owned(),
        "YUAN" => "12.5".to_owned(),
        "N" => "3".to_owned(),
        "DIGITS" => "2580".to_owned(),
        "TEXT" => "\"CZK {card 1}\"".to_owned(),
        "MODEL" => "android".to_owned(),
        "FATE" => "late:600".to_owned(),
        "KIND" => "report".to_owned(),
        "DURATION" => "90 s".to_owned(),
        "TEAR" => "octets:7".to_owned(),
        "FAULT" => "after-keeping".to_owned(),
        word => word.to_owned(),
    };
    FORMS.iter().map(|form| form.split(' ').map(fill).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn every_form_is_read_and_written_as_it_is() {
    for line in filled() {
        let doing: Doing = line.parse().unwrap_or_else(|why| panic!("{line}: {why}"));
        assert_eq!(doing.to_string(), line);
    }
}

#[test]
fn what_is_not_written_needs_not_be_said() {
    let who: Msisdn = "13807310001".parse().unwrap();
    let cases = [
        ("  network lost 2 submit ", "network lost 2 submit"),
        ("time 5400 s", "time 90 min"),
        ("time 0 s", "time 0 ms"),
        ("hall takes 100元 from 13807310001", "hall takes 100 from 13807310001"),
        (
            "13807310001 changes pay password from initial to 654321",
            "13807310001 changes pay password from initial to 654321",
        ),
        ("power of 13807310001 fails at write 1 7", "power of 13807310001 fails at write 1 octets:7"),
    ];
    for (line, written) in cases {
        assert_eq!(line.parse::<Doing>().unwrap().to_string(), written);
    }
    let doing = "13807310001 writes \"HF 20\"".parse();
    assert_eq!(doing, Ok(Doing::Person(who, Deed::Writes("HF 20".to_owned()))));
}

#[test]
fn what_is_wrong_is_said_with_the_part_or_the_form_that_is_meant() {
    let cases = [
        ("13807310001 suspend", "nothing that can be done; did you mean `NUMBER suspends`?"),
        ("13807310001 top up 20 with 654321", "did you mean `NUMBER tops up YUAN with PASSWORD`?"),
        ("attacker replay 3", "did you mean `attacker replays N`?"),
        ("", "\"\" is nothing that can be done"),
        ("1380731000 opens", "it has 10 digits instead of 11"),
        ("13807310001 tops up 20.001 with 654321", "\"20.001\": an amount is yuan in digits"),
        ("13807310001 tops up 20 with 65432", "\"65432\" is no pay password: six digits, or `initial`"),
        ("13807310001 recharges by card 0", "what is counted here begins with 1"),
        ("13807310001 changes pin from 123 to 2580", "\"123\" is no operation PIN"),
        ("13807310001 moves card to nokia 1", "\"nokia\" is none of feature-phone"),
        ("13807310001 writes CX", "what is written stands between quotation marks"),
        ("network gone 1 report", "because of \"gone\""),
        ("platform dies soon", "\"soon\" is none of before-keeping, after-keeping, after-handing-over"),
        ("power of 13807310001 fails at write 2 badly", "\"badly\" names no way to tear"),
        ("time 3 weeks", "\"3 weeks\" is no duration"),
        ("time 99999999999999 d", "is no duration"),
    ];
    for (line, part) in cases {
        let why = line.parse::<Doing>().unwrap_err().to_string();
        assert!(why.contains(part), "{line}: {why}");
    }
}

proptest! {
    #[test]
    fn no_line_is_too_much(line in "[a-z0-9 .:\"]{0,60}") {
        let read: Result<Doing, _> = line.parse();
        if let Ok(doing) = read {
            prop_assert_eq!(doing.to_string().parse(), Ok(doing));
        }
    }

    #[test]
    fn amounts_and_times_come_back(fen in any::<u32>(), ms in 0..u64::MAX / 2, seed in any::<u64>()) {
        let who: Msisdn = "13807310001".parse().unwrap();
        let doings = [
            Doing::HallTakes(who, Fen(fen)),
            Doing::Time(ms),
            Doing::PowerFails { who, write: fen.max(1), tear: Tear::Bits(seed) },
        ];
        for doing in doings {
            prop_assert_eq!(doing.to_string().parse(), Ok(doing));
        }
    }
}
