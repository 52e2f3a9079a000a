//! World as a store has it: its rows, the memories of its cards, and the entries of its ledger; and the world that
//! comes back from them, without the keys of its cards.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::rows::{TableName, meta};
use super::{esmes, loose_cards, people, shops};
use crate::esme::Esmes;
use crate::platform::Platform;
use crate::platform::card_file::Asn;
use crate::platform::entry::Entry;
use crate::platform::kept::PlatformRecord;
use crate::platform::rows::padded;
use crate::shop::Shops;
use crate::smsc::{CarriedMessage, SmsCentre};
use crate::world::people::People;
use crate::world::{EventLog, LooseCard, PendingFaults, Person, Scheduler, World};
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Documents by table and identifier.
pub(super) type Documents = BTreeMap<TableName, BTreeMap<String, Value>>;

/// Memories of cards, by the number of their person.
pub(super) type Images = BTreeMap<String, Vec<u8>>;

/// Document of `meta` about the clock and the counts.
#[derive(Deserialize)]
pub(super) struct WorldMeta {
    pub(super) now: Moment,
    pub(super) seed: u64,
    pub(super) steps: u64,
    pub(super) happened: u64,
}

/// World as a store has it.
pub(super) struct StoredWorld {
    pub(super) documents: Documents,
    pub(super) images: Images,
    pub(super) entries: Vec<Entry>,
}

/// Error of a stored world that cannot be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct StoredWorldError {
    /// Name of the table or row.
    pub place: String,
    /// Description of the damage.
    pub why: String,
}

impl StoredWorldError {
    /// Makes the error for damage in a table or row.
    pub(super) fn new(place: impl Display, why: &impl Display) -> StoredWorldError {
        StoredWorldError { place: place.to_string(), why: why.to_string() }
    }
}

impl StoredWorld {
    /// Returns the world. Its platform has no keys.
    pub(super) fn into_world(mut self) -> Result<World, StoredWorldError> {
        let WorldMeta { now, seed, steps, happened } = self.take(meta::WORLD)?;
        let mut centre: SmsCentre = self.take(meta::CENTRE)?;
        centre.restore(carried(&self.documents)?);
        let people = self.people()?;
        let (esmes, shops) = (self.esmes()?, self.shops()?);
        let radio_field = self.take_if_any(meta::RADIO_FIELD)?.unwrap_or_default();
        let calls = self.take_if_any(meta::CALLS)?.unwrap_or_default();
        let record: PlatformRecord = self.take(meta::PLATFORM)?;
        let loose_cards = self.loose_cards()?;
        let rows = self.documents.into_iter().filter_map(|(table, rows)| match table {
            TableName::Platform(part) => Some(rows.into_iter().map(move |(id, row)| (part, id, row))),
            _ => None,
        });
        let platform = Platform::from_rows(record, rows.flatten(), self.entries, seed);
        Ok(World {
            loose_cards,
            calls,
            scheduler: Scheduler { now, seed, steps },
            people: People::of(people),
            centre,
            esmes,
            platform: platform.map_err(|why| StoredWorldError::new("the platform", &why))?,
            radio_field,
            shops,
            log: EventLog::behind(happened),
            faults: PendingFaults::default(),
            shown: None,
            flows: false,
        })
    }

    /// Takes a document of `meta` out, and parses the document.
    fn take<T: DeserializeOwned>(&mut self, id: &str) -> Result<T, StoredWorldError> {
        self.take_if_any(id)?.ok_or_else(|| StoredWorldError::new(format_args!("meta {id}"), &"it is missing"))
    }

    /// Takes a document of `meta` out, and parses the document; `None` if there is no such document.
    fn take_if_any<T: DeserializeOwned>(&mut self, id: &str) -> Result<Option<T>, StoredWorldError> {
        let document = self.documents.get_mut(&TableName::Meta).and_then(|meta| meta.remove(id));
        let parsed = document.map(serde_json::from_value).transpose();
        parsed.map_err(|why| StoredWorldError::new(format_args!("meta {id}"), &why))
    }

