//! Windows of every size and terminals of every name.

use portable_pty::CommandBuilder;

use super::terminal::Seat;
use crate::binary::rfid_sim;

const ENTER: &str = "\r";
const CONTROL_Q: &str = "\x11";

/// Sizes that nobody draws for.
const SIZES: [(u16, u16); 9] =
    [(0, 0), (1, 1), (2, 2), (0, 24), (80, 0), (200, 3), (3, 200), (65535, 1), (65535, 65535)];

/// Returns the command of a phone whose time stands still.
fn phone(more: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(rfid_sim());
    command.args(["phone", "--still", "--clock", "2009-11-18T10:30"]);
    command.args(more);
    command.env("TERM", "xterm-256color");
    command
}

/// Asserts that the phone goes on in a window that it can be drawn in, and leaves the terminal as it should.
fn check_running(mut seat: Seat, what: &str) {
    seat.resize(80, 24);
    seat.press_for(ENTER, "▸1 我的钱包");
    seat.press(CONTROL_Q);
    assert!(seat.wait_for_end().0.success(), "{what}");
    assert_eq!((seat.is_held(), seat.has_modes_back()), ([false; 5], true), "{what}");
}

#[test]
fn odd_window_sizes_keep_phone_running() {
    for (columns, rows) in SIZES {
        let mut seat = Seat::run(phone(&[]), 80, 24);
        seat.wait_for("10:30");
        let before = seat.octets().len();
        seat.resize_unseen(columns, rows);
        // A key that changes nothing for good, and a frame behind it.
        seat.press("\x1bOP");
        seat.press("x");
        seat.wait_for_octets(before, b"\x1b[?2026l");
        check_running(seat, &format!("{columns} columns, {rows} rows"));
    }
}

#[test]
fn window_without_initial_size_is_drawn() {
    for (columns, rows) in SIZES {
        let seat = Seat::run(phone(&[]), 80, 24);
        seat.resize_unseen(columns, rows);
        seat.wait_for_octets(0, b"\x1b[?2026l");
        check_running(seat, &format!("{columns} columns, {rows} rows"));
    }
}

#[test]
fn phone_survives_thousands_of_resizes() {
    let seat = Seat::run(phone(&[]), 80, 24);
    seat.wait_for("10:30");
    for step in 0..3000_u16 {
        seat.resize_unseen(step * 7 % 240, step * 5 % 90);
    }
    check_running(seat, "a storm of sizes");
}

#[test]
fn name_of_the_terminal_does_not_matter() {
    for name in [None, Some(""), Some("vt52"), Some("no such terminal"), Some("\u{1}\u{7f}/../é")] {
        let mut command = phone(&[]);
        match name {
            None => command.env_remove("TERM"),
            Some(name) => command.env("TERM", name),
        }
        for (variable, value) in [("LC_ALL", "C"), ("COLUMNS", "0"), ("LINES", "-1")] {
            command.env(variable, value);
        }
        let seat = Seat::run(command, 80, 24);
        seat.wait_for("10:30");
        check_running(seat, &format!("{name:?}"));
    }
}

#[test]
fn terminal_that_only_prints_lines_is_refused() {
    let mut command = phone(&[]);
    command.env("TERM", "dumb");
    let mut seat = Seat::run(command, 120, 24);
    let (status, told) = seat.wait_for_end();
    assert_eq!(status.exit_code(), 2, "{told}");
    assert!(told.contains("TERM is dumb") && told.contains("With --plain"), "{told}");
    assert!(!seat.octets().contains(&0x1b), "{told}");
}

#[test]
fn progress_is_drawn_in_windows_of_every_size() {
    for (columns, rows) in SIZES {
        let mut command = CommandBuilder::new(rfid_sim());
        command.args(["storm", "--runs", "3", "--seed", "1"]);
        command.env("TERM", "xterm-256color");
        let mut seat = Seat::run(command, 80, 24);
        seat.resize_unseen(columns, rows);
        let (status, told) = seat.wait_for_end();
        assert!(status.success() && told.contains("3 runs"), "{columns} columns, {rows} rows: {told}");
    }
}
