//! Scenarios: read, printed, refused with the place of every mistake.

use super::*;
use crate::lang::SyntaxError;

const PERSON: &str = "person 13807310001 feature-phone\n";

fn refusal(text: &str) -> Box<SyntaxError> {
    parse("test.scenario", text).unwrap_err()
}

/// Returns every mistake of a text: its line, the marked words, the sentence and the advice.
fn mistakes(text: &str) -> Vec<(usize, String, String, String)> {
    use miette::Diagnostic as _;
    let error = refusal(text);
    let told = |error: &dyn miette::Diagnostic| {
        let label = error.labels().unwrap().next().unwrap();
        let marked = text.get(label.offset()..label.offset() + label.len()).unwrap().to_owned();
        let line = text.get(..label.offset()).unwrap().matches('\n').count() + 1;
        (line, marked, error.to_string(), error.help().map(|help| help.to_string()).unwrap_or_default())
    };
    let mut all = vec![told(&*error)];
    all.extend(error.related().into_iter().flatten().map(told));
    all
}

#[test]
fn mistake_is_told_with_its_place() {
    let cases = [
        ("", 1, "", "nobody is in this scenario"),
        ("# nothing\n\nseed x", 3, "x", "`x` stands where a seed"),
        ("person 13807310001 nokia", 1, "nokia", "`nokia` stands where a handset should stand"),
        ("person 1380731000 android", 1, "1380731000", "\"1380731000\" is no mobile number"),
        ("person 13807310001", 1, "", "the line ends where a handset should stand"),
        ("person 13807310001 android android", 1, "android", "`android` stands where the end of the line"),
        ("person 13807310001 android\nperson 13807310001 android", 2, "13807310001", "13807310001 is there already"),
        ("person 13807310001 android\nplant roses", 2, "roses", "`roses` stands where a fault that can be planted"),
        ("person 13807310001 android\nheal\nseed 1", 3, "seed 1", "what the world is stands before"),
        ("person 13807310001 android\n  heall  # x", 2, "heall", "unknown action `heall`"),
        ("seed 1\nseed 2\n", 2, "seed 2", "the header says two things: `seed 1` and `seed 2`"),
        ("person 13807310001 android\ntime 3 weeks", 2, "weeks", "\"3 weeks\" is no duration"),
    ];
    for (text, line, marked, part) in cases {
        let told = mistakes(text);
        assert_eq!((told.len(), told[0].0, told[0].1.as_str()), (1, line, marked), "{text:?}: {told:?}");
        assert!(told[0].2.contains(part), "{text:?}: {told:?}");
    }
}

#[test]
fn several_mistakes_are_told_at_once() {
    let text = "sed 3\nperson 13807310001 andorid\n13807310001 suspend\ntime 5 mins\nplatform dies soon\nheal\n";
    let told = mistakes(text);
    let places: Vec<_> = told.iter().map(|(line, marked, ..)| (*line, marked.as_str())).collect();
    assert_eq!(places, [(1, "sed 3"), (2, "andorid"), (3, "13807310001 suspend"), (4, "mins"), (5, "soon")]);
    let advice: Vec<_> = told.iter().map(|(.., help)| help.as_str()).take(3).collect();
    assert_eq!(advice, ["did you mean `seed`?", "did you mean `android`?", "did you mean `NUMBER suspends`?"]);
    let many = mistakes(&"heall\n".repeat(100));
    assert_eq!(many.len(), crate::lang::error::MISTAKES_TOLD);
}

#[test]
fn comments_and_blanks_are_left_out() {
    let text = "\u{feff}seed 3 # a seed\nperson 13807310001 android\n\n  heal  # and rest\n";
    let scenario = parse("test.scenario", text).unwrap();
    assert_eq!(scenario.to_string(), "seed 3\nperson 13807310001 android\nheal\n");
}

#[test]
fn number_sign_in_quotation_is_text() {
    let text = "seed 1\nperson 13807310001 feature-phone # who\n13807310001 writes \"HF # 5\" # prose\n";
    let scenario = parse("test.scenario", text).unwrap();
    assert!(scenario.to_string().ends_with("13807310001 writes \"HF # 5\"\n"), "{scenario}");
    assert_eq!(parse("again", &scenario.to_string()).unwrap(), scenario);
}

#[test]
fn scenario_of_years_is_refused() {
    for time in ["time 100000000 d\n".to_owned(), "time 1 d\n".repeat(61)] {
        let why = refusal(&format!("{PERSON}{time}")).to_string();
        assert!(why.contains("60 d pass at most in all"), "{why}");
    }
    assert!(parse("long", &format!("seed 1\nseed 1\n{PERSON}{}", "time 1 d\n".repeat(60))).is_ok());
}

#[test]
fn scenario_too_large_for_seconds_is_refused() {
    let people = |count: usize| -> String {
        (0..count).map(|number| format!("person 138{number:08} feature-phone\n")).collect()
    };
    let actions = |count: usize| "hall sells card of 50\n".repeat(count);
    for (text, line, part) in [
        (people(301), 301, "a scenario has 300 people at most"),
        (people(1) + &actions(5001), 5002, "a scenario has 5000 actions at most"),
        (people(255) + &actions(79), 334, "with 255 people a scenario has 78 actions at most"),
    ] {
        let error = refusal(&text);
        assert_eq!(error.line(), line);
        assert!(error.to_string().contains(part), "{error}");
    }
    for text in [people(300), people(1) + &actions(5000), people(255) + &actions(78)] {
        assert!(parse("large", &text).is_ok());
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(seed|person|heal|time|[0-9a-z\"\\\\ #\n]{0,12}){0,8}") {
        if let Ok(scenario) = parse("any", &text) {
            proptest::prop_assert_eq!(parse("again", &scenario.to_string()).unwrap(), scenario);
        }
    }
}
