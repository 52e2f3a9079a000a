//! A card's request for a top-up: what may be in its way, and the refund of a load that it replaces.

use sim_wire::Fen;
use sim_wire::message::LoadAnswer;

use super::{LoadOrder, TopUp, TopUpDesk, has_begun, may_load};
use crate::platform::card_file::{Asn, CardFile};
use crate::platform::entry::LoadChannel;
use crate::platform::errand::{Errand, Purpose};
use crate::platform::notices::{self, DeclinedError};
use crate::platform::password::PayPassword;
use crate::platform::rules::ProtectedOrder;
use crate::platform::script::CardScript;
use crate::platform::texts;

impl TopUpDesk<'_> {
    /// Takes a card's request for a top-up. The top-up is either paid for and begun, or refused with a reason and
    /// cancelled on the card.
    pub(in crate::platform) fn request(
        &mut self,
        asn: Asn,
        (amount, password): (Fen, Result<PayPassword, DeclinedError>),
        answer: &LoadAnswer,
    ) {
        let Some(card) = self.courier.cards.get_mut(&asn) else { return };
        let number = card.number;
        if answer.counter >= card.next_load {
            card.purse = answer.balance;
        }
        // This load has replaced any other on the card, so that no cancel of a refused load is needed any more.
        card.errands.withdraw(|errand| errand.purpose == Purpose::Refusal);
        let begun = match self.check_request(asn, (amount, password), answer) {
            Ok(()) => self.set_aside(asn, LoadOrder::remote(LoadChannel::OverTheAir, amount), answer),
            Err(declined) => Err(declined),
        };
        match begun {
            Ok(paid) => self.courier.assign(asn, Errand::new(Purpose::TopUp(paid.id), paid.credit())),
            Err(declined) => {
                self.courier.say(number, &texts::top_up_refused(&notices::reason(&declined)));
                let cancel = CardScript::Cancel { counter: answer.counter, random: answer.random };
                self.courier.assign(asn, Errand::new(Purpose::Refusal, cancel));
            }
        }
        self.courier.start(asn);
    }

    /// Checks whether a top-up that a card requests may begin: nothing is in its way, and the pay password is right.
    fn check_request(
        &mut self,
        asn: Asn,
        (amount, password): (Fen, Result<PayPassword, DeclinedError>),
        answer: &LoadAnswer,
    ) -> Result<(), DeclinedError> {
        self.refund_replaced(asn, amount, answer);
        let card = self.courier.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        may_load(self.books, card)?;
        if self.is_loading_from(card, answer.counter) {
            return Err(DeclinedError::UnderWay);
        }
        self.books.authorise(self.courier.now, &card.number, &password?, ProtectedOrder::TopUp)?;
        Ok(())
    }

    /// Refunds the top-up that the card has replaced by another. The card's own request proves that the earlier one can
    /// never be credited: right MAC1, same counter, another random number.
    fn refund_replaced(&mut self, asn: Asn, amount: Fen, answer: &LoadAnswer) {
        if !self.courier.cards.get(&asn).is_some_and(|card| has_begun(card, amount, answer)) {
            return;
        }
        let rules = self.courier.settings.rules;
        let is_replaced = |open: &&TopUp| rules.is_replaced(open, answer);
        let Some(id) = self.top_ups.under_way(asn).find(is_replaced).map(|open| open.id) else { return };
        self.refund(id);
        if let Some(card) = self.courier.cards.get_mut(&asn) {
            card.errands.withdraw(|errand| errand.purpose == Purpose::TopUp(id));
        }
    }

    /// Returns whether a load is under way that excludes a request under this counter: one by invitation, or a top-up
    /// that is in its way.
    fn is_loading_from(&self, card: &CardFile, counter: u16) -> bool {
        let rules = self.courier.settings.rules;
        let blocks = |errand: &Errand| match errand.purpose {
            Purpose::TopUp(id) => self.top_ups.get(&id).is_some_and(|top_up| rules.is_in_the_way(top_up, counter)),
            Purpose::Invitation(_) => true,
            _ => false,
        };
        card.errands.iter().any(blocks)
    }
}
