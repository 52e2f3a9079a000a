//! Tests of replay on small traces against the card.

use proptest::prelude::*;

use super::{Options, replay};
use crate::trace::outcome::{CaseResult, Failure, FailureKind, TraceOutcome};
use crate::trace::parse;
use crate::trace::recording::RecordedEvent;

const DESIGN: &str = "\
profile default
card    balance 50.00 yuan, open
random  653027F6                                  # what the card draws next; or: seed 7

tap 3 cm
> 00A40400 10 D1560001018003800000000100000000    # SELECT
< 6F.. 9000
> 80500102 0B 03 {1.00 yuan} 112233445566 0F      # INITIALIZE FOR PURCHASE
< {50.00 yuan} counter:2 000000 01 00 random:4 9000
mac1 = purchase MAC1 of 1.00 yuan at 112233445566 on 2009-11-18 10:30:00, terminal counter 1
> 80540100 0F 00000001 20091118103000 {mac1} 08   # DEBIT FOR PURCHASE
< tac:4 mac2:4 9000
check mac2, tac
> 00B201C4 17                                     # newest log record
< 0001 000000 {1.00 yuan} 06 112233445566 20091118103000 9000
";

fn played(text: &str) -> TraceOutcome {
    let trace = parse("story.trace", text).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
    replay(&trace, &Options::default())
}

fn failure(text: &str) -> Failure {
    let outcome = played(text);
    let [CaseResult { failure: Some(failure), .. }] = outcome.results.as_slice() else {
        panic!("one failure is expected, not {:?}", outcome.results);
    };
    failure.clone()
}

#[track_caller]
fn check(text: &str) -> TraceOutcome {
    let outcome = played(text);
    for result in &outcome.results {
        if let Some(failure) = &result.failure {
            panic!("line {}: {} ({:?})", failure.place.line(), failure.trouble.summary(), failure.reason);
        }
    }
    outcome
}

const SELECT: &str = "> 00A40400 10 D1560001018003800000000100000000\n< 6F.. 9000\n";

#[test]
fn rows_left_out_send_nothing() {
    let text = format!("{SELECT}cases limits\n| p2 |\n| 20 |\n| 21 |\n> 80CADF{{p2}} 04\n< ..\nend\n");
    let trace = parse("story.trace", &text).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
    for (rows, titles, commands) in [
        (None, vec![None, Some("limits: 20".to_owned()), Some("limits: 21".to_owned())], 3),
        (Some(": 21"), vec![None, Some("limits: 21".to_owned())], 2),
        (Some("none of them"), vec![None], 1),
    ] {
        let outcome = replay(&trace, &Options { rows: rows.map(str::to_owned), ..Options::default() });
        assert!(outcome.held(), "{:?}", outcome.results);
        assert_eq!(outcome.results.iter().map(|result| result.title.clone()).collect::<Vec<_>>(), titles);
        assert_eq!(outcome.results.iter().map(|result| result.commands).sum::<usize>(), commands);
    }
}

#[test]
fn extended_lengths_cross_contacts_as_short_ones() {
    let header = "profile default\ncard balance 50.00 yuan, open\n";
    let select = "> 00A40400 000010 D1560001018003800000000100000000 0000\n";
    check(&format!("{header}{select}< 6F.. 9000\n> 805C0002 000200\n< {{50.00 yuan}} 9000\n"));
    // The radio carries a command as it is, and the card has short lengths.
    check(&format!("{header}tap 3 cm\n{select}< 6700\n"));
}

#[test]
fn purchase_example_holds_over_radio() {
    let outcome = check(DESIGN);
    assert_eq!(outcome.results.len(), 1);
    assert_eq!(outcome.results[0].commands, 4);
    assert_eq!(outcome.recording.events.len(), 6, "a new card, a tap and four exchanges");
}

#[test]
fn purchase_example_holds_over_contacts_and_raw_reader() {
    check(&DESIGN.replace("tap 3 cm\n", ""));
    let raw = DESIGN
        .replace("tap 3 cm\n", "")
        .replace("seed 7\n", "\nreader raw\n")
        .replace("00000000    # SELECT\n", "00000000\n< 613B\n> 00C00000 3B\n")
        .replace(" 0F      # INITIALIZE FOR PURCHASE\n", "\n< 610F\n> 00C00000 0F\n")
        .replace(" 08   # DEBIT FOR PURCHASE\n", "\n< 6108\n> 00C00000 08\n");
    let outcome = check(&raw);
    assert_eq!(outcome.results[0].commands, 7);
}

#[test]
fn wrong_expectation_marks_differing_digits() {
    let failure = failure(&DESIGN.replace("< {50.00 yuan} counter", "< {50.01 yuan} counter"));
    assert_eq!(failure.place.line(), 9);
    let FailureKind::Answer { expected, groups, actual, .. } = &failure.trouble else {
        panic!("{:?}", failure.trouble)
    };
    assert!(expected.starts_with("{50.01 yuan} counter:2 000000"), "{expected}");
    assert_eq!((groups[0].expected.as_str(), groups[0].actual.as_str()), ("00001389", "00001388"));
    assert_eq!(groups[0].differs, [false, false, false, false, false, false, false, true]);
    assert!(groups[1..].iter().all(|group| !group.differs.contains(&true)));
    assert_eq!(actual.as_ref().map(Vec::len), Some(17));
    assert_eq!(failure.reason, None, "the card did not refuse");
}

