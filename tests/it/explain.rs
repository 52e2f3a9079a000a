//! `rfid-sim explain` as people use it: octets and files in, words and JSON out, and clear sentences for errors.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use applet::manufacture;
use serde_json::Value;
use sim_device::memory::Eeprom;
use sim_device::profile::Profile;

use crate::binary::rfid_sim;

const PURCHASE: &str = "805001020B0300000064112233445566";

fn explain(arguments: &[&str]) -> Output {
    Command::new(rfid_sim()).arg("explain").args(arguments).output().unwrap()
}

fn words(arguments: &[&str]) -> String {
    let output = explain(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&words(&[&["--json"], arguments].concat())).unwrap()
}

/// Returns the sentence on standard error, after asserting that nothing is on standard output and the exit status is 2.
fn complaint(arguments: &[&str]) -> String {
    let output = explain(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?} still printed something");
    String::from_utf8(output.stderr).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn command_is_explained_with_named_json_fields() {
    let said = json(&[PURCHASE]);
    assert_eq!((&said["kind"], &said["name"]), (&"command".into(), &"INITIALIZE FOR PURCHASE".into()));
    assert_eq!((&said["lc"], &said["le"]), (&11.into(), &Value::Null));
    assert_eq!(said["fields"]["amount"]["value"], 100);
    assert_eq!(said["fields"]["key_index"]["hex"], "03");
}

#[test]
fn blanks_without_quotes_make_no_difference() {
    let apart = ["80", "50", "01", "02", "0B", "03", "00000064", "112233445566"];
    assert_eq!(words(&apart), words(&[PURCHASE]));
    assert!(!words(&[PURCHASE]).contains('\u{1b}'), "no colours into a pipe");
}

#[test]
fn command_and_answer_form_one_exchange() {
    let said = json(&[&format!("{PURCHASE}0F"), "000086C7025E0000000182653027F69000"]);
    assert_eq!(said["kind"], "exchange");
    assert_eq!(said["answer"]["fields"]["balance"]["text"], "345.03 yuan");
    let alone = json(&["000086C79000", "--to", "805C000204"]);
    assert_eq!(alone["fields"]["balance"]["value"], 34503);
}

#[test]
fn several_inputs_are_explained_as_array() {
    let said = json(&["9401", "63C2", "6F01"]);
    assert_eq!(said.as_array().unwrap().len(), 3);
    assert_eq!(said[1]["status_word"]["meaning"], "wrong, 2 tries left");
}

#[test]
fn truncated_command_is_explained_with_its_problem() {
    let said = json(&["805001020B03000000"]);
    assert_eq!(said["fields"]["key_index"]["value"], 3);
    assert!(said["problem"].as_str().unwrap().contains("7 octets too early"), "{said}");
}

#[test]
fn session_file_and_card_image_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("session.txt");
    fs::write(&lines, "# balance\n> 80 5C 00 02 04\n< 00 00 13 88 90 00\n").unwrap();
    assert_eq!(json(&[path(&lines)])["answer"]["fields"]["balance"]["value"], 5000);

    let mut memory = Eeprom::blank();
    manufacture(&mut memory, &Profile::choose("default").unwrap().to_personalisation()).unwrap();
    let card = folder.path().join("card.bin");
    fs::write(&card, memory.image()).unwrap();
    let said = json(&[path(&card)]);
    assert_eq!((&said["kind"], &said["fields"]["state"]["value"]), (&"card".into(), &"open".into()));
}

#[test]
fn json_lines_recording_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.jsonl");
    fs::write(&file, "{\"command\":\"805C000204\",\"answer\":\"000013889000\"}\n").unwrap();
    assert_eq!(json(&[path(&file)])["command"]["name"], "GET BALANCE");
}

#[test]
fn unreadable_input_is_refused_with_reason() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.txt");
    let broken = folder.path().join("broken.txt");
    fs::write(&empty, "# nothing\n").unwrap();
    fs::write(&broken, "9000\n90 0\n90zz\n").unwrap();
    for (arguments, sentence) in [
        (vec!["805"], "has 3 hexadecimal digits, an odd count"),
        (vec!["80 5G"], "'G' at position 5"),
        (vec![""], "no hexadecimal digit"),
        (vec!["no-such.trace"], "no file no-such.trace"),
        (vec!["9000", "--to", "8"], "--to: \"8\" has 1 hexadecimal digits"),
        (vec![path(&empty)], "nothing to explain"),
        (vec![path(&broken)], "line 2"),
        (vec![path(folder.path())], "is a folder"),
        (vec!["9000", "--as", "nonsense"], "invalid value 'nonsense'"),
        (vec![], "required"),
    ] {
        let said = complaint(&arguments);
        assert!(said.contains(sentence), "{arguments:?}: {said}");
    }
}

#[test]
fn as_option_sets_the_kind_of_octets() {
    let record = "0001000000000000640611223344556620091118103000";
    assert_eq!(json(&[record, "--as", "log"]), json(&[record, "--as", "record"]));
    assert_eq!(json(&["9000", "--as", "file-identifier"])["kind"], "file-identifier");
    assert!(complaint(&["9000", "--as", "unknown"]).contains("invalid value"));
    assert_eq!(json(&["00A40000023F00612F", "--as", "exchange"])["kind"], "exchange");
}

#[test]
fn long_session_is_explained_in_linear_time() {
    let folder = tempfile::tempdir().unwrap();
    let session = |exchanges: usize| {
        let file = folder.path().join(format!("{exchanges}.txt"));
        fs::write(&file, "> 805C000204\n< 000013889000\n".repeat(exchanges)).unwrap();
        let start = std::time::Instant::now();
        let pages = words(&[path(&file)]);
        assert_eq!(pages.matches("answer to GET BALANCE").count(), exchanges);
        start.elapsed()
    };
    let (short, long) = (session(2_000), session(16_000));
    // Eight times the work; squared it would be sixty-four times the time.
    assert!(long < short * 24 + std::time::Duration::from_secs(2), "{short:?}, then {long:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_is_reported_and_closed_pipe_ignored() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(rfid_sim()).args(["explain", "9000"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.txt");
    fs::write(&file, "9000\n".repeat(5_000)).unwrap();
    let mut child = Command::new(rfid_sim())
        .args(["explain", path(&file)])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &[][..]));
}

#[test]
fn chinese_is_refused_beside_json_and_keys() {
    for other in [&["--json"][..], &["--keys", "default"]] {
        let said = complaint(&[&["--lang", "zh", "9000"], other].concat());
        assert!(said.contains("cannot be used with") && said.contains("--lang"), "{said}");
    }
    assert_eq!(words(&["--lang", "en", PURCHASE]), words(&[PURCHASE]));
}

#[test]
fn session_and_memory_are_explained_in_chinese() {
    let said = words(&[
        "--lang",
        "zh",
        "A012000022",
        "D0208103052180820281028D150894B153054F59989D003A0030002E0030003051439000",
    ]);
    assert!(said.contains("FETCH 的应答:DISPLAY TEXT") && said.contains("“钱包余额:0.00元”"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.card");
    let mut memory = Eeprom::blank();
    manufacture(&mut memory, &Profile::default().to_personalisation()).unwrap();
    fs::write(&file, memory.image()).unwrap();
    let said = words(&["--lang", "zh", path(&file)]);
    assert!(said.contains("存储区 A:完好,当前钱包") && said.contains("不显示"), "{said}");
}
