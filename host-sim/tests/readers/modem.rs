//! `modem --reader`: the modem with a card that is not in its process, over a Unix socket beside the namespaces.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::Duration;

use super::{READER, desk, program, run, udp};
use crate::desk::Desk;

/// Longest time that an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Running modem, and a program that speaks to it.
struct Modem {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    stream: UnixStream,
}

impl Modem {
    fn start(desk: &Desk, arguments: &[&str]) -> Modem {
        let mut command = desk.inside_folder(program());
        command.args(["modem", "--reader", READER, "--listen", "unix:port", "--until-input-ends"]).args(arguments);
        command.env("NO_COLOR", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, mut output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut line = String::new();
        while !line.starts_with("Ctrl-C") {
            line.clear();
            if output.read_line(&mut line).unwrap() == 0 {
                let mut told = String::new();
                child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
                panic!("the modem did not start: {told}");
            }
        }
        let stream = UnixStream::connect(desk.folder.path().join("port")).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Modem { child, input, output, stream }
    }

    /// Says a line; returns the answer up to its result, and what the modem said before.
    fn ask(&mut self, line: &str) -> String {
        self.stream.write_all(format!("{line}\r").as_bytes()).unwrap();
        self.until(&["\r\nOK\r\n", "ERROR"])
    }

    /// Reads until one of the ends comes.
    fn until(&mut self, ends: &[&str]) -> String {
        let mut said = String::new();
        while !ends.iter().any(|end| said.contains(end)) {
            let mut octets = [0; 4096];
            let count = self.stream.read(&mut octets).unwrap_or_else(|why| panic!("{ends:?}: {why}: {said}"));
            assert_ne!(count, 0, "the modem has gone: {said}");
            said.push_str(&String::from_utf8_lossy(&octets[..count]));
        }
        said
    }

    /// Reads on from what was said until a text is in it.
    fn also(&mut self, said: String, text: &str) {
        if !said.contains(text) {
            self.until(&[text]);
        }
    }

    /// Answers the commands of the card with success until the session ends; returns them.
    fn set_up(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        let mut said = self.ask("AT+CFUN=1");
        loop {
            while !said.contains("+CUSATP: ") && !said.contains("+CUSATEND") {
                said.push_str(&self.until(&["\r\n"]));
            }
            let Some((_, command)) = said.split_once("+CUSATP: ") else { return told };
            let command = command.split("\r\n").next().unwrap().to_owned();
            let at = if command.starts_with("D081") { 6 } else { 4 };
            said = self.ask(&format!("AT+CUSATT={}82028281830100", &command[at..at + 10]));
            told.push(command);
        }
    }

    /// Ends the modem in good order; returns what it printed on both streams.
    fn end(mut self) -> (String, String) {
        drop(self.input.take());
        let [mut printed, mut told] = [String::new(), String::new()];
        self.output.read_to_string(&mut printed).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert!(self.child.wait().unwrap().success(), "{printed}{told}");
        (printed, told)
    }
}

impl Drop for Modem {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn modem_walks_the_menu_of_a_card_in_a_reader() {
    let desk = desk();
    let reader = desk.reader(&["--seed", "7"]);
    let mut modem = Modem::start(&desk, &["--record", "a.trace"]);
    modem.ask("ATE0+CMEE=1");
    let told = modem.set_up();
    assert!(told.iter().any(|command| command.contains("03258")), "SET UP MENU comes: {told:?}");
    assert!(modem.ask("AT+CCID").contains("+CCID: \"89860009091112345678\""));
    assert!(modem.ask("AT+CPIN?").contains("+CPIN: READY"));
    assert!(modem.ask("AT+CSIM=14,\"A0A40000023F00\"").contains("\"9F16\""));
    assert!(modem.ask("AT+CSIM=10,\"A0C0000016\"").contains("9000\""));
    let said = modem.ask("AT+CUSATE=D30782020181900101");
    assert!(said.contains("+CUSATER:"), "{said}");
    modem.also(said, "+CUSATP: D0");
    let (printed, told) = modem.end();
    assert_eq!(told, "");
    assert!(printed.contains("(SET UP MENU: 手机钱包"), "{printed}");
    // The card can be had by others now, and what was recorded is what the card itself answers.
    reader.end();
    desk.wait_for_no_card();
    let text = std::fs::read_to_string(desk.folder.path().join("a.trace")).unwrap();
    assert!(text.contains("# A card in the reader rfid-sim 00 00.\nreader raw\npower on\n"), "{text}");
    assert!(text.contains("< 3B6E00008031807396210066524653494D01\n"), "{text}");
    let (status, printed) = run(&desk, &["run", "a.trace"], "");
    assert_eq!(status, Some(0), "{printed}");
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3; .ci/run system installs them"]
fn datagrams_of_a_modem_have_what_crossed() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let listener = udp::Listener::start(&desk);
    let mut modem = Modem::start(&desk, &["--gsmtap", &listener.address, "--record", "a.trace"]);
    modem.ask("ATE0+CMEE=1");
    modem.ask("AT+CSIM=14,\"A0A40000023F00\"");
    modem.end();
    reader.end();
    let messages = listener.messages();
    assert!(messages[0].0 == 'A' && messages[0].1 == "3B6E00008031807396210066524653494D01", "{messages:?}");
    assert!(messages.iter().any(|message| message.1 == "A0A40000023F009F16"), "{messages:?}");
    // The datagrams are what the record has.
    let text = std::fs::read_to_string(desk.folder.path().join("a.trace")).unwrap();
    let recorded = text.lines().filter(|line| line.starts_with("> ") || line.starts_with("< 3B")).count();
    assert_eq!(messages.len(), recorded, "{text}");
    let resets = text.lines().filter(|line| line.starts_with("< 3B")).count();
    assert_eq!(messages.iter().filter(|message| message.0 == 'A').count(), resets, "{text}");
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn dangerous_command_of_a_program_needs_yes() {
    let desk = desk();
    let select = "AT+CSIM=42,\"00A4040010D1560001018003800000000100000000\"";
    let limit = "AT+CSIM=18,\"80DADF200400001388\"";
    let reader = desk.reader(&[]);
    let mut modem = Modem::start(&desk, &[]);
    modem.ask("ATE0+CMEE=1");
    modem.ask(select);
    assert!(modem.ask(limit).contains("+CME ERROR: 3"));
    // Nothing has fallen: the next command finds the wallet selected.
    assert!(modem.ask("AT+CSIM=10,\"80CADF2004\"").contains("FFFFFFFF9000"));
    let (_, told) = modem.end();
    assert!(told.contains("not sent, since it changes what is on the card; --yes sends it.\n"), "{told}");
    let mut modem = Modem::start(&desk, &["--yes"]);
    modem.ask("ATE0+CMEE=1");
    modem.ask(select);
    assert!(modem.ask(limit).contains("9000"));
    assert!(modem.ask("AT+CSIM=10,\"80CADF2004\"").contains("000013889000"));
    let (_, told) = modem.end();
    assert_eq!(told, "");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn removed_card_is_told_and_found_again() {
    let desk = desk();
    let mut reader = desk.reader(&[]);
    let mut modem = Modem::start(&desk, &[]);
    modem.ask("ATE0+CMEE=1");
    modem.set_up();
    reader.order("remove");
    reader.wait_for("the card is out of the slot");
    desk.wait_for_no_card();
    for _ in 0..2 {
        let said = modem.ask("AT+CCID");
        assert!(said.contains("+CME ERROR: 1"), "{said}");
    }
    assert!(modem.ask("AT+CPIN?").contains("+CME ERROR: 10"));
    assert!(modem.ask("AT+CSQ").contains("+CSQ: 31,99"));
    reader.order("insert");
    desk.wait_for_card();
    let said = modem.ask("AT+CCID");
    assert!(said.contains("+CCID: \"89860009091112345678\""), "{said}");
    modem.also(said, "+CUSATP: D0");
    let (_, told) = modem.end();
    assert_eq!(told.matches("the phone is switched on again when it is used next").count(), 1, "{told}");
    reader.end();
    desk.wait_for_no_card();
    let (status, printed) = run(&desk, &["modem", "--reader", READER, "--listen", "unix:other"], "");
    assert_eq!(status, Some(2), "{printed}");
    assert!(printed.contains("The phone cannot be started: the card was removed from the reader."), "{printed}");
    assert!(!desk.folder.path().join("other").exists());
}
