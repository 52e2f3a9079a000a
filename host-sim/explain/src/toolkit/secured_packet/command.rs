//! A command packet told field by field.

use serde_json::{Value as Json, json};
use sim_wire::count::Counted;
use sim_wire::secured_packet::{
    Check, Checksum, Ciphering, CommandHeader, CommandPacket, Form, KeyReference, Redundancy, SecuredCommand, Spi,
};
use sim_wire::{addressee, message};

use super::{Reader, Telling, request, script, tar_words};
use sim_codec::ota::{Application, Command, KeySet, Keys, Reason, Receiver, Step, judge};

/// Tells a command packet.
pub(super) fn tell(form: Form, octets: &[u8], reader: &Reader, telling: &mut Telling) {
    let parsed = match CommandPacket::parse(form, octets) {
        Ok(parsed) => parsed,
        Err(error) => {
            telling.problems.push(format!("This is no command packet: {error}."));
            if let Some(header) = CommandHeader::glimpse(octets) {
                tell_header(header, telling);
            }
            return;
        }
    };
    telling.member("type", "command");
    telling.lengths(form, octets, ["CPL", "CHL"], parsed.header_length, parsed.check_length());
    tell_header(parsed.header, telling);
    let keys = reader.keys.for_command(parsed.header).unwrap_or_else(|error| {
        telling.problems.push(format!("A key does not fit the packet: {error}."));
        Keys::default()
    });
    tell_secured(octets, &parsed, &keys, telling);
    tell_verdict(octets, &parsed, &keys, reader, telling);
}

fn tell_header(header: CommandHeader, telling: &mut Telling) {
    let CommandHeader { spi, kic, kid, tar } = header;
    let ciphered = |ciphered: bool| if ciphered { "ciphered" } else { "not ciphered" };
    let words = format!("{}, {}, {}", spi.check().name(), ciphered(spi.ciphered()), spi.counting().name());
    telling.octets("SPI", "spi", &spi.to_bytes(), &words);
    telling.line(
        "",
        format!(
            "{}, {}, {}, {}",
            spi.proof_wanted().name(),
            spi.proof_check().name(),
            ciphered(spi.proof_ciphered()),
            spi.proof_carriage().name()
        ),
    );
    telling.member("spi_meaning", meaning(spi));
    let cipher = algorithm(kic, Ciphering::from_code(kic.algorithm()).map(|row| (row.name(), row.key())));
    let check = match spi.check() {
        Check::Redundancy => Redundancy::from_code(kid.algorithm()).map(|row| (row.name(), row.key())),
        _ => Checksum::from_code(kid.algorithm()).map(|row| (row.name(), row.key())),
    };
    let check = algorithm(kid, check);
    for (label, member, octet, (words, key)) in [("KIc", "kic", kic, cipher), ("KID", "kid", kid, check)] {
        let set = if octet.set() == 0 { "any key set".to_owned() } else { format!("key set {}", octet.set()) };
        telling.octets(label, member, &[octet.0], &format!("{set}, {words}"));
        telling.member(&format!("{member}_meaning"), json!({"key_set": octet.set(), "algorithm": key}));
    }
    telling.octets("TAR", "tar", &tar.0, tar_words(tar));
    let [first, second] = spi.reserved();
    if first != 0 || second != 0 {
        telling.problems.push(format!("Bits of the SPI are set that are reserved: {first:02X} {second:02X}."));
    }
}

fn meaning(spi: Spi) -> Json {
    json!({
        "check": spi.check().key(), "ciphered": spi.ciphered(), "counter": spi.counting().key(),
        "proof": spi.proof_wanted().key(), "proof_check": spi.proof_check().key(),
        "proof_ciphered": spi.proof_ciphered(), "proof_by": spi.proof_carriage().key(),
    })
}

/// An algorithm in words and for machines.
fn algorithm(reference: KeyReference, row: Option<(&'static str, &'static str)>) -> (&'static str, &'static str) {
    row.unwrap_or_else(|| {
        if reference.is_implicit() {
            ("the algorithm of the key", "IMPLICIT")
        } else if reference.is_proprietary() {
            ("a proprietary algorithm", "PROPRIETARY")
        } else {
            ("a reserved algorithm", "RESERVED")
        }
    })
}

/// The secured part: in clear, deciphered, or only as octets.
fn tell_secured(octets: &[u8], parsed: &CommandPacket<'_>, keys: &Keys, telling: &mut Telling) {
    let clear = clear(parsed, keys);
    let read = clear.as_deref().zip(parsed.check_length());
    let Some(secured) = read.and_then(|(clear, check)| SecuredCommand::split(clear, check)) else {
        let why = if parsed.header.spi.ciphered() && keys.kic.is_none() {
            "ciphered; a key for it (KIc) opens it"
        } else {
            "cannot be read"
        };
        telling.octets("secured part", "secured", parsed.secured, why);
        telling.member("checksum_ok", Json::Null);
        return;
    };
    telling.line("CNTR", format!("{}  {}", hex::encode_upper(secured.counter.to_bytes()), secured.counter.value()));
    telling.member("counter", secured.counter.value());
    telling.line("PCNTR", format!("{:02X}  {} of padding", secured.padding, Counted(secured.padding, "octet")));
    telling.member("padding", secured.padding);
    tell_check(octets, parsed, secured.check, keys, telling);
    let (data, padding) = secured.without_padding().unwrap_or((secured.data, &[]));
    if parsed.header.tar == message::PLATFORM {
        request::tell(data, telling);
    } else {
        telling.octets("data", "data", data, "");
    }
    if !padding.is_empty() {
        telling.octets("padding", "padding_octets", padding, "");
    }
    let (named, behind) = addressee::split(data);
    tell_card(named, telling);
    if let Some(commands) = script(behind) {
        tell_script(&commands, telling);
    }
}

