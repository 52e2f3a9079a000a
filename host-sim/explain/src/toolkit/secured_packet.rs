//! Secured packets field by field: the header, which is in clear, and as much of the rest as the keys of the reader
//! open. Keys are not printed.

mod command;
mod request;
mod response;

use sim_wire::OtaKeySet;
use sim_wire::secured_packet::{CommandPacket, Counter, Form, ResponsePacket, Spi};

use crate::remark::{OctetRemark, SecurityRemark};
use crate::tree::{Members, Range, Span};
use crate::value::{PacketRemark, PacketValue};
use crate::{ContentKind, Explanation, Node, Value};
use sim_codec::ota::carriage::{CarriageError, PacketKind, PacketPart, WholePacket};
use sim_codec::ota::script::CommandScript;
use sim_codec::ota::{self, GivenKeys};
use sim_codec::sms::Tpdu;

/// Reader of packets: the keys and the counter that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// Keys for every packet.
    pub keys: GivenKeys,
    /// Key sets by their number, of which a packet takes its own where `keys` is empty.
    pub sets: Vec<(u8, GivenKeys)>,
    /// Highest counter accepted so far; `None` where counters are not compared.
    pub last: Option<Counter>,
    /// Least security of a packet that is believed, as the first octet of an SPI; `None` where none is required.
    pub least: Option<Spi>,
}

impl Reader {
    /// Makes a reader with the key sets of a card.
    pub fn of_card(sets: &[OtaKeySet]) -> Reader {
        Reader { sets: sets.iter().map(|set| (set.number, GivenKeys::of(set))).collect(), ..Reader::default() }
    }

    /// Returns whether the reader has no key.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.sets.is_empty()
    }

    /// Returns the reader with the keys for one packet: those of the set that a command names, or that open a proof.
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

/// Packet, kept so that a reader with keys can read it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Kind of the packet.
    pub kind: PacketKind,
    form: Form,
    octets: Vec<u8>,
    /// `true` if the packet is the whole explanation; else its members stand in an object of their own.
    pub is_alone: bool,
}

/// Result of reading a packet.
#[derive(Clone, Debug, Default)]
pub struct PacketReading<'a> {
    /// Nodes of the packet.
    pub nodes: Vec<Node<'a>>,
    /// Problems of the packet.
    pub problems: Vec<OctetRemark>,
}

impl<'a> PacketReading<'a> {
    fn line(&mut self, key: &'static str, label: &'static str, value: PacketValue, range: Option<Range>) {
        self.nodes.push(Node::new(key, Value::Packet(value), range).line(label));
    }

    fn member(&mut self, key: &'static str, value: Value<'a>) {
        self.nodes.push(Node::new(key, value, None));
    }

    /// Adds the lengths in front of a packet, under their names.
    fn lengths(&mut self, place: Place<'_>, names: [&'static str; 2], behind: usize, header: u8, check: Option<usize>) {
        let [packet_name, header_name] = names;
        let length_at = place.octets.len().saturating_sub(behind.saturating_add(1));
        let length = PacketValue::Length(place.octets.len());
        // A packet over short messages has its length in front, one over CAT_TP its identifier too.
        match place.form {
            Form::ShortMessage => self.line("packet_length", packet_name, length, place.range(0, length_at)),
            Form::CatTp => {
                self.nodes.push(Node::new("packet_length", Value::Packet(length), place.range(0, length_at)));
            }
        }
        let value = PacketValue::HeaderLength(header, check);
        self.line("header_length", header_name, value, place.range(length_at, 1));
        self.member("form", Value::Text(if place.form == Form::ShortMessage { "SMS" } else { "CAT_TP" }.into()));
    }

    /// Adds the secured part as it stands in the input; the deciphered fields stand at no place of the input.
    fn add_ciphered(&mut self, secured: &[u8], range: Option<Range>) {
        let octets = Value::Octets(secured.to_vec().into());
        self.nodes.push(Node::new("ciphered", octets, range).placed(Members::Nothing));
    }

    /// Adds a line of octets with a remark.
    fn octets(
        &mut self,
        label: &'static str,
        key: &'static str,
        octets: &[u8],
        remark: PacketRemark,
        range: Option<Range>,
    ) {
        self.line(key, label, PacketValue::Noted(octets.to_vec(), remark), range);
    }
}

/// Packet and its offset in the input; the offset is `None` where the packet stands at no one place.
#[derive(Clone, Copy)]
struct Place<'p> {
    form: Form,
    octets: &'p [u8],
    offset: Option<usize>,
}

