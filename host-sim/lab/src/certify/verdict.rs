//! Verdict on a check, and what crossed the link while it was played.

use std::fmt;

use sim_device::link::Transport;

use super::check::{CardCheck, SuiteChapter};

/// Verdict on a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckVerdict {
    /// The card does what the clause says.
    Holds,
    /// The card does something else.
    Differs(CardDifference),
    /// The check could not be tried, for this reason.
    Untried(String),
}

impl CheckVerdict {
    /// Returns the word of the verdict.
    pub const fn word(&self) -> &'static str {
        match self {
            CheckVerdict::Holds => "holds",
            CheckVerdict::Differs(_) => "differs",
            CheckVerdict::Untried(_) => "could not be tried",
        }
    }
}

impl From<Result<(), CheckError>> for CheckVerdict {
    fn from(outcome: Result<(), CheckError>) -> CheckVerdict {
        match outcome {
            Ok(()) => CheckVerdict::Holds,
            Err(CheckError::Differs(difference)) => CheckVerdict::Differs(difference),
            Err(CheckError::Untried(reason)) => CheckVerdict::Untried(reason),
        }
    }
}

/// Difference between what the clause asks for and what the card did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardDifference {
    /// Thing that differs.
    pub about: String,
    /// Value that the clause asks for.
    pub expected: String,
    /// Value of the card.
    pub got: String,
}

impl fmt::Display for CardDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.about, self.expected, self.got)
    }
}

/// Reason for which a check does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// The card differs from the clause.
    #[error("{0}")]
    Differs(CardDifference),
    /// The check could not be tried.
    #[error("{0}")]
    Untried(String),
}

impl CheckError {
    /// Creates a difference.
    pub(super) fn differs(about: &str, expected: impl fmt::Display, got: impl fmt::Display) -> CheckError {
        let (expected, got) = (expected.to_string(), got.to_string());
        CheckError::Differs(CardDifference { about: about.to_owned(), expected, got })
    }

    /// Creates the reason of a check that cannot be tried.
    pub(super) fn untried(reason: &str) -> CheckError {
        CheckError::Untried(reason.to_owned())
    }

    /// Turns a difference on the way to the check's matter into a check that could not be tried.
    pub(super) fn on_the_way(self, way: &str) -> CheckError {
        match self {
            CheckError::Differs(difference) => CheckError::Untried(format!("{way}: {difference}")),
            untried => untried,
        }
    }
}

/// Step of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BenchStep {
    /// Power off and on again, with the answer to reset; `None` if none came.
    PowerOn(Option<Vec<u8>>),
    /// Power cut that was armed, in words.
    Cut(String),
    /// Interface of the commands that follow.
    Interface(Transport),
    /// Command and the whole answer with its status word; `None` if none came.
    Exchange {
        /// Octets of the command.
        command: Vec<u8>,
        /// Data and status word.
        answer: Option<Vec<u8>>,
    },
}

/// Report of a check.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// Chapter of the check.
    pub chapter: SuiteChapter,
    /// Check.
    pub check: &'static CardCheck,
    /// Verdict.
    pub verdict: CheckVerdict,
    /// Steps that were played, in order.
    pub steps: Vec<BenchStep>,
}

impl CheckReport {
    /// Returns the place of the report: its chapter, and the place of the check in the chapter.
    pub(super) fn place(&self) -> (SuiteChapter, usize) {
        let place = self.chapter.checks().iter().position(|check| check.name == self.check.name);
        (self.chapter, place.unwrap_or(usize::MAX))
    }

    /// Returns the chapter's word and the check's name, as `purse/load-tac`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.chapter.word(), self.check.name)
    }
}
