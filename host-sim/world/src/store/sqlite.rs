//! World in a file: one SQLite database that a person can read with `sqlite3` (docs/WORLD.md). Each step of the world
//! is one transaction. A killed process or a power failure so leaves the world as it was after the last step. The
//! memories of phones and cards are kept too, so that the next process goes on with them.
//!
//! Several processes may go on with one world. For each step, a process takes the lock and takes up the changes of
//! others since its own last step. Then it performs the step, writes the changes, and releases the lock. Between two
//! steps the world in memory is the world in the file. Readers are never kept out: the database has a write-ahead log
//! while a process has it open to be changed. The database is one file again when the last of them has closed it.
//!
//! A sum over all rows is kept with them (`seal`). By the sum, a copy made in the middle of a step, without the log, is
//! not taken for a world.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::changes::Changes;
use super::rows::{self, TableName, meta};
use crate::world::{Event, Person, World};
use sim_device::private_file;

mod connection;
mod error;
mod read;
mod schema;
mod seal;
mod store;
mod take_up;
mod write;

pub use error::WorldFileError;

use connection::{Intent, connect, fold, unfold};
use seal::Seal;

/// Number of changes that are listed. A process that has missed more of them reads the whole world again.
const LISTED: u64 = 1_000;

/// State of a file after a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    /// Seal over the rows.
    seal: Seal,
    /// Number of the last change.
    change: u64,
    /// Number of entries in the ledger.
    entries: usize,
    /// Number of events.
    happened: u64,
}

/// World's file, open to be changed.
#[derive(Debug)]
pub struct WorldFile {
    path: PathBuf,
    connection: Connection,
    state: State,
    /// Changes that are not written yet.
    pending: Changes,
    /// SQLite's `data_version` at the last look, which changes with every commit of another process.
    seen: i64,
    /// Identity of the file when it was opened.
    identity: Option<FileIdentity>,
}

/// Identity of a file in its file system, by which a file that replaced another is told from it.
type FileIdentity = (u64, u64);

