//! Reports of replays: for people, for programs, for test servers.

use std::path::{Path, PathBuf};

use super::run::SecondResult;
use super::shard::Shard;
use sim_i18n::Language;
use sim_lab::coverage::Coverage;
use sim_script::trace::TraceOutcome;
use sim_script::trace::bless::LeftExpectation;
use sim_script::trace::files::FileError;
use sim_script::trace::formats::SessionStep;
use sim_script::trace::outcome::{CaseResult, Failure, FailureKind};
use sim_script::trace::recording::ShownValue;
use sim_script::transcript::Transcript;

pub(super) mod human;
pub(super) mod json;
pub(super) mod junit;
pub(super) mod progress;

/// Shard of a corpus that was played.
#[derive(Clone, Copy)]
pub(super) struct PlayedShard {
    /// Shard.
    pub(super) shard: Shard,
    /// Number of files of all shards together.
    pub(super) found: usize,
}

/// Verdict on one trace or walk.
pub(super) struct Verdict {
    /// Path of the file.
    pub(super) path: String,
    /// Results of the file and its cases; empty if nothing could be replayed.
    pub(super) results: Vec<CaseResult>,
    /// Result of blessing; `None` without `--bless`.
    pub(super) blessed: Option<Blessing>,
    /// Number of power cuts that were survived; `None` without `--power-cut`.
    pub(super) cuts: Option<u64>,
    /// Set if the file has no step.
    pub(super) is_empty: bool,
    /// Reason for which the file could not be replayed; `None` if it was.
    pub(super) error: Option<UnreadableFile>,
    /// Values that the file shows.
    pub(super) shown: Vec<ShownValue>,
    /// Steps that crossed the card's line; empty unless they are to be sent.
    pub(super) crossed: Vec<SessionStep>,
    /// Transcript as text; empty unless one is wanted.
    pub(super) told: String,
    /// Transcript; empty unless pages are made of it.
    pub(super) transcript: Transcript,
    /// Comparison with a second card; `None` without one.
    pub(super) second: Option<SecondResult>,
    /// Coverage; empty unless it is wanted, and where a result does not hold.
    pub(super) coverage: Coverage,
}

/// Reason for which a file cannot be replayed.
pub(super) struct UnreadableFile {
    /// Reason in a sentence.
    pub(super) why: String,
    /// File of the line, if it is another one, such as an included one; `None` if it is the file itself.
    pub(super) file: Option<String>,
    /// Line that is wrong, counted from 1; `None` if the error is not in a line.
    pub(super) line: Option<usize>,
}

/// Result of blessing a trace or walk.
pub(super) struct Blessing {
    /// Number of expectations of the file itself that were rewritten, or would be.
    pub(super) rewritten: usize,
    /// Numbers of such expectations in included files, by name.
    pub(super) elsewhere: Vec<(String, usize)>,
    /// Expectations that do not hold and were left.
    pub(super) left: Vec<LeftExpectation>,
    /// Set if the files were written.
    pub(super) is_written: bool,
    /// Reason for which a file could not be written; `None` if all were.
    pub(super) error: Option<String>,
}

impl Blessing {
    /// Returns the number of expectations that were rewritten, or would be, in all files.
    pub(super) fn all_rewritten(&self) -> usize {
        self.rewritten + self.elsewhere.iter().map(|(_, count)| count).sum::<usize>()
    }
}

/// Difference between the new text of a file and the old.
pub(super) struct Difference {
    /// Path of the file.
    pub(super) path: String,
    /// Difference in the unified format.
    pub(super) difference: String,
}

impl Verdict {
    /// Returns the verdict of a replay.
    pub(super) fn new(path: &Path, outcome: TraceOutcome) -> Verdict {
        let (results, shown) = (outcome.results, outcome.recording.shown);
        Verdict {
            path: path.display().to_string(),
            results,
            blessed: None,
            cuts: None,
            is_empty: false,
            error: None,
            shown,
            crossed: Vec::new(),
            told: String::new(),
            transcript: Transcript::default(),
            second: None,
            coverage: Coverage::default(),
        }
    }

