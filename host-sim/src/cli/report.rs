//! How replays are reported: to people, to programs, to test servers.

use std::path::Path;

use sim_script::trace::TraceOutcome;
use sim_script::trace::bless::Left;
use sim_script::trace::files::FileError;
use sim_script::trace::outcome::{CaseResult, Failure, FailureKind};

pub(super) mod human;
pub(super) mod json;
pub(super) mod junit;
pub(super) mod progress;

/// How one trace or walk went.
pub(super) struct Verdict {
    /// Its file.
    pub(super) path: String,
    /// The story and its cases; none where nothing could be played.
    pub(super) results: Vec<CaseResult>,
    /// What blessing did, if it was asked for.
    pub(super) blessed: Option<Blessing>,
    /// Power cuts that were survived.
    pub(super) cuts: Option<u64>,
    /// Whether nothing is done in it.
    pub(super) is_empty: bool,
    /// Why nothing of it could be played.
    pub(super) error: Option<Unreadable>,
}

/// Why a file cannot be played.
pub(super) struct Unreadable {
    /// In a sentence.
    pub(super) why: String,
    /// The line that is wrong, from 1, if it is one.
    pub(super) line: Option<usize>,
}

/// What blessing did with a trace or walk.
pub(super) struct Blessing {
    /// Expectations of the file itself that were rewritten, or would be.
    pub(super) rewritten: usize,
    /// Those of files that it includes.
    pub(super) elsewhere: Vec<(String, usize)>,
    /// What does not hold and was left.
    pub(super) left: Vec<Left>,
    /// Whether the files were written.
    pub(super) is_written: bool,
    /// Why a file could not be written.
    pub(super) error: Option<String>,
}

impl Blessing {
    /// Expectations that were rewritten, or would be, in all files.
    pub(super) fn all_rewritten(&self) -> usize {
        self.rewritten + self.elsewhere.iter().map(|(_, count)| count).sum::<usize>()
    }
}

/// How the new text of a file differs from the old.
pub(super) struct Difference {
    /// The file.
    pub(super) path: String,
    /// In the unified format.
    pub(super) difference: String,
}

impl Verdict {
    /// The verdict of a replay.
    pub(super) fn new(path: &Path, outcome: TraceOutcome) -> Verdict {
        let results = outcome.results;
        Verdict { path: path.display().to_string(), results, blessed: None, cuts: None, is_empty: false, error: None }
    }

    /// The verdict of a file that cannot be read.
    pub(super) fn unreadable(path: &Path, error: &FileError) -> Verdict {
        let error = Unreadable { why: error.to_string(), line: error.line() };
        Verdict { error: Some(error), ..Verdict::new(path, TraceOutcome::default()) }
    }

    /// Whether all of it holds, in the files as they are now.
    pub(super) fn held(&self) -> bool {
        let is_written = |blessed: &Blessing| blessed.is_written || blessed.all_rewritten() == 0;
        !self.is_undone() && self.failures().next().is_none() && self.blessed.as_ref().is_none_or(is_written)
    }

    /// Whether something could not be done: a file could not be read or written, or no card could be made.
    pub(super) fn is_undone(&self) -> bool {
        let no_card = |(_, failure): (&CaseResult, &Failure)| matches!(failure.trouble, FailureKind::NoCard(_));
        let not_written = |blessed: &Blessing| blessed.error.is_some();
        self.error.is_some() || self.failures().any(no_card) || self.blessed.as_ref().is_some_and(not_written)
    }

    /// Whether it is a walk.
    fn is_walk(&self) -> bool {
        sim_script::walk::files::is_walk(Path::new(&self.path))
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

/// What an answer means, line by line; without a command it is an answer to reset.
fn meaning(command: Option<&[u8]>, answer: &[u8]) -> Vec<String> {
    match command {
        Some(_) => sim_explain::answer(command, answer).lines(),
        None => sim_explain::atr::atr(answer).lines(),
    }
}
