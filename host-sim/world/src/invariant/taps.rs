//! Taps: a tap changes the card that is held and the one that answers, and no other. What it takes from a purse, the
//! terminal knows as the purchase of that card under that counter.

use applet::CardState;
use sim_wire::Fen;

use super::{Violation, changed};
use crate::action::PosPlace;
use crate::platform::number::Msisdn;
use crate::world::World;

/// Tap that was just performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedTap {
    /// Terminal.
    pub pos: PosPlace,
    /// Number whose phone was held to the terminal; `None` for a finder's.
    pub held: Option<Msisdn>,
    /// Number whose card answered; `None` if no card in a subscriber's phone did.
    pub answered: Option<Msisdn>,
}

impl ObservedTap {
    /// Checks the change of a card since before the tap.
    pub(super) fn check(
        self,
        world: &World,
        number: Msisdn,
        (before, after): (&CardState, &CardState),
    ) -> Result<(), Violation> {
        let wrong = |why| Err(Violation::Tapped { number, why });
        let changed = changed(before, after);
        if changed.is_empty() {
            return Ok(());
        }
        if ![self.held, self.answered].contains(&Some(number)) {
            return wrong("changed at a tap of another card");
        }
        if before.balance == after.balance {
            return Ok(());
        }
        let Some(price) = before.balance.0.checked_sub(after.balance.0).map(Fen) else {
            return wrong("got money at a purchase");
        };
        if before.offline_counter.checked_add(1) != Some(after.offline_counter) {
            return wrong("was charged, and its offline counter did not rise by one");
        }
        let Some(asn) = world.person(&number).map(|person| person.asn) else { return Ok(()) };
        let Some(shop) = world.shops().get(self.pos) else { return Ok(()) };
        let terminal = shop.terminal();
        let (entries, pending) = (terminal.entries().values(), terminal.pending().iter());
        let known = entries.map(|entry| (entry.asn, entry.card_counter, entry.amount));
        let mut known = known.chain(pending.map(|pending| (pending.asn, pending.card_counter, pending.amount)));
        match known.any(|known| known == (asn, after.offline_counter, price)) {
            true => Ok(()),
            false => wrong("was charged, and the terminal knows no such purchase"),
        }
    }
}
