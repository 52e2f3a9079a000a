//! APDU shell as a state machine: a typed line goes in, a text to print and an effect come out. Card, reader and
//! terminal are one value, the player of a replay, so that `undo` returns to the value before. Nothing here reads or
//! writes files or the terminal; `cli/record.rs` does.
//!
//! What is typed becomes a trace as it goes: the lines so far are always a trace that replays.

use std::collections::VecDeque;
use std::rc::Rc;

use super::formats::{Reply, Session, SessionExchange, SessionStep, literal};
use super::syntax;
use sim_device::link::Transport;
use sim_device::memory::Eeprom;
use sim_device::profile::Profile;

mod complete;
mod desk;
mod evaluate;
mod journal;
mod request;
mod say;
mod template;

use desk::Desk;
use journal::Journal;

pub use complete::{Suggestion, hint, suggestions};
pub use request::{RequestError, ShellRequest, parse};
pub use template::{TEMPLATES, Template};

/// Greatest number of states kept for `undo`. To reach an earlier one, the session is played again.
const PAST_MAX: usize = 500;

/// APDU shell.
#[derive(Clone, Debug)]
pub struct Shell {
    now: Desk,
    past: VecDeque<Desk>,
    /// Typed lines that changed something, first to last.
    typed: Vec<String>,
    /// Lines of all traces that were begun, one trace after the other; the desk knows which are its own.
    journal: Journal,
    card: DeskCard,
    /// Number of steps so far, with those that were taken back.
    steps: u64,
    /// Number of the step after which the trace was saved; 0 before that.
    saved: u64,
}

/// Card that is on the desk when the shell starts.
#[derive(Clone, Debug)]
pub struct DeskCard {
    /// Memory of the card.
    pub memory: Eeprom,
    /// Seed of the card's random numbers.
    pub seed: u64,
    /// Lines of a trace's header that bring the same card back.
    pub settings: Vec<String>,
    /// Profile that the card was made from, with the terminal's keys.
    pub profile: Profile,
    /// Set if the card was there before; a setting then changes what the terminal knows, and not the card.
    pub is_used: bool,
    /// Reason for which the terminal does not have the card's keys; `None` if it has them.
    pub keyless: Option<String>,
}

/// Result of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineResult {
    /// Text to print.
    pub text: String,
    /// Effect besides the text; `None` if there is none.
    pub effect: Option<ShellEffect>,
}

/// Effect that the caller has to bring about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShellEffect {
    /// Writing of the session; the name as typed, or `None` if none was.
    Save(Option<String>),
    /// End of the shell.
    Quit,
}

/// Error of settings that make no card, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ShellError(String);

impl Shell {
    /// Creates a shell with this card under power, as a trace begins.
    pub fn new(card: DeskCard) -> Result<Shell, ShellError> {
        let mut journal = Journal::default();
        let now = Desk::new(&card, card.seed, Rc::default(), &mut journal).map_err(ShellError)?;
        Ok(Shell { now, past: VecDeque::new(), typed: Vec::new(), journal, card, steps: 0, saved: 0 })
    }

    /// Returns the text to print before the first line.
    pub fn greeting(&self) -> String {
        let state = self.now.state().map_or_else(|| "The card does not come up.".to_owned(), |state| say::card(&state));
        format!("{state}\nType a command in hexadecimal or by name, `help` for what else there is, Ctrl-D to leave.\n")
    }

    /// Returns the prompt, which says how the card is reached.
    pub fn prompt(&self) -> String {
        match (self.now.is_powered, self.now.player.way) {
            (false, _) => "off".to_owned(),
            (true, Transport::Contacts) => "card".to_owned(),
            (true, Transport::Air { distance_cm }) => format!("tap {distance_cm} cm"),
        }
    }

    /// Returns the card's memory as it is now.
    pub fn memory(&self) -> &Eeprom {
        self.now.player.link.card().memory()
    }

    /// Returns the session so far as a trace.
    pub fn trace(&self) -> String {
        self.lines().iter().map(|line| format!("{line}\n")).collect()
    }

    /// Returns the lines of the trace, those of [`DeskCard::settings`] before all others.
    pub fn lines(&self) -> &[String] {
        self.journal.lines(self.now.first..self.now.end)
    }

    /// Returns the session so far, with what was sent and what came back.
    pub fn session(&self) -> Session {
        self.journal.session(self.now.first..self.now.end)
    }

    /// Returns a number that tells this trace from the others that were begun.
    pub fn beginning(&self) -> usize {
        self.now.first
    }

    /// Returns whether something was done that was not saved.
    pub fn is_unsaved(&self) -> bool {
        self.now.step != self.saved && self.has_begun()
    }

    /// Returns whether anything was done.
    pub fn has_begun(&self) -> bool {
        self.now.has_begun()
    }

    /// Marks the trace as saved.
    pub fn mark_saved(&mut self) {
        self.saved = self.now.step;
    }

