//! Captures as people use them: traces for Wireshark, captures of other tools explained, compared and replayed, and
//! exchanges sent while they happen.

use std::fs;
use std::io::Write as _;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::binary::rfid_sim;
use sim_codec::gsmtap::{SimMessage, SimSubType};
use sim_codec::pcap::{CaptureWriter, LinkType, PacketToWrite};

/// Trace of a load, a purchase and a refusal, on a card whose power fails.
const TRACE: &str = "clock 2009-11-18 10:30:00\n# Asks.\n> 00A40400 10 D1560001018003800000000100000000\n< ..\n\
    > 805C0002 04   # the balance\n< {0 yuan} 9000\nwait 3 s\npower off\n> 805C0002 04\n< no answer\npower on\n\
    > 80540100 0F 00000001 20091118103000 11223344 08\n< 6985\n";

fn run_in(folder: &Path, words: &str) -> Output {
    Command::new(rfid_sim()).args(words.split_whitespace()).current_dir(folder).output().unwrap()
}

fn text(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).unwrap()
}

/// Runs a command that must end with this status, and returns standard output and standard error.
fn told(folder: &Path, words: &str, status: i32) -> (String, String) {
    let output = run_in(folder, words);
    let (out, error) = (text(&output.stdout).to_owned(), text(&output.stderr).to_owned());
    assert_eq!(output.status.code(), Some(status), "{words}: {out}{error}");
    (out, error)
}

/// Returns a folder with the trace in it, and its capture.
fn converted() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.trace"), TRACE).unwrap();
    told(folder.path(), "convert a.trace -o a.pcapng", 0);
    folder
}

/// Returns every trace of the project.
pub(crate) fn traces() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces");
    sim_script::trace::files::find(&[folder]).unwrap()
}

#[test]
fn every_trace_converts_to_equal_capture() {
    let folder = tempfile::tempdir().unwrap();
    let capture = folder.path().join("a.pcapng");
    for trace in traces() {
        for arguments in [
            vec!["convert".as_ref(), trace.as_os_str(), "--force".as_ref(), "-o".as_ref(), capture.as_os_str()],
            vec!["diff".as_ref(), trace.as_os_str(), capture.as_os_str()],
        ] {
            let output = Command::new(rfid_sim()).args(&arguments).output().unwrap();
            assert_eq!(
                output.status.code(),
                Some(0),
                "{arguments:?}: {}{}",
                text(&output.stdout),
                text(&output.stderr)
            );
        }
    }
}

#[test]
fn capture_is_explained_compared_and_replayed() {
    let folder = converted();
    let (words, log) = told(folder.path(), "explain a.pcapng", 0);
    assert_eq!(log, "a.pcapng: pcapng capture: 12 packets, 4 exchanges, 2 resets\n");
    for line in ["answer to reset", "command  GET BALANCE", "command  DEBIT FOR PURCHASE"] {
        assert!(words.contains(line), "{line}: {words}");
    }
    told(folder.path(), "diff a.trace a.pcapng", 0);
    let (_, log) = told(folder.path(), "run a.pcapng", 0);
    assert!(log.contains("4 exchanges"), "{log}");
    let (back, _) = told(folder.path(), "convert a.pcapng", 0);
    for line in ["clock 2009-11-18 10:30:00", "# Asks.", "# the balance", "wait 3 s", "power off", "< no answer"] {
        assert!(back.contains(line), "{line}: {back}");
    }
    fs::write(folder.path().join("b.trace"), back.replace("6985", "6901")).unwrap();
    told(folder.path(), "convert b.trace -o b.pcapng", 0);
    told(folder.path(), "diff a.pcapng b.pcapng", 1);
    told(folder.path(), "run b.pcapng", 1);
    let (_, refused) = told(folder.path(), "run a.pcapng --bless", 2);
    assert!(refused.contains("--bless is for traces and walks"), "{refused}");
}

#[test]
fn capture_is_the_same_each_time() {
    let folder = converted();
    told(folder.path(), "convert a.trace -o again.pcapng", 0);
    let [first, again] = ["a", "again"].map(|name| fs::read(folder.path().join(format!("{name}.pcapng"))).unwrap());
    assert_eq!(first, again);
    let piped = run_in(folder.path(), "convert a.trace --to pcapng");
    assert_eq!(piped.stdout, first);
}

#[test]
fn damaged_capture_is_refused_with_its_place() {
    let folder = converted();
    let whole = fs::read(folder.path().join("a.pcapng")).unwrap();
    fs::write(folder.path().join("cut.pcapng"), &whole[..whole.len() - 3]).unwrap();
    fs::write(folder.path().join("none.pcapng"), "no capture").unwrap();
    fs::write(folder.path().join("empty.pcapng"), CaptureWriter::new("test").finish()).unwrap();
    for words in ["explain", "convert", "diff a.pcapng", "run"] {
        let (_, error) = told(folder.path(), &format!("{words} cut.pcapng"), 2);
        assert!(error.contains("packet 12, at octet") && error.contains("the file ends within a block"), "{error}");
        let (_, error) = told(folder.path(), &format!("{words} none.pcapng"), 2);
        assert!(error.contains("the file begins as neither pcap nor pcapng does"), "{error}");
    }
    let (_, error) = told(folder.path(), "explain empty.pcapng", 2);
    assert!(error.contains("No packet of empty.pcapng is of a SIM: pcapng capture: 0 packets"), "{error}");
}

