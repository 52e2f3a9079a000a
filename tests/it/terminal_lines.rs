//! Lines that are edited on a terminal, those of `record` and of secrets, when the process is stopped, ends, or loses
//! its terminal.

use std::fs;
use std::path::Path;
use std::process::Command;

use portable_pty::CommandBuilder;

use crate::binary::rfid_sim;
use crate::phone::terminal::{Seat, lose_its_terminal_after, wait_until_stopped};

/// Question of the editor for the place of the cursor, and the answer of a terminal.
const CURSOR: (&[u8], &str) = (b"\x1b[6n", "\x1b[1;1R");

fn seat(folder: &Path, arguments: &[&str]) -> Seat {
    let mut command = CommandBuilder::new(rfid_sim());
    command.args(arguments);
    command.cwd(folder);
    command.env("TERM", "xterm-256color");
    Seat::run(command, 100, 40)
}

/// Starts the shell and waits for its first prompt.
fn shell(folder: &Path, more: &[&str]) -> Seat {
    let mut seat = seat(folder, &[&["record"], more].concat());
    seat.wait_for_octets(0, CURSOR.0);
    seat.press(CURSOR.1);
    seat.wait_for("card> ");
    seat
}

/// Returns the one trace that was made in a folder.
fn rescued(folder: &Path) -> String {
    let traces = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let traces: Vec<_> = traces.filter(|path| path.extension().is_some_and(|extension| extension == "trace")).collect();
    assert_eq!(traces.len(), 1, "{traces:?}");
    fs::read_to_string(&traces[0]).unwrap()
}

#[test]
fn stopped_shell_takes_up_its_line_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut seat = shell(folder.path(), &[]);
    seat.press("805C00");
    seat.wait_for("805C00");
    for name in ["-TSTP", "-STOP"] {
        assert!(!seat.has_modes_back());
        seat.signal(name);
        wait_until_stopped(seat.process());
        if name == "-TSTP" {
            assert!(seat.has_modes_back(), "a shell sets them by itself only after a stop without a warning");
        } else {
            let terminal = fs::File::open(seat.name()).unwrap();
            let set = Command::new("stty").args(["icanon", "echo", "isig", "icrnl"]).stdin(terminal).status();
            assert!(set.unwrap().success());
        }
        let before = seat.octets().len();
        seat.signal("-CONT");
        seat.wait_for_octets(before, b"805C00");
        assert!(!seat.has_modes_back(), "{name}: the keys are read one by one again");
    }
    seat.press("02 04\r");
    seat.wait_for("GET BALANCE: ");
}

#[test]
fn signal_saves_session_and_restores_terminal() {
    for (name, number) in [("-HUP", 1), ("-INT", 2), ("-QUIT", 3), ("-TERM", 15), ("-USR1", 10)] {
        let folder = tempfile::tempdir().unwrap();
        let mut seat = shell(folder.path(), &[]);
        seat.press("805C000204\r");
        seat.wait_for("GET BALANCE: ");
        seat.signal(name);
        let (status, told) = seat.wait_for_end();
        assert_eq!(status.exit_code(), 128 + number, "{name}: {told}");
        assert!(told.contains("it is saved as rfid-sim-record-"), "{name}: {told}");
        assert!(seat.has_modes_back(), "{name}");
        assert!(rescued(folder.path()).contains("> 805C0002 04"), "{name}");
    }
}

#[test]
fn failed_run_opens_the_shell_there() {
    let folder = tempfile::tempdir().unwrap();
    let table = "card balance 5.00 yuan\nnamed = 01\ncases of amounts\n| fen | answer |\n| 00000001 | .. 9000 |\n\
        | 00000FFF | .. 9000 |\n> 00A40400 Lc D1560001018003800000000100000000\n> 80500102 0B 03 {fen} 112233445566 0F\n\
        < {answer}\nexpect balance 5.00 yuan\nend\n";
    fs::write(folder.path().join("a.trace"), table).unwrap();
    let mut seat = seat(folder.path(), &["run", "a.trace", "--stop-at-failure"]);
    seat.wait_for_octets(0, b"next: a.trace:10");
    seat.wait_for_octets(0, CURSOR.0);
    seat.press(CURSOR.1);
    seat.wait_for("card> ");
    seat.press("why\r");
    seat.wait_for("the command asks for 40.95 yuan");
    seat.press("show {fen} {named}\r");
    seat.wait_for("fen = 00000FFF");
    seat.press("step\r");
    seat.wait_for("The trace is at its end.");
    seat.press("quit\r");
    seat.wait_for("Save the session as");
    seat.press("\r");
    let (status, _) = seat.wait_for_end();
    assert_eq!(status.exit_code(), 1);
}

