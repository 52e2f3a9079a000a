//! Fleet in a file: an SQLite database with a row a block, of which a few are read at a time. A block's day is one
//! transaction, so that a killed process leaves every block either before its day or after it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sim_device::private_file;

use super::day_scenario::DayScenario;
use super::settings::{BlockNumber, FleetSettings};
use super::state::FleetState;
use super::tally::DayTally;

mod error;
mod schema;

pub use error::FleetFileError;

/// Longest time for which a process waits for the commit of another.
const WAIT: Duration = Duration::from_secs(10);

/// Block at the end of a day, as it is stored.
#[derive(Clone, Debug)]
pub struct StoredBlock {
    /// Number of the block.
    pub number: BlockNumber,
    /// Number of days that the block has lived.
    pub days: u32,
    /// World of the block at rest.
    pub octets: Vec<u8>,
    /// State of the block.
    pub state: FleetState,
    /// Tally of the last day; `None` for a new block.
    pub tally: Option<DayTally>,
}

/// File of a fleet.
#[derive(Debug)]
pub struct FleetFile {
    path: PathBuf,
    connection: Connection,
    settings: FleetSettings,
}

/// Fleet that is being made beside the place of its file; it gets its name when it is complete.
#[derive(Debug)]
pub struct NewFleetFile {
    file: FleetFile,
    beside: PathBuf,
    _lock: std::fs::File,
    is_published: bool,
}

impl NewFleetFile {
    /// Begins a file; there must be none at the path. Only the owner may read and write the file (mode 0600), for the
    /// memories of cards have keys.
    pub fn begin(path: &Path, settings: &FleetSettings) -> Result<NewFleetFile, FleetFileError> {
        let making = |source| FleetFileError::System { path: path.to_owned(), source };
        if path.symlink_metadata().is_ok() {
            return Err(FleetFileError::Exists { path: path.to_owned() });
        }
        private_file::remove_leftovers(path);
        let beside = private_file::name_beside(path);
        private_file::remove_unless_locked(&beside);
        let lock = private_file::create_beside(&beside).map_err(making)?;
        let connection = connect(&beside, path)?;
        let failed = |source| FleetFileError::database(path, source);
        // The file has no name yet, so that a half-written one is nobody's.
        connection.pragma_update(None, "journal_mode", "memory").map_err(failed)?;
        schema::create(&connection, settings).map_err(failed)?;
        let file = FleetFile { path: path.to_owned(), connection, settings: settings.clone() };
        Ok(NewFleetFile { file, beside, _lock: lock, is_published: false })
    }

    /// Adds a block, with the tallies of all its days.
    pub fn add(&mut self, block: &StoredBlock, tallies: &[(u32, DayTally)]) -> Result<(), FleetFileError> {
        let transaction = self.file.transaction()?;
        let StoredBlock { number, days, octets, state, .. } = block;
        let state = self.file.document(state)?;
        self.file.execute(
            "INSERT INTO block (number, days, octets, state) VALUES (?1, ?2, ?3, ?4)",
            params![number.0, days, octets, state],
        )?;
        for (day, tally) in tallies {
            self.file.insert_tally(*number, *day, tally)?;
        }
        transaction.commit()
    }

    /// Notes the scenario of a day.
    pub fn note_scenario(&mut self, day: u32, scenario: &DayScenario) -> Result<(), FleetFileError> {
        self.file.insert_scenario(day, scenario)
    }

    /// Gives the complete file its name.
    pub fn publish(mut self) -> Result<(), FleetFileError> {
        let path = self.file.path.clone();
        let making = |source| FleetFileError::System { path: path.clone(), source };
        private_file::publish(&self.beside, &path).map_err(making)?;
        self.is_published = true;
        private_file::sync_folder(&path).map_err(making)
    }
}

impl Drop for NewFleetFile {
    fn drop(&mut self) {
        if !self.is_published {
            // A leftover that cannot be removed does no harm; the next process tries again.
            drop(std::fs::remove_file(&self.beside));
        }
    }
}

/// Transaction of a file, which ends without a change unless it is committed.
struct Transaction<'f> {
    file: &'f FleetFile,
    is_over: bool,
}

