//! Events around the handset and their reports to the card (TS 102 223 §7.5). The card gets only events that it asked
//! for by SET UP EVENT LIST, and some only once.

use sim_wire::proactive::{Device, Event, ObjectTag};

use super::queue::Purpose;
use super::{End, Handset, ScreenBody};
use sim_codec::cat::Object;
use sim_codec::cat::content::{Characters, Octets};
use sim_codec::cat::envelope::{Body as EnvelopeBody, EventDownload};
use sim_codec::cat::place::Location;

impl Handset {
    /// Moves the handset to another place with network service.
    pub fn move_to(&mut self, location: Location) {
        self.surroundings.location = location.clone();
        self.surroundings.service = true;
        self.report_location(0x00, Some(location));
    }

    /// Ends network service, and with it the call.
    pub fn lose_service(&mut self) {
        self.surroundings.service = false;
        self.end_call(End::Far);
        self.report_location(0x02, None);
    }

    /// Restores network service at the same place.
    pub fn find_service(&mut self) {
        self.move_to(self.surroundings.location.clone());
    }

    fn report_location(&mut self, status: u8, location: Option<Location>) {
        let told = EventDownload {
            status: Some(Object::new(ObjectTag::LocationStatus, status)),
            location: location.map(|location| Object::new(ObjectTag::Location, location).optional()),
            ..EventDownload::default()
        };
        self.report(Event::LocationStatus, Device::Terminal, told);
    }

    /// Changes to another access technology (TS 102 223 §8.61).
    pub fn change_technology(&mut self, technology: u8) {
        self.surroundings.access_technology = technology;
        let access = vec![Object::new(ObjectTag::AccessTechnology, technology)];
        self.report(Event::AccessTechnologyChange, Device::Terminal, EventDownload { access, ..Default::default() });
    }

    /// Sets the handset's language, two letters of ISO 639, as the person chooses it.
    pub fn choose_language(&mut self, language: &str) {
        self.surroundings.language = language.to_owned();
        let language = Some(Object::new(ObjectTag::Language, Characters(language.to_owned())));
        self.report(Event::LanguageSelection, Device::Terminal, EventDownload { language, ..Default::default() });
    }

    /// Reports that a key was pressed.
    pub(super) fn report_activity(&mut self) {
        self.report(Event::UserActivity, Device::Terminal, EventDownload::default());
    }

    /// Reports that the screen is idle, if it is.
    pub(super) fn report_idle_screen(&mut self) {
        if self.screen().body == ScreenBody::Idle {
            self.report(Event::IdleScreenAvailable, Device::Display, EventDownload::default());
        }
    }

    /// Sends EVENT DOWNLOAD for an event, if the card asked for it.
    pub(super) fn report(&mut self, event: Event, source: Device, told: EventDownload) {
        if !self.standing.take_event(event) {
            return;
        }
        let events = Some(Object::new(ObjectTag::EventList, Octets(vec![event.code()])));
        let body = EventDownload { events, ..told };
        self.tell(Purpose::Other, source, EnvelopeBody::EventDownload(Box::new(body)));
    }
}
