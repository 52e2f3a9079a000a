//! Programs that behave badly: no hang, no crash, and the next program is served.

use std::io::{ErrorKind, Write as _};
use std::time::Instant;

use super::stand::{Modem, PATIENCE};

fn modem() -> (tempfile::TempDir, Modem) {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--listen", "127.0.0.1:0", "--quiet"]);
    (folder, modem)
}

/// Words to a program that comes while another is served.
const IN_USE: &str = "\r\n+CME ERROR: the modem is in use by another program\r\n";

#[test]
fn second_program_is_told_and_sent_away() {
    let folder = tempfile::tempdir().unwrap();
    let modem = Modem::start(folder.path(), &["--listen", "127.0.0.1:0"]);
    let mut first = modem.connect();
    first.ask("ATE0");
    let mut strangers = Vec::new();
    for _ in 0..3 {
        let mut second = modem.connect();
        assert_eq!(second.until(IN_USE), IN_USE);
        assert_eq!(std::io::Read::read(&mut second.stream, &mut [0; 1]).unwrap(), 0, "the port is closed");
        strangers.push(second);
    }
    // The first is served as before, and what the others say goes nowhere.
    strangers.iter_mut().for_each(|second| drop(second.stream.write_all(b"AT+CFUN=4\r")));
    assert!(first.ask("AT+CFUN?").contains("+CFUN: 1\r\n"));
    drop(first);
    let mut next = modem.connect();
    assert!(next.ask("ATE0").contains("OK"));
    drop(next);
    let (printed, told) = modem.end();
    assert_eq!(told, "");
    assert_eq!(printed.matches(" is sent away: another program has the modem\n").count(), 3, "{printed}");
    assert_eq!(printed.matches(" is connected\n").count(), 2, "{printed}");
}

#[test]
fn port_is_opened_again_at_once() {
    let (_folder, modem) = modem();
    for _ in 0..10 {
        let mut program = modem.connect();
        let said = program.ask("ATE0");
        assert!(!said.contains("in use"), "{said}");
    }
}

#[test]
fn program_that_leaves_in_the_middle_is_forgotten() {
    let (_folder, modem) = modem();
    for rest in ["AT+CP", "AT+CMGS=15\r0001000B81", "AT+CMGF=1\rAT+CMGS=\"13800000002\"\rhello", "AT+CFUN=4\r", "A"] {
        modem.connect().say(format!("ATE0\r{rest}").as_bytes());
    }
    let mut last = modem.connect();
    last.ask("ATE0");
    assert!(last.ask("AT+CMGF?").contains("+CMGF: 0"));
    last.say(b"A/");
    last.until("+CMGF: 0\r\n\r\nOK\r\n");
}

#[test]
fn line_without_end_is_one_error() {
    let (_folder, modem) = modem();
    let mut program = modem.connect();
    program.ask("ATE0");
    program.say(&vec![b'A'; 1_000_000]);
    program.say(b"\r");
    program.until("\r\nERROR\r\n");
    program.say(b"AT+CMGS=15\r");
    program.until("> ");
    program.say(&vec![b'0'; 1_000_000]);
    program.say(b"\x1A");
    program.until("\r\n+CMS ERROR: 304\r\n");
    program.ask("AT");
}

#[test]
fn flood_is_answered_line_by_line() {
    let (_folder, modem) = modem();
    let mut program = modem.connect();
    program.ask("ATE0");
    let mut writer = program.stream.try_clone().unwrap();
    let flood = std::thread::spawn(move || writer.write_all("AT+CSQ\r".repeat(5_000).as_bytes()));
    for _ in 0..5_000 {
        program.until("\r\n+CSQ: 31,99\r\n\r\nOK\r\n");
    }
    flood.join().unwrap().unwrap();
}

#[test]
fn program_that_does_not_read_is_sent_away() {
    let (_folder, modem) = modem();
    let deaf = modem.connect();
    let mut writer = deaf.stream.try_clone().unwrap();
    let since = Instant::now();
    let sent = loop {
        match writer.write_all(&b"AT+CLAC\r".repeat(64)) {
            Ok(()) => assert!(since.elapsed() < PATIENCE, "nobody sends the program away"),
            Err(error) => break error.kind(),
        }
    };
    assert!(matches!(sent, ErrorKind::BrokenPipe | ErrorKind::ConnectionReset), "{sent:?}");
    modem.connect().ask("AT");
}

#[test]
fn nonsense_is_refused_and_harms_nothing() {
    let (_folder, modem) = modem();
    let mut program = modem.connect();
    program.ask("ATE0");
    let mut dice: u64 = 1;
    let octets: Vec<u8> = std::iter::repeat_with(|| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 56) as u8
    })
    .take(100_000)
    .collect();
    let mut writer = program.stream.try_clone().unwrap();
    std::thread::spawn(move || writer.write_all(&octets).and_then(|()| writer.write_all(b"\x1A\x1B\rATE0V1Q0+CSQ\r")));
    program.until("\r\n+CSQ: 31,99\r\n\r\nOK\r\n");
}
