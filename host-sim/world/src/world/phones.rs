//! Phones of the people: a person's acts, what reaches a phone, and the time that each phone lives through.

use super::event::DeliveryFailure;
use super::mail::Mail;
use super::people::People;
use super::scheduler::Scheduler;
use super::{EventKind, Party, Person, Power, Station, World, WorldError};
use crate::action::CardLoss;
use crate::platform;
use crate::platform::number::Msisdn;
use crate::smsc::{CarriedMessage, State};
use sim_codec::sms::{ReportParameters, SmsDeliverReport};
use sim_device::handset::{Act, End, Model, NotTakenError};
use sim_device::link::Transport;
use sim_device::mobile_station::StationError;

/// TP-FCS of a message that the handset cannot read: unspecified error cause.
const UNSPECIFIED: u8 = 0xFF;

/// Phones of the people, with the mail that goes in and out of them.
pub(super) struct Phones<'a> {
    pub(super) scheduler: &'a mut Scheduler,
    pub(super) people: &'a mut People,
    pub(super) mail: Mail<'a>,
    /// Number of the phone that is shown, whose exchanges over the contacts are kept; `None` keeps none.
    pub(super) shown: Option<Msisdn>,
    /// Set if the cards go on drawing from one stream of chance.
    pub(super) flows: bool,
}

