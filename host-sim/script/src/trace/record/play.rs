//! Lines of the trace language in the shell: each is performed at once, and becomes a line of the session's trace.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::super::formats::{Reply, SessionExchange, SessionStep, literal};
use super::super::outcome::Failure;
use super::super::recording::Recording;
use super::super::syntax::{
    ExpectedAnswer, Include, LineContent, ProfileChoice, Trace, TraceLine, TraceSetting, TraceStep,
};
use super::super::{files, link, replay};
use super::desk::{Desk, DeskSettings};
use super::evaluate::{self, sentence};
use super::request::TypedLine;
use super::{LineResult, Shell, failed, say};
use crate::lang::procedure::Procedure;
use crate::lang::{Source, Span};
use sim_device::profile::Profile;

impl Shell {
    /// Performs a line of the trace language.
    pub(super) fn perform(&mut self, typed: &TypedLine) -> LineResult {
        match &typed.line.content {
            LineContent::Blank => match &typed.line.comment {
                Some(prose) => self.comment(typed, prose),
                None => LineResult::default(),
            },
            LineContent::Setting(setting) => self.set(setting, &typed.text),
            LineContent::Include(include) => self.include(include),
            LineContent::Procedure(procedure) => self.procedure(typed, procedure),
            LineContent::Call(_) | LineContent::Repeat(_) => self.block(typed),
            // Such a line stands in a table, which is played as a whole.
            LineContent::RowLine(_) => LineResult::default(),
            LineContent::Cases(cases) => self.table(typed, cases.rows.len()),
            LineContent::Step(step) => self.act(step, typed),
        }
    }

    fn comment(&mut self, typed: &TypedLine, prose: &str) -> LineResult {
        let after = self.now.clone();
        self.step(after, vec![typed.text.clone()], Some(SessionStep::Comment(prose.to_owned())));
        LineResult::default()
    }

    fn act(&mut self, step: &TraceStep, typed: &TypedLine) -> LineResult {
        match step {
            TraceStep::Command(parts) => match self.now.player.values.command(parts) {
                Ok(command) => self.exchange(command, Some(&typed.line)),
                Err(why) => failed(sentence(&why)),
            },
            TraceStep::Answer(expected) => self.compare(step, expected, typed),
            TraceStep::Assign(_)
            | TraceStep::Check(_)
            | TraceStep::Expect(_)
            | TraceStep::Show(_)
            | TraceStep::Cut(_) => self.statement(step, typed),
            TraceStep::Reset
            | TraceStep::PowerOff
            | TraceStep::PowerOn
            | TraceStep::Tap(_)
            | TraceStep::Contact
            | TraceStep::Wait(_) => self.circumstance(step, typed),
        }
    }

    /// Performs a step of power, interface or time.
    fn circumstance(&mut self, step: &TraceStep, typed: &TypedLine) -> LineResult {
        let mut after = self.now.clone();
        let atr = match after.play(step) {
            Ok(atr) => atr,
            Err(failure) => return self.refuse(failure),
        };
        let kept = match step {
            TraceStep::Reset => SessionStep::Reset { atr: atr.clone() },
            TraceStep::PowerOn => SessionStep::PowerOn { atr: atr.clone() },
            TraceStep::PowerOff => SessionStep::PowerOff,
            TraceStep::Tap(reach_cm) => SessionStep::Tap { reach_cm: Some(*reach_cm) },
            TraceStep::Wait(seconds) => SessionStep::Delay { ms: u64::from(*seconds).saturating_mul(1000) },
            _ => SessionStep::Contact,
        };
        let told = self.words_of_circumstance(step, atr.as_deref(), &after);
        let is_mute = after.player.silence.is_some() && self.card.linked().is_some();
        let mut lines = literal::step_lines(&kept);
        if let Some(first) = lines.first_mut() {
            first.clone_from(&typed.text);
        }
        match step {
            TraceStep::Reset | TraceStep::PowerOn => self.step_with_answer(after, lines, Some(kept)),
            _ => self.step(after, lines, Some(kept)),
        }
        if is_mute && matches!(step, TraceStep::Reset | TraceStep::PowerOn) { failed(told) } else { say(told) }
    }

