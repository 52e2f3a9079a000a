//! Tests of the file: its content comes back, a file that is no world is refused with a reason, and the tables hold
//! what they should.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::platform::rows::PlatformTable;
use crate::smsc::Mix;
use crate::store::rows::Rows;
use crate::world::tests::{inbox, number, world_of};
use crate::world::{Power, WorldError};
use sim_codec::time::{HOUR, MINUTE, SECOND};

mod esmes;

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    (folder, path)
}

/// Lets `ms` milliseconds pass, and keeps the world after each step.
fn pass(file: &mut WorldFile, world: &mut World, ms: u64) {
    world.pass_keeping(ms, &mut |world: &mut World| file.keep(world)).unwrap();
}

/// Closes a file, and opens it again.
fn again(file: WorldFile) -> (WorldFile, World) {
    let path = file.path.clone();
    drop(file);
    WorldFile::open(&path).unwrap()
}

/// Creates a world in which everything of importance has happened once.
fn busy() -> World {
    let mut world = world_of(3, 7);
    for order in ["KT", "A"] {
        world.write_text(&number(1), "10658888", order).unwrap();
        world.pass(30 * SECOND);
    }
    world.deposit(&number(1), sim_wire::Fen(10_000)).unwrap();
    let digits = world.issue_scratch_card(sim_wire::Fen(5000), crate::platform::province::Province::Hunan).unwrap();
    world.write_text(&number(1), "10658888", &format!("CZK {}", digits.reveal())).unwrap();
    world.write_text(&number(2), &number(3).to_string(), &"长".repeat(100)).unwrap();
    world.pass(MINUTE);
    world.switch_off(&number(3)).unwrap();
    world.write_text(&number(2), &number(3).to_string(), "以后再说").unwrap();
    world.pass(MINUTE);
    world.write_text(&number(2), "10658888", "CX").unwrap();
    world
}

#[test]
fn reopened_world_goes_on_like_one_in_memory() {
    let (_folder, path) = place();
    let mut memory = busy();
    WorldFile::create(&path, &memory).unwrap();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    assert!(world.is_kept_like(&memory));
    assert_eq!(inbox(&world, 1), inbox(&memory, 1));
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::On);
    for round in 0..4 {
        pass(&mut file, &mut world, 90 * SECOND);
        memory.pass(90 * SECOND);
        if round == 1 {
            world.write_text(&number(1), "10658888", "CX").unwrap();
            memory.write_text(&number(1), "10658888", "CX").unwrap();
            file.keep(&mut world).unwrap();
        }
        let (opened, read) = again(file);
        assert!(read.is_kept_like(&world), "round {round}");
        (file, world) = (opened, read);
    }
    assert!(world.is_kept_like(&memory));
    assert_eq!((inbox(&world, 1), inbox(&world, 3)), (inbox(&memory, 1), inbox(&memory, 3)));
    assert_eq!((world.now(), world.audit()), (memory.now(), Ok(())));
}

#[test]
fn every_step_on_bad_network_is_kept() {
    let (_folder, path) = place();
    let mut world = world_of(2, 3);
    world.centre_mut().mix = Mix { lost: 100, twice: 200, late: 300, swapped: 200, late_ms: HOUR };
    WorldFile::create(&path, &world).unwrap();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    for _ in 0..5 {
        for person in [1, 2] {
            world.write_text(&number(person), "10658888", "CX").unwrap();
            file.keep(&mut world).unwrap();
        }
        let mut steps = 0;
        let kept = world.pass_keeping(10 * SECOND, &mut |world: &mut World| {
            file.keep(world)?;
            steps += 1;
            let look = rows::of(&read::world(&file.connection, &path)?.world);
            assert_eq!(look.unwrap(), rows::of(world).unwrap(), "step {steps}");
            Ok::<(), WorldFileError>(())
        });
        kept.unwrap();
        assert!(steps > 0);
    }
}

