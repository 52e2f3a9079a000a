//! Upload and settlement of batches (批上送、清算). Entries are staged until the batch is closed. Then every entry is
//! judged, and what is right is paid in one movement of the books.

use std::collections::{BTreeMap, BTreeSet};

use sim_device::pos::entry::{BatchTotals, EntryState, PurchaseEntry, PurchaseId};
use sim_device::pos::line::{AcquirerError, BatchEntryError, BatchResult, ENTRIES_MOST, LineAnswer, LineSender};
use sim_wire::Fen;

use super::batch_record::{BatchId, BatchRecord, StagedId};
use super::desk::{AcquirerDesk, Payer};
use super::purchase_record::{PurchaseRecord, PurchaseState};
use crate::platform::entry::Book;
use crate::platform::merchant::MerchantContract;
use crate::platform::wallet_book::SettledPurchase;

/// Outcome of a batch so far, before anything is written.
#[derive(Default)]
struct Settlement {
    settled: BatchTotals,
    refused: Vec<(u32, BatchEntryError)>,
    commission: u64,
    /// Purchases to be paid, each with its payer.
    paid: Vec<(SettledPurchase, Payer)>,
    /// Records of the purchases to be paid.
    records: Vec<PurchaseRecord>,
    /// Amounts that the batch takes from each book, in fen.
    taken: BTreeMap<Book, i64>,
    /// Purchases that stood in the batch before.
    seen: BTreeSet<PurchaseId>,
}

impl Settlement {
    fn accept(&mut self, entry: &PurchaseEntry) {
        self.settled = self.settled.with(entry);
        self.seen.insert(entry.id);
    }
}

