//! What a person does with the phone: keys, text messages, on and off, in and out of the network's reach.

use super::{EventKind, Party, Power, World, WorldError};
use crate::platform::number::Msisdn;
use sim_device::handset::Act;

impl World {
    /// Switches a phone on, or off and on.
    pub(super) fn power_on(&mut self, index: usize) {
        let now = self.now;
        let Some(person) = self.reach(index) else { return };
        let number = person.number();
        person.lived_to = now;
        person.show_clock(now);
        let settled = person.station.restart();
        self.people.set_power(index, Power::On);
        self.note(Party::Person(number), None, EventKind::SwitchedOn);
        self.came_to(index, settled);
        self.centre.alerted(now, &number);
    }

    /// A phone that somebody is about to use.
    pub(super) fn in_use(&mut self, number: &Msisdn) -> Result<usize, WorldError> {
        let index = self.index(number)?;
        if self.people.get(index).is_some_and(|person| person.power == Power::Off) {
            return Err(WorldError::PhoneOff(*number));
        }
        self.counts();
        if self.people.get(index).is_some_and(|person| person.power == Power::Fallen) {
            self.power_on(index);
        }
        self.reach(index);
        Ok(index)
    }

    /// A person does something with the phone; gives whether it meant anything where it was done.
    pub fn act(&mut self, number: &Msisdn, act: &Act) -> Result<bool, WorldError> {
        let index = self.in_use(number)?;
        let Some(person) = self.people.get_mut(index) else { return Err(WorldError::NoSuchPerson(*number)) };
        match person.station.act(act) {
            Ok(meant) => {
                self.came_to(index, Ok(()));
                Ok(meant)
            }
            Err(unrest) => {
                self.came_to(index, Err(unrest));
                Err(WorldError::Unrest { number: *number, unrest })
            }
        }
    }

    /// A person writes a text message and sends it; gives how many short messages it became.
    pub fn texts(&mut self, number: &Msisdn, to: &str, text: &str) -> Result<usize, WorldError> {
        let index = self.in_use(number)?;
        let Some(person) = self.people.get_mut(index) else { return Err(WorldError::NoSuchPerson(*number)) };
        let sent = person.station.handset_mut().write_message(to, text);
        self.touch(index);
        Ok(sent?)
    }

    /// A person switches the phone on; one that is on is switched off and on.
    pub fn switch_on(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.index(number)?;
        self.counts();
        self.power_on(index);
        Ok(())
    }

    /// A person switches the phone off: messages wait for it.
    pub fn switch_off(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.index(number)?;
        self.counts();
        self.catch_up(index);
        if let Some(person) = self.people.get_mut(index) {
            person.station.switch_off();
        }
        self.people.set_power(index, Power::Off);
        self.note(Party::Person(*number), None, EventKind::SwitchedOff);
        Ok(())
    }

    /// The network serves a person's phone, or does not.
    pub fn serve(&mut self, number: &Msisdn, serves: bool) -> Result<(), WorldError> {
        let index = self.in_use(number)?;
        let Some(person) = self.people.get_mut(index) else { return Err(WorldError::NoSuchPerson(*number)) };
        match serves {
            true => person.station.handset_mut().find_service(),
            false => person.station.handset_mut().lose_service(),
        }
        self.touch(index);
        if serves {
            self.centre.alerted(self.now, number);
        }
        Ok(())
    }
}
