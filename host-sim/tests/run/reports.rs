//! Reports of failures, of files that cannot be read, of empty files, and of mistakes far along a line.

use super::{SELECT, folder, run};

#[test]
fn unreadable_trace_is_reported_and_others_run() {
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
fn card_that_cannot_be_made_is_error() {
    let folder = folder(&[("a.trace", "card balance 5 yuan, balance max 1 yuan\nreset\n")]);
    let ended = run(folder.path(), &["a.trace"]);
    assert!(ended.printed.contains("a.trace ... ERROR (0 commands)"), "{}", ended.printed);
    assert_eq!(ended.status, 2);
}

#[test]
fn empty_trace_is_reported_as_empty() {
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
fn wrong_answer_to_reset_is_explained() {
    let folder = folder(&[("a.trace", "reset\n< 3B6E00008031\n")]);
    let printed = run(folder.path(), &["a.trace"]).printed;
    assert!(printed.contains("expected  3B6E00008031 ------"), "{printed}");
    assert!(printed.contains("meaning   answer to reset (ATR)"), "{printed}");
}

#[test]
fn contradictory_header_is_refused() {
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
fn mistake_far_along_line_shows_its_place() {
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
