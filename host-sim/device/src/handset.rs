//! The handset as a value: the next APDU for the card, the screen, and the outcome of a person's acts. It owns no clock
//! and no card: time is passed in, and APDUs go in and out. So a state can be kept, compared and resumed.
//!
//! The loop around it: send the APDU of [`Handset::next_command`] and pass the answer to [`Handset::receive`], until
//! nothing is to be sent. Show [`Handset::screen`]; then [`Handset::act`] or [`Handset::wait`].

use serde::{Deserialize, Serialize};

use sim_wire::instruction::Instruction;
use sim_wire::proactive::{Device, ObjectTag};

use sim_codec::cat::content::Address;
use sim_codec::cat::envelope::Body as EnvelopeBody;
use sim_codec::cat::{Envelope, Object, Value};
use sim_codec::sms::SmsSubmit;

mod act;
pub mod book;
mod browser;
mod call;
mod command;
mod display;
mod download;
mod drawing;
mod events;
mod host;
mod inbox;
mod likeness;
mod local_information;
mod model;
mod modem;
mod outbox;
mod pending;
mod polling;
mod profile;
mod queue;
mod quirk;
mod refusal;
mod reply;
mod screen;
mod session;
mod standing;
mod surroundings;
mod time;
mod timers;
mod verdict;
mod writing;

pub use act::Act;
pub use call::{Call, End};
pub use download::{DeliveryReport, NotTakenError, RP_CAUSE};
pub use host::{HostAnswerError, HostNotice, STORED_MAX, StoredMessage};
pub use inbox::{Inbox, ReceivedMessage, class as message_class};
pub use model::{ImeiError, Model, ModelError, Patience, Speech};
pub use outbox::Outgoing;
pub use profile::PROFILE_OCTETS;
pub use quirk::{Quirk, QuirkNameError, Quirks};
pub use screen::{Choice, Field, Screen, ScreenBody, Typing};
pub use standing::{CardSetup, CardTransmission};
pub use surroundings::{CallBehaviour, Sending, Surroundings};
pub use timers::{TIMERS, Timers};
pub use writing::SendError;

use browser::Browser;
use call::CallState;
use display::Display;
use download::Downloads;
use host::HostLine;
use outbox::Outbox;
use pending::PendingCommand;
use polling::PollingClock;
use queue::{CommandQueue, Purpose};
use session::ProactiveSession;
use time::SecondCounter;

/// Step of time in milliseconds: a time-out is noticed at most one step late.
const STEP_MS: u32 = 100;

/// Handset without a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handset {
    /// Network, service centre, clock and the person's other doings.
    pub surroundings: Surroundings,
    model: Model,
    speech: Speech,
    standing: CardSetup,
    timers: Timers,
    queue: CommandQueue,
    session: ProactiveSession,
    display: Display,
    polling: PollingClock,
    second: SecondCounter,
    calls: CallState,
    browser: Browser,
    inbox: Inbox,
    outbox: Outbox,
    downloads: Downloads,
    #[serde(default, skip_serializing_if = "HostLine::is_unused")]
    host: HostLine,
    /// Texts that [`Quirk::InputLogged`] writes. Not kept.
    #[serde(skip)]
    log: Vec<String>,
}

impl Handset {
    /// Creates a handset whose card has just been powered on: TERMINAL PROFILE is the first command.
    pub fn new(model: Model, speech: Speech, surroundings: Surroundings) -> Handset {
        let polling = PollingClock::unasked(&model);
        let mut handset = Handset {
            surroundings,
            model,
            speech,
            standing: CardSetup::default(),
            timers: Timers::default(),
            queue: CommandQueue::default(),
            session: ProactiveSession::default(),
            display: Display::default(),
            polling,
            second: SecondCounter::default(),
            calls: CallState::default(),
            browser: Browser::default(),
            inbox: Inbox::default(),
            outbox: Outbox::default(),
            downloads: Downloads::default(),
            host: HostLine::default(),
            log: Vec::new(),
        };
        handset.begin_anew();
        handset
    }

