//! Diagnosis of a secured packet that is not believed, in words.

use super::{DerivationFact, unexplained};
use sim_codec::ota::{AcceptedPacket, DerivedCheck, PacketDiagnosis, PacketMistake, RejectionError};
use sim_wire::secured_packet::{CommandHeader, Counter};

const PACKET: &str = "secured packet";

/// Returns a diagnosis as facts in order.
pub(super) fn facts(diagnosis: &PacketDiagnosis) -> Vec<DerivationFact> {
    let mut facts = vec![("value", value(&diagnosis.reason))];
    facts.extend(diagnosis.header.map(|header| ("key", keys(header, diagnosis.key_set))));
    match (&diagnosis.check, &diagnosis.reason) {
        (Some(check), RejectionError::CheckWrong(_)) => facts.extend(check_facts(check)),
        (_, RejectionError::CounterLow(sent, stored) | RejectionError::CounterHigh(sent, stored)) => {
            facts.push(("expected", expected(&diagnosis.reason, *stored)));
            facts.push(("sent", counter(*sent)));
        }
        _ => {}
    }
    facts.push(("cause", cause(diagnosis)));
    facts
}

/// Returns what is said of a packet that is believed.
pub(in crate::trace) fn right(packet: &AcceptedPacket) -> Vec<DerivationFact> {
    let header = packet.command.header;
    vec![
        ("value", PACKET.to_owned()),
        ("key", keys(header, packet.key_set)),
        ("counter", counter(packet.command.counter)),
    ]
}

/// Returns the name of the value that is wrong.
fn value(reason: &RejectionError) -> String {
    match reason {
        RejectionError::CheckWrong(kind) => format!("{} of a {PACKET}", kind.name()),
        RejectionError::CounterLow(..) | RejectionError::CounterHigh(..) | RejectionError::CounterBlocked => {
            format!("counter of a {PACKET}")
        }
        _ => PACKET.to_owned(),
    }
}

/// Names the keys of a packet.
fn keys(header: CommandHeader, set: Option<u8>) -> String {
    let set = set.map_or_else(|| "none".to_owned(), |set| format!("key set {set}"));
    let spi = header.spi.to_bytes();
    format!("{set} (SPI {}, KIc {:02X}, KID {:02X})", hex::encode_upper(spi), header.kic.0, header.kid.0)
}

fn check_facts(check: &DerivedCheck) -> [DerivationFact; 3] {
    [
        ("MAC input", hex::encode_upper(&check.input)),
        ("right", hex::encode_upper(&check.right)),
        ("wrong", hex::encode_upper(&check.found)),
    ]
}

fn counter(counter: Counter) -> String {
    format!("{} ({})", hex::encode_upper(counter.to_bytes()), counter.value())
}

fn expected(reason: &RejectionError, stored: Counter) -> String {
    match (reason, stored.next()) {
        (RejectionError::CounterHigh(..), Some(next)) => format!("{}, the next", counter(next)),
        _ => format!("more than {}, the highest so far", counter(stored)),
    }
}

fn cause(diagnosis: &PacketDiagnosis) -> String {
    match (diagnosis.mistake, &diagnosis.reason) {
        (Some(mistake), _) => mistaken(mistake),
        (None, RejectionError::CheckWrong(_)) => unexplained(),
        (None, RejectionError::CounterLow(..)) => "the counter is not higher than that of a packet before".to_owned(),
        (None, reason) => reason.to_string(),
    }
}

fn mistaken(mistake: PacketMistake) -> String {
    match mistake {
        PacketMistake::CipherKey(set) => format!("enciphered under KIc of key set {set}"),
        PacketMistake::ChecksumKey(set) => format!("right for KID of key set {set}"),
        PacketMistake::KeySet(set) => format!("right for key set {set}, which the packet does not name"),
        PacketMistake::ExchangedKeys => "KIc and KID are exchanged".to_owned(),
        PacketMistake::NotEnciphered => "not enciphered, where the SPI says so".to_owned(),
        PacketMistake::WithoutHeader => "made without the header: it begins with CPL".to_owned(),
        PacketMistake::WithoutPadding => "made without the padding, which it covers".to_owned(),
        PacketMistake::ChangedBit(bit) => {
            format!("bit {} of octet {} of the packet was changed", 8 - bit % 8, bit / 8 + 1)
        }
        PacketMistake::Repeated => "this very packet was accepted before".to_owned(),
    }
}
