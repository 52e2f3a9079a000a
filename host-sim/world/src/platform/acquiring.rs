//! Acquiring (收单): the platform's side of the line to the merchants' terminals. The desk answers a terminal's request;
//! what it remembers are contracts, purchases, batches, proofs of other terminals, and the terminals' parameters.
//!
//! A batch is settled whole: all of its purchases are paid at once, apart from entries that are named with a reason. Of
//! an interrupted upload nothing is left once the batch is opened again.

mod batch_record;
mod carried_proof;
mod desk;
mod parameters;
mod purchase_record;
mod settlement;
mod take_back;

use serde::{Deserialize, Serialize};
use sim_codec::time::Moment;
use sim_device::pos::entry::{PurchaseEntry, PurchaseId};
use sim_device::pos::line::{CarriedProof, LineAnswer, LineRequest, LineSender, PosParameters};
use sim_device::pos::number::MerchantNumber;
use sim_device::tracked_map::TrackedMap;
use sim_wire::Fen;

use super::Platform;
use super::card_file::Asn;
use super::merchant::{self, ContractError, MerchantContract};
pub use batch_record::{BatchId, BatchRecord, BatchRowIdError, StagedId};
pub use carried_proof::{CardPurchase, CardPurchaseError};
pub(super) use desk::AcquirerDesk;
pub(super) use purchase_record::Purchases;
pub use purchase_record::{PurchaseRecord, PurchaseState};

/// Memory of the acquirer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acquiring {
    pub(super) merchants: TrackedMap<MerchantNumber, MerchantContract>,
    pub(super) purchases: Purchases,
    pub(super) batches: TrackedMap<BatchId, BatchRecord>,
    /// Entries of batches under upload.
    pub(super) staged: TrackedMap<StagedId, PurchaseEntry>,
    /// Proofs of purchases that no batch has brought yet.
    pub(super) proofs: TrackedMap<CardPurchase, CarriedProof>,
    pub(super) parameters: PosParameters,
}

impl Default for Acquiring {
    /// Returns the memory of an acquirer without merchants, whose first parameters have version 1.
    fn default() -> Acquiring {
        Acquiring {
            merchants: TrackedMap::default(),
            purchases: Purchases::default(),
            batches: TrackedMap::default(),
            staged: TrackedMap::default(),
            proofs: TrackedMap::default(),
            parameters: PosParameters { version: 1, ..PosParameters::default() },
        }
    }
}

impl Acquiring {
    /// Returns the contracts, in the order of the merchants' numbers.
    pub fn merchants(&self) -> impl Iterator<Item = &MerchantContract> {
        self.merchants.rows().values()
    }

    /// Returns the contract that covers a terminal.
    pub fn contract(&self, sender: &LineSender) -> Option<&MerchantContract> {
        self.merchants.get(&sender.merchant).filter(|contract| contract.is_covering(sender))
    }

    /// Returns the record of a purchase.
    pub fn purchase(&self, id: &PurchaseId) -> Option<&PurchaseRecord> {
        self.purchases.get(id)
    }

    /// Returns the records of all purchases.
    pub fn purchases(&self) -> impl Iterator<Item = &PurchaseRecord> {
        self.purchases.values()
    }

    /// Returns the record of a batch.
    pub fn batch(&self, id: &BatchId) -> Option<&BatchRecord> {
        self.batches.get(id)
    }

    /// Returns the records of all batches.
    pub fn batches(&self) -> impl Iterator<Item = (&BatchId, &BatchRecord)> {
        self.batches.rows().iter()
    }

    /// Returns the parameters of the terminals.
    pub const fn parameters(&self) -> &PosParameters {
        &self.parameters
    }
}

impl Platform {
    /// Signs a contract with a merchant, or replaces the merchant's contract by a new one.
    pub fn sign_merchant(&mut self, contract: MerchantContract) -> Result<(), ContractError> {
        merchant::check(&contract, &self.acquiring.merchants)?;
        self.acquiring.merchants.insert(contract.number, contract);
        Ok(())
    }

    /// Answers a request of a merchant's terminal. A request that is repeated is answered as the first.
    pub fn answer_terminal(&mut self, now: Moment, request: &LineRequest) -> LineAnswer {
        let now = self.advance_clock(now);
        self.acquirer_desk(now).answer(request)
    }

    /// Sets the ceilings of a purchase, in fen, and of the number of purchases in a batch, for all terminals.
    pub fn set_pos_limits(&mut self, purchase_most: Fen, batch_most: u32) {
        self.acquiring.set_limits(purchase_most, batch_most);
    }

    /// Puts a card on the black list of the terminals (黑名单).
    pub fn black_list(&mut self, asn: Asn) {
        self.acquiring.black_list(asn);
    }

    /// Takes a card off the black list of the terminals.
    pub fn unlist(&mut self, asn: Asn) {
        self.acquiring.unlist(asn);
    }

    /// Returns the memory of the acquirer.
    pub const fn acquiring(&self) -> &Acquiring {
        &self.acquiring
    }
}
