//! Writing the changes of a world: rows that differ, and new entries and events.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::WorldFileError;
use super::seal::{self, Seal};
use crate::platform::entry::Entry;
use crate::platform::number::Msisdn;
use crate::store::rows::TableName;
use crate::world::{Event, World};

/// New documents by table and identifier; `None` for a row that is gone.
pub(super) type ChangedRows = BTreeMap<(TableName, String), Option<String>>;

/// Tables and identifiers of the rows that were written.
pub(super) type WrittenRows = Vec<(&'static str, String)>;

/// Writes the rows whose documents differ from those in the database.
pub(super) fn rows(connection: &Connection, rows: &ChangedRows, seal: &mut Seal) -> rusqlite::Result<WrittenRows> {
    let mut written = WrittenRows::new();
    for ((table, id), now) in rows {
        let name = table.name();
        let old = document(connection, *table, id)?;
        if old == *now {
            continue;
        }
        if let Some(old) = &old {
            seal.remove(name, &[id.as_bytes(), old.as_bytes()]);
        }
        match now {
            Some(now) => {
                seal.add(name, &[id.as_bytes(), now.as_bytes()]);
                upsert(connection, *table, id, now)?;
            }
            None => {
                connection.prepare_cached(&format!("DELETE FROM {name} WHERE id = ?1"))?.execute([id])?;
            }
        }
        written.push((name, id.clone()));
    }
    Ok(written)
}

/// Returns the document of a row; `None` if there is no such row.
pub(super) fn document(connection: &Connection, table: TableName, id: &str) -> rusqlite::Result<Option<String>> {
    let sql = format!("SELECT document FROM {} WHERE id = ?1", table.name());
    connection.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()
}

/// Inserts a document into a table, or replaces the one with its identifier.
pub(super) fn upsert(connection: &Connection, table: TableName, id: &str, document: &str) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO {} (id, document) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET document = ?2",
        table.name()
    );
    connection.prepare_cached(&sql)?.execute(params![id, document]).map(drop)
}

/// Writes the memory of a card if it differs. Returns whether it did.
pub(super) fn image(connection: &Connection, number: &Msisdn, image: &[u8], seal: &mut Seal) -> rusqlite::Result<bool> {
    let id = number.to_string();
    let mut select = connection.prepare_cached("SELECT card FROM person WHERE id = ?1")?;
    let old: Option<Vec<u8>> = select.query_row([&id], |row| row.get(0)).optional()?.flatten();
    if old.as_deref() == Some(image) {
        return Ok(false);
    }
    if let Some(old) = &old {
        seal.remove(seal::CARD, &[id.as_bytes(), old]);
    }
    seal.add(seal::CARD, &[id.as_bytes(), image]);
    connection.prepare_cached("UPDATE person SET card = ?2 WHERE id = ?1")?.execute(params![id, image])?;
    Ok(true)
}

/// Adds the entries and events after those that the file has.
pub(super) fn added(
    connection: &Connection,
    path: &Path,
    world: &World,
    (entries, happened): (usize, u64),
    seal: &mut Seal,
) -> Result<(), WorldFileError> {
    for entry in world.platform.books.ledger.entries().get(entries..).unwrap_or_default() {
        write_entry(connection, path, entry, seal)?;
    }
    for event in world.log.after(happened) {
        write_event(connection, path, event, seal)?;
    }
    Ok(())
}

fn write_entry(connection: &Connection, path: &Path, entry: &Entry, seal: &mut Seal) -> Result<(), WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let why = serde_json::to_string(&entry.why).map_err(|why| WorldFileError::damaged(path, "an entry", &why))?;
    let (id, at) = (as_integer(entry.id), as_integer(entry.at.0));
    let mut insert =
        connection.prepare_cached("INSERT INTO entry (id, at, document) VALUES (?1, ?2, ?3)").map_err(failed)?;
    insert.execute(params![id, at, why]).map_err(failed)?;
    seal.add("entry", &[&id.to_be_bytes(), &at.to_be_bytes(), why.as_bytes()]);
    let sql = "INSERT INTO leg (entry, place, book, amount) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql).map_err(failed)?;
    for (place, (book, amount)) in (1_i64..).zip(&entry.legs) {
        let book = book.to_string();
        insert.execute(params![id, place, book, amount]).map_err(failed)?;
        seal.add("leg", &[&id.to_be_bytes(), &place.to_be_bytes(), book.as_bytes(), &amount.to_be_bytes()]);
    }
    Ok(())
}

fn write_event(connection: &Connection, path: &Path, event: &Event, seal: &mut Seal) -> Result<(), WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let document = serde_json::to_string(event).map_err(|why| WorldFileError::damaged(path, "an event", &why))?;
    let (id, words) = (as_integer(event.number), event.to_string());
    let sql = "INSERT INTO event (id, document, words) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql).map_err(failed)?;
    seal.add("event", &[&id.to_be_bytes(), document.as_bytes(), words.as_bytes()]);
    insert.execute(params![id, document, words]).map(drop).map_err(failed)
}

/// Returns a number as SQLite's integer; a greater one becomes the greatest.
pub(super) fn as_integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
