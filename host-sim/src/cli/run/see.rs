//! What people see of a replay beside its report: transcripts on the terminal and in a file.

use std::fs;
use std::path::{Path, PathBuf};

use miette::miette;

use super::pages::{self, ReportedRun};
use super::story::{Script, Story};
use super::transcript::{self, TranscriptDetail};
use crate::cli::language::LanguageChoice;
use crate::cli::output;
use crate::cli::report::{Verdict, human};
use sim_i18n::Language;
use sim_script::transcript::Transcript;

/// Options of what is shown of a replay.
#[derive(clap::Args)]
pub(super) struct SeeOptions {
    /// Print every line as it is played and what it brings about; -vv prints every octet and field.
    #[arg(short, long, action = clap::ArgAction::Count, conflicts_with = "bless")]
    verbose: u8,
    /// File for what -v prints, or -vv if that is given; an existing file is overwritten.
    #[arg(long, value_name = "FILE", conflicts_with = "bless")]
    transcript: Option<PathBuf>,
    /// Folder for HTML pages about the run: an index, and a page for each trace and walk. An earlier report there is
    /// replaced.
    #[arg(long, value_name = "DIR", conflicts_with = "bless")]
    report: Option<PathBuf>,
    /// Language of what is printed for people, of transcripts and of pages; JSON and JUnit are English.
    #[arg(long, value_enum, default_value = "en")]
    lang: LanguageChoice,
}

impl SeeOptions {
    /// Returns `true` if a replay has to keep its transcript.
    pub(super) const fn has_transcript(&self) -> bool {
        self.verbose > 0 || self.transcript.is_some() || self.report.is_some()
    }

    /// Returns `true` if pages are made.
    pub(super) const fn has_report(&self) -> bool {
        self.report.is_some()
    }

    /// Returns the language of what people read.
    pub(super) const fn language(&self) -> Language {
        self.lang.language()
    }

    /// Returns `true` if transcripts are printed.
    pub(super) const fn is_verbose(&self) -> bool {
        self.verbose > 0
    }

    /// Refuses a place for the transcript or the pages that holds something else.
    pub(super) fn refuse_overwriting(&self, stories: &[Story]) -> miette::Result<()> {
        if let Some(folder) = &self.report {
            pages::refuse_overwriting(folder)?;
        }
        let Some(file) = &self.transcript else { return Ok(()) };
        let same = |path: &Path| match (path.canonicalize(), file.canonicalize()) {
            (Ok(path), Ok(file)) => path == file,
            _ => false,
        };
        let files = |story: &Story| story.script.as_ref().map(Script::files).unwrap_or_default();
        let is_replayed = |story: &Story| same(&story.path) || files(story).iter().any(|name| same(Path::new(name)));
        match stories.iter().find(|story| is_replayed(story)) {
            Some(_) => Err(miette!("--transcript would overwrite {}, which is replayed.", file.display())),
            None => Ok(()),
        }
    }

    /// Renders a transcript as it is wanted; empty if none is.
    pub(super) fn told(&self, name: &str, transcript: &Transcript) -> String {
        let wanted = if self.transcript.is_some() { self.verbose.max(1) } else { self.verbose };
        let detail = TranscriptDetail::of_count(wanted);
        detail.map(|detail| transcript::text(name, transcript, detail, self.language())).unwrap_or_default()
    }

    /// Prints the transcript of the only file, if transcripts are printed.
    pub(super) fn print(&self, verdict: &Verdict) {
        if self.is_verbose() {
            output::write(&verdict.told);
        }
    }

    /// Renders what is printed of a file: its transcript, if transcripts are printed, and its line.
    pub(super) fn shown(&self, verdict: &Verdict) -> String {
        let told = if self.is_verbose() { verdict.told.as_str() } else { "" };
        format!("{told}{}", human::line(verdict, self.language()))
    }

    /// Writes the transcripts and the pages that are wanted.
    pub(super) fn write(&self, run: &ReportedRun<'_>, summary: impl FnOnce() -> String) -> miette::Result<()> {
        if let Some(file) = &self.transcript {
            let line = |verdict: &Verdict| human::line(verdict, self.language());
            let files = run.verdicts.iter().map(|verdict| format!("{}{}\n", verdict.told, line(verdict)));
            let text = uncoloured(&format!("{}{}\n", files.collect::<String>(), summary()));
            fs::write(file, text).map_err(|error| miette!("{} cannot be written: {error}.", file.display()))?;
        }
        self.report.as_ref().map_or(Ok(()), |folder| pages::write(folder, run))
    }
}

/// Returns a text without the control sequences that colour it on a terminal.
pub(super) fn uncoloured(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        // A sequence of another kind ends nowhere, and stays.
        rest = match behind.split_once('m') {
            Some((digits, behind)) if digits.chars().all(|digit| digit.is_ascii_digit() || digit == ';') => behind,
            _ => behind,
        };
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::uncoloured;

    #[test]
    fn colours_are_removed_and_text_stays() {
        assert_eq!(uncoloured("a \u{1b}[1;32mok\u{1b}[0m (1)\n"), "a ok (1)\n");
        assert_eq!(uncoloured("\u{1b}[31"), "31");
        assert_eq!(uncoloured("平 [m"), "平 [m");
    }
}
