//! Texts as somebody at the SMS centre hears them: the sentences that the platform sends, and the texts of subscribers
//! that the platform takes. The watchers know from them what a subscriber was told, and what was answered.

use std::collections::BTreeMap;

use crate::platform;
use crate::platform::number::Msisdn;
use crate::platform::request::MessageResult;
use crate::smsc::{Cargo, MessageId};
use crate::world::{Event, EventKind, MessageContent, Party, World};
use sim_codec::sms::{Direction, MessageBody, Tpdu};
use sim_codec::time::Moment;

/// Text of the platform under way to a subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlatformText {
    /// Number of the subscriber.
    pub(super) to: Msisdn,
    /// Moment at which the platform wrote the text, in whole seconds.
    pub(super) at: Moment,
    /// Sentences of the text.
    pub(super) text: String,
}

/// Text of a subscriber that the platform took as new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TakenText {
    /// Number of the subscriber.
    pub(super) from: Msisdn,
    /// Words of the text.
    pub(super) text: String,
}

/// Texts since the last look.
#[derive(Clone, Debug, Default)]
pub(super) struct Overheard {
    /// Newest message that was noted; `None` before the first.
    newest: Option<MessageId>,
    /// Texts of subscribers to the platform.
    written: BTreeMap<MessageId, String>,
    /// Number of events before the last look, and with it.
    events: (usize, usize),
    told: Vec<PlatformText>,
    taken: Vec<TakenText>,
}

impl Overheard {
    /// Listens to what came under way and happened since the last look.
    pub(super) fn listen(&mut self, world: &World) {
        self.told.clear();
        self.taken.clear();
        let newest = self.newest;
        for carried in world.centre().carried().filter(|carried| newest.is_none_or(|newest| carried.id > newest)) {
            self.newest = Some(carried.id);
            self.written.extend(text_of(&carried.cargo).map(|(_, text)| (carried.id, text)));
        }
        self.events = (self.events.1, world.events().len());
        for event in self.news(world) {
            match (&event.kind, &event.from) {
                // An attacker's copy of a text tells nothing.
                (EventKind::Handed { message, .. }, Party::Platform) => {
                    let carried = world.centre().get(*message);
                    self.told.extend(carried.and_then(|carried| platform_text(&carried.cargo)));
                }
                (
                    EventKind::Delivered {
                        message,
                        content: MessageContent::Order(_),
                        result: Some(MessageResult::Order),
                    },
                    Party::Person(from),
                ) => {
                    let text = self.written.get(message).cloned();
                    self.taken.extend(text.map(|text| TakenText { from: *from, text }));
                }
                _ => {}
            }
        }
    }

    /// Returns the events between the last two looks.
    pub(super) fn news<'w>(&self, world: &'w World) -> &'w [Event] {
        world.events().get(self.events.0..self.events.1).unwrap_or_default()
    }

    /// Returns the texts of the platform that came under way.
    pub(super) fn told(&self) -> &[PlatformText] {
        &self.told
    }

    /// Returns the texts of subscribers that the platform took.
    pub(super) fn taken(&self) -> &[TakenText] {
        &self.taken
    }
}

/// Returns a text of the platform, or a part of a long one; `None` for a packet.
fn platform_text(cargo: &Cargo) -> Option<PlatformText> {
    let Cargo::Deliver { to, tpdu, .. } = cargo else { return None };
    let Some(Tpdu::Deliver(message)) = Tpdu::parse(Direction::FromNetwork, tpdu) else { return None };
    let at = Moment::from_stamp(message.time)?;
    match message.user.body {
        MessageBody::Text(text) => Some(PlatformText { to: *to, at, text }),
        MessageBody::Octets(_) => None,
    }
}

/// Returns the text for the platform that a message carries, with the number of the sender.
pub(super) fn text_of(cargo: &Cargo) -> Option<(Msisdn, String)> {
    let Cargo::Submit { from, to, tpdu } = cargo else { return None };
    let read = Tpdu::parse(Direction::ToNetwork, tpdu)?;
    match read.user_data().map(|user| &user.body) {
        Some(MessageBody::Text(text)) if to == platform::NUMBER => Some((*from, text.clone())),
        _ => None,
    }
}

/// Returns the whole seconds of a moment, as a short message tells it.
pub(super) const fn in_seconds(moment: Moment) -> u64 {
    moment.0 / 1000
}
