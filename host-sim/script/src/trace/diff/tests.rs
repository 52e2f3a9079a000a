//! Comparisons of sessions that differ in known places.

use proptest::prelude::*;

use super::*;

fn exchange(command: &str, answer: &str) -> SessionStep {
    let answer = Some(Reply::Octets(hex::decode(answer.replace(' ', "")).unwrap()));
    SessionStep::Exchange(SessionExchange {
        command: hex::decode(command.replace(' ', "")).unwrap(),
        answer,
        remark: None,
    })
}

fn session(steps: &[SessionStep]) -> Session {
    Session { steps: steps.to_vec() }
}

const INITIALIZE: &str = "80500102 0B 01 00000064 112233445566 0F";

/// Returns the steps of a purchase of 1.00 yuan with this random number and this MAC1.
fn purchase(random: &str, mac1: &str) -> Vec<SessionStep> {
    vec![
        SessionStep::PowerOn { atr: None },
        exchange(INITIALIZE, &format!("00001388 0002 000000 01 00 {random} 9000")),
        exchange(&format!("80540100 0F 00000001 20091118103000 {mac1} 08"), "A1A2A3A4 B1B2B3B4 9000"),
        exchange("805C0002 04", "00001324 9000"),
    ]
}

#[test]
fn comments_and_delays_do_not_change_comparison() {
    let left = session(&purchase("653027F6", "D1D2D3D4"));
    let mut right = left.clone();
    right.steps.insert(1, SessionStep::Comment("a purchase".into()));
    right.steps.push(SessionStep::Delay { ms: 5 });
    let comparison = Comparison::of(&left, &right, &[]);
    assert_eq!(comparison.summary(), Summary { same: 4, ..Summary::default() });
}

#[test]
fn unknown_answer_is_never_equal() {
    let unknown =
        SessionStep::Exchange(SessionExchange { command: vec![0x80, 0x5C, 0, 2, 4], answer: None, remark: None });
    let known = exchange("805C0002 04", "00001388 9000");
    for (left, right, whose) in [
        (&unknown, &unknown, "neither session has"),
        (&unknown, &known, "the first session has not"),
        (&known, &unknown, "the second session has not"),
    ] {
        let comparison =
            Comparison::of(&session(std::slice::from_ref(left)), &session(std::slice::from_ref(right)), &[]);
        assert_eq!(comparison.summary(), Summary { unknown: 1, ..Summary::default() });
        assert!(!comparison.summary().is_same());
        let words = report::human(&comparison, "a", "b");
        assert!(words.contains(&format!("answer: {whose} what came back")), "{words}");
        assert!(
            words.contains("It cannot be told whether the sessions are the same: 0 alike, 1 with an answer"),
            "{words}"
        );
        assert_eq!(report::json(&comparison, "a", "b", &[])["summary"]["answer_not_known"], 1);
    }
}

#[test]
fn fetched_answer_equals_direct_answer() {
    let fetched = [exchange("00A40400 02 3F00", "6104"), exchange("00C00000 04", "11223344 9000")];
    let at_once = [exchange("00A40400 02 3F00 00", "11223344 9000")];
    let comparison = Comparison::of(&session(&fetched), &session(&at_once), &[]);
    assert_eq!(comparison.summary(), Summary { same: 1, ..Summary::default() });
}

#[test]
fn changed_amount_is_named_with_marked_nibbles() {
    let left = session(&[exchange("80500102 0B 01 00000064 112233445566 0F", "9401")]);
    let right = session(&[exchange("80500102 0B 01 000000C8 112233445566 0F", "9401")]);
    let comparison = Comparison::of(&left, &right, &[]);
    let [ComparisonRow::Changed(_, _, differences)] = comparison.rows.as_slice() else { panic!("{comparison:?}") };
    let [difference] = differences.as_slice() else { panic!("{differences:?}") };
    assert_eq!((difference.side, difference.field.as_str()), (Side::Command, "amount"));
    assert_eq!(difference.left.words, "1.00 yuan");
    assert_eq!(difference.right.words, "2.00 yuan");
    assert_eq!(difference.marks(), "      ^^");
}

#[test]
fn inserted_command_leaves_later_steps_equal() {
    let left = session(&purchase("653027F6", "D1D2D3D4"));
    let mut right = left.clone();
    right.steps.insert(2, exchange("805C0002 04", "00001388 9000"));
    let comparison = Comparison::of(&left, &right, &[]);
    assert_eq!(comparison.summary(), Summary { same: 4, only_right: 1, ..Summary::default() });
    assert!(
        matches!(comparison.rows.get(2), Some(ComparisonRow::OnlyRight(NumberedStep { number: 3, .. }))),
        "{comparison:?}"
    );
    let back = Comparison::of(&right, &left, &[]);
    assert_eq!(back.summary(), Summary { same: 4, only_left: 1, ..Summary::default() });
}

