//! Reasons why a fleet's file cannot be used, each with its place.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::fleet::settings::BlockNumber;

/// Reason why a fleet's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FleetFileError {
    /// The file does not exist.
    #[error("there is no fleet {}; `rfid-sim fleet new` makes one", path.display())]
    Missing {
        /// Path of the file.
        path: PathBuf,
    },
    /// The file exists already.
    #[error("{} is already there; nothing was written", path.display())]
    Exists {
        /// Path of the file.
        path: PathBuf,
    },
    /// The file is not a fleet.
    #[error("{} is not a fleet: {why}", path.display())]
    NotAFleet {
        /// Path of the file.
        path: PathBuf,
        /// Reason why the file is not a fleet.
        why: &'static str,
    },
    /// The file was written by another version.
    #[error("{} is a fleet of version {version}, and this program knows version {known}", path.display())]
    OtherVersion {
        /// Path of the file.
        path: PathBuf,
        /// Version of the file.
        version: i64,
        /// Version of this program.
        known: i64,
    },
    /// The fleet is damaged.
    #[error("the fleet {} is damaged, in {place}: {why}", path.display())]
    Damaged {
        /// Path of the file.
        path: PathBuf,
        /// Name of the table or row.
        place: String,
        /// Description of the damage.
        why: String,
    },
    /// The file has no such block.
    #[error("the fleet {} has no block {block}; another shard may have it", path.display())]
    NoBlock {
        /// Path of the file.
        path: PathBuf,
        /// Number of the block.
        block: BlockNumber,
    },
    /// Another process has played a block's day meanwhile.
    #[error("block {block} of the fleet {} was played by another process meanwhile", path.display())]
    Overtaken {
        /// Path of the file.
        path: PathBuf,
        /// Number of the block.
        block: BlockNumber,
    },
    /// Some blocks have lived the day by another scenario.
    #[error("day {day} of the fleet {} was begun with another scenario", path.display())]
    OtherScenario {
        /// Path of the file.
        path: PathBuf,
        /// Number of the day.
        day: u32,
    },
    /// The operating system refuses.
    #[error("the fleet {} cannot be opened: {source}", path.display())]
    System {
        /// Path of the file.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
    /// The database refuses.
    #[error("the fleet {} cannot be used: {source}", path.display())]
    Database {
        /// Path of the file.
        path: PathBuf,
        /// Error of the database.
        source: rusqlite::Error,
    },
}

impl FleetFileError {
    /// Makes the error for a failure of the database.
    pub(super) fn database(path: &Path, source: rusqlite::Error) -> FleetFileError {
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => {
                FleetFileError::NotAFleet { path: path.to_owned(), why: "it is no database" }
            }
            Some(ErrorCode::DatabaseCorrupt) => FleetFileError::damaged(path, "the database", &source),
            _ => FleetFileError::Database { path: path.to_owned(), source },
        }
    }

    /// Makes the error for damage in a table or row.
    pub(super) fn damaged(path: &Path, place: &str, why: &impl fmt::Display) -> FleetFileError {
        FleetFileError::Damaged { path: path.to_owned(), place: place.to_owned(), why: why.to_string() }
    }
}
