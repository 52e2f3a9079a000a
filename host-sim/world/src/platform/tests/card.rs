//! A plain card: a purse with one counter, the load under way, the last load, and both counters of packets.

use applet::KeyUsage;
use sim_wire::Fen;
use sim_wire::addressee;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::{self, LoadAnswer, LoadReceipt, Operation, PayPasswordDigits, PlatformRequest};
use sim_wire::record::{TerminalTime, TransactionKind};
use sim_wire::secured_packet::{CommandHeader, Counter, Form, ResponseStatus};
use sim_wire::status::StatusWord;

use sim_codec::cat::written;
use sim_codec::ota::carriage::{self, PacketKind, PacketPart, PacketReassembly};
use sim_codec::ota::script::{CommandScript, ScriptAnswer};
use sim_codec::ota::{self, Command, KeySet, Response, ResponseSecurity};
use sim_codec::sms::{Direction, ReportParameters, SmsAddress, SmsDeliverReport, Tpdu, UserData};
use sim_device::profile::Profile;
use sim_device::sam::transaction::{CardSide, Online, TransferDirection as Way};
use sim_device::sam::transaction_mac::TransactionRequest as Load;
use sim_device::sam::{SessionKey, TacKey};
use sim_wire::bcd::TonNpi;

/// Load that waits for its credit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pending {
    pub counter: u16,
    pub amount: Fen,
    pub random: [u8; 4],
}

/// Load that was credited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Credited {
    pub counter: u16,
    pub amount: Fen,
    /// Purse balance after the load, in fen.
    pub balance: Fen,
    pub tac: [u8; 4],
}

/// Card of the test: a purse and its counters.
#[derive(Clone, Debug)]
pub struct PlainCard {
    pub profile: Profile,
    pub set: KeySet,
    pub accepted: Counter,
    pub sent: Counter,
    pub request: u16,
    pub state: LifeCycle,
    pub balance: Fen,
    pub counter: u16,
    pub pending: Option<Pending>,
    pub loads: Vec<Credited>,
    pub reach: Option<[u8; 9]>,
    pub pin_resets: u32,
    /// `true` if the hour after power-on is over.
    pub is_old: bool,
    /// INS of the commands that the card refuses, with the status word; `None` while it refuses none.
    pub broken: Option<(u8, StatusWord)>,
    random: u32,
    parts: PacketReassembly,
}

type Answer = (StatusWord, Vec<u8>);

fn done(data: &[u8]) -> Answer {
    (StatusWord::SUCCESS, data.to_vec())
}

impl PlainCard {
    pub fn new(profile: &Profile) -> PlainCard {
        PlainCard {
            profile: profile.clone(),
            set: KeySet::of(&profile.card.ota_keys[0]),
            accepted: profile.card.ota_keys[0].counter,
            sent: Counter::default(),
            request: 0,
            state: profile.card.start.lifecycle,
            balance: profile.card.start.balance,
            counter: profile.card.start.online_counter,
            pending: None,
            loads: Vec::new(),
            reach: None,
            pin_resets: 0,
            is_old: false,
            broken: None,
            random: 0x5EED_0001,
            parts: PacketReassembly::new(5),
        }
    }

    fn key(&self, usage: KeyUsage, index: u8) -> [u8; 16] {
        self.profile.key(usage, index).unwrap().key
    }

    fn online(&self, pending: Pending, at: TerminalTime) -> Online {
        let request = Load { amount: pending.amount, kind: TransactionKind::Load, terminal: message::TERMINAL };
        let card = CardSide { balance: self.balance, counter: pending.counter, random: pending.random };
        Online { direction: Way::Load, dated: request.at(at), card }
    }

    fn session(&self, pending: Pending) -> SessionKey {
        SessionKey::online(&self.key(KeyUsage::Load, 1), pending.random, pending.counter)
    }

    /// Begins a load, as INITIALIZE FOR LOAD does.
    pub fn initialize(&mut self, amount: Fen) -> LoadAnswer {
        self.random = self.random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let pending = Pending { counter: self.counter, amount, random: self.random.to_be_bytes() };
        self.pending = Some(pending);
        let mac1 = self.online(pending, TerminalTime::default()).mac1(&self.session(pending));
        let (balance, counter, random) = (self.balance, self.counter, pending.random);
        LoadAnswer { balance, counter, key_version: 1, algorithm: 0, random, mac1 }
    }

