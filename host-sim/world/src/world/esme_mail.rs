//! Mail between the centre and external entities: submissions, their ends, and what comes back.

use super::event::DeliveryFailure;
use super::mail::{Mail, content};
use super::{EventKind, Party, World};
use crate::esme::{
    EsmeError, EsmeMessage, EsmeMessageKind, EsmeOrder, EsmeSubmission, Esmes, SmppAddress, SubmissionState, SystemId,
    without_country,
};
use crate::platform::number::Msisdn;
use crate::smsc::{Cargo, CarriedMessage, MessageId, State};
use sim_codec::sms::{SmsAddress, SmsDeliver, SmsDeliverReport, Tpdu};
use sim_codec::time::Moment;
use sim_wire::bcd::TonNpi;

/// First octet of an SMS-DELIVER after which no other one waits (TP-MMS).
const NO_MORE: u8 = 0x04;

/// TP-UDHI in the first octet.
const HEADER: u8 = 0x40;

/// TP-RP in the first octet.
const REPLY_PATH: u8 = 0x80;

/// Most octets of user data in a short message.
const USER_DATA_MAX: usize = 140;

impl Mail<'_> {
    /// Gives the centre a message of an entity. Returns the number of the submission.
    fn submit(&mut self, order: &EsmeOrder, person: Msisdn, from: SmppAddress) -> Result<MessageId, EsmeError> {
        let octets = order.user.octets(order.dcs).map_err(|_| EsmeError::TooLong)?;
        if octets.len() > USER_DATA_MAX {
            return Err(EsmeError::TooLong);
        }
        let begins = order.schedule.map_or(self.now, |schedule| schedule.moment(self.now).max(self.now));
        let longest = self.now.later(self.centre.settings.kept_ms);
        if begins >= longest {
            return Err(EsmeError::Schedule);
        }
        let until = order.validity.map_or(longest, |validity| validity.moment(self.now).min(longest));
        if until <= begins {
            return Err(EsmeError::Validity);
        }
        let tpdu = deliver(order, &from, self.now).encode().map_err(|_| EsmeError::TooLong)?;
        let number = self.centre.upcoming();
        let cargo =
            Cargo::Deliver { from: from.digits.clone(), to: person, letter: None, submission: Some(number), tpdu };
        let (esme, to) = (order.esme.clone(), order.to.clone());
        let submission = EsmeSubmission {
            esme: esme.clone(),
            from,
            to,
            person,
            at: self.now,
            until,
            receipt: order.receipt,
            reference: order.reference,
            text: order.text.clone(),
            state: SubmissionState::Enroute,
            ended: None,
            error: 0,
        };
        self.esmes.begin(number, submission);
        self.give(Party::Esme(esme), Party::Person(person), cargo, None);
        let wait = begins.since(self.now);
        if wait > 0 {
            self.wait_with(number, wait);
        }
        Ok(number)
    }

    /// Lets all copies of a submission wait longer.
    fn wait_with(&mut self, number: MessageId, ms: u64) {
        // A copy that cannot wait is not at the centre any more, and needs no wait.
        let copies = self.copies(number).into_iter();
        copies.filter_map(|copy| self.centre.delay(self.now, copy, ms).err()).for_each(drop);
    }

    /// Returns the numbers of the messages under way that carry a submission.
    fn copies(&self, number: MessageId) -> Vec<MessageId> {
        let Some(submission) = self.esmes.submission(number) else { return Vec::new() };
        let of = self.centre.of(&submission.person).filter(|carried| carried.cargo.submission() == Some(number));
        of.map(|carried| carried.id).collect()
    }

    /// Ends a submission, and lets its receipt wait for the entity if one is wanted. An end after the first is ignored.
    pub(super) fn end_submission(&mut self, number: MessageId, state: SubmissionState, error: u8) {
        let Some(submission) = self.esmes.end((number, self.now), state, error) else { return };
        if submission.is_receipt_wanted() {
            let esme = submission.esme.clone();
            let receipt = self.centre.number();
            self.esmes
                .add_waiting(receipt, EsmeMessage { esme, kind: EsmeMessageKind::Receipt { number, submission } });
        }
    }

    /// Ends a submission by a handset's answer. User data in the report, such as a proof of receipt, waits for the
    /// entity.
    pub(super) fn answer_submission(&mut self, number: MessageId, acknowledged: bool, report: SmsDeliverReport) {
        let cause = report.cause.unwrap_or_default();
        match acknowledged {
            true => self.end_submission(number, SubmissionState::Delivered, 0),
            false => self.end_submission(number, SubmissionState::Undeliverable, cause),
        }
        let report = Tpdu::DeliverReport(report);
        let Some(submission) = self.esmes.submission(number).cloned() else { return };
        let has_data = report.user_data().is_some_and(|user| user.length > 0);
        if let (true, Ok(tpdu)) = (has_data, report.encode()) {
            let esme = submission.esme.clone();
            let acknowledgement = self.centre.number();
            let kind = EsmeMessageKind::Acknowledgement { number, submission, tpdu };
            self.esmes.add_waiting(acknowledgement, EsmeMessage { esme, kind });
        }
    }

    /// Ends a submission whose validity is over. One that is at a handset goes on until the handset has answered.
    pub(super) fn expire(&mut self, number: MessageId) {
        let copies = self.copies(number);
        let at_handset = copies.iter().filter_map(|copy| self.centre.get(*copy));
        let at_handset = at_handset.filter(|carried| matches!(carried.state, State::AtHandset(_)));
        if let Some(due) = at_handset.map(|carried| carried.due).max() {
            return self.esmes.prolong(number, due.max(self.now).later(1));
        }
        for copy in copies {
            self.centre.finish(copy);
        }
        let to = self.esmes.submission(number).map(|submission| Party::Person(submission.person));
        self.note(Party::Centre, to, EventKind::Failed { message: number, why: DeliveryFailure::Expired, again: None });
        self.end_submission(number, SubmissionState::Expired, 0);
    }

    /// Lets a subscriber's message wait for the entity to which it is addressed.
    pub(super) fn bring_to_esme(&mut self, carried: &CarriedMessage, from: Msisdn, (to, tpdu): (&str, &[u8])) {
        let message = carried.id;
        let Some(esme) = self.esmes.at(to).cloned() else { return self.throw_away(message) };
        self.centre.finish(message);
        let kind = EventKind::Delivered { message, content: content(&carried.cargo), result: None };
        self.note(Party::Person(from), Some(Party::Esme(esme.clone())), kind);
        let kind = EsmeMessageKind::Submit { from, to: to.to_owned(), taken: carried.taken, tpdu: tpdu.to_vec() };
        // A new number: what comes to wait has a greater number than all that came before.
        let number = self.centre.number();
        self.esmes.add_waiting(number, EsmeMessage { esme, kind });
    }
}

