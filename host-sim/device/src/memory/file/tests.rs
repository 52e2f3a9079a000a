//! Tests of a card's memory in a file: durable, whole or not at all, and refused with a clear message.

use std::fs;

use applet::{Card, Entropy, MEMORY_SIZE, MemoryError, Nvm, manufacture};

use super::{CardFileError, Durability, FileMemory, LockedFile, load, try_own};
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

/// Creates a folder with a card file in it.
fn card_file() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.card");
    FileMemory::create(&path, &image(), Durability::Process).unwrap();
    (folder, path)
}

/// Returns another state of the same card.
fn later_image() -> Vec<u8> {
    let mut later = image();
    later[MEMORY_SIZE - 3..].copy_from_slice(&[7, 8, 9]);
    later
}

fn names(folder: &tempfile::TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[cfg(unix)]
fn mode(path: &std::path::Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn written_octets_survive_reopening() {
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
fn card_in_file_behaves_as_in_memory() {
    let (_folder, path) = card_file();
    let mut card = Card::new(FileMemory::open(&path, Durability::Process).unwrap(), NoChance);
    let mut twin = Card::new(Eeprom::from_image(&image()).unwrap(), NoChance);
    assert_eq!(card.power_on(), twin.power_on());
    let surroundings = applet::ExchangeContext { interface: applet::Interface::Contact, uptime_s: 0 };
    for command in ["00A4000002DF04", "80DADF210101", "0020000002FFFF", "00200000021234", "80DADF200400000064"] {
        let command = hex::decode(command).unwrap();
        assert_eq!(card.transmit(surroundings, &command), twin.transmit(surroundings, &command));
    }
    assert_eq!(load(&path).unwrap(), twin.memory().image());
}

#[test]
fn replaced_memory_is_whole_and_alone() {
    let (folder, path) = card_file();
    let mut memory = FileMemory::open(&path, Durability::Machine).unwrap();
    memory.replace(&later_image()).unwrap();
    assert_eq!((load(&path).unwrap(), memory.image().unwrap()), (later_image(), later_image()));
    // A commit after it goes into the file that has the name now.
    memory.write(MEMORY_SIZE - 3, &[1, 2, 3]).unwrap();
    assert_eq!(load(&path).unwrap()[MEMORY_SIZE - 3..], [1, 2, 3]);
    assert!(matches!(memory.replace(&[0xFF; MEMORY_SIZE]).unwrap_err(), CardFileError::NotACard { .. }));
    assert_eq!(load(&path).unwrap()[MEMORY_SIZE - 3..], [1, 2, 3]);
    assert_eq!(names(&folder), ["my.card"]);
}

#[test]
fn new_card_under_taken_name_is_refused() {
    let (folder, path) = card_file();
    drop(FileMemory::open(&path, Durability::Process).unwrap());
    let refused = FileMemory::create(&path, &later_image(), Durability::Process).unwrap_err();
    assert!(matches!(refused, CardFileError::Exists { .. }), "{refused}");
    assert_eq!((load(&path).unwrap(), names(&folder)), (image(), vec!["my.card".to_owned()]));
}

#[test]
fn image_without_card_is_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.card");
    let refused = FileMemory::create(&path, &[0xFF; MEMORY_SIZE], Durability::Process).unwrap_err();
    assert!(matches!(refused, CardFileError::NotACard { .. }));
    assert!(!path.exists());
    let nowhere = folder.path().join("no such folder").join("my.card");
    let refused = FileMemory::create(&nowhere, &image(), Durability::Process).unwrap_err();
    assert!(matches!(refused, CardFileError::System { doing: "write", .. }));
}

#[test]
fn card_file_has_one_owner_at_a_time() {
    let (_folder, path) = card_file();
    let in_use = || {
        let refused = FileMemory::open(&path, Durability::Process).unwrap_err();
        assert!(matches!(refused, CardFileError::InUse { .. }), "{refused}");
        let told = refused.to_string();
        let words = "my.card is in use: another rfid-sim has it open";
        assert!(told.starts_with("the card file ") && told.ends_with(words), "{told}");
    };
    let mut first = FileMemory::open(&path, Durability::Process).unwrap();
    in_use();
    for image in [later_image(), image(), later_image()] {
        // The file with the name is another one now, and is owned as well.
        first.replace(&image).unwrap();
        in_use();
    }
    drop(first);
    let mut made = FileMemory::open(&path, Durability::Process).unwrap();
    assert_eq!(made.image().unwrap(), later_image());
    made.replace(&image()).unwrap();
    in_use();
    drop(made);
    fs::remove_file(&path).unwrap();
    let made = FileMemory::create(&path, &image(), Durability::Process).unwrap();
    in_use();
    drop(made);
    FileMemory::open(&path, Durability::Process).unwrap();
}

#[cfg(unix)]
#[test]
fn replaced_file_is_not_owned() {
    let (_folder, path) = card_file();
    // Opened before its owner replaced it, locked after the owner was done.
    let late = fs::File::open(&path).unwrap();
    let mut owner = FileMemory::open(&path, Durability::Process).unwrap();
    owner.replace(&later_image()).unwrap();
    assert_eq!(try_own(&late, &path).unwrap(), LockedFile::Replaced);
    drop(owner);
    assert_eq!(try_own(&fs::File::open(&path).unwrap(), &path).unwrap(), LockedFile::Named);
}

#[test]
fn owners_that_replace_in_turn_lose_nothing() {
    let (_folder, path) = card_file();
    // Each owner adds one to a counter behind the card's slots; a lost update would leave the sum short.
    let turns = 8 * 25;
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut done = 0;
                while done < turns / 8 {
                    match FileMemory::open(&path, Durability::Process) {
                        Ok(mut memory) => {
                            let mut image = memory.image().unwrap();
                            image[MEMORY_SIZE - 1] = image[MEMORY_SIZE - 1].wrapping_add(1);
                            memory.replace(&image).unwrap();
                            done += 1;
                        }
                        Err(CardFileError::InUse { .. }) => std::thread::yield_now(),
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    let sum = image()[MEMORY_SIZE - 1].wrapping_add(u8::try_from(turns).unwrap());
    assert_eq!(load(&path).unwrap()[MEMORY_SIZE - 1], sum);
}

#[test]
fn only_leftovers_of_dead_processes_are_removed() {
    let (folder, path) = card_file();
    let kept = ["my.card.1x.new", "my.card..new", "my.card.new", "my.card.12.new.bak", "other.card.12.new"];
    for name in kept.into_iter().chain(["my.card.12.new", "my.card.4194305.new", "my.card.77.new"]) {
        fs::write(folder.path().join(name), &image()[..100]).unwrap();
    }
    fs::create_dir(folder.path().join("my.card.88.new")).unwrap();
    // Somebody who makes a card at this moment has its file locked.
    let living = fs::File::open(folder.path().join("my.card.77.new")).unwrap();
    living.lock().unwrap();
    FileMemory::open(&path, Durability::Process).unwrap();
    let mut left = [&kept[..], &["my.card", "my.card.77.new", "my.card.88.new"]].concat();
    left.sort_unstable();
    assert_eq!(names(&folder), left);
    drop(living);
    fs::remove_file(&path).unwrap();
    FileMemory::create(&path, &image(), Durability::Process).unwrap();
    left.retain(|name| *name != "my.card.77.new");
    assert_eq!(names(&folder), left);
}

#[cfg(unix)]
#[test]
fn new_card_is_private_and_replacement_keeps_mode() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, path) = card_file();
    assert_eq!(mode(&path), 0o600);
    for kept in [0o640, 0o600, 0o666] {
        fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
        let mut memory = FileMemory::open(&path, Durability::Process).unwrap();
        let next = if memory.image().unwrap() == image() { later_image() } else { image() };
        memory.replace(&next).unwrap();
        assert_eq!((mode(&path), load(&path).unwrap()), (kept, next));
    }
}

#[cfg(unix)]
#[test]
fn card_behind_link_is_replaced_at_target() {
    let (folder, path) = card_file();
    let link = folder.path().join("link.card");
    std::os::unix::fs::symlink("my.card", &link).unwrap();
    let mut memory = FileMemory::open(&link, Durability::Process).unwrap();
    assert!(matches!(FileMemory::open(&path, Durability::Process).unwrap_err(), CardFileError::InUse { .. }));
    memory.replace(&later_image()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(load(&path).unwrap(), later_image());
    let dangling = folder.path().join("dangling.card");
    std::os::unix::fs::symlink("nowhere", &dangling).unwrap();
    let refused = FileMemory::create(&dangling, &image(), Durability::Process).unwrap_err();
    assert!(matches!(refused, CardFileError::Exists { .. }), "{refused}");
}

#[cfg(unix)]
#[test]
fn card_file_moved_away_is_not_written_over() {
    let (folder, path) = card_file();
    let mut memory = FileMemory::open(&path, Durability::Process).unwrap();
    fs::rename(&path, folder.path().join("old.card")).unwrap();
    let told = memory.replace(&later_image()).unwrap_err().to_string();
    assert!(told.ends_with("my.card was moved, removed or replaced meanwhile; nothing was written"), "{told}");
    fs::write(&path, "somebody else's").unwrap();
    memory.replace(&later_image()).unwrap_err();
    assert_eq!(fs::read_to_string(&path).unwrap(), "somebody else's");
    assert_eq!(names(&folder), ["my.card", "old.card"]);
}

#[cfg(unix)]
#[test]
fn device_is_refused_before_it_is_read() {
    for path in ["/dev/zero", "/dev/null"] {
        let told = FileMemory::open(path.as_ref(), Durability::Process).unwrap_err().to_string();
        assert_eq!(told, format!("{path} is a device or a pipe, not a card file"));
        assert_eq!(load(path.as_ref()).unwrap_err().to_string(), told);
    }
}

/// Returns the error's text, without the folder, which has another name every time.
fn words_for(prepare: impl FnOnce(&std::path::Path)) -> String {
    let (folder, path) = card_file();
    prepare(&path);
    let opened = FileMemory::open(&path, Durability::Process).unwrap_err().to_string();
    assert_eq!(load(&path).unwrap_err().to_string(), opened, "a look finds the same");
    opened.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn wrong_card_file_is_refused_with_its_reason() {
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
        "my.card is not a card file: it is a card image of version 200, and this program knows version 3 only"
    );
}

#[test]
fn write_outside_memory_does_not_grow_file() {
    let (_folder, path) = card_file();
    let mut memory = FileMemory::open(&path, Durability::Process).unwrap();
    assert_eq!(memory.write(MEMORY_SIZE, &[1]), Err(MemoryError));
    assert_eq!(memory.write(usize::MAX, &[1]), Err(MemoryError));
    assert_eq!(fs::metadata(&path).unwrap().len(), MEMORY_SIZE as u64);
    assert_eq!(memory.read(MEMORY_SIZE, &mut [0]), Err(MemoryError));
    assert!(memory.take_fault().is_some() && memory.take_fault().is_none(), "what the system said, once");
}
