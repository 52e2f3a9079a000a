//! Tests of storms: the same seed does the same, every plant is found and shortened to a few lines, and nothing else is
//! found.

use super::*;
use sim_device::memory::CardDefect;
use sim_script::scenario::{PlantedFault, Scenario, parse};
use sim_world::invariant::Violation;

const COUNTER: PlantedFault = PlantedFault::Card(CardDefect::CounterAfterScript);

/// Greatest number of actions in a short scenario: five wrong tries lock a password, besides what makes it ready.
const SHORT: usize = 20;

#[test]
fn same_seed_repeats_its_run() {
    for run in 1..=3 {
        let scenario = plan(11, run, None);
        assert_eq!(scenario, plan(11, run, None));
        assert_eq!(play(&scenario), play(&scenario));
        assert_ne!(scenario, plan(12, run, None));
        assert_ne!(scenario, plan(11, run + 1, None));
    }
}

#[test]
fn drawn_scenario_round_trips_as_text() {
    for run in 1..=60 {
        let scenario = plan(7, run, None);
        assert_eq!(parse("printed", &scenario.to_string()).unwrap(), scenario);
    }
}

#[test]
fn plant_changes_nothing_else_of_run() {
    let (with, without) = (plan(11, 1, Some(COUNTER)), plan(11, 1, None));
    assert_eq!(
        (with.actions, with.cast.seed, with.cast.people),
        (without.actions, without.cast.seed, without.cast.people)
    );
    assert_eq!((with.cast.broken, without.cast.broken), (Some(CardDefect::CounterAfterScript), None));
}

#[test]
fn unplanted_runs_violate_nothing() {
    for run in 1..=25 {
        let scenario = plan(1, run, None);
        let played = play(&scenario).unwrap();
        assert_eq!(played.found, None, "run {run}:\n{scenario}");
        assert_eq!(shrink(&scenario).1, None);
    }
}

/// Number of runs of seed 1 in which a plant is looked for.
const RUNS: u64 = 400;

/// Returns the first run in which a plant is found, shortened, and its violation. Both scenarios are right without the
/// plant, and at least one run in a hundred finds it.
fn found(fault: PlantedFault) -> (Scenario, Violation) {
    let runs = (1..=RUNS).map(|run| plan(1, run, Some(fault)));
    let mut finding = runs.filter(|scenario| play(scenario).unwrap().found.is_some());
    let scenario = finding.next().expect("found");
    let found_again = u64::try_from(finding.take(usize::try_from(RUNS / 100).unwrap() - 1).count()).unwrap();
    assert_eq!(found_again + 1, RUNS / 100, "{fault} is found in fewer than one in a hundred runs");
    let (shortest, found) = shrink(&scenario);
    assert!(shortest.actions.len() <= SHORT, "{shortest}");
    // It is replayed from its text, and goes wrong in the same way.
    let read = parse("shortest", &shortest.to_string()).unwrap();
    assert_eq!(play(&read).unwrap().found, found);
    for mut right in [scenario, read] {
        (right.fault, right.cast.broken) = (None, None);
        assert_eq!(play(&right).unwrap().found, None, "{right}");
    }
    (shortest, found.unwrap().violation)
}

/// Words of the plants that storms are known to find, each with part of its violation's text.
const FOUND: [(&str, &str); 18] = [
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
    ("void-after-upload", "or its commission was paid back"),
    ("entry-settled-twice", "was settled twice"),
    ("swap-registered-twice", "a second time"),
    ("withdrawal-paid-twice", "which had ended, or had never begun"),
    ("code-works-twice", "worked a second time"),
    ("lock-forgotten", "is locked until"),
    ("counter-after-script", "its counter of accepted packets is still"),
];

#[test]
fn every_plant_has_its_row() {
    assert_eq!(FOUND.map(|(word, _)| word).as_slice(), PlantedFault::words());
}

/// Checks that a plant is found, that its scenario is short and names it, and that the violation is the planted one.
fn find_violation(word: &str) {
    let says = FOUND.iter().find(|(of, _)| *of == word).unwrap().1;
    let (scenario, violation) = found(word.parse().unwrap());
    assert!(violation.to_string().contains(says), "{violation}\n{scenario}");
    if word.ends_with("-without-password") {
        assert!(
            violation.to_string().ends_with("it was ordered under a wrong pay password"),
            "{violation}\n{scenario}"
        );
    }
    assert!(scenario.to_string().contains(&format!("\nplant {word}\n")), "{scenario}");
}

macro_rules! plant_is_found {
    ($($test:ident: $word:literal;)*) => {$(
        #[test]
        fn $test() {
            find_violation($word);
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
    void_after_upload_is_found: "void-after-upload";
    entry_settled_twice_is_found: "entry-settled-twice";
    swap_registered_twice_is_found: "swap-registered-twice";
    withdrawal_paid_twice_is_found: "withdrawal-paid-twice";
    code_works_twice_is_found: "code-works-twice";
    lock_forgotten_is_found: "lock-forgotten";
    counter_after_script_is_found: "counter-after-script";
}
