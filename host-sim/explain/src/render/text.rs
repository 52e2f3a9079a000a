//! Text of an explanation: a page, or a few lines.

use std::borrow::Cow;
use std::fmt::Write as _;

use nu_ansi_term::{Color, Style};
use unicode_width::UnicodeWidthStr as _;

use super::phrase::{self, Phrase};
use super::words::{EnglishWords, Words};
use super::{command, field, interfaces};
use crate::row::{CommandOwner, CommandRow, Parameter};
use crate::tree::{Members, Show};
use crate::value::PacketValue;
use crate::{ContentKind, Explanation, Node, Value};

/// Returns the nodes with a line or a field of their own, in order, without the header and the status word. Inside a
/// line that tells all only packets are returned.
pub(super) fn lines_of<'n, 'a>(nodes: &'n [Node<'a>]) -> Vec<&'n Node<'a>> {
    let mut lines = Vec::with_capacity(nodes.len());
    collect(nodes, true, &mut lines);
    lines
}

fn collect<'n, 'a>(nodes: &'n [Node<'a>], all: bool, lines: &mut Vec<&'n Node<'a>>) {
    for node in nodes {
        let is_packet = matches!(node.value, Value::Packet(PacketValue::Whole(_) | PacketValue::Part(..)));
        let is_line = matches!(node.show, Show::Line(_) | Show::Field(_));
        if is_line && (all || is_packet) {
            lines.push(node);
        }
        let says_all = matches!(node.show, Show::Line(_)) && matches!(node.members, Members::Object | Members::Array);
        collect(&node.children, is_packet || all && !says_all, lines);
    }
}

/// Returns the name, then a line for each field and each problem.
pub fn lines_in<W: Words>(words: &W, explanation: &Explanation<'_>) -> Vec<String> {
    if explanation.parts.is_empty() {
        return lines_of_part(words, explanation);
    }
    explanation.parts.iter().flat_map(|part| lines_of_part(words, part)).collect()
}

fn lines_of_part<W: Words>(words: &W, explanation: &Explanation<'_>) -> Vec<String> {
    let mut lines = vec![words.title(&explanation.name)];
    let fields = explanation.fields();
    let name = fields.iter().map(|field| words.label(&field.key).width()).max().unwrap_or(0);
    let octets = fields.iter().map(|field| field.octets(explanation.octets).len() * 2).max().unwrap_or(0).min(24);
    for node in fields {
        let hex = field::octets(node, explanation.octets);
        let label = words.label(&node.key);
        let padding = name.saturating_sub(label.width());
        let line = format!("  {label}{:padding$}  {hex:octets$}  {}", "", field::shown_in(words, &node.value));
        lines.push(line.trim_end().to_owned());
    }
    for node in lines_of(&explanation.nodes) {
        if let Show::Line(label) = node.show {
            lines.push(format!("  {}  {}", words.label(label), words.value(&node.value)));
        }
    }
    if let Some(word) = explanation.status() {
        lines.push(format!("  {word:04X} {}", words.status(word)));
    }
    let problem = words.label("problem");
    lines.extend(explanation.problems.iter().map(|remark| format!("  {problem}: {}", words.remark(remark))));
    lines
}

/// Returns the words of a line behind its label.
pub(super) fn fact(node: &Node<'_>) -> String {
    phrase::of(&node.value).to_string()
}

/// Returns the value of a parameter in words; `None` where they only repeat its octet.
fn said<W: Words>(words: &W, parameter: Parameter, octet: u8) -> Option<String> {
    let Parameter::Field(part, _) = parameter else { return None };
    if !parameter.contains(octet) {
        return None;
    }
    let shown = field::shown_in(words, &part.coding.read(&[octet])).into_owned();
    let repeats = shown == format!("{octet:02X}") || octet < 10 && shown == octet.to_string();
    (!repeats).then_some(shown)
}

