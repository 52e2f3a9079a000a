//! Ways of a terminal to a card: by the number of its phone, or by a reader in the radio field. There the reader finds
//! the cards that answer, and a tap connects it with one of them.

use super::{Person, Station, World, WorldError};
use crate::platform::number::Msisdn;
use crate::radio_field::{CardInField, CardPlace, Departure, DepartureMoment, FieldError, Tap};
use sim_device::link::{NoAnswerError, Transport};
use sim_device::pos::number::PosNumber;
use sim_device::pos::reader::CardReader;

/// Reader with one card before it, for the time of one tap.
#[derive(Debug)]
pub struct RadioReader<'w> {
    world: &'w mut World,
    card: CardInField,
    /// Early end of the tap; `None` if the handset stays.
    leaves: Option<Departure>,
    /// Number of commands that the terminal has sent.
    exchanges: u32,
    /// Set once the card has left the field or has fallen silent. A card that is on again needs another tap.
    is_gone: bool,
}

impl RadioReader<'_> {
    /// Returns the card that answers.
    pub const fn card(&self) -> CardInField {
        self.card
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
        let answer = self.world.transmit_to(self.card, command);
        self.is_gone = left.is_some() || answer.is_err();
        if self.is_gone { Err(NoAnswerError) } else { answer }
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
        self.station_of(card).ok_or(FieldError::NoSuchCard(card))?;
        self.scheduler.count_step();
        self.radio_field.place(card, reader, distance_cm);
        Ok(())
    }

    /// Takes a handset away from a reader. Returns whether it lay there.
    pub fn remove_card(&mut self, card: CardPlace, reader: PosNumber) -> bool {
        self.scheduler.count_step();
        self.radio_field.remove(card, reader)
    }

    /// Returns the cards that answer a reader while nobody is tapping.
    pub fn find_cards(&self, reader: PosNumber) -> Vec<CardInField> {
        self.answering(reader, None)
    }

    /// Connects a reader with the only card that answers. `tap` is the handset that somebody holds before the reader;
    /// with `None` only the handsets that lie near it count. The card that answers may be another than the tapped one,
    /// whose phone may be off.
    pub fn connect_card(&mut self, reader: PosNumber, tap: Option<Tap>) -> Result<RadioReader<'_>, FieldError> {
        if let Some(Tap { card, .. }) = tap {
            self.take_in_hand(card)?;
        }
        let found = self.answering(reader, tap);
        let card = match found.as_slice() {
            [] => return Err(FieldError::NoCard),
            [card] => *card,
            several => return Err(FieldError::Collision(several.iter().map(|found| found.card).collect())),
        };
        let leaves = tap.filter(|tap| tap.card == card.card).and_then(|tap| tap.leaves);
        Ok(RadioReader { world: self, card, leaves, exchanges: 0, is_gone: false })
    }

    /// Returns the cards that answer a reader during a tap.
    fn answering(&self, reader: PosNumber, tap: Option<Tap>) -> Vec<CardInField> {
        let near = self.radio_field.near(reader, tap).into_iter();
        near.filter(|near| self.reach_of(near.card).is_some_and(|reach_cm| near.distance_cm <= reach_cm)).collect()
    }

    /// Returns the reach of the radio of a card, in centimetres; `None` while the radio is off.
    fn reach_of(&self, card: CardPlace) -> Option<u16> {
        self.station_of(card)?.link().radio_reach_cm()
    }

    /// Returns the handset with a card.
    fn station_of(&self, card: CardPlace) -> Option<&Station> {
        match card {
            CardPlace::Person(number) => self.person(&number).map(Person::station),
            CardPlace::Finder(_) => None,
        }
    }

    /// Lets a handset live through the time up to now before it is tapped, and switches one on again whose card fell
    /// silent. A handset that is off stays off.
    fn take_in_hand(&mut self, card: CardPlace) -> Result<(), FieldError> {
        match card {
            CardPlace::Person(number) => match self.phones().use_phone(&number) {
                Err(WorldError::NoSuchPerson(_)) => Err(FieldError::NoSuchCard(card)),
                Ok(_) | Err(_) => Ok(()),
            },
            CardPlace::Finder(_) => Err(FieldError::NoSuchCard(card)),
        }
    }

    /// Sends a command over the radio to a card in the field. A terminal learns no reason for silence.
    fn transmit_to(&mut self, to: CardInField, command: &[u8]) -> Result<Vec<u8>, NoAnswerError> {
        let way = Transport::Air { distance_cm: to.distance_cm };
        match to.card {
            CardPlace::Person(number) => self.transmit(&number, way, command).map_err(|_| NoAnswerError),
            CardPlace::Finder(_) => Err(NoAnswerError),
        }
    }
}
