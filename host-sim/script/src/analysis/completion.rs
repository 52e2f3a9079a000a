//! Words that could be typed at a place: first words of lines, names, facts, keys, lines of the menu.

use super::Document;
use crate::kind::TextKind;
use crate::trace::parse::{facts, first_words, header};
use crate::trace::words::usages;
use crate::walk;
use sim_world::action::FORMS;

/// Word that could be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Text that is put in.
    pub text: String,
    /// Few words about it; may be empty.
    pub detail: String,
    /// Kind, by which an editor chooses a picture.
    pub kind: CompletionKind,
}

/// Kind of a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// Word of the language.
    Word,
    /// Name of a value.
    Name,
    /// Procedure.
    Procedure,
    /// Line of the card's menu.
    MenuLine,
}

/// Returns the words that begin the lines of a header.
pub(super) fn header_words(kind: TextKind) -> Vec<&'static str> {
    match kind {
        TextKind::Trace | TextKind::Fragment => {
            first_words::HEADER_WORDS.iter().map(|first| first.word).chain(["random"]).collect()
        }
        TextKind::Walk => walk::header_words(),
        TextKind::Scenario => crate::scenario::HEADER_WORDS.to_vec(),
        TextKind::Profile => Vec::new(),
    }
}

impl Document {
    /// Returns what could be typed at an octet. `others` are the documents that this one includes, whose procedures can
    /// be called.
    pub fn completions(&self, at: usize, others: &[Document]) -> Vec<Completion> {
        let Some(line) = self.line_at(at) else { return self.first_words() };
        let before = self.text().get(line.start..at).unwrap_or_default();
        let before = before.trim_start();
        if before.contains('#') || self.kind() == TextKind::Profile {
            return Vec::new();
        }
        if is_in_braces(before) {
            let names =
                self.names_before(line.start).into_iter().map(|name| completion(name, "", CompletionKind::Name));
            return names.chain([word("now", "the terminal's clock")]).collect();
        }
        if !before.contains(char::is_whitespace) {
            return self.first_words();
        }
        let first = before.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        match first.as_str() {
            "call" => self.procedure_calls(others),
            "check" => self
                .names_before(line.start)
                .into_iter()
                .map(|name| completion(name, "", CompletionKind::Name))
                .collect(),
            "expect" => self.expectations(before),
            "card" => header::fact_phrases().into_iter().map(|phrase| word(phrase, "fact of the card")).collect(),
            "key" => usages().into_iter().map(|(name, _)| word(name, "usage of a key")).collect(),
            "choose" if self.kind() == TextKind::Walk => menu_lines(before),
            "press" if self.kind() == TextKind::Walk => {
                walk::key_words().into_iter().map(|key| word(key, "key")).collect()
            }
            "phone" if self.kind() == TextKind::Walk => {
                let models = sim_device::handset::Model::ALL_NAMES.iter();
                models.map(|model| word(model, "model of the handset")).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the words that begin lines.
    fn first_words(&self) -> Vec<Completion> {
        match self.kind() {
            TextKind::Trace | TextKind::Fragment => {
                let words = first_words::all().map(|first| word(first.word, first.meaning));
                words.chain([word(">", "sends a command"), word("<", "the expected answer")]).collect()
            }
            TextKind::Walk => {
                let words = walk::first_words().into_iter().chain(walk::header_words());
                words.map(|first| word(first, "")).collect()
            }
            TextKind::Scenario => {
                let forms = FORMS.iter().filter_map(|form| form.split(' ').next()).filter(|word| *word != "NUMBER");
                let mut words: Vec<&str> = forms.chain(crate::scenario::HEADER_WORDS).collect();
                words.sort_unstable();
                words.dedup();
                words.into_iter().map(|first| word(first, "")).collect()
            }
            TextKind::Profile => Vec::new(),
        }
    }

    fn expectations(&self, before: &str) -> Vec<Completion> {
        if self.kind() == TextKind::Walk {
            let last = before.rsplit(',').next().unwrap_or_default();
            if last.contains("item ") {
                return menu_lines(last);
            }
            let words = walk::expectation_words().into_iter().map(|phrase| word(phrase, ""));
            return words.chain(facts::phrases().map(|phrase| word(phrase, "fact of the card"))).collect();
        }
        facts::phrases().map(|phrase| word(phrase, "fact of the card")).to_vec()
    }

    fn procedure_calls(&self, others: &[Document]) -> Vec<Completion> {
        let documents = std::iter::once(self).chain(others);
        let found = documents.flat_map(|document| {
            document.procedures().map(|(name, span)| {
                let head = document.code(span).to_owned();
                Completion { text: name.to_owned(), detail: head, kind: CompletionKind::Procedure }
            })
        });
        found.collect()
    }
}

/// Returns the lines of the menu that may follow the lines already chosen.
fn menu_lines(before: &str) -> Vec<Completion> {
    let path =
        before.rsplit_once("item ").map_or_else(|| before.split_once(' ').unwrap_or(("", "")).1, |(_, path)| path);
    let parents: Vec<&str> = path.split('>').map(str::trim).collect();
    let (_, chosen) = parents.split_last().unwrap_or((&"", &[]));
    let lines = walk::menu_lines().iter().filter(|line| line.split_last().is_some_and(|(_, above)| above == chosen));
    lines
        .filter_map(|line| Some(completion(line.last()?.clone(), "line of the menu", CompletionKind::MenuLine)))
        .collect()
}

/// Returns whether the last brace of a line is open.
fn is_in_braces(before: &str) -> bool {
    before.rfind('{') > before.rfind('}')
}

fn word(text: &str, detail: &str) -> Completion {
    completion(text.to_owned(), detail, CompletionKind::Word)
}

fn completion(text: String, detail: &str, kind: CompletionKind) -> Completion {
    Completion { text, detail: detail.to_owned(), kind }
}
