//! Why a world's file cannot be used, in words that say what is wrong and where.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::schema::VERSION;
use crate::platform::number::Msisdn;

/// Why a world's file cannot be used.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum WorldFileError {
    /// No such file.
    #[error("there is no world {}", path.display())]
    #[diagnostic(help("`rfid-sim world new {}` makes one.", path.display()))]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A folder stands there.
    #[error("{} is a folder, not a world", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// Something is there already.
    #[error("{} is already there; nothing was written", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Another process works with it.
    #[error("the world {} is in use by another process", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It is something else.
    #[error("{} is not a world: {why}", path.display())]
    NotAWorld {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: &'static str,
    },
    /// Written by another version.
    #[error("{} is a world of version {version}, and this program knows version {VERSION}", path.display())]
    #[diagnostic(help(
        "The program that made it still reads it; `rfid-sim world new` makes a world of version {VERSION}."
    ))]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: i64,
    },
    /// It was a world and is damaged.
    #[error("the world {} is damaged, in {place}: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which table or row.
        place: String,
        /// What is wrong with it.
        why: String,
    },
    /// Its rows are sound and are not those of one step.
    #[error(
        "the world {} is damaged: its rows are not those of one step. It was copied while a step was being written, without \
         the log beside it ({}-wal), or changed by another program",
        path.display(), path.display()
    )]
    #[diagnostic(help("Copy {0} and {0}-wal together, or after the command that writes it.", path.display()))]
    Mixed {
        /// The file.
        path: PathBuf,
    },
    /// Somebody else went on with it.
    #[error("the world {} was changed by another process meanwhile", path.display())]
    Overtaken {
        /// The file.
        path: PathBuf,
    },
    /// The keys of a card are not where they were.
    #[error("the keys of the card of {number} come from the profile {choice}, which cannot be used: {why}")]
    Keys {
        /// Whose card.
        number: Msisdn,
        /// How the profile is named.
        choice: String,
        /// Why it cannot be used.
        why: String,
    },
    /// The operating system refuses.
    #[error("the world {} cannot be opened: {source}", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The database refuses.
    #[error("the world {} cannot be used: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What the database says.
        source: rusqlite::Error,
    },
}

impl WorldFileError {
    /// A file could not be made.
    pub(super) fn making(path: &Path, source: io::Error) -> WorldFileError {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::AlreadyExists if path.is_dir() => WorldFileError::Folder { path },
            io::ErrorKind::AlreadyExists => WorldFileError::Exists { path },
            _ => WorldFileError::System { path, source },
        }
    }

    /// The database says no.
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> WorldFileError {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => WorldFileError::InUse { path },
            Some(ErrorCode::NotADatabase) => WorldFileError::NotAWorld { path, why: "it is no database" },
            // The statements are the program's own: what fails in one of them is what stands in a row.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) => {
                WorldFileError::Damaged { path, place: "the database".to_owned(), why: source.to_string() }
            }
            _ => WorldFileError::Database { path, source },
        }
    }

    /// What stands in a place makes no sense.
    pub(super) fn damaged(path: &Path, place: impl fmt::Display, why: &impl fmt::Display) -> WorldFileError {
        WorldFileError::Damaged { path: path.to_owned(), place: place.to_string(), why: why.to_string() }
    }
}