    /// Returns what a step of power, interface or time has brought about.
    fn words_of_circumstance(&self, step: &TraceStep, atr: Option<&[u8]>, after: &Desk) -> String {
        let is_linked = self.card.linked().is_some();
        match (step, atr) {
            (TraceStep::Reset | TraceStep::PowerOn, Some(atr)) => {
                format!("< {}\n  answer to reset", hex::encode_upper(atr))
            }
            (TraceStep::Reset | TraceStep::PowerOn, None) => match after.player.silence.filter(|_| is_linked) {
                Some(why) => sentence(&why.to_string()),
                None => "The card does not come up.".to_owned(),
            },
            (TraceStep::PowerOff, _) => "The card is off.".to_owned(),
            (TraceStep::Tap(distance_cm), _) => self.tapped(*distance_cm),
            (TraceStep::Wait(seconds), _) if is_linked => {
                format!("{seconds} s have passed on the terminal's clock; the card's own goes by itself.")
            }
            (TraceStep::Wait(seconds), _) => format!("{seconds} s have passed."),
            _ => "From here on over the contacts.".to_owned(),
        }
    }

    fn tapped(&self, distance_cm: u16) -> String {
        let reach_cm = self.now.player.link.radio_reach_cm();
        match reach_cm.filter(|reach_cm| distance_cm > *reach_cm) {
            None => "From here on over the air.".to_owned(),
            Some(reach_cm) => format!("From here on over the air, out of the card's reach of {reach_cm} cm."),
        }
    }

    /// Performs a step that sends nothing.
    fn statement(&mut self, step: &TraceStep, typed: &TypedLine) -> LineResult {
        if let (Some(why), true) = (self.card.keyless(&self.now.settings), evaluate::has_computation(step)) {
            return failed(why.to_owned());
        }
        let mut after = self.now.clone();
        if let Err(failure) = after.play(step) {
            return self.refuse(failure);
        }
        let told = evaluate::result(&after.player, step);
        self.step(after, vec![typed.text.clone()], None);
        say(told)
    }

    /// Compares the last answer with an expected one, which then stands in the trace in its place.
    fn compare(&mut self, step: &TraceStep, expected: &ExpectedAnswer, typed: &TypedLine) -> LineResult {
        let mut after = self.now.clone();
        if let Err(failure) = after.play(step) {
            return self.refuse(failure);
        }
        let captured: Vec<String> = match expected {
            ExpectedAnswer::Answer(parts) => say::captures(parts, &after.player.values),
            ExpectedAnswer::NoAnswer => Vec::new(),
        };
        let line = after.answer_line.take();
        let before = line.and_then(|at| self.journal.replace(at, typed.text.clone()).map(|text| (at, text)));
        let lines = if before.is_some() { Vec::new() } else { vec![typed.text.clone()] };
        self.now.replaced = before;
        self.step(after, lines, None);
        say(if captured.is_empty() { "It holds.".to_owned() } else { captured.join("\n") })
    }

    /// Sends a command; `line` is that of the trace from which its octets were computed.
    pub(super) fn exchange(&mut self, command: Vec<u8>, line: Option<&TraceLine>) -> LineResult {
        let before = self.now.state();
        let mut after = self.now.clone();
        let sent = TraceStep::Command(vec![super::syntax::ValuePart::octets(&command)]);
        let reply = match after.play(&sent) {
            Ok(answer) => answer.map_or(Reply::Silence, Reply::Octets),
            Err(failure) => return self.fail_at_reader(&command, after.player.silence, failure),
        };
        let name = sim_explain::command(&command).name.to_string();
        let remark = line.and_then(|line| line.comment.clone()).unwrap_or_else(|| name.clone());
        let exchange =
            SessionExchange { command: command.clone(), answer: Some(reply.clone()), remark: Some(remark.clone()) };
        let kept = SessionStep::Exchange(exchange.clone());
        let mut lines = literal::step_lines(&kept);
        let mut shown = String::new();
        if let Some(line) = line {
            // The line as typed says where its octets come from; the answer is what came.
            if let Some(first) = lines.first_mut() {
                *first = line.clone().with_comment(remark).to_string();
            }
            if !is_literal(line) {
                shown = format!("> {}\n", hex::encode_upper(&command));
            }
        }
        self.step_with_answer(after, lines, Some(kept));
        let told = shown + &say::exchange(&command, &reply) + &self.now.consequences(&reply, before.as_ref());
        LineResult { exchange: Some(exchange), ..say(told) }
    }

