//! A failure, line by line: its place, what was expected and what came, the meaning, and the command that replays it.

use nu_ansi_term::{Color, Style};

use super::super::{ReplayOptions, Verdict};
use super::{mismatch, painted, picture};
use sim_i18n::replay::sentence::{self, continued};
use sim_i18n::replay::{FailureLabel, played};
use sim_i18n::{Language, diagnosis, explanation, refusal};
use sim_script::trace::diagnosis::Diagnosis;
use sim_script::trace::outcome::{CardReason, CaseResult, Failure, FailureKind, ScreenMismatch};
use sim_script::trace::pattern::Group;

/// Columns that octets may take before a line is broken.
const WIDTH: usize = 96;

/// Renders a failure, line by line.
pub(in crate::cli) fn failure_lines(
    verdict: &Verdict,
    result: &CaseResult,
    failure: &Failure,
    again: &ReplayOptions,
    language: Language,
) -> Vec<String> {
    let line = |label, words: &str| sentence::labelled(language, label, words);
    let mut lines = vec![painted(Style::new().bold(), &failure.place.to_string())];
    lines.extend(failure.place.origins().map(|playing| line(FailureLabel::Through, &playing.to_string())));
    lines.extend(result.title.as_ref().map(|title| line(FailureLabel::Case, title)));
    if !matches!(failure.trouble, FailureKind::Flaw(_)) {
        let command = failure.command.as_deref().map(sim_explain::command);
        let command = command.map(|command| explanation::summary(language, &command));
        lines.extend(command.map(|command| line(FailureLabel::Command, &command)));
    }
    lines.extend(trouble_lines(failure, language));
    lines.extend(fields(failure, language).iter().map(|field| line(FailureLabel::Field, field)));
    let reason = failure.reason.map(|reason| sentence::own_reason(language, &self::reason(reason, language)));
    lines.extend(reason.map(|reason| line(FailureLabel::Reason, &reason)));
    let why = failure.diagnosis.iter().flat_map(|diagnosis| diagnosed(diagnosis, language)).collect::<Vec<_>>();
    lines.extend(block(FailureLabel::Diagnosis, &why, language));
    lines.push(line(FailureLabel::Again, &again.command(&verdict.path, result)));
    lines
}

/// Returns lines of which the first has a label.
fn block(label: FailureLabel, words: &[String], language: Language) -> Vec<String> {
    let lines = words.iter().enumerate().map(|(at, line)| match at {
        0 => sentence::labelled(language, label, line),
        _ => continued(line),
    });
    lines.collect()
}

/// Renders the fields in which an answer is not the expected one.
fn fields(failure: &Failure, language: Language) -> Vec<String> {
    if language == Language::English {
        return failure.differing_fields().iter().map(ToString::to_string).collect();
    }
    let fields = failure.differing_fields_in(&explanation::ChineseWords);
    let words =
        fields.iter().map(|field| sentence::mismatch(language, &field.field, field.expected.as_deref(), &field.actual));
    words.collect()
}

/// Renders the reason of the card.
fn reason(reason: CardReason, language: Language) -> String {
    match (language, reason) {
        (_, CardReason::Refusal(refused)) => refusal::card(language, refused),
        (Language::Chinese, CardReason::Silence(why)) => refusal::link(why).to_owned(),
        (Language::English, CardReason::Silence(why)) => why.to_string(),
    }
}

/// Renders a diagnosis, line by line.
fn diagnosed(of: &Diagnosis, language: Language) -> Vec<String> {
    if language == Language::English {
        return of.lines();
    }
    diagnosis::aligned(&match of {
        Diagnosis::Transaction(of) => diagnosis::transaction_facts(of),
        Diagnosis::Script(of) => diagnosis::script_facts(of),
        Diagnosis::Cryptogram(of) => diagnosis::cryptogram_facts(of),
        Diagnosis::Packet(of) => diagnosis::packet_facts(of),
    })
}

