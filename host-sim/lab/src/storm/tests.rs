//! Storms: the same seed does the same, what is planted is found and told in a few lines, and nothing else is found.

use super::*;
use sim_device::memory::Broken;
use sim_world::invariant::Violation;

const COUNTER: Plants = Plants::Card(Broken::CounterAfterScript);

/// Lines of a script that are doings.
const SHORT: usize = 14;

#[test]
fn the_same_run_of_a_seed_does_the_same_again() {
    for run in 1..=3 {
        let script = plan(11, run, None);
        assert_eq!(script, plan(11, run, None));
        assert_eq!(play(&script), play(&script));
        assert_ne!(script, plan(12, run, None));
        assert_ne!(script, plan(11, run + 1, None));
    }
}

#[test]
fn all_that_storms_draw_is_written_and_read_back() {
    for run in 1..=60 {
        let script = plan(7, run, None);
        assert_eq!(script.to_string().parse(), Ok(script));
    }
}

#[test]
fn a_plant_changes_nothing_else_of_a_run() {
    let (with, without) = (plan(11, 1, Some(COUNTER)), plan(11, 1, None));
    assert_eq!(
        (with.doings, with.cast.seed, with.cast.people),
        (without.doings, without.cast.seed, without.cast.people)
    );
    assert_eq!((with.cast.broken, without.cast.broken), (Some(Broken::CounterAfterScript), None));
}

#[test]
fn nothing_is_found_where_nothing_is_planted() {
    for run in 1..=25 {
        let script = plan(1, run, None);
        let played = play(&script).unwrap();
        assert_eq!(played.found, None, "run {run}:\n{script}");
        assert_eq!(shrink(&script).1, None);
    }
}

/// Runs of seed 1 in which a plant is looked for.
const RUNS: u64 = 400;

/// The first run in which a plant is found, shortened; both scripts are right without it. One in a hundred runs finds it at
/// least.
fn found(plants: Plants) -> (Script, Violation) {
    let runs = (1..=RUNS).map(|run| plan(1, run, Some(plants)));
    let mut finding = runs.filter(|script| play(script).unwrap().found.is_some());
    let script = finding.next().expect("found");
    let found_again = u64::try_from(finding.take(usize::try_from(RUNS / 100).unwrap() - 1).count()).unwrap();
    assert_eq!(found_again + 1, RUNS / 100, "{plants} is found in fewer than one in a hundred runs");
    let (shortest, found) = shrink(&script);
    assert!(shortest.doings.len() <= SHORT, "{shortest}");
    // It is replayed from its text, and goes wrong in the same way.
    let read: Script = shortest.to_string().parse().unwrap();
    assert_eq!(play(&read).unwrap().found, found);
    for mut right in [script, read] {
        (right.cast.plant, right.cast.broken) = (None, None);
        assert_eq!(play(&right).unwrap().found, None, "{right}");
    }
    (shortest, found.unwrap().violation)
}

/// The word of every plant that storms are known to find, and what a violation by it says.
const FOUND: [(&str, &str); 12] = [
    ("refund-before-cancel", "was refunded, and no cancel of it was under way"),
    ("refund-on-refusal", "was refunded, and no cancel of it was under way"),
    ("top-up-without-password", "a top-up of"),
    ("website-without-password", "from the website of"),
    ("bill-without-password", "for the bill of"),
    ("care-without-password", "a reset of the operation PIN of"),
    ("close-without-password", "an errand to make the wallet closed of"),
    ("account-over-account", "the payment account of"),
    ("orders-by-hearing", "it is a further effect of one order"),
    ("script-names-nobody", "accepted a packet that was made for"),
    ("second-top-up-declined", "is under way, though the card has given it up"),
    ("counter-after-script", "its counter of accepted packets is still"),
];

#[test]
fn every_plant_has_its_row() {
    assert_eq!(FOUND.map(|(word, _)| word).as_slice(), Plants::words());
}

/// A plant is found, its script is short and names it, and what is found is what was planted.
fn finds(word: &str) {
    let says = FOUND.iter().find(|(of, _)| *of == word).unwrap().1;
    let (script, violation) = found(word.parse().unwrap());
    assert!(violation.to_string().contains(says), "{violation}\n{script}");
    if word.ends_with("-without-password") {
        assert!(violation.to_string().ends_with("it was ordered under a wrong pay password"), "{violation}\n{script}");
    }
    assert!(script.to_string().contains(&format!("\nplant {word}\n")), "{script}");
}

