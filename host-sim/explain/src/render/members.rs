//! Members of a message in JSON, and the places of their octets.

use serde_json::{Map, Value as Json, json};
use sim_wire::proactive::ObjectTag;

use super::{objects, qualifier, tables};
use crate::toolkit::secured_packet::Packet;
use crate::tree::{Members, Range, Show};
use crate::value::{CodeTable, PacketValue, SmsValue, ToolkitValue};
use crate::{ContentKind, Explanation, Node, Value};
use sim_codec::ota::carriage::PacketKind;
use sim_codec::sms::Validity;

/// Returns the members of a message by name, with `ranges` for the places of their octets.
pub(super) fn of(explanation: &Explanation<'_>) -> Map<String, Json> {
    let mut writer = Writer { input: explanation.octets, ..Writer::default() };
    let mut members = Map::new();
    writer.add(&explanation.nodes, "", &mut members);
    if matches!(
        explanation.content,
        Some(ContentKind::ProactiveCommand | ContentKind::TerminalResponse | ContentKind::Envelope)
    ) {
        members.insert("objects".to_owned(), writer.objects.into());
    }
    members.extend(writer.packet.map(|packet| ("secured_packet".to_owned(), Json::Object(packet))));
    if !writer.ranges.is_empty() {
        members.insert("ranges".to_owned(), writer.ranges.into());
    }
    members
}

/// Returns the members of a packet by itself.
pub fn of_packet(kind: PacketKind, nodes: &[Node<'_>]) -> Map<String, Json> {
    let mut members = Map::new();
    Writer::default().add(nodes, "", &mut members);
    complete(kind, &mut members);
    members
}

/// Adds null for the members of a packet that are not known.
fn complete(kind: PacketKind, members: &mut Map<String, Json>) {
    for name in Packet::members(kind) {
        members.entry(*name).or_insert(Json::Null);
    }
}

#[derive(Default)]
struct Writer<'i> {
    input: &'i [u8],
    /// Objects of a message of the toolkit as they are spelt.
    objects: Vec<Json>,
    /// Secured packet inside a message; `None` without one.
    packet: Option<Map<String, Json>>,
    /// Places of members in the input, by their paths.
    ranges: Map<String, Json>,
}

