//! World as rows of documents: each part with the table in which it stands. Parts without a table of their own stand in
//! `meta`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::changes::text_id;
use super::{esmes, loose_cards, people, shops};
use crate::platform::kept::KeepError;
use crate::platform::rows::{PlatformTable, document, padded};
use crate::world::World;

/// Name of a table of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TableName {
    Meta,
    Person,
    Phone,
    Text,
    LooseCard,
    Message,
    Esme,
    EsmeSubmission,
    EsmeMessage,
    Shop,
    BatchEntry,
    Receipt,
    Platform(PlatformTable),
}

impl TableName {
    pub(super) fn all() -> impl Iterator<Item = TableName> {
        let own = [TableName::Meta, TableName::Person, TableName::Phone, TableName::Text];
        let between = [TableName::LooseCard, TableName::Message];
        let shops = [TableName::Shop, TableName::BatchEntry, TableName::Receipt];
        own.into_iter()
            .chain(between)
            .chain(esmes::TABLES)
            .chain(shops)
            .chain(PlatformTable::ALL.map(TableName::Platform))
    }

    pub(super) fn named(name: &str) -> Option<TableName> {
        TableName::all().find(|table| table.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            TableName::Meta => "meta",
            TableName::Person => "person",
            TableName::Phone => "phone",
            TableName::Text => "text",
            TableName::LooseCard => "loose_card",
            TableName::Message => "message",
            TableName::Esme => "esme",
            TableName::EsmeSubmission => "esme_submission",
            TableName::EsmeMessage => "esme_message",
            TableName::Shop => "shop",
            TableName::BatchEntry => "batch_entry",
            TableName::Receipt => "receipt",
            TableName::Platform(PlatformTable::Account) => "account",
            TableName::Platform(PlatformTable::Subscriber) => "subscriber",
            TableName::Platform(PlatformTable::ScratchCard) => "scratch_card",
            TableName::Platform(PlatformTable::CardFile) => "card_file",
            TableName::Platform(PlatformTable::Issued) => "issued",
            TableName::Platform(PlatformTable::Load) => "load",
            TableName::Platform(PlatformTable::Transfer) => "transfer",
            TableName::Platform(PlatformTable::Withdrawal) => "withdrawal",
            TableName::Platform(PlatformTable::BankOrder) => "bank_order",
            TableName::Platform(PlatformTable::GoodsOrder) => "goods_order",
            TableName::Platform(PlatformTable::Unload) => "unload",
            TableName::Platform(PlatformTable::CardSwap) => "card_swap",
            TableName::Platform(PlatformTable::Outbox) => "outbox",
            TableName::Platform(PlatformTable::Reference) => "reference",
            TableName::Platform(PlatformTable::Submission) => "submission",
            TableName::Platform(PlatformTable::Question) => "question",
            TableName::Platform(PlatformTable::SmsCode) => "sms_code",
            TableName::Platform(PlatformTable::Allowance) => "allowance",
            TableName::Platform(PlatformTable::Merchant) => "merchant",
            TableName::Platform(PlatformTable::Purchase) => "purchase",
            TableName::Platform(PlatformTable::Batch) => "batch",
            TableName::Platform(PlatformTable::StagedEntry) => "staged_entry",
            TableName::Platform(PlatformTable::CarriedProof) => "carried_proof",
        }
    }
}

/// Documents by table and identifier.
pub(super) type Rows = BTreeMap<TableName, BTreeMap<String, String>>;

/// Identifiers of a world's documents in `meta`.
pub(super) mod meta {
    /// Clock, seed, number of steps, number of events.
    pub(in crate::store) const WORLD: &str = "world";
    /// SMS centre without the messages under way.
    pub(in crate::store) const CENTRE: &str = "centre";
    /// Platform without the parts that have tables of their own.
    pub(in crate::store) const PLATFORM: &str = "platform";
    /// Handsets near readers. A world of an earlier version has no such row.
    pub(in crate::store) const RADIO_FIELD: &str = "radio-field";
    /// Calls to the service lines. A world of an earlier version has no such row.
    pub(in crate::store) const CALLS: &str = "calls";
    /// Seal over all rows, with the number of the last change.
    pub(in crate::store) const SEAL: &str = "seal";
}

/// Returns the document of the clock and the counts.
pub(super) fn state_of(world: &World) -> Value {
    json!({
        "now": world.scheduler.now,
        "time": world.scheduler.now.to_string(),
        "seed": world.scheduler.seed,
        "steps": world.scheduler.steps,
        "happened": world.happened(),
    })
}

/// Returns all rows of a world. A new world is written by these. A step writes only the rows that it changed, and tests
/// compare the two.
pub(super) fn of(world: &World) -> Result<Rows, KeepError> {
    let mut rows: Rows = TableName::all().map(|table| (table, BTreeMap::new())).collect();
    let mut put = |table: TableName, id: String, document: &Value| {
        rows.entry(table).or_default().insert(id, document.to_string());
    };
    put(TableName::Meta, meta::WORLD.to_owned(), &state_of(world));
    put(TableName::Meta, meta::CENTRE.to_owned(), &serde_json::to_value(&world.centre)?);
    put(TableName::Meta, meta::RADIO_FIELD.to_owned(), &serde_json::to_value(&world.radio_field)?);
    put(TableName::Meta, meta::CALLS.to_owned(), &serde_json::to_value(&world.calls)?);
    for carried in world.centre.carried() {
        put(TableName::Message, padded(carried.id.0), &serde_json::to_value(carried)?);
    }
    for (place, person) in (1_u64..).zip(world.people()) {
        let number = person.number();
        put(TableName::Person, number.to_string(), &people::to_row(person, place)?);
        put(TableName::Phone, number.to_string(), &people::to_phone_row(person)?);
        for (place, text) in person.station.handset().inbox().messages().iter().enumerate() {
            put(TableName::Text, text_id(&number, place), &serde_json::to_value(text)?);
        }
    }
    for card in world.loose_cards() {
        put(TableName::LooseCard, card.asn().to_string(), &loose_cards::to_row(card)?);
    }
    for (table, id, document) in esmes::of(&world.esmes)?.into_iter().chain(shops::of(&world.shops)?) {
        rows.entry(table).or_default().extend(document.map(|document| (id, document)));
    }
    for (part, id, document) in world.platform.to_rows()? {
        rows.entry(TableName::Platform(part)).or_default().insert(id, document);
    }
    let record = document(&world.platform.to_record())?;
    rows.entry(TableName::Meta).or_default().insert(meta::PLATFORM.to_owned(), record);
    Ok(rows)
}
