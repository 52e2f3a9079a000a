//! The handset as a value: what the card's answers make it send next, what it shows, and what a person's doings make of
//! it. It owns no clock and no card: time is given to it, and APDUs go in and out, so that a state can be kept, compared
//! and taken up again.
//!
//! The loop around it: send what [`Handset::sends`] gives, tell it the answer with [`Handset::hears`], until nothing is
//! to be sent; show [`Handset::screen`]; then [`Handset::act`] or [`Handset::wait`].

use std::collections::VecDeque;

use applet::wire::proactive::{CommandDetails, Device, Event, GeneralResult, ObjectTag};
use applet::wire::tlv::{Ber, Objects};

use crate::stk::command::Action;
use crate::stk::content::{Empty, Octets, Outcome, TimerValue};
use crate::stk::envelope::{Body as EnvelopeBody, EventDownload, MenuSelection, TimerExpiration};
use crate::stk::{Envelope, Message, Object, ProactiveCommand, TerminalResponse, Value, command, judge};

mod act;
mod instruction;
mod local;
mod model;
mod screen;
mod silent;
mod surroundings;
mod timers;

pub use act::Act;
pub use model::{Model, Patience, Speech};
pub use screen::{Body, Choice, Field, Screen, Typing};
pub use silent::{Sent, Standing};
pub use surroundings::Surroundings;
pub use timers::{TIMERS, Timers};

use act::{Current, Reply};

/// The grain of time: a time-out is noticed when this much more has passed.
const STEP_MS: u32 = 100;

/// What an APDU that was sent was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Errand {
    Fetch,
    Response,
    TimerExpiration(u8),
    Other,
}

/// A text that stays on the screen after its command was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lingering {
    screen: Screen,
    left_ms: Option<u32>,
}

/// A handset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handset {
    /// What is around it.
    pub surroundings: Surroundings,
    model: Model,
    speech: Speech,
    standing: Standing,
    timers: Timers,
    due: VecDeque<(Errand, Vec<u8>)>,
    sent: Option<Errand>,
    current: Option<Current>,
    lingering: Option<Lingering>,
    menu_open: bool,
    in_session: bool,
    since_poll_ms: u32,
    reset_wanted: bool,
}

impl Handset {
    /// A handset whose card has just been powered on: it begins with TERMINAL PROFILE.
    pub fn new(model: Model, speech: Speech, surroundings: Surroundings) -> Handset {
        let mut handset = Handset {
            surroundings,
            model,
            speech,
            standing: Standing::default(),
            timers: Timers::default(),
            due: VecDeque::new(),
            sent: None,
            current: None,
            lingering: None,
            menu_open: false,
            in_session: false,
            since_poll_ms: 0,
            reset_wanted: false,
        };
        handset.powered_on();
        handset
    }

    /// The card was powered on, for the first time or again: what it had set up is gone, and it is told what the handset
    /// can do. What went out stays remembered.
    pub fn powered_on(&mut self) {
        self.standing = Standing { sent: std::mem::take(&mut self.standing.sent), ..Standing::default() };
        (self.timers, self.current, self.lingering, self.sent) = (Timers::default(), None, None, None);
        (self.menu_open, self.in_session, self.reset_wanted, self.since_poll_ms) = (false, false, false, 0);
        self.due.clear();
        let profile = self.model.profile();
        self.due(Errand::Other, instruction::TERMINAL_PROFILE, &profile);
    }

    /// Whether the card asked by REFRESH to be reset: power it off and on and say so with [`Handset::powered_on`].
    pub const fn wants_reset(&self) -> bool {
        self.reset_wanted
    }

    /// What kind of phone it is.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// What the card has set up, and what was sent for it.
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The timers.
    pub const fn timers(&self) -> &Timers {
        &self.timers
    }

    /// The APDU that is to be sent now; its answer goes to [`Handset::hears`] before the next is asked for.
    pub fn sends(&mut self) -> Option<Vec<u8>> {
        let (errand, apdu) = self.due.pop_front()?;
        self.sent = Some(errand);
        Some(apdu)
    }

    /// The whole answer to what was sent last, or to a command that someone else sent to the card: data and status word.
    pub fn hears(&mut self, answer: &[u8]) {
        let errand = self.sent.take();
        let (data, status) = answer.split_last_chunk::<2>().unwrap_or((&[], &[0, 0]));
        match (errand, *status) {
            (Some(Errand::Fetch), [0x90 | 0x91, _]) => return self.takes(data),
            (Some(Errand::TimerExpiration(timer)), [0x93, 0x00]) => self.timers.again(timer),
            (Some(Errand::TimerExpiration(timer)), _) => self.timers.heard(timer),
            _ => {}
        }
        match *status {
            [0x91, length] if !self.is_engaged() => {
                self.in_session = true;
                let class = self.speech.class();
                self.due.push_front((Errand::Fetch, vec![class, instruction::FETCH, 0x00, 0x00, length]));
            }
            // One command at a time: the card says 91xx again when this one is answered.
            [0x91, _] => {}
            _ if matches!(errand, Some(Errand::Fetch | Errand::Response)) => self.session_over(),
            _ => {}
        }
    }