    /// Returns the external entities.
    fn esmes(&mut self) -> Result<Esmes, StoredWorldError> {
        let mut restored = Esmes::default();
        for table in esmes::TABLES {
            for (id, row) in self.documents.remove(&table).unwrap_or_default() {
                esmes::restore(&mut restored, table, &id, Some(row))
                    .map_err(|why| StoredWorldError::new(format_args!("{} {id}", table.name()), &why))?;
            }
        }
        Ok(restored)
    }

    /// Returns the shops.
    fn shops(&mut self) -> Result<Shops, StoredWorldError> {
        let tables = [TableName::Shop, TableName::BatchEntry, TableName::Receipt];
        let rows = tables.map(|table| self.documents.remove(&table).unwrap_or_default());
        shops::from_rows(rows).map_err(|(place, why)| StoredWorldError { place, why })
    }

    /// Returns the cards that are in no phone.
    fn loose_cards(&mut self) -> Result<TrackedMap<Asn, LooseCard>, StoredWorldError> {
        let rows = self.documents.remove(&TableName::LooseCard).unwrap_or_default();
        let read = rows.into_iter().map(|(id, document)| {
            let wrong = |why: &dyn Display| StoredWorldError::new(format_args!("card {id}"), &why.to_string());
            let asn: Asn = id.parse().map_err(|why| wrong(&why))?;
            let card = loose_cards::from_row(asn, document).map_err(|why| wrong(&why))?;
            Ok((asn, card))
        });
        Ok(read.collect::<Result<BTreeMap<_, _>, StoredWorldError>>()?.into())
    }

    /// Returns all people, in the order in which they came.
    fn people(&mut self) -> Result<Vec<Person>, StoredWorldError> {
        let take = |documents: &mut Documents, table| documents.remove(&table).unwrap_or_default();
        let texts = take(&mut self.documents, TableName::Text);
        let mut phones = take(&mut self.documents, TableName::Phone);
        let mut people = BTreeMap::new();
        for (id, document) in take(&mut self.documents, TableName::Person) {
            let own = texts.range(format!("{id}/")..format!("{id}0")).map(|(_, text)| text.clone()).collect();
            let image = self.images.get(&id).map(Vec::as_slice).unwrap_or_default();
            let (place, person) = person(&id, (document, phones.remove(&id)), (own, image))?;
            people.insert((place, person.number()), person);
        }
        Ok(people.into_values().collect())
    }
}

/// Returns the messages under way.
fn carried(documents: &Documents) -> Result<Vec<CarriedMessage>, StoredWorldError> {
    let rows = documents.get(&TableName::Message).into_iter().flatten();
    let read = rows.map(|(id, document)| {
        let place = format!("message {id}");
        let carried: Result<CarriedMessage, _> = serde_json::from_value(document.clone());
        let carried = carried.map_err(|why| StoredWorldError::new(&place, &why))?;
        if padded(carried.id.0) != *id {
            return Err(StoredWorldError::new(&place, &"its number is another"));
        }
        Ok(carried)
    });
    read.collect()
}

/// Returns the person of the rows, the messages in the inbox and the card's memory, and the place among the people.
pub(super) fn person(
    id: &str,
    (person, phone): (Value, Option<Value>),
    (texts, image): (Vec<Value>, &[u8]),
) -> Result<(u64, Person), StoredWorldError> {
    let wrong = |why: &dyn Display| StoredWorldError::new(format_args!("person {id}"), &why.to_string());
    let number = id.parse().map_err(|why| wrong(&why))?;
    let phone = phone.ok_or_else(|| wrong(&"the phone's memory is missing"))?;
    people::from_rows(number, people::Rows { person, phone, texts, image }).map_err(|why| wrong(&why))
}
