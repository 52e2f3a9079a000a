//! Single lines: of an explanation for reports, of an exchange for lists.

use sim_wire::proactive::ObjectTag;

use super::words::{EnglishWords, Words};
use super::{field, text};
use crate::title::Subject;
use crate::tree::Show;
use crate::value::ToolkitValue;
use crate::{ContentKind, Explanation, Node, Title, Value};

/// Returns the name and the fields that matter.
pub fn summary_in<W: Words>(words: &W, explanation: &Explanation<'_>) -> String {
    if let [command, answer] = explanation.parts.as_slice() {
        return format!("{} -> {}", summary_in(words, command), tail(words, answer));
    }
    let (name, tail) = (words.title(&explanation.name), tail(words, explanation));
    if tail.is_empty() { name } else { [&name, W::COLON, &tail].concat() }
}

/// Returns the fields and the status word, without the name.
fn tail<W: Words>(words: &W, explanation: &Explanation<'_>) -> String {
    let named = |name: &str, shown: &str| format!("{} {shown}", words.label(name).replace('_', " "));
    let fields = explanation.fields().into_iter();
    let fields = fields.map(|node| named(&node.key, &field::shown_in(words, &node.value)));
    let lines = text::lines_of(&explanation.nodes).into_iter().filter_map(|node| match node.show {
        Show::Line(label) => Some(named(label, &words.value(&node.value).to_string())),
        _ => None,
    });
    let status = explanation.status().map(|word| format!("{word:04X} {}", words.status(word)));
    fields.chain(lines).chain(status).collect::<Vec<_>>().join(W::COMMA)
}

/// Form of names in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Name in the standard's words.
    Full,
    /// Short name, for a narrow list.
    Short,
}

/// Returns name and contents of octets in English, as short as a list needs: names and texts without the octets.
pub fn brief(explanation: &Explanation<'_>, names: Names) -> String {
    brief_in(&EnglishWords, explanation, names)
}

/// Returns name and contents of octets, as short as a list needs: names and texts without the octets.
pub fn brief_in<W: Words>(words: &W, explanation: &Explanation<'_>, names: Names) -> String {
    let name = brief_name(words, &explanation.name, names);
    let said = if explanation.content.is_some() { content(words, explanation) } else { fields(words, explanation) };
    if said.is_empty() { name } else { [&name, W::COLON, &said].concat() }
}

/// Returns status word and contents of an answer in English, as short as a list needs.
pub fn brief_answer(explanation: &Explanation<'_>) -> String {
    brief_answer_in(&EnglishWords, explanation)
}

/// Returns status word and contents of an answer, as short as a list needs.
pub fn brief_answer_in<W: Words>(words: &W, explanation: &Explanation<'_>) -> String {
    if explanation.content.is_some() {
        return brief_in(words, explanation, Names::Full);
    }
    let word = explanation.status().map(|word| status(words, word)).unwrap_or_default();
    let fields = fields(words, explanation);
    if fields.is_empty() { word } else { format!("{word}  {fields}") }
}

/// Returns the name for a list; a message of the toolkit is named behind its carrier.
fn brief_name<W: Words>(words: &W, name: &Title, names: Names) -> String {
    let inside = words.carried(&name.subject);
    match name.carrier {
        Some("TERMINAL RESPONSE") if names == Names::Short => match &name.subject {
            Subject::TerminalResponse(Some(code)) => {
                format!("TR {}", words.subject(&Subject::ProactiveCommand(Some(*code))))
            }
            _ => format!("TERMINAL RESPONSE {inside}"),
        },
        None => words.subject(&name.subject),
        Some("FETCH") => inside,
        Some(carrier) => format!("{} {inside}", words.text(carrier)),
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

/// Returns a line for a list: a text as it is, a code by its words, else label and value. `None` where the list leaves
/// it out.
fn brief_line<W: Words>(words: &W, node: &Node<'_>) -> Option<String> {
    let Show::Line(label) = node.show else { return None };
    if is_passed_over(&node.value) {
        return None;
    }
    let said = words.value(&node.value);
    if let Some(text) = said.quoted {
        return Some(text);
    }
    if !said.digits.is_empty() && !said.words.is_empty() {
        return Some(said.words.into_owned());
    }
    Some(format!("{} {said}", words.brief_label(label)))
}

/// Returns the contents of a carried message: of a proactive command the title and a colon first, the rest with commas.
fn content<W: Words>(words: &W, explanation: &Explanation<'_>) -> String {
    let lines = text::lines_of(&explanation.nodes).into_iter();
    let said: Vec<String> = lines.filter_map(|node| brief_line(words, node)).collect();
    match said.split_first() {
        Some((title, rest)) if !rest.is_empty() && explanation.content_kind() == ContentKind::ProactiveCommand => {
            [title.trim_end_matches([':', '：']), W::COLON, &rest.join(W::COMMA)].concat()
        }
        _ => said.join(W::COMMA),
    }
}

/// Returns the fields of an APDU of the wallet in one line.
fn fields<W: Words>(words: &W, explanation: &Explanation<'_>) -> String {
    let fields = explanation.fields();
    let shown = fields.iter().filter(|node| !matches!(node.key.as_ref(), "p1" | "p2" | "data"));
    let shown = shown.map(|node| {
        let label = words.label(&node.key).replace('_', " ");
        format!("{label} {}", field::shown_in(words, &node.value))
    });
    shown.collect::<Vec<_>>().join(W::COMMA)
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
fn status<W: Words>(words: &W, word: u16) -> String {
    match word {
        0x9000 => "9000".to_owned(),
        0x9100..=0x91FF => {
            let octets = if word == 0x9100 { 256 } else { word & 0xFF };
            format!("{word:04X} {}", words.waiting(octets))
        }
        _ => format!("{word:04X} {}", words.status(word)),
    }
}
