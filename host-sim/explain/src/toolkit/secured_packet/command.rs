//! Command packets, field by field.

use sim_wire::addressee;
use sim_wire::message;
use sim_wire::secured_packet::{
    Check, Checksum, Ciphering, CommandHeader, CommandPacket, Form, Redundancy, SecuredCommand, Spi,
};

use super::{PacketReading, Place, Reader, request, script};
use crate::remark::SecurityRemark;
use crate::tree::{Members, Range};
use crate::value::{NamedAlgorithm, PacketRemark, PacketValue};
use crate::{Node, Value};
use sim_codec::ota::{CheckStep, Command, KeySet, Keys, Receiver, RejectionError, TargetApplication, judge};

/// Reads a command packet.
pub(super) fn read(place: Place<'_>, reader: &Reader, reading: &mut PacketReading<'_>) {
    let parsed = match CommandPacket::parse(place.form, place.octets) {
        Ok(parsed) => parsed,
        Err(error) => {
            reading.problems.push(SecurityRemark::NoCommandPacket(error).into());
            if let Some(header) = CommandHeader::glimpse(place.octets) {
                read_header(header, place, 3, reading);
            }
            return;
        }
    };
    reading.member("type", Value::Text("command".into()));
    let behind = parsed.secured.len().saturating_add(7);
    reading.lengths(place, ["CPL", "CHL"], behind, parsed.header_length, parsed.check_length());
    read_header(parsed.header, place, place.octets.len().saturating_sub(behind), reading);
    let keys = reader.keys.for_command(parsed.header).unwrap_or_else(|error| {
        reading.problems.push(SecurityRemark::KeyMismatch(error).into());
        Keys::default()
    });
    read_secured(place, &parsed, &keys, reading);
    read_verdict(place, &parsed, &keys, reader, reading);
}

/// Adds the header, which begins at the octet `at` of the packet.
fn read_header(header: CommandHeader, place: Place<'_>, at: usize, reading: &mut PacketReading<'_>) {
    let CommandHeader { spi, kic, kid, tar } = header;
    let range = |from: usize, length| place.range(at.saturating_add(from), length);
    let proof = Node::new("proof", Value::Packet(PacketValue::Proof(spi)), range(1, 1));
    let meaning = Node::new("spi_meaning", Value::Group, None).placed(Members::Object).with(meaning(spi));
    let security = Node::new("spi", Value::Packet(PacketValue::Security(spi)), range(0, 2)).line("SPI");
    reading.nodes.push(security.with(vec![proof.placed(Members::Nothing).line(""), meaning]));
    let cipher = Ciphering::from_code(kic.algorithm()).map(NamedAlgorithm::Ciphering);
    let check = match spi.check() {
        Check::Redundancy => Redundancy::from_code(kid.algorithm()).map(NamedAlgorithm::Redundancy),
        _ => Checksum::from_code(kid.algorithm()).map(NamedAlgorithm::Checksum),
    };
    for (label, [key, meaning], octet, named, from) in
        [("KIc", ["kic", "kic_meaning"], kic, cipher, 2), ("KID", ["kid", "kid_meaning"], kid, check, 3)]
    {
        let algorithm = named.unwrap_or(NamedAlgorithm::outside_table(octet));
        let parts = vec![
            Node::new("key_set", Value::Number(u64::from(octet.set())), None),
            Node::new("algorithm", Value::Text(algorithm.key().into()), None),
        ];
        let meaning = Node::new(meaning, Value::Group, None).placed(Members::Object).with(parts);
        let reference = Value::Packet(PacketValue::Key(octet, algorithm));
        reading.nodes.push(Node::new(key, reference, range(from, 1)).line(label).with(vec![meaning]));
    }
    reading.octets("TAR", "tar", &tar.0, PacketRemark::Application(tar), range(4, 3));
    if spi.reserved() != [0, 0] {
        reading.problems.push(SecurityRemark::ReservedBits(spi.reserved()).into());
    }
}

