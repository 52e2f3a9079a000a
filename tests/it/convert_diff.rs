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

/// Returns every file of that extension below the project's traces.
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

/// Asserts that both sessions send the same commands; the answers in a script are not known.
fn assert_same_commands(left: &Path, right: &Path) {
    let arguments = ["diff".as_ref(), left.as_ref(), right.as_ref(), "--format".as_ref(), "json".as_ref()];
    let output = run(&arguments);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let summary = &json["summary"];
    for count in ["different", "only_left", "only_right"] {
        assert_eq!(summary[count], 0, "{count}: {json:#}");
    }
    assert_eq!((output.status.code(), json["same"].as_bool()), (Some(1), Some(false)), "{json:#}");
    assert!(summary["answer_not_known"].as_u64() > Some(0), "{json:#}");
}

#[test]
fn every_trace_converts_to_equal_json_lines() {
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
fn computed_values_become_octets_in_script() {
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
        assert_same_commands(&folder.path().join("load.scr"), &folder.path().join(format!("load-{format}.scr")));
    }
}

#[test]
fn imported_sessions_send_what_their_scripts_send() {
    let scripts: Vec<PathBuf> = traces("scr").into_iter().chain(traces("scriptor")).collect();
    assert!(scripts.len() >= 4, "{scripts:?}");
    for script in scripts {
        assert_same_commands(&script, &script.with_extension("trace"));
    }
}

/// Two traces with the same commands on different cards, in any spelling.
#[test]
fn traces_are_compared_by_what_their_cards_answer() {
    let folder = tempfile::tempdir().unwrap();
    let trace = |balance: &str, length: &str| {
        format!("card balance {balance} yuan\n> 00A40400 {length} D1560001018003800000000100000000\n> 805C0002 04\n")
    };
    for (name, balance, length) in [("a", "5.00", "10"), ("b", "9.00", "10"), ("c", "5.00", "Lc"), ("d", "9.00", "Lc")]
    {
        fs::write(folder.path().join(format!("{name}.trace")), trace(balance, length)).unwrap();
    }
    for (left, right, status) in [("a", "b", 1), ("c", "d", 1), ("a", "c", 0), ("b", "d", 0)] {
        let output = run_words(folder.path(), &format!("diff {left}.trace {right}.trace"));
        let words = text(&output.stdout);
        assert_eq!(output.status.code(), Some(status), "{left} {right}: {words}");
        assert_eq!(words.contains("answer balance"), status == 1, "{words}");
    }
    let output = run_words(folder.path(), "convert a.trace --to jsonl");
    assert!(text(&output.stdout).contains("\"answer\":\"000001F49000\""), "{}", text(&output.stdout));
    let output = run_words(folder.path(), "explain a.trace");
    assert!(text(&output.stdout).contains("5.00 yuan"), "{}", text(&output.stdout));
}

#[test]
fn trace_of_another_card_is_compared_as_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("theirs.trace"), "> 805C0002 04\n< 6A81\n").unwrap();
    fs::write(
        folder.path().join("theirs.jsonl"),
        "{\"type\":\"command\",\"hex\":\"805C000204\",\"answer\":\"6A81\"}\n",
    )
    .unwrap();
    let output = run_words(folder.path(), "diff theirs.trace theirs.jsonl");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let said = "theirs.trace:2: the trace does not hold here (expected 6A81, got 6985); its written answers are taken, which our card \
        does not give.";
    assert!(text(&output.stderr).contains("its written answers are taken"), "{said}\n{}", text(&output.stderr));
}

