//! Storms: the same seed does the same, what is planted is found and told in a few lines, and nothing else is found.

use super::*;
use crate::memory::Broken;
use crate::platform::Plant;
use crate::watch::Violation;

const REFUND: Plants = Plants::Platform(Plant::RefundBeforeCancel);
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

/// The first run in which a plant is found, shortened; both scripts are right without it.
fn found(plants: Plants) -> (Script, Violation) {
    let runs = (1..=1000).map(|run| plan(1, run, Some(plants)));
    let script = runs.into_iter().find(|script| play(script).unwrap().found.is_some()).expect("found");
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

#[test]
fn a_refund_before_the_cancel_is_found() {
    let (script, violation) = found(REFUND);
    assert!(matches!(violation, Violation::Books(crate::audit::Finding::Card { .. })), "{violation}\n{script}");
    assert!(script.to_string().contains("\nplant refund-before-cancel\n"));
}

#[test]
fn a_counter_that_is_stored_after_the_script_is_found() {
    let (script, violation) = found(COUNTER);
    assert!(matches!(violation, Violation::NotCounted { .. }), "{violation}\n{script}");
    assert!(script.to_string().contains("\nplant counter-after-script\n"));
    assert!(script.to_string().contains("\npower of "), "{script}");
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
        ("person 13807310001 android\nplant roses", "line 2: \"roses\" is nothing that can be planted"),
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
