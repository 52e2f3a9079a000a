//! One step of a trace.

use super::player::{Awaiting, Player};
use super::values::whole;
use super::{Before, Watcher, facts};
use crate::link::{InProcess, Link, NoAnswer, Radio, Situation, Supplied, Way};
use crate::memory::PowerCut;
use crate::reader;
use crate::trace::bless::{self, Edit};
use crate::trace::outcome::{Failure, Trouble};
use crate::trace::pattern::Segment;
use crate::trace::recording::{Event, Exchange, Place, Recording};
use crate::trace::syntax::{Assigned, Checked, Cut, Expected, Expression, Fact, Part, Piece, Span, Step};
use crate::trace::words;

/// What a step writes to, and where it stands.
pub(super) struct Round<'r, 'w, M> {
    pub(super) recording: &'r mut Recording,
    /// Where rewritings are noted, if expectations are to be rewritten.
    pub(super) edits: Option<&'r mut Vec<Edit>>,
    pub(super) watcher: Option<&'r mut (dyn Watcher<M> + 'w)>,
    pub(super) place: Place,
}

type Done = Result<(), Box<Failure>>;

impl<M: Supplied> Player<'_, M> {
    /// Does one step.
    pub(super) fn step(&mut self, step: &Step, round: &mut Round<'_, '_, M>) -> Done {
        if let Step::Answer(expected) = step {
            let awaiting = self.awaiting.take();
            return match awaiting {
                Some(awaiting) => self.answer(expected, &awaiting, round),
                None => Err(self.impossible(&round.place, "nothing was asked that could be answered".to_owned())),
            };
        }
        self.settle(round)?;
        match step {
            Step::Command(parts) => return self.command(parts, round),
            Step::Assign(assignment) => {
                let octets = match &assignment.value {
                    Assigned::Octets(parts) => self.values.octets(parts),
                    Assigned::Terminal(value) => self.terminal.value(value, &self.values),
                };
                let octets = octets.map_err(|why| self.impossible(&round.place, why))?;
                self.values.set(assignment.name.clone(), octets);
            }
            Step::Check(names) => return names.iter().try_for_each(|checked| self.check(checked, round)),
            Step::Expect(fact) => return self.expect(fact, round),
            Step::Cut(cut) => self.cut(*cut),
            Step::Answer(_) => {}
            _ => self.circumstance(step, round),
        }
        Ok(())
    }

    /// Power, interface and time.
    fn circumstance(&mut self, step: &Step, round: &mut Round<'_, '_, M>) {
        let event = match step {
            Step::Reset => {
                self.link.power_off();
                let atr = self.power_on();
                self.await_atr(atr.clone(), round);
                Event::Reset(atr)
            }
            Step::PowerOn => {
                let atr = self.power_on();
                self.await_atr(atr.clone(), round);
                Event::PowerOn(atr)
            }
            Step::PowerOff => {
                self.link.power_off();
                Event::PowerOff
            }
            Step::Tap(distance_cm) => {
                self.way = Way::Air { distance_cm: *distance_cm };
                Event::Tap(*distance_cm)
            }
            Step::Wait(seconds) => {
                self.values.clock.elapsed_s = self.values.clock.elapsed_s.saturating_add(*seconds);
                Event::Wait(*seconds)
            }
            _ => {
                self.way = Way::Contacts;
                Event::Contact
            }
        };
        round.recording.events.push(event);
    }

    fn await_atr(&mut self, atr: Option<Vec<u8>>, round: &Round<'_, '_, M>) {
        self.awaiting = Some(Awaiting { command: None, answer: atr, place: round.place.clone() });
    }

    fn cut(&mut self, cut: Cut) {
        let write = u64::from(cut.write).saturating_sub(1);
        self.link.card_mut().memory_mut().arm(PowerCut::at_write(write, cut.tear));
    }

    fn command(&mut self, parts: &[Part], round: &mut Round<'_, '_, M>) -> Done {
        let command = self.values.command(parts).map_err(|why| self.impossible(&round.place, why))?;
        self.commands += 1;
        let situation = self.situation();
        let mut watched = Watched { link: &mut self.link, watcher: round.watcher.as_deref_mut(), place: &round.place };
        // Nothing is lost: silence is all that there is to know.
        let answer = reader::transmit(&mut watched, self.mode, situation, &command).ok();
        self.terminal.observe(&command, answer.as_deref().unwrap_or_default());
        let place = round.place.clone();
        let exchange = Exchange { command: command.clone(), answer: answer.clone(), place: place.clone() };
        round.recording.events.push(Event::Exchange(exchange));
        self.last = Some((command.clone(), answer.clone()));
        if let Some(fault) = self.link.card_mut().entropy_mut().take_fault() {
            return Err(self.impossible(&place, fault.to_string()));
        }
        self.awaiting = Some(Awaiting { command: Some(command), answer, place });
        Ok(())
    }

    /// A command without an answer line must have succeeded.
    pub(super) fn settle(&mut self, round: &mut Round<'_, '_, M>) -> Done {
        let Some(Awaiting { command: Some(_), answer, place }) = self.awaiting.take() else {
            return Ok(());
        };
        if answer.as_ref().is_some_and(|answer| answer.ends_with(&[0x90, 0x00])) {
            return Ok(());
        }
        if let Some(noted) = &mut round.edits {
            noted.push(bless::new_answer(&place, answer.as_deref()));
            return Ok(());
        }
        let expected = vec![Segment::Any, Segment::literal(&[0x90, 0x00])];
        let trouble = answer_trouble(".. 9000 (it has no answer line)".to_owned(), &[expected], answer);
        Err(self.failure(&place, trouble))
    }

    fn answer(&mut self, expected: &Expected, awaiting: &Awaiting, round: &mut Round<'_, '_, M>) -> Done {
        let parts = match (expected, &awaiting.answer) {
            (Expected::NoAnswer, None) => return Ok(()),
            (Expected::NoAnswer, Some(actual)) => {
                return self.differs(round, "no answer".to_owned(), &[], awaiting, |line| {
                    vec![Edit { text: bless::answer_line(Some(actual)), ..line }]
                });
            }
            (Expected::Answer(parts), _) => parts,
        };
        let segments = self.values.pattern(parts).map_err(|why| self.impossible(&round.place, why))?;
        let written = parts.iter().map(|part| part.piece.to_string()).collect::<Vec<_>>().join(" ");
        let Some(actual) = &awaiting.answer else {
            return self.differs(round, written, &segments, awaiting, |line| {
                vec![Edit { text: bless::answer_line(None), ..line }]
            });
        };
        if let Some(captures) = whole(&segments).captures(actual) {
            captures.into_iter().for_each(|(name, octets)| self.values.set(name, octets));
            return Ok(());
        }
        let places: Vec<Span> = parts.iter().map(|part| self.cell_of(part).unwrap_or(part.span)).collect();
        self.differs(round, written, &segments, awaiting, |line| {
            bless::answer(&line.source, line.span, &places, &segments, actual)
        })
    }

    /// The place of the table's cell that a part stands for.
    fn cell_of(&self, part: &Part) -> Option<Span> {
        let Piece::Value(Expression::Name(name)) = &part.piece else {
            return None;
        };
        self.values.cell(name).map(|cell| cell.span)
    }

    /// An answer is not the expected one: a failure, or something to rewrite.
    fn differs(
        &mut self,
        round: &mut Round<'_, '_, M>,
        expected: String,
        segments: &[Vec<Segment>],
        awaiting: &Awaiting,
        edits: impl FnOnce(Edit) -> Vec<Edit>,
    ) -> Done {
        if let Some(noted) = &mut round.edits {
            let Place { source, span } = round.place.clone();
            noted.extend(edits(Edit { source, span, text: String::new() }));
            return Ok(());
        }
        let trouble = answer_trouble(expected, segments, awaiting.answer.clone());
        Err(self.failure(&round.place, trouble))
    }

    fn check(&mut self, checked: &Checked, round: &Round<'_, '_, M>) -> Done {
        let (kind, due) = self.terminal.due(checked.part).map_err(|why| self.impossible(&round.place, why))?;
        let actual = self.values.named(&checked.name).map_err(|why| self.impossible(&round.place, why))?;
        if due == actual {
            return Ok(());
        }
        let what = format!(
            "{}, which the terminal computes as {} {}",
            checked.name,
            words::transaction_name(kind),
            words::part_name(checked.part)
        );
        let (expected, actual) = (hex::encode_upper(due), hex::encode_upper(actual));
        Err(self.failure(&round.place, Trouble::Value { what, expected, actual }))
    }

    fn expect(&mut self, fact: &Fact, round: &mut Round<'_, '_, M>) -> Done {
        let wanted = facts::resolved(fact, &self.values).map_err(|why| self.impossible(&round.place, why))?;
        let off = "the card has no power, and nothing can be seen of it";
        let state = self.link.card().state().ok_or(off);
        let state = state.map_err(|why| self.impossible(&round.place, why.to_owned()))?;
        let actual = facts::actual(&wanted, &state, self.link.card().last_refusal());
        if wanted == actual {
            return Ok(());
        }
        if let Some(noted) = &mut round.edits {
            let Place { source, span } = round.place.clone();
            let cell = facts::column(fact).and_then(|name| self.values.cell(name));
            noted.push(match cell {
                Some(cell) => Edit { source, span: cell.span, text: facts::cell_text(&actual) },
                None => Edit { source, span, text: format!("expect {actual}") },
            });
            return Ok(());
        }
        let what = "the card's state".to_owned();
        let trouble = Trouble::Value { what, expected: wanted.to_string(), actual: actual.to_string() };
        Err(self.failure(&round.place, trouble))
    }

    fn impossible(&self, place: &Place, why: String) -> Box<Failure> {
        self.failure(place, Trouble::Impossible(why))
    }

    /// A failure with what the card was sent last, and why it refused that.
    fn failure(&self, place: &Place, trouble: Trouble) -> Box<Failure> {
        let (command, answer) = self.last.clone().unzip();
        let answer = answer.flatten();
        let status = answer.as_deref().and_then(|answer| answer.last_chunk::<2>()).copied().unwrap_or([0x90, 0x00]);
        let refused = !matches!(status, [0x90 | 0x61 | 0x9F, _]);
        let reason = self.link.card().last_refusal().filter(|_| refused).map(|refusal| refusal.to_string());
        Box::new(Failure { place: place.clone(), command, answer, reason, trouble })
    }
}

