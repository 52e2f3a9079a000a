//! Single lines: of an explanation for reports, of an exchange for lists.

use std::borrow::Cow;

use sim_wire::count::{Counted, CountedVerb};
use sim_wire::proactive::ObjectTag;

use super::{field, phrase, text};
use crate::title::Subject;
use crate::tree::Show;
use crate::value::ToolkitValue;
use crate::{ContentKind, Explanation, Node, Title, Value};

/// Returns the name and the fields that matter.
pub(crate) fn summary(explanation: &Explanation<'_>) -> String {
    if let [command, answer] = explanation.parts.as_slice() {
        return format!("{} -> {}", summary(command), tail(answer));
    }
    let tail = tail(explanation);
    if tail.is_empty() { explanation.name.to_string() } else { format!("{}: {tail}", explanation.name) }
}

/// Returns the fields and the status word, without the name.
fn tail(explanation: &Explanation<'_>) -> String {
    let mut line = String::new();
    for node in explanation.fields() {
        push(&mut line, &node.key, &field::shown(&node.value));
    }
    for node in text::lines_of(&explanation.nodes) {
        if let Show::Line(label) = node.show {
            push(&mut line, label, &text::fact(node));
        }
    }
    if let Some(word) = explanation.status() {
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&crate::status(word));
    }
    line
}

fn push(line: &mut String, name: &str, shown: &str) {
    if !line.is_empty() {
        line.push_str(", ");
    }
    line.push_str(&name.replace('_', " "));
    line.push(' ');
    line.push_str(shown);
}

/// Form of names in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Name in the standard's words.
    Full,
    /// Short name, for a narrow list.
    Short,
}

/// Returns name and contents of octets, as short as a list needs: names and texts without the octets.
pub fn brief(explanation: &Explanation<'_>, names: Names) -> String {
    let name = brief_name(&explanation.name, names);
    let said = if explanation.content.is_some() { content(explanation) } else { fields(explanation) };
    if said.is_empty() { name } else { format!("{name}: {said}") }
}

/// Returns status word and contents of an answer, as short as a list needs.
pub fn brief_answer(explanation: &Explanation<'_>) -> String {
    if explanation.content.is_some() {
        return brief(explanation, Names::Full);
    }
    let word = explanation.status().map(status).unwrap_or_default();
    let fields = fields(explanation);
    if fields.is_empty() { word } else { format!("{word}  {fields}") }
}

/// Returns the name for a list; a message of the toolkit is named behind its carrier.
fn brief_name(name: &Title, names: Names) -> String {
    let inside: Cow<'_, str> = match &name.subject {
        Subject::Envelope(tag) => match sim_wire::proactive::EnvelopeTag::from_code(*tag) {
            Some(tag) => tag.name().into(),
            None => name.subject.to_string().into(),
        },
        Subject::TerminalResponse(Some(code)) => format!("to {}", crate::title::command_name(*code)).into(),
        Subject::TerminalResponse(None) => "without command details".into(),
        subject => subject.to_string().into(),
    };
    match name.carrier.as_deref() {
        Some("TERMINAL RESPONSE") if names == Names::Short => match &name.subject {
            Subject::TerminalResponse(Some(code)) => format!("TR {}", crate::title::command_name(*code)),
            _ => format!("TERMINAL RESPONSE {inside}"),
        },
        None => name.subject.to_string(),
        Some("FETCH") => inside.into_owned(),
        Some(carrier) => format!("{carrier} {inside}"),
    }
}

/// Returns whether a value stands in every message of the toolkit, so that a list leaves it out.
const fn is_passed_over(value: &Value<'_>) -> bool {
    match value {
        Value::Toolkit(ToolkitValue::Details(_) | ToolkitValue::Qualifier(_) | ToolkitValue::Devices(_)) => true,
        Value::Toolkit(ToolkitValue::Object(tag, _)) => matches!(tag, ObjectTag::CommandDetails),
        _ => false,
    }
}

/// Label of the identifier by which the card knows an item of a menu.
const ITEM_IDENTIFIER: &str = "item identifier";

/// Returns a line for a list: a text as it is, a code by its words, else label and value. `None` where the list leaves
/// it out.
pub fn brief_line(node: &Node<'_>) -> Option<String> {
    let Show::Line(label) = node.show else { return None };
    if is_passed_over(&node.value) {
        return None;
    }
    let said = phrase::of(&node.value);
    if let Some(text) = said.quoted {
        return Some(text);
    }
    if !said.digits.is_empty() && !said.words.is_empty() {
        return Some(said.words.into_owned());
    }
    // The identifier of an item would look like the place of its line in the menu.
    let label = if label == ITEM_IDENTIFIER { label.to_owned() } else { label.replace(" identifier", "") };
    Some(format!("{label} {said}"))
}

/// Returns the contents of a carried message: of a proactive command the title and a colon first, the rest with commas.
fn content(explanation: &Explanation<'_>) -> String {
    let said: Vec<String> = text::lines_of(&explanation.nodes).into_iter().filter_map(brief_line).collect();
    match said.split_first() {
        Some((title, rest)) if !rest.is_empty() && explanation.content_kind() == ContentKind::ProactiveCommand => {
            format!("{}: {}", title.trim_end_matches([':', '：']), rest.join(", "))
        }
        _ => said.join(", "),
    }
}

/// Returns the fields of an APDU of the wallet in one line.
fn fields(explanation: &Explanation<'_>) -> String {
    let fields = explanation.fields();
    let shown = fields.iter().filter(|node| !matches!(node.key.as_ref(), "p1" | "p2" | "data"));
    let shown = shown.map(|node| format!("{} {}", node.key.replace('_', " "), field::shown(&node.value)));
    shown.collect::<Vec<_>>().join(", ")
}

/// Returns the nodes with a line in an explanation's text beside its fields, each with its label.
pub fn nodes<'n, 'a>(explanation: &'n Explanation<'a>) -> Vec<(&'static str, &'n Node<'a>)> {
    let labelled = |node: &'n Node<'a>| match node.show {
        Show::Line(label) => Some((label, node)),
        _ => None,
    };
    text::lines_of(&explanation.nodes).into_iter().filter_map(labelled).collect()
}

/// Returns the lines of an explanation's text beside its fields: key, label, words.
pub fn rows<'n>(explanation: &'n Explanation<'_>) -> Vec<(&'n str, &'static str, String)> {
    nodes(explanation).into_iter().map(|(label, node)| (node.key.as_ref(), label, text::fact(node))).collect()
}

/// Returns a status word with the octets that wait, or with its meaning.
fn status(word: u16) -> String {
    match word {
        0x9000 => "9000".to_owned(),
        0x9100..=0x91FF => {
            let octets = if word == 0x9100 { 256 } else { word & 0xFF };
            format!("{word:04X} {} {}", Counted(octets, "octet"), CountedVerb(octets, "waits", "wait"))
        }
        _ => crate::status(word),
    }
}
