//! `--ascii`: reports for terminals without line drawing.

use std::process::Command;

use super::{folder, run};

const LOOK: &str = "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询 # look…\nexpect screen \"5.00元\"\n";

/// Returns whether a text has only ASCII and Chinese characters.
fn is_ascii_and_chinese(text: &str) -> bool {
    text.chars().all(sim_script::ascii::is_kept)
}

#[test]
fn ascii_transcript_has_plain_frames() {
    let folder = folder(&[("a.walk", LOOK)]);
    let ended = run(folder.path(), &["-v", "--ascii", "a.walk"]);
    assert_eq!(ended.status, 0, "{}", ended.error);
    for piece in ["+----", "| > 1 我的钱包 ", "|   3 钱包余额查询 ", "choose 我的钱包 > 钱包余额查询  # look~\n"]
    {
        assert!(ended.printed.contains(piece), "{piece}\n{}", ended.printed);
    }
    assert!(is_ascii_and_chinese(&ended.printed), "{}", ended.printed);
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&ended.printed), lines(&run(folder.path(), &["-v", "a.walk"]).printed));
}

#[test]
fn ascii_failure_has_plain_picture() {
    let folder = folder(&[("a.walk", &LOOK.replace("expect screen \"5", "expect screen \"6"))]);
    let ended = run(folder.path(), &["--ascii", "a.walk"]);
    assert_eq!(ended.status, 1);
    assert!(ended.printed.contains("| 钱包余额:5.00元                  |"), "{}", ended.printed);
    assert!(is_ascii_and_chinese(&ended.printed), "{}", ended.printed);
    let json = run(folder.path(), &["--ascii", "--format", "json", "a.walk"]);
    assert!(json.printed.contains('│'), "data stay as they are: {}", json.printed);
}

#[test]
fn ascii_comes_from_the_environment_too() {
    let folder = folder(&[("a.walk", LOOK)]);
    let printed = |value: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        command.args(["run", "-v", "a.walk"]).current_dir(folder.path()).env("RFID_SIM_ASCII", value);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(is_ascii_and_chinese(&printed("1")));
    assert!(printed("0").contains('│') && printed("").contains('│'));
}

/// What `diff` reads has frames as always.
#[test]
fn ascii_leaves_transcript_file_alone() {
    let folder = folder(&[("a.walk", LOOK)]);
    let told = |arguments: &[&str]| {
        run(folder.path(), arguments);
        std::fs::read_to_string(folder.path().join("t.txt")).unwrap()
    };
    let plain = told(&["--transcript", "t.txt", "a.walk"]);
    assert!(plain.contains('│'));
    assert_eq!(told(&["--ascii", "--transcript", "t.txt", "a.walk"]), plain);
}
