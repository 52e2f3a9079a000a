//! A world read from its rows.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use super::rows::{Rows, Table, meta, padded, put_back};
use super::seal::Seal;
use super::{Images, Kept, WorldFileError, people, schema};
use crate::platform::Platform;
use crate::platform::entry::{Book, Entry};
use crate::platform::number::Msisdn;
use crate::smsc::{Carried, SmsCentre, State};
use crate::world::{Happening, Person, World};
use sim_codec::time::Moment;
use sim_device::profile::Profile;

/// What stands in `meta` of the world itself.
#[derive(Deserialize)]
struct Stood {
    now: Moment,
    seed: u64,
    steps: u64,
    happened: u64,
}

/// Documents by table and identifier.
type Documents = BTreeMap<Table, BTreeMap<String, Value>>;

/// What stands in `meta` of the seal.
#[derive(Deserialize)]
struct Sealed {
    rows: Seal,
}

/// What a file has: the world without the platform's keys, and the rows as they stand there.
pub(super) struct Read {
    pub(super) world: World,
    pub(super) kept: Kept,
}

/// Reads a file.
pub(super) fn world(connection: &Connection, path: &Path) -> Result<Read, WorldFileError> {
    let mut rows = Rows::new();
    let mut documents = Documents::new();
    for table in Table::ALL {
        let texts = read(connection, path, table)?;
        documents.insert(table, parsed(&texts, path, table)?);
        rows.insert(table, texts);
    }
    let sealed = sealed(connection, &mut documents, path)?;
    rows.entry(Table::Meta).or_default().remove(meta::SEAL);
    let Stood { now, seed, steps, happened } = taken(&mut documents, path, meta::WORLD)?;
    let mut centre: SmsCentre = taken(&mut documents, path, meta::CENTRE)?;
    centre.restore(carried(&documents, now, path)?);
    let images = images(connection, path)?;
    let people = people(&images, &documents, path)?;
    let mut platform: Value = taken(&mut documents, path, meta::PLATFORM)?;
    put_back(&mut platform, &documents);
    let entries = entries(connection, path)?;
    let platform = Platform::from_document(platform, entries, seed)
        .map_err(|why| WorldFileError::damaged(path, "the platform", &why))?;
    let seal = Seal::of_database(connection).map_err(|source| WorldFileError::of(path, source))?;
    if sealed.is_some_and(|sealed| sealed != seal) {
        return Err(WorldFileError::Mixed { path: path.to_owned() });
    }
    let world = World {
        now,
        seed,
        steps,
        people,
        centre,
        platform,
        happenings: Vec::new(),
        past: happened,
        faults: Vec::new(),
        keeps_exchanges: false,
        flows: false,
    };
    let entries = world.platform.books.ledger.entries().len();
    let kept = Kept { rows, images, entries, happened, seal };
    Ok(Read { world, kept })
}

/// The seal of the last step; `None` in a world of the version that had none.
fn sealed(connection: &Connection, documents: &mut Documents, path: &Path) -> Result<Option<Seal>, WorldFileError> {
    let version = schema::version(connection).map_err(|source| WorldFileError::of(path, source))?;
    let is_there = documents.get(&Table::Meta).is_some_and(|meta| meta.contains_key(meta::SEAL));
    if version == schema::UNSEALED && !is_there {
        return Ok(None);
    }
    taken(documents, path, meta::SEAL).map(|Sealed { rows }| Some(rows))
}

/// Gives the platform the keys of the cards again, from the profiles that they were made from.
pub(super) fn give_keys(world: &mut World, path: &Path) -> Result<(), WorldFileError> {
    let mut known: BTreeMap<String, Profile> = BTreeMap::new();
    let mut profiles = Vec::new();
    for person in &world.people {
        let choice = person.profile().to_owned();
        let failed = |why: &dyn std::fmt::Display| WorldFileError::Keys {
            number: person.number(),
            choice: choice.clone(),
            why: why.to_string(),
        };
        let profile = match known.get(&choice) {
            Some(profile) => profile.clone(),
            None => Profile::choose(&choice).map_err(|why| failed(&why))?,
        };
        known.entry(choice.clone()).or_insert_with(|| profile.clone());
        profiles.push(profile.of_series(person.asn));
    }
    world.platform.give_keys(&profiles).map_err(|why| WorldFileError::damaged(path, "the keys of the cards", &why))
}

/// The documents of a table, as texts.
fn read(connection: &Connection, path: &Path, table: Table) -> Result<BTreeMap<String, String>, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let sql = format!("SELECT id, document FROM {}", table.name());
    let mut statement = connection.prepare(&sql).map_err(failed)?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    rows.map_err(failed)?.collect::<rusqlite::Result<_>>().map_err(failed)
}

