//! Purchases that are taken back (3.2.2.2): voids (撤销) before the batch is uploaded, at no commission, and returns
//! (退货) after it, for which the merchant bears the commission. The money goes to the cash sub-account of the card's
//! holder, never back onto the purse.

use sim_device::pos::entry::{EntryState, PurchaseEntry};
use sim_device::pos::line::{AcquirerError, LineAnswer, LineSender};
use sim_device::pos::receipt::Receipt;
use sim_wire::Fen;

use super::batch_record::{BatchId, BatchRecord};
use super::desk::AcquirerDesk;
use super::purchase_record::{PurchaseRecord, PurchaseState};
use crate::platform::card_file::Asn;
use crate::platform::error::PlatformError;
use crate::platform::merchant::MerchantContract;
use crate::platform::texts;

/// Translates a refusal of the books.
fn refusal(refused: PlatformError) -> AcquirerError {
    match refused {
        PlatformError::NoAccount => AcquirerError::NoAccount,
        _ => AcquirerError::NotCovered,
    }
}

impl AcquirerDesk<'_> {
    /// Voids a purchase: its amount goes from the wallet to cash at once. A void that is asked for again is answered as
    /// the first, and moves nothing.
    pub(super) fn void(
        &mut self,
        contract: &MerchantContract,
        from: &LineSender,
        (receipt, entry): (&Receipt, &PurchaseEntry),
    ) -> Result<LineAnswer, AcquirerError> {
        if receipt.sender != *from || entry.id.terminal != from.terminal {
            return Err(AcquirerError::Foreign);
        }
        let printed = Receipt::new(contract.name.clone(), *from, receipt.batch, entry);
        if let Some(field) = printed.difference(receipt) {
            return Err(AcquirerError::Altered(field));
        }
        let payer = self.check_tac(entry)?;
        let known = self.acquiring.purchases.get(&entry.id).map(|known| known.state);
        match known {
            Some(PurchaseState::Voided) => return Ok(LineAnswer::Done),
            Some(PurchaseState::Returned) => return Err(AcquirerError::TakenBack),
            Some(PurchaseState::Settled) | None => {}
        }
        if !self.books.rules.may_void(known.is_some() || self.is_settled(from, receipt.batch)) {
            return Err(AcquirerError::Uploaded);
        }
        let booked = payer.booked(contract, receipt.batch, entry);
        self.books.book_void(self.now, booked, (payer.book, entry.amount)).map_err(refusal)?;
        let entry = PurchaseEntry { state: EntryState::Voided, ..*entry };
        let record = PurchaseRecord { sender: *from, batch: receipt.batch, entry, state: PurchaseState::Voided };
        let of_card = self.acquiring.purchases.insert(record);
        self.acquiring.proofs.remove(&of_card);
        self.lower_purse(payer);
        let (cash, _) = self.books.account_balances(&payer.number);
        self.outbox.text(self.now, payer.number, &texts::purchase_voided(entry.amount, cash));
        Ok(LineAnswer::Done)
    }

    /// Takes goods back: the merchant gives the whole amount to cash, and the commission stays with the platform. A
    /// return that is asked for again is answered as the first, and moves nothing.
    pub(super) fn take_return(
        &mut self,
        contract: &MerchantContract,
        from: &LineSender,
        receipt: &Receipt,
    ) -> Result<LineAnswer, AcquirerError> {
        if receipt.sender != *from {
            return Err(AcquirerError::Foreign);
        }
        let unknown = match self.is_settled(from, receipt.batch) {
            true => AcquirerError::UnknownPurchase,
            false => AcquirerError::NotUploaded,
        };
        let known = self.acquiring.purchases.get(&receipt.purchase()).ok_or(unknown)?.clone();
        if let Some(field) = known.receipt(contract.name.clone()).difference(receipt) {
            return Err(AcquirerError::Altered(field));
        }
        match known.state {
            PurchaseState::Settled => {}
            PurchaseState::Returned => return Ok(LineAnswer::Done),
            PurchaseState::Voided => return Err(AcquirerError::TakenBack),
        }
        let (asn, amount) = (Asn(known.entry.asn), known.entry.amount);
        let number = self.cards.get(&asn).ok_or(AcquirerError::UnknownCard)?.number;
        let booked = self.payer(number, asn).booked(contract, known.batch, &known.entry);
        // What may still be voided costs the merchant nothing.
        let is_free = self.books.rules.may_void(true);
        let paid_back = if is_free { contract.commission.of(amount) } else { Fen::ZERO };
        self.books.book_return_at(self.now, booked, (amount, paid_back)).map_err(refusal)?;
        self.acquiring.purchases.set_state(&known.entry.id, PurchaseState::Returned);
        let (cash, _) = self.books.account_balances(&number);
        self.outbox.text(self.now, number, &texts::goods_returned(amount, cash));
        Ok(LineAnswer::Done)
    }

    /// Returns whether a batch of a terminal was settled.
    fn is_settled(&self, from: &LineSender, batch: u32) -> bool {
        let record = self.acquiring.batches.get(&BatchId { terminal: from.terminal, batch });
        matches!(record, Some(BatchRecord { result: Some(_), .. }))
    }
}