impl Phones<'_> {
    /// Switches a phone on, or off and on.
    pub(super) fn power_on(&mut self, index: usize) {
        let now = self.scheduler.now;
        let Some(person) = self.reach(index) else { return };
        let number = person.number();
        person.lived_to = now;
        person.show_clock(now);
        let settled = person.station.restart();
        self.people.set_power(index, Power::On);
        self.mail.note(Party::Person(number), None, EventKind::SwitchedOn);
        self.collect(index, settled);
        self.mail.centre.retry_now(now, &number);
    }

    /// Returns the place of a phone for a use, which counts as a step.
    pub(super) fn use_phone(&mut self, number: &Msisdn) -> Result<usize, WorldError> {
        let index = self.people.find(number)?;
        if self.people.get(index).is_some_and(|person| person.power == Power::Off) {
            return Err(WorldError::PhoneOff(*number));
        }
        self.scheduler.count_step();
        if self.people.get(index).is_some_and(|person| person.power == Power::Fallen) {
            self.power_on(index);
        }
        self.reach(index);
        Ok(index)
    }

    /// Performs an act on a phone. Returns `false` if the act is not valid on the current screen.
    pub(super) fn act(&mut self, number: &Msisdn, act: &Act) -> Result<bool, WorldError> {
        let index = self.use_phone(number)?;
        let done = self.person(index, number)?.station.act(act);
        self.conclude(index, number, done)
    }

    /// Sends a card a command between two of the phone's, and returns the whole answer.
    pub(super) fn transmit(&mut self, number: &Msisdn, way: Transport, command: &[u8]) -> Result<Vec<u8>, WorldError> {
        let index = self.use_phone(number)?;
        let station = &mut self.person(index, number)?.station;
        if let Transport::Air { distance_cm } = way
            && station.link().radio_reach_cm().is_some_and(|reach_cm| distance_cm > reach_cm)
        {
            // The card knows nothing of the command, and the phone goes on.
            return Err(WorldError::OutOfReach(*number));
        }
        let answer = station.transmit(way, command);
        self.conclude(index, number, answer)
    }

    /// Works with a phone, such as through a modem, and collects the results. The work tells whether handset and card
    /// came to rest.
    pub(super) fn work<T>(
        &mut self,
        number: &Msisdn,
        work: impl FnOnce(&mut Station) -> (T, Result<(), StationError>),
    ) -> Result<T, WorldError> {
        let index = self.use_phone(number)?;
        let station = &mut self.person(index, number)?.station;
        let had_service = station.handset().surroundings.service;
        let (done, settled) = work(station);
        let has_found_service = !had_service && station.handset().surroundings.service;
        self.collect(index, settled);
        if has_found_service {
            self.mail.centre.retry_now(self.scheduler.now, number);
        }
        Ok(done)
    }

    /// Ends the radio session of a phone's card, which has left the field of a reader.
    pub(super) fn leave_field(&mut self, number: &Msisdn) {
        if let Ok(index) = self.people.find(number)
            && let Some(person) = self.people.get_mut(index)
        {
            person.station.link_mut().leave_field();
        }
    }

    /// Collects the results of work with a station.
    fn conclude<T>(&mut self, index: usize, number: &Msisdn, done: Result<T, StationError>) -> Result<T, WorldError> {
        self.collect(index, done.as_ref().map(drop).map_err(|unrest| *unrest));
        done.map_err(|unrest| WorldError::Unrest { number: *number, unrest })
    }

    fn person(&mut self, index: usize, number: &Msisdn) -> Result<&mut Person, WorldError> {
        self.people.get_mut(index).ok_or(WorldError::NoSuchPerson(*number))
    }

    /// Calls somebody who answers at once.
    pub(super) fn place_call(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.use_phone(number)?;
        self.person(index, number)?.station.handset_mut().place_call();
        self.touch(index);
        Ok(())
    }

    /// Ends the call of a phone from one side, if the phone is in one.
    pub(super) fn end_call(&mut self, number: &Msisdn, by: End) {
        let Some(index) = self.people.place(number) else { return };
        let Some(person) = self.people.get(index).filter(|person| person.has_called()) else { return };
        let is_on = person.power == Power::On;
        let Some(person) = (if is_on { self.reach(index) } else { self.people.get_mut(index) }) else { return };
        person.station.handset_mut().end_call(by);
        if is_on {
            self.touch(index);
        }
    }

    /// Writes a text message and sends it. Returns the number of short messages.
    pub(super) fn write(&mut self, number: &Msisdn, to: &str, text: &str) -> Result<usize, WorldError> {
        let index = self.use_phone(number)?;
        let sent = self.person(index, number)?.station.handset_mut().write_message(to, text);
        self.touch(index);
        Ok(sent?)
    }

    /// Switches a phone on; one that is on is switched off and on.
    pub(super) fn switch_on(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.people.find(number)?;
        if let Some(loss @ CardLoss::Broken) = self.people.get(index).and_then(Person::loss) {
            return Err(WorldError::CardGone(*number, loss));
        }
        self.scheduler.count_step();
        self.power_on(index);
        Ok(())
    }

    /// Switches a phone off; messages wait until the phone is on again.
    pub(super) fn switch_off(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.people.find(number)?;
        self.scheduler.count_step();
        self.catch_up(index);
        if let Some(person) = self.people.get_mut(index) {
            person.station.switch_off();
        }
        self.people.set_power(index, Power::Off);
        self.mail.note(Party::Person(*number), None, EventKind::SwitchedOff);
        Ok(())
    }

    /// Puts a card into another handset and switches the handset on. The person's messages move with the card.
    pub(super) fn move_card(&mut self, number: &Msisdn, (model, serial): (&str, u32)) -> Result<(), WorldError> {
        let model = Model::named(model).ok_or_else(|| WorldError::NoSuchModel(model.to_owned()))?.with_serial(serial);
        self.switch_off(number)?;
        if let Some(person) = self.hand_out(number) {
            *person.station_mut().handset_mut().model_mut() = model;
        }
        self.switch_on(number)
    }

    /// Sets whether the network serves a phone.
    pub(super) fn serve(&mut self, number: &Msisdn, serves: bool) -> Result<(), WorldError> {
        let index = self.use_phone(number)?;
        let handset = self.person(index, number)?.station.handset_mut();
        match serves {
            true => handset.find_service(),
            false => handset.lose_service(),
        }
        self.touch(index);
        if serves {
            self.mail.centre.retry_now(self.scheduler.now, number);
        }
        Ok(())
    }

    /// Switches every phone on that is off, gives it a network, and disarms the faults of its card. Lost cards are
    /// found, and those that could not be read are repaired.
    pub(super) fn heal(&mut self) {
        for index in 0..self.people.len() {
            let Some(person) = self.people.get_mut(index) else { continue };
            let number = person.number();
            person.loss = None;
            person.station.link_mut().card_mut().memory_mut().disarm();
            if person.power != Power::On {
                self.power_on(index);
            }
            drop(self.serve(&number, true));
        }
    }

    /// Returns the person of a number, to be changed from outside.
    pub(super) fn hand_out(&mut self, number: &Msisdn) -> Option<&mut Person> {
        let index = self.people.place(number)?;
        self.reach(index)?;
        self.people.hand_out(index)
    }

    /// Lets a phone that is on live through the time up to now.
    pub(super) fn catch_up(&mut self, index: usize) {
        let now = self.scheduler.now;
        let behind = |person: &Person| person.power == Power::On && person.lived_to < now;
        if !self.people.get(index).is_some_and(behind) {
            return;
        }
        self.seed_card(index);
        let Some(person) = self.people.get_mut(index) else { return };
        let passed = now.since(std::mem::replace(&mut person.lived_to, now));
        let waited = person.station.wait_long(passed);
        person.show_clock(now);
        self.collect(index, waited);
    }

    /// Prepares a phone for a use. The phone lives through the time up to now, and its card draws this step's chance
    /// and counts as unpolled.
    fn reach(&mut self, index: usize) -> Option<&mut Person> {
        self.catch_up(index);
        self.seed_card(index);
        let person = self.people.get_mut(index)?;
        person.is_heard_out = false;
        Some(person)
    }

    /// Seeds the chance of a card for this step. The chance follows from the seed, the card and the step, so that no
    /// file keeps it.
    pub(super) fn seed_card(&mut self, index: usize) {
        let stream = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1);
        if let (false, Some(person)) = (self.flows, self.people.get_unkept(index)) {
            person.draw_from(self.scheduler.seed, stream, self.scheduler.steps);
        }
    }

    /// Lets a handset and its card come to rest after a change, and collects the results.
    pub(super) fn touch(&mut self, index: usize) {
        let Some(person) = self.people.get_mut(index) else { return };
        let settled = person.station.settle();
        self.collect(index, settled);
    }

    /// Collects the results of a station's work: reports, messages that went out, and a card that fell silent.
    fn collect(&mut self, index: usize, settled: Result<(), StationError>) {
        let Some(person) = self.people.get_mut(index) else { return };
        let number = person.number();
        let is_shown = self.shown == Some(number);
        let handset = person.station.handset_mut();
        let (reports, outgoing) = (handset.take_reports(), handset.take_outgoing());
        person.notice_polls();
        if !is_shown {
            drop(person.station.take_exchanges());
        }
        let fell = settled.is_err();
        if fell {
            person.power = Power::Fallen;
        }
        self.people.classify(index);
        for report in reports {
            self.mail.take_report(number, report);
        }
        for message in outgoing {
            let address = message.tpdu.address();
            let party = self.party(address.map_or("", |address| address.number.as_str()));
            let is_charged = party == Party::Platform;
            if self.mail.take_outgoing(number, party, &message).is_some() && is_charged {
                // The person was found above, and nobody leaves a world.
                self.people.get_mut(index).into_iter().for_each(Person::charge_message);
            }
        }
        if fell {
            self.mail.note(Party::Person(number), None, EventKind::Fell);
        }
    }

    /// Returns the party with an address.
    fn party(&self, address: &str) -> Party {
        match address.parse() {
            _ if address == platform::NUMBER => Party::Platform,
            _ if let Some(esme) = self.mail.esmes.at(address) => Party::Esme(esme.clone()),
            Ok(number) if self.people.by_number(&number).is_some() => Party::Person(number),
            _ => Party::Nobody(address.to_owned()),
        }
    }

    /// Forwards a subscriber's message to the subscriber of an address.
    pub(super) fn forward(&mut self, carried: &CarriedMessage, from: Msisdn, to: &str, tpdu: &[u8]) {
        let number: Option<Msisdn> = to.strip_prefix("86").unwrap_or(to).parse().ok();
        let number = number.filter(|number| self.people.by_number(number).is_some());
        self.mail.forward(carried, from, number, tpdu);
    }

    /// Brings a message from the centre to a handset.
    pub(super) fn deliver(&mut self, carried: &CarriedMessage, to: Msisdn, tpdu: &[u8]) {
        let Some(index) = self.people.place(&to) else { return self.mail.throw_away(carried.id) };
        let Some(person) = self.reach(index) else { return };
        match person.power {
            Power::Off => return self.mail.fail_delivery(carried, DeliveryFailure::Off),
            Power::Fallen => return self.mail.fail_delivery(carried, DeliveryFailure::Mute),
            Power::On => {}
        }
        let handset = person.station.handset_mut();
        let service_centre = handset.surroundings.service_centre.clone();
        match handset.receive_message(tpdu, &service_centre) {
            Ok(number) => {
                self.mail.centre.await_report(self.scheduler.now, carried.id, number);
                self.touch(index);
                self.note_waiting(carried);
            }
            Err(NotTakenError::NoService) => self.mail.fail_delivery(carried, DeliveryFailure::NoService),
            Err(NotTakenError::NoDeliver | NotTakenError::TooLong) => {
                let parameters = Some(ReportParameters::default());
                let report = SmsDeliverReport { first: 0x00, cause: Some(UNSPECIFIED), parameters };
                self.mail.take_answer(carried.id, false, report);
            }
        }
    }

    /// Notes a message that was brought and not reported: the card fell silent, or has not answered yet.
    pub(super) fn note_waiting(&mut self, carried: &CarriedMessage) {
        let to = *carried.cargo.person();
        let fallen = self.people.by_number(&to).is_some_and(|person| person.power == Power::Fallen);
        match self.mail.centre.get(carried.id).map(|carried| carried.state) {
            Some(State::AtHandset(_)) if fallen => self.mail.fail_delivery(carried, DeliveryFailure::Mute),
            Some(State::AtHandset(_)) => {
                self.mail.note(Party::Centre, Some(Party::Person(to)), EventKind::Brought { message: carried.id });
            }
            _ => {}
        }
    }
}

impl World {
    /// Lets a handset settle after work on it from outside, and collects the messages and reports that it sends.
    pub fn tend(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let mut phones = self.phones();
        let index = phones.use_phone(number)?;
        phones.touch(index);
        Ok(())
    }

    /// Works with a phone, such as through a modem: a step, whose results the world takes over. The work tells whether
    /// handset and card came to rest.
    pub fn work<T>(
        &mut self,
        number: &Msisdn,
        work: impl FnOnce(&mut Station) -> (T, Result<(), StationError>),
    ) -> Result<T, WorldError> {
        self.phones().work(number, work)
    }
}
