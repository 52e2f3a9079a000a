//! `rfid-sim fleet day` and `settle`: the people live on.

use std::path::Path;
use std::time::Instant;

use miette::miette;

use super::new::people_of;
use super::words::kind_words;
use super::{FleetArgument, ThreadsOption, audited, failed};
use crate::cli::report::progress::Progress;
use crate::cli::table::{row, table};
use crate::cli::{CliResult, print, reading};
use sim_codec::amount::in_english;
use sim_codec::time::Day;
use sim_lab::fleet::{
    DayScenario, DayTally, FleetFile, FleetSettings, KNOWN_SCENARIOS, TallyKind, live_day, next_day,
    settle as settle_fleet,
};
use sim_wire::count::Counted;

/// Arguments of `rfid-sim fleet day`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: FleetArgument,
    /// Scenario of the day: `working-day`, `campaign`, or a TOML file.
    #[arg(long, value_name = "NAME|FILE", default_value = "working-day")]
    scenario: String,
    /// Number of days, from 1.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    days: u32,
    /// Print the scenario, as a beginning of one's own, and let nobody live.
    #[arg(long, conflicts_with = "days")]
    print: bool,
    #[command(flatten)]
    threads: ThreadsOption,
}

/// Arguments of `rfid-sim fleet settle`.
#[derive(clap::Args)]
pub(super) struct SettleArguments {
    #[command(flatten)]
    at: FleetArgument,
    #[command(flatten)]
    threads: ThreadsOption,
}

/// Returns the text of a scenario that comes with the program, or stands in a file.
fn scenario_text(named: &str) -> miette::Result<String> {
    if let Some((_, text)) = KNOWN_SCENARIOS.iter().find(|(name, _)| *name == named) {
        return Ok((*text).to_owned());
    }
    if !Path::new(named).exists() {
        let known = KNOWN_SCENARIOS.map(|(name, _)| name).join(", ");
        return Err(miette!("There is no scenario {named:?}: it is neither a file nor one of {known}."));
    }
    reading::text(Path::new(named))
}

/// Returns the date of a day, whose number counts from 1.
pub(super) fn date(settings: &FleetSettings, day: u32) -> Day {
    Day(settings.begins.0.saturating_add(day.saturating_sub(1).into()))
}

/// Runs `rfid-sim fleet day`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let text = scenario_text(&arguments.scenario)?;
    if arguments.print {
        crate::cli::output::write(&text);
        return Ok(crate::cli::Ending::Held);
    }
    let scenario = DayScenario::parse(&text).map_err(|why| miette!("the scenario {}: {why}", arguments.scenario))?;
    let file = arguments.at.open().map_err(failed)?;
    for _ in 0..arguments.days {
        live(&file, &scenario, arguments.threads.chosen())?;
    }
    Ok(audited(&file.state().map_err(failed)?))
}

/// Lets the fleet live its next day.
#[allow(clippy::disallowed_methods, reason = "how long the day took is told at its end")]
fn live(file: &FleetFile, scenario: &DayScenario, threads: std::num::NonZeroUsize) -> miette::Result<()> {
    let began = Instant::now();
    let day = next_day(file).map_err(failed)?;
    let people: usize = day.blocks.iter().map(|block| file.settings().people_of(*block).len()).sum();
    let progress = Progress::timed(people, "people");
    let lived = live_day(file, (&day, threads), scenario, |block| progress.step_by(block.state.people));
    progress.finish();
    lived.map_err(failed)?;
    let (people, date) = (people_of(u64::try_from(people).unwrap_or(u64::MAX)), date(file.settings(), day.number));
    print(&format!("day {} ({date}): {people}, in {:.1} s", day.number, began.elapsed().as_secs_f32()));
    print_tally(&file.tally(Some(day.number)).map_err(failed)?);
    Ok(())
}

/// Runs `rfid-sim fleet settle`.
#[allow(clippy::disallowed_methods, reason = "how long it took is told at the end")]
pub(super) fn settle(arguments: &SettleArguments) -> CliResult {
    let began = Instant::now();
    let file = arguments.at.open().map_err(failed)?;
    let people = file.state().map_err(failed)?.people;
    let progress = Progress::timed(usize::try_from(people).unwrap_or(usize::MAX), "people");
    let settled = settle_fleet(&file, arguments.threads.chosen(), |block| progress.step_by(block.state.people));
    progress.finish();
    settled.map_err(failed)?;
    let state = file.state().map_err(failed)?;
    let seconds = began.elapsed().as_secs_f32();
    print(&format!(
        "settled: {}, {} under way, in {seconds:.1} s",
        people_of(people),
        Counted(state.under_way, "top-up")
    ));
    Ok(audited(&state))
}

/// Prints what happened.
pub(super) fn print_tally(tally: &DayTally) {
    let mut rows = vec![row(["what", "number", "sum"])];
    for kind in TallyKind::ALL {
        let total = tally.total(kind);
        let sum = if total.fen == 0 { String::new() } else { in_english(total.fen) };
        rows.push(vec![kind_words(kind).to_owned(), total.count.to_string(), sum]);
    }
    table(&rows);
}
