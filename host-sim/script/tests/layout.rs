//! Tests of the layout: what becomes of lines, that meanings stay, and that a second time changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

use std::path::Path;

use proptest::prelude::*;
use sim_script::kind::TextKind;
use sim_script::layout::arrange;
use sim_script::trace::files::{self, Texts};
use sim_script::{scenario, walk};

const TRACE: &str = include_str!("../../../apdu-traces/purchase/a-purchase-of-one-yuan-by-a-tap.trace");
const TABLE: &str =
    include_str!("../../../apdu-traces/limit/a-purchase-at-the-limit-passes-and-one-fen-more-does-not.trace");
const WALK: &str = include_str!("../../../apdu-traces/walks/in-between/what-was-done-can-be-undone.walk");
const SCENARIO: &str = "seed 17   # a seed\nperson 13807310001   feature-phone\n\n13807310001 writes \"HF  5\"\nheal\n";

const SCRIPTS: [(TextKind, &str); 4] =
    [(TextKind::Trace, TRACE), (TextKind::Trace, TABLE), (TextKind::Walk, WALK), (TextKind::Scenario, SCENARIO)];

fn arranged(kind: TextKind, text: &str) -> String {
    arrange(kind, "a", text).unwrap_or_else(|error| panic!("{}:\n{text}", error.what()))
}

#[test]
fn line_gets_its_blanks() {
    let cases = [
        ("card  balance 5 yuan ,open", "card balance 5 yuan, open"),
        (">80 5c 0002  04", "> 80 5C 0002 04"),
        ("> 8052 Lc { now }{ 1.00  yuan }", "> 8052 Lc {now}{1.00 yuan}"),
        ("a=0001\n> 00 {a+1}", "a = 0001\n> 00 {a + 1}"),
        ("key purchase 03=00112233445566778899AABBCCDDEEFF", "key purchase 03 = 00112233445566778899AABBCCDDEEFF"),
        ("> 00\n<  fc:2 63c? ..  9000", "> 00\n< fc:2 63C? .. 9000"),
        ("profile  \"a  ,b.toml\"#x", "profile \"a  ,b.toml\"                              # x"),
        ("   reset", "reset"),
        ("\u{feff}reset \r\n", "reset"),
        ("> 00A4  \\\n 0400 \\\n     10", "> 00A4 \\\n  0400 \\\n  10"),
        ("#a\n##  b\n#  c\n#\n#-- d", "# a\n##  b\n#  c\n#\n#-- d"),
    ];
    for (before, after) in cases {
        let text = arrange(TextKind::Trace, "a", before);
        // The file of a profile is not read here.
        assert_eq!(text.map_err(|error| error.what().to_owned()), Ok(format!("{after}\n")), "{before}");
    }
    let cases = [
        ("press OK", "press   OK"),
        ("website  user registers", "website user registers"),
        ("choose A  >  \"b  c\"", "choose  A > \"b  c\""),
        ("expect screen matching /a  ,b\\/  c/ ,idle", "expect  screen matching /a  ,b\\/  c/, idle"),
    ];
    for (before, after) in cases {
        assert_eq!(arranged(TextKind::Walk, before), format!("{after}\n"));
    }
}

#[test]
fn comments_stand_in_one_column() {
    let text = "reset # one\n> 00A40400 10 D1560001018003800000000100000000 00 # two\n\nreset#three\n";
    let behind = |code: &str, column: usize| format!("{code:<column$}");
    let expected = [
        behind("reset", 51) + "# one",
        behind("> 00A40400 10 D1560001018003800000000100000000 00", 51) + "# two",
        String::new(),
        behind("reset", 50) + "# three\n",
    ];
    assert_eq!(arranged(TextKind::Trace, text), expected.join("\n"));
    let wide = format!("> 00B2 {}# wide\nreset # narrow\n", "00".repeat(50));
    let lines: Vec<usize> = arranged(TextKind::Trace, &wide).lines().map(|line| line.find('#').unwrap()).collect();
    assert_eq!(lines, [109, 50], "a wide line does not move the others");
}

#[test]
fn table_is_aligned_and_its_body_indented() {
    let text = "cases  a  title\n|a|钱 |# names\n|1.00 yuan|x|\n>8050 {a}  # why\n#prose\n\n expect refusal none\nend # over\nreset";
    let expected = "\
cases a  title
  | a         | 钱 |  # names
  | 1.00 yuan | x  |
";
    let text = text.replace("|a|钱 |", "|a|b |").replace("|x|", "|none|");
    let expected = expected.replace("| 钱 |", "| b    |").replace("| x  |", "| none |")
        + "  > 8050 {a}                                        # why\n  # prose\n\n  expect refusal none\n\
           end                                                 # over\nreset\n";
    assert_eq!(arranged(TextKind::Trace, &text), expected);
}

#[test]
fn blanks_that_mean_something_are_kept() {
    let text = "choose A  B\npress  OK\n";
    assert_eq!(arranged(TextKind::Walk, text), "choose A  B\npress   OK\n");
}

#[test]
fn mistake_is_reported_and_nothing_laid_out() {
    let error = arrange(TextKind::Trace, "a", "reset\n  rest\n").unwrap_err();
    assert_eq!(error.line(), 2);
    assert_eq!(arranged(TextKind::Profile, "a  =  1"), "a  =  1");
}

/// Returns the tree of a text, printed; `None` for a text with a mistake.
fn meaning(kind: TextKind, text: &str) -> Option<String> {
    let path = Path::new("a");
    let texts = Texts::from([("a".to_owned(), text.to_owned())]);
    match kind {
        TextKind::Walk => walk::parse("a", text).ok().map(|walk| format!("{:?}", walk.lines)),
        TextKind::Scenario => scenario::parse("a", text).ok().map(|scenario| format!("{scenario:?}")),
        _ => files::check_fragment(path, &texts).ok().map(|trace| format!("{:?}", trace.lines)),
    }
    // Places differ, and everything else must not.
    .map(|tree| without_places(&tree))
}

/// Returns a printed tree without the places in the text, and without what is kept as it was written.
fn without_places(tree: &str) -> String {
    let mut words = tree.split("Span { start: ");
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, rest| text + rest.split_once(" }").map_or(rest, |(_, behind)| behind))
}

/// Returns a text with blanks at the beginning of some lines and around some signs.
fn disarranged(text: &str, blanks: &[usize]) -> String {
    let mut blanks = blanks.iter().cycle();
    let mut next = || " ".repeat(*blanks.next().unwrap());
    let lines = text.lines().map(|line| match line.split_once(' ') {
        Some((first, rest)) if !line.starts_with(' ') => format!("{}{first} {}{rest}{}", next(), next(), next()),
        _ => format!("{}{line}{}", next(), next()),
    });
    lines.collect::<Vec<_>>().join("\n")
}

proptest! {
    #[test]
    fn altered_script_keeps_its_meaning(
        which in 0..SCRIPTS.len(), at in 0..3000_usize, drop in 0..4_usize, letters in "[ -~钱\n|#{},<>\\\\\"/]{0,6}",
        blanks in prop::collection::vec(0..4_usize, 1..9),
    ) {
        let (kind, text) = SCRIPTS[which];
        let before: String = text.chars().take(at).collect();
        let behind: String = text.chars().skip(at + drop).collect();
        let text = disarranged(&format!("{before}{letters}{behind}"), &blanks);
        let Some(tree) = meaning(kind, &text) else { return Ok(()) };
        let once = arranged(kind, &text);
        prop_assert_eq!(meaning(kind, &once), Some(tree), "{}\n{}", text, once);
        prop_assert_eq!(arranged(kind, &once), once);
    }
}