/// Tells which card a script or its answer names.
pub(super) fn tell_card(named: Option<[u8; 10]>, telling: &mut Telling) {
    if let Some(asn) = named {
        let digits = hex::encode_upper(asn);
        telling.line("card", digits.clone());
        telling.member("card", digits);
    }
}

/// The secured part in clear, if it is or a key makes it so.
fn clear(parsed: &CommandPacket<'_>, keys: &Keys) -> Option<Vec<u8>> {
    let mut clear = parsed.secured.to_vec();
    if parsed.header.spi.ciphered() {
        keys.kic.as_ref()?.decipher(&mut clear).ok()?;
    }
    Some(clear)
}

fn tell_check(octets: &[u8], parsed: &CommandPacket<'_>, check: &[u8], keys: &Keys, telling: &mut Telling) {
    let holds = Command::open(parsed.form, octets, keys).ok().map(|opened| opened.check_holds);
    let kind = parsed.header.spi.check();
    telling.member("checksum_ok", if kind == Check::None { None } else { holds });
    let words = match holds {
        _ if check.is_empty() => return,
        Some(true) => "right",
        Some(false) => "wrong",
        None => "not checked, for want of its key (KID)",
    };
    let label = match kind {
        Check::Redundancy => "RC",
        Check::Signature => "DS",
        Check::None | Check::Cryptographic => "CC",
    };
    telling.octets(label, "checksum", check, words);
}

fn tell_script(commands: &[Vec<u8>], telling: &mut Telling) {
    let named: Vec<(String, String)> = commands
        .iter()
        .map(|command| (hex::encode_upper(command), crate::command(command).name.into_owned()))
        .collect();
    let mut label = "script";
    for (digits, name) in &named {
        telling.line(label, format!("{digits}  {name}"));
        label = "";
    }
    let script: Vec<Json> = named.into_iter().map(|(digits, name)| json!({"hex": digits, "name": name})).collect();
    telling.member("script", script);
}

/// Which check of a receiver fails first, as far as these keys and this counter can say. What needs a key that the reader
/// does not have is not judged.
fn tell_verdict(octets: &[u8], parsed: &CommandPacket<'_>, keys: &Keys, reader: &Reader, telling: &mut Telling) {
    if parsed.form != Form::ShortMessage {
        if Command::open(parsed.form, octets, keys).is_ok_and(|opened| !opened.check_holds) {
            telling.problems.push(format!("The {} is wrong.", parsed.header.spi.check().name()));
        }
        return;
    }
    let reason = match verdict(octets, parsed, keys, reader) {
        Ok(()) => return telling.member("status", 0),
        Err(Some(reason)) => reason,
        Err(None) => return telling.member("status", Json::Null),
    };
    let (step, status) = (reason.step(), reason.status());
    telling.problems.push(format!(
        "It is refused with status {:02X} ({}), check \"{}\": {reason}.",
        status.0,
        status.meaning(),
        step.name()
    ));
    telling.member("status", status.0);
    telling.member(
        "refusal",
        json!({"check": step.key(), "status": status.0, "status_meaning": status.meaning(), "reason": reason.to_string()}),
    );
}

/// Whether a receiver with these keys believes the packet; `Err(None)` where nobody can tell without more keys.
fn verdict(octets: &[u8], parsed: &CommandPacket<'_>, keys: &Keys, reader: &Reader) -> Result<(), Option<Reason>> {
    let header = parsed.header;
    let least = reader.least.unwrap_or(Spi { first: 0, second: 0 });
    let number = header.kic.set().max(header.kid.set());
    let receiver = Receiver {
        applications: vec![Application { tar: header.tar, least }],
        key_sets: vec![KeySet { number, keys: keys.clone() }],
    };
    let wants_cipher = header.spi.ciphered() && keys.kic.is_none();
    let wants_checksum = header.spi.check() == Check::Cryptographic && keys.kid.is_none();
    match judge(octets, &receiver, reader.last.unwrap_or_default()) {
        Ok(_) => Ok(()),
        Err(refused) => match refused.reason {
            Reason::Keys(_) | Reason::HeaderLength(..) | Reason::CheckWrong(_) if wants_cipher || wants_checksum => {
                Err(None)
            }
            reason if reason.step() == Step::Counter && reader.last.is_none() => {
                padding_alone(octets, parsed, keys).map_or(Ok(()), |reason| Err(Some(reason)))
            }
            reason => Err(Some(reason)),
        },
    }
}

/// The check behind the counter, for a reader who has no counter.
fn padding_alone(octets: &[u8], parsed: &CommandPacket<'_>, keys: &Keys) -> Option<Reason> {
    let opened = Command::open(parsed.form, octets, keys).ok()?;
    opened.padding.is_none().then_some(Reason::Padding(opened.padding_count))
}