/// Returns an Ethernet frame with a message of GSMTAP.
fn frame(sub_type: SimSubType, payload: &[u8]) -> Vec<u8> {
    let message = SimMessage { sub_type, payload }.encode();
    let length = u16::try_from(message.len()).unwrap();
    let ip =
        [&[0x45, 0][..], &(length + 28).to_be_bytes(), &[0, 0, 0x40, 0, 0x40, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]];
    let udp = [&[0xED, 0xD8, 0x12, 0x79][..], &(length + 8).to_be_bytes(), &[0, 0]];
    [&[0; 12][..], &[8, 0], &ip.concat(), &udp.concat(), &message].concat()
}

/// Exchanges of a phone with a USIM, as a tracer between the two sees them.
const SEEN: [&str; 31] = [
    "00A40004023F00612F",
    "00C000002F622D8202782183023F00A509800171830400018B908A01058C04261A0000C60F90017083010183018183010A83010B9000",
    "00A40804022FE26121",
    "00C00000026200 9000",
    "00B000000A98882812000000004506 9000",
    "00A40804022F056121",
    "00B000000AFFFFFFFFFFFFFFFFFFFF9000",
    "8010000004FFFFFFFF9000",
    "00A40804022F006125",
    "00B201042A6124 4F10A0000000871002FFFFFFFF89070900005005555369 6D3173 0EA00C80011781025F6082034541 9000",
    "00B2020402FFFF9000",
    "00A4040C10A0000000871002FFFFFFFF89070900009000",
    "80F2000C009000",
    "007000000101 9000",
    "01A40004026F386121",
    "01B0000002FFFF9000",
    "0020000100 63C3",
    "002C000100 63CA",
    "00200001083132333 4FFFFFFFF9000",
    "00A20104046F06FFFF6A83",
    "00D600000101 9000",
    "00DC010402FFFF9000",
    "801200000BD0078103010500820281829000",
    "80140000 0C 810301050082028281830100 9000",
    "80C2000009D607990102820282819000",
    "00A40804047FFF6F076A82",
    "00B0000009084906100000000000 9000",
    "00A4030402 2FE2 6121",
    "8076000000 6D00",
    "00700080 01 9000",
    "00B2FF0402 6A83",
];

/// Makes a capture as tracers of a phone leave it: 957 packets, 25 of them answers to reset, over the loopback.
fn tracers_capture() -> Vec<u8> {
    let mut writer = CaptureWriter::new("tracer");
    let interface = writer.add_interface(LinkType::ETHERNET, "lo");
    let seen = SEEN.map(|hex| hex::decode(hex.replace(' ', "")).unwrap());
    let mut exchanges = seen.iter().cycle();
    for number in 0..957_u64 {
        let octets = match number % 39 {
            0 => frame(SimSubType::Atr, &hex::decode("3B9F96801F878031E073FE211B674A4C753034054BA9").unwrap()),
            _ => frame(SimSubType::Apdu, exchanges.next().unwrap()),
        };
        let time_us = number * 20_000;
        writer.add_packet(&PacketToWrite { interface, time_us, octets: &octets, ..PacketToWrite::default() });
    }
    writer.finish()
}

#[test]
fn tracers_capture_is_explained_to_the_last_exchange() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tracer.pcapng"), tracers_capture()).unwrap();
    let (words, log) = told(folder.path(), "explain tracer.pcapng", 0);
    assert_eq!(log, "tracer.pcapng: pcapng capture: 957 packets, 932 exchanges, 25 resets\n");
    let count = |starts: &[&str]| {
        let is_start = |line: &&str| starts.iter().any(|start| line.starts_with(&format!("{start}  ")));
        words.lines().filter(is_start).count()
    };
    let commands = count(&["command", "terminal-response", "envelope"]);
    assert_eq!((count(&["atr"]), commands, count(&["answer", "proactive-command"])), (25, 932, 932));
    assert!(!words.contains("unknown command"), "{words}");
    let (back, _) = told(folder.path(), "convert tracer.pcapng", 0);
    assert!(back.starts_with("reader raw\n"), "{back}");
    told(folder.path(), "convert tracer.pcapng -o again.pcapng", 0);
    told(folder.path(), "diff tracer.pcapng again.pcapng", 0);
}

