//! A card's memory in a file. One process at a time owns the file: the operating system locks it, so a process that is
//! killed leaves nothing locked. A positioned write is one commit. A replacement of the whole memory is written under
//! another name and renamed, so a card file is there whole or not at all. The lock goes with it.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use applet::{MemoryError, Nvm};

use super::image;
use crate::private_file::{self, name_beside, publish, remove_leftovers, remove_unless_locked, sync_folder};

mod error;

pub use error::CardFileError;

/// Most times that a file is reopened because it was replaced while it was being locked.
const LOCK_TRIES: u32 = 100;

/// Durability of a write when it returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The write survives the end of the process: the operating system has it.
    #[default]
    Process,
    /// The write survives a power failure of the machine: the disk has it (`fdatasync`).
    Machine,
}

/// Memory of a card in a file that no other process has while this value lives.
#[derive(Debug)]
pub struct FileMemory {
    /// Path of the file as it was given.
    name: PathBuf,
    /// Path of the file, with links followed.
    place: PathBuf,
    /// Open file, locked.
    file: File,
    durability: Durability,
    fault: RefCell<Option<io::Error>>,
}

impl FileMemory {
    /// Opens and locks a card file. A second owner is refused at once with [`CardFileError::InUse`], because a card is
    /// owned for as long as a phone or a shell is open.
    pub fn open(path: &Path, durability: Durability) -> Result<FileMemory, CardFileError> {
        require_file(path)?;
        // A replacement must land where the card is, and not where a link to it is.
        let place = fs::canonicalize(path).map_err(|source| CardFileError::from_system("open", path, source))?;
        let mut file = lock(&place, path)?;
        remove_leftovers(&place);
        let bytes = read_image(&mut file).map_err(|source| CardFileError::from_system("read", path, source))?;
        image::check(&bytes).map_err(|source| CardFileError::NotACard { path: path.to_owned(), source })?;
        Ok(FileMemory { name: path.to_owned(), place, file, durability, fault: RefCell::new(None) })
    }

    /// Creates a file with a new card, whole or not at all, and owns it; an existing file is refused. The file's mode
    /// is 0600.
    pub fn create(path: &Path, image: &[u8], durability: Durability) -> Result<FileMemory, CardFileError> {
        if path.is_dir() {
            return Err(CardFileError::Folder { path: path.to_owned() });
        }
        image::check(image).map_err(|source| CardFileError::NotACard { path: path.to_owned(), source })?;
        let beside = name_beside(path);
        remove_unless_locked(&beside);
        let made = write_beside(&beside, image).and_then(|file| {
            publish(&beside, path)?;
            sync_folder(path)?;
            remove_leftovers(path);
            let place = fs::canonicalize(path)?;
            Ok(FileMemory { name: path.to_owned(), place, file, durability, fault: RefCell::new(None) })
        });
        made.map_err(|source| {
            drop(fs::remove_file(&beside));
            match source.kind() {
                io::ErrorKind::AlreadyExists => CardFileError::Exists { path: path.to_owned() },
                io::ErrorKind::WouldBlock => CardFileError::InUse { path: path.to_owned() },
                // A faster process removed this one's file as a leftover.
                io::ErrorKind::NotFound if path.exists() => CardFileError::Exists { path: path.to_owned() },
                _ => CardFileError::System { doing: "write", path: path.to_owned(), source },
            }
        })
    }

    /// Returns every octet of the memory.
    pub fn image(&self) -> Result<Vec<u8>, CardFileError> {
        let mut bytes = vec![0; applet::MEMORY_SIZE];
        let read = read_at(&self.file, 0, &mut bytes);
        read.map(|()| bytes).map_err(|source| CardFileError::from_system("read", &self.name, source))
    }

    /// Replaces the whole memory, or leaves the file as it was. The replacement has the mode of the file before it and
    /// is on the disk when this returns.
    pub fn replace(&mut self, image: &[u8]) -> Result<(), CardFileError> {
        let path = || self.name.clone();
        image::check(image).map_err(|source| CardFileError::NotACard { path: path(), source })?;
        if !is_still(&self.file, &self.place) {
            return Err(CardFileError::Replaced { path: path() });
        }
        let beside = name_beside(&self.place);
        let replaced = write_beside(&beside, image).and_then(|file| {
            file.set_permissions(self.file.metadata()?.permissions())?;
            fs::rename(&beside, &self.place)?;
            sync_folder(&self.place)?;
            Ok(file)
        });
        self.file = replaced.map_err(|source| {
            // The first failure is reported; a leftover that cannot be removed adds nothing to it.
            drop(fs::remove_file(&beside));
            CardFileError::System { doing: "write", path: path(), source }
        })?;
        Ok(())
    }

