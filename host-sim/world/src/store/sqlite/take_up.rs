//! Changes of other processes in a world's file, taken up into the world in memory: the rows that the listed changes
//! name, and new entries and events. A process that has missed too many changes reads the whole world.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{State, WorldFile, WorldFileError, read, write};
use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use crate::platform::rows::PlatformTable;
use crate::smsc::{CarriedMessage, MessageId, SmsCentre};
use crate::store::rows::{TableName, meta};
use crate::store::shops;
use crate::store::stored_world::WorldMeta;
use crate::store::{esmes, loose_cards};
use crate::world::World;

impl WorldFile {
    /// Takes up the changes of other processes, inside a transaction. Returns whether there were any.
    pub(super) fn take_up(&mut self, world: &mut World) -> Result<bool, WorldFileError> {
        let sealed = read::sealed(&self.connection, &self.path)?;
        if sealed.change == self.state.change {
            self.seen = self.data_version()?;
            return Ok(false);
        }
        let Some(rows) = self.changed_rows(sealed.change)? else {
            let (shown, flows) = (world.shown, world.flows);
            let faults = std::mem::take(&mut world.faults);
            *world = World { shown, flows, faults, ..self.read_whole()? };
            return Ok(true);
        };
        let (mut people, mut has_new_cards) = (BTreeSet::new(), false);
        for (table, id) in rows {
            match table {
                TableName::Person | TableName::Phone => {
                    people.insert(id);
                }
                TableName::Text => {
                    people.insert(id.split('/').next().unwrap_or_default().to_owned());
                }
                table => {
                    has_new_cards |= table == TableName::Platform(PlatformTable::Issued);
                    self.take_up_row(world, table, &id)?;
                }
            }
        }
        people.iter().try_for_each(|id| self.take_up_person(world, id))?;
        if has_new_cards {
            read::give_keys(world, &self.path)?;
        }
        self.take_up_added(world)?;
        let entries = world.platform.books.ledger.entries().len();
        self.state = State { seal: sealed.rows, change: sealed.change, entries, happened: world.happened() };
        self.seen = self.data_version()?;
        Ok(true)
    }

    /// Returns the rows that were changed since the last look, up to change `last`; `None` if not all changes are
    /// listed any more.
    fn changed_rows(&self, last: u64) -> Result<Option<BTreeSet<(TableName, String)>>, WorldFileError> {
        let failed = |source| self.failed(source);
        let sql = "SELECT rows FROM change WHERE number > ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let listed = statement.query_map([write::as_integer(self.state.change)], |row| row.get::<_, String>(0));
        let listed: Vec<String> = listed.and_then(Iterator::collect).map_err(failed)?;
        if u64::try_from(listed.len()).ok() != last.checked_sub(self.state.change) {
            return Ok(None);
        }
        let mut rows = BTreeSet::new();
        for list in listed {
            let named: Vec<(String, String)> =
                serde_json::from_str(&list).map_err(|why| WorldFileError::damaged(&self.path, "change", &why))?;
            for (table, id) in named {
                let Some(table) = TableName::named(&table) else { return Ok(None) };
                rows.insert((table, id));
            }
        }
        Ok(Some(rows))
    }