/// Line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageLine<'n> {
    /// Heading: kind and name of the octets.
    Heading(String, String),
    /// Purpose of a command.
    Purpose(&'static str),
    /// Label and phrase; the label is empty where it is that of the line above.
    Labelled(Cow<'n, str>, Phrase),
}

impl PageLine<'_> {
    /// Returns the text before the words, blanks included.
    pub fn margin(&self) -> String {
        match self {
            PageLine::Heading(kind, _) => format!("{kind}  "),
            PageLine::Purpose(_) => "  ".to_owned(),
            PageLine::Labelled(label, _) => {
                let padding = " ".repeat(LABEL.saturating_sub(label.width()).max(2));
                format!("  {label}{padding}")
            }
        }
    }

    /// Returns the words of the line.
    pub fn words(&self) -> String {
        match self {
            PageLine::Heading(_, words) => words.clone(),
            PageLine::Purpose(words) => (*words).to_owned(),
            PageLine::Labelled(_, phrase) => phrase.to_string(),
        }
    }
}

/// Renders an explanation as a page of text in English, coloured or not.
pub fn page(explanation: &Explanation<'_>, coloured: bool) -> String {
    page_in(&EnglishWords, explanation, coloured)
}

/// Renders an explanation as a page of text, coloured or not.
pub fn page_in<W: Words>(words: &W, explanation: &Explanation<'_>, coloured: bool) -> String {
    let mut text = String::new();
    for line in page_lines_in(words, explanation, coloured) {
        let written = match line {
            PageLine::Heading(kind, name) => writeln!(text, "{kind}  {name}"),
            PageLine::Purpose(words) => writeln!(text, "  {words}"),
            PageLine::Labelled(label, phrase) => {
                let padding = LABEL.saturating_sub(label.width()).max(2);
                writeln!(text, "  {label}{:padding$}{phrase}", "")
            }
        };
        if written.is_err() {
            // Writing into a string does not fail.
            text.push('\n');
        }
    }
    text
}

/// Returns the lines of a page.
pub fn page_lines_in<'n, W: Words>(words: &W, explanation: &'n Explanation<'_>, coloured: bool) -> Vec<PageLine<'n>> {
    let mut page = Page { lines: Vec::with_capacity(40), coloured, words };
    if explanation.parts.is_empty() {
        page.whole(explanation);
    }
    for part in &explanation.parts {
        page.whole(part);
    }
    page.lines
}

/// Columns of the left margin, which holds the label.
const LABEL: usize = 21;

struct Page<'n, 'w, W> {
    lines: Vec<PageLine<'n>>,
    coloured: bool,
    words: &'w W,
}