impl Writer<'_> {
    fn add(&mut self, nodes: &[Node<'_>], path: &str, members: &mut Map<String, Json>) {
        for node in nodes {
            self.add_node(node, path, members);
        }
    }

    fn add_node(&mut self, node: &Node<'_>, path: &str, members: &mut Map<String, Json>) {
        match (&node.value, node.members) {
            // What carries the message is told by members of its own, or not at all.
            _ if matches!(node.show, Show::Header(_) | Show::Parameter(..) | Show::Status) => {}
            _ if matches!(node.show, Show::Field(_)) => self.add(&node.children, path, members),
            (Value::Packet(PacketValue::Whole(packet)), _) => self.add_packet(node, packet, path, members),
            (Value::Toolkit(ToolkitValue::Spelt(tag, is_secret)), _) => {
                let known = u8::try_from(tag.number).ok().and_then(ObjectTag::from_code);
                self.objects.push(self.spelt(node, known, tag.comprehension, *is_secret));
                self.add_object(node, known, path, members);
            }
            (_, Members::Nothing) => self.add_hidden(&node.children, path),
            (_, Members::Value) => {
                self.place(path, &node.key, node.range);
                value(node, members);
                self.add(&node.children, path, members);
            }
            (_, Members::Flat) => self.add(&node.children, path, members),
            (_, Members::Object) => {
                let mut inside = Map::new();
                self.place(path, &node.key, node.range);
                self.add(&node.children, &join(path, &node.key), &mut inside);
                members.insert(node.key.to_string(), inside.into());
            }
            (_, Members::Array) => {
                let path = join(path, &node.key);
                let entries = node.children.iter().filter(|child| child.members != Members::Nothing);
                let list = entries.enumerate().map(|(place, child)| self.element(child, place, &path));
                let list: Vec<Json> = list.collect();
                members.insert(node.key.to_string(), list.into());
            }
            (_, Members::Entry(list)) => {
                let Json::Array(entries) = members.entry(list).or_insert_with(|| json!([])) else { return };
                let mut inside = Map::new();
                self.add(&node.children, &join(&join(path, list), &entries.len().to_string()), &mut inside);
                if !inside.is_empty() {
                    entries.push(inside.into());
                }
            }
        }
    }

    /// Adds packets inside nodes without members, and nothing else of these nodes.
    fn add_hidden(&mut self, nodes: &[Node<'_>], path: &str) {
        for node in nodes {
            match &node.value {
                Value::Packet(PacketValue::Whole(packet)) => self.add_packet(node, packet, path, &mut Map::new()),
                _ => self.add_hidden(&node.children, path),
            }
        }
    }

    /// Adds a packet: its members among the others where the packet is the whole input, else in an outermost object of
    /// their own.
    fn add_packet(&mut self, node: &Node<'_>, packet: &Packet, path: &str, members: &mut Map<String, Json>) {
        let mut inside = Map::new();
        let path = if packet.is_alone { path.to_owned() } else { "secured_packet".to_owned() };
        self.add(&node.children, &path, &mut inside);
        complete(packet.kind, &mut inside);
        if packet.is_alone {
            members.extend(inside);
        } else {
            self.packet = Some(inside);
        }
    }

    /// Adds the members of an object. A second alpha identifier of a command is `alpha_2`, and its further members are
    /// numbered too.
    fn add_object(&mut self, node: &Node<'_>, tag: Option<ObjectTag>, path: &str, members: &mut Map<String, Json>) {
        let is_general = |child: &Node<'_>| {
            matches!(child.value, Value::Toolkit(ToolkitValue::Details(_) | ToolkitValue::Devices(_)))
        };
        let is_taken = tag.is_some_and(|tag| tag != ObjectTag::Item && members.contains_key(tag.key()));
        let is_taken = is_taken && !node.children.iter().any(is_general);
        if !is_taken {
            self.add(&node.children, path, members);
            return;
        }
        let mut inside = Map::new();
        let before = self.ranges.clone();
        self.ranges.clear();
        self.add(&node.children, path, &mut inside);
        let places = std::mem::replace(&mut self.ranges, before);
        for (name, value) in inside {
            let again = (2..).map(|count| format!("{name}_{count}")).find(|again| !members.contains_key(again));
            let again = again.unwrap_or_default();
            for (place, range) in &places {
                if let Some(rest) = place.strip_prefix(&name).filter(|rest| rest.is_empty() || rest.starts_with('.')) {
                    self.ranges.insert(format!("{again}{rest}"), range.clone());
                }
            }
            members.insert(again, value);
        }
    }

    /// Returns an entry of an array.
    fn element(&mut self, node: &Node<'_>, place: usize, path: &str) -> Json {
        let place = place.to_string();
        self.place(path, &place, node.range);
        if node.members != Members::Object {
            return leaf(&node.value);
        }
        let mut inside = Map::new();
        self.add(&node.children, &join(path, &place), &mut inside);
        if let Value::Sms(SmsValue::Element(element)) = &node.value {
            inside.insert("meaning".to_owned(), element.words().into());
        }
        inside.into()
    }

    /// Returns the spelling of an object; the octets of a secret are left out.
    fn spelt(&self, node: &Node<'_>, tag: Option<ObjectTag>, comprehension: bool, is_secret: bool) -> Json {
        let range = node.range.unwrap_or_default();
        let value = node.children.get(1).and_then(|length| length.range).map_or(range.end(), Range::end);
        let value = Range { offset: value, length: range.end().saturating_sub(value) };
        let octets = if is_secret { Json::Null } else { hex::encode_upper(value.of(self.input)).into() };
        let number = match node.value {
            Value::Toolkit(ToolkitValue::Spelt(tag, _)) => format!("{:02X}", tag.number),
            _ => String::new(),
        };
        json!({
            "tag": number, "name": tag.map(ObjectTag::key), "comprehension_required": comprehension, "hex": octets,
            "offset": range.offset, "length": range.length,
        })
    }

    fn place(&mut self, path: &str, key: &str, range: Option<Range>) {
        if let Some(Range { offset, length }) = range {
            self.ranges.insert(join(path, key), json!({"offset": offset, "length": length}));
        }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn leaf(value: &Value<'_>) -> Json {
    serde_json::to_value(value).unwrap_or_default()
}

/// Adds a value under its key, and the words of a table beside it.
fn value(node: &Node<'_>, members: &mut Map<String, Json>) {
    let key = node.key.as_ref();
    members.insert(key.to_owned(), leaf(&node.value));
    let mut beside = |suffix: &str, value: Json| members.insert(format!("{key}_{suffix}"), value);
    match &node.value {
        Value::Named(_, name) => {
            beside("name", (*name).into());
        }
        Value::Coded(table, octets) => {
            let words = tables::meaning(*table, octets);
            if !words.is_empty() || *table != CodeTable::BroadcastIdentifier && *table != CodeTable::BroadcastSerial {
                beside("meaning", words.into());
            }
        }
        Value::Toolkit(ToolkitValue::Device(device)) => {
            beside("name", objects::device(*device).into());
        }
        Value::Toolkit(ToolkitValue::Qualifier(details)) => {
            let words = qualifier::words(*details);
            if !words.is_empty() {
                beside("meaning", words.into());
            }
        }
        Value::Sms(SmsValue::Validity(first, octets)) => {
            let words = Validity::read(*first, octets).map(Validity::words);
            beside("meaning", words.into());
        }
        _ => {}
    }
}
