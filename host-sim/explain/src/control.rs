//! File control information and file control parameters, the answers to SELECT (ISO 7816-4 §7.4.3, TS 102 221
//! §11.1.1.3). They are a small tree of tags around the AID and the contents of file 15, or around a UICC's parameters
//! of a file.

use super::coding::Coding;
use super::layout::{field, split};
use super::tree::{Members, Span};
use super::{ContentKind, Explanation, Node, Value, files};

/// Explains file control information alone.
pub fn control(octets: &[u8]) -> Explanation<'_> {
    let name = match octets.first() {
        Some(0x62) => "file control parameters (FCP)",
        _ => "file control information (FCI)",
    };
    let mut explanation = Explanation::new(ContentKind::Fci, name, octets);
    fields(Span::whole(octets), &mut explanation);
    explanation.covered()
}

/// Returns whether the octets are one whole FCI or FCP template of whole elements.
pub(super) fn is_whole(octets: &[u8]) -> bool {
    let mut left = Span::whole(octets);
    match element(&mut left) {
        Some(Tlv { tag: 0x6F | 0x62, value: mut inside, .. })
            if left.octets.is_empty() && !inside.octets.is_empty() =>
        {
            while element(&mut inside).is_some() {}
            inside.octets.is_empty()
        }
        _ => false,
    }
}

/// Adds the template and its elements. Octets that are no template are kept as they are, with a problem.
pub(super) fn fields<'a>(octets: Span<'a>, explanation: &mut Explanation<'a>) {
    let mut behind = octets;
    let mut nodes = Vec::new();
    match element(&mut behind) {
        Some(template @ Tlv { tag: 0x6F | 0x62, .. }) => {
            let read = if template.tag == 0x6F { information } else { parameter };
            nodes.push(template_node(template, read, explanation));
            if !behind.octets.is_empty() {
                nodes.push(field("surplus", behind, Coding::Hex, "octets behind the template"));
            }
        }
        // STATUS may ask for the name of the application alone.
        Some(Tlv { tag: 0x84, .. }) if behind.octets.is_empty() => nodes = elements(octets, information, explanation),
        _ => {
            explanation.problems.push(
                "This is no file control information: tag 6F or 62 and its length do not cover the octets.".into(),
            );
            nodes.push(field("data", octets, Coding::Hex, ""));
        }
    }
    number_repeated(&mut nodes, &mut Vec::new());
    explanation.nodes.extend(nodes);
}

/// Kind of an element of a template.
enum Element {
    /// Field of that name, coding and meaning.
    Field(&'static str, Coding, &'static str),
    /// Template with elements of the same kind.
    Template,
    /// Contents of file 15.
    File15,
    /// Element of an unknown tag, which is shown with its tag and length.
    Other,
}

/// Returns the node of a template with its elements inside.
fn template_node<'a>(
    template: Tlv<'a>,
    read: fn(u16, usize) -> Element,
    explanation: &mut Explanation<'a>,
) -> Node<'a> {
    let mut children = vec![Node::frame("tag", template.tag_span), Node::frame("length", template.length)];
    children.extend(elements(template.value, read, explanation));
    Node::new("template", Value::Group, Some(template.whole.range())).placed(Members::Flat).with(children)
}

/// Returns the nodes of a template's elements; `read` tells the kind of each by its tag and length.
fn elements<'a>(octets: Span<'a>, read: fn(u16, usize) -> Element, explanation: &mut Explanation<'a>) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    let mut left = octets;
    while !left.octets.is_empty() {
        let Some(found) = element(&mut left) else {
            explanation.problems.push("A tag inside the template is longer than the octets that are left.".into());
            nodes.push(field("rest", left, Coding::Hex, "octets that are no whole element"));
            break;
        };
        match read(found.tag, found.value.octets.len()) {
            Element::Other => {
                nodes.push(field("other", found.whole, Coding::Hex, "another element: tag, length, value"));
            }
            Element::Template => nodes.push(template_node(found, read, explanation)),
            Element::Field(name, coding, meaning) => {
                nodes.extend(found.framed(|value| vec![field(name, value, coding, meaning)]))
            }
            Element::File15 => nodes.extend(found.framed(|value| {
                let mut inside = Vec::new();
                split(files::FILE_15, value, &mut inside);
                inside
            })),
        }
    }
    nodes
}