/// Returns the identity of the file at a path; `None` if there is none.
#[cfg(unix)]
fn identity(path: &Path) -> Option<FileIdentity> {
    use std::os::unix::fs::MetadataExt as _;

    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Returns the same identity for every file: outside of Unix an open file can be neither moved nor replaced.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<FileIdentity> {
    std::fs::metadata(path).ok().map(|_| (0, 0))
}

impl WorldFile {
    /// Creates a file with a new world, whole or not at all; the file must not exist yet. Only the owner may read and
    /// write the file (mode 0600).
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
            // The first failure is returned; a leftover that cannot be removed adds nothing to it.
            drop(std::fs::remove_file(&beside));
        }
        drop(lock);
        made
    }

    /// Writes a whole world into an empty file.
    fn fill(place: &Path, path: &Path, world: &World) -> Result<(), WorldFileError> {
        let connection = connect(place, path, Intent::Fill)?;
        let mut pending = Changes::default();
        let rows = rows::of(world).map_err(|why| WorldFileError::damaged(path, "the world", &why))?;
        for (table, documents) in rows {
            pending.rows.extend(documents.into_iter().map(|(id, document)| ((table, id), Some(document))));
        }
        pending.cards = world.people().iter().map(Person::number).collect();
        let mut file =
            WorldFile { path: path.to_owned(), connection, state: State::default(), pending, seen: 0, identity: None };
        file.batch("BEGIN IMMEDIATE")?;
        schema::create(&file.connection).map_err(|source| file.failed(source))?;
        file.write(world)
    }

    /// Opens a world to go on with it; other processes may do so, too.
    pub fn open(path: &Path) -> Result<(WorldFile, World), WorldFileError> {
        check_exists(path)?;
        // Before the database is opened: closing a file of the same content would give the database's locks up.
        private_file::remove_leftovers(path);
        let mut connection = connect(path, path, Intent::Use)?;
        // Before anything is changed of a file that may be something else.
        schema::check(&connection, path)?;
        unfold(&mut connection)
            .and_then(|()| schema::add_later(&connection))
            .map_err(|source| WorldFileError::of(path, source))?;
        let state = State::default();
        let (pending, identity) = (Changes::default(), identity(path));
        let mut file = WorldFile { path: path.to_owned(), connection, state, pending, seen: 0, identity };
        let world = file.looking(WorldFile::read_whole)?;
        Ok((file, world))
    }

    /// Reads a world with the keys of its cards, to go on with it in memory alone. The file stays as it is.
    pub fn look_with_keys(path: &Path) -> Result<World, WorldFileError> {
        let mut world = WorldFile::look(path)?;
        read::give_keys(&mut world, path)?;
        world.watch();
        Ok(world)
    }

    /// Reads a world without going on with it. The platform in it has no keys.
    pub fn look(path: &Path) -> Result<World, WorldFileError> {
        check_exists(path)?;
        let mut connection = connect(path, path, Intent::Use)?;
        let failed = |source| WorldFileError::of(path, source);
        connection.execute_batch("BEGIN").map_err(failed)?;
        schema::check(&connection, path)?;
        let world = read::world(&connection, path)?.world;
        connection.execute_batch("COMMIT").map_err(failed)?;
        fold_left_log(&mut connection, path);
        Ok(world)
    }

    /// Returns the last events, at most `most`, the oldest first.
    pub fn last_events(path: &Path, most: u64) -> Result<Vec<Event>, WorldFileError> {
        check_exists(path)?;
        let connection = connect(path, path, Intent::Use)?;
        schema::check(&connection, path)?;
        read::last_events(&connection, path, most)
    }

    /// Begins a step: no other process changes the world until the step is kept or let go. Takes up the changes of
    /// others, and returns whether there were any.
    pub fn begin(&mut self, world: &mut World) -> Result<bool, WorldFileError> {
        self.batch("BEGIN IMMEDIATE")?;
        self.take_up(world).inspect_err(|_| self.roll_back())
    }

    /// Keeps the world after a step: one transaction, which is on the disk when this returns. A step that was not begun
    /// is kept if no other process changed the world meanwhile.
    pub fn keep(&mut self, world: &mut World) -> Result<(), WorldFileError> {
        if self.connection.is_autocommit() {
            self.batch("BEGIN IMMEDIATE")?;
            let change = read::sealed(&self.connection, &self.path).inspect_err(|_| self.roll_back())?.change;
            if change != self.state.change {
                self.roll_back();
                return Err(WorldFileError::Overtaken { path: self.path.clone() });
            }
        }
        let taken = world.take_changes(&mut self.pending);
        let taken = taken.map_err(|why| WorldFileError::damaged(&self.path, "the world", &why));
        taken.and_then(|()| self.write(world)).inspect_err(|_| self.roll_back())
    }

    /// Ends a step that changed nothing.
    pub fn let_go(&mut self) -> Result<(), WorldFileError> {
        if self.connection.is_autocommit() { Ok(()) } else { self.batch("ROLLBACK") }
    }

    /// Takes up the changes of other processes without keeping them out. Returns whether there were any.
    pub fn refresh(&mut self, world: &mut World) -> Result<bool, WorldFileError> {
        if self.data_version()? == self.seen {
            return Ok(false);
        }
        self.looking(|file| file.take_up(world))
    }

    /// Runs `reads` in one transaction that writes nothing.
    fn looking<T>(
        &mut self,
        reads: impl FnOnce(&mut WorldFile) -> Result<T, WorldFileError>,
    ) -> Result<T, WorldFileError> {
        self.batch("BEGIN")?;
        let read = reads(self);
        self.roll_back();
        read
    }

    /// Reads everything, as a world that goes on.
    fn read_whole(&mut self) -> Result<World, WorldFileError> {
        let read::Read { mut world, state } = read::world(&self.connection, &self.path)?;
        read::give_keys(&mut world, &self.path)?;
        world.watch();
        self.state = state;
        self.seen = self.data_version()?;
        Ok(world)
    }

    /// Returns `true` if the file is still where it was opened: neither moved away nor replaced by another.
    pub fn is_in_place(&self) -> bool {
        identity(&self.path) == self.identity
    }

    fn data_version(&self) -> Result<i64, WorldFileError> {
        self.connection.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(|source| self.failed(source))
    }

    /// Writes the pending changes, and ends the transaction.
    fn write(&mut self, world: &World) -> Result<(), WorldFileError> {
        let mut state = State {
            change: self.state.change.saturating_add(1),
            entries: world.platform.books.ledger.entries().len(),
            happened: world.happened(),
            ..self.state
        };
        let failed = |source| WorldFileError::of(&self.path, source);
        let connection = &self.connection;
        let mut written = write::rows(connection, &self.pending.rows, &mut state.seal).map_err(failed)?;
        for number in &self.pending.cards {
            let Some(person) = world.person(number) else { continue };
            let image = person.station.link().card().memory().image();
            if write::image(connection, number, image, &mut state.seal).map_err(failed)? {
                written.push((TableName::Person.name(), number.to_string()));
            }
        }
        let before = (self.state.entries, self.state.happened);
        write::added(connection, &self.path, world, before, &mut state.seal)?;
        let is_same = written.is_empty() && before == (state.entries, state.happened);
        if is_same && self.state.change > 0 {
            self.batch("ROLLBACK")?;
        } else {
            self.list(&written, &state).map_err(failed)?;
            self.batch("COMMIT")?;
            self.state = state;
        }
        self.pending = Changes::default();
        Ok(())
    }

    /// Lists the written rows, for other processes with the world in memory, and writes the seal.
    fn list(&self, written: &write::WrittenRows, state: &State) -> rusqlite::Result<()> {
        let State { seal, change, .. } = state;
        // A process that opens a new world reads all of it.
        if *change > 1 {
            let rows = serde_json::json!(written).to_string();
            let mut insert = self.connection.prepare_cached("INSERT INTO change (number, rows) VALUES (?1, ?2)")?;
            insert.execute(rusqlite::params![write::as_integer(*change), rows])?;
            let old = write::as_integer(change.saturating_sub(LISTED));
            self.connection.prepare_cached("DELETE FROM change WHERE number <= ?1")?.execute([old])?;
        }
        let sealed = serde_json::json!({ "rows": seal, "change": change }).to_string();
        write::upsert(&self.connection, TableName::Meta, meta::SEAL, &sealed)
    }

    fn batch(&self, sql: &str) -> Result<(), WorldFileError> {
        self.connection.execute_batch(sql).map_err(|source| self.failed(source))
    }

    /// Ends a transaction that failed. An error is ignored, since SQLite may have ended the transaction.
    fn roll_back(&self) {
        drop(self.connection.execute_batch("ROLLBACK"));
    }

    fn failed(&self, source: rusqlite::Error) -> WorldFileError {
        WorldFileError::of(&self.path, source)
    }
}

impl Drop for WorldFile {
    /// Folds the log into the file if no other process has the world open.
    fn drop(&mut self) {
        fold(&mut self.connection);
    }
}

/// Folds a log into the file that a killed process or another program left.
fn fold_left_log(connection: &mut Connection, path: &Path) {
    if schema::log_of(path).exists() {
        fold(connection);
    }
}

/// Checks that a file exists and is not empty, since SQLite takes an empty one for a database without tables.
fn check_exists(path: &Path) -> Result<(), WorldFileError> {
    let owned = || path.to_owned();
    match std::fs::metadata(path) {
        Ok(file) if file.is_dir() => Err(WorldFileError::Folder { path: owned() }),
        Ok(file) if file.len() == 0 => Err(WorldFileError::NotAWorld { path: owned(), why: "it is empty" }),
        Ok(_) => Ok(()),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Err(WorldFileError::Missing { path: owned() }),
        Err(source) => Err(WorldFileError::System { path: owned(), source }),
    }
}

#[cfg(test)]
mod tests;
