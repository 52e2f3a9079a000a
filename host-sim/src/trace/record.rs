//! An APDU shell as a state machine: a typed line goes in, what to print and what to do comes out. Everything the shell
//! has done is one value, so that `undo` is going back to the value before. Nothing here reads or writes files or the
//! terminal; `cli/record.rs` does.
//!
//! What is typed becomes a trace as it goes: the lines so far are always a trace that replays. That is also how values
//! of the terminal get into a command (`{mac2}`): the lines are replayed with the new one behind them (`evaluate`).

use applet::{CardState, Refusal};

use super::formats::{Exchange, Reply, Step, literal};
use super::syntax;
use crate::explain;
use crate::link::{Chance, InProcess, Link, Radio, Situation, Way};
use crate::memory::Eeprom;
use crate::reader;

mod complete;
mod evaluate;
mod request;
mod say;
mod template;

pub use complete::{Suggestion, hint, suggestions};
pub use request::{Request, parse};
pub use template::{TEMPLATES, Template};

/// The shell.
#[derive(Clone, Debug)]
pub struct Shell {
    now: Desk,
    past: Vec<Desk>,
    fresh: Card,
    saved: Vec<String>,
}

/// Which card is on the desk when the shell starts.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its memory.
    pub memory: Eeprom,
    /// Where its random numbers start.
    pub seed: u64,
    /// Lines of a trace's header that bring the same card back.
    pub settings: Vec<String>,
}

/// Card, reader and what was done with them.
#[derive(Clone, Debug)]
struct Desk {
    link: Radio<InProcess<Eeprom>>,
    way: Way,
    powered: bool,
    uptime_s: u32,
    /// The trace so far: settings, then a line or two for every step.
    lines: Vec<String>,
    /// How many of the lines are settings.
    settings: usize,
}

/// What a line led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// What to print.
    pub text: String,
    /// What to do besides.
    pub effect: Option<Effect>,
}

/// What the caller has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write the session; the name as typed, if one was.
    Save(Option<String>),
    /// End.
    Quit,
}

impl Desk {
    fn new(card: &Card) -> Desk {
        let link = Radio::new(InProcess::new(card.memory.clone(), Chance::seeded(card.seed)));
        let mut lines = card.settings.clone();
        lines.push(format!("seed {}", card.seed));
        let settings = lines.len();
        Desk { link, way: Way::Contacts, powered: false, uptime_s: 0, lines, settings }
    }

    fn power_on(&mut self) -> Option<Vec<u8>> {
        self.uptime_s = 0;
        let atr = self.link.power_on();
        self.powered = atr.is_ok();
        // NoAnswer says nothing more than that there is none.
        atr.ok()
    }

    fn power_off(&mut self) {
        self.link.power_off();
        self.powered = false;
    }

    fn state(&self) -> Option<CardState> {
        self.link.card().state()
    }

    fn refusal(&self) -> Option<Refusal> {
        self.link.card().last_refusal()
    }
}

impl Shell {
    /// A shell with this card under power, as a trace begins.
    pub fn new(card: Card) -> Shell {
        let mut now = Desk::new(&card);
        now.power_on();
        Shell { saved: now.lines.clone(), now, past: Vec::new(), fresh: card }
    }

    /// What to print before the first line.
    pub fn greeting(&self) -> String {
        let state = self.now.state().map_or_else(|| "The card does not come up.".to_owned(), |state| say::card(&state));
        format!("{state}\nType a command in hexadecimal or by name, `help` for what else there is, Ctrl-D to leave.\n")
    }

    /// What stands before the cursor: how the card is reached.
    pub fn prompt(&self) -> String {
        match (self.now.powered, self.now.way) {
            (false, _) => "off".to_owned(),
            (true, Way::Contacts) => "card".to_owned(),
            (true, Way::Air { distance_cm }) => format!("tap {distance_cm} cm"),
        }
    }

    /// The card's memory as it is now.
    pub fn memory(&self) -> &Eeprom {
        self.now.link.card().memory()
    }

