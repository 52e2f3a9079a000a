//! Short messages in words and in JSON. What is cut or damaged is told as far as it goes, with what is wrong.

use serde_json::{Map, Value as Json, json};
use sim_wire::count::{Counted, Either};

use super::{MessageContent, fact, secured_packet};
use crate::{Explanation, Kind};
use sim_codec::sms::pdu::Centre;
use sim_codec::sms::problem::{self, is_filling};
use sim_codec::sms::{
    Body, DataCoding, Direction, Element, Pdu, Problem, Reading, SmsAddress, Tpdu, TpduKind, UserData, Validity,
    protocol,
};

const fn kind(direction: Direction) -> Kind {
    match direction {
        Direction::FromNetwork => Kind::SmsToHandset,
        Direction::ToNetwork => Kind::SmsFromHandset,
    }
}

const fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::FromNetwork => Direction::ToNetwork,
        Direction::ToNetwork => Direction::FromNetwork,
    }
}

/// Explains a message.
pub(super) fn explain(direction: Direction, octets: &[u8]) -> Explanation<'_> {
    let pdu = Pdu::read(direction, octets);
    let mut explanation = Explanation::new(kind(direction), "short message", octets);
    let mut told = MessageContent { kind: kind(direction), members: Map::new() };
    if let Some(reading) = &pdu.reading {
        explanation.name = reading.tpdu.kind.name().into();
    }
    tell(&pdu, &mut explanation, &mut told);
    if !pdu.is_whole() && Pdu::read(opposite(direction), octets).plausibility() > 70 {
        let other = kind(opposite(direction));
        explanation.notes.push(format!("The octets are whole as {}: --as {}.", other.phrase(), other.name()).into());
    }
    explanation.told = Some(told);
    explanation
}

/// Adds what a message says: its service centre, its fields, what is odd and what is wrong.
pub(super) fn tell(pdu: &Pdu, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    tell_centre(&pdu.centre, explanation, told);
    if let Some(reading) = &pdu.reading {
        told.members.extend(members(&reading.tpdu).0);
        lines(&reading.tpdu, explanation);
        explanation.notes.extend(notes(reading).into_iter().map(Into::into));
        secured_packet::add_carried(&reading.tpdu, explanation, told);
    }
    let packet = explanation.problems.split_off(0);
    add_problems(&pdu.problems, explanation);
    explanation.problems.extend(packet);
}

/// Adds what is wrong with a message, each as a sentence.
pub(super) fn add_problems(problems: &[Problem], explanation: &mut Explanation<'_>) {
    for problem in problems {
        let words = problem.to_string();
        let mut characters = words.chars();
        let first = characters.next().map(char::to_uppercase);
        let sentence: String = first.into_iter().flatten().chain(characters).chain(['.']).collect();
        explanation.problems.push(sentence.into());
    }
}

/// Tells what can be read of a message in an object of the toolkit that is no whole message.
pub(super) fn add_damaged(
    direction: Direction,
    octets: &[u8],
    explanation: &mut Explanation<'_>,
    told: &mut MessageContent,
) {
    let (reading, problems) = Pdu::read_bare(direction, octets);
    add_problems(&problems, explanation);
    if let Some(reading) = reading {
        let (members, words) = members(&reading.tpdu);
        fact(explanation, "SMS TPDU", words);
        told.members.insert("sms_tpdu".into(), Json::Object(members));
    }
}

fn tell_centre(centre: &Centre, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    match centre {
        Centre::Absent => {}
        Centre::Default => {
            fact(explanation, "service centre", "none given: the card's own".to_owned());
            told.members.insert("service_centre".into(), Json::Null);
        }
        Centre::Address(centre) => {
            fact(explanation, "service centre", address(centre));
            told.members.insert("service_centre".into(), centre.number.as_str().into());
            told.members.insert("service_centre_type".into(), centre.ton_npi.0.into());
        }
    }
}

/// Whom a message names: who sent it, who is to have it, or whom a report is about.
fn address(address: &SmsAddress) -> String {
    format!("{} ({}, {})", address.number, address.ton_npi.ton_name(), address.ton_npi.npi_name())
}

/// What is odd about a message and not wrong.
fn notes(reading: &Reading) -> Vec<String> {
    let tpdu = &reading.tpdu;
    let mut notes = Vec::new();
    if tpdu.kind == TpduKind::Deliver && tpdu.first & 0x03 == 0x03 {
        notes.push("Type 3 is reserved; it is read as SMS-DELIVER (23.040 §9.2.3.1).".to_owned());
    }
    if let Some(address) = &tpdu.address {
        if let Some(filler) = address.filler().filter(|filler| *filler != 0x0F) {
            notes.push(format!("The address is filled up with {filler:X} in place of F."));
        }
        if address.ton_npi.0 & 0x80 == 0 {
            notes.push(format!("The type of address is {:02X}; its highest bit should be 1.", address.ton_npi.0));
        }
    }
    if tpdu.user.is_some() && DataCoding(tpdu.coding()).is_compressed() {
        notes.push(
            "The text is compressed (3GPP TS 23.042); its octets are given as they are, and not read.".to_owned(),
        );
    }
    for (unit, half) in problem::edge_halves(tpdu) {
        let neighbour = if unit == 0 && half >= 0xDC00 { "before" } else { "behind" };
        notes.push(format!(
            "{half:04X} is half of a surrogate pair; the other half is in the part {neighbour} this one."
        ));
    }
    let left = tpdu.user.as_ref().map_or(reading.behind.as_slice(), |user| user.surplus(tpdu.coding()));
    if is_filling(left) {
        notes.push(format!(
            "{} of FF {} up the record behind the message.",
            Counted(left.len(), "octet"),
            Either(left.len(), "fills", "fill")
        ));
    }
    notes
}

