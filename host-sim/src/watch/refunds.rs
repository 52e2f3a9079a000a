//! Refunds: the money of a top-up over the air goes back only when the card can never take it any more. That is said by the
//! proof of a cancel, or by the card's own request for another load in its place; and where it is said, the money goes back.

use std::collections::{BTreeMap, BTreeSet};

use applet::{CardState, PendingLoad};

use super::{By, Violation};
use crate::platform::entry::LoadChannel;
use crate::platform::number::Msisdn;
use crate::platform::top_up::{TopUp, TopUpState, TransferId};
use crate::world::World;

/// The transfers of which a cancel was under way at the last look, and those that were over.
#[derive(Clone, Debug, Default)]
pub(super) struct Cancels {
    under_way: BTreeSet<TransferId>,
    refunded: BTreeSet<TransferId>,
    has_looked: bool,
    /// The load that each person asked for last, with the counter of the packet that asks for it.
    asked: BTreeMap<Msisdn, (PendingLoad, u64)>,
}

impl Cancels {
    /// Notes which load a card waits for, and whether the person asked for it.
    pub(super) fn note(&mut self, number: Msisdn, before: &CardState, after: &CardState, by: By) {
        let (was, is) = (before.remote.pending, after.remote.pending);
        // Where the power failed in between, the packet was never sent, and another one may have been.
        let is_sent = by == By::Person && before.remote.sent.next() == Some(after.remote.sent);
        match is.filter(|_| is != was) {
            Some(load) if is_sent => drop(self.asked.insert(number, (load, after.remote.sent.value()))),
            Some(_) => drop(self.asked.remove(&number)),
            None => {}
        }
    }

    /// Checks every refund since the last look.
    pub(super) fn check(&mut self, world: &World) -> Result<(), Violation> {
        let platform = world.platform();
        for transfer in platform.transfers().filter(|transfer| transfer.state == TopUpState::Refunded) {
            let is_new = self.refunded.insert(transfer.id) && self.has_looked;
            let is_replaced = replacement(world, transfer).is_some();
            if is_new && !is_replaced && !self.under_way.contains(&transfer.id) {
                return Err(Violation::Uncancelled { number: transfer.number, transfer: transfer.id.0 });
            }
        }
        self.check_given_up(world)?;
        let open = platform.transfers().filter(|transfer| transfer.state == TopUpState::UnderWay);
        self.under_way = open.filter(|transfer| is_cancelled(world, transfer)).map(|transfer| transfer.id).collect();
        self.has_looked = true;
        Ok(())
    }
}

impl Cancels {
    /// Checks that no top-up is under way which the card has given up for another, once the platform has just heard of it.
    fn check_given_up(&self, world: &World) -> Result<(), Violation> {
        let open = world.platform().transfers().filter(|transfer| transfer.state == TopUpState::UnderWay);
        for transfer in open.filter(|transfer| transfer.channel == LoadChannel::OverTheAir) {
            let Some((load, counter)) = self.asked.get(&transfer.number) else { continue };
            let mut files = world.platform().cards();
            let has_heard = files.any(|file| file.asn == transfer.asn && file.heard == *counter);
            if has_heard && replacement(world, transfer) == Some(*load) {
                return Err(Violation::GivenUp { number: transfer.number, transfer: transfer.id.0 });
            }
        }
        Ok(())
    }
}

/// The load that a card waits for in place of this transfer's; `None` where it waits for this one, or for none.
fn replacement(world: &World, transfer: &TopUp) -> Option<PendingLoad> {
    let load = world.person(&transfer.number)?.card_state()?.remote.pending?;
    transfer.is_replaced_by(load.counter, load.random).then_some(load)
}

/// Whether a cancel of this transfer has been sent to its card and not been answered.
fn is_cancelled(world: &World, transfer: &TopUp) -> bool {
    let cancel = transfer.cancel();
    let files = world.platform().cards().filter(|file| file.asn == transfer.asn);
    files.flat_map(|file| &file.errands).flat_map(|errand| &errand.sent).any(|sent| sent.script == cancel)
}
