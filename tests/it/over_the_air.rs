//! Secured packets at the card, through ENVELOPE and nothing else: packets made and proofs opened by the host's own
//! arithmetic. Every vector that concerns a card, every attack of the book, money, and packets cut short or changed.

mod addressee;
mod attacks;
mod carriage;
mod changed;
pub mod money;
mod round_trips;
mod scripts;
mod vectors;

use applet::{CardState, OtaApplication, RemoteState};
use sim_codec::ota::carriage::{PacketKind, command, cut, deliver, envelope, international};
use sim_codec::ota::script::ScriptAnswer;
use sim_codec::ota::{Command, KeySet, Response, ResponseSecurity};
use sim_codec::sms::Timestamp;
use sim_wire::OtaKeySet;
use sim_wire::message::{self, WALLET};
use sim_wire::secured_packet::{CommandHeader, Counter, Form, ResponseStatus, Spi, Tar};
use sim_wire::status::StatusWord;

use crate::stand::{Reply, Stand};

/// Checksum, ciphered, counter higher; a proof always, secured likewise, in the delivery report.
pub const DOWN: Spi = message::DOWN;

/// Security as in [`DOWN`] without any proof.
pub const SILENT: Spi = message::UP;

/// Security as in [`DOWN`], with the proof in a message of its own.
pub const BY_SUBMIT: Spi = Spi { first: DOWN.first, second: DOWN.second | 0x20 };

/// Sender of packets to a card, with the keys for them.
#[derive(Clone, Debug)]
pub struct Sender {
    pub keys: KeySet,
    pub tar: Tar,
    /// Counter of the last packet.
    pub counter: u64,
    /// Class of the ENVELOPE that brings the packet.
    pub class: u8,
}

impl Sender {
    /// Returns the platform of the stand's cards.
    pub fn platform() -> Sender {
        Sender::of(&crate::stand::personalisation().ota_keys[0])
    }

    pub fn of(set: &OtaKeySet) -> Sender {
        Sender { keys: KeySet::of(set), tar: WALLET, counter: set.counter.value(), class: 0x80 }
    }

    /// Creates a packet under the next counter.
    pub fn command(&mut self, spi: Spi, data: &[u8]) -> Command {
        self.counter += 1;
        let (kic, kid) = self.keys.references();
        let header = CommandHeader { spi, kic, kid, tar: self.tar };
        Command { form: Form::ShortMessage, header, counter: counter(self.counter), data: data.to_vec() }
    }

    pub fn packet(&mut self, spi: Spi, data: &[u8]) -> Vec<u8> {
        self.command(spi, data).wrap(&self.keys.keys).unwrap()
    }

    /// Returns the envelopes of a packet.
    pub fn carried(&self, packet: &[u8]) -> Vec<Vec<u8>> {
        carried(self.class, packet, 0x5A)
    }

    /// Returns the envelopes of a script with a proof in the delivery report.
    pub fn script(&mut self, script: &[u8]) -> Vec<Vec<u8>> {
        let packet = self.packet(DOWN, script);
        self.carried(&packet)
    }

    /// Opens the proof in an answer, which must be secured as `spi` asks.
    pub fn opened(&self, spi: Spi, user_data: &[u8]) -> Response {
        let (kic, kid) = self.keys.references();
        opened(user_data, ResponseSecurity { spi, kic, kid }, &self.keys)
    }

    /// Runs a script on a card; returns the answer in the proof. The counter must have been accepted.
    pub fn run(&mut self, stand: &mut Stand, script: &str) -> Done {
        let envelopes = self.script(&octets(script));
        let reply = bring(stand, &envelopes);
        assert_eq!(reply.status, 0x9000, "{script}");
        let proof = self.opened(DOWN, &reply.data);
        assert_eq!((proof.status, proof.counter), (ResponseStatus::OK, counter(self.counter)), "{script}");
        done(&proof.data)
    }

    /// Brings a packet that the card must refuse; returns the status of the proof, which must be in clear. The state
    /// must be as it was.
    pub fn refused(&self, stand: &mut Stand, packet: &[u8]) -> ResponseStatus {
        let before = stand.state();
        let reply = bring(stand, &self.carried(packet));
        assert_eq!((reply.status, stand.state()), (0x9000, before));
        refusal(&reply, self.tar)
    }
}

