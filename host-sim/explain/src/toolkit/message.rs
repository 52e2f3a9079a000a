//! A message as a whole: whose it is, what it is called, what a handset has against it, and its objects one by one.

use serde_json::{Value as Json, json};
use sim_wire::count::Counted;
use sim_wire::proactive::{CommandDetails, CommandType, Device, DeviceIdentities, EnvelopeTag, ObjectTag};

use super::objects::{self, Said};
use super::{MessageContent, command_name, details, envelope_name, fact, secured_packet, short_message};
use crate::Explanation;
use sim_codec::cat::texts::Text;
use sim_codec::cat::value::direction;
use sim_codec::cat::{Kind, Message, Object, ProactiveCommand, Value, judge};
use sim_codec::sms::problem;

/// Tells what a message says.
pub(super) fn tell(message: &Message, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    tell_damaged(message, explanation, told);
    missing(message, explanation);
}

/// Tells what a message says, of which there may be more than can be read.
pub(super) fn tell_damaged(message: &Message, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    name(message, explanation, told);
    for object in &message.objects {
        match &object.value {
            Value::Details(details) => tell_details(*details, explanation, told),
            Value::Devices(devices) => tell_devices(*devices, explanation, told),
            Value::Text(text) if message.kind == Kind::Response && object.known() == Some(ObjectTag::TextString) => {
                typed(text, details(message), explanation, told);
            }
            value => {
                tell_object(object, explanation, told);
                match value {
                    Value::Sms(sms) => {
                        short_message::add_problems(&problem::of_tpdu(sms), explanation);
                        secured_packet::add_carried(sms, explanation, told);
                    }
                    Value::Octets(octets) if object.known() == Some(ObjectTag::SmsTpdu) => {
                        short_message::add_damaged(direction(message.kind), &octets.0, explanation, told);
                    }
                    _ => {}
                }
            }
        }
    }
    let hides = is_hidden_input(message);
    let spelt = |object: &Object| spelt(object, hides && object.known() == Some(ObjectTag::TextString));
    told.members.insert("objects".into(), message.objects.iter().map(spelt).collect());
}

/// The name of the message, and of an envelope its type.
fn name(message: &Message, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    let command = details(message).map(|details| command_name(details.kind));
    explanation.name = match (message.kind, command) {
        (Kind::Command, Some(name)) => name.into(),
        (Kind::Command, None) => "proactive command without command details".into(),
        (Kind::Response, Some(name)) => format!("terminal response to {name}").into(),
        (Kind::Response, None) => "terminal response without command details".into(),
        (Kind::Envelope(tag), _) => {
            told.members.insert("type".into(), tag.into());
            told.members.insert("type_name".into(), EnvelopeTag::from_code(tag).map(EnvelopeTag::key).into());
            envelope_name(tag).into()
        }
    };
}

fn tell_details(details: CommandDetails, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    let CommandDetails { number, kind, qualifier } = details;
    told.members.insert("type".into(), kind.into());
    told.members.insert("type_name".into(), details.command().map(|kind| kind.key()).into());
    told.members.insert("number".into(), number.into());
    told.members.insert("qualifier".into(), qualifier.into());
    let words = objects::qualifier(details);
    if !words.is_empty() {
        told.members.insert("qualifier_meaning".into(), words.clone().into());
    }
    fact(explanation, "command details", format!("number {number}, type {kind:02X} {}", command_name(kind)));
    fact(explanation, "qualifier", format!("{qualifier:02X}  {}", words.join(", ")).trim_end().to_owned());
    if details.command().is_none() {
        explanation.notes.push(format!("Type {kind:02X} is not known; a handset answers with result 31.").into());
    }
}

fn device(device: Device) -> String {
    match device.number() {
        Some(number) => format!("{}_{number}", device.key()),
        None => device.key().to_owned(),
    }
}

fn tell_devices(devices: DeviceIdentities, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    let (source, destination) = (device(devices.source), device(devices.destination));
    fact(explanation, "devices", format!("from {source} to {destination}").to_lowercase().replace('_', " "));
    told.members.insert("source".into(), devices.source.code().into());
    told.members.insert("source_name".into(), source.into());
    told.members.insert("destination".into(), devices.destination.code().into());
    told.members.insert("destination_name".into(), destination.into());
}

