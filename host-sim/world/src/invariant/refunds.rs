//! Refunds: the money of a top-up over the air goes back only when the card can never take it any more. The proof of a
//! cancel shows that, or the card's own request for another load in its place; after either, the money goes back.

use std::collections::BTreeMap;

use applet::{CardState, PendingLoad};

use super::snapshot::Snapshot;
use super::{Originator, Violation};
use crate::platform::entry::LoadChannel;
use crate::platform::number::Msisdn;
use crate::platform::top_up::{TopUp, TopUpState};
use crate::world::World;

/// Load that each person requested last, with the counter of the packet that carries the request.
#[derive(Clone, Debug, Default)]
pub(super) struct AskedLoads(BTreeMap<Msisdn, (PendingLoad, u64)>);

impl AskedLoads {
    /// Notes the load that a card waits for, if the person requested it.
    pub(super) fn note(&mut self, number: Msisdn, before: &CardState, after: &CardState, by: Originator) {
        let (was, is) = (before.remote.pending, after.remote.pending);
        // If the power failed in between, the packet was never sent, and another one may have been.
        let is_sent = by == Originator::Person && before.remote.sent.next() == Some(after.remote.sent);
        match is.filter(|_| is != was) {
            Some(load) if is_sent => drop(self.0.insert(number, (load, after.remote.sent.value()))),
            Some(_) => drop(self.0.remove(&number)),
            None => {}
        }
    }

    /// Checks that no top-up is under way that the card has given up for another, once the platform has received the
    /// card's request.
    pub(super) fn check(&self, world: &World) -> Result<(), Violation> {
        let open = world.platform().transfers().filter(|transfer| transfer.state == TopUpState::UnderWay);
        for transfer in open.filter(|transfer| transfer.channel == LoadChannel::OverTheAir) {
            let Some((load, counter)) = self.0.get(&transfer.number) else { continue };
            let mut files = world.platform().cards();
            let has_heard = files.any(|file| file.asn == transfer.asn && file.heard == *counter);
            if has_heard && replacement(world, transfer) == Some(*load) {
                return Err(Violation::GivenUp { number: transfer.number, transfer: transfer.id.0 });
            }
        }
        Ok(())
    }
}

/// Checks every refund of a top-up over the air since the last look. The loads of halls are given up over the contacts,
/// and the audit finds one that was refunded and has arrived.
pub(super) fn check(before: &Snapshot, now: &Snapshot, world: &World) -> Result<(), Violation> {
    let is_new = |transfer: &&TopUp| now.refunded.contains(&transfer.id) && !before.refunded.contains(&transfer.id);
    let over_the_air = world.platform().transfers().filter(|transfer| transfer.channel != LoadChannel::Hall);
    for transfer in over_the_air.filter(is_new) {
        let is_replaced = replacement(world, transfer).is_some();
        if !is_replaced && !before.cancelled.contains(&transfer.id) {
            return Err(Violation::Uncancelled { number: transfer.number, transfer: transfer.id.0 });
        }
    }
    Ok(())
}

/// Returns the load that a card waits for in place of this transfer's; `None` if the card waits for this one, or for
/// none.
fn replacement(world: &World, transfer: &TopUp) -> Option<PendingLoad> {
    let load = world.person(&transfer.number)?.card_state()?.remote.pending?;
    transfer.is_replaced_by(load.counter, load.random).then_some(load)
}
