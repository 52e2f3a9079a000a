//! Mail between the centre and all parties: messages that are given to the centre, and the fate of each.

use super::event::DeliveryFailure;
use super::event_log::EventLog;
use super::{EventKind, MessageContent, MessageHandling, Party, WorldError};
use crate::esme::{Esmes, SubmissionState};
use crate::platform::number::Msisdn;
use crate::smsc::{Cargo, CarriedMessage, MessageId, NextTry, SmsCentre};
use sim_codec::sms::{Direction, SmsAddress, SmsDeliver, SmsDeliverReport, SmsSubmit, Timestamp, Tpdu};
use sim_codec::time::Moment;
use sim_device::handset::{DeliveryReport, Outgoing};

/// TP-FCS values after which a delivery is tried again (3GPP TS 23.040 §9.2.3.22). They mean: the card's storage is
/// full, memory capacity exceeded, the toolkit is busy.
const FOR_NOW: [u8; 3] = [0xD0, 0xD3, 0xD4];

/// Mail at one moment, with the centre and the log.
pub(super) struct Mail<'a> {
    pub(super) now: Moment,
    pub(super) centre: &'a mut SmsCentre,
    pub(super) esmes: &'a mut Esmes,
    pub(super) log: &'a mut EventLog,
}

impl Mail<'_> {
    /// Notes an event.
    pub(super) fn note(&mut self, from: Party, to: Option<Party>, kind: EventKind) {
        self.log.note(self.now, (from, to), kind);
    }

    /// Gives the centre a message, and notes its number and fate.
    pub(super) fn give(&mut self, from: Party, to: Party, cargo: Cargo, letter: Option<u64>) -> MessageId {
        let content = content(&cargo);
        let taken = self.centre.take(self.now, cargo);
        self.note(from, Some(to), EventKind::Handed { message: taken.id, content, letter, fate: taken.fate });
        taken.id
    }

    /// Gives the centre a message from outside, whose sender is no subscriber.
    pub(super) fn smuggle(&mut self, cargo: Cargo) -> MessageId {
        let to = match &cargo {
            Cargo::Deliver { to, .. } => Party::Person(*to),
            Cargo::Submit { .. } | Cargo::Report { .. } => Party::Platform,
        };
        self.give(Party::Attacker, to, cargo, None)
    }

    /// Gives the centre a message that a handset sent to a party, or notes that the network did not take it.
    /// Returns the number of a message that was taken.
    pub(super) fn take_outgoing(&mut self, from: Msisdn, to: Party, message: &Outgoing) -> Option<MessageId> {
        let content = MessageContent::of(&message.tpdu, true);
        match message.tpdu.encode() {
            Ok(tpdu) if message.accepted => {
                let digits = message.tpdu.address().map_or_else(String::new, |address| address.number.clone());
                Some(self.give(Party::Person(from), to, Cargo::Submit { from, to: digits, tpdu }, None))
            }
            _ => {
                self.note(Party::Person(from), Some(to), EventKind::NotTaken { content });
                None
            }
        }
    }

    /// Takes a handset's report of a message that the centre brought to it.
    pub(super) fn take_report(&mut self, person: Msisdn, report: DeliveryReport) {
        if let Some(message) = self.centre.at_handset(&person, report.number) {
            self.take_answer(message, report.acknowledged, report.report);
        }
    }

    /// Takes a handset's answer to a message, and sends the platform a report about any of its letters.
    pub(super) fn take_answer(&mut self, message: MessageId, acknowledged: bool, report: SmsDeliverReport) {
        let Some(carried) = self.centre.get(message).cloned() else { return };
        let Cargo::Deliver { from, to, letter, submission, .. } = &carried.cargo else { return };
        if let Some(cause) = report.cause.filter(|cause| !acknowledged && FOR_NOW.contains(cause)) {
            return self.fail_delivery(&carried, DeliveryFailure::Busy(cause));
        }
        let what = match acknowledged {
            true => EventKind::Delivered { message, content: content(&carried.cargo), result: None },
            false => EventKind::Refused { message, cause: report.cause },
        };
        let submission = submission.and_then(|number| Some((number, self.esmes.submission(number)?.esme.clone())));
        let sender = submission.as_ref().map(|(_, esme)| Party::Esme(esme.clone()));
        let sender = sender.unwrap_or_else(|| from.parse().map_or(Party::Platform, Party::Person));
        self.note(sender, Some(Party::Person(*to)), what);
        self.centre.finish(message);
        if let Some((number, _)) = submission {
            return self.answer_submission(number, acknowledged, report);
        }
        if let (Some(letter), Ok(tpdu)) = (*letter, Tpdu::DeliverReport(report).encode()) {
            let cargo = Cargo::Report { from: *to, letter, tpdu, acknowledged };
            self.give(Party::Person(*to), Party::Platform, cargo, Some(letter));
        }
    }

    /// Forwards a subscriber's message to another subscriber; `to` is `None` if nobody has the number.
    pub(super) fn forward(&mut self, carried: &CarriedMessage, from: Msisdn, to: Option<Msisdn>, tpdu: &[u8]) {
        let message = carried.id;
        self.centre.finish(message);
        let Some(number) = to else {
            let Cargo::Submit { to, .. } = &carried.cargo else { return };
            let nobody = Party::Nobody(to.clone());
            return self.note(Party::Centre, Some(nobody), EventKind::Unreadable { message });
        };
        let Some(Tpdu::Submit(submit)) = Tpdu::parse(Direction::ToNetwork, tpdu) else {
            return self.throw_away(message);
        };
        let deliver = Tpdu::Deliver(forwarded(submit, from, carried.taken.stamp()));
        let Ok(tpdu) = deliver.encode() else { return self.throw_away(message) };
        let cargo = Cargo::Deliver { from: from.to_string(), to: number, letter: None, submission: None, tpdu };
        self.give(Party::Person(from), Party::Person(number), cargo, None);
    }

    /// Discards a message that cannot be read.
    pub(super) fn throw_away(&mut self, message: MessageId) {
        let submission = self.centre.finish(message).and_then(|carried| carried.cargo.submission());
        self.note(Party::Centre, None, EventKind::Unreadable { message });
        if let Some(number) = submission {
            self.end_submission(number, SubmissionState::Undeliverable, 0);
        }
    }

    /// Schedules another try of a failed delivery, or gives the message up.
    pub(super) fn fail_delivery(&mut self, carried: &CarriedMessage, why: DeliveryFailure) {
        let again = match self.centre.retry_or_give_up(self.now, carried.id) {
            NextTry::At(again) => Some(again),
            NextTry::GivenUp => None,
        };
        let to = Some(Party::Person(*carried.cargo.person()));
        self.note(Party::Centre, to, EventKind::Failed { message: carried.id, why, again });
        if let (None, Some(number)) = (again, carried.cargo.submission()) {
            self.end_submission(number, SubmissionState::Expired, 0);
        }
    }

    /// Holds a message at the centre until it is released.
    pub(super) fn hold(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.centre.hold(message)?;
        self.note_handling(message, MessageHandling::Held);
        Ok(())
    }

    /// Releases a held message.
    pub(super) fn release(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.centre.release(message)?;
        self.note_handling(message, MessageHandling::Released);
        Ok(())
    }

    /// Discards a message by hand.
    pub(super) fn lose(&mut self, message: MessageId) -> Result<(), WorldError> {
        let submission = self.centre.lose(message)?.cargo.submission();
        self.note_handling(message, MessageHandling::Dropped);
        if let Some(number) = submission {
            self.end_submission(number, SubmissionState::Deleted, 0);
        }
        Ok(())
    }

    /// Sends a copy of a message, and returns the number of the copy.
    pub(super) fn repeat(&mut self, message: MessageId) -> Result<MessageId, WorldError> {
        let copy = self.centre.repeat(self.now, message)?;
        self.note_handling(message, MessageHandling::Repeated { copy });
        Ok(copy)
    }

    /// Delays a message by `ms` milliseconds, and returns the moment at which the message is due.
    pub(super) fn delay(&mut self, message: MessageId, ms: u64) -> Result<Moment, WorldError> {
        let until = self.centre.delay(self.now, message, ms)?;
        self.note_handling(message, MessageHandling::Delayed { until });
        Ok(until)
    }

    fn note_handling(&mut self, message: MessageId, handling: MessageHandling) {
        self.note(Party::Centre, None, EventKind::ByHand { message, handling });
    }
}

/// Returns the kind of content of a message, without its secrets.
pub fn content(cargo: &Cargo) -> MessageContent {
    let (direction, written) = match cargo {
        Cargo::Submit { .. } => (Direction::ToNetwork, true),
        Cargo::Deliver { letter, .. } => (Direction::FromNetwork, letter.is_none()),
        Cargo::Report { .. } => (Direction::ToNetwork, false),
    };
    let read = Tpdu::parse(direction, cargo.tpdu());
    read.map_or(MessageContent::Data(cargo.tpdu().len()), |read| MessageContent::of(&read, written))
}

/// Returns a subscriber's SMS-SUBMIT as the receiver's SMS-DELIVER.
fn forwarded(submit: SmsSubmit, from: Msisdn, time: Timestamp) -> SmsDeliver {
    SmsDeliver {
        first: submit.first & 0x40,
        originator: SmsAddress::new(sim_wire::bcd::TonNpi::UNKNOWN, &from.to_string()),
        pid: submit.pid,
        dcs: submit.dcs,
        time,
        user: submit.user,
    }
}