fn lines(tpdu: &Tpdu, explanation: &mut Explanation<'_>) {
    let octet = |octet: Option<u8>| octet.map(|octet| format!("{octet:02X}"));
    let meant =
        |octet: Option<u8>, words: fn(u8) -> String| octet.map(|octet| format!("{octet:02X}  {}", words(octet)));
    let lines = [
        ("reference", octet(tpdu.reference)),
        ("cause of failure", meant(tpdu.cause, |cause| protocol::cause(cause).to_owned())),
        ("command", meant(tpdu.command, |command| protocol::command(command).to_owned())),
        ("about message", octet(tpdu.message_number)),
        ("address", tpdu.address.as_ref().map(address)),
        ("protocol identifier", meant(tpdu.pid, protocol::identifier)),
        ("data coding scheme", meant(tpdu.dcs, |dcs| DataCoding(dcs).words())),
        ("time", tpdu.time.map(|time| time.to_string())),
        ("time of discharge", tpdu.discharge.map(|time| time.to_string())),
        ("status", meant(tpdu.status, protocol::status)),
        ("validity", validity(tpdu).map(|(hex, words)| format!("{hex}  {words}"))),
    ];
    for (name, words) in lines {
        if let Some(words) = words {
            fact(explanation, name, words);
        }
    }
    let Some(user) = &tpdu.user else { return };
    for element in user.header.iter().flatten() {
        fact(explanation, "header element", element_words(element));
    }
    match &user.body {
        Body::Text(text) => fact(explanation, "text", format!("\"{text}\"")),
        Body::Octets(octets) if DataCoding(tpdu.coding()).is_compressed() => {
            fact(explanation, "compressed text", hex::encode_upper(octets));
        }
        Body::Octets(octets) => fact(explanation, "data", hex::encode_upper(octets)),
    }
}

/// An element of a header in hexadecimal and in words.
pub(super) fn element_words(element: &Element) -> String {
    let data = hex::encode_upper(&element.data);
    let octets = if data.is_empty() { format!("{:02X}", element.id) } else { format!("{:02X} {data}", element.id) };
    format!("{octets}  {}", element.words())
}

/// The elements of a header, as members have them.
pub(super) fn elements(header: &[Element]) -> Json {
    let element = |element: &Element| json!({"id": element.id, "data": hex::encode_upper(&element.data), "meaning": element.words()});
    header.iter().map(element).collect()
}

/// TP-VP in hexadecimal and in words.
fn validity(tpdu: &Tpdu) -> Option<(String, String)> {
    let validity = Validity::read(tpdu.first, &tpdu.validity)?;
    Some((hex::encode_upper(&tpdu.validity), validity.words()))
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
    put("cause_meaning", tpdu.cause.map(|cause| protocol::cause(cause).into()));
    put("command", tpdu.command.map(Json::from));
    put("command_meaning", tpdu.command.map(|command| protocol::command(command).into()));
    put("message_number", tpdu.message_number.map(Json::from));
    put("address", tpdu.address.as_ref().map(|address| address.number.as_str().into()));
    put("address_type", tpdu.address.as_ref().map(|address| address.ton_npi.0.into()));
    put("pid", tpdu.pid.map(Json::from));
    put("pid_meaning", tpdu.pid.map(|pid| protocol::identifier(pid).into()));
    put("dcs", tpdu.dcs.map(Json::from));
    put("dcs_meaning", tpdu.dcs.map(|dcs| DataCoding(dcs).words().into()));
    put("class", tpdu.dcs.and_then(|dcs| DataCoding(dcs).class()).map(Json::from));
    put("time", tpdu.time.map(|time| time.to_string().into()));
    put("discharge_time", tpdu.discharge.map(|time| time.to_string().into()));
    put("status", tpdu.status.map(Json::from));
    put("status_meaning", tpdu.status.map(|status| protocol::status(status).into()));
    let validity = validity(tpdu).unzip();
    put("validity", validity.0.map(Json::from));
    put("validity_meaning", validity.1.map(Json::from));
    let mut words = tpdu.kind.name().to_owned();
    if let Some(address) = &tpdu.address {
        words.push_str(&format!(", {}", address.number));
    }
    if let Some(user) = &tpdu.user {
        members.extend(user_members(user));
        words.push_str(&match &user.body {
            Body::Text(text) => format!(", \"{text}\""),
            Body::Octets(octets) => format!(", {}", hex::encode_upper(octets)),
        });
    }
    (members, words)
}

/// The members of user data.
fn user_members(user: &UserData) -> Map<String, Json> {
    let mut members = Map::new();
    if let Some(header) = &user.header {
        members.insert("header".into(), elements(header));
    }
    members.insert("user_data_length".into(), user.length.into());
    match &user.body {
        Body::Text(text) => members.insert("text".into(), text.as_str().into()),
        Body::Octets(octets) => members.insert("data".into(), hex::encode_upper(octets).into()),
    };
    members
}
