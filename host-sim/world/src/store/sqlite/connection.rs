//! Connection to a world's database, for each of its purposes.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::WorldFileError;

/// Pause between two tries for a lock. Steps are short, so that with long pauses a process might never find the world
/// free.
const PAUSE: Duration = Duration::from_millis(2);

/// Number of tries for a lock: five seconds in all.
const TRIES: i32 = 2500;

/// Purpose of an open database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    /// Reading, or changing beside other processes.
    Use,
    /// Filling. The file has no final name yet, so that a half-written one is nobody's and needs no journal.
    Fill,
}

/// Opens the database at `place`, for the world that people call `path`.
pub(super) fn connect(place: &Path, path: &Path, intent: Intent) -> Result<Connection, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    // Without SQLITE_OPEN_URI and SQLITE_OPEN_CREATE: a path is a path, and a file that is not there is not made.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(place, flags).map_err(failed)?;
    prepare(&mut connection, intent).map_err(failed)?;
    Ok(connection)
}

fn prepare(connection: &mut Connection, intent: Intent) -> rusqlite::Result<()> {
    connection.busy_handler(Some(wait))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    match intent {
        Intent::Use => Ok(()),
        Intent::Fill => connection.pragma_update(None, "journal_mode", "memory"),
    }
}

/// Switches a world that is open to be changed to a write-ahead log, so that readers and the writer do not block each
/// other.
pub(super) fn unfold(connection: &mut Connection) -> rusqlite::Result<()> {
    try_journal(connection, "wal")
}

/// Waits for the step of another process to end.
#[allow(clippy::disallowed_methods, reason = "another process's step ends in real time")]
fn wait(tries: i32) -> bool {
    std::thread::sleep(PAUSE);
    tries < TRIES
}

/// Sets the journal mode, unless other processes have the database open: then the mode stays.
fn try_journal(connection: &mut Connection, mode: &str) -> rusqlite::Result<()> {
    connection.busy_handler(None::<fn(i32) -> bool>)?;
    let set = connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0));
    connection.busy_handler(Some(wait))?;
    match set {
        Err(why) if !is_busy(&why) => Err(why),
        _ => Ok(()),
    }
}

/// Folds the log of a world into its file, unless other processes have the world open: the last of them folds the log.
pub(super) fn fold(connection: &mut Connection) {
    // A failure loses nothing: the next process that opens the world reads the log.
    drop(try_journal(connection, "delete"));
}

/// Returns `true` if another process has the database.
fn is_busy(why: &rusqlite::Error) -> bool {
    matches!(why.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
