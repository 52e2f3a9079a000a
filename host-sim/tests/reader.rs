//! `rfid-sim reader` before a virtual reader that the test plays: what it answers, and what it survives.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "the whole target is tests, their helpers too, and waits for another process"
)]

use std::io::Write as _;
use std::net::{Shutdown, TcpListener};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

#[path = "reader/desk.rs"]
mod desk;
#[path = "reader/records.rs"]
mod records;
#[path = "reader/states.rs"]
mod states;

use desk::{Reader, Slot, Vpcd};

const SELECT: &str = "00A4040010D1560001018003800000000100000000";
const BALANCE: &str = "805C000204";
/// PUT DATA of a single-transaction limit of 50 yuan.
const SET_LIMIT: &str = "80DADF200400001388";

/// Starts a reader with the default card before a virtual reader, connected and under power.
fn inserted(arguments: &[&str]) -> (TempDir, Vpcd, Reader, Slot) {
    let (folder, vpcd) = (tempfile::tempdir().unwrap(), Vpcd::new());
    let (reader, slot) = connected(folder.path(), &vpcd, arguments);
    (folder, vpcd, reader, slot)
}

fn connected(folder: &Path, vpcd: &Vpcd, arguments: &[&str]) -> (Reader, Slot) {
    let address = vpcd.address();
    let reader = Reader::start(folder, &[&["--vpcd", &address], arguments].concat());
    let mut slot = vpcd.accept();
    slot.power_on();
    (reader, slot)
}

#[test]
fn session_is_answered_and_shown() {
    let (_folder, _vpcd, mut reader, mut slot) = inserted(&["--octets"]);
    let atr = slot.ask("04");
    assert!(atr.starts_with("3B"), "{atr}");
    assert_eq!(slot.ask("04"), atr);
    assert!(slot.ask(SELECT).starts_with("61"));
    assert_eq!(slot.ask(BALANCE), "000000009000");
    reader.wait_for(&format!("power on: {atr}"));
    reader.wait_for("SELECT");
    reader.wait_for("GET BALANCE -> balance 0.00 yuan, 9000 success");
    reader.wait_for("> 805C000204");
    reader.wait_for("< 000000009000");
    slot.send(&[0x00]);
    reader.wait_for("power off");
    assert_eq!(reader.end(), 0);
    slot.ends();
}

#[test]
fn quiet_reader_shows_no_exchange() {
    let (_folder, _vpcd, mut reader, mut slot) = inserted(&["--quiet"]);
    slot.ask(BALANCE);
    reader.order("remove");
    reader.wait_for("the card is out of the slot");
    assert!(reader.said.iter().all(|line| !line.contains("BALANCE")), "{:?}", reader.said);
}

#[test]
fn card_is_removed_and_inserted_by_order_and_signal() {
    let (_folder, vpcd, mut reader, mut slot) = inserted(&[]);
    assert!(slot.ask(SELECT).starts_with("61"));
    reader.order("remove");
    slot.ends();
    reader.order("remove");
    reader.wait_for("out of the slot already");
    reader.order("insert");
    let mut slot = vpcd.accept();
    slot.power_on();
    assert_ne!(slot.ask(BALANCE), "000000009000", "the selection is forgotten");
    reader.signal("USR1");
    slot.ends();
    reader.signal("USR1");
    let mut slot = vpcd.accept();
    slot.power_on();
    assert!(slot.ask(SELECT).starts_with("61"));
    reader.signal("INT");
    assert_eq!(reader.status(), 0);
}

#[test]
fn reset_forgets_the_session_without_a_word() {
    for by_signal in [false, true] {
        let (_folder, _vpcd, mut reader, mut slot) = inserted(&[]);
        slot.ask(SELECT);
        assert_eq!(slot.ask(BALANCE), "000000009000");
        reader.wait_for("GET BALANCE");
        if by_signal {
            reader.signal("USR2")
        } else {
            reader.order("reset")
        }
        reader.wait_for("reset: 3B");
        assert_ne!(slot.ask(BALANCE), "000000009000");
    }
}

#[test]
fn power_cut_loses_the_answer_and_the_card_comes_back() {
    for (tear, limit) in [("nothing", "FFFFFFFF9000"), ("all", "000013889000")] {
        let (_folder, vpcd, mut reader, mut slot) = inserted(&[]);
        slot.ask(SELECT);
        reader.order(&format!("cut 1 {tear}"));
        reader.wait_for("the power fails at memory write 1");
        slot.send(&hex::decode(SET_LIMIT).unwrap());
        slot.ends();
        reader.wait_for("PUT DATA");
        reader.wait_for("the power failed at a memory write");
        let mut slot = vpcd.accept();
        slot.power_on();
        slot.ask(SELECT);
        assert_eq!(slot.ask("80CADF2004"), limit, "{tear}");
        assert_eq!(slot.ask(SET_LIMIT), "9000");
    }
}

