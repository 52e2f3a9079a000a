//! Records of `rfid-sim reader`: they hold everything, in order, whatever ends the reader.

use std::io::Write as _;
use std::process::Command;

use super::desk::{Reader, Vpcd};
use super::{BALANCE, SELECT, connected};

#[test]
fn record_replays_and_converts() {
    let folder = tempfile::tempdir().unwrap();
    let vpcd = Vpcd::new();
    for name in ["a.trace", "a.pcapng"] {
        let (mut reader, mut slot) = connected(folder.path(), &vpcd, &["--record", name, "--seed", "7"]);
        assert!(slot.ask(SELECT).starts_with("61"));
        slot.ask("0084000004");
        slot.ask(BALANCE);
        slot.send(&[0x02]);
        slot.ask(BALANCE);
        slot.send(&[0x00]);
        reader.wait_for("power off");
        assert_eq!(reader.end(), 0);
        let run = Command::new(env!("CARGO_BIN_EXE_rfid-sim")).args(["run", name]).current_dir(folder.path()).output();
        let run = run.unwrap();
        assert!(
            run.status.success(),
            "{}{}",
            String::from_utf8_lossy(&run.stdout),
            String::from_utf8_lossy(&run.stderr)
        );
    }
    let mut diff = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    diff.args(["diff", "a.trace", "a.pcapng"]).current_dir(folder.path());
    assert!(diff.status().unwrap().success());
    let mut again = Reader::start(folder.path(), &["--record", "a.trace"]);
    assert_eq!(again.end(), 2);
    again.wait_for("already there");
}

#[test]
fn signal_loses_nothing_of_a_flood() {
    let folder = tempfile::tempdir().unwrap();
    let vpcd = Vpcd::new();
    let (mut reader, mut slot) = connected(folder.path(), &vpcd, &["--record", "a.trace"]);
    slot.ask(SELECT);
    let count = 600_u16;
    let asked = |number: u16| [&[0x80, 0x5C][..], &number.to_be_bytes(), &[0x04]].concat();
    let flood: Vec<u8> = (0..count).flat_map(|number| [&[0x00, 0x05][..], &asked(number)].concat()).collect();
    slot.0.write_all(&flood).unwrap();
    (0..count).for_each(|_| drop(slot.receive()));
    // Most of it is neither explained nor recorded yet.
    reader.signal("TERM");
    assert_eq!(reader.status(), 0);
    let text = std::fs::read_to_string(folder.path().join("a.trace")).unwrap();
    let recorded: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with("> 805C"))
        .map(|line| line.split('#').next().unwrap().replace(['>', ' '], ""))
        .collect();
    let expected: Vec<String> = (0..count).map(|number| hex::encode_upper(asked(number))).collect();
    assert_eq!(recorded, expected, "each once, and in order");
    reader.drain();
    let shown = reader.said.iter().filter(|line| line.contains("GET BALANCE")).count();
    assert_eq!(shown, usize::from(count));
}

#[test]
fn record_that_cannot_be_kept_ends_reader() {
    let folder = tempfile::tempdir().unwrap();
    let vpcd = Vpcd::new();
    let record = folder.path().join("a.trace");
    let (mut reader, mut slot) = connected(folder.path(), &vpcd, &["--record", "a.trace"]);
    slot.ask(SELECT);
    reader.wait_for("SELECT");
    // The line of an exchange is told before the record is written, which may come between the two.
    while std::fs::create_dir(&record).is_err() {
        std::fs::remove_file(&record).unwrap();
    }
    slot.ask(BALANCE);
    reader.wait_for("a.trace cannot be written");
    slot.ends();
    assert_eq!(reader.status(), 2);
}

#[test]
fn record_has_time_silence_and_loss_of_power() {
    let folder = tempfile::tempdir().unwrap();
    let vpcd = Vpcd::new();
    let (mut reader, mut slot) = connected(folder.path(), &vpcd, &["--record", "a.trace"]);
    slot.ask(SELECT);
    // The card's clock begins with each power-on: by vpcd, by an order, and by a reset.
    for begin in ["power", "order", "reset"] {
        reader.order("wait 90");
        reader.wait_for("90 seconds pass");
        slot.ask(BALANCE);
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        match begin {
            "power" => {
                slot.send(&[0x00]);
                slot.power_on();
            }
            "order" => {
                reader.order("reset");
                reader.wait_for("reset: 3B");
            }
            _ => slot.send(&[0x02]),
        }
        slot.ask(SELECT);
    }
    reader.order("cut 1 nothing");
    reader.wait_for("the power fails at memory write 1");
    slot.send(&hex::decode("80DADF200400001388").unwrap());
    slot.ends();
    let mut slot = vpcd.accept();
    slot.power_on();
    slot.ask(SELECT);
    // A reader that is gone gives no power.
    slot.0.shutdown(std::net::Shutdown::Both).unwrap();
    reader.wait_for("has closed the connection");
    assert_eq!(reader.end(), 0);
    let text = std::fs::read_to_string(folder.path().join("a.trace")).unwrap();
    let is_told = |line: &&str| line.starts_with("wait") || line.starts_with("power") || line.starts_with("reset");
    let told: Vec<&str> = text.lines().filter(is_told).collect();
    let begun = ["power on", "wait 90 s", "power off", "power on", "wait 90 s", "reset", "wait 90 s", "reset"];
    // A card that fell silent has lost its power.
    assert_eq!(told, [&begun[..], &["power on", "power off"]].concat(), "{text}");
    let silent = text.lines().skip_while(|line| !line.starts_with("> 80DADF20")).nth(1);
    assert_eq!(silent, Some("< no answer"), "{text}");
}
