//! The handset as a value: what the card's answers make it send next, what it shows, and what a person's doings make of
//! it. It owns no clock and no card: time is given to it, and APDUs go in and out, so that a state can be kept,
//! compared and taken up again.
//!
//! The loop around it: send what [`Handset::next_command`] gives, tell it the answer with [`Handset::receive`], until
//! nothing is to be sent; show [`Handset::screen`]; then [`Handset::act`] or [`Handset::wait`].

use std::collections::VecDeque;

use sim_wire::instruction::Instruction;
use sim_wire::proactive::{Device, ObjectTag};

use sim_codec::cat::content::{Empty, TimerValue};
use sim_codec::cat::envelope::{Body as EnvelopeBody, MenuSelection, TimerExpiration};
use sim_codec::cat::{Envelope, Object, Value};

mod act;
mod answer;
pub mod book;
mod call;
mod current;
mod download;
mod events;
mod fetched;
mod inbox;
mod kept;
mod likeness;
mod local;
mod misdrawn;
mod model;
mod modem;
mod outbox;
mod profile;
mod quirk;
mod rest;
mod screen;
mod silent;
mod surroundings;
mod timers;
mod writing;

pub use act::Act;
pub use download::{DeliveryReport, NotTakenError, RP_CAUSE};
pub use events::{Call, End};
pub use inbox::{Inbox, Received};
pub use model::{ImeiError, Model, ModelError, Patience, Speech};
pub use outbox::Outgoing;
pub use profile::PROFILE_OCTETS;
pub use quirk::{Quirk, QuirkNameError, Quirks};
pub use screen::{Body, Choice, Field, Screen, Typing};
pub use silent::{Sent, Standing};
pub use surroundings::{Calling, Sending, Surroundings};
pub use timers::{TIMERS, Timers};
pub use writing::SendError;

use current::Current;
use download::Download;
use outbox::Outbox;
use serde::{Deserialize, Serialize};

/// The grain of time: a time-out is noticed when this much more has passed.
const STEP_MS: u32 = 100;

/// What an APDU that was sent was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Errand {
    Fetch,
    Response,
    /// An answer once more.
    Repeated,
    /// STATUS, to hear whether the card has something.
    Poll,
    TimerExpiration(u8),
    /// A short message for the card, and what the card says to it.
    Download,
    DownloadData,
    Other,
}

/// A text that stays on the screen after its command was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Lingering {
    screen: Screen,
    left_ms: Option<u32>,
}

