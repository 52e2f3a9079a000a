//! A card's memory in a file: a positioned write is one commit, and the whole file is only ever created under another
//! name and renamed, so that a card file is there whole or not at all.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use applet::{MemoryFault, Nvm};

use super::image::{self, ImageError};

/// How far a write has gone when it returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// It survives the end of the process: the operating system has it.
    #[default]
    Process,
    /// It survives a power failure of the machine: the disk has it (`fdatasync`).
    Machine,
}

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
    /// Another process works with it.
    #[error("the card file {} is in use by another process", path.display())]
    InUse {
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
    fn from_system(doing: &'static str, path: &Path, source: io::Error) -> CardFileError {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => CardFileError::Missing { path },
            io::ErrorKind::IsADirectory => CardFileError::Folder { path },
            _ => CardFileError::System { doing, path, source },
        }
    }
}

/// Memory in a file. The file is locked against a second process for as long as this lives.
#[derive(Debug)]
pub struct FileMemory {
    file: File,
    durability: Durability,
    fault: RefCell<Option<io::Error>>,
}

impl FileMemory {
    /// Opens the memory of a card that [`save`] put there.
    pub fn open(path: &Path, durability: Durability) -> Result<FileMemory, CardFileError> {
        if path.is_dir() {
            return Err(CardFileError::Folder { path: path.to_owned() });
        }
        let opened = OpenOptions::new().read(true).write(true).open(path);
        let mut file = opened.map_err(|source| CardFileError::from_system("open", path, source))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(CardFileError::InUse { path: path.to_owned() });
            }
            Err(TryLockError::Error(source)) => {
                return Err(CardFileError::from_system("lock", path, source));
            }
        }
        let bytes = read_image(&mut file).map_err(|source| CardFileError::from_system("read", path, source))?;
        image::check(&bytes).map_err(|source| CardFileError::NotACard { path: path.to_owned(), source })?;
        Ok(FileMemory { file, durability, fault: RefCell::new(None) })
    }

    /// What the operating system said when the memory last failed; asking forgets it.
    pub fn take_fault(&self) -> Option<io::Error> {
        self.fault.take()
    }

    fn or_fault(&self, result: io::Result<()>) -> Result<(), MemoryFault> {
        result.map_err(|error| {
            self.fault.replace(Some(error));
            MemoryFault
        })
    }
}

impl Nvm for FileMemory {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryFault> {
        self.or_fault(read_at(&self.file, offset as u64, into))
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryFault> {
        if offset.checked_add(bytes.len()).is_none_or(|end| end > applet::MEMORY_SIZE) {
            return Err(MemoryFault);
        }
        let written = write_at(&self.file, offset as u64, bytes);
        self.or_fault(written.and_then(|()| match self.durability {
            Durability::Process => Ok(()),
            Durability::Machine => self.file.sync_data(),
        }))
    }
}

/// Reads the image of the card in a file, for a look or for a copy in memory. Nothing is locked.
pub fn load(path: &Path) -> Result<Vec<u8>, CardFileError> {
    if path.is_dir() {
        return Err(CardFileError::Folder { path: path.to_owned() });
    }
    let read = File::open(path).and_then(|mut file| read_image(&mut file));
    let bytes = read.map_err(|source| CardFileError::from_system("read", path, source))?;
    image::check(&bytes).map_err(|source| CardFileError::NotACard { path: path.to_owned(), source })?;
    Ok(bytes)
}

/// Puts a card's image into a file, whole or not at all: it is written beside it under another name, brought to the disk
/// and renamed. What stood there before is replaced.
pub fn save(path: &Path, image: &[u8]) -> Result<(), CardFileError> {
    if path.is_dir() {
        return Err(CardFileError::Folder { path: path.to_owned() });
    }
    image::check(image).map_err(|source| CardFileError::NotACard { path: path.to_owned(), source })?;
    let beside = name_beside(path);
    let written = write_whole(&beside, image).and_then(|()| fs::rename(&beside, path));
    written.map_err(|source| {
        // The failure that is told is the first one; a leftover that cannot be removed either adds nothing to it.
        drop(fs::remove_file(&beside));
        CardFileError::System { doing: "write", path: path.to_owned(), source }
    })
}

/// A name in the same folder that no other process uses.
fn name_beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

fn write_whole(path: &Path, image: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(image)?;
    file.sync_all()
}

/// Reads at most one octet more than a card has, enough to see that a file is too long.
fn read_image(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(applet::MEMORY_SIZE + 1);
    file.take(applet::MEMORY_SIZE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn read_at(file: &File, offset: u64, into: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, offset)
}

#[cfg(unix)]
fn write_at(file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, offset: u64, into: &mut [u8]) -> io::Result<()> {
    io::Seek::seek(&mut file, io::SeekFrom::Start(offset))?;
    file.read_exact(into)
}

#[cfg(not(unix))]
fn write_at(mut file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
    io::Seek::seek(&mut file, io::SeekFrom::Start(offset))?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests;
