//! Secured packets in words and in JSON: the header that every packet has in clear, and as much of the rest as the keys
//! of the reader open. Keys are not printed.

mod command;
mod request;
mod response;

use sim_wire::count::{Counted, Either};
use std::borrow::Cow;

use serde_json::{Map, Value as Json};
use sim_wire::OtaKeySet;
use sim_wire::secured_packet::{CommandPacket, Counter, Form, ResponsePacket, Spi, Tar};

use super::{MessageContent, fact};
use crate::coding::Value;
use crate::{Explanation, Fact, Kind};
use sim_codec::ota::carriage::{Fault, PacketKind, Part};
use sim_codec::ota::script::Script;
use sim_codec::ota::{self, GivenKeys};
use sim_codec::sms::Tpdu;

/// What somebody who reads packets has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// Keys.
    pub keys: GivenKeys,
    /// Key sets by their number, of which a packet takes its own where no keys are given.
    pub sets: Vec<(u8, GivenKeys)>,
    /// The highest counter accepted so far, where counters are to be compared with it.
    pub last: Option<Counter>,
    /// The least security of a packet that would be believed, as the first octet of an SPI.
    pub least: Option<Spi>,
}

impl Reader {
    /// Somebody who has the key sets of a card.
    pub fn of_card(sets: &[OtaKeySet]) -> Reader {
        Reader { sets: sets.iter().map(|set| (set.number, GivenKeys::of(set))).collect(), ..Reader::default() }
    }

    /// Whether no key is there.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.sets.is_empty()
    }

    /// The same with the keys for one packet: a command says which set it is under; of a proof it is the one that opens it.
    fn before(&self, form: Form, kind: PacketKind, octets: &[u8]) -> Reader {
        let mut sets = self.sets.iter();
        let set = match kind {
            _ if !self.keys.is_empty() => None,
            PacketKind::Command => {
                let header = CommandPacket::parse(form, octets).ok().map(|packet| packet.header);
                let number = header.map_or(0, |header| header.kic.set().max(header.kid.set()));
                sets.find(|(of, _)| number == 0 || *of == number)
            }
            PacketKind::Response => sets
                .find(|(_, keys)| keys.open_response(form, octets).is_ok_and(|opened| opened.is_some()))
                .or(self.sets.first()),
        };
        Reader { keys: set.map_or_else(|| self.keys.clone(), |(_, keys)| keys.clone()), ..self.clone() }
    }
}

/// Where an explanation has a packet, so that it can be told again to a reader who has keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    form: Form,
    kind: PacketKind,
    octets: Vec<u8>,
    /// The facts that told it.
    facts: std::ops::Range<usize>,
    /// Whether the whole explanation is of the packet; else its members stand in one of their own.
    alone: bool,
}

/// What there is to tell of a packet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Telling {
    /// Lines for a reader.
    pub facts: Vec<Fact>,
    /// Members for a machine.
    pub members: Map<String, Json>,
    /// What is wrong with it.
    pub problems: Vec<String>,
}

impl Telling {
    fn line(&mut self, name: &'static str, words: impl Into<String>) {
        let words: String = words.into();
        self.facts.push(Fact { name, value: Value::Text(words.trim_end().to_owned()), text: None });
    }

    fn member(&mut self, name: &str, value: impl Into<Json>) {
        self.members.insert(name.to_owned(), value.into());
    }

