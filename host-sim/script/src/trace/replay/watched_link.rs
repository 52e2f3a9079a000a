//! Link between a reader and a card, watched.

use super::replay_card::ReplayCard;
use super::{OutgoingCommand, Watcher};
use crate::trace::place::TracePlace;
use sim_device::link::{Link, LinkContext, LinkError};

/// Link that shows every command to a watcher before the card gets it.
pub(super) struct WatchedLink<'l, 'w, C: ReplayCard> {
    pub(super) link: &'l mut C,
    pub(super) watcher: Option<&'l mut (dyn Watcher<C::Memory> + 'w)>,
    pub(super) place: &'l TracePlace,
}

impl<C: ReplayCard> Link for WatchedLink<'_, '_, C> {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.link.power_on()
    }

    fn power_off(&mut self) {
        self.link.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        if let (Some(watcher), Some(card)) = (&mut self.watcher, self.link.simulated())
            && self.link.is_reachable(situation)
        {
            let before = OutgoingCommand { surroundings: situation.surroundings(), command, place: self.place };
            watcher.before(card, before);
        }
        self.link.exchange(situation, command)
    }
}
