//! State that the card has set up in the handset: main menu, idle text, events, language; and the requests that went
//! out for it.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{Event, ObjectTag};

use super::screen::text;
use super::{Model, Quirk, Screen, ScreenBody};
use sim_codec::cat::ProactiveCommand;
use sim_codec::cat::command::{LanguageNotification, SetupEventList, SetupIdleModeText};
use sim_codec::cat::content::Address;
use sim_codec::cat::texts::Ussd;
use sim_codec::sms::Tpdu;

/// Request that went out of the handset because the card asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardTransmission {
    /// Short message, to the service centre that the card names; `None` for the handset's own.
    Sms(Option<Address>, Box<Tpdu>),
    /// SS request.
    Ss(Address),
    /// USSD request.
    Ussd(Ussd),
    /// DTMF tones.
    Dtmf(String),
    /// Call.
    Call(Address),
    /// Page in the browser; an empty address is the browser's own.
    Page(String),
}

/// State that the card has set up in the handset, and the requests that went out for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSetup {
    /// Main menu; `None` if the card has none.
    pub menu: Option<Screen>,
    /// Idle text; `None` if the card has set none.
    pub idle: Option<Screen>,
    /// Codes of the events that the card wants to be reported.
    pub events: Vec<u8>,
    /// Language that the card announced; `None` if it announced none.
    pub language: Option<String>,
    /// Qualifiers of the REFRESH commands that were carried out. History, not kept.
    #[serde(skip)]
    pub refreshed: Vec<u8>,
    /// Requests that went out. History, not kept.
    #[serde(skip)]
    pub sent: Vec<CardTransmission>,
}

impl CardSetup {
    /// Returns what stays after the card was powered on: the main menu if the model keeps one, and the requests that
    /// went out.
    pub(super) fn restart(&mut self, model: &Model) -> CardSetup {
        let menu = self.menu.take().filter(|_| model.quirks.has(Quirk::MenuKept));
        let sent = std::mem::take(&mut self.sent);
        CardSetup { menu, sent, ..CardSetup::default() }
    }

    /// Sets the main menu, for SET UP MENU. An empty menu removes the present one.
    pub(super) fn set_menu(&mut self, command: &ProactiveCommand, model: &Model) {
        let is_filled = |menu: &Screen| matches!(&menu.body, ScreenBody::Items { items, .. } if !items.is_empty());
        let menu = Screen::of(command).filter(is_filled).map(|menu| model.place_on_soft_keys(menu));
        let icons = [ObjectTag::Icon, ObjectTag::ItemIcons];
        let has_icons = icons.iter().any(|tag| command.message().values(*tag).next().is_some());
        let is_lost = has_icons && model.quirks.has(Quirk::IconLosesMenu);
        self.menu = menu.filter(|_| !is_lost);
    }

    /// Replaces the event list, for SET UP EVENT LIST.
    pub(super) fn set_events(&mut self, list: &SetupEventList) {
        self.events = list.events.as_ref().map(|events| events.value.0.clone()).unwrap_or_default();
    }

    /// Sets the idle text, for SET UP IDLE MODE TEXT. An empty text removes the present one.
    pub(super) fn set_idle_text(&mut self, idle: &SetupIdleModeText) {
        let shown = text(&idle.text);
        let screen = Screen {
            attribute: idle.text_attribute.as_ref().map(|object| object.value.0.clone()).unwrap_or_default(),
            icon: idle.icon.as_ref().map(|object| object.value),
            ..Screen::plain(ScreenBody::Idle, shown)
        };
        self.idle = (!shown.is_empty()).then_some(screen);
    }

    /// Sets the language, for LANGUAGE NOTIFICATION.
    pub(super) fn set_language(&mut self, notified: &LanguageNotification) {
        self.language = notified.language.as_ref().map(|language| language.value.0.clone());
    }

    /// Notes a REFRESH that resets nothing.
    pub(super) fn refresh(&mut self, qualifier: u8, model: &Model) {
        self.refreshed.push(qualifier);
        if model.quirks.has(Quirk::MenuLostOnRefresh) {
            self.menu = None;
        }
    }

    /// Returns whether an event is to be reported to the card. An event of the person or the screen is reported once.
    pub(super) fn take_event(&mut self, event: Event) -> bool {
        let is_wanted = self.events.contains(&event.code());
        if matches!(event, Event::UserActivity | Event::IdleScreenAvailable) {
            self.events.retain(|code| *code != event.code());
        }
        is_wanted
    }

    /// Returns whether a handset goes on alike with both. What went out and what was refreshed does not count.
    pub(super) fn has_same_future(&self, other: &CardSetup) -> bool {
        let CardSetup { menu, idle, events, language, refreshed: _, sent: _ } = self;
        (menu, idle, events, language) == (&other.menu, &other.idle, &other.events, &other.language)
    }
}