#[test]
fn look_changes_nothing() {
    let (_folder, path) = place();
    let world = busy();
    WorldFile::create(&path, &world).unwrap();
    let before = fs::read(&path).unwrap();
    let look = WorldFile::look(&path).unwrap();
    assert_eq!((look.now(), look.happened(), inbox(&look, 1)), (world.now(), world.happened(), inbox(&world, 1)));
    let last = WorldFile::last_events(&path, 3).unwrap();
    assert_eq!(last, world.events()[world.events().len() - 3..]);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "between two commands it is one file");
}

#[test]
fn file_that_is_no_world_is_left_untouched() {
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
    WorldFile::create(&path, &world_of(1, 1)).unwrap();
    for version in [4, 5, 9] {
        Connection::open(&path).unwrap().pragma_update(None, "user_version", version).unwrap();
        assert_eq!(told(&path), format!("…/a.world is a world of version {version}, and this program knows version 8"));
    }
}

#[test]
fn world_file_cut_anywhere_is_refused() {
    let (_folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let whole = fs::read(&path).unwrap();
    for length in (1..whole.len()).step_by(1013) {
        fs::write(&path, &whole[..length]).unwrap();
        let opened = WorldFile::open(&path);
        assert!(opened.is_err(), "{length} of {} octets", whole.len());
    }
    for octets in [1, 17, 511] {
        fs::write(&path, &whole[..whole.len() - octets]).unwrap();
        let why = WorldFile::open(&path).map(|_| ()).unwrap_err().to_string();
        assert!(why.contains("it is cut off"), "{octets} octets of the last page: {why}");
    }
    fs::write(&path, &whole).unwrap();
    WorldFile::open(&path).unwrap();
}

#[test]
fn longer_file_opens_and_disordered_one_does_not() {
    let (_folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], &[0; 512]].concat()).unwrap();
    WorldFile::open(&path).expect("what stands behind a database is not of it");
    // The header names a free page that is not there.
    let mut disordered = whole;
    disordered[36..40].copy_from_slice(&1_u32.to_be_bytes());
    fs::write(&path, &disordered).unwrap();
    let refused = WorldFile::open(&path).map(|_| ()).unwrap_err();
    assert!(matches!(refused, WorldFileError::Damaged { .. }), "{refused:?}");
}

#[test]
fn path_through_a_file_is_system_error() {
    let (_folder, path) = place();
    fs::write(&path, "a file").unwrap();
    let refused = WorldFile::look(&path.join("a.world")).map(|_| ()).unwrap_err();
    assert!(matches!(refused, WorldFileError::System { .. }), "{refused:?}");
    let missing = WorldFile::look(&path.with_extension("other")).map(|_| ()).unwrap_err();
    assert!(matches!(missing, WorldFileError::Missing { .. }), "{missing:?}");
}

