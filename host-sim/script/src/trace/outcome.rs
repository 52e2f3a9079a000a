//! Outcomes of replays.

use std::time::Duration;

mod fields;

use super::bless::BlessingNotes;
use super::diagnosis::Diagnosis;
use super::pattern::Group;
use super::place::TracePlace;
use super::recording::Recording;

use crate::transcript::Transcript;
pub use fields::FieldMismatch;

/// Outcome of the replay of one trace.
#[derive(Clone, Debug, Default)]
pub struct TraceOutcome {
    /// Results of the trace outside of its tables, and of each case of its tables.
    pub results: Vec<CaseResult>,
    /// Everything that was exchanged.
    pub recording: Recording,
    /// Edits that blessing would make, and expectations that it would leave.
    pub noted: BlessingNotes,
    /// Number of expectations about the inside of the card that were passed over, since nobody sees the inside.
    pub unseen: usize,
    /// Transcript; empty unless the options ask for one.
    pub transcript: Transcript,
}

impl TraceOutcome {
    /// Returns the failures.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.results.iter().filter_map(|result| result.failure.as_ref())
    }

    /// Returns whether everything held.
    pub fn held(&self) -> bool {
        self.results.iter().all(|result| result.failure.is_none())
    }
}

/// Result of the trace outside of its tables, or of one row of a table.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// Table's title and the row's cells; `None` for the trace outside of its tables.
    pub title: Option<String>,
    /// Place where the trace or the row begins.
    pub place: TracePlace,
    /// Number of commands that were sent.
    pub commands: usize,
    /// Time that the replay took; `None` where it had no stopwatch.
    pub time: Option<Duration>,
    /// First failure; `None` if everything held.
    pub failure: Option<Failure>,
}

/// Failure of a step that did not hold, or could not be done.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Line of the trace.
    pub place: TracePlace,
    /// Last command that was sent; `None` if there was none.
    pub command: Option<Vec<u8>>,
    /// Answer to the last command; `None` if there was none.
    pub answer: Option<Vec<u8>>,
    /// Reason in the card's own words; `None` if the card did not refuse the command.
    pub reason: Option<String>,
    /// Kind of the failure.
    pub trouble: FailureKind,
    /// Diagnosis of a wrong MAC or TAC; `None` if the failure is not about one.
    pub diagnosis: Option<Box<Diagnosis>>,
}

/// Kind of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The answer is not the expected one.
    Answer {
        /// Expectation as the trace writes it.
        expected: String,
        /// Expected and actual octets side by side; empty where one of the two is silence.
        groups: Vec<Group>,
        /// Set if an answer was expected, not silence.
        expects_answer: bool,
        /// Answer that came; `None` for silence.
        actual: Option<Vec<u8>>,
    },
    /// A value is not the expected one.
    Value {
        /// Name of the value.
        what: String,
        /// Value that the trace or the terminal has.
        expected: String,
        /// Value that the card has.
        actual: String,
    },
    /// The handset does not show what was expected.
    Screen(Box<ScreenMismatch>),
    /// The step cannot be done, for this reason.
    Impossible(String),
    /// No card can be made of the header, for this reason, so that nothing was played.
    NoCard(String),
    /// A power cut left the card in an impossible state, described in several lines.
    Flaw(String),
}

/// Sight of a handset that does not show what was expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScreenMismatch {
    /// Subject of the expectation, or act that had no effect.
    pub what: String,
    /// Expectation, as the walk has it.
    pub expected: String,
    /// Actual state, in the same form.
    pub actual: String,
    /// Mark under the first difference of the two; `None` if no mark helps.
    pub marks: Option<String>,
    /// Screen, drawn line by line.
    pub picture: Vec<String>,
    /// Advice; `None` if there is none.
    pub help: Option<String>,
}

impl FailureKind {
    /// Returns what was expected, in the form that is compared; `None` where nothing was compared.
    pub fn expected(&self) -> Option<String> {
        match self {
            FailureKind::Answer { expected, groups, .. } if groups.is_empty() => Some(expected.clone()),
            FailureKind::Answer { groups, .. } => Some(joined(groups, |group| &group.expected)),
            FailureKind::Value { expected, .. } => Some(expected.clone()),
            FailureKind::Screen(seen) => Some(seen.expected.clone()),
            FailureKind::Impossible(_) | FailureKind::NoCard(_) | FailureKind::Flaw(_) => None,
        }
    }

    /// Returns what came instead; `None` where nothing was compared, or the card is mute.
    pub fn actual(&self) -> Option<String> {
        match self {
            FailureKind::Answer { groups, actual, .. } if groups.is_empty() => actual.as_ref().map(hex::encode_upper),
            FailureKind::Answer { groups, .. } => Some(joined(groups, |group| &group.actual)),
            FailureKind::Value { actual, .. } => Some(actual.clone()),
            FailureKind::Screen(seen) => Some(seen.actual.clone()),
            FailureKind::Impossible(_) | FailureKind::NoCard(_) | FailureKind::Flaw(_) => None,
        }
    }

    /// Returns one line that says what is wrong.
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
