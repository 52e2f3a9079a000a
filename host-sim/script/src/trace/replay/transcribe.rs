//! Transcript of a trace while it is replayed. Nothing is written unless the options ask for it.

use super::player::Player;
use super::replay_card::ReplayCard;
use super::{Show, title};
use crate::lang::Span;
use crate::trace::outcome::Failure;
use crate::trace::place::TracePlace;
use crate::trace::recording::RecordedEvent;
use crate::trace::syntax::{Cases, LineContent, TableRow, TraceLine, TraceSetting, TraceStep};
use crate::transcript::{PlayedExchange, PlayedLine, PlayedLineKind, TranscriptContent};
use applet::Card;
use sim_wire::lifecycle::LifeCycle;

/// Place of a transcript before a step.
pub(super) struct EventMark {
    /// Number of events that the recording has.
    events: usize,
    /// State of the wallet; `None` if it is not wanted, or if nobody sees the inside of the card.
    lifecycle: Option<LifeCycle>,
}

/// Returns the kind of a line; `None` for a blank one, which is not shown.
fn kind(line: &TraceLine) -> Option<PlayedLineKind> {
    Some(match &line.content {
        LineContent::Blank if line.comment.is_some() => PlayedLineKind::Prose,
        LineContent::Blank => return None,
        LineContent::Cases(_) => PlayedLineKind::Table,
        LineContent::Setting(_)
        | LineContent::Include(_)
        | LineContent::Call(_)
        | LineContent::Procedure(_)
        | LineContent::Repeat(_) => PlayedLineKind::Setting,
        // The line of the row follows.
        LineContent::RowLine(_) => return None,
        LineContent::Step(step) => match step {
            TraceStep::Command(_) => PlayedLineKind::Command,
            TraceStep::Answer(_) => PlayedLineKind::Answer,
            TraceStep::Assign(_) => PlayedLineKind::Assignment,
            TraceStep::Check(_) | TraceStep::Expect(_) => PlayedLineKind::Expectation,
            _ => PlayedLineKind::Step,
        },
    })
}

impl<C: ReplayCard> Show<'_, '_, '_, C> {
    fn transcribe(&mut self, place: &TracePlace, content: TranscriptContent) {
        if self.options.keeps_transcript {
            self.outcome.transcript.push(place, content);
        }
    }

    /// Notes a line that is about to be played.
    pub(super) fn note_line(&mut self, line: &TraceLine, place: &TracePlace) {
        if !self.options.keeps_transcript {
            return;
        }
        if let Some(kind) = kind(line) {
            let printed = || TraceLine { comment: None, ..line.clone() }.to_string();
            // What stands in the text is not what is played.
            let written = TracePlace { span: if line.is_filled { Span::NONE } else { place.span }, ..place.clone() };
            let line = PlayedLine::new(kind, &written, printed, line.comment.as_deref());
            self.transcribe(place, TranscriptContent::Line(line));
        }
        if let LineContent::Setting(TraceSetting::Covers(sections)) = &line.content {
            self.transcribe(place, TranscriptContent::Covers(sections.clone()));
        }
    }

    /// Notes that a row of a table begins.
    pub(super) fn note_case(&mut self, place: &TracePlace, cases: &Cases, row: &TableRow) {
        let comment = row.comment.clone();
        self.transcribe(place, TranscriptContent::Case { title: title(cases, row), comment });
    }

    /// Notes that a row of a table ends.
    pub(super) fn note_case_end(&mut self, place: &TracePlace) {
        self.transcribe(place, TranscriptContent::CaseEnd);
    }

    /// Notes the card with which a trace or a row begins.
    pub(super) fn note_beginning(&mut self, place: &TracePlace, player: &Player<'_, C>) {
        if self.options.keeps_transcript {
            self.transcribe(place, TranscriptContent::Beginning(Some(player.atr().to_vec())));
        }
    }

    /// Notes the state of the card, if its inside can be seen.
    pub(super) fn note_state(&mut self, place: &TracePlace, player: &Player<'_, C>) {
        if self.options.keeps_transcript
            && let Some(state) = player.link.simulated().and_then(Card::state)
        {
            self.transcribe(place, TranscriptContent::State(Box::new(state)));
        }
    }

    /// Notes how a trace or a row ended, and the card as it is left.
    pub(super) fn note_end(&mut self, place: &TracePlace, failure: Option<&Failure>, player: &Player<'_, C>) {
        if let Some(failure) = failure {
            self.transcribe(&failure.place, TranscriptContent::Failure(Box::new(failure.trouble.clone())));
        }
        self.note_state(place, player);
    }

    /// Returns the mark from which [`Show::note_step`] notes what a step brings about.
    pub(super) fn mark(&self, player: &Player<'_, C>) -> EventMark {
        let card = player.link.simulated().filter(|_| self.options.keeps_transcript);
        let lifecycle = card.and_then(Card::state).map(|state| state.lifecycle);
        EventMark { events: self.outcome.recording.events.len(), lifecycle }
    }

    /// Notes what a step has brought about.
    pub(super) fn note_step(
        &mut self,
        step: &TraceStep,
        (place, mark): (TracePlace, EventMark),
        player: &Player<'_, C>,
    ) {
        if !self.options.keeps_transcript {
            return;
        }
        let events = self.outcome.recording.events.iter().skip(mark.events);
        let mut news: Vec<TranscriptContent> =
            events.filter_map(|event| content(event, mark.lifecycle, player)).collect();
        if let TraceStep::Assign(assignment) = step
            && let Ok(octets) = player.values.named(&assignment.name)
        {
            news.push(TranscriptContent::Value { name: assignment.name.clone(), octets });
        }
        news.into_iter().for_each(|content| self.transcribe(&place, content));
    }
}

/// Returns an event of the recording as the content of a transcript; `None` for events that their line tells.
fn content<C: ReplayCard>(
    event: &RecordedEvent,
    lifecycle: Option<LifeCycle>,
    player: &Player<'_, C>,
) -> Option<TranscriptContent> {
    match event {
        RecordedEvent::Reset(atr) | RecordedEvent::PowerOn(atr) => Some(TranscriptContent::Power(atr.clone())),
        RecordedEvent::Exchange(exchange) => {
            let status = exchange.answer.as_deref().and_then(<[u8]>::last_chunk::<2>);
            let is_refused = status.is_some_and(|status| !matches!(status, [0x90 | 0x91 | 0x61 | 0x9F, _]));
            let refusal = player.link.simulated().and_then(Card::last_refusal).filter(|_| is_refused);
            Some(TranscriptContent::Exchange(PlayedExchange {
                command: exchange.command.clone(),
                answer: exchange.answer.clone(),
                refusal: refusal.map(|refusal| refusal.name()),
                lifecycle,
            }))
        }
        _ => None,
    }
}
