//! Slot that keeps its card connected to vpcd, on a thread of its own. Orders come from other threads meanwhile.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::address::VpcdAddress;
use super::inserted::AnyCard;
use super::journal::SlotName;
use super::journal_thread::JournalSender;
use super::order::Order;
use super::setup;
use super::stream::VpcdSocket;
use sim_device::vpcd::{CardSlot, SlotEvent, SlotHandler, SlotReply, VpcdMessage, serve};
use sim_wire::count::Counted;

/// Shortest and longest wait between two tries to reach vpcd.
const RETRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Time for which a card stays out that fell silent. pcscd looks every 400 ms whether a card is there, and a program
/// must not take the card after a power failure for the one before.
const STAYS_OUT: Duration = Duration::from_millis(1000);

/// Time within which vpcd asks a card for something that has just connected.
const ASKS_WITHIN: Duration = Duration::from_secs(3);

/// State of a slot.
struct State {
    slot: CardSlot<AnyCard>,
    /// Set while the card is in the slot.
    is_in: bool,
    /// Set while the card is out for a moment, after which it is inserted again.
    returns: bool,
    /// Connection to vpcd, to end it from another thread; `None` without one.
    stream: Option<TcpStream>,
    /// Moment at which the card was last given power.
    powered_at: Instant,
    /// Seconds that orders let pass since then.
    waited_s: u32,
    /// Set once the reader ends.
    is_over: bool,
    /// Reason for which the slot cannot go on; `None` if all is well.
    trouble: Option<String>,
}

/// Slot with its card.
pub(super) struct Slot {
    name: SlotName,
    address: VpcdAddress,
    journal: JournalSender,
    state: Mutex<State>,
    changed: Condvar,
}

/// Returns the moment now.
#[expect(clippy::disallowed_methods, reason = "a card in a reader lives in the machine's time")]
fn now() -> Instant {
    Instant::now()
}

/// Locks a value, also after a thread that held it has failed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Way in which a connection ended.
enum Ended {
    /// vpcd closed it.
    Closed,
    /// The card is out.
    CardOut,
}

