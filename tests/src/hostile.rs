//! A hostile reader: any octets, read as a script of commands, resets and power cuts against one card. Invariants are
//! checked after each step, whatever the script says. The fuzz target and the deterministic test both drive it.
//!
//! Random octets alone would never get past a MAC, so a script can also ask for the acts of an honest terminal. It can
//! complete the transaction it began, authenticate itself, or send a secured command. Each can be spoilt in one octet.

use std::collections::BTreeSet;

use applet::{Answer, Card, CardState, Entropy, ExchangeContext, Interface, MuteError, manufacture};
use sim_codec::crypto::des;
use sim_device::memory::{Eeprom, PowerCut, Tear};
use sim_wire::status::StatusWord;

pub mod card;
pub mod corpus;
pub mod handset;
pub mod invariant;
pub mod packet;
pub mod resume;
pub mod seeds;

/// Count of what a script did, which shows a test that reached nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of commands sent.
    pub exchanges: u64,
    /// Number of commands whose power was cut.
    pub cuts: u64,
    /// Number of loads, purchases and unloads that were completed.
    pub transactions: u64,
    /// Number of secured packets that the card accepted.
    pub packets: u64,
    /// Status words that were answered.
    pub statuses: BTreeSet<u16>,
}

impl Tally {
    /// Adds the counts of another script.
    pub fn add(&mut self, other: Tally) {
        self.exchanges += other.exchanges;
        self.cuts += other.cuts;
        self.transactions += other.transactions;
        self.packets += other.packets;
        self.statuses.extend(other.statuses);
    }
}

/// Random numbers of a generator with a known start: different each time, and the same in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting(u32);

impl Entropy for Counting {
    fn fill(&mut self, into: &mut [u8]) {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        into.iter_mut().zip(self.0.to_be_bytes().into_iter().cycle()).for_each(|(to, from)| *to = from);
    }
}

thread_local! {
    /// Card fresh from manufacture, made once for each thread.
    static FRESH: Card<Eeprom, Counting> = {
        let mut memory = Eeprom::blank();
        assert_eq!(manufacture(&mut memory, &card::personalisation()), Ok(()));
        Card::new(memory, Counting(1))
    };
}

/// Runs a script to its end. Panics if the card does, or if an invariant is violated.
pub fn run(script: &[u8]) -> Tally {
    let mut reader = Reader::new();
    let mut script = Script { rest: script };
    while reader.step(&mut script).is_some() {}
    reader.tally
}

/// Octets of the script that are not yet read.
struct Script<'a> {
    rest: &'a [u8],
}

impl<'a> Script<'a> {
    fn octet(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Takes `count` octets, or as many as there are.
    fn octets(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }
}

/// Reader with the card in it.
struct Reader {
    card: Card<Eeprom, Counting>,
    state: CardState,
    interface: Interface,
    uptime_s: u32,
    /// Last INITIALIZE that was answered, and its answer, which an honest terminal needs to complete the transaction.
    begun: Option<(Vec<u8>, Vec<u8>)>,
    /// Length of the proactive command that was announced last; `None` if none was.
    announced: Option<u8>,
    /// Proactive command that was fetched last.
    fetched: Vec<u8>,
    /// Last status word.
    status: [u8; 2],
    tally: Tally,
    /// Set if another card resumes the session before each exchange.
    resumes: bool,
}

impl Reader {
    fn new() -> Reader {
        let mut card = FRESH.with(Clone::clone);
        assert!(card.power_on().is_ok(), "a fresh card comes up");
        let state = state_of(&card);
        Reader {
            card,
            state,
            interface: Interface::Contact,
            uptime_s: 0,
            begun: None,
            announced: None,
            fetched: Vec::new(),
            status: [0; 2],
            tally: Tally::default(),
            resumes: false,
        }
    }

    /// Does one step of the script; `None` at the end of the script.
    fn step(&mut self, script: &mut Script<'_>) -> Option<()> {
        match script.octet()? & 0x0F {
            0 => {
                let length = usize::from(script.octet()?);
                self.send(script.octets(length));
            }
            1 => self.toolkit(script),
            2 => {
                let known = corpus::KNOWN;
                let command = known.get(usize::from(script.octet()?) % known.len())?;
                let spoilt = spoil((*command).to_vec(), script);
                self.send(&spoilt);
            }
            3 => {
                let known = corpus::KNOWN;
                let command = known.get(usize::from(script.octet()?) % known.len())?;
                self.send(command);
            }
            4 => self.reset(),
            5 => self.arm(script.octet()?, script.octet()?),
            6 => self.uptime_s = self.uptime_s.saturating_add(u32::from(script.octet()?) * 60),
            7 => {
                self.interface = match self.interface {
                    Interface::Contact => Interface::Contactless,
                    Interface::Contactless | Interface::OverTheAir => Interface::Contact,
                };
            }
            8 | 9 => self.begin(script),
            10 | 11 => self.complete(),
            12 => {
                let command = self.completion()?;
                let spoilt = spoil(command, script);
                self.send(&spoilt);
            }
            13 => self.secured(script),
            14 => self.authenticate(),
            _ => self.pin(script),
        }
        Some(())
    }

