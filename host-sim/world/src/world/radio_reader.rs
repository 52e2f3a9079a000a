//! Reader of a terminal in the world's radio field: the cards that it finds, and a tap, in which one of them answers.

use std::fmt;

use super::loose_card::LooseCard;
use super::people::People;
use super::phones::Phones;
use super::{World, WorldError};
use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use crate::radio_field::{CardInField, CardPlace, Departure, DepartureMoment, FieldError, HeldCard, RadioField};
use sim_device::link::{InProcess, NoAnswerError, Transport};
use sim_device::memory::Eeprom;
use sim_device::pos::number::PosNumber;
use sim_device::pos::reader::CardReader;
use sim_device::tracked_map::TrackedMap;

/// Handsets near readers, with the phones in which the cards are.
pub(super) struct Field<'a> {
    pub(super) phones: Phones<'a>,
    pub(super) loose: &'a mut TrackedMap<Asn, LooseCard>,
    pub(super) placements: &'a RadioField,
}

/// Reader with one card before it, for the time of one tap.
pub(super) struct RadioReader<'a> {
    phones: Phones<'a>,
    loose: &'a mut TrackedMap<Asn, LooseCard>,
    card: CardInField,
    /// Early end of the tap; `None` if the handset stays.
    leaves: Option<Departure>,
    /// Number of commands that the terminal has sent.
    exchanges: u32,
    /// Set once the card has left the field or has fallen silent. A card that is on again needs another tap.
    is_gone: bool,
}

impl fmt::Debug for RadioReader<'_> {
    /// Formats the card that answers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RadioReader").field("card", &self.card).finish_non_exhaustive()
    }
}

impl RadioReader<'_> {
    /// Returns the card that answers.
    pub(super) const fn card(&self) -> CardInField {
        self.card
    }

    /// Sends a command over the radio to the card. A terminal learns no reason for silence.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, NoAnswerError> {
        let way = Transport::Air { distance_cm: self.card.distance_cm };
        match self.card.card {
            CardPlace::Person(number) => self.phones.transmit(&number, way, command).map_err(|_| NoAnswerError),
            CardPlace::Finder(asn) => {
                let seed = self.phones.scheduler.seed_of_loose(asn);
                Ok(self.loose.get_mut(&asn).ok_or(NoAnswerError)?.transmit(way, command, seed)?)
            }
        }
    }
}

impl Drop for RadioReader<'_> {
    /// Ends the tap: the card leaves the field, and a finder's handset is switched off again.
    fn drop(&mut self) {
        match self.card.card {
            CardPlace::Person(number) => self.phones.leave_field(&number),
            CardPlace::Finder(asn) => self.loose.get_mut(&asn).into_iter().for_each(LooseCard::power_off),
        }
    }
}

impl CardReader for RadioReader<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, NoAnswerError> {
        if self.is_gone {
            return Err(NoAnswerError);
        }
        self.exchanges = self.exchanges.saturating_add(1);
        let left = self.leaves.filter(|leaves| leaves.exchange == self.exchanges).map(|leaves| leaves.when);
        if left == Some(DepartureMoment::BeforeCommand) {
            self.is_gone = true;
            return Err(NoAnswerError);
        }
        let answer = self.transmit(command);
        self.is_gone = left.is_some() || answer.is_err();
        if self.is_gone { Err(NoAnswerError) } else { answer }
    }
}

