//! Transactions as the suite's terminal makes them: every key, MAC and TAC by the host's own arithmetic.

use applet::{KeyEntry, KeyUsage};
use sim_device::sam::command::PurseApplication;
use sim_device::sam::transaction::{CardSide, KeyLabel, Online, Purchase, TransferDirection};
use sim_device::sam::transaction_mac::{DatedRequest, TransactionRequest};
use sim_device::sam::{SessionKey, TacKey};
use sim_wire::Fen;
use sim_wire::record::TransactionKind;

use super::bench::{Bench, SUCCESS, TERMINAL};
use super::known_state::exactly;
use super::verdict::CheckError;

/// Index of the purchase key for which China Mobile's terminals ask.
const PURCHASE_INDEX: u8 = 0x03;

/// Index of the load and the unload key.
const ONLINE_INDEX: u8 = 0x01;

/// Load or unload after INITIALIZE.
pub(super) struct BegunTransfer {
    pub(super) online: Online,
    pub(super) session: SessionKey,
    pub(super) answer: [u8; 16],
    pub(super) key: KeyEntry,
}

/// Purchase after INITIALIZE.
pub(super) struct BegunPurchase {
    pub(super) purchase: Purchase,
    pub(super) session: SessionKey,
    pub(super) answer: [u8; 15],
    pub(super) key: KeyEntry,
}

impl BegunTransfer {
    /// Returns the label of the key as the profile has it.
    pub(super) const fn label(&self) -> KeyLabel {
        KeyLabel { version: self.key.version, algorithm: self.key.algorithm }
    }

    /// Returns the second command.
    pub(super) fn complete(&self) -> Vec<u8> {
        self.online.complete(&self.session)
    }
}

impl BegunPurchase {
    /// Returns the label of the key as the profile has it.
    pub(super) const fn label(&self) -> KeyLabel {
        KeyLabel { version: self.key.version, algorithm: self.key.algorithm }
    }

    /// Returns the second command.
    pub(super) fn debit(&self) -> Vec<u8> {
        self.purchase.debit(&self.session)
    }
}

