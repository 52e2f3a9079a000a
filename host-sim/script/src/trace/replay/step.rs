//! Replay of one step of a trace.

use super::player::{Awaiting, Player};
use super::replay_card::ReplayCard;
use super::values::{Valued, whole};
use super::watched_link::WatchedLink;
use super::{Watcher, facts};
use crate::trace::bless::{self, BlessingNotes, Home};
use crate::trace::diagnosis::Diagnosis;
use crate::trace::outcome::{CardReason, Failure, FailureKind, MismatchSubject};
use crate::trace::parse;
use crate::trace::pattern::Segment;
use crate::trace::place::TracePlace;
use crate::trace::recording::{RecordedEvent, RecordedExchange, Recording, ShownValue};
use crate::trace::syntax::{
    Assigned, Checked, Cut, ExpectedAnswer, ExpectedFact, Expression, Piece, TraceStep, ValuePart,
};
use applet::Card;
use sim_device::link::{LinkError, PoweredMemory as _, Transport};
use sim_device::memory::PowerCut;
use sim_device::reader;

/// Context of a step: its place, and what it writes to.
pub(in crate::trace) struct Round<'r, 'w, M> {
    pub(in crate::trace) recording: &'r mut Recording,
    /// Notes for blessing; `None` unless expectations are to be rewritten.
    pub(in crate::trace) noted: Option<&'r mut BlessingNotes>,
    pub(in crate::trace) watcher: Option<&'r mut (dyn Watcher<M> + 'w)>,
    pub(in crate::trace) place: TracePlace,
    /// Set if values stand in the line that its text does not have, so that it cannot be rewritten.
    pub(in crate::trace) is_filled: bool,
}

impl<M> Round<'_, '_, M> {
    /// Notes the edits that rewrite an expectation; of a line with values in it, that it is left.
    fn note(&mut self, edits: Result<Vec<bless::Edit>, String>) {
        let why = || Err("arguments or cells stand in the line".to_owned());
        let edits = if self.is_filled { why() } else { edits };
        self.noted.iter_mut().for_each(|noted| noted.note(&self.place, edits.clone()));
    }
}

type StepResult = Result<(), Box<Failure>>;