/// Returns the SMS-DELIVER of an order.
fn deliver(order: &EsmeOrder, from: &SmppAddress, now: Moment) -> Tpdu {
    let ton_npi = TonNpi(0x80 | (from.ton & 0x07) << 4 | (from.npi & 0x0F));
    let header = if order.has_header { HEADER } else { 0 };
    let reply_path = if order.has_reply_path { REPLY_PATH } else { 0 };
    Tpdu::Deliver(SmsDeliver {
        first: NO_MORE | header | reply_path,
        originator: SmsAddress::new(ton_npi, &from.digits),
        pid: order.pid,
        dcs: order.dcs,
        time: now.stamp(),
        user: order.user.clone(),
    })
}

impl World {
    /// Returns the external entities.
    pub const fn esmes(&self) -> &Esmes {
        &self.esmes
    }

    /// Registers an external entity with its addresses. Returns whether anything changed.
    pub fn register_esme(&mut self, id: SystemId, addresses: Vec<String>) -> Result<bool, EsmeError> {
        self.scheduler.count_step();
        self.esmes.register(id, addresses)
    }

    /// Takes an order of an external entity, unless `most` submissions of it are under way. Returns the number of the
    /// submission.
    pub fn submit_order(&mut self, order: &EsmeOrder, most: usize) -> Result<MessageId, EsmeError> {
        let esme = self.esmes.get(&order.esme).ok_or_else(|| EsmeError::NoSuchEsme(order.esme.clone()))?;
        let mut from = order.from.clone();
        if from.digits.is_empty() {
            from.digits = esme.addresses.first().cloned().unwrap_or_default();
        } else if self.esmes.at(&from.digits) != Some(&order.esme) {
            return Err(EsmeError::Source(from.digits));
        }
        let person: Option<Msisdn> = without_country(&order.to.digits).parse().ok();
        let person = person.filter(|person| self.person(person).is_some());
        let person = person.ok_or_else(|| EsmeError::Destination(order.to.digits.clone()))?;
        let under_way = self.esmes.under_way(&order.esme);
        if under_way >= most {
            return Err(EsmeError::QueueFull(under_way));
        }
        self.scheduler.count_step();
        self.mail().submit(order, person, from)
    }

    /// Cancels a submission of an external entity that is at the centre.
    pub fn cancel_submission(&mut self, esme: &SystemId, number: MessageId) -> Result<(), EsmeError> {
        let own = self.esmes.submission(number).filter(|submission| submission.esme == *esme);
        let is_under_way = own.ok_or(EsmeError::NoSuchSubmission(number))?.is_under_way();
        let copies = self.mail().copies(number);
        let is_at_handset = |copy: &MessageId| {
            self.centre.get(*copy).is_some_and(|carried| matches!(carried.state, State::AtHandset(_)))
        };
        if !is_under_way || copies.iter().any(is_at_handset) {
            return Err(EsmeError::NotCancelled(number));
        }
        self.scheduler.count_step();
        for copy in copies {
            self.centre.finish(copy);
        }
        self.mail().end_submission(number, SubmissionState::Deleted, 0);
        Ok(())
    }

    /// Removes a message for an external entity that the entity has confirmed. Returns whether it was there.
    pub fn confirm_esme_message(&mut self, number: MessageId) -> bool {
        self.scheduler.count_step();
        self.esmes.confirm(number)
    }
}
