//! Tables of a fleet's file.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};

use super::error::FleetFileError;
use crate::fleet::settings::FleetSettings;

/// Version of the tables and of the worlds in them.
const VERSION: i64 = 1;

/// Mark of a fleet's database in SQLite's `application_id`: `FLEE` as a number.
const APPLICATION: i64 = 0x464C_4545;

const TABLES: &str = "
CREATE TABLE settings (document TEXT NOT NULL);
CREATE TABLE scenario (day INTEGER PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE block (
    number INTEGER PRIMARY KEY, days INTEGER NOT NULL, state TEXT NOT NULL, octets BLOB NOT NULL
);
CREATE TABLE tally (
    block INTEGER NOT NULL REFERENCES block, day INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (block, day)
) WITHOUT ROWID;
";

/// Creates the tables.
pub(super) fn create(connection: &Connection, settings: &FleetSettings) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.execute_batch(TABLES)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    let document =
        serde_json::to_string(settings).map_err(|why| rusqlite::Error::ToSqlConversionFailure(why.into()))?;
    connection.execute("INSERT INTO settings (document) VALUES (?1)", [document]).map(drop)
}

/// Checks that a database is a fleet of the known version, and returns the fleet's settings.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<FleetSettings, FleetFileError> {
    let failed = |source| FleetFileError::database(path, source);
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(failed);
    if number("application_id")? != APPLICATION {
        return Err(FleetFileError::NotAFleet { path: path.to_owned(), why: "it is a database of something else" });
    }
    match number("user_version")? {
        VERSION => {}
        version => return Err(FleetFileError::OtherVersion { path: path.to_owned(), version, known: VERSION }),
    }
    let document = connection.query_row("SELECT document FROM settings", [], |row| row.get::<_, String>(0)).optional();
    let document = document.map_err(failed)?;
    let document = document.ok_or_else(|| FleetFileError::damaged(path, "the settings", &"they are missing"))?;
    serde_json::from_str(&document).map_err(|why| FleetFileError::damaged(path, "the settings", &why))
}
