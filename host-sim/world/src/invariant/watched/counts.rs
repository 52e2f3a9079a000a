//! Counts of a run: actions, messages, faults, loads and looks.

use std::ops::AddAssign;

use crate::platform::entry::LoadChannel;
use crate::platform::hall::SwapState;
use crate::platform::top_up::TopUpState;
use crate::world::{EventKind, World};

/// Counts of a run, or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Actions that were performed.
    pub done: u64,
    /// Actions that were refused in the state of the world.
    pub refused: u64,
    /// Short messages that the centre was given.
    pub messages: u64,
    /// Messages of these that met a fate.
    pub fates: u64,
    /// Power cuts.
    pub cuts: u64,
    /// Times that the platform was stopped.
    pub stops: u64,
    /// Top-ups that the card proved to have.
    pub settled: u64,
    /// Top-ups that the card proved never to get.
    pub refunded: u64,
    /// Loads at halls that the card proved to have.
    pub hall_loads: u64,
    /// Purchases that the platform knows: settled, voided or returned.
    pub purchases: u64,
    /// Swaps of which the new card is in use.
    pub swaps: u64,
    /// Steps that the watchers checked.
    pub looks: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        let sums = [
            (&mut self.done, other.done),
            (&mut self.refused, other.refused),
            (&mut self.messages, other.messages),
            (&mut self.fates, other.fates),
            (&mut self.cuts, other.cuts),
            (&mut self.stops, other.stops),
            (&mut self.settled, other.settled),
            (&mut self.refunded, other.refunded),
            (&mut self.hall_loads, other.hall_loads),
            (&mut self.purchases, other.purchases),
            (&mut self.swaps, other.swaps),
            (&mut self.looks, other.looks),
        ];
        sums.into_iter().for_each(|(sum, more)| *sum = sum.saturating_add(more));
    }
}

impl Counts {
    /// Returns these counts plus those of all events and transfers of a world.
    pub(super) fn with_events(mut self, world: &World) -> Counts {
        let add = |count: &mut u64| *count = count.saturating_add(1);
        for event in world.events() {
            match &event.kind {
                EventKind::Handed { fate, .. } => {
                    add(&mut self.messages);
                    if fate.is_some() {
                        add(&mut self.fates);
                    }
                }
                EventKind::Fell => add(&mut self.cuts),
                EventKind::Stopped { .. } => add(&mut self.stops),
                _ => {}
            }
        }
        let platform = world.platform();
        for transfer in platform.transfers() {
            match (transfer.state, transfer.channel) {
                (TopUpState::Settled, LoadChannel::Hall) => add(&mut self.hall_loads),
                (TopUpState::Settled, _) => add(&mut self.settled),
                (TopUpState::Refunded, LoadChannel::OverTheAir | LoadChannel::Website) => add(&mut self.refunded),
                (TopUpState::Refunded | TopUpState::UnderWay | TopUpState::Stranded, _) => {}
            }
        }
        platform.acquiring().purchases().for_each(|_| add(&mut self.purchases));
        let swaps = platform.cards().filter_map(|card| platform.swap_of(card.asn));
        swaps.filter(|swap| matches!(swap.state, SwapState::Loaded(_))).for_each(|_| add(&mut self.swaps));
        self
    }
}
