//! Counters that serve people without a phone: business halls, merchants, the service hotline, the website, and the
//! registry.

use sim_wire::Fen;

use super::event_log::EventLog;
use super::people::People;
use super::scheduler::Scheduler;
use super::{EventKind, Party, ServiceRequest, WorldError};
use crate::platform::Platform;
use crate::platform::account::NumberState;
use crate::platform::advice::Advice;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use sim_device::link::Chance;

/// Stream of chance from which scratch cards are printed; the streams of people's cards begin at 1.
const PRINTING: u64 = 0;

/// Counter of the platform's services.
pub(super) struct Counter<'a> {
    pub(super) scheduler: &'a mut Scheduler,
    pub(super) people: &'a mut People,
    pub(super) platform: &'a mut Platform,
    pub(super) log: &'a mut EventLog,
}

impl Counter<'_> {
    /// Pays cash in at a business hall.
    pub(super) fn deposit(&mut self, number: &Msisdn, amount: Fen) -> Result<(), WorldError> {
        self.people.find(number)?;
        self.platform.hall_deposit(self.scheduler.now, number, amount)?;
        self.scheduler.count_step();
        self.note(Party::Hall, Some(Party::Person(*number)), EventKind::Deposited { amount });
        Ok(())
    }

    /// Advises a person at a business hall.
    pub(super) fn advise(&mut self, number: &Msisdn) -> Result<Vec<Advice>, WorldError> {
        self.people.find(number)?;
        let advice = self.platform.advise(self.scheduler.now, number);
        self.conclude(Party::Hall, *number, ServiceRequest::Advice, Ok::<(), DeclinedError>(()))?;
        Ok(advice)
    }

    /// Prints and sells a scratch card, and returns its digits. The platform keeps only a hash of the digits.
    pub(super) fn issue_scratch_card(&mut self, value: Fen, province: Province) -> Result<CardDigits, WorldError> {
        let Scheduler { seed, steps, .. } = *self.scheduler;
        let mut chance = Chance::seeded(Chance::of_stream(seed, PRINTING, steps.saturating_add(1)));
        let digits = CardDigits::draw(&mut chance);
        self.platform.books.scratch_cards.issue(&digits, value, province)?;
        self.scheduler.count_step();
        self.note(Party::Hall, None, EventKind::Printed { value });
        Ok(digits)
    }

    /// Asks the service hotline to reset the operation PIN of a card.
    pub(super) fn reset_operation_pin(&mut self, number: &Msisdn, password: &PayPassword) -> Result<(), WorldError> {
        self.people.find(number)?;
        let asked = self.platform.reset_operation_pin(self.scheduler.now, number, password);
        self.conclude(Party::Care, *number, ServiceRequest::OperationPinReset, asked)
    }

    /// Asks the service hotline to replace a forgotten pay password by a new initial one.
    pub(super) fn reset_pay_password(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.people.find(number)?;
        let asked = self.platform.reset_pay_password(self.scheduler.now, number);
        self.conclude(Party::Care, *number, ServiceRequest::PayPasswordReset, asked)
    }

    /// Asks the website for a top-up.
    pub(super) fn web_top_up(
        &mut self,
        number: &Msisdn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<(), WorldError> {
        self.people.find(number)?;
        let asked = self.platform.web_top_up(self.scheduler.now, number, amount, password);
        self.conclude(Party::Website, *number, ServiceRequest::TopUp { amount }, asked)
    }

    /// Reports a number's state from the registry to the platform.
    pub(super) fn set_number_state(&mut self, number: &Msisdn, state: NumberState) -> Result<(), WorldError> {
        self.people.find(number)?;
        let told = self.platform.set_number_state(self.scheduler.now, number, state);
        self.conclude(Party::Platform, *number, ServiceRequest::NumberState(state), told)
    }

    /// Notes a request for a person and its result. A refusal is noted too, since it may have counted a wrong password.
    pub(super) fn conclude<E: Into<DeclinedError>>(
        &mut self,
        channel: Party,
        number: Msisdn,
        request: ServiceRequest,
        asked: Result<(), E>,
    ) -> Result<(), WorldError> {
        self.conclude_between((channel, Some(Party::Person(number))), request, asked)
    }

    /// Notes a request between two parties, and its result.
    pub(super) fn conclude_between<T, E: Into<DeclinedError>>(
        &mut self,
        (from, to): (Party, Option<Party>),
        request: ServiceRequest,
        asked: Result<T, E>,
    ) -> Result<T, WorldError> {
        self.scheduler.count_step();
        let asked = asked.map_err(Into::into);
        let refused = asked.as_ref().err().cloned();
        self.note(from, to, EventKind::Asked { request, refused });
        asked.map_err(WorldError::Refused)
    }

    fn note(&mut self, from: Party, to: Option<Party>, kind: EventKind) {
        self.log.note(self.scheduler.now, (from, to), kind);
    }
}
