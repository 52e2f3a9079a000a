//! The steps of the world: who does what next, and what becomes of it.

use super::event::DeliveryFailure;
use super::{Content, EventKind, Fault, Party, Power, World};
use crate::platform;
use crate::platform::number::Msisdn;
use crate::platform::orders::Submission;
use crate::platform::outbox::LetterId;
use crate::smsc::{Again, Cargo, Carried, MessageId, State};
use sim_codec::sms::{
    Direction, ReportParameters, SmsAddress, SmsDeliver, SmsDeliverReport, SmsSubmit, Timestamp, Tpdu,
};
use sim_codec::time::Moment;
use sim_device::handset::{DeliveryReport, NotTakenError, Outgoing};
use sim_device::mobile_station::StationError;

/// TP-FCS of what may be tried again (3GPP TS 23.040 §9.2.3.22): the card's storage is full, memory capacity exceeded,
/// the toolkit is busy.
const FOR_NOW: [u8; 3] = [0xD0, 0xD3, 0xD4];

/// TP-FCS of a message that the handset cannot read: unspecified error cause.
const UNSPECIFIED: u8 = 0xFF;

/// What is to be done next.
enum Next {
    /// A phone whose card fell silent is switched on again.
    Restart(usize),
    /// The platform has a letter for the centre.
    HandOver,
    /// The centre delivers a message.
    Carry(Carried),
    /// The platform wakes.
    Wake,
}

impl World {
    /// Does the one thing that is due next, and gives what happened by it last; `None` where nothing is due now.
    pub fn step(&mut self) -> Option<&super::Event> {
        let next = self.next()?;
        self.counts();
        match next {
            Next::Restart(person) => self.power_on(person),
            Next::HandOver => self.hand_over(),
            Next::Carry(carried) => self.carry(carried),
            Next::Wake => self.wake(),
        }
        self.events.last()
    }

    /// Steps until nothing is due now.
    pub fn settle(&mut self) {
        while self.step().is_some() {}
    }

    /// What is due now: phones first, then what the platform has to say, then whatever was due earliest. An answer that
    /// comes at the same moment as the end of the platform's patience still counts.
    fn next(&self) -> Option<Next> {
        if let Some(fallen) = self.people.first_fallen() {
            return Some(Next::Restart(fallen));
        }
        if !self.platform.outbox().is_empty() {
            return Some(Next::HandOver);
        }
        let carried = self.centre.next(self.now);
        let wakes = self.platform.due().filter(|due| *due <= self.now);
        match (carried, wakes) {
            (Some(carried), Some(due)) if carried.due > due => Some(Next::Wake),
            (Some(carried), _) => Some(Next::Carry(carried.clone())),
            (None, Some(_)) => Some(Next::Wake),
            (None, None) => None,
        }
    }

    fn wake(&mut self) {
        self.platform.wake(self.now);
        self.note(Party::Platform, None, EventKind::Woke);
    }

    /// The platform gives the centre the letter that is next.
    fn hand_over(&mut self) {
        let Some(letter) = self.platform.outbox().front().cloned() else { return };
        let from = platform::NUMBER.to_owned();
        let cargo = Cargo::Deliver { from, to: letter.to, letter: Some(letter.id.0), tpdu: letter.tpdu };
        let number = Some(letter.id.0);
        self.give(Party::Platform, Party::Person(letter.to), cargo, number);
        if self.strike(Fault::AfterHandingOver) {
            self.note(Party::Platform, None, EventKind::Stopped { at: Fault::AfterHandingOver });
        } else {
            self.platform.handed_over(letter.id);
        }
    }

    /// Gives the centre a message and notes what becomes of it.
    pub(super) fn give(&mut self, from: Party, to: Party, cargo: Cargo, letter: Option<u64>) -> MessageId {
        let content = content(&cargo);
        let taken = self.centre.take(self.now, cargo);
        self.note(from, Some(to), EventKind::Handed { message: taken.id, content, letter, fate: taken.fate });
        taken.id
    }

    /// The centre does what is to be done with a message.
    fn carry(&mut self, carried: Carried) {
        if let State::AtHandset(_) = carried.state {
            return self.fail_delivery(&carried, DeliveryFailure::Silent);
        }
        match &carried.cargo {
            Cargo::Submit { from, to, tpdu } if to == platform::NUMBER => self.platform_hears(&carried, *from, tpdu),
            Cargo::Submit { from, to, tpdu } => self.forward(&carried, *from, to, tpdu),
            Cargo::Deliver { to, tpdu, .. } => self.deliver(&carried, *to, tpdu),
            Cargo::Report { from, letter, tpdu, acknowledged } => {
                self.platform_is_told(&carried, *from, (*letter, *acknowledged), tpdu);
            }
        }
    }

