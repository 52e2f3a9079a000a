//! Card on the desk: a simulated one, of which a copy is another card, or the one behind a link.

use applet::Card;

use super::super::replay::replay_card::ReplayCard;
use sim_device::link::{Chance, InProcess, Link, LinkContext, LinkError, SharedLink, Transport};
use sim_device::memory::Eeprom;

/// Card on the desk.
#[derive(Clone, Debug)]
pub(super) enum ShellCard {
    /// Simulated card. A copy is a card of its own, so that a desk can be kept for `undo`.
    Simulated(Box<InProcess<Eeprom>>),
    /// Card behind a link, which copies share.
    Linked(SharedLink),
}

impl ShellCard {
    /// Returns the greatest distance of a reader that the card's radio answers, in centimetres; `None` while the radio
    /// is off, and for a card behind a link.
    pub(super) fn radio_reach_cm(&self) -> Option<u16> {
        match self {
            ShellCard::Simulated(card) => card.radio_reach_cm(),
            ShellCard::Linked(_) => None,
        }
    }

    fn link(&mut self) -> &mut dyn Link {
        match self {
            ShellCard::Simulated(card) => card.as_mut(),
            ShellCard::Linked(link) => link,
        }
    }
}

impl Link for ShellCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.link().power_on()
    }

    fn power_off(&mut self) {
        self.link().power_off();
    }

    fn reset(&mut self) -> Result<Vec<u8>, LinkError> {
        self.link().reset()
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.link().exchange(situation, command)
    }
}

impl ReplayCard for ShellCard {
    type Memory = Eeprom;

    fn simulated(&self) -> Option<&Card<Eeprom, Chance>> {
        match self {
            ShellCard::Simulated(card) => Some(card.card()),
            ShellCard::Linked(_) => None,
        }
    }

    fn simulated_mut(&mut self) -> Option<&mut Card<Eeprom, Chance>> {
        match self {
            ShellCard::Simulated(card) => Some(card.card_mut()),
            ShellCard::Linked(_) => None,
        }
    }

    fn is_reachable(&self, situation: LinkContext) -> bool {
        match self {
            ShellCard::Simulated(card) => card.is_reached(situation),
            ShellCard::Linked(_) => situation.way == Transport::Contacts,
        }
    }
}
