//! Short messages field by field. A cut or damaged one is explained as far as it goes, with its problems.

use super::objects::{derived, number, octets, part, text};
use super::secured_packet;
use crate::remark::{AnswerRemark, MessageRemark, OctetRemark};
use crate::title::Title;
use crate::tree::{Members, Span};
use crate::value::{CodeTable, SmsValue};
use crate::{ContentKind, Explanation, Node, Value};
use sim_codec::sms::pdu::Centre;
use sim_codec::sms::problem::{self, is_filling};
use sim_codec::sms::{
    DataCoding, Direction, Element, MessageBody, Pdu, Reading, SmsAddress, SmsError, TpduKind, UserData, Validity,
};

const fn kind(direction: Direction) -> ContentKind {
    match direction {
        Direction::FromNetwork => ContentKind::SmsToHandset,
        Direction::ToNetwork => ContentKind::SmsFromHandset,
    }
}

const fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::FromNetwork => Direction::ToNetwork,
        Direction::ToNetwork => Direction::FromNetwork,
    }
}

/// Explains a message that has been read.
pub fn explain(direction: Direction, pdu: Pdu, octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(kind(direction), "short message", octets);
    explanation.content = Some(kind(direction));
    if let Some(reading) = &pdu.reading {
        explanation.name = Title::from(reading.fields.kind.name());
    }
    let is_whole = pdu.is_whole();
    explanation.nodes = nodes(pdu, Span::whole(octets), &mut explanation);
    if !is_whole && Pdu::read(opposite(direction), octets).plausibility() > 70 {
        let other = kind(opposite(direction));
        explanation.notes.push(AnswerRemark::WholeAs(other).into());
    }
    explanation.covered()
}

/// Returns the nodes of a message, its service centre and its fields, and adds notes and problems.
pub(super) fn nodes<'a>(pdu: Pdu, span: Span<'a>, explanation: &mut Explanation<'a>) -> Vec<Node<'a>> {
    let mut left = span;
    let mut nodes = centre(&pdu.centre, left.take(pdu.before));
    let mut packet = Vec::new();
    if let Some(reading) = pdu.reading {
        explanation.notes.extend(notes(&reading));
        let before = explanation.problems.len();
        let parts = parts(&reading, left, Some(explanation));
        packet = explanation.problems.split_off(before);
        let value = Value::Sms(SmsValue::Message(Box::new(reading.fields)));
        nodes.push(part("message", value, left).placed(Members::Flat).with(parts));
    }
    add_problems(&pdu.problems, explanation);
    explanation.problems.extend(packet);
    nodes
}

/// Adds the problems of a message.
pub(super) fn add_problems(problems: &[SmsError], explanation: &mut Explanation<'_>) {
    explanation.problems.extend(problems.iter().cloned().map(|fault| MessageRemark::Fault(fault).into()));
}

fn centre<'a>(centre: &Centre, span: Span<'a>) -> Vec<Node<'a>> {
    let key = "service_centre";
    match centre {
        Centre::Absent => Vec::new(),
        Centre::Default => {
            vec![part(key, Value::Sms(SmsValue::OwnCentre), span).line("service centre")]
        }
        Centre::Address(centre) => {
            let parts = address_parts(["service_centre_type", key], centre, span);
            let line = part(key, Value::Sms(SmsValue::Address(centre.clone())), span);
            vec![line.placed(Members::Flat).line("service centre").with(parts)]
        }
    }
}

/// Makes the nodes of an address's type and number, under those names.
fn address_parts<'a>(keys: [&'static str; 2], address: &SmsAddress, span: Span<'a>) -> Vec<Node<'a>> {
    let [kind, key] = keys;
    let mut left = span;
    let length = Node::frame("length", left.take(1));
    let kind = part(kind, Value::Number(u64::from(address.ton_npi.0)), left.take(1));
    vec![length, kind, text(key, &address.number, left)]
}

