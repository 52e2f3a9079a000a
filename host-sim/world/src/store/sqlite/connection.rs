//! A connection to a world's database, for each of its purposes.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::WorldFileError;

/// How long one waits before the lock of somebody else is tried again. Steps are short, so that whoever waits long
/// between two tries might never find the world free.
const PAUSE: Duration = Duration::from_millis(2);

/// How often it is tried: five seconds in all.
const TRIES: i32 = 2500;

/// What a database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    /// To be looked at, or to be changed beside others who do.
    Use,
    /// To be filled. The file has no name of its own yet: what is half written is nobody's, and needs no journal.
    Fill,
}

/// Opens the database that stands at a place, for the world that people call `path`.
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

/// Puts a world into a log while it is open to be changed: whoever looks is not kept out by whoever changes it.
pub(super) fn unfold(connection: &mut Connection) -> rusqlite::Result<()> {
    try_journal(connection, "wal")
}

/// Waits for somebody else's step to end.
#[allow(clippy::disallowed_methods, reason = "another process's step ends in real time")]
fn wait(tries: i32) -> bool {
    std::thread::sleep(PAUSE);
    tries < TRIES
}

/// Sets how changes are undone, unless others have the database open: then it stays as they have it.
fn try_journal(connection: &mut Connection, mode: &str) -> rusqlite::Result<()> {
    connection.busy_handler(None::<fn(i32) -> bool>)?;
    let set = connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0));
    connection.busy_handler(Some(wait))?;
    match set {
        Err(why) if !is_busy(&why) => Err(why),
        _ => Ok(()),
    }
}

/// Takes a world out of its log, so that it is one file again, unless others have it open: then the last of them does.
pub(super) fn fold(connection: &mut Connection) {
    // Whoever cannot has lost nothing: the next who opens the world reads the log.
    drop(try_journal(connection, "delete"));
}

/// Whether another process has the database.
fn is_busy(why: &rusqlite::Error) -> bool {
    matches!(why.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
