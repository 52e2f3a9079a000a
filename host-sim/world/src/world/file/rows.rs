//! The world as rows of documents: which part of it stands in which table. What has no table of its own stands in `meta`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::people;
use crate::platform::kept::NotKept;
use crate::world::World;

/// A table of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    Meta,
    Person,
    Text,
    Account,
    Subscriber,
    ScratchCard,
    CardFile,
    Load,
    Transfer,
    Outbox,
    Message,
}

impl Table {
    pub(super) const ALL: [Table; 11] = [
        Table::Meta,
        Table::Person,
        Table::Text,
        Table::Account,
        Table::Subscriber,
        Table::ScratchCard,
        Table::CardFile,
        Table::Load,
        Table::Transfer,
        Table::Outbox,
        Table::Message,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Table::Meta => "meta",
            Table::Person => "person",
            Table::Text => "text",
            Table::Account => "account",
            Table::Subscriber => "subscriber",
            Table::ScratchCard => "scratch_card",
            Table::CardFile => "card_file",
            Table::Load => "load",
            Table::Transfer => "transfer",
            Table::Outbox => "outbox",
            Table::Message => "message",
        }
    }
}

/// The parts of the platform's document that have a table of their own. Each is a map, or a list of what has an `id`.
pub(super) const PARTS: [(Table, &str); 7] = [
    (Table::Account, "/books/accounts/accounts"),
    (Table::Subscriber, "/books/accounts/subscribers"),
    (Table::ScratchCard, "/books/scratch_cards/cards"),
    (Table::Load, "/books/transfers"),
    (Table::CardFile, "/cards"),
    (Table::Transfer, "/transfers"),
    (Table::Outbox, "/outbox/letters"),
];

/// Documents by table and identifier.
pub(super) type Rows = BTreeMap<Table, BTreeMap<String, String>>;

/// What a world's document of `meta` is called.
pub(super) mod meta {
    /// Clock, seed, steps, number of happenings.
    pub(in super::super) const WORLD: &str = "world";
    /// The SMS centre without what it carries.
    pub(in super::super) const CENTRE: &str = "centre";
    /// The platform without what has tables of its own.
    pub(in super::super) const PLATFORM: &str = "platform";
    /// What all rows come to.
    pub(in super::super) const SEAL: &str = "seal";
}

/// An identifier that sorts as the number does.
pub(super) fn padded(number: u64) -> String {
    format!("{number:010}")
}

/// The world's rows.
pub(super) fn of(world: &World) -> Result<Rows, NotKept> {
    let mut rows: Rows = Table::ALL.into_iter().map(|table| (table, BTreeMap::new())).collect();
    let mut put = |table: Table, id: String, document: &Value| {
        rows.entry(table).or_default().insert(id, document.to_string());
    };
    let state = json!({
        "now": world.now,
        "time": world.now.to_string(),
        "seed": world.seed,
        "steps": world.steps,
        "happened": world.happened(),
    });
    put(Table::Meta, meta::WORLD.to_owned(), &state);
    put(Table::Meta, meta::CENTRE.to_owned(), &serde_json::to_value(&world.centre)?);
    for carried in world.centre.carried() {
        put(Table::Message, padded(carried.id.0), &serde_json::to_value(carried)?);
    }
    for (place, person) in (1_u64..).zip(&world.people) {
        let (document, texts) = people::to_rows(person, place)?;
        let number = person.number();
        put(Table::Person, number.to_string(), &document);
        for (place, text) in (1_u64..).zip(&texts) {
            put(Table::Text, format!("{number}/{}", padded(place)), text);
        }
    }
    let mut platform = world.platform.to_document()?;
    for (table, place) in PARTS {
        let Some(part) = platform.pointer_mut(place) else { continue };
        match part {
            Value::Object(map) => {
                std::mem::take(map).into_iter().for_each(|(id, document)| put(table, id, &document));
            }
            Value::Array(list) => {
                for document in std::mem::take(list) {
                    let id = document.get("id").and_then(Value::as_u64).unwrap_or(0);
                    put(table, padded(id), &document);
                }
            }
            _ => {}
        }
    }
    put(Table::Meta, meta::PLATFORM.to_owned(), &platform);
    Ok(rows)
}

/// Puts rows back into the platform's document.
pub(super) fn put_back(document: &mut Value, rows: &BTreeMap<Table, BTreeMap<String, Value>>) {
    for (table, place) in PARTS {
        let Some(part) = document.pointer_mut(place) else { continue };
        let rows = rows.get(&table).into_iter().flatten();
        match part {
            Value::Object(map) => map.extend(rows.map(|(id, row)| (id.clone(), row.clone()))),
            Value::Array(list) => list.extend(rows.map(|(_, row)| row.clone())),
            _ => {}
        }
    }
}
