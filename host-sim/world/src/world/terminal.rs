//! Terminals in the world: what a point of sale or a business hall says to a card beside its phone, and what reaches
//! the books from them.

use sim_wire::Fen;

use super::{EventKind, Party, Power, ServiceRequest, World, WorldError};
use crate::platform::entry::LoadChannel;
use crate::platform::number::Msisdn;
use crate::smsc::{Cargo, MessageId};
use sim_device::handset::Model;
use sim_device::link::Way;

/// Numbers of transfers that halls begin; the platform's own count from 1.
const HALL_TRANSFERS: u64 = 1 << 32;

impl World {
    /// A terminal sends a card a command between two of the phone's; gives the whole answer. The card has its power
    /// from the phone, which must be on.
    pub fn transmit(&mut self, number: &Msisdn, way: Way, command: &[u8]) -> Result<Vec<u8>, WorldError> {
        let index = self.in_use(number)?;
        let Some(person) = self.people.get_mut(index) else { return Err(WorldError::NoSuchPerson(*number)) };
        match person.station.transmit(way, command) {
            Ok(answer) => {
                self.came_to(index, Ok(()));
                Ok(answer)
            }
            Err(unrest) => {
                self.came_to(index, Err(unrest));
                Err(WorldError::Unrest { number: *number, unrest })
            }
        }
    }

    /// A person puts the card into another handset, of which that is the how manieth, and switches it on. Messages that
    /// the person has come along.
    pub fn move_card(&mut self, number: &Msisdn, model: &str, serial: u32) -> Result<(), WorldError> {
        let other = Model::named(model).ok_or_else(|| WorldError::NoSuchModel(model.to_owned()))?.with_serial(serial);
        self.switch_off(number)?;
        if let Some(person) = self.person_mut(number) {
            *person.station_mut().handset_mut().model_mut() = other;
        }
        self.switch_on(number)
    }

    /// The merchant uploads the purchases of a card that were not uploaded (批上送), and gets their amount.
    pub fn upload(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.index(number)?;
        let amount = self.people.get(index).map_or(Fen::ZERO, |person| person.spent);
        let batch = self.steps.saturating_add(1);
        let uploaded = self.platform.books.purchase_uploaded(self.now, number, (amount, Fen::ZERO), batch);
        uploaded.map_err(|refused| WorldError::Refused(refused.into()))?;
        if let Some(person) = self.people.get_mut(index) {
            person.spent = Fen::ZERO;
        }
        self.counts();
        self.note(Party::Hall, Some(Party::Platform), EventKind::Uploaded { amount });
        Ok(())
    }

    /// A hall sets cash of an account aside to load it onto the card; gives the transfer's number.
    pub fn hall_reserves(&mut self, number: &Msisdn, amount: Fen) -> Result<u64, WorldError> {
        self.index(number)?;
        let transfer = HALL_TRANSFERS.saturating_add(self.steps);
        let reserved = self.platform.books.reserve_load_by(LoadChannel::Hall, self.now, number, amount, transfer);
        reserved.map_err(|refused| WorldError::Refused(refused.into()))?;
        self.counts();
        Ok(transfer)
    }

    /// The hall's terminal has the card's proof that it has the money, or that it never will.
    pub fn hall_ends(&mut self, transfer: u64, loaded: bool) -> Result<(), WorldError> {
        let books = &mut self.platform.books;
        let ended = match loaded {
            true => books.settle_load(self.now, transfer),
            false => books.refund_load(self.now, transfer),
        };
        let ended = ended.map_err(|refused| WorldError::Refused(refused.into()))?;
        self.counts();
        let request = if loaded { ServiceRequest::TerminalLoad } else { ServiceRequest::TerminalLoadUndone };
        self.note(Party::Hall, Some(Party::Person(ended.number)), EventKind::Asked { request, refused: None });
        Ok(())
    }

    /// Somebody who is nobody's subscriber gives the centre a message; gives its number.
    pub fn smuggle(&mut self, cargo: Cargo) -> MessageId {
        self.counts();
        let to = match &cargo {
            Cargo::Deliver { to, .. } => Party::Person(*to),
            Cargo::Submit { .. } | Cargo::Report { .. } => Party::Platform,
        };
        self.give(Party::Attacker, to, cargo, None)
    }

    /// No more faults: none that was ordered strikes, the network does nothing to messages and lets go what it held,
    /// every phone is on and has a network.
    pub fn heal(&mut self) {
        self.counts();
        self.forgive();
        self.centre.settings.spread_ms = 0;
        let held: Vec<_> = self.centre.carried().filter(|carried| carried.held).map(|carried| carried.id).collect();
        // What is held is there and is let go.
        held.into_iter().filter_map(|message| self.centre.release(message).err()).for_each(drop);
        for index in 0..self.people.len() {
            let Some(person) = self.people.get_mut(index) else { continue };
            let number = person.number();
            person.station.link_mut().card_mut().memory_mut().disarm();
            if person.power != Power::On {
                self.power_on(index);
            }
            drop(self.serve(&number, true));
        }
    }
}