fn answer_trouble(expected: String, segments: &[Vec<Segment>], actual: Option<Vec<u8>>) -> Trouble {
    let expects_answer = !segments.is_empty();
    let groups = match &actual {
        Some(actual) if expects_answer => whole(segments).beside(actual),
        _ => Vec::new(),
    };
    Trouble::Answer { expected, groups, expects_answer, actual }
}

/// A link that shows every command to a watcher before the card gets it.
struct Watched<'l, 'w, M> {
    link: &'l mut Radio<InProcess<M>>,
    watcher: Option<&'l mut (dyn Watcher<M> + 'w)>,
    place: &'l Place,
}

impl<M: Supplied> Link for Watched<'_, '_, M> {
    fn power_on(&mut self) -> Result<Vec<u8>, NoAnswer> {
        self.link.power_on()
    }

    fn power_off(&mut self) {
        self.link.power_off();
    }

    fn exchange(&mut self, situation: Situation, command: &[u8]) -> Result<Vec<u8>, NoAnswer> {
        let hears = self.link.reaches(situation) && self.link.card().state().is_some();
        if let (Some(watcher), true) = (&mut self.watcher, hears) {
            let before = Before { surroundings: situation.surroundings(), command, place: self.place };
            watcher.before(self.link.card(), before);
        }
        self.link.exchange(situation, command)
    }
}
