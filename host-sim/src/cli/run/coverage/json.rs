//! Coverage for programs, as a member of the JSON report.

use serde::Serialize;
use sim_lab::coverage::{CoverageItem, CoverageShare, DimensionReport};

use super::RunCoverage;

/// Member `coverage` of the report.
#[derive(Serialize)]
pub(in crate::cli) struct CoverageMember {
    covered: usize,
    all: usize,
    percent: f64,
    dimensions: Vec<DimensionMember>,
    shortfalls: Vec<String>,
}

#[derive(Serialize)]
struct DimensionMember {
    name: &'static str,
    title: &'static str,
    covered: usize,
    all: usize,
    percent: f64,
    items: Vec<String>,
    missing: Vec<MissingMember>,
}

#[derive(Serialize)]
struct MissingMember {
    item: String,
    suggestion: Option<SuggestionMember>,
}

#[derive(Serialize)]
struct SuggestionMember {
    kind: &'static str,
    text: String,
}

/// Returns the member for the coverage of a run.
pub(in crate::cli::run) fn member(run: &RunCoverage) -> CoverageMember {
    let share = run.report.share();
    CoverageMember {
        covered: share.covered,
        all: share.all,
        percent: percent(share),
        dimensions: run.report.dimensions.iter().map(|report| dimension(run, report)).collect(),
        shortfalls: run.shortfalls.iter().map(ToString::to_string).collect(),
    }
}

fn percent(share: CoverageShare) -> f64 {
    f64::from(share.permille()) / 10.0
}

fn dimension(run: &RunCoverage, report: &DimensionReport) -> DimensionMember {
    let share = report.share();
    DimensionMember {
        name: report.dimension.key(),
        title: report.dimension.title(),
        covered: share.covered,
        all: share.all,
        percent: percent(share),
        items: report.covered.iter().map(ToString::to_string).collect(),
        missing: report.missing.iter().enumerate().map(|(place, item)| missing(run, place, item)).collect(),
    }
}

fn missing(run: &RunCoverage, place: usize, item: &CoverageItem) -> MissingMember {
    let suggestion = run
        .suggestion(place, item)
        .map(|suggestion| SuggestionMember { kind: suggestion.kind.name(), text: suggestion.text });
    MissingMember { item: item.to_string(), suggestion }
}
