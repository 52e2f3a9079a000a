//! File control information, the answer to SELECT: a small tree of tags (ISO 7816-4 §7.4.3) around the AID and the
//! contents of file 15.

use super::coding::Coding;
use super::layout::{Field, split};
use super::{Explanation, Kind, files};

/// Explains file control information alone.
pub fn control(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::Fci, "file control information (FCI)", octets);
    fields(octets, &mut explanation);
    explanation
}

/// Whether the octets are one whole FCI template.
pub(super) fn is_whole(octets: &[u8]) -> bool {
    matches!(element(octets), Some((0x6F, _, [])))
}

/// Lays open the template. Octets that are none are kept as they are, with a problem.
pub(super) fn fields<'a>(octets: &'a [u8], explanation: &mut Explanation<'a>) {
    match element(octets) {
        Some((0x6F, inside, behind)) => {
            walk(inside, explanation);
            if !behind.is_empty() {
                push("surplus", behind, Coding::Hex, "octets behind the template", explanation);
            }
        }
        _ => {
            explanation.problems.push("This is no FCI template: tag 6F and its length do not cover the octets.".into());
            push("data", octets, Coding::Hex, "", explanation);
        }
    }
}

fn walk<'a>(octets: &'a [u8], explanation: &mut Explanation<'a>) {
    let mut left = octets;
    while !left.is_empty() {
        let Some((tag, value, behind)) = element(left) else {
            explanation.problems.push("A tag inside the template is longer than the octets that are left.".into());
            push("rest", left, Coding::Hex, "octets that are no whole element", explanation);
            return;
        };
        left = behind;
        match tag {
            0x84 => push("df_name", value, Coding::Aid, "84: name of the application or directory", explanation),
            0xA5 => walk(value, explanation),
            0x88 => push("sfi", value, Coding::Number, "88: short identifier of the directory file", explanation),
            0x50 => push("label", value, Coding::Text, "50: application label", explanation),
            0x9F08 => push("version", value, Coding::Number, "9F08: application version", explanation),
            0x9F0C if value.len() == 30 => {
                let behind = split(files::FILE_15, value, &mut explanation.fields);
                debug_assert!(behind.is_empty(), "file 15 has 30 octets");
            }
            0x9F0C => push("issuer_data", value, Coding::Hex, "9F0C: issuer discretionary data", explanation),
            0x83 => push("file", value, Coding::File, "83: file identifier", explanation),
            _ => push("other", value, Coding::Hex, "an element of another tag", explanation),
        }
    }
}

fn push<'a>(
    name: &'static str,
    octets: &'a [u8],
    coding: Coding,
    meaning: &'static str,
    explanation: &mut Explanation<'a>,
) {
    let taken = explanation.field(name).is_some();
    explanation.fields.push(Field {
        // A name stands once, so that fields can be found by it.
        name: if taken { "another" } else { name },
        octets,
        coding,
        meaning,
    });
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
