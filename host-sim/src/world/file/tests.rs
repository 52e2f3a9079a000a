//! The file: what is kept comes back, what is no world is told so, and what stands in the file.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::moment::{HOUR, MINUTE, SECOND};
use crate::sms_centre::Mix;
use crate::world::tests::{inbox, number, world_of};
use crate::world::{CannotDo, Power};

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    (folder, path)
}

/// Keeps a world after everything that it does in a time.
fn pass(file: &mut WorldFile, world: &mut World, ms: u64) {
    world.pass_keeping(ms, &mut |world: &World| file.keep(world)).unwrap();
}

/// Opens a file again.
fn again(file: WorldFile) -> (WorldFile, World) {
    let path = file.path.clone();
    drop(file);
    WorldFile::open(&path).unwrap()
}

/// A world in which something of everything has happened.
fn busy() -> World {
    let mut world = world_of(3, 7);
    for order in ["KT", "A"] {
        world.texts(&number(1), "10658888", order).unwrap();
        world.pass(30 * SECOND);
    }
    world.deposit(&number(1), applet::Fen(10_000)).unwrap();
    let digits = world.issue_scratch_card(applet::Fen(5000), crate::platform::province::Province::Hunan).unwrap();
    world.texts(&number(1), "10658888", &format!("CZK {}", digits.reveal())).unwrap();
    world.texts(&number(2), &number(3).to_string(), &"长".repeat(100)).unwrap();
    world.pass(MINUTE);
    world.switch_off(&number(3)).unwrap();
    world.texts(&number(2), &number(3).to_string(), "以后再说").unwrap();
    world.pass(MINUTE);
    world.texts(&number(2), "10658888", "CX").unwrap();
    world
}

#[test]
fn what_was_kept_comes_back_and_goes_on_as_the_other_does_in_memory() {
    let (_folder, path) = place();
    let mut memory = busy();
    let mut file = WorldFile::create(&path, &memory).unwrap();
    let (opened, mut world) = again(file);
    file = opened;
    assert!(world.is_kept_like(&memory));
    assert_eq!(inbox(&world, 1), inbox(&memory, 1));
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::Resting);
    for round in 0..4 {
        pass(&mut file, &mut world, 90 * SECOND);
        memory.pass(90 * SECOND);
        if round == 1 {
            world.texts(&number(1), "10658888", "CX").unwrap();
            memory.texts(&number(1), "10658888", "CX").unwrap();
            file.keep(&world).unwrap();
        }
        let (opened, read) = again(file);
        assert!(read.is_kept_like(&world), "round {round}");
        (file, world) = (opened, read);
    }
    // That phones were switched on again stands in the one log and not in the other.
    assert_eq!(world.platform(), memory.platform());
    assert_eq!((inbox(&world, 1), inbox(&world, 3)), (inbox(&memory, 1), inbox(&memory, 3)));
    assert_eq!((world.now(), world.audit()), (memory.now(), Ok(())));
}

#[test]
fn a_world_over_a_bad_network_is_the_same_after_every_step() {
    let (_folder, path) = place();
    let mut world = world_of(2, 3);
    world.centre_mut().mix = Mix { lost: 100, twice: 200, late: 300, swapped: 200, late_ms: HOUR };
    let mut file = WorldFile::create(&path, &world).unwrap();
    for _ in 0..5 {
        for person in [1, 2] {
            world.texts(&number(person), "10658888", "CX").unwrap();
            file.keep(&world).unwrap();
        }
        let mut steps = 0;
        let kept = world.pass_keeping(10 * SECOND, &mut |world: &World| {
            file.keep(world)?;
            steps += 1;
            let look = rows::of(&read::world(&file.connection, &path)?);
            assert_eq!(look.unwrap(), rows::of(world).unwrap(), "step {steps}");
            Ok::<(), WorldFileError>(())
        });
        kept.unwrap();
        assert!(steps > 0);
    }
}