    /// Takes up a row of the centre, the platform or `meta`.
    fn take_up_row(&self, world: &mut World, table: TableName, id: &str) -> Result<(), WorldFileError> {
        let wrong = |why: &dyn std::fmt::Display| {
            WorldFileError::damaged(&self.path, format!("{} {id}", table.name()), &why.to_string())
        };
        let text = write::document(&self.connection, table, id).map_err(|source| self.failed(source))?;
        let text = text.as_deref();
        let document = || text.map(serde_json::from_str).transpose().map_err(|why| wrong(&why));
        match (table, text) {
            (TableName::Message, text) => {
                let id = MessageId(id.parse().map_err(|why| wrong(&why))?);
                let carried: Option<CarriedMessage> =
                    text.map(serde_json::from_str).transpose().map_err(|why| wrong(&why))?;
                world.centre.restore_one(id, carried);
            }
            (TableName::Platform(part), _) => {
                world.platform.restore_row(part, id, document()?).map_err(|why| wrong(&why))?;
            }
            (TableName::Esme | TableName::EsmeSubmission | TableName::EsmeMessage, _) => {
                esmes::restore(&mut world.esmes, table, id, document()?).map_err(|why| wrong(&why))?;
            }
            (TableName::Shop | TableName::BatchEntry | TableName::Receipt, _) => {
                shops::restore(&mut world.shops, table, id, document()?).map_err(|why| wrong(&why))?;
            }
            (TableName::LooseCard, _) => {
                let asn: Asn = id.parse().map_err(|why| wrong(&why))?;
                let card =
                    document()?.map(|row| loose_cards::from_row(asn, row)).transpose().map_err(|why| wrong(&why))?;
                world.loose_cards.restore(asn, card);
            }
            (TableName::Meta, Some(text)) if id == meta::WORLD => {
                let stood: WorldMeta = read::parsed(&self.path, table, id, text)?;
                (world.scheduler.now, world.scheduler.steps) = (stood.now, stood.steps);
            }
            (TableName::Meta, Some(text)) if id == meta::CENTRE => {
                let centre: SmsCentre = read::parsed(&self.path, table, id, text)?;
                world.centre.restore_settings(centre);
            }
            (TableName::Meta, Some(text)) if id == meta::RADIO_FIELD => {
                world.radio_field = read::parsed(&self.path, table, id, text)?;
            }
            (TableName::Meta, Some(text)) if id == meta::CALLS => {
                world.calls = read::parsed(&self.path, table, id, text)?;
            }
            (TableName::Meta, Some(text)) if id == meta::PLATFORM => {
                world.platform.restore_record(read::parsed(&self.path, table, id, text)?);
            }
            (TableName::Meta | TableName::Person | TableName::Phone | TableName::Text, _) => {}
        }
        Ok(())
    }

    /// Takes up a person, the messages in the inbox, and the card's memory.
    fn take_up_person(&self, world: &mut World, id: &str) -> Result<(), WorldFileError> {
        let failed = |source| self.failed(source);
        let mut select =
            self.connection.prepare_cached("SELECT document, card FROM person WHERE id = ?1").map_err(failed)?;
        let row = select.query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<Vec<u8>>>(1)?)));
        let (document, image) = row.map_err(failed)?;
        let sql = "SELECT document FROM text WHERE id > ?1 AND id < ?2 ORDER BY id";
        let mut select = self.connection.prepare_cached(sql).map_err(failed)?;
        let texts = select.query_map(params![format!("{id}/"), format!("{id}0")], |row| row.get::<_, String>(0));
        let texts: Vec<String> = texts.and_then(Iterator::collect).map_err(failed)?;
        let parsed = |text: &String| read::parsed(&self.path, TableName::Text, id, text);
        let texts = texts.iter().map(parsed).collect::<Result<_, _>>()?;
        let document = read::parsed(&self.path, TableName::Person, id, &document)?;
        let phone = write::document(&self.connection, TableName::Phone, id).map_err(failed)?;
        let phone = phone.map(|phone| read::parsed(&self.path, TableName::Phone, id, &phone)).transpose()?;
        let person = read::person(&self.path, id, (document, phone), (texts, &image.unwrap_or_default()))?;
        let number: Msisdn = person.number();
        if let Some(place) = world.people.place(&number) {
            world.people.restore(place, person);
        }
        Ok(())
    }

    /// Takes up new entries and events.
    fn take_up_added(&self, world: &mut World) -> Result<(), WorldFileError> {
        let wrong = |why: &dyn std::fmt::Display| WorldFileError::damaged(&self.path, "the ledger", &why.to_string());
        let ledger = &mut world.platform.books.ledger;
        for entry in read::entries(&self.connection, &self.path, ledger.entries().len())? {
            ledger.post(entry.at, entry.why, &entry.legs).map_err(|why| wrong(&why))?;
        }
        world.log.extend(read::events(&self.connection, &self.path, world.happened())?);
        Ok(())
    }
}
