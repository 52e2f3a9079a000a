//! Sale: a purchase from the merchant's amount to the receipt. The terminal commits the purchase as pending before the
//! debit leaves, so that neither a lost answer nor a power failure charges a card twice or loses a purchase.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::record::{TerminalTime, TransactionKind};
use sim_wire::status::StatusWord;

use super::entry::{PendingPurchase, PurchaseId};
use super::fault::{PosPowerFailedError, meet};
use super::journal::JournalRecord;
use super::line::{AcquirerLine, AcquirerLineError, CarriedProof};
use super::reader::CardReader;
use super::receipt::Receipt;
use super::tap::{Initialized, Tap, TapError, TapStep};
use super::terminal::PosTerminal;
use crate::sam::Mac;
use crate::sam::diversification::asn_factor;
use crate::sam::psam::{InitSam, PsamAnswer, credit_sam};

/// Finished sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// Receipt of the purchase.
    pub receipt: Receipt,
    /// Kind of the sale.
    pub kind: SaleKind,
}

/// Kind of a finished sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaleKind {
    /// The card was charged now.
    Made,
    /// An earlier purchase of the card was completed, and the card was not charged again. The sale that was asked for
    /// was not made; its amount may be another than the receipt's.
    Completed {
        /// Amount that was asked for, in fen.
        asked: Fen,
    },
}

