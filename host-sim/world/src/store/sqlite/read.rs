//! A world read from its rows.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use super::schema::has_table;
use super::seal::Seal;
use super::{State, WorldFileError, write};
use crate::esme::Esmes;
use crate::platform::Platform;
use crate::platform::card_file::Asn;
use crate::platform::entry::{Book, Entry};
use crate::platform::kept::PlatformRecord;
use crate::platform::number::Msisdn;
use crate::platform::rows::padded;
use crate::shop::Shops;
use crate::smsc::{CarriedMessage, SmsCentre};
use crate::store;
use crate::store::people;
use crate::store::rows::{TableName, meta};
use crate::store::shops;
use crate::world::people::People;
use crate::world::{Event, EventLog, LooseCard, PendingFaults, Person, Scheduler, World};
use sim_codec::time::Moment;
use sim_device::profile::Profile;
use sim_device::tracked_map::TrackedMap;

/// Document of `meta` about the clock and the counts.
#[derive(Deserialize)]
pub(super) struct WorldMeta {
    pub(super) now: Moment,
    pub(super) seed: u64,
    pub(super) steps: u64,
    pub(super) happened: u64,
}

/// Documents by table and identifier.
type Documents = BTreeMap<TableName, BTreeMap<String, Value>>;

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
    let WorldMeta { now, seed, steps, happened } = take_document(&mut documents, path, meta::WORLD)?;
    let mut centre: SmsCentre = take_document(&mut documents, path, meta::CENTRE)?;
    centre.restore(carried(&documents, path)?);
    let people = people(connection, &documents, path)?;
    let esmes = esmes(&mut documents, path)?;
    let shops = shops(&mut documents, path)?;
    let radio_field = take_document_if_any(&mut documents, path, meta::RADIO_FIELD)?.unwrap_or_default();
    let calls = take_document_if_any(&mut documents, path, meta::CALLS)?.unwrap_or_default();
    let record: PlatformRecord = take_document(&mut documents, path, meta::PLATFORM)?;
    let entries = entries(connection, path, 0)?;
    let rows = documents.iter().flat_map(|(table, rows)| {
        let part = if let TableName::Platform(part) = table { Some(*part) } else { None };
        rows.iter().filter_map(move |(id, row)| Some((part?, id.clone(), row.clone())))
    });
    let platform = Platform::from_rows(record, rows, entries, seed)
        .map_err(|why| WorldFileError::damaged(path, "the platform", &why))?;
    let seal = Seal::of_database(connection).map_err(|source| WorldFileError::of(path, source))?;
    if sealed.rows != seal {
        return Err(WorldFileError::Mixed { path: path.to_owned() });
    }
    let loose_cards = loose_cards(&documents, path)?;
    let world = World {
        loose_cards,
        calls,
        scheduler: Scheduler { now, seed, steps },
        people: People::of(people),
        centre,
        esmes,
        platform,
        radio_field,
        shops,
        log: EventLog::behind(happened),
        faults: PendingFaults::default(),
        shown: None,
        flows: false,
    };
    let entries = world.platform.books.ledger.entries().len();
    Ok(Read { world, state: State { seal, change: sealed.change, entries, happened } })
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
    let mut known: BTreeMap<String, Profile> = BTreeMap::new();
    let mut profiles = Vec::new();
    let of_people = world.people().iter().map(|person| (person.number(), person.profile(), person.asn));
    let loose = world.loose_cards().map(|card| (card.number(), card.profile(), card.asn().0));
    for (number, choice, asn) in of_people.chain(loose) {
        let choice = choice.to_owned();
        let failed =
            |why: &dyn std::fmt::Display| WorldFileError::Keys { number, choice: choice.clone(), why: why.to_string() };
        let profile = match known.get(&choice) {
            Some(profile) => profile.clone(),
            None => Profile::choose(&choice).map_err(|why| failed(&why))?,
        };
        known.entry(choice.clone()).or_insert_with(|| profile.clone());
        profiles.push(profile.of_series(asn));
    }
    profiles.iter().for_each(|profile| world.shops.serve_cards_of(profile));
    world.platform.give_keys(&profiles).map_err(|why| WorldFileError::damaged(path, "the keys of the cards", &why))
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

/// Takes a document of `meta` out, and parses the document.
fn take_document<T: serde::de::DeserializeOwned>(
    documents: &mut Documents,
    path: &Path,
    id: &str,
) -> Result<T, WorldFileError> {
    let missing = || WorldFileError::damaged(path, format!("meta {id}"), &"it is missing");
    take_document_if_any(documents, path, id)?.ok_or_else(missing)
}