    /// Makes the message with the packet of a request.
    pub fn ask(&mut self, operation: Operation) -> Tpdu {
        self.request = self.request.wrapping_add(1);
        let request = PlatformRequest { asn: self.profile.asn(), number: self.request, operation };
        self.send(&written(|into| request.write(into)).unwrap())
    }

    /// Makes the message with a packet of any data.
    pub fn send(&mut self, data: &[u8]) -> Tpdu {
        self.sent = self.sent.next().unwrap();
        let (kic, kid) = self.set.references();
        let header = CommandHeader { spi: message::UP, kic, kid, tar: message::PLATFORM };
        let command = Command { form: Form::ShortMessage, header, counter: self.sent, data: data.to_vec() };
        submit(PacketKind::Command, &command.wrap(&self.set.keys).unwrap())
    }

    /// Requests a top-up (【钱包充值】).
    pub fn tops_up(&mut self, amount: Fen, password: &str) -> Tpdu {
        let answer = self.initialize(amount);
        let pay_password = PayPasswordDigits::from_digits(password).unwrap();
        self.ask(Operation::TopUp { amount, pay_password, answer })
    }

    /// Takes a short message for the card. Returns the delivery report.
    pub fn receive_message(&mut self, tpdu: &[u8]) -> Tpdu {
        let message = Tpdu::parse(Direction::FromNetwork, tpdu).unwrap();
        let Ok(Some(whole)) = self.parts.take(PacketPart::of(&message).unwrap()) else { return report(&[]) };
        let application = ota::TargetApplication { tar: message::WALLET, least: message::UP };
        let receiver = ota::Receiver { applications: vec![application], key_sets: vec![self.set.clone()] };
        match ota::judge(&whole.packet, &receiver, self.accepted) {
            Err(refused) => report(&refused.proof().unwrap_or_default()),
            Ok(believed) => {
                let (named, script) = addressee::split(&believed.command.data);
                assert!(named.is_some(), "the platform's scripts name their card");
                if named != Some(self.profile.asn()) {
                    return report(&[]);
                }
                self.accepted = believed.store.unwrap();
                let data = self.run(script);
                self.prove(believed.command.counter, ResponseStatus::OK, data)
            }
        }
    }

    /// Makes the report with a proof of receipt.
    pub fn prove(&self, counter: Counter, status: ResponseStatus, data: Vec<u8>) -> Tpdu {
        report(&[&[0x02, 0x71, 0x00][..], &self.proof(counter, status, data)].concat())
    }

    /// Makes a proof of receipt, which names this card.
    pub fn proof(&self, counter: Counter, status: ResponseStatus, data: Vec<u8>) -> Vec<u8> {
        let data = [&addressee::emit(&self.profile.asn())[..], &data].concat();
        let (kic, kid) = self.set.references();
        let asked = ResponseSecurity { spi: message::DOWN, kic, kid };
        let response = Response { form: Form::ShortMessage, tar: message::WALLET, counter, status, data };
        response.wrap(asked, &self.set.keys).unwrap()
    }

    /// Runs a script. Returns the answer in the proof: the number of commands, and status and data of the last.
    fn run(&mut self, script: &[u8]) -> Vec<u8> {
        let script = CommandScript::parse(script).unwrap();
        let (mut count, mut last, mut waiting) = (0, done(&[]), Vec::new());
        for command in script.commands() {
            count += 1;
            last = match command[1] {
                0xC0 => done(&std::mem::take(&mut waiting)),
                _ => self.perform(command),
            };
            if command[1] != 0xC0 && !last.1.is_empty() {
                waiting = std::mem::take(&mut last.1);
                last.0 = StatusWord::bytes_waiting(waiting.len() as u8);
            } else if last.0 != StatusWord::SUCCESS {
                break;
            }
        }
        ScriptAnswer::Compact { count, status: last.0, data: last.1 }.emit().unwrap()
    }