#[test]
fn failure_tells_refusal_of_card() {
    let text = format!("card balance 1 yuan\n{SELECT}> 80500102 0B 03 {{2 yuan}} 112233445566 0F\n< .. 9000\n");
    let failure = failure(&text);
    assert_eq!(failure.reason.map(|reason| reason.to_string()).as_deref(), Some("the balance is insufficient"));
    assert_eq!(failure.answer, Some(vec![0x94, 0x01]));
}

#[test]
fn command_without_answer_line_must_succeed() {
    check("> 00840000 04\n");
    assert_eq!(failure("> 00840000 05\n").place.line(), 1);
    assert_eq!(failure("> 00840000 05\n> 00840000 04\n").place.line(), 1);
    check("> 00840000 05\n< ..\n");
}

#[test]
fn wrong_terminal_value_fails_check() {
    let failure = failure(&DESIGN.replace("check mac2, tac", "mac2 = 00000000\ncheck tac, mac2"));
    let FailureKind::Value { what, actual, .. } = failure.trouble else { panic!("{:?}", failure.trouble) };
    assert_eq!((what.to_string().contains("purchase MAC2"), actual.as_str()), (true, "00000000"));
}

/// A draw after the last given number is a failure, unless the trace has a seed.
#[test]
fn given_random_numbers_are_used_up_in_order() {
    check("random 01020304 1122334455667788\n> 00840000 04\n< 01020304 9000\n> 00840000 08\n< 1122334455667788 9000\n");
    let used_up = failure("random 01020304\n> 00840000 04\n> 00840000 04\n");
    assert!(used_up.trouble.summary().contains("used up"), "{}", used_up.trouble.summary());
    check("random 01020304\nseed 7\n> 00840000 04\n< 01020304 9000\n> 00840000 04\n");
    check("random 01020304\n> 00840000 04\nrandom 05060708\n> 00840000 04\n< 05060708 9000\n");
    assert!(failure("random 01020304\n> 00840000 08\n").trouble.summary().contains("has 4"));
}

#[test]
fn option_seed_replaces_trace_seed() {
    let drawn = |seed| {
        let trace = parse("a", "seed 7\n> 00840000 04\n").unwrap();
        let outcome = replay(&trace, &Options { seed, ..Options::default() });
        outcome.recording.events.last().cloned()
    };
    assert_eq!(drawn(None), drawn(Some(7)));
    assert_ne!(drawn(None), drawn(Some(8)));
}

#[test]
fn tap_beyond_reach_is_not_answered() {
    check(
        "tap 1000 cm\n> 805C0002 04\n< 6985\ntap 1001 cm\n> 805C0002 04\n< no answer\ncontact\n> 805C0002 04\n< 6985\n",
    );
}

#[test]
fn card_without_power_does_not_answer() {
    check("reset\n< 3B..\npower off\n> 805C0002 04\n< no answer\npower on\n< 3B..\n> 00840000 04\n");
    let no_power = failure("power off\nexpect balance 0 yuan\n");
    assert!(no_power.trouble.summary().contains("no power"));
}

#[test]
fn power_cut_mutes_card_until_power_on() {
    let text = format!(
        "card pin on\n{SELECT}cut at write 1 torn all\n> 00200000 02 1111\n< no answer\n> 805C0002 04\n< no answer\n\
         power on\n{SELECT}expect pin tries 2\n"
    );
    check(&text);
    check(&text.replace(" torn all", " torn none").replace("tries 2", "tries 3"));
}

#[test]
fn time_passes_only_by_wait() {
    check(
        "clock 2009-12-31 23:59:59\na = {now}\n> 00A40400 Lc {a}\n< 6A82\nwait 1 s\nb = {now}\n> 00A40400 Lc {b}\n< 6A82\n",
    );
    let outcome = check("clock 2009-12-31 23:59:59\nwait 1 s\n> 00A40400 Lc {now}\n< 6A82\n");
    let Some(RecordedEvent::Exchange(exchange)) = outcome.recording.events.last() else { panic!("an exchange") };
    assert_eq!(exchange.command, [0, 0xA4, 4, 0, 7, 0x20, 0x10, 1, 1, 0, 0, 0]);
}

#[test]
fn table_row_is_played_on_fresh_card() {
    let text = format!(
        "card balance 1 yuan, pin on\ncases wrong PIN\n| pin | answer | tries |\n| 1111 | 63C2 | 2 |\n| 1234 | 9000 | 3 |\n\
         | 2222 | 63C? | 2 |\n{SELECT}> 00200000 02 {{pin}}\n< {{answer}}\nexpect pin tries {{tries}}\nend\n"
    );
    let outcome = check(&text);
    assert_eq!(outcome.results.len(), 3);
    assert_eq!(outcome.results[0].title.as_deref(), Some("wrong PIN: 1111, 63C2, 2"));
    let same = text.replace("cases wrong", "cases on the same card: wrong").replace("| 63C? | 2", "| 63C2 | 2");
    check(&same);
    let spent =
        same.replace("| 1234 | 9000 | 3", "| 3333 | 63C1 | 1").replace("| 2222 | 63C2 | 2", "| 2222 | 6983 | 0");
    check(&spent);
    let one_wrong = played(&text.replace("| 1234 | 9000 | 3", "| 1234 | 9000 | 2"));
    let failed: Vec<bool> = one_wrong.results.iter().map(|result| result.failure.is_some()).collect();
    assert_eq!(failed, [false, true, false], "one row does not spoil the others");
}

