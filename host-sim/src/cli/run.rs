//! `rfid-sim run`: replays traces and walks and reports the results.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use miette::miette;

use super::gsmtap::GsmtapSender;
use super::report::{self, Difference, PlayedShard, ReplayOptions, Verdict};
use super::{CliResult, Ending};
use sim_device::profile::Profile;
use sim_i18n::Language;
use sim_lab::coverage::Coverage;
use sim_script::trace::formats::{capture::LiveMessage, replayed};
use sim_script::trace::{Options, TraceOutcome, bless::BlessingNotes};
use sim_script::transcript::Transcript;

mod against;
mod arguments;
#[cfg(feature = "pcsc")]
mod at_reader;
mod bless;
mod card;
mod coverage;
mod cuts;
mod input;
mod kept_world;
mod pages;
mod see;
mod stopped;
mod story;
mod told_story;
mod transcript;
mod watch;
mod work;

pub(super) use against::SecondResult;
pub(super) use arguments::Arguments;
use arguments::Format;
pub(super) use coverage::json::CoverageMember;
use cuts::PowerCut;
use pages::ReportedRun;
use story::{FoundStories, Script, Story};
pub(super) use told_story::told_walk;

/// Runs `rfid-sim run`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    if arguments.see.is_verbose() && arguments.format != Format::Human {
        return Err(miette!(
            "-v is for people, and --format json or junit for programs; --transcript FILE goes with both."
        ));
    }
    arguments.choose_characters();
    if arguments.watch {
        return watch(arguments);
    }
    let FoundStories { mut stories, shard } = story::find(arguments)?;
    arguments.see.refuse_overwriting(&stories)?;
    let options = options(arguments)?;
    #[cfg(feature = "pcsc")]
    if arguments.at_reader.is_chosen() {
        return at_reader::replay_all(arguments, &options, &stories, shard);
    }
    if let Some(file) = &arguments.card {
        if stories.len() != 1 {
            return Err(miette!("--card accepts one trace or walk, and {} were found.", stories.len()));
        }
        let Some(Story { path, script }) = stories.pop() else { return Ok(Ending::Held) };
        let verdict = verdict(arguments, &path, card::replay(&script?, &options, file)?);
        return Ok(conclude_one(arguments, verdict));
    }
    if let Some(file) = &arguments.to_world {
        return replay_to_world(arguments, &options, stories, file);
    }
    if let (Some(PowerCut::At(write)), [_, _, ..]) = (&arguments.power_cut, stories.as_slice()) {
        return Err(miette!("--power-cut {write} accepts one trace, and {} were found.", stories.len()));
    }
    // Where nothing at all can be played, people need no report beside the reasons.
    if arguments.format == Format::Human && stories.iter().all(|story| story.script.is_err()) {
        let wrong: Vec<_> = stories.into_iter().filter_map(|story| story.script.err()).collect();
        let [.., _] = wrong.as_slice() else { return Ok(conclude(arguments, Vec::new(), &[], shard)) };
        wrong.into_iter().for_each(super::complain);
        return Ok(Ending::Undone);
    }
    let (verdicts, differences) = replay_all(arguments, &options, &stories)?;
    let failed = stopped::first(arguments, &verdicts, &stories);
    let ending = conclude(arguments, verdicts, &differences, shard);
    // The places in the texts are for people, whatever the report is for.
    stories.into_iter().filter_map(|story| story.script.err()).for_each(super::complain);
    if let Some(failed) = failed {
        failed.open(arguments)?;
    }
    Ok(ending)
}

/// Replays whatever changes, where that can be shown.
fn watch(arguments: &Arguments) -> CliResult {
    if arguments.format != Format::Human || arguments.paths.iter().any(|path| path == Path::new(input::ARGUMENT)) {
        return Err(miette!("--watch shows files to people; it takes neither standard input nor --format."));
    }
    watch::watch(arguments)
}

/// Replays one walk and keeps its world in a file.
fn replay_to_world(
    arguments: &Arguments,
    options: &Options,
    mut stories: Vec<Story>,
    file: &Path,
) -> miette::Result<Ending> {
    if stories.len() != 1 {
        return Err(miette!("--to-world accepts one walk, and {} were found.", stories.len()));
    }
    let Some(Story { path, script }) = stories.pop() else { return Ok(Ending::Held) };
    let verdict = verdict(arguments, &path, kept_world::replay((&path, &script?), options, file)?);
    Ok(conclude_one(arguments, verdict))
}

