//! How a replay went.

use super::bless::Edit;
use super::pattern::Group;
use super::recording::{Place, Recording};

/// How the replay of one trace went.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The story itself and each case of its tables.
    pub results: Vec<CaseResult>,
    /// Everything that was exchanged.
    pub recording: Recording,
    /// What `--bless` would rewrite.
    pub edits: Vec<Edit>,
}

impl Outcome {
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
    pub place: Place,
    /// Commands that were sent.
    pub commands: usize,
    /// The first thing that did not hold.
    pub failure: Option<Failure>,
}

/// Something that did not hold, or could not be done.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The line of the trace.
    pub place: Place,
    /// The last command that was sent, if any was.
    pub command: Option<Vec<u8>>,
    /// What came back for it.
    pub answer: Option<Vec<u8>>,
    /// The reason in the card's own words, if it refused that command.
    pub reason: Option<String>,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
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

impl Trouble {
    /// One line that says what is wrong.
    pub fn summary(&self) -> String {
        let words = |octets: &Option<Vec<u8>>| match octets {
            Some(octets) => hex::encode_upper(octets),
            None => "no answer".to_owned(),
        };
        match self {
            Trouble::Answer { expected, actual, .. } => format!("expected {expected}, got {}", words(actual)),
            Trouble::Value { what, expected, actual } => format!("{what}: expected {expected}, got {actual}"),
            Trouble::Screen(seen) => format!("{}: expected {}, got {}", seen.what, seen.expected, seen.actual),
            Trouble::Impossible(why) | Trouble::Flaw(why) => why.clone(),
        }
    }
}
