//! Upload (批上送) of the batch. An upload that was interrupted starts again from its beginning; the platform throws away
//! what it has of it. Once the close was sent the batch stays as it is until the answer has come.

use super::entry::PurchaseEntry;
use super::journal::JournalRecord;
use super::line::{AcquirerLine, AcquirerLineError, AcquirerRequest, BatchResult, ENTRIES_MOST, LineAnswer};
use super::terminal::{OnlineError, PosTerminal};

impl PosTerminal {
    /// Uploads the batch. After the platform has settled it, the next batch begins.
    pub fn upload(&mut self, line: &mut dyn AcquirerLine) -> Result<BatchResult, OnlineError> {
        if self.state.is_closing {
            // The platform may have settled the batch before its answer was lost. If it has not, it refuses or settles.
            match self.close(line) {
                Err(OnlineError::Line(AcquirerLineError::Refused(_))) => {}
                result => return result,
            }
        }
        self.finish_voids(line)?;
        let (batch, totals) = (self.state.batch, self.totals());
        self.request(line, AcquirerRequest::OpenBatch { batch, totals })?;
        let entries: Vec<PurchaseEntry> = self.entries().values().copied().collect();
        for part in entries.chunks(ENTRIES_MOST) {
            self.request(line, AcquirerRequest::Entries { batch, entries: part.to_vec() })?;
        }
        for part in self.state.carried.chunks(ENTRIES_MOST) {
            self.request(line, AcquirerRequest::Proofs(part.to_vec()))?;
        }
        self.commit(JournalRecord::Closing)?;
        self.close(line)
    }

    /// Closes the batch.
    fn close(&mut self, line: &mut dyn AcquirerLine) -> Result<BatchResult, OnlineError> {
        let (batch, totals) = (self.state.batch, self.totals());
        match self.ask(line, AcquirerRequest::CloseBatch { batch, totals }) {
            Ok(LineAnswer::Settled(result)) => {
                self.commit(JournalRecord::Settled(result.clone()))?;
                Ok(result)
            }
            Ok(_) => Err(AcquirerLineError::UnexpectedAnswer.into()),
            Err(AcquirerLineError::Refused(refusal)) => {
                self.commit(JournalRecord::Reopened)?;
                Err(AcquirerLineError::Refused(refusal).into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Asks again for every void whose answer has not come. A void that the platform refuses leaves the purchase as it
    /// was.
    fn finish_voids(&mut self, line: &mut dyn AcquirerLine) -> Result<(), OnlineError> {
        for voucher in self.state.voiding.clone() {
            let Some(entry) = self.entries.get(&voucher).copied() else {
                continue;
            };
            match self.void(line, &entry) {
                Ok(()) | Err(OnlineError::Line(AcquirerLineError::Refused(_))) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
