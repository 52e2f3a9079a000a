//! `rfid-sim convert` and `rfid-sim diff` as people use them, on the traces of the project.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::binary::rfid_sim;

fn run(arguments: &[&OsStr]) -> Output {
    Command::new(rfid_sim()).args(arguments).output().unwrap()
}

fn run_words(folder: &Path, words: &str) -> Output {
    Command::new(rfid_sim()).args(words.split_whitespace()).current_dir(folder).output().unwrap()
}

fn text(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).unwrap()
}

/// Every file below the project's traces that ends so.
fn traces(extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn assert_same(left: &Path, right: &Path) {
    let output = run(&["diff".as_ref(), left.as_ref(), right.as_ref()]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn every_trace_of_the_project_becomes_json_lines_that_are_the_same_session() {
    let folder = tempfile::tempdir().unwrap();
    let all = traces("trace");
    assert!(all.len() >= 40, "{} traces", all.len());
    for (number, trace) in all.iter().enumerate() {
        let lines = folder.path().join(format!("{number}.jsonl"));
        let output = run(&["convert".as_ref(), trace.as_ref(), "-o".as_ref(), lines.as_ref()]);
        assert_eq!(output.status.code(), Some(0), "{}: {}", trace.display(), text(&output.stderr));
        let ended = text(&output.stderr).contains("places where the replay ended");
        assert!(!ended, "{}: {}", trace.display(), text(&output.stderr));
        assert_same(trace, &lines);
    }
}

#[test]
fn a_trace_with_computed_values_becomes_a_script_with_the_octets_that_were_sent() {
    let folder = tempfile::tempdir().unwrap();
    let load = "> 00A40400 10 D1560001018003800000000100000000\n< ..\n> 80500002 0B 01 {50.00 yuan} 112233445566 10\n\
        < .. 9000\nmac2 = load MAC2 on now   # the platform answers\n> 80520000 0B {now} {mac2} 04\n< tac:4 9000\ncheck tac\n";
    fs::write(folder.path().join("load.trace"), load).unwrap();
    let output = run_words(folder.path(), "convert load.trace -o load.scr");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for note in ["answers left out (3)", "computed values written out (1)", "checks left out (1)", "powerup put"] {
        assert!(text(&output.stderr).contains(note), "{note}: {}", text(&output.stderr));
    }
    let script = fs::read_to_string(folder.path().join("load.scr")).unwrap();
    assert!(script.contains("0x80 0x52 0x00 0x00 0x0B 0x20 0x09 0x11 0x18 0x10 0x30 0x00 "), "{script}");
    assert!(script.contains("// the platform answers\n"), "{script}");
    for format in ["scriptor", "jsonl", "trace"] {
        let output = run_words(folder.path(), &format!("convert load.scr --to {format} -o load-2.{format}"));
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let again = run_words(folder.path(), &format!("convert load-2.{format} --to apdutool -o load-{format}.scr"));
        assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
        assert_same(&folder.path().join("load.scr"), &folder.path().join(format!("load-{format}.scr")));
    }
}

#[test]
fn imported_sessions_send_what_their_scripts_send() {
    let scripts: Vec<PathBuf> = traces("scr").into_iter().chain(traces("scriptor")).collect();
    assert!(scripts.len() >= 4, "{scripts:?}");
    for script in scripts {
        assert_same(&script, &script.with_extension("trace"));
    }
}

#[test]
fn a_difference_is_exit_status_1_and_an_expected_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let challenge =
        |random: &str| format!("{{\"type\":\"command\",\"hex\":\"0084000004\",\"answer\":\"{random}9000\"}}\n");
    fs::write(folder.path().join("a.jsonl"), challenge("00112233")).unwrap();
    fs::write(folder.path().join("b.jsonl"), challenge("00112234")).unwrap();
    let output = run_words(folder.path(), "diff a.jsonl b.jsonl");
    assert_eq!(output.status.code(), Some(1));
    let expected = "--- a.jsonl\n+++ b.jsonl\n~ 1         GET CHALLENGE\n      answer random (a random number)\n        - 00112233\n        \
        + 00112234\n                 ^\nThe sessions differ: 0 alike, 1 different.\n";
    assert_eq!(text(&output.stdout), expected);
    let output = run_words(folder.path(), "diff --ignore random,mac --format json a.jsonl b.jsonl");
    assert_eq!(output.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["same"], true);
    assert_eq!(json["rows"][0]["differences"][0]["expected"], true);
}

#[test]
fn bad_input_is_shown_with_its_place_exit_status_2_and_nothing_written() {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in [
        ("short.scr", "powerup;\n0x80 0x5C 0x00;\n"),
        ("odd.scriptor", "reset\n80 5C 0 02\n"),
        ("wrong.jsonl", "{\"type\":\"reset\"}\n{\"type\":\"jump\"}\n"),
        ("wrong.trace", "jump\n"),
        ("prose.txt", "Once upon a time\n"),
        ("there.trace", "# mine\n"),
    ] {
        fs::write(folder.path().join(name), contents).unwrap();
    }
    for (arguments, sentence) in [
        ("convert short.scr -o out.trace", "short.scr:2:1"),
        ("convert odd.scriptor -o out.trace", "odd.scriptor:2:7"),
        ("convert wrong.jsonl -o out.trace", "wrong.jsonl:2:"),
        ("convert wrong.trace -o out.scr", "wrong.trace:1:1"),
        ("convert prose.txt -o out.trace", "say it with --from"),
        ("convert nothing.scr -o out.trace", "nothing.scr"),
        ("convert short.scr -o out.odd", "say it with --to"),
        ("convert there.trace", "is a trace already"),
        ("convert there.trace --to jsonl -o short.scr", "short.scr is already there; --force writes over it."),
        ("convert there.trace --to morse", "possible values: trace, apdutool, scriptor, jsonl"),
        ("diff there.trace nothing.trace", "nothing.trace"),
        ("diff - -", "Only one of the two"),
        ("diff there.trace there.trace --ignore weather", "possible values: random, mac, counter, time"),
    ] {
        let output = run_words(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(text(&output.stderr).contains(sentence), "{arguments}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "", "{arguments}");
        assert!(!folder.path().join("out.trace").exists() && !folder.path().join("out.scr").exists(), "{arguments}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("short.scr")).unwrap(), "powerup;\n0x80 0x5C 0x00;\n");
    assert_eq!(run_words(folder.path(), "convert there.trace --to jsonl -o short.scr --force").status.code(), Some(0));
}
