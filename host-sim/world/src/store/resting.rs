//! World at rest: all that a file of the world keeps but its events, as few octets. Memories of cards are differences
//! to the first one, and the whole is compressed. A fleet has many worlds, of which a few are awake at a time.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sim_device::memory::{ImageDifference, ImageDifferenceError};

use super::card_keys::{self, CardKeysError};
use super::rows::{self, TableName};
use super::stored_world::{Documents, Images, StoredWorld, StoredWorldError};
use crate::platform::entry::{Book, Entry, EntryReason};
use crate::platform::kept::KeepError;
use crate::world::World;
use sim_codec::time::Moment;

/// Level of the compression. Higher ones take longer than the day of a world and gain little.
const LEVEL: i32 = 3;

/// Most octets of a world at rest before compression; more are no such world.
const CONTENT_MOST: usize = 1 << 30;

/// World at rest. The octets are its content, compressed with a checksum (RFC 8878).
#[derive(Clone, PartialEq, Eq)]
pub struct RestingWorld {
    octets: Vec<u8>,
    cards: CardOctets,
}

/// Number of cards at rest, and the octets that they take before compression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardOctets {
    /// Number of the cards.
    pub cards: usize,
    /// Octets in which the cards differ from the first one.
    pub differing: usize,
}

/// Error of a world that cannot be woken.
#[derive(Debug, thiserror::Error)]
pub enum WakeError {
    /// The octets do not say how long the content is, or it is too long.
    #[error(
        "the octets are not those of a world at rest: they say no length of a content, up to {CONTENT_MOST} octets"
    )]
    Length,
    /// The octets were not compressed by this program, or were changed.
    #[error("the octets are not those of a world at rest: {0}")]
    Octets(#[from] std::io::Error),
    /// The content was not written by this program.
    #[error("the content is not that of a world at rest: {0}")]
    Content(#[from] postcard::Error),
    /// A table of another version.
    #[error("there is no table {0:?}")]
    Table(String),
    /// A document is no JSON.
    #[error("a document of {table}: {source}")]
    Document {
        /// Table of the document.
        table: &'static str,
        /// Error of the parser.
        source: serde_json::Error,
    },
    /// A memory does not fit the first one.
    #[error("the memory of a card: {0}")]
    Card(#[from] ImageDifferenceError),
    /// An entry names a book that there is not.
    #[error("an entry of the ledger: {0}")]
    Book(#[from] crate::platform::entry::BookError),
    /// The rows are not those of a world.
    #[error(transparent)]
    Stored(#[from] StoredWorldError),
    /// The keys of the cards cannot be given back.
    #[error(transparent)]
    Keys(#[from] CardKeysError),
}

/// Error of a world that cannot be put to rest.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The world cannot be written as rows.
    #[error(transparent)]
    Rows(#[from] KeepError),
    /// Two cards have memories of different lengths.
    #[error(transparent)]
    Card(#[from] ImageDifferenceError),
    /// The content cannot be written.
    #[error(transparent)]
    Content(#[from] postcard::Error),
    /// The content cannot be compressed.
    #[error(transparent)]
    Compression(#[from] std::io::Error),
}

/// Content of a world at rest.
#[derive(Serialize, Deserialize)]
struct Content {
    /// Documents by identifier, by the names of the tables.
    tables: Vec<(String, Vec<(String, String)>)>,
    /// Memory of the first card.
    template: Vec<u8>,
    /// Memories of all cards, by the number of their person.
    cards: Vec<(String, ImageDifference)>,
    entries: Vec<RestingEntry>,
}

/// Entry of the ledger; its number is its place.
#[derive(Serialize, Deserialize)]
struct RestingEntry {
    at: Moment,
    reason: String,
    legs: Vec<(String, i64)>,
}

impl RestingEntry {
    fn of(entry: &Entry) -> Result<RestingEntry, serde_json::Error> {
        let legs = entry.legs.iter().map(|(book, amount)| (book.to_string(), *amount)).collect();
        Ok(RestingEntry { at: entry.at, reason: serde_json::to_string(&entry.why)?, legs })
    }

    fn into_entry(self, id: u64) -> Result<Entry, WakeError> {
        let wrong = |source| WakeError::Document { table: "entry", source };
        let why: EntryReason = serde_json::from_str(&self.reason).map_err(wrong)?;
        let legs = self.legs.into_iter().map(|(book, amount)| Ok((book.parse::<Book>()?, amount)));
        Ok(Entry { id, at: self.at, why, legs: legs.collect::<Result<_, WakeError>>()? })
    }
}

impl Content {
    fn of(world: &World) -> Result<Content, RestError> {
        let tables =
            rows::of(world)?.into_iter().map(|(table, rows)| (table.name().to_owned(), rows.into_iter().collect()));
        let image = |person: &crate::world::Person| person.station().link().card().memory().image().to_vec();
        let template = world.people().first().map(image).unwrap_or_default();
        let cards = world.people().iter().map(|person| {
            let memory = person.station().link().card().memory();
            Ok((person.number().to_string(), ImageDifference::of(memory.image(), &template)?))
        });
        let entries = world.platform().books.ledger.entries().iter().map(RestingEntry::of);
        Ok(Content {
            tables: tables.collect(),
            cards: cards.collect::<Result<_, ImageDifferenceError>>()?,
            entries: entries.collect::<Result<_, _>>().map_err(KeepError::from)?,
            template,
        })
    }

    fn into_stored(self) -> Result<StoredWorld, WakeError> {
        let Content { tables, template, cards, entries } = self;
        let mut documents: Documents = TableName::all().map(|table| (table, Default::default())).collect();
        for (name, rows) in tables {
            let table = TableName::named(&name).ok_or(WakeError::Table(name))?;
            let parse = |(id, text): (String, String)| {
                let document: Value = serde_json::from_str(&text)
                    .map_err(|source| WakeError::Document { table: table.name(), source })?;
                Ok((id, document))
            };
            documents.insert(table, rows.into_iter().map(parse).collect::<Result<_, WakeError>>()?);
        }
        let images = cards.into_iter().map(|(number, difference)| Ok((number, difference.apply(&template)?)));
        let images = images.collect::<Result<Images, WakeError>>()?;
        let entries = (1_u64..).zip(entries).map(|(id, entry)| entry.into_entry(id));
        Ok(StoredWorld { documents, images, entries: entries.collect::<Result<_, _>>()? })
    }
}

impl RestingWorld {
    /// Puts a world to rest. Its events and the faults that are pending do not rest with it.
    pub fn of(world: &World) -> Result<RestingWorld, RestError> {
        let content = Content::of(world)?;
        let differing = content.cards.iter().map(|(_, difference)| difference.len()).sum();
        let cards = CardOctets { cards: content.cards.len(), differing };
        let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
        compressor.include_checksum(true)?;
        Ok(RestingWorld { octets: compressor.compress(&postcard::to_allocvec(&content)?)?, cards })
    }

    /// Wakes the world, which goes on where it was.
    pub fn wake(&self) -> Result<World, WakeError> {
        RestingWorld::wake_from(&self.octets)
    }

    /// Wakes a world from its octets.
    pub fn wake_from(octets: &[u8]) -> Result<World, WakeError> {
        let length = zstd::zstd_safe::get_frame_content_size(octets).ok().flatten();
        let length = length.and_then(|length| usize::try_from(length).ok()).filter(|length| *length <= CONTENT_MOST);
        let content = zstd::bulk::decompress(octets, length.ok_or(WakeError::Length)?)?;
        let content: Content = postcard::from_bytes(&content)?;
        let mut world = content.into_stored()?.into_world()?;
        card_keys::give(&mut world)?;
        Ok(world)
    }

    /// Returns the octets of the world.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Returns the number of cards, and the octets that they take before compression.
    pub const fn cards(&self) -> CardOctets {
        self.cards
    }
}

impl fmt::Debug for RestingWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestingWorld").field("length", &self.octets.len()).field("cards", &self.cards).finish()
    }
}

#[cfg(test)]
mod tests;