impl Bench<'_> {
    /// Returns the key of TACs.
    pub(super) fn tac_key(&self) -> Result<TacKey, CheckError> {
        let key = self.profile.only_key(KeyUsage::Tac);
        key.map(|entry| TacKey::of(&entry.key)).ok_or_else(|| CheckError::untried("the profile has no TAC key"))
    }

    fn dated(&self, kind: TransactionKind, amount: Fen) -> DatedRequest {
        TransactionRequest { amount, kind, terminal: TERMINAL }.at(self.at)
    }

    /// Returns the key of a load or an unload. A load also needs the TAC key.
    pub(super) fn transfer_key(&self, direction: TransferDirection) -> Result<KeyEntry, CheckError> {
        match direction {
            TransferDirection::Load => self.tac_key().and_then(|_| self.key(KeyUsage::Load, ONLINE_INDEX)),
            TransferDirection::Unload => self.key(KeyUsage::Unload, ONLINE_INDEX),
        }
    }

    /// Returns INITIALIZE FOR LOAD or UNLOAD.
    pub(super) fn initialize_transfer(&self, direction: TransferDirection, amount: Fen) -> Result<Vec<u8>, CheckError> {
        let key = self.transfer_key(direction)?;
        let card = CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] };
        let online = Online { direction, dated: self.dated(kind_of(direction), amount), card };
        Ok(online.initialize(PurseApplication::Purse, key.index))
    }

    /// Begins a load or an unload.
    pub(super) fn begin_transfer(
        &mut self,
        direction: TransferDirection,
        amount: Fen,
    ) -> Result<BegunTransfer, CheckError> {
        let (about, key) = (name_of(direction), self.transfer_key(direction)?);
        if direction == TransferDirection::Load {
            let after = self.balance()?.checked_add(amount);
            if after.is_none_or(|after| after > self.profile.card.balance_max) {
                return Err(CheckError::untried("the purse is full, and the profile has no unload key"));
            }
        }
        let initialize = self.initialize_transfer(direction, amount)?;
        let data = self.expect(about, &initialize, SUCCESS)?;
        let answer = exactly(about, &data)?;
        let (card, ..) = CardSide::of_online(&answer);
        let online = Online { direction, dated: self.dated(kind_of(direction), amount), card };
        Ok(BegunTransfer { online, session: online.session_key(&key.key), answer, key })
    }

    /// Completes a load or an unload; returns TAC or MAC3.
    pub(super) fn complete_transfer(&mut self, begun: &BegunTransfer) -> Result<[u8; 4], CheckError> {
        let about = match begun.online.direction {
            TransferDirection::Load => "CREDIT FOR LOAD",
            TransferDirection::Unload => "DEBIT FOR UNLOAD",
        };
        let data = self.expect(about, &begun.complete(), SUCCESS)?;
        exactly(about, &data)
    }

    /// Loads or unloads an amount.
    pub(super) fn transfer(
        &mut self,
        direction: TransferDirection,
        amount: Fen,
    ) -> Result<(BegunTransfer, [u8; 4]), CheckError> {
        let begun = self.begin_transfer(direction, amount)?;
        let proof = self.complete_transfer(&begun)?;
        Ok((begun, proof))
    }

    /// Returns the key of purchases.
    pub(super) fn purchase_key(&self) -> Result<KeyEntry, CheckError> {
        self.tac_key().and_then(|_| self.key(KeyUsage::Purchase, PURCHASE_INDEX))
    }

    /// Returns INITIALIZE FOR PURCHASE.
    pub(super) fn initialize_purchase(&self, amount: Fen) -> Result<Vec<u8>, CheckError> {
        let key = self.purchase_key()?;
        let card = CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] };
        Ok(self.purchase(amount, card, 0).initialize(PurseApplication::Purse, key.index))
    }

    fn purchase(&self, amount: Fen, card: CardSide, terminal_counter: u32) -> Purchase {
        let dated = self.dated(TransactionKind::Purchase, amount);
        Purchase { dated, card, terminal_counter, overdraw_limit: [0; 3], code: None }
    }

    /// Begins a purchase.
    pub(super) fn begin_purchase(&mut self, amount: Fen) -> Result<BegunPurchase, CheckError> {
        const ABOUT: &str = "INITIALIZE FOR PURCHASE";
        let key = self.purchase_key()?;
        let initialize = self.initialize_purchase(amount)?;
        let data = self.expect(ABOUT, &initialize, SUCCESS)?;
        let answer = exactly(ABOUT, &data)?;
        let (card, _) = CardSide::of_purchase(&answer);
        let counter = self.next_terminal_counter();
        let purchase = self.purchase(amount, card, counter);
        Ok(BegunPurchase { purchase, session: purchase.session_key(&key.key), answer, key })
    }

    /// Completes a purchase; returns TAC and MAC2.
    pub(super) fn complete_purchase(&mut self, begun: &BegunPurchase) -> Result<[u8; 8], CheckError> {
        let data = self.expect("DEBIT FOR PURCHASE", &begun.debit(), SUCCESS)?;
        exactly("DEBIT FOR PURCHASE", &data)
    }

    /// Pays an amount.
    pub(super) fn pay(&mut self, amount: Fen) -> Result<(BegunPurchase, [u8; 8]), CheckError> {
        let begun = self.begin_purchase(amount)?;
        let proof = self.complete_purchase(&begun)?;
        Ok((begun, proof))
    }
}

/// Returns the name of the first command of a load or an unload.
pub(super) const fn name_of(direction: TransferDirection) -> &'static str {
    match direction {
        TransferDirection::Load => "INITIALIZE FOR LOAD",
        TransferDirection::Unload => "INITIALIZE FOR UNLOAD",
    }
}

const fn kind_of(direction: TransferDirection) -> TransactionKind {
    match direction {
        TransferDirection::Load => TransactionKind::Load,
        TransferDirection::Unload => TransactionKind::Unload,
    }
}
