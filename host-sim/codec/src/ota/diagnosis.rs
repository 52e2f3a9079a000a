//! Diagnosis of a command packet that a receiver does not believe: how the right check is computed, and what the sender
//! did instead, where one deviation explains it.

use sim_wire::secured_packet::{Check, CommandHeader, CommandPacket, Counter};

use super::command::{Command, Opened};
use super::judge::{KeySet, Receiver, RejectionError, judge};
use super::security::{Keys, PacketCheck, Security};

/// Most octets of a packet in which a changed bit is looked for.
const CHANGED_MAX: usize = 300;

/// Packet that is not believed, with the reason and what explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketDiagnosis {
    /// Reason for which the packet is refused.
    pub reason: RejectionError,
    /// Header; `None` where too little of it is there.
    pub header: Option<CommandHeader>,
    /// Number of the key set that the packet names; `None` where there is no such set, or none is needed.
    pub key_set: Option<u8>,
    /// Check of the packet; `None` where the reason lies before it, or the packet has none.
    pub check: Option<DerivedCheck>,
    /// Counter of a packet whose check is right; else `None`.
    pub counter: Option<Counter>,
    /// Deviation that explains the refusal; `None` if no single one does.
    pub mistake: Option<PacketMistake>,
}

/// Check of a packet as it must be, and as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedCheck {
    /// Kind of the check.
    pub kind: Check,
    /// Octets over which the check is computed, deciphered.
    pub input: Vec<u8>,
    /// Right check.
    pub right: Vec<u8>,
    /// Check of the packet, deciphered.
    pub found: Vec<u8>,
}

/// Deviation of a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketMistake {
    /// The packet is enciphered under the KIc of another key set.
    CipherKey(u8),
    /// The check is made under the KID of another key set.
    ChecksumKey(u8),
    /// The packet is secured by another key set than the one that it names.
    KeySet(u8),
    /// KIc and KID are exchanged.
    ExchangedKeys,
    /// The header announces ciphering, and the packet is in clear.
    NotEnciphered,
    /// The check covers the part behind the header alone.
    WithoutHeader,
    /// The check is made before the padding was there.
    WithoutPadding,
    /// The check is right for the packet whose bit, counted from 0, has the other value.
    ChangedBit(usize),
    /// The very packet was accepted before.
    Repeated,
}

impl PacketDiagnosis {
    /// Diagnoses a packet as it came in a short message, without the header of the user data. `accepted` are the
    /// packets that were accepted before, the newest last, and `stored` the highest counter among them. `None` if the
    /// receiver believes the packet.
    pub fn of(
        packet: &[u8],
        receiver: &Receiver,
        (stored, accepted): (Counter, &[Vec<u8>]),
    ) -> Option<PacketDiagnosis> {
        let rejected = judge(packet, receiver, stored).err()?;
        let header = rejected.header;
        let set = header.and_then(|header| named(receiver, header));
        let mut diagnosis = PacketDiagnosis {
            reason: rejected.reason,
            header,
            key_set: set.map(|set| set.number),
            check: None,
            counter: None,
            mistake: None,
        };
        let keys = set.map(|set| set.keys.clone()).unwrap_or_default();
        let Some(opened) = open(packet, &keys) else { return Some(diagnosis) };
        diagnosis.check = opened.check.clone();
        match &diagnosis.reason {
            RejectionError::CheckWrong(_) => diagnosis.mistake = mistake(packet, receiver, set, &opened),
            RejectionError::CounterLow(..) | RejectionError::CounterHigh(..) | RejectionError::CounterBlocked => {
                diagnosis.counter = Some(opened.counter);
                let is_known = accepted.iter().any(|accepted| accepted == packet);
                diagnosis.mistake = is_known.then_some(PacketMistake::Repeated);
            }
            _ => {}
        }
        Some(diagnosis)
    }
}

/// Returns the key set that a packet names.
fn named(receiver: &Receiver, header: CommandHeader) -> Option<&KeySet> {
    let number = header.kic.set().max(header.kid.set());
    receiver.key_sets.iter().find(|set| number == 0 || set.number == number)
}

/// Packet that was deciphered under some keys.
struct OpenedPacket {
    clear: Vec<u8>,
    /// Check; `None` if the packet has none.
    check: Option<DerivedCheck>,
    is_right: bool,
    counter: Counter,
    padding: usize,
}

/// Deciphers a packet; `None` if it is none, or the keys are of another kind than its header says.
fn open(packet: &[u8], keys: &Keys) -> Option<OpenedPacket> {
    let parsed = parse(packet)?;
    let security = Command::security(parsed.header, keys).ok()?;
    open_by(packet, &parsed, &security)
}

