//! States of `rfid-sim reader`: what an order means in each, what waits, and a vpcd that asks for nothing.

use super::desk::{Reader, Vpcd};
use super::{SELECT, SET_LIMIT, inserted};

#[test]
fn vpcd_that_asks_nothing_is_told_and_waited_for() {
    let (folder, vpcd) = (tempfile::tempdir().unwrap(), Vpcd::new());
    let mut reader = Reader::start(folder.path(), &["--vpcd", &vpcd.address()]);
    let mut slot = vpcd.accept();
    reader.wait_for("asks for nothing; another card may be in this slot");
    // Whoever asks late is answered nevertheless, however long the pause.
    std::thread::sleep(std::time::Duration::from_millis(3_300));
    assert!(slot.ask("04").starts_with("3B"));
    slot.power_on();
    assert!(slot.ask(SELECT).starts_with("61"));
    assert_eq!(reader.end(), 0);
    reader.drain();
    assert!(reader.said.iter().all(|line| !line.contains("is broken")), "{:#?}", reader.said);
}

#[test]
fn orders_fit_the_state_of_the_card() {
    let (_folder, vpcd, mut reader, mut slot) = inserted(&["--card", "a.card"]);
    assert_eq!(slot.ask("04").get(..2), Some("3B"));
    reader.order("insert");
    reader.wait_for("the card is in the slot already");
    slot.ask(SELECT);
    assert_eq!(slot.ask(SET_LIMIT), "9000");
    reader.order("renew");
    reader.wait_for("only a card without a file or a world can be renewed");
    assert_eq!(slot.ask("80CADF2004"), "000013889000", "the card of a file stays as it is");
    slot.send(&[0x00]);
    reader.wait_for("power off");
    reader.order("reset");
    reader.wait_for("the card has no power, and nothing to forget");
    slot.power_on();
    slot.ask(SELECT);
    // A card that is out for a moment stays out, if it was told to.
    reader.order("cut 1 nothing");
    reader.wait_for("the power fails at memory write 1");
    slot.send(&hex::decode("80DADF200400000001").unwrap());
    slot.ends();
    reader.wait_for("is taken for removed");
    reader.order("remove");
    reader.wait_for("the card is out of the slot");
    vpcd.0.set_nonblocking(true).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert!(vpcd.0.accept().is_err(), "the card has come back");
    vpcd.0.set_nonblocking(false).unwrap();
    reader.order("insert");
    let mut slot = vpcd.accept();
    slot.power_on();
    slot.ask(SELECT);
    assert_eq!(slot.ask("80CADF2004"), "000013889000");
}

#[test]
fn fetched_answer_is_that_of_its_command() {
    let (_folder, _vpcd, mut reader, mut slot) = inserted(&[]);
    let waiting = slot.ask(SELECT);
    let length = waiting.strip_prefix("61").unwrap().to_owned();
    // A fetch of the wrong length leaves the answer waiting.
    assert!(slot.ask("00C0000001").starts_with("6C"));
    let fetched = slot.ask(&format!("00C00000{length}"));
    assert!(fetched.ends_with("9000"));
    reader.wait_for("GET RESPONSE -> 6C");
    let told = reader.wait_for("GET RESPONSE -> ");
    assert!(told.contains("df name"), "what is fetched has its meaning: {told}");
    // Behind a reset nothing waits, and nothing is taken for the answer of what was before.
    slot.ask(SELECT);
    slot.send(&[0x02]);
    slot.ask(&format!("00C00000{length}"));
    reader.wait_for("reset: 3B");
    let told = reader.wait_for("GET RESPONSE -> ");
    assert!(!told.contains("SELECT") && !told.contains("df name"), "{told}");
}
