//! What happens around the handset and how the card hears of it (TS 102 223 §7.5): only of events that it asked for by
//! SET UP EVENT LIST, and of some only once.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{Device, Event, ObjectTag};

use super::{Body, Errand, Handset};
use sim_codec::cat::Object;
use sim_codec::cat::content::{Address, Characters, Octets};
use sim_codec::cat::envelope::{Body as EnvelopeBody, EventDownload};
use sim_codec::cat::place::Location;

/// Which end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The handset's.
    Near,
    /// The other one.
    Far,
}

/// A call that rings or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Who called.
    pub from: End,
    /// Whether both speak.
    pub connected: bool,
}

impl Call {
    /// The transaction identifier of a message from that end (3GPP TS 24.007 §11.2.3.1.3): its flag is set on messages
    /// to the end that began.
    fn transaction(self, sender: End) -> Object<Octets> {
        let flag = if sender == self.from { 0x00 } else { 0x80 };
        Object::new(ObjectTag::TransactionIdentifier, Octets(vec![flag]))
    }
}

const fn device(end: End) -> Device {
    match end {
        End::Near => Device::Terminal,
        End::Far => Device::Network,
    }
}

impl Handset {
    /// The call that rings or goes on.
    pub fn call(&self) -> Option<Call> {
        self.call.or_else(|| self.surroundings.in_call.then_some(Call { from: End::Near, connected: true }))
    }

    /// Somebody calls. A text that stays goes from the screen. Gives whether it rings: not during another call, and not
    /// without a network.
    pub fn call_arrives(&mut self, from: Option<&Address>) -> bool {
        if self.call().is_some() || !self.surroundings.service {
            return false;
        }
        let call = Call { from: End::Far, connected: false };
        self.call = Some(call);
        self.lingering = None;
        let address = from.map(|from| Object::new(ObjectTag::Address, from.clone()).optional());
        let transactions = Some(call.transaction(End::Far));
        let told = EventDownload { transactions, address, ..EventDownload::default() };
        self.tell_event(Event::MtCall, Device::Network, told);
        true
    }

    /// The person answers the call that rings; gives whether one did.
    pub fn call_is_answered(&mut self) -> bool {
        match self.call {
            Some(call) if !call.connected => {
                self.call_connects(call.from);
                true
            }
            _ => false,
        }
    }

    /// A call goes on from now, begun by that end and answered by the other.
    pub(super) fn call_connects(&mut self, from: End) {
        let call = Call { from, connected: true };
        self.call = Some(call);
        self.surroundings.in_call = true;
        let answering = if from == End::Near { End::Far } else { End::Near };
        let transactions = Some(call.transaction(answering));
        let told = EventDownload { transactions, ..EventDownload::default() };
        self.tell_event(Event::CallConnected, device(answering), told);
    }

    /// The call ends, by which end; gives whether there was one.
    pub fn call_ends(&mut self, by: End) -> bool {
        let Some(call) = self.call() else { return false };
        self.call = None;
        self.surroundings.in_call = false;
        self.call_text = None;
        // Normal call clearing, of a user (3GPP TS 24.008 §10.5.4.11).
        let cause = Some(Object::new(ObjectTag::Cause, Octets(vec![0xE0, 0x90])).optional());
        let transactions = Some(call.transaction(by));
        let told = EventDownload { transactions, cause, ..EventDownload::default() };
        self.tell_event(Event::CallDisconnected, device(by), told);
        true
    }

    /// The handset is somewhere else, and the network serves there.
    pub fn moves_to(&mut self, location: Location) {
        self.surroundings.location = location.clone();
        self.surroundings.service = true;
        self.tell_location(0x00, Some(location));
    }

    /// The network is lost, and with it the call.
    pub fn lose_service(&mut self) {
        self.surroundings.service = false;
        self.call_ends(End::Far);
        self.tell_location(0x02, None);
    }

    /// The network serves again where the handset is.
    pub fn find_service(&mut self) {
        self.moves_to(self.surroundings.location.clone());
    }

    fn tell_location(&mut self, status: u8, location: Option<Location>) {
        let told = EventDownload {
            status: Some(Object::new(ObjectTag::LocationStatus, status)),
            location: location.map(|location| Object::new(ObjectTag::Location, location).optional()),
            ..EventDownload::default()
        };
        self.tell_event(Event::LocationStatus, Device::Terminal, told);
    }

    /// The handset has changed to another access technology (TS 102 223 §8.61).
    pub fn changes_technology(&mut self, technology: u8) {
        self.surroundings.access_technology = technology;
        let access = vec![Object::new(ObjectTag::AccessTechnology, technology)];
        self.tell_event(
            Event::AccessTechnologyChange,
            Device::Terminal,
            EventDownload { access, ..Default::default() },
        );
    }

    /// The person chooses the handset's language, two letters of ISO 639.
    pub fn choose_language(&mut self, language: &str) {
        self.surroundings.language = language.to_owned();
        let language = Some(Object::new(ObjectTag::Language, Characters(language.to_owned())));
        self.tell_event(Event::LanguageSelection, Device::Terminal, EventDownload { language, ..Default::default() });
    }

    /// Whether the browser is open.
    pub const fn is_browsing(&self) -> bool {
        self.browsing
    }

    /// The browser is closed: by the person, or because of an error. Gives whether it was open.
    pub fn browser_ends(&mut self, by_error: bool) -> bool {
        let was = std::mem::take(&mut self.browsing);
        if was {
            let browser = Some(Object::new(ObjectTag::BrowserTerminationCause, u8::from(by_error)));
            self.tell_event(
                Event::BrowserTermination,
                Device::Terminal,
                EventDownload { browser, ..Default::default() },
            );
        }
        was
    }

    /// A key was pressed.
    pub(super) fn is_used(&mut self) {
        self.tell_event(Event::UserActivity, Device::Terminal, EventDownload::default());
    }

    /// The screen may have become idle.
    pub(super) fn may_be_idle(&mut self) {
        if self.screen().body == Body::Idle {
            self.tell_event(Event::IdleScreenAvailable, Device::Display, EventDownload::default());
        }
    }

    /// Tells the card of an event that it asked to hear of; of the person and the screen it hears once.
    fn tell_event(&mut self, event: Event, source: Device, told: EventDownload) {
        if !self.standing.events.contains(&event.code()) {
            return;
        }
        if matches!(event, Event::UserActivity | Event::IdleScreenAvailable) {
            self.standing.events.retain(|code| *code != event.code());
        }
        let events = Some(Object::new(ObjectTag::EventList, Octets(vec![event.code()])));
        let body = EventDownload { events, ..told };
        self.tell(Errand::Other, source, EnvelopeBody::EventDownload(Box::new(body)));
    }
}
