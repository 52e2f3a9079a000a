//! `rfid-sim menu`: walks every path of a card's menu by itself and prints the map, the screens and the proof.

use sim_wire::count::Counted;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::ValueEnum;
use miette::miette;

use super::ascii::AsciiOption;
use super::shard::ShardOption;
use super::world_report::{taken, write};
use super::{CliResult, Ending, output, print};
use sim_device::handset::Model;
use sim_device::profile::Profile;
use sim_lab::menu_explorer::formats::{self, ExploredMenu};
use sim_lab::menu_explorer::starts::{self, StartError, StartPoint};
use sim_lab::menu_explorer::{Bounds, Reach};
use sim_script::ascii::ascii;

/// Arguments of `rfid-sim menu`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Format of the map: the tree and the proof, a Mermaid flowchart, a drawing, or everything as JSON.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Name of the start, or `all`. An unknown name lists the known ones.
    #[arg(long, value_name = "NAME|all", default_value = "open")]
    start: String,
    /// Language of the handset, two letters [default: by start].
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Model of the phone: feature-phone, feature-2009, android or ofono-like [default: by start].
    #[arg(long, value_name = "PHONE")]
    phone: Option<String>,
    /// Profile of the card before the start's changes: `default`, a TOML file, or FILE#NAME for one card of it.
    #[arg(long, value_name = "FILE")]
    profile: Option<String>,
    /// Also print every distinct screen as a picture, with --format tree.
    #[arg(long)]
    screens: bool,
    /// Continue after each session with the resulting card, and interrupt the screen any number of times.
    #[arg(long)]
    deep: bool,
    /// Maximum number of states for each start; an exploration that is stopped by it proves nothing.
    #[arg(long, value_name = "N", default_value_t = Bounds::default().states)]
    states: usize,
    /// File for the map [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite an existing file.
    #[arg(long, requires = "output")]
    force: bool,
    #[command(flatten)]
    ascii: AsciiOption,
    #[command(flatten)]
    shard: ShardOption,
}

/// Format of the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tree with its screens, and the proof.
    #[default]
    Tree,
    /// Mermaid flowchart of the screens.
    Mermaid,
    /// SVG drawing of the tree.
    Svg,
    /// Screens, states, edges and proof as JSON.
    Json,
}

/// Runs `rfid-sim menu`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    if let Some(file) = arguments.output.as_ref().filter(|file| !arguments.force && file.symlink_metadata().is_ok()) {
        return Err(taken(file));
    }
    let mut starts = chosen_starts(arguments)?;
    let shard = arguments.shard.chosen()?;
    let found = starts.len();
    starts.retain(|start| shard.has_name(start.name));
    let profile = arguments.profile.as_deref().map(Profile::choose).transpose();
    let profile = profile.map_err(|error| miette!("{error}"))?;
    let reach = if arguments.deep { Reach::Everything } else { Reach::Session };
    let bounds = Bounds { reach, states: arguments.states, ..Bounds::default() };
    let walked = walk_all(&starts, profile.as_ref(), bounds).map_err(|sentence| miette!("{sentence}"))?;
    // What a shard prints does not depend on how many starts fall to it.
    let is_one = shard.is_whole() && found == 1;
    let mut map = map(arguments, &walked, is_one)?;
    if !shard.is_whole() && arguments.format == Format::Tree {
        map += &format!("shard {shard}: {} of {}\n", walked.len(), Counted(found, "start"));
    }
    // Only the tree is for people to read as it stands.
    if arguments.format == Format::Tree && arguments.ascii.is_wanted() {
        map = ascii(&map);
    }
    match &arguments.output {
        None => output::write(&map),
        Some(file) => {
            write(file, &map, arguments.force)?;
            print(&file.display().to_string());
        }
    }
    arguments.ascii.apply();
    let told: Vec<String> = walked.iter().filter(|walked| !walked.is_held()).map(formats::stories).collect();
    if !told.is_empty() && arguments.format != Format::Tree {
        output::warn(told.concat().trim());
    }
    Ok(if told.is_empty() { Ending::Held } else { Ending::Failed })
}

