//! Phrases for values of secured packets.

use sim_wire::count::{Counted, CountedVerb};
use sim_wire::message::LoadAnswer;
use sim_wire::secured_packet::{Spi, Tar};

use super::phrase::Phrase;
use crate::value::{NamedAlgorithm, PacketRemark, PacketValue, WithheldData};
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
            Phrase::new(format!("{:02X}", key.0), format!("{set}, {}", self::algorithm(*algorithm)))
        }
        PacketValue::Noted(octets, about) => Phrase::new(hex::encode_upper(octets), remark(*about)),
        PacketValue::Counter(counter) => {
            Phrase::new(hex::encode_upper(counter.to_bytes()), counter.value().to_string())
        }
        PacketValue::Padding(count) => {
            Phrase::new(format!("{count:02X}"), format!("{} of padding", Counted(*count, "octet")))
        }
        PacketValue::Withheld(octets, data) => {
            Phrase::plain(format!("{}{}", Counted(*octets, "octet"), withheld(*data)))
        }
        PacketValue::Request(code, kind, number, asn) => {
            let words = format!("{}, number {number} of the card {}", kind.name(), hex::encode_upper(asn));
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

const fn algorithm(algorithm: NamedAlgorithm) -> &'static str {
    match algorithm {
        NamedAlgorithm::Ciphering(row) => row.name(),
        NamedAlgorithm::Checksum(row) => row.name(),
        NamedAlgorithm::Redundancy(row) => row.name(),
        NamedAlgorithm::Implicit => "the algorithm of the key",
        NamedAlgorithm::Proprietary => "a proprietary algorithm",
        NamedAlgorithm::Reserved => "a reserved algorithm",
    }
}

const fn remark(remark: PacketRemark) -> &'static str {
    match remark {
        PacketRemark::None => "",
        PacketRemark::Application(tar) => application(tar),
        PacketRemark::CipheredCommand => "ciphered; a key for it (KIc) opens it",
        PacketRemark::CipheredResponse => "ciphered; its keys open it",
        PacketRemark::Unreadable => "cannot be read",
        PacketRemark::Check(Some(true)) => "right",
        PacketRemark::Check(Some(false)) => "wrong",
        PacketRemark::Check(None) => "not checked, for want of its key (KID)",
    }
}

/// Returns the application of a TAR, as the standards or custom name it (ETSI TS 101 220 annex D); empty where they do
/// not.
const fn application(tar: Tar) -> &'static str {
    match tar.0 {
        [0x00, 0x00, 0x00] => "card manager: remote application management",
        [0xB0, 0x00, 0x00..=0x0F] => "remote file management of the card",
        [0xB0, 0x00, 0x10..=0x1F] => "remote file management of the (U)SIM",
        [0xB2, 0x01, 0x00] => "administration over HTTP",
        [0xBF, 0xFF, 0x01] => "proprietary; the wallet",
        [0xBF, 0xFF, 0x02] => "proprietary; the payment platform",
        [0xBF, 0xFF, _] => "proprietary",
        [0x50, 0x53, 0x48] => "S@T browser",
        _ => "",
    }
}

const fn withheld(data: WithheldData) -> &'static str {
    match data {
        WithheldData::Request => ": a request to the payment platform",
        WithheldData::Unknown => ", not shown: a password may stand there",
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
