//! Files with secrets in them: a card's memory holds its keys, a world and a recording hold PINs and passwords. Such a
//! file is created for its owner alone (mode 0600), whatever the umask says.
//!
//! The mode of an existing file is never changed: its owner may have opened it to a group on purpose, or closed it
//! further.
//!
//! A file that must be there whole or not at all is written and locked beside its place, under a name with the process
//! number. Then it is given its name. A process that is killed leaves the file beside without a lock, so that the next
//! process recognises a leftover.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Returns options that write, and create a file that only its owner can read.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a file for its owner alone, to be read and written. Fails if the name is taken.
pub fn create_new(path: &Path) -> io::Result<File> {
    options().read(true).create_new(true).open(path)
}

/// Opens a file to write it anew: creates it for its owner alone, or empties it and keeps its mode.
pub fn create_or_empty(path: &Path) -> io::Result<File> {
    options().create(true).truncate(true).open(path)
}

/// Opens a file to append to it; creates it for its owner alone if it does not exist.
pub fn create_or_append(path: &Path) -> io::Result<File> {
    options().create(true).append(true).open(path)
}

/// Returns a name in the same folder that no other process uses.
pub fn name_beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

/// Returns whether [`name_beside`] makes this name of a file's name, in any process.
fn is_beside(name: &str, file: &str) -> bool {
    let middle = name.strip_prefix(file).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(".new"));
    middle.is_some_and(|process| !process.is_empty() && process.bytes().all(|octet| octet.is_ascii_digit()))
}

/// Removes the files that killed processes left beside a file: those that no process has locked. A file that cannot be
/// removed does no harm, and the next owner tries again.
pub fn remove_leftovers(path: &Path) {
    let Some(file) = path.file_name().and_then(|name| name.to_str()) else { return };
    let folder = folder_of(path);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_left = entry.file_name().to_str().is_some_and(|name| is_beside(name, file));
        if is_left && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            remove_unless_locked(&entry.path());
        }
    }
}

/// Removes a file that no living process has locked.
pub fn remove_unless_locked(path: &Path) {
    let is_nobodys = OpenOptions::new().write(true).open(path).is_ok_and(|file| file.try_lock().is_ok());
    drop(is_nobodys.then(|| fs::remove_file(path)));
}

/// Creates a file beside its place: for its owner alone, and locked for as long as it is open.
pub fn create_beside(path: &Path) -> io::Result<File> {
    let file = create_new(path)?;
    file.try_lock().map_err(io::Error::from)?;
    Ok(file)
}

/// Gives a file that was written beside its place its name, unless the name is taken. Without hard links, a name that
/// is taken at that very moment is replaced.
pub fn publish(beside: &Path, path: &Path) -> io::Result<()> {
    publish_linked(beside, path, fs::hard_link(beside, path))
}

/// Completes [`publish`] after a link was tried.
fn publish_linked(beside: &Path, path: &Path, link: io::Result<()>) -> io::Result<()> {
    match link {
        Ok(()) => fs::remove_file(beside),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if !path.exists() => fs::rename(beside, path),
        Err(error) => Err(error),
    }
}

/// Returns the folder of a file.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Brings a changed name to the disk.
#[cfg(unix)]
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// Does nothing: on other systems a folder cannot be opened.
#[cfg(not(unix))]
pub fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn new_file_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let makers = [create_new, create_or_empty, create_or_append];
        for (make, name) in makers.into_iter().zip(["a", "b", "c"]) {
            let path = folder.path().join(name);
            make(&path).unwrap();
            assert_eq!(mode(&path), 0o600, "{name}");
        }
    }

    #[test]
    fn file_is_published_without_hard_links() {
        let folder = tempfile::tempdir().unwrap();
        let (beside, path) = (folder.path().join("a.new"), folder.path().join("a"));
        let no_links = || Err(io::Error::from(io::ErrorKind::PermissionDenied));
        fs::write(&beside, "first").unwrap();
        publish_linked(&beside, &path, no_links()).unwrap();
        assert!(!beside.exists());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        fs::write(&beside, "second").unwrap();
        let refused = publish_linked(&beside, &path, no_links()).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied, "the name is taken");
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(publish(&beside, &path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
    }

    #[test]
    fn existing_file_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for kept in [0o644, 0o640, 0o600, 0o200] {
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
            assert_eq!(create_new(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
            drop(create_or_append(&path).unwrap());
            assert_eq!((fs::metadata(&path).unwrap().len(), mode(&path)), (3, kept));
            drop(create_or_empty(&path).unwrap());
            assert_eq!((fs::metadata(&path).unwrap().len(), mode(&path)), (0, kept));
            fs::remove_file(&path).unwrap();
        }
    }
}