macro_rules! plant_is_found {
    ($($test:ident: $word:literal;)*) => {$(
        #[test]
        fn $test() {
            finds($word);
        }
    )*};
}

plant_is_found! {
    refund_before_cancel_is_found: "refund-before-cancel";
    refund_on_refusal_is_found: "refund-on-refusal";
    top_up_without_password_is_found: "top-up-without-password";
    website_without_password_is_found: "website-without-password";
    bill_without_password_is_found: "bill-without-password";
    care_without_password_is_found: "care-without-password";
    close_without_password_is_found: "close-without-password";
    account_over_account_is_found: "account-over-account";
    orders_by_hearing_is_found: "orders-by-hearing";
    script_names_nobody_is_found: "script-names-nobody";
    second_top_up_declined_is_found: "second-top-up-declined";
    counter_after_script_is_found: "counter-after-script";
}

#[test]
fn what_is_wrong_in_a_script_is_said_with_its_line() {
    let cases = [
        ("", "there is no `person NUMBER MODEL` in it"),
        ("# nothing\n\nseed x", "line 3: \"x\" is no seed"),
        ("person 13807310001 nokia", "line 1: \"nokia\" is none of feature-phone"),
        ("person 1380731000 android", "line 1: \"1380731000\" is no mobile number"),
        ("person 13807310001", "has too few or too many words"),
        ("person 13807310001 android\nperson 13807310001 android", "line 2: 13807310001 is there already"),
        (
            "person 13807310001 android\nplant roses",
            "line 2: \"roses\" is no fault that can be planted; there are refund",
        ),
        ("person 13807310001 android\nheal\nseed 1", "line 3: what the world is stands before"),
        ("person 13807310001 android\nheall", "line 2: \"heall\" is nothing that can be done; did you mean `heal`?"),
    ];
    for (text, part) in cases {
        let why = text.parse::<Script>().unwrap_err().to_string();
        assert!(why.contains(part), "{text:?}: {why}");
    }
    let script: Script = "seed 3 # a seed\nperson 13807310001 android\n\n  heal  # and rest\n".parse().unwrap();
    assert_eq!(script.to_string(), "seed 3\nperson 13807310001 android\nheal\n");
}

#[test]
fn script_keeps_number_sign_between_quotation_marks() {
    let text = "seed 1\nperson 13807310001 feature-phone # who\n13807310001 writes \"HF # 5\" # prose\n";
    let script: Script = text.parse().unwrap();
    assert!(script.to_string().ends_with("13807310001 writes \"HF # 5\"\n"), "{script}");
    assert_eq!(script.to_string().parse::<Script>().unwrap(), script);
}

#[test]
fn script_that_contradicts_itself_or_lasts_for_years_is_refused() {
    let refusal = |text: &str| text.parse::<Script>().unwrap_err().to_string();
    assert_eq!(refusal("seed 1\nseed 2\n"), "line 2: the seed is 1 already, and cannot be 2 too");
    let person = "person 13807310001 feature-phone\n";
    for time in ["time 100000000 d\n".to_owned(), "time 1 d\n".repeat(61)] {
        assert!(refusal(&format!("{person}{time}")).contains("60 d pass at most in all"));
    }
    assert!(format!("seed 1\nseed 1\n{person}{}", "time 1 d\n".repeat(60)).parse::<Script>().is_ok());
}

#[test]
fn script_too_large_for_seconds_is_refused() {
    let refusal = |text: &str| text.parse::<Script>().unwrap_err().to_string();
    let people = |count: usize| -> String {
        (0..count).map(|number| format!("person 138{number:08} feature-phone\n")).collect()
    };
    let doings = |count: usize| "hall sells card of 50\n".repeat(count);
    assert_eq!(refusal(&people(301)), "line 301: a script has 300 people at most, and this one has more");
    let told = refusal(&(people(1) + &doings(5001)));
    assert_eq!(told, "line 5002: a script has 5000 doings at most, and this one has more");
    let told = refusal(&(people(255) + &doings(79)));
    assert_eq!(told, "line 334: with 255 people a script has 78 doings at most, and this one has more");
    for text in [people(300), people(1) + &doings(5000), people(255) + &doings(78)] {
        assert!(text.parse::<Script>().is_ok());
    }
}
