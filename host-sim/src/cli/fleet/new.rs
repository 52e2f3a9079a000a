//! `rfid-sim fleet new`: a fleet of people with open wallets.

use std::time::Instant;

use super::{FleetArgument, ThreadsOption, audited, failed};
use crate::cli::report::progress::Progress;
use crate::cli::shard::ShardOption;
use crate::cli::{CliResult, print};
use sim_codec::time::Day;
use sim_device::handset::Model;
use sim_lab::fleet::{BlockNumber, FleetFile, FleetSettings, make_file};
use sim_wire::Fen;
use sim_wire::count::Counted;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::Msisdn;

/// Most people of a fleet: the numbers that have the first three digits in common.
const PEOPLE_MOST: i64 = 100_000_000;

/// Arguments of `rfid-sim fleet new`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: FleetArgument,
    /// Number of people, 1 to 100000000.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=PEOPLE_MOST))]
    people: u32,
    /// Number of people of a block (号段), 1 to 10000. A block has its own shops, SMS centre and part of the platform,
    /// and is awake as a whole.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    block: u32,
    /// Number of the first person; the others follow.
    #[arg(long, default_value = "13800000000", value_name = "NUMBER")]
    number: Msisdn,
    /// Seed of all random choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Profile of the cards: `default`, or a TOML file. Each card has a card number and keys of its own.
    #[arg(long, default_value = "default")]
    profile: String,
    /// Model of the phones.
    #[arg(long, default_value = "feature-phone", value_name = "KIND", value_parser = Model::ALL_NAMES.to_vec())]
    phone: String,
    /// Balance of each purse in yuan.
    #[arg(long, value_name = "AMOUNT", default_value = "50", value_parser = parse_yuan)]
    purse: Fen,
    /// Cash of each account in yuan.
    #[arg(long, value_name = "AMOUNT", default_value = "200", value_parser = parse_yuan)]
    cash: Fen,
    /// Number of shops of a block, 1 to 100, each with one terminal.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100))]
    shops: u32,
    /// First day, for example `2009-11-18`.
    #[arg(long, value_name = "DATE", default_value = "2009-11-18", value_parser = day)]
    begins: Day,
    #[command(flatten)]
    threads: ThreadsOption,
    #[command(flatten)]
    shard: ShardOption,
}

/// Parses a date.
fn day(text: &str) -> Result<Day, String> {
    let date = text.parse::<jiff::civil::Date>().ok().filter(|date| date.to_string() == text);
    date.and_then(Day::from_date).ok_or_else(|| "a day is written 2009-11-18, from 1970 on".to_owned())
}

impl Arguments {
    fn settings(&self) -> FleetSettings {
        FleetSettings {
            seed: self.seed,
            people: self.people,
            block_people: self.block,
            first: self.number,
            profile: self.profile.clone(),
            phone: self.phone.clone(),
            begins: self.begins,
            purse: self.purse,
            cash: self.cash,
            shops: self.shops,
        }
    }
}

/// Runs `rfid-sim fleet new`.
#[allow(clippy::disallowed_methods, reason = "how long it took is told at the end")]
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let began = Instant::now();
    let settings = arguments.settings();
    let last = settings.number(settings.people.saturating_sub(1));
    last.map_err(|why| miette::miette!("the last of {} has no number: {why}", Counted(settings.people, "person")))?;
    let shard = arguments.shard.chosen()?;
    let blocks = (1..=settings.blocks()).filter(|block| shard.has_run(u64::from(*block)));
    let blocks: Vec<BlockNumber> = blocks.map(BlockNumber).collect();
    let people = blocks.iter().map(|block| settings.people_of(*block).len()).sum();
    let progress = Progress::timed(people, "people");
    let made = make_file(&arguments.at.file, &settings, (&blocks, arguments.threads.chosen()), |block| {
        progress.step_by(block.state.people);
    });
    progress.finish();
    made.map_err(failed)?;
    let state = FleetFile::open(&arguments.at.file).and_then(|file| file.state()).map_err(failed)?;
    let blocks = Counted(blocks.len(), "block");
    print(&format!(
        "{}: {} in {blocks}, in {:.1} s",
        arguments.at.file.display(),
        people_of(state.people),
        began.elapsed().as_secs_f32()
    ));
    if !shard.is_whole() {
        print(&format!("shard {shard}: {blocks} of {}", settings.blocks()));
    }
    Ok(audited(&state))
}

/// Returns a number of people in words.
pub(super) fn people_of(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}
