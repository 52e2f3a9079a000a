//! Tests of blessing: what is rewritten, in which form, what is left, and that a second run finds what the first one
//! said.

use proptest::prelude::*;

use super::*;
use crate::trace::parse;
use crate::trace::replay::{Options, replay};

const SELECT: &str = "> 00A40400 Lc D1560001018003800000000100000000\n";

/// Blesses a text as `run --bless` does.
fn blessed(text: &str) -> Blessed {
    let trace = parse("a.trace", text).unwrap_or_else(|error| panic!("{text}\n{:?}", miette::Report::new(*error)));
    let noted = replay(&trace, &Options { bless: true, ..Options::default() }).noted;
    verified(noted.edits, noted.left, |texts| {
        let text = texts.get("a.trace").map_or(text, String::as_str);
        let played = parse("a.trace", text).map(|trace| {
            let noted = replay(&trace, &Options { bless: true, ..Options::default() }).noted;
            (replay(&trace, &Options::default()), noted)
        });
        vec![played.map_err(|error| error.what().to_owned())]
    })
}

fn new_text(text: &str, blessed: &Blessed) -> String {
    blessed.texts.get("a.trace").cloned().unwrap_or_else(|| text.to_owned())
}

fn held(blessed: &Blessed) -> bool {
    blessed.played.iter().all(|played| played.as_ref().is_ok_and(|(outcome, _)| outcome.held()))
}

/// Returns the text after blessing, which must hold then.
fn check(text: &str) -> String {
    let blessed = blessed(text);
    let new = new_text(text, &blessed);
    assert!(held(&blessed), "{new}\n{:?}", blessed.left);
    new
}

/// Returns why expectations of a text that stays as it is are left.
fn left(text: &str) -> String {
    let blessed = blessed(text);
    assert_eq!(new_text(text, &blessed), text);
    assert!(!held(&blessed), "{text}");
    blessed.left.iter().map(|left| format!("{}: {}\n", left.place.line(), left.why)).collect()
}

#[test]
fn answer_is_divided_among_parts_or_refused() {
    let divide = |parts: &[Segment], actual: &'static [u8]| {
        let parts: Vec<&[Segment]> = parts.iter().map(std::slice::from_ref).collect();
        divided(&parts, actual)
    };
    let parts = [Segment::literal(&[0x6F]), Segment::Any, Segment::literal(&[0x90, 0])];
    assert_eq!(divide(&parts, &[1, 2, 3, 4, 5]), Some(vec![&[1][..], &[2, 3], &[4, 5]]));
    assert_eq!(divide(&parts, &[1, 2]), None);
    let closed = [Segment::Capture("tac".into(), Some(2)), Segment::literal(&[0x90, 0])];
    assert_eq!(divide(&closed, &[1, 2, 0x6A, 0x81]), Some(vec![&[1, 2][..], &[0x6A, 0x81]]));
    assert_eq!(divide(&closed, &[0x6A, 0x81]), None);
}

#[test]
fn rewritten_value_keeps_its_form() {
    let card = format!("card balance 60 yuan, online 0005\n{SELECT}> 805C0002 04\n");
    for (written, new) in [
        ("< {1.00 yuan} 9000   # kept", "< {60.00 yuan} 9000   # kept"),
        ("< {100 fen} 9000", "< {6000 fen} 9000"),
        ("< {00000064} 9000", "< {00001770} 9000"),
        ("< 0000 0064 9000", "< 0000 1770 9000"),
        ("< 0000177? 9001", "< 0000177? 9000"),
        ("< .. 9001", "< .. 9000"),
        ("< 6985", "< 00001770 9000"),
        ("< no answer", "< 00001770 9000"),
        ("< {6000 fen} 9000\nexpect balance 100 fen", "< {6000 fen} 9000\nexpect balance 6000 fen"),
        ("< {6000 fen} 9000\nexpect   online 6 # five", "< {6000 fen} 9000\nexpect   online 5 # five"),
        ("< {6000 fen} 9000\nexpect online 0006", "< {6000 fen} 9000\nexpect online 0005"),
        ("< {6000 fen} 9000\nexpect log 2 entries", "< {6000 fen} 9000\nexpect log 0 entries"),
        ("< {6000 fen} 9000\nexpect refusal OverLimit", "< {6000 fen} 9000\nexpect refusal none"),
    ] {
        assert_eq!(check(&format!("{card}{written}\n")), format!("{card}{new}\n"));
    }
}