    /// Time passes, until something is to be sent; gives how many milliseconds of it did.
    pub fn wait(&mut self, ms: u32) -> u32 {
        let mut passed = 0;
        while passed < ms && self.due.is_empty() {
            let step = STEP_MS.min(ms - passed);
            self.passes(step);
            passed += step;
        }
        passed
    }

    /// What the person sees.
    pub fn screen(&self) -> Screen {
        if let Some(current) = &self.current {
            return current.screen.clone();
        }
        if let Some(lingering) = &self.lingering {
            return lingering.screen.clone();
        }
        if self.in_session {
            return Screen::plain(Body::Waiting, "");
        }
        match &self.standing.menu {
            Some(menu) if self.menu_open => menu.clone(),
            _ => self.standing.idle.clone().unwrap_or_else(|| Screen::plain(Body::Idle, "")),
        }
    }

    /// Whether the card's main menu can be opened now.
    pub fn has_menu(&self) -> bool {
        self.standing.menu.is_some() && !self.in_session && self.current.is_none()
    }

    /// Whether a command is under way between 91xx and the answer to it.
    fn is_engaged(&self) -> bool {
        let under_way = |(errand, _): &(Errand, Vec<u8>)| matches!(errand, Errand::Fetch | Errand::Response);
        self.current.is_some() || self.due.iter().any(under_way)
    }

    /// Puts an APDU with data behind those that wait. Data that no APDU holds is not sent.
    fn due(&mut self, errand: Errand, instruction: u8, data: &[u8]) -> bool {
        let apdu = self.apdu(instruction, data);
        let fits = apdu.is_some();
        self.due.extend(apdu.map(|apdu| (errand, apdu)));
        fits
    }

    fn apdu(&self, instruction: u8, data: &[u8]) -> Option<Vec<u8>> {
        let length = u8::try_from(data.len()).ok()?;
        let mut apdu = vec![self.speech.class(), instruction, 0x00, 0x00, length];
        apdu.extend_from_slice(data);
        Some(apdu)
    }

    /// Sends an envelope as soon as it can be.
    fn tells(&mut self, errand: Errand, source: Device, body: EnvelopeBody) -> bool {
        let octets = Envelope::new(source, body).emit();
        octets.is_ok_and(|octets| self.due(errand, instruction::ENVELOPE, &octets))
    }

    /// A command was fetched.
    fn takes(&mut self, octets: &[u8]) {
        self.menu_open = false;
        let command = match command::parse(octets) {
            Ok(command) => command,
            Err(_) => return self.cannot_read(octets),
        };
        let details = command.details.value;
        if let Some(result) = judge::refusal(&command) {
            return self.responds(details, Reply::of(result));
        }
        if !details.command().is_some_and(|command| self.model.can(command)) {
            return self.responds(details, Reply::of(GeneralResult::NotCapable));
        }
        // A reset leaves nothing to be answered (TS 102 223 §6.4.7).
        if matches!(command.action, Action::Refresh(_)) && details.qualifier == 0x04 {
            self.reset_wanted = true;
            return;
        }
        if let Some(reply) = self.answers_alone(&command) {
            return self.responds(details, reply);
        }
        self.shows(command);
    }

    /// A command that waits for the person.
    fn shows(&mut self, command: ProactiveCommand) {
        let details = command.details.value;
        let Some(screen) = Screen::of(&command) else {
            return self.responds(details, Reply::of(GeneralResult::NotCapable));
        };
        self.lingering = None;
        match &command.action {
            Action::DisplayText(text) => {
                if self.surroundings.screen_busy && !screen.urgent {
                    return self.responds(details, Reply::screen_busy());
                }
                if text.immediate_response.is_some() {
                    let asked = text.duration.as_ref().map(|duration| act::milliseconds(duration.value));
                    let passing = (screen.body == Body::Text { stays: false }).then_some(self.model.patience.lingering);
                    let reply = self.success(&command, Vec::new());
                    self.lingering = Some(Lingering { screen, left_ms: asked.or(passing) });
                    return self.responds(details, reply);
                }
            }
            Action::PlayTone(_) if !screen.body.is_playable() => {
                return self.responds(details, Reply::of(GeneralResult::NotCapable));
            }
            Action::SetupCall(_) => {
                if let Some(refusal) = self.no_call(details.qualifier) {
                    return self.responds(details, refusal);
                }
            }
            _ => {}
        }
        self.current = Some(Current::new(command, screen, &self.model.patience));
    }

