//! Short messages in words and in JSON.

use applet::wire::bcd;
use serde_json::{Map, Value as Json, json};

use super::{Told, fact, secured_packet};
use crate::explain::{Explanation, Kind};
use crate::sms::{Body, Direction, SmsAddress, Tpdu};
use crate::stk::texts::Alphabet;

const fn kind(direction: Direction) -> Kind {
    match direction {
        Direction::FromNetwork => Kind::SmsToHandset,
        Direction::ToNetwork => Kind::SmsFromHandset,
    }
}

/// The service centre's address before a TPDU, as modems give it, and the TPDU.
fn split(direction: Direction, octets: &[u8]) -> Option<(Option<String>, Tpdu)> {
    if let Some(tpdu) = Tpdu::parse(direction, octets) {
        return Some((None, tpdu));
    }
    let (length, rest) = octets.split_first().filter(|(length, _)| **length <= 12)?;
    let (centre, rest) = rest.split_at_checked(usize::from(*length))?;
    let digits = centre.split_first().map(|(_, digits)| bcd::digits(digits).collect());
    Some((digits, Tpdu::parse(direction, rest)?))
}

/// Whether every octet has its place in a message.
pub(super) fn is_whole(direction: Direction, octets: &[u8]) -> bool {
    split(direction, octets).is_some_and(|(_, tpdu)| {
        let user = tpdu.user.as_ref().is_some_and(|user| user.kept.is_none());
        let dated = tpdu.time.is_none_or(|time| {
            let [_, month, day, hour, minute, second] = time.fields();
            (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60
        });
        // A message to the handset has nothing in the bit that begins the validity of one from it.
        let flags = direction == Direction::ToNetwork || tpdu.first & 0x10 == 0;
        user && dated
            && flags
            && tpdu.address.is_some_and(|address| address.kept.is_none() && address.ton_npi.0 & 0x80 != 0)
    })
}

/// Explains a message.
pub(super) fn explain(direction: Direction, octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(kind(direction), "short message", octets);
    let mut told = Told { kind: kind(direction), members: Map::new() };
    match split(direction, octets) {
        Some((centre, tpdu)) => {
            explanation.name = tpdu.kind.name().into();
            if let Some(centre) = centre {
                fact(&mut explanation, "service centre", centre.clone());
                told.members.insert("service_centre".into(), centre.into());
            }
            told.members.extend(members(&tpdu).0);
            lines(&tpdu, &mut explanation);
            secured_packet::add_carried(&tpdu, &mut explanation, &mut told);
        }
        None => explanation.problems.push(
            "No message that goes this way looks so: a field is missing, or octets are left over behind the last one."
                .into(),
        ),
    }
    explanation.told = Some(told);
    explanation
}

/// Whom a message names: who sent it, who is to have it, or whom a report is about.
fn address(address: &SmsAddress) -> String {
    format!("{} ({}, {})", address.number, address.ton_npi.ton_name(), address.ton_npi.npi_name())
}

fn lines(tpdu: &Tpdu, explanation: &mut Explanation<'_>) {
    let octet = |octet: Option<u8>| octet.map(|octet| format!("{octet:02X}"));
    let lines = [
        ("reference", octet(tpdu.reference)),
        ("cause of failure", octet(tpdu.cause)),
        ("address", tpdu.address.as_ref().map(address)),
        ("protocol identifier", octet(tpdu.pid)),
        ("data coding scheme", tpdu.dcs.map(|dcs| format!("{dcs:02X}  {}", alphabet(dcs)))),
        ("time", tpdu.time.map(|time| time.to_string())),
        ("time of discharge", tpdu.discharge.map(|time| time.to_string())),
        ("status", octet(tpdu.status)),
        ("validity", (!tpdu.validity.is_empty()).then(|| hex::encode_upper(&tpdu.validity))),
    ];
    for (name, words) in lines {
        if let Some(words) = words {
            fact(explanation, name, words);
        }
    }
    let Some(user) = &tpdu.user else { return };
    for element in user.header.iter().flatten() {
        let words = format!("{:02X} {}  {}", element.id, hex::encode_upper(&element.data), element_words(element.id));
        fact(explanation, "header element", words.trim_end().to_owned());
    }
    match &user.body {
        Body::Text(text) => fact(explanation, "text", format!("\"{text}\"")),
        Body::Octets(octets) => fact(explanation, "data", hex::encode_upper(octets)),
    }
    if user.header.is_none() && tpdu.has_header() {
        explanation.problems.push("A header is announced, and none can be read.".into());
    }
}

const fn alphabet(dcs: u8) -> &'static str {
    match Alphabet::of_sms(dcs) {
        Some(Alphabet::Packed) => "GSM alphabet, packed",
        Some(Alphabet::Octets) => "data, an octet each",
        Some(Alphabet::Ucs2) => "UCS2",
        None => "reserved or compressed",
    }
}

const fn element_words(id: u8) -> &'static str {
    match id {
        0x00 => "part of a long message: reference, parts, this part",
        0x04 => "ports, an octet each",
        0x05 => "ports: destination, source",
        0x08 => "part of a long message: reference of two octets, parts, this part",
        0x70 => "SIM toolkit security header",
        0x71 => "answer to a secured packet",
        _ => "",
    }
}

/// The members of the JSON, and the message in a line.
pub(super) fn members(tpdu: &Tpdu) -> (Map<String, Json>, String) {
    let mut members = Map::new();
    let mut put = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    put("type_name", Some(tpdu.kind.name().into()));
    put("reference", tpdu.reference.map(Json::from));
    put("cause", tpdu.cause.map(Json::from));
    put("address", tpdu.address.as_ref().map(|address| address.number.as_str().into()));
    put("address_type", tpdu.address.as_ref().map(|address| address.ton_npi.0.into()));
    put("pid", tpdu.pid.map(Json::from));
    put("dcs", tpdu.dcs.map(Json::from));
    put("time", tpdu.time.map(|time| time.to_string().into()));
    put("discharge_time", tpdu.discharge.map(|time| time.to_string().into()));
    put("status", tpdu.status.map(Json::from));
    put("validity", (!tpdu.validity.is_empty()).then(|| hex::encode_upper(&tpdu.validity).into()));
    let mut words = tpdu.kind.name().to_owned();
    if let Some(address) = &tpdu.address {
        words.push_str(&format!(", {}", address.number));
    }
    if let Some(user) = &tpdu.user {
        let elements = user.header.as_ref().map(|header| {
            header.iter().map(|element| json!({"id": element.id, "data": hex::encode_upper(&element.data)})).collect()
        });
        put("header", elements);
        put("user_data_length", Some(user.length.into()));
        match &user.body {
            Body::Text(text) => {
                put("text", Some(text.as_str().into()));
                words.push_str(&format!(", \"{text}\""));
            }
            Body::Octets(octets) => {
                put("data", Some(hex::encode_upper(octets).into()));
                words.push_str(&format!(", {}", hex::encode_upper(octets)));
            }
        }
    }
    (members, words)
}