#[test]
fn signal_cuts_at_the_write_of_the_option() {
    let (_folder, vpcd, mut reader, mut slot) = inserted(&["--cut", "2:nothing"]);
    slot.ask(SELECT);
    assert_eq!(slot.ask(SET_LIMIT), "9000");
    slot.send(&hex::decode("80DADF200400000001").unwrap());
    slot.ends();
    let mut slot = vpcd.accept();
    slot.power_on();
    slot.ask(SELECT);
    reader.signal("ALRM");
    reader.wait_for("the power fails at memory write 2");
    assert_eq!(slot.ask("80DADF200400000002"), "9000");
    slot.send(&hex::decode("80DADF200400000003").unwrap());
    slot.ends();
}

#[test]
fn card_file_has_a_change_before_its_answer() {
    let folder = tempfile::tempdir().unwrap();
    let vpcd = Vpcd::new();
    let (mut reader, mut slot) = connected(folder.path(), &vpcd, &["--card", "a.card"]);
    slot.ask(SELECT);
    assert_eq!(slot.ask(SET_LIMIT), "9000");
    reader.child.kill().unwrap();
    reader.child.wait().unwrap();
    slot.ends();
    let (_reader, mut slot) = connected(folder.path(), &vpcd, &["--card", "a.card"]);
    slot.ask(SELECT);
    assert_eq!(slot.ask("80CADF2004"), "000013889000");
}

#[test]
fn vpcd_that_ends_is_found_again() {
    let (_folder, vpcd, mut reader, mut slot) = inserted(&[]);
    slot.ask(SELECT);
    let address = vpcd.address();
    drop(vpcd);
    slot.0.shutdown(Shutdown::Both).unwrap();
    reader.wait_for("has closed the connection");
    reader.wait_for(&format!("is not at {address}"));
    reader.wait_for("--setup DIR");
    let vpcd = Vpcd(TcpListener::bind(&address).unwrap());
    let mut slot = vpcd.accept();
    assert!(slot.ask("04").starts_with("3B"));
    slot.power_on();
    assert!(slot.ask(SELECT).starts_with("61"));
    assert_eq!(reader.end(), 0);
    reader.drain();
    assert_eq!(reader.said.iter().filter(|line| line.contains("--setup DIR")).count(), 1, "{:#?}", reader.said);
}

#[test]
fn nonsense_ends_the_connection_and_not_the_card() {
    let (_folder, vpcd, mut reader, mut slot) = inserted(&["--quiet"]);
    for nonsense in [&[0x00, 0x00][..], &[0x00], &[0xFF, 0xFF, 0x01], &[0; 70_000], &[0x55; 70_000]] {
        // The card may hang up in the middle.
        drop(slot.0.write_all(nonsense));
        drop(slot.0.shutdown(Shutdown::Write));
        drop(slot);
        slot = vpcd.accept();
        assert!(slot.ask("04").starts_with("3B"), "{:02X?}", &nonsense[..1]);
    }
    for command in ["03", "FF", "0102", "00A404", "FFFFFFFFFF", &"80".repeat(65_535)] {
        slot.power_on();
        let answer = slot.ask(command);
        assert!(answer.len() >= 4, "{}: {answer}", &command[..2]);
    }
    slot.power_on();
    assert!(slot.ask(SELECT).starts_with("61"));
    assert_eq!(reader.end(), 0);
}

#[test]
fn flood_of_commands_is_answered_in_order() {
    let (_folder, _vpcd, mut reader, mut slot) = inserted(&["--quiet"]);
    slot.ask(SELECT);
    let mut writer = slot.0.try_clone().unwrap();
    let count = 5_000;
    let flood = std::thread::spawn(move || {
        let message = [&[0x00, 0x05][..], &hex::decode(BALANCE).unwrap()].concat();
        writer.write_all(&message.repeat(count)).unwrap();
    });
    for _ in 0..count {
        assert_eq!(slot.receive(), "000000009000");
    }
    flood.join().unwrap();
    assert_eq!(reader.end(), 0);
}

#[test]
fn random_numbers_of_an_order_are_drawn_next() {
    let (_folder, _vpcd, mut reader, mut slot) = inserted(&[]);
    reader.order("random 653027F6 01020304");
    reader.wait_for("the card draws these numbers next");
    assert_eq!(slot.ask("0084000004"), "653027F69000");
    assert_eq!(slot.ask("0084000004"), "010203049000");
    reader.order("random 0102");
    reader.wait_for("the card draws these numbers next");
    assert_eq!(slot.ask("0084000004"), "000000009000");
    reader.wait_for("GET CHALLENGE");
    reader.wait_for("the card draws a random number of 4 octets, and the next that `random` gave has 2");
    reader.order("psam random 00");
    reader.wait_for("There is no security module");
}

