//! A top-up that begins on the website, from the account or from a bank. The platform invites the card to begin a load,
//! the card's proof brings MAC1, and from there on the top-up is like any other.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::message::{LOAD_ANSWER_LENGTH, LoadAnswer};

use super::amount::as_fen;
use super::bank::Bank;
use super::books::Books;
use super::card_file::Asn;
use super::entry::LoadChannel;
use super::errand::{Errand, Next, Purpose};
use super::error::PlatformError;
use super::load::positive;
use super::notices::{self, DeclinedError};
use super::number::Msisdn;
use super::password::PayPassword;
use super::rules::ProtectedOrder;
use super::script::{CardScript, ScriptOutcome};
use super::texts;
use super::top_up::{self, LoadOrder, TopUpDesk};
use sim_codec::time::Moment;

/// Invitation of a card to a load from the website.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Amount in fen.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Bank that paid the amount; `None` if it comes from the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<Bank>,
    /// Moment at which the invitation lapses: nobody wants a top-up of last week.
    pub until: Moment,
}

/// Website, on which top-ups begin that are not requested at the card.
pub(super) struct Website<'a> {
    pub(super) top_ups: TopUpDesk<'a>,
}

impl Website<'_> {
    /// Invites a card to a top-up that was requested on the website. No money is set aside before the card has
    /// answered.
    pub(super) fn invite(
        &mut self,
        number: &Msisdn,
        asn: Asn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<(), DeclinedError> {
        self.check_card(asn)?;
        let TopUpDesk { courier, books, .. } = &mut self.top_ups;
        books.authorise(courier.now, number, password, ProtectedOrder::WebTopUp)?;
        check_cover(books, number, amount)?;
        self.send_invitation(asn, amount, None);
        Ok(())
    }

    /// Checks whether the card could be loaded now, and no other load is in the way.
    fn check_card(&self, asn: Asn) -> Result<(), DeclinedError> {
        let TopUpDesk { courier, books, .. } = &self.top_ups;
        let card = courier.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        top_up::may_load(books, card)?;
        if card.errands.are_loading() { Err(DeclinedError::UnderWay) } else { Ok(()) }
    }

    fn send_invitation(&mut self, asn: Asn, amount: Fen, bank: Option<Bank>) {
        let courier = &mut self.top_ups.courier;
        if let Some(card) = courier.cards.get_mut(&asn) {
            card.errands.withdraw(|errand| errand.purpose == Purpose::Refusal);
        }
        let invitation = Invitation { amount, bank, until: courier.now.later(courier.settings.invitation_lapses) };
        courier.assign(asn, Errand::new(Purpose::Invitation(invitation), CardScript::Invite { amount }));
    }

    /// Checks whether a bank's payment for a card's wallet could be taken now.
    pub(super) fn check_bank_payment(&self, asn: Asn, amount: Fen) -> Result<(), DeclinedError> {
        positive(amount)?;
        self.check_card(asn)
    }

    /// Invites a card to load what a bank has paid into the cash sub-account.
    pub(super) fn invite_to_payment(&mut self, asn: Asn, (bank, amount): (Bank, Fen)) -> Result<(), DeclinedError> {
        self.check_bank_payment(asn, amount)?;
        self.send_invitation(asn, amount, Some(bank));
        Ok(())
    }

    /// Processes the card's answer to INITIALIZE FOR LOAD. The errand goes on as a top-up, or is refused and cancelled.
    pub(super) fn take_answer(&mut self, asn: Asn, invitation: Invitation, outcome: ScriptOutcome) -> Next {
        let answer = match outcome {
            ScriptOutcome::Unclear => return Next::Waits,
            ScriptOutcome::Refused(_) => Err(DeclinedError::CardRefuses),
            ScriptOutcome::Done(data) => <&[u8; LOAD_ANSWER_LENGTH]>::try_from(data.as_slice())
                .map(LoadAnswer::parse)
                .map_err(|_| DeclinedError::CardRefuses),
        };
        let Some(number) = self.top_ups.courier.cards.get(&asn).map(|card| card.number) else { return Next::Over };
        let begun = answer.and_then(|answer| {
            let order = LoadOrder::remote(LoadChannel::Website, invitation.amount);
            let set_aside = self.top_ups.set_aside(asn, order, &answer);
            set_aside.map(|paid| (Purpose::TopUp(paid.id), paid.credit())).or_else(|declined| {
                self.top_ups.courier.say(number, &texts::top_up_refused(&notices::reason(&declined)));
                Ok((Purpose::Refusal, CardScript::Cancel { counter: answer.counter, random: answer.random }))
            })
        });
        match begun {
            Ok((purpose, script)) => {
                self.repurpose(asn, purpose);
                Next::Asks(script)
            }
            Err(declined) => {
                self.top_ups.courier.say(number, &texts::top_up_refused(&notices::reason(&declined)));
                Next::Over
            }
        }
    }

    /// Changes the purpose of a card's first errand, and starts its waits anew.
    fn repurpose(&mut self, asn: Asn, purpose: Purpose) {
        let card = self.top_ups.courier.cards.get_mut(&asn);
        if let Some(errand) = card.and_then(|card| card.errands.first_mut()) {
            errand.purpose = purpose;
            errand.tries = 0;
        }
    }

    /// Gives up an invitation that the card has not answered in time. A load that was begun and is never credited
    /// changes nothing on the card.
    pub(super) fn lapse(&mut self, asn: Asn, invitation: Invitation) -> Next {
        self.top_ups.courier.tell(asn, &notices::invitation_lapsed(invitation.amount));
        Next::Over
    }
}

/// Checks whether the cash sub-account covers the amount now.
fn check_cover(books: &Books, number: &Msisdn, amount: Fen) -> Result<(), DeclinedError> {
    let (cash, _) = books.account_balances(number);
    match amount {
        Fen::ZERO => Err(PlatformError::AmountZero.into()),
        amount if i64::from(amount.0) > cash => Err(PlatformError::CashShort(cash).into()),
        _ => Ok(()),
    }
}
