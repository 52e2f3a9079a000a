//! Phrases for values of secured packets.

use sim_wire::count::{Counted, CountedVerb};
use sim_wire::message::LoadAnswer;
use sim_wire::secured_packet::Spi;

use super::phrase::Phrase;
use crate::value::PacketValue;
use sim_codec::ota::carriage::PacketKind;

/// Mark in place of a digit that is not shown.
const HIDDEN: &str = "•";

/// Returns the phrase for a value of a secured packet.
pub(super) fn phrase(value: &PacketValue) -> Phrase {
    match value {
        PacketValue::Whole(packet) => Phrase::plain(name(packet.kind)),
        PacketValue::Part(kind, part, total) => {
            Phrase::plain(format!("{}, part {part} of {total}; `ota unwrap` puts parts together", name(*kind)))
        }
        PacketValue::Length(octets) => {
            let behind = octets.saturating_sub(2);
            Phrase::plain(format!("{} {}", Counted(behind, "octet"), CountedVerb(behind, "follows", "follow")))
        }
        PacketValue::HeaderLength(header, check) => {
            let check = check.map_or("which is no header".to_owned(), |check| format!("{check} of them for the check"));
            Phrase::new(format!("{header:02X}"), format!("{} of header, {check}", Counted(*header, "octet")))
        }
        PacketValue::Security(spi) => {
            let words = format!("{}, {}, {}", spi.check().name(), ciphered(spi.ciphered()), spi.counting().name());
            Phrase::new(hex::encode_upper(spi.to_bytes()), words)
        }
        PacketValue::Proof(spi) => Phrase::plain(proof(*spi)),
        PacketValue::Key(key, algorithm) => {
            let set = if key.set() == 0 { "any key set".to_owned() } else { format!("key set {}", key.set()) };
            Phrase::new(format!("{:02X}", key.0), format!("{set}, {algorithm}"))
        }
        PacketValue::Noted(octets, words) => Phrase::new(hex::encode_upper(octets), *words),
        PacketValue::Counter(counter) => {
            Phrase::new(hex::encode_upper(counter.to_bytes()), counter.value().to_string())
        }
        PacketValue::Padding(count) => {
            Phrase::new(format!("{count:02X}"), format!("{} of padding", Counted(*count, "octet")))
        }
        PacketValue::Withheld(octets, why) => Phrase::plain(format!("{}{why}", Counted(*octets, "octet"))),
        PacketValue::Request(code, name, number, asn) => {
            let words = format!("{name}, number {number} of the card {}", hex::encode_upper(asn));
            Phrase::new(format!("{code:02X}"), words)
        }
        PacketValue::Hidden(digits) => Phrase::plain(HIDDEN.repeat(*digits)),
        PacketValue::Amount(amount) => Phrase::plain(amount.to_string()),
        PacketValue::LoadAnswer(answer) => Phrase::plain(initialize(answer)),
        PacketValue::Command(octets, name) => Phrase::new(hex::encode_upper(octets), name.to_string()),
        PacketValue::Answer(octets) => answer(octets),
        PacketValue::Done(count, word) => {
            let count = count.map_or_else(|| "unknown".to_owned(), |count| count.to_string());
            let last = word.map_or_else(String::new, |word| format!(", the last: {}", crate::status(word)));
            Phrase::plain(format!("{count} done{last}"))
        }
        PacketValue::Status(status) => Phrase::new(format!("{:02X}", status.0), status.meaning()),
    }
}

/// Returns the phrase for the answer to a command of a script.
fn answer(octets: &[u8]) -> Phrase {
    let word = octets.last_chunk::<2>().map(|word| u16::from_be_bytes(*word));
    Phrase::new(hex::encode_upper(octets), word.map_or_else(String::new, crate::status))
}

const fn name(kind: PacketKind) -> &'static str {
    match kind {
        PacketKind::Command => "command packet",
        PacketKind::Response => "response packet",
    }
}

const fn ciphered(is_ciphered: bool) -> &'static str {
    if is_ciphered { "ciphered" } else { "not ciphered" }
}

fn proof(spi: Spi) -> String {
    format!(
        "{}, {}, {}, {}",
        spi.proof_wanted().name(),
        spi.proof_check().name(),
        ciphered(spi.proof_ciphered()),
        spi.proof_carriage().name()
    )
}

/// Returns the card's answer to its own INITIALIZE FOR LOAD in words.
fn initialize(answer: &LoadAnswer) -> String {
    let LoadAnswer { balance, counter, key_version, algorithm, random, mac1 } = answer;
    let (random, mac1) = (hex::encode_upper(random), hex::encode_upper(mac1));
    format!(
        "balance {balance}, online counter {counter}, key version {key_version:02X}, algorithm {algorithm:02X}, \
         random {random}, MAC1 {mac1}"
    )
}