#[test]
fn looking_changes_nothing() {
    let (_folder, path) = place();
    let world = busy();
    drop(WorldFile::create(&path, &world).unwrap());
    let before = fs::read(&path).unwrap();
    let look = WorldFile::look(&path).unwrap();
    assert_eq!((look.now(), look.happened(), inbox(&look, 1)), (world.now(), world.happened(), inbox(&world, 1)));
    let last = WorldFile::last_happenings(&path, 3).unwrap();
    assert_eq!(last, world.happenings()[world.happenings().len() - 3..]);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "between two commands it is one file");
}

#[test]
fn what_is_no_world_is_told_so_and_is_not_touched() {
    let (folder, path) = place();
    let told =
        |path: &Path| WorldFile::open(path).unwrap_err().to_string().replace(folder.path().to_str().unwrap(), "…");
    assert_eq!(told(&path), "there is no world …/a.world");
    assert_eq!(told(folder.path()), "… is a folder, not a world");
    for (content, expected) in
        [("", "it is empty"), ("this is a letter to my aunt, long enough to be one, and no more", "it is no database")]
    {
        fs::write(&path, content).unwrap();
        assert_eq!(told(&path), format!("…/a.world is not a world: {expected}"));
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
        let made = WorldFile::create(&path, &world_of(1, 1)).unwrap_err().to_string();
        assert!(made.ends_with("a.world is already there; nothing was written"), "{made}");
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE person (id TEXT)").unwrap();
    assert_eq!(told(&path), "…/a.world is not a world: it is a database of something else");
    fs::remove_file(&path).unwrap();
    drop(WorldFile::create(&path, &world_of(1, 1)).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    assert_eq!(told(&path), "…/a.world is a world of version 9, and this program knows version 1 only");
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_it_was_cut() {
    let (_folder, path) = place();
    drop(WorldFile::create(&path, &busy()).unwrap());
    let whole = fs::read(&path).unwrap();
    for length in (1..whole.len()).step_by(1013) {
        fs::write(&path, &whole[..length]).unwrap();
        let opened = WorldFile::open(&path);
        assert!(opened.is_err(), "{length} of {} octets", whole.len());
    }
    fs::write(&path, &whole).unwrap();
    WorldFile::open(&path).unwrap();
}

/// Changes the database behind the program's back.
fn tamper(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap_or_else(|why| panic!("{sql}: {why}"));
}

#[test]
fn what_was_changed_by_another_hand_is_found_and_named() {
    let cases = [
        (
            "DROP TRIGGER leg_is_never_changed; UPDATE leg SET amount = amount + 100 WHERE entry = 1 AND place = 1",
            "in the platform: the ledger does not hold: the legs of a movement sum to 100 fen instead of 0",
        ),
        (
            "DROP TRIGGER entry_is_never_changed; PRAGMA foreign_keys = OFF; UPDATE entry SET document = '{}' WHERE id = 1",
            "in entry 1: missing field `why`",
        ),
        ("UPDATE person SET document = '{}' WHERE place = 1", "in person 13800000001: missing field `place`"),
        (
            "UPDATE person SET card = NULL WHERE place = 1",
            "in person 13800000001: the card's memory: it holds 0 octets",
        ),
        ("DELETE FROM meta WHERE id = 'centre'", "in meta centre: it is missing"),
        ("UPDATE meta SET document = '[' WHERE id = 'world'", "in meta world: EOF while parsing"),
        ("UPDATE account SET document = '{\"state\":\"rich\"}'", "in the platform: unknown variant `rich`"),
        (
            "UPDATE message SET id = '0000000099' WHERE id = (SELECT max(id) FROM message)",
            "in message 0000000099: its number",
        ),
    ];
    for (sql, expected) in cases {
        let (_folder, path) = place();
        drop(WorldFile::create(&path, &busy()).unwrap());
        tamper(&path, sql);
        let told = WorldFile::open(&path).unwrap_err().to_string();
        assert!(told.contains("is damaged, ") && told.contains(expected), "{sql}: {told}");
    }
}

#[test]
fn the_database_itself_refuses_to_change_what_only_grows() {
    let (_folder, path) = place();
    drop(WorldFile::create(&path, &busy()).unwrap());
    let connection = Connection::open(&path).unwrap();
    for table in ["entry", "leg", "happening"] {
        let column = if table == "leg" { "book" } else { "document" };
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {column} = '{{}}'")] {
            let told = connection.execute(&sql, []).unwrap_err().to_string();
            assert!(told.starts_with(&format!("what stands in {table} is never ")), "{sql}: {told}");
        }
    }
}

#[test]
fn the_tables_can_be_read_by_a_person() {
    let (_folder, path) = place();
    let mut world = busy();
    world.platform.books.accounts.register(number(2), true);
    drop(WorldFile::create(&path, &world).unwrap());
    let connection = Connection::open(&path).unwrap();
    let one = |sql: &str| {
        connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap_or_else(|why| panic!("{sql}: {why}"))
    };
    assert_eq!(one("SELECT model || ' ' || is_on FROM person WHERE id = '13800000003'"), "feature-phone 0");
    assert_eq!(one("SELECT fen || '' FROM balance WHERE book = 'cash 13800000001'"), "10000");
    assert_eq!(one("SELECT state FROM account"), "open");
    assert_eq!(one("SELECT time FROM entry WHERE why = 'hall-cash'"), "2009-11-18 10:31:00");
    assert_eq!(
        one("SELECT kind || ' from ' || sender FROM message ORDER BY id DESC LIMIT 1"),
        "submit from 13800000002"
    );
    assert_eq!(one("SELECT used_by || ' ' || value FROM scratch_card"), "13800000001 5000");
    assert_eq!(one("SELECT said FROM text WHERE person = '13800000003'"), "长".repeat(100));
    assert_eq!(one("SELECT group_concat(state) FROM card_file"), "closed,closed,closed");
    assert!(one("SELECT words FROM happening LIMIT 1").contains("13800000001: the phone is switched on"));
    assert_eq!(one("SELECT count(*) || '' FROM errand"), "0");
}

#[test]
fn no_key_and_no_password_stands_in_the_tables() {
    let (_folder, path) = place();
    let mut world = busy();
    let initial = inbox(&world, 1).concat();
    drop(WorldFile::create(&path, &world).unwrap());
    let connection = Connection::open(&path).unwrap();
    let mut all = String::new();
    for table in Table::ALL {
        let mut rows = connection.prepare(&format!("SELECT id, document FROM {}", table.name())).unwrap();
        let rows = rows.query_map([], |row| Ok(row.get::<_, String>(0)? + &row.get::<_, String>(1)?)).unwrap();
        // The initial passwords stand in the inbox, as they do in a phone.
        all.extend(rows.map(Result::unwrap).filter(|_| table != Table::Text));
    }
    let profile = crate::profile::Profile::default();
    for key in &profile.card.keys {
        let written = hex::encode(key.key);
        assert!(!all.to_lowercase().contains(&written), "a key stands in the file");
    }
    let passwords = initial.split(|one: char| !one.is_ascii_alphanumeric()).filter(|run| run.len() >= 6);
    let mut found = 0;
    for password in passwords {
        assert!(!all.contains(password));
        found += 1;
    }
    assert!(found >= 2, "{initial}");
    assert_eq!(world.deposit(&number(9), applet::Fen(1)), Err(CannotDo::NoSuchPerson(number(9))));
}

#[test]
fn a_profile_that_is_gone_is_named() {
    let (folder, path) = place();
    let profile = folder.path().join("card.toml");
    fs::write(&profile, "name = \"one\"\n").unwrap();
    let choice = profile.to_str().unwrap();
    let mut world = world_of(0, 7);
    world.add_person(number(1), "android", choice, &crate::profile::Profile::choose(choice).unwrap()).unwrap();
    drop(WorldFile::create(&path, &world).unwrap());
    WorldFile::open(&path).unwrap();
    fs::remove_file(&profile).unwrap();
    let told = WorldFile::open(&path).unwrap_err().to_string();
    assert!(told.starts_with("the keys of the card of 13800000001 come from the profile "), "{told}");
    WorldFile::look(&path).unwrap();
}