impl<'a> Field<'a> {
    /// Connects a reader with the only card that answers. `held` is the handset that somebody holds before the reader;
    /// with `None` only the handsets that lie near it count. The card that answers may be another than the held one,
    /// whose phone may be off.
    pub(super) fn connect(mut self, reader: PosNumber, held: Option<HeldCard>) -> Result<RadioReader<'a>, FieldError> {
        if let Some(HeldCard { card, .. }) = held {
            self.take_in_hand(card)?;
        }
        let found = answering((self.phones.people, self.loose), self.placements, (reader, held));
        let card = match found.as_slice() {
            [] => return Err(FieldError::NoCard),
            [card] => *card,
            several => return Err(FieldError::Collision(several.iter().map(|found| found.card).collect())),
        };
        let leaves = held.filter(|held| held.card == card.card).and_then(|held| held.leaves);
        Ok(RadioReader { phones: self.phones, loose: self.loose, card, leaves, exchanges: 0, is_gone: false })
    }

    /// Lets a handset live through the time up to now before it is tapped, and switches one on again whose card fell
    /// silent. A handset that is off stays off.
    fn take_in_hand(&mut self, card: CardPlace) -> Result<(), FieldError> {
        match card {
            CardPlace::Person(number) => match self.phones.use_phone(&number) {
                Err(WorldError::NoSuchPerson(_)) => Err(FieldError::NoSuchCard(card)),
                Ok(_) | Err(_) => Ok(()),
            },
            CardPlace::Finder(asn) => match self.loose.get_mut(&asn) {
                Some(loose) => {
                    loose.power_on();
                    Ok(())
                }
                None => Err(FieldError::NoSuchCard(card)),
            },
        }
    }
}

impl World {
    /// Sends a terminal's command to a card between two commands of the phone, and returns the whole answer. The phone
    /// powers the card and must be on. Over the radio, the card answers only within its reach.
    pub fn transmit(&mut self, number: &Msisdn, way: Transport, command: &[u8]) -> Result<Vec<u8>, WorldError> {
        self.phones().transmit(number, way, command)
    }

    /// Puts a handset at a distance from a reader, in centimetres, where it stays until it is removed. The distance may
    /// be beyond the card's reach.
    pub fn place_card(&mut self, card: CardPlace, reader: PosNumber, distance_cm: u16) -> Result<(), FieldError> {
        link_of((&self.people, &self.loose_cards), card).ok_or(FieldError::NoSuchCard(card))?;
        self.scheduler.count_step();
        self.radio_field.place(card, reader, distance_cm);
        Ok(())
    }

    /// Takes a handset away from a reader. Returns whether it lay there.
    pub fn remove_card(&mut self, card: CardPlace, reader: PosNumber) -> bool {
        self.scheduler.count_step();
        self.radio_field.remove(card, reader)
    }

    /// Returns the distance in centimetres at which a handset lies from a reader; `None` if the handset is far away.
    pub fn distance_of(&self, card: CardPlace, reader: PosNumber) -> Option<u16> {
        let lying = self.radio_field.near(reader, None);
        lying.iter().find(|lying| lying.card == card).map(|lying| lying.distance_cm)
    }

    /// Returns the cards that answer a reader while nobody is tapping.
    pub fn find_cards(&self, reader: PosNumber) -> Vec<CardInField> {
        answering((&self.people, &self.loose_cards), &self.radio_field, (reader, None))
    }
}

/// People with their phones, and the cards that are in none.
type AllCards<'w> = (&'w People, &'w TrackedMap<Asn, LooseCard>);

/// Returns the link to a card.
fn link_of<'w>((people, loose): AllCards<'w>, card: CardPlace) -> Option<&'w InProcess<Eeprom>> {
    match card {
        CardPlace::Person(number) => people.by_number(&number).map(|person| person.station().link()),
        CardPlace::Finder(asn) => loose.get(&asn).map(LooseCard::link),
    }
}

/// Returns the cards that answer a reader, during a tap or while nobody is tapping.
fn answering(
    all: AllCards<'_>,
    placements: &RadioField,
    (reader, held): (PosNumber, Option<HeldCard>),
) -> Vec<CardInField> {
    // The radio of a card whose phone is off answers nothing.
    let reach_cm = |card| link_of(all, card)?.radio_reach_cm();
    let near = placements.near(reader, held).into_iter();
    near.filter(|near| reach_cm(near.card).is_some_and(|reach_cm| near.distance_cm <= reach_cm)).collect()
}