/// Takes a document of `meta` out, and parses the document; `None` if there is no such document.
fn take_document_if_any<T: serde::de::DeserializeOwned>(
    documents: &mut Documents,
    path: &Path,
    id: &str,
) -> Result<Option<T>, WorldFileError> {
    let document = documents.get_mut(&TableName::Meta).and_then(|meta| meta.remove(id));
    let parsed = document.map(serde_json::from_value).transpose();
    parsed.map_err(|why| WorldFileError::damaged(path, format!("meta {id}"), &why))
}

/// Reads the shops.
fn shops(documents: &mut Documents, path: &Path) -> Result<Shops, WorldFileError> {
    let tables = [TableName::Shop, TableName::BatchEntry, TableName::Receipt];
    let rows = tables.map(|table| documents.remove(&table).unwrap_or_default());
    shops::from_rows(rows).map_err(|(place, why)| WorldFileError::damaged(path, place, &why))
}

/// Reads the external entities.
fn esmes(documents: &mut Documents, path: &Path) -> Result<Esmes, WorldFileError> {
    let mut esmes = Esmes::default();
    for table in store::esmes::TABLES {
        for (id, row) in documents.remove(&table).unwrap_or_default() {
            store::esmes::restore(&mut esmes, table, &id, Some(row))
                .map_err(|why| WorldFileError::damaged(path, format!("{} {id}", table.name()), &why))?;
        }
    }
    Ok(esmes)
}

/// Reads the messages under way.
fn carried(documents: &Documents, path: &Path) -> Result<Vec<CarriedMessage>, WorldFileError> {
    let rows = documents.get(&TableName::Message).into_iter().flatten();
    let read = rows.map(|(id, document)| {
        let place = format!("message {id}");
        let carried: Result<CarriedMessage, _> = serde_json::from_value(document.clone());
        let carried = carried.map_err(|why| WorldFileError::damaged(path, &place, &why))?;
        if padded(carried.id.0) != *id {
            return Err(WorldFileError::damaged(path, &place, &"its number is another"));
        }
        Ok(carried)
    });
    read.collect()
}

/// Reads the cards that are in no phone.
fn loose_cards(documents: &Documents, path: &Path) -> Result<TrackedMap<Asn, LooseCard>, WorldFileError> {
    let rows = documents.get(&TableName::LooseCard).into_iter().flatten();
    let read = rows.map(|(id, document)| {
        let wrong = |why: &dyn std::fmt::Display| WorldFileError::damaged(path, format!("card {id}"), &why.to_string());
        let asn: Asn = id.parse().map_err(|why| wrong(&why))?;
        let card = store::loose_cards::from_row(asn, document.clone()).map_err(|why| wrong(&why))?;
        Ok((asn, card))
    });
    Ok(read.collect::<Result<BTreeMap<_, _>, WorldFileError>>()?.into())
}

/// Memories of cards, by the number of their person.
type Images = BTreeMap<String, Vec<u8>>;

/// Reads the memories of the cards. The query reads the table itself and not its index, since the seal is over the
/// table.
fn images(connection: &Connection, path: &Path) -> Result<Images, WorldFileError> {
    let failed = |source| WorldFileError::of(path, source);
    let mut statement = connection.prepare("SELECT id, card FROM person").map_err(failed)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<_>>(1)?.unwrap_or_default())));
    rows.map_err(failed)?.collect::<rusqlite::Result<_>>().map_err(failed)
}

/// Reads all people, in the order in which they came.
fn people(connection: &Connection, documents: &Documents, path: &Path) -> Result<Vec<Person>, WorldFileError> {
    let images = images(connection, path)?;
    let texts = documents.get(&TableName::Text);
    let mut people = BTreeMap::new();
    for (id, document) in documents.get(&TableName::Person).into_iter().flatten() {
        let own = texts.into_iter().flat_map(|texts| texts.range(format!("{id}/")..format!("{id}0")));
        let own = own.map(|(_, text)| text.clone()).collect();
        let image = images.get(id).map(Vec::as_slice).unwrap_or_default();
        let phone = documents.get(&TableName::Phone).and_then(|phones| phones.get(id)).cloned();
        let (place, person) = person(path, id, (document.clone(), phone), (own, image))?;
        people.insert((place, person.number()), person);
    }
    Ok(people.into_values().collect())
}

/// Reads a person from the rows, the messages in the inbox and the card's memory. Returns the place among the people,
/// too.
pub(super) fn person(
    path: &Path,
    id: &str,
    (person, phone): (Value, Option<Value>),
    (texts, image): (Vec<Value>, &[u8]),
) -> Result<(u64, Person), WorldFileError> {
    let wrong = |why: &dyn std::fmt::Display| WorldFileError::damaged(path, format!("person {id}"), &why.to_string());
    let number: Msisdn = id.parse().map_err(|why| wrong(&why))?;
    let phone = phone.ok_or_else(|| wrong(&"the phone's memory is missing"))?;
    people::from_rows(number, people::Rows { person, phone, texts, image }).map_err(|why| wrong(&why))
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