    /// Changes the desk by a step, the last of whose lines is an answer of the card.
    fn step_with_answer(&mut self, mut after: Desk, lines: Vec<String>, kept: Option<SessionStep>) {
        let last = lines.len().checked_sub(1).filter(|last| *last > 0);
        after.answer_line = last.map(|last| after.end.saturating_add(self.prose.len()).saturating_add(last));
        self.step(after, lines, kept);
    }

    /// Returns what did not hold. The desk stays as it is, and keeps the reason.
    pub(super) fn refuse(&mut self, failure: Box<Failure>) -> LineResult {
        let told = sentence(&failure.trouble.summary());
        self.now.trouble = Some(Rc::from(failure));
        failed(told)
    }

    /// Makes another card with a setting of the header, and begins again. Random numbers may also be given during a
    /// session.
    fn set(&mut self, setting: &TraceSetting, text: &str) -> LineResult {
        if self.card.linked().is_some() {
            return self.set_terminal(setting, text);
        }
        match setting {
            TraceSetting::Random(_) if self.now.has_begun() => {
                let mut after = self.now.clone();
                after.player.begun = true;
                after.player.setting(setting, &mut Recording::default());
                self.step(after, vec![text.to_owned()], Some(SessionStep::Setting(text.to_owned())));
                say("The card draws these next.".to_owned())
            }
            TraceSetting::Seed(seed) => self.seed(*seed),
            TraceSetting::Profile(choice) => self.choose_profile(choice),
            _ => {
                let settings = self.now.settings.with(text);
                let what = if self.card.is_used() {
                    "The terminal knows it; the card is the one of the file"
                } else {
                    "The card has it"
                };
                self.begin_with(settings, what.to_owned())
            }
        }
    }

    /// Begins again with another seed, since that changes all random numbers.
    fn seed(&mut self, seed: u64) -> LineResult {
        let settings = DeskSettings { seed: Some(seed), ..self.now.settings.clone() };
        self.begin_with(settings, format!("Random numbers start from seed {seed}"))
    }

    /// Begins again with a card of another profile, and with what was set.
    pub(super) fn choose_profile(&mut self, choice: &ProfileChoice) -> LineResult {
        let (profile, name) = match choice {
            ProfileChoice::Default => (Ok(Profile::default()), "default".to_owned()),
            ProfileChoice::File { path, profile: Some(read) } => (Ok((**read).clone()), path.clone()),
            ProfileChoice::File { path, profile: None } => (Profile::choose(path), path.clone()),
        };
        let profile = match profile {
            Ok(profile) => profile,
            Err(error) => return failed(error.to_string()),
        };
        let line = TraceSetting::Profile(choice.clone()).to_string();
        let is_chosen = self.now.settings.first.contains(&line) || *self.now.settings.profile == profile;
        if is_chosen && !self.now.has_begun() {
            return say(format!("The profile is {name} already."));
        }
        if self.card.linked().is_some() {
            return failed("The card is the one in the reader; --profile says whose keys it has.".to_owned());
        }
        if self.card.is_used() {
            return failed("The card is the one of the file; --profile says whose keys it has.".to_owned());
        }
        let mut first = (*self.now.settings.first).clone();
        first.retain(|line| !line.starts_with("profile "));
        first.push(line);
        let settings = DeskSettings { profile: Rc::new(profile), first: Rc::new(first), ..self.now.settings.clone() };
        self.begin_with(settings, format!("The card is of the profile {name}"))
    }