    /// Performs what a line says.
    pub fn line(&mut self, line: &str) -> LineResult {
        let before = self.steps;
        let response = match parse(line) {
            Ok(request) => self.request(request),
            Err(error) => say(error.to_string()),
        };
        if self.steps > before {
            self.typed.push(line.to_owned());
        }
        response
    }

    fn request(&mut self, request: ShellRequest) -> LineResult {
        match request {
            ShellRequest::Nothing => LineResult::default(),
            ShellRequest::Help(None) => say(say::help()),
            ShellRequest::Help(Some(word)) => say(say::help_on(&word)),
            ShellRequest::State => {
                say(self.now.state().map_or_else(|| self.silent(), |state| say::state(&state, self.now.refusal())))
            }
            ShellRequest::Log => say(self.now.state().map_or_else(|| self.silent(), |state| say::log(&state))),
            ShellRequest::Save(name) => LineResult { text: String::new(), effect: Some(ShellEffect::Save(name)) },
            ShellRequest::Quit => LineResult { text: String::new(), effect: Some(ShellEffect::Quit) },
            ShellRequest::Undo => self.undo(),
            ShellRequest::Seed(seed) => self.begin_again(seed),
            ShellRequest::Comment(text) => self.keep(&SessionStep::Comment(text), None, String::new()),
            ShellRequest::Reset => self.power(&syntax::TraceStep::Reset),
            ShellRequest::PowerOn => self.power(&syntax::TraceStep::PowerOn),
            ShellRequest::PowerOff => {
                let said = "The card is off.".to_owned();
                self.keep(&SessionStep::PowerOff, Some(&syntax::TraceStep::PowerOff), said)
            }
            ShellRequest::Contact => {
                let said = "From here on over the contacts.".to_owned();
                self.keep(&SessionStep::Contact, Some(&syntax::TraceStep::Contact), said)
            }
            ShellRequest::Tap(distance_cm) => self.tap(distance_cm),
            ShellRequest::Wait(seconds) => {
                let step = SessionStep::Delay { ms: u64::from(seconds).saturating_mul(1000) };
                self.keep(&step, Some(&syntax::TraceStep::Wait(seconds)), format!("{seconds} s have passed."))
            }
            ShellRequest::Command(command) => self.exchange(command, None),
            ShellRequest::Computed(line) => match evaluate::command(&self.now.player, &line) {
                Ok(command) => self.exchange(command, Some(line)),
                Err(why) => say(why),
            },
            ShellRequest::Statement(line) => self.state_of(line),
            ShellRequest::Setting(line) => self.set(line),
        }
    }

    /// Changes the desk and keeps the former one. `lines` are what the trace says of the step, `kept` is the step of a
    /// session.
    fn step(&mut self, mut after: Desk, lines: Vec<String>, kept: Option<SessionStep>) {
        self.steps += 1;
        self.journal.truncate(after.end);
        after.end += lines.len();
        self.journal.add(lines, kept);
        after.step = self.steps;
        self.past.push_back(std::mem::replace(&mut self.now, after));
        if self.past.len() > PAST_MAX {
            self.past.pop_front();
        }
    }

    /// Plays a step that cannot fail, and adds the step to the trace.
    fn keep(&mut self, kept: &SessionStep, step: Option<&syntax::TraceStep>, said: String) -> LineResult {
        let mut after = self.now.clone();
        if let Some(Err(why)) = step.map(|step| after.play(step)) {
            return say(why);
        }
        self.step(after, literal::step_lines(kept), Some(kept.clone()));
        say(said)
    }

    fn silent(&self) -> String {
        if self.now.is_powered {
            "The card is mute; `reset` brings it back."
        } else {
            "The card is off; `power on` gives it power."
        }
        .to_owned()
    }

    fn undo(&mut self) -> LineResult {
        if self.typed.pop().is_none() {
            return say("There is nothing to undo.".to_owned());
        }
        let was = self.now.first..self.now.end;
        let undone = self.journal.lines(was).to_vec();
        if self.past.is_empty() {
            self.play_again();
        }
        let Some(before) = self.past.pop_back() else { return say("There is nothing to undo.".to_owned()) };
        let began_again = before.first != self.now.first;
        self.now = before;
        let kept = self.now.end.saturating_sub(self.now.first);
        let undone = undone.get(kept..).and_then(<[String]>::first).filter(|_| !began_again);
        let words = |line: &String| format!("Undone: {}", line.split_whitespace().collect::<Vec<_>>().join(" "));
        say(undone.map_or_else(|| "Undone: the new beginning.".to_owned(), words))
    }

    /// Plays the session again, to reach steps before those that were kept.
    ///
    /// The line that is taken back is no longer among the typed lines; a step of its own stands for it.
    fn play_again(&mut self) {
        let Ok(mut again) = Shell::new(self.card.clone()) else { return };
        self.typed.iter().for_each(|line| drop(again.line(line)));
        let now = again.now.clone();
        again.past.push_back(now);
        self.past = again.past;
        self.journal = again.journal;
    }

