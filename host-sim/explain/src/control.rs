//! File control information and file control parameters, the answers to SELECT: a small tree of tags (ISO 7816-4 §7.4.3,
//! TS 102 221 §11.1.1.3) around the AID and the contents of file 15, or around what a UICC says of a file.

use super::coding::Coding;
use super::layout::{Field, split};
use super::{Explanation, Kind, files};

/// Explains file control information alone.
pub fn control(octets: &[u8]) -> Explanation<'_> {
    let name = match octets.first() {
        Some(0x62) => "file control parameters (FCP)",
        _ => "file control information (FCI)",
    };
    let mut explanation = Explanation::new(Kind::Fci, name, octets);
    fields(octets, &mut explanation);
    explanation
}

/// Whether the octets are one whole FCI or FCP template, and elements one behind the other inside.
pub(super) fn is_whole(octets: &[u8]) -> bool {
    match element(octets) {
        Some((0x6F | 0x62, mut inside, [])) if !inside.is_empty() => {
            while let Some((_, _, behind)) = element(inside) {
                inside = behind;
            }
            inside.is_empty()
        }
        _ => false,
    }
}

/// Lays open the template. Octets that are none are kept as they are, with a problem.
pub(super) fn fields<'a>(octets: &'a [u8], explanation: &mut Explanation<'a>) {
    match element(octets) {
        Some((tag @ (0x6F | 0x62), inside, behind)) => {
            walk(inside, if tag == 0x6F { information } else { parameter }, explanation);
            if !behind.is_empty() {
                push("surplus", behind, Coding::Hex, "octets behind the template", explanation);
            }
        }
        // STATUS may ask for the name of the application alone.
        Some((0x84, _, [])) => walk(octets, information, explanation),
        _ => {
            explanation.problems.push(
                "This is no file control information: tag 6F or 62 and its length do not cover the octets.".into(),
            );
            push("data", octets, Coding::Hex, "", explanation);
        }
    }
}

/// What an element of a template is.
enum Element {
    /// A field of that name, coding and meaning.
    Field(&'static str, Coding, &'static str),
    /// A template inside, with elements of the same kind.
    Template,
    /// The contents of file 15.
    File15,
    /// An element of a tag that is not known, which is shown with its tag and length.
    Other,
}

/// Lays open the elements of a template, each as `read` says by its tag and length.
fn walk<'a>(octets: &'a [u8], read: fn(u16, usize) -> Element, explanation: &mut Explanation<'a>) {
    let mut left = octets;
    while !left.is_empty() {
        let Some((tag, value, behind)) = element(left) else {
            explanation.problems.push("A tag inside the template is longer than the octets that are left.".into());
            push("rest", left, Coding::Hex, "octets that are no whole element", explanation);
            return;
        };
        let whole = left.get(..left.len() - behind.len()).unwrap_or(left);
        left = behind;
        match read(tag, value.len()) {
            Element::Other => push("other", whole, Coding::Hex, "another element: tag, length, value", explanation),
            Element::Field(name, coding, meaning) => push(name, value, coding, meaning, explanation),
            Element::Template => walk(value, read, explanation),
            Element::File15 => {
                let behind = split(files::FILE_15, value, &mut explanation.fields);
                debug_assert!(behind.is_empty(), "file 15 has 30 octets");
            }
        }
    }
}

/// Element of file control information (ISO 7816-4 §7.4.3).
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

/// Element of file control parameters (TS 102 221 §11.1.1.4).
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

fn push<'a>(
    name: &'static str,
    octets: &'a [u8],
    coding: Coding,
    meaning: &'static str,
    explanation: &mut Explanation<'a>,
) {
    // A name stands once, so that fields can be found by it.
    const AGAIN: [&str; 7] = ["another", "another_2", "another_3", "another_4", "another_5", "another_6", "another_7"];
    let free = |name: &&str| explanation.field(name).is_none();
    let name = std::iter::once(name).chain(AGAIN).find(free).unwrap_or("another_8");
    explanation.fields.push(Field { name, octets, coding, meaning });
}

/// Tag, value and what follows, of BER-TLV with tags of one or two octets.
fn element(octets: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (first, rest) = octets.split_first()?;
    let (tag, rest) = if first & 0x1F == 0x1F {
        let (second, rest) = rest.split_first()?;
        (u16::from_be_bytes([*first, *second]), rest)
    } else {
        (u16::from(*first), rest)
    };
    let (length, rest) = match rest.split_first()? {
        (0x81, rest) => rest.split_first().map(|(length, rest)| (*length, rest))?,
        (length @ 0x00..=0x7F, rest) => (*length, rest),
        _ => return None,
    };
    let (value, behind) = rest.split_at_checked(usize::from(length))?;
    Some((tag, value, behind))
}
