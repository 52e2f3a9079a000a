//! Desk of the acquirer: answers the terminals' requests, each with the parts of the platform that it needs.

use sim_device::pos::entry::PurchaseEntry;
use sim_device::pos::line::{AcquirerError, AcquirerRequest, LineAnswer, LineRequest};
use sim_device::sam::TacKey;
use sim_device::tracked_map::TrackedMap;
use sim_wire::Fen;

use super::Acquiring;
use super::batch_record::BatchId;
use crate::platform::books::Books;
use crate::platform::card_file::Asn;
use crate::platform::cards::Cards;
use crate::platform::entry::{Book, BookedPurchase};
use crate::platform::merchant::MerchantContract;
use crate::platform::number::Msisdn;
use crate::platform::outbox::Outbox;
use sim_codec::time::Moment;

/// Desk of the acquirer.
pub(in crate::platform) struct AcquirerDesk<'a> {
    pub(in crate::platform) now: Moment,
    pub(in crate::platform) books: &'a mut Books,
    pub(in crate::platform) cards: &'a mut Cards,
    pub(in crate::platform) current: &'a TrackedMap<Msisdn, Asn>,
    pub(in crate::platform) outbox: &'a mut Outbox,
    pub(in crate::platform) acquiring: &'a mut Acquiring,
}

/// Payer of a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Payer {
    /// Number of the card's holder.
    pub(super) number: Msisdn,
    /// Card that paid.
    pub(super) asn: Asn,
    /// Book that pays.
    pub(super) book: Book,
}

impl AcquirerDesk<'_> {
    /// Answers a request of a terminal. A refusal has changed nothing.
    pub(in crate::platform) fn answer(&mut self, request: &LineRequest) -> LineAnswer {
        let answer = match self.acquiring.contract(&request.from).cloned() {
            Some(contract) => self.serve(&contract, request),
            None => Err(AcquirerError::UnknownTerminal),
        };
        answer.unwrap_or_else(LineAnswer::Refused)
    }

    fn serve(&mut self, contract: &MerchantContract, request: &LineRequest) -> Result<LineAnswer, AcquirerError> {
        let from = &request.from;
        let id = |batch: u32| BatchId { terminal: from.terminal, batch };
        match &request.content {
            AcquirerRequest::Parameters { version } => {
                Ok(LineAnswer::Parameters(self.acquiring.parameters_after(*version)))
            }
            AcquirerRequest::Verify(entry) => self.check_tac(entry).map(|_| LineAnswer::Done),
            AcquirerRequest::Fetch(pending) => self.fetch(from, pending),
            AcquirerRequest::Void { receipt, entry } => self.void(contract, from, (receipt, entry)),
            AcquirerRequest::Return(receipt) => self.take_return(contract, from, receipt),
            AcquirerRequest::OpenBatch { batch, totals } => self.open_batch(id(*batch), *totals),
            AcquirerRequest::Entries { batch, entries } => self.stage(id(*batch), entries),
            AcquirerRequest::Proofs(proofs) => Ok(self.take_proofs(proofs)),
            AcquirerRequest::CloseBatch { batch, totals } => self.close_batch(contract, from, (*batch, *totals)),
        }
    }

    /// Returns the key of a card's TACs; `None` if the platform issued no such card, or was not given its keys.
    pub(super) fn tac_key(&self, asn: &Asn) -> Option<TacKey> {
        self.cards.get(asn)?.tac_key()
    }

    /// Checks the TAC of a purchase, and returns its payer. The purchases of a card that was replaced are paid by the
    /// money that was on that card.
    pub(super) fn check_tac(&self, entry: &PurchaseEntry) -> Result<Payer, AcquirerError> {
        let asn = Asn(entry.asn);
        let card = self.cards.get(&asn).ok_or(AcquirerError::UnknownCard)?;
        let key = card.tac_key().ok_or(AcquirerError::UnknownCard)?;
        if entry.expected_tac(&key) != entry.tac {
            return Err(AcquirerError::WrongTac);
        }
        Ok(self.payer(card.number, asn))
    }

    /// Returns the payer of the purchases of a number's card.
    pub(super) fn payer(&self, number: Msisdn, asn: Asn) -> Payer {
        let is_current = self.current.get(&number) == Some(&asn);
        let book = if is_current { Book::Wallet(number) } else { Book::RetiredWallet(asn) };
        Payer { number, asn, book }
    }

    /// Lowers the purse balance in a card's file to what the books leave. The file's balance is the card's last report,
    /// the book what was loaded less what was uploaded. Neither is less than the card has, so the lesser is nearer.
    pub(super) fn lower_purse(&mut self, payer: Payer) {
        let left = Fen(u32::try_from(self.books.ledger.balance(&payer.book).max(0)).unwrap_or(u32::MAX));
        let purse = self.cards.get(&payer.asn).map(|card| card.purse);
        if purse.is_some_and(|purse| left < purse) {
            self.cards.get_mut(&payer.asn).into_iter().for_each(|card| card.purse = left);
        }
    }
}

impl Payer {
    /// Returns the name of a purchase in the books.
    pub(super) fn booked(self, contract: &MerchantContract, batch: u32, entry: &PurchaseEntry) -> BookedPurchase {
        let Payer { number, asn, .. } = self;
        BookedPurchase { number, asn, merchant: contract.number, purchase: entry.id, batch }
    }
}
