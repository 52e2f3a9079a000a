//! Swap of a card (补卡、换卡, handbook 3.6.1). A readable card is registered (换卡登记): a hall takes the rest of its
//! purse back, closes its wallet and has it black-listed. The number gets a new card, and the registered amount is
//! loaded onto that card once (换卡圈存). The record of a swap survives each step, so that the hall goes on where it
//! stopped.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::{BegunTransaction, HallDesk, HallError, HallFunds, HostAnswer};
use crate::platform::amount::as_fen;
use crate::platform::card_file::Asn;
use crate::platform::errand::{Errand, Purpose};
use crate::platform::life_cycle::move_errand;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::texts;
use crate::platform::top_up::{TopUpState, TransferId};
use sim_codec::time::Moment;

/// Reason for which a hall takes a card's money back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnPurpose {
    /// The wallet is closed (退订); the account stays.
    Closing,
    /// The card is swapped (换卡登记).
    Swap,
}

/// State of a swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SwapState {
    /// The old card is being emptied and closed.
    Registering,
    /// The old card is empty and closed, and waits for a new one.
    Registered,
    /// The number has its new card, which has not been loaded.
    Issued(Asn),
    /// The new card is being loaded under this transfer.
    Loading(Asn, TransferId),
    /// The new card has the amount, or there was none.
    Loaded(Asn),
}

/// Swap of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSwap {
    /// Number of the subscriber.
    pub number: Msisdn,
    /// Card that is given up.
    pub old: Asn,
    /// Amount in fen that the old card gave back, and that the new card gets.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Moment at which the swap was begun.
    pub begun: Moment,
    /// State of the swap.
    pub state: SwapState,
}

impl CardSwap {
    /// Returns the card that the number got for the old one; `None` before it was issued.
    pub const fn new_card(&self) -> Option<Asn> {
        match self.state {
            SwapState::Issued(new) | SwapState::Loading(new, _) | SwapState::Loaded(new) => Some(new),
            SwapState::Registering | SwapState::Registered => None,
        }
    }
}

impl HallDesk<'_> {
    /// Notes that a hall takes a card back whose purse holds this amount. A card is registered for one swap.
    pub(super) fn take_back(&mut self, asn: Asn, purpose: ReturnPurpose, amount: Fen) -> Result<(), DeclinedError> {
        let courier = &mut self.top_ups.courier;
        let card = courier.cards.get_mut(&asn).ok_or(DeclinedError::NoCard)?;
        if purpose == ReturnPurpose::Swap {
            let earlier = self.swaps.get(&asn);
            if !courier.settings.rules.may_register_swap(earlier) {
                return Err(HallError::SwapRegistered(asn).into());
            }
            if earlier.is_none() {
                let (number, begun, state) = (card.number, courier.now, SwapState::Registering);
                self.swaps.insert(asn, CardSwap { number, old: asn, amount: Fen::ZERO, begun, state });
            }
        }
        card.taken_back = Some(purpose);
        if amount == Fen::ZERO {
            card.purse = Fen::ZERO;
            self.await_closing(asn);
        }
        Ok(())
    }

    /// Gives a card whose purse is empty the errand to close its wallet, which the hall is about to do.
    pub(super) fn await_closing(&mut self, asn: Asn) {
        let courier = &mut self.top_ups.courier;
        let card = courier.cards.get(&asn).filter(|card| card.taken_back.is_some());
        if card.is_some_and(|card| card.errands.heading() != Some(LifeCycle::Closed)) {
            courier.assign_after_hall(asn, move_errand(LifeCycle::Closed));
        }
    }

    /// Adds an amount that a card gave back to its swap, if it is being swapped.
    pub(super) fn add_to_swap(&mut self, asn: Asn, amount: Fen) {
        let swap = self.swaps.get_mut(&asn).filter(|swap| swap.state == SwapState::Registering);
        if let Some(swap) = swap {
            swap.amount = Fen(swap.amount.0.saturating_add(amount.0));
        }
    }

    /// Notes that a hall has closed the wallet on the card that it takes back. A repetition changes nothing.
    pub(super) fn confirm_closed(&mut self, number: Msisdn, asn: Asn) -> Result<(), DeclinedError> {
        let card = self.own_card(number, asn)?;
        let Some(purpose) = card.taken_back else {
            return if card.state == LifeCycle::Closed { Ok(()) } else { Err(HallError::NotTakenBack.into()) };
        };
        if let Some(unload) = self.unloads.under_way(asn).next() {
            return Err(HallError::Unproved(unload.id).into());
        }
        if card.purse != Fen::ZERO {
            return Err(HallError::NotEmptied.into());
        }
        let courier = &mut self.top_ups.courier;
        let is_move = |errand: &Errand| matches!(errand.purpose, Purpose::State(_));
        if let Some(card) = courier.cards.get_mut(&asn) {
            (card.state, card.taken_back) = (LifeCycle::Closed, None);
            card.errands.withdraw(is_move);
            // A script that is still on its way could open the wallet again; the card takes none after a later one.
            if card.sent > card.proved {
                card.errands.push(move_errand(LifeCycle::Closed));
            }
        }
        courier.start(asn);
        match purpose {
            ReturnPurpose::Closing => courier.say(number, &texts::wallet_closed_at_hall()),
            ReturnPurpose::Swap => {
                if let Some(swap) = self.swaps.get_mut(&asn) {
                    swap.state = SwapState::Registered;
                }
            }
        }
        self.top_ups.books.close_if_empty(&number);
        Ok(())
    }

    /// Takes the load of a swap's amount onto the new card. Only the registered amount is loaded, and once.
    pub(super) fn begin_swap_load(
        &mut self,
        (number, asn): (Msisdn, Asn),
        begun: &BegunTransaction,
    ) -> Result<HostAnswer, DeclinedError> {
        let swap = self.swap_onto(asn).ok_or(HallError::NoSwap)?;
        let (old, amount) = (swap.old, swap.amount);
        if !self.top_ups.courier.settings.rules.may_load_swap(&swap) || amount != begun.amount {
            return Err(HallError::NoSwap.into());
        }
        let answer = self.begin_load((number, asn), HallFunds::Account, begun)?;
        if let Some(swap) = self.swaps.get_mut(&old) {
            swap.state = SwapState::Loading(asn, answer.id);
        }
        Ok(answer)
    }

    /// Returns the swap whose new card this is.
    pub(super) fn swap_onto(&self, asn: Asn) -> Option<CardSwap> {
        self.swaps.rows().values().find(|swap| swap.new_card() == Some(asn)).copied()
    }

    /// Notes the end of a load in the swap that it belongs to, if any.
    pub(super) fn note_swap_load(&mut self, id: TransferId) {
        let Some(load) = self.top_ups.top_ups.get(&id) else { return };
        let (asn, state) = (load.asn, load.state);
        let is_loading = |swap: &CardSwap| swap.state == SwapState::Loading(asn, id);
        let Some(old) = self.swap_onto(asn).filter(is_loading).map(|swap| swap.old) else { return };
        if let Some(swap) = self.swaps.get_mut(&old) {
            swap.state = match state {
                TopUpState::Settled => SwapState::Loaded(asn),
                TopUpState::Refunded => SwapState::Issued(asn),
                TopUpState::UnderWay | TopUpState::Stranded => swap.state,
            };
        }
    }
}
