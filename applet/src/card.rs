//! The card as a reader sees it: power on, exchange, power off. One exchange is parse, decide, commit, answer. This is
//! the only file that writes memory.

mod channel;
mod conversation;
mod likeness;
mod over_the_air;
mod session;

use heapless::Vec;
use serde::{Deserialize, Serialize};

use crate::doors::apdu;
use crate::doors::command::{self, Expected};
use crate::entropy::Entropy;
use crate::identity::{Identity, IdentityError};
use crate::nvm::{self, MemoryError, Nvm, Slot, SlotError};
use crate::refusal::Refusal;
use crate::request::{ExchangeContext, Interface};
use crate::session::Session;
use crate::state::CardState;
use crate::wallet::change::Change;
use crate::wallet::decision::{Data, Decision, Step};
use crate::wallet::lifecycle::BlockState;
use crate::wallet::tries::Guess;
use crate::wallet::{Context, Wallet};
use sim_wire::apdu::CommandApdu;
use sim_wire::instruction::{Instruction, InstructionMatch};
use sim_wire::status::StatusWord;

pub use session::{CardSession, ResumeError};

/// An answer: up to 256 octets of data and a status word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Data, 0 to 256 octets.
    pub data: Vec<u8, 256>,
    /// Status word SW1 SW2.
    pub status: StatusWord,
}

impl Answer {
    /// Returns success without data.
    const fn empty() -> Answer {
        Answer { data: Data::new(), status: StatusWord::SUCCESS }
    }
}

/// Absence of an answer: the card is off, or its memory failed since the last reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MuteError;

/// Reason for which a card does not come up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerOnError {
    /// Memory that failed.
    Memory(MemoryError),
    /// Memory that holds no card: never manufactured, or damaged beyond what a power cut can do.
    NoCard,
    /// Memory written by a version of the applet with another layout; that version.
    UnknownVersion(u8),
}

/// A card around a memory and a source of entropy. It is a value: it can be cloned and compared, and does nothing by
/// itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card<M, E> {
    memory: M,
    entropy: E,
    power: Option<Powered>,
}

/// State of a card that has power: the wallet of the current slot, and all that a reset forgets.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Powered {
    identity: Identity,
    slot: Slot,
    wallet: Wallet,
    session: CardSession,
}

impl<M: Nvm, E: Entropy> Card<M, E> {
    /// Creates a card around a memory and a source of entropy, without power.
    pub fn new(memory: M, entropy: E) -> Self {
        Card { memory, entropy, power: None }
    }

    /// Switches the power on and resets the card: takes the newest sound slot, forgets all that a reset forgets, writes
    /// nothing. Returns the ATR.
    pub fn power_on(&mut self) -> Result<Vec<u8, 33>, PowerOnError> {
        self.power = None;
        let powered = Powered::read(&self.memory)?;
        let atr = powered.identity.atr.clone();
        self.power = Some(powered);
        Ok(atr)
    }

    /// Returns the open card session, so that it can be kept; `None` without power.
    pub fn session(&self) -> Option<&CardSession> {
        self.power.as_ref().map(|powered| &powered.session)
    }

    /// Resumes a card session that was kept: the card has power and goes on as if it had never lost it. The session
    /// must be this card's, and the memory as the session left it. Nothing is written; after an error the card has no
    /// power.
    pub fn resume(&mut self, session: CardSession) -> Result<(), ResumeError> {
        self.power = None;
        if !session.is_sound() {
            return Err(ResumeError::UnsoundSession);
        }
        let powered = Powered::read(&self.memory).map_err(ResumeError::PowerOn)?;
        self.power = Some(Powered { session, ..powered });
        Ok(())
    }

    /// Switches the power off.
    pub fn power_off(&mut self) {
        self.power = None;
    }

    /// Carries out one exchange: a command APDU in, an answer out. A memory fault leaves the card mute until the next
    /// power-on.
    pub fn transmit(&mut self, surroundings: ExchangeContext, command: &[u8]) -> Result<Answer, MuteError> {
        let Card { memory, entropy, power } = self;
        let powered = power.as_mut().ok_or(MuteError)?;
        if surroundings.interface == Interface::OverTheAir {
            // Only a packet opens this interface.
            let status = powered.refuse(Refusal::InterfaceForbids, surroundings.interface, command);
            return Ok(Answer { status, ..Answer::empty() });
        }
        let mut answer = Answer::empty();
        match powered.exchange(surroundings, command, &mut answer, memory, entropy) {
            Ok(()) => Ok(answer),
            Err(MemoryError) => {
                self.power = None;
                Err(MuteError)
            }
        }
    }

    /// Returns the reason of the last refusal since power-on; `None` before the first, and without power.
    pub fn last_refusal(&self) -> Option<Refusal> {
        self.power.as_ref().and_then(|powered| powered.session.last_refusal)
    }

