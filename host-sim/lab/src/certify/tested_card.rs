//! Card under test: a link, and the power cuts that its supply can make.

use sim_device::link::{InProcess, Link, LinkContext, LinkError};
use sim_device::memory::{Eeprom, PowerCut};

/// Link to a card under test.
pub trait TestedCard: Link {
    /// Arms a power cut; returns `false` if the power of this card cannot be cut there.
    fn arm(&mut self, _cut: PowerCut) -> bool {
        false
    }

    /// Drops a power cut that has not come.
    fn disarm(&mut self) {}

    /// Returns `true` if commands can come over the card's radio.
    fn has_radio(&self) -> bool {
        false
    }

    /// Takes the card out of the field of the reader by radio.
    fn leave_field(&mut self) {}
}

impl TestedCard for InProcess<Eeprom> {
    fn arm(&mut self, cut: PowerCut) -> bool {
        self.card_mut().memory_mut().arm(cut);
        true
    }

    fn disarm(&mut self) {
        self.card_mut().memory_mut().disarm();
    }

    fn has_radio(&self) -> bool {
        true
    }

    fn leave_field(&mut self) {
        InProcess::leave_field(self);
    }
}

/// Card whose power can only be switched, such as one in a reader.
pub struct ForeignCard(pub Box<dyn Link>);

impl Link for ForeignCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.0.power_on()
    }

    fn power_off(&mut self) {
        self.0.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.0.exchange(situation, command)
    }
}

impl TestedCard for ForeignCard {}