#[test]
fn system_and_database_errors_are_classified() {
    let (folder, path) = place();
    let taken = || std::io::Error::from(std::io::ErrorKind::AlreadyExists);
    assert!(matches!(WorldFileError::making(folder.path(), taken()), WorldFileError::Folder { .. }));
    assert!(matches!(WorldFileError::making(&path, taken()), WorldFileError::Exists { .. }));
    let of = |code| WorldFileError::of(&path, rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
    assert!(matches!(of(rusqlite::ffi::SQLITE_CORRUPT), WorldFileError::Damaged { .. }));
    assert!(matches!(of(rusqlite::ffi::SQLITE_NOTADB), WorldFileError::NotAWorld { .. }));
    assert!(matches!(of(rusqlite::ffi::SQLITE_BUSY), WorldFileError::InUse { .. }));
    assert!(matches!(of(rusqlite::ffi::SQLITE_FULL), WorldFileError::Database { .. }));
}

#[test]
fn letters_have_rows_of_their_own() {
    let mut world = busy();
    let (now, number) = (world.now(), world.people()[0].number());
    world.platform_mut().reset_pay_password(now, &number).unwrap();
    let letters = world.platform().outbox().len();
    assert!(letters > 0);
    assert_eq!(rows(&world)[&TableName::Platform(PlatformTable::Outbox)].len(), letters);
}

/// Changes the database without the program.
fn tamper(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap_or_else(|why| panic!("{sql}: {why}"));
}

#[test]
fn tampered_row_is_named() {
    let cases = [
        (
            "DROP TRIGGER leg_is_never_changed; UPDATE leg SET amount = amount + 100 WHERE entry = 1 AND place = 1",
            "in the platform: the ledger does not hold: the legs of a movement sum to 1.00 yuan instead of nothing",
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
        WorldFile::create(&path, &busy()).unwrap();
        tamper(&path, sql);
        let told = WorldFile::open(&path).unwrap_err().to_string();
        assert!(told.contains("is damaged, ") && told.contains(expected), "{sql}: {told}");
    }
}

#[test]
fn database_refuses_changes_to_append_only_tables() {
    let (_folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let connection = Connection::open(&path).unwrap();
    for table in ["entry", "leg", "event"] {
        let column = if table == "leg" { "book" } else { "document" };
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {column} = '{{}}'")] {
            let told = connection.execute(&sql, []).unwrap_err().to_string();
            assert!(told.starts_with(&format!("what stands in {table} is never ")), "{sql}: {told}");
        }
    }
}

#[test]
fn tables_are_readable_by_people() {
    let (_folder, path) = place();
    let mut world = busy();
    world.platform.books.accounts.register(number(2), true);
    WorldFile::create(&path, &world).unwrap();
    let connection = Connection::open(&path).unwrap();
    let one = |sql: &str| {
        connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap_or_else(|why| panic!("{sql}: {why}"))
    };
    assert_eq!(one("SELECT model || ' ' || power FROM person WHERE id = '13800000003'"), "feature-phone off");
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
    assert!(one("SELECT words FROM event LIMIT 1").contains("13800000001: the phone is switched on"));
    assert_eq!(one("SELECT count(*) || '' FROM errand"), "0");
    assert_eq!(one("SELECT language || ' ' || is_served FROM phone WHERE powered_ms > 0 LIMIT 1"), "zh 1");
}

#[test]
fn tables_hold_no_key_and_no_password() {
    let (_folder, path) = place();
    let mut world = busy();
    let initial = inbox(&world, 1).concat();
    WorldFile::create(&path, &world).unwrap();
    let connection = Connection::open(&path).unwrap();
    let mut all = String::new();
    for table in TableName::all() {
        let mut rows = connection.prepare(&format!("SELECT id, document FROM {}", table.name())).unwrap();
        let rows = rows.query_map([], |row| Ok(row.get::<_, String>(0)? + &row.get::<_, String>(1)?)).unwrap();
        // The initial passwords stand in the inbox, as they do in a phone.
        all.extend(rows.map(Result::unwrap).filter(|_| table != TableName::Text));
    }
    let profile = sim_device::profile::Profile::default();
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
    assert_eq!(world.deposit(&number(9), sim_wire::Fen(1)), Err(WorldError::NoSuchPerson(number(9))));
}

#[test]
fn missing_profile_is_named() {
    let (folder, path) = place();
    let profile = folder.path().join("card.toml");
    fs::write(&profile, "name = \"one\"\n").unwrap();
    let choice = profile.to_str().unwrap();
    let mut world = world_of(0, 7);
    world.add_person(number(1), "android", choice, &sim_device::profile::Profile::choose(choice).unwrap()).unwrap();
    WorldFile::create(&path, &world).unwrap();
    WorldFile::open(&path).unwrap();
    fs::remove_file(&profile).unwrap();
    let told = WorldFile::open(&path).unwrap_err().to_string();
    assert!(told.starts_with("the keys of the card of 13800000001 come from the profile "), "{told}");
    WorldFile::look(&path).unwrap();
}

fn pragma(connection: &Connection, name: &str) -> String {
    use rusqlite::types::Value;
    let value =
        connection.pragma_query_value(None, name, |row| row.get(0)).unwrap_or_else(|why| panic!("{name}: {why}"));
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text,
        other => panic!("{name}: {other:?}"),
    }
}

/// Returns the rows of a world, whether or not its platform has its keys.
fn rows(world: &World) -> Rows {
    rows::of(world).unwrap()
}

#[test]
fn every_commit_is_synced_to_disk() {
    let (_folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let (file, _) = WorldFile::open(&path).unwrap();
    // 2 is FULL: the log is brought to the disk at every commit.
    assert_eq!(pragma(&file.connection, "synchronous"), "2");
    assert_eq!(pragma(&file.connection, "journal_mode"), "wal");
    assert_eq!(pragma(&file.connection, "foreign_keys"), "1");
    drop(file);
    assert_eq!(pragma(&Connection::open(&path).unwrap(), "journal_mode"), "delete", "it is one file again");
    for intent in [Intent::Use, Intent::Fill] {
        let connection = connect(&path, &path, intent).unwrap();
        assert_eq!(pragma(&connection, "synchronous"), "2", "{intent:?}");
    }
}

#[test]
fn unreported_message_is_delivered_again_after_reopening() {
    let (_folder, path) = place();
    let mut world = world_of(2, 7);
    world.write_text(&number(1), &number(2).to_string(), "在吗").unwrap();
    while world.centre().carried().all(|carried| carried.cargo.kind() != crate::smsc::CargoKind::Deliver) {
        assert!(world.centre().carried().count() > 0, "it is delivered");
        world.pass(SECOND / 2);
    }
    let carried = world.centre().carried().next().unwrap().clone();
    // The handset has it and has not reported: its card was busy.
    let now = world.now();
    world.centre_mut().await_report(now, carried.id, 1);
    assert_eq!(world.centre().get(carried.id).unwrap().due, world.now().later(MINUTE));
    WorldFile::create(&path, &world).unwrap();
    let (mut file, mut opened) = WorldFile::open(&path).unwrap();
    assert!(opened.is_kept_like(&world));
    // No report comes: it is brought again when the centre has waited long enough.
    pass(&mut file, &mut opened, 3 * MINUTE);
    assert_eq!(inbox(&opened, 2), ["在吗"]);
    assert_eq!(opened.centre().carried().count(), 0);
}

#[test]
fn world_in_write_ahead_log_is_checkpointed() {
    let (folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let to_log = || {
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "journal_mode", "wal").unwrap();
        connection
    };
    let is_in_log = || fs::read(&path).unwrap()[18] == 2;
    drop(to_log());
    assert!(is_in_log());
    WorldFile::look(&path).unwrap();
    assert!(!is_in_log(), "a look");
    drop(to_log());
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    world.deposit(&number(1), applet::Fen(500)).unwrap();
    file.keep(&mut world).unwrap();
    drop(file);
    assert!(!is_in_log(), "after a change");
    let copy = folder.path().join("copy.world");
    fs::copy(&path, &copy).unwrap();
    assert_eq!(rows(&WorldFile::look(&copy).unwrap()), rows(&world), "the file alone is all of it");
    // The other program has it open: it stays in the log, and one may look at it and change it.
    let other = to_log();
    other.execute_batch("BEGIN; SELECT * FROM meta").unwrap();
    assert_eq!(rows(&WorldFile::look(&path).unwrap()), rows(&world));
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    world.deposit(&number(1), sim_wire::Fen(500)).unwrap();
    file.keep(&mut world).unwrap();
    drop(file);
    assert!(is_in_log());
    drop(other);
    assert_eq!(rows(&WorldFile::look(&path).unwrap()), rows(&world));
    assert!(!is_in_log());
}

/// Returns the pages of a file before and after one step.
fn pages_of_a_step(path: &Path, step: impl FnOnce(&mut WorldFile, &mut World)) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let pages = |path: &Path| -> Vec<Vec<u8>> { fs::read(path).unwrap().chunks(4096).map(<[u8]>::to_vec).collect() };
    let before = pages(path);
    let (mut file, mut world) = WorldFile::open(path).unwrap();
    step(&mut file, &mut world);
    drop(file);
    (before, pages(path))
}

#[test]
fn mixture_of_two_steps_is_refused() {
    let (folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let copy = folder.path().join("copy.world");
    let steps: [fn(&mut WorldFile, &mut World); 3] = [
        |file, world| {
            world.deposit(&number(1), sim_wire::Fen(500)).unwrap();
            file.keep(world).unwrap();
        },
        |file, world| {
            world.switch_off(&number(2)).unwrap();
            file.keep(world).unwrap();
        },
        |file, world| pass(file, world, 2 * SECOND),
    ];
    let (mut mixtures, mut whole) = (0, 0);
    for step in steps {
        let (before, after) = pages_of_a_step(&path, step);
        let differ: Vec<usize> = (0..after.len()).filter(|at| before.get(*at) != after.get(*at)).collect();
        assert!(differ.len() >= 3, "{differ:?}");
        let ends = [&before, &after].map(|pages| rows_of(&copy, pages).unwrap());
        // The first pages that were written in the order of the file, in its opposite, and each page alone.
        let written = (0..=differ.len()).flat_map(|count| {
            let (front, back) = (differ[..count].to_vec(), differ[count..].to_vec());
            let alone = differ.get(count).map(|one| vec![*one]).unwrap_or_default();
            [front, back, alone]
        });
        for written in written {
            let mut pages = before.clone();
            pages.resize(pages.len().max(after.len()), vec![0; 4096]);
            written.iter().for_each(|at| pages[*at].clone_from(&after[*at]));
            match rows_of(&copy, &pages) {
                Ok(rows) => {
                    whole += 1;
                    assert!(ends.contains(&rows), "{written:?} is a state that never was");
                }
                Err(_) => mixtures += 1,
            }
        }
    }
    assert!(mixtures >= 15 && whole >= 6, "{mixtures} refused, {whole} whole");
}

/// Writes a file with these pages, and returns its rows or why it is no world.
fn rows_of(path: &Path, pages: &[Vec<u8>]) -> Result<Rows, WorldFileError> {
    fs::write(path, pages.concat()).unwrap();
    WorldFile::look(path).map(|world| rows(&world))
}

#[test]
fn row_of_another_step_makes_a_mixture() {
    let (_folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let whole = fs::read(&path).unwrap();
    for sql in [
        "UPDATE meta SET document = json_set(document, '$.steps', 1) WHERE id = 'world'",
        "UPDATE meta SET document = json_set(document, '$.rows', printf('%064d', 7)) WHERE id = 'seal'",
        "INSERT INTO event VALUES (100000, '{}', 'x')",
        "DELETE FROM text WHERE id = (SELECT max(id) FROM text)",
        "UPDATE account SET document = json_set(document, '$.opened', 5)",
        "UPDATE person SET card = (SELECT card FROM person WHERE place = 2) WHERE place = 1",
    ] {
        fs::write(&path, &whole).unwrap();
        tamper(&path, sql);
        for told in [WorldFile::look(&path).unwrap_err(), WorldFile::open(&path).unwrap_err()] {
            assert!(matches!(told, WorldFileError::Mixed { .. }), "{sql}: {told}");
        }
    }
    let told = WorldFileError::Mixed { path: "a.world".into() }.to_string();
    let expected = "the world a.world is damaged: its rows are not those of one step. It was copied while a step was being \
        written, without the log beside it (a.world-wal), or changed by another program";
    assert_eq!(told, expected);
}

#[test]
fn seal_kept_by_steps_matches_the_database() {
    let (_folder, path) = place();
    let mut memory = busy();
    memory.centre_mut().mix = Mix { lost: 100, twice: 200, late: 300, swapped: 200, late_ms: HOUR };
    WorldFile::create(&path, &memory).unwrap();
    for _ in 0..3 {
        let (mut file, mut world) = WorldFile::open(&path).unwrap();
        world.write_text(&number(1), "10658888", "CX").unwrap();
        let kept = world.pass_keeping(5 * MINUTE, &mut |world: &mut World| {
            file.keep(world)?;
            assert_eq!(Seal::of_database(&file.connection).unwrap(), file.state.seal);
            Ok::<(), WorldFileError>(())
        });
        kept.unwrap();
    }
}

#[test]
fn world_without_a_seal_is_damaged() {
    let (_folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    tamper(&path, "DELETE FROM meta WHERE id = 'seal'");
    let told = WorldFile::open(&path).unwrap_err().to_string();
    assert!(told.ends_with("is damaged, in meta seal: it is missing"), "{told}");
}

#[test]
fn world_is_made_whole_or_not_at_all() {
    let (folder, path) = place();
    let names = || -> Vec<String> {
        let entries = fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    // A maker that was killed left this.
    fs::write(folder.path().join("a.world.4194305.new"), "half a world").unwrap();
    WorldFile::create(&path, &busy()).unwrap();
    WorldFile::open(&path).unwrap();
    assert_eq!(names(), ["a.world"]);
    let refused = WorldFile::create(&path, &busy()).unwrap_err();
    assert!(matches!(refused, WorldFileError::Exists { .. }), "{refused}");
    let nowhere = folder.path().join("no/folder.world");
    let refused = WorldFile::create(&nowhere, &busy()).unwrap_err();
    assert!(matches!(refused, WorldFileError::System { .. }), "{refused}");
    assert_eq!(names(), ["a.world"]);
}

#[cfg(unix)]
#[test]
fn world_and_log_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, path) = place();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    WorldFile::create(&path, &busy()).unwrap();
    assert_eq!(mode(&path), 0o600);
    for kept in [0o600, 0o640] {
        fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
        let (mut file, mut world) = WorldFile::open(&path).unwrap();
        world.switch_off(&number(1)).unwrap();
        file.keep(&mut world).unwrap();
        let log = path.with_file_name("a.world-wal");
        assert_eq!((mode(&path), mode(&log)), (kept, kept));
        world.switch_on(&number(1)).unwrap();
        file.keep(&mut world).unwrap();
    }
}

#[test]
fn reader_does_not_block_the_writer() {
    let (_folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    let reader = Connection::open(&path).unwrap();
    let entries = || reader.query_row("SELECT count(*) FROM entry", [], |row| row.get::<_, i64>(0)).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let before = entries();
    for _ in 0..3 {
        file.begin(&mut world).unwrap();
        world.deposit(&number(1), sim_wire::Fen(100)).unwrap();
        file.keep(&mut world).unwrap();
    }
    assert_eq!(entries(), before, "a reader sees the world as it was when it began to read");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(entries(), before + 3);
}

/// Opens a world twice. Returns both files, each with its world in memory.
fn two() -> (TempDir, PathBuf, [(WorldFile, World); 2]) {
    let (folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let open = || WorldFile::open(&path).unwrap();
    let both = [open(), open()];
    (folder, path, both)
}

#[test]
fn refresh_takes_up_changes_row_by_row() {
    let (_folder, path, [(mut one, mut first), (mut other, mut second)]) = two();
    for round in 0..6 {
        one.begin(&mut first).unwrap();
        first.write_text(&number(1), "10658888", "CX").unwrap();
        one.keep(&mut first).unwrap();
        first.pass_kept(crate::world::TimeSpan::For(20 * SECOND), &mut one).unwrap();
        assert!(other.refresh(&mut second).unwrap());
        assert!(!other.refresh(&mut second).unwrap(), "nothing is new any more");
        assert_eq!(rows(&second), rows(&first), "round {round}");
        assert_eq!(second.events_after(0).count(), second.events().len());
        other.begin(&mut second).unwrap();
        second.write_text(&number(2), &number(1).to_string(), "在吗").unwrap();
        other.keep(&mut second).unwrap();
        second.pass_kept(crate::world::TimeSpan::For(20 * SECOND), &mut other).unwrap();
        one.begin(&mut first).unwrap();
        one.let_go().unwrap();
        assert_eq!(rows(&first), rows(&second), "round {round}");
        assert_eq!(rows(&WorldFile::look(&path).unwrap()), rows(&first), "round {round}");
        assert_eq!(Seal::of_database(&one.connection).unwrap(), one.state.seal);
    }
    assert_eq!(first.audit(), Ok(()));
}

#[test]
fn radio_field_reaches_other_processes() {
    use crate::radio_field::{CardInField, CardPlace};
    let (_folder, path, [(mut one, mut first), (mut other, mut second)]) = two();
    let (reader, card) = ("00000042".parse().unwrap(), CardPlace::Person(number(1)));
    one.begin(&mut first).unwrap();
    first.place_card(card, reader, 800).unwrap();
    one.keep(&mut first).unwrap();
    assert!(other.refresh(&mut second).unwrap());
    for world in [&second, &WorldFile::look(&path).unwrap()] {
        assert_eq!(rows(world), rows(&first));
        assert_eq!(world.find_cards(reader), [CardInField { card, distance_cm: 800 }]);
    }
}

#[test]
fn call_goes_on_in_another_process() {
    use crate::line::ServiceLine;
    let (_folder, path, [(mut one, mut first), (mut other, mut second)]) = two();
    let who = first.people()[0].number();
    one.begin(&mut first).unwrap();
    first.dial(&who, ServiceLine::Care).unwrap();
    first.press(&who, &"11".parse().unwrap()).unwrap();
    one.keep(&mut first).unwrap();
    assert!(other.refresh(&mut second).unwrap());
    for world in [&second, &WorldFile::look(&path).unwrap()] {
        assert_eq!(rows(world), rows(&first));
        assert_eq!(world.call_of(&who), first.call_of(&who));
    }
    other.begin(&mut second).unwrap();
    second.hang_up(&who).unwrap();
    other.keep(&mut second).unwrap();
    assert!(one.refresh(&mut first).unwrap());
    assert!(first.call_of(&who).is_none());
}

#[test]
fn world_without_radio_field_has_nobody_near() {
    let (_folder, path) = place();
    let world = busy();
    WorldFile::create(&path, &world).unwrap();
    tamper(&path, "DELETE FROM meta WHERE id IN ('radio-field', 'calls')");
    let connection = Connection::open(&path).unwrap();
    let sealed = serde_json::json!({ "rows": Seal::of_database(&connection).unwrap(), "change": 1 }).to_string();
    write::upsert(&connection, TableName::Meta, meta::SEAL, &sealed).unwrap();
    drop(connection);
    let (mut file, mut opened) = WorldFile::open(&path).unwrap();
    assert!(opened.is_kept_like(&world));
    pass(&mut file, &mut opened, MINUTE);
    assert_eq!(rows(&again(file).1), rows(&opened));
}

#[test]
fn refresh_without_listed_changes_reads_all() {
    let (_folder, path, [(mut one, mut first), (mut other, mut second)]) = two();
    second.shown = Some(number(1));
    second.fail_next(crate::world::Fault::AfterKeeping);
    first.deposit(&number(1), sim_wire::Fen(100)).unwrap();
    one.keep(&mut first).unwrap();
    drop((one, first));
    tamper(&path, "DELETE FROM change");
    assert!(other.refresh(&mut second).unwrap());
    assert_eq!(rows(&second), rows(&WorldFile::look(&path).unwrap()));
    assert_eq!((second.shown, second.faults().len()), (Some(number(1)), 1), "what is not kept stays");
    other.begin(&mut second).unwrap();
    second.deposit(&number(1), sim_wire::Fen(100)).unwrap();
    other.keep(&mut second).unwrap();
    assert_eq!(rows(&second), rows(&WorldFile::look(&path).unwrap()));
}

#[test]
fn list_of_changes_is_bounded() {
    let (_folder, path, [(mut one, mut first), _]) = two();
    let long = i64::try_from(LISTED).unwrap() + 20;
    for _ in 0..long {
        first.switch_off(&number(3)).unwrap();
        one.keep(&mut first).unwrap();
    }
    let count = one.connection.query_row("SELECT count(*) FROM change", [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count, i64::try_from(LISTED).unwrap());
    WorldFile::open(&path).unwrap();
}

#[test]
fn step_that_changed_nothing_is_not_written() {
    let (_folder, _path, [(mut one, mut first), (mut other, mut second)]) = two();
    one.begin(&mut first).unwrap();
    one.keep(&mut first).unwrap();
    assert!(!other.refresh(&mut second).unwrap());
    assert_eq!(other.state, one.state);
}

#[test]
fn phone_stays_on_across_two_programs() {
    let (_folder, _path, [(mut one, mut first), (mut other, mut second)]) = two();
    one.begin(&mut first).unwrap();
    first.switch_on(&number(2)).unwrap();
    one.keep(&mut first).unwrap();
    let power = |world: &World| world.person(&number(2)).unwrap().power();
    let powered_ms = |world: &World| world.person(&number(2)).unwrap().station().powered_ms();
    other.begin(&mut second).unwrap();
    second.write_text(&number(1), &number(2).to_string(), "在吗").unwrap();
    other.keep(&mut second).unwrap();
    second.pass_kept(crate::world::TimeSpan::For(10 * SECOND), &mut other).unwrap();
    assert!(one.refresh(&mut first).unwrap());
    assert_eq!((power(&first), inbox(&first, 2)), (Power::On, inbox(&second, 2)), "it got the message there");
    assert_eq!(powered_ms(&first), powered_ms(&second));
    first.attend(&number(2)).unwrap();
    assert_eq!(powered_ms(&first), 10 * SECOND, "and was not switched on again");
    other.begin(&mut second).unwrap();
    second.switch_off(&number(2)).unwrap();
    other.keep(&mut second).unwrap();
    assert!(one.refresh(&mut first).unwrap());
    assert_eq!(power(&first), Power::Off);
}

#[test]
fn damaged_phone_memory_is_named() {
    let (_folder, path) = place();
    WorldFile::create(&path, &busy()).unwrap();
    let whole = fs::read(&path).unwrap();
    for (sql, expected) in [
        ("DELETE FROM phone WHERE id = '13800000002'", "the phone's memory is missing"),
        ("UPDATE phone SET document = json_remove(document, '$.station.handset.standing')", "missing field `standing`"),
        (
            "UPDATE phone SET document = json_set(document, '$.station.session.toolkit.number', 255) WHERE powered_ms > 0",
            "no card comes to such a session",
        ),
        ("UPDATE person SET document = json_set(document, '$.model', 'x')", "there is no model \"x\""),
        ("UPDATE person SET document = json_set(document, '$.quirks[0]', 'x')", "there is no quirk \"x\""),
        ("UPDATE person SET document = json_set(document, '$.power', 'x')", "unknown variant `x`"),
    ] {
        fs::write(&path, &whole).unwrap();
        tamper(&path, sql);
        let told = WorldFile::look(&path).unwrap_err().to_string();
        assert!(told.contains("is damaged, in person 1380000000") && told.contains(expected), "{sql}: {told}");
    }
}