fn meaning<'a>(spi: Spi) -> Vec<Node<'a>> {
    let word = |key, word: &'static str| Node::new(key, Value::Text(word.into()), None);
    let flag = |key, flag| Node::new(key, Value::Flag(flag), None);
    vec![
        word("check", spi.check().key()),
        flag("ciphered", spi.ciphered()),
        word("counter", spi.counting().key()),
        word("proof", spi.proof_wanted().key()),
        word("proof_check", spi.proof_check().key()),
        flag("proof_ciphered", spi.proof_ciphered()),
        word("proof_by", spi.proof_carriage().key()),
    ]
}

/// Adds the secured part: in clear, deciphered, or only as octets.
fn read_secured(place: Place<'_>, parsed: &CommandPacket<'_>, keys: &Keys, reading: &mut PacketReading<'_>) {
    let clear = clear(parsed, keys);
    let read = clear.as_deref().zip(parsed.check_length());
    let Some(secured) = read.and_then(|(clear, check)| SecuredCommand::split(clear, check)) else {
        let why = if parsed.header.spi.ciphered() && keys.kic.is_none() {
            PacketRemark::CipheredCommand
        } else {
            PacketRemark::Unreadable
        };
        reading.octets("secured part", "secured", parsed.secured, why, place.last(parsed.secured.len()));
        reading.member("checksum_ok", Value::Nothing);
        return;
    };
    // What was deciphered stands at no place of the input.
    if parsed.header.spi.ciphered() {
        reading.add_ciphered(parsed.secured, place.last(parsed.secured.len()));
    }
    let place = Place { offset: place.offset.filter(|_| !parsed.header.spi.ciphered()), ..place };
    let start = place.octets.len().saturating_sub(parsed.secured.len());
    let range = |at: usize, length| place.range(start.saturating_add(at), length);
    reading.line("counter", "CNTR", PacketValue::Counter(secured.counter), range(0, 5));
    reading.line("padding", "PCNTR", PacketValue::Padding(secured.padding), range(5, 1));
    read_check(place, parsed, secured.check, range(6, secured.check.len()), keys, reading);
    let (data, padding) = secured.without_padding().unwrap_or((secured.data, &[]));
    let data_range = range(6 + secured.check.len(), data.len());
    if parsed.header.tar == message::PLATFORM {
        request::read(data, data_range, reading);
    } else {
        reading.octets("data", "data", data, PacketRemark::None, data_range);
    }
    if !padding.is_empty() {
        reading.octets("padding", "padding_octets", padding, PacketRemark::None, place.last(padding.len()));
    }
    let (named, behind) = addressee::split(data);
    read_card(named, reading);
    if let Some(commands) = script(behind) {
        read_script(commands, reading);
    }
}

/// Adds the card that a script or its answer names.
pub(super) fn read_card(named: Option<[u8; 10]>, reading: &mut PacketReading<'_>) {
    if let Some(asn) = named {
        reading.nodes.push(Node::new("card", Value::Digits(hex::encode_upper(asn)), None).line("card"));
    }
}

/// Returns the secured part in clear; `None` where no key deciphers it.
fn clear(parsed: &CommandPacket<'_>, keys: &Keys) -> Option<Vec<u8>> {
    let mut clear = parsed.secured.to_vec();
    if parsed.header.spi.ciphered() {
        keys.kic.as_ref()?.decipher(&mut clear).ok()?;
    }
    Some(clear)
}

fn read_check(
    place: Place<'_>,
    parsed: &CommandPacket<'_>,
    check: &[u8],
    range: Option<Range>,
    keys: &Keys,
    reading: &mut PacketReading<'_>,
) {
    let holds = Command::open(parsed.form, place.octets, keys).ok().map(|opened| opened.check_holds);
    let kind = parsed.header.spi.check();
    reading.member("checksum_ok", holds.filter(|_| kind != Check::None).map_or(Value::Nothing, Value::Flag));
    if check.is_empty() {
        return;
    }
    let label = match kind {
        Check::Redundancy => "RC",
        Check::Signature => "DS",
        Check::None | Check::Cryptographic => "CC",
    };
    reading.octets(label, "checksum", check, PacketRemark::Check(holds), range);
}

