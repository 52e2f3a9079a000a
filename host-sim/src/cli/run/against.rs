//! `--against`: every trace and walk on a second card, and where the second card first does otherwise. The second card
//! has another profile, or is that of another build of this program.
//!
//! A profile's card answers a trace with its own keys, and expectations that do not hold end neither replay. Another
//! build tells what it sees by `run -v`, as far as it comes.

use std::path::{Path, PathBuf};
use std::process::Command;

use miette::miette;

use super::told_story::{told_story, told_walk};
use super::{Arguments, Script, Story};
use crate::cli::ascii;
use crate::cli::diff::nature_parser;
use sim_device::profile::Profile;
use sim_script::trace::diff::{Comparison, ComparisonRow, Nature, report as session_report};
use sim_script::trace::formats::{Notes, replayed};
use sim_script::trace::{self, Options, Trace};
use sim_script::transcript::diff::{StoryComparison, StoryRow, report as story_report};
use sim_script::transcript::told::{self, ToldStory};

/// Columns of two transcripts side by side.
const WIDTH: usize = 96;

/// Options of the second card.
#[derive(clap::Args)]
pub(super) struct AgainstOptions {
    /// Profile of a second card, on which everything is replayed and compared: `default`, a TOML file, or FILE#NAME.
    #[arg(long, value_name = "PROFILE", conflicts_with_all = ["card", "to_world", "power_cut", "bless", "watch"])]
    against: Option<String>,
    /// Another build of rfid-sim, which replays everything on its card; what both see is compared.
    #[arg(
        long, value_name = "PROGRAM",
        conflicts_with_all = ["against", "card", "to_world", "power_cut", "bless", "watch"]
    )]
    against_build: Option<PathBuf>,
    /// Fields in which the answers of --against may differ, separated by commas: random, mac, counter, time.
    #[arg(long, value_delimiter = ',', value_parser = nature_parser(), requires = "against")]
    ignore: Vec<Nature>,
}

/// Second card.
pub(super) enum SecondCard {
    /// Card of a profile; fields of these natures may differ.
    Profile(Box<Profile>, Vec<Nature>),
    /// Card of another build of this program, with the options of the replay.
    Build(PathBuf, Vec<String>),
}

/// Comparison of a file's replays on both cards.
pub(in crate::cli) struct SecondResult {
    /// Number of steps or lines that are alike.
    pub(in crate::cli) alike: usize,
    /// First difference, line by line; empty if there is none.
    pub(in crate::cli) first: Vec<String>,
    /// Number of differences.
    pub(in crate::cli) differences: usize,
    /// Reason why the second card could not be tried; `None` if it was.
    pub(in crate::cli) error: Option<String>,
}

impl SecondResult {
    /// Returns whether both cards did the same.
    pub(in crate::cli) const fn is_same(&self) -> bool {
        self.differences == 0 && self.error.is_none()
    }

    const fn undone(error: String) -> SecondResult {
        SecondResult { alike: 0, first: Vec::new(), differences: 0, error: Some(error) }
    }
}

impl AgainstOptions {
    /// Returns the second card; `None` if there is only one. `profile` and `seed` are those of the replay.
    pub(super) fn card(&self, profile: Option<&str>, seed: Option<u64>) -> miette::Result<Option<SecondCard>> {
        if let Some(program) = &self.against_build {
            let mut options = Vec::new();
            options.extend(profile.into_iter().flat_map(|profile| ["--profile".to_owned(), profile.to_owned()]));
            options.extend(seed.into_iter().flat_map(|seed| ["--seed".to_owned(), seed.to_string()]));
            return Ok(Some(SecondCard::Build(program.clone(), options)));
        }
        let Some(name) = &self.against else { return Ok(None) };
        let profile = Profile::choose(name).map_err(|error| miette!("{error}"))?;
        Ok(Some(SecondCard::Profile(Box::new(profile), self.ignore.clone())))
    }
}