#[test]
fn script_becomes_a_trace_with_real_answers() {
    let folder = tempfile::tempdir().unwrap();
    let script = "powerup;\n0x00 0xA4 0x04 0x00 0x10 0xD1 0x56 0x00 0x01 0x01 0x80 0x03 0x80 0x00 0x00 0x00 0x01 0x00 0x00 0x00 0x00 \
        0x7F;\n0x80 0x5C 0x00 0x02 0x00 0x04;\n";
    fs::write(folder.path().join("session.scr"), script).unwrap();
    let output = run_words(folder.path(), "convert session.scr --answers -o session.trace");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let trace = fs::read_to_string(folder.path().join("session.trace")).unwrap();
    assert!(trace.contains("\n< 00000000 9000\n"), "{trace}");
    let output = run_words(folder.path(), "run session.trace");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

#[test]
fn logs_are_converted_compared_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let log = "# gp\nA>> T=0 (4+0000) 805C0002 04\nA<< (0004+2) (14ms) 00001388 9000\nA>> T=0 (4+0000) 805C00ZZ\n";
    fs::write(folder.path().join("gp.log"), log).unwrap();
    fs::write(
        folder.path().join("pcscd.log"),
        "APDU: 80 5C 00 02 04\nSW: 6C 04\nAPDU: 80 5C 00 02 04\nSW: 00 00 13 88 90 00\n",
    )
    .unwrap();
    let output = run_words(folder.path(), "convert gp.log -o gp.trace");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("gp.log: GlobalPlatformPro log: 1 exchange, 2 lines passed over"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(fs::read_to_string(folder.path().join("gp.trace")).unwrap(), "> 805C0002 04\n< 00001388 9000\n");
    let output = run_words(folder.path(), "diff gp.log pcscd.log --format json");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["read"][1], "pcscd.log: pcscd log: 2 exchanges");
    let output = run_words(folder.path(), "explain gp.log");
    assert!(text(&output.stdout).contains("50.00 yuan"), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("GlobalPlatformPro log"), "{}", text(&output.stderr));
}

#[test]
fn byte_order_mark_is_ignored() {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in [
        ("bom.jsonl", "{\"type\":\"command\",\"hex\":\"805C000204\"}\n"),
        ("bom.scr", "powerup;\n0x80 0x5C 0x00 0x02 0x00 0x04;\n"),
        ("bom.scriptor", "805C000204\n"),
        ("bom.trace", "> 805C0002 04\n"),
        ("bom.log", "A>> T=0 (4+0000) 805C0002 04\n"),
    ] {
        fs::write(folder.path().join(name), format!("\u{feff}{contents}")).unwrap();
        let to = if name == "bom.jsonl" { "trace" } else { "jsonl" };
        let output = run_words(folder.path(), &format!("convert {name} --to {to}"));
        assert_eq!(output.status.code(), Some(0), "{name}: {}", text(&output.stderr));
    }
}

#[test]
fn difference_exits_with_1_unless_ignored() {
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
fn bad_input_exits_with_2_and_writes_nothing() {
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
        ("convert prose.txt -o out.trace", "No command, answer or message is found in prose.txt"),
        ("convert nothing.scr -o out.trace", "nothing.scr"),
        ("convert short.scr -o out.odd", "choose the format with --to"),
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

/// Long lines and long answers are read in time that grows with the text: each of these took over 30 seconds.
#[test]
fn megabyte_texts_are_read_within_20_seconds() {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in [
        ("ends.scr", ";".repeat(900_000)),
        ("words.scr", "0x80 ".repeat(190_000)),
        ("texts.scr", "\"a\" ".repeat(240_000)),
        ("names.scr", format!("#define a {}\n{}", "0x80 ".repeat(5_000), "a ".repeat(50_000))),
        ("answer.scriptor", format!("> 805C000204\n< {}", format!("{}\n", "00 ".repeat(16)).repeat(18_000))),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, contents).unwrap();
        let (done, wait) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let output = run(&["convert".as_ref(), path.as_ref(), "--to".as_ref(), "jsonl".as_ref()]);
            done.send(output.status.code())
        });
        let status = wait.recv_timeout(std::time::Duration::from_secs(20));
        assert!(matches!(status, Ok(Some(0 | 2))), "{name}: {status:?}");
    }
}