    /// Returns the verdict of a file that cannot be read.
    pub(super) fn unreadable(path: &Path, error: &FileError) -> Verdict {
        let file = error.text_name().filter(|name| Path::new(name) != path).map(str::to_owned);
        let error = UnreadableFile { why: error.to_string(), file, line: error.line() };
        Verdict { error: Some(error), ..Verdict::new(path, TraceOutcome::default()) }
    }

    /// Returns `true` if everything holds in the files as they are now.
    pub(super) fn held(&self) -> bool {
        let is_written = |blessed: &Blessing| blessed.is_written || blessed.all_rewritten() == 0;
        !self.is_undone() && self.failures().next().is_none() && self.blessed.as_ref().is_none_or(is_written)
    }

    /// Returns `true` if something could not be done: a file could not be read or written, or no card could be made.
    pub(super) fn is_undone(&self) -> bool {
        let no_card = |(_, failure): (&CaseResult, &Failure)| matches!(failure.trouble, FailureKind::NoCard(_));
        let not_written = |blessed: &Blessing| blessed.error.is_some();
        let untried = |second: &SecondResult| second.error.is_some();
        self.error.is_some()
            || self.failures().any(no_card)
            || self.blessed.as_ref().is_some_and(not_written)
            || self.second.as_ref().is_some_and(untried)
    }

    /// Returns `true` if the second card did the same, or there is none.
    pub(super) fn is_same_on_second(&self) -> bool {
        self.second.as_ref().is_none_or(SecondResult::is_same)
    }

    /// Returns `true` if the file is a walk.
    pub(super) fn is_walk(&self) -> bool {
        sim_script::walk::files::is_walk(Path::new(&self.path))
    }

    /// Returns the number of commands that were sent.
    pub(super) fn commands(&self) -> usize {
        self.results.iter().map(|result| result.commands).sum()
    }

    /// Returns the failures, each with the result that it belongs to.
    pub(super) fn failures(&self) -> impl Iterator<Item = (&CaseResult, &Failure)> {
        self.results.iter().filter_map(|result| result.failure.as_ref().map(|failure| (result, failure)))
    }
}

/// Options that must be given once more to replay one result.
pub(super) struct ReplayOptions {
    /// Value of `--seed`; `None` without the option.
    pub(super) seed: Option<u64>,
    /// Value of `--profile`; `None` without the option.
    pub(super) profile: Option<String>,
    /// Value of `--card`; `None` without the option.
    pub(super) card: Option<PathBuf>,
    /// Path that stands for standard input, and the arguments that take standard input once more; `None` if it was not
    /// read.
    pub(super) stdin: Option<(String, String)>,
    /// Language of the report.
    pub(super) language: Language,
}

impl ReplayOptions {
    /// Returns the command line that replays one result alone.
    fn command(&self, path: &str, result: &CaseResult) -> String {
        let file = match &self.stdin {
            Some((name, arguments)) if name == path => arguments.clone(),
            _ => quoted(path),
        };
        let mut command = format!("rfid-sim run {file}");
        if let Some(title) = &result.title {
            command += &format!(" --filter {}", quoted(title));
        }
        if let Some(profile) = &self.profile {
            command += &format!(" --profile {}", quoted(profile));
        }
        if let Some(card) = &self.card {
            command += &format!(" --card {}", quoted(&card.display().to_string()));
        }
        if let Some(seed) = self.seed {
            command += &format!(" --seed {seed}");
        }
        if self.language == Language::Chinese {
            command += " --lang zh";
        }
        command
    }
}

/// Quotes a word for a shell, where that is needed.
pub(super) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+:".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Returns the number of traces and of walks among the verdicts.
fn kinds(verdicts: &[Verdict]) -> (usize, usize) {
    let walks = verdicts.iter().filter(|verdict| verdict.is_walk()).count();
    (verdicts.len() - walks, walks)
}

/// Returns the meaning of an answer, line by line; without a command, of an answer to reset.
fn meaning(command: Option<&[u8]>, answer: &[u8]) -> Vec<String> {
    match command {
        Some(_) => sim_explain::answer(command, answer).lines(),
        None => sim_explain::atr::atr(answer).lines(),
    }
}