/// A handset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    since_second_ms: u32,
    /// Until a time-out that should have been stopped.
    stale_ms: Option<u32>,
    menu_answered: bool,
    /// Whether the command that was fetched last required that its details be understood.
    comprehension_asked: bool,
    reset_wanted: bool,
    call: Option<Call>,
    /// What the card would have shown during the call.
    call_text: Option<Screen>,
    browsing: bool,
    inbox: Inbox,
    outbox: Outbox,
    downloads: VecDeque<Download>,
    reports: Vec<DeliveryReport>,
    received: u32,
    /// History: it is not kept.
    #[serde(skip)]
    log: Vec<String>,
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
            since_second_ms: 0,
            stale_ms: None,
            menu_answered: false,
            comprehension_asked: true,
            reset_wanted: false,
            call: None,
            call_text: None,
            browsing: false,
            inbox: Inbox::default(),
            outbox: Outbox::default(),
            downloads: VecDeque::new(),
            reports: Vec::new(),
            received: 0,
            log: Vec::new(),
        };
        handset.powered_on();
        handset
    }

    /// The card was powered on, for the first time or again: what it had set up is gone, and it is told what the
    /// handset can do. What went out and what came stays; a message on its way to the card is lost without a
    /// report.
    pub fn powered_on(&mut self) {
        let kept = self.standing.menu.take().filter(|_| self.model.quirks.has(Quirk::MenuKept));
        let sent = std::mem::take(&mut self.standing.sent);
        let poll_ms = self.model.poll_unasked_s.map(|seconds| u32::from(seconds) * 1000);
        self.standing = Standing { menu: kept, sent, poll_ms, ..Standing::default() };
        (self.timers, self.current, self.lingering, self.sent) = (Timers::default(), None, None, None);
        (self.menu_open, self.in_session, self.reset_wanted, self.since_poll_ms) = (false, false, false, 0);
        (self.stale_ms, self.menu_answered, self.call_text) = (None, false, None);
        self.downloads.clear();
        self.due.clear();
        let profile = self.model.profile();
        self.due(Errand::Other, Instruction::TerminalProfile.ins(), &profile);
    }

    /// Whether the card asked by REFRESH to be reset: power it off and on and say so with [`Handset::powered_on`].
    pub const fn has_reset_request(&self) -> bool {
        self.reset_wanted
    }

    /// What kind of phone it is.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// What kind of phone it is, to switch a quirk or to give it another IMEI. What TERMINAL PROFILE says of it the
    /// card hears at the next power-on.
    pub const fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    /// How it speaks to the card.
    pub const fn speech(&self) -> Speech {
        self.speech
    }

    /// The short messages that came for the person.
    pub const fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// The inbox, to delete from it.
    pub const fn inbox_mut(&mut self) -> &mut Inbox {
        &mut self.inbox
    }

    /// The short messages that the card or the person had sent, the oldest first.
    pub fn outbox(&self) -> &[Outgoing] {
        self.outbox.messages()
    }

    /// What stands in the handset's log, where nothing of a person's should.
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// What the card has set up, and what was sent for it.
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The timers.
    pub const fn timers(&self) -> &Timers {
        &self.timers
    }

    /// The APDU that is to be sent now; its answer goes to [`Handset::receive`] before the next is asked for.
    pub fn next_command(&mut self) -> Option<Vec<u8>> {
        let (errand, apdu) = self.due.pop_front()?;
        self.sent = Some(errand);
        Some(apdu)
    }

    /// The whole answer to what was sent last, or to a command that someone else sent to the card: data and status
    /// word.
    pub fn receive(&mut self, answer: &[u8]) {
        let errand = self.sent.take();
        let (data, status) = answer.split_last_chunk::<2>().unwrap_or((&[], &[0, 0]));
        match (errand, *status) {
            (Some(Errand::Fetch), [0x90 | 0x91, _]) => return self.take_command(data),
            (Some(Errand::TimerExpiration(timer)), [0x93, 0x00]) => self.timers.again(timer),
            (Some(Errand::TimerExpiration(timer)), _) => self.timers.heard(timer),
            (Some(errand @ (Errand::Download | Errand::DownloadData)), _) => {
                self.download_answered(errand, data, *status);
            }
            _ => {}
        }
        match *status {
            // A command that is not heard of now is announced again with the next STATUS.
            [0x91, _] if self.model.quirks.has(Quirk::DeafTo91) && errand != Some(Errand::Poll) => {}
            [0x91, length] if !self.is_engaged() => {
                self.in_session = true;
                let class = self.speech.class();
                let behind = self.due.iter().take_while(|(errand, _)| *errand == Errand::Repeated).count();
                self.due.insert(behind, (Errand::Fetch, vec![class, Instruction::Fetch.ins(), 0x00, 0x00, length]));
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
            self.pass(step);
            passed += step;
        }
        passed
    }

    /// What the person sees.
    pub fn screen(&self) -> Screen {
        match (&self.current, &self.lingering) {
            (Some(current), Some(lingering)) if self.is_covered(current) => return lingering.screen.clone(),
            (Some(_), _) if self.is_hidden() => return Screen::plain(Body::Waiting, ""),
            (Some(current), _) => return current.screen.clone(),
            (None, Some(lingering)) => return lingering.screen.clone(),
            (None, None) => {}
        }
        if self.in_session {
            return Screen::plain(Body::Waiting, "");
        }
        if let Some(menu) = self.standing.menu.as_ref().filter(|_| self.menu_open) {
            return self.misdrawn(menu.clone());
        }
        let standing = self.call_text.as_ref().or(self.standing.idle.as_ref());
        standing.cloned().unwrap_or_else(|| Screen::plain(Body::Idle, ""))
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
    fn tell(&mut self, errand: Errand, source: Device, body: EnvelopeBody) -> bool {
        let octets = Envelope::new(source, body).emit();
        octets.is_ok_and(|octets| self.due(errand, Instruction::Envelope.ins(), &octets))
    }

    fn session_over(&mut self) {
        self.in_session = false;
        self.may_be_idle();
    }

    /// The person picked a line of the main menu, or asks for help with it.
    fn pick(&mut self, item: u8, help: bool) -> bool {
        let help = help.then(|| Object::new(ObjectTag::HelpRequest, Empty));
        let body = MenuSelection { item: Some(Object::new(ObjectTag::ItemIdentifier, item)), help };
        self.menu_open = false;
        self.tell(Errand::Other, Device::Keypad, EnvelopeBody::MenuSelection(Box::new(body)))
    }

    fn pass(&mut self, step_ms: u32) {
        self.since_second_ms = self.since_second_ms.saturating_add(step_ms);
        self.surroundings.now = self.surroundings.now.later(self.since_second_ms / 1000);
        self.since_second_ms %= 1000;
        for (timer, value) in self.timers.pass(step_ms) {
            self.ran_off(timer, value);
        }
        if let Some(Lingering { left_ms: Some(left), .. }) = &mut self.lingering {
            *left = left.saturating_sub(step_ms);
            if *left == 0 {
                self.lingering = None;
                self.may_be_idle();
            }
        }
        self.wait_for_card(step_ms);
        self.polls_in(step_ms);
        let late = self.stale_ms.map(|left| left.saturating_sub(step_ms));
        self.stale_ms = late.filter(|left| *left > 0);
        if late == Some(0) {
            self.give_up_late();
        }
        if self.current.as_mut().is_some_and(|current| current.pass(step_ms)) {
            self.give_up();
        }
    }

    /// Asks the card for something to do, as often as is agreed and while nothing is under way.
    fn polls_in(&mut self, step_ms: u32) {
        self.since_poll_ms = self.since_poll_ms.saturating_add(step_ms);
        if self.standing.poll_ms.is_some_and(|interval| self.since_poll_ms >= interval) {
            self.since_poll_ms = 0;
            if !self.is_engaged() {
                let status = match self.speech {
                    Speech::Gsm => vec![0xA0, Instruction::Status.ins(), 0x00, 0x00, 0x16],
                    Speech::Uicc => vec![0x80, Instruction::Status.ins(), 0x00, 0x0C, 0x00],
                };
                self.due.push_back((Errand::Poll, status));
            }
        }
    }

    fn ran_off(&mut self, timer: u8, value: TimerValue) {
        let body = TimerExpiration {
            timer: Some(Object::new(ObjectTag::TimerIdentifier, timer)),
            value: Some(Object::new(ObjectTag::TimerValue, value)),
        };
        let body = EnvelopeBody::TimerExpiration(Box::new(body));
        self.tell(Errand::TimerExpiration(timer), Device::Terminal, body);
    }
}

/// An object of an answer.
fn object<T: Into<Value>>(tag: ObjectTag, value: T) -> Object {
    Object::new(tag, value.into())
}

#[cfg(test)]
mod tests;
