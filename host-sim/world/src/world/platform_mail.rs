//! Mail between the centre and the platform, where a fault may stop the platform in the middle.

use super::event::DeliveryFailure;
use super::fault::PendingFaults;
use super::phones::Phones;
use super::{EventKind, Fault, MessageContent, Party};
use crate::platform::number::Msisdn;
use crate::platform::orders::Submission;
use crate::platform::outbox::LetterId;
use crate::platform::{self, Platform};
use crate::smsc::{Cargo, CarriedMessage, MessageId, State};
use sim_codec::sms::{Direction, Tpdu};

/// Mail of the platform, beside that of the phones.
pub(super) struct PlatformMail<'a> {
    pub(super) phones: Phones<'a>,
    pub(super) platform: &'a mut Platform,
    pub(super) faults: &'a mut PendingFaults,
}

impl PlatformMail<'_> {
    /// Lets the platform do what is due.
    pub(super) fn wake(&mut self) {
        self.platform.wake(self.phones.mail.now);
        self.phones.mail.note(Party::Platform, None, EventKind::Woke);
    }

    /// Gives the centre the platform's next letter.
    pub(super) fn hand_over(&mut self) {
        let Some(letter) = self.platform.outbox().front().cloned() else { return };
        let from = platform::NUMBER.to_owned();
        let cargo =
            Cargo::Deliver { from, to: letter.to, letter: Some(letter.id.0), submission: None, tpdu: letter.tpdu };
        self.phones.mail.give(Party::Platform, Party::Person(letter.to), cargo, Some(letter.id.0));
        if !self.stop_at(Fault::AfterHandingOver) {
            self.platform.confirm_handover(letter.id);
        }
    }

    /// Carries a message to its receiver, or ends the wait for a handset's report.
    pub(super) fn carry(&mut self, carried: &CarriedMessage) {
        if let State::AtHandset(_) = carried.state {
            return self.phones.mail.fail_delivery(carried, DeliveryFailure::Silent);
        }
        match &carried.cargo {
            Cargo::Submit { from, to, tpdu } if to == platform::NUMBER => self.submit(carried, *from, tpdu),
            Cargo::Submit { from, to, tpdu } if self.phones.mail.esmes.at(to).is_some() => {
                self.phones.mail.bring_to_esme(carried, *from, (to, tpdu));
            }
            Cargo::Submit { from, to, tpdu } => self.phones.forward(carried, *from, to, tpdu),
            Cargo::Deliver { to, tpdu, .. } => self.phones.deliver(carried, *to, tpdu),
            Cargo::Report { from, letter, tpdu, acknowledged } => {
                self.report(carried, *from, (*letter, *acknowledged), tpdu);
            }
        }
    }

    /// Brings a subscriber's message to the platform.
    fn submit(&mut self, carried: &CarriedMessage, from: Msisdn, tpdu: &[u8]) {
        let Some(read) = Tpdu::parse(Direction::ToNetwork, tpdu) else {
            return self.phones.mail.throw_away(carried.id);
        };
        let content = MessageContent::of(&read, true);
        let submission = Submission { from, at: carried.taken };
        let before = self.state_before_keeping();
        let result = self.platform.receive(self.phones.mail.now, submission, &read);
        if !self.keep_unless_stopped(carried.id, before) {
            return;
        }
        let what = EventKind::Delivered { message: carried.id, content, result: Some(result) };
        self.phones.mail.note(Party::Person(from), Some(Party::Platform), what);
    }

    /// Brings a handset's report to the platform.
    fn report(&mut self, carried: &CarriedMessage, from: Msisdn, (letter, acknowledged): (u64, bool), tpdu: &[u8]) {
        let Some(read) = Tpdu::parse(Direction::ToNetwork, tpdu) else {
            return self.phones.mail.throw_away(carried.id);
        };
        let id = LetterId(letter);
        let before = self.state_before_keeping();
        let result = self.platform.receive_report(self.phones.mail.now, id, &read, acknowledged);
        if !self.keep_unless_stopped(carried.id, before) {
            return;
        }
        let what = EventKind::Reported { message: carried.id, letter, acknowledged, result };
        self.phones.mail.note(Party::Person(from), Some(Party::Platform), what);
    }

    /// Returns the platform as it is, if a fault is to stop it before it keeps what it takes in next; else `None`.
    fn state_before_keeping(&mut self) -> Option<Platform> {
        self.faults.fire(Fault::BeforeKeeping).then(|| self.platform.clone())
    }

    /// Keeps what the platform has decided and tells the centre that the platform has the message. With a state from
    /// before, the platform forgets its decision and the method returns `false`.
    fn keep_unless_stopped(&mut self, message: MessageId, before: Option<Platform>) -> bool {
        if let Some(before) = before {
            *self.platform = before;
            self.note_stop(Fault::BeforeKeeping);
            return false;
        }
        if !self.stop_at(Fault::AfterKeeping) {
            self.phones.mail.centre.finish(message);
        }
        true
    }

    /// Stops the platform if a fault fires. Returns `true` if one did.
    fn stop_at(&mut self, fault: Fault) -> bool {
        let fires = self.faults.fire(fault);
        if fires {
            self.note_stop(fault);
        }
        fires
    }

    fn note_stop(&mut self, at: Fault) {
        self.phones.mail.note(Party::Platform, None, EventKind::Stopped { at });
    }
}