impl Place<'_> {
    /// Returns a range of octets of the packet; `None` where the packet has no offset.
    fn range(&self, at: usize, length: usize) -> Option<Range> {
        self.offset.map(|offset| Range { offset: offset.saturating_add(at), length })
    }

    /// Returns the range of the last octets of the packet; `None` where the packet has no offset.
    fn last(&self, length: usize) -> Option<Range> {
        self.range(self.octets.len().saturating_sub(length), length)
    }
}

/// Reads a packet, as far as the reader can open it.
pub fn read<'a>(form: Form, kind: PacketKind, octets: &[u8], reader: &Reader) -> PacketReading<'a> {
    read_at(kind, Place { form, octets, offset: None }, reader)
}

fn read_at<'a>(kind: PacketKind, place: Place<'_>, reader: &Reader) -> PacketReading<'a> {
    let mut reading = PacketReading::default();
    let reader = &reader.before(place.form, kind, place.octets);
    match kind {
        PacketKind::Command => command::read(place, reader, &mut reading),
        PacketKind::Response => response::read(place, reader, &mut reading),
    }
    reading
}

impl Packet {
    /// Returns the names of a packet's members in JSON, the same for every reader: what is not known is null.
    pub const fn members(kind: PacketKind) -> &'static [&'static str] {
        match kind {
            PacketKind::Command => &COMMAND_MEMBERS,
            PacketKind::Response => &RESPONSE_MEMBERS,
        }
    }

    /// Makes the node of a packet as a reader without keys reads it, and returns its problems.
    fn node<'a>(self, range: Option<Range>) -> (Node<'a>, Vec<OctetRemark>) {
        let place = Place { form: self.form, octets: &self.octets, offset: range.map(|range| range.offset) };
        let reading = read_at(self.kind, place, &Reader::default());
        let members = if self.is_alone { Members::Flat } else { Members::Object };
        let node = Node::new("secured_packet", Value::Packet(PacketValue::Whole(Box::new(self))), range);
        (node.placed(members).with(reading.nodes), reading.problems)
    }
}

/// Members of a command packet, the same for every reader: what is not known without keys is null.
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

/// Members of a response packet, the same for every reader.
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

/// Returns the kind of explanation and the name for a kind of packet.
const fn named(kind: PacketKind) -> (ContentKind, &'static str) {
    match kind {
        PacketKind::Command => (ContentKind::CommandPacket, "command packet"),
        PacketKind::Response => (ContentKind::ResponsePacket, "response packet"),
    }
}

/// Explains a packet by itself that has been read.
pub fn explanation<'a>(kind: PacketKind, octets: &'a [u8], reading: PacketReading<'a>) -> Explanation<'a> {
    let (kind, name) = named(kind);
    let mut explanation = Explanation::new(kind, name, octets);
    explanation.nodes = reading.nodes;
    explanation.problems = reading.problems;
    explanation
}

/// Octets read as a packet: behind the header of user data, or by themselves.
#[derive(Clone, Debug)]
pub(crate) struct FoundPacket {
    announced: Option<PacketPart>,
    bare: Option<(Form, WholePacket)>,
}

impl FoundPacket {
    /// Reads octets as a packet of either kind.
    pub(crate) fn read(octets: &[u8]) -> FoundPacket {
        FoundPacket { announced: ota::user_data(octets), bare: ota::bare(octets) }
    }

    /// Returns the likeness of the octets to a packet of that kind, 0 to 100; behind a header of user data it is
    /// higher.
    pub(crate) fn likeness(&self, kind: PacketKind) -> u8 {
        let is_whole = |octets: &[u8]| match kind {
            PacketKind::Command => CommandPacket::parse(Form::ShortMessage, octets).is_ok(),
            PacketKind::Response => ResponsePacket::parse(Form::ShortMessage, octets).is_ok(),
        };
        match (&self.announced, &self.bare) {
            (Some(part), _) if part.kind == Some(kind) && is_whole(&part.octets) => 97,
            (_, Some((Form::ShortMessage, found))) if found.kind == kind => 96,
            (_, Some((Form::CatTp, found))) if found.kind == kind => 90,
            _ => 0,
        }
    }
}

/// Explains octets as a packet of that kind.
pub(crate) fn explain(kind: PacketKind, found: FoundPacket, octets: &[u8]) -> Explanation<'_> {
    let (of, name) = named(kind);
    let mut explanation = Explanation::new(of, name, octets);
    explanation.content = Some(of);
    let (form, packet) = match (found.announced, found.bare) {
        (Some(part), _) if part.kind == Some(kind) => (Form::ShortMessage, part.octets),
        (_, Some((form, whole))) => (form, whole.packet),
        _ => (Form::ShortMessage, octets.to_vec()),
    };
    let range = suffix(&packet, Span::whole(octets));
    let (node, problems) = Packet { kind, form, octets: packet, is_alone: true }.node(range);
    explanation.nodes.push(node);
    add_problems(problems, &mut explanation);
    explanation.covered()
}

