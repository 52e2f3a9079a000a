//! The phone line by line, through pipes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use insta::assert_snapshot;
use rfid_sim::{trace, walk};

use crate::binary::rfid_sim;

fn piped(arguments: &[&str], folder: &Path, input: &str) -> Output {
    let mut command = Command::new(rfid_sim());
    command.arg("phone").args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> &str {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn without_a_terminal_the_way_out_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&[], folder.path(), "");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @r"
    rfid-sim: The phone takes a whole terminal, and standard input or output is none.
    With --plain the phone is read and answered line by line.
    ");
}

#[test]
fn a_session_line_by_line_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&["--plain"], folder.path(), "menu\n1\n3\nok\nstate\nnonsense\nquit\nmenu\n");
    assert_snapshot!("plain_zh", said(&output));
}

#[test]
fn a_session_line_by_line_in_english() {
    let folder = tempfile::tempdir().unwrap();
    let input = "menu\n1\n2\nabc\nok\n50\nundo\nback\nend\nwait 5\nsms\ncommands\n";
    let output = piped(&["--plain", "--lang", "en"], folder.path(), input);
    assert_snapshot!("plain_en", said(&output));
}

#[test]
fn what_was_done_is_written_as_a_trace_that_replays_and_as_a_walk_that_holds() {
    let folder = tempfile::tempdir().unwrap();
    for language in ["zh", "en"] {
        let record = folder.path().join(language);
        let arguments = ["--plain", "--lang", language, "--seed", "7", "--record", record.to_str().unwrap()];
        let input =
            "menu\n4\n1\n1\nyes\nok\nwait 3\nmenu\n1\n12345\nok\nundo\nerase\nok\n3\nok\nrestart\nmenu\n2\nend\n";
        said(&piped(&arguments, folder.path(), input));
        let text = fs::read_to_string(record.with_extension("trace")).unwrap();
        let replayed = trace::replay(&trace::parse("recorded", &text).unwrap(), &trace::Options::default());
        assert!(replayed.held(), "{text}\n{:?}", replayed.results);
        let walked = fs::read_to_string(record.with_extension("walk")).unwrap();
        let held = walk::replay(&walk::parse("recorded", &walked).unwrap(), &walk::Options::default());
        assert!(held.held(), "{walked}\n{held:?}");
        assert_snapshot!(format!("walk_{language}"), walked);
        let again = piped(&arguments, folder.path(), "quit\n");
        assert_eq!(again.status.code(), Some(2), "a record that is there is not written over");
        assert_eq!(fs::read_to_string(record.with_extension("trace")).unwrap(), text);
    }
}

#[test]
fn a_card_in_a_file_is_kept_and_undo_reaches_it() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--plain", "--lang", "en", "--card", "my.card"];
    said(&piped(&arguments, folder.path(), "menu\n4\n1\n1\nyes\n"));
    let state = piped(&arguments, folder.path(), "state\n");
    assert!(said(&state).contains("operation PIN: on, 3 tries left"), "{}", said(&state));
    let other = ["--plain", "--lang", "en", "--card", "other.card"];
    said(&piped(&other, folder.path(), "menu\n4\n1\n1\nyes\nundo\n"));
    let state = piped(&other, folder.path(), "state\n");
    assert!(said(&state).contains("operation PIN: off"), "{}", said(&state));
}

#[test]
fn a_phone_of_another_kind_with_a_quirk_is_another_phone() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--plain", "--lang", "en", "--phone", "android", "--speech", "3g", "--quirk", "titles-cut"];
    let output = piped(&arguments, folder.path(), "menu\napdus 1\n");
    assert!(said(&output).contains("My wallet") && said(&output).contains("> 8014"), "{}", said(&output));
    assert!(!said(&output).contains("My payment account"), "{}", said(&output));
    let output = piped(&["--plain", "--quirk", "nonsense"], folder.path(), "");
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains("there is no such quirk; there are early-display-answer, "), "{told}");
}

#[test]
fn the_session_of_the_page_about_the_phone_is_what_comes() {
    let page = include_str!("../../../docs/PHONE.md");
    let (_, session) = page.split_once("$ printf '").unwrap();
    let (input, rest) = session.split_once("' | rfid-sim phone ").unwrap();
    let (arguments, rest) = rest.split_once('\n').unwrap();
    let (expected, _) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let output = piped(&arguments, folder.path(), &input.replace("\\n", "\n"));
    assert_eq!(said(&output), expected);
}
