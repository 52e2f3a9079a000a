//! POS terminal as a value: what it remembers, and what can be read of it. What it does stands in the modules beside.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::record::LogRecord;

use super::entry::{BatchTotals, PendingPurchase, PurchaseEntry};
use super::fault::{PosFault, PosPowerFailedError};
use super::hex_list;
use super::journal::JournalRecord;
use super::line::{
    AcquirerLine, AcquirerLineError, AcquirerRequest, BatchEntryError, CarriedProof, LineAnswer, LineRequest,
    LineSender, PosParameters,
};
use super::merchant_name::MerchantName;
use super::number::{MerchantNumber, PosNumber};
use super::reader::CardReader;
use super::receipt::Receipt;
use super::tap::{Tap, TapError};
use crate::sam::psam::{MasterKey, Psam};
use crate::tracked_map::TrackedMap;

/// POS terminal (POS 终端) with its security module. Its serialised form has no keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosTerminal {
    pub(super) state: PosState,
    /// Entries of the open batch by their vouchers.
    pub(super) entries: TrackedMap<u32, PurchaseEntry>,
}

/// Everything that a terminal remembers except the entries of its batch, which a store keeps row by row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosState {
    pub(super) merchant_name: MerchantName,
    pub(super) merchant: MerchantNumber,
    pub(super) pos: PosNumber,
    pub(super) psam: Psam,
    /// AIDs of the wallets that the terminal serves, in the order in which they are selected.
    #[serde(with = "hex_list")]
    pub(super) aids: Vec<Vec<u8>>,
    pub(super) parameters: PosParameters,
    /// Number of the open batch.
    pub(super) batch: u32,
    /// State of the close: `true` if it was sent and its answer has not come.
    pub(super) is_closing: bool,
    /// Purchases that are not proved, at most one of a card.
    pub(super) pending: Vec<PendingPurchase>,
    /// Proofs of other terminals' purchases, for the next upload.
    pub(super) carried: Vec<CarriedProof>,
    /// Vouchers whose void was sent and whose answer has not come.
    pub(super) voiding: BTreeSet<u32>,
    /// Terminal counters of the purchases whose goods were returned.
    pub(super) returned: BTreeSet<u32>,
    pub(super) refused: Vec<RefusedEntry>,
    /// Power failure that is ordered; `None` if none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<PosFault>,
}

/// Entry of an uploaded batch that the platform refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedEntry {
    /// Number of the batch.
    pub batch: u32,
    /// Entry.
    pub entry: PurchaseEntry,
    /// Reason for which the entry settled nothing.
    pub reason: BatchEntryError,
}