/// Receives the messages that a command sends, up to the first pause.
fn received(folder: &Path, words: &str, input: &str) -> Vec<(SimSubType, String)> {
    let listener = UdpSocket::bind("127.0.0.1:0").unwrap();
    listener.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let to = listener.local_addr().unwrap().to_string();
    let mut child = Command::new(rfid_sim())
        .args(words.split_whitespace())
        .args(["--gsmtap", &to])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{words}");
    let mut octets = vec![0; 1 << 16];
    let mut messages = Vec::new();
    while let Ok(length) = listener.recv(&mut octets) {
        let message = SimMessage::parse(&octets[..length]).unwrap();
        messages.push((message.sub_type, hex::encode_upper(message.payload)));
    }
    messages
}

#[test]
fn exchanges_are_sent_while_they_happen() {
    let folder = converted();
    let balance = (SimSubType::Apdu, "805C000204000000009000".to_owned());
    let ran = received(folder.path(), "run a.trace", "");
    assert_eq!(ran.iter().filter(|(sub_type, _)| *sub_type == SimSubType::Atr).count(), 2);
    assert!(ran[0].0 == SimSubType::Atr && ran[0].1.starts_with("3B"), "{ran:?}");
    assert_eq!((ran.len(), &ran[2]), (5, &balance));
    // Le is not sent over the contacts.
    assert_eq!(ran[4].1, "805401000F0000000120091118103000112233446985");
    let typed = "00A4040010D1560001018003800000000100000000\n805C000204\nundo\n805C000204\nreset\nquit\n";
    let recorded = received(folder.path(), "record", typed);
    assert_eq!((recorded.len(), &recorded[0]), (5, &atr()));
    assert_eq!(recorded[2..5], [balance.clone(), balance, atr()]);
    let phone = received(folder.path(), "phone --plain", "menu\nquit\n");
    assert_eq!(phone[0], atr());
    assert!(phone.iter().any(|(_, hex)| hex.starts_with("A010") || hex.starts_with("8010")), "{phone:?}");
    fs::write(
        folder.path().join("a.walk"),
        "card balance 1.00 yuan, open\nphone feature-phone, zh\nchoose 我的钱包 > 钱包余额查询\nundo\n",
    )
    .unwrap();
    let walked = received(folder.path(), "run a.walk", "");
    assert!(walked.len() > 3 && walked[0] == atr(), "{walked:?}");
}

/// Returns the answer to reset of the default card, as it is sent.
fn atr() -> (SimSubType, String) {
    (SimSubType::Atr, "3B6E00008031807396210066524653494D01".to_owned())
}

#[test]
fn each_power_on_sends_its_atr_once() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = |words: &str, input: &str| {
        let received = received(folder.path(), words, input);
        assert!(received.iter().all(|message| message.0 != SimSubType::Atr || *message == atr()), "{received:?}");
        received.iter().map(|message| if message.0 == SimSubType::Atr { 'A' } else { '.' }).collect::<String>()
    };
    // A card that begins again tells its answer to reset, and one that is back by `undo` tells nothing again.
    assert_eq!(kinds("record", "get balance\ncard balance 5.00 yuan\nget balance\n"), "A.A.");
    assert_eq!(kinds("record", "get balance\ncard balance 5.00 yuan\nundo\nget balance\n"), "A.A.");
    assert_eq!(kinds("record", "get balance\nseed 1\nseed 1\npower off\npower on\n"), "A.AAA");
    fs::write(folder.path().join("a.trace"), "> 805C0002 04\n< ..\n> 00840000 04\n").unwrap();
    assert_eq!(kinds("record a.trace:3", "step\n"), "A..");
    let restarted = kinds("phone --plain", "restart\nrestart\n");
    assert_eq!(restarted.matches('A').count(), 3, "{restarted}");
    assert!(restarted.starts_with("A.") && !restarted.contains("AA"), "{restarted}");
}

#[test]
fn unreachable_destination_is_told_once() {
    let folder = converted();
    let (_, error) = told(folder.path(), "run a.trace --gsmtap no-such-host.invalid", 0);
    assert_eq!(error.matches("--gsmtap: no-such-host.invalid:4729 cannot be sent to").count(), 1, "{error}");
    assert!(error.contains("1 exchange without an answer was not sent"), "{error}");
    let (_, error) = told(folder.path(), "run a.trace --gsmtap host:port", 2);
    assert!(error.contains("\"host:port\" is no destination"), "{error}");
}

#[test]
fn shell_saves_a_capture_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(rfid_sim())
        .args(["record", "--save", "a.pcapng"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let lines = "805C000204\nundo\n00A4040010D1560001018003800000000100000000\n805C000204\nsave b.pcapng\n";
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    for name in ["a", "b"] {
        let (_, log) = told(folder.path(), &format!("explain {name}.pcapng"), 0);
        assert!(log.contains("2 exchanges"), "{log}");
        told(folder.path(), &format!("run {name}.pcapng"), 0);
    }
}
