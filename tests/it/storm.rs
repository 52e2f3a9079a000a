//! `rfid-sim storm` from outside: its findings, its reports, and its exit status.

use std::process::{Command, Output};

use crate::binary::rfid_sim;

fn storm(arguments: &[&str]) -> Output {
    Command::new(rfid_sim()).arg("storm").args(arguments).env("NO_COLOR", "1").output().unwrap()
}

/// Runs `rfid-sim storm`; returns what it printed, and its exit status.
fn said(arguments: &[&str]) -> (String, Option<i32>) {
    let output = storm(arguments);
    let printed = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (printed, output.status.code())
}

#[test]
fn clean_storm_counts_its_runs_repeatably() {
    let (printed, status) = said(&["--seed", "1", "--runs", "6"]);
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.starts_with("6 runs: "), "{printed}");
    assert!(printed.contains(", none wrong, in "), "{printed}");
    let (again, _) = said(&["--seed", "1", "--runs", "6"]);
    let counts = |printed: &str| printed.split(", none wrong").next().unwrap().to_owned();
    assert_eq!(counts(&printed), counts(&again));
}

#[test]
fn planted_fault_is_reported_with_replayable_script() {
    let (printed, status) = said(&["--seed", "1", "--runs", "60", "--plant", "counter-after-script"]);
    assert_eq!(status, Some(1), "{printed}");
    let replay = printed.lines().find_map(|line| line.trim().strip_prefix("replay: rfid-sim storm ")).unwrap();
    let (replayed, status) = said(&replay.split(' ').collect::<Vec<_>>());
    assert_eq!(status, Some(1), "{replayed}");
    assert!(replayed.contains("its counter of accepted packets is still"), "{replayed}");

    let behind = printed.split("--script FILE:\n\n").nth(1).unwrap();
    let script = behind.split("\n\n").next().unwrap();
    assert!(script.lines().count() <= 16, "{script}");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), script).unwrap();
    let path = file.path().to_str().unwrap();
    let (of_script, status) = said(&["--script", path]);
    assert_eq!(status, Some(1), "{of_script}");
    std::fs::write(file.path(), script.replace("plant counter-after-script\n", "")).unwrap();
    let (right, status) = said(&["--script", path]);
    assert_eq!(status, Some(0), "{right}");
}

#[test]
fn bad_arguments_are_refused_without_a_run() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "person 13807310001 android\n13807310001 suspend\n").unwrap();
    let path = file.path().to_str().unwrap();
    for (arguments, part) in [
        (&["--script", path][..], "did you mean `NUMBER suspends`?"),
        (&["--script", "no-such-file"], "no-such-file"),
        (&["--plant", "roses"], "[possible values: refund-before-cancel, "),
        (&["--runs", "0"], "0 is not in 1.."),
        (&["--script", path, "--runs", "3"], "cannot be used with"),
    ] {
        let (printed, status) = said(arguments);
        assert_eq!(status, Some(2), "{printed}");
        assert!(printed.contains(part), "{arguments:?}: {printed}");
    }
}