    fn perform(&mut self, command: &[u8]) -> Answer {
        if let Some((_, status)) = self.broken.filter(|(ins, _)| *ins == command[1]) {
            return (status, Vec::new());
        }
        let no = |status| (status, Vec::new());
        match command {
            [0x80, 0xF0, 0x40, state, ..] => {
                let state = LifeCycle::from_code(*state).unwrap();
                if state == LifeCycle::Closed && self.balance != Fen::ZERO {
                    return no(StatusWord::CONDITIONS_NOT_SATISFIED);
                }
                self.state = state;
                done(&[])
            }
            [0x80, 0x50, 0x00, 0x02, 0x0B, 0x01, amount @ .., _, _, _, _, _, _] => {
                if self.state != LifeCycle::Open {
                    return no(StatusWord::CONDITIONS_NOT_SATISFIED);
                }
                let amount = Fen::from_bytes(amount.try_into().unwrap());
                done(&self.initialize(amount).emit())
            }
            [0x80, 0x52, 0x00, 0x00, 0x0B, data @ ..] => self.credits(data),
            [0x80, 0x5A, 0x00, 0x02, 0x02, high, low] => {
                let counter = u16::from_be_bytes([*high, *low]);
                match self.loads.last().filter(|load| load.counter + 1 == counter) {
                    Some(load) => done(&LoadReceipt { balance: load.balance, tac: load.tac }.emit()),
                    None => no(StatusWord::PROOF_NOT_AVAILABLE),
                }
            }
            [0x80, 0xDA, 0xDF, 0x25, 0x06, high, low, random @ ..] => {
                let counter = u16::from_be_bytes([*high, *low]);
                if self.loads.last().is_some_and(|load| load.counter == counter) {
                    return no(StatusWord::CONDITIONS_NOT_SATISFIED);
                }
                self.pending =
                    self.pending.filter(|pending| (pending.counter, &pending.random[..]) != (counter, random));
                done(&[])
            }
            [0x80, 0xDA, 0xDF, 0x22, 0x09, data @ ..] if !self.is_old => {
                self.reach = Some(data.try_into().unwrap());
                done(&[])
            }
            [0x80, 0xDA, 0xDF, 0x22, ..] => no(StatusWord::CONDITIONS_NOT_SATISFIED),
            [0x80, 0x5E, 0x00, 0x00, ..] => {
                self.pin_resets += 1;
                done(&[])
            }
            other => panic!("{other:02X?}"),
        }
    }

    fn credits(&mut self, data: &[u8]) -> Answer {
        let refused = (StatusWord::TRANSACTION_MAC_WRONG, Vec::new());
        let no_step = (StatusWord::NO_TRANSACTION_STEP, Vec::new());
        let Some(pending) = self.pending.filter(|pending| pending.counter == self.counter) else { return no_step };
        if self.state != LifeCycle::Open {
            return (StatusWord::CONDITIONS_NOT_SATISFIED, Vec::new());
        }
        let at = TerminalTime(data[..7].try_into().unwrap());
        let online = self.online(pending, at);
        if online.mac2(&self.session(pending)) != data[7..11] {
            return refused;
        }
        let tac = online.tac(&TacKey::of(&self.profile.only_key(KeyUsage::Tac).unwrap().key)).unwrap();
        self.pending = None;
        self.balance = online.new_balance().unwrap();
        self.loads.push(Credited { counter: self.counter, amount: pending.amount, balance: self.balance, tac });
        self.counter += 1;
        done(&LoadReceipt { balance: self.balance, tac }.emit())
    }

    /// Returns the sum of all loads, in fen.
    pub fn loaded(&self) -> i64 {
        self.loads.iter().map(|load| i64::from(load.amount.0)).sum()
    }
}

/// Makes the SMS-SUBMIT to the platform with a packet.
pub fn submit(kind: PacketKind, packet: &[u8]) -> Tpdu {
    let user = carriage::cut(kind, packet, 0).unwrap().remove(0);
    carriage::submit(0, SmsAddress::new(TonNpi::UNKNOWN, "10658888"), user)
}

/// Makes the SMS-DELIVER-REPORT with these user data.
pub fn report(user_data: &[u8]) -> Tpdu {
    let first = if user_data.is_empty() { 0x00 } else { 0x40 };
    let parameters = match user_data {
        [] => ReportParameters::default(),
        _ => ReportParameters {
            indicator: 0x07,
            pid: Some(0x7F),
            dcs: Some(0xF6),
            user: Some(UserData::read(user_data.len() as u8, user_data, 0xF6, true)),
            ..ReportParameters::default()
        },
    };
    Tpdu::DeliverReport(SmsDeliverReport { first, cause: None, parameters: Some(parameters) })
}
