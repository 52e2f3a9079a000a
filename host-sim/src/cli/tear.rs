//! `rfid-sim tear`: cuts the power in every memory write of a trace, in every way a write can tear. A second cut
//! follows in the next start. Prints a line a trace, the counts, and for a trace that is found wrong the command that
//! replays just that.

use sim_wire::count::Counted;
use std::path::{Path, PathBuf};

use miette::miette;

use super::parallel::in_parallel;
use super::{CliResult, Ending, print};
use sim_device::memory::Tear;
use sim_lab::tear::session;
use sim_lab::tear::{TearCounts, TearError, Thoroughness, search};
use sim_script::trace::files;
use sim_script::trace::replay::Options;
use sim_script::trace::syntax::Trace;

/// Arguments of `rfid-sim tear`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Traces, or folders of traces.
    #[arg(value_name = "TRACE", default_value = "apdu-traces")]
    traces: Vec<PathBuf>,
    /// Number of random tears of each write by octets, and of as many by bits.
    #[arg(long, value_name = "N", default_value_t = 16)]
    samples: u64,
    /// Seed of the first random tear; the seeds of the others follow.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Also try each differing octet alone new, each alone old, and each length of a torn front.
    #[arg(long)]
    each_octet: bool,
    /// Number of the only memory write to cut, from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    write: Option<u64>,
    /// Only tear to try: nothing, all, half, only:N, all-but:N, first:N, octets:SEED, bits:SEED, or SEED for
    /// octets:SEED.
    #[arg(long, value_name = "TEAR")]
    tear: Option<Tear>,
}

/// Result of the search in one trace.
enum SearchResult {
    /// No state in between was found.
    Held(TearCounts),
    /// State in between, or another broken promise.
    Found(Box<TearError>),
    /// The trace itself does not hold, so there is no session to cut.
    NoSession,
}

/// Runs `rfid-sim tear`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let paths = files::find(&arguments.traces)?;
    // One that cannot be read is told when the others were searched.
    let (mut paths_read, mut traces, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        match files::load(&path) {
            Ok(trace) => {
                paths_read.push(path);
                traces.push(trace);
            }
            Err(error) => broken.push(error),
        }
    }
    if traces.is_empty() {
        broken.into_iter().for_each(super::complain);
        return Ok(Ending::Undone);
    }
    let paths = paths_read;
    let how = Thoroughness {
        each_octet: arguments.each_octet,
        samples: arguments.samples,
        seed: arguments.seed,
        only_write: arguments.write,
        only_tear: arguments.tear,
    };
    let searched = in_parallel(&traces, &|trace| search_trace(trace, &how));
    if let Some(write) = arguments.write {
        check_write(&paths, &searched, write)?;
    }
    let mut total = TearCounts::default();
    let mut wrong = 0;
    for (path, searched) in paths.iter().zip(&searched) {
        wrong += usize::from(!tell(path, searched, &mut total));
    }
    print(&format!("\n{}", summary(paths.len(), wrong, &total)));
    let is_whole = broken.is_empty();
    broken.into_iter().for_each(super::complain);
    Ok(match (is_whole, wrong) {
        (false, _) => Ending::Undone,
        (true, 0) => Ending::Held,
        (true, _) => Ending::Failed,
    })
}

fn search_trace(trace: &Trace, how: &Thoroughness) -> SearchResult {
    let (outcome, session) = session(trace, &Options::default());
    if !outcome.held() {
        return SearchResult::NoSession;
    }
    match search(&session, how) {
        Ok(counts) => SearchResult::Held(counts),
        Err(finding) => SearchResult::Found(finding),
    }
}

/// Returns an error if no trace has a memory write of that number.
fn check_write(paths: &[PathBuf], searched: &[SearchResult], write: u64) -> miette::Result<()> {
    let most = searched.iter().map(|searched| match searched {
        SearchResult::Held(counts) => counts.writes,
        SearchResult::Found(_) | SearchResult::NoSession => u64::MAX,
    });
    match (paths, most.max()) {
        ([path], Some(most)) if most < write => {
            Err(miette!("{} has {}, so there is no write {write}.", path.display(), counted(most, "memory write")))
        }
        (_, Some(most)) if most < write => Err(miette!(
            "None of these traces has more than {}, so there is no write {write}.",
            counted(most, "memory write")
        )),
        _ => Ok(()),
    }
}

/// Prints a trace's line; returns `true` if the trace held.
fn tell(path: &Path, searched: &SearchResult, total: &mut TearCounts) -> bool {
    let path = path.display();
    match searched {
        SearchResult::Held(counts) => {
            print(&format!("ok    {path}: {}", described(counts)));
            total.add(counts);
            true
        }
        SearchResult::Found(finding) => {
            print(&format!("WRONG {path}\n{finding}"));
            print(&format!("  replay: rfid-sim tear {path} --write {} --tear {}", finding.write, finding.tear));
            false
        }
        SearchResult::NoSession => {
            print(&format!("WRONG {path}\n  the trace itself does not hold; see: rfid-sim run {path}"));
            false
        }
    }
}

fn counted(count: u64, what: &str) -> String {
    Counted(count, what).to_string()
}

fn described(counts: &TearCounts) -> String {
    if counts.tears == 0 {
        return format!("{}, nothing to cut", counted(counts.writes, "write"));
    }
    let spent =
        if counts.try_spent > 0 { format!(", {} with only a try spent", counts.try_spent) } else { String::new() };
    let begun = match counts.begun {
        0 => String::new(),
        count => format!(", {count} with a packet's counter stored and its script not done"),
    };
    format!(
        "{}, {}, {} before, {} after{spent}{begun}",
        counted(counts.writes, "write"),
        counted(counts.tears, "cut"),
        counts.before,
        counts.after,
    )
}

fn summary(traces: usize, wrong: usize, total: &TearCounts) -> String {
    let wrong = if wrong == 0 { "none wrong".to_owned() } else { format!("{wrong} WRONG") };
    format!(
        "{}, {wrong}: {}; {} after the cuts, {} made in them; {} asked for",
        counted(traces as u64, "trace"),
        described(total),
        counted(total.restarts, "start"),
        counted(total.writes_in_start, "write"),
        counted(total.answers, "swallowed answer"),
    )
}
