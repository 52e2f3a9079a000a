//! The SIM toolkit in words and in JSON: proactive commands, terminal responses, envelopes and short messages, by
//! themselves or inside the APDUs that carry them. What is not known is said to be so, and the rest is explained.

mod broadcast;
mod codes;
pub mod long_message;
mod message;
mod objects;
pub mod secured_packet;
mod short_message;
mod sms_record;

use serde_json::{Map, Value as Json};
use sim_wire::proactive::{CommandDetails, CommandType, EnvelopeTag};

use super::coding::{Coding, Value};
use super::{Explanation, Fact, Kind};
use sim_codec::cat::Message;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::sms::Direction;

/// What a message of the toolkit says: its own kind, whatever carries it, and its members in JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageContent {
    /// What it is.
    pub kind: Kind,
    /// What it says, by name.
    pub members: Map<String, Json>,
}

/// Explains a proactive command, `D0` and what is in it.
pub fn proactive_command(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::ProactiveCommand, "proactive command", octets);
    read(Kind::ProactiveCommand, octets, &mut explanation);
    explanation
}

/// Explains the data of a TERMINAL RESPONSE, or the whole command.
pub fn terminal_response(octets: &[u8]) -> Explanation<'_> {
    if matches!(octets, [0xA0 | 0x80, 0x14, ..]) {
        return super::command(octets);
    }
    let mut explanation = Explanation::new(Kind::TerminalResponse, "terminal response", octets);
    read(Kind::TerminalResponse, octets, &mut explanation);
    explanation
}

/// Explains an envelope, or the whole ENVELOPE command.
pub fn envelope(octets: &[u8]) -> Explanation<'_> {
    if matches!(octets, [0xA0 | 0x80, 0xC2, ..]) {
        return super::command(octets);
    }
    let mut explanation = Explanation::new(Kind::Envelope, "envelope", octets);
    read(Kind::Envelope, octets, &mut explanation);
    explanation
}

/// Explains a short message that goes that way, with or without the address of the service centre before it.
pub fn short_message(direction: Direction, octets: &[u8]) -> Explanation<'_> {
    short_message::explain(direction, octets)
}

/// Explains a record of EF SMS.
pub fn sms_record(octets: &[u8]) -> Explanation<'_> {
    sms_record::explain(octets)
}

/// How much the octets look like a record of EF SMS, 0 to 100.
pub(super) fn sms_record_likeness(octets: &[u8]) -> u8 {
    sms_record::likeness(octets)
}

/// Explains data that a command reads from a file or writes into it, where they are a record of EF SMS.
pub(super) fn stored(data: &[u8], explanation: &mut Explanation<'_>) -> bool {
    let is_record = sms_record::likeness(data) >= super::guess::PLAUSIBLE;
    if is_record {
        let mut told = MessageContent { kind: Kind::SmsRecord, members: Map::new() };
        sms_record::tell(data, explanation, &mut told);
        explanation.name = format!("{}: record of EF SMS", explanation.name).into();
        explanation.told = Some(told);
    }
    is_record
}

/// Explains a cell broadcast page.
pub fn cell_broadcast(octets: &[u8]) -> Explanation<'_> {
    broadcast::explain(octets)
}

/// How much the octets look like a cell broadcast page, 0 to 100.
pub(super) fn cell_broadcast_likeness(octets: &[u8]) -> u8 {
    broadcast::likeness(octets)
}

/// Explains a secured packet by itself, of which kind it is said to be.
pub fn secured_packet(kind: Kind, octets: &[u8]) -> Explanation<'_> {
    secured_packet::explain(kind, octets)
}

/// How much the octets look like a secured packet, 0 to 100.
pub(super) fn secured_packet_likeness(kind: PacketKind, octets: &[u8]) -> u8 {
    secured_packet::likeness(kind, octets)
}

/// Explains the data of an answer, where it is a proof of receipt.
pub(super) fn proved(row: Option<&str>, data: &[u8], explanation: &mut Explanation<'_>) -> bool {
    row.is_none_or(|row| matches!(row, "ENVELOPE" | "GET RESPONSE")) && secured_packet::add_proof(data, explanation)
}

/// Explains what an APDU's data carries, where it is of the toolkit. The name of the row says which.
pub(super) fn carried(row: &str, data: &[u8], explanation: &mut Explanation<'_>) {
    let kind = match row {
        "TERMINAL RESPONSE" => Kind::TerminalResponse,
        "ENVELOPE" => Kind::Envelope,
        _ if row.starts_with("UPDATE RECORD") => {
            stored(data, explanation);
            return;
        }
        _ => return,
    };
    inside(kind, row, data, explanation);
    // A damaged response may be hidden input too.
    let response = Message::parse_response(data).ok().or_else(|| Message::read_damaged(data));
    if response.is_some_and(|message| message::is_hidden_input(&message)) {
        explanation
            .fields
            .iter_mut()
            .filter(|field| field.octets == data)
            .for_each(|field| field.coding = Coding::Secret);
    }
}