fn read_script(commands: Vec<Vec<u8>>, reading: &mut PacketReading<'_>) {
    let mut label = "script";
    let mut nodes = Vec::with_capacity(commands.len());
    for command in commands {
        let name = crate::command(&command).name;
        nodes.push(Node::new("command", Value::Packet(PacketValue::Command(command, name)), None).line(label));
        label = "";
    }
    reading.nodes.push(Node::new("script", Value::Group, None).placed(Members::Array).with(nodes));
}

/// Adds the first check of a receiver that fails, as far as these keys and this counter can tell. A check that needs a
/// missing key is not judged.
fn read_verdict(
    place: Place<'_>,
    parsed: &CommandPacket<'_>,
    keys: &Keys,
    reader: &Reader,
    reading: &mut PacketReading<'_>,
) {
    if parsed.form != Form::ShortMessage {
        if Command::open(parsed.form, place.octets, keys).is_ok_and(|opened| !opened.check_holds) {
            reading.problems.push(SecurityRemark::WrongCheck(parsed.header.spi.check()).into());
        }
        return;
    }
    let reason = match verdict(place.octets, parsed, keys, reader) {
        Ok(()) => return reading.member("status", Value::Number(0)),
        Err(Some(reason)) => reason,
        Err(None) => return reading.member("status", Value::Nothing),
    };
    let (step, status) = (reason.step(), reason.status());
    reading.problems.push(SecurityRemark::Refused(reason.clone()).into());
    reading.member("status", Value::Number(u64::from(status.0)));
    let member = |key, value| Node::new(key, value, None);
    let parts = vec![
        member("check", Value::Text(step.key().into())),
        member("status", Value::Number(u64::from(status.0))),
        member("status_meaning", Value::Text(status.meaning().into())),
        member("reason", Value::Text(reason.to_string().into())),
    ];
    reading.nodes.push(Node::new("refusal", Value::Group, None).placed(Members::Object).with(parts));
}

/// Judges the packet as a receiver with these keys; `Err(None)` where more keys are needed.
fn verdict(
    octets: &[u8],
    parsed: &CommandPacket<'_>,
    keys: &Keys,
    reader: &Reader,
) -> Result<(), Option<RejectionError>> {
    let header = parsed.header;
    let least = reader.least.unwrap_or(Spi { first: 0, second: 0 });
    let number = header.kic.set().max(header.kid.set());
    let receiver = Receiver {
        applications: vec![TargetApplication { tar: header.tar, least }],
        key_sets: vec![KeySet { number, keys: keys.clone() }],
    };
    let wants_cipher = header.spi.ciphered() && keys.kic.is_none();
    let wants_checksum = header.spi.check() == Check::Cryptographic && keys.kid.is_none();
    match judge(octets, &receiver, reader.last.unwrap_or_default()) {
        Ok(_) => Ok(()),
        Err(refused) => match refused.reason {
            RejectionError::Keys(_) | RejectionError::HeaderLength(..) | RejectionError::CheckWrong(_)
                if wants_cipher || wants_checksum =>
            {
                Err(None)
            }
            reason if reason.step() == CheckStep::Counter && reader.last.is_none() => {
                padding_alone(octets, parsed, keys).map_or(Ok(()), |reason| Err(Some(reason)))
            }
            reason => Err(Some(reason)),
        },
    }
}

/// Judges the padding, the check behind the counter, for a reader without a counter; `None` where the padding is right.
fn padding_alone(octets: &[u8], parsed: &CommandPacket<'_>, keys: &Keys) -> Option<RejectionError> {
    let opened = Command::open(parsed.form, octets, keys).ok()?;
    opened.padding.is_none().then_some(RejectionError::Padding(opened.padding_count))
}