fn trouble_lines(failure: &Failure, language: Language) -> Vec<String> {
    let line = |label, words: &str| sentence::labelled(language, label, words);
    match &failure.trouble {
        FailureKind::Answer { groups, actual, .. } => {
            let written = mismatch::written(&failure.trouble, language);
            let mut lines = vec![line(FailureLabel::Written, &format!("< {written}"))];
            match actual {
                Some(_) if !groups.is_empty() => lines.extend(beside(groups, language)),
                Some(actual) => lines.push(line(FailureLabel::Actual, &hex::encode_upper(actual))),
                None => lines.push(line(FailureLabel::Actual, played::no_answer(language))),
            }
            if let Some(actual) = actual {
                let meaning = meaning(failure.command.as_deref(), actual, language);
                lines.extend(block(FailureLabel::Meaning, &meaning, language));
            }
            lines
        }
        FailureKind::Value { what, expected, .. } => vec![
            line(FailureLabel::Subject, &mismatch::subject(what, language)),
            line(FailureLabel::Expected, expected),
            line(FailureLabel::Actual, &mismatch::actual(&failure.trouble, language)),
        ],
        FailureKind::Screen(seen) => sighting_lines(seen, language),
        FailureKind::Impossible(why) | FailureKind::NoCard(why) => vec![line(FailureLabel::Cause, why)],
        FailureKind::Flaw(told) => told.lines().map(|line| format!("  {line}")).collect(),
    }
}

/// Returns the meaning of an answer, line by line; without a command, of an answer to reset.
fn meaning(command: Option<&[u8]>, answer: &[u8], language: Language) -> Vec<String> {
    match command {
        Some(_) => explanation::lines(language, &sim_explain::answer(command, answer)),
        None => explanation::lines(language, &sim_explain::atr::atr(answer)),
    }
}

/// Returns the lines of a sighting: what was expected, what was seen on a handset instead, and the screen as a picture.
fn sighting_lines(seen: &ScreenMismatch, language: Language) -> Vec<String> {
    let line = |label, words: &str| sentence::labelled(language, label, words);
    let mut lines = vec![
        line(FailureLabel::Subject, &mismatch::subject(&seen.what, language)),
        line(FailureLabel::Expected, &mismatch::sight(&seen.expected, language)),
        line(FailureLabel::Actual, &mismatch::sight(&seen.actual, language)),
    ];
    let is_marked = language == Language::English || seen.expected.is_written() && seen.actual.is_written();
    let marks = seen.marks.as_ref().filter(|_| is_marked);
    lines.extend(marks.map(|marks| continued(&painted(Color::Red.bold(), marks))));
    lines.extend(picture::drawn(&seen.screen, language).iter().map(|line| continued(line)));
    let help = seen.help.as_ref().map(|help| mismatch::advice(help, language));
    lines.extend(help.map(|help| line(FailureLabel::Advice, &help)));
    lines
}

/// Returns expected above actual, with marks under the digits that differ.
fn beside(groups: &[Group], language: Language) -> Vec<String> {
    let line = |label, words: &str| sentence::labelled(language, label, words).trim_end().to_owned();
    let mut lines = Vec::new();
    let mut rest = groups;
    while !rest.is_empty() {
        let mut width = 0;
        let fitting = rest.iter().take_while(|group| {
            width += group.expected.len() + 1;
            width <= WIDTH
        });
        let (now, later) = rest.split_at(fitting.count().max(1));
        rest = later;
        let join = |of: fn(&Group) -> String| now.iter().map(of).collect::<Vec<_>>().join(" ");
        lines.push(line(FailureLabel::Expected, &join(|group| group.expected.clone())));
        lines.push(line(FailureLabel::Actual, &join(actual_digits)));
        let marks = join(|group| group.differs.iter().map(|differs| if *differs { '^' } else { ' ' }).collect());
        if marks.contains('^') {
            lines.push(continued(&painted(Color::Red.bold(), marks.trim_end())));
        }
    }
    lines
}

/// Renders the actual digits, those that differ in red on a terminal.
fn actual_digits(group: &Group) -> String {
    let digits = group.actual.chars().zip(&group.differs);
    digits
        .map(|(digit, differs)| match differs {
            true => painted(Color::Red.normal(), &digit.to_string()),
            false => digit.to_string(),
        })
        .collect()
}