    /// Begins anew with a card that was powered on, for the first time or again. What the card had set up is dropped,
    /// and TERMINAL PROFILE is sent. Inbox and outbox stay; a message on its way to the card is lost without a report.
    pub fn begin_anew(&mut self) {
        self.standing = self.standing.restart(&self.model);
        self.session = self.session.restarted();
        self.polling = PollingClock::unasked(&self.model);
        (self.timers, self.queue, self.display) = (Timers::default(), CommandQueue::default(), Display::default());
        self.calls.forget_text();
        self.downloads.clear();
        self.host = self.host.restarted();
        if let Some(apdu) = self.speech.apdu(Instruction::TerminalProfile, &self.model.profile()) {
            self.queue.push(Purpose::Other, apdu);
        }
    }

    /// Returns the handset as it is kept, without what nothing depends on any more. These are messages that the network
    /// has taken over, what went out for the card, REFRESH commands that were carried out, news for a host, and the
    /// log.
    pub fn without_history(&self) -> Handset {
        let mut kept = self.clone();
        kept.outbox.forget_carried();
        kept.standing.sent.clear();
        kept.standing.refreshed.clear();
        kept.host.forget_notices();
        kept.log.clear();
        kept
    }

    /// Returns whether the card asked by REFRESH to be reset. Power the card off and on, then call
    /// [`Handset::begin_anew`].
    pub const fn has_reset_request(&self) -> bool {
        self.session.has_reset_request()
    }

    /// Returns the model of the phone.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// Returns the model of the phone, to switch a quirk or to set another IMEI. A change of the terminal profile
    /// reaches the card at the next power-on.
    pub const fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    /// Returns the protocol that the handset speaks to the card.
    pub const fn speech(&self) -> Speech {
        self.speech
    }

    /// Returns the inbox: the short messages that came for the person.
    pub const fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// Returns the inbox, to delete messages from it.
    pub const fn inbox_mut(&mut self) -> &mut Inbox {
        &mut self.inbox
    }

    /// Returns the short messages that the card or the person had sent, the oldest first.
    pub fn outbox(&self) -> &[Outgoing] {
        self.outbox.messages()
    }

    /// Returns the handset's log, in which nothing of a person's should stand.
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// Returns what the card has set up, and what was sent for the card.
    pub const fn standing(&self) -> &CardSetup {
        &self.standing
    }

    /// Returns the timers.
    pub const fn timers(&self) -> &Timers {
        &self.timers
    }

    /// Returns the milliseconds between two polls of the card; `None` where the card is not polled.
    pub const fn poll_interval_ms(&self) -> Option<u32> {
        self.polling.interval_ms()
    }

    /// Returns the milliseconds until the card is polled next; `None` where the card is not polled.
    pub fn next_poll_ms(&self) -> Option<u32> {
        self.polling.next_ms()
    }

    /// Puts the next poll off, if it would come in less than `ms` milliseconds: a STATUS between a command of somebody
    /// else and its GET RESPONSE would end the wait for that.
    pub fn put_off_poll(&mut self, ms: u32) {
        self.polling.put_off(ms);
    }

    /// Returns the message reference (TP-MR) of the next text, which also numbers long texts. It lives on while the
    /// phone is off, as the SIM keeps it in EF_SMSS (3GPP TS 51.011 §10.5.7).
    pub const fn message_reference(&self) -> u8 {
        self.outbox.reference()
    }

    /// Sets the message reference (TP-MR) of the next text, such as the one of a handset that was read from a file.
    pub const fn set_message_reference(&mut self, reference: u8) {
        self.outbox.set_reference(reference);
    }

    /// Writes and sends a text message of the person's; returns the number of short messages.
    pub fn write_message(&mut self, to: &str, text: &str) -> Result<usize, SendError> {
        self.outbox.write(to, text, &self.surroundings)
    }

    /// Sends an SMS-SUBMIT that somebody else wrote, to a service centre or the handset's own; returns its message
    /// reference (TP-MR), which the handset sets.
    pub fn submit_message(&mut self, service_centre: Option<Address>, submit: SmsSubmit) -> Result<u8, SendError> {
        self.outbox.submit(service_centre, submit, &self.surroundings)
    }

    /// Takes the messages sent since the last call, for the network that carries them; they stay in the outbox.
    pub fn take_outgoing(&mut self) -> Vec<Outgoing> {
        self.outbox.carry()
    }

