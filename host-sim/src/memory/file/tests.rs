//! Tests of a card's memory in a file: durable, whole or not at all, and refused in clear words.

use std::fs;

use applet::{Card, Entropy, MEMORY_SIZE, MemoryFault, Nvm, manufacture};

use super::{CardFileError, Durability, FileMemory, load, save};
use crate::memory::Eeprom;
use crate::profile::Profile;

#[derive(Debug)]
struct NoChance;

impl Entropy for NoChance {
    fn fill(&mut self, into: &mut [u8]) {
        into.fill(0);
    }
}

fn image() -> Vec<u8> {
    let mut memory = Eeprom::blank();
    manufacture(&mut memory, &Profile::default().to_personalisation()).unwrap();
    memory.image().to_vec()
}

/// A folder and a card file in it.
fn card_file() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.card");
    save(&path, &image()).unwrap();
    (folder, path)
}

#[test]
fn what_was_written_is_there_when_the_file_is_opened_again() {
    let (_folder, path) = card_file();
    for durability in [Durability::Process, Durability::Machine] {
        let mut memory = FileMemory::open(&path, durability).unwrap();
        // Behind both slots' content, so that the card stays a card.
        memory.write(MEMORY_SIZE - 3, &[7, 8, 9]).unwrap();
        let mut back = [0; 3];
        memory.read(MEMORY_SIZE - 3, &mut back).unwrap();
        assert_eq!(back, [7, 8, 9]);
        drop(memory);
        assert_eq!(load(&path).unwrap()[MEMORY_SIZE - 3..], [7, 8, 9]);
    }
    assert_eq!(fs::metadata(&path).unwrap().len(), MEMORY_SIZE as u64);
}

#[test]
fn a_card_lives_in_a_file_as_it_lives_in_memory() {
    let (_folder, path) = card_file();
    let mut card = Card::new(FileMemory::open(&path, Durability::Process).unwrap(), NoChance);
    let mut twin = Card::new(Eeprom::from_image(&image()).unwrap(), NoChance);
    assert_eq!(card.power_on(), twin.power_on());
    let surroundings = applet::Surroundings { interface: applet::Interface::Contact, uptime_s: 0 };
    for command in ["00A4000002DF04", "80DADF210101", "0020000002FFFF", "00200000021234", "80DADF200400000064"] {
        let command = hex::decode(command).unwrap();
        assert_eq!(card.transmit(surroundings, &command), twin.transmit(surroundings, &command));
    }
    assert_eq!(load(&path).unwrap(), twin.memory().image());
}

#[test]
fn saving_replaces_the_file_whole_and_leaves_nothing_beside_it() {
    let (folder, path) = card_file();
    fs::write(&path, b"something else").unwrap();
    save(&path, &image()).unwrap();
    assert_eq!(load(&path).unwrap(), image());
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["my.card"]);
}

#[test]
fn nothing_is_saved_that_is_no_card() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.card");
    let refused = save(&path, &[0xFF; MEMORY_SIZE]).unwrap_err();
    assert!(matches!(refused, CardFileError::NotACard { .. }));
    assert!(!path.exists());
    let nowhere = folder.path().join("no such folder").join("my.card");
    assert!(matches!(save(&nowhere, &image()).unwrap_err(), CardFileError::System { doing: "write", .. }));
}

#[test]
fn a_second_process_cannot_have_the_same_card() {
    let (_folder, path) = card_file();
    let first = FileMemory::open(&path, Durability::Process).unwrap();
    assert!(matches!(FileMemory::open(&path, Durability::Process).unwrap_err(), CardFileError::InUse { .. }));
    drop(first);
    assert!(FileMemory::open(&path, Durability::Process).is_ok());
}

/// What the error says, without the folder, which has another name every time.
fn words_for(prepare: impl FnOnce(&std::path::Path)) -> String {
    let (folder, path) = card_file();
    prepare(&path);
    let opened = FileMemory::open(&path, Durability::Process).unwrap_err().to_string();
    assert_eq!(load(&path).unwrap_err().to_string(), opened, "a look finds the same");
    opened.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn what_is_no_card_file_is_refused_in_one_clear_sentence() {
    assert_eq!(words_for(|path| fs::remove_file(path).unwrap()), "there is no card file my.card");
    let folder = words_for(|path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    });
    assert_eq!(folder, "my.card is a folder, not a card file");
    assert_eq!(
        words_for(|path| fs::write(path, b"profile default").unwrap()),
        "my.card is not a card file: it holds 15 octets and a card's memory has 3072"
    );
    assert_eq!(
        words_for(|path| fs::write(path, vec![0xFF; 5000]).unwrap()),
        "my.card is not a card file: it holds more octets than a card's memory has, 3072"
    );
    assert_eq!(
        words_for(|path| fs::write(path, vec![0; MEMORY_SIZE]).unwrap()),
        "my.card is not a card file: it holds no card: it was never manufactured, or no slot of it is sound"
    );
    let mut future = image();
    future[8] = 200; // behind the magic RFID-SIM
    assert_eq!(
        words_for(|path| fs::write(path, future).unwrap()),
        "my.card is not a card file: it is a card image of version 200, and this program knows version 2 only"
    );
}

#[test]
fn a_write_outside_the_card_is_refused_and_does_not_grow_the_file() {
    let (_folder, path) = card_file();
    let mut memory = FileMemory::open(&path, Durability::Process).unwrap();
    assert_eq!(memory.write(MEMORY_SIZE, &[1]), Err(MemoryFault));
    assert_eq!(memory.write(usize::MAX, &[1]), Err(MemoryFault));
    assert_eq!(fs::metadata(&path).unwrap().len(), MEMORY_SIZE as u64);
    assert_eq!(memory.read(MEMORY_SIZE, &mut [0]), Err(MemoryFault));
    assert!(memory.take_fault().is_some() && memory.take_fault().is_none(), "what the system said, once");
}