impl SecondCard {
    /// Compares a file's replays as [`SecondCard::compare`] does, without the cases that the filter leaves out; `None`
    /// if the file cannot be read.
    pub(super) fn compare_story(
        &self,
        arguments: &Arguments,
        options: &Options,
        story: &Story,
    ) -> Option<SecondResult> {
        let script = story.script.as_ref().ok()?;
        let filter = arguments.filter.as_deref();
        let rows = filter.filter(|filter| !story.path.display().to_string().contains(filter)).map(str::to_owned);
        Some(self.compare(&story.path, script, &Options { rows, ..options.clone() }))
    }

    /// Replays a file on both cards, and compares what they did.
    fn compare(&self, path: &Path, script: &Script, options: &Options) -> SecondResult {
        let first = Options { bless: true, keeps_transcript: false, stopwatch: None, ..options.clone() };
        match (self, script) {
            (SecondCard::Profile(profile, ignored), script) => {
                let second = Options { profile: Some((**profile).clone()), ..first.clone() };
                match script {
                    Script::Trace(trace) => answers(trace, [&first, &second], ignored),
                    Script::Walk(walk) => lines(&[&first, &second].map(|options| told_walk(path, walk, options))),
                }
            }
            (SecondCard::Build(program, arguments), script) => {
                let own = Options { bless: false, ..first };
                match told_by(program, arguments, path, own.rows.as_deref()) {
                    Ok(theirs) => {
                        let outcome = script.replay(&Options { keeps_transcript: true, ..own });
                        lines(&[told_story(path, &outcome.transcript), theirs])
                    }
                    Err(why) => SecondResult::undone(why),
                }
            }
        }
    }
}

/// Compares the answers of two cards to a trace.
fn answers(trace: &Trace, options: [&Options; 2], ignored: &[Nature]) -> SecondResult {
    let [left, right] = options.map(|options| {
        let outcome = trace::replay(trace, options);
        replayed::session(trace, &outcome.recording, &mut Notes::default())
    });
    let comparison = Comparison::of(&left, &right, ignored);
    let summary = comparison.summary();
    let is_told = |row: &&ComparisonRow| match row {
        ComparisonRow::Same(..) => false,
        ComparisonRow::Changed(_, _, differences) => differences.iter().any(|difference| !difference.expected),
        _ => true,
    };
    let first = comparison.rows.iter().find(is_told).map(session_report::row_lines).unwrap_or_default();
    SecondResult {
        alike: summary.same.saturating_add(summary.expected),
        first,
        differences: comparison.rows.iter().filter(is_told).count(),
        error: None,
    }
}

/// Compares what was told of a file on two cards, line by line.
fn lines([left, right]: &[ToldStory; 2]) -> SecondResult {
    let comparison = StoryComparison::of(left, right);
    let differs = |row: &&StoryRow| !matches!(row, StoryRow::Same(_));
    let first = comparison.rows.iter().find(differs).map(|row| story_report::row_lines(row, WIDTH)).unwrap_or_default();
    let differences = comparison.rows.iter().filter(differs).count();
    SecondResult { alike: comparison.counts().same, first, differences, error: None }
}

/// Lets another build replay a file, and returns its transcript; the error says why there is none.
fn told_by(program: &Path, options: &[String], path: &Path, rows: Option<&str>) -> Result<ToldStory, String> {
    let mut command = Command::new(program);
    command.arg("run").arg("-v").arg(path).args(options).env("NO_COLOR", "1");
    // What is read back has frames as they are.
    command.env_remove(ascii::VARIABLE);
    command.args(rows.into_iter().flat_map(|rows| ["--filter", rows]));
    let shown = program.display();
    let ended = command.output().map_err(|error| format!("{shown} cannot be run: {error}"))?;
    let printed = String::from_utf8_lossy(&ended.stdout);
    let told = told::read(&printed).and_then(|stories| stories.into_iter().next());
    told.ok_or_else(|| {
        let said = String::from_utf8_lossy(&ended.stderr);
        let said = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it printed no transcript");
        format!("{shown} did not replay {}: {said}", path.display())
    })
}