/// Tells the replay of the only file, and returns the ending.
fn conclude_one(arguments: &Arguments, verdict: Verdict) -> Ending {
    send(&verdict, arguments);
    arguments.see.print(&verdict);
    let verdict = filtered(arguments, verdict);
    if arguments.format == Format::Human {
        super::print(&report::human::line(&verdict, arguments.see.language()));
    }
    conclude(arguments, vec![verdict], &[], None)
}

/// Removes from a verdict the cases that the filter leaves out.
fn filtered(arguments: &Arguments, mut verdict: Verdict) -> Verdict {
    if let Some(filter) = &arguments.filter
        && !verdict.path.contains(filter)
    {
        verdict.results.retain(|result| result.title.as_ref().is_some_and(|title| title.contains(filter)));
    }
    verdict
}

/// Removes from the notes those of cases that the filter leaves out.
fn filtered_notes(arguments: &Arguments, path: &str, mut noted: BlessingNotes) -> BlessingNotes {
    if let Some(filter) = &arguments.filter
        && !path.contains(filter)
    {
        noted.edits.retain(|edit| edit.case.as_ref().is_some_and(|case| case.contains(filter)));
    }
    noted
}

fn options(arguments: &Arguments) -> miette::Result<Options> {
    let profile = arguments.profile.as_deref().map(Profile::choose).transpose()?;
    Ok(Options {
        seed: arguments.seed,
        profile,
        bless: arguments.bless.is_some(),
        stopwatch: Some(elapsed),
        keeps_exchanges: arguments.gsmtap.is_some(),
        rows: None,
        keeps_transcript: arguments.see.has_transcript() || arguments.coverage.is_wanted(),
    })
}

/// Returns the time since the first call.
#[expect(clippy::disallowed_methods, reason = "the command line says how long a case takes; no result depends on it")]
fn elapsed() -> Duration {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}

/// Replays the files side by side, and hands each verdict on in the order of the files.
fn replay_all(
    arguments: &Arguments,
    options: &Options,
    stories: &[Story],
) -> miette::Result<(Vec<Verdict>, Vec<Difference>)> {
    let second = arguments.against.card(arguments.profile.as_deref(), arguments.seed)?;
    let jobs = arguments.job_count();
    let progress = report::progress::Progress::new(stories.len(), arguments.see.language().of("份记录", "traces"));
    let is_live = arguments.format == Format::Human && arguments.bless.is_none();
    let mut sender = GsmtapSender::new(arguments.gsmtap.as_ref());
    let replayed = work::in_order(
        stories,
        jobs,
        |story| {
            let (mut verdict, noted) = one(arguments, options, story);
            verdict.second = second.as_ref().and_then(|card| card.compare_story(arguments, options, story));
            let noted = filtered_notes(arguments, &verdict.path, noted);
            (filtered(arguments, verdict), noted)
        },
        |(verdict, _)| {
            sender.send_all(&verdict.crossed, LiveMessage::all_of);
            sender.tell();
            if is_live {
                progress.print(&arguments.see.shown(verdict));
            }
            progress.step();
            !(arguments.fail_fast || arguments.stop_at_failure) || verdict.held()
        },
    );
    progress.finish();
    sender.finish();
    let (verdicts, differences): (Vec<Verdict>, Vec<Difference>) = match arguments.bless {
        None => (replayed.into_iter().map(|(verdict, _)| verdict).collect(), Vec::new()),
        Some(how) => {
            let (verdicts, differences) = bless::bless(stories, replayed, options, how, jobs);
            (verdicts.into_iter().map(|verdict| filtered(arguments, verdict)).collect(), differences)
        }
    };
    if arguments.format == Format::Human && arguments.bless.is_some() {
        let language = arguments.see.language();
        verdicts.iter().for_each(|verdict| super::print(&report::human::line(verdict, language)));
    }
    if let Some(PowerCut::At(write)) = arguments.power_cut
        && let [Verdict { cuts: Some(0), path, .. }] = verdicts.as_slice()
    {
        return Err(miette!("There is no memory write {write} in {path}."));
    }
    Ok((verdicts, differences))
}

