//! `--record` and `--gsmtap`: what crossed the contacts is in the file and in the datagrams, the file replays, and what
//! the port said stands beside it.

use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use sim_codec::gsmtap::{SimMessage, SimSubType};

use super::stand::{Modem, Program, response};

/// Runs `rfid-sim`; returns exit status and both streams.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let output =
        command.args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null()).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), printed)
}

/// Plays a session: the menu, a dialog, files, a command as it is, a wait, and a switch off and on.
fn play(program: &mut Program) {
    program.ask("ATE0");
    program.set_up();
    program.ask("AT+CUSATE=D30782020181900101");
    program.until("\r\n+CUSATP: ");
    let command = program.until("\r\n").trim_end().to_owned();
    program.ask(&format!("AT+CUSATT={}", response(&command, "10")));
    program.ask("AT+CPIN?;+CCID");
    assert!(program.ask("AT+CSIM=14,\"A0A40000023F00\"").contains("\"9F16\""));
    assert!(program.ask("AT+CSIM=10,\"A0C0000016\"").contains("9000\""));
    std::thread::sleep(Duration::from_millis(1_200));
    program.ask("AT+CRSM=176,12258,0,0,10");
    program.ask("AT+CFUN=1,1");
    program.ask("AT+CSIM=10,\"0084000004\"");
}

/// Returns the commands of a trace with their answers, and the answers to reset among them.
fn crossed(trace: &str) -> Vec<String> {
    let octets = |line: &str| line.split('#').next().unwrap().split_whitespace().skip(1).collect::<String>();
    let mut lines = trace.lines().filter(|line| line.starts_with(['>', '<']));
    let next = || {
        let first = lines.next()?;
        Some(octets(first) + &if first.starts_with('>') { octets(lines.next()?) } else { String::new() })
    };
    std::iter::from_fn(next).collect()
}

/// Receives the datagrams that have come; returns them with the number of answers to reset among them.
pub fn received(listener: &UdpSocket) -> (Vec<String>, usize) {
    listener.set_read_timeout(Some(Duration::from_millis(400))).unwrap();
    let (mut messages, mut resets, mut octets) = (Vec::new(), 0, [0; 1024]);
    while let Ok(length) = listener.recv(&mut octets) {
        let message = SimMessage::parse(&octets[..length]).unwrap();
        resets += usize::from(message.sub_type == SimSubType::Atr);
        messages.push(hex::encode_upper(message.payload));
    }
    (messages, resets)
}

/// Answer to reset of the card.
pub const ATR: &str = "3B6E00008031807396210066524653494D01";

#[test]
fn record_replays_and_has_what_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let modem = Modem::start(folder, &["--listen", "127.0.0.1:0", "--seed", "7", "--record", "a.trace"]);
    play(&mut modem.connect());
    modem.end();
    let text = std::fs::read_to_string(folder.join("a.trace")).unwrap();
    assert!(text.starts_with("profile default\nseed 7\nreader raw\n"), "{text}");
    for said in
        [" is connected\n", "AT+CPIN?;+CCID  →  +CPIN: READY | +CCID: \"", "+CUSATP: D0", "the program has left\n"]
    {
        assert!(
            text.lines().any(|line| line.starts_with("# ") && format!("{line}\n").contains(said)),
            "{said}: {text}"
        );
    }
    // What the program sent stands as it was, and so do the handset's own commands with their GET RESPONSE.
    let crossed = crossed(&text);
    for sent in ["A0A40000023F009F16", "A0C0000016", "A010000017", "A0120000", "0084000004"] {
        assert!(crossed.iter().any(|exchange| exchange.starts_with(sent)), "{sent}: {text}");
    }
    assert!(text.contains("\nwait 1"), "{text}");
    assert_eq!(text.matches("\nreset\n< 3B6E").count(), 2, "{text}");
    assert_eq!(text.matches("\npower on\n< 3B6E").count(), 1, "{text}");
    let (status, printed) = run(folder, &["run", "a.trace"]);
    assert_eq!(status, Some(0), "{printed}");
    let broken = text.replacen("< 9F16", "< 9F17", 1);
    std::fs::write(folder.join("b.trace"), broken).unwrap();
    assert_eq!(run(folder, &["run", "b.trace"]).0, Some(1));
}

#[test]
fn capture_and_datagrams_have_every_exchange() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let listener = UdpSocket::bind("127.0.0.1:0").unwrap();
    let to = listener.local_addr().unwrap().to_string();
    let arguments = ["--listen", "127.0.0.1:0", "--record", "a.pcapng", "--gsmtap", &to, "--quiet"];
    let modem = Modem::start(folder, &arguments);
    play(&mut modem.connect());
    let (printed, told) = modem.end();
    assert_eq!((printed.as_str(), told.as_str()), ("", ""));
    let (status, printed) = run(folder, &["convert", "a.pcapng", "--to", "trace", "-o", "a.trace"]);
    assert_eq!(status, Some(0), "{printed}");
    let text = std::fs::read_to_string(folder.join("a.trace")).unwrap();
    assert!(text.contains("AT+CPIN?;+CCID  →  +CPIN: READY | +CCID: \""), "{text}");
    let (status, printed) = run(folder, &["run", "a.trace"]);
    assert_eq!(status, Some(0), "{printed}");
    let recorded = crossed(&text);
    assert!(recorded.len() > 30, "{text}");
    let (messages, resets) = received(&listener);
    assert_eq!((messages[0].as_str(), resets), (ATR, 3));
    assert_eq!(messages, recorded, "a datagram for everything that crossed, and no datagram more");
}

#[test]
fn record_that_cannot_be_made_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("old.trace"), "mine").unwrap();
    std::fs::write(folder.join("old.txt"), "mine").unwrap();
    let modem = ["modem", "--listen", "127.0.0.1:0", "--until-input-ends", "--card", "a.card"];
    for (record, words) in [
        (&["--record", "old.trace"][..], "old.trace is already there; --force writes over it."),
        (&["--record", "old.txt", "--force"], "old.txt is neither a .trace nor a .pcapng file."),
        (&["--record", "no/folder.trace"], "no/folder.trace cannot be written"),
    ] {
        let (status, printed) = run(folder, &[&modem[..], record].concat());
        assert_eq!(status, Some(2), "{printed}");
        assert!(printed.contains(words), "{printed}");
        assert!(!folder.join("a.card").exists());
    }
    for name in ["old.trace", "old.txt"] {
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), "mine", "{name}");
    }
    assert_eq!(run(folder, &[&modem[..], &["--record", "old.trace", "--force"]].concat()).0, Some(0));
    assert!(std::fs::read_to_string(folder.join("old.trace")).unwrap().starts_with("profile default\n"));
    let (status, printed) = run(folder, &["modem", "--world", "a.world", "--record", "b.trace"]);
    assert_eq!(status, Some(2), "{printed}");
    assert!(printed.contains("--record") && !folder.join("b.trace").exists(), "{printed}");
}
