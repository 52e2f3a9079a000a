//! The phone on the whole terminal when its process is stopped, goes on, or receives a signal to end.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use portable_pty::CommandBuilder;

use super::terminal::{Seat, lose_its_terminal, lose_its_terminal_after, signal, wait_until_gone, wait_until_stopped};
use crate::binary::rfid_sim;

const ENTER: &str = "\r";
const CONTROL_Q: &str = "\x11";
const F10: &str = "\x1b[21~";

/// Octets that give the terminal back: the frame ends, pasted text and the mouse are as before. The screen is the
/// first, and the cursor is visible.
const GIVES_BACK: &[u8] =
    b"\x1b[?2026l\x1b[?2004l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1049l\x1b[?25h";
/// Octets behind a frame.
const FRAME_END: &[u8] = b"\x1b[?2026l";
/// Octets that take the terminal again.
const TAKES: &[u8] = b"\x1b[?1049h\x1b[?1000h\x1b[?1002h\x1b[?1003h\x1b[?1015h\x1b[?1006h\x1b[?2004h";

/// Starts a phone whose time stands still, with its menu open.
fn opened(more: &[&str]) -> Seat {
    let arguments = [&["phone", "--still", "--clock", "2009-11-18T10:30"], more].concat();
    let mut seat = Seat::start(rfid_sim(), &arguments, 80, 24);
    seat.wait_for("10:30");
    seat.press_for(ENTER, "▸1 我的钱包");
    seat
}

#[test]
fn stopped_phone_restores_and_retakes_the_terminal() {
    let mut seat = opened(&[]);
    let picture = seat.wait_for("▸1 我的钱包");
    for _ in 0..3 {
        assert_eq!((seat.is_held(), seat.has_modes_back()), ([true; 5], false));
        let before = seat.octets().len();
        seat.signal("-TSTP");
        wait_until_stopped(seat.process());
        let after = seat.wait_for_octets(before, GIVES_BACK);
        assert!(seat.octets().ends_with(GIVES_BACK), "nothing is written behind it");
        assert_eq!((seat.is_held(), seat.has_modes_back()), ([false; 5], true));
        seat.signal("-CONT");
        seat.wait_for_octets(after, TAKES);
        assert_eq!(seat.wait_for("▸1 我的钱包"), picture, "everything is drawn again");
    }
    seat.press(F10);
    let (status, left) = seat.wait_for_end();
    assert!(status.success() && left.is_empty(), "{left}");
    assert_eq!((seat.is_held(), seat.has_modes_back()), ([false; 5], true));
}

#[test]
fn phone_recovers_from_a_sigstop() {
    let mut seat = opened(&[]);
    let picture = seat.wait_for("▸1 我的钱包");
    seat.signal("-STOP");
    wait_until_stopped(seat.process());
    // What a shell does: it sets the terminal its way, and writes over what is there.
    let terminal = fs::OpenOptions::new().read(true).write(true).open(seat.name()).unwrap();
    let set = Command::new("stty").args(["icanon", "echo", "isig", "icrnl", "opost"]).stdin(terminal).status().unwrap();
    assert!(set.success());
    fs::write(seat.name(), "\x1b[2J\x1b[?25h[1]+  Stopped\r\n$ ").unwrap();
    seat.wait_for("Stopped");
    assert!(!seat.is_held()[3]);
    let before = seat.octets().len();
    seat.signal("-CONT");
    seat.wait_for_octets(before, TAKES);
    assert_eq!(seat.wait_for("▸1 我的钱包"), picture);
    assert_eq!(seat.is_held(), [true; 5]);
    seat.press_for("1", "2 钱包充值");
    seat.press(CONTROL_Q);
    assert!(seat.wait_for_end().0.success());
    assert_eq!(seat.is_held(), [false; 5]);
}

/// Returns the one child of a process.
fn child(process: u32) -> u32 {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap();
    children.trim().parse().unwrap()
}

#[test]
fn phone_returns_to_the_shell_foreground() {
    let mut command = CommandBuilder::new("bash");
    command.args(["--norc", "--noprofile", "-i"]);
    for (name, value) in [("PS1", "ready> "), ("TERM", "xterm-256color"), ("HISTFILE", "")] {
        command.env(name, value);
    }
    let mut seat = Seat::run(command, 80, 24);
    seat.wait_for("ready> ");
    let program = rfid_sim().display().to_string();
    seat.press(&format!("{program} phone --still --clock 2009-11-18T10:30\n"));
    seat.wait_for("按 Enter 打开卡菜单");
    let phone = child(seat.process());
    for behind in ["", "bg\n", "kill -CONT %1\n"] {
        signal("-TSTP", phone);
        let shell = seat.wait_for("Stopped");
        assert!(!shell.contains("打开卡菜单"), "{shell}");
        if !behind.is_empty() {
            // Behind the shell's back it may not take the terminal, and is stopped again.
            let before = seat.octets().len();
            seat.press(behind);
            seat.wait_for_octets(before, b"ready> ");
            wait_until_stopped(phone);
            assert!(!seat.is_held()[0], "{behind:?}");
        }
        seat.press("clear\nfg\n");
        seat.wait_for("按 Enter 打开卡菜单");
        assert_eq!(seat.is_held()[..4], [true; 4], "{behind:?}");
    }
    seat.press_for(ENTER, "▸1 我的钱包");
    seat.press(CONTROL_Q);
    wait_until_gone(phone);
    seat.wait_for_release();
    seat.press("exit\n");
    assert!(seat.wait_for_end().0.success());
}