#[test]
fn capture_in_rewritten_answer_is_kept() {
    let text =
        format!("card balance 5 yuan\n{SELECT}> 805C0002 04\n< before:4 9001\n> 805C0002 04\n< {{before}} 9000\n");
    assert_eq!(check(&text), text.replace("9001", "9000"));
    let refused = format!("{SELECT}> 805C0102 04\n< before:4 9000\n");
    assert!(left(&refused).contains("3: the answer"), "{}", left(&refused));
    assert!(left(&refused).contains("has no place for what is captured as `before`"));
}

#[test]
fn computed_value_and_failed_check_are_left() {
    let card = "card balance 60 yuan\nbefore = {50.00 yuan}\n".to_owned() + SELECT;
    let said = left(&format!("{card}> 805C0002 04\n< {{before - 1.00 yuan}} 9000\n"));
    assert!(said.contains("`{before - 100}` is computed"), "{said}");
    let said = left(&format!(
        "{card}> 80500002 0B 01 {{1.00 yuan}} 112233445566 10\n< .. 9000\nmac1 = 00000000\ncheck mac1\n"
    ));
    assert!(said.contains("mac1 is not what the terminal computes"), "{said}");
}

#[test]
fn rows_that_share_a_literal_are_left() {
    let table = "cases pins\n  | pin | tries |\n  | 1111 | 2 |\n  | 1234 | 3 |\n";
    let text = format!("card pin on\n{table}  {SELECT}  > 00200000 Lc {{pin}}\n  < 9001\nend\n");
    let said = left(&text);
    assert!(said.contains("8: it is played more than once and would have to be `63C2` and `9000`"), "{said}");
    // One row holds, and the other would change the line for it.
    let said = left(&text.replace("< 9001", "< 9000"));
    assert!(said.contains("8: `63C2` does not hold whenever it is played"), "{said}");
    let said = left(&text.replace("  < 9001\n", ""));
    assert!(said.contains("does not hold whenever it is played"), "{said}");
}

#[test]
fn row_is_rewritten_despite_line_left_below() {
    let table = "cases pins\n  | pin | answer |\n  | 1111 | 9000 |\n  | 1234 | 63C? |\n";
    let body = format!("  {SELECT}  > 00200000 Lc {{pin}}\n  < {{answer}}\n  expect pin tries 1\nend\n");
    // A line that is added above moves every place behind it.
    let text = format!("card pin on\n{SELECT}> 00200000 Lc 9999\n{table}{body}");
    let blessed = blessed(&text);
    let new = blessed.texts.values().next().unwrap();
    assert!(new.contains("> 00200000 Lc 9999\n< 63C2\n"), "{new}");
    assert!(new.contains("  | 1111 | 63C2 |\n  | 1234 | 9000 |\n"), "{new}");
    let left: Vec<&str> = blessed.left.iter().map(|left| left.why.as_str()).collect();
    assert_eq!(left, ["it is played more than once and would have to be `2` and `3`"]);
}

/// Each part of a cell is rewritten alone, in its form.
#[test]
fn expected_cell_is_rewritten_unless_also_sent() {
    let card = "card balance 60 yuan\n";
    let body = format!("  {SELECT}  > 805C0002 04\n  < {{answer}}\n  expect balance {{balance}}\nend\n");
    let rows = "cases a\n  | answer | balance |\n  | {1.00 yuan} 9000 | 100 fen |\n  | .. 9001 | 60.00 yuan |\n";
    let new = check(&format!("{card}{rows}{body}"));
    assert!(new.contains("  | {60.00 yuan} 9000 | 6000 fen |\n  | .. 9000 | 60.00 yuan |\n"), "{new}");
    let sent = format!(
        "{card}cases a\n  | amount |\n  | 1.00 yuan |\n  {SELECT}  > 80500102 0B 03 {{amount}} 112233445566 0F\n  < {{amount}} .. 9000\nend\n"
    );
    assert!(left(&sent).contains("the column `amount` is also sent to the card"), "{}", left(&sent));
}

#[test]
fn inserted_answer_keeps_line_ending_of_file() {
    let text = "\u{feff}> 00840000 05 # why\r\nreset\r\n";
    let new = check(text);
    assert!(new.starts_with("\u{feff}> 00840000 05 # why\r\n< 6"), "{new:?}");
    assert!(new.ends_with("\r\nreset\r\n"), "{new:?}");
    assert!(!new.replace("\r\n", "").contains(['\r', '\n']), "{new:?}");
}

