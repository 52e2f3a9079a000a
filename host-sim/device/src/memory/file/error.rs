//! Reasons for which a card file cannot be used, in words that name the file.

use std::io;
use std::path::{Path, PathBuf};

use crate::memory::image::ImageError;

/// Reason for which a card file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CardFileError {
    /// There is no file of that name.
    #[error("there is no card file {}", path.display())]
    Missing {
        /// Path of the file.
        path: PathBuf,
    },
    /// The path is a folder.
    #[error("{} is a folder, not a card file", path.display())]
    Folder {
        /// Path of the folder.
        path: PathBuf,
    },
    /// The path is a device, a pipe or a socket.
    #[error("{} is a device or a pipe, not a card file", path.display())]
    NotAFile {
        /// Path of the device, pipe or socket.
        path: PathBuf,
    },
    /// Another process owns the file.
    #[error("the card file {} is in use: another rfid-sim has it open", path.display())]
    InUse {
        /// Path of the file.
        path: PathBuf,
    },
    /// A new card was to be put where a file exists.
    #[error("the card file {} exists already; nothing was written", path.display())]
    Exists {
        /// Path of the file.
        path: PathBuf,
    },
    /// Another file, or none, has the name of the file that was opened.
    #[error("the card file {} was moved, removed or replaced meanwhile; nothing was written", path.display())]
    Replaced {
        /// Path of the file.
        path: PathBuf,
    },
    /// The content of the file is no card's memory.
    #[error("{} is not a card file: {source}", path.display())]
    NotACard {
        /// Path of the file.
        path: PathBuf,
        /// Reason for which it is none.
        source: ImageError,
    },
    /// The operating system refuses the operation.
    #[error("cannot {doing} the card file {}: {source}", path.display())]
    System {
        /// Operation that was tried, as a verb.
        doing: &'static str,
        /// Path of the file.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
}

impl CardFileError {
    /// Creates the error of a card file from an error of the operating system.
    pub(super) fn from_system(doing: &'static str, path: &Path, source: io::Error) -> CardFileError {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => CardFileError::Missing { path },
            io::ErrorKind::IsADirectory => CardFileError::Folder { path },
            io::ErrorKind::AlreadyExists => CardFileError::Exists { path },
            _ => CardFileError::System { doing, path, source },
        }
    }
}
