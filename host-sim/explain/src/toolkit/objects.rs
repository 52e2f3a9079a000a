//! Objects of the toolkit, part by part.

use sim_wire::bcd;
use sim_wire::proactive::{
    CommandDetails, CommandType, Device, DeviceIdentities, GeneralResult, ObjectTag, additional,
};

use super::{broadcast, message, network, short_message as sms};
use crate::tree::{Members, Show, Span};
use crate::value::{SmsValue, ToolkitValue};
use crate::{Explanation, Node, Value};
use sim_codec::cat::content::{CommandResult, TimerValue};
use sim_codec::cat::texts::{Alpha, Text, Ussd};
use sim_codec::cat::value::direction;
use sim_codec::cat::{Object, ToolkitMessageKind, Value as Content};
use sim_codec::sms::broadcast::BroadcastText;
use sim_codec::sms::{DataCoding, MessageBody, Pdu};

/// Makes a node for a part of an object in those octets.
pub(super) fn part<'a>(key: &'static str, value: Value<'a>, span: Span<'_>) -> Node<'a> {
    Node::new(key, value, Some(span.range()))
}

/// Makes a node for a part of an object without octets of its own.
pub(super) fn derived<'a>(key: &'static str, value: Value<'a>) -> Node<'a> {
    Node::new(key, value, None)
}

/// Makes the node of a number in one or several octets.
pub(super) fn number<'a>(key: &'static str, span: Span<'_>) -> Node<'a> {
    let number = span.octets.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet));
    part(key, Value::Number(number), span)
}

/// Makes the node of octets without a meaning of their own.
pub(super) fn octets<'a>(key: &'static str, span: Span<'a>) -> Node<'a> {
    part(key, Value::Octets(span.octets.into()), span)
}

/// Makes the node of a text.
pub(super) fn text<'a>(key: &'static str, text: &str, span: Span<'_>) -> Node<'a> {
    part(key, Value::Text(text.to_owned().into()), span)
}

/// Makes the line of an object of a known tag with its parts inside.
pub(super) fn node<'a>(tag: ObjectTag, object: Object, span: Span<'a>) -> Node<'a> {
    let (value, members, children) = match &object.value {
        Content::Address(address) => {
            let kind = if tag == ObjectTag::SsString { "ss_type" } else { "address_type" };
            let (long, parts) = address_parts(tag, kind, &address.number, span);
            (long, Members::Flat, parts)
        }
        Content::Octets(_) => {
            let (unread, parts) = unread(tag, span);
            (unread, Members::Flat, parts)
        }
        Content::Duration(_) | Content::ResponseLength(_) | Content::Icon(_) | Content::Icons(_) => {
            (None, Members::Object, numbers(&object, span))
        }
        Content::Item(item) => (None, Members::Entry("items"), item_parts(item.id, &item.text, span)),
        Content::Page(page) => (None, Members::Object, broadcast::parts(page, span)),
        content => match network::parts(content, span) {
            Some(parts) => (None, Members::Object, parts),
            None => (None, Members::Flat, simple(tag, &object, span)),
        },
    };
    let value = value.unwrap_or_else(|| ToolkitValue::Object(tag, Box::new(object)));
    part(tag.key(), Value::Toolkit(value), span).placed(members).line(tag.name()).with(children)
}

/// Returns the parts of an object with a single value, or with a coding and a value.
fn simple<'a>(tag: ObjectTag, object: &Object, span: Span<'a>) -> Vec<Node<'a>> {
    let key = tag.key();
    let one = |value| vec![part(key, value, span)];
    match &object.value {
        Content::Text(given) => text_parts(tag, given, span),
        Content::Alpha(given) => vec![text(key, &given.text, span)],
        Content::Ussd(given) => ussd_parts(tag, given, span),
        Content::Outcome(given) => outcome_parts(given, span),
        Content::Code(_) | Content::Size(_) => vec![number(key, span)],
        Content::Files(_) => {
            let mut left = span;
            vec![number("count", left.take(1)).placed(Members::Nothing), octets(key, left)]
        }
        Content::Identity(identity) => one(Value::Digits(identity.digits.clone())),
        Content::Empty(_) => vec![derived(key, Value::Flag(true))],
        Content::Channels(channels) => {
            let channel = |channel: &u16| derived("channel", Value::Number(u64::from(*channel)));
            let list = channels.0.iter().map(channel).collect();
            vec![part(key, Value::Group, span).placed(Members::Array).with(list)]
        }
        Content::Timer(time) => vec![clock(key, *time, span)],
        Content::DateTime(time) => one(Value::Sms(SmsValue::Timestamp(*time))),
        Content::Characters(given) => vec![text(key, &given.0, span)],
        Content::Digits(digits) => one(Value::Digits(digits.0.clone())),
        Content::AccessName(name) => vec![text(key, &name.0, span)],
        _ => vec![octets(key, span)],
    }
}

