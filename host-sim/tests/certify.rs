//! `rfid-sim certify` as a person meets it: its reports, its refusals, its exit status, and a card program behind vpcd.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use sim_device::link::{Link as _, LinkContext};
use sim_device::mobile_station::card;
use sim_device::profile::Profile;

/// Runs `rfid-sim certify` in a folder; returns exit status, standard output and standard error.
fn certify(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let output = command.arg("certify").args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    let words = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

#[test]
fn difference_is_told_with_its_clause() {
    let folder = tempfile::tempdir().unwrap();
    let (status, printed, _) = certify(folder.path(), &["--plant", "limit-ignored", "--chapter", "limit"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!(printed);
}

#[test]
fn page_shows_summary_and_difference() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--plant", "log-nine", "--chapter", "log", "--html", "a.html", "--at", "2009-12-01 08:00:00"];
    let (status, ..) = certify(folder.path(), &arguments);
    assert_eq!(status, 1);
    let page = std::fs::read_to_string(folder.path().join("a.html")).unwrap();
    // Steps are many; their form is seen in one.
    let (mut shown, mut steps) = (String::new(), 0);
    for line in page.replace("><", ">\n<").lines() {
        steps += usize::from(line.starts_with("<li><span") || line.starts_with("<span class=\"direction\""));
        let is_step = ["<li>", "<code>", "<span class=\"direction\"", "<span class=\"words\"", "</li>"];
        if steps < 3 || !is_step.iter().any(|begin| line.starts_with(begin)) {
            shown += &format!("{line}\n");
        }
    }
    assert!(steps > 100, "{steps}");
    let (before, rest) = shown.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    insta::assert_snapshot!(format!("{before}<style/>{after}"));
}

#[test]
fn junit_has_a_suite_for_each_chapter() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--plant", "length-word", "--chapter", "limit", "--chapter", "refusals", "--junit", "a.xml"];
    let (status, ..) = certify(folder.path(), &arguments);
    assert_eq!(status, 1);
    insta::assert_snapshot!(std::fs::read_to_string(folder.path().join("a.xml")).unwrap());
}

#[test]
fn json_has_every_check_with_its_steps() {
    let folder = tempfile::tempdir().unwrap();
    let (status, printed, _) = certify(folder.path(), &["--json", "--chapter", "pin"]);
    assert_eq!(status, 0);
    let report: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((report["holds"].as_u64(), report["differs"].as_u64()), (Some(21), Some(0)));
    let checks = report["checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["verdict"] == "holds" && !check["steps"].as_array().unwrap().is_empty()));
    assert!(!printed.contains("00200000021234"), "the digits of PINs are left out");
    assert!(printed.contains("0020000002····"));
}

#[test]
fn existing_report_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.html"), "mine").unwrap();
    let arguments = ["--chapter", "limit", "--html", "a.html"];
    let (status, printed, told) = certify(folder.path(), &arguments);
    assert_eq!((status, printed.as_str()), (2, ""));
    assert!(told.contains("a.html is already there; --force writes over it."), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("a.html")).unwrap(), "mine");
    assert_eq!(certify(folder.path(), &[&arguments[..], &["--force"]].concat()).0, 0);
    assert!(std::fs::read_to_string(folder.path().join("a.html")).unwrap().starts_with("<!DOCTYPE html>"));
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.html"]);
}

#[test]
fn wrong_arguments_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let refusals: [(&[&str], &str); 7] = [
        (&["--chapter", "pins"], "a similar value exists: 'pin'"),
        (&["--plant", "log-seven"], "log-seven"),
        (&["--at", "18.11.2009"], "a time is written \"2009-11-18 10:30:00\""),
        (&["--at", "2009-13-18 10:30:00"], "a time is written \"2009-11-18 10:30:00\""),
        (&["--profile", "none.toml"], "none.toml"),
        (&["--vpcd", "nowhere"], "nowhere cannot be listened on"),
        (&["--chapter", "limit", "--html", "no/folder/a.html"], "no/folder/a.html cannot be written"),
    ];
    for (arguments, expected) in refusals {
        let (status, _, told) = certify(folder.path(), arguments);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
}