    /// Takes the APDU that is to be sent now; its answer goes to [`Handset::receive`] before the next is asked for.
    pub fn next_command(&mut self) -> Option<Vec<u8>> {
        self.queue.send_next()
    }

    /// Takes the whole answer, data and status word, to the last APDU, or to a command that someone else sent to the
    /// card.
    pub fn receive(&mut self, answer: &[u8]) {
        let purpose = self.queue.take_sent();
        let (data, status) = answer.split_last_chunk::<2>().unwrap_or((&[], &[0, 0]));
        match (purpose, *status) {
            (Some(Purpose::Fetch), [0x90 | 0x91, _]) => return self.take_command(data),
            (Some(Purpose::TimerExpiration(timer)), [0x93, 0x00]) => self.timers.retry(timer),
            (Some(Purpose::TimerExpiration(timer)), _) => self.timers.acknowledge(timer),
            (Some(purpose @ (Purpose::Download | Purpose::DownloadData)), _) => {
                self.take_download_answer(purpose, data, *status);
            }
            _ => {}
        }
        match *status {
            // A command that this quirk misses is announced again with the next STATUS.
            [0x91, _] if self.model.quirks.has(Quirk::DeafTo91) && purpose != Some(Purpose::Poll) => {}
            [0x91, length] if !self.is_engaged() => {
                self.session.open();
                self.queue.push_fetch(vec![self.speech.class(), Instruction::Fetch.ins(), 0x00, 0x00, length]);
            }
            // One command at a time: the card sends 91xx again when this one is answered.
            [0x91, _] => {}
            _ if purpose.is_some_and(Purpose::is_of_command) => {
                self.session.close();
                self.host.end_session();
                self.report_idle_screen();
            }
            _ => {}
        }
    }

    /// Returns the screen that the person sees.
    pub fn screen(&self) -> Screen {
        match (self.session.pending(), self.display.text()) {
            (Some(pending), Some(text)) if self.is_covered(pending) => return text.screen.clone(),
            (Some(_), _) if self.is_hidden() => return Screen::plain(ScreenBody::Waiting, ""),
            (Some(pending), _) => return pending.screen.clone(),
            (None, Some(text)) => return text.screen.clone(),
            (None, None) => {}
        }
        if self.session.is_waiting() {
            return Screen::plain(ScreenBody::Waiting, "");
        }
        if let Some(menu) = self.standing.menu.as_ref().filter(|_| self.display.is_menu()) {
            return self.model.misdraw(menu.clone());
        }
        let standing = self.calls.text().or(self.standing.idle.as_ref());
        standing.cloned().unwrap_or_else(|| Screen::plain(ScreenBody::Idle, ""))
    }

    /// Returns whether the card's main menu can be opened now.
    pub fn has_menu(&self) -> bool {
        self.standing.menu.is_some() && self.session.is_closed()
    }

    /// Returns whether a call hides the dialog from the person.
    fn is_hidden(&self) -> bool {
        self.surroundings.in_call && self.model.quirks.has(Quirk::HiddenByCall)
    }

    /// Returns whether a text that stayed covers what the command shows.
    fn is_covered(&self, pending: &PendingCommand) -> bool {
        self.display.text().is_some() && !pending.is_ringing() && self.model.quirks.has(Quirk::TextNotReplaced)
    }

    /// Returns whether a command is under way, from 91xx to its answer.
    fn is_engaged(&self) -> bool {
        self.session.pending().is_some() || self.host.has_command() || self.queue.has_command_under_way()
    }

    /// Sends an envelope as soon as possible; returns `false` if no APDU holds it.
    fn tell(&mut self, purpose: Purpose, source: Device, body: EnvelopeBody) -> bool {
        let octets = Envelope::new(source, body).emit();
        let apdu = octets.ok().and_then(|octets| self.speech.apdu(Instruction::Envelope, &octets));
        let fits = apdu.is_some();
        if let Some(apdu) = apdu {
            self.queue.push(purpose, apdu);
        }
        fits
    }
}

/// Creates an object of an answer.
fn object<T: Into<Value>>(tag: ObjectTag, value: T) -> Object {
    Object::new(tag, value.into())
}

#[cfg(test)]
mod tests;
