//! The world in a file: one SQLite database that a person can read with `sqlite3` (docs/WORLD.md). Each step of the world is
//! one transaction, so that a process that is killed, or a machine that loses its power, leaves the world as it was after the
//! last step. What a phone has in its working memory is not kept: it is switched on again when something reaches it.
//!
//! The database has a rollback journal and no write-ahead log: between two commands the world is one file, which can be
//! copied. The file is locked for as long as it is open to be changed, because the world in memory would be wrong as soon as
//! somebody else went on with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use super::{Happening, World};
use crate::platform::entry::Entry;
use crate::platform::number::Msisdn;

mod error;
mod people;
mod read;
mod rows;
mod schema;

pub use error::WorldFileError;

use rows::{Rows, Table};

/// How long a second process waits for the first one.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the file has, so that only what is new is written.
#[derive(Debug, Default)]
struct Kept {
    rows: Rows,
    images: BTreeMap<Msisdn, Vec<u8>>,
    entries: usize,
    happened: u64,
}

/// A world's file, open to be changed.
#[derive(Debug)]
pub struct WorldFile {
    path: PathBuf,
    connection: Connection,
    kept: Kept,
}

impl WorldFile {
    /// Puts a new world into a file that is not there yet.
    pub fn create(path: &Path, world: &World) -> Result<WorldFile, WorldFileError> {
        // The file is made first, by a call that fails where there is one already: nobody's world is written over.
        std::fs::File::create_new(path).map_err(|source| WorldFileError::making(path, source))?;
        let made = WorldFile::fill(path, world);
        if made.is_err() {
            // The failure that is told is the first one; a leftover that cannot be removed adds nothing to it.
            drop(std::fs::remove_file(path));
        }
        made
    }

    fn fill(path: &Path, world: &World) -> Result<WorldFile, WorldFileError> {
        let connection = connect(path, true)?;
        let mut file = WorldFile { path: path.to_owned(), connection, kept: Kept::default() };
        file.write(world, true)?;
        Ok(file)
    }

    /// Opens a world to go on with it. It is locked until this is dropped; another process is waited for a while.
    pub fn open(path: &Path) -> Result<(WorldFile, World), WorldFileError> {
        exists(path)?;
        let connection = connect(path, true)?;
        schema::check(&connection, path)?;
        let mut world = read::world(&connection, path)?;
        read::give_keys(&mut world, path)?;
        let kept = Kept::of(&world, path)?;
        Ok((WorldFile { path: path.to_owned(), connection, kept }, world))
    }

    /// Reads a world to look at it. The platform has no keys in it, and so it cannot go on.
    pub fn look(path: &Path) -> Result<World, WorldFileError> {
        exists(path)?;
        let mut connection = connect(path, false)?;
        let transaction = connection.transaction().map_err(|source| WorldFileError::of(path, source))?;
        schema::check(&transaction, path)?;
        read::world(&transaction, path)
    }

    /// The last things that happened, at most so many, the oldest first.
    pub fn last_happenings(path: &Path, most: u64) -> Result<Vec<Happening>, WorldFileError> {
        exists(path)?;
        let connection = connect(path, false)?;
        schema::check(&connection, path)?;
        read::last_happenings(&connection, path, most)
    }

    /// Keeps the world as it is now: one transaction, which is on the disk when this returns.
    pub fn keep(&mut self, world: &World) -> Result<(), WorldFileError> {
        self.write(world, false)
    }

    fn write(&mut self, world: &World, is_new: bool) -> Result<(), WorldFileError> {
        let next = Kept::of(world, &self.path)?;
        let failed = |source| WorldFileError::of(&self.path, source);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        if is_new {
            schema::create(&transaction).map_err(failed)?;
        }
        write_rows(&transaction, &self.kept.rows, &next.rows).map_err(failed)?;
        for (number, image) in &next.images {
            if self.kept.images.get(number) != Some(image) {
                let update = "UPDATE person SET card = ?2 WHERE id = ?1";
                transaction.execute(update, params![number.to_string(), image]).map_err(failed)?;
            }
        }
        let entries = world.platform.books.ledger.entries();
        for entry in entries.iter().skip(self.kept.entries) {
            write_entry(&transaction, &self.path, entry)?;
        }
        for happening in world.happenings.iter().filter(|happening| happening.number > self.kept.happened) {
            write_happening(&transaction, &self.path, happening)?;
        }
        transaction.commit().map_err(failed)?;
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
        })
    }
}

/// What differs between what is kept and what is now.
fn write_rows(connection: &Connection, kept: &Rows, now: &Rows) -> rusqlite::Result<()> {
    for table in Table::ALL {
        let (kept, now) = (kept.get(&table), now.get(&table));
        let rows = now.into_iter().flatten();
        for (id, document) in rows.filter(|(id, row)| kept.and_then(|kept| kept.get(*id)) != Some(row)) {
            let sql = format!(
                "INSERT INTO {} (id, document) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET document = ?2",
                table.name()
            );
            connection.prepare_cached(&sql)?.execute(params![id, document])?;
        }
        for id in kept.into_iter().flatten().map(|(id, _)| id) {
            if !now.is_some_and(|now| now.contains_key(id)) {
                connection.prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", table.name()))?.execute([id])?;
            }
        }
    }
    Ok(())
}

fn write_entry(connection: &Connection, path: &Path, entry: &Entry) -> Result<(), WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let why = serde_json::to_string(&entry.why).map_err(|why| WorldFileError::damaged(path, "an entry", &why))?;
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let mut insert =
        connection.prepare_cached("INSERT INTO entry (id, at, document) VALUES (?1, ?2, ?3)").map_err(failed)?;
    insert.execute(params![number(entry.id), number(entry.at.0), why]).map_err(failed)?;
    let sql = "INSERT INTO leg (entry, place, book, amount) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql).map_err(failed)?;
    for (place, (book, amount)) in (1_i64..).zip(&entry.legs) {
        insert.execute(params![number(entry.id), place, book.to_string(), amount]).map_err(failed)?;
    }
    Ok(())
}

fn write_happening(connection: &Connection, path: &Path, happening: &Happening) -> Result<(), WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let document =
        serde_json::to_string(happening).map_err(|why| WorldFileError::damaged(path, "a happening", &why))?;
    let number = i64::try_from(happening.number).unwrap_or(i64::MAX);
    let sql = "INSERT INTO happening (id, document, words) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql).map_err(failed)?;
    insert.execute(params![number, document, happening.to_string()]).map(drop).map_err(failed)
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

/// Opens the database; to change it, it is locked at once and until the connection is closed.
fn connect(path: &Path, to_change: bool) -> Result<Connection, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    // Without SQLITE_OPEN_URI and SQLITE_OPEN_CREATE: a path is a path, and a file that is not there is not made.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(failed)?;
    if to_change {
        // The lock is taken as any other, so that of several processes that wait none keeps a part of it and blocks the
        // rest; only then is it kept.
        connection.execute_batch("BEGIN EXCLUSIVE").map_err(failed)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(failed)?;
        connection.execute_batch("COMMIT").map_err(failed)?;
    }
    Ok(connection)
}

#[cfg(test)]
mod tests;