/// Returns remarks about a message that is odd and not wrong.
fn notes(reading: &Reading) -> Vec<OctetRemark> {
    let message = &reading.fields;
    let mut notes = Vec::new();
    if message.kind == TpduKind::Deliver && message.first & 0x03 == 0x03 {
        notes.push("Type 3 is reserved; it is read as SMS-DELIVER (23.040 §9.2.3.1).".into());
    }
    if let Some(address) = &message.address {
        if let Some(filler) = address.filler().filter(|filler| *filler != 0x0F) {
            notes.push(MessageRemark::Filler(filler).into());
        }
        if address.ton_npi.0 & 0x80 == 0 {
            notes.push(MessageRemark::AddressType(address.ton_npi.0).into());
        }
    }
    if message.user.is_some() && DataCoding(message.coding()).is_compressed() {
        notes.push("The text is compressed (3GPP TS 23.042); its octets are given as they are, and not read.".into());
    }
    for (unit, half) in problem::edge_halves(message) {
        notes.push(MessageRemark::EdgeHalf { half, is_before: unit == 0 && half >= 0xDC00 }.into());
    }
    let left = message.user.as_ref().map_or(reading.behind.as_slice(), |user| user.surplus(message.coding()));
    if is_filling(left) {
        notes.push(MessageRemark::Filling(left.len()).into());
    }
    notes
}

/// Returns the nodes of a message's fields. With an explanation, a secured packet inside is read too, and its problems
/// are added there.
pub(super) fn parts<'a>(reading: &Reading, span: Span<'a>, explanation: Option<&mut Explanation<'a>>) -> Vec<Node<'a>> {
    let message = &reading.fields;
    let fields = Fields { reading, span };
    let mut nodes = vec![fields.first()];
    let octet = |value: Option<u8>| value.map(Value::Octet);
    let coded = |table, value: Option<u8>| value.map(|code| Value::Coded(table, vec![code].into()));
    let time = |time| Value::Sms(SmsValue::Timestamp(time));
    nodes.extend(fields.line("reference", "reference", "TP-MR", octet(message.reference)));
    nodes.extend(fields.line("cause", "cause of failure", "TP-FCS", coded(CodeTable::SmsCause, message.cause)));
    nodes.extend(fields.line("command", "command", "TP-CT", coded(CodeTable::SmsCommand, message.command)));
    nodes.extend(fields.line("message_number", "about message", "TP-MN", octet(message.message_number)));
    nodes.extend(message.address.as_ref().map(|address| fields.address(address)));
    nodes.extend(fields.line("pid", "protocol identifier", "TP-PID", coded(CodeTable::SmsProtocol, message.pid)));
    nodes.extend(fields.coding());
    nodes.extend(fields.line("time", "time", "TP-SCTS", message.time.map(time)));
    nodes.extend(fields.line("discharge_time", "time of discharge", "TP-DT", message.discharge.map(time)));
    nodes.extend(fields.line("status", "status", "TP-ST", coded(CodeTable::SmsStatus, message.status)));
    let validity = Validity::read(message.first, &message.validity);
    let validity = validity.map(|_| Value::Sms(SmsValue::Validity(message.first, message.validity.clone())));
    nodes.extend(fields.line("validity", "validity", "TP-VP", validity));
    if let Some(user) = &message.user {
        nodes.extend(fields.user(user));
    }
    if let (Some(explanation), Ok(tpdu)) = (explanation, &reading.tpdu) {
        let packet = secured_packet::carried(tpdu, span, explanation);
        match nodes.iter_mut().find(|node| node.key == "data") {
            Some(data) => data.children.extend(packet),
            None => nodes.extend(packet),
        }
    }
    nodes
}

/// Fields of a message, and their places.
struct Fields<'r, 'a> {
    reading: &'r Reading,
    span: Span<'a>,
}

