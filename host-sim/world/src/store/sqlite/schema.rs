//! Tables of a world's file. Most have an `id` and a `document` in JSON, whose columns are read out of it, so that
//! nothing stands there twice. Entries, their legs and events are only ever added: the database itself refuses to
//! change or delete one.

use sim_wire::count::{Counted, CountedVerb};
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};

use super::WorldFileError;
use crate::store::esmes;
use crate::store::rows::TableName;

/// Version of the tables.
pub const VERSION: i64 = 8;

/// Mark of a world's database in SQLite's `application_id`: `RFID` as a number.
const APPLICATION: i64 = 0x5246_4944;

const TABLES: &str = "
CREATE TABLE meta (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE person (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, card BLOB,
    model TEXT AS (document ->> '$.model'), imei TEXT AS (document ->> '$.imei'),
    profile TEXT AS (document ->> '$.profile'), asn TEXT AS (document ->> '$.asn'),
    power TEXT AS (document ->> '$.power'), place INTEGER AS (document ->> '$.place')
);
CREATE TABLE phone (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, powered_ms INTEGER AS (document ->> '$.station.powered_ms'),
    language TEXT AS (document ->> '$.station.handset.surroundings.language'),
    is_served INTEGER AS (document ->> '$.station.handset.surroundings.service')
) WITHOUT ROWID;
CREATE TABLE text (
    id TEXT PRIMARY KEY, document TEXT NOT NULL,
    person TEXT AS (substr(id, 1, 11)), sender TEXT AS (document ->> '$.from.number'),
    said TEXT AS (document ->> '$.body.text')
) WITHOUT ROWID;

CREATE TABLE loose_card (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, person TEXT AS (document ->> '$.number'),
    profile TEXT AS (document ->> '$.profile')
) WITHOUT ROWID;

CREATE TABLE account (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE subscriber (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE scratch_card (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, value INTEGER AS (document ->> '$.value'),
    used_by TEXT AS (document ->> '$.used.number')
) WITHOUT ROWID;
CREATE TABLE card_file (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, person TEXT AS (document ->> '$.number'),
    state TEXT AS (document ->> '$.state'), sent INTEGER AS (document ->> '$.sent'),
    heard INTEGER AS (document ->> '$.heard')
) WITHOUT ROWID;
CREATE VIEW errand AS
    SELECT card_file.id AS asn, person, one.key AS place, one.value ->> '$.purpose' AS purpose,
        one.value ->> '$.script' AS script, one.value ->> '$.tries' AS tries,
        datetime((one.value ->> '$.again') / 1000, 'unixepoch') AS again
    FROM card_file, json_each(card_file.document, '$.errands') AS one;
CREATE TABLE load (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, person TEXT AS (document ->> '$.number'),
    amount INTEGER AS (document ->> '$.amount'), state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE transfer (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, person TEXT AS (document ->> '$.number'),
    amount INTEGER AS (document ->> '$.amount'), state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE withdrawal (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, person TEXT AS (document ->> '$.number'),
    amount INTEGER AS (document ->> '$.amount'), state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE bank_order (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, person TEXT AS (document ->> '$.number'),
    amount INTEGER AS (document ->> '$.amount'), state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE goods_order (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, merchant TEXT AS (document ->> '$.merchant'),
    amount INTEGER AS (document ->> '$.amount'), state TEXT AS (document ->> '$.state'),
    payer TEXT AS (document ->> '$.payment.number')
) WITHOUT ROWID;
CREATE TABLE unload (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, person TEXT AS (document ->> '$.number'),
    amount INTEGER AS (document ->> '$.amount'), state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE card_swap (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, person TEXT AS (document ->> '$.number'),
    amount INTEGER AS (document ->> '$.amount'), state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE issued (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE submission (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE question (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sms_code (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE allowance (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reference (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE merchant (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, name TEXT AS (document ->> '$.name'),
    commission INTEGER AS (document ->> '$.commission')
) WITHOUT ROWID;
CREATE TABLE purchase (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, merchant TEXT AS (document ->> '$.sender.merchant'),
    asn TEXT AS (document ->> '$.entry.asn'), amount INTEGER AS (document ->> '$.entry.amount'),
    batch INTEGER AS (document ->> '$.batch'), state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE batch (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, sold INTEGER AS (document ->> '$.totals.sold'),
    sum INTEGER AS (document ->> '$.totals.sum')
) WITHOUT ROWID;
CREATE TABLE staged_entry (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE carried_proof (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, receiver TEXT AS (document ->> '$.to')
) WITHOUT ROWID;
CREATE TABLE message (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, kind TEXT AS (document ->> '$.cargo.kind'),
    sender TEXT AS (document ->> '$.cargo.from'), receiver TEXT AS (document ->> '$.cargo.to'),
    due TEXT AS (datetime((document ->> '$.due') / 1000, 'unixepoch')),
    held INTEGER AS (document ->> '$.held'), tries INTEGER AS (document ->> '$.tries')
) WITHOUT ROWID;

CREATE TABLE shop (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, name TEXT AS (document ->> '$.terminal.merchant_name'),
    merchant TEXT AS (document ->> '$.terminal.merchant'), pos TEXT AS (document ->> '$.terminal.pos'),
    batch INTEGER AS (document ->> '$.terminal.batch')
) WITHOUT ROWID;
CREATE TABLE batch_entry (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, asn TEXT AS (document ->> '$.asn'),
    amount INTEGER AS (document ->> '$.amount'), state TEXT AS (document ->> '$.state')
) WITHOUT ROWID;
CREATE TABLE receipt (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, amount INTEGER AS (document ->> '$.amount')
) WITHOUT ROWID;

CREATE TABLE entry (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, document TEXT NOT NULL,
    time TEXT AS (datetime(at / 1000, 'unixepoch')), why TEXT AS (document ->> '$.why')
);
CREATE TABLE leg (
    entry INTEGER NOT NULL REFERENCES entry, place INTEGER NOT NULL, book TEXT NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (entry, place)
) WITHOUT ROWID;
CREATE VIEW balance AS SELECT book, sum(amount) AS fen FROM leg GROUP BY book;
CREATE TABLE event (id INTEGER PRIMARY KEY, document TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE change (number INTEGER PRIMARY KEY, rows TEXT NOT NULL);
";

/// Tables that a world of an earlier version may not have.
const LATER_TABLES: &str = "
CREATE TABLE IF NOT EXISTS esme (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, addresses TEXT AS (document ->> '$.addresses')
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS esme_submission (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, esme TEXT AS (document ->> '$.esme'),
    person TEXT AS (document ->> '$.person'), state TEXT AS (document ->> '$.state'),
    until TEXT AS (datetime((document ->> '$.until') / 1000, 'unixepoch'))
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS esme_message (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, esme TEXT AS (document ->> '$.esme'),
    kind TEXT AS (document ->> '$.kind'), submission INTEGER AS (document ->> '$.number')
) WITHOUT ROWID;
";

/// Tables that only grow.
const GROWING: [&str; 3] = ["entry", "leg", "event"];

/// Creates the tables.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.execute_batch(TABLES)?;
    connection.execute_batch(LATER_TABLES)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    for table in GROWING {
        for (deed, done) in [("UPDATE", "changed"), ("DELETE", "deleted")] {
            let words = format!("what stands in {table} is never {done}");
            connection.execute_batch(&format!(
                "CREATE TRIGGER {table}_is_never_{done} BEFORE {deed} ON {table} \
                 BEGIN SELECT raise(ABORT, '{words}'); END;"
            ))?;
        }
    }
    Ok(())
}

/// Creates the tables that a world of an earlier version does not have.
pub(super) fn add_later(connection: &Connection) -> rusqlite::Result<()> {
    let stands = |table: &TableName| has_table(connection, *table);
    let all = esmes::TABLES.iter().map(stands).collect::<rusqlite::Result<Vec<bool>>>()?;
    if all.contains(&false) { connection.execute_batch(LATER_TABLES) } else { Ok(()) }
}

/// Returns whether a database has a table; one of an earlier version may not.
pub(super) fn has_table(connection: &Connection, table: TableName) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1)";
    connection.prepare_cached(sql)?.query_row([table.name()], |row| row.get(0))
}

/// Returns the path of a database's write-ahead log.
pub(super) fn log_of(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Returns the version of a database.
fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Checks that a database is a whole world of the known version.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(failed);
    let not = |why| WorldFileError::NotAWorld { path: path.to_owned(), why };
    if number("application_id")? != APPLICATION {
        return Err(not("it is a database of something else"));
    }
    match version(connection).map_err(failed)? {
        VERSION => {}
        version => return Err(WorldFileError::OtherVersion { path: path.to_owned(), version }),
    }
    // SQLite would read the missing part of a last page as zeros.
    let (pages, length) = (number("page_count")?, number("page_size")?);
    let whole = u64::try_from(pages.saturating_mul(length)).unwrap_or(0);
    let there =
        std::fs::metadata(path).map_err(|source| WorldFileError::System { path: path.to_owned(), source })?.len();
    // The content of a log beside the file is not in the file yet.
    if there < whole && !log_of(path).exists() {
        let why =
            format!("it is cut off: {} {} there, of {whole}", Counted(there, "octet"), CountedVerb(there, "is", "are"));
        return Err(WorldFileError::damaged(path, "the database", &why));
    }
    let found = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0)).optional();
    match found.map_err(failed)? {
        Some(found) if found != "ok" => Err(WorldFileError::damaged(path, "the database", &found)),
        _ => Ok(()),
    }
}
