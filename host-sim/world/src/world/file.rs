//! The world in a file: one SQLite database that a person can read with `sqlite3` (docs/WORLD.md). Each step of the world is
//! one transaction, so that a process that is killed, or a machine that loses its power, leaves the world as it was after the
//! last step. What a phone has in its working memory is not kept: it is switched on again when something reaches it.
//!
//! The database has a rollback journal and no write-ahead log: between two commands the world is one file, which can be
//! copied. The file is locked for as long as it is open to be changed, because the world in memory would be wrong as soon as
//! somebody else went on with it. The rows come to a sum that is kept with them (`seal`), so that a copy made in the middle
//! of a step, without the journal, is not taken for a world.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};

use super::{Happening, World};
use crate::platform::entry::Entry;
use crate::platform::number::Msisdn;
use sim_device::private_file;

mod error;
mod people;
mod read;
mod rows;
mod schema;
mod seal;

pub use error::WorldFileError;

use rows::{Rows, Table, meta};
use seal::Seal;

/// How long a second process waits for the first one.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the file has, so that only what is new is written.
#[derive(Debug, Default)]
struct Kept {
    rows: Rows,
    images: Images,
    entries: usize,
    happened: u64,
    /// What the rows in the file come to.
    seal: Seal,
}

/// A world's file, open to be changed.
#[derive(Debug)]
pub struct WorldFile {
    path: PathBuf,
    connection: Connection,
    kept: Kept,
}

impl WorldFile {
    /// Puts a new world into a file that does not exist yet, whole or not at all. The file is for its owner alone (mode 0600).
    pub fn create(path: &Path, world: &World) -> Result<(), WorldFileError> {
        let making = |source| WorldFileError::making(path, source);
        if path.symlink_metadata().is_ok() {
            return Err(making(std::io::ErrorKind::AlreadyExists.into()));
        }
        let beside = private_file::name_beside(path);
        private_file::remove_unless_locked(&beside);
        let lock = private_file::create_beside(&beside).map_err(making)?;
        let made = WorldFile::fill(&beside, path, world)
            .and_then(|()| private_file::publish(&beside, path).map_err(making))
            .and_then(|()| private_file::sync_folder(path).map_err(making));
        if made.is_err() {
            // The failure that is told is the first one; a leftover that cannot be removed adds nothing to it.
            drop(std::fs::remove_file(&beside));
        }
        drop(lock);
        made
    }

    /// Writes a whole world into an empty file.
    fn fill(place: &Path, path: &Path, world: &World) -> Result<(), WorldFileError> {
        let connection = connect(place, path, Intent::Fill)?;
        let mut file = WorldFile { path: path.to_owned(), connection, kept: Kept::default() };
        file.write(world, true)
    }

    /// Opens a world to go on with it. It is locked until this is dropped; another process is waited for a while.
    pub fn open(path: &Path) -> Result<(WorldFile, World), WorldFileError> {
        exists(path)?;
        // Before the database is opened: closing a file of the same content would give the database's locks up.
        private_file::remove_leftovers(path);
        let connection = connect(path, path, Intent::Change)?;
        schema::check(&connection, path)?;
        let read::Read { mut world, kept } = read::world(&connection, path)?;
        read::give_keys(&mut world, path)?;
        Ok((WorldFile { path: path.to_owned(), connection, kept }, world))
    }

    /// Reads a world to look at it. The platform has no keys in it, and so it cannot go on.
    pub fn look(path: &Path) -> Result<World, WorldFileError> {
        exists(path)?;
        let mut connection = connect(path, path, Intent::Look)?;
        let transaction = connection.transaction().map_err(|source| WorldFileError::of(path, source))?;
        schema::check(&transaction, path)?;
        read::world(&transaction, path).map(|read| read.world)
    }

    /// The last things that happened, at most so many, the oldest first.
    pub fn last_happenings(path: &Path, most: u64) -> Result<Vec<Happening>, WorldFileError> {
        exists(path)?;
        let connection = connect(path, path, Intent::Look)?;
        schema::check(&connection, path)?;
        read::last_happenings(&connection, path, most)
    }

