//! Bench of a check: the card under test, its profile, the terminal's clock and counter, and the record of the steps.

use std::fmt::Display;

use applet::{KeyEntry, KeyUsage};
use sim_device::link::{Link, LinkContext, LinkError, Transport};
use sim_device::memory::{CutPoint, PowerCut};
use sim_device::profile::Profile;
use sim_device::reader::{self, ReaderMode};
use sim_device::sam::command;
use sim_wire::Fen;
use sim_wire::record::{TerminalNumber, TerminalTime};

use super::tested_card::TestedCard;
use super::verdict::{BenchStep, CheckError};

/// Number of the suite's terminal.
pub(super) const TERMINAL: TerminalNumber = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

/// Status word of success.
pub(super) const SUCCESS: u16 = 0x9000;

/// Distance of the reader by radio: within the reach of every calibration.
const DISTANCE_CM: u16 = 2;

/// Most steps of a check that are kept for the report.
const STEPS_MAX: usize = 2_000;

/// Answer of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) data: Vec<u8>,
    pub(super) status: u16,
}

/// Bench with a card on it.
pub(super) struct Bench<'a> {
    card: &'a mut dyn TestedCard,
    pub(super) profile: &'a Profile,
    pub(super) at: TerminalTime,
    terminal_counter: u32,
    /// Interface over which commands go.
    way: Transport,
    steps: Vec<BenchStep>,
}

impl<'a> Bench<'a> {
    /// Creates a bench; the card has no power.
    pub(super) fn new(card: &'a mut dyn TestedCard, profile: &'a Profile, at: TerminalTime) -> Bench<'a> {
        Bench { card, profile, at, terminal_counter: 0, way: Transport::Contacts, steps: Vec::new() }
    }

    /// Takes the steps since they were last taken.
    pub(super) fn take_steps(&mut self) -> Vec<BenchStep> {
        std::mem::take(&mut self.steps)
    }

    fn record(&mut self, step: BenchStep) {
        if self.steps.len() < STEPS_MAX {
            self.steps.push(step);
        }
    }

    /// Returns the next transaction counter of the terminal.
    pub(super) fn next_terminal_counter(&mut self) -> u32 {
        self.terminal_counter = self.terminal_counter.wrapping_add(1);
        self.terminal_counter
    }

    /// Switches power off and on; returns the answer to reset.
    pub(super) fn power_on(&mut self) -> Result<Vec<u8>, CheckError> {
        self.leave_field();
        self.card.power_off();
        let answer = self.card.power_on();
        self.record(BenchStep::PowerOn(answer.as_ref().ok().cloned()));
        answer.map_err(|error| unanswered("the power-on", "an answer to reset", error))
    }

    /// Brings the card into the field of a reader by radio, over which commands go from now on.
    pub(super) fn enter_field(&mut self) -> Result<(), CheckError> {
        if !self.card.has_radio() {
            return Err(CheckError::untried("commands reach this card over its contacts alone"));
        }
        self.leave_field();
        self.way = Transport::Air { distance_cm: DISTANCE_CM };
        self.record(BenchStep::Interface(self.way));
        Ok(())
    }

    /// Takes the card out of the field, if it is in one; commands go over the contacts from now on.
    pub(super) fn leave_field(&mut self) {
        if self.way != Transport::Contacts {
            self.card.leave_field();
            self.way = Transport::Contacts;
            self.record(BenchStep::Interface(self.way));
        }
    }

    const fn context(&self) -> LinkContext {
        LinkContext { way: self.way, uptime_s: 0 }
    }

    /// Switches power on and selects the wallet; returns the file control information.
    pub(super) fn select(&mut self) -> Result<Vec<u8>, CheckError> {
        self.power_on()?;
        self.select_again()
    }

    /// Selects the wallet without a reset; returns the file control information.
    pub(super) fn select_again(&mut self) -> Result<Vec<u8>, CheckError> {
        let select = command::select_application(&self.profile.card.aid);
        let select = select.ok_or_else(|| CheckError::untried("the profile's AID is too long for a command"))?;
        self.expect("SELECT of the wallet", &select, SUCCESS)
    }

    /// Sends a command as a T=0 reader does; returns the whole answer.
    pub(super) fn send(&mut self, command: &[u8]) -> Result<Reply, CheckError> {
        let context = self.context();
        let answer = reader::transmit(&mut Line(self.card), ReaderMode::Auto, context, command);
        self.take_answer(command, answer)
    }

    /// Sends a command as it stands.
    pub(super) fn send_raw(&mut self, command: &[u8]) -> Result<Reply, CheckError> {
        let answer = self.card.exchange(self.context(), command);
        self.take_answer(command, answer)
    }

    fn take_answer(&mut self, command: &[u8], answer: Result<Vec<u8>, LinkError>) -> Result<Reply, CheckError> {
        let octets = answer.as_ref().ok().cloned();
        self.record(BenchStep::Exchange { command: command.to_vec(), answer: octets });
        let answer = answer.map_err(|error| unanswered(&header(command), "an answer", error))?;
        match answer.split_last_chunk::<2>() {
            Some((data, status)) => Ok(Reply { data: data.to_vec(), status: u16::from_be_bytes(*status) }),
            None => Err(CheckError::differs(&header(command), "a status word", hex::encode_upper(answer))),
        }
    }

    /// Sends a command and compares the status word; returns the data.
    pub(super) fn expect(&mut self, about: &str, command: &[u8], status: u16) -> Result<Vec<u8>, CheckError> {
        let reply = self.send(command)?;
        is_status(about, status, reply.status)?;
        Ok(reply.data)
    }

    /// Sends a command and compares data and status word.
    pub(super) fn expect_data(&mut self, about: &str, command: &[u8], data: &[u8]) -> Result<(), CheckError> {
        let found = self.expect(about, command, SUCCESS)?;
        is_octets(about, data, &found)
    }

    /// Sends a command with the power failing at a point; returns the answer if the command ended before the cut.
    pub(super) fn send_cut(&mut self, cut: PowerCut, command: &[u8]) -> Result<Option<Reply>, CheckError> {
        if !self.card.arm(cut) {
            return Err(CheckError::untried("the power of this card cannot be cut at a memory write"));
        }
        self.record(BenchStep::Cut(words_of(&cut)));
        let context = self.context();
        let answer = reader::transmit(&mut Line(self.card), ReaderMode::Auto, context, command);
        self.card.disarm();
        if answer.is_err() {
            self.record(BenchStep::Exchange { command: command.to_vec(), answer: None });
            return Ok(None);
        }
        self.take_answer(command, answer).map(Some)
    }

    /// Drops a power cut that has not come.
    pub(super) fn keep_power(&mut self) {
        self.card.disarm();
    }

    /// Returns the key of a usage that the suite's terminal names; of several, the one of `preferred` index.
    pub(super) fn key(&self, usage: KeyUsage, preferred: u8) -> Result<KeyEntry, CheckError> {
        let key = self.profile.key(usage, preferred).or_else(|| self.profile.only_key(usage));
        key.copied().ok_or_else(|| CheckError::untried(&format!("the profile has no key of the usage {usage:?}")))
    }

    /// Returns an index under which the card has no key of a usage.
    pub(super) fn unknown_index(&self, usage: KeyUsage) -> u8 {
        (0x09..=0xFF).find(|index| self.profile.key(usage, *index).is_none()).unwrap_or(0xFF)
    }
}

