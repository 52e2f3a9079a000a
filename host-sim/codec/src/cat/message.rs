//! Messages as objects in their order: the lossless form of every message of the toolkit.

use sim_wire::proactive::{ObjectTag, PROACTIVE_COMMAND};
use sim_wire::tlv::{Ber, LengthForm, Objects, Tag, Tlv};

use super::{EncodeError, ToolkitError, Value, written};

/// Kind of a message, by what is around its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ToolkitMessageKind {
    /// Proactive command: `D0`, from the card.
    Command,
    /// Terminal response: objects without anything around them.
    Response,
    /// Envelope: `D1` to `DF`, to the card.
    Envelope(u8),
}

/// Object with its spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object<T = Value> {
    /// Tag with the comprehension bit.
    pub tag: Tag,
    /// Form of the length of the object.
    pub form: LengthForm,
    /// Position among the objects, counted from 0; an object that was not parsed from octets stands last.
    pub place: usize,
    /// Value of the object.
    pub value: T,
    /// Octets of the value; `None` where the value is encoded to the same octets.
    pub kept: Option<Vec<u8>>,
}

impl<T> Object<T> {
    /// Makes an object that requires comprehension.
    pub fn new(tag: ObjectTag, value: T) -> Object<T> {
        Object { tag: Tag::new(tag.code(), true), form: LengthForm::Short, place: usize::MAX, value, kept: None }
    }

    /// Returns the object without the requirement of comprehension.
    pub fn optional(mut self) -> Object<T> {
        self.tag.comprehension = false;
        self
    }

    /// Returns the tag of the standard; `None` where the tag is not known.
    pub fn known(&self) -> Option<ObjectTag> {
        u8::try_from(self.tag.number).ok().and_then(ObjectTag::from_code)
    }

    /// Returns the spelling of the object around another value.
    pub(crate) fn with<U>(self, value: U) -> Object<U> {
        Object { tag: self.tag, form: self.form, place: self.place, value, kept: self.kept }
    }
}

impl Object {
    fn read(object: &Tlv<'_>, place: usize, kind: ToolkitMessageKind) -> Object {
        let value = Value::read(object.tag, object.value, kind);
        let again = value.octets();
        let kept = (again.as_deref() != Ok(object.value)).then(|| object.value.to_vec());
        Object { tag: object.tag, form: object.form, place, value, kept }
    }

    /// Returns the octets of the value.
    pub fn octets(&self) -> Result<Vec<u8>, EncodeError> {
        self.kept.clone().map_or_else(|| self.value.octets(), Ok)
    }
}

/// Message of the toolkit: its kind, and its objects in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Kind of the message.
    pub kind: ToolkitMessageKind,
    /// Form of the length around the objects; ignored for responses.
    pub form: LengthForm,
    /// Objects of the message.
    pub objects: Vec<Object>,
}

impl Message {
    /// Parses a proactive command or an envelope.
    pub fn parse(octets: &[u8]) -> Result<Message, ToolkitError> {
        let (outer, behind) = Ber::parse(octets)?;
        let kind = match outer.tag {
            PROACTIVE_COMMAND => ToolkitMessageKind::Command,
            tag @ 0xD1..=0xDF => ToolkitMessageKind::Envelope(tag),
            found => return Err(ToolkitError::OuterTag { found, wanted: "D0 to DF" }),
        };
        if !behind.is_empty() {
            return Err(ToolkitError::Behind(behind.len()));
        }
        Ok(Message { kind, form: outer.form, objects: objects(outer.value, kind)? })
    }

    /// Parses the data of a TERMINAL RESPONSE.
    pub fn parse_response(octets: &[u8]) -> Result<Message, ToolkitError> {
        Ok(Message {
            kind: ToolkitMessageKind::Response,
            form: LengthForm::Short,
            objects: objects(octets, ToolkitMessageKind::Response)?,
        })
    }

    /// Parses the objects of a damaged message up to the first that is not whole, whatever the length around them says.
    /// `None` where no object can be parsed.
    pub fn read_damaged(octets: &[u8]) -> Option<Message> {
        let (kind, form, inside) = match *octets {
            [tag @ 0xD0..=0xDF, ref rest @ ..] => {
                let kind = if tag == PROACTIVE_COMMAND {
                    ToolkitMessageKind::Command
                } else {
                    ToolkitMessageKind::Envelope(tag)
                };
                let (form, length, rest) = match *rest {
                    [length @ 0x00..=0x7F, ref rest @ ..] => (LengthForm::Short, usize::from(length), rest),
                    [0x81, length, ref rest @ ..] => (LengthForm::One, usize::from(length), rest),
                    _ => return None,
                };
                (kind, form, rest.get(..length).unwrap_or(rest))
            }
            _ => (ToolkitMessageKind::Response, LengthForm::Short, octets),
        };
        let whole = Objects::new(inside).map_while(Result::ok).enumerate();
        let objects: Vec<Object> = whole.map(|(place, object)| Object::read(&object, place, kind)).collect();
        (!objects.is_empty()).then_some(Message { kind, form, objects })
    }

    /// Makes a message of objects, in the order of their places.
    pub fn new(kind: ToolkitMessageKind, form: LengthForm, mut objects: Vec<Object>) -> Message {
        objects.sort_by_key(|object| object.place);
        Message { kind, form, objects }
    }

    /// Encodes the message. Where a length does not fit its form, the shortest form that holds it is taken.
    pub fn emit(&self) -> Result<Vec<u8>, EncodeError> {
        let mut inner = Vec::new();
        for object in &self.objects {
            let value = object.octets()?;
            let form = longest(object.form, value.len())?;
            inner.extend(written(|into| into.tlv(&Tlv { tag: object.tag, form, value: &value }))?);
        }
        let tag = match self.kind {
            ToolkitMessageKind::Response => return Ok(inner),
            ToolkitMessageKind::Command => PROACTIVE_COMMAND,
            ToolkitMessageKind::Envelope(tag) => tag,
        };
        let form = longest(self.form, inner.len())?;
        written(|into| into.ber(&Ber { tag, form, value: &inner }))
    }

    /// Returns the values of that tag, in order.
    pub fn values(&self, tag: ObjectTag) -> impl Iterator<Item = &Value> {
        self.objects.iter().filter(move |object| object.known() == Some(tag)).map(|object| &object.value)
    }
}

/// Returns that form, or the shortest that holds the length.
fn longest(form: LengthForm, length: usize) -> Result<LengthForm, EncodeError> {
    LengthForm::of(length).map(|least| least.max(form)).ok_or(EncodeError::TooGreat)
}

fn objects(octets: &[u8], kind: ToolkitMessageKind) -> Result<Vec<Object>, ToolkitError> {
    let numbered = Objects::new(octets).enumerate();
    numbered.map(|(place, object)| Ok(Object::read(&object?, place, kind))).collect()
}
