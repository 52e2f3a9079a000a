//! JSON of an explanation. Serde's traits are implemented by hand, so that nothing is copied: fields become text while
//! they are printed.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::{command, field, interfaces, members, phrase};
use crate::layout::{LayoutField, LengthRange};
use crate::row::{Answers, CommandOwner, CommandRow};
use crate::tree::{Range, Show};
use crate::value::{CodeTable, PacketValue, SmsValue, ToolkitValue};
use crate::{Explanation, Node, Shape, Value, names, remark, status};
use sim_codec::length_fields::Case;

/// Returns the JSON text of one explanation, on several lines.
pub fn json(explanation: &Explanation<'_>) -> serde_json::Result<String> {
    serde_json::to_string_pretty(explanation)
}

impl Serialize for Explanation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", self.content_kind().name())?;
        map.serialize_entry("name", &self.name.to_string())?;
        if self.parts.is_empty() {
            map.serialize_entry("hex", &Hex(self.octets))?;
        }
        if let [command, answer] = self.parts.as_slice() {
            map.serialize_entry("command", command)?;
            map.serialize_entry("answer", answer)?;
        }
        if let Some(shape) = self.shape {
            shape_entries(shape, &mut map)?;
        }
        if self.content.is_some() {
            // The members say what the lines say to a reader.
            for (name, value) in &members::of(self) {
                map.serialize_entry(name, value)?;
            }
        } else if self.parts.is_empty() {
            map.serialize_entry("fields", &Fields(self))?;
        }
        if let Some(word) = self.nodes.iter().rev().find(|node| matches!(node.show, Show::Status)) {
            map.serialize_entry("status_word", &Word(word))?;
        }
        if let (Some(row), Some(shape)) = (self.row, self.shape) {
            row_entries(row, shape, &mut map)?;
        }
        if !self.problems.is_empty() {
            map.serialize_entry("problem", &remark::joined(&self.problems))?;
        }
        if !self.notes.is_empty() {
            map.serialize_entry("notes", &self.notes)?;
        }
        if !self.could_also_be.is_empty() {
            let names: Vec<&str> = self.could_also_be.iter().map(|kind| kind.name()).collect();
            map.serialize_entry("could_also_be", &names)?;
        }
        map.end()
    }
}

fn shape_entries<M: SerializeMap>(shape: Shape, map: &mut M) -> Result<(), M::Error> {
    let octet = |octet: Option<u8>| octet.map(OneOctet);
    map.serialize_entry("cla", &octet(shape.cla))?;
    map.serialize_entry("ins", &octet(shape.ins))?;
    map.serialize_entry("p1", &octet(shape.p1))?;
    map.serialize_entry("p2", &octet(shape.p2))?;
    map.serialize_entry("lc", &shape.lc)?;
    map.serialize_entry("le", &shape.le)?;
    map.serialize_entry("ne", &shape.ne())?;
    map.serialize_entry("case", &shape.case.map(Case::name))
}

fn row_entries<M: SerializeMap>(row: &'static CommandRow, shape: Shape, map: &mut M) -> Result<(), M::Error> {
    map.serialize_entry("meaning", &Header(row, shape))?;
    map.serialize_entry("part_of_this_wallet", &matches!(row.whose, CommandOwner::Wallet(_)))?;
    map.serialize_entry("interface", interfaces::names(row))?;
    map.serialize_entry("purpose", row.purpose)?;
    map.serialize_entry("preconditions", row.preconditions)?;
    map.serialize_entry("answer", &AnswerLayout(row))?;
    map.serialize_entry("status_words", &StatusWords(row, shape.cla == Some(0xA0)))?;
    map.serialize_entry("standard", row.standard)
}

/// Octets in upper case hexadecimal, without an allocation where they are short.
pub(super) struct Hex<'a>(pub(super) &'a [u8]);

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = [0; 512];
        if let Some(short) = buffer.get_mut(..self.0.len() * 2)
            && hex::encode_to_slice(self.0, short).is_ok()
        {
            short.make_ascii_uppercase();
            if let Ok(text) = std::str::from_utf8(short) {
                return serializer.serialize_str(text);
            }
        }
        serializer.serialize_str(&hex::encode_upper(self.0))
    }
}

struct OneOctet(u8);

