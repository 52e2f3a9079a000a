//! Secured packets of the platform with scripts that a wallet takes, chosen by octets. They are made with the host's
//! own arithmetic and the card's keys.

use applet::{CardState, PendingLoad};
use sim_codec::ota::carriage::{PacketKind, command, cut, deliver, envelope, international};
use sim_codec::ota::{Command, KeySet};
use sim_codec::sms::{MessageBody, Timestamp};
use sim_wire::secured_packet::{CommandHeader, Counter, Form, Spi};

use super::card;

/// Terminal number of the platform.
const TERMINAL: [u8; 6] = [0x10, 0x65, 0x88, 0x88, 0x00, 0x01];

/// Description of a packet by four octets of the script.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Number of the script, modulo 14.
    pub script: u8,
    /// Distance of the counter from the highest accepted one, modulo 4.
    pub ahead: u8,
    /// Second octet of the SPI; an even octet is replaced by 19, which asks for a proof in the usual way.
    pub proof: u8,
    /// Class of the ENVELOPE, and whether the script is repeated until it needs several messages.
    pub form: u8,
}

/// Command that brings a packet or a part of one.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// ENVELOPE command.
    pub command: Vec<u8>,
    /// Number of octets of the packet, at the end of the command; those before belong to the message around the packet.
    pub packet: usize,
}

/// Returns the ENVELOPE commands that bring a packet; `None` if such a packet cannot be made.
pub fn envelopes(wish: Wish, state: &CardState) -> Option<Vec<Envelope>> {
    let keys = KeySet::of(&card::ota_keys());
    let (kic, kid) = keys.references();
    let proof = if wish.proof & 1 == 0 { 0x19 } else { wish.proof & 0x3F };
    let accepted = state.remote.accepted.first()?.value();
    let counter = Counter::new(accepted.checked_add(u64::from(wish.ahead % 4))?)?;
    let header = CommandHeader { spi: Spi { first: 0x16, second: proof }, kic, kid, tar: card::TAR };
    let mut data = script(wish.script, state);
    if wish.form & 2 != 0 {
        data = data.repeat(8);
    }
    let packet = Command { form: Form::ShortMessage, header, counter, data }.wrap(&keys.keys).ok()?;
    let class = if wish.form & 1 == 0 { 0x80 } else { 0xA0 };
    let parts = cut(PacketKind::Command, &packet, wish.form).ok()?;
    parts
        .into_iter()
        .map(|user| {
            let packet = if let MessageBody::Octets(octets) = &user.body { octets.len() } else { 0 };
            let message = deliver(international("10658888"), Timestamp([0x90; 7]), user);
            Some(Envelope { command: command(class, &envelope(None, message).ok()?)?, packet })
        })
        .collect()
}

/// Returns a script of the platform. The script of a credit is right for the load that waits.
fn script(choice: u8, state: &CardState) -> Vec<u8> {
    let status = |state: u8| [&[0x80, 0xF0, 0x40, state, 0x10][..], &card::AID].concat();
    let [high, low] = state.online_counter.to_be_bytes();
    match choice % 14 {
        0 => vec![0x80, 0x5C, 0x00, 0x02, 0x04],
        1 => status(0x8F),
        2 | 3 => status(0x0F),
        4 => status(0x1F),
        5 | 6 => invitation(),
        7 | 8 => state.remote.pending.map_or_else(Vec::new, credit),
        9 => vec![0x80, 0xDA, 0xDF, 0x25, 0x02, high, low],
        10 => vec![0x80, 0x5A, 0x00, 0x02, 0x02, high, low, 0x00, 0xC0, 0x00, 0x00, 0x08],
        11 => card::reload_pin(&[0x12, 0x34]),
        12 => vec![0x80, 0xDA, 0xDF, 0x22, 0x09, 0x03, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x5F],
        _ => vec![0x80, 0xDA, 0xDF, 0x20, 0x04, 0x00, 0x00, 0x03, 0xE8],
    }
}

fn invitation() -> Vec<u8> {
    let initialize = [&[0x80, 0x50, 0x00, 0x02, 0x0B, 0x01, 0x00, 0x00, 0x00, 0x64][..], &TERMINAL].concat();
    [initialize, vec![0x00, 0xC0, 0x00, 0x00, 0x10]].concat()
}

fn credit(load: PendingLoad) -> Vec<u8> {
    let command = [&[0x80, 0x50, 0x00, 0x02, 0x0B, 0x01][..], &load.amount.to_bytes(), &TERMINAL].concat();
    let answer = [&[0; 4][..], &load.counter.to_be_bytes(), &[0; 2], &load.random, &[0; 4]].concat();
    let mut credit = card::completion(&command, &answer).unwrap_or_default();
    // Its Le, which a script has no place for.
    credit.pop();
    [credit, vec![0x00, 0xC0, 0x00, 0x00, 0x04]].concat()
}
