//! The card as a reader meets it: power on, exchange, power off.

use heapless::Vec;

use crate::money::Fen;
use crate::nvm::{MemoryFault, Nvm};
use crate::personalisation::Personalisation;
use crate::refusal::Refusal;
use crate::request::Surroundings;
use crate::wire::lifecycle::LifeCycle;
use crate::wire::record::{LogRecord, TransactionKind};
use crate::wire::status::StatusWord;

/// Chance, as an argument: where the card's random numbers come from.
pub trait Entropy {
    /// Fills `into` with the next random octets (four for a transaction, four or eight for GET CHALLENGE).
    fn fill(&mut self, into: &mut [u8]);
}

/// An answer: up to 256 octets of data and a status word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Data.
    pub data: Vec<u8, 256>,
    /// SW1 SW2.
    pub status: StatusWord,
}

/// The card does not answer: it is off, or its memory failed since the last reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mute;

/// Why a card does not come up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerOnFault {
    /// The memory failed.
    Memory(MemoryFault),
    /// The memory holds no card: never manufactured, or both slots unsound.
    NoCard,
    /// The memory was written by another version of the applet.
    UnknownVersion(u8),
}

/// Whether blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block { None, Temporary, Permanent, Card }

/// The wallet's visible state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardState {
    pub balance: Fen,
    pub online_counter: u16,
    pub offline_counter: u16,
    pub lifecycle: LifeCycle,
    pub block: Block,
    pub limit: Option<Fen>,
    pub pin_on: bool,
    pub pin_tries_left: u8,
    /// newest first
    pub log: Vec<LogRecord, 10>,
    pub proof: Option<Proof>,
    pub calibration: Option<Calibration>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof { pub kind: TransactionKind, pub counter: u16, pub mac: [u8; 4], pub tac: [u8; 4] }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calibration { pub reach_cm: u8, pub imei: [u8; 8] }

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card<M, E> { memory: M, entropy: E }

impl<M: Nvm, E: Entropy> Card<M, E> {
    /// A card around a memory and a source of chance, without power.
    pub fn new(memory: M, entropy: E) -> Self { Card { memory, entropy } }
    /// Power and reset: everything a reset forgets is forgotten. Answers the ATR. Writes nothing.
    pub fn power_on(&mut self) -> Result<Vec<u8, 33>, PowerOnFault> { Err(PowerOnFault::NoCard) }
    pub fn power_off(&mut self) {}
    /// One exchange.
    pub fn transmit(&mut self, surroundings: Surroundings, command: &[u8]) -> Result<Answer, Mute> { Err(Mute) }
    /// The reason of the last refusal since power-on, or none.
    pub fn last_refusal(&self) -> Option<Refusal> { None }
    /// The wallet's visible state as memory has it; `None` without power.
    pub fn state(&self) -> Option<CardState> { None }
    pub fn memory(&self) -> &M { &self.memory }
    pub fn memory_mut(&mut self) -> &mut M { &mut self.memory }
    pub fn entropy_mut(&mut self) -> &mut E { &mut self.entropy }
    pub fn into_parts(self) -> (M, E) { (self.memory, self.entropy) }
}

/// Writes a card into blank memory
pub fn manufacture<M: Nvm>(memory: &mut M, personalisation: &Personalisation) -> Result<(), MemoryFault> { Err(MemoryFault) }