impl Serialize for OneOctet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Hex(&[self.0]).serialize(serializer)
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Number(number) => serializer.serialize_u64(*number),
            Value::Amount(amount) | Value::Limit(Some(amount)) => serializer.serialize_u32(amount.0),
            Value::Octet(octet) | Value::HighBits(octet) | Value::Code(_, octet) | Value::Named(octet, _) => {
                serializer.serialize_u8(*octet)
            }
            Value::ShortFile(file) => file.serialize(serializer),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Switch(0) => serializer.serialize_bool(false),
            Value::Switch(1) => serializer.serialize_bool(true),
            Value::Switch(octet) | Value::Class(octet) => OneOctet(*octet).serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Word(word) => serializer.serialize_str(word),
            Value::Quoted(text) | Value::Digits(text) | Value::Pin(Some(text), _) => serializer.serialize_str(text),
            Value::Date(date) => serializer.collect_str(date),
            Value::Time(time) => serializer.collect_str(time),
            Value::Octets(octets) => Hex(octets).serialize(serializer),
            Value::Odd(octets, _) | Value::Pin(None, octets) | Value::Secret(_, octets) | Value::Aid(octets) => {
                Hex(octets).serialize(serializer)
            }
            Value::Path(octets) | Value::FileDescriptor(octets) | Value::Abilities(octets) => {
                Hex(octets).serialize(serializer)
            }
            Value::File(identifier) => Hex(identifier).serialize(serializer),
            Value::StatusWord(word) => Hex(&word.to_be_bytes()).serialize(serializer),
            Value::Coded(table, octets) => coded(*table, octets, serializer),
            Value::Toolkit(value) => toolkit(value, serializer),
            Value::Sms(value) => short_message(value, serializer),
            Value::Packet(value) => packet(value, serializer),
            Value::Group | Value::Nothing | Value::Limit(None) => serializer.serialize_none(),
            other => serializer.collect_str(&phrase::of(other)),
        }
    }
}

/// Serializes codes: as numbers, or as words where they stand in an ATR.
fn coded<S: Serializer>(table: CodeTable, octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if table.is_of_resets() {
        return serializer.collect_str(&phrase::of(&Value::Coded(table, octets.into())));
    }
    serializer.serialize_u64(octets.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet)))
}

fn toolkit<S: Serializer>(value: &ToolkitValue, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        ToolkitValue::Device(device) => serializer.serialize_u8(device.code()),
        ToolkitValue::Cell(cell) => super::objects::cell_number(*cell).serialize(serializer),
        ToolkitValue::Channel(state) => serializer.serialize_u8(state & 0x07),
        ToolkitValue::Qualifier(details) => serializer.serialize_u8(details.qualifier),
        other => serializer.collect_str(&super::objects::phrase(other)),
    }
}

fn short_message<S: Serializer>(value: &SmsValue, serializer: S) -> Result<S::Ok, S::Error> {
    use sim_codec::sms::MessageBody;
    match value {
        SmsValue::OwnCentre => serializer.serialize_none(),
        SmsValue::Validity(_, octets) => Hex(octets).serialize(serializer),
        SmsValue::Whole(MessageBody::Text(text), _) => serializer.serialize_str(text),
        SmsValue::Whole(MessageBody::Octets(octets), _) => Hex(octets).serialize(serializer),
        SmsValue::PageNumber(number, _) => serializer.serialize_u8(*number),
        other => serializer.collect_str(&phrase::short_message(other)),
    }
}

fn packet<S: Serializer>(value: &PacketValue, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        PacketValue::Length(octets) => octets.serialize(serializer),
        PacketValue::HeaderLength(header, _) => serializer.serialize_u8(*header),
        PacketValue::Security(spi) => Hex(&spi.to_bytes()).serialize(serializer),
        PacketValue::Key(key, _) => OneOctet(key.0).serialize(serializer),
        PacketValue::Noted(octets, _) | PacketValue::Answer(octets) => Hex(octets).serialize(serializer),
        PacketValue::Counter(counter) => serializer.serialize_u64(counter.value()),
        PacketValue::Padding(count) => serializer.serialize_u8(*count),
        PacketValue::Done(count, _) => count.serialize(serializer),
        PacketValue::Status(status) => serializer.serialize_u8(status.0),
        PacketValue::Command(octets, name) => {
            let mut map = serializer.serialize_map(Some(2))?;
            map.serialize_entry("hex", &Hex(octets))?;
            map.serialize_entry("name", &name.to_string())?;
            map.end()
        }
        other => serializer.collect_str(&super::packet::phrase(other)),
    }
}