/// Link for the reader: the card as it stands on the bench.
pub(super) struct Line<'c>(pub(super) &'c mut dyn TestedCard);

impl Link for Line<'_> {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.0.power_on()
    }

    fn power_off(&mut self) {
        self.0.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.0.exchange(situation, command)
    }
}

/// The bench as a link, for a handset: every exchange is recorded.
impl Link for &mut Bench<'_> {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        let answer = self.card.power_on();
        self.record(BenchStep::PowerOn(answer.as_ref().ok().cloned()));
        answer
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        let answer = self.card.exchange(situation, command);
        self.record(BenchStep::Exchange { command: command.to_vec(), answer: answer.as_ref().ok().cloned() });
        answer
    }
}

/// Returns the reason of a check without an answer: a silent card differs, while a reader without a card tries nothing.
fn unanswered(about: &str, expected: &str, error: LinkError) -> CheckError {
    match error {
        LinkError::Silent => CheckError::differs(about, expected, error),
        _ => CheckError::Untried(error.to_string()),
    }
}

/// Returns the first octets of a command, by which a difference names it.
fn header(command: &[u8]) -> String {
    format!("the command {}", hex::encode_upper(command.get(..4).unwrap_or(command)))
}

fn words_of(cut: &PowerCut) -> String {
    match cut.moment {
        CutPoint::Write(write) => format!("power cut in write {} of the next command, torn {}", write + 1, cut.tear),
        CutPoint::Answer(_) => "power cut before the answer to the next command".to_owned(),
        CutPoint::Command(_) | CutPoint::Read(_) => "power cut before the next command".to_owned(),
    }
}

/// Refuses unless two status words are the same.
pub(super) fn is_status(about: &str, expected: u16, got: u16) -> Result<(), CheckError> {
    is_equal(about, format_args!("{expected:04X}"), format_args!("{got:04X}"), expected == got)
}

/// Refuses unless two runs of octets are the same.
pub(super) fn is_octets(about: &str, expected: &[u8], got: &[u8]) -> Result<(), CheckError> {
    is_equal(about, hex::encode_upper(expected), hex::encode_upper(got), expected == got)
}

/// Refuses unless two amounts are the same.
pub(super) fn is_amount(about: &str, expected: Fen, got: Fen) -> Result<(), CheckError> {
    is_equal(about, expected, got, expected == got)
}

/// Refuses unless two counters are the same.
pub(super) fn is_counter(about: &str, expected: u16, got: u16) -> Result<(), CheckError> {
    is_equal(about, expected, got, expected == got)
}

/// Refuses with a difference unless a condition holds.
pub(super) fn is_equal(about: &str, expected: impl Display, got: impl Display, holds: bool) -> Result<(), CheckError> {
    if holds { Ok(()) } else { Err(CheckError::differs(about, expected, got)) }
}
