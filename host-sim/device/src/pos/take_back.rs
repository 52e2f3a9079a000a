//! Taking back (撤销、退货) of a purchase by its receipt. The batch decides: a purchase of the open batch is voided, one of
//! an uploaded batch is returned.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

use super::entry::{EntryState, PurchaseEntry};
use super::fault::PosPowerFailedError;
use super::journal::JournalRecord;
use super::line::{AcquirerLine, AcquirerLineError, AcquirerRequest};
use super::receipt::{Receipt, ReceiptField};
use super::terminal::{OnlineError, PosTerminal};

/// Way in which a purchase was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakenBack {
    /// The purchase was voided (撤销).
    Voided,
    /// The goods were returned (退货).
    Returned,
}

/// Reason for which a purchase is not taken back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakeBackError {
    /// The receipt is of another terminal.
    #[error("the receipt is of another terminal")]
    Foreign,
    /// The terminal has printed no receipt of this batch and voucher.
    #[error("the terminal printed no receipt of batch {batch:06}, voucher {voucher:06}")]
    Unknown {
        /// Number of the batch.
        batch: u32,
        /// Number of the voucher.
        voucher: u32,
    },
    /// A field of the receipt differs from the purchase.
    #[error("the receipt is not as it was printed: {0} differs")]
    Altered(ReceiptField),
    /// The purchase was taken back before.
    #[error("the purchase was taken back before")]
    TakenBack,
    /// The batch is being closed.
    #[error("the batch is being closed, and must be uploaded to the end first")]
    BatchClosing,
    /// The platform did not answer as asked.
    #[error(transparent)]
    Line(#[from] AcquirerLineError),
    /// The terminal's power failed.
    #[error(transparent)]
    PowerFailed(#[from] PosPowerFailedError),
}

impl From<OnlineError> for TakeBackError {
    fn from(error: OnlineError) -> TakeBackError {
        match error {
            OnlineError::Line(error) => error.into(),
            OnlineError::PowerFailed(error) => error.into(),
        }
    }
}

impl PosTerminal {
    /// Takes a purchase back. If no answer comes, the receipt is presented again; the money moves once.
    pub fn take_back(&mut self, line: &mut dyn AcquirerLine, receipt: &Receipt) -> Result<TakenBack, TakeBackError> {
        let Receipt { batch, voucher, .. } = *receipt;
        if receipt.sender != self.sender() {
            return Err(TakeBackError::Foreign);
        }
        match batch.cmp(&self.state.batch) {
            Ordering::Less => self.take_goods_back(line, receipt).map(|()| TakenBack::Returned),
            Ordering::Equal => {
                let entry = self.entry_of(receipt)?;
                Ok(self.void(line, &entry).map(|()| TakenBack::Voided)?)
            }
            Ordering::Greater => Err(TakeBackError::Unknown { batch, voucher }),
        }
    }

    /// Returns the entry of a receipt of the open batch, if the purchase can still be voided.
    fn entry_of(&self, receipt: &Receipt) -> Result<PurchaseEntry, TakeBackError> {
        let Receipt { batch, voucher, .. } = *receipt;
        let entry = self.entries.get(&voucher).ok_or(TakeBackError::Unknown { batch, voucher })?;
        if let Some(field) = self.receipt_of(entry).difference(receipt) {
            return Err(TakeBackError::Altered(field));
        }
        match entry.state {
            EntryState::Voided => Err(TakeBackError::TakenBack),
            EntryState::Sold if self.state.is_closing => Err(TakeBackError::BatchClosing),
            EntryState::Sold => Ok(*entry),
        }
    }

    /// Voids a purchase that stands. The terminal notes the void before it asks, so that a lost answer is asked for
    /// again before the batch is uploaded.
    pub(super) fn void(&mut self, line: &mut dyn AcquirerLine, entry: &PurchaseEntry) -> Result<(), OnlineError> {
        let voucher = entry.voucher;
        if !self.state.voiding.contains(&voucher) {
            self.commit(JournalRecord::Voiding(voucher))?;
        }
        match self.request(line, AcquirerRequest::Void { receipt: self.receipt_of(entry), entry: *entry }) {
            Ok(()) => Ok(self.commit(JournalRecord::Voided(voucher))?),
            Err(AcquirerLineError::Refused(refusal)) => {
                self.commit(JournalRecord::NotVoided(voucher))?;
                Err(AcquirerLineError::Refused(refusal).into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the goods of an uploaded batch. The platform answers a repetition as the first request, so the terminal
    /// remembers what was returned.
    fn take_goods_back(&mut self, line: &mut dyn AcquirerLine, receipt: &Receipt) -> Result<(), TakeBackError> {
        if self.state.returned.contains(&receipt.terminal_counter) {
            return Err(TakeBackError::TakenBack);
        }
        self.request(line, AcquirerRequest::Return(receipt.clone()))?;
        Ok(self.commit(JournalRecord::Returned(receipt.terminal_counter))?)
    }
}
