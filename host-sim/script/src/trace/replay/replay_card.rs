//! Card of a replay: a simulated one, whose inside can be seen, or one behind any other link.

use applet::Card;

use sim_device::link::{Chance, InProcess, Link, LinkContext, LinkError, PoweredMemory, Transport};
use sim_device::memory::Eeprom;

/// Card that a replay speaks to.
pub(in crate::trace) trait ReplayCard: Link {
    /// Memory of a simulated card.
    type Memory: PoweredMemory;

    /// Returns the simulated card; `None` for a card whose inside nobody sees.
    fn simulated(&self) -> Option<&Card<Self::Memory, Chance>>;

    /// Returns the simulated card, to give it random numbers or to arm a fault.
    fn simulated_mut(&mut self) -> Option<&mut Card<Self::Memory, Chance>>;

    /// Returns whether a command in this situation gets to a card that has power.
    fn is_reachable(&self, situation: LinkContext) -> bool;
}

impl<M: PoweredMemory> ReplayCard for InProcess<M> {
    type Memory = M;

    fn simulated(&self) -> Option<&Card<M, Chance>> {
        Some(self.card())
    }

    fn simulated_mut(&mut self) -> Option<&mut Card<M, Chance>> {
        Some(self.card_mut())
    }

    fn is_reachable(&self, situation: LinkContext) -> bool {
        self.is_reached(situation)
    }
}

/// Card behind a link that is not ours.
pub(super) struct ForeignCard<'l>(pub(super) &'l mut dyn Link);

impl Link for ForeignCard<'_> {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.0.power_on()
    }

    fn power_off(&mut self) {
        self.0.power_off();
    }

    fn reset(&mut self) -> Result<Vec<u8>, LinkError> {
        self.0.reset()
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.0.exchange(situation, command)
    }
}

impl ReplayCard for ForeignCard<'_> {
    type Memory = Eeprom;

    fn simulated(&self) -> Option<&Card<Eeprom, Chance>> {
        None
    }

    fn simulated_mut(&mut self) -> Option<&mut Card<Eeprom, Chance>> {
        None
    }

    fn is_reachable(&self, situation: LinkContext) -> bool {
        situation.way == Transport::Contacts
    }
}
