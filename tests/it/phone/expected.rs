//! Expectations of messages, wallet and account that the person adds to a record.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use insta::assert_snapshot;
use sim_script::walk;

use super::piped::{TOP_UP, check, piped, said};
use crate::binary::rfid_sim;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(rfid_sim()).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn expectations_are_recorded_by_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("session");
    let arguments = ["--plain", "--record", record.to_str().unwrap()];
    let input = format!("wait 5\nexpect\n{TOP_UP}wait 2\nok\nexpect\ntap 1.50\nexpect\nundo\nexpect\n");
    let output = piped(&arguments, folder.path(), &input);
    assert_eq!(said(&output).matches("已记为期望").count(), 4, "{}", said(&output));
    let walked = check(&record);
    assert_snapshot!("walk_of_expectations", walked);
    // Each number is looked at.
    for (written, other) in [("balance 48.50 yuan", "balance 48.00 yuan"), ("cash 450.00 yuan", "cash 451.00 yuan")] {
        let (before, behind) = walked.rsplit_once(written).unwrap();
        let falsified = walk::parse("recorded", &format!("{before}{other}{behind}")).unwrap();
        assert!(!walk::replay(&falsified, &walk::Options::default()).held(), "{written}");
    }
}

#[test]
fn nothing_is_expected_without_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&["--plain", "--lang", "en"], folder.path(), "expect\n");
    assert!(said(&output).contains("! Nothing is recorded: start the phone with --record."), "{}", said(&output));
}

#[test]
fn session_in_a_world_is_recorded_and_replays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(run(folder, &["world", "new", "a.world", "--people", "2"]).status.success());
    let person = ["--plain", "--lang", "en", "--world", "a.world", "--person", "13800000002"];
    let before = piped(&person, folder, "sms 10658888 KT\nwait 5\n");
    assert!(said(&before).contains("您申请开通手机支付业务"), "{}", said(&before));
    let arguments = [&person[..], &["--record", "session"]].concat();
    let output =
        piped(&arguments, folder, "expect\nsms 10658888 A\nwait 20\nexpect\ndeposit 30\nexpect\nmenu\n1\nend\n");
    assert_eq!(said(&output).matches("The record expects").count(), 3, "{}", said(&output));
    let walked = fs::read_to_string(folder.join("session.walk")).unwrap();
    assert!(walked.starts_with("world   \"session.world\", person 13800000002\n\n"), "{walked}");
    for line in ["expect  no message, balance", "expect  message from 10658888 exactly", "cash 30.00 yuan"] {
        assert!(walked.contains(line), "{line}: {walked}");
    }
    assert!(!walked.contains("find again"), "{walked}");
    assert!(!folder.join("session.trace").exists());
    for name in ["session.world", "session.walk"] {
        let mode = fs::metadata(folder.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    // It is played on a copy, as often as one likes.
    let world = fs::read(folder.join("session.world")).unwrap();
    for _ in 0..2 {
        let played = run(folder, &["run", "session.walk"]);
        assert!(played.status.success(), "{}", String::from_utf8_lossy(&played.stdout));
    }
    assert_eq!(fs::read(folder.join("session.world")).unwrap(), world);
    fs::write(folder.join("session.walk"), walked.replace("cash 30.00 yuan", "cash 31.00 yuan")).unwrap();
    assert_eq!(run(folder, &["run", "session.walk"]).status.code(), Some(1));
    let again = piped(&arguments, folder, "");
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("session.world is already there"));
}

#[test]
fn world_of_a_walk_is_named_rightly_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(run(folder, &["world", "new", "a.world", "--people", "2"]).status.success());
    for (text, why) in [
        ("world \"b.world\"\nexpect idle\n", "there is no world"),
        ("world \"a.world\"\nexpect idle\n", "has 2 people; `person` says whose phone it is"),
        ("world \"a.world\", person 13899999999\nexpect idle\n", "has the number 13899999999"),
        (
            "world \"a.world\", person 13800000001\ncard open\nexpect idle\n",
            "has a card, a phone and a platform already",
        ),
        ("world \"a.walk\"\nexpect idle\n", "a.walk"),
        ("world \"a.world\", 13800000001\nexpect idle\n", "`person` and a number"),
    ] {
        fs::write(folder.join("a.walk"), text).unwrap();
        let played = run(folder, &["run", "a.walk"]);
        let told = [played.stdout, played.stderr].concat();
        let told = String::from_utf8_lossy(&told).into_owned();
        assert!(matches!(played.status.code(), Some(1 | 2)) && told.contains(why), "{text}{told}");
    }
}
