//! How replays are reported: to people, to programs, to test servers.

use std::path::Path;

use crate::trace::Outcome;
use crate::trace::outcome::{CaseResult, Failure};

pub(super) mod human;
pub(super) mod json;
pub(super) mod junit;
pub(super) mod progress;

/// How one trace or walk went.
pub(super) struct Verdict {
    /// Its file.
    pub(super) path: String,
    /// The story and its cases.
    pub(super) results: Vec<CaseResult>,
    /// Expectations that were rewritten, or why they could not be.
    pub(super) blessed: Option<Result<usize, String>>,
    /// Power cuts that were survived.
    pub(super) cuts: Option<u64>,
}

impl Verdict {
    /// The verdict of a replay.
    pub(super) fn new(path: &Path, outcome: Outcome) -> Verdict {
        Verdict { path: path.display().to_string(), results: outcome.results, blessed: None, cuts: None }
    }

    /// Whether all of it held.
    pub(super) fn held(&self) -> bool {
        self.results.iter().all(|result| result.failure.is_none()) && !matches!(self.blessed, Some(Err(_)))
    }

    /// Whether it is a walk.
    fn is_walk(&self) -> bool {
        crate::walk::files::is_walk(Path::new(&self.path))
    }

    /// Commands that were sent.
    fn commands(&self) -> usize {
        self.results.iter().map(|result| result.commands).sum()
    }

    /// What did not hold, with the result that it belongs to.
    fn failures(&self) -> impl Iterator<Item = (&CaseResult, &Failure)> {
        self.results.iter().filter_map(|result| result.failure.as_ref().map(|failure| (result, failure)))
    }
}

/// What must be said again to replay one result.
pub(super) struct Again {
    /// `--seed`.
    pub(super) seed: Option<u64>,
    /// `--profile`.
    pub(super) profile: Option<String>,
}

impl Again {
    /// The command line that replays just this.
    fn command(&self, path: &str, result: &CaseResult) -> String {
        let mut command = format!("rfid-sim run {}", quoted(path));
        if let Some(title) = &result.title {
            command += &format!(" --filter {}", quoted(title));
        }
        if let Some(profile) = &self.profile {
            command += &format!(" --profile {}", quoted(profile));
        }
        if let Some(seed) = self.seed {
            command += &format!(" --seed {seed}");
        }
        command
    }
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+:".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// How many of the verdicts are traces, and how many walks.
fn kinds(verdicts: &[Verdict]) -> (usize, usize) {
    let walks = verdicts.iter().filter(|verdict| verdict.is_walk()).count();
    (verdicts.len() - walks, walks)
}

/// `1 trace`, `2 traces`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
