//! Rows of the table of commands in words: possible status words, contents of the answer, meaning of the parameters.

use std::borrow::Cow;
use std::sync::LazyLock;

use applet::Refusal;
use sim_wire::status::StatusWord;

use crate::row::{Answers, CommandOwner, CommandRow, Parameter};
use crate::{command, layout, rows, status};

/// Status word that a command may be answered with, and its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleStatus {
    /// Four characters; `x` stands for a digit of a number in the word.
    pub pattern: Cow<'static, str>,
    /// General meaning of the word.
    pub meaning: Cow<'static, str>,
    /// Reasons of the card for the word, in their order of precedence.
    pub reasons: Vec<Refusal>,
}

/// Words that are computed once for a row: its status words under class A0 and under the others, and its answer.
struct RowStatusWords {
    gsm: Vec<PossibleStatus>,
    others: Vec<PossibleStatus>,
    answers: Cow<'static, str>,
}

static KNOWN: LazyLock<Vec<(&'static CommandRow, RowStatusWords)>> = LazyLock::new(|| {
    let known = |row| RowStatusWords { gsm: gathered(row, true), others: gathered(row, false), answers: contents(row) };
    rows::all().map(|row| (row, known(row))).collect()
});

fn known(row: &CommandRow) -> Option<&'static RowStatusWords> {
    KNOWN.iter().find(|(other, _)| std::ptr::eq(*other, row)).map(|(_, known)| known)
}

/// Returns the status words that a command of the table may be answered with; none for a command that is not part of
/// this wallet. Success comes first, then data waiting, then the refusals in their order of precedence.
pub fn status_words(row: &CommandRow, gsm: bool) -> &'static [PossibleStatus] {
    known(row).map_or(&[], |known| if gsm { &known.gsm } else { &known.others })
}

/// Returns the contents of the answer in words.
pub fn answers(row: &CommandRow) -> &'static str {
    known(row).map_or("", |known| known.answers.as_ref())
}

fn gathered(row: &CommandRow, gsm: bool) -> Vec<PossibleStatus> {
    if matches!(row.whose, CommandOwner::World(_)) {
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
            Some(given) => given.reasons.push(*reason),
            None => given.push(PossibleStatus { pattern, meaning: pattern_words(word.0), reasons: vec![*reason] }),
        }
    }
    given
}

impl PossibleStatus {
    /// Returns the reasons in words, or the general meaning where the card has no reason of its own.
    pub fn because(&self) -> String {
        if self.reasons.is_empty() { self.meaning.to_string() } else { self.words().join("; ") }
    }

    /// Returns the reasons in words.
    pub fn words(&self) -> Vec<&'static str> {
        self.reasons.iter().map(|reason| reason.words()).collect()
    }
}

const fn plain(pattern: &'static str, meaning: Cow<'static, str>) -> PossibleStatus {
    PossibleStatus { pattern: Cow::Borrowed(pattern), meaning, reasons: Vec::new() }
}

/// Returns a status word as a table writes it: without the number in it.
pub(crate) fn word_pattern(word: u16) -> Cow<'static, str> {
    match word {
        0x6C00..=0x6CFF => "6Cxx".into(),
        0x63C0..=0x63CF => "63Cx".into(),
        _ => format!("{word:04X}").into(),
    }
}

/// Returns the meaning of a word that is written as a pattern.
pub(crate) fn pattern_words(word: u16) -> Cow<'static, str> {
    match word {
        0x6C00..=0x6CFF => "wrong Le: send the command again with Le = xx".into(),
        0x63C0..=0x63CF => "wrong, x tries left".into(),
        _ => status::words(word),
    }
}

/// Returns the meaning of P1 or P2, or that the value is wrong or missing.
pub(crate) fn parameter(parameter: Parameter, octet: Option<u8>) -> &'static str {
    match octet {
        Some(octet) if parameter.contains(octet) => parameter.words(),
        Some(_) => "no value of this command",
        None => "missing",
    }
}

fn contents(row: &CommandRow) -> Cow<'static, str> {
    match row.answers {
        Answers::Nothing => "status word only".into(),
        Answers::Fields(parts) => {
            let list: Vec<String> = parts.iter().map(|part| format!("{} {}", part.name, size(part.size))).collect();
            let all = layout::LengthRange::of(parts).most;
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

/// Returns the length of a field, as a table writes it.
pub fn size(size: layout::FieldSize) -> String {
    match size {
        layout::FieldSize::Octets(octets) => octets.to_string(),
        layout::FieldSize::Between(least, most) | layout::FieldSize::UntilFf(least, most) => format!("{least}–{most}"),
    }
}