    /// A subscriber's message comes to the platform.
    fn platform_hears(&mut self, carried: &Carried, from: Msisdn, tpdu: &[u8]) {
        let Some(read) = Tpdu::parse(Direction::ToNetwork, tpdu) else { return self.is_unreadable(carried.id) };
        let content = Content::of(&read, true);
        let submission = Submission { from, at: carried.taken };
        let Some(heard) = self.take_in(carried.id, |platform, now| platform.receive(now, submission, &read)) else {
            return;
        };
        let what = EventKind::Delivered { message: carried.id, content, result: Some(heard) };
        self.note(Party::Person(from), Some(Party::Platform), what);
    }

    /// A handset's report comes to the platform.
    fn platform_is_told(&mut self, carried: &Carried, from: Msisdn, (letter, acknowledged): (u64, bool), tpdu: &[u8]) {
        let Some(read) = Tpdu::parse(Direction::ToNetwork, tpdu) else { return self.is_unreadable(carried.id) };
        let told =
            self.take_in(carried.id, |platform, now| platform.reported(now, LetterId(letter), &read, acknowledged));
        let Some(result) = told else { return };
        let what = EventKind::Reported { message: carried.id, letter, acknowledged, result };
        self.note(Party::Person(from), Some(Party::Platform), what);
    }

    /// The platform takes something in and keeps what it decided, and the centre learns that it has the message; a
    /// fault may strike in between.
    fn take_in<T>(
        &mut self,
        message: MessageId,
        takes_in: impl FnOnce(&mut platform::Platform, Moment) -> T,
    ) -> Option<T> {
        let before = self.strike(Fault::BeforeKeeping).then(|| self.platform.clone());
        let taken = takes_in(&mut self.platform, self.now);
        if let Some(before) = before {
            self.platform = before;
            self.note(Party::Platform, None, EventKind::Stopped { at: Fault::BeforeKeeping });
            return None;
        }
        if self.strike(Fault::AfterKeeping) {
            self.note(Party::Platform, None, EventKind::Stopped { at: Fault::AfterKeeping });
        } else {
            self.centre.is_done(message);
        }
        Some(taken)
    }

    fn is_unreadable(&mut self, message: MessageId) {
        self.centre.is_done(message);
        self.note(Party::Centre, None, EventKind::Unreadable { message });
    }

    /// A subscriber's message is for another subscriber.
    fn forward(&mut self, carried: &Carried, from: Msisdn, to: &str, tpdu: &[u8]) {
        let message = carried.id;
        self.centre.is_done(message);
        let number = to.strip_prefix("86").unwrap_or(to).parse().ok().filter(|to| self.person(to).is_some());
        let Some(number) = number else {
            return self.note(Party::Centre, Some(Party::Nobody(to.to_owned())), EventKind::Unreadable { message });
        };
        let Some(Tpdu::Submit(submit)) = Tpdu::parse(Direction::ToNetwork, tpdu) else {
            return self.is_unreadable(message);
        };
        let deliver = Tpdu::Deliver(forwarded(submit, from, carried.taken.stamp()));
        let Ok(tpdu) = deliver.encode() else { return self.is_unreadable(message) };
        let cargo = Cargo::Deliver { from: from.to_string(), to: number, letter: None, tpdu };
        self.give(Party::Person(from), Party::Person(number), cargo, None);
    }

    /// The centre brings a message to a handset.
    fn deliver(&mut self, carried: &Carried, to: Msisdn, tpdu: &[u8]) {
        let Ok(index) = self.index(&to) else { return self.is_unreadable(carried.id) };
        let Some(person) = self.reach(index) else { return };
        match person.power {
            Power::Off => return self.fail_delivery(carried, DeliveryFailure::Off),
            Power::Fallen => return self.fail_delivery(carried, DeliveryFailure::Mute),
            Power::On => {}
        }
        let handset = person.station.handset_mut();
        let service_centre = handset.surroundings.service_centre.clone();
        match handset.receive_message(tpdu, &service_centre) {
            Ok(number) => {
                self.centre.is_at_handset(self.now, carried.id, number);
                self.touch(index);
                self.note_waiting(carried);
            }
            Err(NotTakenError::NoService) => self.fail_delivery(carried, DeliveryFailure::NoService),
            Err(NotTakenError::NoDeliver | NotTakenError::TooLong) => {
                let parameters = Some(ReportParameters::default());
                let report = SmsDeliverReport { first: 0x00, cause: Some(UNSPECIFIED), parameters };
                self.take_answer(carried.id, false, report);
            }
        }
    }