    /// Keeps the world as it is now: one transaction, which is on the disk when this returns.
    pub fn keep(&mut self, world: &World) -> Result<(), WorldFileError> {
        self.write(world, false)
    }

    fn write(&mut self, world: &World, is_new: bool) -> Result<(), WorldFileError> {
        let mut next = Kept::of(world, &self.path)?;
        let mut seal = self.kept.seal;
        let failed = |source| WorldFileError::of(&self.path, source);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        if is_new {
            schema::create(&transaction).map_err(failed)?;
        }
        write_rows(&transaction, &self.kept.rows, &next.rows, &mut seal).map_err(failed)?;
        write_images(&transaction, &self.kept.images, &next.images, &mut seal).map_err(failed)?;
        let entries = world.platform.books.ledger.entries();
        for entry in entries.iter().skip(self.kept.entries) {
            write_entry(&transaction, &self.path, entry, &mut seal)?;
        }
        for happening in world.happenings.iter().filter(|happening| happening.number > self.kept.happened) {
            write_happening(&transaction, &self.path, happening, &mut seal)?;
        }
        let sealed = serde_json::json!({ "rows": seal }).to_string();
        upsert(&transaction, Table::Meta, meta::SEAL, &sealed).map_err(failed)?;
        schema::set_version(&transaction).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        next.seal = seal;
        self.kept = next;
        Ok(())
    }
}

impl Kept {
    fn of(world: &World, path: &Path) -> Result<Kept, WorldFileError> {
        let image = |person: &super::Person| person.station.link().card().memory().image().to_vec();
        Ok(Kept {
            rows: rows::of(world).map_err(|source| WorldFileError::damaged(path, "the world", &source))?,
            images: world.people.iter().map(|person| (person.number(), image(person))).collect(),
            entries: world.platform.books.ledger.entries().len(),
            happened: world.happened(),
            seal: Seal::default(),
        })
    }
}

/// Writes what differs between what is kept and what is now.
fn write_rows(connection: &Connection, kept: &Rows, now: &Rows, seal: &mut Seal) -> rusqlite::Result<()> {
    for table in Table::ALL {
        let (kept, now) = (kept.get(&table), now.get(&table));
        let old = |id: &String| kept.and_then(|kept| kept.get(id));
        for (id, document) in now.into_iter().flatten().filter(|(id, row)| old(id) != Some(row)) {
            if let Some(old) = old(id) {
                seal.remove(table.name(), &[id.as_bytes(), old.as_bytes()]);
            }
            seal.add(table.name(), &[id.as_bytes(), document.as_bytes()]);
            upsert(connection, table, id, document)?;
        }
        for (id, old) in kept.into_iter().flatten() {
            if !now.is_some_and(|now| now.contains_key(id)) {
                seal.remove(table.name(), &[id.as_bytes(), old.as_bytes()]);
                connection.prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", table.name()))?.execute([id])?;
            }
        }
    }
    Ok(())
}

/// Puts a document into a table, in the place of the one with its identifier.
fn upsert(connection: &Connection, table: Table, id: &str, document: &str) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO {} (id, document) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET document = ?2",
        table.name()
    );
    connection.prepare_cached(&sql)?.execute(params![id, document]).map(drop)
}

/// The memories of the cards by the number of their owner.
type Images = BTreeMap<Msisdn, Vec<u8>>;

/// Writes the memories of cards that differ.
fn write_images(connection: &Connection, kept: &Images, now: &Images, seal: &mut Seal) -> rusqlite::Result<()> {
    for (number, image) in now.iter().filter(|(number, image)| kept.get(*number) != Some(*image)) {
        let id = number.to_string();
        if let Some(old) = kept.get(number) {
            seal.remove(seal::CARD, &[id.as_bytes(), old]);
        }
        seal.add(seal::CARD, &[id.as_bytes(), image]);
        connection.prepare_cached("UPDATE person SET card = ?2 WHERE id = ?1")?.execute(params![id, image])?;
    }
    Ok(())
}