/// Replays one file in the way that the arguments ask for.
fn one(arguments: &Arguments, options: &Options, story: &Story) -> (Verdict, BlessingNotes) {
    let script = match &story.script {
        Ok(script) => script,
        Err(error) => return (Verdict::unreadable(&story.path, error), BlessingNotes::default()),
    };
    let (mut verdict, noted) = match (script, &arguments.power_cut) {
        (Script::Trace(trace), Some(cut)) => {
            (cuts::replay(&story.path, trace, options, *cut), BlessingNotes::default())
        }
        (script, _) => {
            let mut outcome = script.replay(options);
            let noted = std::mem::take(&mut outcome.noted);
            (verdict(arguments, &story.path, outcome), noted)
        }
    };
    verdict.is_empty = script.is_empty();
    (verdict, noted)
}

/// Returns the verdict of a replay, with what crossed the card's line if that is to be sent.
fn verdict(arguments: &Arguments, path: &Path, mut outcome: TraceOutcome) -> Verdict {
    let crossed = arguments.gsmtap.as_ref().map(|_| replayed::crossed(&outcome.recording)).unwrap_or_default();
    let name = path.display().to_string();
    if let Some(filter) = arguments.filter.as_deref().filter(|filter| !name.contains(filter)) {
        outcome.transcript.retain_cases(|title| title.contains(filter));
    }
    // A line that a failing file has passed shows nothing that anybody could rely on.
    let is_counted = arguments.coverage.is_wanted() && outcome.held();
    let coverage = if is_counted { Coverage::of(&outcome.transcript) } else { Coverage::default() };
    let told = arguments.see.told(&name, &outcome.transcript);
    let transcript =
        if arguments.see.has_report() { std::mem::take(&mut outcome.transcript) } else { Transcript::default() };
    Verdict { crossed, told, transcript, coverage, ..Verdict::new(path, outcome) }
}

/// Sends what crossed the card's line in a replay.
fn send(verdict: &Verdict, arguments: &Arguments) {
    let mut sender = GsmtapSender::new(arguments.gsmtap.as_ref());
    sender.send_all(&verdict.crossed, LiveMessage::all_of);
    sender.finish();
}

/// Prints the report, and returns the ending that it has.
fn conclude(
    arguments: &Arguments,
    verdicts: Vec<Verdict>,
    differences: &[Difference],
    shard: Option<PlayedShard>,
) -> Ending {
    let again = again(arguments, &verdicts);
    let covered = match arguments.coverage.of(&verdicts, arguments.job_count()) {
        Ok(covered) => covered,
        Err(error) => {
            super::complain(error);
            return Ending::Undone;
        }
    };
    let language = arguments.see.language();
    let summary = || report::human::summary(&verdicts, differences, &again, shard, language);
    let report = match arguments.format {
        Format::Human => summary(),
        Format::Json => {
            let coverage = covered.as_ref().map(coverage::json::member);
            report::json::report(&verdicts, differences, &again, shard, coverage)
        }
        Format::Junit => report::junit::report(&verdicts, &again, shard),
    };
    super::print(&report);
    if let (Some(covered), Format::Human) = (&covered, arguments.format) {
        super::print(&coverage::human::text(covered, language));
    }
    let run = ReportedRun { verdicts: &verdicts, again: &again, shard, covered: covered.as_ref(), language };
    if let Err(error) = arguments.see.write(&run, summary) {
        super::complain(error);
        return Ending::Undone;
    }
    match (ending(&verdicts), &covered) {
        (Ending::Held, Some(covered)) if !covered.shortfalls.is_empty() => Ending::Failed,
        (ending, _) => ending,
    }
}

/// Returns the options that replay a result once more.
fn again(arguments: &Arguments, verdicts: &[Verdict]) -> ReplayOptions {
    ReplayOptions {
        seed: arguments.seed,
        profile: arguments.profile.clone(),
        card: arguments.card.clone(),
        stdin: arguments.input.replayed(&arguments.paths, verdicts),
        // Only the report for people has a language.
        language: if arguments.format == Format::Human { arguments.see.language() } else { Language::English },
    }
}

/// Returns the ending that a run with these verdicts has.
fn ending(verdicts: &[Verdict]) -> Ending {
    if verdicts.iter().any(Verdict::is_undone) {
        Ending::Undone
    } else if verdicts.iter().all(|verdict| verdict.held() && verdict.is_same_on_second()) {
        Ending::Held
    } else {
        Ending::Failed
    }
}