#[test]
fn extended_lengths_are_answered_as_short_ones() {
    let folder = tempfile::tempdir().unwrap();
    let script = "00A4040010D1560001018003800000000100000000\n805C0002000004\n00B09500000200\n";
    fs::write(folder.path().join("extended.scriptor"), script).unwrap();
    let output = run_words(folder.path(), "convert extended.scriptor --answers --to jsonl");
    let lines = text(&output.stdout);
    assert!(lines.contains(r#""hex":"805C000204","answer":"000000009000""#), "{lines}");
    assert!(lines.contains(r#""hex":"00B0950000","answer":""#), "{lines}");
    assert!(text(&output.stderr).contains("extended lengths shortened (2)"), "{}", text(&output.stderr));
}

#[test]
fn json_lines_are_explained_with_their_commands() {
    let folder = tempfile::tempdir().unwrap();
    let line = "\u{feff}{\"type\":\"command\",\"hex\":\"805C000204\",\"answer\":\"000013889000\"}\n";
    fs::write(folder.path().join("one.jsonl"), line).unwrap();
    let output = run_words(folder.path(), "explain one.jsonl");
    let words = text(&output.stdout);
    assert!(words.starts_with("command  GET BALANCE") && words.contains("50.00 yuan"), "{words}");
}

/// Sessions in the forms that `convert` reads are explained, whatever the names of their files.
#[test]
fn sessions_are_explained_whatever_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let select = "0x00 0xA4 0x04 0x00 0x10 0xD1 0x56 0x00 0x01 0x01 0x80 0x03 0x80 0x00 0x00 0x00 0x01 0x00 0x00 0x00 0x00 0x7F;";
    let printed = "Java Card 2.2.2 APDU Tool, Version 1.3\nConnected.\nReceived ATR = 0x3b 0xf0 0x11 0x00 0xff 0x00\n\
        CLA: 80, INS: 5c, P1: 00, P2: 02, Lc: 00, Le: 04, 00, 00, 13, 88, SW1: 90, SW2: 00\n";
    for (name, text, balance) in [
        ("printed.out", printed.to_owned(), Some("50.00 yuan")),
        ("script.txt", format!("powerup;\n{select}\n0x80 0x5C 0x00 0x02 0x00 0x04;\n"), None),
        ("session", "reset\n80 5C 00 02 04\n".to_owned(), None),
        (
            "trace.txt",
            "card balance 5.00 yuan\n> 00A40400 Lc D1560001018003800000000100000000\n> 805C0002 04\n".to_owned(),
            Some("5.00 yuan"),
        ),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        for from_input in [false, true] {
            let mut command = Command::new(rfid_sim());
            command.args(["explain", if from_input { "-" } else { name }]).current_dir(folder.path());
            if from_input {
                command.stdin(fs::File::open(folder.path().join(name)).unwrap());
            }
            let output = command.output().unwrap();
            let words = text_of(&output);
            assert_eq!(output.status.code(), Some(0), "{name}: {words}");
            assert!(words.contains("command  GET BALANCE\n"), "{name}: {words}");
            assert!(
                balance.is_none_or(|balance| words.contains(&format!("  {balance}: balance of the purse"))),
                "{words}"
            );
        }
    }
}

fn text_of(output: &Output) -> String {
    text(&output.stdout).to_owned() + text(&output.stderr)
}

/// Reading of outside text ends where the text has no end, and reports the limit.
#[cfg(unix)]
#[test]
fn endless_text_is_refused_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.scr"), "#include \"/dev/zero\"\n").unwrap();
    fs::write(folder.path().join("a.jsonl"), "{\"type\":\"reset\"}\n").unwrap();
    for words in [
        "convert a.scr --to trace",
        "convert /dev/zero --to trace",
        "explain a.scr",
        "explain /dev/zero",
        "diff a.jsonl /dev/zero",
        "storm --script /dev/zero",
        "explain -",
        "convert - --to trace",
        "ota unwrap -",
        "record",
        "phone --plain",
    ] {
        let zeros = std::process::Stdio::from(fs::File::open("/dev/zero").unwrap());
        let mut command = Command::new(rfid_sim());
        let output = command.args(words.split(' ')).current_dir(folder.path()).stdin(zeros).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}");
        let told = text(&output.stderr).replace(['\u{2502}', '\n'], " ");
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("MiB, the most that is read"), "{words}: {told}");
    }
}
