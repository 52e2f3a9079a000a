//! The other ways to the platform: business halls, the service hotline, the website, and messages by hand.

use sim_wire::Fen;

use super::{EventKind, MessageHandling, Party, ServiceRequest, World, WorldError};
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::smsc::{HandlingError, MessageId};
use sim_codec::time::Moment;
use sim_device::link::Chance;

/// The stream of chance from which scratch cards are printed; those of the people's cards begin at 1.
const PRINTING: u64 = 0;

impl World {
    /// Cash is paid in at a business hall (营业厅现金充值).
    pub fn deposit(&mut self, number: &Msisdn, amount: Fen) -> Result<(), WorldError> {
        self.index(number)?;
        let paid = self.platform.hall_deposit(self.now, number, amount);
        paid.map_err(|refused| WorldError::Refused(refused.into()))?;
        self.counts();
        self.note(Party::Hall, Some(Party::Person(*number)), EventKind::Deposited { amount });
        Ok(())
    }

    /// A scratch card (充值卡) of a province is printed and sold; its digits are given to whoever buys it, and the
    /// platform keeps only what stands for them.
    pub fn issue_scratch_card(&mut self, value: Fen, province: Province) -> Result<CardDigits, WorldError> {
        let mut chance = Chance::seeded(Chance::of_stream(self.seed, PRINTING, self.steps.saturating_add(1)));
        let digits = CardDigits::drawn(&mut chance);
        let issued = self.platform.books.scratch_cards.issue(&digits, value, province);
        issued.map_err(|refused| WorldError::Refused(refused.into()))?;
        self.counts();
        self.note(Party::Hall, None, EventKind::Printed { value });
        Ok(digits)
    }

    /// The service hotline is asked to reset the operation PIN of a card (操作密码重置).
    pub fn care_resets_operation_pin(&mut self, number: &Msisdn, password: &PayPassword) -> Result<(), WorldError> {
        self.index(number)?;
        self.counts();
        let asked = self.platform.care_resets_operation_pin(self.now, number, password);
        self.asked(Party::Care, *number, ServiceRequest::OperationPinReset, asked)
    }

    /// A top-up is asked for on the website (网络侧转存).
    pub fn web_top_up(&mut self, number: &Msisdn, amount: Fen, password: &PayPassword) -> Result<(), WorldError> {
        self.index(number)?;
        self.counts();
        let asked = self.platform.web_top_up(self.now, number, amount, password);
        self.asked(Party::Website, *number, ServiceRequest::TopUp { amount }, asked)
    }

    /// Notes what was asked for and what came of it. A refusal may have counted a wrong password, so that it is kept
    /// too.
    pub(super) fn asked<E: Into<DeclinedError>>(
        &mut self,
        channel: Party,
        number: Msisdn,
        request: ServiceRequest,
        asked: Result<(), E>,
    ) -> Result<(), WorldError> {
        let refused: Option<DeclinedError> = asked.err().map(Into::into);
        self.note(channel, Some(Party::Person(number)), EventKind::Asked { request, refused: refused.clone() });
        refused.map_or(Ok(()), |refused| Err(WorldError::Refused(refused)))
    }

    /// Holds a message at the centre until it is released.
    pub fn hold(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.by_hand(message, MessageHandling::Held, |world| world.centre.hold(message))
    }

    /// Lets a message go that was held.
    pub fn release(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.by_hand(message, MessageHandling::Released, |world| world.centre.release(message))
    }

    /// Throws a message away.
    pub fn lose(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.by_hand(message, MessageHandling::Dropped, |world| world.centre.lose(message).map(drop))
    }

    /// Sends a message a second time; gives the number of the copy.
    pub fn repeat(&mut self, message: MessageId) -> Result<MessageId, WorldError> {
        let copy = self.centre.repeat(self.now, message)?;
        self.by_hand(message, MessageHandling::Repeated { copy }, |_| Ok(()))?;
        Ok(copy)
    }

    /// Lets a message wait for so much longer; gives until when.
    pub fn delay(&mut self, message: MessageId, ms: u64) -> Result<Moment, WorldError> {
        let due = self.centre.delay(self.now, message, ms)?;
        self.by_hand(message, MessageHandling::Delayed { until: due }, |_| Ok(()))?;
        Ok(due)
    }

    fn by_hand(
        &mut self,
        message: MessageId,
        handling: MessageHandling,
        done: impl FnOnce(&mut World) -> Result<(), HandlingError>,
    ) -> Result<(), WorldError> {
        done(self)?;
        self.counts();
        self.note(Party::Centre, None, EventKind::ByHand { message, handling });
        Ok(())
    }
}