    /// Returns the wallet's visible state; `None` without power.
    pub fn state(&self) -> Option<CardState> {
        self.power.as_ref().map(|powered| powered.wallet.visible())
    }

    /// Returns the greatest distance of a reader that the radio front end answers, in centimetres; `None` without
    /// power, when the radio is off.
    pub fn radio_reach_cm(&self) -> Option<u16> {
        self.power.as_ref().map(|powered| powered.wallet.reach_cm())
    }

    /// Ends the session over the radio, because the reader no longer has the card in its field. What a reader selected,
    /// verified or began counts for no later reader.
    pub fn leave_field(&mut self) {
        if let Some(powered) = &mut self.power {
            *powered.session.channels.of(Interface::Contactless) = Session::default();
        }
    }

    /// Returns the memory.
    pub fn memory(&self) -> &M {
        &self.memory
    }

    /// Returns the memory for changes, to arm a fault in it or to repair it. A card that has power does not notice the
    /// changes.
    pub fn memory_mut(&mut self) -> &mut M {
        &mut self.memory
    }

    /// Returns the source of entropy for changes.
    pub fn entropy_mut(&mut self) -> &mut E {
        &mut self.entropy
    }

    /// Takes the card apart into memory and source of entropy.
    pub fn into_parts(self) -> (M, E) {
        (self.memory, self.entropy)
    }
}

impl Powered {
    /// Reads identity and wallet from memory, with a card session that has just begun.
    fn read(memory: &impl Nvm) -> Result<Powered, PowerOnError> {
        let identity = Identity::read(memory)?;
        let (slot, octets) = nvm::newest(memory)?;
        let wallet = Wallet::parse(&octets).ok_or(PowerOnError::NoCard)?;
        Ok(Powered { identity, slot, wallet, session: CardSession::default() })
    }

