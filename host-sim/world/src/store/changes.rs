//! Changes by a step of the world, as rows, for a store. Nothing else of the world is looked at, so that a step costs
//! as much as it changes.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{TableName, meta, state_of};
use super::{esmes, loose_cards, people, shops};
use crate::platform::kept::KeepError;
use crate::platform::number::Msisdn;
use crate::platform::rows::{document, padded};
use crate::world::World;

/// Changed rows, and people whose cards may have changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// New documents of rows; `None` for a row that is gone.
    pub(super) rows: BTreeMap<(TableName, String), Option<String>>,
    /// Numbers of the people whose cards were used.
    pub(super) cards: BTreeSet<Msisdn>,
}

impl World {
    /// Notes changes from now on.
    pub(super) fn watch(&mut self) {
        drop(self.people.take_changed());
        self.centre.watch();
        self.esmes.watch();
        self.platform.watch();
        self.shops.watch();
        self.loose_cards.watch();
    }

    /// Adds the changes since the last call to `changes`, which a store has not written yet.
    pub(super) fn take_changes(&mut self, changes: &mut Changes) -> Result<(), KeepError> {
        let mut put = |table: TableName, id: String, document: Option<String>| {
            changes.rows.insert((table, id), document);
        };
        for id in self.centre.take_changed() {
            let now = self.centre.get(id).map(document).transpose()?;
            put(TableName::Message, padded(id.0), now);
        }
        for (table, id, now) in esmes::take_changes(&mut self.esmes)? {
            put(table, id, now);
        }
        let changed = self.shops.take_changed();
        for (table, id, now) in shops::of_changes(&self.shops, &changed)? {
            put(table, id, now);
        }
        for asn in self.loose_cards.take_changed() {
            let now = self.loose_cards.get(&asn).map(loose_cards::to_row).transpose()?;
            put(TableName::LooseCard, asn.to_string(), now.map(|row| row.to_string()));
        }
        for (part, id, now) in self.platform.take_changed()? {
            put(TableName::Platform(part), id, now);
        }
        put(TableName::Meta, meta::WORLD.to_owned(), Some(state_of(self).to_string()));
        put(TableName::Meta, meta::CENTRE.to_owned(), Some(document(&self.centre)?));
        put(TableName::Meta, meta::RADIO_FIELD.to_owned(), Some(document(&self.radio_field)?));
        put(TableName::Meta, meta::CALLS.to_owned(), Some(document(&self.calls)?));
        put(TableName::Meta, meta::PLATFORM.to_owned(), Some(document(&self.platform.to_record())?));
        for place in self.people.take_changed() {
            let Some(person) = self.people.get_unkept(place) else { continue };
            let number = person.number();
            let texts = person.station.handset_mut().inbox_mut().take_changed();
            let messages = person.station.handset().inbox().messages();
            for place in texts {
                put(TableName::Text, text_id(&number, place), messages.get(place).map(document).transpose()?);
            }
            let row = people::to_row(person, u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1))?;
            put(TableName::Person, number.to_string(), Some(row.to_string()));
            put(TableName::Phone, number.to_string(), Some(people::to_phone_row(person)?.to_string()));
            changes.cards.insert(number);
        }
        Ok(())
    }
}

/// Returns the identifier of a message in an inbox.
pub(super) fn text_id(person: &Msisdn, place: usize) -> String {
    format!("{person}/{}", padded(u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1)))
}