/// Answer to a script: the number of commands executed, the last status word, and its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub count: u8,
    pub status: u16,
    pub data: Vec<u8>,
}

fn done(answer: &[u8]) -> Done {
    match ScriptAnswer::parse(answer).unwrap() {
        ScriptAnswer::Compact { count, status: StatusWord(status), data } => Done { count, status, data },
        other => panic!("{other:?}"),
    }
}

/// Opens a proof with a user data header in front of it.
pub fn opened(user_data: &[u8], asked: ResponseSecurity, keys: &KeySet) -> Response {
    let packet = user_data.strip_prefix(&[0x02, 0x71, 0x00]).unwrap_or_else(|| panic!("{user_data:02X?}"));
    let opened = Response::open(Form::ShortMessage, packet, asked, &keys.keys).unwrap();
    assert!(opened.check_holds && opened.padding.is_some(), "{opened:?}");
    opened.packet
}

/// Returns the status of a proof that a packet was refused. The proof must reveal nothing: in clear, no counter, no
/// check.
pub fn refusal(reply: &Reply, tar: Tar) -> ResponseStatus {
    let status = *reply.data.last().unwrap_or_else(|| panic!("no proof in {reply:?}"));
    let clear = [&[0x02, 0x71, 0x00, 0x00, 0x0B, 0x0A][..], &tar.0, &[0; 6], &[status]].concat();
    assert_eq!((reply.status, &reply.data), (0x9000, &clear));
    ResponseStatus(status)
}

pub fn octets(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

pub fn counter(value: u64) -> Counter {
    Counter::new(value).unwrap()
}

/// Returns the ENVELOPE commands that bring a packet from the platform's number.
pub fn carried(class: u8, packet: &[u8], reference: u8) -> Vec<Vec<u8>> {
    let parts = cut(PacketKind::Command, packet, reference).unwrap();
    let messages = parts.into_iter().map(|user| deliver(international("10658888"), Timestamp([0x90; 7]), user));
    messages.map(|message| command(class, &envelope(None, message).unwrap()).unwrap()).collect()
}

/// Brings one envelope as a handset does over T=0, fetching what is announced.
pub fn bring_one(stand: &mut Stand, command: &[u8]) -> Reply {
    let reply = stand.send(command);
    let (class, waiting) = match (command[0], reply.status.to_be_bytes()) {
        (0xA0, [0x9F, waiting]) => (0xA0, waiting),
        (0x80, [0x61, waiting]) => (0x00, waiting),
        _ => return reply,
    };
    assert!(reply.data.is_empty());
    let fetched = stand.send(&[class, 0xC0, 0x00, 0x00, waiting]);
    assert_eq!(fetched.data.len(), usize::from(waiting));
    fetched
}

/// Brings all envelopes of a packet; returns the answer to the last. The answers to those before must be empty.
pub fn bring(stand: &mut Stand, commands: &[Vec<u8>]) -> Reply {
    let (last, before) = commands.split_last().unwrap();
    for command in before {
        let reply = bring_one(stand, command);
        assert_eq!((reply.status, reply.data.len()), (0x9000, 0), "parts are missing still");
    }
    bring_one(stand, last)
}

/// Returns a card with these key sets whose wallet requires the security `least`.
pub fn card_with(sets: &[OtaKeySet], least: u8) -> Stand {
    Stand::with(|card| {
        card.ota_keys = sets.iter().copied().collect();
        card.ota_applications = [OtaApplication { tar: WALLET, least }].into_iter().collect();
        card.start.balance = sim_wire::Fen(50_000);
    })
}

/// Returns the counter accepted under the first key set.
pub fn accepted(stand: &Stand) -> u64 {
    stand.state().remote.accepted[0].value()
}

/// Returns a state with the counter of the first key set taken from another.
pub fn but_for_the_counter(state: CardState, of: &CardState) -> CardState {
    CardState { remote: RemoteState { accepted: of.remote.accepted, ..state.remote }, ..state }
}
