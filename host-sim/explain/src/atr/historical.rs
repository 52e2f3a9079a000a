//! Historical octets by their category indicator (ISO 7816-4 §8.1.1): compact-TLV objects, a reference, or the issuer's
//! own.

use std::borrow::Cow;

use crate::remark::{OctetRemark, ResetRemark};
use crate::tree::Span;
use crate::value::CodeTable;
use crate::{Node, Value};

type Notes = Vec<OctetRemark>;

/// Makes a line for octets that a table has words for.
fn line<'a>(label: &'static str, table: CodeTable, span: Span<'a>) -> Node<'a> {
    Node::new(label, Value::Coded(table, Cow::Borrowed(span.octets)), Some(span.range())).line(label)
}

/// Returns the nodes of historical octets.
pub(super) fn nodes<'a>(octets: Span<'a>, notes: &mut Notes) -> Vec<Node<'a>> {
    let mut left = octets;
    let category = |table, span| line("category", table, span);
    let mut nodes = Vec::new();
    let table = match octets.octets {
        [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, _, _, _, ..] => CodeTable::ReaderCategory,
        _ => CodeTable::ResetCategory,
    };
    nodes.push(match *octets.octets {
        [0x10, _, ..] => category(CodeTable::DirReference, left.take(2)),
        _ => category(table, left.take(1)),
    });
    match *octets.octets {
        // 00: compact-TLV, then life cycle and status word without a tag.
        [0x00, _, _, _, ..] => {
            let objects = left.take(left.octets.len().saturating_sub(3));
            nodes.extend(compact(objects, notes));
            nodes.extend(indicator(left, notes));
        }
        [0x00, ..] => notes
            .push("Category 00 has at least three octets more, life cycle and status word; they are missing.".into()),
        // A reader makes up an ATR for a card that has none (PC/SC part 3, §3.1.3.2.3).
        [0x80, ..] if table == CodeTable::ReaderCategory => {
            left.take(7);
            nodes.push(line("standard", CodeTable::StorageStandard, left.take(1)));
            nodes.push(line("card name", CodeTable::StorageName, left.take(2)));
        }
        [0x80, ..] => nodes.extend(compact(left, notes)),
        _ => {}
    }
    nodes
}

/// Returns the nodes of compact-TLV objects: tag in the high nibble, length in the low one.
fn compact<'a>(octets: Span<'a>, notes: &mut Notes) -> Vec<Node<'a>> {
    let mut left = octets;
    let mut nodes = Vec::new();
    while let Some(first) = left.octets.first().copied() {
        let length = usize::from(first & 0x0F);
        if left.octets.len() <= length {
            notes.push(ResetRemark::CutObject(first).into());
            break;
        }
        nodes.push(Node::frame("tag", left.take(1)));
        nodes.extend(object(first >> 4, left.take(length), notes));
    }
    nodes
}

fn object<'a>(tag: u8, value: Span<'a>, notes: &mut Notes) -> Vec<Node<'a>> {
    let (label, table) = match tag {
        0x1 => ("country", CodeTable::Country),
        0x2 => ("issuer", CodeTable::Issuer),
        0x3 => ("services", CodeTable::Services),
        0x4 => ("initial access", CodeTable::InitialAccess),
        0x5 => ("issuer's data", CodeTable::Plain),
        0x6 => ("pre-issuing data", CodeTable::Plain),
        0x7 => ("capabilities", CodeTable::Capabilities),
        0x8 => return indicator(value, notes),
        0xF => ("application", CodeTable::Application),
        _ => return vec![reserved(tag, value)],
    };
    vec![line(label, table, value)]
}

/// Returns the node of an object of a reserved tag, which stands in the octet before.
fn reserved<'a>(tag: u8, value: Span<'a>) -> Node<'a> {
    let value_of = Value::Reserved(tag, Cow::Borrowed(value.octets));
    Node::new("reserved object", value_of, Some(value.range())).line("reserved object")
}

/// Returns the nodes of life cycle, status word, or both (ISO 7816-4 §8.1.1.3).
fn indicator<'a>(octets: Span<'a>, notes: &mut Notes) -> Vec<Node<'a>> {
    let mut left = octets;
    let mut nodes = Vec::new();
    if octets.octets.is_empty() || octets.octets.len() > 3 {
        notes.push("A status indicator has one to three octets.".into());
        return nodes;
    }
    if octets.octets.len() != 2 {
        nodes.push(line("life cycle", CodeTable::LifeCycle, left.take(1)));
    }
    if !left.octets.is_empty() {
        nodes.push(line("status word", CodeTable::ResetStatus, left));
    }
    nodes
}
