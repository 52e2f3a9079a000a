//! Truth about the cards of a world, for an audit: what each holds, and what it spent that the books do not know yet.

use std::collections::BTreeMap;

use sim_device::pos::entry::{EntryState, PurchaseEntry};
use sim_wire::Fen;

use super::World;
use crate::audit::CardTruth;

/// Spending of a card at the terminals of shops that the books do not know yet.
#[derive(Clone, Debug, Default)]
struct Spending {
    /// Sum of the purchases that are not settled, in fen.
    sum: u64,
    /// Purchases of which nobody knows whether they took place, in fen.
    uncertain: Vec<Fen>,
}

impl World {
    /// Returns the truth about every card, those of the people first and then those in no phone; `None` in place of a
    /// card whose memory is not sound.
    pub(crate) fn card_truths(&self) -> impl Iterator<Item = Option<CardTruth>> {
        let mut spending = self.spending();
        let present = self.people().iter().map(|person| (person.number(), person.asn, None, person.card_state()));
        let loose = self.loose_cards();
        let loose = loose.map(|card| (card.number(), card.asn().0, Some(card.asn()), card.card_state()));
        present.chain(loose).map(move |(number, asn, retired, state)| {
            let Spending { sum, uncertain } = spending.remove(&asn).unwrap_or_default();
            let spent = Fen(u32::try_from(sum).unwrap_or(u32::MAX));
            Some(CardTruth { number, retired, balance: state?.balance, spent, uncertain })
        })
    }

    /// Returns whether the platform does not know a purchase yet. A terminal keeps a batch until it has learned that
    /// the batch is settled.
    fn is_unsettled(&self, entry: &PurchaseEntry) -> bool {
        entry.state == EntryState::Sold && self.platform.acquiring().purchase(&entry.id).is_none()
    }

    /// Returns the spending of each card by its number.
    fn spending(&self) -> BTreeMap<[u8; 10], Spending> {
        let mut spending: BTreeMap<_, Spending> = BTreeMap::new();
        for (_, shop) in self.shops.all() {
            let terminal = shop.terminal();
            let refused = terminal.refused().iter().map(|refused| &refused.entry);
            for entry in terminal.entries().values().chain(refused).filter(|entry| self.is_unsettled(entry)) {
                let of_card = spending.entry(entry.asn).or_default();
                of_card.sum = of_card.sum.saturating_add(entry.amount.0.into());
            }
            for pending in terminal.pending() {
                spending.entry(pending.asn).or_default().uncertain.push(pending.amount);
            }
        }
        spending
    }
}