    /// Arms a power cut in one of the next three memory writes, with the tear that the octet selects.
    fn arm(&mut self, write: u8, tear: u8) {
        let seed = u64::from(tear >> 2);
        let tear = match tear & 3 {
            0 => Tear::Nothing,
            1 => Tear::All,
            2 => Tear::Octets(seed),
            _ => Tear::Bits(seed),
        };
        self.card.memory_mut().arm(PowerCut::at_write(u64::from(write % 3), tear));
    }

    /// Switches power off and on: the wallet must not change.
    fn reset(&mut self) {
        self.card.power_off();
        self.power_up();
        assert_eq!(state_of(&self.card), self.state, "a reset changes nothing that survives");
    }

    fn power_up(&mut self) {
        self.card.memory_mut().power_restored();
        let answer_to_reset = self.card.power_on();
        assert!(answer_to_reset.is_ok(), "the card comes up again: {answer_to_reset:?}");
        self.uptime_s = 0;
        self.begun = None;
    }

    /// Sends a command and checks the invariants. The returned data is empty if there was no answer.
    fn send(&mut self, command: &[u8]) -> Vec<u8> {
        self.tally.exchanges += 1;
        if self.resumes {
            self.card = resume::resumed(&self.card);
        }
        let surroundings = ExchangeContext { interface: self.interface, uptime_s: self.uptime_s };
        match self.card.transmit(surroundings, command) {
            Ok(answer) => self.answered(command, &answer),
            Err(MuteError) => {
                self.went_mute(command);
                Vec::new()
            }
        }
    }

    fn answered(&mut self, command: &[u8], answer: &Answer) -> Vec<u8> {
        let after = state_of(&self.card);
        invariant::after_answer(&self.state, command, answer, &after);
        self.tally.statuses.insert(answer.status.0);
        self.status = answer.status.to_bytes();
        self.tally.transactions += u64::from(invariant::moved(&self.state, &after));
        self.state = after;
        if let [0x91, length] = answer.status.to_bytes() {
            self.announced = Some(length);
        }
        if invariant::succeeded(answer.status) && matches!(command, [0x80, 0x50, ..]) {
            let data = self.fetched(answer);
            self.begun = Some((command.to_vec(), data));
        }
        answer.data.to_vec()
    }

    /// Returns the answer's data, fetched by GET RESPONSE if the card announced it.
    fn fetched(&mut self, answer: &Answer) -> Vec<u8> {
        match answer.status.to_bytes() {
            [0x61, length] => self.send(&[0x00, 0xC0, 0x00, 0x00, length]),
            _ => answer.data.to_vec(),
        }
    }

    /// Checks the card after a power failure under a command: the wallet is as before the command, or as after.
    fn went_mute(&mut self, command: &[u8]) {
        assert!(self.card.memory().power_failed(), "a card in good memory always answers");
        self.tally.cuts += 1;
        self.power_up();
        let after = state_of(&self.card);
        invariant::after_cut(&self.state, command, &after);
        self.tally.transactions += u64::from(invariant::moved(&self.state, &after));
        self.state = after;
    }

    /// Sends INITIALIZE FOR LOAD, PURCHASE or UNLOAD of an amount up to 655.35 yuan.
    fn begin(&mut self, script: &mut Script<'_>) {
        let (p1, index) = match script.octet().unwrap_or(0) % 4 {
            0 | 1 => (0x00, 0x01),
            2 => (0x01, 0x03),
            _ => (0x05, 0x01),
        };
        let mut command = vec![0x80, 0x50, p1, 0x02, 0x0B, index, 0x00, 0x00];
        command.extend([script.octet().unwrap_or(1), script.octet().unwrap_or(0)]);
        command.extend(card::TERMINAL);
        command.push(if p1 == 0x01 { 0x0F } else { 0x10 });
        self.send(&command);
    }

    /// Returns the second step of the transaction begun, as an honest terminal sends it.
    fn completion(&self) -> Option<Vec<u8>> {
        let (command, answer) = self.begun.as_ref()?;
        card::completion(command, answer)
    }

    fn complete(&mut self) {
        if let Some(command) = self.completion() {
            self.send(&command);
        }
    }

    /// Sends GET CHALLENGE, then a command with its MAC under the maintenance key.
    fn secured(&mut self, script: &mut Script<'_>) {
        let challenge = self.challenge();
        let secured = corpus::SECURED;
        let Some((header, data)) = secured.get(usize::from(script.octet().unwrap_or(0)) % secured.len()) else {
            return;
        };
        let command = spoil(card::secured(challenge, *header, data), script);
        self.send(&command);
    }

