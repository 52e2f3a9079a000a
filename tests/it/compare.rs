//! `rfid-sim diff` of menus, walks and transcripts, the same sessions on two cards, and `run` with a second card.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::binary::rfid_sim;

const BALANCE: &str =
    "> 00A40400 10 D1560001018003800000000100000000\n< 6F.. 9000\n> 805C0002 04\n< {0.00 yuan} 9000\n";

const WALK: &str = "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询\nexpect screen \"5.00元\"\npress OK\n";

fn run(folder: &Path, words: &str) -> Output {
    let mut command = Command::new(rfid_sim());
    command.args(words.split_whitespace()).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// Runs a line that must end with a status; returns what it prints.
fn ends(folder: &Path, status: i32, words: &str) -> String {
    let output = run(folder, words);
    assert_eq!(output.status.code(), Some(status), "{words}: {}", printed(&output));
    printed(&output)
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("balance.trace", BALANCE);
    write("rich.toml", "[start]\nbalance = \"7.00 yuan\"\n");
    write("a.walk", WALK);
    write("b.walk", &WALK.replace("balance 5", "balance 6").replace("\"5", "\"6"));
    folder
}

/// Writes the menu of an empty wallet, and a copy with another title and without a line.
fn menus(folder: &Path) {
    let walked = run(folder, "menu --format json --start empty").stdout;
    fs::write(folder.join("before.json"), &walked).unwrap();
    let text = String::from_utf8(walked).unwrap();
    assert!(text.contains("我的支付账户"));
    fs::write(folder.join("after.json"), text.replace("我的支付账户", "支付账户")).unwrap();
}

#[test]
fn menus_of_two_builds_are_compared() {
    let folder = folder();
    let folder = folder.path();
    menus(folder);
    let same = ends(folder, 0, "diff before.json before.json");
    assert!(same.contains("The menus are the same: screens "), "{same}");
    let told = ends(folder, 1, "diff before.json after.json --width 80");
    assert!(told.contains("    line 2 我的支付账户 is now 支付账户\n"), "{told}");
    assert!(told.contains("| 2 支付账户\n") && told.contains("by its place: "), "{told}");
    assert!(!told.contains("~ steps"), "what is behind a renamed line stays: {told}");
    let data: Value = serde_json::from_slice(&run(folder, "diff before.json after.json --format json").stdout).unwrap();
    assert_eq!(
        (&data["same"], &data["menus"][0]["summary"]["steps"]["changed"]),
        (&Value::from(false), &Value::from(0))
    );
}

#[test]
fn comparison_page_needs_nothing_beside_it() {
    let folder = folder();
    let folder = folder.path();
    menus(folder);
    for files in ["before.json after.json", "a.walk b.walk"] {
        ends(folder, 1, &format!("diff {files} --html page.html --force"));
        let page = fs::read_to_string(folder.join("page.html")).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("default-src 'none'"), "{page}");
        assert!(page.contains("<del>") && page.contains("<ins>"), "{page}");
        assert!(!page.contains("<script") && !page.contains("src=\"") && !page.contains("<link"), "{page}");
    }
    let told = ends(folder, 2, "diff a.walk b.walk --html page.html");
    assert!(told.contains("page.html is already there; --force writes over it."), "{told}");
}

#[test]
fn walks_are_compared_screen_by_screen() {
    let folder = folder();
    let folder = folder.path();
    ends(folder, 0, "diff a.walk a.walk");
    let told = ends(folder, 1, "diff a.walk b.walk --width 90");
    assert!(told.contains("choose 我的钱包 > 钱包余额查询: leads to another screen\n"), "{told}");
    assert!(told.contains(" | 钱包余额:6.00元\n"), "{told}");
    assert!(told.contains("another expectation\n") && told.contains("1 leading to another screen"), "{told}");
    ends(folder, 0, "run a.walk --transcript kept.txt");
    ends(folder, 0, "diff kept.txt a.walk");
    let told = ends(folder, 1, "diff kept.txt b.walk");
    assert!(told.contains("--- a.walk\n+++ b.walk\n"), "{told}");
}

#[test]
fn transcripts_of_a_folder_are_paired_by_name() {
    let folder = folder();
    let folder = folder.path();
    ends(folder, 0, "run . --transcript one.txt");
    fs::write(folder.join("c.walk"), WALK).unwrap();
    fs::write(folder.join("a.walk"), WALK.replace("5.00", "8.00")).unwrap();
    ends(folder, 0, "run . --transcript two.txt");
    ends(folder, 0, "diff one.txt one.txt");
    let told = ends(folder, 1, "diff one.txt two.txt");
    assert!(told.contains("--- ./a.walk\n") && told.contains("+ ./c.walk\n"), "{told}");
    assert!(told.ends_with("2 transcripts alike, 1 different, 1 only in the second.\n"), "{told}");
}

