//! The commands about a world in Chinese: every one of them on a whole world, of which no line has an English word.

use std::path::Path;
use std::process::{Command, Output};

use crate::binary::rfid_sim;
use crate::output::RUNS;

/// Words in Latin letters that stand in Chinese lines as they are: names of files and models, and the program's own.
const NAMES: &[&str] = &["a.world", "new.world", "feature-phone", "rfid-sim", "book"];

/// Subcommands whose output is for programs, or has texts in a language of their own: messages, and a line's prompts.
const LEFT_OUT: &[&str] = &["world export", "world inbox", "world call"];

fn run(folder: &Path, line: &str, language: &str) -> Output {
    let arguments = line.split_whitespace().chain(["--lang", language]);
    Command::new(rfid_sim()).args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

/// Runs a command in Chinese that must end with a status, and returns what it prints.
fn told(folder: &Path, line: &str, status: i32) -> String {
    let output = run(folder, line, "zh");
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(status), "{line}: {printed}");
    printed
}

/// Returns a line without its commands, which stand between backticks.
fn without_commands(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Returns the first English word of a line: one with a lower-case letter that is no name.
fn english_word(line: &str) -> Option<String> {
    let line = without_commands(line);
    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && !['-', '.'].contains(&c));
    let word = words.map(|word| word.trim_matches('.')).find(|word| {
        let is_octets = word.bytes().all(|octet| octet.is_ascii_hexdigit());
        word.bytes().any(|octet| octet.is_ascii_lowercase()) && !is_octets && !NAMES.contains(word)
    });
    word.map(str::to_owned)
}

/// Returns the lines with an English word that a command prints.
fn english_lines(line: &str, printed: &str) -> Vec<String> {
    let english = printed.lines().filter_map(|said| Some(format!("{line} prints {:?}: {said}", english_word(said)?)));
    english.collect()
}

fn check(line: &str, printed: &str) {
    let found = english_lines(line, printed);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Makes a world in which the first person has a wallet with money.
fn world(folder: &Path) {
    for line in [
        "world new a.world --people 2 --cash 100",
        "hall --world a.world open 13800000001",
        "world clock a.world +1m",
        "hall --world a.world load 13800000001 50",
        "world clock a.world +1m",
    ] {
        check(line, &told(folder, line, 0));
    }
}

#[test]
fn every_world_command_prints_chinese() {
    let folder = tempfile::tempdir().unwrap();
    world(folder.path());
    let is_about_worlds = |name: &str| ["world ", "pos ", "hall "].iter().any(|command| name.starts_with(command));
    let (mut count, mut found) = (0, Vec::new());
    for (name, line, input) in RUNS {
        if !is_about_worlds(name) || LEFT_OUT.contains(&name) || name == "world messages rule" {
            continue;
        }
        assert_eq!(input, "", "{name} would wait");
        let output = run(folder.path(), line, "zh");
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        found.extend(english_lines(line, &printed));
        count += 1;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(count > 50, "{count} commands");
}

#[test]
fn refusals_and_faults_print_chinese() {
    let folder = tempfile::tempdir().unwrap();
    world(folder.path());
    let lines = [
        ("world messages a.world rule lost\u{a0}1\u{a0}report", 0),
        ("world phone a.world 13800000002 off", 0),
        ("world text a.world 13800000002 CX", 1),
        ("world text a.world 13900000009 CX", 2),
        ("world messages a.world hold 9999", 2),
        ("world care a.world 13800000001 12345", 2),
        ("world site a.world 13800000001 x", 2),
        ("world register a.world 13800000001 12", 2),
        ("world call a.world 13800000001 10086 x", 2),
        ("pos --world a.world tap 9 13800000001 5", 2),
        ("pos --world a.world receipt 1", 2),
        ("pos --world a.world receipt 1 --batch 7 --voucher 7", 1),
        ("pos --world a.world tap 1 13800000001 5 --leaves after:5", 1),
        ("pos --world a.world list", 0),
        ("hall --world a.world records 13800000001 --to 2999-01-01", 2),
        ("hall --world a.world break 13800000001", 0),
        ("hall --world a.world issue 13800000001", 0),
        ("world text a.world 13800000001 CX", 0),
        ("world messages a.world", 0),
        ("world show a.world", 0),
    ];
    for (line, status) in lines {
        let words = line.replace('\u{a0}', " ");
        let printed = match line.rsplit_once(" rule ") {
            None => told(folder.path(), line, status),
            Some((before, rule)) => {
                let arguments = before.split_whitespace().chain(["rule"]).map(str::to_owned);
                let arguments = arguments.chain([rule.replace('\u{a0}', " "), "--lang=zh".to_owned()]);
                let output = Command::new(rfid_sim()).args(arguments).current_dir(folder.path()).output().unwrap();
                assert_eq!(output.status.code(), Some(status), "{words}: {output:?}");
                String::from_utf8(output.stdout).unwrap()
            }
        };
        check(&words, &printed);
    }
}

#[test]
fn language_changes_no_world() {
    let folder = tempfile::tempdir().unwrap();
    let exported = ["zh", "en"].map(|language| {
        let name = format!("{language}.world");
        for line in ["world new W --cash 100", "world text W 13800000001 CX", "world clock W +10s"] {
            assert!(run(folder.path(), &line.replace('W', &name), language).status.success(), "{line}");
        }
        run(folder.path(), &format!("world export {name}"), language).stdout
    });
    assert_eq!(exported[0], exported[1]);
    let bare = Command::new(rfid_sim()).args(["world", "show", "en.world"]).current_dir(folder.path()).output();
    assert_eq!(bare.unwrap().stdout, run(folder.path(), "world show en.world", "en").stdout);
}

#[test]
fn english_words_are_noticed() {
    assert_eq!(english_word("手机 is off"), Some("is".to_owned()));
    assert_eq!(english_word("`rfid-sim world show a.world` 列出 POS 终端,卡 0a1B"), None);
    assert_eq!(english_word("a.world:2 人,串号 IMEI"), None);
}