/// Explains the data of an answer, where it is a proactive command: always where it answers FETCH.
pub(super) fn fetched(row: Option<&str>, data: &[u8], explanation: &mut Explanation<'_>) -> bool {
    let fits = match row {
        Some(row) => row == "FETCH",
        None => is_proactive_command(data),
    };
    if fits {
        inside(Kind::ProactiveCommand, &explanation.name.clone(), data, explanation);
    }
    fits
}

/// Reads a message that something carries, whose name stands before that of the message.
fn inside(kind: Kind, carrier: &str, data: &[u8], explanation: &mut Explanation<'_>) {
    read(kind, data, explanation);
    explanation.name = match &explanation.told {
        Some(told) if told.members.contains_key("type") => format!("{carrier}: {}", explanation.name).into(),
        _ => carrier.to_owned().into(),
    };
}

/// Whether the octets are a proactive command by their form.
pub(super) fn is_proactive_command(octets: &[u8]) -> bool {
    octets.first() == Some(&0xD0) && Message::parse(octets).is_ok_and(|message| details(&message).is_some())
}

/// Whether the octets are an envelope by their form.
pub(super) fn is_envelope(octets: &[u8]) -> bool {
    matches!(octets, [0xD1..=0xDF, ..]) && Message::parse(octets).is_ok()
}

/// Whether the octets begin as an envelope and are none: devices stand where an envelope has them.
pub(super) fn is_damaged_envelope(octets: &[u8]) -> bool {
    let message = Message::read_damaged(octets).filter(|_| matches!(octets, [0xD1..=0xDF, ..]));
    let is_devices = |object: &sim_codec::cat::Object| matches!(object.value, sim_codec::cat::Value::Devices(_));
    message.is_some_and(|message| message.objects.iter().take(2).any(is_devices))
}

/// Whether the octets are the data of a terminal response by their form.
pub(super) fn is_terminal_response(octets: &[u8]) -> bool {
    sim_codec::cat::response::parse(octets).is_ok()
}

fn details(message: &Message) -> Option<CommandDetails> {
    message.objects.iter().find_map(|object| match &object.value {
        sim_codec::cat::Value::Details(details) => Some(*details),
        _ => None,
    })
}

/// Reads a message into an explanation.
fn read(kind: Kind, octets: &[u8], explanation: &mut Explanation<'_>) {
    let parsed = match kind {
        Kind::TerminalResponse => Message::parse_response(octets),
        _ => Message::parse(octets),
    };
    match parsed {
        Ok(message) => {
            let mut told = MessageContent { kind, members: Map::new() };
            // What was taken for the one may be the other: the outer tag decides.
            told.kind = match message.kind {
                sim_codec::cat::Kind::Command => Kind::ProactiveCommand,
                sim_codec::cat::Kind::Envelope(_) => Kind::Envelope,
                sim_codec::cat::Kind::Response => Kind::TerminalResponse,
            };
            message::tell(&message, explanation, &mut told);
            explanation.told = Some(told);
        }
        Err(fault) => {
            explanation.problems.push(format!("This is no {}: {fault}.", kind.name().replace('-', " ")).into());
            let damaged = Message::read_damaged(octets)
                .filter(|message| matches!(message.objects.first(), Some(first) if first.known().is_some()));
            if let Some(message) = damaged {
                let mut told = MessageContent { kind, members: Map::new() };
                message::tell_damaged(&message, explanation, &mut told);
                explanation.notes.push("It is damaged; what stands before the damage is read.".into());
                explanation.told = Some(told);
            }
        }
    }
}

/// Adds a line of words.
fn fact(explanation: &mut Explanation<'_>, name: &'static str, words: String) {
    explanation.facts.push(Fact { name, value: Value::Text(words), text: None });
}

/// The name of a type of command.
fn command_name(code: u8) -> String {
    CommandType::from_code(code)
        .map_or_else(|| format!("proactive command of type {code:02X}"), |kind| kind.name().into())
}

/// The name of an envelope.
fn envelope_name(tag: u8) -> String {
    EnvelopeTag::from_code(tag).map_or_else(|| format!("envelope {tag:02X}"), |tag| format!("envelope: {}", tag.name()))
}

#[cfg(test)]
mod tests;
