//! `rfid-sim record` as people use it: through a pipe, and at a terminal with its editor. What it saves replays.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::binary::rfid_sim;

/// A load of 50 yuan and a purchase of 1 yuan, by name.
const SESSION: &str = "select the purse\n80 50 00 02 0B 01 {50.00 yuan} 112233445566 10\nmac2 = load MAC2 on now\n\
    credit for load\ntap 3 cm\ninit purchase\nmac1 = purchase MAC1 on now, terminal counter 1\ndebit for purchase\n\
    get balance\n";

fn piped(arguments: &[&str], folder: &Path, input: &str) -> Output {
    let mut command = Command::new(rfid_sim());
    command.arg("record").args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).unwrap()
}

fn replays(trace: &Path) {
    let trace = rfid_sim::trace::parse("saved", &fs::read_to_string(trace).unwrap()).unwrap();
    let outcome = rfid_sim::trace::replay(&trace, &rfid_sim::trace::Options::default());
    assert!(outcome.held(), "{trace}\n{:?}", outcome.results);
}

#[test]
fn what_is_typed_through_a_pipe_is_answered_and_saved_as_a_trace_that_replays() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&["--save", "session.trace"], folder.path(), SESSION);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("balance: 0.00 yuan -> 50.00 yuan"), "{said}");
    assert!(said.contains("balance: 50.00 yuan -> 49.00 yuan"), "{said}");
    assert!(said.ends_with("Saved as session.trace; `rfid-sim run session.trace` replays it.\n"), "{said}");
    let saved = fs::read_to_string(folder.path().join("session.trace")).unwrap();
    assert!(saved.contains("mac1 = purchase MAC1 on now, terminal counter 1\n"), "{saved}");
    replays(&folder.path().join("session.trace"));
}

#[test]
fn a_session_that_is_not_saved_says_so_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&[], folder.path(), "get balance\nquit\nget balance\n");
    assert_eq!(text(&output.stdout).matches("GET BALANCE").count(), 1, "nothing is done behind quit");
    assert!(text(&output.stderr).contains("The session was not saved"), "{}", text(&output.stderr));
    let nothing_done = piped(&[], folder.path(), "state\nlog\n");
    assert_eq!(text(&nothing_done.stderr), "");
}

#[test]
fn a_card_in_a_file_goes_on_where_it_was_and_undo_reaches_the_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my.card");
    piped(&["--card", "my.card"], folder.path(), SESSION);
    let before = fs::read(&file).unwrap();
    let output = piped(&["--card", "my.card"], folder.path(), "select the purse\nget balance\n");
    assert!(text(&output.stdout).contains("49.00 yuan"), "{}", text(&output.stdout));
    let undone = SESSION.to_owned() + &"undo\n".repeat(9);
    piped(&["--card", "my.card"], folder.path(), &undone);
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn files_that_cannot_be_used_are_one_sentence_and_exit_status_2() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("there.trace"), "# mine\n").unwrap();
    fs::write(folder.path().join("no.card"), "no card").unwrap();
    for (arguments, sentence) in [
        (["--save", "there.trace"], "there.trace is already there; --force writes over it."),
        (["--card", "no.card"], "no.card"),
        (["--profile", "nothing.toml"], "nothing.toml"),
    ] {
        let output = piped(&arguments, folder.path(), "get balance\n");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(sentence), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("there.trace")).unwrap(), "# mine\n");
}

/// The shell at a terminal.
#[cfg(unix)]
mod terminal {
    use super::*;

    use rexpect::session::{PtySession, spawn_command};

    const TIMEOUT_MS: u64 = 20_000;

    /// Tab.
    const TAB: &str = "\t";

    /// A terminal of 100 columns with the shell in it.
    fn shell(folder: &Path, arguments: &str) -> PtySession {
        let mut command = Command::new("sh");
        let program = rfid_sim().display();
        command.arg("-c").arg(format!("stty rows 40 cols 100; exec '{program}' record {arguments}"));
        command.current_dir(folder).env("TERM", "xterm");
        spawn_command(command, Some(TIMEOUT_MS)).unwrap()
    }

    /// Waits for the prompt; the editor asks the terminal where the cursor is, and a terminal answers.
    fn prompt(shell: &mut PtySession, words: &str) {
        shell.exp_string("\x1b[6n").unwrap();
        shell.send("\x1b[1;1R").unwrap();
        shell.flush().unwrap();
        shell.exp_string(words).unwrap();
        shell.exp_string("> ").unwrap();
    }

    fn typed(shell: &mut PtySession, keys: &str) {
        shell.send(keys).unwrap();
        shell.flush().unwrap();
    }

    #[test]
    fn tab_completes_a_name_the_answer_is_explained_and_ctrl_d_asks_where_to_save() {
        let folder = tempfile::tempdir().unwrap();
        let mut shell = shell(folder.path(), "");
        shell.exp_string("A wallet with 0.00 yuan, open.").unwrap();
        prompt(&mut shell, "card");
        typed(&mut shell, "sel the pur");
        typed(&mut shell, TAB);
        shell.exp_string("D1560001018003800000000100000000").unwrap();
        typed(&mut shell, "\r");
        shell.exp_string("SELECT by AID: 9000 success").unwrap();
        prompt(&mut shell, "card");
        typed(&mut shell, "bal");
        typed(&mut shell, TAB);
        shell.exp_string("805C0002 04").unwrap();
        typed(&mut shell, "\r");
        shell.exp_string("GET BALANCE: 9000 success").unwrap();
        prompt(&mut shell, "card");
        // The history has the line before.
        typed(&mut shell, "\x1b[A");
        shell.exp_string("805C0002 04").unwrap();
        typed(&mut shell, "\r");
        shell.exp_string("GET BALANCE: 9000 success").unwrap();
        prompt(&mut shell, "card");
        shell.send_control('d').unwrap();
        shell.exp_string("Save the session as").unwrap();
        typed(&mut shell, "kept.trace\r");
        shell.exp_string("Saved as kept.trace").unwrap();
        shell.exp_eof().unwrap();
        let saved = fs::read_to_string(folder.path().join("kept.trace")).unwrap();
        assert_eq!(saved.matches("> 805C0002 04").count(), 2, "{saved}");
        replays(&folder.path().join("kept.trace"));
    }

    #[test]
    fn the_prompt_says_how_the_card_is_reached_and_the_history_file_keeps_the_lines() {
        let folder = tempfile::tempdir().unwrap();
        let mut shell = shell(folder.path(), "--history lines.txt");
        prompt(&mut shell, "card");
        typed(&mut shell, "tap 3 cm\r");
        shell.exp_string("From here on over the air.").unwrap();
        prompt(&mut shell, "tap 3 cm");
        typed(&mut shell, "power off\r");
        shell.exp_string("The card is off.").unwrap();
        prompt(&mut shell, "off");
        typed(&mut shell, "quit\r");
        shell.exp_string("Save the session as").unwrap();
        typed(&mut shell, "\r");
        shell.exp_string("The session was not saved").unwrap();
        shell.exp_eof().unwrap();
        let history = fs::read_to_string(folder.path().join("lines.txt")).unwrap();
        assert_eq!(history.lines().collect::<Vec<_>>(), ["tap 3 cm", "power off", "quit"]);
    }
}
