//! Why a card file cannot be used, in words that name the file.

use std::io;
use std::path::{Path, PathBuf};

use crate::memory::image::ImageError;

/// Why a card file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CardFileError {
    /// No such file.
    #[error("there is no card file {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A folder stands there.
    #[error("{} is a folder, not a card file", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// A device, a pipe or a socket stands there.
    #[error("{} is a device or a pipe, not a card file", path.display())]
    NotAFile {
        /// What stands there.
        path: PathBuf,
    },
    /// Another process owns it.
    #[error("the card file {} is in use: another rfid-sim has it open", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// A new card was to be put where a file exists.
    #[error("the card file {} exists already; nothing was written", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Something else has the name of the file that was opened.
    #[error("the card file {} was moved, removed or replaced meanwhile; nothing was written", path.display())]
    Replaced {
        /// The file.
        path: PathBuf,
    },
    /// What it holds is no card's memory.
    #[error("{} is not a card file: {source}", path.display())]
    NotACard {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: ImageError,
    },
    /// The operating system refuses.
    #[error("cannot {doing} the card file {}: {source}", path.display())]
    System {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl CardFileError {
    /// The error of the operating system in the words of a card file.
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
