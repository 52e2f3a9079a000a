//! The modem as a person's phone in a world's file: messages go out and come in, and nothing is lost when the modem or
//! its program ends anyhow.

use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;

use super::recording::{ATR, received};
use super::stand::{Modem, PATIENCE, response};

/// Numbers of the two people.
pub const OWN: &str = "13800000001";
pub const OTHER: &str = "13800000002";

/// Runs `rfid-sim world`, which must succeed; returns what it prints.
pub fn world(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command.arg("world").args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub fn town() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    world(folder.path(), &["new", "a.world", "--people", "2", "--cash", "100"]);
    folder
}

fn modem(folder: &Path) -> Modem {
    Modem::start(folder, &["--listen", "127.0.0.1:0", "--world", "a.world", "--person", OWN])
}

/// Asserts that the books of a world hold.
pub fn is_sound(folder: &Path) {
    let world = WorldFile::look(&folder.join("a.world")).unwrap();
    assert_eq!(world.audit(), Ok(()));
}

/// Waits until a person's inbox has a text.
pub fn arrives(folder: &Path, number: &str, text: &str) {
    let since = Instant::now();
    while !world(folder, &["inbox", "a.world", number]).contains(text) {
        assert!(since.elapsed() < PATIENCE, "{text:?} does not arrive");
        world(folder, &["clock", "a.world", "+1s"]);
    }
}

#[test]
fn messages_go_out_into_the_world_and_come_in() {
    let folder = town();
    let folder = folder.path();
    let modem = modem(folder);
    let mut program = modem.connect();
    program.ask("ATE0");
    program.set_up();
    program.ask("AT+CMGF=1;+CSMS=1;+CNMI=2,2");
    program.say(format!("AT+CMGS=\"{OTHER}\"\r").as_bytes());
    program.until("> ");
    program.say(b"from the modem\x1A");
    program.until("+CMGS: ");
    program.until("OK\r\n");
    arrives(folder, OTHER, "from the modem");
    world(folder, &["text", "a.world", OTHER, "--to", OWN, "to the modem"]);
    program.until("\r\n+CMT: \"");
    let came = program.until("to the modem\r\n");
    assert!(came.contains(OTHER), "{came}");
    program.ask("AT+CNMA");
    assert!(!program.ask("AT+CMGL=\"ALL\"").contains("to the modem"));
    modem.end();
    assert!(world(folder, &["inbox", "a.world", OWN]).contains("to the modem"));
    is_sound(folder);
}

#[test]
fn datagrams_of_a_person_begin_where_the_phone_is() {
    let folder = town();
    let folder = folder.path();
    let listener = UdpSocket::bind("127.0.0.1:0").unwrap();
    let to = listener.local_addr().unwrap().to_string();
    let options = ["--listen", "127.0.0.1:0", "--world", "a.world", "--person", OWN, "--gsmtap", &to, "--quiet"];
    let modem = Modem::start(folder, &options);
    let mut program = modem.connect();
    program.ask("ATE0");
    program.set_up();
    assert!(program.ask("AT+CSIM=14,\"A0A40000023F00\"").contains("\"9F16\""));
    let (messages, resets) = received(&listener);
    // The phone is switched off and on for a program that comes.
    assert!(messages[0] == ATR && resets == 1, "{messages:?}");
    assert!(messages[1].starts_with("A010"), "{messages:?}");
    assert!(messages.iter().any(|message| message == "A0A40000023F009F16"), "{messages:?}");
    program.ask("AT+CFUN=1,1");
    let (messages, resets) = received(&listener);
    assert!(messages[0] == ATR && resets == 1, "{messages:?}");
    drop(program);
    assert_eq!(modem.end().1, "");
    is_sound(folder);
}

#[test]
fn message_without_acknowledgement_stays_stored() {
    let folder = town();
    let folder = folder.path();
    let modem = modem(folder);
    let mut program = modem.connect();
    program.ask("ATE0");
    program.ask("AT+CMGF=1;+CSMS=1;+CNMI=2,2");
    world(folder, &["text", "a.world", OTHER, "--to", OWN, "to nobody"]);
    program.until("to nobody\r\n");
    drop(program);
    let mut next = modem.connect();
    next.ask("ATE0+CMGF=1");
    assert!(next.ask("AT+CMGL=\"ALL\"").contains("to nobody"));
    is_sound(folder);
}

#[test]
fn platform_answers_an_order_of_the_computer() {
    let folder = town();
    let folder = folder.path();
    let modem = modem(folder);
    let mut program = modem.connect();
    program.ask("ATE0+CMGF=1;+CSCS=\"UCS2\";+CNMI=2,2");
    program.say(b"AT+CMGS=\"00310030003600350038003800380038\"\r");
    program.until("> ");
    program.say(b"00430058\x1A");
    program.until("+CMGS: ");
    program.until("\r\n+CMT: \"");
    is_sound(folder);
}

#[test]
fn killed_modem_leaves_a_phone_that_works() {
    let folder = town();
    let folder = folder.path();
    let modem = modem(folder);
    let mut program = modem.connect();
    program.ask("ATE0");
    program.set_up();
    program.ask("AT+CUSATE=D30782020181900101");
    program.until("\r\n+CUSATP: ");
    modem.kill();
    is_sound(folder);
    // The dialog waits for a host that is gone, until the phone is taken up.
    let number: Msisdn = OWN.parse().unwrap();
    let left = WorldFile::look(&folder.join("a.world")).unwrap();
    assert!(left.person(&number).unwrap().station().handset().host_command().is_some());
    let mut phone = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    phone.args(["phone", "--plain", "--world", "a.world", "--person", OWN]).current_dir(folder);
    let output = phone.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success());
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains('1'), "{shown}");
    let left = WorldFile::look(&folder.join("a.world")).unwrap();
    assert!(!left.person(&number).unwrap().station().handset().has_host());
    is_sound(folder);
}

#[test]
fn modem_ends_at_a_signal_and_keeps_everything() {
    let folder = town();
    let folder = folder.path();
    let modem = modem(folder);
    let mut program = modem.connect();
    program.ask("ATE0+CFUN=1");
    program.until("+CUSATP: ");
    let command = program.until("\r\n").trim_end().to_owned();
    program.say(format!("AT+CUSATT={}\rAT+CMGS=99\r00", response(&command, "00")).as_bytes());
    program.until("> ");
    Command::new("kill").arg(modem.id().to_string()).status().unwrap();
    let (printed, told) = modem.end();
    assert_eq!(told, "", "{printed}");
    let number: Msisdn = OWN.parse().unwrap();
    let left = WorldFile::look(&folder.join("a.world")).unwrap();
    assert!(!left.person(&number).unwrap().station().handset().has_host());
    is_sound(folder);
}

#[test]
fn modem_and_commands_use_one_world() {
    let folder = town();
    let folder = folder.path();
    let modem = modem(folder);
    let mut program = modem.connect();
    program.ask("ATE0");
    program.set_up();
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(2) {
        world(folder, &["clock", "a.world", "+10s"]);
        assert!(program.ask("AT+CSQ").contains("+CSQ: 31,99"));
    }
    modem.end();
    is_sound(folder);
}