/// Returns the kind of an element of file control information (ISO 7816-4 §7.4.3).
const fn information(tag: u16, length: usize) -> Element {
    let (name, coding, meaning) = match tag {
        0x84 => ("df_name", Coding::Aid, "84: name of the application or directory"),
        0xA5 => return Element::Template,
        0x88 => ("sfi", Coding::Number, "88: short identifier of the directory file"),
        0x50 => ("label", Coding::Text, "50: application label"),
        0x9F08 => ("version", Coding::Number, "9F08: application version"),
        0x9F0C if length == 30 => return Element::File15,
        0x9F0C => ("issuer_data", Coding::Hex, "9F0C: issuer discretionary data"),
        0x83 => ("file", Coding::File, "83: file identifier"),
        0x87 => ("priority", Coding::Number, "87: priority of the application"),
        0xBF0C => return Element::Template,
        0x9F65 => ("data_max", Coding::Number, "9F65: most octets of data in a command (GlobalPlatform)"),
        0x9F6E => ("production", Coding::Hex, "9F6E: production life cycle data (GlobalPlatform)"),
        _ => return Element::Other,
    };
    Element::Field(name, coding, meaning)
}

/// Returns the kind of an element of file control parameters (TS 102 221 §11.1.1.4).
const fn parameter(tag: u16, _length: usize) -> Element {
    let (name, coding, meaning) = match tag {
        0x80 => ("file_size", Coding::Number, "80: octets of the file's contents"),
        0x81 => ("total_file_size", Coding::Number, "81: octets that the file takes"),
        0x82 => ("file_descriptor", Coding::FileDescriptor, "82: file descriptor"),
        0x83 => ("file", Coding::File, "83: file identifier"),
        0x84 => ("df_name", Coding::Aid, "84: name of the application or directory"),
        0x88 => ("sfi", Coding::HighShortFile, "88: short file identifier"),
        0x8A => ("life_cycle", Coding::FileLifeCycle, "8A: life cycle status"),
        0x8B => ("access_reference", Coding::Hex, "8B: access rules, by file and record of EF ARR"),
        0x8C => ("access_compact", Coding::Hex, "8C: access rules, compact"),
        0xAB => ("access_expanded", Coding::Hex, "AB: access rules, expanded"),
        0xA5 => ("proprietary", Coding::Hex, "A5: proprietary information"),
        0xC6 => ("pin_status", Coding::Hex, "C6: PIN status template"),
        _ => return Element::Other,
    };
    Element::Field(name, coding, meaning)
}

/// Renames repeated fields, so that every field can be found by its name.
fn number_repeated(nodes: &mut [Node<'_>], taken: &mut Vec<&'static str>) {
    const AGAIN: [&str; 7] = ["another", "another_2", "another_3", "another_4", "another_5", "another_6", "another_7"];
    for node in nodes {
        if node.is_field()
            && let std::borrow::Cow::Borrowed(name) = node.key
        {
            let free = |name: &&str| !taken.contains(name);
            let name = std::iter::once(name).chain(AGAIN).find(free).unwrap_or("another_8");
            node.key = name.into();
            taken.push(name);
        }
        number_repeated(&mut node.children, taken);
    }
}

/// Element of BER-TLV: its octets by their places.
#[derive(Clone, Copy)]
struct Tlv<'a> {
    tag: u16,
    whole: Span<'a>,
    tag_span: Span<'a>,
    length: Span<'a>,
    value: Span<'a>,
}

impl<'a> Tlv<'a> {
    /// Returns the nodes of the tag, the length, and the value.
    fn framed(self, inside: impl FnOnce(Span<'a>) -> Vec<Node<'a>>) -> Vec<Node<'a>> {
        let mut nodes = vec![Node::frame("tag", self.tag_span), Node::frame("length", self.length)];
        nodes.extend(inside(self.value));
        nodes
    }
}

/// Takes an element of BER-TLV with a tag of one or two octets. `None`, with nothing taken, where no whole element is
/// there.
fn element<'a>(left: &mut Span<'a>) -> Option<Tlv<'a>> {
    let mut rest = *left;
    let first = *rest.octets.first()?;
    let tag_span = rest.take(if first & 0x1F == 0x1F { 2 } else { 1 });
    let tag = match *tag_span.octets {
        [high, low] => u16::from_be_bytes([high, low]),
        [tag] if first & 0x1F != 0x1F => u16::from(tag),
        _ => return None,
    };
    let length = rest.take(if rest.octets.first() == Some(&0x81) { 2 } else { 1 });
    let count = match *length.octets {
        [0x81, count] | [count @ 0x00..=0x7F] => usize::from(count),
        _ => return None,
    };
    if rest.octets.len() < count {
        return None;
    }
    let value = rest.take(count);
    let mut whole = *left;
    let whole = whole.take(tag_span.octets.len() + length.octets.len() + count);
    *left = rest;
    Some(Tlv { tag, whole, tag_span, length, value })
}
