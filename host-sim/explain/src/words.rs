//! The words of an explanation: one line, a few lines, or a page.

use sim_wire::count::Counted;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use applet::Refusal;
use nu_ansi_term::{Color, Style};
use sim_wire::status::StatusWord;
use unicode_width::UnicodeWidthStr as _;

use super::layout::Field;
use super::row::{Answers, Parameter, Row, Whose};
use super::{Explanation, Fact, Kind, command, layout, names, rows, status, ways};

/// A status word that a command may be answered with, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenWord {
    /// Four characters; `x` where it carries a number.
    pub pattern: Cow<'static, str>,
    /// What it means in general.
    pub meaning: Cow<'static, str>,
    /// The card's own reasons for it.
    pub reasons: Vec<&'static str>,
}

/// What is worked out once for a row: its status words under class A0 and under the others.
struct Known {
    gsm: Vec<GivenWord>,
    others: Vec<GivenWord>,
    answers: Cow<'static, str>,
}

static KNOWN: LazyLock<Vec<(&'static Row, Known)>> = LazyLock::new(|| {
    let known = |row| Known { gsm: gathered(row, true), others: gathered(row, false), answers: contents(row) };
    rows::all().map(|row| (row, known(row))).collect()
});

fn known(row: &Row) -> Option<&'static Known> {
    KNOWN.iter().find(|(other, _)| std::ptr::eq(*other, row)).map(|(_, known)| known)
}

/// The status words that a command of the table may be answered with: success, data waiting, then the refusals in
/// their order of precedence. Empty for what is not part of this wallet.
pub fn status_words(row: &Row, gsm: bool) -> &'static [GivenWord] {
    known(row).map_or(&[], |known| if gsm { &known.gsm } else { &known.others })
}

/// What the answer holds, in words.
pub(super) fn answers(row: &Row) -> &'static str {
    known(row).map_or("", |known| known.answers.as_ref())
}

fn gathered(row: &Row, gsm: bool) -> Vec<GivenWord> {
    if matches!(row.whose, Whose::World(_)) {
        return Vec::new();
    }
    let mut given = vec![plain("9000", status::words(StatusWord::SUCCESS.0))];
    if !matches!(row.answers, Answers::Nothing) && (!row.data.is_empty() || gsm) {
        given.push(plain(
            if gsm { "9Fxx" } else { "61xx" },
            "success, xx octets wait for GET RESPONSE (over the contacts, when no Le was sent)".into(),
        ));
    }
    for reason in Refusal::ALL.iter().filter(|reason| row.may_meet(**reason)) {
        let word = if gsm { reason.gsm_status() } else { reason.status() };
        let pattern = word_pattern(word.0);
        match given.iter_mut().find(|given| given.pattern == pattern) {
            Some(given) => given.reasons.push(reason.words()),
            None => given.push(GivenWord { pattern, meaning: pattern_words(word.0), reasons: vec![reason.words()] }),
        }
    }
    given
}

const fn plain(pattern: &'static str, meaning: Cow<'static, str>) -> GivenWord {
    GivenWord { pattern: Cow::Borrowed(pattern), meaning, reasons: Vec::new() }
}

/// A refusal's status word as a table writes it: without the number that it may carry.
pub(super) fn word_pattern(word: u16) -> Cow<'static, str> {
    match word {
        0x6C00..=0x6CFF => "6Cxx".into(),
        0x63C0..=0x63CF => "63Cx".into(),
        _ => format!("{word:04X}").into(),
    }
}

/// The meaning of a word written as a pattern.
pub(super) fn pattern_words(word: u16) -> Cow<'static, str> {
    match word {
        0x6C00..=0x6CFF => "wrong Le: send the command again with Le = xx".into(),
        0x63C0..=0x63CF => "wrong, x tries left".into(),
        _ => status::words(word),
    }
}

/// The name of a row's INS.
pub(super) const fn instruction(row: &Row) -> &'static str {
    match row.whose {
        Whose::Wallet(instruction) => instruction.name(),
        Whose::World(_) => row.name,
    }
}

/// What P1 or P2 says, or that it says nothing known.
pub(super) fn parameter(parameter: Parameter, octet: Option<u8>) -> &'static str {
    match octet {
        Some(octet) if parameter.contains(octet) => parameter.words(),
        Some(_) => "no value of this command",
        None => "missing",
    }
}

fn contents(row: &Row) -> Cow<'static, str> {
    match row.answers {
        Answers::Nothing => "status word only".into(),
        Answers::Fields(parts) => {
            let list: Vec<String> = parts.iter().map(|part| format!("{} {}", part.name, size(part.size))).collect();
            let all = layout::Extent::of(parts).most;
            format!("{}: {}", command::octets_of(all), list.join(", ")).into()
        }
        Answers::Asked(name, &[]) => name.into(),
        Answers::Asked(name, lengths) => {
            let list: Vec<String> = lengths.iter().map(|length| format!("{length:02X}")).collect();
            format!("{name}, as long as Le says: {}", list.join(" or ")).into()
        }
        Answers::FileControl => "file control information (6F: 84 AID, A5: 9F08 version, 9F0C file 15)".into(),
        Answers::File => "the file's octets from the offset on".into(),
        Answers::Record => "the record; of the log 23 octets (17)".into(),
        Answers::Waiting => "what the command before left waiting".into(),
    }
}

