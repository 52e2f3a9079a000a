//! The test stand: a card with published test keys, scripted entropy, and a terminal that uses the host's own
//! arithmetic. Nothing here knows how the card decides.

use std::collections::VecDeque;
use std::fmt;

use applet::{
    Card, Entropy, ExchangeContext, Interface, KeyEntry, KeyUsage, Personalisation, PurseKey, Refusal, Start,
    manufacture,
};
use sim_device::memory::Eeprom;
use sim_device::profile::Profile;
use sim_device::sam::secure_messaging::{self, Challenge};
use sim_device::sam::transaction_mac::{DatedRequest, TransactionRequest};
use sim_device::sam::{SessionKey, TacKey, authentication, pin};
use sim_wire::Fen;
use sim_wire::apdu::Header;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::{TerminalTime, TransactionKind};

/// Application identifier of the wallet.
pub const AID: [u8; 16] = *b"\xD1\x56\x00\x01\x01\x80\x03\x80\x00\x00\x00\x01\x00\x00\x00\x00";
/// Number of the terminal.
pub const TERMINAL: [u8; 6] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66];
/// Time of the terminal: 2009-11-18 10:30:00.
pub const AT: TerminalTime = TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]);

/// Returns a published test key of the generated vectors.
pub fn key_of(usage: KeyUsage) -> PurseKey {
    let text = match usage {
        KeyUsage::Purchase => "6DD7F631B4CA88DE5CC3E209702FFCB6",
        KeyUsage::Load => "1909C3A10BCAAC670C88E1BCDA28EA32",
        KeyUsage::Unload => "0FCEC87DA4048CF88A0E68EB7DB72A16",
        KeyUsage::Tac => "18D5F7382D46E5DEF255380E2F5B64AF",
        KeyUsage::PinUnblock => "9354B8F411559E11C103FAE8739E5220",
        KeyUsage::PinReload => "A92FD76424820AD168D81E7EC5F9FA68",
        KeyUsage::ExternalAuthentication => "404142434445464748494A4B4C4D4E4F",
        KeyUsage::InternalAuthentication => "505152535455565758595A5B5C5D5E5F",
        _ => "3193F534D0BBD24BC54E6DD882B18BA8",
    };
    let mut key = [0; 16];
    hex::decode_to_slice(text, &mut key).unwrap();
    key
}

/// Returns a card that is open, empty and new, with the keys of the generated vectors.
pub fn personalisation() -> Personalisation {
    use KeyUsage::*;
    let entry = |usage, index, version| KeyEntry { usage, index, version, algorithm: 0, key: key_of(usage) };
    let keys = [
        entry(Purchase, 1, 1),
        entry(Purchase, 3, 1),
        entry(Load, 1, 1),
        entry(Unload, 1, 1),
        entry(Tac, 0, 1),
        entry(Maintenance, 0, 1),
        entry(PinUnblock, 0, 1),
        entry(PinReload, 0, 1),
        entry(ExternalAuthentication, 1, 1),
        entry(InternalAuthentication, 0, 1),
    ];
    let file_15 = hex::decode("000000000000000102010000123456789012345620090101201912310000").unwrap();
    Personalisation {
        atr: heapless_from(&[0x3B, 0x02, 0x14, 0x50]),
        aid: heapless_from(&AID),
        iccid: [0x98, 0x68, 0x00, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0xF2],
        keys: keys.into_iter().collect(),
        ota_keys: Profile::default().card.ota_keys,
        ota_applications: Profile::default().card.ota_applications,
        balance_max: Fen(100_000),
        pin_tries: 3,
        pin_initial: heapless_from(&[0x12, 0x34]),
        start: Start {
            balance: Fen::ZERO,
            online_counter: 0,
            offline_counter: 0,
            lifecycle: LifeCycle::Open,
            pin_on: false,
            limit: None,
            file_15: file_15.try_into().unwrap(),
            file_16: [0x16; 55],
            file_17: std::array::from_fn(|record| [record as u8; 24]),
        },
    }
}

fn heapless_from<C: FromIterator<u8>>(octets: &[u8]) -> C {
    octets.iter().copied().collect()
}

/// Scripted entropy: first the octets that the test gives, then a sequence that never repeats within a test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dice {
    given: VecDeque<u8>,
    drawn: u64,
}

impl Entropy for Dice {
    fn fill(&mut self, into: &mut [u8]) {
        for octet in into {
            self.drawn = self.drawn.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (self.drawn ^ (self.drawn >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            *octet = self.given.pop_front().unwrap_or((mixed >> 56) as u8);
        }
    }
}

/// Answer of the card.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    pub data: Vec<u8>,
    pub status: u16,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:04X}", hex::encode_upper(&self.data), self.status)
    }
}