/// Plays a card program: connects as to vpcd, and answers for a simulated card until the connection ends.
fn serve_card(address: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut link = card(&Profile::default(), 7).unwrap();
    let mut atr = Vec::new();
    let mut length = [0; 2];
    while stream.read_exact(&mut length).is_ok() {
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut message).unwrap();
        let answer = match message[..] {
            [0x00] => {
                link.power_off();
                continue;
            }
            [0x01 | 0x02] => {
                atr = link.power_on().unwrap();
                continue;
            }
            [0x04] => atr.clone(),
            _ => link.exchange(LinkContext::default(), &message).unwrap_or_default(),
        };
        let length = u16::try_from(answer.len()).unwrap();
        stream.write_all(&[&length.to_be_bytes()[..], &answer].concat()).unwrap();
    }
}

/// Certifies a card program; returns the report. What `program` returns is kept until the end.
fn certify_program<R>(arguments: &[&str], program: impl FnOnce(&str) -> R) -> (i32, serde_json::Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command.args(["certify", "--json", "--vpcd", "127.0.0.1:0"]).args(arguments);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut told).unwrap();
    let address = told.split_whitespace().find(|word| word.starts_with("127.0.0.1:")).unwrap().to_owned();
    let printed = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        BufReader::new(printed).read_to_string(&mut text).unwrap();
        text
    });
    let kept = program(&address);
    let status = child.wait().unwrap().code().unwrap();
    drop(kept);
    (status, serde_json::from_str(&reader.join().unwrap()).unwrap())
}

#[test]
fn card_program_behind_vpcd_is_certified() {
    let (status, report) = certify_program(&["--yes"], serve_card);
    let is_other = |check: &&serde_json::Value| check["verdict"] != "holds";
    let others: Vec<_> = report["checks"].as_array().unwrap().iter().filter(is_other).collect();
    assert_eq!((status, report["differs"].as_u64(), others.len()), (0, Some(0), 18), "{others:?}");
    let because = |why| others.iter().filter(|check| check["why"].as_str().unwrap().contains(why)).count();
    assert_eq!(because("power of this card cannot be cut"), 7);
    assert_eq!(because("over its contacts alone"), 11);
    assert!(report["card"].as_str().unwrap().starts_with("card program at 127.0.0.1:"));
}

/// Program that is ended with the test.
struct Ended(std::process::Child);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn card_of_rfid_sim_reader_is_certified() {
    let (status, report) = certify_program(&["--yes"], |address| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        command.args(["reader", "--vpcd", address]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ended(command.spawn().unwrap())
    });
    assert_eq!((status, report["differs"].as_u64(), report["could_not_be_tried"].as_u64()), (0, Some(0), Some(18)));
}

#[test]
fn card_program_is_guessed_at_with_yes_only() {
    let (status, report) = certify_program(&["--chapter", "pin"], serve_card);
    assert_eq!((status, report["holds"].as_u64(), report["could_not_be_tried"].as_u64()), (0, Some(11), Some(10)));
}

#[test]
fn chapter_that_cannot_be_tried_is_status_2() {
    let (status, report) = certify_program(&["--chapter", "power-cuts"], serve_card);
    assert_eq!((status, report["holds"].as_u64(), report["could_not_be_tried"].as_u64()), (2, Some(0), Some(6)));
}

#[test]
fn card_program_that_leaves_is_status_2() {
    let (status, report) = certify_program(&["--chapter", "limit"], |address| drop(TcpStream::connect(address)));
    assert_eq!((status, report["holds"].as_u64()), (2, Some(0)));
    assert_eq!(report["atr"], serde_json::Value::Null);
}
