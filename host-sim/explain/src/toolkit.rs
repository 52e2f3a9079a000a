//! The SIM toolkit as a tree: proactive commands, terminal responses, envelopes and short messages, by themselves or
//! inside the APDUs that carry them. What is not known is marked so, and the rest is explained.

mod broadcast;
pub mod long_message;
mod message;
mod network;
mod objects;
pub mod secured_packet;
mod short_message;
mod sms_record;

use sim_wire::proactive::CommandDetails;

use super::remark::ToolkitRemark;
use super::title::Subject;
use super::tree::Span;
use super::{ContentKind, Explanation, Node, Value};
use sim_codec::cat::{self, Message};
use sim_codec::sms::{Direction, Pdu};

pub use broadcast::PAGE;
pub use sms_record::RECORD;

pub use broadcast::number as page_number;
pub(super) use broadcast::{explain as explain_page, likeness as page_likeness};
pub(super) use short_message::explain as explain_pdu;
pub(super) use sms_record::{Record, explain as explain_record, likeness as record_likeness};

/// Message of the toolkit, or the fault of the octets with the objects before the damage.
pub(super) type ParsedMessage = Result<Message, (cat::ToolkitError, Option<Message>)>;

/// Parses octets as a message of that kind.
pub(super) fn parse(kind: ContentKind, octets: &[u8]) -> ParsedMessage {
    let parsed = match kind {
        ContentKind::TerminalResponse => Message::parse_response(octets),
        _ => Message::parse(octets),
    };
    parsed.map_err(|fault| (fault, Message::read_damaged(octets)))
}

/// Explains a message that has been parsed.
pub(super) fn explain(kind: ContentKind, parsed: ParsedMessage, octets: &[u8]) -> Explanation<'_> {
    let name = match kind {
        ContentKind::TerminalResponse => "terminal response",
        ContentKind::Envelope => "envelope",
        _ => "proactive command",
    };
    let mut explanation = Explanation::new(kind, name, octets);
    let read = add(kind, parsed, Span::whole(octets), &mut explanation);
    explanation.nodes = read.nodes;
    if let Some(subject) = read.subject {
        explanation.name = subject.into();
    }
    explanation.covered()
}

/// Explains a short message of that direction, with or without the address of the service centre before it.
pub fn short_message(direction: Direction, octets: &[u8]) -> Explanation<'_> {
    short_message::explain(direction, Pdu::read(direction, octets), octets)
}

/// Explains data that a command reads from a file or writes into it, and returns the nodes; `None` where the data is no
/// record of EF SMS.
pub(super) fn stored<'a>(data: Span<'a>, explanation: &mut Explanation<'a>) -> Option<Vec<Node<'a>>> {
    let record = Record::read(data.octets);
    if record_likeness(record.as_ref(), data.octets) < super::guess::PLAUSIBLE {
        return None;
    }
    let nodes = sms_record::nodes(record, data, explanation);
    explanation.name = explanation.name.clone().carrying(Subject::Named("record of EF SMS"));
    explanation.content = Some(ContentKind::SmsRecord);
    Some(nodes)
}

/// Explains the data of an answer if it is a proof of receipt; returns whether it is.
pub(super) fn proved<'a>(row: Option<&str>, data: Span<'a>, explanation: &mut Explanation<'a>) -> bool {
    row.is_none_or(|row| matches!(row, "ENVELOPE" | "GET RESPONSE")) && secured_packet::add_proof(data, explanation)
}

/// Explains the message of the toolkit in an APDU's data. The name of the row tells whether there is one.
pub(super) fn carried<'a>(row: &'static str, data: Span<'a>, explanation: &mut Explanation<'a>) {
    let kind = match row {
        "TERMINAL RESPONSE" => ContentKind::TerminalResponse,
        "ENVELOPE" => ContentKind::Envelope,
        _ if row.starts_with("UPDATE RECORD") => {
            // A record under secure messaging has its MAC behind it and is no record of EF SMS.
            if explanation.nodes.iter().any(|node| node.is_field() && node.range == Some(data.range())) {
                let nodes = stored(data, explanation).unwrap_or_default();
                put_inside(nodes, data, explanation);
            }
            return;
        }
        _ => return,
    };
    let parsed = parse(kind, data.octets);
    // A damaged response may be hidden input too.
    let is_hidden = match &parsed {
        Ok(message) => message::is_hidden_input(message),
        Err((_, damaged)) => damaged.as_ref().is_some_and(message::is_hidden_input),
    };
    let nodes = inside(kind, parsed, row.into(), data, explanation);
    put_inside(nodes, data, explanation);
    if is_hidden {
        let whole = explanation.nodes.iter_mut().filter(|node| node.is_field() && node.range == Some(data.range()));
        whole.for_each(|field| field.value = Value::Secret(data.octets.len(), data.octets));
    }
}

