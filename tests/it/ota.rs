//! `rfid-sim ota` as people use it: packets made and opened from the command line, keys that are never printed, and
//! clear sentences for errors.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::binary::rfid_sim;

const KIC: &str = "000102030405060708090A0B0C0D0E0F";
const KID: &str = "101112131415161718191A1B1C1D1E1F";
const KEYS: [&str; 4] = ["--kic", KIC, "--kid", KID];
const SCRIPT: &str = "A0A40000027F20A0C0000016";

fn ota(action: &str, arguments: &[&str]) -> Output {
    Command::new(rfid_sim()).args(["ota", action]).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Runs `rfid-sim ota`, which must end with that status; returns standard output.
fn printed(action: &str, arguments: &[&str], status: i32) -> String {
    let output = ota(action, arguments);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn wrapped(arguments: &[&str]) -> Vec<String> {
    let keyed = [&KEYS[..], arguments].concat();
    printed("wrap", &keyed, 0).lines().map(str::to_owned).collect()
}

fn unwrapped(arguments: &[&str], status: i32) -> Value {
    serde_json::from_str(&printed("unwrap", &[&["--json"], arguments].concat(), status)).unwrap()
}

/// Returns the sentence on standard error, after asserting that nothing is on standard output and the exit status is 2.
fn complaint(action: &str, arguments: &[&str]) -> String {
    let output = ota(action, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty(), "{arguments:?} still printed something");
    String::from_utf8(output.stderr).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn command_packet_round_trips_in_every_carrier() {
    for carrier in ["packet", "cat-tp", "user-data", "deliver", "submit", "envelope", "apdu"] {
        let made = wrapped(&[SCRIPT, "--counter", "7", "--as", carrier]);
        let json = unwrapped(&[&KEYS[..], &[&made[0]]].concat(), 0);
        let fields = ["type", "spi", "kic", "kid", "tar", "counter", "padding", "status", "data", "checksum_ok"];
        let read: Vec<&Value> = fields.iter().map(|field| &json[field]).collect();
        let status = if carrier == "cat-tp" { Value::Null } else { json!(0) };
        let expected = json!(["command", "1619", "15", "15", "B00010", 7, 6, status, SCRIPT, true]);
        assert_eq!(json!(read), expected, "{carrier}");
    }
}

#[test]
fn proof_of_receipt_round_trips() {
    let proof = wrapped(&["019000", "--status", "00", "--counter", "0x10", "--as", "user-data"]);
    let json = unwrapped(&[&KEYS[..], &[&proof[0]]].concat(), 0);
    assert_eq!((&json["type"], &json["status"], &json["counter"]), (&json!("response"), &json!(0), &json!(16)));
    assert_eq!((&json["data"], &json["checksum_ok"]), (&json!("019000"), &json!(true)));
    let clear = printed("wrap", &["--spi", "1601", "--status", "06", "--counter", "0", "-"], 2);
    assert!(clear.is_empty(), "there is nothing on standard input");
}

#[test]
fn long_message_parts_reassemble_in_any_order() {
    let data = "A5".repeat(300);
    let mut parts = wrapped(&[&data, "--as", "apdu", "--reference", "90"]);
    assert_eq!(parts.len(), 3);
    parts.rotate_left(1);
    let arguments: Vec<&str> = KEYS.into_iter().chain(parts.iter().map(String::as_str)).collect();
    assert_eq!(unwrapped(&arguments, 0)["data"], data);
    let missing = complaint("unwrap", &arguments[..6]);
    assert!(missing.contains("parts of the long message are missing: 2 came"), "{missing}");
}

#[test]
fn packet_without_data_round_trips() {
    // By hand after TS 31.115 §4.2: CPL, CHL, SPI, KIc, KID, TAR, CNTR, PCNTR, and nothing behind.
    let packet = "000E 0D 0000 10 10 B00010 0000000001 00".replace(' ', "");
    assert_eq!(printed("wrap", &["--spi", "0000", "--no-data"], 0).trim(), packet);
    let json = unwrapped(&[&packet], 0);
    assert_eq!((&json["type"], &json["data"], &json["counter"]), (&json!("command"), &json!(""), &json!(1)), "{json}");
    for carrier in ["packet", "cat-tp", "user-data", "deliver", "submit", "envelope", "apdu"] {
        let made = wrapped(&["--no-data", "--as", carrier]);
        let json = unwrapped(&[&KEYS[..], &[&made[0]]].concat(), 0);
        assert_eq!((&json["data"], &json["checksum_ok"]), (&json!(""), &json!(true)), "{carrier}: {json}");
    }
    let proof = wrapped(&["--no-data", "--status", "00", "--counter", "7"]);
    let json = unwrapped(&[&KEYS[..], &[&proof[0]]].concat(), 0);
    assert_eq!((&json["type"], &json["data"], &json["status"]), (&json!("response"), &json!(""), &json!(0)), "{json}");
    assert!(complaint("wrap", &["--spi", "0000", "--no-data", "00"]).contains("cannot be used with"));
}

#[test]
fn packets_without_data_are_those_of_the_vectors() {
    let Some(vectors) = vector_files::read("ota.json") else { return };
    let text = |value: &Value| value.as_str().unwrap().to_uppercase();
    let is_empty = |vector: &&Value| vector["params"]["kind"] == "command" && vector["plaintext"] == "";
    let mut held = 0;
    for vector in vectors.iter().filter(is_empty) {
        let params = &vector["params"];
        let keys = [text(&vector["keys"]["kic"]), text(&vector["keys"]["kid"])];
        let counter = format!("0x{}", text(&params["cntr"]));
        let [spi, kic, kid, tar] = ["spi", "kic", "kid", "tar"].map(|name| text(&params[name]));
        let made = printed(
            "wrap",
            &[
                "--no-data",
                "--kic",
                &keys[0],
                "--kid",
                &keys[1],
                "--spi",
                &spi,
                "--kic-octet",
                &kic,
                "--kid-octet",
                &kid,
                "--tar",
                &tar,
                "--counter",
                &counter,
            ],
            0,
        );
        assert_eq!(made.trim(), text(&vector["expected_hex"]), "{}", vector["name"]);
        let json = unwrapped(&["--kic", &keys[0], "--kid", &keys[1], made.trim()], 0);
        assert_eq!((&json["data"], &json["checksum_ok"]), (&json!(""), &json!(true)), "{}", vector["name"]);
        held += 1;
    }
    println!("ota.json: {held} packets without data");
    assert_eq!(held, 4);
}

#[test]
fn octets_may_come_from_standard_input() {
    let packet = wrapped(&[SCRIPT]);
    let mut child = Command::new(rfid_sim())
        .args(["ota", "unwrap", "--json", "-"])
        .args(KEYS)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("# a packet\n{}\n", packet[0]).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &json["data"]), (Some(0), &json!(SCRIPT)));
}

#[test]
fn rejected_packet_names_its_check_with_status_1() {
    let packet = wrapped(&[SCRIPT, "--counter", "7"]).remove(0);
    let changed = format!("{}00", &packet[..packet.len() - 2]);
    let cases: [(&[&str], &str, i32); 4] = [
        (&[&changed], "CHECK", 1),
        (&[&packet, "--last", "7"], "COUNTER", 2),
        (&[&packet, "--least", "1E"], "SECURITY_LEVEL", 10),
        (&[&packet, "--checksum-length", "4"], "KEYS", 6),
    ];
    for (arguments, check, status) in cases {
        let json = unwrapped(&[&KEYS[..], arguments].concat(), 1);
        assert_eq!((&json["refusal"]["check"], &json["status"]), (&json!(check), &json!(status)), "{arguments:?}");
        assert!(json["problem"].as_str().unwrap().contains(json["refusal"]["reason"].as_str().unwrap()));
    }
    assert_eq!(unwrapped(&[&KEYS[..], &[&packet, "--last", "6"]].concat(), 0)["status"], 0);
    assert_eq!(unwrapped(&[&packet], 0)["checksum_ok"], Value::Null);
}

#[test]
fn key_prefix_selects_the_cipher() {
    let aes = ["--kic", &format!("aes:{KIC}"), "--kid", &format!("aes:{KID}"), SCRIPT];
    let packet = printed("wrap", &aes, 0);
    let json = unwrapped(&[&KEYS[..], &[packet.trim()]].concat(), 0);
    assert_eq!((&json["kic"], &json["kid"], &json["checksum_ok"]), (&json!("12"), &json!("12"), &json!(true)));
    let open = [&["--kic-octet", "10", "--kid-octet", "20"], &aes[..]].concat();
    let packet = printed("wrap", &open, 0);
    let refused = unwrapped(&[&aes[..4], &[packet.trim()]].concat(), 1);
    assert_eq!(refused["refusal"]["reason"], "KIc names key set 1 and KID key set 2");
}

#[test]
fn keys_are_never_printed() {
    let bad = format!("{KIC}ZZ");
    let outputs = [
        ota("wrap", &[&KEYS[..], &[SCRIPT, "--json"]].concat()),
        ota("wrap", &["--kic", &bad, SCRIPT]),
        ota("wrap", &["--kic", &KIC[1..], SCRIPT]),
        ota("wrap", &["--kic", &format!("{KIC}00"), SCRIPT]),
        ota("wrap", &["--kic", &format!("rsa:{KIC}"), SCRIPT]),
        ota("unwrap", &[&KEYS[..], &[&wrapped(&[SCRIPT])[0]]].concat()),
        Command::new(rfid_sim()).args(["explain", "--kic", &bad, "9000"]).output().unwrap(),
    ];
    for output in outputs {
        let said = [output.stdout, output.stderr].concat();
        assert!(!said.is_empty());
        assert!(
            !String::from_utf8_lossy(&said).to_uppercase().contains(&KIC[2..]),
            "{}",
            String::from_utf8_lossy(&said)
        );
    }
}

#[test]
fn bad_arguments_are_refused_with_reason() {
    let packet = wrapped(&[SCRIPT]).remove(0);
    let wrap: [(&[&str], &str); 9] = [
        (&["--spi", "03", SCRIPT], "expected 2 octets, 4 hexadecimal digits"),
        (&[SCRIPT], "there is no key for it (KID); --kic and --kid give the keys"),
        (&["--kic", "00", SCRIPT], "--kic: the key has 1 octet; DES has 8, 3DES has 16 or 24"),
        (&["--kid", "xyz", SCRIPT], "--kid: the key has something else than hexadecimal digits at position 1"),
        (&["--kic", "rsa:00", SCRIPT], "--kic: the key is of \"rsa\"; there are des:, 3des: and aes:"),
        (&["--spi", "0000", "--counter", "0x10000000000", SCRIPT], "--counter 1099511627776 has more than 40 bits"),
        (&["--spi", "0300", SCRIPT], "digital signatures"),
        (&["--spi", "0000", "--status", "00", "--as", "apdu", SCRIPT], "A proof of receipt comes from the card"),
        (&["--spi", "0000", "A0A"], "has 3 hexadecimal digits, an odd count"),
    ];
    for (arguments, sentence) in wrap {
        let said = complaint("wrap", arguments);
        assert!(said.contains(sentence), "{arguments:?}: {said}");
    }
    let without_header = "000891015688887FF6901181010300230B0000000000000000000000";
    let unwrap: [(&[&str], &str); 4] = [
        (&["9000"], "this is no secured packet"),
        (&[&packet, &packet], "the packet is whole after 1"),
        (&[without_header], "nothing says that this is a secured packet"),
        (&[], "standard input holds no octets"),
    ];
    for (arguments, sentence) in unwrap {
        let said = complaint("unwrap", arguments);
        assert!(said.contains(sentence), "{arguments:?}: {said}");
    }
}

#[test]
fn explain_opens_packets_too() {
    let apdu = wrapped(&[SCRIPT, "--counter", "7", "--as", "apdu"]).remove(0);
    let explain = |arguments: &[&str]| {
        let output = Command::new(rfid_sim()).args(["explain", "--json"]).args(arguments).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    assert_eq!(explain(&[&apdu])["secured_packet"]["checksum_ok"], Value::Null);
    let opened = explain(&[&[apdu.as_str()], &KEYS[..]].concat());
    assert_eq!((&opened["secured_packet"]["counter"], &opened["secured_packet"]["data"]), (&json!(7), &json!(SCRIPT)));
    let wrong = explain(&[&apdu, "--kic", KIC, "--kid", KIC]);
    assert_eq!(wrong["secured_packet"]["refusal"]["check"], "CHECK");
}