/// The documents of a table, as values.
fn parsed(
    texts: &BTreeMap<String, String>,
    path: &Path,
    table: Table,
) -> Result<BTreeMap<String, Value>, WorldFileError> {
    let parse = |(id, text): (&String, &String)| {
        let place = format!("{} {id}", table.name());
        let document = serde_json::from_str(text).map_err(|why| WorldFileError::damaged(path, place, &why))?;
        Ok((id.clone(), document))
    };
    texts.iter().map(parse).collect()
}

/// A document of `meta`.
fn taken<T: serde::de::DeserializeOwned>(
    documents: &mut Documents,
    path: &Path,
    id: &str,
) -> Result<T, WorldFileError> {
    let place = format!("meta {id}");
    let document = documents.get_mut(&Table::Meta).and_then(|meta| meta.remove(id));
    let document = document.ok_or_else(|| WorldFileError::damaged(path, &place, &"it is missing"))?;
    serde_json::from_value(document).map_err(|why| WorldFileError::damaged(path, place, &why))
}

/// What is under way. A message that a handset had and did not report is not there any more, for the handset has forgotten
/// it: it is brought again.
fn carried(documents: &Documents, now: Moment, path: &Path) -> Result<Vec<Carried>, WorldFileError> {
    let rows = documents.get(&Table::Message).into_iter().flatten();
    let read = rows.map(|(id, document)| {
        let place = format!("message {id}");
        let carried: Result<Carried, _> = serde_json::from_value(document.clone());
        let mut carried = carried.map_err(|why| WorldFileError::damaged(path, &place, &why))?;
        if padded(carried.id.0) != *id {
            return Err(WorldFileError::damaged(path, &place, &"its number is another"));
        }
        if matches!(carried.state, State::AtHandset(_)) {
            (carried.state, carried.due) = (State::Waiting, now);
        }
        Ok(carried)
    });
    read.collect()
}

/// The memories of the cards. The table itself is read, and not by its index, so that what the seal is over is what is
/// read.
fn images(connection: &Connection, path: &Path) -> Result<Images, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let mut statement = connection.prepare("SELECT id, card FROM person").map_err(failed)?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<Vec<u8>>>(1)?)));
    let mut images = Images::new();
    for row in rows.map_err(failed)? {
        let (id, image) = row.map_err(failed)?;
        let number = id.parse().map_err(|why| WorldFileError::damaged(path, format!("person {id}"), &why))?;
        images.insert(number, image.unwrap_or_default());
    }
    Ok(images)
}

/// Everybody, in the order in which they came.
fn people(images: &Images, documents: &Documents, path: &Path) -> Result<Vec<Person>, WorldFileError> {
    let mut people = BTreeMap::new();
    for (id, document) in documents.get(&Table::Person).into_iter().flatten() {
        let wrong =
            |why: &dyn std::fmt::Display| WorldFileError::damaged(path, format!("person {id}"), &why.to_string());
        let number: Msisdn = id.parse().map_err(|why| wrong(&why))?;
        let image = images.get(&number).map(Vec::as_slice).unwrap_or_default();
        let texts = documents.get(&Table::Text).into_iter().flatten();
        let own = texts.filter(|(text, _)| text.starts_with(id.as_str())).map(|(_, text)| text.clone()).collect();
        let (place, person) = people::from_rows(number, document.clone(), own, image).map_err(|why| wrong(&why))?;
        people.insert((place, number), person);
    }
    Ok(people.into_values().collect())
}

/// The ledger, entry by entry.
fn entries(connection: &Connection, path: &Path) -> Result<Vec<Entry>, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let sql = "SELECT entry.id, at, document, book, amount FROM entry LEFT JOIN leg ON leg.entry = entry.id \
               ORDER BY entry.id, place";
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
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

/// The last things that happened, the oldest first.
pub(super) fn last_happenings(
    connection: &Connection,
    path: &Path,
    most: u64,
) -> Result<Vec<Happening>, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let sql = "SELECT id, document FROM (SELECT id, document FROM happening ORDER BY id DESC LIMIT ?1) ORDER BY id";
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map([most], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
    let read = rows.map_err(failed)?.map(|row| {
        let (id, document) = row.map_err(failed)?;
        let place = format!("happening {id}");
        serde_json::from_str(&document).map_err(|why| WorldFileError::damaged(path, place, &why))
    });
    read.collect()
}
