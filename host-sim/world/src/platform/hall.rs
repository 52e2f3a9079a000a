//! Desk of the business halls (营业厅): cash, loads and unloads at their terminals, opening, swap and closing, records
//! of a wallet, and calibration on site. A terminal carries what a card says over the contacts; the platform has the
//! keys, checks and decides. Every request may be repeated after an answer was lost, and moves money once.
//!
//! - [`load`](HallFunds), `unload`: transactions for which the platform is the host. [`BegunTransaction`] is what the
//!   card began, [`HostAnswer`] lets the card complete it, the card's TAC or MAC3 settles it.
//! - [`CardTestimony`]: what a card answers about a transaction whose proof it no longer has.
//! - [`CardSwap`]: a swap from the registration of the old card to the load of the new one.

mod begun;
mod error;
mod load;
mod opening;
mod records;
mod swap;
mod unload;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TerminalTime;

use super::Platform;
use super::card_file::{Asn, CardFile};
use super::entry::LoadChannel;
use super::identity::Identity;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::number_life::LifeAct;
use super::script::CardScript;
use super::top_up::{TopUpDesk, TransferId};
use sim_codec::time::Moment;
use sim_device::sam::secure_messaging::Challenge;
use sim_device::sam::transaction::{Online, TransferDirection};
use sim_device::sam::{Mac, command};
use sim_device::tracked_map::TrackedMap;

use begun::EarlierOutcome;
pub use begun::{BegunTransaction, CardTestimony};
pub use error::HallError;
pub use load::HallFunds;
pub use records::WalletRecord;
pub use swap::{CardSwap, ReturnPurpose, SwapState};
pub(super) use unload::Unloads;
pub use unload::{Unload, UnloadAnswer, UnloadState};

/// Answer of the platform as host, by which a card completes a load or unload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostAnswer {
    /// Number of the transfer.
    pub id: TransferId,
    /// Time of the transaction, in BCD.
    pub at: [u8; 7],
    /// MAC2 of the host.
    pub mac2: Mac,
}

impl HostAnswer {
    /// Returns CREDIT FOR LOAD or DEBIT FOR UNLOAD.
    pub fn command(&self, direction: TransferDirection) -> Vec<u8> {
        match direction {
            TransferDirection::Load => command::credit_for_load(TerminalTime(self.at), self.mac2),
            TransferDirection::Unload => command::debit_for_unload(TerminalTime(self.at), self.mac2),
        }
    }
}

/// Transaction at a hall whose outcome the platform does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenTransaction {
    /// Number of the transfer.
    pub id: TransferId,
    /// Transaction as the terminal's arithmetic takes it.
    pub online: Online,
}

/// Desk of the business halls.
pub(super) struct HallDesk<'a> {
    pub(super) top_ups: TopUpDesk<'a>,
    pub(super) unloads: &'a mut Unloads,
    pub(super) swaps: &'a mut TrackedMap<Asn, CardSwap>,
    pub(super) current: &'a TrackedMap<Msisdn, Asn>,
}

