//! `rfid-sim run` as a person or a build server meets it: its output, the files it writes, its refusals, and its exit
//! status.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

#[path = "run/ascii.rs"]
mod ascii;
#[path = "run/bless.rs"]
mod bless;
#[path = "run/chinese.rs"]
mod chinese;
#[path = "run/coverage.rs"]
mod coverage;
#[path = "run/exit_status.rs"]
mod exit_status;
#[path = "run/kept_world.rs"]
mod kept_world;
#[path = "run/limits.rs"]
mod limits;
#[path = "run/reports.rs"]
mod reports;
#[path = "run/schema.rs"]
mod schema;
#[path = "run/see.rs"]
mod see;
#[path = "run/shards.rs"]
mod shards;
#[path = "run/transcript.rs"]
mod transcript;
#[path = "run/watch.rs"]
mod watch;

const SELECT: &str = "> 00A40400 Lc D1560001018003800000000100000000\n";

/// Load of ten yuan that holds on any card.
const LOAD: &str = "\
> 805C0002 04
< before:4 9000
> 80500002 0B 01 {10 yuan} 112233445566 10
mac2 = load MAC2 on {now}
> 80520000 0B {now} {mac2} 04
> 805C0002 04
< {before + 10.00 yuan} 9000
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[derive(Debug)]
struct Ended {
    status: i32,
    printed: String,
    error: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let output = command.arg("run").args(arguments).current_dir(folder).output().unwrap();
    let words = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    Ended { status: output.status.code().unwrap(), printed: words(output.stdout), error: words(output.stderr) }
}

/// Returns every file of a folder with its content.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().display().to_string(), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn traces_are_reported_in_order_with_count() {
    let good = format!("card balance 1 yuan\n{SELECT}> 805C0002 04\n< {{1 yuan}} 9000\n");
    let folder =
        folder(&[("apdu-traces/b.trace", &good), ("apdu-traces/a/z.trace", "reset\n"), ("apdu-traces/x.md", "")]);
    let ended = run(folder.path(), &[]);
    insta::assert_snapshot!(ended.printed, @r"
    apdu-traces/a/z.trace ... ok (0 commands)
    apdu-traces/b.trace ... ok (2 commands)

    2 traces, 2 results, 2 commands: all held
    ");
    assert_eq!((ended.status, ended.error.as_str()), (0, ""));
    for jobs in ["1", "3"] {
        assert_eq!(run(folder.path(), &["--jobs", jobs]).printed, ended.printed);
    }
}