/// Generates an answer line, right or wrong.
fn answer() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "< 9000\n",
        "< .. 9000\n",
        "< {60.00 yuan} 9000\n",
        "< {1.00 yuan} 9000 # a\n",
        "< 00001770 9001\n",
        "< a:4 9000\n",
        "< a:2 b:2 6985\n",
        "< a:.. 9000\n",
        "< 63C?\n",
        "< no answer\n",
        "< {x} 9000\n",
        "< {x + 1} .. 9000\n",
        "< {now}\n",
        "< 0000???? 9000\n",
        "< 6A8? # b\n",
        "< {AABB} ..\n",
    ])
}

/// Generates lines of a trace, right and wrong, that a card of sixty yuan answers.
fn step() -> impl Strategy<Value = String> {
    let answer = answer();
    let command = prop::sample::select(vec![
        "> 805C0002 04\n",
        "> 00840000 04\n",
        "> 00200000 02 1111\n",
        "> 00200000 02 1234\n",
        "> 00840000 05\n",
        "> 80500102 0B 03 {1.00 yuan} 112233445566 0F\n",
        "> 00B201C4 17\n",
    ]);
    let other = prop::sample::select(vec![
        "expect balance 1.00 yuan\n",
        "expect balance 100 fen # c\n",
        "expect pin tries 2\n",
        "expect refusal none\n",
        "expect offline 7\n",
        "expect log 3 entries\n",
        "expect pin on\n",
        "expect limit none\n",
        "reset\n< 3B..\n",
        "reset\n< 9000\n",
        "x = {60.00 yuan}\n",
        "x = 01\n",
        "power off\n",
        "power on\n",
        "tap 3 cm\n",
        "contact\n",
        "> 00A40400 Lc D1560001018003800000000100000000\n",
    ]);
    prop_oneof![
        (command, answer).prop_map(|(command, answer)| format!("{command}{answer}")),
        other.prop_map(str::to_owned),
    ]
}

/// Generates a table with cells that are expected, and steps of which some name the cells.
fn table() -> impl Strategy<Value = String> {
    let cell = prop::sample::select(vec![
        "9000",
        "63C2",
        "1111",
        "1234",
        ".. 9000",
        "{60.00 yuan} 9000",
        "60.00 yuan",
        "6A8?",
    ]);
    let named = prop::sample::select(vec![
        "> 00200000 Lc 1111\n< {c}\n",
        "> 805C0002 04\n< {c}\n",
        "> 805C0002 04\n< {c} ..\n",
        "> 805C0002 04\n< .. {d}\n",
    ]);
    let line = prop_oneof![2 => step(), 1 => named.prop_map(str::to_owned)];
    (prop::collection::vec((cell.clone(), cell), 1..4), prop::collection::vec(line, 1..5), any::<bool>()).prop_map(
        |(rows, body, same)| {
            let rows: String = rows.iter().map(|(c, d)| format!("| {c} | {d} |\n")).collect();
            let same = if same { " on the same card" } else { "" };
            format!("cases{same}\n| c | d |\n{rows}{SELECT}{}end\n", body.concat())
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn second_blessing_confirms_the_first(
        story in prop::collection::vec(prop_oneof![3 => step(), 1 => table()], 1..8), pin in any::<bool>(),
    ) {
        let pin = if pin { "on" } else { "off" };
        let text = format!("card balance 60.00 yuan, pin {pin}\nx = 00001770\n{SELECT}{}", story.concat());
        prop_assume!(parse("a.trace", &text).is_ok());
        let first = blessed(&text);
        let new = new_text(&text, &first);
        let told = held(&first);
        let again = parse("a.trace", &new).map(|trace| replay(&trace, &Options::default()).held()).unwrap_or(false);
        prop_assert_eq!(told, again, "what was said is not so:\n{}", new);
        prop_assert!(told || !first.left.is_empty() || first.played.iter().flatten().any(|(outcome, _)| !outcome.held()));
        let second = blessed(&new);
        prop_assert!(second.edits.is_empty(), "{}\nbecame\n{}\nand then {:?}", text, new, second.edits);
        prop_assert_eq!(held(&second), told);
        // What is done, and what is said about it in prose, stays.
        let kept = |text: &str| text.lines().filter(|line| line.starts_with('>')).map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(kept(&new), kept(&text));
        prop_assert_eq!(new.matches('#').count(), text.matches('#').count());
    }
}
