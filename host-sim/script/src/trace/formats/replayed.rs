//! Session of a replay: every octet concrete, with the prose of the trace that was replayed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::place::TracePlace;
use super::super::recording::{RecordedEvent, Recording};
use super::super::syntax::{self, LineContent, Trace, TraceLine};
use super::{Notes, Reply, Session, SessionExchange, SessionStep, one_line};

/// Returns the session of a trace that was replayed.
pub fn session(trace: &Trace, recording: &Recording, notes: &mut Notes) -> Session {
    let mut prose = Prose::of(trace);
    let mut steps = Vec::new();
    // A mark has no place of its own; it stands before the command that follows it, behind the prose before that.
    let mut marks = Vec::new();
    let mut cards = 0_usize;
    for event in &recording.events {
        match event {
            RecordedEvent::NewCard { atr } => {
                cards = cards.saturating_add(1);
                if cards > 1 {
                    notes.add("changes of card written as comments", "each case of a table has a card of its own");
                    let power_on = SessionStep::PowerOn { atr: Some(atr.clone()) };
                    marks.extend([SessionStep::Comment("Another card.".to_owned()), power_on]);
                }
            }
            RecordedEvent::PowerOn(atr) => marks.push(SessionStep::PowerOn { atr: atr.clone() }),
            RecordedEvent::Reset(atr) => marks.push(SessionStep::Reset { atr: atr.clone() }),
            RecordedEvent::PowerOff => marks.push(SessionStep::PowerOff),
            RecordedEvent::Contact => marks.push(SessionStep::Contact),
            RecordedEvent::Tap(reach) => marks.push(SessionStep::Tap { reach_cm: Some(*reach) }),
            RecordedEvent::Wait(seconds) => {
                marks.push(SessionStep::Delay { ms: u64::from(*seconds).saturating_mul(1000) })
            }
            // Settings come with the prose of the trace, and a session has no form for a power cut.
            RecordedEvent::Random(_) | RecordedEvent::Cut(_) => {}
            RecordedEvent::Exchange(exchange) => {
                steps.extend(prose.before(&exchange.place));
                steps.append(&mut marks);
                let answer = exchange.answer.clone().map_or(Reply::Silence, Reply::Octets);
                let remark = prose.remark(&exchange.place);
                steps.push(SessionStep::Exchange(SessionExchange {
                    command: exchange.command.clone(),
                    answer: Some(answer),
                    remark,
                }));
            }
        }
    }
    steps.append(&mut marks);
    steps.extend(prose.rest());
    count_expectations(&trace.lines, notes);
    Session { steps }
}

/// Returns what crossed the card's line in a recording, in order.
pub fn crossed(recording: &Recording) -> Vec<SessionStep> {
    let step = |event: &RecordedEvent| match event {
        RecordedEvent::NewCard { atr } => Some(SessionStep::PowerOn { atr: Some(atr.clone()) }),
        RecordedEvent::PowerOn(atr) => Some(SessionStep::PowerOn { atr: atr.clone() }),
        RecordedEvent::Reset(atr) => Some(SessionStep::Reset { atr: atr.clone() }),
        RecordedEvent::Exchange(exchange) => Some(SessionStep::Exchange(SessionExchange {
            command: exchange.command.clone(),
            answer: Some(exchange.answer.clone().map_or(Reply::Silence, Reply::Octets)),
            remark: None,
        })),
        RecordedEvent::PowerOff
        | RecordedEvent::Contact
        | RecordedEvent::Tap(_)
        | RecordedEvent::Wait(_)
        | RecordedEvent::Random(_)
        | RecordedEvent::Cut(_) => None,
    };
    recording.events.iter().filter_map(step).collect()
}

/// Returns the answer to reset with which the first card of a recording began; `None` where no card was made.
pub fn first_atr(recording: &Recording) -> Option<&[u8]> {
    recording.events.iter().find_map(|event| match event {
        RecordedEvent::NewCard { atr } => Some(atr.as_slice()),
        _ => None,
    })
}

/// Settings and prose of the outermost trace, each returned once, in order.
struct Prose<'t> {
    trace: &'t Trace,
    lines: std::iter::Peekable<std::slice::Iter<'t, TraceLine>>,
    /// Comment after each command, by the position at which the command begins.
    remarks: BTreeMap<usize, &'t str>,
}

impl<'t> Prose<'t> {
    fn of(trace: &'t Trace) -> Prose<'t> {
        let commands = trace.lines.iter().filter(|line| is_command(line));
        let remarks = commands.filter_map(|line| Some((line.span.start, line.comment.as_deref()?))).collect();
        Prose { trace, lines: trace.lines.iter().peekable(), remarks }
    }

    /// Returns the settings and prose before a place of the trace that were not returned yet.
    fn before(&mut self, place: &TracePlace) -> Vec<SessionStep> {
        let mut steps = Vec::new();
        if self.is_here(place) {
            while let Some(line) = self.lines.next_if(|line| line.span.start < place.span.start) {
                steps.extend(said(line));
            }
        }
        steps
    }

    fn rest(self) -> impl Iterator<Item = SessionStep> {
        self.lines.flat_map(said)
    }

    /// Returns the comment after the command at a place.
    fn remark(&self, place: &TracePlace) -> Option<String> {
        let remark = self.remarks.get(&place.span.start).filter(|_| self.is_here(place))?;
        Some(one_line(remark)).filter(|remark| !remark.is_empty())
    }

    fn is_here(&self, place: &TracePlace) -> bool {
        Arc::ptr_eq(&place.source, &self.trace.source)
    }
}

fn is_command(line: &TraceLine) -> bool {
    matches!(line.content, LineContent::Step(syntax::TraceStep::Command(_)))
}

/// Returns what a line has that a recording has not: a setting, and a comment.
fn said(line: &TraceLine) -> Vec<SessionStep> {
    let setting = match &line.content {
        LineContent::Setting(setting) => Some(SessionStep::Setting(setting.to_string())),
        _ => None,
    };
    let comment =
        line.comment.as_deref().filter(|_| !is_command(line)).map(|text| SessionStep::Comment(one_line(text)));
    setting.into_iter().chain(comment).collect()
}

fn count_expectations(lines: &[TraceLine], notes: &mut Notes) {
    for line in lines {
        let what = match &line.content {
            LineContent::Step(syntax::TraceStep::Check(_)) => "checks left out",
            LineContent::Step(syntax::TraceStep::Expect(_)) => "expectations left out",
            LineContent::Step(syntax::TraceStep::Assign(_)) => "computed values written out",
            LineContent::Step(syntax::TraceStep::Cut(_)) => "power cuts left out",
            LineContent::Cases(cases) => {
                count_expectations(&cases.body, notes);
                continue;
            }
            LineContent::Repeat(repeat) => {
                count_expectations(&repeat.body, notes);
                continue;
            }
            LineContent::Call(called) => {
                called.trace.iter().for_each(|trace| count_expectations(&trace.lines, notes));
                continue;
            }
            _ => continue,
        };
        notes.add(what, "a recording says what was sent and what came");
    }
}