#[test]
fn random_numbers_and_macs_may_differ_if_expected() {
    let left = session(&purchase("653027F6", "D1D2D3D4"));
    let right = session(&purchase("00112233", "E1E2E3E4"));
    let strict = Comparison::of(&left, &right, &[]);
    assert_eq!(strict.summary(), Summary { same: 2, changed: 2, ..Summary::default() });
    let random_only = Comparison::of(&left, &right, &[Nature::Random]);
    assert_eq!(random_only.summary(), Summary { same: 2, changed: 1, expected: 1, ..Summary::default() });
    let lenient = Comparison::of(&left, &right, &[Nature::Random, Nature::Mac]);
    assert_eq!(lenient.summary(), Summary { same: 2, expected: 2, ..Summary::default() });
    assert!(lenient.summary().is_same());
    let words = report::human(&lenient, "a", "b");
    assert!(words.contains("answer random (expected: a random number)"), "{words}");
    assert!(words.contains("653027F6"), "{words}");
}

#[test]
fn changed_status_word_is_explained() {
    let left = session(&[exchange("805C000204", "00001388 9000")]);
    let right = session(&[exchange("805C000204", "6985")]);
    let words = report::human(&Comparison::of(&left, &right, &[Nature::Random]), "a", "b");
    assert!(words.contains("- 9000  success"), "{words}");
    assert!(words.contains("+ 6985  conditions of use not satisfied"), "{words}");
    assert!(words.contains("answer balance"), "{words}");
    assert!(words.ends_with("The sessions differ: 0 alike, 1 different.\n"), "{words}");
}

#[test]
fn equivalent_length_forms_compare_as_equal() {
    let of = |command: &str| {
        Comparison::of(&session(&[exchange(command, "9000")]), &session(&[exchange("00B0000000", "9000")]), &[])
    };
    assert!(of("00B00000000100").summary().is_same(), "256 octets asked for in either width");
    let comparison = of("00B00000000200");
    let [ComparisonRow::Changed(_, _, differences)] = comparison.rows.as_slice() else { panic!("{comparison:?}") };
    let [difference] = differences.as_slice() else { panic!("{differences:?}") };
    assert_eq!((difference.field.as_str(), difference.left.hex.as_deref()), ("le", Some("000200")));
    assert_eq!((difference.left.words.as_str(), difference.right.hex.as_deref()), ("512", Some("00")));
    let select = |command: &str| session(&[exchange(command, "9000")]);
    let forms = ["00A40000 02 3F00", "00A40000 02 3F00 00", "00A40000 000002 3F00", "00A40000 000002 3F00 0000"];
    for (left, right) in forms.iter().flat_map(|left| forms.iter().map(move |right| (left, right))) {
        assert!(Comparison::of(&select(left), &select(right), &[]).summary().is_same(), "{left}, {right}");
    }
}

#[test]
fn silence_differs_from_answer() {
    let with = |answer| {
        session(&[SessionStep::Exchange(SessionExchange { command: vec![0x80, 0x5C, 0, 2, 4], answer, remark: None })])
    };
    let answered = with(Some(Reply::Octets(vec![0x90, 0])));
    assert!(!Comparison::of(&answered, &with(Some(Reply::Silence)), &[]).summary().is_same());
}

#[test]
fn json_difference_names_field_and_values() {
    let left = session(&[exchange("805C000204", "00001388 9000")]);
    let right = session(&[exchange("805C000204", "00001324 9000")]);
    let json = report::json(&Comparison::of(&left, &right, &[]), "a", "b", &[]);
    assert_eq!(json["same"], false);
    let difference = &json["rows"][0]["differences"][0];
    assert_eq!(difference["field"], "balance");
    assert_eq!(difference["left"]["hex"], "00001388");
    assert_eq!(difference["right"]["words"], "49.00 yuan");
}

fn steps() -> impl Strategy<Value = Vec<SessionStep>> {
    let command = prop_oneof![Just(INITIALIZE), Just("805C000204"), Just("00B201C417"), Just("8054"), Just("FF")];
    let answer = prop_oneof![Just("9000"), Just("6985"), Just("000013889000"), Just("000013249000")];
    let exchange = (command, answer).prop_map(|(command, answer)| exchange(command, answer));
    prop::collection::vec(
        prop_oneof![8 => exchange, 1 => Just(SessionStep::Reset { atr: None }), 1 => Just(SessionStep::PowerOff)],
        0..12,
    )
}

proptest! {
    #[test]
    fn comparison_keeps_every_step_in_order(left in steps(), right in steps()) {
        let comparison = Comparison::of(&session(&left), &session(&right), &[]);
        let (mut from_left, mut from_right) = (Vec::new(), Vec::new());
        for row in comparison.rows {
            match row {
                ComparisonRow::Same(left, right) | ComparisonRow::Unknown(left, right) | ComparisonRow::Changed(left, right, _) => {
                    from_left.push(left.step);
                    from_right.push(right.step);
                }
                ComparisonRow::OnlyLeft(left) => from_left.push(left.step),
                ComparisonRow::OnlyRight(right) => from_right.push(right.step),
            }
        }
        prop_assert_eq!(from_left, fold::fold(&session(&left)).steps);
        prop_assert_eq!(from_right, fold::fold(&session(&right)).steps);
    }

    #[test]
    fn only_equal_sessions_compare_as_equal(left in steps(), right in steps()) {
        let comparison = Comparison::of(&session(&left), &session(&right), &[]);
        prop_assert_eq!(comparison.summary().is_same(), left == right);
        prop_assert!(report::human(&comparison, "a", "b").ends_with(".\n"));
    }
}