fn clock<'a>(key: &'static str, time: TimerValue, span: Span<'a>) -> Node<'a> {
    let mut left = span;
    let mut two =
        |key, number: u8| part(key, Value::Digits(format!("{number:02}")), left.take(1)).placed(Members::Nothing);
    let parts = vec![two("hours", time.hours), two("minutes", time.minutes), two("seconds", time.seconds)];
    part(key, Value::Toolkit(ToolkitValue::Clock(time)), span).with(parts)
}

/// Returns the parts of an object of several numbers.
fn numbers<'a>(object: &Object, span: Span<'a>) -> Vec<Node<'a>> {
    let mut left = span;
    let alone = |key, qualifier: u8, span| part(key, Value::Flag(qualifier & 1 == 0), span);
    match &object.value {
        Content::Duration(given) => {
            let unit = Value::Named(given.unit, Some(given.unit_name()));
            vec![part("unit", unit, left.take(1)), number("interval", left)]
        }
        Content::ResponseLength(_) => vec![number("min", left.take(1)), number("max", left)],
        Content::Icon(icon) => {
            vec![alone("self_explanatory", icon.qualifier, left.take(1)), number("id", left)]
        }
        Content::Icons(icons) => {
            let qualifier = alone("self_explanatory", icons.qualifier, left.take(1));
            let all = left;
            let list = icons.list.iter().map(|_| number("id", left.take(1))).collect();
            vec![qualifier, part("ids", Value::Group, all).placed(Members::Array).with(list)]
        }
        _ => Vec::new(),
    }
}

fn item_parts<'a>(id: Option<u8>, title: &Alpha, span: Span<'a>) -> Vec<Node<'a>> {
    if id.is_none() {
        return Vec::new();
    }
    let mut left = span;
    vec![number("id", left.take(1)), text("text", &title.text, left)]
}

fn text_parts<'a>(tag: ObjectTag, given: &Text, span: Span<'a>) -> Vec<Node<'a>> {
    if given.dcs.is_none() {
        return vec![text(tag.key(), &given.text, span)];
    }
    let mut left = span;
    let dcs = number(if tag == ObjectTag::DefaultText { "default_text_dcs" } else { "dcs" }, left.take(1));
    vec![dcs, text(tag.key(), &given.text, left)]
}

/// Returns the parts of a USSD string: its coding, the code of its language, its text.
fn ussd_parts<'a>(tag: ObjectTag, given: &Ussd, span: Span<'a>) -> Vec<Node<'a>> {
    let mut left = span;
    let mut parts = vec![broadcast::coding(left.take(1))];
    parts.extend(given.language.clone().map(|language| derived("language", Value::Text(language.into()))));
    parts.push(text(tag.key(), &given.text, left));
    parts
}

fn outcome_parts<'a>(given: &CommandResult, span: Span<'a>) -> Vec<Node<'a>> {
    let known = given.general();
    let mut left = span;
    let result = Value::Named(given.result, known.map(GeneralResult::key));
    let mut parts = vec![part("result", result, left.take(1)), octets("additional", left)];
    if let (Some(result), Some(cause)) = (known, given.additional.first()) {
        let meaning = additional(result, *cause).map_or(Value::Nothing, |words| Value::Text(words.into()));
        parts.push(derived("additional_meaning", meaning));
    }
    parts
}

/// Returns the parts of an address. Some cards put the length of a service centre's address before it, as 3GPP TS
/// 24.011 has it. Then a value for such an address is returned too.
fn address_parts<'a>(
    tag: ObjectTag,
    kind: &'static str,
    number_read: &str,
    span: Span<'a>,
) -> (Option<ToolkitValue>, Vec<Node<'a>>) {
    let mut left = span;
    if let [length, ton_npi, digits @ ..] = span.octets
        && usize::from(*length) == digits.len() + 1
        && *length < 0x80
        && *ton_npi >= 0x80
    {
        let digits: String = bcd::digits(digits).collect();
        let frame = Node::frame("length", left.take(1));
        let parts =
            vec![frame, number("address_type", left.take(1)), part(tag.key(), Value::Digits(digits.clone()), left)];
        return (Some(ToolkitValue::LongAddress(*ton_npi, digits)), parts);
    }
    let kind = number(kind, left.take(1));
    (None, vec![kind, part(tag.key(), Value::Digits(number_read.to_owned()), left)])
}

