//! Tests of the parser: what it reads, its error messages, and that it survives any text.

use proptest::prelude::*;

use super::{parse, parse_alone};
use crate::trace::syntax::{LineContent, Piece, TraceSetting, TraceStep};

/// Example of the design, as it stands there.
const DESIGN: &str = "\
# A purchase of 1.00 yuan by a tap, and what the log keeps of it.
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

/// Trace with every form of line at least once.
const EVERYTHING: &str = r#"profile "cards/mine.toml"
card balance 50.00 yuan, suspended, online 0001, offline 025E, limit none, pin on, pin 5678, pin tries 3, balance max 9 yuan
card limit 100.00 yuan, pin off, unopened
key PIN unblock 00 version 02 algorithm 82 = 9354B8F411559E11C103FAE8739E5220
aid D156000101 8003800000000100000000
asn 00001234567890123456
atr 3B00
iccid 98680000000000000000
clock 2009-11-18 10:30:00
seed 7
random 653027F6 1122334455667788
reader raw
reset
< 3B.. # any answer to reset
power off
power on
contact
wait 90 s
wait 2 h
cut at write 2 torn first:3
cut at write 1
> 00200000 Lc 1234 # VERIFY
< no answer
random 00000001
> 00840000 04
< challenge:4 rest:.. 9?00
data = 84DADF20 08 {50 yuan}
mac = secure messaging MAC of {data}, key maintenance 00, challenge {challenge}
mac = secure messaging MAC of {data}
cryptogram = external authentication cryptogram, key 01 version 02
cryptogram = internal authentication cryptogram of 0102030405060708
pin_mac = reload PIN MAC of 1234, key 00112233445566778899AABBCCDDEEFF
cipher = PIN unblock cipher of 1234, key PIN unblock 00
> 84240000 0C {cipher} {mac}
> 805A0006 Lc {counter + 1} Le 08
expect balance 49.00 yuan
expect state closed
expect refusal OverLimit
expect refusal none
expect log 1 entry
expect pin tries 2
expect pin on
expect limit 100.00 yuan
expect limit none
expect online 0001
expect offline 12
expect block temporary
expect reach 4 cm
expect reach none
key1 = load session key of {amount} at 112233445566, counter 0001, random 01020304, key load 01
check mac2, tac, proof as TAC
cases on the same card: what a purchase needs
  | amount | answer | reason |
  | 1.00 yuan | 6985 | OverLimit | # too much
  | 00000000 | 63C? | none |
  # and the steps
  > 80500102 0B 03 {amount} 112233445566 0F
  < {answer}
  expect refusal {reason}
end
"#;

/// Returns [`EVERYTHING`] with lines that make known the names it uses.
fn everything() -> String {
    EVERYTHING.replacen("reset\n", "counter = 0001\namount = 1 yuan\nmac2 = 00\ntac = 00\nproof = 00\nreset\n", 1)
}

fn shown(text: &str) -> String {
    let error = parse("story.trace", text).expect_err("this text is wrong");
    let mut report = String::new();
    miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor())
        .with_width(100)
        .render_report(&mut report, error.as_ref())
        .expect("a report can be drawn");
    report.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn purchase_example_parses_as_trace() {
    let trace = parse("design.trace", DESIGN).expect("the design's example parses");
    let steps: Vec<&TraceStep> = trace
        .lines
        .iter()
        .filter_map(|line| if let LineContent::Step(step) = &line.content { Some(step) } else { None })
        .collect();
    assert_eq!(steps.len(), 11);
    assert_eq!(steps[0], &TraceStep::Tap(3));
    assert!(matches!(steps[10], TraceStep::Answer(_)));
    assert_eq!(trace.lines[3].comment.as_deref(), Some("what the card draws next; or: seed 7"));
}

#[test]
fn printed_trace_round_trips() {
    for text in [DESIGN.to_owned(), everything()] {
        // Every form of a setting stands in it, and so some that contradict each other.
        let trace = parse_alone("a", &text).unwrap_or_else(|error| panic!("{}\n{error:?}", error.what()));
        let printed = trace.to_string();
        let again = parse_alone("a", &printed).unwrap_or_else(|error| panic!("{}\n{printed}", error.what()));
        assert_eq!(again.lines, trace.lines, "{printed}");
    }
}

#[test]
fn comments_of_cases_keep_their_lines() {
    let text = "cases of a limit  # of the table\n  | amount |  # of the names\n  | 1.00 yuan |  # of the row\n  \
                > 805C0002 04  # of the step\nend  # of the end\n";
    let trace = parse_alone("a", text).unwrap_or_else(|error| panic!("{error:?}"));
    let printed = trace.to_string();
    for (line, place) in printed.lines().zip(["table", "names", "row", "step", "end"]) {
        assert!(line.ends_with(&format!("  # of the {place}")), "{line}");
    }
    assert_eq!(parse_alone("a", &printed).unwrap_or_else(|error| panic!("{error:?}")).lines, trace.lines);
}

