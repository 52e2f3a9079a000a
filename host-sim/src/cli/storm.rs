//! `rfid-sim storm`: whole worlds in which people do random things while messages are lost, power fails and the
//! platform is stopped. The books and the cards are audited after every step. A run that goes wrong is printed with the
//! command that replays it. The shortest scenario that goes wrong in the same way follows.

use sim_wire::count::Counted;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use miette::miette;

use super::parallel::in_parallel;
use super::report::progress::Progress;
use super::shard::ShardOption;
use super::{CliResult, Ending, print, reading};
use sim_device::pos::take_back::TakenBack;
use sim_lab::storm::{FoundViolation, ScenarioResult, plan, play, play_with, shrink};
use sim_script::scenario::{self, PlantedFault, Scenario};
use sim_world::action::Action;
use sim_world::actor::{ActionResult, Performed};
use sim_world::invariant::{Counts, WatchedWorld};

/// Most runs that are named one by one if many go wrong.
const NAMED_MOST: usize = 10;

/// Arguments of `rfid-sim storm`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Seed of all random choices.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Number of runs, from 1.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    runs: u64,
    /// Number of the only run to play, from 1; every action is printed.
    #[arg(long, value_name = "K", conflicts_with_all = ["runs", "shard"], value_parser = clap::value_parser!(u64).range(1..))]
    run: Option<u64>,
    /// Fault planted in the platform or in the cards, which storms must find.
    #[arg(long, value_name = "PLANT", value_parser = plants())]
    plant: Option<PlantedFault>,
    /// File of the only scenario to play; every action is printed.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["runs", "run", "seed", "plant", "shard"])]
    script: Option<PathBuf>,
    #[command(flatten)]
    shard: ShardOption,
}

/// Returns the clap parser for the word of a plant; the help lists the words.
fn plants() -> impl TypedValueParser<Value = PlantedFault> {
    PossibleValuesParser::new(PlantedFault::words()).try_map(|word| word.parse::<PlantedFault>())
}

/// Runs `rfid-sim storm`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    if let Some(path) = &arguments.script {
        return play_file(path);
    }
    match arguments.run {
        Some(run) => play_one(arguments, run),
        None => play_all(arguments),
    }
}

fn play_file(path: &Path) -> CliResult {
    let text = reading::text(path)?;
    let scenario = scenario::parse(&path.display().to_string(), &text).map_err(|error| miette::Report::new(*error))?;
    let played = play_aloud(&scenario)?;
    print(&summary(1, &played.counts));
    Ok(ending(played.found.is_some()))
}

fn play_one(arguments: &Arguments, run: u64) -> CliResult {
    let scenario = plan(arguments.seed, run, arguments.plant);
    let played = play_aloud(&scenario)?;
    if played.found.is_some() {
        print_shortest(&scenario);
    }
    print(&summary(1, &played.counts));
    Ok(ending(played.found.is_some()))
}

#[allow(clippy::disallowed_methods, reason = "how long the runs took is told at the end")]
fn play_all(arguments: &Arguments) -> CliResult {
    let began = Instant::now();
    let shard = arguments.shard.chosen()?;
    let runs: Vec<u64> = (1..=arguments.runs).filter(|run| shard.has_run(*run)).collect();
    let progress = Progress::new(runs.len(), "runs");
    let played = in_parallel(&runs, &|run| {
        let played = play(&plan(arguments.seed, *run, arguments.plant));
        progress.step();
        played
    });
    progress.finish();
    let mut total = Counts::default();
    let mut wrong = Vec::new();
    for (run, played) in runs.iter().zip(played) {
        let played = played.map_err(|why| miette!("run {run}: {why}"))?;
        total += played.counts;
        wrong.extend(played.found.map(|found| (*run, found)));
    }
    for (run, found) in wrong.iter().take(NAMED_MOST) {
        let scenario = plan(arguments.seed, *run, arguments.plant);
        print(&format!("WRONG run {run}, {}", in_words(&scenario, found)));
        print(&format!("  replay: {}", replaying(arguments, *run)));
    }
    if wrong.len() > NAMED_MOST {
        print(&format!("WRONG in {} more", Counted(wrong.len() - NAMED_MOST, "run")));
    }
    if let Some((run, _)) = wrong.first() {
        print_shortest(&plan(arguments.seed, *run, arguments.plant));
    }
    let found = if wrong.is_empty() { "none wrong".to_owned() } else { format!("{} WRONG", wrong.len()) };
    let seconds = began.elapsed().as_secs_f32();
    print(&format!("{}, {found}, in {seconds:.1} s", summary(runs.len(), &total)));
    if !shard.is_whole() {
        print(&format!("shard {shard}: {} of {}", runs.len(), Counted(arguments.runs, "run")));
    }
    Ok(ending(!wrong.is_empty()))
}

