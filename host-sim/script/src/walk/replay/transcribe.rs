//! Transcript of a walk while it is replayed. Nothing is written unless the options ask for it.

use std::collections::BTreeSet;

use super::player::Player;
use crate::lang::Span;
use crate::trace::outcome::FailureKind;
use crate::trace::place::TracePlace;
use crate::trace::syntax::TraceSetting;
use crate::transcript::{PlayedExchange, PlayedLine, PlayedLineKind, Transcript, TranscriptContent};
use crate::walk::syntax::{Line, Setting, Step, WalkContent};
use crate::walk::world_view::message_text;
use applet::Refusal;
use sim_device::handset::{ReceivedMessage, Screen};
use sim_device::mobile_station::Exchange;
use sim_wire::lifecycle::LifeCycle;
use sim_world::platform::card_file::Asn;
use sim_world::world::World;

/// Transcript of a walk, and how far the world had come where the transcript ends.
#[derive(Default)]
pub(super) struct WalkTranscript {
    transcript: Transcript,
    /// Line that is played.
    place: TracePlace,
    /// Screen that was noted last; `None` before the first.
    screen: Option<Screen>,
    /// Number of the world's events that were noted.
    events: u64,
    /// Number of the ledger's entries that were noted.
    entries: usize,
    /// Words, receipts and messages that were noted.
    heard: Heard,
    /// State of the wallet where the transcript ends; `None` if it cannot be seen.
    lifecycle: Option<LifeCycle>,
    /// Scripts that were noted: the card of each, and the counter of its packet.
    scripts: BTreeSet<(Asn, u64)>,
}

/// Words, receipts and messages that the person has had so far.
#[derive(Clone, Default, PartialEq, Eq)]
struct Heard {
    /// Number of messages in the inbox.
    messages: usize,
    /// Last words of a service line; `None` before the first.
    prompt: Option<String>,
    /// Last receipt that was printed; `None` before the first.
    slip: Option<String>,
}

impl WalkTranscript {
    fn push(&mut self, content: TranscriptContent) {
        self.transcript.push(&self.place, content);
    }

    /// Notes exchanges with the card; the reason of its last refusal is that of the last exchange.
    pub(super) fn note_exchanges(&mut self, exchanges: &[Exchange], refusal: Option<Refusal>) {
        let last = exchanges.len().saturating_sub(1);
        for (at, Exchange { command, answer, .. }) in exchanges.iter().enumerate() {
            let status = answer.as_deref().and_then(<[u8]>::last_chunk::<2>);
            let is_refused = status.is_some_and(|status| !matches!(status, [0x90 | 0x91 | 0x61 | 0x9F, _]));
            let refusal = refusal.filter(|_| at == last && is_refused).map(Refusal::name);
            let (command, answer) = (command.clone(), answer.clone());
            let lifecycle = self.lifecycle;
            self.push(TranscriptContent::Exchange(PlayedExchange { command, answer, refusal, lifecycle }));
        }
    }

    /// Passes over everything that the world has come to.
    fn pass_over(&mut self, world: &World, heard: Heard) {
        (self.events, self.entries) = (world.happened(), world.platform().books.ledger.entries().len());
        self.heard = heard;
    }

    /// Notes what the person was told since the last time.
    fn note_heard(&mut self, heard: &Heard, inbox: &[ReceivedMessage]) {
        if let Some(said) = heard.prompt.as_ref().filter(|_| heard.prompt != self.heard.prompt) {
            self.push(TranscriptContent::Said(said.clone()));
        }
        if let Some(printed) = heard.slip.as_ref().filter(|_| heard.slip != self.heard.slip) {
            self.push(TranscriptContent::Receipt(printed.clone()));
        }
        for message in inbox.iter().skip(self.heard.messages) {
            self.push(TranscriptContent::Message { from: message.from.number.clone(), text: message_text(message) });
        }
    }

    /// Notes what the world has come to since the last time.
    fn note_world(&mut self, world: &World) {
        for event in world.events_after(self.events) {
            self.transcript.push(&self.place, TranscriptContent::Event(Box::new(event.clone())));
        }
        for entry in world.platform().books.ledger.entries().iter().skip(self.entries) {
            self.transcript.push(&self.place, TranscriptContent::Entry(Box::new(entry.clone())));
        }
    }
}

/// Returns the kind of a line; `None` for a blank one, which is not shown.
fn kind(line: &Line) -> Option<PlayedLineKind> {
    Some(match &line.content {
        WalkContent::Blank if line.comment.is_some() => PlayedLineKind::Prose,
        WalkContent::Blank => return None,
        WalkContent::Cases(_) => PlayedLineKind::Table,
        WalkContent::Setting(_)
        | WalkContent::Include(_)
        | WalkContent::Repeat(_)
        | WalkContent::Procedure(_)
        | WalkContent::Call(_) => PlayedLineKind::Setting,
        WalkContent::Step(Step::Apdu(_)) => PlayedLineKind::Command,
        WalkContent::Step(Step::Expect(_)) => PlayedLineKind::Expectation,
        WalkContent::Step(_) => PlayedLineKind::Step,
    })
}