    /// Begins again with another seed, since that changes all random numbers.
    fn begin_again(&mut self, seed: u64) -> LineResult {
        let has_begun = self.now.has_begun();
        let (settings, first) = (self.now.settings.clone(), self.now.end);
        self.journal.truncate(first);
        let after = match Desk::new(&self.card, seed, settings, &mut self.journal) {
            Ok(after) => after,
            Err(why) => return say(why),
        };
        self.step(after, Vec::new(), None);
        say(match has_begun {
            false => format!("Random numbers start from seed {seed}."),
            true => {
                format!("The card begins again, with random numbers from seed {seed}; `undo` brings back what was.")
            }
        })
    }

    /// Makes another card with a setting of the header, and begins again. Random numbers may also be given during a
    /// session.
    fn set(&mut self, line: String) -> LineResult {
        if line.starts_with("profile") {
            return say("The profile is chosen when the shell starts: rfid-sim record --profile FILE.".to_owned());
        }
        let has_begun = self.now.has_begun();
        if has_begun && line.starts_with("random") {
            let mut after = self.now.clone();
            return match evaluate::give(&mut after.player, &line) {
                Ok(()) => {
                    let setting = SessionStep::Setting(line.clone());
                    self.step(after, vec![line], Some(setting));
                    say("The card draws these next.".to_owned())
                }
                Err(why) => say(why),
            };
        }
        let mut settings = (*self.now.settings).clone();
        settings.push(line);
        self.journal.truncate(self.now.end);
        let after = match Desk::new(&self.card, self.now.seed, Rc::new(settings), &mut self.journal) {
            Ok(after) => after,
            Err(why) => return say(why),
        };
        self.step(after, Vec::new(), None);
        let what = if self.card.is_used {
            "The terminal knows it; the card is the one of the file"
        } else {
            "The card has it"
        };
        let again = if has_begun { " and begins again; `undo` brings back what was" } else { "" };
        say(format!("{what}{again}."))
    }

    fn power(&mut self, step: &syntax::TraceStep) -> LineResult {
        let mut after = self.now.clone();
        let atr = match after.play(step) {
            Ok(atr) => atr,
            Err(why) => return say(why),
        };
        let kept = match step {
            syntax::TraceStep::Reset => SessionStep::Reset { atr: atr.clone() },
            _ => SessionStep::PowerOn { atr: atr.clone() },
        };
        self.step(after, literal::step_lines(&kept), Some(kept));
        say(match atr {
            Some(atr) => format!("< {}\n  answer to reset", hex::encode_upper(atr)),
            None => "The card does not come up.".to_owned(),
        })
    }

    fn tap(&mut self, distance_cm: u16) -> LineResult {
        let reach_cm = self.now.player.link.radio_reach_cm();
        let said = match reach_cm.filter(|reach_cm| distance_cm > *reach_cm) {
            None => "From here on over the air.".to_owned(),
            Some(reach_cm) => format!("From here on over the air, out of the card's reach of {reach_cm} cm."),
        };
        let step = SessionStep::Tap { reach_cm: Some(distance_cm) };
        self.keep(&step, Some(&syntax::TraceStep::Tap(distance_cm)), said)
    }

    /// Performs a line of the trace language that sends nothing.
    fn state_of(&mut self, line: String) -> LineResult {
        let mut after = self.now.clone();
        after.player.begun = true;
        if let (Some(why), true) = (&self.card.keyless, evaluate::has_computation(&line)) {
            return say(why.clone());
        }
        match evaluate::statement(&mut after.player, &line) {
            Ok(words) => {
                self.step(after, vec![line], None);
                say(words)
            }
            Err(why) => say(why),
        }
    }

    /// Sends a command; `typed` is the line as it was typed, if its octets were computed from it.
    fn exchange(&mut self, command: Vec<u8>, typed: Option<String>) -> LineResult {
        let before = self.now.state();
        let mut after = self.now.clone();
        let sent = syntax::TraceStep::Command(vec![syntax::ValuePart::octets(&command)]);
        let reply = match after.play(&sent) {
            Ok(answer) => answer.map_or(Reply::Silence, Reply::Octets),
            Err(why) => return say(why),
        };
        let name = sim_explain::command(&command).name.to_string();
        let exchange =
            SessionExchange { command: command.clone(), answer: Some(reply.clone()), remark: Some(name.clone()) };
        let kept = SessionStep::Exchange(exchange);
        let mut lines = literal::step_lines(&kept);
        let mut shown = String::new();
        if let Some(typed) = typed {
            // The line as typed says where its octets come from; the answer is what came.
            if let Some(first) = lines.first_mut() {
                *first = format!("{typed:<48}  # {name}");
            }
            shown = format!("> {}\n", hex::encode_upper(&command));
        }
        self.step(after, lines, Some(kept));
        say(shown + &say::exchange(&command, &reply) + &self.now.consequences(&reply, before.as_ref()))
    }
}

fn say(text: String) -> LineResult {
    LineResult { text: if text.is_empty() { text } else { text.trim_end().to_owned() + "\n" }, effect: None }
}

#[cfg(test)]
mod tests;