impl HallDesk<'_> {
    /// Returns the file of the card before the terminal, if it is the number's present card.
    fn own_card(&self, number: Msisdn, asn: Asn) -> Result<&CardFile, DeclinedError> {
        let present = *self.current.get(&number).ok_or(DeclinedError::NoCard)?;
        if present != asn {
            return Err(HallError::OtherCard(asn).into());
        }
        self.top_ups.courier.cards.get(&asn).ok_or(DeclinedError::NoCard)
    }

    /// Ends the earlier transactions of a card at halls that the card gave up by beginning this one, whose MAC1 has
    /// been checked. One under a lower counter must be proved first.
    fn give_up_earlier(&mut self, asn: Asn, begun: &BegunTransaction) -> Result<(), DeclinedError> {
        let testimony = CardTestimony { begun: *begun, record: None };
        for open in self.open_transactions(asn) {
            match (testimony.outcome(&open.online), open.online.direction) {
                (EarlierOutcome::Never, TransferDirection::Load) => {
                    self.top_ups.refund(open.id);
                    self.note_swap_load(open.id);
                }
                (EarlierOutcome::Never, TransferDirection::Unload) => self.undo(open.id)?,
                _ => return Err(HallError::Unproved(open.id).into()),
            }
        }
        Ok(())
    }

    /// Returns the transactions of a card at halls whose outcome the platform does not know, the oldest first.
    fn open_transactions(&self, asn: Asn) -> Vec<OpenTransaction> {
        let loads = self.top_ups.top_ups.under_way(asn).filter(|load| load.channel == LoadChannel::Hall);
        let loads = loads.map(|load| OpenTransaction { id: load.id, online: load.online(load.random) });
        let unloads = self.unloads.under_way(asn);
        let unloads = unloads.map(|unload| OpenTransaction { id: unload.id, online: unload.online() });
        let mut open: Vec<_> = loads.chain(unloads).collect();
        open.sort_by_key(|open| open.id);
        open
    }

    /// Checks that the testimony is this card's: MAC1 of the transaction that it began.
    fn check_testimony(&self, asn: Asn, testimony: &CardTestimony) -> Result<(), DeclinedError> {
        let card = self.top_ups.courier.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        testimony.begun.session(card).map(drop).ok_or(DeclinedError::MacWrong)
    }

    /// Checks a document against the holder of a number; where the registry has none, the holder is entered.
    fn identify(&mut self, number: Msisdn, shown: &Identity) -> Result<(), HallError> {
        Ok(self.top_ups.books.accounts.identify(number, shown)?)
    }
}

impl Platform {
    /// Checks whether handsets of a model take an RFID-SIM (3.1).
    pub fn may_issue(&self, model: &str) -> Result<(), HallError> {
        let is_listed = |listed: &String| listed.trim().eq_ignore_ascii_case(model.trim());
        match self.settings.model_black_list.iter().find(|listed| is_listed(listed)) {
            Some(listed) => Err(HallError::ModelListed(listed.clone())),
            None => Ok(()),
        }
    }

    /// Returns whether a hall may take the rest of the present card's purse back to the account, by the states of
    /// number, account and wallet.
    pub fn may_take_back(&self, number: &Msisdn) -> bool {
        let wallet = self.card_of(number).map(|card| card.state);
        self.books.accounts.situation(number, wallet).allows(LifeAct::UnloadWallet)
    }

    /// Checks whether an account could pay a load at a hall now, before the card is asked.
    pub fn check_hall_load(&self, number: &Msisdn, funds: HallFunds, amount: Fen) -> Result<(), DeclinedError> {
        Ok(load::check(&self.books, number, (funds, amount))?)
    }

    /// Takes a load that a number's card has begun before a hall's terminal, and returns what the card needs to credit
    /// it.
    pub fn begin_hall_load(
        &mut self,
        now: Moment,
        card: (Msisdn, Asn),
        funds: HallFunds,
        begun: &BegunTransaction,
    ) -> Result<HostAnswer, DeclinedError> {
        let now = self.advance_clock(now);
        self.hall_desk(now).begin_load(card, funds, begun)
    }

    /// Takes a load of a registered swap's amount onto the new card (换卡圈存).
    pub fn begin_swap_load(
        &mut self,
        now: Moment,
        card: (Msisdn, Asn),
        begun: &BegunTransaction,
    ) -> Result<HostAnswer, DeclinedError> {
        let now = self.advance_clock(now);
        self.hall_desk(now).begin_swap_load(card, begun)
    }

    /// Takes an unload of the whole purse that a number's card has begun before a hall's terminal, for a closing or a
    /// swap. The document that is shown must be the holder's.
    pub fn begin_hall_unload(
        &mut self,
        now: Moment,
        (number, asn): (Msisdn, Asn),
        (purpose, shown): (ReturnPurpose, &Identity),
        begun: &BegunTransaction,
    ) -> Result<UnloadAnswer, DeclinedError> {
        let now = self.advance_clock(now);
        let mut desk = self.hall_desk(now);
        desk.identify(number, shown)?;
        desk.begin_unload((number, asn), purpose, begun)
    }

