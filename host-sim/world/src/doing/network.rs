//! Faults that are ordered, and what became of everything in numbers.

use super::{Counts, Doing};
use crate::platform::top_up::TopUpState;
use crate::smsc::Mix;
use crate::world::{What, World};
use sim_codec::time::DAY;

/// A healed world is quiet by then: the centre keeps a message for two days, the platform asks a card every six hours, and
/// the latest of the late is some days late.
pub(super) const HEALED_WITHIN: u64 = 14 * DAY;

/// Orders a fault of the network or the platform.
pub(super) fn orders(world: &mut World, doing: &Doing) {
    match doing {
        Doing::Network(rule) => world.centre_mut().add_rule(rule.clone()),
        Doing::Mix(0) => world.centre_mut().mix = Mix::default(),
        Doing::Mix(seed) => world.centre_mut().mix = Mix::swarm(*seed),
        Doing::Spread(ms) => world.centre_mut().settings.spread_ms = *ms,
        Doing::PlatformDies(fault, nth) => world.fail(*fault, *nth),
        _ => {}
    }
}

/// Counts what happened.
pub(super) fn counts(world: &World, counts: &mut Counts) {
    let add = |count: &mut u64| *count = count.saturating_add(1);
    for happening in world.happenings() {
        match &happening.what {
            What::Handed { fate, .. } => {
                add(&mut counts.messages);
                if fate.is_some() {
                    add(&mut counts.fates);
                }
            }
            What::Fell => add(&mut counts.cuts),
            What::Stopped { .. } => add(&mut counts.stops),
            _ => {}
        }
    }
    for transfer in world.platform().transfers() {
        match transfer.state {
            TopUpState::Settled => add(&mut counts.settled),
            TopUpState::Refunded => add(&mut counts.refunded),
            TopUpState::UnderWay => {}
        }
    }
}