/// Fields and lines of an explanation by name.
struct Fields<'a>(&'a Explanation<'a>);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for node in self.0.fields() {
            map.serialize_entry(node.key.as_ref(), &Field(node, self.0.octets))?;
        }
        for node in super::text::lines_of(&self.0.nodes) {
            if let Show::Line(_) = node.show {
                map.serialize_entry(node.key.as_ref(), &Line(node))?;
            }
        }
        map.end()
    }
}

fn range_entries<M: SerializeMap>(range: Option<Range>, map: &mut M) -> Result<(), M::Error> {
    let Some(range) = range else { return Ok(()) };
    map.serialize_entry("offset", &range.offset)?;
    map.serialize_entry("length", &range.length)
}

struct Field<'n>(&'n Node<'n>, &'n [u8]);

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Field(node, input) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("hex", &Hex(node.octets(input)))?;
        range_entries(node.range, &mut map)?;
        map.serialize_entry("value", &node.value)?;
        if let Some(text) = field::text(&node.value) {
            map.serialize_entry("text", &text)?;
        }
        let meaning = match node.show {
            Show::Field(meaning) => meaning,
            Show::Parameter(_, Some(parameter)) => parameter.words(),
            _ => "",
        };
        if !meaning.is_empty() {
            map.serialize_entry("meaning", meaning)?;
        }
        map.end()
    }
}

/// Line among the fields.
struct Line<'n>(&'n Node<'n>);

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        range_entries(self.0.range, &mut map)?;
        map.serialize_entry("value", &self.0.value)?;
        if let Some(text) = field::text(&self.0.value) {
            map.serialize_entry("text", &text)?;
        }
        map.end()
    }
}

/// Status word with its meaning.
struct Word<'n>(&'n Node<'n>);

impl Serialize for Word<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("hex", &self.0.value)?;
        range_entries(self.0.range, &mut map)?;
        if let Value::StatusWord(word) = self.0.value {
            map.serialize_entry("meaning", &status::words(word))?;
        }
        map.end()
    }
}

/// Meaning of the four octets of the header.
struct Header(&'static CommandRow, Shape);

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Header(row, shape) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("cla", &shape.cla.map(names::class))?;
        map.serialize_entry("ins", row.instruction())?;
        map.serialize_entry("p1", command::parameter(row.p1, shape.p1))?;
        map.serialize_entry("p2", command::parameter(row.p2, shape.p2))?;
        map.end()
    }
}

/// Layout of the answer to a command.
struct AnswerLayout(&'static CommandRow);

impl Serialize for AnswerLayout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let parts = match self.0.answers {
            Answers::Fields(parts) => parts,
            _ => &[],
        };
        let length = match self.0.answers {
            Answers::Nothing => Some(0),
            _ => crate::command::answer_length(self.0),
        };
        map.serialize_entry("length", &length)?;
        map.serialize_entry("contents", command::answers(self.0))?;
        map.serialize_entry("fields", &Parts(parts))?;
        map.end()
    }
}

struct Parts(&'static [LayoutField]);

impl Serialize for Parts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for part in self.0 {
            list.serialize_element(&OnePart(part))?;
        }
        list.end()
    }
}

struct OnePart(&'static LayoutField);

impl Serialize for OnePart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("name", self.0.name)?;
        map.serialize_entry("length", &LengthRange::of(std::slice::from_ref(self.0)).most)?;
        map.serialize_entry("meaning", self.0.meaning)?;
        map.end()
    }
}

/// Status words that a command may be answered with.
struct StatusWords(&'static CommandRow, bool);

impl Serialize for StatusWords {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let given = command::status_words(self.0, self.1);
        let mut list = serializer.serialize_seq(Some(given.len()))?;
        for word in given {
            list.serialize_element(word)?;
        }
        list.end()
    }
}

impl Serialize for command::PossibleStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("hex", self.pattern.as_ref())?;
        map.serialize_entry("meaning", self.meaning.as_ref())?;
        map.serialize_entry("reasons", &self.words())?;
        map.end()
    }
}