/// Card on the table, with a terminal.
#[derive(Clone, Debug)]
pub struct Stand {
    pub card: Card<Eeprom, Dice>,
    pub surroundings: ExchangeContext,
    /// Transaction counter of the terminal.
    pub terminal_counter: u32,
    /// Commands sent since [`Stand::record`], each with the card as it stood before; `None` before that call.
    pub recording: Option<Vec<sim_lab::tear::PreparedCommand<Dice>>>,
}

impl Stand {
    /// Creates a card of the usual personalisation after `change`, powered, the wallet selected.
    pub fn with(change: impl FnOnce(&mut Personalisation)) -> Stand {
        let mut personalisation = personalisation();
        change(&mut personalisation);
        let mut memory = Eeprom::blank();
        manufacture(&mut memory, &personalisation).expect("blank memory takes a card");
        let mut stand = Stand {
            card: Card::new(memory, Dice::default()),
            surroundings: ExchangeContext { interface: Interface::Contact, uptime_s: 1 },
            terminal_counter: 0,
            recording: None,
        };
        stand.restart();
        stand
    }

    /// Creates the usual card with a balance of `fen`.
    pub fn holding(fen: u32) -> Stand {
        Stand::with(|card| card.start.balance = Fen(fen))
    }

    /// Resets the card and selects the wallet.
    pub fn restart(&mut self) {
        self.card.power_off();
        self.card.memory_mut().power_restored();
        self.card.power_on().expect("the card starts");
        self.send(&select_aid());
    }

    /// Records every command from here on, with the card as it stood before it.
    pub fn record(&mut self) {
        self.recording = Some(Vec::new());
    }

    /// Sends a command; a mute card fails the test.
    pub fn send(&mut self, command: &[u8]) -> Reply {
        self.try_send(command).unwrap_or_else(|| panic!("mute at {}", hex::encode_upper(command)))
    }

    /// Sends a command; returns `None` if the card is mute.
    pub fn try_send(&mut self, command: &[u8]) -> Option<Reply> {
        if let Some(recording) = &mut self.recording {
            let place = format!("exchange {}", recording.len() + 1);
            let (card, surroundings) = (self.card.clone(), self.surroundings);
            recording.push(sim_lab::tear::PreparedCommand { card, surroundings, command: command.to_vec(), place });
        }
        let answer = self.card.transmit(self.surroundings, command);
        answer.map(|answer| Reply { data: answer.data.to_vec(), status: answer.status.0 }).ok()
    }

    /// Sends a command written in hexadecimal.
    pub fn send_hex(&mut self, command: &str) -> Reply {
        self.send(&hex::decode(command.replace(' ', "")).expect("hexadecimal"))
    }

    /// Sends a command that must succeed; fetches what 61xx announces.
    pub fn done(&mut self, command: &[u8]) -> Vec<u8> {
        let mut reply = self.send(command);
        if reply.status >> 8 == 0x61 {
            let waiting = reply.status as u8;
            reply = self.send(&[0x00, 0xC0, 0x00, 0x00, waiting]);
        }
        assert_eq!(reply.status, 0x9000, "{} refused: {:?}", hex::encode_upper(command), self.card.last_refusal());
        reply.data
    }

    /// Sends a command that must be refused; returns the reason.
    pub fn refused(&mut self, command: &[u8]) -> Refusal {
        let reply = self.send(command);
        let refusal = self.card.last_refusal();
        assert_ne!(reply.status, 0x9000, "{} was not refused", hex::encode_upper(command));
        refusal.unwrap_or_else(|| panic!("{} answered {reply:?} and no reason", hex::encode_upper(command)))
    }

    /// Returns the visible state of the wallet.
    pub fn state(&self) -> applet::CardState {
        self.card.state().expect("the card is powered")
    }

    /// Scripts the next random octets of the card, in hexadecimal.
    pub fn give_random(&mut self, octets: &str) {
        self.card.entropy_mut().given.extend(hex::decode(octets).expect("hexadecimal"));
    }

    /// Sends GET CHALLENGE for four octets.
    pub fn challenge(&mut self) -> Challenge {
        let drawn = self.done(&[0x00, 0x84, 0x00, 0x00, 0x04]);
        Challenge::of(&drawn).expect("four octets")
    }

    /// Sends GET CHALLENGE, which a blocked card refuses.
    pub fn try_challenge(&mut self) -> Option<Challenge> {
        Challenge::of(&self.send(&[0x00, 0x84, 0x00, 0x00, 0x04]).data)
    }