/// Reason for which a sale did not come about. No goods are handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaleError {
    /// The amount is zero.
    #[error("the amount is 0.00 yuan; a sale takes more")]
    NoAmount,
    /// The amount is over the terminal's ceiling.
    #[error("the amount is over the terminal's ceiling of {0}")]
    OverCeiling(Fen),
    /// The batch is full.
    #[error("the batch has all {0} entries that it may have, and must be uploaded first")]
    BatchFull(u32),
    /// The batch is being closed.
    #[error("the batch is being closed, and must be uploaded to the end first")]
    BatchClosing,
    /// The card number stands on the black list.
    #[error("the card is on the black list")]
    BlackListed,
    /// The card did not do as asked. After the debit was sent the purchase stays pending unless the card refused it.
    #[error(transparent)]
    Card(#[from] TapError),
    /// No answer to the debit came: the purchase is pending.
    #[error("the card left before it answered the debit: tap it again")]
    Unfinished,
    /// The card's MAC2 is wrong: the purchase is pending.
    #[error("the card's MAC2 is wrong: the card may be false")]
    WrongMac2,
    /// An earlier purchase of the card took place, and nobody has its proof yet: it stays pending.
    #[error("an earlier purchase of {0} with this card is not proved yet, so nothing is sold for this card")]
    Unproved(Fen),
    /// The security module refused.
    #[error("the security module refuses: {:04X}", .0.0)]
    Psam(StatusWord),
    /// The platform was needed, and did not answer as asked: the earlier purchase stays pending.
    #[error("an earlier purchase with this card cannot be completed: {0}")]
    Line(#[from] AcquirerLineError),
    /// The terminal's power failed.
    #[error(transparent)]
    PowerFailed(#[from] PosPowerFailedError),
}

impl PosTerminal {
    /// Sells for an amount to the card before the reader. An earlier purchase of the card that is pending is completed
    /// in place of the sale, for which the terminal may need the line.
    pub fn sell(
        &mut self,
        reader: &mut dyn CardReader,
        line: &mut dyn AcquirerLine,
        amount: Fen,
        now: TerminalTime,
    ) -> Result<Sale, SaleError> {
        self.check_own_rules(amount)?;
        let mut tap = Tap::begin(reader, &self.state.aids)?;
        if let Some(receipt) = self.resolve(&mut tap, line)? {
            return Ok(Sale { receipt, kind: SaleKind::Completed { asked: amount } });
        }
        // A purchase that the card has paid is completed even if the card was listed since.
        if self.state.parameters.black_list.contains(&tap.asn) {
            return Err(SaleError::BlackListed);
        }
        self.carry_proof(&mut tap)?;
        let receipt = self.charge(&mut tap, amount, now)?;
        Ok(Sale { receipt, kind: SaleKind::Made })
    }

    /// Checks the terminal's own rules, which need no card.
    fn check_own_rules(&self, amount: Fen) -> Result<(), SaleError> {
        let parameters = &self.state.parameters;
        if self.state.is_closing {
            return Err(SaleError::BatchClosing);
        }
        if amount == Fen::ZERO {
            return Err(SaleError::NoAmount);
        }
        if amount > parameters.purchase_most {
            return Err(SaleError::OverCeiling(parameters.purchase_most));
        }
        if self.entry_count() >= parameters.batch_most {
            return Err(SaleError::BatchFull(parameters.batch_most));
        }
        Ok(())
    }

    /// Reads the proof of a purchase at another terminal, if that is the card's last transaction. The purchase now
    /// beginning overwrites the proof, and the other terminal may not have it.
    fn carry_proof(&mut self, tap: &mut Tap<'_>) -> Result<(), SaleError> {
        let Some(record) = tap.record(1)? else {
            return Ok(());
        };
        let is_foreign = record.kind == TransactionKind::Purchase && record.terminal != self.state.psam.terminal();
        let (asn, card_counter) = (tap.asn, record.counter);
        let mut carried = self.state.carried.iter();
        if !is_foreign || carried.any(|proof| (proof.asn, proof.card_counter) == (asn, card_counter)) {
            return Ok(());
        }
        let Some(proof) = tap.prove(card_counter)? else {
            return Ok(());
        };
        let (amount, terminal, at) = (record.amount, record.terminal, record.at.0);
        let proof = CarriedProof { asn, card_counter, amount, terminal, at, tac: proof.tac };
        Ok(self.commit(JournalRecord::Carried(proof))?)
    }

    /// Charges the card.
    fn charge(&mut self, tap: &mut Tap<'_>, amount: Fen, now: TerminalTime) -> Result<Receipt, SaleError> {
        let initialized = tap.initialize(amount, self.state.psam.terminal())?;
        let card = initialized.card;
        let after = card.counter.checked_add(1).zip(card.balance.checked_sub(amount));
        let (card_counter, balance) = after.ok_or(TapError::Malformed(TapStep::Initialize))?;
        let (counter, mac1) = self.begin_in_psam(tap.asn, &initialized, amount, now)?;
        let id = PurchaseId { terminal: self.state.psam.terminal(), counter };
        let pending = PendingPurchase { id, asn: tap.asn, amount, at: now.0, card_counter, balance };
        self.commit(JournalRecord::Pending(pending))?;
        let proof = match tap.debit(counter, now, mac1) {
            Ok(proof) => proof,
            Err(TapError::NoAnswer(_)) => return Err(SaleError::Unfinished),
            Err(TapError::Refused(refusal)) if refusal.is_certain() => {
                self.commit(JournalRecord::Dropped(pending.asn))?;
                return Err(TapError::Refused(refusal).into());
            }
            Err(error) => return Err(error.into()),
        };
        if !self.check_mac2(proof.mac2) {
            return Err(SaleError::WrongMac2);
        }
        Ok(self.complete(&pending, proof.tac)?)
    }

    /// Begins a purchase in the security module; returns the terminal counter and MAC1. The module's write of its
    /// counter is a commit.
    fn begin_in_psam(
        &mut self,
        asn: [u8; 10],
        initialized: &Initialized,
        amount: Fen,
        at: TerminalTime,
    ) -> Result<(u32, Mac), SaleError> {
        let Initialized { card, key_version, algorithm } = *initialized;
        let factors = vec![asn_factor(&asn)];
        let (random, offline_counter, kind) = (card.random, card.counter, TransactionKind::Purchase);
        let asked = InitSam { random, offline_counter, amount, kind, at, key_version, algorithm, factors };
        let command = asked.emit().ok_or(SaleError::Psam(StatusWord::WRONG_LENGTH))?;
        if let Some(cut) = meet(&mut self.state.fault) {
            self.state.psam.transmit_and_cut(&command, cut);
            return Err(PosPowerFailedError.into());
        }
        match self.state.psam.transmit(&command) {
            PsamAnswer { data, status: StatusWord::SUCCESS } => match data.as_chunks::<4>() {
                ([counter, mac1], []) => Ok((u32::from_be_bytes(*counter), *mac1)),
                _ => Err(SaleError::Psam(StatusWord::WRONG_LENGTH)),
            },
            PsamAnswer { status, .. } => Err(SaleError::Psam(status)),
        }
    }

    /// Returns whether the security module finds the card's MAC2 right. The check ends the module's session.
    pub(super) fn check_mac2(&mut self, mac2: Mac) -> bool {
        self.state.psam.transmit(&credit_sam(mac2)).status == StatusWord::SUCCESS
    }

    /// Takes a proved purchase into the batch; returns its receipt.
    pub(super) fn complete(&mut self, pending: &PendingPurchase, tac: Mac) -> Result<Receipt, PosPowerFailedError> {
        let entry = pending.proved(self.next_voucher(), tac);
        self.commit(JournalRecord::Sold(entry))?;
        Ok(self.receipt_of(&entry))
    }

    /// Returns the number of entries in the open batch. It is not counted, so that a sale costs the same however long
    /// the batch is.
    fn entry_count(&self) -> u32 {
        u32::try_from(self.entries.rows().len()).unwrap_or(u32::MAX)
    }

    /// Returns the number of the next voucher.
    pub(super) fn next_voucher(&self) -> u32 {
        self.entry_count().saturating_add(1)
    }
}
