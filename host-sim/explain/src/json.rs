//! The JSON of an explanation. Written by hand over serde, so that nothing is copied: fields are turned into text while
//! they are printed.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::coding::Value;
use super::layout::{Extent, Field, Part};
use super::row::{Answers, Row, Whose};
use super::{Explanation, Fact, Shape, names, status, ways, words};
use sim_codec::length_fields::Case;

/// The JSON text of one explanation, on several lines.
pub fn json(explanation: &Explanation<'_>) -> serde_json::Result<String> {
    serde_json::to_string_pretty(explanation)
}

impl Serialize for Explanation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", self.content_kind().name())?;
        map.serialize_entry("name", &self.name)?;
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
        if let Some(told) = &self.told {
            // The members say what the facts say to a reader.
            for (name, value) in &told.members {
                map.serialize_entry(name, value)?;
            }
        } else if self.parts.is_empty() {
            map.serialize_entry("fields", &Fields(&self.fields, &self.facts))?;
        }
        if let Some(word) = self.status.filter(|_| self.parts.is_empty()) {
            map.serialize_entry("status_word", &Word(word))?;
        }
        if let (Some(row), Some(shape)) = (self.row, self.shape) {
            row_entries(row, shape, &mut map)?;
        }
        if !self.problems.is_empty() {
            map.serialize_entry("problem", &self.problems.join(" "))?;
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

fn row_entries<M: SerializeMap>(row: &'static Row, shape: Shape, map: &mut M) -> Result<(), M::Error> {
    map.serialize_entry("meaning", &Header(row, shape))?;
    map.serialize_entry("part_of_this_wallet", &matches!(row.whose, Whose::Wallet(_)))?;
    map.serialize_entry("interface", ways::interfaces(row))?;
    map.serialize_entry("purpose", row.purpose)?;
    map.serialize_entry("preconditions", row.preconditions)?;
    map.serialize_entry("answer", &AnswerLayout(row))?;
    map.serialize_entry("status_words", &StatusWords(row, shape.cla == Some(0xA0)))?;
    map.serialize_entry("standard", row.standard)
}

/// Octets in upper case hexadecimal, without an allocation where they are short.
struct Hex<'a>(&'a [u8]);

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
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Octets(octets) => Hex(octets).serialize(serializer),
            Value::Nothing => serializer.serialize_none(),
        }
    }
}

/// Fields and facts by name.
struct Fields<'a>(&'a [Field<'a>], &'a [Fact]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len() + self.1.len()))?;
        for field in self.0 {
            map.serialize_entry(field.name, field)?;
        }
        for fact in self.1 {
            map.serialize_entry(fact.name, fact)?;
        }
        map.end()
    }
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("hex", &Hex(self.octets))?;
        map.serialize_entry("value", &self.value())?;
        if let Some(text) = self.text() {
            map.serialize_entry("text", &text)?;
        }
        if !self.meaning.is_empty() {
            map.serialize_entry("meaning", self.meaning)?;
        }
        map.end()
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("value", &self.value)?;
        if let Some(text) = &self.text {
            map.serialize_entry("text", text)?;
        }
        map.end()
    }
}

/// A status word with its meaning.
struct Word(u16);

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("hex", &Hex(&self.0.to_be_bytes()))?;
        map.serialize_entry("meaning", &status::words(self.0))?;
        map.end()
    }
}

/// What the four octets of the header say.
struct Header(&'static Row, Shape);

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Header(row, shape) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("cla", &shape.cla.map(names::class))?;
        map.serialize_entry("ins", words::instruction(row))?;
        map.serialize_entry("p1", words::parameter(row.p1, shape.p1))?;
        map.serialize_entry("p2", words::parameter(row.p2, shape.p2))?;
        map.end()
    }
}

/// What the answer will hold.
struct AnswerLayout(&'static Row);

impl Serialize for AnswerLayout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let parts = match self.0.answers {
            Answers::Fields(parts) => parts,
            _ => &[],
        };
        let length = match self.0.answers {
            Answers::Nothing => Some(0),
            _ => super::command::answer_length(self.0),
        };
        map.serialize_entry("length", &length)?;
        map.serialize_entry("contents", words::answers(self.0))?;
        map.serialize_entry("fields", &Parts(parts))?;
        map.end()
    }
}

struct Parts(&'static [Part]);

impl Serialize for Parts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for part in self.0 {
            list.serialize_element(&OnePart(part))?;
        }
        list.end()
    }
}

struct OnePart(&'static Part);

impl Serialize for OnePart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("name", self.0.name)?;
        map.serialize_entry("length", &Extent::of(std::slice::from_ref(self.0)).most)?;
        map.serialize_entry("meaning", self.0.meaning)?;
        map.end()
    }
}

/// Status words that a command may be answered with.
struct StatusWords(&'static Row, bool);

impl Serialize for StatusWords {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let given = words::status_words(self.0, self.1);
        let mut list = serializer.serialize_seq(Some(given.len()))?;
        for word in given {
            list.serialize_element(word)?;
        }
        list.end()
    }
}

impl Serialize for words::GivenWord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("hex", self.pattern.as_ref())?;
        map.serialize_entry("meaning", self.meaning.as_ref())?;
        map.serialize_entry("reasons", self.reasons.as_slice())?;
        map.end()
    }
}