    /// Draws a challenge and returns a command under secure messaging.
    pub fn secured(&mut self, usage: KeyUsage, [cla, ins, p1, p2]: [u8; 4], data: &[u8]) -> Vec<u8> {
        let challenge = self.challenge();
        secure_messaging::protect(&key_of(usage), challenge, Header { cla, ins, p1, p2 }, data).expect("short data")
    }

    /// Sends INITIALIZE FOR LOAD; returns the CREDIT that completes it.
    pub fn credit_for(&mut self, fen: u32) -> Vec<u8> {
        let initialized = Initialized::parse_online(&self.done(&initialize_load(fen)));
        let key = SessionKey::online(&key_of(KeyUsage::Load), initialized.random, initialized.counter);
        let mac2 = key.mac(&dated(fen, TransactionKind::Load).mac2_of_the_host());
        [&[0x80, 0x52, 0x00, 0x00, 0x0B][..], &AT.0, &mac2, &[0x04]].concat()
    }

    /// Sends INITIALIZE FOR PURCHASE; returns the DEBIT that completes it.
    pub fn debit_for(&mut self, fen: u32) -> Vec<u8> {
        let initialized = Initialized::parse_offline(&self.done(&initialize_purchase(fen)));
        self.terminal_counter += 1;
        let key = initialized.purchase_key(self.terminal_counter);
        let mac1 = key.mac(&dated(fen, TransactionKind::Purchase).purchase_mac1(None));
        let counter = self.terminal_counter.to_be_bytes();
        [&[0x80, 0x54, 0x01, 0x00, 0x0F][..], &counter, &AT.0, &mac1, &[0x08]].concat()
    }

    /// Sends INITIALIZE FOR UNLOAD; returns the DEBIT that completes it.
    pub fn unload_for(&mut self, fen: u32) -> Vec<u8> {
        let initialized = Initialized::parse_online(&self.done(&initialize_unload(fen)));
        let key = SessionKey::online(&key_of(KeyUsage::Unload), initialized.random, initialized.counter);
        let mac2 = key.mac(&dated(fen, TransactionKind::Unload).mac2_of_the_host());
        [&[0x80, 0x54, 0x03, 0x00, 0x0B][..], &AT.0, &mac2, &[0x04]].concat()
    }

    /// Makes a whole load; returns the answer to CREDIT.
    pub fn load(&mut self, fen: u32) -> Vec<u8> {
        let credit = self.credit_for(fen);
        self.done(&credit)
    }

    /// Makes a whole purchase; returns the answer to DEBIT.
    pub fn purchase(&mut self, fen: u32) -> Vec<u8> {
        let debit = self.debit_for(fen);
        self.done(&debit)
    }

    /// Makes a whole unload; returns the answer to DEBIT.
    pub fn unload(&mut self, fen: u32) -> Vec<u8> {
        let debit = self.unload_for(fen);
        self.done(&debit)
    }

    /// Draws a challenge and returns EXTERNAL AUTHENTICATE with the right key.
    pub fn external_authenticate(&mut self) -> Vec<u8> {
        let challenge = self.challenge();
        let proof = authentication::external(&key_of(KeyUsage::ExternalAuthentication), challenge);
        authentication::external_command(1, proof)
    }

    /// Authenticates the terminal.
    pub fn authenticate(&mut self) {
        let command = self.external_authenticate();
        self.done(&command);
    }

    /// Sets the wallet's life cycle as the issuer.
    pub fn set_status(&mut self, state: LifeCycle) {
        self.authenticate();
        self.done(&set_status(state));
    }

    /// Switches the PIN on, which is `1234`.
    pub fn pin_on(&mut self) {
        self.done(&[0x80, 0xDA, 0xDF, 0x21, 0x01, 0x01]);
    }

    /// Sends VERIFY with the right PIN.
    pub fn verify(&mut self) {
        self.done(&verify("1234"));
    }

    /// Draws a challenge and returns PIN UNBLOCK.
    pub fn pin_unblock(&mut self, digits: &str) -> Vec<u8> {
        let challenge = self.challenge();
        let octets = hex::decode(digits).expect("an even count of digits");
        pin::unblock_command(&key_of(KeyUsage::PinUnblock), challenge, &octets).expect("a short PIN")
    }
}

/// Fields of the answer to INITIALIZE that the terminal needs.
#[derive(Clone, Copy, Debug)]
pub struct Initialized {
    pub counter: u16,
    pub random: [u8; 4],
}

