//! `rfid-sim run` as a person or a build server meets it: what it prints, what it writes, what it refuses, and with
//! which exit status.
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

const SELECT: &str = "> 00A40400 Lc D1560001018003800000000100000000\n";

/// A load of ten yuan, said so that it holds on any card.
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

/// Every file of a folder with its content.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().display().to_string(), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn traces_are_replayed_in_order_with_a_line_each_and_a_count() {
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
fn a_wrong_expectation_is_shown_with_all_that_helps() {
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
fn fail_fast_stops_at_the_first_failure() {
    let folder = folder(&[("a.trace", "reset\n"), ("b.trace", "> 0000\n"), ("c.trace", "reset\n")]);
    let all = run(folder.path(), &["."]);
    assert!(all.printed.contains("c.trace") && all.printed.contains("3 traces"), "{}", all.printed);
    let some = run(folder.path(), &[".", "--fail-fast", "--jobs", "1"]);
    assert!(!some.printed.contains("c.trace") && some.printed.contains("2 traces"), "{}", some.printed);
    assert_eq!((all.status, some.status), (1, 1));
}

#[test]
fn a_filter_chooses_traces_by_path_and_cases_by_title() {
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
fn a_program_can_read_the_report() {
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
fn a_power_cut_at_every_write_is_survived_and_counted() {
    let folder = folder(&[("a.trace", &format!("{SELECT}{LOAD}"))]);
    let all = run(folder.path(), &["a.trace", "--power-cut", "all"]);
    assert!(all.printed.contains("2 power cuts survived"), "{}", all.printed);
    let first = run(folder.path(), &["a.trace", "--power-cut", "1"]);
    assert!(first.printed.contains("2 power cuts survived"), "{}", first.printed);
    let ninth = run(folder.path(), &["a.trace", "--power-cut", "9"]);
    assert_eq!((ninth.status, ninth.error.as_str()), (2, "rfid-sim: There is no memory write 9 in a.trace.\n"));
}

#[test]
fn a_card_in_a_file_goes_on_where_it_was_left() {
    let folder = folder(&[("a.trace", &format!("{SELECT}{LOAD}expect balance 10.00 yuan\n"))]);
    assert_eq!(run(folder.path(), &["a.trace", "--card", "my.card"]).status, 0);
    let again = run(folder.path(), &["a.trace", "--card", "my.card"]);
    assert!(again.printed.contains("actual    balance 20.00 yuan"), "{}", again.printed);
    assert_eq!(again.status, 1);
    let files: Vec<String> = content(folder.path()).into_keys().collect();
    assert_eq!(files.len(), 2, "nothing else is left behind: {files:?}");
}

#[test]
fn a_card_file_that_is_none_is_refused_and_left_alone() {
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
fn a_card_image_of_an_unknown_version_is_refused_by_its_number() {
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

#[test]
fn blessing_rewrites_the_file_in_place_and_then_it_holds() {
    let wrong = format!(
        "card balance 1 yuan\n{SELECT}> 805C0002 04   # ask\n< {{2 yuan}} 9000   # kept\n> 00840000 04\n< drawn:4 6A8?\n"
    );
    let folder = folder(&[("a.trace", &wrong), ("b.trace", "reset\n")]);
    let ended = run(folder.path(), &[".", "--bless"]);
    assert!(
        ended.printed.contains("./a.trace ... blessed (3 commands, 2 expectations rewritten)"),
        "{}",
        ended.printed
    );
    let new = std::fs::read_to_string(folder.path().join("a.trace")).unwrap();
    assert_eq!(new, wrong.replace("{2 yuan}", "{1.00 yuan}").replace("6A8?", "9000"));
    assert_eq!(std::fs::read_to_string(folder.path().join("b.trace")).unwrap(), "reset\n");
    assert_eq!(run(folder.path(), &["."]).status, 0);
}

#[test]
fn show_prints_the_difference_and_writes_nothing() {
    let wrong = format!("{SELECT}> 805C0002 04\n< {{2 yuan}} 9000\n");
    let folder = folder(&[("a.trace", &wrong), ("b.trace", "reset\n")]);
    let before = content(folder.path());
    let ended = run(folder.path(), &[".", "--bless=show"]);
    insta::assert_snapshot!(ended.printed, @r"
    ./a.trace ... would be blessed (2 commands, 1 expectation to rewrite)
    ./b.trace ... ok (0 commands)

    --- ./a.trace
    +++ ./a.trace
    @@ -1,3 +1,3 @@
     > 00A40400 Lc D1560001018003800000000100000000
     > 805C0002 04
    -< {2 yuan} 9000
    +< {0.00 yuan} 9000

    2 traces, 2 results, 2 commands: 2 held, 1 to rewrite
    ");
    assert_eq!(ended.status, 1);
    assert_eq!(content(folder.path()), before);
    let report = run(folder.path(), &[".", "--bless=show", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.printed).unwrap();
    assert!(report["differences"][0]["difference"].as_str().unwrap().contains("+< {0.00 yuan} 9000"), "{report}");
    assert_eq!(report["traces"][0]["rewritten"], 1);
    assert_eq!(report["traces"][0]["held"], false);
}

#[test]
fn what_cannot_be_blessed_is_left_and_told() {
    let flips = format!(
        "card pin on\ncases pins\n| pin |\n| 1111 |\n| 1234 |\n{SELECT}> 00200000 Lc {{pin}}\n< 6985\nend\n> 805C0102 04\n< a:4 9000\n"
    );
    let folder = folder(&[("a.trace", &flips)]);
    let ended = run(folder.path(), &["a.trace", "--bless"]);
    insta::assert_snapshot!(ended.printed, @r"
    a.trace ... FAILED (3 cases, 5 commands, 2 left)

    a.trace:11
      command   GET BALANCE
      written   < a:4 9000
      expected  ???????? 9000
      actual    -------- 6A86
                ^^^^^^^^ ^^^^
      meaning   answer
                  6A86 wrong P1 or P2
      reason    P1 or P2 is wrong (the card's own)
      again     rfid-sim run a.trace

    a.trace:8
      case      pins: 1111
      command   VERIFY: pin 1111, 4 digits
      written   < 6985
      expected  6985
      actual    63C2
                 ^^^
      meaning   answer to VERIFY
                  63C2 wrong, 2 tries left
      reason    the PIN is wrong, 2 tries left (the card's own)
      again     rfid-sim run a.trace --filter 'pins: 1111'

    a.trace:8
      case      pins: 1234
      command   VERIFY: pin 1234, 4 digits
      written   < 6985
      expected  6985
      actual    9000
                ^^^^
      meaning   answer to VERIFY
                  9000 success
      again     rfid-sim run a.trace --filter 'pins: 1234'

    a.trace:8
      left      it is played more than once and would have to be `63C2` and `9000`

    a.trace:11
      left      the answer 6A86 has no place for what is captured as `a`

    1 trace, 3 results, 5 commands: 0 held, 3 failed
    ");
    assert_eq!(ended.status, 1);
    assert_eq!(std::fs::read_to_string(folder.path().join("a.trace")).unwrap(), flips);
    let report = run(folder.path(), &["a.trace", "--bless", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.printed).unwrap();
    assert_eq!(report["traces"][0]["left"][0]["line"], 8);
}

#[test]
fn shared_include_is_rewritten_only_as_all_want_it() {
    let folder = folder(&[
        ("common.trace", "> 805C0002 04\n< {1 yuan} 9000\n"),
        ("a.trace", &format!("card balance 5 yuan\n{SELECT}include \"common.trace\"\n")),
        ("b.trace", &format!("card balance 5 yuan\n{SELECT}include \"common.trace\"\n")),
    ]);
    let both = run(folder.path(), &["a.trace", "b.trace", "--bless"]);
    assert!(
        both.printed.contains("a.trace ... blessed (2 commands, 1 expectation of common.trace rewritten)"),
        "{}",
        both.printed
    );
    assert_eq!(both.status, 0);
    let common = folder.path().join("common.trace");
    assert_eq!(std::fs::read_to_string(&common).unwrap(), "> 805C0002 04\n< {5.00 yuan} 9000\n");
    std::fs::write(folder.path().join("b.trace"), format!("card balance 6 yuan\n{SELECT}include \"common.trace\"\n"))
        .unwrap();
    let apart = run(folder.path(), &["a.trace", "b.trace", "--bless"]);
    assert!(
        apart.printed.contains("./common.trace:2\n  left") || apart.printed.contains("common.trace:2\n  left"),
        "{}",
        apart.printed
    );
    assert_eq!(apart.status, 1);
    assert_eq!(std::fs::read_to_string(&common).unwrap(), "> 805C0002 04\n< {5.00 yuan} 9000\n");
}

#[cfg(unix)]
#[test]
fn blessed_file_stays_the_file_that_it_was() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let wrong = format!("{SELECT}> 805C0002 04\n< {{2 yuan}} 9000\n");
    let folder = folder(&[("real.trace", &wrong), ("hard.trace", &wrong)]);
    let at = |name: &str| folder.path().join(name);
    symlink("real.trace", at("link.trace")).unwrap();
    std::fs::set_permissions(at("real.trace"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::fs::hard_link(at("hard.trace"), at("other")).unwrap();
    assert_eq!(run(folder.path(), &["link.trace", "hard.trace", "--bless"]).status, 0);
    assert!(at("link.trace").is_symlink());
    assert_eq!(std::fs::metadata(at("real.trace")).unwrap().mode() & 0o7777, 0o640);
    assert_eq!(std::fs::read(at("hard.trace")).unwrap(), std::fs::read(at("other")).unwrap());
    assert!(std::fs::read_to_string(at("other")).unwrap().contains("{0.00 yuan} 9000"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4, "nothing else is left behind");
}

#[test]
fn same_file_under_two_names_is_written_once_or_left() {
    let folder = folder(&[
        ("x/common.trace", "> 805C0002 04\n< {1 yuan} 9000\n"),
        ("a.trace", &format!("{SELECT}include \"x/common.trace\"\ninclude \"x/../x/common.trace\"\n")),
    ]);
    let ended = run(folder.path(), &["a.trace", "--bless"]);
    assert_eq!(run(folder.path(), &["a.trace"]).status, ended.status, "{}", ended.printed);
}

#[test]
fn broken_trace_is_an_error_case_and_the_rest_is_played() {
    let folder = folder(&[
        ("good.trace", "reset\n"),
        ("mistake.trace", "reset\nexpct balance 1 yuan\n"),
        ("z.trace", "> 0000\n"),
    ]);
    let ended = run(folder.path(), &["."]);
    insta::assert_snapshot!(ended.printed, @r"
    ./good.trace ... ok (0 commands)
    ./mistake.trace ... ERROR (line 2: `expct` stands where a command (`>`), an answer (`<`) or one of the words of the trace language should stand)
    ./z.trace ... FAILED (1 command)

    ./z.trace:1
      command   unknown command
      written   < .. 9000 (it has no answer line)
      expected  .. 9000
      actual       6700
                   ^^
      meaning   answer
                  6700 wrong length (Lc or Le)
      reason    the command is shorter or longer than its Lc says (the card's own)
      again     rfid-sim run ./z.trace

    3 traces, 2 results, 1 command: 1 held, 1 failed, 1 could not be read
    ");
    assert!(ended.error.contains("did you mean `expect`?"), "{}", ended.error);
    assert_eq!(ended.status, 2);
    let report = run(folder.path(), &[".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.printed).unwrap();
    assert_eq!(report["summary"]["errors"], 1);
    assert_eq!(report["traces"][1]["line"], 2);
    assert_eq!(report["traces"][2]["held"], false);
    let junit = run(folder.path(), &[".", "--format", "junit"]);
    assert!(junit.printed.contains(r#"tests="3" skipped="0" failures="1" errors="1""#), "{}", junit.printed);
    assert!(junit.printed.contains(r#"file="./mistake.trace" line="2""#), "{}", junit.printed);
    // Alone, too, test servers get their report.
    let alone = run(folder.path(), &["mistake.trace", "--format", "junit"]);
    assert!(alone.printed.contains(r#"type="unreadable""#) && alone.status == 2, "{}", alone.printed);
}

#[test]
fn card_that_cannot_be_made_is_an_error_and_not_a_failure() {
    let folder = folder(&[("a.trace", "card balance 5 yuan, balance max 1 yuan\nreset\n")]);
    let ended = run(folder.path(), &["a.trace"]);
    assert!(ended.printed.contains("a.trace ... ERROR (0 commands)"), "{}", ended.printed);
    assert_eq!(ended.status, 2);
}

#[test]
fn empty_trace_has_nothing_in_it() {
    let folder =
        folder(&[("a.trace", "# to be written\n"), ("b.walk", "card balance 1 yuan\n"), ("c.trace", "reset\n")]);
    let ended = run(folder.path(), &["."]);
    insta::assert_snapshot!(ended.printed, @r"
    ./a.trace ... nothing in it (0 commands)
    ./b.walk ... nothing in it (11 commands)
    ./c.trace ... ok (0 commands)

    2 traces, 1 walk, 3 results, 11 commands: all held, 2 with nothing in it
    ");
    assert_eq!(ended.status, 0);
    let report = run(folder.path(), &[".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.printed).unwrap();
    let nothing: Vec<bool> = (0..3).map(|at| report["traces"][at]["nothing_in_it"].as_bool().unwrap()).collect();
    assert_eq!(nothing, [true, true, false]);
    assert!(run(folder.path(), &["a.trace", "--format", "junit"]).printed.contains(r#"skipped="1""#));
}

#[test]
fn reports_have_time_file_line_expected_and_actual() {
    let wrong = format!("card balance 1 yuan\n{SELECT}> 805C0002 04\n< {{2 yuan}} 9000\n");
    let folder = folder(&[
        ("a.trace", &wrong),
        ("b.walk", "expect screen \"nothing\"\n"),
        ("c.trace", "expect balance 3 yuan\n"),
    ]);
    let report = run(folder.path(), &[".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.printed).unwrap();
    let failure = |at: usize| report["traces"][at]["results"][0]["failure"].clone();
    assert_eq!(failure(0)["actual"], "00000064 9000");
    assert_eq!(failure(1)["expected"], "\"nothing\"");
    assert_eq!(failure(1)["actual"], "\"\"");
    assert_eq!(failure(2)["actual"], "balance 0.00 yuan");
    assert!(report["traces"][0]["results"][0]["seconds"].as_f64().unwrap() < 60.0);
    let junit = run(folder.path(), &[".", "--format", "junit"]).printed;
    for part in [
        r#"file="./a.trace" line="4""#,
        "expected: 000000C8 9000",
        "actual:   00000064 9000",
        r#"type="answer""#,
        r#" time=""#,
        r#"type="screen""#,
        "expected: balance 3.00 yuan",
        "actual:   balance 0.00 yuan",
    ] {
        assert!(junit.contains(part), "{part}\n{junit}");
    }
}

#[test]
fn answer_to_reset_is_compared_and_explained_as_one() {
    let folder = folder(&[("a.trace", "reset\n< 3B6E00008031\n")]);
    let printed = run(folder.path(), &["a.trace"]).printed;
    assert!(printed.contains("expected  3B6E00008031 ------"), "{printed}");
    assert!(printed.contains("meaning   answer to reset (ATR)"), "{printed}");
}

#[test]
fn contradictory_header_is_a_mistake() {
    for (text, told) in [
        ("card balance 5.00 yuan\ncard balance 9.00 yuan\n", "`card balance 5.00 yuan` and `card balance 9.00 yuan`"),
        ("card pin on, pin off\n", "`card pin on` and `card pin off`"),
        ("seed 1\nseed 2\n", "`seed 1` and `seed 2`"),
        (
            "key TAC 02 = 00112233445566778899AABBCCDDEEFF\nkey TAC 02 = 10112233445566778899AABBCCDDEEFF\n",
            "one value of `key TAC 02 version 01`",
        ),
    ] {
        let folder = folder(&[("a.trace", text), ("a.walk", text), ("same.trace", "seed 1\nseed 1\nreset\n")]);
        for name in ["a.trace", "a.walk"] {
            let ended = run(folder.path(), &[name]);
            let error: String =
                ended.error.lines().map(|line| line.trim_start_matches([' ', '│', '×'])).collect::<Vec<_>>().join(" ");
            assert!(error.contains(told), "{name}: {error}");
            assert_eq!(ended.status, 2);
        }
        assert_eq!(run(folder.path(), &["same.trace"]).status, 0);
    }
    let folder = folder(&[("a.walk", "account cash 1 yuan\naccount none\n")]);
    assert!(run(folder.path(), &["a.walk"]).error.contains("account none"));
}

#[test]
fn mistake_far_along_a_line_is_shown_around_its_place() {
    let far = format!("card{}opn\n", " ".repeat(65_600));
    let tabs = format!("{}opn\n", "\t".repeat(16_400));
    let folder = folder(&[("a.trace", &far), ("a.walk", &far), ("tab.trace", &tabs)]);
    for name in ["a.trace", "a.walk", "tab.trace"] {
        let ended = run(folder.path(), &[name]);
        assert_eq!(ended.status, 2, "{name}: {}", ended.error);
        assert!(ended.error.contains("opn") && !ended.error.contains("panicked"), "{name}: {}", ended.error);
        assert!(ended.error.len() < 8_000, "{name}");
    }
}

/// Arguments, and a piece of the sentence that must be told.
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
    (&["good.trace", "--power-cut", "some"], "it is `all`, or the number of a memory write counted from 1"),
    (&["good.trace", "--power-cut", "0"], "memory writes are counted from 1"),
    (&["good.trace", "two.trace", "--power-cut", "1"], "rfid-sim: --power-cut 1 is for one trace, and here are 2."),
    (&["good.trace", "two.trace", "--card", "my.card"], "rfid-sim: --card is for one trace or walk, and here are 2."),
    (&["good.trace", "--card", "my.card", "--bless"], "'--card <FILE>' cannot be used with '--bless[=<HOW>]'"),
    (&["good.trace", "--bless", "--power-cut", "all"], "cannot be used with"),
    (&["good.trace", "--filter"], "a value is required for '--filter <TEXT>'"),
    (&["good.trace", "--filter", "zebra"], "rfid-sim: No trace, walk or case has \"zebra\" in its path or title."),
    (&["good.trace", "--card", "notes.txt"], "rfid-sim: notes.txt is not a card file"),
];

#[test]
fn typed_wrong_it_is_told_clearly_and_nothing_is_written() {
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
fn a_reader_that_goes_away_is_no_failure() {
    let folder = folder(&[("a.trace", "reset\n")]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = command.args(["run", "a.trace"]).current_dir(folder.path()).stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(0));
}
