//! A card file shared by processes: it has one owner at a time, whatever the subcommand. A killed process leaves
//! nothing stuck or behind, and the file is readable by its owner alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole target is tests, their helpers too; a panic is how a test speaks"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

const SELECT: &str = "> 00A40400 Lc D1560001018003800000000100000000\n";

/// Returns a trace of three purchases of one yuan each on a card with 50 yuan.
fn purchases() -> String {
    let purchase = "> 80500102 0B 03 {1.00 yuan} 112233445566 0F\n\
        < b:4 counter:2 000000 01 00 random:4 9000\n\
        mac1 = purchase MAC1 of 1.00 yuan at 112233445566 on 2009-11-18 10:30:00, terminal counter 1\n\
        > 80540100 0F 00000001 20091118103000 {mac1} 08\n< tac:4 mac2:4 9000\n";
    format!("card balance 50.00 yuan\n{SELECT}{}", purchase.repeat(3))
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Makes a folder with a trace that buys, a walk that looks, and a card of 47 yuan in `k.card`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("buy.trace"), purchases()).unwrap();
    std::fs::write(folder.path().join("look.walk"), "press menu\n").unwrap();
    let made = run(folder.path(), &["run", "--card", "k.card", "buy.trace"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
    balance_is(folder.path(), "47.00");
    folder
}

fn balance_is(folder: &Path, yuan: &str) {
    let look = format!("{SELECT}> 805C0002 04\n< {{{yuan} yuan}} 9000\n");
    std::fs::write(folder.join("balance.trace"), look).unwrap();
    let output = run(folder, &["run", "--card", "k.card", "balance.trace"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Arguments of every subcommand that opens a card file.
const WAYS: &[&[&str]] = &[
    &["run", "--card", "k.card", "buy.trace"],
    &["run", "--card", "k.card", "look.walk"],
    &["record", "--card", "k.card"],
    &["phone", "--plain", "--card", "k.card"],
];

/// Process that has the card open and waits for its next line.
struct Open {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Open {
    /// Starts a process and waits for its answer to a line, which shows that the process is up.
    fn start(folder: &Path, arguments: &[&str]) -> Open {
        let mut command = command(folder, arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut open = Open { child, output };
        open.type_text("state\n");
        let mut line = String::new();
        assert!(open.output.read_line(&mut line).unwrap() > 0, "{arguments:?} says nothing");
        open
    }

    fn type_text(&mut self, text: &str) {
        self.child.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    /// Ends the input; returns `true` if the process ended with success.
    fn leave(mut self) -> bool {
        drop(self.child.stdin.take());
        std::io::copy(&mut self.output, &mut std::io::sink()).unwrap();
        self.child.wait().unwrap().success()
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

const FACES: [&[&str]; 2] =
    [&["phone", "--plain", "--lang", "en", "--card", "k.card"], &["record", "--card", "k.card"]];

#[test]
fn open_card_file_refuses_other_processes() {
    let folder = folder();
    let folder = folder.path();
    for face in FACES {
        let open = Open::start(folder, face);
        let before = std::fs::read(folder.join("k.card")).unwrap();
        for way in WAYS {
            let output = run(folder, way);
            let told = String::from_utf8(output.stderr).unwrap();
            let expected = "rfid-sim: the card file k.card is in use: another rfid-sim has it open.\n";
            assert_eq!((output.status.code(), told.as_str()), (Some(2), expected), "{way:?} beside {face:?}");
        }
        assert_eq!(std::fs::read(folder.join("k.card")).unwrap(), before);
        assert!(open.leave());
    }
    balance_is(folder, "47.00");
}

#[test]
fn purchase_elsewhere_is_refused_until_phone_leaves() {
    let folder = folder();
    let folder = folder.path();
    let mut phone = Open::start(folder, FACES[0]);
    assert_eq!(run(folder, WAYS[0]).status.code(), Some(2), "the card is in the phone");
    phone.type_text("menu\n4\n1\n1\nok\nok\n");
    assert!(phone.leave());
    // The next owner finds what the phone left, and what it does stays.
    let bought = run(folder, WAYS[0]);
    assert!(bought.status.success(), "{}", String::from_utf8_lossy(&bought.stdout));
    balance_is(folder, "44.00");
    let state = command(folder, FACES[1]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().and_then(|mut shell| {
        shell.stdin.take().unwrap().write_all(b"state\n")?;
        shell.wait_with_output()
    });
    let state = String::from_utf8(state.unwrap().stdout).unwrap();
    assert!(state.contains("44.00 yuan"), "{state}");
}

#[test]
fn killed_owner_leaves_nothing_locked() {
    let folder = folder();
    let folder = folder.path();
    for face in FACES {
        let open = Open::start(folder, face);
        assert_eq!(run(folder, WAYS[0]).status.code(), Some(2));
        open.kill();
        balance_is(folder, "47.00");
    }
}

#[test]
fn new_card_has_one_maker() {
    let folder = folder();
    let folder = folder.path();
    for round in 0..5 {
        std::fs::remove_file(folder.join("k.card")).unwrap();
        let start = || command(folder, WAYS[0]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let all: Vec<Child> = (0..6).map(|_| start()).collect();
        let ended: Vec<Output> = all.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        let done = ended.iter().filter(|output| output.status.success()).count();
        for output in &ended {
            let told = String::from_utf8_lossy(&output.stderr);
            let is_refused = told.contains("is in use") || told.contains("exists already");
            assert!(output.status.success() || (output.status.code() == Some(2) && is_refused), "{round}: {told}");
        }
        // Who was not refused bought three times.
        assert!((1..=6).contains(&done));
        balance_is(folder, &format!("{}.00", 50 - 3 * done));
        let left = std::fs::read_dir(folder).unwrap().filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_str().unwrap().ends_with(".new")
        });
        assert_eq!(left.count(), 0);
    }
}

#[test]
fn next_command_removes_leftover_card_file() {
    let folder = folder();
    let folder = folder.path();
    let left = folder.join("k.card.99999999.new");
    let card = std::fs::read(folder.join("k.card")).unwrap();
    for way in WAYS {
        std::fs::write(&left, &card[..1500]).unwrap();
        let output = run(folder, way);
        assert!(!left.exists(), "{way:?}: {}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(folder.join("k.card"), &card).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn secret_files_are_readable_by_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let folder = folder.path();
    let mode = |name: &str| std::fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
    let typed = |arguments: &[&str], input: &str| {
        // The widest umask: only the program keeps others out.
        let mut shell = Command::new("sh");
        let program = ["-c", "umask 000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_rfid-sim")];
        let mut child =
            shell.args(program).args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        child.as_mut().unwrap().stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        assert!(child.unwrap().wait().unwrap().success(), "{arguments:?}");
    };
    let phone = ["phone", "--plain", "--card", "p.card", "--record", "rec"];
    typed(&phone, "menu\n4\n1\n1\nok\nquit\n");
    typed(&["record", "--card", "r.card", "--save", "s.trace"], "pin\nsave t.trace\nstate\n");
    typed(&["run", "--card", "n.card", "buy.trace"], "");
    for name in ["p.card", "rec.trace", "rec.walk", "r.card", "t.trace", "n.card"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    // What somebody opened to a group stays open to it.
    for name in ["p.card", "rec.walk", "rec.trace"] {
        std::fs::set_permissions(folder.join(name), std::fs::Permissions::from_mode(0o640)).unwrap();
    }
    typed(&[&phone[..], &["--force"]].concat(), "menu\n4\n1\n1\nok\nquit\n");
    for name in ["p.card", "rec.walk", "rec.trace"] {
        assert_eq!(mode(name), 0o640, "{name}");
    }
}