fn parse(packet: &[u8]) -> Option<CommandPacket<'_>> {
    CommandPacket::parse(sim_wire::secured_packet::Form::ShortMessage, packet).ok()
}

fn open_by(packet: &[u8], parsed: &CommandPacket<'_>, security: &Security) -> Option<OpenedPacket> {
    let clear = security.deciphered(packet, parsed.secured.len()).ok()?;
    let opened: Opened<Command> = Command::read(parsed.form, &clear, security)?;
    let checked = CommandPacket::checked(parsed.form, &clear, security.check.length())?;
    let kind = parsed.header.spi.check();
    let check = (security.check != PacketCheck::None).then(|| DerivedCheck {
        kind,
        input: checked.concat(),
        right: security.check.over(&checked),
        found: opened.check.clone(),
    });
    Some(OpenedPacket {
        check,
        is_right: opened.check_holds,
        counter: opened.packet.counter,
        padding: opened.padding.map_or(0, |padding| padding.len()),
        clear,
    })
}

/// Returns the one deviation with which the check of a packet would be right; `None` if there is no such one.
fn mistake(packet: &[u8], receiver: &Receiver, named: Option<&KeySet>, opened: &OpenedPacket) -> Option<PacketMistake> {
    let parsed = parse(packet)?;
    let keys = &named?.keys;
    let holds = |keys: &Keys| open(packet, keys).is_some_and(|opened| opened.is_right);
    if parsed.header.spi.ciphered() {
        let security = Command::security(parsed.header, keys).ok()?;
        let in_clear = Security { cipher: None, check: security.check };
        if open_by(packet, &parsed, &in_clear).is_some_and(|opened| opened.is_right) {
            return Some(PacketMistake::NotEnciphered);
        }
    }
    by_method(&parsed, keys, opened)
        .or_else(|| by_keys(receiver, named?, &holds))
        .or_else(|| changed_bit(packet, &parsed, keys))
}

/// Returns the deviation in what the check is made over.
fn by_method(parsed: &CommandPacket<'_>, keys: &Keys, opened: &OpenedPacket) -> Option<PacketMistake> {
    let security = Command::security(parsed.header, keys).ok()?;
    let check = opened.check.as_ref()?;
    let is_over = |octets: &[u8]| security.check.over(&[octets]) == check.found;
    let secured = opened.clear.len().saturating_sub(parsed.secured.len());
    let behind_header = check.input.get(secured..)?;
    if is_over(behind_header) {
        return Some(PacketMistake::WithoutHeader);
    }
    let unpadded = check.input.get(..check.input.len().checked_sub(opened.padding)?)?;
    (opened.padding > 0 && is_over(unpadded)).then_some(PacketMistake::WithoutPadding)
}

/// Returns the key set of the receiver by which the packet would be right.
fn by_keys(receiver: &Receiver, named: &KeySet, holds: &dyn Fn(&Keys) -> bool) -> Option<PacketMistake> {
    let keys = &named.keys;
    for other in receiver.key_sets.iter().filter(|other| other.number != named.number) {
        if holds(&Keys { kic: other.keys.kic.clone(), ..keys.clone() }) {
            return Some(PacketMistake::CipherKey(other.number));
        }
        if holds(&Keys { kid: other.keys.kid.clone(), ..keys.clone() }) {
            return Some(PacketMistake::ChecksumKey(other.number));
        }
        if holds(&other.keys) {
            return Some(PacketMistake::KeySet(other.number));
        }
    }
    let mut exchanged = keys.clone();
    if let (Some(kic), Some(kid)) = (&mut exchanged.kic, &mut exchanged.kid) {
        std::mem::swap(&mut kic.key, &mut kid.key);
    }
    (exchanged != *keys && holds(&exchanged)).then_some(PacketMistake::ExchangedKeys)
}

/// Returns the one bit with whose other value the packet would be right. Bits of the lengths, the header's security and
/// the keys' names say how the packet is read, and are left out.
fn changed_bit(packet: &[u8], parsed: &CommandPacket<'_>, keys: &Keys) -> Option<PacketMistake> {
    if packet.len() > CHANGED_MAX {
        return None;
    }
    let header = packet.len().checked_sub(parsed.secured.len())?;
    let tar = header.checked_sub(3)?;
    let mut changed = packet.to_vec();
    for bit in tar.saturating_mul(8)..packet.len().saturating_mul(8) {
        let (octet, mask) = (bit / 8, 0x80 >> (bit % 8));
        *changed.get_mut(octet)? ^= mask;
        if open(&changed, keys).is_some_and(|opened| opened.is_right) {
            return Some(PacketMistake::ChangedBit(bit));
        }
        *changed.get_mut(octet)? ^= mask;
    }
    None
}