    /// Begins a new trace with other settings.
    pub(super) fn begin_with(&mut self, settings: DeskSettings, told: String) -> LineResult {
        let has_begun = self.now.has_begun();
        self.journal.truncate(self.now.end);
        let after = match Desk::new(&self.card, settings, &mut self.journal) {
            Ok(after) => after,
            Err(why) => return failed(why),
        };
        self.step(after, Vec::new(), None);
        say(told + if has_begun { "; the card begins again, and `undo` brings back what was." } else { "." })
    }

    /// Performs the lines of another trace, as if they were typed.
    fn include(&mut self, include: &Include) -> LineResult {
        let path = Path::new(&include.path);
        let mut known = (*self.now.procedures).clone();
        let trace = match files::load_part(path, &mut known) {
            Ok(trace) => trace,
            Err(error) => return failed(error.to_string()),
        };
        self.now.procedures = Rc::new(known);
        self.perform_lines(&trace)
    }

    /// Makes a procedure known, which then stands in the trace.
    fn procedure(&mut self, typed: &TypedLine, procedure: &Procedure) -> LineResult {
        let mut known = (*self.now.procedures).clone();
        let source = Arc::new(Source::new("the session", typed.text.clone()));
        if let Err(mistake) = known.add(Span::NONE, procedure, &source) {
            return failed(sentence(&mistake.what));
        }
        let mut after = self.now.clone();
        after.procedures = Rc::new(known);
        self.step(after, vec![typed.text.clone()], None);
        say(format!("`{}` can be called.", procedure.name))
    }

    /// Performs the lines of a call or of a repetition, as if they were typed.
    fn block(&mut self, typed: &TypedLine) -> LineResult {
        let source = Arc::new(Source::new("the line", typed.text.clone()));
        let mut trace = Trace { source, lines: vec![typed.line.clone()] };
        let mut known = (*self.now.procedures).clone();
        if let Err(error) = link::link(&mut trace, &mut known, 1) {
            return failed(sentence(error.what()));
        }
        self.perform_lines(&trace)
    }

    /// Performs the lines of a trace, as if they were typed. The first that does not hold ends it.
    fn perform_lines(&mut self, trace: &Trace) -> LineResult {
        let mut told = Vec::new();
        for line in super::script::lines(trace) {
            let result = self.perform_typed(&line.typed);
            if let Some(why) = result.error {
                return failed(format!("{}\n{}: {why}", told.concat(), line.place).trim_start().to_owned());
            }
            told.push(format!("{}\n{}", line.typed.text, result.text));
        }
        say(told.concat())
    }

    /// Plays a table, each row on a fresh card that knows the names of this session.
    fn table(&mut self, typed: &TypedLine, rows: usize) -> LineResult {
        if self.card.linked().is_some() {
            return self.rows_on_link(typed);
        }
        if self.card.is_used() {
            return failed("A table plays on fresh cards, and this card is the one of a file.".to_owned());
        }
        let text = self.trace() + &typed.text + "\n";
        let trace = match super::super::parse("the session", &text) {
            Ok(trace) => trace,
            Err(error) => return failed(sentence(error.what())),
        };
        let options = replay::Options { profile: Some((*self.now.settings.profile).clone()), ..Default::default() };
        let outcome = replay::replay(&trace, &options);
        let mut told = String::new();
        let mut first = None;
        for result in outcome.results.iter().rev().take(rows).rev() {
            let title = result.title.as_deref().unwrap_or_default();
            match &result.failure {
                None => told.push_str(&format!("  ok      {title}\n")),
                Some(failure) => {
                    told.push_str(&format!("  FAILED  {title}\n          {}\n", failure.trouble.summary()));
                    first.get_or_insert_with(|| Rc::new(failure.clone()));
                }
            }
        }
        if first.is_some() {
            self.now.trouble = first;
            return failed(told);
        }
        let mut after = self.now.clone();
        after.asked = None;
        self.step(after, vec![typed.text.clone()], None);
        say(told)
    }
}

/// Returns whether the octets of a command are written out.
fn is_literal(line: &TraceLine) -> bool {
    match &line.content {
        LineContent::Step(TraceStep::Command(parts)) => literal::octets(parts).is_some(),
        _ => false,
    }
}
