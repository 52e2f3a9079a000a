//! Files with secrets in them: a card's memory holds its keys, a world and a recording hold PINs and passwords. Such a file
//! is created for its owner alone (mode 0600), whatever the umask says.
//!
//! The mode of a file that already exists is never changed: its owner may have opened it to a group on purpose, or closed
//! it further.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Options that write, and create a file only its owner can read.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a file for its owner alone, to be read and written. Fails if something has the name already.
pub fn create_new(path: &Path) -> io::Result<File> {
    options().read(true).create_new(true).open(path)
}

/// Opens a file to write it anew: created for its owner alone, or emptied with the mode that it has.
pub fn create_or_empty(path: &Path) -> io::Result<File> {
    options().create(true).truncate(true).open(path)
}

/// Opens a file to add to its end; created for its owner alone if it does not exist.
pub fn create_or_append(path: &Path) -> io::Result<File> {
    options().create(true).append(true).open(path)
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