impl Slot {
    /// Creates a slot with a card, which is inserted as soon as the slot runs.
    pub(super) fn new(name: SlotName, address: VpcdAddress, slot: CardSlot<AnyCard>, journal: JournalSender) -> Slot {
        let state = State {
            slot,
            is_in: false,
            returns: false,
            stream: None,
            powered_at: now(),
            waited_s: 0,
            is_over: false,
            trouble: None,
        };
        Slot { name, address, journal, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Carries out an order, and says what came of it.
    pub(super) fn order(&self, order: Order) {
        let mut state = lock(&self.state);
        match order {
            Order::Insert | Order::Toggle if !state.is_in => self.insert(&mut state),
            Order::Insert => self.say("the card is in the slot already"),
            Order::Remove | Order::Toggle if state.is_in || state.returns => {
                self.take_out(&mut state);
                self.say("the card is out of the slot");
            }
            Order::Remove | Order::Toggle => self.say("the card is out of the slot already"),
            Order::Reset if state.is_in && state.slot.is_powered() => match state.slot.reset() {
                Ok(atr) => {
                    (state.powered_at, state.waited_s) = (now(), 0);
                    self.journal.note(self.name, SlotEvent::Reset { atr }, 0);
                }
                Err(why) => {
                    self.tell_silence(&mut state, &why.to_string());
                    self.take_out(&mut state);
                }
            },
            Order::Reset => self.say("the card has no power, and nothing to forget"),
            order => self.steer(&mut state, order),
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Carries out an order about the inside of the card.
    fn steer(&self, state: &mut State, order: Order) {
        match order {
            Order::Renew => match state.slot.link_mut().renew() {
                true => self.say("a new card is in the slot; a reset makes it known"),
                false => self.say("only a card without a file or a world can be renewed"),
            },
            Order::Wait(seconds) => {
                state.waited_s = state.waited_s.saturating_add(seconds);
                self.say(&format!("{} pass on the card's clock", Counted(seconds, "second")));
            }
            Order::Cut(cut) => match state.slot.link_mut().cut(cut) {
                true => self.say(&format!("the power fails at memory write {} ({})", cut.write, cut.tear)),
                false => self.say("this card has no memory whose power can be cut"),
            },
            Order::Random(numbers) => match state.slot.link_mut().give_random(numbers) {
                true => self.say("the card draws these numbers next"),
                false => self.say("this card takes no random numbers"),
            },
            Order::Insert | Order::Remove | Order::Toggle | Order::Reset => {}
        }
    }

    /// Ends the slot: whatever its thread waits for ends.
    pub(super) fn end(&self) {
        let mut state = lock(&self.state);
        state.is_over = true;
        close(&mut state);
        drop(state);
        self.changed.notify_all();
    }

    /// Returns the card to where it was taken from.
    pub(super) fn put_back(&self) -> miette::Result<()> {
        let mut state = lock(&self.state);
        state.slot.power_off();
        state.slot.link_mut().put_back()
    }

    /// Serves the card until the slot ends. An error is a card that cannot be kept any more.
    pub(super) fn run(&self) -> Result<(), String> {
        self.insert(&mut lock(&self.state));
        let mut wait = RETRY.0;
        loop {
            self.wait_for_card();
            let Some(stream) = self.connect() else {
                if lock(&self.state).is_over {
                    break;
                }
                continue;
            };
            let began = now();
            let ended = self.serve(stream);
            match &ended {
                Ok(Ended::CardOut) => {}
                Ok(Ended::Closed) if lock(&self.state).is_over => {}
                Ok(Ended::Closed) => self.say("vpcd has closed the connection; it is looked for again"),
                Err(why) if lock(&self.state).is_in => {
                    self.journal
                        .warn(self.name, &format!("The connection to vpcd is broken: {why}. It is looked for again."));
                }
                Err(_) => {}
            }
            let mut state = lock(&self.state);
            state.stream = None;
            if state.slot.is_powered() && state.is_in {
                // A reader that is gone gives no power.
                state.slot.power_off();
                self.journal.note(self.name, SlotEvent::PoweredOff, 0);
            }
            if state.trouble.is_some() || state.is_over {
                break;
            }
            if state.is_in {
                // Whoever takes a connection and ends it at once is asked less and less often.
                wait = if began.elapsed() < RETRY.1 { wait.saturating_mul(2).min(RETRY.1) } else { RETRY.0 };
                drop(self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner));
            }
        }
        lock(&self.state).trouble.take().map_or(Ok(()), Err)
    }

    /// Inserts the card; a card that does not come up stays out.
    fn insert(&self, state: &mut State) {
        state.returns = false;
        let inserted = state.slot.insert().map(hex::encode_upper);
        match inserted {
            Ok(atr) => {
                state.is_in = true;
                self.say(&format!("the card is in the slot: {atr}"));
            }
            Err(why) => {
                let remark = state.slot.link_mut().take_remark().unwrap_or_else(|| why.to_string());
                self.say(&format!("the card stays out of the slot: {remark}; `insert` tries again"));
            }
        }
        self.notice_trouble(state);
    }

    /// Takes the card out of the slot.
    fn take_out(&self, state: &mut State) {
        (state.is_in, state.returns) = (false, false);
        if state.slot.is_powered() {
            state.slot.power_off();
            self.journal.note(self.name, SlotEvent::PoweredOff, 0);
        }
        close(state);
    }

    /// Waits until the card is in the slot or the slot ends. A card that fell silent is inserted again.
    fn wait_for_card(&self) {
        let mut state = lock(&self.state);
        while !state.is_in && !state.is_over && state.trouble.is_none() {
            if state.returns {
                let (waited, timeout) =
                    self.changed.wait_timeout(state, STAYS_OUT).unwrap_or_else(PoisonError::into_inner);
                state = waited;
                if timeout.timed_out() && state.returns {
                    self.insert(&mut state);
                }
            } else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Connects to vpcd, however long that takes; `None` if the card was taken out or the slot ends meanwhile.
    fn connect(&self) -> Option<VpcdSocket> {
        let (mut wait, most) = RETRY;
        let mut is_told = false;
        loop {
            if !self.is_wanted() {
                return None;
            }
            match self.address.connect() {
                Ok(stream) => {
                    let mut state = lock(&self.state);
                    state.stream = stream.try_clone().ok();
                    if state.is_in && !state.is_over {
                        self.say(&format!("connected to vpcd at {}", self.address));
                        return Some(VpcdSocket::new(stream));
                    }
                    return None;
                }
                Err(why) if !is_told => {
                    self.journal.warn(self.name, &setup::missing(&self.address, &why));
                    is_told = true;
                }
                Err(_) => {}
            }
            let state = lock(&self.state);
            drop(self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner));
            wait = wait.saturating_mul(2).min(most);
        }
    }

    /// Returns whether the slot still wants a connection.
    fn is_wanted(&self) -> bool {
        let state = lock(&self.state);
        state.is_in && !state.is_over && state.trouble.is_none()
    }

    /// Answers vpcd until the connection ends.
    fn serve(&self, mut stream: VpcdSocket) -> io::Result<Ended> {
        if !stream.await_message(ASKS_WITHIN)? {
            let address = &self.address;
            self.journal
                .warn(self.name, &format!("vpcd at {address} asks for nothing; another card may be in this slot."));
        }
        serve(&mut stream, &mut Answering { slot: self, event: None, remark: None })?;
        Ok(if lock(&self.state).is_in { Ended::Closed } else { Ended::CardOut })
    }

    /// Notes that the card fell silent; it is inserted again after a moment.
    fn fall_silent(&self, state: &mut State, command: Option<&[u8]>, why: &str) {
        command.iter().for_each(|command| self.journal.note_silence(self.name, command));
        self.tell_silence(state, why);
        self.take_out(state);
        state.returns = state.trouble.is_none();
    }

    fn tell_silence(&self, state: &mut State, why: &str) {
        let remark = state.slot.link_mut().take_remark().unwrap_or_else(|| why.to_owned());
        self.say(&format!("the card is taken for removed: {remark}"));
        self.notice_trouble(state);
    }

    /// Takes note of a card or a record that cannot be kept.
    fn notice_trouble(&self, state: &mut State) {
        if state.trouble.is_none() {
            state.trouble = state.slot.link_mut().trouble().map(str::to_owned);
        }
    }

    fn say(&self, words: &str) {
        self.journal.say(self.name, words);
    }
}

/// Ends the connection to vpcd, which the slot's thread notices.
fn close(state: &mut State) {
    // A connection that is closed already is closed.
    state.stream.take().iter().for_each(|stream| drop(stream.shutdown(Shutdown::Both)));
}

/// Answers of a slot over one connection.
struct Answering<'s> {
    slot: &'s Slot,
    /// Event at the last message, to be noted once the reply is on its way, with the seconds since power-on.
    event: Option<(SlotEvent, u32)>,
    /// Words of the card about the last message beside its answer; `None` if there are none.
    remark: Option<String>,
}

impl SlotHandler for Answering<'_> {
    fn reply(&mut self, message: &VpcdMessage) -> SlotReply {
        let mut state = lock(&self.slot.state);
        if !state.is_in || state.is_over {
            return SlotReply::Gone;
        }
        if matches!(message, VpcdMessage::PowerOn | VpcdMessage::Reset) {
            (state.powered_at, state.waited_s) = (now(), 0);
        }
        let elapsed_s = u32::try_from(state.powered_at.elapsed().as_secs()).unwrap_or(u32::MAX);
        let uptime_s = elapsed_s.saturating_add(state.waited_s);
        match state.slot.handle(message, uptime_s) {
            Ok(outcome) => {
                self.event = outcome.event.map(|event| (event, uptime_s));
                self.remark = state.slot.link_mut().take_remark();
                outcome.reply.map_or(SlotReply::Nothing, SlotReply::Answer)
            }
            Err(why) => {
                let command = match message {
                    VpcdMessage::Command(command) => Some(command.as_slice()),
                    _ => None,
                };
                self.slot.fall_silent(&mut state, command, &why.to_string());
                SlotReply::Gone
            }
        }
    }

    fn after_reply(&mut self) {
        if let Some((event, uptime_s)) = self.event.take() {
            self.slot.journal.note(self.slot.name, event, uptime_s);
        }
        if let Some(remark) = self.remark.take() {
            self.slot.say(&remark);
        }
    }
}