impl Initialized {
    /// Parses the answer for loads and unloads: balance 4, counter 2, version 1, algorithm 1, random 4, MAC1 4 octets.
    pub fn parse_online(answer: &[u8]) -> Initialized {
        assert_eq!(answer.len(), 16);
        Initialized::of(&answer[..6], &answer[8..12])
    }

    /// Parses the answer for purchases: balance 4, counter 2, overdraw limit 3, version 1, algorithm 1, random 4
    /// octets.
    pub fn parse_offline(answer: &[u8]) -> Initialized {
        assert_eq!(answer.len(), 15);
        Initialized::of(&answer[..6], &answer[11..15])
    }

    fn of(front: &[u8], random: &[u8]) -> Initialized {
        Initialized { counter: u16::from_be_bytes(front[4..].try_into().unwrap()), random: random.try_into().unwrap() }
    }

    /// Derives SESPK, the session key of a purchase.
    pub fn purchase_key(&self, terminal_counter: u32) -> SessionKey {
        SessionKey::purchase(&key_of(KeyUsage::Purchase), self.random, self.counter, terminal_counter)
    }
}

/// Returns the fields under the MACs of a transaction at [`TERMINAL`] and [`AT`].
pub fn dated(fen: u32, kind: TransactionKind) -> DatedRequest {
    TransactionRequest { amount: Fen(fen), kind, terminal: TERMINAL }.at(AT)
}

/// Returns the key of every TAC.
pub fn tac_key() -> TacKey {
    TacKey::of(&key_of(KeyUsage::Tac))
}

/// Encodes SELECT by AID.
pub fn select_aid() -> Vec<u8> {
    [&[0x00, 0xA4, 0x04, 0x00, 0x10][..], &AID].concat()
}

fn initialize(p1: u8, fen: u32, le: u8) -> Vec<u8> {
    [&[0x80, 0x50, p1, 0x02, 0x0B, 0x01][..], &fen.to_be_bytes(), &TERMINAL, &[le]].concat()
}

/// Encodes INITIALIZE FOR LOAD, key index 1.
pub fn initialize_load(fen: u32) -> Vec<u8> {
    initialize(0x00, fen, 0x10)
}

/// Encodes INITIALIZE FOR PURCHASE, key index 1.
pub fn initialize_purchase(fen: u32) -> Vec<u8> {
    initialize(0x01, fen, 0x0F)
}

/// Encodes INITIALIZE FOR UNLOAD, key index 1.
pub fn initialize_unload(fen: u32) -> Vec<u8> {
    initialize(0x05, fen, 0x10)
}

/// Encodes GET TRANSACTION PROVE.
pub fn prove(kind: TransactionKind, counter: u16) -> Vec<u8> {
    let [high, low] = counter.to_be_bytes();
    vec![0x80, 0x5A, 0x00, kind.code(), 0x02, high, low, 0x08]
}

/// Encodes VERIFY of an even number of digits.
pub fn verify(digits: &str) -> Vec<u8> {
    pin::verify_command(&hex::decode(digits).expect("an even count of digits")).expect("a short PIN")
}

/// Encodes PIN CHANGE.
pub fn change_pin(old: &str, new: &str) -> Vec<u8> {
    pin::change_command(&hex::decode(old).expect("digits"), &hex::decode(new).expect("digits")).expect("short PINs")
}

/// Encodes RELOAD PIN with the right MAC.
pub fn reload_pin(digits: &str) -> Vec<u8> {
    pin::reload_command(&key_of(KeyUsage::PinReload), &hex::decode(digits).expect("digits")).expect("a short PIN")
}

/// Encodes RELOAD PIN with a wrong MAC.
pub fn reload_pin_wrong(digits: &str) -> Vec<u8> {
    let mut command = reload_pin(digits);
    *command.last_mut().unwrap() ^= 1;
    command
}

/// Encodes PUT DATA of the limit; `None` means no limit.
pub fn set_limit(fen: Option<u32>) -> Vec<u8> {
    [&[0x80, 0xDA, 0xDF, 0x20, 0x04][..], &fen.unwrap_or(u32::MAX).to_be_bytes()].concat()
}

/// Encodes SET STATUS without secure messaging, for use after EXTERNAL AUTHENTICATE.
pub fn set_status(state: LifeCycle) -> Vec<u8> {
    [&[0x80, 0xF0, 0x40, state.code(), 0x10][..], &AID].concat()
}

/// Changes the last octet of a command, so that its MAC or PIN is wrong.
pub fn with_last_octet_wrong(mut command: Vec<u8>) -> Vec<u8> {
    *command.last_mut().unwrap() ^= 1;
    command
}