impl<'a> Fields<'_, 'a> {
    /// Returns the place of one of the fields of those names; `None` where none of them is there.
    fn place(&self, names: &[&str]) -> Option<Span<'a>> {
        let place = self.reading.places.iter().find(|place| names.contains(&place.field))?;
        let mut left = self.span;
        left.take(place.at);
        Some(left.take(place.length))
    }

    /// Makes the node of the first octet, which has the type of the message and its flags.
    fn first(&self) -> Node<'a> {
        let mut left = self.span;
        let kind = derived("type_name", Value::Text(self.reading.fields.kind.name().into()));
        let first = part("first_octet", Value::Octet(self.reading.fields.first), left.take(1));
        first.placed(Members::Flat).with(vec![kind])
    }

    fn line(&self, key: &'static str, label: &'static str, field: &str, value: Option<Value<'a>>) -> Option<Node<'a>> {
        let range = self.place(&[field]).map(Span::range);
        value.map(|value| Node::new(key, value, range).line(label))
    }

    fn address(&self, address: &SmsAddress) -> Node<'a> {
        let span = self.place(&["TP-OA", "TP-DA", "TP-RA"]).unwrap_or(self.span.last(0));
        let parts = address_parts(["address_type", "address"], address, span);
        let line = part("address", Value::Sms(SmsValue::Address(address.clone())), span);
        line.placed(Members::Flat).line("address").with(parts)
    }

    fn coding(&self) -> Option<Node<'a>> {
        let dcs = self.reading.fields.dcs?;
        let value = Value::Coded(CodeTable::SmsCoding, vec![dcs].into());
        let class = DataCoding(dcs).class().map(|class| derived("class", Value::Number(u64::from(class))));
        let line = self.line("dcs", "data coding scheme", "TP-DCS", Some(value))?;
        Some(line.with(class.into_iter().collect()))
    }

    /// Makes the nodes of the user data: length, header, and text or data.
    fn user(&self, user: &UserData) -> Vec<Node<'a>> {
        let dcs = self.reading.fields.coding();
        let length = Value::Number(u64::from(user.length));
        let length_place = self.place(&["TP-UDL", "TP-CDL"]).map(Span::range);
        let mut nodes = vec![Node::new("user_data_length", length, length_place)];
        let mut left = self.place(&["TP-UD"]).unwrap_or(self.span.last(0));
        if let Some(header) = &user.header {
            nodes.push(header_node(header, &mut left));
        }
        let present = left.octets.len().saturating_sub(user.surplus(dcs).len());
        let body = left.take(present);
        nodes.push(match &user.body {
            MessageBody::Text(text) => part("text", Value::Quoted(text.clone()), body).line("text"),
            MessageBody::Octets(_) if DataCoding(dcs).is_compressed() => octets("data", body).line("compressed text"),
            MessageBody::Octets(_) => octets("data", body).line("data"),
        });
        nodes
    }
}

/// Takes a header of user data off, and makes its node.
pub(super) fn header_node<'a>(header: &[Element], left: &mut Span<'a>) -> Node<'a> {
    let length = 1 + header.iter().map(|element| element.data.len() + 2).sum::<usize>();
    let whole = left.take(length);
    let mut inside = whole;
    let mut elements = vec![Node::frame("length", inside.take(1))];
    elements.extend(element_nodes(header, &mut inside));
    part("header", Value::Group, whole).placed(Members::Array).with(elements)
}

/// Takes the elements of a header off, and makes their nodes.
fn element_nodes<'a>(header: &[Element], left: &mut Span<'a>) -> Vec<Node<'a>> {
    let element = |element: &Element| {
        let span = left.take(element.data.len() + 2);
        let mut inside = span;
        let id = number("id", inside.take(1));
        let parts = vec![id, Node::frame("length", inside.take(1)), octets("data", inside)];
        let line = part("element", Value::Sms(SmsValue::Element(element.clone())), span).line("header element");
        line.placed(Members::Object).with(parts)
    };
    header.iter().map(element).collect()
}