/// A field's length, as a table writes it.
pub(super) fn size(size: layout::Size) -> String {
    match size {
        layout::Size::Octets(octets) => octets.to_string(),
        layout::Size::Between(least, most) | layout::Size::UntilFf(least, most) => format!("{least}–{most}"),
    }
}

/// One line.
pub(super) fn summary(explanation: &Explanation<'_>) -> String {
    if let [command, answer] = explanation.parts.as_slice() {
        return format!("{} -> {}", summary(command), tail(answer));
    }
    let tail = tail(explanation);
    if tail.is_empty() { explanation.name.to_string() } else { format!("{}: {tail}", explanation.name) }
}

/// Fields and status word, without the name.
fn tail(explanation: &Explanation<'_>) -> String {
    let mut line = String::new();
    for field in &explanation.fields {
        push(&mut line, field.name, &field.shown());
    }
    for fact in &explanation.facts {
        push(&mut line, fact.name, &shown(fact));
    }
    if let Some(word) = explanation.status {
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&super::status(word));
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

fn shown(fact: &Fact) -> String {
    use super::coding::Value;
    match (&fact.text, &fact.value) {
        (Some(text), _) | (None, Value::Text(text)) => text.clone(),
        (None, Value::Number(number)) => number.to_string(),
        (None, Value::Flag(flag)) => flag.to_string(),
        (None, Value::Octets(octets)) => hex::encode_upper(octets),
        (None, Value::Nothing) => "none".to_owned(),
    }
}

/// The name, then a line for each field and each problem.
pub(super) fn lines(explanation: &Explanation<'_>) -> Vec<String> {
    let mut lines = Vec::with_capacity(explanation.fields.len() + 2);
    if !explanation.parts.is_empty() {
        return explanation.parts.iter().flat_map(lines_of_part).collect();
    }
    lines.extend(lines_of_part(explanation));
    lines
}

fn lines_of_part(explanation: &Explanation<'_>) -> Vec<String> {
    let mut lines = vec![explanation.name.to_string()];
    let name = widest(explanation.fields.iter().map(|field| field.name));
    let octets = explanation.fields.iter().map(|field| field.octets.len() * 2).max().unwrap_or(0).min(24);
    for field in &explanation.fields {
        let hex = field.shown_octets();
        lines.push(format!("  {:name$}  {hex:octets$}  {}", field.name, field.shown()).trim_end().to_owned());
    }
    lines.extend(explanation.facts.iter().map(|fact| format!("  {}  {}", fact.name, shown(fact))));
    if let Some(word) = explanation.status {
        lines.push(format!("  {}", super::status(word)));
    }
    lines.extend(explanation.problems.iter().map(|problem| format!("  problem: {problem}")));
    lines
}

fn widest<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| name.width()).max().unwrap_or(0)
}

/// What a parameter's value says, where it says more than its octet.
fn said(parameter: Parameter, octet: u8) -> Option<String> {
    let Parameter::Field(part, _) = parameter else { return None };
    let octets = [octet];
    let field = Field { name: part.name, octets: &octets, coding: part.coding, meaning: part.meaning };
    let shown = field.shown();
    let repeats = shown == hex::encode_upper(octets) || octet < 10 && shown == octet.to_string();
    (parameter.contains(octet) && !repeats).then(|| shown.into_owned())
}

/// Whether a field is P1 or P2.
fn in_header(explanation: &Explanation<'_>, field: &Field<'_>) -> bool {
    let parameters = explanation.row.filter(|_| explanation.shape.is_some()).map(|row| [row.p1, row.p2]);
    let is = |parameter: Parameter| matches!(parameter, Parameter::Field(part, _) if part.name == field.name);
    parameters.into_iter().flatten().any(is)
}

/// A page of words, coloured or not.
pub fn page(explanation: &Explanation<'_>, coloured: bool) -> String {
    let mut page = Page { text: String::new(), coloured };
    if explanation.parts.is_empty() {
        page.whole(explanation);
    }
    for part in &explanation.parts {
        page.whole(part);
    }
    page.text
}

/// Columns of the left margin: the label and the octets.
const LABEL: usize = 21;

struct Page {
    text: String,
    coloured: bool,
}

impl Page {
    fn paint(&self, style: Style, text: &str) -> String {
        if self.coloured { style.paint(text).to_string() } else { text.to_owned() }
    }

