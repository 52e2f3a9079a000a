//! Every top-up for which money was set aside, with an index of those under way.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::card_file::Asn;
use super::top_up::{TopUp, TopUpState, TransferId};
use sim_device::tracked_map::TrackedMap;

/// Top-ups by transfer number, with an index of those under way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<TransferId, TopUp>", into = "BTreeMap<TransferId, TopUp>")]
pub(super) struct TopUps {
    all: TrackedMap<TransferId, TopUp>,
    under_way: BTreeSet<(Asn, TransferId)>,
}

impl From<BTreeMap<TransferId, TopUp>> for TopUps {
    fn from(all: BTreeMap<TransferId, TopUp>) -> TopUps {
        let under_way = all.values().filter(|one| one.state == TopUpState::UnderWay).map(|one| (one.asn, one.id));
        TopUps { under_way: under_way.collect(), all: all.into() }
    }
}

impl From<TopUps> for BTreeMap<TransferId, TopUp> {
    fn from(top_ups: TopUps) -> BTreeMap<TransferId, TopUp> {
        top_ups.all.rows().clone()
    }
}

impl PartialEq for TopUps {
    fn eq(&self, other: &TopUps) -> bool {
        self.all == other.all
    }
}

impl TopUps {
    pub(super) fn get(&self, id: &TransferId) -> Option<&TopUp> {
        self.all.get(id)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &TopUp> {
        self.all.rows().values()
    }

    pub(super) fn insert(&mut self, top_up: TopUp) {
        self.list(&top_up);
        self.all.insert(top_up.id, top_up);
    }

    /// Changes a top-up. Returns the result of `change`; `None` without such a top-up.
    pub(super) fn change<T>(&mut self, id: TransferId, change: impl FnOnce(&mut TopUp) -> T) -> Option<T> {
        let top_up = self.all.get_mut(&id)?;
        let given = change(top_up);
        let top_up = top_up.clone();
        self.list(&top_up);
        Some(given)
    }

    /// Returns the top-ups of a card that are under way.
    pub(super) fn under_way(&self, asn: Asn) -> impl Iterator<Item = &TopUp> {
        let of_card = (asn, TransferId(0))..=(asn, TransferId(u64::MAX));
        self.under_way.range(of_card).filter_map(|(_, id)| self.all.get(id))
    }

    /// Returns whether any top-up is under way.
    pub(super) fn are_under_way(&self) -> bool {
        !self.under_way.is_empty()
    }

    pub(super) fn watch(&mut self) {
        self.all.watch();
    }

    pub(super) fn take_changed(&mut self) -> BTreeSet<TransferId> {
        self.all.take_changed()
    }

    /// Replaces a top-up that another process changed in the file; `None` removes it.
    pub(super) fn restore(&mut self, id: TransferId, top_up: Option<TopUp>) {
        top_up.iter().for_each(|top_up| self.list(top_up));
        self.all.restore(id, top_up);
    }

    fn list(&mut self, top_up: &TopUp) {
        let key = (top_up.asn, top_up.id);
        match top_up.state {
            TopUpState::UnderWay => {
                self.under_way.insert(key);
            }
            TopUpState::Settled | TopUpState::Refunded | TopUpState::Stranded => {
                self.under_way.remove(&key);
            }
        }
    }
}
