//! Collector: goes through the transcript of a replay, and notes what each entry covers.

use sim_codec::cat::{Value, command, envelope, response};
use sim_device::handset::{Screen, ScreenBody};
use sim_script::transcript::{PlayedExchange, Transcript, TranscriptContent};
use sim_wire::instruction::Instruction;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::proactive::{EnvelopeTag, ObjectTag};
use sim_wire::status::StatusWord;
use sim_world::platform::request::MessageResult;
use sim_world::world::{Event, EventKind, MessageContent};

use super::Coverage;
use super::command_outcome::{self, CoveredResult};
use super::command_state;
use super::covered_message::CoveredMessage;
use super::item::CoverageItem;
use super::screen_class::{ScreenClass, ScreenStep};
use super::status_pattern::StatusPattern;
use crate::menu_explorer::items;

/// Returns everything that a transcript covers.
pub(super) fn collect(transcript: &Transcript) -> Coverage {
    let mut collector = Collector::default();
    for entry in &transcript.entries {
        collector.take(&entry.content);
    }
    collector.coverage
}

/// Coverage so far, and what the next entries follow.
#[derive(Default)]
struct Collector<'t> {
    coverage: Coverage,
    /// Screen that the person sees; `None` before the first.
    screen: Option<&'t Screen>,
    /// Lines of menus that were chosen on the way to the screen, with the titles of their menus.
    way: Vec<(String, String)>,
}

impl<'t> Collector<'t> {
    fn note(&mut self, item: CoverageItem) {
        self.coverage.items.insert(item);
    }

    fn take(&mut self, content: &'t TranscriptContent) {
        match content {
            TranscriptContent::Beginning(_) => {
                self.screen = None;
                self.way.clear();
            }
            TranscriptContent::Exchange(exchange) => self.exchange(exchange),
            TranscriptContent::Screen(screen) => self.see(screen),
            TranscriptContent::Event(event) => self.event(event),
            TranscriptContent::Script(kind) => self.note(CoverageItem::Message(CoveredMessage::Script(*kind))),
            TranscriptContent::Covers(sections) => {
                sections.iter().for_each(|section| self.note(CoverageItem::Section(*section)));
            }
            _ => {}
        }
    }

    fn exchange(&mut self, exchange: &PlayedExchange) {
        let Some((data, status)) = exchange.answer.as_deref().and_then(<[u8]>::split_last_chunk::<2>) else { return };
        let status = StatusPattern::of(StatusWord(u16::from_be_bytes(*status)));
        self.note(CoverageItem::StatusWord(status.clone()));
        exchange.refusal.into_iter().for_each(|name| self.note(CoverageItem::Refusal(name)));
        let command = &exchange.command;
        if status.is_success() {
            self.toolkit(command, data);
        }
        let Some(outcome) = command_outcome::of_exchange(command, &status, exchange.refusal) else { return };
        if let CoveredResult::Refused(name) = outcome.result {
            self.note(CoverageItem::Refusal(name));
        }
        if let Some(state) = exchange.lifecycle {
            self.state(command, &outcome, state);
        }
        self.note(CoverageItem::Command(outcome));
    }

    fn state(&mut self, command: &[u8], outcome: &command_outcome::CommandOutcome, state: LifeCycle) {
        let shown = command_state::of_exchange(command, outcome, state);
        shown.into_iter().for_each(|shown| self.note(CoverageItem::State(shown)));
    }

    /// Notes the messages of the toolkit in a command that the card took.
    fn toolkit(&mut self, apdu: &[u8], answer: &[u8]) {
        let data = apdu.get(5..).unwrap_or_default();
        match command_outcome::instruction(apdu) {
            Some(Instruction::Fetch) => {
                let kind = command::parse(answer).ok().and_then(|command| command.details.value.command());
                kind.into_iter().for_each(|kind| self.note(CoverageItem::Message(CoveredMessage::of_command(kind))));
            }
            Some(Instruction::TerminalResponse) => self.response(data),
            Some(Instruction::Envelope) => self.envelope(data),
            _ => {}
        }
    }

    fn response(&mut self, data: &[u8]) {
        let Ok(response) = response::parse(data) else { return };
        let result = response.result().and_then(|result| result.general());
        let Some(result) = result else { return };
        self.note(CoverageItem::Message(CoveredMessage::Result(result.name())));
        if result.is_success() {
            let message = response.message();
            self.choose(item(message.values(ObjectTag::ItemIdentifier)));
        }
    }

    fn envelope(&mut self, data: &[u8]) {
        let Some(tag) = data.first().copied().and_then(EnvelopeTag::from_code) else { return };
        self.note(CoverageItem::Message(CoveredMessage::Envelope(tag.name())));
        if let (EnvelopeTag::MenuSelection, Ok(envelope)) = (tag, envelope::parse(data)) {
            let message = envelope.message();
            if message.values(ObjectTag::HelpRequest).next().is_none() {
                self.way.clear();
                self.choose(item(message.values(ObjectTag::ItemIdentifier)));
            }
        }
    }
}

impl<'t> Collector<'t> {
    /// Notes that a line of the menu on the screen was chosen.
    fn choose(&mut self, id: Option<u8>) {
        let Some(Screen { body: ScreenBody::Items { items: lines, .. }, text: title, .. }) = self.screen else {
            return;
        };
        let Some(line) = lines.iter().find(|line| Some(line.id) == id) else { return };
        if let Some(before) = self.way.iter().position(|(menu, _)| menu == title) {
            self.way.truncate(before);
        }
        self.way.push((title.clone(), line.text.clone()));
        let way: Vec<&str> = self.way.iter().map(|(_, line)| line.as_str()).collect();
        let item = items::ITEMS.iter().find(|item| item.chinese == way || item.english == way);
        item.into_iter().for_each(|item| self.note(CoverageItem::MenuItem(item.path(false))));
    }

    /// Notes a screen, and the step that led to it.
    fn see(&mut self, screen: &'t Screen) {
        let seen = ScreenClass::of(screen);
        if let Some(before) = self.screen {
            self.note(CoverageItem::Edge(ScreenStep { from: ScreenClass::of(before), to: seen.clone() }));
        }
        self.note(CoverageItem::Screen(seen));
        self.screen = Some(screen);
    }

    fn event(&mut self, event: &Event) {
        let message = match &event.kind {
            EventKind::Delivered { result: Some(MessageResult::Request(kind)), .. } => {
                Some(CoveredMessage::Request(kind.name()))
            }
            EventKind::Handed { content: MessageContent::Order(word), .. } => CoveredMessage::of_order(word),
            _ => None,
        };
        message.into_iter().for_each(|kind| self.note(CoverageItem::Message(kind)));
    }
}

/// Returns the first identifier of an item.
fn item<'v>(values: impl Iterator<Item = &'v Value>) -> Option<u8> {
    values.into_iter().find_map(|value| match value {
        Value::Code(id) => Some(*id),
        _ => None,
    })
}
