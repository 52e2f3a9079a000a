//! Customer care (10086) for a card: resets the operation PIN (操作密码) to the initial one over the air, after the
//! pay password was checked (handbook 3.3.1).

use super::books::Books;
use super::card_file::Asn;
use super::courier::Courier;
use super::errand::{Errand, Next, Purpose};
use super::notices::{self, DeclinedError};
use super::number::Msisdn;
use super::password::PayPassword;
use super::rules::ProtectedOrder;
use super::script::{CardScript, ScriptOutcome};
use super::texts;

/// Desk of customer care.
pub(super) struct CareDesk<'a> {
    pub(super) courier: Courier<'a>,
    pub(super) books: &'a mut Books,
}

impl CareDesk<'_> {
    /// Resets the operation PIN of a number's card, if the pay password is right.
    pub(super) fn reset_operation_pin(
        &mut self,
        number: &Msisdn,
        asn: Asn,
        password: &PayPassword,
    ) -> Result<(), DeclinedError> {
        let Courier { now, cards, .. } = &self.courier;
        let card = cards.get(&asn).filter(|card| card.pin_reload().is_some()).ok_or(DeclinedError::NoPinReload)?;
        let is_under_way = card.errands.iter().any(|errand| errand.purpose == Purpose::OperationPin);
        self.books.authorise(*now, number, password, ProtectedOrder::OperationPinReset)?;
        if !is_under_way {
            self.courier.assign(asn, Errand::new(Purpose::OperationPin, CardScript::ReloadPin));
        }
        Ok(())
    }

    /// Processes the card's answer to a reset.
    pub(super) fn take_answer(&mut self, asn: Asn, outcome: &ScriptOutcome) -> Next {
        let text = match outcome {
            ScriptOutcome::Unclear => return Next::Waits,
            ScriptOutcome::Done(_) => texts::operation_pin_reset(),
            ScriptOutcome::Refused(_) => notices::operation_pin_not_reset(),
        };
        self.courier.tell(asn, &text);
        Next::Over
    }
}
