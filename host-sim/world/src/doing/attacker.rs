//! An attacker between phones and platform: sends messages that it saw again, whole, cut short, with a bit turned, to others
//! than they were for, or makes packets of its own. It has no key of anybody's.

use sim_wire::bcd::TonNpi;
use sim_wire::message;
use sim_wire::secured_packet::{Check, CommandHeader, Counter, Counting, Form, ProofCarriage, ProofWanted, Spi};

use super::Attack;
use super::seen::Seen;
use crate::platform::{self, number::Msisdn};
use crate::smsc::Cargo;
use crate::world::World;
use sim_codec::ota::carriage::{self, PacketKind};
use sim_codec::ota::{Command, KeySet};
use sim_codec::sms::SmsAddress;
use sim_device::profile::Profile;

/// What an attacker would have a card do: be suspended, forget a load, begin one, credit one without a MAC.
const SCRIPTS: [&[u8]; 4] = [
    &[0x80, 0xF0, 0x40, 0x8F, 0x10, 0xD1, 0x56, 0x00, 0x01, 0x01, 0x80, 0x03, 0x80, 0, 0, 0, 1, 0, 0, 0, 0],
    &[0x80, 0xDA, 0xDF, 0x25, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
    &[0x80, 0x50, 0x00, 0x02, 0x0B, 0x01, 0x00, 0x00, 0x27, 0x10, 0x10, 0x65, 0x88, 0x88, 0x00, 0x01],
    &[0x80, 0x52, 0x00, 0x00, 0x0B, 0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00, 0, 0, 0, 0],
];

/// Makes the message of an attack; `None` if nothing was seen that it could be made of.
pub(super) fn makes(world: &World, seen: &Seen, attack: &Attack, wrong_keys: &Profile) -> Option<Cargo> {
    let cargo = match attack {
        Attack::Replays(which) => seen.back(*which).cloned(),
        Attack::Cuts(which, octets) => seen.back(*which).and_then(|cargo| cut(cargo, *octets)),
        Attack::Flips(which, bit) => seen.back(*which).and_then(|cargo| flipped(cargo, *bit)),
        Attack::Reflects(which) => seen.back(*which).and_then(|cargo| reflected(world, cargo)),
        Attack::Misdirects(which, whom) => seen.back(*which).map(|cargo| misdirected(cargo, *whom)),
        Attack::ForgesTo(whom, how) => forged(*how, wrong_keys, false).map(|packet| down(world, *whom, &packet)),
        Attack::ForgesFrom(whom, how) => forged(*how, wrong_keys, true).and_then(|packet| up(*whom, &packet)),
    };
    cargo.filter(|cargo| !cargo.tpdu().is_empty())
}

/// The same message with other octets.
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

/// A packet goes back to its sender: the card's to the card, the platform's to the platform, and a proof to the card.
fn reflected(world: &World, cargo: &Cargo) -> Option<Cargo> {
    let user = |direction| {
        let read = sim_codec::sms::Tpdu::parse(direction, cargo.tpdu())?;
        let octets = read.user.as_ref()?.octets(read.dcs.unwrap_or(0xF6)).ok()?;
        sim_codec::ota::user_data(&octets).map(|part| part.octets)
    };
    match cargo {
        Cargo::Submit { from, .. } | Cargo::Report { from, .. } => {
            let packet = user(sim_codec::sms::Direction::ToNetwork)?;
            Some(down(world, *from, &packet))
        }
        Cargo::Deliver { to, .. } => up(*to, &user(sim_codec::sms::Direction::FromNetwork)?),
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

/// A packet of the attacker's own: with the right header and other keys, with no checksum, or in clear.
fn forged(how: u32, wrong_keys: &Profile, is_up: bool) -> Option<Vec<u8>> {
    let set = wrong_keys.card.ota_keys.first()?;
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

/// A packet as a message to a card.
fn down(world: &World, to: Msisdn, packet: &[u8]) -> Cargo {
    let parts = carriage::cut(PacketKind::Command, packet, 0).unwrap_or_default();
    let sender = SmsAddress::new(TonNpi::UNKNOWN, platform::NUMBER);
    let message = parts.into_iter().next().map(|user| carriage::deliver(sender, world.now().stamp(), user));
    let tpdu = message.and_then(|message| message.octets().ok()).unwrap_or_default();
    Cargo::Deliver { from: platform::NUMBER.to_owned(), to, letter: None, tpdu }
}

/// A packet as a message of a card's.
fn up(from: Msisdn, packet: &[u8]) -> Option<Cargo> {
    let user = carriage::cut(PacketKind::Command, packet, 0).ok()?.into_iter().next()?;
    let receiver = SmsAddress::new(TonNpi(0x81), platform::NUMBER);
    let tpdu = carriage::submit(0, receiver, user).octets().ok()?;
    Some(Cargo::Submit { from, to: platform::NUMBER.to_owned(), tpdu })
}
