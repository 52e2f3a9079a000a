//! A top-up that begins on the website: the platform invites the card to begin a load, the card's proof brings MAC1,
//! and from there on it is a top-up as any other.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::message::{LOAD_ANSWER_LENGTH, LoadAnswer};

use super::amount::as_fen;
use super::card_file::Asn;
use super::entry::LoadChannel;
use super::errand::{Errand, Next, Purpose};
use super::notices::{self, DeclinedError};
use super::number::Msisdn;
use super::password::PayPassword;
use super::refused::Refused;
use super::script::{Outcome, Script};
use super::{Plant, Platform, texts};
use sim_codec::time::Moment;

/// A load that the website invited a card to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// How much.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// When it lapses: nobody wants a top-up of last week.
    pub until: Moment,
}

impl Platform {
    /// A top-up asked for on the website. Nothing is set aside before the card has answered.
    pub fn web_top_up(
        &mut self,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<(), DeclinedError> {
        let now = self.next_wake(now);
        let asn = *self.current.get(number).ok_or(DeclinedError::NoCard)?;
        self.may_top_up(asn)?;
        self.books.authorise(now, number, password, Plant::WebsiteWithoutPassword)?;
        self.check_cover(number, amount)?;
        if let Some(card) = self.cards.get_mut(&asn) {
            card.errands.retain(|errand| errand.purpose != Purpose::Refusal);
        }
        let invitation = Invitation { amount, until: now.later(self.settings.invitation_lapses) };
        self.charge(now, asn, Errand::new(Purpose::Invitation(invitation), Script::Invite { amount }));
        Ok(())
    }

    /// Whether the cash sub-account has so much now.
    fn check_cover(&self, number: &Msisdn, amount: Fen) -> Result<(), DeclinedError> {
        let (cash, _) = self.books.account_balances(number);
        match amount {
            Fen::ZERO => Err(Refused::AmountZero.into()),
            amount if i64::from(amount.0) > cash => Err(Refused::CashShort(cash).into()),
            _ => Ok(()),
        }
    }

    /// The card has answered INITIALIZE FOR LOAD: the errand goes on as a top-up, or is refused and cancelled.
    pub(super) fn invitation_answered(
        &mut self,
        now: Moment,
        asn: Asn,
        invitation: Invitation,
        outcome: Outcome,
    ) -> Next {
        let answer = match outcome {
            Outcome::Unclear => return Next::Waits,
            Outcome::Refused(_) => Err(DeclinedError::CardRefuses),
            Outcome::Done(data) => <&[u8; LOAD_ANSWER_LENGTH]>::try_from(data.as_slice())
                .map(LoadAnswer::parse)
                .map_err(|_| DeclinedError::CardRefuses),
        };
        let Some(number) = self.cards.get(&asn).map(|card| card.number) else { return Next::Over };
        let begun = answer.and_then(|answer| {
            let set_aside = self.sets_aside(now, asn, (LoadChannel::Website, invitation.amount), &answer);
            set_aside.map(|(transfer, credit)| (Purpose::TopUp(transfer), credit)).or_else(|declined| {
                self.say(now, number, &texts::top_up_refused(&notices::reason(&declined)));
                Ok((Purpose::Refusal, Script::Cancel { counter: answer.counter, random: answer.random }))
            })
        });
        match begun {
            Ok((purpose, script)) => {
                self.turns(asn, purpose);
                Next::Asks(script)
            }
            Err(declined) => {
                self.say(now, number, &texts::top_up_refused(&notices::reason(&declined)));
                Next::Over
            }
        }
    }

    /// The first errand of a card is for something else from now on, and its patience begins anew.
    fn turns(&mut self, asn: Asn, purpose: Purpose) {
        if let Some(errand) = self.cards.get_mut(&asn).and_then(|card| card.errands.front_mut()) {
            errand.purpose = purpose;
            errand.tries = 0;
        }
    }

    /// The card has not answered in time. A load that was begun and is never credited changes nothing on it.
    pub(super) fn invitation_lapsed(&mut self, now: Moment, asn: Asn, invitation: Invitation) -> Next {
        if let Some(number) = self.cards.get(&asn).map(|card| card.number) {
            self.say(now, number, &notices::invitation_lapsed(invitation.amount));
        }
        Next::Over
    }
}