/// Types a command at a shell, takes the terminal away, and asserts that the session is saved.
fn hang_up_saves(terminal: &str, dialogue: &[(&[u8], &str)]) {
    let folder = tempfile::tempdir().unwrap();
    // The shell around it is told of the hang-up, and hides it.
    let mut command = CommandBuilder::new("sh");
    let script = "trap '' HUP; \"$0\" record; echo $? > status";
    command.args(["-c", script, rfid_sim().to_str().unwrap()]);
    command.cwd(folder.path());
    command.env("TERM", terminal);
    let mut child = lose_its_terminal_after(command, dialogue);
    let status = folder.path().join("status");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !fs::read_to_string(&status).is_ok_and(|text| text.ends_with('\n')) {
        assert!(std::time::Instant::now() < until, "it goes on without a terminal");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    child.wait().unwrap();
    assert!(rescued(folder.path()).contains("> 805C0002 04"));
}

#[test]
fn shell_losing_its_terminal_is_saved() {
    hang_up_saves("xterm-256color", &[(CURSOR.0, CURSOR.1), (b"card", "805C000204\r"), (b"GET BALANCE: ", "")]);
}

#[test]
fn plain_shell_losing_its_terminal_is_saved() {
    hang_up_saves("dumb", &[(b"", "805C000204\n"), (b"GET BALANCE: ", "")]);
}

#[test]
fn shell_on_a_dumb_terminal_reads_lines() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = CommandBuilder::new(rfid_sim());
    command.arg("record");
    command.cwd(folder.path());
    command.env("TERM", "dumb");
    let mut seat = Seat::run(command, 100, 40);
    seat.press("805C000204\nquit\n");
    let (status, said) = seat.wait_for_end();
    assert!(status.success() && said.contains("GET BALANCE: "), "{said}");
    assert!(!seat.octets().contains(&0x1b), "{said}");
}

/// Makes a world, and starts the hotline, which asks for a password.
fn asked(folder: &Path) -> Seat {
    let made = Command::new(rfid_sim()).args(["world", "new", "a.world"]).current_dir(folder).output().unwrap();
    assert!(made.status.success());
    let seat = seat(folder, &["world", "care", "a.world", "13800000001", "@-"]);
    seat.wait_for(":");
    // The modes are set a moment after the question.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while seat.has_modes_back() {
        assert!(std::time::Instant::now() < until, "keys are shown");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    seat
}

#[test]
fn question_for_a_secret_gives_the_terminal_back() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["-TERM", "-INT", "-HUP", "-QUIT"] {
        let mut seat = asked(folder.path());
        seat.press("9753");
        seat.signal(name);
        let (status, told) = seat.wait_for_end();
        assert!(!status.success() && seat.has_modes_back(), "{name}: {told}");
        assert!(!told.contains("9753"), "{name}: {told}");
        fs::remove_file(folder.path().join("a.world")).unwrap();
    }
}

#[test]
fn question_for_a_secret_outlives_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut seat = asked(folder.path());
    seat.press("975");
    seat.signal("-TSTP");
    wait_until_stopped(seat.process());
    assert!(seat.has_modes_back());
    seat.signal("-CONT");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while seat.has_modes_back() {
        assert!(std::time::Instant::now() < until, "keys are shown");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    seat.press("310\r");
    let (status, told) = seat.wait_for_end();
    assert!(seat.has_modes_back() && !told.contains("975"), "{told}");
    assert!(status.exit_code() <= 2 && !told.contains("nothing was typed"), "{told}");
}
