//! Exit statuses: every example of `docs/EXIT-STATUS.md` ends as its row says.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};

use super::folder;

/// Row of the page's table.
struct Row {
    status: i32,
    meaning: String,
    subcommands: String,
    /// Command line; empty if the row has none.
    example: String,
}

/// Returns the rows of the table.
fn rows() -> Vec<Row> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/EXIT-STATUS.md");
    let text = std::fs::read_to_string(page).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| status"));
    lines
        .map(|line| {
            let line = line.replace("\\|", "\u{0}");
            let cells: Vec<String> = line.split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect();
            let [_, status, meaning, subcommands, example, _] = cells.as_slice() else { panic!("{line}") };
            let status = match status.as_str() {
                "128 + N" => 128 + 15,
                number => number.parse().unwrap(),
            };
            let example = example.trim_matches('`').to_owned();
            Row { status, meaning: meaning.clone(), subcommands: subcommands.replace('`', ""), example }
        })
        .collect()
}

/// Runs a command line in a shell; returns the exit status of the program, and what it says.
fn ended(folder: &Path, line: &str) -> (i32, String) {
    let program = env!("CARGO_BIN_EXE_rfid-sim");
    let line = line.replace("rfid-sim", &format!("'{program}'"));
    // In a pipe the status is that of the program and not of its reader.
    let script = format!("set -o pipefail\n{line}");
    let mut command = Command::new("bash");
    let output = command.arg("-c").arg(script).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn every_example_ends_with_its_status() {
    let folder = folder(&[
        ("good.trace", "> 00A40400 10 D1560001018003800000000100000000\n< 6F.. 9000\n"),
        ("bad.trace", "> 805C0002 04\n< 00000000 9000\n"),
        ("mistake.trace", "expct\n"),
        ("untidy.trace", ">805C0002  04\n"),
        ("issuer.toml", "[files]\nissuer = \"0000000000000002\"\n"),
        ("impossible.trace", "card balance 12.34 yuan, balance max 1 yuan\n"),
    ]);
    assert_eq!(ended(folder.path(), "rfid-sim world new town.world").0, 0);
    let mut tried = 0;
    for Row { status, meaning, example, .. } in rows().iter().filter(|row| !row.example.is_empty()) {
        let (actual, told) = ended(folder.path(), example);
        assert_eq!(actual, *status, "{meaning}: {example}\n{told}");
        tried += 1;
    }
    assert!(tried >= 16, "{tried} examples");
}

#[test]
fn every_row_is_of_known_subcommands() {
    let known = rfid_sim::cli::subcommands();
    let known: Vec<&str> = known.iter().filter_map(|words| words.split(' ').next()).collect();
    for row in rows().iter().filter(|row| row.subcommands != "all") {
        for name in row.subcommands.split(", ") {
            assert!(known.contains(&name), "{name}");
            assert!(row.example.is_empty() || row.example.contains(name) || row.subcommands.contains(", "), "{name}");
        }
    }
    // Each status has its meaning once.
    let mut meanings: Vec<_> = rows().into_iter().map(|row| row.meaning).collect();
    meanings.sort();
    let count = meanings.len();
    meanings.dedup();
    assert_eq!(meanings.len(), count);
}
