//! What the card has set up in the handset: main menu, idle text, events, language; and what it had it do.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{Event, ObjectTag};

use super::screen::text;
use super::{Body, Model, Quirk, Screen};
use sim_codec::cat::ProactiveCommand;
use sim_codec::cat::command::{LanguageNotification, SetupEventList, SetupIdleModeText};
use sim_codec::cat::content::Address;
use sim_codec::cat::texts::Ussd;
use sim_codec::sms::Tpdu;

/// What went out of the handset because the card asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A short message, to the service centre that the card names or the handset's own.
    Sms(Option<Address>, Box<Tpdu>),
    /// An SS request.
    Ss(Address),
    /// A USSD request.
    Ussd(Ussd),
    /// DTMF tones.
    Dtmf(String),
    /// A call.
    Call(Address),
    /// A page in the browser; an empty address is the browser's own.
    Page(String),
}

/// What the card has set up in the handset, and what it had it do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The main menu.
    pub menu: Option<Screen>,
    /// What an idle screen shows.
    pub idle: Option<Screen>,
    /// Events that the card wants to hear of.
    pub events: Vec<u8>,
    /// The language that the card says it speaks.
    pub language: Option<String>,
    /// Qualifiers of the REFRESH commands that were carried out. History: it is not kept.
    #[serde(skip)]
    pub refreshed: Vec<u8>,
    /// What went out. History: it is not kept.
    #[serde(skip)]
    pub sent: Vec<Sent>,
}

impl Standing {
    /// What is left of it after the card was powered on: a main menu where the model keeps one, and what went out.
    pub(super) fn restarted(&mut self, model: &Model) -> Standing {
        let menu = self.menu.take().filter(|_| model.quirks.has(Quirk::MenuKept));
        let sent = std::mem::take(&mut self.sent);
        Standing { menu, sent, ..Standing::default() }
    }

    /// SET UP MENU: an empty menu removes the one before.
    pub(super) fn set_menu(&mut self, command: &ProactiveCommand, model: &Model) {
        let is_filled = |menu: &Screen| matches!(&menu.body, Body::Items { items, .. } if !items.is_empty());
        let menu = Screen::of(command).filter(is_filled).map(|menu| model.place_on_soft_keys(menu));
        let icons = [ObjectTag::Icon, ObjectTag::ItemIcons];
        let has_icons = icons.iter().any(|tag| command.message().values(*tag).next().is_some());
        let is_lost = has_icons && model.quirks.has(Quirk::IconLosesMenu);
        self.menu = menu.filter(|_| !is_lost);
    }

    /// SET UP EVENT LIST: the list takes the place of the one before.
    pub(super) fn set_events(&mut self, list: &SetupEventList) {
        self.events = list.events.as_ref().map(|events| events.value.0.clone()).unwrap_or_default();
    }

    /// SET UP IDLE MODE TEXT: an empty text removes the one before.
    pub(super) fn set_idle_text(&mut self, idle: &SetupIdleModeText) {
        let shown = text(&idle.text);
        let screen = Screen {
            attribute: idle.text_attribute.as_ref().map(|object| object.value.0.clone()).unwrap_or_default(),
            icon: idle.icon.as_ref().map(|object| object.value),
            ..Screen::plain(Body::Idle, shown)
        };
        self.idle = (!shown.is_empty()).then_some(screen);
    }

    /// LANGUAGE NOTIFICATION.
    pub(super) fn set_language(&mut self, notified: &LanguageNotification) {
        self.language = notified.language.as_ref().map(|language| language.value.0.clone());
    }

    /// REFRESH that resets nothing.
    pub(super) fn refresh(&mut self, qualifier: u8, model: &Model) {
        self.refreshed.push(qualifier);
        if model.quirks.has(Quirk::MenuLostOnRefresh) {
            self.menu = None;
        }
    }

    /// Returns whether the card is to hear of an event; of the person and the screen it hears once.
    pub(super) fn take_event(&mut self, event: Event) -> bool {
        let is_wanted = self.events.contains(&event.code());
        if matches!(event, Event::UserActivity | Event::IdleScreenAvailable) {
            self.events.retain(|code| *code != event.code());
        }
        is_wanted
    }

    /// Returns whether both let a handset go on alike; what went out and what was refreshed is history.
    pub(super) fn has_same_future(&self, other: &Standing) -> bool {
        let Standing { menu, idle, events, language, refreshed: _, sent: _ } = self;
        (menu, idle, events, language) == (&other.menu, &other.idle, &other.events, &other.language)
    }
}
