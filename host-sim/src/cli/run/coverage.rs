//! `--coverage`: what of everything that there is the replays have covered, and what would cover the rest.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use miette::miette;
use serde::Deserialize;

use super::work;
use crate::cli::report::Verdict;
use crate::cli::report::progress::Progress;
use sim_lab::coverage::{
    Coverage, CoverageFloor, CoverageItem, CoverageReport, CoverageSuggestion, Shortfall, WholeCoverage,
};
use sim_lab::menu_explorer::formats::ExploredMenu;
use sim_lab::menu_explorer::starts::StartError;

pub(super) mod human;
pub(super) mod item;
pub(super) mod json;
pub(super) mod words;

/// Options of coverage.
#[derive(clap::Args)]
pub(super) struct CoverageOptions {
    /// Tell how much of the commands, status words, refusals, states, menu items, screens, messages and sections of the
    /// handbook is covered, and what would cover some of the rest; --coverage=all tells what would cover all of it.
    #[arg(
        long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true,
        default_missing_value = "summary", conflicts_with_all = ["watch", "power_cut", "bless"]
    )]
    coverage: Option<CoverageDetail>,
    /// Least coverage in percent, of everything together (90) or of single dimensions (commands=90,menu=70); the exit
    /// status is 1 below it.
    #[arg(long, value_name = "PERCENT", conflicts_with_all = ["watch", "power_cut", "bless"])]
    coverage_min: Option<CoverageFloor>,
    /// JSON report of another run or shard, whose coverage is added; may be given several times.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["watch", "power_cut", "bless"])]
    coverage_with: Vec<PathBuf>,
}

/// Extent of what is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CoverageDetail {
    /// Counts, and some of what is missing.
    Summary,
    /// Counts, and everything that is missing.
    All,
}

/// Coverage of a run.
pub(super) struct RunCoverage {
    /// Whole that could be covered.
    pub(super) whole: WholeCoverage,
    /// Coverage of the run, with that of other reports.
    pub(super) coverage: Coverage,
    /// Report on what is covered and what is missing.
    pub(super) report: CoverageReport,
    /// Dimensions of which too little is covered.
    pub(super) shortfalls: Vec<Shortfall>,
    /// Extent of what is told of missing items; `None` for the counts alone.
    pub(super) detail: Option<CoverageDetail>,
}

/// Number of missing items of each dimension for which a summary has a suggestion.
const SUGGESTED: usize = 3;

impl RunCoverage {
    /// Returns what would cover the missing item at a place of its dimension's list; `None` if nothing is known, or if
    /// a summary leaves the suggestion out. Every suggestion is played, so that all of them take some time.
    pub(super) fn suggestion(&self, place: usize, item: &CoverageItem) -> Option<CoverageSuggestion> {
        let is_wanted = match self.detail {
            None => false,
            Some(CoverageDetail::Summary) => place < SUGGESTED,
            Some(CoverageDetail::All) => true,
        };
        is_wanted.then(|| self.whole.suggestion(item)).flatten()
    }
}

/// JSON report of a run, as far as it tells of coverage.
#[derive(Deserialize)]
struct EarlierReport {
    coverage: Option<EarlierCoverage>,
}

#[derive(Deserialize)]
struct EarlierCoverage {
    dimensions: Vec<EarlierDimension>,
}

#[derive(Deserialize)]
struct EarlierDimension {
    name: String,
    items: Vec<String>,
}

impl CoverageOptions {
    /// Returns `true` if coverage is wanted.
    pub(super) const fn is_wanted(&self) -> bool {
        self.coverage.is_some() || self.coverage_min.is_some() || !self.coverage_with.is_empty()
    }

    /// Returns the coverage of a run; `None` if it is not wanted. The menu is explored by so many jobs.
    pub(super) fn of(&self, verdicts: &[Verdict], jobs: usize) -> miette::Result<Option<RunCoverage>> {
        if !self.is_wanted() {
            return Ok(None);
        }
        let whole = whole(jobs).map_err(|error| miette!("The menu cannot be explored: {error}."))?;
        let mut coverage = Coverage::default();
        verdicts.iter().for_each(|verdict| coverage.add(&verdict.coverage));
        for file in &self.coverage_with {
            coverage.add(&earlier(file, &whole)?);
        }
        let report = whole.report(&coverage);
        let shortfalls = self.coverage_min.as_ref().map(|floor| floor.shortfalls(&report)).unwrap_or_default();
        Ok(Some(RunCoverage { whole, coverage, report, shortfalls, detail: self.coverage }))
    }
}

/// Explores the menu from every state of a wallet.
fn whole(jobs: usize) -> Result<WholeCoverage, StartError> {
    let starts = WholeCoverage::start_points();
    let progress = Progress::new(starts.len(), "states of a wallet whose menu is explored");
    let explored = work::in_order(
        &starts,
        jobs,
        |start| start.walk(None, WholeCoverage::BOUNDS),
        |map| {
            progress.step();
            map.is_ok()
        },
    );
    progress.finish();
    let menus = starts
        .iter()
        .zip(explored)
        .map(|(start, map)| map.map(|map| ExploredMenu { start: start.clone(), map, claims: Vec::new() }));
    menus.collect::<Result<Vec<ExploredMenu>, StartError>>().map(WholeCoverage::of)
}

/// Reads the coverage in the JSON report of another run.
fn earlier(file: &Path, whole: &WholeCoverage) -> miette::Result<Coverage> {
    let text = fs::read_to_string(file).map_err(|error| miette!("{} cannot be read: {error}.", file.display()))?;
    let report: EarlierReport = serde_json::from_str(&text)
        .map_err(|error| miette!("{} is no report of run --format json: {error}.", file.display()))?;
    let earlier = report.coverage.ok_or_else(|| {
        miette!(help = "Make it by run --coverage --format json.", "The report {} has no coverage.", file.display())
    })?;
    let mut coverage = Coverage::default();
    for dimension in &earlier.dimensions {
        coverage.items.extend(whole.named(&dimension.name, &dimension.items));
    }
    Ok(coverage)
}
