//! Pending purchases (待处理交易): the terminal sent the debit and does not know whether the card carried it out. The
//! next tap of the card decides, and the card is never charged again for a purchase that took place.

use sim_wire::record::{LogRecord, TransactionKind};

use super::entry::PendingPurchase;
use super::journal::JournalRecord;
use super::line::{AcquirerError, AcquirerLine, AcquirerLineError, AcquirerRequest, LineAnswer};
use super::receipt::Receipt;
use super::sale::SaleError;
use super::tap::{PurchaseProof, RECORDS, Tap, TapError, TapStep};
use super::terminal::PosTerminal;
use crate::sam::Mac;

/// Fate of a pending purchase, as far as the card's log tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LoggedFate {
    /// The log has the purchase.
    TookPlace,
    /// The card did not get so far, or used the counter for another purchase.
    NeverTookPlace,
    /// Ten later transactions have taken the place of the purchase in the log.
    Unknown,
}

impl PendingPurchase {
    /// Returns whether a record of the card's log is of this purchase.
    fn is_logged_as(&self, record: &LogRecord) -> bool {
        (record.amount, record.terminal, record.at.0) == (self.amount, self.id.terminal, self.at)
    }
}

impl PosTerminal {
    /// Resolves the pending purchase of the card; returns its receipt if the purchase took place, `None` if there is
    /// none or it never took place.
    pub(super) fn resolve(
        &mut self,
        tap: &mut Tap<'_>,
        line: &mut dyn AcquirerLine,
    ) -> Result<Option<Receipt>, SaleError> {
        let Some(pending) = self.state.pending.iter().find(|pending| pending.asn == tap.asn).copied() else {
            return Ok(None);
        };
        let tac = match tap.prove(pending.card_counter)? {
            Some(proof) => self.check_proof(tap, line, &pending, proof)?,
            None => self.find_without_proof(tap, line, &pending)?,
        };
        match tac {
            Some(tac) => Ok(Some(self.complete(&pending, tac)?)),
            None => {
                self.commit(JournalRecord::Dropped(pending.asn))?;
                Ok(None)
            }
        }
    }

    /// Checks a proof of the card: by the security module if its session still stands, else by the platform. Returns
    /// the TAC, or `None` if the proof is of another purchase, so that this one never took place.
    fn check_proof(
        &mut self,
        tap: &mut Tap<'_>,
        line: &mut dyn AcquirerLine,
        pending: &PendingPurchase,
        proof: PurchaseProof,
    ) -> Result<Option<Mac>, SaleError> {
        if self.state.psam.awaits_mac2_of(pending.id.counter) && self.check_mac2(proof.mac2) {
            return Ok(Some(proof.tac));
        }
        match logged_fate(tap, pending)? {
            LoggedFate::TookPlace => {
                let entry = pending.proved(self.next_voucher(), proof.tac);
                self.request(line, AcquirerRequest::Verify(entry))?;
                Ok(Some(proof.tac))
            }
            LoggedFate::NeverTookPlace => Ok(None),
            // The proof is of the last transaction, so the log has that one.
            LoggedFate::Unknown => Err(TapError::Malformed(TapStep::Prove).into()),
        }
    }

    /// Decides about a purchase whose proof the card has no more, or never had. Returns the TAC that another terminal
    /// brought to the platform, or `None` if the purchase never took place.
    fn find_without_proof(
        &self,
        tap: &mut Tap<'_>,
        line: &mut dyn AcquirerLine,
        pending: &PendingPurchase,
    ) -> Result<Option<Mac>, SaleError> {
        if logged_fate(tap, pending)? == LoggedFate::NeverTookPlace {
            return Ok(None);
        }
        match self.ask(line, AcquirerRequest::Fetch(*pending)) {
            Ok(LineAnswer::Fetched(Some(tac))) => Ok(Some(tac)),
            Ok(LineAnswer::Fetched(None)) => Err(SaleError::Unproved(pending.amount)),
            Ok(_) => Err(AcquirerLineError::UnexpectedAnswer.into()),
            Err(AcquirerLineError::Refused(AcquirerError::UnknownPurchase)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads the log for a pending purchase. Each purchase raises the card's offline counter by one, so the record of the
/// counter is the purchase, or shows that another took place instead.
fn logged_fate(tap: &mut Tap<'_>, pending: &PendingPurchase) -> Result<LoggedFate, SaleError> {
    for number in 1..=RECORDS {
        match tap.record(number)? {
            None => return Ok(LoggedFate::NeverTookPlace),
            Some(record) if record.kind != TransactionKind::Purchase || record.counter > pending.card_counter => {}
            Some(record) if record.counter == pending.card_counter && pending.is_logged_as(&record) => {
                return Ok(LoggedFate::TookPlace);
            }
            Some(_) => return Ok(LoggedFate::NeverTookPlace),
        }
    }
    // Ten loads may hide a counter that never moved; INITIALIZE tells it, and changes nothing.
    match tap.initialize(pending.amount, pending.id.terminal) {
        Ok(initialized) if initialized.card.counter < pending.card_counter => Ok(LoggedFate::NeverTookPlace),
        Ok(_) | Err(TapError::Refused(_)) => Ok(LoggedFate::Unknown),
        Err(error) => Err(error.into()),
    }
}