impl Transaction<'_> {
    fn commit(mut self) -> Result<(), FleetFileError> {
        self.file.execute("COMMIT", [])?;
        self.is_over = true;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            // SQLite may have ended the transaction with the failure.
            drop(self.file.connection.execute_batch("ROLLBACK"));
        }
    }
}

fn connect(place: &Path, path: &Path) -> Result<Connection, FleetFileError> {
    let failed = |source| FleetFileError::database(path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(place, flags).map_err(failed)?;
    connection.busy_timeout(WAIT).map_err(failed)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    Ok(connection)
}

impl FleetFile {
    /// Opens the file of a fleet.
    pub fn open(path: &Path) -> Result<FleetFile, FleetFileError> {
        match std::fs::metadata(path) {
            Ok(file) if file.is_dir() || file.len() == 0 => {
                return Err(FleetFileError::NotAFleet { path: path.to_owned(), why: "it is a folder or empty" });
            }
            Ok(_) => {}
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
                return Err(FleetFileError::Missing { path: path.to_owned() });
            }
            Err(source) => return Err(FleetFileError::System { path: path.to_owned(), source }),
        }
        let connection = connect(path, path)?;
        let settings = schema::check(&connection, path)?;
        Ok(FleetFile { path: path.to_owned(), connection, settings })
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the settings of the fleet.
    pub const fn settings(&self) -> &FleetSettings {
        &self.settings
    }

    /// Returns the numbers of the blocks, each with the number of days that it has lived.
    pub fn blocks(&self) -> Result<Vec<(BlockNumber, u32)>, FleetFileError> {
        self.rows("SELECT number, days FROM block ORDER BY number", [], |row| {
            Ok((BlockNumber(row.get(0)?), row.get(1)?))
        })
    }

    /// Returns a block with the tally of its last day.
    pub fn block(&self, number: BlockNumber) -> Result<StoredBlock, FleetFileError> {
        let sql = "SELECT days, octets, state FROM block WHERE number = ?1";
        let found = self.rows(sql, [number.0], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?;
        let missing = || FleetFileError::NoBlock { path: self.path.clone(), block: number };
        let (days, octets, state) = found.into_iter().next().ok_or_else(missing)?;
        let state = self.parsed(&format!("block {number}"), &state)?;
        let sql = "SELECT document FROM tally WHERE block = ?1 AND day = ?2";
        let tally = self.rows(sql, params![number.0, days], |row| row.get::<_, String>(0))?.into_iter().next();
        let tally = tally.map(|tally| self.parsed(&format!("the tally of block {number}"), &tally)).transpose()?;
        Ok(StoredBlock { number, days, octets, state, tally })
    }

    /// Keeps a block that had lived so many days. Another process must not have played it meanwhile.
    pub fn keep(&self, block: &StoredBlock, days_before: u32) -> Result<(), FleetFileError> {
        let StoredBlock { number, days, octets, state, tally } = block;
        let transaction = self.transaction()?;
        let state = self.document(state)?;
        let changed = self.execute(
            "UPDATE block SET days = ?3, octets = ?4, state = ?5 WHERE number = ?1 AND days = ?2",
            params![number.0, days_before, days, octets, state],
        )?;
        if changed == 0 {
            return Err(FleetFileError::Overtaken { path: self.path.clone(), block: *number });
        }
        if let Some(tally) = tally {
            self.insert_tally(*number, *days, tally)?;
        }
        transaction.commit()
    }

    /// Returns the tallies of a block, by the number of the day.
    pub fn tallies(&self, number: BlockNumber) -> Result<Vec<(u32, DayTally)>, FleetFileError> {
        let sql = "SELECT day, document FROM tally WHERE block = ?1 ORDER BY day";
        let rows = self.rows(sql, [number.0], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let parsed = rows.into_iter().map(|(day, tally)| {
            let tally = self.parsed(&format!("the tally of block {number}, day {day}"), &tally)?;
            Ok((day, tally))
        });
        parsed.collect()
    }

    /// Returns the sum of the tallies of all blocks: of one day, or of all days for `None`.
    pub fn tally(&self, day: Option<u32>) -> Result<DayTally, FleetFileError> {
        let sql = "SELECT document FROM tally WHERE ?1 IS NULL OR day = ?1 ORDER BY block, day";
        let mut sum = DayTally::default();
        for tally in self.rows(sql, [day], |row| row.get::<_, String>(0))? {
            sum.add(&self.parsed("a tally", &tally)?);
        }
        Ok(sum)
    }

    /// Returns the sum of the states of all blocks.
    pub fn state(&self) -> Result<FleetState, FleetFileError> {
        let mut sum = FleetState::default();
        for state in self.rows("SELECT state FROM block ORDER BY number", [], |row| row.get::<_, String>(0))? {
            sum.add(&self.parsed("a block", &state)?);
        }
        Ok(sum)
    }

    /// Returns the scenarios of the days.
    pub fn scenarios(&self) -> Result<Vec<(u32, DayScenario)>, FleetFileError> {
        let rows = self.rows("SELECT day, document FROM scenario ORDER BY day", [], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?))
        })?;
        let parsed = rows.into_iter().map(|(day, text)| Ok((day, self.parsed("a scenario", &text)?)));
        parsed.collect()
    }

    /// Notes the scenario of a day. A day that was begun has one scenario for all blocks.
    pub fn note_scenario(&self, day: u32, scenario: &DayScenario) -> Result<(), FleetFileError> {
        match self.scenarios()?.into_iter().find(|(of, _)| *of == day) {
            Some((_, known)) if known == *scenario => Ok(()),
            Some(_) => Err(FleetFileError::OtherScenario { path: self.path.clone(), day }),
            None => self.insert_scenario(day, scenario),
        }
    }

    /// Returns a digest of all blocks (CRC-32 over their octets, in their order). Fleets that lived alike have the
    /// same, whatever threads and shards played them.
    pub fn digest(&self) -> Result<u32, FleetFileError> {
        let mut digest = crc32fast::Hasher::new();
        for (number, days) in self.blocks()? {
            digest.update(&number.0.to_be_bytes());
            digest.update(&days.to_be_bytes());
            let octets =
                self.rows("SELECT octets FROM block WHERE number = ?1", [number.0], |row| row.get::<_, Vec<u8>>(0))?;
            octets.iter().for_each(|octets| digest.update(octets));
        }
        Ok(digest.finalize())
    }

    fn insert_tally(&self, BlockNumber(block): BlockNumber, day: u32, tally: &DayTally) -> Result<(), FleetFileError> {
        let tally = self.document(tally)?;
        let sql = "INSERT OR REPLACE INTO tally (block, day, document) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![block, day, tally]).map(drop)
    }

    fn insert_scenario(&self, day: u32, scenario: &DayScenario) -> Result<(), FleetFileError> {
        let document = self.document(scenario)?;
        let sql = "INSERT OR IGNORE INTO scenario (day, document) VALUES (?1, ?2)";
        self.execute(sql, params![day, document]).map(drop)
    }

    fn transaction(&self) -> Result<Transaction<'_>, FleetFileError> {
        self.execute("BEGIN IMMEDIATE", [])?;
        Ok(Transaction { file: self, is_over: false })
    }

    fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, FleetFileError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|source| self.failed(source))?;
        statement.execute(values).map_err(|source| self.failed(source))
    }

    fn rows<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, FleetFileError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|source| self.failed(source))?;
        let rows = statement.query_map(values, |row| read(row)).map_err(|source| self.failed(source))?;
        rows.collect::<rusqlite::Result<_>>().map_err(|source| self.failed(source))
    }

    fn document(&self, value: &impl Serialize) -> Result<String, FleetFileError> {
        serde_json::to_string(value).map_err(|why| FleetFileError::damaged(&self.path, "a document", &why))
    }

    fn parsed<T: DeserializeOwned>(&self, place: &str, text: &str) -> Result<T, FleetFileError> {
        serde_json::from_str(text).map_err(|why| FleetFileError::damaged(&self.path, place, &why))
    }

    fn failed(&self, source: rusqlite::Error) -> FleetFileError {
        FleetFileError::database(&self.path, source)
    }
}