#[test]
fn psam_in_the_second_slot_keeps_its_counter() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (Vpcd::new(), Vpcd::new());
    let init = "807000001C01020304000500000064062009111810300001000000000000000000";
    for counter in ["00000001", "00000002"] {
        let options = ["--vpcd", &first.address(), "--psam", "a.psam", "--psam-vpcd", &second.address()];
        let mut reader = Reader::start(folder.path(), &options);
        let (_card, mut psam) = (first.accept(), second.accept());
        psam.power_on();
        assert_eq!(psam.ask("00B0960006"), "1122334455669000");
        let waiting = psam.ask(init);
        if waiting == "9403" {
            // The default profile's keys may be those of one card, which these factors are not of.
            panic!("the PSAM has no key for this card");
        }
        assert_eq!(waiting, "6108");
        assert!(psam.ask("00C0000008").starts_with(counter));
        reader.wait_for("PSAM: INIT SAM FOR PURCHASE");
        reader.order("psam cut 1");
        reader.wait_for("PSAM: this card has no memory");
        reader.order("psam random 00");
        reader.wait_for("PSAM: this card takes no random numbers");
        reader.order("psam remove");
        psam.ends();
        assert_eq!(reader.end(), 0);
    }
}

#[test]
fn card_of_a_trace_answers_as_the_trace_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.trace"), "card balance 12.34 yuan, open\nrandom 653027F6\n\n> 805C000204\n")
        .unwrap();
    let vpcd = Vpcd::new();
    let (mut reader, mut slot) = connected(folder.path(), &vpcd, &["--trace", "a.trace"]);
    for _ in 0..2 {
        slot.ask(SELECT);
        assert_eq!(slot.ask(BALANCE), "000004D29000");
        assert_eq!(slot.ask("0084000004"), "653027F69000");
        assert_eq!(slot.ask(SET_LIMIT), "9000");
        reader.order("renew");
        reader.wait_for("a new card is in the slot");
        slot.send(&[0x02]);
        slot.ask(SELECT);
        assert_eq!(slot.ask("80CADF2004"), "FFFFFFFF9000");
        slot.send(&[0x02]);
    }
    reader.order("wait 90");
    reader.wait_for("90 seconds pass");
}

#[test]
fn person_of_a_world_pays_and_has_it_kept() {
    let folder = tempfile::tempdir().unwrap();
    let run = |line: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        let output = command.args(line.split_whitespace()).current_dir(folder.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run("world new a.world").0, Some(0));
    let vpcd = Vpcd::new();
    let (mut reader, mut slot) = connected(folder.path(), &vpcd, &["--world", "a.world"]);
    slot.ask(SELECT);
    assert_eq!(slot.ask(SET_LIMIT), "9000");
    let (status, shown) = run("world phone a.world 13800000001 on");
    assert_eq!(status, Some(0), "{shown}");
    slot.send(&hex::decode(BALANCE).unwrap());
    slot.ends();
    reader.wait_for("used elsewhere");
    reader.wait_for("stays out of the slot");
    assert_eq!(run("world phone a.world 13800000001 off").0, Some(0));
    reader.order("insert");
    let mut slot = vpcd.accept();
    slot.power_on();
    slot.ask(SELECT);
    assert_eq!(slot.ask("80CADF2004"), "000013889000");
    reader.child.kill().unwrap();
    reader.child.wait().unwrap();
    assert_eq!(run("world audit a.world").0, Some(0), "a killed reader loses nothing");
    let (mut reader, mut slot) = connected(folder.path(), &vpcd, &["--world", "a.world", "--person", "13800000001"]);
    slot.ask(SELECT);
    assert_eq!(slot.ask("80CADF2004"), "000013889000");
    assert_eq!(reader.end(), 0);
}

#[test]
fn setup_writes_a_configuration_once() {
    let folder = tempfile::tempdir().unwrap();
    let setup = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        command.args(["reader", "--setup", "conf"]).args(more).current_dir(folder.path()).output().unwrap()
    };
    let first = setup(&["--vpcd", "127.0.0.1:4000"]);
    assert!(first.status.success());
    let told = String::from_utf8(first.stdout).unwrap();
    assert!(told.contains("sudo pcscd -f -c conf") && told.contains("rfid-sim reader --vpcd 127.0.0.1:4000"), "{told}");
    let written = std::fs::read_to_string(folder.path().join("conf/reader.conf")).unwrap();
    assert!(written.contains("DEVICENAME   /dev/null:0x0FA0"), "{written}");
    assert_eq!(setup(&[]).status.code(), Some(2), "nothing is written over");
    assert!(setup(&["--force"]).status.success());
}