impl Player {
    /// Begins the transcript. What led to the beginning is left out, but for the exchanges.
    pub(super) fn begin_transcript(&mut self, place: &TracePlace) {
        let mut begun = WalkTranscript { place: place.clone(), ..WalkTranscript::default() };
        begun.pass_over(&self.now.world, self.heard());
        self.transcript = Some(begun);
    }

    /// Returns what the person has been told so far.
    fn heard(&self) -> Heard {
        Heard { messages: self.inbox().len(), prompt: self.prompt(), slip: self.now.slip.clone() }
    }

    /// Notes a line that is about to be played; before the first step, how the handset was switched on.
    pub(super) fn note_line(&mut self, line: &Line, place: &TracePlace) {
        let Some(transcript) = &mut self.transcript else { return };
        let is_first = transcript.screen.is_none() && matches!(line.content, WalkContent::Step(_));
        if is_first {
            self.note_switching_on();
        }
        let Some(transcript) = &mut self.transcript else { return };
        transcript.place.clone_from(place);
        if let Some(kind) = kind(line) {
            let printed = || Line { comment: None, ..line.clone() }.to_string();
            // What stands in the text is not what is played.
            let written = TracePlace { span: if line.is_filled { Span::NONE } else { place.span }, ..place.clone() };
            let line = PlayedLine::new(kind, &written, printed, line.comment.as_deref());
            transcript.push(TranscriptContent::Line(line));
        }
        if let WalkContent::Setting(Setting::Card(TraceSetting::Covers(sections))) = &line.content {
            transcript.push(TranscriptContent::Covers(sections.clone()));
        }
    }

    fn note_switching_on(&mut self) {
        let state = self.state();
        if let Some(transcript) = &mut self.transcript {
            transcript.lifecycle = state.as_ref().map(|state| state.lifecycle);
            transcript.push(TranscriptContent::Beginning(None));
            state.into_iter().for_each(|state| transcript.push(TranscriptContent::State(Box::new(state))));
        }
        self.note_progress();
    }

    /// Notes what was brought about since the last time: exchanges, words, receipts, events, money, and the screen.
    pub(super) fn note_progress(&mut self) {
        if self.transcript.is_none() {
            return;
        }
        self.count_exchanges();
        let lifecycle = self.state().map(|state| state.lifecycle);
        let (screen, heard) = (self.screen(), self.heard());
        let inbox = self.inbox().to_vec();
        let Some(transcript) = &mut self.transcript else { return };
        transcript.note_world(&self.now.world);
        transcript.note_heard(&heard, &inbox);
        transcript.pass_over(&self.now.world, heard);
        transcript.lifecycle = lifecycle;
        self.note_screen(screen);
    }

    /// Notes the scripts that the platform has sent since the last time. A script is forgotten once it is answered, so
    /// they are noted as soon as a message comes to the centre.
    pub(super) fn note_scripts(&mut self) {
        let Some(transcript) = &mut self.transcript else { return };
        for card in self.now.world.platform().cards() {
            for sent in card.errands.into_iter().flat_map(|errand| &errand.sent) {
                if transcript.scripts.insert((card.asn, sent.counter)) {
                    transcript.push(TranscriptContent::Script(sent.script.kind()));
                }
            }
        }
    }

    fn note_screen(&mut self, screen: Screen) {
        let Some(transcript) = &mut self.transcript else { return };
        if transcript.screen.as_ref() != Some(&screen) {
            transcript.push(TranscriptContent::Screen(Box::new(screen.clone())));
            transcript.screen = Some(screen);
        }
    }

    /// Notes what a step has brought about. What an `undo` takes back to is nothing new, but for the screen.
    pub(super) fn note_step(&mut self, step: &Step) {
        let heard = self.heard();
        if let (Step::Undo, Some(transcript)) = (step, &mut self.transcript) {
            transcript.pass_over(&self.now.world, heard);
        }
        self.note_progress();
    }

    /// Returns the transcript with the state in which the walk leaves the card, and with the failure that ended it.
    pub(super) fn end_transcript(&mut self, failure: Option<&FailureKind>) -> Transcript {
        if self.transcript.as_ref().is_some_and(|transcript| transcript.screen.is_none()) {
            self.note_switching_on();
        }
        let state = self.state();
        let Some(mut ended) = self.transcript.take() else { return Transcript::default() };
        failure.into_iter().for_each(|trouble| ended.push(TranscriptContent::Failure(Box::new(trouble.clone()))));
        state.into_iter().for_each(|state| ended.push(TranscriptContent::State(Box::new(state))));
        ended.transcript
    }
}
