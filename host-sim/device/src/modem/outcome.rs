//! Answers of commands: lines of information, or the wish for an entry.

use std::ops::RangeInclusive;

use super::sending::Prompt;
use super::{incorrect, no_such_form};
use sim_codec::at::{AtAction, AtParameter, FinalResult};

/// Answer of a command that was done.
#[derive(Debug)]
pub(super) enum Answer {
    /// Information, each a line or several that belong together.
    Lines(Vec<Vec<u8>>),
    /// Prompt for an entry.
    Prompt(Prompt),
}

/// Answer of one command, or the result with which the line ends.
pub(super) type AnswerResult = Result<Answer, FinalResult>;

/// Answer of a whole line.
#[derive(Debug)]
pub(super) struct Outcome {
    /// Lines of information.
    pub(super) lines: Vec<Vec<u8>>,
    /// Result, or the prompt for an entry, which has its result later.
    pub(super) end: Result<FinalResult, Prompt>,
}

impl Outcome {
    /// Creates the answer without information.
    pub(super) const fn of(result: FinalResult) -> Outcome {
        Outcome { lines: Vec::new(), end: Ok(result) }
    }
}

/// Returns the answer without information.
pub(super) const fn done() -> AnswerResult {
    Ok(Answer::Lines(Vec::new()))
}

/// Returns the answer of one line.
pub(super) fn line(text: impl Into<Vec<u8>>) -> AnswerResult {
    Ok(Answer::Lines(vec![text.into()]))
}

/// Returns the answer of several lines that belong together.
pub(super) fn block(lines: &[Vec<u8>]) -> AnswerResult {
    match lines {
        [] => done(),
        lines => line(lines.join(&b"\r\n"[..])),
    }
}

/// Returns the number of a command with one parameter at most, 0 if it was left out.
pub(super) fn number(parameters: &[AtParameter]) -> Result<u32, FinalResult> {
    match parameters {
        [AtParameter::Absent] => Ok(0),
        [one] => one.number().ok_or_else(incorrect),
        _ => Err(incorrect()),
    }
}

/// Reads, tests or sets a number.
pub(super) fn number_setting(
    name: &str,
    action: &AtAction,
    value: &mut u8,
    allowed: RangeInclusive<u8>,
) -> AnswerResult {
    match action {
        AtAction::Read => line(format!("{name}: {value}")),
        AtAction::Test => {
            let values: Vec<_> = allowed.map(|value| value.to_string()).collect();
            line(format!("{name}: ({})", values.join(",")))
        }
        AtAction::Set(parameters) => {
            let set = u8::try_from(number(parameters)?).ok().filter(|set| allowed.contains(set));
            *value = set.ok_or_else(incorrect)?;
            done()
        }
        AtAction::Execute(_) | AtAction::Dial(_) => Err(no_such_form(action)),
    }
}

/// Answers a question for a value that cannot be set.
pub(super) fn value(action: &AtAction, text: impl FnOnce() -> String) -> AnswerResult {
    read_value(action, || Ok(text()))
}

/// Answers a question for a value that cannot be set, and that may be missing.
pub(super) fn read_value(action: &AtAction, text: impl FnOnce() -> Result<String, FinalResult>) -> AnswerResult {
    match action {
        AtAction::Execute(None) => line(text()?),
        AtAction::Test => done(),
        AtAction::Execute(Some(_)) | AtAction::Read | AtAction::Set(_) | AtAction::Dial(_) => Err(no_such_form(action)),
    }
}
