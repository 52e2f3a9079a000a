//! Purchases that the platform knows: settled, voided or returned. By the record a receipt is compared field by field,
//! and a purchase that comes again is recognised.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sim_device::pos::entry::{PurchaseEntry, PurchaseId};
use sim_device::pos::line::LineSender;
use sim_device::pos::merchant_name::MerchantName;
use sim_device::pos::receipt::Receipt;
use sim_device::tracked_map::TrackedMap;

use super::carried_proof::CardPurchase;
use crate::platform::card_file::Asn;

/// State of a purchase at the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PurchaseState {
    /// The merchant was paid.
    Settled,
    /// The purchase was voided before its batch was uploaded (撤销).
    Voided,
    /// The goods were returned after the upload (退货).
    Returned,
}

/// Purchase as the platform knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseRecord {
    /// Terminal that sold.
    pub sender: LineSender,
    /// Number of the terminal's batch.
    pub batch: u32,
    /// Purchase, as the terminal sent it.
    pub entry: PurchaseEntry,
    /// State of the purchase.
    pub state: PurchaseState,
}

impl PurchaseRecord {
    /// Returns the receipt of the purchase, as the terminal printed it.
    pub fn receipt(&self, merchant_name: MerchantName) -> Receipt {
        Receipt::new(merchant_name, self.sender, self.batch, &self.entry)
    }

    /// Returns the purchase as its card counts it.
    fn of_card(&self) -> CardPurchase {
        CardPurchase { asn: Asn(self.entry.asn), counter: self.entry.card_counter }
    }
}

/// Records of the purchases, and the index that finds them by card and card counter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<PurchaseId, PurchaseRecord>", into = "BTreeMap<PurchaseId, PurchaseRecord>")]
pub(in crate::platform) struct Purchases {
    records: TrackedMap<PurchaseId, PurchaseRecord>,
    of_cards: BTreeMap<CardPurchase, PurchaseId>,
}

impl From<BTreeMap<PurchaseId, PurchaseRecord>> for Purchases {
    fn from(records: BTreeMap<PurchaseId, PurchaseRecord>) -> Purchases {
        let of_cards = records.iter().map(|(id, record)| (record.of_card(), *id)).collect();
        Purchases { records: records.into(), of_cards }
    }
}

impl From<Purchases> for BTreeMap<PurchaseId, PurchaseRecord> {
    fn from(purchases: Purchases) -> BTreeMap<PurchaseId, PurchaseRecord> {
        purchases.records.rows().clone()
    }
}

impl PartialEq for Purchases {
    fn eq(&self, other: &Purchases) -> bool {
        self.records == other.records
    }
}

impl Purchases {
    pub(in crate::platform) fn get(&self, id: &PurchaseId) -> Option<&PurchaseRecord> {
        self.records.get(id)
    }

    pub(in crate::platform) fn values(&self) -> impl Iterator<Item = &PurchaseRecord> {
        self.records.rows().values()
    }

    /// Returns the purchase that a card counts under a number.
    pub(super) fn of_card(&self, purchase: &CardPurchase) -> Option<PurchaseId> {
        self.of_cards.get(purchase).copied()
    }

    /// Inserts a record, or replaces the one of the same purchase. Returns the purchase as its card counts it.
    pub(super) fn insert(&mut self, record: PurchaseRecord) -> CardPurchase {
        let (id, of_card) = (record.entry.id, record.of_card());
        self.of_cards.insert(of_card, id);
        self.records.insert(id, record);
        of_card
    }

    /// Sets the state of a purchase.
    pub(super) fn set_state(&mut self, id: &PurchaseId, state: PurchaseState) {
        if let Some(record) = self.records.get_mut(id) {
            record.state = state;
        }
    }

    pub(in crate::platform) fn watch(&mut self) {
        self.records.watch();
    }

    pub(in crate::platform) fn take_changed(&mut self) -> BTreeSet<PurchaseId> {
        self.records.take_changed()
    }

    /// Restores a record that another process changed; `None` removes it.
    pub(in crate::platform) fn restore(&mut self, id: PurchaseId, record: Option<PurchaseRecord>) {
        if let Some(old) = self.records.get(&id) {
            self.of_cards.remove(&old.of_card());
        }
        self.of_cards.extend(record.iter().map(|record| (record.of_card(), id)));
        self.records.restore(id, record);
    }
}
