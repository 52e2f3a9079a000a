//! Outcomes of replays.

use std::time::Duration;

mod fields;
mod mismatch;
mod reason;

use super::bless::BlessingNotes;
use super::diagnosis::Diagnosis;
use super::pattern::Group;
use super::place::TracePlace;
use super::recording::Recording;

use crate::transcript::Transcript;
use crate::walk::picture::picture;
use sim_device::handset::Screen;
use sim_world::actor::RefusedError;

pub use fields::FieldMismatch;
pub use mismatch::{MismatchAdvice, MismatchSubject, SightContent};
pub use reason::CardReason;

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
    /// Reason of the card; `None` if the card did not refuse the command.
    pub reason: Option<CardReason>,
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
        /// Expectation as the trace writes it; that of a command without an answer line.
        expected: String,
        /// Set if there is no answer line, so that the command must succeed.
        is_implied: bool,
        /// Expected and actual octets side by side; empty where one of the two is silence.
        groups: Vec<Group>,
        /// Set if an answer was expected, not silence.
        expects_answer: bool,
        /// Answer that came; `None` for silence.
        actual: Option<Vec<u8>>,
    },
    /// A value is not the expected one.
    Value {
        /// Subject of the expectation.
        what: MismatchSubject,
        /// Value that the trace or the terminal has.
        expected: String,
        /// Value that the card has.
        actual: String,
        /// Reason for which an action was refused, if that is the value; `None` for any other value.
        refused: Option<Box<RefusedError>>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenMismatch {
    /// Subject of the expectation, or act that had no effect.
    pub what: MismatchSubject,
    /// Expectation, as the walk has it.
    pub expected: SightContent,
    /// Actual state, in the same form.
    pub actual: SightContent,
    /// Mark under the first difference of the two; `None` if no mark helps.
    pub marks: Option<String>,
    /// Screen of the handset.
    pub screen: Screen,
    /// Advice; `None` if there is none.
    pub help: Option<MismatchAdvice>,
}

impl ScreenMismatch {
    /// Draws the screen, line by line.
    pub fn picture(&self) -> Vec<String> {
        picture(&self.screen)
    }
}

impl FailureKind {
    /// Returns what was expected, in the form that is compared; `None` where nothing was compared.
    pub fn expected(&self) -> Option<String> {
        match self {
            FailureKind::Answer { groups, .. } if groups.is_empty() => self.written(),
            FailureKind::Answer { groups, .. } => Some(joined(groups, |group| &group.expected)),
            FailureKind::Value { expected, .. } => Some(expected.clone()),
            FailureKind::Screen(seen) => Some(seen.expected.to_string()),
            FailureKind::Impossible(_) | FailureKind::NoCard(_) | FailureKind::Flaw(_) => None,
        }
    }

    /// Returns what came instead; `None` where nothing was compared, or the card is mute.
    pub fn actual(&self) -> Option<String> {
        match self {
            FailureKind::Answer { groups, actual, .. } if groups.is_empty() => actual.as_ref().map(hex::encode_upper),
            FailureKind::Answer { groups, .. } => Some(joined(groups, |group| &group.actual)),
            FailureKind::Value { actual, refused: Some(why), .. } => Some(format!("{actual}: {why}")),
            FailureKind::Value { actual, refused: None, .. } => Some(actual.clone()),
            FailureKind::Screen(seen) => Some(seen.actual.to_string()),
            FailureKind::Impossible(_) | FailureKind::NoCard(_) | FailureKind::Flaw(_) => None,
        }
    }

    /// Returns the expectation as the script writes it; of a command without an answer line, what is expected then.
    /// `None` where nothing was compared.
    pub fn written(&self) -> Option<String> {
        match self {
            FailureKind::Answer { expected, is_implied: true, .. } => {
                Some(format!("{expected} (it has no answer line)"))
            }
            FailureKind::Answer { expected, .. } => Some(expected.clone()),
            other => other.expected(),
        }
    }

    /// Returns one line that says what is wrong.
    pub fn summary(&self) -> String {
        let words = |octets: &Option<Vec<u8>>| match octets {
            Some(octets) => hex::encode_upper(octets),
            None => "no answer".to_owned(),
        };
        let written = self.written().unwrap_or_default();
        let compared = self.actual().unwrap_or_default();
        match self {
            FailureKind::Answer { actual, .. } => format!("expected {written}, got {}", words(actual)),
            FailureKind::Value { what, .. } => format!("{what}: expected {written}, got {compared}"),
            FailureKind::Screen(seen) => format!("{}: expected {}, got {}", seen.what, seen.expected, seen.actual),
            FailureKind::Impossible(why) | FailureKind::NoCard(why) | FailureKind::Flaw(why) => why.clone(),
        }
    }
}

fn joined(groups: &[Group], of: fn(&Group) -> &String) -> String {
    groups.iter().map(|group| of(group).as_str()).collect::<Vec<_>>().join(" ").trim_end().to_owned()
}