/// Returns the range of a packet that stands at the end of other octets; `None` where it does not.
fn suffix(packet: &[u8], span: Span<'_>) -> Option<Range> {
    span.octets.ends_with(packet).then(|| span.last(packet.len()).range())
}

fn add_problems(problems: Vec<OctetRemark>, explanation: &mut Explanation<'_>) {
    for problem in problems {
        if !explanation.problems.contains(&problem) {
            explanation.problems.push(problem);
        }
    }
}

/// Makes the node of a packet, or of a part, inside a short message; `None` where there is none.
pub(super) fn carried<'a>(message: &Tpdu, span: Span<'a>, explanation: &mut Explanation<'a>) -> Option<Node<'a>> {
    let announced = message.user_data().into_iter().flat_map(|user| user.header.iter().flatten());
    let announced = announced.filter_map(|element| PacketKind::of_element(element.id)).next();
    match PacketPart::of(message) {
        Ok(part) => part_node(part, span, explanation),
        // What is only not for the card, or has no header, is a short message like any other.
        Err(CarriageError::NoHeader | CarriageError::NoUserData) => None,
        Err(fault) => {
            if announced.is_some() || message.pid() == Some(ota::carriage::PID_CARD) {
                explanation.problems.push(SecurityRemark::Carriage(fault).into());
            }
            None
        }
    }
}

fn part_node<'a>(part: PacketPart, span: Span<'a>, explanation: &mut Explanation<'a>) -> Option<Node<'a>> {
    let kind = part.kind?;
    let range = suffix(&part.octets, span);
    if let Some(place) = part.place.filter(|place| place.total != 1) {
        let value = Value::Packet(PacketValue::Part(kind, place.part, place.total));
        return Some(Node::new("secured_packet", value, range).placed(Members::Nothing).line("secured packet"));
    }
    let packet = Packet { kind, form: Form::ShortMessage, octets: part.octets, is_alone: false };
    let (node, problems) = packet.node(range);
    add_problems(problems, explanation);
    Some(node)
}

/// Adds the proof of receipt in an answer to ENVELOPE, and returns whether there is one.
pub(super) fn add_proof<'a>(data: Span<'a>, explanation: &mut Explanation<'a>) -> bool {
    let part = ota::user_data(data.octets).filter(|part| part.kind == Some(PacketKind::Response));
    let Some(part) = part else { return false };
    let range = suffix(&part.octets, data);
    let packet = Packet { kind: PacketKind::Response, form: Form::ShortMessage, octets: part.octets, is_alone: true };
    let (node, problems) = packet.node(range);
    explanation.nodes.push(node);
    add_problems(problems, explanation);
    explanation.content = Some(ContentKind::ResponsePacket);
    true
}

/// Reads the packets of an explanation, and of its parts, again with the keys of a reader.
pub fn open(explanation: &mut Explanation<'_>, reader: &Reader) {
    for part in &mut explanation.parts {
        open(part, reader);
    }
    let mut problems = Vec::new();
    open_nodes(&mut explanation.nodes, reader, &mut problems);
    add_problems(problems, explanation);
}

fn open_nodes(nodes: &mut [Node<'_>], reader: &Reader, problems: &mut Vec<OctetRemark>) {
    for node in nodes {
        if let Value::Packet(PacketValue::Whole(packet)) = &node.value {
            let offset = node.range.map(|range| range.offset);
            let reading = read_at(packet.kind, Place { form: packet.form, octets: &packet.octets, offset }, reader);
            node.children = reading.nodes;
            problems.extend(reading.problems);
        } else {
            open_nodes(&mut node.children, reader, problems);
        }
    }
}

/// Returns the commands of a script; `None` where the data is no script of known commands.
fn script(data: &[u8]) -> Option<Vec<Vec<u8>>> {
    let script = CommandScript::parse(data).ok()?;
    let plausible = |command: &Vec<u8>| {
        matches!(command.first(), Some(0x00 | 0x04 | 0x80 | 0x84 | 0xA0)) && crate::command::find(command).is_some()
    };
    script.commands().iter().all(plausible).then(|| script.commands().to_vec())
}

#[cfg(test)]
mod tests;
