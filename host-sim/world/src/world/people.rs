//! All people of the world, found by number and woken by time. A phone at rest whose card has no command is left alone
//! until something reaches it; only then does it live through the time that has passed. So a step costs as much as the
//! phones that it concerns, however many people there are.

use std::collections::{BTreeMap, BTreeSet};

use super::{Person, Power, WorldError};
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;
use sim_device::mobile_station::Exchange;

/// People in the order in which they came, with their numbers and the state of their phones.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    everybody: Vec<Person>,
    places: BTreeMap<Msisdn, usize>,
    /// Places of the phones whose card fell silent.
    fallen: BTreeSet<usize>,
    /// Places of the phones that are on and not at rest, or that were handed out.
    restless: BTreeSet<usize>,
    /// Moments of the next poll, with the places of phones at rest whose card may have a command.
    polls: BTreeSet<(Moment, usize)>,
    /// Places of the people whose phones were used since the world was last kept.
    changed: BTreeSet<usize>,
}

impl People {
    /// Creates the people that a file has, none of them changed.
    pub(crate) fn of(everybody: Vec<Person>) -> People {
        let mut people = People::default();
        everybody.into_iter().for_each(|person| people.push(person));
        people.changed.clear();
        people
    }

    pub(crate) fn push(&mut self, person: Person) {
        let place = self.everybody.len();
        self.places.insert(person.number(), place);
        self.everybody.push(person);
        self.changed.insert(place);
        self.classify(place);
    }

    pub(crate) fn all(&self) -> &[Person] {
        &self.everybody
    }

    pub(crate) fn len(&self) -> usize {
        self.everybody.len()
    }

    pub(crate) fn place(&self, number: &Msisdn) -> Option<usize> {
        self.places.get(number).copied()
    }

    /// Returns the place of the person with a number.
    pub(super) fn find(&self, number: &Msisdn) -> Result<usize, WorldError> {
        self.place(number).ok_or(WorldError::NoSuchPerson(*number))
    }

    pub(crate) fn get(&self, place: usize) -> Option<&Person> {
        self.everybody.get(place)
    }

    pub(crate) fn by_number(&self, number: &Msisdn) -> Option<&Person> {
        self.get(self.place(number)?)
    }

    /// Returns `true` if all people agree in everything that a file keeps.
    pub(super) fn are_kept_like(&self, other: &People) -> bool {
        self.len() == other.len() && self.all().iter().zip(other.all()).all(|(one, other)| one.is_kept_like(other))
    }

    /// Takes the exchanges over the contacts of a phone, which no file keeps.
    pub(super) fn take_exchanges(&mut self, number: &Msisdn) -> Vec<Exchange> {
        let person = self.place(number).and_then(|place| self.get_unkept(place));
        person.map(|person| person.station.take_exchanges()).unwrap_or_default()
    }

    /// Returns a person to be changed, and marks the person as changed.
    pub(crate) fn get_mut(&mut self, place: usize) -> Option<&mut Person> {
        let person = self.everybody.get_mut(place)?;
        self.changed.insert(place);
        Some(person)
    }

    /// Returns a person to be changed in state that no file keeps.
    pub(crate) fn get_unkept(&mut self, place: usize) -> Option<&mut Person> {
        self.everybody.get_mut(place)
    }

    /// Returns a person to be changed from outside, and has the phone checked when time next passes.
    pub(crate) fn hand_out(&mut self, place: usize) -> Option<&mut Person> {
        self.restless.insert(place);
        self.get_mut(place)
    }

    pub(crate) fn set_power(&mut self, place: usize, power: Power) {
        if let Some(person) = self.get_mut(place) {
            person.power = power;
        }
        self.classify(place);
    }

    /// Returns the place of the first phone whose card fell silent.
    pub(crate) fn first_fallen(&self) -> Option<usize> {
        self.fallen.first().copied()
    }

    /// Classifies a phone by its state: fallen, restless, waiting for a poll, or left alone.
    pub(crate) fn classify(&mut self, place: usize) {
        let Some(person) = self.everybody.get_mut(place) else { return };
        let old = person.wake.take();
        self.fallen.remove(&place);
        self.restless.remove(&place);
        let handset = person.station.handset();
        match person.power {
            Power::Fallen => {
                self.fallen.insert(place);
            }
            Power::On if !handset.is_at_rest() => {
                self.restless.insert(place);
            }
            Power::On if !person.is_heard_out => {
                person.wake = handset.next_poll_ms().map(|ms| person.lived_to.later(ms.into()));
            }
            Power::On | Power::Off => {}
        }
        if old != person.wake {
            old.into_iter().for_each(|old| {
                self.polls.remove(&(old, place));
            });
            self.polls.extend(person.wake.map(|wake| (wake, place)));
        }
    }

    /// Returns the places of the people whose phones were used since the last call, and forgets them.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<usize> {
        std::mem::take(&mut self.changed)
    }

    /// Replaces a person that another process changed in the file.
    pub(crate) fn restore(&mut self, place: usize, mut person: Person) {
        let Some(old) = self.everybody.get_mut(place).filter(|old| old.number() == person.number()) else { return };
        person.wake = old.wake.take();
        *old = person;
        self.classify(place);
    }

    /// Returns the places of the phones that are not at rest, after classifying those that were handed out.
    pub(crate) fn restless(&mut self) -> Vec<usize> {
        let looked_at: Vec<usize> = self.restless.iter().copied().collect();
        looked_at.into_iter().for_each(|place| self.classify(place));
        self.restless.iter().copied().collect()
    }

    /// Returns the places of the phones whose next poll is at or before a moment.
    pub(crate) fn polled_by(&self, moment: Moment) -> BTreeSet<usize> {
        self.polls.iter().take_while(|(at, _)| *at <= moment).map(|(_, place)| *place).collect()
    }
}