/// Error of an operation that needs the line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnlineError {
    /// The platform did not answer as asked.
    #[error(transparent)]
    Line(#[from] AcquirerLineError),
    /// The terminal's power failed.
    #[error(transparent)]
    PowerFailed(#[from] PosPowerFailedError),
}

impl PosTerminal {
    /// Creates a terminal that has sold nothing yet. It serves the wallets of these AIDs. Its security module has no
    /// keys before [`PosTerminal::give_keys`].
    pub fn new(merchant_name: MerchantName, sender: LineSender, aids: Vec<Vec<u8>>) -> PosTerminal {
        let LineSender { merchant, pos, terminal } = sender;
        let state = PosState {
            merchant_name,
            merchant,
            pos,
            psam: Psam::new(terminal, Vec::new(), 1),
            aids,
            parameters: PosParameters::default(),
            batch: 1,
            is_closing: false,
            pending: Vec::new(),
            carried: Vec::new(),
            voiding: BTreeSet::new(),
            returned: BTreeSet::new(),
            refused: Vec::new(),
            fault: None,
        };
        PosTerminal { state, entries: TrackedMap::default() }
    }

    /// Creates a terminal from what a store kept of it. Its security module has no keys before
    /// [`PosTerminal::give_keys`].
    pub fn resume(state: PosState, entries: impl IntoIterator<Item = PurchaseEntry>) -> PosTerminal {
        let rows: BTreeMap<_, _> = entries.into_iter().map(|entry| (entry.voucher, entry)).collect();
        PosTerminal { state, entries: TrackedMap::from(rows) }
    }

    /// Takes over what another process stored of this terminal, without the entries. The keys stay.
    pub fn restore_state(&mut self, state: PosState) {
        let keys = self.state.psam.take_keys();
        self.state = state;
        self.state.psam.give_keys(keys);
    }

    /// Takes over an entry of the open batch that another process stored; `None` removes it.
    pub fn restore_entry(&mut self, voucher: u32, entry: Option<PurchaseEntry>) {
        self.entries.restore(voucher, entry);
    }

    /// Replaces the purchase master keys of the security module.
    pub fn give_keys(&mut self, keys: Vec<MasterKey>) {
        self.state.psam.give_keys(keys);
    }

    /// Serves the wallets of an AID, too. Returns whether the terminal did not serve them before.
    pub fn serve_aid(&mut self, aid: &[u8]) -> bool {
        let is_new = !self.state.aids.iter().any(|known| known == aid);
        if is_new {
            self.state.aids.push(aid.to_vec());
        }
        is_new
    }

    /// Arms a power failure, in place of one that was armed before.
    pub const fn arm(&mut self, fault: PosFault) {
        self.state.fault = Some(fault);
    }

    /// Withdraws the power failure that is ordered.
    pub const fn disarm(&mut self) {
        self.state.fault = None;
    }

    /// Switches the power off and on again: the security module forgets its session.
    pub const fn restart(&mut self) {
        self.state.psam.power_off();
    }

    /// Returns what the terminal remembers, without the entries of the batch.
    pub const fn state(&self) -> &PosState {
        &self.state
    }

    /// Notes from now on which entries change.
    pub fn watch(&mut self) {
        self.entries.watch();
    }

    /// Returns the vouchers whose entries changed or were removed since the last call, and forgets them.
    pub fn take_changed(&mut self) -> BTreeSet<u32> {
        self.entries.take_changed()
    }

    /// Returns the merchant's name.
    pub const fn merchant_name(&self) -> &MerchantName {
        &self.state.merchant_name
    }

    /// Returns the terminal's numbers, under which it sends.
    pub const fn sender(&self) -> LineSender {
        let PosState { merchant, pos, psam, .. } = &self.state;
        LineSender { merchant: *merchant, pos: *pos, terminal: psam.terminal() }
    }

    /// Returns the terminal's parameters.
    pub const fn parameters(&self) -> &PosParameters {
        &self.state.parameters
    }

    /// Returns the number of the open batch.
    pub const fn batch(&self) -> u32 {
        self.state.batch
    }

    /// Returns whether the close of the batch was sent and its answer has not come. Until an upload has ended, nothing
    /// enters or leaves the batch.
    pub const fn is_closing(&self) -> bool {
        self.state.is_closing
    }

    /// Returns the entries of the open batch by their vouchers.
    pub const fn entries(&self) -> &BTreeMap<u32, PurchaseEntry> {
        self.entries.rows()
    }

    /// Returns the totals of the open batch.
    pub fn totals(&self) -> BatchTotals {
        BatchTotals::of(self.entries().values())
    }

    /// Returns the purchases that are not proved.
    pub fn pending(&self) -> &[PendingPurchase] {
        &self.state.pending
    }

    /// Returns the proofs of other terminals' purchases that the next upload sends.
    pub fn carried(&self) -> &[CarriedProof] {
        &self.state.carried
    }

    /// Returns the entries of uploaded batches that the platform refused.
    pub fn refused(&self) -> &[RefusedEntry] {
        &self.state.refused
    }

    /// Returns the receipt of a voucher of the open batch; `None` if there is no such voucher.
    pub fn receipt(&self, voucher: u32) -> Option<Receipt> {
        self.entries.get(&voucher).map(|entry| self.receipt_of(entry))
    }

    /// Returns the last receipt of the open batch; `None` if the batch is empty.
    pub fn last_receipt(&self) -> Option<Receipt> {
        self.entries().values().next_back().map(|entry| self.receipt_of(entry))
    }

    pub(super) fn receipt_of(&self, entry: &PurchaseEntry) -> Receipt {
        Receipt::new(self.state.merchant_name.clone(), self.sender(), self.state.batch, entry)
    }

    /// Reads the balance of the card before the reader.
    pub fn balance(&self, reader: &mut dyn CardReader) -> Result<Fen, TapError> {
        Tap::begin(reader, &self.state.aids)?.balance()
    }

    /// Reads the last ten transactions of the card before the reader, the newest first.
    pub fn records(&self, reader: &mut dyn CardReader) -> Result<Vec<LogRecord>, TapError> {
        Tap::begin(reader, &self.state.aids)?.records()
    }

    /// Asks for new parameters, and takes them over if there are any.
    pub fn update_parameters(&mut self, line: &mut dyn AcquirerLine) -> Result<&PosParameters, OnlineError> {
        let version = self.state.parameters.version;
        match self.ask(line, AcquirerRequest::Parameters { version })? {
            LineAnswer::Parameters(None) => {}
            LineAnswer::Parameters(Some(new)) => self.commit(JournalRecord::Parameters(new))?,
            _ => return Err(AcquirerLineError::UnexpectedAnswer.into()),
        }
        Ok(&self.state.parameters)
    }

    /// Asks the platform; a refusal is an error.
    pub(super) fn ask(
        &self,
        line: &mut dyn AcquirerLine,
        content: AcquirerRequest,
    ) -> Result<LineAnswer, AcquirerLineError> {
        match line.ask(&LineRequest { from: self.sender(), content })? {
            LineAnswer::Refused(refusal) => Err(refusal.into()),
            answer => Ok(answer),
        }
    }

    /// Asks the platform for something that it only confirms.
    pub(super) fn request(
        &self,
        line: &mut dyn AcquirerLine,
        content: AcquirerRequest,
    ) -> Result<(), AcquirerLineError> {
        match self.ask(line, content)? {
            LineAnswer::Done => Ok(()),
            _ => Err(AcquirerLineError::UnexpectedAnswer),
        }
    }
}
