//! Cell broadcast pages field by field (3GPP TS 23.041 §9.4.1): by themselves, as `+CBM` has them, and in CELL
//! BROADCAST DOWNLOAD.

use super::objects::{derived, octets, part};
use super::short_message;
use crate::remark::ToolkitRemark;
use crate::tree::Span;
use crate::value::{CodeTable, SmsValue};
use crate::{ContentKind, Explanation, Node, Value};
use sim_codec::cat::place::CellPage;
use sim_codec::sms::MessageBody;
use sim_codec::sms::broadcast::{self, BroadcastText};

/// Octets of a page.
pub const PAGE: usize = 88;

/// Returns the number of a page and the number of pages; a 0 in either is read as 1 of 1 (§9.4.1.2.4).
pub const fn number(page: &CellPage) -> (u8, u8) {
    match (page.pages >> 4, page.pages & 0x0F) {
        (0, _) | (_, 0) => (1, 1),
        both => both,
    }
}

/// Makes the node of a data coding scheme of cell broadcast.
pub(super) fn coding(span: Span<'_>) -> Node<'_> {
    part("dcs", Value::Coded(CodeTable::BroadcastCoding, span.octets.into()), span)
}

/// Returns the nodes of a page's fields.
pub(super) fn parts<'a>(page: &CellPage, span: Span<'a>) -> Vec<Node<'a>> {
    let mut left = span;
    let counted = |key, number: u16| derived(key, Value::Number(u64::from(number)));
    let (serial, identifier) = (left.take(2), left.take(2));
    let serial_parts = vec![
        derived("scope", Value::Text(broadcast::scope(page.serial).into())),
        counted("message_code", page.serial >> 4 & 0x3FF),
        counted("update_number", page.serial & 0x0F),
    ];
    let coded = |key, table, span: Span<'a>| part(key, Value::Coded(table, span.octets.into()), span);
    let dcs = coding(left.take(1)).line("data coding scheme");
    let (number, total) = number(page);
    let pages = Value::Sms(SmsValue::PageNumber(number, total));
    let pages = part("page", pages, left.take(1)).line("page").with(vec![counted("pages", total.into())]);
    let mut nodes = vec![
        coded("message_identifier", CodeTable::BroadcastIdentifier, identifier).line("message identifier"),
        coded("serial_number", CodeTable::BroadcastSerial, serial).line("serial number").with(serial_parts),
        dcs,
        pages,
    ];
    let BroadcastText { language, header, body, .. } = broadcast::text(page);
    nodes.extend(language.map(|language| derived("language", Value::Text(language.into())).line("language")));
    nodes.extend(header.map(|header| short_message::header_node(&header, &mut left)));
    nodes.push(match body {
        MessageBody::Text(text) => part("text", Value::Quoted(text), left).line("text"),
        MessageBody::Octets(_) => octets("data", left).line("data"),
    });
    nodes
}

/// Returns the likeness of octets to the page that was read from them, 0 to 100. Only the length, the page number and
/// the text are evidence.
pub fn likeness(page: Option<&CellPage>, octets: &[u8]) -> u8 {
    let page = page.filter(|_| octets.len() == PAGE);
    let fits = |page: &CellPage| (1..=page.pages & 0x0F).contains(&(page.pages >> 4));
    let readable = |page: &CellPage| match broadcast::text(page).body {
        MessageBody::Text(text) => !text.contains(char::REPLACEMENT_CHARACTER),
        MessageBody::Octets(_) => false,
    };
    if page.is_some_and(|page| fits(page) && readable(page)) { 60 } else { 0 }
}

/// Explains a page that has been read.
pub fn explain(page: Option<CellPage>, octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(ContentKind::CellBroadcast, "cell broadcast page", octets);
    explanation.content = Some(ContentKind::CellBroadcast);
    let Some(page) = page else {
        explanation.problems.push(ToolkitRemark::ShortPage(octets.len()).into());
        return explanation.covered();
    };
    explanation.nodes = parts(&page, Span::whole(octets));
    if let Some(missing) = broadcast::text(&page).missing {
        explanation.problems.push(ToolkitRemark::MissingPrefix(page.dcs, missing).into());
    }
    if octets.len() != PAGE {
        explanation.problems.push(ToolkitRemark::PageLength(octets.len()).into());
    }
    let (number, total) = number(&page);
    if number > total {
        explanation.problems.push(ToolkitRemark::PageNumber(number, total).into());
    }
    explanation.covered()
}
