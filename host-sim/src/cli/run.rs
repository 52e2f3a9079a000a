//! `rfid-sim run`: replays traces and walks and reports how they went.

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use miette::miette;

use super::report::{self, Again, Verdict};
use super::{Ending, Outcome};
use crate::profile::Profile;
use crate::trace::files::{self, Kinds};
use crate::trace::{self, Options, Trace};
use crate::walk::{self, Walk};

mod card;
mod cuts;
mod work;

use cuts::PowerCut;

/// What stands below the arguments in `--help`.
fn names_of_refusals() -> String {
    format!("Names that `expect refusal` takes, beside none:\n{}", crate::explain::refusals())
}

/// Arguments of `rfid-sim run`.
#[derive(clap::Args)]
#[command(after_long_help = names_of_refusals())]
pub(super) struct Arguments {
    /// Traces (*.trace) and walks (*.walk), and folders of them.
    #[arg(default_value = "apdu-traces")]
    paths: Vec<PathBuf>,
    /// How to report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Where the card's random numbers start, whatever the traces say.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// What the cards are made from, whatever the traces say: default, a TOML file, or FILE#NAME for one card of it.
    #[arg(long, value_name = "FILE")]
    profile: Option<String>,
    /// Only traces and cases whose path or title contains this.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Stop at the first trace that fails.
    #[arg(long)]
    fail_fast: bool,
    /// Replay so many traces at once; as many as there are processors if not said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// The card's memory in a file: the trace goes on with the card that is in it, or leaves a new one there.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["power_cut", "bless"])]
    card: Option<PathBuf>,
    /// Replay the traces, then cut the power at every memory write (all) or at the N-th: the card must come up as before or after.
    #[arg(long, value_name = "all|N", conflicts_with = "bless")]
    power_cut: Option<PowerCut>,
    /// Rewrite what the traces expect to what the card answers.
    #[arg(long)]
    bless: bool,
}

/// How a report looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line a trace, then the failures.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// JUnit XML.
    Junit,
}

/// What is looked for in folders.
const STORIES: Kinds = Kinds { extensions: &[files::EXTENSION, walk::files::EXTENSION], one: "trace or walk" };

/// A file to replay.
struct Story {
    path: PathBuf,
    script: Script,
}

/// What is in it.
enum Script {
    Trace(Trace),
    Walk(Walk),
}

/// Runs `rfid-sim run`.
pub(super) fn run(arguments: &Arguments) -> Outcome {
    let stories = stories(arguments)?;
    let options = options(arguments)?;
    if let Some(file) = &arguments.card {
        let [story] = stories.as_slice() else {
            return Err(miette!("--card is for one trace or walk, and here are {}.", stories.len()));
        };
        let verdict = Verdict::new(&story.path, card::replay(&story.script, &options, file)?);
        return Ok(conclude(arguments, vec![filtered(arguments, verdict)]));
    }
    if let (Some(PowerCut::At(write)), [_, _, ..]) = (&arguments.power_cut, stories.as_slice()) {
        return Err(miette!("--power-cut {write} is for one trace, and here are {}.", stories.len()));
    }
    let verdicts = replay_all(arguments, &options, &stories)?;
    let ending = conclude(arguments, verdicts);
    Ok(ending)
}

/// Everything that is asked for, read whole before any of it is replayed.
fn stories(arguments: &Arguments) -> miette::Result<Vec<Story>> {
    let mut stories = Vec::new();
    for path in files::find_kinds(&arguments.paths, STORIES)? {
        let script = match walk::files::is_walk(&path) {
            true => Script::Walk(walk::files::load(&path)?),
            false => Script::Trace(files::load(&path)?),
        };
        if wanted(arguments, &path.display().to_string(), &script) {
            stories.push(Story { path, script });
        }
    }
    if stories.is_empty()
        && let Some(filter) = &arguments.filter
    {
        return Err(miette!("No trace, walk or case has {filter:?} in its path or title."));
    }
    if arguments.power_cut.is_some() {
        // Folders hold walks too; one that is named is meant.
        let named = |story: &Story| matches!(story.script, Script::Walk(_)) && arguments.paths.contains(&story.path);
        if let Some(walk) = stories.iter().find(|story| named(story)) {
            return Err(miette!("--power-cut is for traces, and {} is a walk.", walk.path.display()));
        }
        stories.retain(|story| matches!(story.script, Script::Trace(_)));
    }
    Ok(stories)
}

