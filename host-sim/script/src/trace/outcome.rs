//! How a replay went.

use std::time::Duration;

use super::bless::Noted;
use super::pattern::Group;
use super::recording::{Recording, TracePlace};

/// How the replay of one trace went.
#[derive(Clone, Debug, Default)]
pub struct TraceOutcome {
    /// The story itself and each case of its tables.
    pub results: Vec<CaseResult>,
    /// Everything that was exchanged.
    pub recording: Recording,
    /// What blessing would rewrite, and what it would leave.
    pub noted: Noted,
}

impl TraceOutcome {
    /// What did not hold.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.results.iter().filter_map(|result| result.failure.as_ref())
    }

    /// Whether everything held.
    pub fn held(&self) -> bool {
        self.results.iter().all(|result| result.failure.is_none())
    }
}

/// How a story, or one row of a table, went.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// `None` for the story itself; for a row, the table's title and the row's cells.
    pub title: Option<String>,
    /// Where it begins.
    pub place: TracePlace,
    /// Commands that were sent.
    pub commands: usize,
    /// How long it took; `None` where the replay had no stopwatch.
    pub time: Option<Duration>,
    /// The first thing that did not hold.
    pub failure: Option<Failure>,
}

/// Something that did not hold, or could not be done.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The line of the trace.
    pub place: TracePlace,
    /// The last command that was sent, if any was.
    pub command: Option<Vec<u8>>,
    /// What came back for it.
    pub answer: Option<Vec<u8>>,
    /// The reason in the card's own words, if it refused that command.
    pub reason: Option<String>,
    /// What is wrong.
    pub trouble: FailureKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The answer is not the expected one.
    Answer {
        /// The expectation as the trace writes it.
        expected: String,
        /// Expected and actual octets side by side; empty where one of the two is silence.
        groups: Vec<Group>,
        /// Whether anything was expected.
        expects_answer: bool,
        /// What came back.
        actual: Option<Vec<u8>>,
    },
    /// A value is not the expected one.
    Value {
        /// Which.
        what: String,
        /// As the trace or the terminal has it.
        expected: String,
        /// As the card has it.
        actual: String,
    },
    /// What is seen on a handset is not what was expected of it.
    Screen(Box<Sighting>),
    /// The step cannot be done; why.
    Impossible(String),
    /// No card can be made of the header, so that nothing was played; why.
    NoCard(String),
    /// A power cut left the card in a state that must not be; several lines.
    Flaw(String),
}

/// What is seen on a handset where something else was expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sighting {
    /// Which expectation, or what was done that meant nothing.
    pub what: String,
    /// As the walk has it.
    pub expected: String,
    /// As it is.
    pub actual: String,
    /// A mark under the first place where the two differ, if that can be told.
    pub marks: Option<String>,
    /// The screen, drawn.
    pub picture: Vec<String>,
    /// What might help.
    pub help: Option<String>,
}

impl FailureKind {
    /// What was expected, as it would be compared; `None` where nothing was compared.
    pub fn expected(&self) -> Option<String> {
        match self {
            FailureKind::Answer { expected, groups, .. } if groups.is_empty() => Some(expected.clone()),
            FailureKind::Answer { groups, .. } => Some(joined(groups, |group| &group.expected)),
            FailureKind::Value { expected, .. } => Some(expected.clone()),
            FailureKind::Screen(seen) => Some(seen.expected.clone()),
            FailureKind::Impossible(_) | FailureKind::NoCard(_) | FailureKind::Flaw(_) => None,
        }
    }

    /// What there is instead; `None` where nothing was compared, or the card is mute.
    pub fn actual(&self) -> Option<String> {
        match self {
            FailureKind::Answer { groups, actual, .. } if groups.is_empty() => actual.as_ref().map(hex::encode_upper),
            FailureKind::Answer { groups, .. } => Some(joined(groups, |group| &group.actual)),
            FailureKind::Value { actual, .. } => Some(actual.clone()),
            FailureKind::Screen(seen) => Some(seen.actual.clone()),
            FailureKind::Impossible(_) | FailureKind::NoCard(_) | FailureKind::Flaw(_) => None,
        }
    }

    /// One line that says what is wrong.
    pub fn summary(&self) -> String {
        let words = |octets: &Option<Vec<u8>>| match octets {
            Some(octets) => hex::encode_upper(octets),
            None => "no answer".to_owned(),
        };
        match self {
            FailureKind::Answer { expected, actual, .. } => format!("expected {expected}, got {}", words(actual)),
            FailureKind::Value { what, expected, actual } => format!("{what}: expected {expected}, got {actual}"),
            FailureKind::Screen(seen) => format!("{}: expected {}, got {}", seen.what, seen.expected, seen.actual),
            FailureKind::Impossible(why) | FailureKind::NoCard(why) | FailureKind::Flaw(why) => why.clone(),
        }
    }
}

fn joined(groups: &[Group], of: fn(&Group) -> &String) -> String {
    groups.iter().map(|group| of(group).as_str()).collect::<Vec<_>>().join(" ").trim_end().to_owned()
}