fn write_entry(connection: &Connection, path: &Path, entry: &Entry, seal: &mut Seal) -> Result<(), WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let why = serde_json::to_string(&entry.why).map_err(|why| WorldFileError::damaged(path, "an entry", &why))?;
    let (id, at) = (as_integer(entry.id), as_integer(entry.at.0));
    let mut insert =
        connection.prepare_cached("INSERT INTO entry (id, at, document) VALUES (?1, ?2, ?3)").map_err(failed)?;
    insert.execute(params![id, at, why]).map_err(failed)?;
    seal.add("entry", &[&id.to_be_bytes(), &at.to_be_bytes(), why.as_bytes()]);
    let sql = "INSERT INTO leg (entry, place, book, amount) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql).map_err(failed)?;
    for (place, (book, amount)) in (1_i64..).zip(&entry.legs) {
        let book = book.to_string();
        insert.execute(params![id, place, book, amount]).map_err(failed)?;
        seal.add("leg", &[&id.to_be_bytes(), &place.to_be_bytes(), book.as_bytes(), &amount.to_be_bytes()]);
    }
    Ok(())
}

fn write_happening(
    connection: &Connection,
    path: &Path,
    happening: &Happening,
    seal: &mut Seal,
) -> Result<(), WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let document =
        serde_json::to_string(happening).map_err(|why| WorldFileError::damaged(path, "a happening", &why))?;
    let (id, words) = (as_integer(happening.number), happening.to_string());
    let sql = "INSERT INTO happening (id, document, words) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql).map_err(failed)?;
    seal.add("happening", &[&id.to_be_bytes(), document.as_bytes(), words.as_bytes()]);
    insert.execute(params![id, document, words]).map(drop).map_err(failed)
}

/// A number as SQLite has it.
fn as_integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Whether there is a file at all, with something in it. An empty one SQLite would take for a database without tables.
fn exists(path: &Path) -> Result<(), WorldFileError> {
    let owned = || path.to_owned();
    match std::fs::metadata(path) {
        Ok(file) if file.is_dir() => Err(WorldFileError::Folder { path: owned() }),
        Ok(file) if file.len() == 0 => Err(WorldFileError::NotAWorld { path: owned(), why: "it is empty" }),
        Ok(_) => Ok(()),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Err(WorldFileError::Missing { path: owned() }),
        Err(source) => Err(WorldFileError::System { path: owned(), source }),
    }
}

/// What a database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Intent {
    /// To be looked at.
    Look,
    /// To be changed: it is locked at once and until the connection is closed.
    Change,
    /// To be filled. The file has no name of its own yet: what is half written is nobody's, and needs no journal.
    Fill,
}

/// Opens the database that stands at a place, for the world that people call `path`.
fn connect(place: &Path, path: &Path, intent: Intent) -> Result<Connection, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    // Without SQLITE_OPEN_URI and SQLITE_OPEN_CREATE: a path is a path, and a file that is not there is not made.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(place, flags).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(failed)?;
    match intent {
        Intent::Look => leave_log(&connection).or_else(|why| if is_busy(&why) { Ok(()) } else { Err(why) }),
        Intent::Change => leave_log(&connection).and_then(|()| lock(&connection)),
        Intent::Fill => set_journal(&connection, "memory"),
    }
    .map_err(failed)?;
    Ok(connection)
}

/// Locks a database until the connection is closed. The lock is taken as any other, so that of several processes that wait
/// none keeps a part of it and blocks the rest; only then is it kept.
fn lock(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.execute_batch("COMMIT")
}

/// Takes a world that another program put into a write-ahead log out of it: of such a world the file alone is old. Somebody
/// who only looks reads it as it is while the other program has it open.
fn leave_log(connection: &Connection) -> rusqlite::Result<()> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode == "wal" { set_journal(connection, "delete") } else { Ok(()) }
}

/// Whether another process has the database.
fn is_busy(why: &rusqlite::Error) -> bool {
    matches!(why.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Sets how changes are undone.
fn set_journal(connection: &Connection, mode: &str) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0)).and_then(|now| {
        let refused = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        if now == mode { Ok(()) } else { Err(rusqlite::Error::SqliteFailure(refused, None)) }
    })
}

#[cfg(test)]
mod tests;
