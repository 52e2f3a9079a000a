//! The examples of `docs/WALKS.md`, played: a block headed `walk` must hold. One headed `walk fails: …` must fail,
//! and one headed `walk mistake: …` must be refused, in those words. Walks on the command line follow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

use std::path::Path;

#[path = "fenced/blocks.rs"]
mod fenced;

use fenced::blocks;
use sim_script::walk::{self, Options};

fn failure(name: &str, text: &str) -> Option<String> {
    let walk = walk::parse(name, text).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
    let failure = walk::replay(&walk, &Options::default()).results.into_iter().find_map(|result| result.failure);
    failure.map(|failure| format!("{}: {}", failure.place, failure.trouble.summary()))
}

#[test]
fn every_walk_example_of_book_holds() {
    let mut played = 0;
    for (line, heading, text) in blocks("WALKS.md") {
        let name = format!("docs/WALKS.md:{line}");
        match heading.split_once(": ").unwrap_or((&heading, "")) {
            ("walk", _) => assert_eq!(failure(&name, &text), None, "{name}"),
            ("walk fails", told) => {
                let failure = failure(&name, &text).unwrap_or_else(|| panic!("{name} holds"));
                assert!(failure.ends_with(told), "{name}: {failure}");
            }
            ("walk mistake", told) => {
                assert_eq!(walk::parse(&name, &text).expect_err("a mistake").what(), told, "{name}");
            }
            _ => continue,
        }
        played += 1;
    }
    assert!(played >= 6, "only {played} examples were found");
}

/// Runs `rfid-sim run` in a folder; returns exit status, and standard output with standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let program = env!("CARGO_BIN_EXE_rfid-sim");
    let output = std::process::Command::new(program).arg("run").args(arguments).current_dir(folder).output().unwrap();
    let told = [output.stdout, output.stderr].map(|octets| String::from_utf8(octets).unwrap()).concat();
    (output.status.code().unwrap(), told)
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn walk_report_in_book_equals_output() {
    let blocks = blocks("WALKS.md");
    let (_, _, story) = blocks.iter().find(|(_, heading, _)| heading.starts_with("walk fails")).expect("an example");
    let (_, _, report) = blocks.iter().find(|(_, heading, _)| heading == "text").expect("its report");
    let (status, printed) = run(folder(&[("story.walk", story)]).path(), &["story.walk"]);
    assert!(printed.contains(report.as_str()), "{printed}");
    assert_eq!(status, 1);
}

const BALANCE: &str = "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询\nexpect screen \"5.00元\"\n";

