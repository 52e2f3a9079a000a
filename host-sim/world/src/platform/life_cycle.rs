//! Opening, suspending, resuming and closing a wallet (开通、暂停、恢复、注销). The platform decides, and
//! the card's proof completes the change: the state in the card's file changes on that proof and never on a request.

use sim_wire::lifecycle::LifeCycle;

use super::Platform;
use super::account::{AccountState, NumberState};
use super::books::Books;
use super::card_file::{Asn, CardFile};
use super::courier::Courier;
use super::entropy::PlatformEntropy;
use super::errand::{Errand, Next, Purpose};
use super::hall::{CardSwap, HallError};
use super::notices::{self, DeclinedError};
use super::number_life::{LifeAct, Situation};
use super::password::PayPassword;
use super::rules::ProtectedOrder;
use super::script::{CardScript, ScriptOutcome};
use super::texts;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Checks whether a wallet can be loaded: it is open, or will be by the time of the load.
pub(super) fn check_open(card: &CardFile) -> Result<(), DeclinedError> {
    match (card.errands.heading(), card.state) {
        (Some(LifeCycle::Open), _) | (None, LifeCycle::Open) => Ok(()),
        (Some(LifeCycle::Suspended), _) | (None, LifeCycle::Suspended) => Err(DeclinedError::Suspended),
        (Some(LifeCycle::Closed), _) => Err(DeclinedError::BeingClosed),
        _ => Err(DeclinedError::NotOpened),
    }
}

/// Desk that opens, suspends, resumes and closes wallets.
pub(super) struct LifeCycleDesk<'a> {
    pub(super) courier: Courier<'a>,
    pub(super) books: &'a mut Books,
    pub(super) entropy: &'a mut PlatformEntropy,
    pub(super) swaps: &'a TrackedMap<Asn, CardSwap>,
}