#[test]
fn time_stands_still_while_the_phone_is_stopped() {
    let seat = Seat::start(rfid_sim(), &["phone", "--clock", "2009-11-18T10:59:54"], 80, 24);
    seat.wait_for("10:59");
    seat.signal("-TSTP");
    wait_until_stopped(seat.process());
    std::thread::sleep(std::time::Duration::from_millis(6500));
    let mut at = seat.octets().len();
    seat.signal("-CONT");
    // The time that has gone by is seen a frame after it.
    for wanted in [TAKES, FRAME_END, FRAME_END, FRAME_END] {
        at = seat.wait_for_octets(at, wanted);
    }
    let picture = seat.wait_for("按 Enter");
    let status_bar = picture.lines().find(|line| line.contains("▂▄▆█")).unwrap();
    assert!(status_bar.contains("10:59"), "{picture}");
    seat.wait_for("11:00");
}

#[test]
fn ending_signal_restores_terminal_and_writes_record() {
    for name in ["-HUP", "-INT", "-QUIT", "-TERM", "-USR1", "-USR2", "-ALRM", "-XCPU"] {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("session");
        let mut seat = opened(&["--record", record.to_str().unwrap()]);
        seat.press_for("1", "钱包余额查询");
        seat.signal(name);
        let (status, _) = seat.wait_for_end();
        assert_eq!((status.exit_code(), seat.is_held(), seat.has_modes_back()), (0, [false; 5], true), "{name}");
        for end in ["trace", "walk"] {
            let path = record.with_extension(end);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains("menu"), "{name}: {text}");
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
}

#[test]
fn signal_while_stopped_is_acted_on_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("session");
    let mut seat = opened(&["--record", record.to_str().unwrap()]);
    seat.signal("-TSTP");
    wait_until_stopped(seat.process());
    seat.signal("-TERM");
    seat.signal("-CONT");
    assert_eq!(seat.wait_for_end().0.exit_code(), 0);
    assert_eq!((seat.is_held(), seat.has_modes_back()), ([false; 5], true));
    assert!(record.with_extension("trace").exists());
}

/// Waits for the end of a process; returns its exit status.
fn ended(mut child: Box<dyn portable_pty::Child + Send + Sync>) -> u32 {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.exit_code();
        }
        if std::time::Instant::now() > until {
            child.kill().unwrap();
            panic!("it goes on without a terminal");
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn rfid_sim_holds(arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(rfid_sim()).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn vanished_terminal_ends_the_phone_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    rfid_sim_holds(&["world", "new", "a.world", "--cash", "50"], folder.path());
    let (card, record, world) = (path("my.card"), path("session"), path("a.world"));
    for more in [&["--card", &card, "--record", &record][..], &["--world", &world]] {
        let arguments = [&["phone", "--still"], more].concat();
        assert_eq!(ended(lose_its_terminal(rfid_sim(), &arguments, "打开卡菜单")), 0, "{more:?}");
    }
    assert!(fs::read_to_string(path("session.trace")).unwrap().contains("TERMINAL PROFILE"));
    rfid_sim_holds(&["world", "audit", "a.world"], folder.path());
    let state = Command::new(rfid_sim()).args(["explain", "my.card"]).current_dir(folder.path()).output().unwrap();
    assert!(state.status.success(), "{}", String::from_utf8_lossy(&state.stderr));
}

#[test]
fn terminal_vanishing_without_signal_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // The shell is told of the hang-up and hides it; the phone is only told by errors.
    let script = "trap '' HUP; \"$@\"; echo $? > \"$STATUS\"";
    let arguments = ["-c", script, "sh", &path("phone"), "phone", "--still", "--record", &path("session")];
    std::os::unix::fs::symlink(rfid_sim(), path("phone")).unwrap();
    let arguments =
        [&["STATUS=".to_owned() + &path("status"), "sh".to_owned()][..], &arguments.map(str::to_owned)].concat();
    ended(lose_its_terminal(Path::new("/usr/bin/env"), &arguments, "打开卡菜单"));
    assert_eq!(fs::read_to_string(path("status")).unwrap(), "0\n");
    assert!(Path::new(&path("session.walk")).exists());
}

#[test]
fn progress_is_stopped_and_goes_on() {
    let mut seat = Seat::start(rfid_sim(), &["storm", "--runs", "40", "--seed", "1"], 80, 24);
    seat.wait_for("/40");
    seat.signal("-TSTP");
    // Behind its own shell it is stopped; without one the system goes on with it.
    let before = seat.has_modes_back();
    seat.signal("-CONT");
    let (status, told) = seat.wait_for_end();
    assert!(before && status.success() && told.contains("40 runs"), "{told}");
    assert!(seat.has_modes_back());
}

#[test]
fn progress_without_its_terminal_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let script = "trap '' HUP; \"$@\" >report; echo $? > status";
    let program = rfid_sim().to_str().unwrap();
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", script, "sh", program, "storm", "--runs", "40", "--seed", "1"]);
    command.cwd(folder.path());
    ended(lose_its_terminal_after(command, &[(b"/40", "")]));
    assert_eq!(fs::read_to_string(folder.path().join("status")).unwrap(), "0\n");
    assert!(fs::read_to_string(folder.path().join("report")).unwrap().contains("40 runs"));
}
