//! APDU shell as a state machine: a typed line goes in, a text to print and an effect come out. Card, reader and
//! terminal are one value, the player of a replay, so that `undo` returns to the value before. Nothing here reads or
//! writes files or the terminal; `cli/record.rs` does.
//!
//! What is typed becomes a trace as it goes: the lines so far are always a trace that replays.

use std::collections::VecDeque;
use std::rc::Rc;

use super::formats::{Session, SessionExchange, SessionStep};
use super::replay::replay_card::ReplayCard as _;
use super::syntax;
use sim_device::link::{Link as _, Transport};
use sim_device::memory::Eeprom;

mod complete;
mod desk;
mod evaluate;
mod journal;
mod linked;
mod play;
mod report;
mod request;
mod row;
mod say;
mod script;
mod shell_card;
mod starting_card;
mod stepping;
mod template;
mod why;
mod words;

use desk::Desk;
use journal::Journal;

pub use complete::{Suggestion, hint};
pub use report::{CardReport, LineReport};
pub use request::{RequestError, ShellRequest, TypedLine, parse};
pub use script::{Script, ScriptLineError};
pub use starting_card::{DeskCard, LinkedCard, StartingCard};
pub use template::{TEMPLATES, Template};
pub use words::CardWords;

/// Greatest number of states kept for `undo`. To reach an earlier one, the session is played again.
const PAST_MAX: usize = 500;

/// APDU shell.
#[derive(Clone, Debug)]
pub struct Shell {
    now: Desk,
    past: VecDeque<Desk>,
    /// Lines that changed something, first to last, each with one state of the past.
    typed: Vec<String>,
    /// Line that is performed now.
    current: String,
    /// Lines of a table or of a continued line that is not complete yet.
    pending: Vec<String>,
    /// Lines of all traces that were begun, one trace after the other; the desk knows which are its own.
    journal: Journal,
    /// Trace that `step` performs; without lines if none was opened.
    script: Rc<Script>,
    /// Number of lines of the script that are performed now, prose included; 0 for a typed line.
    stride: usize,
    /// Prose of the script before the line that is performed.
    prose: Vec<String>,
    card: StartingCard,
    /// Number of steps so far, with those that were taken back.
    steps: u64,
    /// Number of the step after which the trace was saved; 0 before that.
    saved: u64,
}