/// Puts nodes inside the field that holds the data, or beside the fields where several share the data.
fn put_inside<'a>(nodes: Vec<Node<'a>>, data: Span<'a>, explanation: &mut Explanation<'a>) {
    let holder = explanation.nodes.iter_mut().find(|node| node.is_field() && node.range == Some(data.range()));
    match holder {
        Some(field) => field.children = nodes,
        None => explanation.nodes.extend(nodes),
    }
}

/// Explains the data of an answer if it is a proactive command, and returns whether it is. The answer to FETCH always
/// is.
pub(super) fn fetched<'a>(row: Option<&str>, data: Span<'a>, explanation: &mut Explanation<'a>) -> bool {
    let is_fetch = row.is_some_and(|row| row == "FETCH");
    let parsed = match row {
        Some(_) if !is_fetch => return false,
        _ => parse(ContentKind::ProactiveCommand, data.octets),
    };
    if !is_fetch && !is_proactive_command(&parsed) {
        return false;
    }
    let nodes = inside(ContentKind::ProactiveCommand, parsed, explanation.name.clone(), data, explanation);
    explanation.nodes.extend(nodes);
    true
}

/// Reads a message inside an APDU; the carrier's name stands before that of the message.
fn inside<'a>(
    kind: ContentKind,
    parsed: ParsedMessage,
    carrier: super::Title,
    data: Span<'a>,
    explanation: &mut Explanation<'a>,
) -> Vec<Node<'a>> {
    let read = add(kind, parsed, data, explanation);
    explanation.name = match read.subject {
        Some(subject) if read.has_type => carrier.carrying(subject),
        _ => carrier,
    };
    read.nodes
}

/// Returns whether a parsed message is a proactive command by its form.
pub(super) fn is_proactive_command(parsed: &ParsedMessage) -> bool {
    parsed.as_ref().is_ok_and(|message| message.kind == cat::ToolkitMessageKind::Command && details(message).is_some())
}

/// Returns whether a parsed message is an envelope by its form.
pub(super) fn is_envelope(parsed: &ParsedMessage) -> bool {
    parsed.as_ref().is_ok_and(|message| matches!(message.kind, cat::ToolkitMessageKind::Envelope(_)))
}

/// Returns whether octets begin as an envelope and are damaged: devices stand where an envelope has them.
pub(super) fn is_damaged_envelope(parsed: &ParsedMessage) -> bool {
    let message = match parsed {
        Ok(message) => Some(message),
        Err((_, damaged)) => damaged.as_ref(),
    };
    let message = message.filter(|message| matches!(message.kind, cat::ToolkitMessageKind::Envelope(_)));
    let is_devices = |object: &cat::Object| matches!(object.value, cat::Value::Devices(_));
    message.is_some_and(|message| message.objects.iter().take(2).any(is_devices))
}

/// Returns whether a parsed message is the data of a terminal response by its form.
pub(super) fn is_terminal_response(parsed: &ParsedMessage) -> bool {
    parsed.as_ref().is_ok_and(|message| cat::TerminalResponse::of(message).is_ok())
}

fn details(message: &Message) -> Option<CommandDetails> {
    message.objects.iter().find_map(|object| match &object.value {
        cat::Value::Details(details) => Some(*details),
        _ => None,
    })
}

/// Result of reading a message.
struct Read<'a> {
    nodes: Vec<Node<'a>>,
    /// Name of the message; `None` where nothing can be read.
    subject: Option<Subject>,
    /// `true` if the message tells its type.
    has_type: bool,
}

/// Reads a message into an explanation: its kind, its notes and its problems. Returns its nodes and its name.
fn add<'a>(kind: ContentKind, parsed: ParsedMessage, span: Span<'a>, explanation: &mut Explanation<'a>) -> Read<'a> {
    let (message, is_whole) = match parsed {
        Ok(message) => (message, true),
        Err((fault, damaged)) => {
            explanation.problems.push(ToolkitRemark::NoMessage(kind, fault).into());
            let known =
                damaged.filter(|message| matches!(message.objects.first(), Some(first) if first.known().is_some()));
            let Some(message) = known else { return Read { nodes: Vec::new(), subject: None, has_type: false } };
            (message, false)
        }
    };
    // What was taken for the one may be the other: the outer tag decides.
    explanation.content = Some(match message.kind {
        _ if !is_whole => kind,
        cat::ToolkitMessageKind::Command => ContentKind::ProactiveCommand,
        cat::ToolkitMessageKind::Envelope(_) => ContentKind::Envelope,
        cat::ToolkitMessageKind::Response => ContentKind::TerminalResponse,
    });
    let subject = message::subject(&message);
    let has_type = matches!(message.kind, cat::ToolkitMessageKind::Envelope(_)) || details(&message).is_some();
    let missing = if is_whole { message::missing(&message) } else { None };
    let nodes = message::nodes(message, span, explanation);
    explanation.problems.extend(missing.map(Into::into));
    if !is_whole {
        explanation.notes.push("It is damaged; what stands before the damage is read.".into());
    }
    Read { nodes, subject: Some(subject), has_type }
}

#[cfg(test)]
mod tests;