/// One object: its members, and a line of words.
fn tell_object(object: &Object, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    let Some(tag) = object.known() else {
        let octets = object.octets().unwrap_or_default();
        let octets = if octets.is_empty() { "empty".to_owned() } else { hex::encode_upper(octets) };
        let number = object.tag.number;
        let must = if object.tag.comprehension {
            "it must be understood, so a handset answers with result 32"
        } else {
            "it may be passed over"
        };
        explanation.notes.push(format!("Object {number:02X} is not known ({octets}); {must}.").into());
        return;
    };
    let Said { members, words } = objects::said(tag, object);
    fact(explanation, tag.name(), words);
    if tag == ObjectTag::Item {
        let item: serde_json::Map<String, Json> =
            members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        match told.members.entry("items").or_insert_with(|| json!([])) {
            Json::Array(items) if !item.is_empty() => items.push(Json::Object(item)),
            _ => {}
        }
        return;
    }
    // The second alpha identifier of a command is `alpha_2`, and so are its further members.
    let again = |name: &str| (2..).map(|count| format!("{name}_{count}")).find(|name| !told.members.contains_key(name));
    let taken = told.members.contains_key(tag.key());
    let members: Vec<(String, Json)> = members
        .into_iter()
        .map(|(name, value)| (if taken { again(name).unwrap_or_default() } else { name.to_owned() }, value))
        .collect();
    told.members.extend(members);
}

/// Whether a message is the answer to a GET INPUT whose characters were not to be shown (TS 102 223 §8.6: bit 3 of its
/// qualifier, which the answer repeats).
pub(super) fn is_hidden_input(message: &Message) -> bool {
    message.kind == Kind::Response && details(message).is_some_and(hides_input)
}

fn hides_input(details: CommandDetails) -> bool {
    details.command() == Some(CommandType::GetInput) && details.qualifier & 0x04 != 0
}

/// What a person typed or answered. Yes or no is said by an octet (TS 102 223 §6.4.2); hidden input is not shown.
fn typed(text: &Text, details: Option<CommandDetails>, explanation: &mut Explanation<'_>, told: &mut MessageContent) {
    let yes_no =
        |details: CommandDetails| details.command() == Some(CommandType::GetInkey) && details.qualifier & 0x04 != 0;
    let name = ObjectTag::TextString.name();
    if details.is_some_and(hides_input) {
        let count = text.text.chars().count();
        fact(explanation, name, format!("{}  hidden input, {}", "•".repeat(count), Counted(count, "character")));
        told.members.insert("text".into(), Json::Null);
        told.members.insert("dcs".into(), text.dcs.into());
        told.members.insert("hidden".into(), true.into());
        told.members.insert("characters".into(), count.into());
        return;
    }
    let answer = match text.text.chars().next() {
        Some('\u{1}' | '£') => Some(true),
        Some('\0' | '@') => Some(false),
        _ => None,
    };
    match answer.filter(|_| details.is_some_and(yes_no)) {
        Some(yes) => {
            fact(explanation, name, if yes { "01  yes" } else { "00  no" }.to_owned());
            told.members.insert("text".into(), if yes { "yes" } else { "no" }.into());
            told.members.insert("dcs".into(), text.dcs.into());
            told.members.insert("yes".into(), yes.into());
        }
        None => {
            let Said { members, words } = objects::text(ObjectTag::TextString, text);
            fact(explanation, name, words);
            told.members.extend(members.into_iter().map(|(name, value)| (name.to_owned(), value)));
        }
    }
}

/// How an object was spelt, for those who look at octets; those of a secret are left out.
fn spelt(object: &Object, secret: bool) -> Json {
    let name = object.known().map(ObjectTag::key);
    let tag = format!("{:02X}", object.tag.number);
    let octets = object.octets().unwrap_or_default();
    let octets = if secret { Json::Null } else { hex::encode_upper(octets).into() };
    json!({"tag": tag, "name": name, "comprehension_required": object.tag.comprehension, "hex": octets})
}

/// What is wrong with it, and what a handset makes of that.
fn missing(message: &Message, explanation: &mut Explanation<'_>) {
    if message.kind == Kind::Response {
        if let Err(fault) = sim_codec::cat::TerminalResponse::of(message) {
            explanation.problems.push(format!("As a terminal response this is not complete: {fault}.").into());
        }
        return;
    }
    if message.kind != Kind::Command {
        return;
    }
    match ProactiveCommand::of(message) {
        Err(fault) => {
            explanation.problems.push(format!("As a proactive command this is not complete: {fault}.").into())
        }
        Ok(command) => {
            if let Some(result) = judge::refusal(&command) {
                explanation
                    .problems
                    .push(format!("A handset refuses it with result {:02X}: {}.", result.code(), result.name()).into());
            }
        }
    }
}