/// Result of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineResult {
    /// Text to print.
    pub text: String,
    /// Effect besides the text; `None` if there is none.
    pub effect: Option<ShellEffect>,
    /// Reason for which the line had no effect or did not hold, in a sentence; `None` if it was done.
    pub error: Option<String>,
    /// Command that was sent, with its answer; `None` for any other line.
    pub exchange: Option<SessionExchange>,
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
    pub fn new(card: impl Into<StartingCard>) -> Result<Shell, ShellError> {
        let (card, mut journal) = (card.into(), Journal::default());
        let now = Desk::new(&card, card.settings(), &mut journal).map_err(ShellError)?;
        Ok(Shell {
            now,
            past: VecDeque::new(),
            typed: Vec::new(),
            current: String::new(),
            pending: Vec::new(),
            journal,
            script: Rc::default(),
            stride: 0,
            prose: Vec::new(),
            card,
            steps: 0,
            saved: 0,
        })
    }

    /// Returns the text to print before the first line.
    pub fn greeting(&self) -> String {
        let state = match (self.card.linked(), self.now.state()) {
            (Some(card), _) => say::linked(&card.place, self.now.player.atr()),
            (None, Some(state)) => say::card(&state),
            (None, None) => "The card does not come up.".to_owned(),
        };
        format!("{state}\nType a command in hexadecimal or by name, `help` for what else there is, Ctrl-D to leave.\n")
    }

    /// Returns the prompt, which says how the card is reached.
    pub fn prompt(&self) -> String {
        match (self.now.is_powered, self.now.player.way) {
            _ if !self.pending.is_empty() => "....".to_owned(),
            (false, _) => "off".to_owned(),
            (true, Transport::Contacts) => "card".to_owned(),
            (true, Transport::Air { distance_cm }) => format!("tap {distance_cm} cm"),
        }
    }

    /// Returns the card's memory as it is now; `None` for a card whose inside is not seen.
    pub fn memory(&self) -> Option<&Eeprom> {
        self.now.player.link.simulated().map(applet::Card::memory)
    }

    /// Takes the power from the card at the end of the session.
    pub fn power_off(&mut self) {
        self.now.player.link.power_off();
    }

    /// Returns the session so far as a trace.
    pub fn trace(&self) -> String {
        self.lines().iter().map(|line| format!("{line}\n")).collect()
    }

    /// Returns the lines of the trace, those of [`DeskCard::settings`] or [`LinkedCard::settings`] before all others.
    pub fn lines(&self) -> &[String] {
        self.journal.lines(self.now.first..self.now.end)
    }

    /// Returns the session so far, with what was sent and what came back.
    pub fn session(&self) -> Session {
        self.journal.session(self.now.first..self.now.end)
    }

    /// Returns what has crossed the card's line, from the answer to reset with which the card began.
    pub fn crossed(&self) -> Vec<SessionStep> {
        let session = self.session().steps.into_iter();
        let crossed = session.filter(|step| {
            matches!(step, SessionStep::PowerOn { .. } | SessionStep::Reset { .. } | SessionStep::Exchange(_))
        });
        // The session of a card behind a link tells the power-on itself.
        let began = self.card.linked().is_none();
        let power_on = began.then(|| SessionStep::PowerOn { atr: Some(self.now.player.atr().to_vec()) });
        power_on.into_iter().chain(crossed).collect()
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

    /// Performs a line. The lines of a table, and those that a `\\` continues, are performed with the last of them.
    pub fn line(&mut self, line: &str) -> LineResult {
        self.pending.push(line.to_owned());
        let text = self.pending.join("\n");
        let request = parse(&text);
        if request == Ok(ShellRequest::Incomplete) {
            return LineResult::default();
        }
        self.pending.clear();
        self.current = text;
        match request {
            Ok(request) => self.request(request),
            Err(error) => failed(error.to_string()),
        }
    }

    /// Performs a line of the trace language that was not typed.
    fn perform_typed(&mut self, typed: &TypedLine) -> LineResult {
        self.current.clone_from(&typed.text);
        self.perform(typed)
    }

    fn request(&mut self, request: ShellRequest) -> LineResult {
        if let Some(why) = self.refusal_of(&request) {
            return failed(why.to_owned());
        }
        match request {
            ShellRequest::Nothing | ShellRequest::Incomplete => LineResult::default(),
            ShellRequest::Help(None) => say(say::help() + if self.card.linked().is_some() { linked::HELP } else { "" }),
            ShellRequest::Help(Some(word)) => say(say::help_on(&word)),
            ShellRequest::State => match self.now.state() {
                Some(state) => say(say::state(&state, self.now.refusal())),
                None => failed(self.silent()),
            },
            ShellRequest::Log => match self.now.state() {
                Some(state) => say(say::log(&state)),
                None => failed(self.silent()),
            },
            ShellRequest::Why => self.why(),
            ShellRequest::Memory => {
                let rows = self.memory().map(|memory| sim_explain::image::dump(memory.image())).unwrap_or_default();
                say(rows.iter().map(|row| row.to_string().trim_end().to_owned() + "\n").collect())
            }
            ShellRequest::Save(name) => LineResult { effect: Some(ShellEffect::Save(name)), ..LineResult::default() },
            ShellRequest::Quit => LineResult { effect: Some(ShellEffect::Quit), ..LineResult::default() },
            ShellRequest::Undo => self.undo(),
            ShellRequest::Step(count) => self.step_script(count),
            ShellRequest::Continue => self.continue_script(),
            ShellRequest::List => self.list(),
            ShellRequest::Command(command) => self.exchange(command, None),
            ShellRequest::Line(typed) => self.perform(&typed),
        }
    }

    /// Changes the desk and keeps the former one. `lines` are what the trace says of the step, `kept` is the step of a
    /// session.
    fn step(&mut self, mut after: Desk, lines: Vec<String>, kept: Option<SessionStep>) {
        self.steps += 1;
        self.journal.truncate(after.end);
        for prose in std::mem::take(&mut self.prose) {
            after.end += 1;
            let comment = SessionStep::Comment(prose.trim_start_matches('#').trim().to_owned());
            self.journal.add(vec![prose], Some(comment));
        }
        after.end += lines.len();
        self.journal.add(lines, kept);
        after.step = self.steps;
        after.at = self.now.at + self.stride;
        after.trouble = None;
        self.typed.push(self.current.clone());
        self.past.push_back(std::mem::replace(&mut self.now, after));
        if self.past.len() > PAST_MAX {
            self.past.pop_front();
        }
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
        let Some(typed) = self.typed.pop() else { return failed("There is nothing to undo.".to_owned()) };
        let was = self.now.first..self.now.end;
        let undone = self.journal.lines(was).to_vec();
        if self.past.is_empty() {
            self.play_again();
        }
        let Some(mut before) = self.past.pop_back() else { return failed("There is nothing to undo.".to_owned()) };
        let began_again = before.first != self.now.first;
        if let Some((at, text)) = before.replaced.take() {
            self.journal.replace(at, text);
        }
        self.now = before;
        let kept = self.now.end.saturating_sub(self.now.first);
        let undone = undone.get(kept..).unwrap_or_default();
        let undone = undone.iter().find(|line| !line.starts_with('#')).or(undone.first());
        let undone = undone.unwrap_or(&typed).split_whitespace().collect::<Vec<_>>().join(" ");
        say(if began_again { "Undone: the new beginning.".to_owned() } else { format!("Undone: {undone}") })
    }

    /// Plays the session again, to reach steps before those that were kept.
    ///
    /// The line that is taken back is no longer among the typed lines; a step of its own stands for it.
    fn play_again(&mut self) {
        let Ok(mut again) = Shell::new(self.card.clone()) else { return };
        again.script = self.script.clone();
        self.typed.iter().for_each(|line| drop(again.line(line)));
        let now = again.now.clone();
        again.past.push_back(now);
        self.past = again.past;
        self.journal = again.journal;
    }
}

/// Returns the result of a line that was done.
fn say(text: String) -> LineResult {
    LineResult { text: ended(text), ..LineResult::default() }
}

/// Returns the result of a line that had no effect, or that did not hold.
fn failed(why: String) -> LineResult {
    LineResult { text: ended(why.clone()), error: Some(why), ..LineResult::default() }
}

/// Returns a text that ends its last line.
fn ended(text: String) -> String {
    if text.is_empty() { text } else { text.trim_end().to_owned() + "\n" }
}

#[cfg(test)]
mod tests;