/// Renders the walks in the format that is asked for.
fn map(arguments: &Arguments, walked: &[ExploredMenu], is_one: bool) -> miette::Result<String> {
    Ok(match (arguments.format, walked) {
        (Format::Tree, _) => tree(walked, arguments.screens, is_one),
        (Format::Json, [one]) if is_one => formats::json(one).to_string() + "\n",
        (Format::Json, several) => {
            let all: Vec<_> = several.iter().map(formats::json).collect();
            serde_json::Value::from(all).to_string() + "\n"
        }
        (Format::Mermaid, [one]) => formats::mermaid(one).trim_end().to_owned() + "\n",
        (Format::Svg, [one]) => formats::svg(one).trim_end().to_owned() + "\n",
        (Format::Mermaid | Format::Svg, several) => {
            return Err(miette!("A drawing shows one start, and --start chooses {}.", several.len()));
        }
    })
}

/// Returns the starts that are asked for, in the handset that is asked for.
fn chosen_starts(arguments: &Arguments) -> miette::Result<Vec<StartPoint>> {
    let all = starts::all();
    let names: Vec<&str> = all.iter().map(|start| start.name).collect();
    let known = names.join(", ");
    let mut chosen: Vec<StartPoint> =
        all.into_iter().filter(|start| arguments.start == "all" || arguments.start == start.name).collect();
    if chosen.is_empty() {
        return Err(miette!("There is no start {:?}; there are {known}.", arguments.start));
    }
    let known = Model::ALL_NAMES.join(", ");
    let phone = arguments
        .phone
        .as_deref()
        .map(|name| Model::named(name).ok_or_else(|| miette!("There is no phone {name:?}; there are {known}.")));
    let phone = phone.transpose()?;
    for start in &mut chosen {
        if let Some(phone) = &phone {
            *start = start.clone().on(phone.clone());
        }
        start.language = arguments.lang.clone().unwrap_or_else(|| start.language.clone());
    }
    Ok(chosen)
}

/// Walks from every start, on all processors; returns the walks in the order of the starts.
fn walk_all(starts: &[StartPoint], profile: Option<&Profile>, bounds: Bounds) -> Result<Vec<ExploredMenu>, StartError> {
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from).min(starts.len());
    let take = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(start) = starts.get(place) else { return done };
            done.push((place, start.proved(profile, bounds)));
        }
    };
    let mut walks: Vec<(usize, Result<ExploredMenu, StartError>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(take)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    walks.sort_by_key(|(place, _)| *place);
    walks.into_iter().map(|(_, walked)| walked).collect()
}

/// Renders the tree if there is one walk alone, the pictures if they are asked for, and the proof of each walk.
fn tree(walked: &[ExploredMenu], screens: bool, is_one: bool) -> String {
    let mut lines = Vec::new();
    if let ([one], true) = (walked, is_one) {
        lines.push(formats::tree(one));
    }
    for walked in walked {
        if screens {
            lines.push(formats::contact_sheet(walked));
        }
        lines.push(formats::proof(walked).trim_end().to_owned());
        let stories = formats::stories(walked);
        if !stories.is_empty() {
            lines.push(stories);
        }
    }
    if !is_one {
        let sum = |count: fn(&ExploredMenu) -> usize| walked.iter().map(count).sum::<usize>();
        let wrong = walked.iter().filter(|walked| !walked.is_held()).count();
        let wrong = if wrong == 0 { "none wrong".to_owned() } else { format!("{wrong} WRONG") };
        lines.push(format!(
            "\n{}, {wrong}: {}, {}, {} tried, {}",
            Counted(walked.len(), "start"),
            Counted(sum(|walked| walked.map.states.len()), "state"),
            Counted(sum(|walked| walked.map.edges.len()), "step"),
            sum(|walked| walked.map.tried),
            Counted(sum(|walked| walked.map.apdus), "APDU"),
        ));
    }
    lines.join("\n") + "\n"
}