    /// Carries out one exchange with a handset or terminal, and announces a proactive command that waits.
    ///
    /// Here and below, the answer is written into the empty one that the caller has, since most of its 272 octets would
    /// be moved for nothing.
    fn exchange(
        &mut self,
        surroundings: ExchangeContext,
        octets: &[u8],
        answer: &mut Answer,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<(), MemoryError> {
        let pending = self.wallet.remote.pending;
        self.tell(surroundings, octets, answer, memory, entropy)?;
        if self.wallet.remote.pending != pending {
            self.session.load_begun_s = surroundings.uptime_s;
        }
        answer.status = self.announcing(answer.status, surroundings);
        Ok(())
    }

    /// Parses, decides, commits and answers a command; a refusal becomes the answer.
    fn tell(
        &mut self,
        surroundings: ExchangeContext,
        octets: &[u8],
        answer: &mut Answer,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<(), MemoryError> {
        match self.execute(surroundings, octets, answer, memory, entropy) {
            Ok(()) => Ok(()),
            Err(Stop::Memory(fault)) => Err(fault),
            Err(Stop::Refused(refusal)) => {
                answer.data.clear();
                answer.status = self.refuse(refusal, surroundings.interface, octets);
                Ok(())
            }
        }
    }

    /// Returns the status word of a refused command, and keeps the reason.
    fn refuse(&mut self, refusal: Refusal, interface: Interface, octets: &[u8]) -> StatusWord {
        self.session.last_refusal = Some(refusal);
        self.session.channels.of(interface).last_refusal = Some(refusal);
        if octets.first() == Some(&0xA0) { refusal.gsm_status() } else { refusal.status() }
    }

    fn execute(
        &mut self,
        surroundings: ExchangeContext,
        octets: &[u8],
        answer: &mut Answer,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<(), Stop> {
        let interface = surroundings.interface;
        let before = *self.session.channels.of(interface);
        *self.session.channels.of(interface) = before.after_other_command();
        if self.wallet.block_in_force() == BlockState::Card {
            return Err(Stop::Refused(Refusal::CardBlocked));
        }
        let apdu = CommandApdu::parse(octets).map_err(|_| Refusal::MalformedCommand)?;
        let instruction = find(&apdu)?;
        if instruction == Instruction::GetResponse {
            *self.session.channels.of(interface) = before;
            *answer = self.session.channels.get_response(interface, &apdu)?;
            return Ok(());
        }
        self.session.channels.forget_waiting(interface);
        if !interface.is_permitted(instruction, apdu.header) {
            return Err(Stop::Refused(Refusal::InterfaceForbids));
        }
        let next = before.left_by(instruction);
        *self.session.channels.of(interface) = next;
        let parsed = command::parse(instruction, &apdu)?;
        if self.download(apdu.header.cla, parsed, surroundings, answer, memory, entropy)? {
            return Ok(());
        }
        if instruction.is_toolkit() && self.toolkits(parsed, surroundings, answer, memory, entropy)? {
            return Ok(());
        }
        let context = Context { wallet: &self.wallet, identity: &self.identity, session: &before, next, surroundings };
        let step = apdu::decide(context, parsed, entropy)?;
        let decision = self.settle(step, interface, memory)?;
        deliverable(parsed.expected, interface, decision.data.len())?;
        self.change(&decision.change, memory)?;
        *self.session.channels.of(interface) = decision.session;
        (answer.data, answer.status) = (decision.data, decision.status);
        self.session.channels.deliver(apdu.header.cla, interface, parsed.expected, answer);
        Ok(())
    }

    /// Returns the decision of a step. For a guess, its try is spent and durable before anything is compared, so that
    /// pulling the card at the comparison saves no try. The verification that the guess is for does not hold until the
    /// guess proves right.
    fn settle(&mut self, step: Step, interface: Interface, memory: &mut impl Nvm) -> Result<Decision, Stop> {
        match step {
            Step::Decided(decision) => Ok(decision),
            Step::Attempt(attempt) => {
                match attempt.guess {
                    Guess::Pin => self.session.channels.of(interface).pin_verified = false,
                    Guess::ExternalAuthentication => self.session.channels.of(interface).authenticated = false,
                    Guess::PinReload | Guess::PinUnblock | Guess::ApplicationUnblock => {}
                }
                let spent = attempt.guess.spend(&self.wallet);
                self.commit(spent, memory)?;
                Ok(attempt.compare(&self.wallet)?)
            }
        }
    }

    /// Commits the change of a decision; writes nothing if it changes nothing.
    fn change(&mut self, change: &Change, memory: &mut impl Nvm) -> Result<(), MemoryError> {
        match change {
            Change::Nothing => Ok(()),
            change => self.commit(self.wallet.after(change), memory),
        }
    }

    /// Commits a wallet to memory, and only then makes it the card's own. A PIN that was verified is no longer verified
    /// if it has changed or is blocked.
    ///
    /// The function is not inlined, since code size is scarce on a card and three places call it.
    #[inline(never)]
    fn commit(&mut self, wallet: Wallet, memory: &mut impl Nvm) -> Result<(), MemoryError> {
        self.slot = nvm::commit(memory, self.slot, &wallet)?;
        if wallet.lifecycle != self.wallet.lifecycle {
            self.session.toolkit.menu_changed();
        }
        let (pin, before) = (wallet.pin, self.wallet.pin);
        if (pin.on, pin.digits) != (before.on, before.digits) || pin.tries_left == 0 {
            self.session.channels.forget_pin();
            self.session.toolkit.forget_holder();
        }
        self.wallet = wallet;
        Ok(())
    }
}

/// Reason for which a command ends early.
enum Stop {
    Refused(Refusal),
    Memory(MemoryError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(refusal)
    }
}

impl From<MemoryError> for Stop {
    fn from(fault: MemoryError) -> Self {
        Stop::Memory(fault)
    }
}

impl From<IdentityError> for PowerOnError {
    fn from(fault: IdentityError) -> Self {
        match fault {
            IdentityError::Memory(fault) => PowerOnError::Memory(fault),
            IdentityError::NoCard => PowerOnError::NoCard,
            IdentityError::UnknownVersion(version) => PowerOnError::UnknownVersion(version),
        }
    }
}

impl From<SlotError> for PowerOnError {
    fn from(fault: SlotError) -> Self {
        match fault {
            SlotError::Memory(fault) => PowerOnError::Memory(fault),
            SlotError::NoneSound => PowerOnError::NoCard,
            SlotError::UnknownVersion(version) => PowerOnError::UnknownVersion(version),
        }
    }
}

/// Returns the instruction of a command, or the refusal of an unknown class or instruction.
fn find(apdu: &CommandApdu<'_>) -> Result<Instruction, Refusal> {
    match Instruction::find(apdu.header.cla, apdu.header.ins) {
        InstructionMatch::Instruction(instruction) => Ok(instruction),
        InstructionMatch::OtherClass(_) => Err(Refusal::ClassNotSupported),
        InstructionMatch::Nothing if Instruction::is_class(apdu.header.cla) => Err(Refusal::InstructionNotSupported),
        InstructionMatch::Nothing => Err(Refusal::ClassNotSupported),
    }
}

/// Refuses an answer whose length does not fit Le. Nothing is committed before this check.
fn deliverable(expected: Expected, interface: Interface, length: usize) -> Result<(), Refusal> {
    let right = count(length);
    let fits = match expected {
        Expected::Whatever | Expected::Fetched => true,
        // T=0: P3 = 00 asks for 256 octets (ISO 7816-3 §12.1.2).
        Expected::Le(le) if interface.is_t0() => le == right,
        Expected::Le(le) | Expected::AtMost(le) => le == 0 || le == right,
    };
    if fits { Ok(()) } else { Err(Refusal::WrongAnswerLength(right)) }
}

/// Returns a length of up to 256 as one octet, 256 being 00.
fn count(length: usize) -> u8 {
    let [.., low] = length.to_be_bytes();
    low
}