    /// Octets that are no command: answered to the command details, if these can be read (TS 102 223 §6.10.6).
    fn cannot_read(&mut self, octets: &[u8]) {
        let inside = Ber::parse(octets).map_or(octets.get(2..).unwrap_or(&[]), |(outer, _)| outer.value);
        let number = u16::from(ObjectTag::CommandDetails.code());
        let mut readable = Objects::new(inside).map_while(Result::ok);
        let details = readable.find(|object| object.tag.number == number);
        match details.and_then(|details| CommandDetails::parse(details.value)) {
            Some(details) => self.responds(details, Reply::of(GeneralResult::DataNotUnderstood)),
            None => {
                let details = CommandDetails { number: 0, kind: 0, qualifier: 0 };
                self.responds(details, Reply::of(GeneralResult::MinimumNotMet));
            }
        }
    }

    /// Answers a command; an answer that no APDU holds goes without its data.
    fn responds(&mut self, details: CommandDetails, reply: Reply) {
        let bare = Reply { outcome: reply.outcome.clone(), data: Vec::new() };
        let apdu = self.response(details, reply).or_else(|| self.response(details, bare));
        self.current = None;
        if let Some(apdu) = apdu {
            self.due.push_front((Errand::Response, apdu));
        }
    }

    fn response(&self, details: CommandDetails, reply: Reply) -> Option<Vec<u8>> {
        let response = TerminalResponse::new(details, reply.outcome, reply.data);
        self.apdu(instruction::TERMINAL_RESPONSE, &response.emit().ok()?)
    }

    /// Done; said otherwise where the command has an icon and the phone shows none.
    fn success(&self, command: &ProactiveCommand, data: Vec<Object>) -> Reply {
        let message: Message = command.message();
        let has_icon = [ObjectTag::Icon, ObjectTag::ItemIcons].iter().any(|tag| message.values(*tag).next().is_some());
        let result = if has_icon && !self.model.icons { GeneralResult::NoIcon } else { GeneralResult::Success };
        Reply { outcome: Outcome::of(result), data }
    }

    fn session_over(&mut self) {
        self.in_session = false;
        if self.screen().body == Body::Idle {
            self.event(Event::IdleScreenAvailable);
        }
    }

    /// Tells the card of an event that it asked to hear of once.
    fn event(&mut self, event: Event) {
        if !self.standing.events.contains(&event.code()) {
            return;
        }
        self.standing.events.retain(|code| *code != event.code());
        let events = Some(Object::new(ObjectTag::EventList, Octets(vec![event.code()])));
        let source = if event == Event::IdleScreenAvailable { Device::Display } else { Device::Terminal };
        let body = EventDownload { events, ..EventDownload::default() };
        self.tells(Errand::Other, source, EnvelopeBody::EventDownload(Box::new(body)));
    }

    /// The person picked a line of the main menu, or asks for help with it.
    fn picks(&mut self, item: u8, help: bool) -> bool {
        let help = help.then(|| Object::new(ObjectTag::HelpRequest, Empty));
        let body = MenuSelection { item: Some(Object::new(ObjectTag::ItemIdentifier, item)), help };
        self.menu_open = false;
        self.tells(Errand::Other, Device::Keypad, EnvelopeBody::MenuSelection(Box::new(body)))
    }

    fn passes(&mut self, step_ms: u32) {
        for (timer, value) in self.timers.pass(step_ms) {
            self.ran_off(timer, value);
        }
        if let Some(Lingering { left_ms: Some(left), .. }) = &mut self.lingering {
            *left = left.saturating_sub(step_ms);
            if *left == 0 {
                self.lingering = None;
            }
        }
        self.since_poll_ms = self.since_poll_ms.saturating_add(step_ms);
        if self.standing.poll_ms.is_some_and(|interval| self.since_poll_ms >= interval) {
            self.since_poll_ms = 0;
            if !self.is_engaged() {
                let status = match self.speech {
                    Speech::Gsm => vec![0xA0, instruction::STATUS, 0x00, 0x00, 0x16],
                    Speech::Uicc => vec![0x80, instruction::STATUS, 0x00, 0x0C, 0x00],
                };
                self.due.push_back((Errand::Other, status));
            }
        }
        if self.current.as_mut().is_some_and(|current| current.passes(step_ms)) {
            self.gives_up();
        }
    }

    fn ran_off(&mut self, timer: u8, value: TimerValue) {
        let body = TimerExpiration {
            timer: Some(Object::new(ObjectTag::TimerIdentifier, timer)),
            value: Some(Object::new(ObjectTag::TimerValue, value)),
        };
        let body = EnvelopeBody::TimerExpiration(Box::new(body));
        self.tells(Errand::TimerExpiration(timer), Device::Terminal, body);
    }
}

/// An object of an answer.
fn object<T: Into<Value>>(tag: ObjectTag, value: T) -> Object {
    Object::new(tag, value.into())
}

#[cfg(test)]
mod tests;