    /// What was done so far, as a trace.
    pub fn trace(&self) -> String {
        self.now.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Whether something was done that was not saved.
    pub fn is_unsaved(&self) -> bool {
        self.now.lines != self.saved && self.now.has_begun()
    }

    /// The trace was written.
    pub fn mark_saved(&mut self) {
        self.saved = self.now.lines.clone();
    }

    /// Does what a line says.
    pub fn line(&mut self, line: &str) -> Response {
        match parse(line) {
            Ok(request) => self.request(request),
            Err(why) => say(why),
        }
    }

    fn request(&mut self, request: Request) -> Response {
        match request {
            Request::Nothing => Response::default(),
            Request::Help(None) => say(say::help()),
            Request::Help(Some(word)) => say(say::help_on(&word)),
            Request::State => {
                say(self.now.state().map_or_else(|| self.silent(), |state| say::state(&state, self.now.refusal())))
            }
            Request::Log => say(self.now.state().map_or_else(|| self.silent(), |state| say::log(&state))),
            Request::Save(name) => Response { text: String::new(), effect: Some(Effect::Save(name)) },
            Request::Quit => Response { text: String::new(), effect: Some(Effect::Quit) },
            Request::Undo => self.undo(),
            Request::Seed(seed) => self.begin_again(seed),
            Request::Comment(text) => self.step(|desk| desk.record(&Step::Comment(text)), |_| String::new()),
            Request::Reset => self.reset(true),
            Request::PowerOn => self.reset(false),
            Request::PowerOff => self.step(Desk::do_power_off, |_| "The card is off.".to_owned()),
            Request::Contact => self.way(Way::Contacts, Step::Contact),
            Request::Tap(distance_cm) => self.way(Way::Air { distance_cm }, Step::Tap { reach_cm: Some(distance_cm) }),
            Request::Wait(seconds) => self.step(|desk| desk.wait(seconds), |_| format!("{seconds} s have passed.")),
            Request::Command(command) => self.exchange(command, None),
            Request::Computed(line) => match evaluate::command(&self.fresh, &self.now.lines, &line) {
                Ok(command) => self.exchange(command, Some(line)),
                Err(why) => say(why),
            },
            Request::Statement(line) => match evaluate::statement(&self.fresh, &self.now.lines, &line) {
                Ok(words) => self.step(|desk| desk.lines.push(line), |_| words),
                Err(why) => say(why),
            },
        }
    }

    /// Changes the desk and keeps what it was.
    fn step(&mut self, change: impl FnOnce(&mut Desk), words: impl FnOnce(&Desk) -> String) -> Response {
        self.past.push(self.now.clone());
        change(&mut self.now);
        say(words(&self.now))
    }

    fn silent(&self) -> String {
        if self.now.powered {
            "The card is mute; `reset` brings it back."
        } else {
            "The card is off; `power on` gives it power."
        }
        .to_owned()
    }

    fn undo(&mut self) -> Response {
        let Some(before) = self.past.pop() else { return say("There is nothing to undo.".to_owned()) };
        let undone = self.now.lines.get(before.lines.len()..).and_then(<[String]>::first).cloned();
        self.now = before;
        let words = |line: String| format!("Undone: {}", line.split_whitespace().collect::<Vec<_>>().join(" "));
        say(undone.map_or_else(|| "Undone: the new beginning.".to_owned(), words))
    }

    /// Another seed makes other random numbers from the first on, so the card begins again.
    fn begin_again(&mut self, seed: u64) -> Response {
        let card = Card { seed, ..self.fresh.clone() };
        let has_begun = self.now.has_begun();
        self.step(
            |desk| {
                *desk = Desk::new(&card);
                desk.power_on();
            },
            |_| match has_begun {
                false => format!("Random numbers start from seed {seed}."),
                true => {
                    format!("The card begins again, with random numbers from seed {seed}; `undo` brings back what was.")
                }
            },
        )
    }

    fn reset(&mut self, warm: bool) -> Response {
        let mut answer = None;
        self.step(
            |desk| {
                if warm {
                    desk.power_off();
                }
                answer = desk.power_on();
                let atr = answer.clone();
                desk.record(&if warm { Step::Reset { atr } } else { Step::PowerOn { atr } });
            },
            |_| String::new(),
        );
        say(match answer {
            Some(atr) => format!("< {}\n  answer to reset", hex::encode_upper(atr)),
            None => "The card does not come up.".to_owned(),
        })
    }

    fn way(&mut self, way: Way, step: Step) -> Response {
        self.step(
            |desk| {
                desk.way = way;
                desk.record(&step);
            },
            |desk| match way {
                Way::Contacts => "From here on over the contacts.".to_owned(),
                Way::Air { distance_cm } if distance_cm <= desk.link.reach_cm() => {
                    "From here on over the air.".to_owned()
                }
                Way::Air { .. } => {
                    format!("From here on over the air, out of the card's reach of {} cm.", desk.link.reach_cm())
                }
            },
        )
    }

    /// Sends a command; `typed` is the line as it was typed, if its octets were computed from it.
    fn exchange(&mut self, command: Vec<u8>, typed: Option<String>) -> Response {
        let before = self.now.state();
        let mut reply = Reply::Silence;
        let mut sent = String::new();
        let shown = command.clone();
        self.step(
            |desk| {
                reply = desk.exchange(&shown);
                desk.record_exchange(Exchange { command, answer: Some(reply.clone()), remark: None }, typed.as_deref());
            },
            |_| String::new(),
        );
        if typed.is_some() {
            sent = format!("> {}\n", hex::encode_upper(&shown));
        }
        say(sent + &say::exchange(&shown, &reply) + &self.now.consequences(&reply, before.as_ref()))
    }
}

impl Desk {
    fn has_begun(&self) -> bool {
        self.lines.len() > self.settings
    }

