//! Mistyped command lines: each gives one clear answer on standard error, nothing on standard output, and exit status
//! 2. No file is written or changed. The answers are snapshots: a change of wording shows in the review.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use crate::binary::rfid_sim;

/// Files of the folder in which everything is typed.
const FILES: &[(&str, &[u8])] = &[
    ("good.trace", b"> 805C0002 04\n< 6985\n"),
    ("odd.trace", b"> 00A40\n"),
    ("digit.trace", b"> 80GG\n"),
    ("word.trace", b"# A word that is none.\nunsuspend the wallet\n"),
    ("distance.trace", b"tap three cm\n"),
    ("alone.trace", b"< 9000\n"),
    ("name.trace", b"> 805C0002 04\n< balance:4 9000\n> 805A0002 02 {ballance}\n"),
    ("brace.trace", b"> 805001020B03{1.00 yuan\n"),
    ("include.trace", b"include \"there-is-none.trace\"\n"),
    ("key.toml", b"[pin]\ntires = 3\n"),
    ("short.toml", b"[[key]]\nusage = \"purchase\"\nindex = 3\nvalue = \"00112233\"\n"),
    ("syntax.toml", b"[pin\n"),
    ("small.card", b"not a card at all"),
    ("blank.card", &[0xFF; applet::MEMORY_SIZE]),
    ("script.scr", b"powerup;\n0x00 0xA4\n"),
    ("taken.jsonl", b"this file is somebody's\n"),
];

/// Mistyped command lines, each with the mistake.
const TYPED: &[(&str, &[&str])] = &[
    ("a trace that is not there", &["run", "missing.trace"]),
    ("a folder without traces", &["run", "empty"]),
    ("an option that does not exist", &["run", "--nonsense"]),
    ("no jobs at all", &["run", "--jobs", "0", "good.trace"]),
    ("a seed that is no number", &["run", "--seed", "abc", "good.trace"]),
    ("a format that does not exist", &["run", "--format", "xml", "good.trace"]),
    ("a power cut that is no number", &["run", "--power-cut", "x", "good.trace"]),
    ("a filter that nothing passes", &["run", "--filter", "nothing", "good.trace"]),
    ("a profile that is not there", &["run", "--profile", "none.toml", "good.trace"]),
    ("a profile with an unknown key", &["run", "--profile", "key.toml", "good.trace"]),
    ("a profile with a key too short", &["run", "--profile", "short.toml", "good.trace"]),
    ("a profile that is no TOML", &["run", "--profile", "syntax.toml", "good.trace"]),
    ("a card file of the wrong size", &["run", "--card", "small.card", "good.trace"]),
    ("a card file without a card", &["run", "--card", "blank.card", "good.trace"]),
    ("a card file of an unknown version", &["run", "--card", "future.card", "good.trace"]),
    ("an odd number of digits in a trace", &["run", "odd.trace"]),
    ("a digit that is none in a trace", &["run", "digit.trace"]),
    ("a word that is none in a trace", &["run", "word.trace"]),
    ("a distance in words", &["run", "distance.trace"]),
    ("an answer to nothing", &["run", "alone.trace"]),
    ("a name that nothing has", &["run", "name.trace"]),
    ("a brace that does not close", &["run", "brace.trace"]),
    ("an included trace that is not there", &["run", "include.trace"]),
    ("a subcommand that does not exist", &["frobnicate"]),
    ("a digit that is none", &["explain", "80 5C 0G"]),
    ("half an octet", &["explain", "805"]),
    ("nothing to explain", &["explain"]),
    ("a script that breaks off", &["convert", "script.scr"]),
    ("a format to convert to that does not exist", &["convert", "--to", "nothing", "good.trace"]),
    ("an output that is there already", &["convert", "good.trace", "-o", "taken.jsonl"]),
    ("a recording that is not there", &["diff", "good.trace", "none.trace"]),
    ("a card file without a card for the shell", &["record", "--card", "blank.card"]),
    ("a trace to tear that is not there", &["tear", "missing.trace"]),
];

fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in FILES {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    // A card of another version: a real one whose version octet is not this program's.
    let made = run(folder.path(), &["run", "--card", "future.card", "good.trace"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let path = folder.path().join("future.card");
    let mut image = std::fs::read(&path).unwrap();
    let version = image.iter().position(|octet| *octet == applet::IMAGE_VERSION).unwrap();
    image[version] = 0x63;
    std::fs::write(path, image).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(rfid_sim());
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("FORCE_COLOR");
    command.output().unwrap()
}

/// Returns every file of a folder with its content.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: &Path| if path.is_dir() { Vec::new() } else { std::fs::read(path).unwrap() };
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), read(&path))).collect()
}

#[test]
fn every_typing_mistake_is_refused_without_change() {
    let folder = prepared();
    let before = contents(folder.path());
    let mut picture = String::new();
    let mut complaints = Vec::new();
    for (wrong, arguments) in TYPED {
        let output = run(folder.path(), arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        picture += &format!("# {wrong}\n$ rfid-sim {}\n{}\n\n", arguments.join(" "), error.trim_end());
        let said = [
            (output.status.code() != Some(2), format!("status {:?}", output.status.code())),
            (!output.stdout.is_empty(), "something on standard output".to_owned()),
            (error.trim().is_empty(), "nothing is said".to_owned()),
            (error.contains("panicked") || error.contains("RUST_BACKTRACE"), "a panic".to_owned()),
            (contents(folder.path()) != before, "a file was written".to_owned()),
        ];
        complaints.extend(said.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| format!("{wrong}: {what}")));
    }
    assert!(complaints.is_empty(), "{}\n\n{picture}", complaints.join("\n"));
    assert!(TYPED.len() >= 20);
    insta::assert_snapshot!(picture);
}
