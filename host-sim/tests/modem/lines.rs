//! What is printed and said in good order: addresses, exchanges, pseudo-terminal, card file.

use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::process::Command;

use super::stand::{Modem, response};

#[test]
fn exchange_is_printed_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--listen", "127.0.0.1:0", "--clock", "2009-11-18 10:30"]);
    let mut program = modem.connect();
    let said = program.ask("ATE0");
    assert!(said.contains("+CUSATP: D0"), "{said}");
    assert_eq!(program.ask("AT+CPIN?"), "\r\n+CPIN: READY\r\n\r\nOK\r\n");
    drop(program);
    let (printed, told) = modem.end();
    assert_eq!(told, "");
    assert!(printed.contains("  AT+CPIN?  →  +CPIN: READY | OK\n"), "{printed}");
    assert!(printed.contains("  ←  +CUSATP: D0") && printed.contains("(SET UP MENU"), "{printed}");
    assert!(printed.starts_with("# 127.0.0.1:"), "{printed}");
}

#[test]
fn quiet_modem_prints_the_address_alone() {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--listen", "127.0.0.1:0", "--quiet"]);
    modem.connect().ask("AT");
    assert_eq!(modem.end(), (String::new(), String::new()));
}

#[test]
fn address_for_everybody_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--listen", "0.0.0.0:0"]);
    assert!(modem.printed[0].starts_with("Everybody who reaches 0.0.0.0:"), "{:?}", modem.printed);
    let own = Modem::start(folder.path(), &["--listen", "127.0.0.1:0"]);
    assert_eq!(own.printed, ["Ctrl-C ends the modem."]);
}

#[test]
fn address_in_use_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--listen", "127.0.0.1:0"]);
    let mut second = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let output = second.args(["modem", "--listen", &modem.address, "--card", "a.card"]).current_dir(&folder);
    let output = output.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains(&format!("{} is in use already.", modem.address)), "{told}");
    assert!(!folder.path().join("a.card").exists());
}

#[test]
fn unix_socket_goes_with_the_modem() {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--listen", "unix:socket"]);
    assert_eq!(modem.address, "unix:socket");
    let path = folder.path().join("socket");
    let mut stream = UnixStream::connect(&path).unwrap();
    stream.write_all(b"ATE0\rAT+CSQ\r").unwrap();
    let mut said = String::new();
    while !said.contains("+CSQ: 31,99\r\n\r\nOK") {
        let mut octets = [0; 512];
        let count = stream.read(&mut octets).unwrap();
        assert_ne!(count, 0, "{said}");
        said.push_str(&String::from_utf8_lossy(&octets[..count]));
    }
    modem.end();
    assert!(!path.exists());
}

#[test]
fn pseudo_terminal_serves_one_program_after_another() {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--pty"]);
    for _ in 0..2 {
        let mut terminal = OpenOptions::new().read(true).write(true).open(&modem.address).unwrap();
        // The first leaves in the middle of a line.
        terminal.write_all(b"ATE0\rAT+CSQ\rAT+CMGS=15\r0001").unwrap();
        let mut said = String::new();
        while !said.contains("+CSQ: 31,99\r\n\r\nOK\r\n\r\n> ") {
            let mut octets = [0; 512];
            let count = terminal.read(&mut octets).unwrap();
            said.push_str(&String::from_utf8_lossy(&octets[..count]));
        }
        drop(terminal);
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    let (printed, _) = modem.end();
    assert_eq!(printed.matches("# a program is connected").count(), 2, "{printed}");
    assert_eq!(printed.matches("# the program has left").count(), 2, "{printed}");
}

#[test]
fn card_file_keeps_what_the_computer_did() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--listen", "127.0.0.1:0", "--card", "a.card"];
    let modem = Modem::start(folder.path(), &arguments);
    let before = std::fs::read(folder.path().join("a.card")).unwrap();
    let mut program = modem.connect();
    program.ask("ATE0");
    program.set_up();
    // The operation PIN is switched on in the menu: three lines, a yes, and the text about it.
    program.ask("AT+CUSATE=D30782020181900104");
    for answer in ["00900106", "00900141", "008D020401", "00"] {
        program.until("\r\n+CUSATP: ");
        let command = program.until("\r\n").trim_end().to_owned();
        program.ask(&format!("AT+CUSATT={}", response(&command, answer)));
    }
    program.until("\r\n+CUSATEND\r\n");
    modem.end();
    assert_ne!(std::fs::read(folder.path().join("a.card")).unwrap(), before);
}

#[test]
fn menu_is_walked_over_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--listen", "127.0.0.1:0"]);
    let mut program = modem.connect();
    program.ask("ATE0");
    let menu = program.set_up();
    assert!(!menu.is_empty());
    program.ask("AT+CUSATE=D30782020181900101");
    program.until("\r\n+CUSATP: ");
    let command = program.until("\r\n").trim_end().to_owned();
    program.ask(&format!("AT+CUSATT={}", response(&command, "10")));
    program.until("\r\n+CUSATEND\r\n");
}

/// Plays what a program says in a session, and returns the session with the answers of the modem.
fn played(said: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--listen", "127.0.0.1:0", "--clock", "2009-11-18 10:30", "--imsi", "001010000000001"];
    let modem = Modem::start(folder.path(), &arguments);
    let mut program = modem.connect();
    program.ask("ATE0");
    let mut session = String::new();
    for line in said {
        session.push_str(&format!("> {line}\n"));
        // What is an entry ends with Ctrl-Z.
        let ends = if line.contains("^Z") { line.replace("^Z", "\x1A") } else { format!("{line}\r") };
        program.say(ends.as_bytes());
        let answer = program.whole();
        answer
            .split("\r\n")
            .filter(|line| !line.is_empty())
            .for_each(|line| session.push_str(&format!("{}\n", line.trim_end())));
    }
    session
}

#[test]
fn manual_session_matches_the_modem() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/MODEM.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("```at\n").unwrap();
    let (session, behind) = rest.split_once("```").unwrap();
    let said: Vec<&str> = session.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    assert!(said.len() > 10, "the session says something");
    let played = played(&said);
    if std::env::var_os("BLESS_DOCS").is_some() {
        return std::fs::write(&path, format!("{before}```at\n{played}```{behind}")).unwrap();
    }
    assert_eq!(played, session);
}
