//! What customer care (10086) does with a card: the operation PIN (操作密码) becomes the first one again, over the air,
//! after the pay password was checked (handbook 3.3.1).

use super::card_file::Asn;
use super::errand::{Errand, Next, Purpose};
use super::notices::{self, DeclinedError};
use super::number::Msisdn;
use super::password::PayPassword;
use super::script::{Outcome, Script};
use super::{Plant, Platform, texts};
use sim_codec::time::Moment;

impl Platform {
    /// Resets the operation PIN of a number's card, if the pay password is right.
    pub fn care_resets_operation_pin(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
    ) -> Result<(), DeclinedError> {
        let now = self.next_wake(now);
        let asn = *self.current.get(number).ok_or(DeclinedError::NoCard)?;
        self.cards.get(&asn).and_then(|card| card.pin_reload()).ok_or(DeclinedError::NoPinReload)?;
        self.books.authorise(now, number, password, Plant::CareWithoutPassword)?;
        let is_under_way = self
            .cards
            .get(&asn)
            .is_some_and(|card| card.errands.iter().any(|errand| errand.purpose == Purpose::OperationPin));
        if !is_under_way {
            self.charge(now, asn, Errand::new(Purpose::OperationPin, Script::ReloadPin));
        }
        Ok(())
    }

    /// The card has said what became of it.
    pub(super) fn operation_pin_answered(&mut self, now: Moment, asn: Asn, outcome: Outcome) -> Next {
        let Some(number) = self.cards.get(&asn).map(|card| card.number) else { return Next::Over };
        let text = match outcome {
            Outcome::Unclear => return Next::Waits,
            Outcome::Done(_) => texts::operation_pin_reset(),
            Outcome::Refused(_) => notices::operation_pin_not_reset(),
        };
        self.say(now, number, &text);
        Next::Over
    }
}
