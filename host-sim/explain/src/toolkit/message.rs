//! A message of the toolkit as a whole: its name, the refusal of a handset, and its objects one by one.

use sim_wire::proactive::{CommandDetails, CommandType, EnvelopeTag, ObjectTag};
use sim_wire::tlv::{LengthForm, Objects, Tag};

use super::details;
use super::objects::{self, Soundness};
use crate::remark::ToolkitRemark;
use crate::title::Subject;
use crate::tree::{Members, Span};
use crate::value::ToolkitValue;
use crate::{Explanation, Node, Value};
use sim_codec::cat::{Message, Object, ProactiveCommand, ToolkitMessageKind, Value as Content, judge};

/// Returns the name of a message.
pub(super) fn subject(message: &Message) -> Subject {
    let command = details(message).map(|details| details.kind);
    match message.kind {
        ToolkitMessageKind::Command => Subject::ProactiveCommand(command),
        ToolkitMessageKind::Response => Subject::TerminalResponse(command),
        ToolkitMessageKind::Envelope(tag) => Subject::Envelope(tag),
    }
}

/// Returns the nodes of a message, whose octets may go on behind the readable ones.
pub(super) fn nodes<'a>(message: Message, span: Span<'a>, explanation: &mut Explanation<'a>) -> Vec<Node<'a>> {
    let mut left = span;
    let mut nodes = Vec::with_capacity(message.objects.len() + 2);
    if message.kind != ToolkitMessageKind::Response {
        nodes.push(outer_tag(message.kind, left.take(1)));
        nodes.push(Node::frame("length", left.take(length_of(message.form))));
    }
    let context = Context { kind: message.kind, details: details(&message), hides: is_hidden_input(&message) };
    let inside = left;
    for (object, tlv) in message.objects.into_iter().zip(Objects::new(inside.octets).map_while(Result::ok)) {
        let tag = left.take(if tlv.tag.wide { 3 } else { 1 });
        let length = left.take(length_of(tlv.form));
        let value = left.take(tlv.value.len());
        let is_secret = context.hides && object.known() == Some(ObjectTag::TextString);
        let spelt = Value::Toolkit(ToolkitValue::Spelt(object.tag, is_secret));
        let range =
            crate::Range { offset: tag.offset, length: tag.octets.len() + length.octets.len() + value.octets.len() };
        let mut children = vec![Node::frame("tag", tag), Node::frame("length", length)];
        children.extend(object_nodes(object, value, &context, explanation));
        nodes.push(Node::new("object", spelt, Some(range)).placed(Members::Flat).with(children));
    }
    nodes
}

/// Makes the node of the outer tag, which for an envelope is its type.
fn outer_tag(kind: ToolkitMessageKind, span: Span<'_>) -> Node<'_> {
    let ToolkitMessageKind::Envelope(tag) = kind else { return Node::frame("tag", span) };
    let name = EnvelopeTag::from_code(tag).map(EnvelopeTag::key);
    Node::new("type", Value::Named(tag, name), Some(span.range()))
}

const fn length_of(form: LengthForm) -> usize {
    match form {
        LengthForm::Short => 1,
        LengthForm::One => 2,
        LengthForm::Two => 3,
        LengthForm::Three => 4,
    }
}

/// Properties of a message on which the meaning of its objects depends.
struct Context {
    kind: ToolkitMessageKind,
    details: Option<CommandDetails>,
    /// `true` if the typed characters are not to be shown.
    hides: bool,
}

/// Returns the nodes of an object.
fn object_nodes<'a>(
    object: Object,
    value: Span<'a>,
    context: &Context,
    explanation: &mut Explanation<'a>,
) -> Vec<Node<'a>> {
    let Some(tag) = object.known() else {
        note_unknown(&object, value.octets, explanation);
        return vec![Node::frame("value", value)];
    };
    match &object.value {
        Content::Details(details) => {
            if details.command().is_none() {
                explanation.notes.push(ToolkitRemark::UnknownType(details.kind).into());
            }
            objects::details(*details, value)
        }
        Content::Devices(devices) => vec![objects::devices(*devices, value)],
        Content::Text(text) if context.kind == ToolkitMessageKind::Response && tag == ObjectTag::TextString => {
            vec![objects::typed(text, context.details, value).unwrap_or_else(|| objects::node(tag, object, value))]
        }
        Content::Sms(_) => {
            objects::short_message(context.kind, Soundness::Sound, value, explanation).into_iter().collect()
        }
        Content::Octets(_) if tag == ObjectTag::SmsTpdu => {
            let node = objects::node(tag, object, value);
            vec![match objects::short_message(context.kind, Soundness::Damaged, value, explanation) {
                Some(damaged) => node.with(vec![damaged]),
                None => node,
            }]
        }
        _ => vec![objects::node(tag, object, value)],
    }
}

fn note_unknown(object: &Object, octets: &[u8], explanation: &mut Explanation<'_>) {
    let Tag { number, comprehension, .. } = object.tag;
    let remark = ToolkitRemark::UnknownObject { number, octets: octets.to_vec(), comprehension };
    explanation.notes.push(remark.into());
}

/// Returns whether a message is the answer to a GET INPUT whose characters were hidden. Bit 3 of the qualifier, which
/// the answer repeats, tells it (TS 102 223 §8.6).
pub(super) fn is_hidden_input(message: &Message) -> bool {
    message.kind == ToolkitMessageKind::Response && details(message).is_some_and(is_input_hidden)
}

/// Returns whether a command asks for hidden input.
pub(super) fn is_input_hidden(details: CommandDetails) -> bool {
    details.command() == Some(CommandType::GetInput) && details.qualifier & 0x04 != 0
}

/// Returns the fault of a message as a whole, and the handset's answer to it; `None` where there is none.
pub(super) fn missing(message: &Message) -> Option<ToolkitRemark> {
    match message.kind {
        ToolkitMessageKind::Response => {
            let fault = sim_codec::cat::TerminalResponse::of(message).err()?;
            Some(ToolkitRemark::IncompleteResponse(fault))
        }
        ToolkitMessageKind::Command => match ProactiveCommand::of(message) {
            Err(fault) => Some(ToolkitRemark::IncompleteCommand(fault)),
            Ok(command) => judge::refusal(&command).map(ToolkitRemark::HandsetRefuses),
        },
        ToolkitMessageKind::Envelope(_) => None,
    }
}