    /// The two lengths in front of a packet, under their names.
    fn lengths(&mut self, form: Form, octets: &[u8], names: [&'static str; 2], header: u8, check: Option<usize>) {
        let [packet_name, header_name] = names;
        let check = check.map_or("which is no header".to_owned(), |check| format!("{check} of them for the check"));
        // A packet over short messages has its length in front, one over CAT_TP its identifier too.
        if form == Form::ShortMessage {
            self.line(packet_name, {
                let behind = octets.len().saturating_sub(2);
                format!("{} {}", Counted(behind, "octet"), Either(behind, "follows", "follow"))
            });
        }
        self.line(header_name, format!("{header:02X}  {} of header, {check}", Counted(header, "octet")));
        self.member("form", if form == Form::ShortMessage { "SMS" } else { "CAT_TP" });
        self.member("packet_length", octets.len());
        self.member("header_length", header);
    }

    /// A member of octets, and a line with the same octets and what they say.
    fn octets(&mut self, label: &'static str, member: &str, octets: &[u8], words: &str) {
        let digits = hex::encode_upper(octets);
        self.line(label, format!("{digits}  {words}"));
        self.member(member, digits);
    }
}

/// Tells a packet, as far as the reader can open it.
pub fn tell(form: Form, kind: PacketKind, octets: &[u8], reader: &Reader) -> Telling {
    let mut telling = Telling::default();
    let reader = &reader.before(form, kind, octets);
    match kind {
        PacketKind::Command => command::tell(form, octets, reader, &mut telling),
        PacketKind::Response => response::tell(form, octets, reader, &mut telling),
    }
    let members: &[&str] = match kind {
        PacketKind::Command => &COMMAND_MEMBERS,
        PacketKind::Response => &RESPONSE_MEMBERS,
    };
    for name in members {
        telling.members.entry(*name).or_insert(Json::Null);
    }
    telling
}

/// The members of a command packet, whoever reads it: what cannot be known without keys is null.
const COMMAND_MEMBERS: [&str; 22] = [
    "type",
    "form",
    "packet_length",
    "header_length",
    "spi",
    "spi_meaning",
    "kic",
    "kic_meaning",
    "kid",
    "kid_meaning",
    "tar",
    "secured",
    "counter",
    "padding",
    "padding_octets",
    "checksum",
    "checksum_ok",
    "data",
    "script",
    "request",
    "status",
    "refusal",
];

/// The members of a response packet, whoever reads it.
const RESPONSE_MEMBERS: [&str; 15] = [
    "type",
    "form",
    "packet_length",
    "header_length",
    "tar",
    "secured",
    "counter",
    "padding",
    "checksum",
    "checksum_ok",
    "data",
    "status",
    "status_name",
    "status_meaning",
    "script_answer",
];

/// A page's worth of what was told of a packet by itself.
pub fn explanation(kind: PacketKind, octets: &[u8], telling: Telling) -> Explanation<'_> {
    let (kind, name) = match kind {
        PacketKind::Command => (Kind::CommandPacket, "command packet"),
        PacketKind::Response => (Kind::ResponsePacket, "response packet"),
    };
    let mut explanation = Explanation::new(kind, name, octets);
    explanation.facts = telling.facts;
    explanation.problems = telling.problems.into_iter().map(Cow::from).collect();
    explanation
}

/// Explains a packet by itself, with or without the header of the user data before it.
pub(super) fn explain(kind: Kind, octets: &[u8]) -> Explanation<'_> {
    let (packet_kind, name) = match kind {
        Kind::ResponsePacket => (PacketKind::Response, "response packet"),
        _ => (PacketKind::Command, "command packet"),
    };
    let mut explanation = Explanation::new(kind, name, octets);
    let mut told = MessageContent { kind, members: Map::new() };
    let (form, packet) = match (ota::user_data(octets), ota::bare(octets)) {
        (Some(part), _) if part.kind == Some(packet_kind) => (Form::ShortMessage, part.octets),
        (_, Some((form, whole))) => (form, whole.packet),
        _ => (Form::ShortMessage, octets.to_vec()),
    };
    add(Packet { form, kind: packet_kind, octets: packet, facts: 0..0, alone: true }, &mut explanation, &mut told);
    explanation.told = Some(told);
    explanation
}

/// Whether the octets are a packet of that kind by their form; with the header of the user data before it there is less
/// doubt.
pub(super) fn likeness(kind: PacketKind, octets: &[u8]) -> u8 {
    let whole = match kind {
        PacketKind::Command => |form, octets: &[u8]| CommandPacket::parse(form, octets).is_ok(),
        PacketKind::Response => |form, octets: &[u8]| ResponsePacket::parse(form, octets).is_ok(),
    };
    match (ota::user_data(octets), ota::bare(octets)) {
        (Some(part), _) if part.kind == Some(kind) && whole(Form::ShortMessage, &part.octets) => 97,
        (_, Some((Form::ShortMessage, found))) if found.kind == kind => 96,
        (_, Some((Form::CatTp, found))) if found.kind == kind => 90,
        _ => 0,
    }
}