    /// Sends GET CHALLENGE, then EXTERNAL AUTHENTICATE.
    fn authenticate(&mut self) {
        let challenge = self.challenge();
        let mut command = vec![0x00, 0x82, 0x00, 0x01, 0x08];
        command.extend(des::encrypt_double(&card::EXTERNAL, challenge));
        self.send(&command);
    }

    /// Draws a challenge: four octets from the card and four of 00.
    fn challenge(&mut self) -> [u8; 8] {
        let drawn = self.send(&[0x00, 0x84, 0x00, 0x00, 0x04]);
        let mut challenge = [0; 8];
        challenge.iter_mut().zip(drawn).for_each(|(to, from)| *to = from);
        challenge
    }

    /// Acts as a handset: sends the profile, selects in the menu, fetches and answers. A selection and an answer are
    /// often those of a person, and can be spoilt in one octet.
    fn toolkit(&mut self, script: &mut Script<'_>) {
        match script.octet().unwrap_or(0) % 4 {
            0 => {
                let profile = vec![0x80, 0x10, 0, 0, 9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
                let spoilt = spoil(profile, script);
                self.send(&spoilt);
            }
            1 => {
                let item = script.octet().unwrap_or(1);
                let pick = vec![0x80, 0xC2, 0, 0, 9, 0xD3, 7, 0x82, 2, 0x01, 0x81, 0x90, 1, item];
                let spoilt = spoil(pick, script);
                self.send(&spoilt);
            }
            3 => self.packet(script),
            _ => {
                if let Some(length) = self.announced {
                    self.fetched = self.send(&[0x80, 0x12, 0, 0, length]);
                }
                let answer = handset::answer(&self.fetched, script.octet().unwrap_or(0), script.octet().unwrap_or(0));
                let spoilt = spoil(answer, script);
                self.send(&spoilt);
            }
        }
    }

    /// Sends a secured packet of the platform's, with one message spoilt in one octet. A spoilt packet must change
    /// nothing, unless that octet belongs to the message around the packet.
    fn packet(&mut self, script: &mut Script<'_>) {
        let mut octet = || script.octet().unwrap_or(0);
        let wish = packet::Wish { script: octet(), ahead: octet(), proof: octet(), form: octet() };
        let Some(envelopes) = packet::envelopes(wish, &self.state) else { return };
        let believed = self.state.remote.accepted;
        for envelope in &envelopes {
            let before = self.state.clone();
            let spoilt = spoil(envelope.command.clone(), script);
            let pairs = spoilt.iter().rev().zip(envelope.command.iter().rev());
            let is_spoilt = pairs.take(envelope.packet).any(|(one, other)| one != other);
            if let [0x61 | 0x9F, length] = self.status_of(&spoilt) {
                self.send(&[spoilt.first().copied().unwrap_or(0), 0xC0, 0x00, 0x00, length]);
            }
            assert!(!is_spoilt || self.state == before, "a spoilt packet did something: {spoilt:02X?}");
        }
        self.tally.packets += u64::from(self.state.remote.accepted > believed);
    }

    /// Sends a command and returns its status word; zeros if the card fell mute.
    fn status_of(&mut self, command: &[u8]) -> [u8; 2] {
        self.status = [0; 2];
        self.send(command);
        self.status
    }

    /// Sends a command about the PIN, with the MAC that it needs.
    fn pin(&mut self, script: &mut Script<'_>) {
        let command = match script.octet().unwrap_or(0) % 4 {
            0 => vec![0x00, 0x20, 0x00, 0x00, 0x02, 0x12, 0x34],
            1 => vec![0x00, 0x20, 0x00, 0x00, 0x02, 0x43, 0x21],
            2 => card::reload_pin(&[0x12, 0x34]),
            _ => card::unblock_pin(self.challenge(), &[0x12, 0x34]),
        };
        let spoilt = spoil(command, script);
        self.send(&spoilt);
    }
}

/// Spoils one octet of a command by exclusive-or: position and mask come from the script; mask 00 changes nothing.
fn spoil(mut command: Vec<u8>, script: &mut Script<'_>) -> Vec<u8> {
    let (at, mask) = (script.octet().unwrap_or(0), script.octet().unwrap_or(0));
    let at = usize::from(at) % command.len().max(1);
    if let Some(octet) = command.get_mut(at) {
        *octet ^= mask;
    }
    command
}

/// Returns the visible state of a card that has power.
fn state_of(card: &Card<Eeprom, Counting>) -> CardState {
    card.state().expect("a card with power shows its state")
}

/// Returns the status words that a script has met, with their meaning.
pub fn in_words(statuses: &BTreeSet<u16>) -> Vec<String> {
    statuses.iter().map(|status| format!("{status:04X} {:?}", StatusWord(*status).meaning())).collect()
}