    /// A message that was brought and of which no report came: the card fell silent, or has not answered yet.
    pub(super) fn note_waiting(&mut self, carried: &Carried) {
        let fallen = self.person(carried.cargo.person()).is_some_and(|person| person.power == Power::Fallen);
        match self.centre.get(carried.id).map(|carried| carried.state) {
            Some(State::AtHandset(_)) if fallen => self.fail_delivery(carried, DeliveryFailure::Mute),
            Some(State::AtHandset(_)) => {
                let to = Some(Party::Person(*carried.cargo.person()));
                self.note(Party::Centre, to, EventKind::Brought { message: carried.id });
            }
            _ => {}
        }
    }

    fn fail_delivery(&mut self, carried: &Carried, why: DeliveryFailure) {
        let again = match self.centre.failed(self.now, carried.id) {
            Again::At(again) => Some(again),
            Again::GivenUp => None,
        };
        let to = Some(Party::Person(*carried.cargo.person()));
        self.note(Party::Centre, to, EventKind::Failed { message: carried.id, why, again });
    }

    /// Lets a handset and its card come to rest after something was done with it, and takes what came of it: messages
    /// that went out, and reports.
    pub(super) fn touch(&mut self, index: usize) {
        let Some(person) = self.people.get_mut(index) else { return };
        let settled = person.station.settle();
        self.came_to(index, settled);
    }

    /// The same after the station was at work by itself.
    pub(super) fn came_to(&mut self, index: usize, settled: Result<(), StationError>) {
        let Some(person) = self.people.get_mut(index) else { return };
        let number = person.number();
        let is_shown = self.shown == Some(number);
        let handset = person.station.handset_mut();
        let (reports, outgoing) = (handset.take_reports(), handset.take_outgoing());
        person.notice_polls();
        if !is_shown {
            drop(person.station.take_exchanges());
        }
        let fell = settled.is_err();
        if fell {
            person.power = Power::Fallen;
        }
        self.people.classify(index);
        for report in reports {
            self.take_report(number, report);
        }
        for message in outgoing {
            self.take_outgoing(number, &message);
        }
        if fell {
            self.note(Party::Person(number), None, EventKind::Fell);
        }
    }

    fn take_report(&mut self, person: Msisdn, report: DeliveryReport) {
        if let Some(message) = self.centre.at_handset(&person, report.number) {
            self.take_answer(message, report.acknowledged, report.report);
        }
    }

    /// A handset says what became of a message.
    pub(super) fn take_answer(&mut self, message: MessageId, acknowledged: bool, report: SmsDeliverReport) {
        let Some(carried) = self.centre.get(message).cloned() else { return };
        let Cargo::Deliver { from, to, letter, .. } = &carried.cargo else { return };
        if let Some(cause) = report.cause.filter(|cause| !acknowledged && FOR_NOW.contains(cause)) {
            return self.fail_delivery(&carried, DeliveryFailure::Busy(cause));
        }
        let what = match acknowledged {
            true => EventKind::Delivered { message, content: content(&carried.cargo), result: None },
            false => EventKind::Refused { message, cause: report.cause },
        };
        let sender = from.parse().map_or(Party::Platform, Party::Person);
        self.note(sender, Some(Party::Person(*to)), what);
        self.centre.is_done(message);
        if let (Some(letter), Ok(tpdu)) = (*letter, Tpdu::DeliverReport(report).encode()) {
            let cargo = Cargo::Report { from: *to, letter, tpdu, acknowledged };
            self.give(Party::Person(*to), Party::Platform, cargo, Some(letter));
        }
    }

    /// A message went out of a handset.
    fn take_outgoing(&mut self, from: Msisdn, message: &Outgoing) {
        let to = message.tpdu.address().map_or_else(String::new, |address| address.number.clone());
        let party = match to.parse() {
            _ if to == platform::NUMBER => Party::Platform,
            Ok(number) if self.person(&number).is_some() => Party::Person(number),
            _ => Party::Nobody(to.clone()),
        };
        let content = Content::of(&message.tpdu, true);
        match message.tpdu.encode() {
            Ok(tpdu) if message.accepted => {
                self.give(Party::Person(from), party, Cargo::Submit { from, to, tpdu }, None);
            }
            _ => self.note(Party::Person(from), Some(party), EventKind::NotTaken { content }),
        }
    }
}

/// What is carried, as far as anybody may read it.
pub fn content(cargo: &Cargo) -> Content {
    let (direction, written) = match cargo {
        Cargo::Submit { .. } => (Direction::ToNetwork, true),
        Cargo::Deliver { letter, .. } => (Direction::FromNetwork, letter.is_none()),
        Cargo::Report { .. } => (Direction::ToNetwork, false),
    };
    let read = Tpdu::parse(direction, cargo.tpdu());
    read.map_or(Content::Data(cargo.tpdu().len()), |read| Content::of(&read, written))
}

/// A message of one subscriber as another gets it.
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