#[test]
fn line_continues_after_reverse_solidus() {
    let trace = parse("a", "> 00A40400 10 \\\n  D156\n< 6F.. 9000\n").expect("it parses");
    let LineContent::Step(TraceStep::Command(parts)) = &trace.lines[0].content else { panic!("a command") };
    assert_eq!(parts[2].piece, Piece::Octets(vec![0xD1, 0x56]));
    assert_eq!(trace.lines.len(), 2);
}

#[test]
fn random_numbers_are_accepted_after_steps() {
    let trace = parse("a", "random 01020304 05060708\nreset\nrandom 1122334455667788\n").expect("it parses");
    let numbers = |line: usize| match &trace.lines[line].content {
        LineContent::Setting(TraceSetting::Random(numbers)) => numbers.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!((numbers(0), numbers(2)), (2, 1));
}

/// Texts with one mistake each, and a piece of the sentence that must be reported.
const MISTAKES: [(&str, &str); 25] = [
    ("expct balance 1 yuan", "did you mean `expect`?"),
    ("00B201C417", "a command begins with `>`"),
    ("> 00B2 1", "odd number of digits"),
    ("> 00B2 mac1", "`m` is no hexadecimal digit"),
    ("> 00B2 {mac1}", "nothing is called `mac1`"),
    ("> 00B2 6?", "only in an expected answer"),
    ("< 9000", "follows nothing that could be answered"),
    ("> 00\n< Random:4 9000", "`Random` is no name"),
    ("card balance 50", "an amount such as `1.00 yuan`"),
    ("card balance 50.5 yuan", "`50.5 yuan` is no amount"),
    ("card opn", "did you mean `open`?"),
    ("clock 2009-13-18 10:30:00", "no date and time"),
    ("key purchase 03 = 0011", "2 octets are written"),
    ("key purchse 03 = 00", "did you mean `purchase`?"),
    ("reset\nseed 7", "settings stand before the first step"),
    ("wait 1", "the line ends where a unit of time should stand"),
    ("cut at write 0", "counted from 1"),
    ("tap 3", "`cm`"),
    ("expect state suspend", "did you mean `suspended`?"),
    ("expect refusal OverTheLimit", "did you mean `OverLimit`?"),
    ("include other.trace", "quotation marks"),
    ("profile \"a", "not closed"),
    ("cases nothing", "these cases have no table"),
    ("cases x\n| a | b |\n| 1 |\nend", "1 cell and the table 2 columns"),
    ("check sum", "does not say which value"),
];

#[test]
fn every_mistake_is_explained() {
    for (text, told) in MISTAKES {
        let report = shown(text);
        let words = report.replace(['\n', '│'], " ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(told), "{text:?} should be answered with {told:?}:\n{report}");
    }
}

#[test]
fn mistake_is_marked_with_line_and_span() {
    insta::assert_snapshot!(shown("# a story\ncard balance 50.00 yuan, opn\n\n> 80500102 0B 03 {1.00 yuan 0F\n"));
}

#[test]
fn unknown_name_suggests_nearest_known_one() {
    insta::assert_snapshot!(shown("> 00840000 04\n< challenge:4 9000\nmac = 00 {chalenge}\n"));
}

#[test]
fn unfit_cell_is_marked_in_its_table() {
    insta::assert_snapshot!(shown(
        "cases limits\n  | amount | reason |\n  | 1.00 yuan | OverLimt |\n  > 8050 {amount}\n  expect refusal {reason}\nend\n"
    ));
}

proptest! {
    #[test]
    fn any_text_parses_or_is_refused(text in any::<String>()) {
        let _outcome = parse("a", &text).map_err(|error| format!("{error:?}"));
    }

    #[test]
    fn altered_trace_parses_or_is_refused(
        from in 0..2_usize, at in 0..2000_usize, letters in "[ -~é钱\n|#{}<>\\\\\"]{0,6}", drop in 0..8_usize,
    ) {
        let text = if from == 0 { DESIGN.to_owned() } else { everything() };
        let before: String = text.chars().take(at).collect();
        let behind: String = text.chars().skip(at + drop).collect();
        let changed = format!("{before}{letters}{behind}");
        if let Ok(trace) = parse("a", &changed) {
            let printed = trace.to_string();
            prop_assert!(parse("a", &printed).is_ok(), "{}", printed);
        }
    }
}
