//! Attacker between phones and platform. It sends messages again that it saw: whole, cut short, with a bit inverted, or
//! to others. It also makes packets of its own. It has nobody's keys.

use sim_wire::bcd::TonNpi;
use sim_wire::message;
use sim_wire::secured_packet::{Check, CommandHeader, Counter, Counting, Form, ProofCarriage, ProofWanted, Spi};

use super::result::{Performed, RefusedError};
use super::seen::SeenMessages;
use crate::action::{AttackerAction, Tampering};
use crate::platform::{self, number::Msisdn};
use crate::smsc::{Cargo, SmsCentre};
use crate::world::World;
use sim_codec::ota::carriage::{self, PacketKind};
use sim_codec::ota::{Command, KeySet};
use sim_codec::sms::{Direction, MessageBody, SmsAddress, Tpdu};
use sim_device::profile::Profile;

/// Scripts of forged packets: suspend the wallet, forget a load, begin a load, credit a load without a MAC.
const SCRIPTS: [&[u8]; 4] = [
    &[0x80, 0xF0, 0x40, 0x8F, 0x10, 0xD1, 0x56, 0x00, 0x01, 0x01, 0x80, 0x03, 0x80, 0, 0, 0, 1, 0, 0, 0, 0],
    &[0x80, 0xDA, 0xDF, 0x25, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
    &[0x80, 0x50, 0x00, 0x02, 0x0B, 0x01, 0x00, 0x00, 0x27, 0x10, 0x10, 0x65, 0x88, 0x88, 0x00, 0x01],
    &[0x80, 0x52, 0x00, 0x00, 0x0B, 0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00, 0, 0, 0, 0],
];

/// Length of a cipher block in octets, by which a packet is shortened.
const BLOCK: usize = 8;

/// Attacker, with the messages that it saw.
#[derive(Clone, Debug, Default)]
pub(super) struct Attacker {
    seen: SeenMessages,
}

impl Attacker {
    /// Notes the messages under way.
    pub(super) fn see(&mut self, centre: &SmsCentre) {
        self.seen.note(centre);
    }

    /// Sends the message of an attack.
    pub(super) fn perform(&mut self, world: &mut World, action: &AttackerAction) -> Result<Performed, RefusedError> {
        let cargo = self.message(world, action).ok_or_else(|| self.why_not(action))?;
        let id = world.smuggle(cargo);
        // An unchanged replay keeps the centre's old time stamp, too.
        if let AttackerAction::Replay(which) = action
            && let Some(taken) = self.seen.taken(*which)
        {
            world.centre_mut().stamp_submit(id, taken);
        }
        self.seen.note_own(world.centre(), id);
        Ok(Performed::Done)
    }

    fn why_not(&self, action: &AttackerAction) -> RefusedError {
        match action {
            AttackerAction::Packet(_, maker, nth) => match self.seen.packet(*maker, *nth) {
                Some(_) => RefusedError::NotTampered,
                None => RefusedError::FewerPackets(self.seen.packets(*maker)),
            },
            _ => RefusedError::NothingSeen,
        }
    }

    /// Makes the message of an attack; `None` if the messages seen do not allow it.
    pub(super) fn message(&self, world: &World, action: &AttackerAction) -> Option<Cargo> {
        let seen = |which: &u32| self.seen.back(*which);
        let cargo = match action {
            AttackerAction::Replay(which) => seen(which).cloned(),
            AttackerAction::Cut(which, octets) => seen(which).and_then(|cargo| cut(cargo, *octets)),
            AttackerAction::Flip(which, bit) => seen(which).and_then(|cargo| flipped(cargo, *bit)),
            AttackerAction::Reflect(which) => seen(which).and_then(|cargo| reflected(world, cargo)),
            AttackerAction::Misdirect(which, whom) => seen(which).map(|cargo| misdirected(cargo, *whom)),
            AttackerAction::ForgeTo(whom, how) => forged(*how, false).map(|packet| down(world, *whom, &packet)),
            AttackerAction::ForgeFrom(whom, how) => forged(*how, true).and_then(|packet| up(*whom, &packet)),
            AttackerAction::Packet(tampering, maker, nth) => {
                self.seen.packet(*maker, *nth).and_then(|cargo| tampered(cargo, *tampering))
            }
        };
        cargo.filter(|cargo| !cargo.tpdu().is_empty())
    }
}

/// Returns a copy of a message with its packet changed; `None` if the message has no packet or too short a one. A copy
/// to the card belongs to no letter, so that the platform gets no report about it.
pub fn tampered(cargo: &Cargo, tampering: Tampering) -> Option<Cargo> {
    let direction = if matches!(cargo, Cargo::Submit { .. }) { Direction::ToNetwork } else { Direction::FromNetwork };
    let mut message = Tpdu::parse(direction, cargo.tpdu())?;
    let user = message.user_data_mut()?;
    let MessageBody::Octets(octets) = &mut user.body else { return None };
    match tampering {
        Tampering::None => {}
        Tampering::BitInverted => *octets.last_mut()? ^= 0x01,
        Tampering::LastBlockCut => {
            octets.truncate(octets.len().checked_sub(BLOCK)?);
            user.length = user.length.checked_sub(u8::try_from(BLOCK).ok()?)?;
        }
    }
    if tampering != Tampering::None {
        user.kept = None;
    }
    let tpdu = message.encode().ok()?;
    Some(match cargo {
        Cargo::Submit { from, to, .. } => Cargo::Submit { from: *from, to: to.clone(), tpdu },
        Cargo::Deliver { from, to, .. } => {
            Cargo::Deliver { from: from.clone(), to: *to, letter: None, submission: None, tpdu }
        }
        Cargo::Report { .. } => return None,
    })
}

/// Returns a copy of a message with other octets.
fn with_tpdu(cargo: &Cargo, octets: Vec<u8>) -> Cargo {
    let mut cargo = cargo.clone();
    match &mut cargo {
        Cargo::Submit { tpdu, .. } | Cargo::Deliver { tpdu, .. } | Cargo::Report { tpdu, .. } => *tpdu = octets,
    }
    cargo
}

fn cut(cargo: &Cargo, octets: u32) -> Option<Cargo> {
    let length = cargo.tpdu().len().checked_sub(usize::try_from(octets).ok()?)?;
    Some(with_tpdu(cargo, cargo.tpdu().get(..length)?.to_vec()))
}

fn flipped(cargo: &Cargo, bit: u32) -> Option<Cargo> {
    let mut octets = cargo.tpdu().to_vec();
    let bits = octets.len().checked_mul(8).filter(|bits| *bits > 0)?;
    let bit = usize::try_from(bit).ok()? % bits;
    *octets.get_mut(bit / 8)? ^= 0x80_u8 >> (bit % 8);
    Some(with_tpdu(cargo, octets))
}

/// Returns a message that brings a packet back to its sender: the platform's to the platform, the card's and a proof to
/// the card.
fn reflected(world: &World, cargo: &Cargo) -> Option<Cargo> {
    let user = |direction| {
        let read = Tpdu::parse(direction, cargo.tpdu())?;
        let octets = read.user_data()?.octets(read.dcs().unwrap_or(0xF6)).ok()?;
        sim_codec::ota::user_data(&octets).map(|part| part.octets)
    };
    match cargo {
        Cargo::Submit { from, .. } | Cargo::Report { from, .. } => {
            let packet = user(Direction::ToNetwork)?;
            Some(down(world, *from, &packet))
        }
        Cargo::Deliver { to, .. } => up(*to, &user(Direction::FromNetwork)?),
    }
}

fn misdirected(cargo: &Cargo, whom: Msisdn) -> Cargo {
    let mut cargo = cargo.clone();
    match &mut cargo {
        Cargo::Submit { from, .. } | Cargo::Report { from, .. } => *from = whom,
        Cargo::Deliver { to, .. } => *to = whom,
    }
    cargo
}

/// Makes a packet with the attacker's own keys: with the right header, without a checksum, or in clear.
fn forged(how: u32, is_up: bool) -> Option<Vec<u8>> {
    // Nobody's card has the keys of the default profile.
    let profile = Profile::default();
    let set = profile.card.ota_keys.first()?;
    let keys = KeySet::of(set);
    let (kic, kid) = keys.references();
    let right = if is_up { message::UP } else { message::DOWN };
    let weak = |check, ciphered| {
        Spi::new(check, ciphered, Counting::Higher).proving(
            ProofWanted::Always,
            Check::None,
            false,
            ProofCarriage::DeliverReport,
        )
    };
    let spi = match how % 4 {
        0 => right,
        1 => weak(Check::None, false),
        2 => weak(Check::None, true),
        _ => weak(Check::Cryptographic, false),
    };
    let tar = if is_up { message::PLATFORM } else { message::WALLET };
    let counter = Counter::new(1 << (how % 39))?;
    let script = SCRIPTS.get(usize::try_from(how / 4).ok()? % SCRIPTS.len())?;
    let header = CommandHeader { spi, kic, kid, tar };
    let command = Command { form: Form::ShortMessage, header, counter, data: script.to_vec() };
    command.wrap(&keys.keys).ok()
}

/// Returns a packet as an SMS-DELIVER to a card.
fn down(world: &World, to: Msisdn, packet: &[u8]) -> Cargo {
    let parts = carriage::cut(PacketKind::Command, packet, 0).unwrap_or_default();
    let sender = SmsAddress::new(TonNpi::UNKNOWN, platform::NUMBER);
    let message = parts.into_iter().next().map(|user| carriage::deliver(sender, world.now().stamp(), user));
    let tpdu = message.and_then(|message| message.encode().ok()).unwrap_or_default();
    Cargo::Deliver { from: platform::NUMBER.to_owned(), to, letter: None, submission: None, tpdu }
}

/// Returns a packet as an SMS-SUBMIT from a card.
fn up(from: Msisdn, packet: &[u8]) -> Option<Cargo> {
    let user = carriage::cut(PacketKind::Command, packet, 0).ok()?.into_iter().next()?;
    let receiver = SmsAddress::new(TonNpi(0x81), platform::NUMBER);
    let tpdu = carriage::submit(0, receiver, user).encode().ok()?;
    Some(Cargo::Submit { from, to: platform::NUMBER.to_owned(), tpdu })
}