/// Whether a file, or one of a trace's cases, passes the filter.
fn wanted(arguments: &Arguments, path: &str, script: &Script) -> bool {
    let Some(filter) = &arguments.filter else {
        return true;
    };
    let in_title = |trace: &Trace| trace::replay::titles(trace).iter().any(|title| title.contains(filter));
    path.contains(filter) || matches!(script, Script::Trace(trace) if in_title(trace))
}

/// The verdict without the cases that the filter leaves out.
fn filtered(arguments: &Arguments, mut verdict: Verdict) -> Verdict {
    if let Some(filter) = &arguments.filter
        && !verdict.path.contains(filter)
    {
        verdict.results.retain(|result| result.title.as_ref().is_some_and(|title| title.contains(filter)));
    }
    verdict
}

fn options(arguments: &Arguments) -> miette::Result<Options> {
    let profile = arguments.profile.as_deref().map(Profile::choose).transpose();
    let profile = profile.map_err(|error| miette!("{error}"))?;
    Ok(Options { seed: arguments.seed, profile, bless: arguments.bless })
}

/// Replays side by side, and hands each verdict on in the order of the traces.
fn replay_all(arguments: &Arguments, options: &Options, stories: &[Story]) -> miette::Result<Vec<Verdict>> {
    let jobs = arguments.jobs.map_or_else(work::processors, usize::from);
    let progress = report::progress::Progress::new(stories.len(), "traces");
    let live = arguments.format == Format::Human;
    let replayed = work::in_order(
        stories,
        jobs,
        |story| one(arguments, options, story),
        |verdict| {
            if live {
                progress.print(&report::human::line(verdict));
            }
            progress.step();
            !arguments.fail_fast || verdict.held()
        },
    );
    progress.finish();
    let verdicts: Vec<Verdict> = replayed.into_iter().map(|verdict| filtered(arguments, verdict)).collect();
    if let Some(PowerCut::At(write)) = arguments.power_cut
        && let [Verdict { cuts: Some(0), path, .. }] = verdicts.as_slice()
    {
        return Err(miette!("There is no memory write {write} in {path}."));
    }
    Ok(verdicts)
}

/// Replays one file in the way that the arguments ask for.
fn one(arguments: &Arguments, options: &Options, story: &Story) -> Verdict {
    let outcome = match (&story.script, &arguments.power_cut) {
        (Script::Trace(trace), Some(cut)) => return cuts::replay(&story.path, trace, options, *cut),
        (Script::Trace(trace), None) => trace::replay(trace, options),
        (Script::Walk(walk), _) => walk::replay(walk, options),
    };
    let edits = outcome.edits.clone();
    let mut verdict = Verdict::new(&story.path, outcome);
    if arguments.bless {
        verdict.blessed = Some(work::bless(&edits));
    }
    verdict
}

fn conclude(arguments: &Arguments, verdicts: Vec<Verdict>) -> Ending {
    let again = Arc::new(Again { seed: arguments.seed, profile: arguments.profile.clone() });
    let report = match arguments.format {
        Format::Human => report::human::summary(&verdicts, &again),
        Format::Json => report::json::report(&verdicts, &again),
        Format::Junit => report::junit::report(&verdicts, &again),
    };
    super::print(&report);
    if verdicts.iter().all(Verdict::held) { Ending::Held } else { Ending::Failed }
}