impl LifeCycleDesk<'_> {
    /// Opens the wallet (【开通钱包】). If there is no payment account, one is opened first and its initial
    /// passwords are sent. A card that is registered for a swap is never opened again.
    pub(super) fn open(&mut self, asn: Asn) -> Result<(), DeclinedError> {
        self.decide_opening(asn)?;
        self.move_to(asn, LifeCycle::Open);
        Ok(())
    }

    /// Lets a hall open the wallet over the contacts.
    pub(super) fn open_at_hall(&mut self, asn: Asn) -> Result<(), DeclinedError> {
        self.decide_opening(asn)?;
        if self.card(asn)?.errands.heading() != Some(LifeCycle::Open) {
            self.courier.assign_after_hall(asn, move_errand(LifeCycle::Open));
        }
        Ok(())
    }

    /// Decides whether the wallet on a card may be opened, and sees to its payment account.
    fn decide_opening(&mut self, asn: Asn) -> Result<(), DeclinedError> {
        let card = self.card(asn)?;
        let number = card.number;
        if card.errands.heading() == Some(LifeCycle::Closed) {
            return Err(DeclinedError::BeingClosed);
        }
        // An opening would overtake the closing, and the card could be loaded and registered again (3.6.1).
        if !self.courier.settings.rules.may_reopen(self.swaps.get(&asn)) {
            return Err(HallError::SwapRegistered(asn).into());
        }
        if self.books.accounts.living(&number).is_err() {
            let initials = self.books.open_account(self.courier.now, &number, self.entropy)?;
            self.courier.say(number, &texts::account_opened(&initials));
        }
        Ok(self.books.accounts.may_recharge(&number)?)
    }

    /// Suspends the wallet (【钱包暂停】).
    pub(super) fn suspend(&mut self, asn: Asn) -> Result<(), DeclinedError> {
        if !self.situation(asn)?.allows(LifeAct::SuspendWallet) {
            return Err(DeclinedError::NotOpened);
        }
        self.move_to(asn, LifeCycle::Suspended);
        Ok(())
    }

    /// Resumes the wallet (【钱包恢复】). The wallet of a cancelled number is resumed to be spent and nothing
    /// else (3.5.2, 3.6.3).
    pub(super) fn resume(&mut self, asn: Asn) -> Result<(), DeclinedError> {
        let (number, situation) = (self.card(asn)?.number, self.situation(asn)?);
        let is_cancelled = situation.number == NumberState::Cancelled;
        if !is_cancelled {
            self.books.accounts.may_recharge(&number)?;
        }
        if !situation.allows(LifeAct::ResumeWallet) {
            return Err(DeclinedError::NotOpened);
        }
        self.move_to(asn, if is_cancelled { LifeCycle::Closing } else { LifeCycle::Open });
        Ok(())
    }

    /// Sets an open wallet to close by itself once its last fen is spent, since its number is cancelled (3.5.2). A
    /// suspended wallet stays so until its owner resumes it, because the suspension protects the purse.
    pub(super) fn retire(&mut self, asn: Asn) {
        if self.card(asn).is_ok_and(|card| expected_state(card) == LifeCycle::Open) {
            self.move_to(asn, LifeCycle::Closing);
        }
    }

    /// Closes wallet and payment account together (【注销钱包】), if there is no money in either.
    pub(super) fn close(&mut self, asn: Asn, password: &PayPassword) -> Result<(), DeclinedError> {
        let card = self.card(asn)?;
        if card.taken_back.is_some() {
            return Err(DeclinedError::BeingClosed);
        }
        let (number, is_loading) = (card.number, card.errands.are_loading());
        let situation = self.situation(asn)?;
        let in_order = Situation { number: NumberState::Normal, account: Some(AccountState::Open), ..situation };
        if !in_order.allows(LifeAct::CloseWallet) {
            return Err(DeclinedError::NotOpened);
        }
        self.books.accounts.may_close(&number)?;
        if is_loading {
            return Err(DeclinedError::UnderWay);
        }
        self.books.authorise(self.courier.now, &number, password, ProtectedOrder::Closing)?;
        self.books.may_close_account(&number)?;
        self.move_to(asn, LifeCycle::Closed);
        Ok(())
    }

    /// Assigns the errand that moves the card to a state, unless the card is being moved there already.
    fn move_to(&mut self, asn: Asn, state: LifeCycle) {
        if self.card(asn).is_ok_and(|card| card.errands.heading() != Some(state)) {
            self.courier.assign(asn, move_errand(state));
        }
    }

    /// Processes the card's answer to a change of state.
    pub(super) fn take_answer(&mut self, asn: Asn, state: LifeCycle, outcome: ScriptOutcome) -> Next {
        let Some(card) = self.courier.cards.get_mut(&asn) else { return Next::Over };
        let number = card.number;
        let text = match outcome {
            ScriptOutcome::Unclear => return Next::Waits,
            ScriptOutcome::Refused(_) => {
                notices::declined(notices::change(card.state, state), &DeclinedError::CardRefuses)
            }
            ScriptOutcome::Done(_) => {
                let before = std::mem::replace(&mut card.state, state);
                // A hall has closed the wallet before, and has told the holder.
                if (before, state) == (LifeCycle::Closed, LifeCycle::Closed) {
                    return Next::Over;
                }
                let is_closed = state == LifeCycle::Closed && self.books.close_account(&number, false).is_ok();
                notices::moved(before, state, is_closed)
            }
        };
        self.courier.say(number, &text);
        Next::Over
    }

    /// Returns the states of a card's number, its account and its wallet, as they will be once the errands under way
    /// have been proved.
    fn situation(&self, asn: Asn) -> Result<Situation, DeclinedError> {
        let card = self.card(asn)?;
        Ok(self.books.accounts.situation(&card.number, Some(expected_state(card))))
    }

    fn card(&self, asn: Asn) -> Result<&CardFile, DeclinedError> {
        self.courier.cards.get(&asn).ok_or(DeclinedError::NoCard)
    }
}

impl Platform {
    /// Processes a card's answer to a change of state. A card that a hall was closing over the contacts and could not
    /// is taken back now.
    pub(super) fn take_state(&mut self, now: Moment, asn: Asn, state: LifeCycle, outcome: ScriptOutcome) -> Next {
        let taken_back = self.cards.get(&asn).filter(|card| card.taken_back.is_some()).map(|card| card.number);
        let is_closed = state == LifeCycle::Closed && matches!(outcome, ScriptOutcome::Done(_));
        match taken_back.filter(|_| is_closed) {
            // The errand ends with the procedure of the hall.
            Some(number) if self.confirm_closed(now, number, asn).is_ok() => Next::Waits,
            _ => self.life_cycle_desk(now).take_answer(asn, state, outcome),
        }
    }
}

/// Creates the errand that moves a card to a state.
pub(super) fn move_errand(state: LifeCycle) -> Errand {
    Errand::new(Purpose::State(state), CardScript::State(state))
}

/// Returns the state of the wallet once the errands under way have been proved.
fn expected_state(card: &CardFile) -> LifeCycle {
    card.errands.heading().unwrap_or(card.state)
}