#[test]
fn header_settings_make_card() {
    let text = "card balance 12.34 yuan, closing, online 0001, offline 025E, limit 3 yuan, pin on, balance max 20 yuan\n\
                aid A000000386980701\natr 3B021450\nkey purchase 07 version 05 algorithm 82 = 00112233445566778899AABBCCDDEEFF\n\
                random 653027F6\nreset\n< 3B021450\n> 00A40400 08 A000000386980701\n< 6F.. 9000\n\
                > 80500102 0B 07 {1 yuan} 112233445566 0F\n< {12.34 yuan} 025E 000000 05 82 653027F6 9000\n\
                expect balance 12.34 yuan\nexpect state closing\nexpect online 0001\nexpect offline 025E\n\
                expect limit 3 yuan\nexpect pin on\nexpect reach none\nexpect block none\nexpect log 0 entries\n";
    check(text);
    let too_rich = failure("card balance 12.34 yuan, balance max 1 yuan\n");
    assert!(too_rich.trouble.summary().contains("balance maximum"), "{}", too_rich.trouble.summary());
}

#[test]
fn terminal_computes_secure_messaging_and_authentication() {
    check(&format!(
        "{SELECT}> 00840000 04\nmac = secure messaging MAC of 84F0408F 14 D1560001018003800000000100000000\n\
         > 84F0408F 14 D1560001018003800000000100000000 {{mac}}\nexpect state suspended\n\
         > 00840000 04\n> 84F0400F 14 D1560001018003800000000100000000 {{mac}}\n< 6988\nexpect state suspended\n\
         > 00840000 08\n< challenge:8 9000\ncryptogram = external authentication cryptogram, challenge challenge\n\
         > 00820001 08 {{cryptogram}}\n< 9000\n\
         answer = internal authentication cryptogram of 0102030405060708\n\
         > 00880000 08 0102030405060708 08\n< {{answer}} 9000\n"
    ));
}

#[test]
fn load_is_checked_on_both_sides() {
    check(&format!(
        "card online 0005\n{SELECT}> 80500002 0B 01 {{10 yuan}} 000001000050 10\n\
         < {{0 yuan}} counter:2 01 00 random:4 mac1:4 9000\ncheck mac1\n\
         mac2 = load MAC2 on 2014-08-25 10:31:00\n> 80520000 0B 20140825103100 {{mac2}} 04\n< tac:4 9000\ncheck tac\n\
         > 805A0002 02 {{counter + 1}} 08\n< 00000000 {{tac}} 9000\nexpect balance 10.00 yuan\nexpect log 1 entry\n"
    ));
}

#[test]
fn value_unknown_to_terminal_is_reported() {
    let unknown = failure("mac2 = load MAC2 on 2014-08-25 10:31:00\n");
    assert!(unknown.trouble.summary().contains("the amount is not known"), "{}", unknown.trouble.summary());
    let no_key = failure("m = secure messaging MAC of 00, key maintenance 09, challenge 00000000\n");
    assert!(no_key.trouble.summary().contains("no maintenance key 09"), "{}", no_key.trouble.summary());
}

proptest! {
    #[test]
    fn any_parsed_trace_can_be_played(
        at in 0..900_usize, letters in "[0-9A-Fa-z {}.:+<>=#?\n]{0,8}", drop in 0..12_usize, bless in any::<bool>(),
    ) {
        let before: String = DESIGN.chars().take(at).collect();
        let behind: String = DESIGN.chars().skip(at + drop).collect();
        if let Ok(trace) = parse("a", &format!("{before}{letters}{behind}")) {
            let outcome = replay(&trace, &Options { bless, ..Options::default() });
            prop_assert!(!outcome.results.is_empty());
            for failure in outcome.results.iter().filter_map(|result| result.failure.as_ref()) {
                prop_assert!(!failure.trouble.summary().is_empty());
            }
        }
    }
}

#[test]
fn failure_tells_what_plays_its_line() {
    // The last command of a procedure is settled outside of it: its place is still inside.
    let text =
        "procedure ask what\n> 805C{what} 04\nend\nrepeat 2\ncall ask 0002\ncall ask 0102\nend\nexpect state open\n";
    let failure = failure(&format!("{SELECT}{text}"));
    assert_eq!(failure.place.line(), 4);
    let origins: Vec<String> = failure.place.origins().map(ToString::to_string).collect();
    assert_eq!(origins, ["story.trace:8: call ask 0102", "story.trace:6: repeat 2, round 1"]);
}
