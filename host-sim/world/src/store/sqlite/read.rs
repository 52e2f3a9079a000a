//! A world read from its rows.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use super::schema::has_table;
use super::seal::Seal;
use super::{State, WorldFileError, write};
use crate::platform::entry::{Book, Entry};
use crate::store::card_keys::{self, CardKeysError};
use crate::store::rows::{TableName, meta};
use crate::store::stored_world::{self, Documents, Images, StoredWorld, StoredWorldError};
use crate::world::{Event, Person, World};
use sim_codec::time::Moment;

/// Document of `meta` about the seal.
#[derive(Deserialize)]
pub(super) struct Sealed {
    pub(super) rows: Seal,
    pub(super) change: u64,
}

/// World that was read, without the platform's keys, and the state of its file.
pub(super) struct Read {
    pub(super) world: World,
    pub(super) state: State,
}

/// Reads the world of a file.
pub(super) fn world(connection: &Connection, path: &Path) -> Result<Read, WorldFileError> {
    let mut documents = Documents::new();
    for table in TableName::all() {
        documents.insert(table, read(connection, path, table)?);
    }
    let sealed = sealed(connection, path)?;
    let (images, entries) = (images(connection, path)?, entries(connection, path, 0)?);
    let seal = Seal::of_database(connection).map_err(|source| WorldFileError::of(path, source))?;
    let world = StoredWorld { documents, images, entries }.into_world();
    let StoredWorldError { place, why } = match world {
        Ok(_) if sealed.rows != seal => return Err(WorldFileError::Mixed { path: path.to_owned() }),
        Ok(world) => {
            let (entries, happened) = (world.platform.books.ledger.entries().len(), world.happened());
            return Ok(Read { state: State { seal, change: sealed.change, entries, happened }, world });
        }
        Err(wrong) => wrong,
    };
    Err(WorldFileError::damaged(path, place, &why))
}

/// Reads the seal of the last change, and the change's number.
pub(super) fn sealed(connection: &Connection, path: &Path) -> Result<Sealed, WorldFileError> {
    let place = format!("meta {}", meta::SEAL);
    let document = write::document(connection, TableName::Meta, meta::SEAL);
    let document = document.map_err(|source| WorldFileError::of(path, source))?;
    let document = document.ok_or_else(|| WorldFileError::damaged(path, &place, &"it is missing"))?;
    serde_json::from_str(&document).map_err(|why| WorldFileError::damaged(path, &place, &why))
}

/// Gives the keys of the cards back to the platform, from the profiles of the cards.
pub(super) fn give_keys(world: &mut World, path: &Path) -> Result<(), WorldFileError> {
    card_keys::give(world).map_err(|error| match error {
        CardKeysError::Profile { number, choice, why } => WorldFileError::Keys { number, choice, why: why.to_string() },
        CardKeysError::Platform(why) => WorldFileError::damaged(path, "the keys of the cards", &why),
    })
}

/// Reads the documents of a table.
fn read(connection: &Connection, path: &Path, table: TableName) -> Result<BTreeMap<String, Value>, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    if !has_table(connection, table).map_err(failed)? {
        return Ok(BTreeMap::new());
    }
    let sql = format!("SELECT id, document FROM {}", table.name());
    let mut statement = connection.prepare(&sql).map_err(failed)?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let read = rows.map_err(failed)?.map(|row| {
        let (id, text) = row.map_err(failed)?;
        let document = parsed(path, table, &id, &text)?;
        Ok((id, document))
    });
    read.collect()
}

/// Parses a row's document.
pub(super) fn parsed<T: serde::de::DeserializeOwned>(
    path: &Path,
    table: TableName,
    id: &str,
    text: &str,
) -> Result<T, WorldFileError> {
    serde_json::from_str(text).map_err(|why| WorldFileError::damaged(path, format!("{} {id}", table.name()), &why))
}

/// Reads the memories of the cards. The query reads the table itself and not its index, since the seal is over the
/// table.
fn images(connection: &Connection, path: &Path) -> Result<Images, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let mut statement = connection.prepare("SELECT id, card FROM person").map_err(failed)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<_>>(1)?.unwrap_or_default())));
    rows.map_err(failed)?.collect::<rusqlite::Result<_>>().map_err(failed)
}

/// Reads a person from the rows, the messages in the inbox and the card's memory.
pub(super) fn person(
    path: &Path,
    id: &str,
    rows: (Value, Option<Value>),
    texts_and_image: (Vec<Value>, &[u8]),
) -> Result<Person, WorldFileError> {
    let person = stored_world::person(id, rows, texts_and_image);
    let person = person.map_err(|StoredWorldError { place, why }| WorldFileError::damaged(path, place, &why));
    Ok(person?.1)
}

/// Reads the entries of the ledger after the first `behind`.
pub(super) fn entries(connection: &Connection, path: &Path, behind: usize) -> Result<Vec<Entry>, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let sql = "SELECT entry.id, at, document, book, amount FROM entry LEFT JOIN leg ON leg.entry = entry.id \
               WHERE entry.id > ?1 ORDER BY entry.id, place";
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let mut rows = statement.query([i64::try_from(behind).unwrap_or(i64::MAX)]).map_err(failed)?;
    let mut entries: Vec<Entry> = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let id: i64 = row.get(0).map_err(failed)?;
        let place = format!("entry {id}");
        let wrong = |why: &dyn std::fmt::Display| WorldFileError::damaged(path, &place, &why.to_string());
        let id = u64::try_from(id).map_err(|why| wrong(&why))?;
        if entries.last().is_none_or(|entry| entry.id != id) {
            let at = u64::try_from(row.get::<_, i64>(1).map_err(failed)?).map_err(|why| wrong(&why))?;
            let document: String = row.get(2).map_err(failed)?;
            let why = serde_json::from_str(&document).map_err(|why| wrong(&why))?;
            entries.push(Entry { id, at: Moment(at), why, legs: Vec::new() });
        }
        let (book, amount): (Option<String>, Option<i64>) = (row.get(3).map_err(failed)?, row.get(4).map_err(failed)?);
        if let (Some(book), Some(amount), Some(entry)) = (book, amount, entries.last_mut()) {
            let book: Book = book.parse().map_err(|why| wrong(&why))?;
            entry.legs.push((book, amount));
        }
    }
    Ok(entries)
}

/// Reads the last events, at most `most`, the oldest first.
pub(super) fn last_events(connection: &Connection, path: &Path, most: u64) -> Result<Vec<Event>, WorldFileError> {
    let sql = "SELECT id, document FROM (SELECT id, document FROM event ORDER BY id DESC LIMIT ?1) ORDER BY id";
    events_of(connection, path, sql, most)
}

/// Reads the events after the first `after`, the oldest first.
pub(super) fn events(connection: &Connection, path: &Path, after: u64) -> Result<Vec<Event>, WorldFileError> {
    events_of(connection, path, "SELECT id, document FROM event WHERE id > ?1 ORDER BY id", after)
}

fn events_of(connection: &Connection, path: &Path, sql: &str, number: u64) -> Result<Vec<Event>, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let number = write::as_integer(number);
    let rows = statement.query_map([number], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
    let read = rows.map_err(failed)?.map(|row| {
        let (id, document) = row.map_err(failed)?;
        let place = format!("event {id}");
        serde_json::from_str(&document).map_err(|why| WorldFileError::damaged(path, place, &why))
    });
    read.collect()
}
