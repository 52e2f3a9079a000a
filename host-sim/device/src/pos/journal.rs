//! Journal (流水) of a terminal: every change of what a power failure must not take. One record is one commit, which
//! takes effect whole or not at all.

use super::entry::{EntryState, PendingPurchase, PurchaseEntry};
use super::fault::{PosPowerFailedError, meet};
use super::line::{BatchResult, CarriedProof, PosParameters};
use super::terminal::{PosTerminal, RefusedEntry};
use crate::sam::psam::WriteCut;

/// Change of a terminal's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum JournalRecord {
    /// A purchase is about to be debited.
    Pending(PendingPurchase),
    /// The pending purchase of a card never took place.
    Dropped([u8; 10]),
    /// The pending purchase of the entry's card is proved, and the entry enters the batch.
    Sold(PurchaseEntry),
    /// A proof of another terminal's purchase was read.
    Carried(CarriedProof),
    /// The purchase of a voucher is about to be voided.
    Voiding(u32),
    /// The purchase of a voucher is voided.
    Voided(u32),
    /// The purchase of a voucher is not voided.
    NotVoided(u32),
    /// Goods are returned, by the counter of their purchase.
    Returned(u32),
    /// The batch is about to be closed.
    Closing,
    /// The batch is not closed.
    Reopened,
    /// The batch is settled, and the next one begins.
    Settled(BatchResult),
    /// New parameters came.
    Parameters(PosParameters),
}

impl PosTerminal {
    /// Commits a change.
    pub(super) fn commit(&mut self, record: JournalRecord) -> Result<(), PosPowerFailedError> {
        let cut = meet(&mut self.state.fault);
        if cut != Some(WriteCut::Before) {
            self.apply(record);
        }
        if cut.is_some() {
            self.state.psam.power_off();
            return Err(PosPowerFailedError);
        }
        Ok(())
    }

    fn apply(&mut self, record: JournalRecord) {
        let state = &mut self.state;
        match record {
            JournalRecord::Pending(purchase) => state.pending.push(purchase),
            JournalRecord::Dropped(asn) => state.pending.retain(|pending| pending.asn != asn),
            JournalRecord::Sold(entry) => {
                state.pending.retain(|pending| pending.id != entry.id);
                self.entries.insert(entry.voucher, entry);
            }
            JournalRecord::Carried(proof) => state.carried.push(proof),
            JournalRecord::Voiding(voucher) => drop(state.voiding.insert(voucher)),
            JournalRecord::Voided(voucher) => {
                state.voiding.remove(&voucher);
                if let Some(entry) = self.entries.get_mut(&voucher) {
                    entry.state = EntryState::Voided;
                }
            }
            JournalRecord::NotVoided(voucher) => drop(state.voiding.remove(&voucher)),
            JournalRecord::Returned(counter) => drop(state.returned.insert(counter)),
            JournalRecord::Closing => state.is_closing = true,
            JournalRecord::Reopened => state.is_closing = false,
            JournalRecord::Settled(result) => self.begin_next_batch(&result),
            JournalRecord::Parameters(parameters) => state.parameters = parameters,
        }
    }

    /// Begins the next batch after one is settled, and keeps the entries that the platform refused.
    fn begin_next_batch(&mut self, result: &BatchResult) {
        let (entries, state) = (&mut self.entries, &mut self.state);
        let batch = state.batch;
        let refused = result.refused.iter().filter_map(|(voucher, reason)| {
            entries.get(voucher).map(|entry| RefusedEntry { batch, entry: *entry, reason: *reason })
        });
        state.refused.extend(refused);
        let vouchers: Vec<u32> = entries.rows().keys().copied().collect();
        for voucher in vouchers {
            entries.remove(&voucher);
        }
        state.carried.clear();
        state.is_closing = false;
        state.batch = batch.saturating_add(1);
    }
}