    /// Takes the error of the operating system at the last failure of the memory; `None` if there was none.
    pub fn take_fault(&self) -> Option<io::Error> {
        self.fault.take()
    }

    fn or_fault(&self, result: io::Result<()>) -> Result<(), MemoryError> {
        result.map_err(|error| {
            self.fault.replace(Some(error));
            MemoryError
        })
    }
}

impl Nvm for FileMemory {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        self.or_fault(read_at(&self.file, offset as u64, into))
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
        if offset.checked_add(bytes.len()).is_none_or(|end| end > applet::MEMORY_SIZE) {
            return Err(MemoryError);
        }
        let written = write_at(&self.file, offset as u64, bytes);
        self.or_fault(written.and_then(|()| match self.durability {
            Durability::Process => Ok(()),
            Durability::Machine => self.file.sync_data(),
        }))
    }
}

/// Reads the image of the card in a file, to inspect it. Nothing is locked, so an owner may be writing meanwhile.
pub fn load(path: &Path) -> Result<Vec<u8>, CardFileError> {
    require_file(path)?;
    let read = File::open(path).and_then(|mut file| read_image(&mut file));
    let bytes = read.map_err(|source| CardFileError::from_system("read", path, source))?;
    image::check(&bytes).map_err(|source| CardFileError::NotACard { path: path.to_owned(), source })?;
    Ok(bytes)
}

/// Refuses anything but a file: reading from a pipe or a device may never end.
fn require_file(path: &Path) -> Result<(), CardFileError> {
    let found = fs::metadata(path).map_err(|source| CardFileError::from_system("open", path, source))?;
    match (found.is_dir(), found.is_file()) {
        (true, _) => Err(CardFileError::Folder { path: path.to_owned() }),
        (_, false) => Err(CardFileError::NotAFile { path: path.to_owned() }),
        _ => Ok(()),
    }
}

/// Opens a file and locks it. The owner may put another file under the name in between: then the lock is on a file
/// without a name. In this case the name is opened again.
fn lock(place: &Path, name: &Path) -> Result<File, CardFileError> {
    for _ in 0..LOCK_TRIES {
        let opened = OpenOptions::new().read(true).write(true).open(place);
        let file = opened.map_err(|source| CardFileError::from_system("open", name, source))?;
        match try_own(&file, place) {
            Ok(LockedFile::Named) => return Ok(file),
            Ok(LockedFile::Replaced) => {}
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(source)) => return Err(CardFileError::from_system("lock", name, source)),
        }
    }
    Err(CardFileError::InUse { path: name.to_owned() })
}

/// File that was locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LockedFile {
    /// The file that has the name.
    Named,
    /// A file that had the name when it was opened, and has it no more.
    Replaced,
}

/// Locks an open file; returns whether it still has its name.
fn try_own(file: &File, place: &Path) -> Result<LockedFile, TryLockError> {
    file.try_lock()?;
    Ok(if is_still(file, place) { LockedFile::Named } else { LockedFile::Replaced })
}

/// Returns whether a path leads to the file that is open.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |(open, named): (fs::Metadata, fs::Metadata)| (open.dev(), open.ino()) == (named.dev(), named.ino());
    file.metadata().and_then(|open| Ok((open, fs::metadata(path)?))).is_ok_and(same)
}

/// Returns `true`: on other systems an open file cannot be replaced.
#[cfg(not(unix))]
fn is_still(_file: &File, _path: &Path) -> bool {
    true
}

/// Writes an image under a new name, locked and for its owner alone, and brings it to the disk.
fn write_beside(path: &Path, image: &[u8]) -> io::Result<File> {
    let mut file = private_file::create_beside(path)?;
    file.write_all(image)?;
    file.sync_all()?;
    Ok(file)
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