    /// Ends a load or unload at a hall by the card's TAC or MAC3.
    pub fn settle_at_hall(
        &mut self,
        now: Moment,
        (id, direction): (TransferId, TransferDirection),
        receipt: Mac,
    ) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        let mut desk = self.hall_desk(now);
        match direction {
            TransferDirection::Load => desk.settle_load(id, receipt),
            TransferDirection::Unload => desk.settle_unload(id, receipt),
        }
    }

    /// Ends a load or unload at a hall whose proof the card no longer has, by what the card answers instead.
    pub fn conclude_at_hall(
        &mut self,
        now: Moment,
        (id, direction): (TransferId, TransferDirection),
        testimony: &CardTestimony,
    ) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        let mut desk = self.hall_desk(now);
        match direction {
            TransferDirection::Load => desk.conclude_load(id, testimony),
            TransferDirection::Unload => desk.conclude_unload(id, testimony),
        }
    }

    /// Returns the transactions of a card at halls whose outcome the platform does not know, the oldest first.
    pub fn open_at_hall(&mut self, asn: Asn) -> Vec<OpenTransaction> {
        let now = self.now;
        self.hall_desk(now).open_transactions(asn)
    }

    /// Notes that a hall has closed the wallet on a card that it takes back. A card that is swapped goes on the black
    /// list of the terminals.
    pub fn confirm_closed(&mut self, now: Moment, number: Msisdn, asn: Asn) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        self.hall_desk(now).confirm_closed(number, asn)?;
        if self.swaps.get(&asn).is_some_and(|swap| swap.state == SwapState::Registered) {
            self.acquiring.black_list(asn);
        }
        Ok(())
    }

    /// Returns EXTERNAL AUTHENTICATE for a card's challenge, which gives a hall's terminal the issuer's authority.
    pub fn authenticate_to(&self, asn: Asn, challenge: Challenge) -> Result<Vec<u8>, DeclinedError> {
        let card = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        card.authenticate(challenge).ok_or_else(|| HallError::NoKey.into())
    }

    /// Returns SET STATUS, by which a hall under the issuer's authority moves the wallet on a card to a state.
    pub fn status_command(&self, asn: Asn, state: LifeCycle) -> Result<Vec<u8>, DeclinedError> {
        let card = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        CardScript::State(state).commands(card).ok_or_else(|| HallError::NoKey.into())
    }

    /// Returns the swap whose amount waits for this card; `None` if none does.
    pub fn swap_for(&mut self, new: Asn) -> Option<CardSwap> {
        let now = self.now;
        let swap = self.hall_desk(now).swap_onto(new);
        swap.filter(|swap| !matches!(swap.state, SwapState::Loaded(_)))
    }

    /// Returns the swap of a card that was given up; `None` if the card was never registered.
    pub fn swap_of(&self, old: Asn) -> Option<&CardSwap> {
        self.swaps.get(&old)
    }

    /// Returns the swap in which a card is given up or is the new one; `None` if it is in none. A card that came by a
    /// swap and is given up itself is in the later one.
    pub fn swap_with(&self, asn: Asn) -> Option<&CardSwap> {
        self.swap_of(asn).or_else(|| self.swaps.rows().values().find(|swap| swap.new_card() == Some(asn)))
    }

    /// Returns every swap of a card, in the order of the cards that were given up.
    pub fn swaps(&self) -> impl Iterator<Item = &CardSwap> {
        self.swaps.rows().values()
    }

    /// Returns every unload at a hall, the oldest first.
    pub fn unloads(&self) -> impl Iterator<Item = &Unload> {
        self.unloads.values()
    }
}
