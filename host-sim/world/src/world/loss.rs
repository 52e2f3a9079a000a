//! Loss of a card: a person loses it with the phone, or it can no longer be read, until a hall issues another (补卡).
//! A lost wallet cannot be reported lost (3.5.2), so that a finder spends what is in it.

use super::{EventKind, Party, World, WorldError};
use crate::action::CardLoss;
use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use crate::radio_field::CardPlace;
use crate::world::Readability;

impl World {
    /// Notes that a person has lost the card, or that it can no longer be read. A phone whose card cannot be read is
    /// off; a lost phone goes on where it lies.
    pub fn lose_card(&mut self, number: &Msisdn, loss: CardLoss) -> Result<(), WorldError> {
        self.check_card_there(number)?;
        if loss == CardLoss::Broken {
            self.phones().switch_off(number)?;
        }
        self.scheduler.count_step();
        if let Some(person) = self.people.place(number).and_then(|place| self.people.get_mut(place)) {
            person.loss = Some(loss);
        }
        self.log.note(self.scheduler.now, (Party::Person(*number), None), EventKind::CardLost(loss));
        Ok(())
    }

    /// Checks whether a person has the card.
    pub fn check_card_there(&self, number: &Msisdn) -> Result<(), WorldError> {
        match self.person(number).ok_or(WorldError::NoSuchPerson(*number))?.loss {
            Some(loss) => Err(WorldError::CardGone(*number, loss)),
            None => Ok(()),
        }
    }

    /// Returns the handset in which a finder may have the last card that a number lost: the person's own phone while it
    /// is lost, else the handset of a finder with a card whose number has another now.
    pub fn found_card_of(&self, number: &Msisdn) -> Option<CardPlace> {
        if self.person(number)?.loss == Some(CardLoss::Lost) {
            return Some(CardPlace::Person(*number));
        }
        let loose = self.loose_cards().filter(|card| card.number() == *number);
        let last: Option<Asn> =
            loose.filter(|card| card.readability() == Readability::Readable).map(|card| card.asn()).last();
        last.map(CardPlace::Finder)
    }
}
