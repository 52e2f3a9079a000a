//! `rfid-sim tear` as a person meets it: its output, its refusals, and its exit status.
#![allow(
    clippy::unwrap_used,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

use std::path::PathBuf;
use std::process::Command;

/// Trace of its own: a load of 7 yuan and a purchase of 2.
const STORY: &str = r#"# A load, then a purchase.
profile default
seed 7

> 00A40400 Lc D1560001018003800000000100000000
< .. 9000
> 80DADF20 04 000003E8
< 9000
> 00B0950000
< .. 9000
> 80DADF20 04 FFFFFFFF
< 9000
"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(name: &str, text: &str) -> (Folder, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        (Folder(folder), path)
    }
}

/// Runs `rfid-sim tear`; returns exit status, standard output, and standard error in one line without its frame.
fn tear(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rfid-sim")).arg("tear").args(arguments).output().unwrap();
    let words = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    let error = words(output.stderr).replace(['│', '×', '╰', '─', '▶'], " ");
    let error = error.split_whitespace().collect::<Vec<_>>().join(" ");
    (output.status.code().unwrap(), words(output.stdout), error)
}

#[test]
fn trace_that_survives_cuts_reports_counts() {
    let (_folder, path) = Folder::with("story.trace", STORY);
    let (status, printed, _) = tear(&[path.to_str().unwrap(), "--samples", "5"]);
    let expected = format!("ok    {}: 2 writes, 24 cuts, 22 before, 2 after\n", path.display());
    assert!(printed.starts_with(&expected), "{printed}");
    assert!(printed.contains("1 trace, none wrong: 2 writes, 24 cuts"), "{printed}");
    assert!(printed.contains("168 starts after the cuts, 0 writes made in them"), "{printed}");
    assert_eq!(status, 0);
}

#[test]
fn write_and_tear_options_select_one_cut() {
    let (_folder, path) = Folder::with("story.trace", STORY);
    let (status, printed, _) = tear(&[path.to_str().unwrap(), "--write", "2", "--tear", "all"]);
    assert!(printed.contains("2 writes, 1 cut, 0 before, 1 after"), "{printed}");
    assert_eq!(status, 0);
    let (status, printed, _) = tear(&[path.to_str().unwrap(), "--write", "1", "--tear", "17"]);
    assert!(printed.contains("2 writes, 1 cut, 1 before, 0 after"), "{printed}");
    assert_eq!(status, 0);
}

#[test]
fn each_octet_option_adds_cuts() {
    let (_folder, path) = Folder::with("story.trace", STORY);
    let (_, few, _) = tear(&[path.to_str().unwrap(), "--samples", "0"]);
    let (_, many, _) = tear(&[path.to_str().unwrap(), "--samples", "0", "--each-octet"]);
    assert!(few.contains("2 writes, 4 cuts, 2 before, 2 after"), "{few}");
    assert!(!many.contains(" 4 cuts") && many.contains("none wrong"), "{many}");
}

#[test]
fn trace_that_fails_is_reported_wrong() {
    let (_folder, path) = Folder::with("story.trace", &STORY.replace("< .. 9000", "< .. 6A82"));
    let (status, printed, _) = tear(&[path.to_str().unwrap()]);
    assert!(printed.contains(&format!("does not hold; see: rfid-sim run {}", path.display())), "{printed}");
    assert!(printed.contains("1 trace, 1 WRONG"), "{printed}");
    assert_eq!(status, 1);
}

#[test]
fn invalid_tear_request_is_refused() {
    let (folder, path) = Folder::with("story.trace", STORY);
    let path = path.to_str().unwrap();
    let missing = folder.0.path().join("no.trace");
    for (arguments, sentence) in [
        (vec![missing.to_str().unwrap()], "no.trace"),
        (vec![path, "--write", "3"], "has 2 memory writes, so there is no write 3."),
        (vec![path, "--write", "0"], "'--write <N>'"),
        (vec![path, "--tear", "third"], "\"third\" names no way to tear a write"),
        (vec![path, "--samples", "many"], "'--samples <N>'"),
    ] {
        let (status, printed, error) = tear(&arguments);
        assert!(error.contains(sentence), "{arguments:?}: {error}");
        assert_eq!((status, printed.as_str()), (2, ""), "{arguments:?}");
    }
}