/// Returns the command line that replays a run.
fn replaying(arguments: &Arguments, run: u64) -> String {
    let plant = arguments.plant.map(|plant| format!(" --plant {plant}")).unwrap_or_default();
    format!("rfid-sim storm --seed {} --run {run}{plant}", arguments.seed)
}

/// Plays a scenario and prints each action.
fn play_aloud(scenario: &Scenario) -> miette::Result<ScenarioResult> {
    let show = &mut |action: &Action, result: Option<&ActionResult>, watched: &WatchedWorld| {
        let now = watched.world().now();
        print(&match result {
            Some(Ok(performed)) => match shown(performed) {
                Some(shown) => format!("{now}  {action}: {shown}"),
                None => format!("{now}  {action}"),
            },
            Some(Err(why)) => format!("{now}  {action}: NOT DONE, {why}"),
            None => format!("{now}  {action}: WRONG"),
        });
    };
    let played = play_with(scenario, show).map_err(|why| miette!("{why}"))?;
    if let Some(found) = &played.found {
        print(&format!("WRONG {}", in_words(scenario, found)));
    }
    Ok(played)
}

/// Returns what an actor sees of an action; `None` if that is nothing.
fn shown(performed: &Performed) -> Option<String> {
    match performed {
        Performed::Shown(text) if !text.is_empty() => Some(text.clone()),
        Performed::Heard(prompt) => Some(prompt.clone()),
        Performed::Advised(advice) => Some(advice.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
        Performed::Sold(nth, _) => Some(format!("card {nth}")),
        Performed::Numbered(number) => Some(format!("number {number}")),
        Performed::Copied(id) => Some(format!("message {id}")),
        Performed::Delayed(until) => Some(format!("until {until}")),
        Performed::Paid(sale) => Some(format!("batch {} voucher {}", sale.receipt.batch, sale.receipt.voucher)),
        Performed::Loaded(slip) => Some(format!("transfer {}", slip.transfer)),
        Performed::Balance(balance) => Some(balance.to_string()),
        Performed::Uploaded(result) => Some(format!("{} settled", Counted(result.settled.sold, "purchase"))),
        Performed::TakenBack(TakenBack::Voided) => Some("voided".to_owned()),
        Performed::TakenBack(TakenBack::Returned) => Some("returned".to_owned()),
        Performed::Done | Performed::Shown(_) | Performed::Sent(_) | Performed::Records(_) => None,
    }
}

/// Renders a violation, and the action after which it was found.
fn in_words(scenario: &Scenario, found: &FoundViolation) -> String {
    let FoundViolation { after, violation } = found;
    let action =
        scenario.actions.get(after.saturating_sub(1)).map(|action| format!(", `{action}`")).unwrap_or_default();
    format!("action {after} of {}{action}:\n  {violation}", scenario.actions.len())
}

/// Prints the shortest scenario that goes wrong in the same way.
fn print_shortest(scenario: &Scenario) {
    let (shortest, found) = shrink(scenario);
    let Some(found) = found else { return };
    print(&format!("\nThe shortest that goes wrong so, for rfid-sim storm --script FILE:\n\n{shortest}"));
    print(&format!("# {}\n", found.violation));
}

fn ending(is_wrong: bool) -> Ending {
    if is_wrong { Ending::Failed } else { Ending::Held }
}

fn summary(runs: usize, counts: &Counts) -> String {
    let Counts { done, refused, messages, fates, cuts, stops, settled, refunded, hall_loads, purchases, swaps, looks } =
        counts;
    format!(
        "{}: {} and {refused} that were refused, {} of which {fates} met a fate, {}, the platform stopped {}, {} settled \
         and {refunded} refunded, {}, {}, {}, {}",
        Counted(runs, "run"),
        Counted(*done, "action"),
        Counted(*messages, "message"),
        Counted(*cuts, "power cut"),
        Counted(*stops, "time"),
        Counted(*settled, "top-up"),
        Counted(*hall_loads, "hall load"),
        Counted(*purchases, "purchase"),
        Counted(*swaps, "swap"),
        Counted(*looks, "audit"),
    )
}