#[test]
fn failed_expectation_is_reported_with_details() {
    let wrong = format!("card balance 1 yuan\n{SELECT}> 80500102 Lc 03 {{2 yuan}} 112233445566 Le 0F\n< .. 9000\n");
    let folder = folder(&[("it's wrong.trace", &wrong), ("good.trace", "reset\n")]);
    let ended = run(folder.path(), &[".", "--seed", "7"]);
    insta::assert_snapshot!(ended.printed, @r"
    ./good.trace ... ok (0 commands)
    ./it's wrong.trace ... FAILED (2 commands)

    ./it's wrong.trace:4
      command   INITIALIZE FOR PURCHASE: key index 3, amount 2.00 yuan, terminal 112233445566
      written   < .. 9000
      expected  .. 9000
      actual       9401
                    ^ ^
      meaning   answer to INITIALIZE FOR PURCHASE
                  9401 insufficient balance
      reason    the balance is insufficient (the card's own)
      again     rfid-sim run './it'\''s wrong.trace' --seed 7

    2 traces, 2 results, 2 commands: 1 held, 1 failed
    ");
    assert_eq!(ended.status, 1);
}

#[test]
fn fail_fast_stops_at_first_failure() {
    let folder = folder(&[("a.trace", "reset\n"), ("b.trace", "> 0000\n"), ("c.trace", "reset\n")]);
    let all = run(folder.path(), &["."]);
    assert!(all.printed.contains("c.trace") && all.printed.contains("3 traces"), "{}", all.printed);
    let some = run(folder.path(), &[".", "--fail-fast", "--jobs", "1"]);
    assert!(!some.printed.contains("c.trace") && some.printed.contains("2 traces"), "{}", some.printed);
    assert_eq!((all.status, some.status), (1, 1));
}

/// Traces are selected by path, cases by title.
#[test]
fn filter_selects_traces_and_cases() {
    let table = "cases a challenge\n| le |\n| 04 |\n| 05 |\n> 00840000 {le}\nend\n";
    let folder = folder(&[("one.trace", "reset\n"), ("two.trace", table)]);
    assert!(run(folder.path(), &[".", "--filter", "one"]).printed.contains("1 trace, 1 result, 0 commands: all held"));
    let four = run(folder.path(), &[".", "--filter", "a challenge: 04"]);
    assert!(four.printed.contains("1 trace, 1 result, 1 command: all held"), "{}", four.printed);
    let five = run(folder.path(), &[".", "--filter", "a challenge: 05"]);
    assert_eq!(five.status, 1);
    assert!(five.printed.contains("again     rfid-sim run ./two.trace --filter 'a challenge: 05'"), "{}", five.printed);
    let none = run(folder.path(), &[".", "--filter", "three"]);
    assert_eq!(
        (none.status, none.error.as_str()),
        (2, "rfid-sim: No trace, walk or case has \"three\" in its path or title.\n")
    );
}

#[test]
fn report_is_json_or_junit() {
    let folder = folder(&[("a.trace", "> 00840000 05\n"), ("b.trace", "reset\n")]);
    let ended = run(folder.path(), &[".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ended.printed).unwrap();
    assert_eq!(report["summary"]["failed"], 1);
    let failure = &report["traces"][0]["results"][0]["failure"];
    assert_eq!((failure["line"].as_u64(), failure["command"].as_str()), (Some(1), Some("0084000005")));
    assert_eq!(failure["again"], "rfid-sim run ./a.trace");
    assert_eq!(report["traces"][1]["held"], true);
    assert_eq!(ended.status, 1);
    let junit = run(folder.path(), &[".", "--format", "junit"]);
    assert!(junit.printed.contains(r#"<testsuites name="rfid-sim run" tests="2" skipped="0" failures="1" errors="0""#));
    assert_eq!(junit.status, 1);
}

#[test]
fn power_cut_at_every_write_is_survived() {
    let folder = folder(&[("a.trace", &format!("{SELECT}{LOAD}"))]);
    let all = run(folder.path(), &["a.trace", "--power-cut", "all"]);
    assert!(all.printed.contains("2 power cuts survived"), "{}", all.printed);
    let first = run(folder.path(), &["a.trace", "--power-cut", "1"]);
    assert!(first.printed.contains("2 power cuts survived"), "{}", first.printed);
    let ninth = run(folder.path(), &["a.trace", "--power-cut", "9"]);
    assert_eq!((ninth.status, ninth.error.as_str()), (2, "rfid-sim: There is no memory write 9 in a.trace.\n"));
}

#[test]
fn card_file_keeps_state_between_runs() {
    let folder = folder(&[("a.trace", &format!("{SELECT}{LOAD}expect balance 10.00 yuan\n"))]);
    assert_eq!(run(folder.path(), &["a.trace", "--card", "my.card"]).status, 0);
    let again = run(folder.path(), &["a.trace", "--card", "my.card"]);
    assert!(again.printed.contains("actual    balance 20.00 yuan"), "{}", again.printed);
    assert_eq!(again.status, 1);
    let files: Vec<String> = content(folder.path()).into_keys().collect();
    assert_eq!(files.len(), 2, "nothing else is left behind: {files:?}");
}

#[test]
fn invalid_card_file_is_refused_unchanged() {
    let folder = folder(&[("a.trace", SELECT), ("broken.card", "no card at all")]);
    let before = content(folder.path());
    for (arguments, told) in [
        (["a.trace", "--card", "broken.card"], "broken.card is not a card file: it holds 14 octets"),
        (["a.trace", "--card", "."], ". is a folder, not a card file."),
        (["a.trace", "--card", "no/such/folder.card"], "no/such/folder.card"),
    ] {
        let ended = run(folder.path(), &arguments);
        assert_eq!(ended.status, 2, "{}", ended.error);
        assert!(ended.error.contains(told), "{}", ended.error);
    }
    assert_eq!(content(folder.path()), before);
}

#[test]
fn card_image_of_unknown_version_is_refused() {
    let folder = folder(&[("a.trace", SELECT)]);
    run(folder.path(), &["a.trace", "--card", "my.card"]);
    let path = folder.path().join("my.card");
    let image = std::fs::read(&path).unwrap();
    let mut refused = 0;
    for at in 0..image.len() {
        // The version octet is where a changed octet makes the card name another version.
        let mut changed = image.clone();
        changed[at] = 0x77;
        std::fs::write(&path, &changed).unwrap();
        if at > 64 {
            break;
        }
        let ended = run(folder.path(), &["a.trace", "--card", "my.card"]);
        if ended.error.contains("version 119") {
            refused += 1;
            assert_eq!(ended.status, 2);
            assert_eq!(std::fs::read(&path).unwrap(), changed);
        }
    }
    assert!(refused >= 1, "no octet among the first is the version");
}

/// Mistyped arguments, each with a part of the sentence that must be printed.
const TYPED_WRONG: [(&[&str], &str); 26] = [
    (&["nothing.trace"], "rfid-sim: There is no file or folder nothing.trace."),
    (&["empty"], "rfid-sim: There is no trace or walk (*.trace, *.walk) in empty."),
    (&["notes.txt"], "rfid-sim: notes.txt is no trace or walk: its name does not end in .trace or .walk."),
    (&["latin.trace"], "rfid-sim: latin.trace cannot be read: it is no text in UTF-8."),
    (&["mistake.trace"], "did you mean `expect`?"),
    (&["good.trace", "--bless", "--seed", "7"], "'--bless[=<HOW>]' cannot be used with '--seed <N>'"),
    (&["good.trace", "--bless", "--profile", "default"], "cannot be used with '--profile <FILE>'"),
    (&["good.trace", "--bless=look"], "[possible values: write, show]"),
    (&["includes.trace"], "nothing.trace cannot be read"),
    (&["profiled.trace"], "mine.toml"),
    (&["good.trace", "--profile", "mine.toml"], "mine.toml"),
    (&["good.trace", "--seed", "seven"], "invalid value 'seven' for '--seed <N>'"),
    (&["good.trace", "--seed", "-1"], "unexpected argument '-1' found"),
    (&["good.trace", "--jobs", "0"], "invalid value '0' for '--jobs <N>'"),
    (&["good.trace", "--jobs", "many"], "invalid value 'many' for '--jobs <N>'"),
    (&["good.trace", "--format", "xml"], "[possible values: human, json, junit]"),
    (&["good.trace", "--fromat", "json"], "a similar argument exists: '--format'"),
    (&["good.trace", "--power-cut", "some"], "expected `all`, or the number of a memory write counted from 1"),
    (&["good.trace", "--power-cut", "0"], "memory writes are counted from 1"),
    (&["good.trace", "two.trace", "--power-cut", "1"], "rfid-sim: --power-cut 1 accepts one trace, and 2 were found."),
    (
        &["good.trace", "two.trace", "--card", "my.card"],
        "rfid-sim: --card accepts one trace or walk, and 2 were found.",
    ),
    (&["good.trace", "--card", "my.card", "--bless"], "'--card <FILE>' cannot be used with '--bless[=<HOW>]'"),
    (&["good.trace", "--bless", "--power-cut", "all"], "cannot be used with"),
    (&["good.trace", "--filter"], "a value is required for '--filter <TEXT>'"),
    (&["good.trace", "--filter", "zebra"], "rfid-sim: No trace, walk or case has \"zebra\" in its path or title."),
    (&["good.trace", "--card", "notes.txt"], "rfid-sim: notes.txt is not a card file"),
];

#[test]
fn mistyped_command_is_refused_without_writing() {
    let folder = folder(&[
        ("good.trace", "reset\n"),
        ("two.trace", "reset\n"),
        ("notes.txt", "notes"),
        ("mistake.trace", "expct balance 1 yuan\n"),
        ("includes.trace", "include \"nothing.trace\"\n"),
        ("profiled.trace", "profile \"mine.toml\"\n"),
    ]);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    std::fs::write(folder.path().join("latin.trace"), b"# caf\xE9\n").unwrap();
    let before = content(folder.path());
    for (arguments, told) in TYPED_WRONG {
        let ended = run(folder.path(), arguments);
        assert_eq!(ended.status, 2, "{arguments:?}: {}", ended.error);
        assert!(ended.error.contains(told), "{arguments:?} should be answered with {told:?}:\n{}", ended.error);
        assert_eq!(ended.printed, "", "{arguments:?}");
    }
    assert_eq!(content(folder.path()), before);
}

#[test]
fn closed_output_pipe_is_no_failure() {
    let folder = folder(&[("a.trace", "reset\n")]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = command.args(["run", "a.trace"]).current_dir(folder.path()).stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(0));
}
