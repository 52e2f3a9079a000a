//! Reasons why a world's file cannot be used, each with its place.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::schema::VERSION;
use crate::platform::number::Msisdn;

/// Reason why a world's file cannot be used.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum WorldFileError {
    /// The file does not exist.
    #[error("there is no world {}", path.display())]
    #[diagnostic(help("`rfid-sim world new {}` makes one.", path.display()))]
    Missing {
        /// Path of the file.
        path: PathBuf,
    },
    /// The path is a folder.
    #[error("{} is a folder, not a world", path.display())]
    Folder {
        /// Path of the folder.
        path: PathBuf,
    },
    /// The file exists already.
    #[error("{} is already there; nothing was written", path.display())]
    Exists {
        /// Path of the file.
        path: PathBuf,
    },
    /// Another process has the world locked.
    #[error("the world {} is in use by another process", path.display())]
    InUse {
        /// Path of the file.
        path: PathBuf,
    },
    /// The file is not a world.
    #[error("{} is not a world: {why}", path.display())]
    NotAWorld {
        /// Path of the file.
        path: PathBuf,
        /// Reason why the file is not a world.
        why: &'static str,
    },
    /// The file was written by another version.
    #[error("{} is a world of version {version}, and this program knows version {VERSION}", path.display())]
    #[diagnostic(help(
        "The program that made it still reads it; `rfid-sim world new` makes a world of version {VERSION}."
    ))]
    OtherVersion {
        /// Path of the file.
        path: PathBuf,
        /// Version of the file.
        version: i64,
    },
    /// The world is damaged.
    #[error("the world {} is damaged, in {place}: {why}", path.display())]
    Damaged {
        /// Path of the file.
        path: PathBuf,
        /// Name of the table or row.
        place: String,
        /// Description of the damage.
        why: String,
    },
    /// The rows are sound, but are not those of one step.
    #[error(
        "the world {} is damaged: its rows are not those of one step. It was copied while a step was being written, without \
         the log beside it ({}-wal), or changed by another program",
        path.display(), path.display()
    )]
    #[diagnostic(help("Copy {0} and {0}-wal together, or after the command that writes it.", path.display()))]
    Mixed {
        /// Path of the file.
        path: PathBuf,
    },
    /// Another process has changed the world meanwhile.
    #[error("the world {} was changed by another process meanwhile", path.display())]
    Overtaken {
        /// Path of the file.
        path: PathBuf,
    },
    /// The profile with the keys of a card cannot be used.
    #[error("the keys of the card of {number} come from the profile {choice}, which cannot be used: {why}")]
    Keys {
        /// Number of the card's person.
        number: Msisdn,
        /// Name of the profile on the command line.
        choice: String,
        /// Reason why the profile cannot be used.
        why: String,
    },
    /// The operating system refuses.
    #[error("the world {} cannot be opened: {source}", path.display())]
    System {
        /// Path of the file.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
    /// The database refuses.
    #[error("the world {} cannot be used: {source}", path.display())]
    Database {
        /// Path of the file.
        path: PathBuf,
        /// Error of the database.
        source: rusqlite::Error,
    },
}

impl WorldFileError {
    /// Makes the error for a file that could not be created.
    pub(super) fn making(path: &Path, source: io::Error) -> WorldFileError {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::AlreadyExists if path.is_dir() => WorldFileError::Folder { path },
            io::ErrorKind::AlreadyExists => WorldFileError::Exists { path },
            _ => WorldFileError::System { path, source },
        }
    }

    /// Makes the error for a failure of the database.
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> WorldFileError {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => WorldFileError::InUse { path },
            Some(ErrorCode::NotADatabase) => WorldFileError::NotAWorld { path, why: "it is no database" },
            // The statements are the program's own, so that a failure comes from the content of a row.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) => {
                WorldFileError::Damaged { path, place: "the database".to_owned(), why: source.to_string() }
            }
            _ => WorldFileError::Database { path, source },
        }
    }

    /// Makes the error for damage in a table or row.
    pub(super) fn damaged(path: &Path, place: impl fmt::Display, why: &impl fmt::Display) -> WorldFileError {
        WorldFileError::Damaged { path: path.to_owned(), place: place.to_string(), why: why.to_string() }
    }
}