impl AcquirerDesk<'_> {
    /// Begins the upload of a batch, and throws away what an interrupted one left. A batch that is settled stays so:
    /// the terminal, which did not hear the answer, may send the same batch again.
    pub(super) fn open_batch(&mut self, id: BatchId, totals: BatchTotals) -> Result<LineAnswer, AcquirerError> {
        if let Some(BatchRecord { totals: settled, result: Some(_) }) = self.acquiring.batches.get(&id) {
            let is_same = *settled == totals;
            return if is_same { Ok(LineAnswer::Done) } else { Err(AcquirerError::BatchSettled(id.batch)) };
        }
        self.clear_staged(id);
        self.acquiring.batches.insert(id, BatchRecord { totals, result: None });
        Ok(LineAnswer::Done)
    }

    fn clear_staged(&mut self, id: BatchId) {
        let staged: Vec<StagedId> = self.acquiring.staged.rows().range(id.entries()).map(|(id, _)| *id).collect();
        for id in &staged {
            self.acquiring.staged.remove(id);
        }
    }

    /// Takes entries of a batch under upload. A message that is sent again changes nothing; nor does one for a batch
    /// that is settled.
    pub(super) fn stage(&mut self, id: BatchId, entries: &[PurchaseEntry]) -> Result<LineAnswer, AcquirerError> {
        let record = self.acquiring.batches.get(&id).ok_or(AcquirerError::BatchNotOpen(id.batch))?;
        if entries.len() > ENTRIES_MOST {
            return Err(AcquirerError::TooMany);
        }
        if record.result.is_some() {
            return Ok(LineAnswer::Done);
        }
        let staged = &mut self.acquiring.staged;
        let mut last = staged.rows().range(id.entries()).next_back().map_or(0, |(id, _)| id.voucher);
        let mut new = Vec::with_capacity(entries.len());
        for entry in entries {
            let place = StagedId { batch: id, voucher: entry.voucher };
            match staged.get(&place) {
                Some(known) if known == entry => {}
                None if entry.voucher > last => {
                    last = entry.voucher;
                    new.push((place, *entry));
                }
                _ => return Err(AcquirerError::Twice(entry.voucher)),
            }
        }
        for (place, entry) in new {
            staged.insert(place, entry);
        }
        Ok(LineAnswer::Done)
    }

    /// Settles a batch, whole. A batch that was settled before is answered as it was then.
    pub(super) fn close_batch(
        &mut self,
        contract: &MerchantContract,
        from: &LineSender,
        (batch, totals): (u32, BatchTotals),
    ) -> Result<LineAnswer, AcquirerError> {
        let id = BatchId { terminal: from.terminal, batch };
        match self.acquiring.batches.get(&id) {
            None => return Err(AcquirerError::BatchNotOpen(batch)),
            Some(BatchRecord { totals: settled, result: Some(result) }) => {
                let is_same = *settled == totals;
                let answer = LineAnswer::Settled(result.clone());
                return if is_same { Ok(answer) } else { Err(AcquirerError::BatchSettled(batch)) };
            }
            Some(BatchRecord { totals: opened, .. }) if *opened != totals => return Err(AcquirerError::TotalsDiffer),
            Some(_) => {}
        }
        let staged = self.acquiring.staged.rows().range(id.entries());
        let entries: Vec<PurchaseEntry> = staged.map(|(_, entry)| *entry).collect();
        check_complete(&entries, totals)?;
        let result = self.settle(contract, from, (batch, &entries))?;
        self.clear_staged(id);
        self.acquiring.batches.insert(id, BatchRecord { totals, result: Some(result.clone()) });
        Ok(LineAnswer::Settled(result))
    }

    /// Judges the entries, and pays those that are right, all of them or none.
    fn settle(
        &mut self,
        contract: &MerchantContract,
        from: &LineSender,
        (batch, entries): (u32, &[PurchaseEntry]),
    ) -> Result<BatchResult, AcquirerError> {
        let mut settlement = Settlement::default();
        for entry in entries {
            if let Err(refused) = self.judge(&mut settlement, (contract, from, batch), entry) {
                settlement.refused.push((entry.voucher, refused));
            }
        }
        let Settlement { settled, refused, commission, paid, records, .. } = settlement;
        let movements: Vec<SettledPurchase> = paid.iter().map(|(purchase, _)| *purchase).collect();
        // The books refuse what no entry was refused for only if they cannot count the sums.
        self.books.book_purchases(self.now, &movements).map_err(|_| AcquirerError::NotCovered)?;
        for record in records {
            let of_card = self.acquiring.purchases.insert(record);
            self.acquiring.proofs.remove(&of_card);
        }
        paid.iter().for_each(|(_, payer)| self.lower_purse(*payer));
        Ok(BatchResult { settled, refused, commission })
    }

    /// Judges an entry, and adds it to the settlement if it is right.
    fn judge(
        &self,
        settlement: &mut Settlement,
        (contract, from, batch): (&MerchantContract, &LineSender, u32),
        entry: &PurchaseEntry,
    ) -> Result<(), BatchEntryError> {
        if entry.id.terminal != from.terminal {
            return Err(BatchEntryError::Foreign);
        }
        let payer = self.check_tac(entry).map_err(|refused| match refused {
            AcquirerError::WrongTac => BatchEntryError::WrongTac,
            _ => BatchEntryError::UnknownCard,
        })?;
        let is_once = self.books.rules.is_settled_once();
        let known = self.acquiring.purchases.get(&entry.id);
        match (entry.state, known.map(|known| known.state)) {
            _ if is_once && settlement.seen.contains(&entry.id) => return Err(BatchEntryError::Repeated),
            (EntryState::Voided, Some(PurchaseState::Voided)) => {
                let is_of_batch = known.is_some_and(|known| known.batch == batch);
                if is_once && !is_of_batch {
                    return Err(BatchEntryError::Repeated);
                }
                settlement.accept(entry);
                return Ok(());
            }
            (EntryState::Voided, _) | (EntryState::Sold, Some(PurchaseState::Voided)) => {
                return Err(BatchEntryError::VoidUnknown);
            }
            (EntryState::Sold, Some(_)) if is_once => return Err(BatchEntryError::Repeated),
            (EntryState::Sold, _) => {}
        }
        self.take_from(settlement, payer.book, entry.amount)?;
        let commission = contract.commission.of(entry.amount);
        let purchase = payer.booked(contract, batch, entry);
        let paid = SettledPurchase { purchase, payer: payer.book, amount: entry.amount, commission };
        settlement.paid.push((paid, payer));
        settlement.commission = settlement.commission.saturating_add(commission.0.into());
        let (sender, state) = (*from, PurchaseState::Settled);
        settlement.records.push(PurchaseRecord { sender, batch, entry: *entry, state });
        settlement.accept(entry);
        Ok(())
    }

    /// Takes an amount from a wallet's book, if the book still covers it after the entries before.
    fn take_from(&self, settlement: &mut Settlement, book: Book, amount: Fen) -> Result<(), BatchEntryError> {
        let cover = self.books.wallet_cover(&book);
        let taken = settlement.taken.entry(book).or_default();
        let after = taken.saturating_add(amount.0.into());
        if amount == Fen::ZERO || after > cover {
            return Err(BatchEntryError::NotCovered);
        }
        *taken = after;
        Ok(())
    }
}

/// Checks that vouchers count from 1 without gaps, and that the entries come to the totals.
fn check_complete(entries: &[PurchaseEntry], totals: BatchTotals) -> Result<(), AcquirerError> {
    let gap = (1_u32..).zip(entries).find(|(voucher, entry)| *voucher != entry.voucher);
    let sent = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    match gap {
        Some((voucher, _)) => Err(AcquirerError::Missing(voucher)),
        None if sent < totals.count() => Err(AcquirerError::Missing(sent.saturating_add(1))),
        None if BatchTotals::of(entries) != totals => Err(AcquirerError::TotalsDiffer),
        None => Ok(()),
    }
}
