//! Captures in Wireshark: what its dissectors make of our traces, and the names that our script adds to them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::binary::rfid_sim;
use crate::captures::traces;

/// Returns the path of Wireshark's script with the wallet's names.
fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/wireshark/rfid-sim.lua")
}

/// Returns the lines `["key"] = "name"` and `[key] = "name"` of the script.
fn names() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(script()).unwrap();
    let entries =
        text.lines().filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix("\",")?.split_once("] = \""));
    entries.map(|(key, name)| (key.trim_matches('"').to_owned(), name.to_owned())).collect()
}

#[test]
fn lua_names_are_those_of_explain() {
    let names = names();
    assert!(names.len() > 35, "{names:?}");
    for (key, name) in names {
        if let Some(word) = key.strip_prefix("0x") {
            assert_eq!(sim_explain::status_meaning(u16::from_str_radix(word, 16).unwrap()), name);
            continue;
        }
        let mut header = hex::decode(&key).unwrap();
        header.resize(4, 1);
        assert_eq!(sim_explain::command(&header).name.to_string(), name, "{key}");
    }
}

/// Traces that send toolkit commands of wrong lengths and contents on purpose, which tshark names so.
const MALFORMED: [&str; 4] = [
    "refusals/a-counter-at-its-end-and-data-without-sense-are-refused.trace",
    "refusals/every-command-has-a-length-of-its-own.trace",
    "refusals/every-instruction-has-its-classes.trace",
    "toolkit/a-handset-may-give-any-result.trace",
];

/// Converts a trace into a capture beside the test.
fn capture(trace: &Path, to: &Path) {
    let arguments = ["convert".as_ref(), trace.as_os_str(), "--force".as_ref(), "-o".as_ref(), to.as_os_str()];
    assert!(Command::new(rfid_sim()).args(arguments).output().unwrap().status.success(), "{}", trace.display());
}

/// Returns what tshark prints of a capture.
fn tshark(capture: &Path, options: &[&str]) -> String {
    let output = Command::new("tshark").arg("-r").arg(capture).args(options).output().expect("tshark is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs tshark; .ci/run system installs it"]
fn every_trace_is_dissected_without_malformed_packets() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pcapng");
    let mut exchanges = 0;
    for trace in traces() {
        capture(&trace, &file);
        let fields = ["-T", "fields", "-e", "frame.protocols", "-e", "_ws.malformed", "-e", "_ws.col.Info"];
        let packets = tshark(&file, &fields);
        let malformed: Vec<&str> = packets.lines().filter(|line| line.to_lowercase().contains("malformed")).collect();
        let is_malformed_on_purpose = MALFORMED.iter().any(|name| trace.ends_with(name));
        assert!(malformed.is_empty() || is_malformed_on_purpose, "{}: {malformed:#?}", trace.display());
        assert!(packets.contains("ATR, TA(1)"), "{}: {packets}", trace.display());
        exchanges += packets.lines().filter(|line| line.starts_with("exported_pdu:gsm_sim")).count();
    }
    assert!(exchanges > 1_000, "{exchanges}");
}

#[test]
#[ignore = "needs tshark; .ci/run system installs it"]
fn lua_script_names_commands_and_status_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pcapng");
    let trace = folder.path().join("a.trace");
    let steps = "card pin on\n\n> 00A40400 10 D1560001018003800000000100000000\n> 805C0002 04\n\
        > 80540100 0F 00000001 20091118103000 11223344 08\n< 6901\n> 00200000 02 8624\n< 63C2\n";
    std::fs::write(&trace, steps).unwrap();
    capture(&trace, &file);
    let lua = format!("lua_script:{}", script().display());
    let fields =
        ["-X", &lua, "-T", "fields", "-e", "rfid_sim.instruction", "-e", "rfid_sim.status", "-e", "frame.comment"];
    let packets = tshark(&file, &fields);
    for name in ["GET BALANCE\t", "DEBIT FOR PURCHASE\t", "no INITIALIZE came before", "wrong, 2 tries left"] {
        assert!(packets.contains(name), "{name}: {packets}");
    }
    assert!(packets.contains("GET BALANCE -> balance 0.00 yuan, 9000 success"), "{packets}");
}