    /// Adds a step to the trace.
    fn record(&mut self, step: &Step) {
        self.lines.extend(literal::step_lines(step));
    }

    fn record_exchange(&mut self, exchange: Exchange, typed: Option<&str>) {
        let name = explain::command(&exchange.command).name.into_owned();
        let lines = literal::step_lines(&Step::Exchange(Exchange { remark: Some(name.clone()), ..exchange }));
        match typed {
            // The line as typed says where its octets come from; the answer is what came.
            Some(typed) => {
                let command = format!("{typed:<48}  # {name}");
                self.lines.extend([command].into_iter().chain(lines.into_iter().skip(1)));
            }
            None => self.lines.extend(lines),
        }
    }

    fn do_power_off(&mut self) {
        self.power_off();
        self.record(&Step::PowerOff);
    }

    fn wait(&mut self, seconds: u32) {
        self.uptime_s = self.uptime_s.saturating_add(seconds);
        self.record(&Step::Delay { ms: u64::from(seconds).saturating_mul(1000) });
    }

    fn exchange(&mut self, command: &[u8]) -> Reply {
        let situation = Situation { way: self.way, uptime_s: self.uptime_s };
        let answer = reader::transmit(&mut self.link, syntax::ReaderMode::Auto, situation, command);
        answer.map_or(Reply::Silence, Reply::Octets)
    }

    /// Why a command was refused, and what it changed.
    fn consequences(&self, reply: &Reply, before: Option<&CardState>) -> String {
        if *reply == Reply::Silence {
            let why = match (self.powered, self.way) {
                (false, _) => "the card is off; `power on` gives it power",
                (true, Way::Air { distance_cm }) if distance_cm > self.link.reach_cm() => "the card is out of reach",
                (true, _) => "the card is mute; `reset` brings it back",
            };
            return format!("\n  {why}");
        }
        let mut text = String::new();
        if let Some(refusal) = self.refusal().filter(|refusal| reply.octets().ends_with(&refusal.status().to_bytes())) {
            text.push_str(&format!("\n  refused: {}", refusal.words()));
        }
        if let (Some(before), Some(after)) = (before, self.state()) {
            text.push_str(&say::changes(before, &after));
        }
        text
    }
}

fn say(text: String) -> Response {
    Response { text: if text.is_empty() { text } else { text.trim_end().to_owned() + "\n" }, effect: None }
}

#[cfg(test)]
mod tests;