impl<C: ReplayCard> Player<'_, C> {
    /// Performs one step.
    pub(in crate::trace) fn step(&mut self, step: &TraceStep, round: &mut Round<'_, '_, C::Memory>) -> StepResult {
        if let TraceStep::Answer(expected) = step {
            let awaiting = self.awaiting.take();
            return match awaiting {
                Some(awaiting) => self.answer(expected, &awaiting, round),
                None => Err(self.impossible(&round.place, "nothing was asked that could be answered".to_owned())),
            };
        }
        self.settle(round)?;
        match step {
            TraceStep::Command(parts) => return self.command(parts, round),
            TraceStep::Assign(assignment) => {
                let octets = match &assignment.value {
                    Assigned::Octets(parts) => self.values.octets(parts),
                    Assigned::Terminal(value) => self.terminal.value(value, &self.values),
                };
                let octets = octets.map_err(|why| self.impossible(&round.place, why))?;
                self.values.set(assignment.name.clone(), octets);
            }
            TraceStep::Check(names) => return names.iter().try_for_each(|checked| self.check(checked, round)),
            TraceStep::Expect(facts) => return facts.iter().try_for_each(|expected| self.expect(expected, round)),
            TraceStep::Cut(cut) => return self.arm_cut(*cut, round),
            TraceStep::Show(parts) => {
                let values = self.values.shown(parts).map_err(|why| self.impossible(&round.place, why))?;
                let place = round.place.clone();
                round
                    .recording
                    .shown
                    .extend(values.into_iter().map(|value| ShownValue { place: place.clone(), ..value }));
            }
            TraceStep::Answer(_) => {}
            TraceStep::Tap(_) if self.link.simulated().is_none() => {
                return Err(self.impossible(&round.place, "a reader of contacts has no radio".to_owned()));
            }
            _ => self.circumstance(step, round),
        }
        Ok(())
    }

    /// Performs a step of power, interface or time.
    fn circumstance(&mut self, step: &TraceStep, round: &mut Round<'_, '_, C::Memory>) {
        let event = match step {
            TraceStep::Reset => {
                let atr = self.reset();
                self.await_atr(atr.clone(), round);
                RecordedEvent::Reset(atr)
            }
            TraceStep::PowerOn => {
                let atr = self.power_on();
                self.await_atr(atr.clone(), round);
                RecordedEvent::PowerOn(atr)
            }
            TraceStep::PowerOff => {
                self.link.power_off();
                RecordedEvent::PowerOff
            }
            TraceStep::Tap(distance_cm) => {
                self.way = Transport::Air { distance_cm: *distance_cm };
                RecordedEvent::Tap(*distance_cm)
            }
            TraceStep::Wait(seconds) => {
                self.values.clock.elapsed_s = self.values.clock.elapsed_s.saturating_add(*seconds);
                RecordedEvent::Wait(*seconds)
            }
            _ => {
                self.way = Transport::Contacts;
                RecordedEvent::Contact
            }
        };
        round.recording.events.push(event);
    }

    fn await_atr(&mut self, atr: Option<Vec<u8>>, round: &Round<'_, '_, C::Memory>) {
        self.awaiting = Some(Awaiting { command: None, answer: atr, place: round.place.clone() });
    }

    fn arm_cut(&mut self, cut: Cut, round: &mut Round<'_, '_, C::Memory>) -> StepResult {
        let write = u64::from(cut.write).saturating_sub(1);
        let Some(card) = self.link.simulated_mut() else {
            return Err(self.impossible(&round.place, "the power of a card in a reader cannot be cut".to_owned()));
        };
        card.memory_mut().arm(PowerCut::at_write(write, cut.tear));
        round.recording.events.push(RecordedEvent::Cut(cut));
        Ok(())
    }

    fn command(&mut self, parts: &[ValuePart], round: &mut Round<'_, '_, C::Memory>) -> StepResult {
        let command = self.values.command(parts).map_err(|why| self.impossible(&round.place, why))?;
        self.commands += 1;
        let situation = self.situation();
        let mut watched =
            WatchedLink { link: &mut self.link, watcher: round.watcher.as_deref_mut(), place: &round.place };
        let answer = reader::transmit(&mut watched, self.mode, situation, &command);
        self.silence = answer.as_ref().err().copied();
        if let Some(why) = self.silence.filter(|why| !is_silence_of_card(*why)) {
            return Err(self.impossible(&round.place, why.to_string()));
        }
        let answer = answer.ok();
        self.terminal.observe(&command, answer.as_deref().unwrap_or_default());
        let place = round.place.clone();
        let exchange = RecordedExchange { command: command.clone(), answer: answer.clone(), place: place.clone() };
        round.recording.events.push(RecordedEvent::Exchange(exchange));
        self.last = Some((command.clone(), answer.clone()));
        if let Some(fault) = self.link.simulated_mut().and_then(|card| card.entropy_mut().take_fault()) {
            return Err(self.impossible(&place, fault.to_string()));
        }
        self.awaiting = Some(Awaiting { command: Some(command), answer, place });
        Ok(())
    }

    /// Checks that a command without an answer line has succeeded.
    pub(super) fn settle(&mut self, round: &mut Round<'_, '_, C::Memory>) -> StepResult {
        let Some(Awaiting { command: Some(_), answer, place }) = self.awaiting.take() else {
            return Ok(());
        };
        if answer.as_ref().is_some_and(|answer| answer.ends_with(&[0x90, 0x00])) {
            return Ok(());
        }
        if let Some(noted) = &mut round.noted {
            noted.edits.push(bless::new_answer(&place, answer.as_deref()));
            return Ok(());
        }
        Err(self.refused(&place, answer))
    }

    /// Returns the diagnosis of the last command; `None` if its MAC or cryptogram was not refused.
    pub(in crate::trace) fn last_diagnosis(&self) -> Option<Diagnosis> {
        let (command, answer) = self.last.as_ref()?;
        self.terminal.diagnose_refused(command, *answer.as_ref()?.last_chunk::<2>()?)
    }

    /// Returns the failure of a command that did not succeed, and of which nothing else was expected.
    pub(in crate::trace) fn refused(&self, place: &TracePlace, answer: Option<Vec<u8>>) -> Box<Failure> {
        let expected = vec![Segment::Any, Segment::literal(&[0x90, 0x00])];
        let mut trouble = answer_trouble(".. 9000".to_owned(), &[expected], answer);
        if let FailureKind::Answer { is_implied, .. } = &mut trouble {
            *is_implied = true;
        }
        self.failure(place, trouble)
    }

    fn answer(
        &mut self,
        expected: &ExpectedAnswer,
        awaiting: &Awaiting,
        round: &mut Round<'_, '_, C::Memory>,
    ) -> StepResult {
        let parts = match (expected, &awaiting.answer) {
            (ExpectedAnswer::NoAnswer, None) => return Ok(()),
            (ExpectedAnswer::NoAnswer, Some(actual)) => {
                let TracePlace { source, span, .. } = &round.place;
                let edit = bless::value(source, *span, bless::answer_line(Some(actual)));
                return self.differs(round, "no answer".to_owned(), &[], awaiting, Ok(vec![edit]));
            }
            (ExpectedAnswer::Answer(parts), _) => parts,
        };
        let parts = self.expected(parts).map_err(|why| self.impossible(&round.place, why))?;
        let segments: Vec<Vec<Segment>> = parts.iter().map(|part| part.segments.clone()).collect();
        let pattern = whole(&segments);
        if let Some(name) = pattern.ambiguous() {
            let why =
                format!("how many octets `{name}` captures cannot be told, for what stands beside it is open too");
            return Err(self.impossible(&round.place, why));
        }
        if let Some(captures) = awaiting.answer.as_ref().and_then(|actual| pattern.captures(actual)) {
            captures.into_iter().for_each(|(name, octets)| self.values.set(name, octets));
            return Ok(());
        }
        let edits = match &awaiting.answer {
            _ if round.noted.is_none() => Ok(Vec::new()),
            Some(actual) => {
                bless::captured(&parts, actual).into_iter().for_each(|(name, octets)| self.values.set(name, octets));
                bless::answer(&round.place.source, &parts, actual)
            }
            None => bless::replaced(&round.place.source, &parts, "no answer"),
        };
        let written = match expected {
            ExpectedAnswer::Answer(parts) => {
                parts.iter().map(|part| part.piece.to_string()).collect::<Vec<_>>().join(" ")
            }
            ExpectedAnswer::NoAnswer => String::new(),
        };
        self.differs(round, written, &segments, awaiting, edits)
    }

    /// Returns the parts of an expected answer; for a part that names a column, those of the cell.
    fn expected(&self, parts: &[ValuePart]) -> Valued<Vec<bless::Expected>> {
        let mut expected = Vec::with_capacity(parts.len());
        for part in parts {
            let named = match &part.piece {
                Piece::Value(Expression::Name(name)) => self.values.cell(name).map(|cell| (name, cell)),
                _ => None,
            };
            let Some((column, cell)) = named else {
                let segments = self.values.segments(&part.piece)?;
                expected.push(bless::Expected { part: part.clone(), segments, cell: None });
                continue;
            };
            let sent = self.sent.contains(column);
            for part in cell.parts.iter().flatten() {
                let home = Home { span: cell.span, column: column.clone(), sent };
                let segments = self.values.segments(&part.piece)?;
                expected.push(bless::Expected { part: part.clone(), segments, cell: Some(home) });
            }
        }
        Ok(expected)
    }

    /// Treats an answer that is not the expected one: as a failure, or as something to rewrite.
    fn differs(
        &mut self,
        round: &mut Round<'_, '_, C::Memory>,
        expected: String,
        segments: &[Vec<Segment>],
        awaiting: &Awaiting,
        edits: Result<Vec<bless::Edit>, String>,
    ) -> StepResult {
        if round.noted.is_some() {
            round.note(edits);
            return Ok(());
        }
        if awaiting.command.is_none() {
            // An answer to reset has no status word at its end, and no command before it.
            let mut trouble = answer_trouble(expected, segments, awaiting.answer.clone());
            if let (FailureKind::Answer { groups, .. }, Some(actual)) = (&mut trouble, &awaiting.answer) {
                *groups = if segments.is_empty() { Vec::new() } else { whole(segments).beside_from_front(actual) };
            }
            let (place, answer) = (round.place.clone(), awaiting.answer.clone());
            return Err(Box::new(Failure { place, command: None, answer, reason: None, trouble, diagnosis: None }));
        }
        let trouble = answer_trouble(expected, segments, awaiting.answer.clone());
        let mut failure = self.failure(&round.place, trouble);
        if let (None, Some(command), Some(answer)) = (&failure.diagnosis, &awaiting.command, &awaiting.answer) {
            let expected = failure.trouble.expected().unwrap_or_default().replace(' ', "");
            let expected = hex::decode(expected).unwrap_or_default();
            failure.diagnosis = self.terminal.diagnose_internal(command, answer, &expected).map(Box::new);
        }
        Err(failure)
    }

    fn check(&mut self, checked: &Checked, round: &mut Round<'_, '_, C::Memory>) -> StepResult {
        let (kind, due) = self.terminal.due(checked.part).map_err(|why| self.impossible(&round.place, why))?;
        let actual = self.values.named(&checked.name).map_err(|why| self.impossible(&round.place, why))?;
        if due == actual {
            return Ok(());
        }
        let what = MismatchSubject::Computed { name: checked.name.clone(), kind, part: checked.part };
        let diagnosis = self.terminal.diagnose_part(checked.part, &actual).map(Box::new);
        let (expected, actual) = (hex::encode_upper(due), hex::encode_upper(actual));
        if round.noted.is_some() {
            round.note(Err(format!("{} is not what the terminal computes", checked.name)));
            return Ok(());
        }
        let failure = self.failure(&round.place, FailureKind::Value { what, expected, actual, refused: None });
        Err(Box::new(Failure { diagnosis, ..*failure }))
    }

    fn expect(&mut self, expected: &ExpectedFact, round: &mut Round<'_, '_, C::Memory>) -> StepResult {
        let fact = &expected.fact;
        let wanted = facts::resolved(fact, &self.values).map_err(|why| self.impossible(&round.place, why))?;
        let off = "the card has no power, and nothing can be seen of it";
        let Some(card) = self.link.simulated() else {
            self.unseen = self.unseen.saturating_add(1);
            return Ok(());
        };
        let state = card.state().ok_or(off);
        let state = state.map_err(|why| self.impossible(&round.place, why.to_owned()))?;
        let actual = facts::actual(&wanted, &state, card.last_refusal());
        if wanted == actual {
            return Ok(());
        }
        if round.noted.is_some() {
            let source = &round.place.source;
            let column = facts::column(fact);
            let cell = column.and_then(|name| self.values.cell(name));
            let span = match cell {
                Some(cell) => Some(cell.span),
                None => parse::facts::value_span(&source.text, expected.span),
            };
            let edits = match (span, column.filter(|name| self.sent.contains(*name))) {
                (_, Some(column)) => Err(bless::sent(column)),
                (None, None) => Err("its value is not found in the line".to_owned()),
                (Some(span), None) => {
                    let written = source.text.get(span.start..span.end).unwrap_or_default();
                    Ok(vec![bless::value(source, span, bless::fact_value(written, &actual))])
                }
            };
            round.note(edits);
            return Ok(());
        }
        let (what, expected, actual) = (MismatchSubject::CardState, wanted.to_string(), actual.to_string());
        let trouble = FailureKind::Value { what, expected, actual, refused: None };
        Err(self.failure(&round.place, trouble))
    }

    fn impossible(&self, place: &TracePlace, why: String) -> Box<Failure> {
        self.failure(place, FailureKind::Impossible(why))
    }

    /// Creates a failure with the last command, its answer, and the reason if the card refused.
    fn failure(&self, place: &TracePlace, trouble: FailureKind) -> Box<Failure> {
        let (command, answer) = self.last.clone().unzip();
        let answer = answer.flatten();
        let status = answer.as_deref().and_then(|answer| answer.last_chunk::<2>()).copied().unwrap_or([0x90, 0x00]);
        let refused = !matches!(status, [0x90 | 0x61 | 0x9F, _]);
        let refusal = self.link.simulated().and_then(Card::last_refusal);
        let removed = self.silence.filter(|why| *why == LinkError::Removed && answer.is_none() && command.is_some());
        let reason = refusal.filter(|_| refused).map(CardReason::Refusal);
        let reason = reason.or_else(|| removed.map(CardReason::Silence));
        let diagnosis = match (&trouble, &command) {
            (FailureKind::Answer { .. }, Some(command)) => self.terminal.diagnose_refused(command, status),
            _ => None,
        };
        let diagnosis = diagnosis.map(Box::new);
        Box::new(Failure { place: place.clone(), command, answer, reason, trouble, diagnosis })
    }
}

/// Returns whether the card gave no answer, and not the reader or whoever must allow the command. A trace may expect
/// that.
const fn is_silence_of_card(why: LinkError) -> bool {
    matches!(why, LinkError::Silent | LinkError::Removed)
}

fn answer_trouble(expected: String, segments: &[Vec<Segment>], actual: Option<Vec<u8>>) -> FailureKind {
    let expects_answer = !segments.is_empty();
    let groups = match &actual {
        Some(actual) if expects_answer => whole(segments).beside(actual),
        _ => Vec::new(),
    };
    FailureKind::Answer { expected, is_implied: false, groups, expects_answer, actual }
}