impl<'n, W: Words> Page<'n, '_, W> {
    fn paint(&self, style: Style, text: &str) -> String {
        if self.coloured { style.paint(text).to_string() } else { text.to_owned() }
    }

    fn whole(&mut self, explanation: &'n Explanation<'_>) {
        let kind = self.paint(Style::new().dimmed(), self.words.kind(explanation.content_kind()));
        let name = self.paint(Style::new().bold(), &self.words.title(&explanation.name));
        self.lines.push(PageLine::Heading(kind, name));
        let row = explanation.row.filter(|_| explanation.kind == ContentKind::Command);
        if let Some(row) = row {
            self.lines.push(PageLine::Purpose(self.words.text(row.purpose)));
        }
        let (le, header): (Vec<_>, Vec<_>) = explanation.nodes.iter().partition(|node| node.key == "le");
        for node in header {
            self.header(node, explanation.octets);
        }
        self.body(explanation);
        for node in le.into_iter().filter(|node| matches!(node.show, Show::Header(_))) {
            self.header(node, explanation.octets);
        }
        if let Some(word) = explanation.status().filter(|_| explanation.parts.is_empty()) {
            self.status(word);
        }
        let problem = |problem| self.paint(Color::Red.normal(), &self.words.remark(problem));
        let problems: Vec<String> = explanation.problems.iter().map(problem).collect();
        self.list("problem", problems.into_iter().map(Phrase::plain));
        if let Some(row) = row {
            self.row(row, explanation.shape.and_then(|shape| shape.cla) == Some(0xA0));
        }
        let words = self.words;
        self.list("note", explanation.notes.iter().map(|note| Phrase::plain(words.remark(note))));
        for kind in &explanation.could_also_be {
            self.push_labelled("could also be", Phrase::plain(words.could_be(*kind)));
        }
    }

    /// Adds a line for an octet or a length of a command's header.
    fn header(&mut self, node: &Node<'_>, input: &[u8]) {
        let digits = hex::encode_upper(node.octets(input));
        match node.show {
            Show::Header(label) => {
                let words = self.words.value(&node.value).words;
                self.push_labelled(label, Phrase::new(digits, words));
            }
            Show::Parameter(label, parameter) => {
                let octet = node.octets(input).first().copied().unwrap_or(0);
                let words = parameter.map_or("", |parameter| command::parameter(parameter, Some(octet)));
                let words = self.words.text(words);
                let shown = parameter.and_then(|parameter| said(self.words, parameter, octet));
                let words = shown.map_or_else(|| words.to_owned(), |shown| [&shown, W::COLON, words].concat());
                self.push_labelled(label, Phrase::new(digits, words));
            }
            _ => {}
        }
    }

    /// Adds the fields, then the lines.
    fn body(&mut self, explanation: &'n Explanation<'_>) {
        let lines = lines_of(&explanation.nodes);
        let fields: Vec<(&'n Node<'_>, &'static str)> = lines
            .iter()
            .filter_map(|node| match node.show {
                Show::Field(meaning) => Some((*node, meaning)),
                _ => None,
            })
            .collect();
        let longest = fields.iter().map(|(node, _)| node.octets(explanation.octets).len() * 2).max();
        let octets = longest.unwrap_or(0).clamp(8, 32);
        for (node, meaning) in fields {
            self.field(node, meaning, explanation.octets, octets);
        }
        for node in lines {
            if let Show::Line(label) = node.show {
                self.push_labelled(label, self.words.value(&node.value));
            }
        }
    }

    fn field(&mut self, node: &'n Node<'_>, meaning: &'static str, input: &[u8], octets: usize) {
        let hex = field::octets(node, input);
        let padding = " ".repeat(octets.saturating_sub(hex.width()));
        let shown = field::shown_in(self.words, &node.value);
        let words = match (shown.as_ref() == hex, self.words.text(meaning)) {
            (true, meaning) => meaning.to_owned(),
            (false, "") => shown.into_owned(),
            (false, meaning) => [&shown, W::COLON, meaning].concat(),
        };
        let padding = if words.is_empty() { String::new() } else { padding };
        let hex = self.paint(Color::Cyan.normal(), &hex);
        self.push_labelled(node.key.as_ref(), Phrase::new(format!("{hex}{padding}"), words));
    }

    fn status(&mut self, word: u16) {
        let is_success = word == 0x9000 || matches!(word >> 8, 0x61 | 0x9F | 0x91);
        let style = if is_success { Color::Green } else { Color::Red };
        let octets = self.paint(style.bold(), &format!("{word:04X}"));
        self.push_labelled("SW1 SW2", Phrase::new(octets, self.words.status(word)));
    }

    fn row(&mut self, row: &'static CommandRow, gsm: bool) {
        let words = self.words;
        self.push_labelled("answer", Phrase::plain(words.answer(row)));
        if matches!(row.whose, CommandOwner::Wallet(_)) {
            self.push_labelled("allowed over", Phrase::plain(words.text(interfaces::in_a_sentence(row))));
        }
        self.list("before", row.preconditions.iter().map(|sentence| Phrase::plain(words.text(sentence))));
        let given = command::status_words(row, gsm);
        self.list("may answer", given.iter().map(|given| Phrase::new(given.pattern.as_ref(), words.because(given))));
        self.push_labelled("standard", Phrase::plain(words.text(row.standard)));
    }

    /// Adds a line for each entry, the first one under the label.
    fn list(&mut self, label: &'static str, entries: impl Iterator<Item = Phrase>) {
        let mut label = label;
        for entry in entries {
            self.push_labelled(label, entry);
            label = "";
        }
    }

    /// Adds a line under the label, which is given in English.
    fn push_labelled(&mut self, label: &'n str, phrase: Phrase) {
        self.lines.push(PageLine::Labelled(self.words.label(label).into(), phrase));
    }
}
