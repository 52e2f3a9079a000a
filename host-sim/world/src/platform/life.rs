//! Opening, suspending, resuming and closing a wallet (开通、暂停、恢复、注销): the platform decides, the card's proof
//! makes it so. What the platform believes of a card changes on that proof and never on a request.

use sim_wire::lifecycle::LifeCycle;

use super::account::NumberState;
use super::card_file::Asn;
use super::errand::{Errand, Next, Purpose};
use super::notices::{self, DeclinedError};
use super::number::Msisdn;
use super::password::PayPassword;
use super::script::{Outcome, Script};
use super::{Plant, Platform, texts};
use sim_codec::time::Moment;

impl Platform {
    /// Only an open wallet loads, or one that will be open by the time that it would.
    pub(super) fn only_open(&self, asn: Asn) -> Result<(), DeclinedError> {
        let state = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?.state;
        match (self.heading(asn), state) {
            (Some(LifeCycle::Open), _) | (None, LifeCycle::Open) => Ok(()),
            (Some(LifeCycle::Suspended), _) | (None, LifeCycle::Suspended) => Err(DeclinedError::Suspended),
            (Some(LifeCycle::Closed), _) => Err(DeclinedError::BeingClosed),
            _ => Err(DeclinedError::NotOpened),
        }
    }

    /// 【开通钱包】: the payment account is opened first if there is none, and its initial passwords are sent.
    pub(super) fn open_wallet(&mut self, now: Moment, asn: Asn) -> Result<(), DeclinedError> {
        let number = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?.number;
        if self.heading(asn) == Some(LifeCycle::Closed) {
            return Err(DeclinedError::BeingClosed);
        }
        if self.books.accounts.living(&number).is_err() {
            let initials = self.books.open_account(now, &number, &mut self.lot)?;
            self.say(now, number, &texts::account_opened(&initials));
        }
        self.books.accounts.may_recharge(&number)?;
        self.moves(now, asn, LifeCycle::Open);
        Ok(())
    }

    /// 【钱包暂停】.
    pub(super) fn suspend_wallet(&mut self, now: Moment, asn: Asn) -> Result<(), DeclinedError> {
        let state = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?.state;
        match self.heading(asn).unwrap_or(state) {
            LifeCycle::Open | LifeCycle::Suspended => self.moves(now, asn, LifeCycle::Suspended),
            _ => return Err(DeclinedError::NotOpened),
        }
        Ok(())
    }

    /// 【钱包恢复】. The wallet of a cancelled number is resumed to be spent and nothing else (3.5.2, 3.6.3).
    pub(super) fn resume_wallet(&mut self, now: Moment, asn: Asn) -> Result<(), DeclinedError> {
        let card = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        let (number, state) = (card.number, card.state);
        let is_cancelled = self.books.accounts.subscriber(&number).state == NumberState::Cancelled;
        let resumed = if is_cancelled { LifeCycle::Closing } else { LifeCycle::Open };
        if !is_cancelled {
            self.books.accounts.may_recharge(&number)?;
        }
        match self.heading(asn).unwrap_or(state) {
            LifeCycle::Open | LifeCycle::Suspended => self.moves(now, asn, resumed),
            LifeCycle::Closing if is_cancelled => self.moves(now, asn, resumed),
            _ => return Err(DeclinedError::NotOpened),
        }
        Ok(())
    }

    /// The number is cancelled: an open wallet waits to be closed from now on, which it does by itself when its last
    /// fen is spent (3.5.2). A suspended one stays so until its owner resumes it, because the suspension protects
    /// the purse.
    pub(super) fn retire_wallet(&mut self, now: Moment, number: &Msisdn) {
        let Some(card) = self.card_of(number) else { return };
        let (asn, state) = (card.asn, card.state);
        if self.heading(asn).unwrap_or(state) == LifeCycle::Open {
            self.moves(now, asn, LifeCycle::Closing);
        }
    }

    /// 【注销钱包】: closes wallet and payment account together, if there is no money in either.
    pub(super) fn close_wallet(&mut self, now: Moment, asn: Asn, password: &PayPassword) -> Result<(), DeclinedError> {
        let card = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        let (number, state) = (card.number, card.state);
        if !matches!(self.heading(asn).unwrap_or(state), LifeCycle::Open | LifeCycle::Suspended | LifeCycle::Closing) {
            return Err(DeclinedError::NotOpened);
        }
        self.books.accounts.may_close(&number)?;
        if self.is_loading(asn) {
            return Err(DeclinedError::UnderWay);
        }
        self.books.authorise(now, &number, password, Plant::CloseWithoutPassword)?;
        self.books.may_close_account(&number)?;
        self.moves(now, asn, LifeCycle::Closed);
        Ok(())
    }

    /// The state that the card is being moved to, where that has not been proved yet.
    fn heading(&self, asn: Asn) -> Option<LifeCycle> {
        let mut errands = self.cards.get(&asn)?.errands.iter().rev();
        errands.find_map(|errand| match errand.purpose {
            Purpose::State(state) => Some(state),
            _ => None,
        })
    }

    /// Has the card moved to a state. One that it is being moved to already needs no second errand.
    fn moves(&mut self, now: Moment, asn: Asn, state: LifeCycle) {
        if self.heading(asn) != Some(state) {
            self.charge(now, asn, Errand::new(Purpose::State(state), Script::State(state)));
        }
    }

    /// The card has said what became of a change of state.
    pub(super) fn state_answered(&mut self, now: Moment, asn: Asn, state: LifeCycle, outcome: Outcome) -> Next {
        let Some(card) = self.cards.get_mut(&asn) else { return Next::Over };
        let number = card.number;
        let text = match outcome {
            Outcome::Unclear => return Next::Waits,
            Outcome::Refused(_) => notices::declined(notices::change(card.state, state), &DeclinedError::CardRefuses),
            Outcome::Done(_) => {
                let before = std::mem::replace(&mut card.state, state);
                let is_closed = state == LifeCycle::Closed && self.books.close_account(&number, false).is_ok();
                notices::moved(before, state, is_closed)
            }
        };
        self.say(now, number, &text);
        Next::Over
    }
}