#[test]
fn files_of_two_kinds_are_not_compared() {
    let folder = folder();
    let folder = folder.path();
    menus(folder);
    let told = ends(folder, 2, "diff before.json a.walk");
    assert!(told.contains("before.json is a menu, and a.walk is a walk or transcript."), "{told}");
    let told = ends(folder, 2, "diff a.walk");
    assert!(told.contains("Two files are compared, and 1 is given"), "{told}");
    fs::write(folder.join("cut.json"), "{\"screens\": [], \"states\": [], \"edges\": 1}").unwrap();
    let told = ends(folder, 2, "diff cut.json cut.json");
    assert!(told.contains("the walked menu number 1 has not the members"), "{told}");
}

#[test]
fn session_is_played_on_two_profiles() {
    let folder = folder();
    let folder = folder.path();
    ends(folder, 0, "diff balance.trace --left-profile default --right-profile default");
    let told = ends(folder, 1, "diff balance.trace a.walk --right-profile rich.toml");
    assert!(told.contains("--- balance.trace (its own profile)\n+++ balance.trace (rich.toml)\n"), "{told}");
    assert!(told.contains("        - 00000000  0.00 yuan\n        + 000002BC  7.00 yuan\n"), "{told}");
    // The header's balance goes before the profile's.
    assert!(told.ends_with("2 files on two cards: 1 different\n"), "{told}");
    ends(folder, 0, "convert balance.trace -o balance.jsonl");
    let told = ends(folder, 1, "diff balance.jsonl --left-profile default --right-profile rich.toml --format json");
    assert!(told.contains("\"same\": false"), "{told}");
}

#[test]
fn macs_of_two_profiles_are_expected_to_differ() {
    let folder = folder();
    let folder = folder.path();
    let keys = "[[key]]\nusage = \"purchase\"\nindex = 3\nversion = 1\nvalue = \"00112233445566778899AABBCCDDEEFF\"\n\
                [[key]]\nusage = \"TAC\"\nindex = 0\nvalue = \"112233445566778899AABBCCDDEEFF00\"\n";
    fs::write(folder.join("keys.toml"), keys).unwrap();
    let purchase = "card balance 50.00 yuan\nrandom 653027F6\n> 00A40400 10 D1560001018003800000000100000000\n\
                    > 80500102 0B 03 {1.00 yuan} 112233445566 0F\n< .. 9000\n\
                    mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter 1\n\
                    > 80540100 0F 00000001 20091118103000 {mac1} 08\n< .. 9000\n";
    fs::write(folder.join("purchase.trace"), purchase).unwrap();
    let told = ends(folder, 1, "run purchase.trace --against keys.toml");
    assert!(told.contains("1 difference on the second card"), "both cards take the purchase: {told}");
    let told = ends(folder, 0, "run purchase.trace --against keys.toml --ignore mac");
    assert!(told.contains("all the same on the second card"), "{told}");
}

#[test]
fn suite_is_run_against_a_second_profile() {
    let folder = folder();
    let folder = folder.path();
    let told = ends(folder, 0, "run . --against default");
    assert!(told.contains("all held, all the same on the second card\n"), "{told}");
    let told = ends(folder, 1, "run . --against rich.toml");
    assert!(told.contains("./a.walk ... ok (") && told.contains("same on the second card)"), "{told}");
    assert!(told.contains("./balance.trace ... ok (2 commands, 1 difference on the second card)"), "{told}");
    assert!(told.contains("differs first here (1 step alike)\n    ~ 2         GET BALANCE\n"), "{told}");
    assert!(told.contains("1 of 3 not the same on the second card\n"), "{told}");
    let told = ends(folder, 1, "run balance.trace --against rich.toml --format junit");
    assert!(told.contains("type=\"second card\""), "{told}");
}

#[test]
fn suite_is_run_against_another_build() {
    let folder = folder();
    let folder = folder.path();
    let build = rfid_sim().display();
    let told = ends(folder, 0, &format!("run . --against-build {build}"));
    assert!(told.contains("all held, all the same on the second card\n"), "{told}");
    let program = format!("#!/bin/sh\n\"{build}\" \"$@\" | sed 's/5.00元/5.0元/'\n");
    fs::write(folder.join("other"), program).unwrap();
    run_chmod(&folder.join("other"));
    let told = ends(folder, 1, "run . --against-build ./other");
    assert!(told.contains("1 of 3 not the same on the second card\n"), "{told}");
    assert!(told.contains("钱包余额:5.00元") && told.contains(" | 钱包余额:5.0元\n"), "{told}");
    let told = ends(folder, 2, "run a.walk --against-build ./nowhere");
    assert!(told.contains("./nowhere cannot be run: "), "{told}");
    let told = ends(folder, 2, "run a.walk --against-build true");
    assert!(told.contains("true did not replay a.walk: it printed no transcript"), "{told}");
}

#[cfg(unix)]
fn run_chmod(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn run_chmod(_path: &Path) {}
