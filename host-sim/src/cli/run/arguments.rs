//! Arguments of `rfid-sim run`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::against::AgainstOptions;
use super::bless::Bless;
use super::coverage::CoverageOptions;
use super::cuts::PowerCut;
use super::input::InputOptions;
use super::see::SeeOptions;
use super::work;
use crate::cli::ascii::AsciiOption;
use crate::cli::gsmtap::GsmtapDestination;
use crate::cli::shard::ShardOption;

/// Returns the text below the arguments in `--help`.
fn names_of_refusals() -> String {
    format!("Names for `expect refusal`, beside `none`:\n{}", sim_explain::refusals())
}

/// Arguments of `rfid-sim run`.
#[derive(clap::Args)]
#[command(after_long_help = names_of_refusals())]
pub(in crate::cli) struct Arguments {
    /// Traces (*.trace) and walks (*.walk), folders of them, captures (*.pcapng, *.pcap) of sessions, and `-` for one
    /// of these on standard input.
    #[arg(default_value = "apdu-traces")]
    pub(super) paths: Vec<PathBuf>,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Seed of the cards' random numbers, which overrides the traces [default: by trace, else 1].
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Profile of the cards, which overrides the traces: `default`, a TOML file, or FILE#NAME for one card of it
    /// [default: by trace, else default].
    #[arg(long, value_name = "FILE")]
    pub(super) profile: Option<String>,
    /// Text that selects traces, walks and cases by their path or title.
    #[arg(long, value_name = "TEXT")]
    pub(super) filter: Option<String>,
    #[command(flatten)]
    pub(super) see: SeeOptions,
    #[command(flatten)]
    pub(super) ascii: AsciiOption,
    #[command(flatten)]
    pub(super) input: InputOptions,
    /// Replay whatever changes, until Ctrl-C.
    #[arg(long, conflicts_with_all = ["card", "to_world", "power_cut", "bless", "gsmtap", "report", "transcript", "shard"])]
    pub(super) watch: bool,
    #[command(flatten)]
    pub(super) against: AgainstOptions,
    #[command(flatten)]
    pub(super) coverage: CoverageOptions,
    #[command(flatten)]
    pub(super) shard: ShardOption,
    /// Stop at the first trace that fails.
    #[arg(long)]
    pub(super) fail_fast: bool,
    /// Stop at the first trace that fails, and open the shell of `record` there, on a terminal.
    #[arg(long, conflicts_with_all = ["card", "to_world", "power_cut", "bless", "watch"])]
    pub(super) stop_at_failure: bool,
    /// Number of parallel jobs, 1 to 65535 [default: number of CPUs].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// File with the card's memory, for one trace or walk: read at the start and kept up to date; made if it does not
    /// exist.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["power_cut", "bless", "shard"])]
    pub(super) card: Option<PathBuf>,
    /// New file for the world of one walk, as the walk leaves it; `phone`, `web` and `world` go on with it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["card", "power_cut", "bless", "profile", "shard"])]
    pub(super) to_world: Option<PathBuf>,
    /// Memory write at which the power is cut after the replay: `all`, or a number counted from 1, for one trace. The
    /// card must come up as before or after the command.
    #[arg(long, value_name = "all|N", conflicts_with = "bless")]
    pub(super) power_cut: Option<PowerCut>,
    /// Rewrite expectations to the actual results; --bless=show prints the difference and writes nothing.
    #[arg(
        long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true,
        default_missing_value = "write", conflicts_with_all = ["seed", "profile"]
    )]
    pub(super) bless: Option<Bless>,
    /// Send what crosses the card's line as GSMTAP over UDP, for Wireshark [default port: 4729].
    #[arg(long, value_name = "HOST[:PORT]")]
    pub(super) gsmtap: Option<GsmtapDestination>,
    #[cfg(feature = "pcsc")]
    #[command(flatten)]
    pub(super) at_reader: crate::cli::pcsc::ReaderArguments,
}

impl Arguments {
    /// Prints the report for people in ASCII and Chinese alone, if that is wanted. Data stay as they are.
    pub(super) fn choose_characters(&self) {
        if self.format == Format::Human {
            self.ascii.apply();
        }
    }

    /// Returns the number of parallel jobs.
    pub(super) fn job_count(&self) -> usize {
        self.jobs.map_or_else(work::processors, usize::from)
    }
}

/// Format of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Line for each trace, then the failures.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// JUnit XML.
    Junit,
}
