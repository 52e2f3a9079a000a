//! A new text in the place of a file's old one. The file stays what it was: behind a link, of the same owner, with the
//! same mode. Whatever fails, the file has either the old text or the new.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Reason for which a file keeps its old text.
#[derive(Debug, thiserror::Error)]
pub(super) enum RewriteError {
    /// Change by somebody else since the file was read.
    #[error("{0} was changed by somebody else meanwhile and is left as it is")]
    Changed(String),
    /// Refusal by the operating system.
    #[error("{name} cannot be rewritten: {reason}")]
    Io {
        /// Path of the file.
        name: String,
        /// Reason of the operating system.
        reason: io::Error,
    },
}

/// Writes `new` into a file whose text is `old`.
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

/// Gives a new file the mode and owner of another; returns `false` if the new file cannot take its place.
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