    fn whole(&mut self, explanation: &Explanation<'_>) {
        let kind = self.paint(Style::new().dimmed(), explanation.content_kind().name());
        let name = self.paint(Style::new().bold(), &explanation.name);
        self.line(&format!("{kind}  {name}"));
        if let Some(row) = explanation.row.filter(|_| explanation.kind == Kind::Command) {
            self.line(&format!("  {}", row.purpose));
        }
        self.header(explanation);
        // P1 and P2 have been said with the header.
        let fields: Vec<&Field<'_>> =
            explanation.fields.iter().filter(|field| !in_header(explanation, field)).collect();
        let octets = fields.iter().map(|field| field.octets.len() * 2).max().unwrap_or(0).clamp(8, 32);
        for field in fields {
            self.field(field, octets);
        }
        for fact in &explanation.facts {
            self.labelled(fact.name, &shown(fact));
        }
        if let Some((shape, ne)) = explanation.shape.and_then(|shape| shape.ne().map(|ne| (shape, ne))) {
            let all = if shape.le == Some(0) { ", or all there are" } else { "" };
            let octets = Counted(ne, "octet");
            self.labelled("Le", &format!("{}  asks for {octets}{all}", hex::encode_upper(shape.le_octets())));
        }
        if let Some(word) = explanation.status {
            let style =
                if word == 0x9000 || matches!(word >> 8, 0x61 | 0x9F | 0x91) { Color::Green } else { Color::Red };
            let octets = self.paint(style.bold(), &format!("{word:04X}"));
            self.labelled("SW1 SW2", &format!("{octets}  {}", status::words(word)));
        }
        let problems: Vec<String> =
            explanation.problems.iter().map(|problem| self.paint(Color::Red.normal(), problem)).collect();
        self.list("problem", problems.iter());
        if let Some(row) = explanation.row.filter(|_| explanation.kind == Kind::Command) {
            self.row(row, explanation.shape.and_then(|shape| shape.cla) == Some(0xA0));
        }
        self.list("note", explanation.notes.iter());
        for kind in &explanation.could_also_be {
            self.labelled("could also be", &format!("{} (--as {})", kind.phrase(), kind.name()));
        }
    }

    fn header(&mut self, explanation: &Explanation<'_>) {
        let Some(shape) = explanation.shape else { return };
        let row = explanation.row;
        if let Some(cla) = shape.cla {
            self.labelled("CLA", &format!("{cla:02X}  {}", names::class(cla)));
        }
        if let Some(ins) = shape.ins {
            let name = row.map_or_else(|| explanation.name.to_string(), |row| instruction(row).to_owned());
            self.labelled("INS", &format!("{ins:02X}  {name}"));
        }
        for (label, octet, parameters) in
            [("P1", shape.p1, row.map(|row| row.p1)), ("P2", shape.p2, row.map(|row| row.p2))]
        {
            if let Some(value) = octet {
                let words = parameters.map_or("", |parameters| parameter(parameters, octet));
                let shown = parameters.and_then(|parameters| said(parameters, value));
                let words = shown.map_or_else(|| words.to_owned(), |shown| format!("{shown}: {words}"));
                self.labelled(label, format!("{value:02X}  {words}").trim_end());
            }
        }
        if let Some(lc) = shape.lc {
            let octets = hex::encode_upper(shape.lc_octets());
            self.labelled("Lc", &format!("{octets}  {} of data", command::octets_of(usize::from(lc))));
        }
    }

    fn field(&mut self, field: &Field<'_>, octets: usize) {
        let hex = field.shown_octets();
        let padding = " ".repeat(octets.saturating_sub(hex.width()));
        let hex = self.paint(Color::Cyan.normal(), &hex);
        let shown = field.shown();
        let repeated = shown.as_ref() == field.shown_octets();
        let words = match (repeated, field.meaning) {
            (true, meaning) => meaning.to_owned(),
            (false, "") => shown.into_owned(),
            (false, meaning) => format!("{shown}: {meaning}"),
        };
        self.labelled(field.name, format!("{hex}{padding}  {words}").trim_end());
    }

    fn row(&mut self, row: &Row, gsm: bool) {
        self.labelled("answer", answers(row));
        if matches!(row.whose, Whose::Wallet(_)) {
            self.labelled("allowed over", ways::in_a_sentence(row));
        }
        self.list("before", row.preconditions.iter().copied());
        let given = status_words(row, gsm);
        let given = given.iter().map(|given| {
            let words = if given.reasons.is_empty() { given.meaning.to_string() } else { given.reasons.join("; ") };
            format!("{}  {words}", given.pattern)
        });
        self.list("may answer", given);
        self.labelled("standard", row.standard);
    }

    /// A label and under it a line for each entry.
    fn list(&mut self, label: &str, entries: impl Iterator<Item = impl AsRef<str>>) {
        let mut label = label;
        for entry in entries {
            self.labelled(label, entry.as_ref());
            label = "";
        }
    }

    fn labelled(&mut self, label: &str, words: &str) {
        let padding = " ".repeat(LABEL.saturating_sub(label.width()).max(2));
        self.line(&format!("  {label}{padding}{words}"));
    }

    fn line(&mut self, line: &str) {
        if writeln!(self.text, "{line}").is_err() {
            // Writing into a string does not fail.
            self.text.push('\n');
        }
    }
}