/// Adds what a short message brings of a packet, if it brings any.
pub(super) fn add_carried(message: &Tpdu, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    let announced = message.user.iter().flat_map(|user| user.header.iter().flatten());
    let announced = announced.filter_map(|element| PacketKind::of_element(element.id)).next();
    match Part::of(message) {
        Ok(part) => add_part(part, explanation, told),
        // What is only not for the card, or has no header, is a short message like any other.
        Err(Fault::NoHeader | Fault::NoUserData) => {}
        Err(fault) if announced.is_some() || message.pid == Some(ota::carriage::PID_CARD) => {
            explanation.problems.push(format!("As a carrier of a secured packet it is refused: {fault}.").into());
        }
        Err(_) => {}
    }
}

fn add_part(part: Part, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    match (part.kind, part.place) {
        (kind, Some(place)) if place.total != 1 => {
            let Some(kind) = kind else { return };
            let name = if kind == PacketKind::Command { "command packet" } else { "response packet" };
            let words = format!("{name}, part {} of {}; `ota unwrap` puts parts together", place.part, place.total);
            fact(explanation, "secured packet", words);
        }
        (Some(kind), _) => {
            let packet = Packet { form: Form::ShortMessage, kind, octets: part.octets, facts: 0..0, alone: false };
            add(packet, explanation, told);
        }
        (None, _) => {}
    }
}

/// Adds the proof of receipt that an answer to ENVELOPE brings, if it brings one.
pub(super) fn add_proof(data: &[u8], explanation: &mut Explanation<'_>) -> bool {
    let Some(part) = ota::user_data(data).filter(|part| part.kind == Some(PacketKind::Response)) else { return false };
    let mut told = MessageContent { kind: Kind::ResponsePacket, members: Map::new() };
    let packet =
        Packet { form: Form::ShortMessage, kind: PacketKind::Response, octets: part.octets, facts: 0..0, alone: true };
    add(packet, explanation, &mut told);
    explanation.told = Some(told);
    true
}

fn add(packet: Packet, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    let start = explanation.facts.len();
    let packet = Packet { facts: start..start, ..packet };
    let reader = Reader::default();
    put(&packet, tell(packet.form, packet.kind, &packet.octets, &reader), explanation, told);
    explanation.packet = Some(Packet { facts: start..explanation.facts.len(), ..packet });
}

/// Puts what is told where it was told before.
fn put(packet: &Packet, telling: Telling, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    explanation.facts.splice(packet.facts.clone(), telling.facts);
    if packet.alone {
        told.members.extend(telling.members);
    } else {
        told.members.insert("secured_packet".into(), Json::Object(telling.members));
    }
    for problem in telling.problems.into_iter().map(Cow::from) {
        if !explanation.problems.contains(&problem) {
            explanation.problems.push(problem);
        }
    }
}

/// Tells the packet of an explanation, and of its parts, again to a reader with keys.
pub fn open(explanation: &mut Explanation<'_>, reader: &Reader) {
    for part in &mut explanation.parts {
        open(part, reader);
    }
    let Some(packet) = explanation.packet.clone() else { return };
    if let Some(mut told) = explanation.told.take() {
        let telling = tell(packet.form, packet.kind, &packet.octets, reader);
        let end = packet.facts.start + telling.facts.len();
        put(&packet, telling, explanation, &mut told);
        explanation.packet = Some(Packet { facts: packet.facts.start..end, ..packet });
        explanation.told = Some(told);
    }
}

/// Whom a TAR names, where the standards or custom say (ETSI TS 101 220 annex D).
const fn tar_words(tar: Tar) -> &'static str {
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

/// The commands of a script, where the data is one.
fn script(data: &[u8]) -> Option<Vec<Vec<u8>>> {
    let script = Script::parse(data).ok()?;
    let plausible = |command: &Vec<u8>| {
        matches!(command.first(), Some(0x00 | 0x04 | 0x80 | 0x84 | 0xA0)) && crate::command::find(command).is_some()
    };
    script.commands().iter().all(plausible).then(|| script.commands().to_vec())
}

#[cfg(test)]
mod tests;
