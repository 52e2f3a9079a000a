//! A file with a new text in the place of the old. The file stays what it was: behind a link, of the same owner, with
//! the same mode. It has the one text or the other, whatever fails.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Why a file keeps its old text.
#[derive(Debug, thiserror::Error)]
pub(super) enum RewriteError {
    /// Somebody else wrote it since it was read.
    #[error("{0} was changed by somebody else meanwhile and is left as it is")]
    Changed(String),
    /// The operating system does not do it.
    #[error("{name} cannot be rewritten: {reason}")]
    Io {
        /// The file.
        name: String,
        /// What the operating system says.
        reason: io::Error,
    },
}

/// Writes `new` into the file that has `old`.
pub(super) fn rewrite(name: &str, old: &str, new: &str) -> Result<(), RewriteError> {
    let wrong = |reason: io::Error| RewriteError::Io { name: name.to_owned(), reason };
    // Behind a link is the file that is meant.
    let path = fs::canonicalize(name).map_err(wrong)?;
    if fs::read(&path).map_err(wrong)? != old.as_bytes() {
        return Err(RewriteError::Changed(name.to_owned()));
    }
    // A file that may not be written is not replaced by one that may.
    OpenOptions::new().write(true).open(&path).map_err(wrong)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new().prefix(".rfid-sim-").suffix(".new").tempfile_in(folder).map_err(wrong)?;
    beside.write_all(new.as_bytes()).and_then(|()| beside.as_file().sync_all()).map_err(wrong)?;
    if like(beside.as_file(), &path).map_err(wrong)? {
        beside.persist(&path).map(drop).map_err(|error| wrong(error.error))
    } else {
        // Another's file, or one with several names, is itself written. The whole new text is on the same disk already.
        fs::write(&path, new).map_err(wrong)
    }
}

/// Gives a new file mode and owner of another; whether it can take its place.
#[cfg(unix)]
fn like(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let (wanted, own) = (fs::metadata(path)?, file.metadata()?);
    if wanted.nlink() > 1 {
        return Ok(false);
    }
    let owners = |data: &fs::Metadata| (data.uid(), data.gid());
    if owners(&wanted) != owners(&own) && fchown(file, Some(wanted.uid()), Some(wanted.gid())).is_err() {
        return Ok(false);
    }
    // The owner first: to change it may clear bits of the mode.
    file.set_permissions(wanted.permissions()).map(|()| true)
}

#[cfg(not(unix))]
fn like(file: &File, path: &Path) -> io::Result<bool> {
    file.set_permissions(fs::metadata(path)?.permissions()).map(|()| true)
}
