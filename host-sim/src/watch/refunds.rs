//! Refunds: the money of a top-up over the air goes back only when the card can never take it any more, which nothing but
//! the proof of a cancel says.

use std::collections::BTreeSet;

use super::Violation;
use crate::platform::script::Script;
use crate::platform::top_up::{TopUp, TopUpState, TransferId};
use crate::world::World;

/// The transfers of which a cancel was under way at the last look, and those that were over.
#[derive(Clone, Debug, Default)]
pub(super) struct Cancels {
    under_way: BTreeSet<TransferId>,
    refunded: BTreeSet<TransferId>,
    has_looked: bool,
}

impl Cancels {
    /// Checks every refund since the last look.
    pub(super) fn check(&mut self, world: &World) -> Result<(), Violation> {
        let platform = world.platform();
        for transfer in platform.transfers().filter(|transfer| transfer.state == TopUpState::Refunded) {
            let is_new = self.refunded.insert(transfer.id) && self.has_looked;
            if is_new && !self.under_way.contains(&transfer.id) {
                return Err(Violation::Uncancelled { number: transfer.number, transfer: transfer.id.0 });
            }
        }
        let open = platform.transfers().filter(|transfer| transfer.state == TopUpState::UnderWay);
        self.under_way = open.filter(|transfer| is_cancelled(world, transfer)).map(|transfer| transfer.id).collect();
        self.has_looked = true;
        Ok(())
    }
}

/// Whether a cancel of this transfer has been sent to its card and not been answered.
fn is_cancelled(world: &World, transfer: &TopUp) -> bool {
    let cancel = Script::Cancel { counter: transfer.counter };
    let files = world.platform().cards().filter(|file| file.asn == transfer.asn);
    files.flat_map(|file| &file.errands).flat_map(|errand| &errand.sent).any(|sent| sent.script == cancel)
}