#[test]
fn walks_and_traces_are_counted_apart() {
    let folder = folder(&[("b.walk", BALANCE), ("a.trace", "> 00A40400 05 A000000003\n< 6A82\n"), ("c.txt", "")]);
    let (status, printed) = run(folder.path(), &["."]);
    assert_eq!(status, 0, "{printed}");
    assert!(printed.contains("1 trace, 1 walk, 2 results"), "{printed}");
    let (_, printed) = run(folder.path(), &[".", "--filter", "b.walk", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((&report["summary"]["traces"], &report["summary"]["walks"]), (&0.into(), &1.into()), "{printed}");
}

#[test]
fn unexpected_screen_is_in_every_report() {
    let folder = folder(&[("wrong.walk", "choose 我的钱包\nexpect idle\n")]);
    let (status, printed) = run(folder.path(), &["wrong.walk", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let failure = &report["traces"][0]["results"][0]["failure"];
    assert_eq!((status, &failure["line"], &failure["expected"]), (1, &2.into(), &"idle".into()), "{printed}");
    assert!(failure["screen"][1].as_str().unwrap().contains("我的钱包"), "{printed}");
    let (_, printed) = run(folder.path(), &["wrong.walk", "--format", "junit"]);
    assert!(printed.contains("│ 我的钱包 "), "{printed}");
    assert!(printed.contains("Again: rfid-sim run wrong.walk"), "{printed}");
}

/// All mistakes are reported, and nothing is played.
#[test]
fn walk_mistake_is_reported_with_its_place() {
    let folder = folder(&[("bad.walk", "card open\nchoose 我的钱包\nexpect scren \"x\"\npress F1\n")]);
    let (status, printed) = run(folder.path(), &["bad.walk"]);
    assert_eq!(status, 2);
    for told in ["bad.walk:3:8", "did you mean `screen`?", "bad.walk:4:7", "a key, or a digit"] {
        assert!(printed.contains(told), "{told}: {printed}");
    }
}

#[test]
fn blessing_updates_expectations_and_keeps_comments() {
    let walk = "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询 # look\nexpect idle, screen \"6.00元\" # six\n\
                expect balance 6 yuan\nexpect item 我的钱包 > 钱包恢复\n";
    let folder = folder(&[("story.walk", walk)]);
    let (status, printed) = run(folder.path(), &["story.walk", "--bless"]);
    assert_eq!(status, 0, "{printed}");
    let blessed = std::fs::read_to_string(folder.path().join("story.walk")).unwrap();
    let expected = "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询 # look\n\
                    expect  text, screen \"钱包余额:5.00元\" # six\n\
                    expect  balance 5.00 yuan\nexpect  no item 我的钱包 > 钱包恢复\n";
    assert_eq!(blessed, expected);
    assert_eq!(run(folder.path(), &["story.walk"]).0, 0);
}

#[test]
fn blessing_updates_expectations_of_the_platform() {
    let walk = "account cash 200.00 yuan\nwrite 10658888 \"HF 20\"\nexpect nothing under way\ndeliver\n\
                expect message from 10658888 \"?\", cash 200.00 yuan, books do not hold, message 3\n";
    let folder = folder(&[("story.walk", walk)]);
    assert_eq!(run(folder.path(), &["story.walk", "--bless"]).0, 0);
    let blessed = std::fs::read_to_string(folder.path().join("story.walk")).unwrap();
    let expected = "account cash 200.00 yuan\nwrite 10658888 \"HF 20\"\nexpect  under way 1\ndeliver\n\
                    expect  message from 10658888 \"缴费成功!已为本机缴纳话费20元。\", cash 180.00 yuan, books hold, \
                    no message\n";
    assert_eq!(blessed, expected);
    assert_eq!(run(folder.path(), &["story.walk"]).0, 0);
}

#[test]
fn card_file_keeps_over_the_air_changes() {
    let suspends =
        "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包暂停\npress OK\ndeliver\nexpect state suspended\n";
    let folder = folder(&[("suspends.walk", suspends), ("looks.walk", "expect state suspended\n")]);
    for walk in ["suspends.walk", "looks.walk"] {
        let (status, printed) = run(folder.path(), &[walk, "--card", "my.card"]);
        assert_eq!(status, 0, "{printed}");
    }
}

/// The card goes on where an earlier walk left it; what was written to the file cannot be undone.
#[test]
fn walk_without_actions_leaves_card_file_unchanged() {
    let spends = "card balance 5.00 yuan, open, pin on\ntap purchase 1.00 yuan -> done\n\
                  expect item 我的钱包 > 钱包暂停\nexpect pin tries 3\n";
    let folder = folder(&[("spends.walk", spends), ("undoes.walk", "press menu\nundo\n")]);
    assert_eq!(run(folder.path(), &["spends.walk", "--card", "my.card"]).0, 0);
    let before = std::fs::read(folder.path().join("my.card")).unwrap();
    // A handset that names itself is told to the platform at its start, and that is counted.
    let looks = "phone feature-phone, quirk local-information-refused\n\
                 expect item 我的钱包 > 钱包暂停, balance 4.00 yuan\n";
    std::fs::write(folder.path().join("looks.walk"), looks).unwrap();
    let (status, printed) = run(folder.path(), &["looks.walk", "--card", "my.card"]);
    assert_eq!(status, 0, "{printed}");
    assert_eq!(std::fs::read(folder.path().join("my.card")).unwrap(), before);
    let (status, printed) = run(folder.path(), &["undoes.walk", "--card", "my.card"]);
    assert_eq!(status, 1);
    assert!(printed.contains("what was written to a card file cannot be taken back"), "{printed}");
}

#[test]
fn power_cut_of_walk_is_refused() {
    let folder = folder(&[("b.walk", BALANCE), ("a.trace", "> 00A40400 05 A000000003\n< 6A82\n")]);
    let (status, printed) = run(folder.path(), &["b.walk", "--power-cut", "all"]);
    assert_eq!((status, printed.as_str()), (2, "rfid-sim: --power-cut is for traces, and b.walk is a walk.\n"));
    let (status, printed) = run(folder.path(), &[".", "--power-cut", "all"]);
    assert!(status == 0 && printed.contains("1 trace, 1 result"), "{printed}");
}