/// Returns the value and the parts of a text or a USSD string whose coding is not read; of other objects only their
/// octets.
fn unread<'a>(tag: ObjectTag, span: Span<'a>) -> (Option<ToolkitValue>, Vec<Node<'a>>) {
    let Some((dcs, rest)) = span.octets.split_first() else { return (None, vec![octets(tag.key(), span)]) };
    let is_compressed =
        matches!(tag, ObjectTag::TextString | ObjectTag::DefaultText) && DataCoding(*dcs).is_compressed();
    if !is_compressed && tag != ObjectTag::UssdString {
        return (None, vec![octets(tag.key(), span)]);
    }
    let mut left = span;
    let coding = number("dcs", left.take(1));
    if tag == ObjectTag::UssdString
        && let BroadcastText { header: Some(header), body: MessageBody::Text(said), .. } =
            sim_codec::sms::broadcast::read(*dcs, rest)
    {
        let mut header_node = sms::header_node(&header, &mut left);
        // The line of the object says them.
        header_node.children.iter_mut().for_each(|element| element.show = Show::Inner);
        let parts = vec![coding, header_node, text(tag.key(), &said, left)];
        return (Some(ToolkitValue::UssdBehindHeader(*dcs, header, said)), parts);
    }
    let value = ToolkitValue::Unread(tag, *dcs, rest.to_vec());
    let whole = octets(tag.key(), span).with(vec![coding]);
    (Some(value), vec![whole])
}

/// Makes the lines of command details: number and type, and the qualifier.
pub(super) fn details<'a>(details: CommandDetails, span: Span<'a>) -> Vec<Node<'a>> {
    let mut left = span;
    let first = left.take(2);
    let mut inside = first;
    let name = details.command().map(CommandType::key);
    let parts = vec![number("number", inside.take(1)), part("type", Value::Named(details.kind, name), inside)];
    let line = part("command_details", Value::Toolkit(ToolkitValue::Details(details)), first);
    let qualifier = part("qualifier", Value::Toolkit(ToolkitValue::Qualifier(details)), left);
    vec![line.placed(Members::Flat).line("command details").with(parts), qualifier.line("qualifier")]
}

/// Makes the line of device identities.
pub(super) fn devices<'a>(devices: DeviceIdentities, span: Span<'a>) -> Node<'a> {
    let mut left = span;
    let device = |key, device: Device, span| part(key, Value::Toolkit(ToolkitValue::Device(device)), span);
    let parts = vec![device("source", devices.source, left.take(1)), device("destination", devices.destination, left)];
    let line = part("devices", Value::Toolkit(ToolkitValue::Devices(devices)), span);
    line.placed(Members::Flat).line("devices").with(parts)
}

/// Makes the line of input that is no plain text: an octet for yes or no (TS 102 223 §6.4.2), or hidden input. `None`
/// of plain text.
pub(super) fn typed<'a>(given: &Text, details: Option<CommandDetails>, span: Span<'a>) -> Option<Node<'a>> {
    let details = details?;
    let tag = ObjectTag::TextString;
    let coding = |node: Node<'a>| match given.dcs {
        Some(_) => node,
        None => Node { value: Value::Nothing, ..node },
    };
    let mut left = span;
    let dcs = coding(number("dcs", left.take(1)));
    let line =
        |value, parts| part(tag.key(), Value::Toolkit(value), span).placed(Members::Flat).line(tag.name()).with(parts);
    if message::is_input_hidden(details) {
        let count = given.text.chars().count();
        let parts = vec![
            dcs,
            part("text", Value::Nothing, left),
            derived("hidden", Value::Flag(true)),
            derived("characters", Value::Number(u64::try_from(count).unwrap_or(u64::MAX))),
        ];
        return Some(line(ToolkitValue::Hidden(count), parts));
    }
    let asks_yes_or_no = details.command() == Some(CommandType::GetInkey) && details.qualifier & 0x04 != 0;
    let yes = match given.text.chars().next().filter(|_| asks_yes_or_no)? {
        '\u{1}' | '£' => true,
        '\0' | '@' => false,
        _ => return None,
    };
    let said = Value::Text(if yes { "yes" } else { "no" }.into());
    let parts = vec![dcs, part("text", said, left), derived("yes", Value::Flag(yes))];
    Some(line(ToolkitValue::Choice(yes), parts))
}

/// Soundness of a short message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Soundness {
    /// Every octet has its place.
    Sound,
    /// The message is cut, or octets follow it.
    Damaged,
}

/// Makes the line of a short message inside an object; `None` where nothing can be read.
pub(super) fn short_message<'a>(
    kind: ToolkitMessageKind,
    soundness: Soundness,
    span: Span<'a>,
    explanation: &mut Explanation<'a>,
) -> Option<Node<'a>> {
    let (reading, problems) = Pdu::read_bare(direction(kind), span.octets);
    sms::add_problems(&problems, explanation);
    let reading = reading?;
    let explanation = if soundness == Soundness::Sound { Some(explanation) } else { None };
    let parts = sms::parts(&reading, span, explanation);
    let line = part("sms_tpdu", Value::Sms(SmsValue::Message(Box::new(reading.fields))), span);
    Some(line.placed(Members::Object).line(ObjectTag::SmsTpdu.name()).with(parts))
}
