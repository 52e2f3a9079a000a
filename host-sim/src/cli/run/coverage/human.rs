//! Coverage for people: a line for each dimension, then what is missing, with what would cover it.

use sim_lab::coverage::{CoverageShare, CoverageSuggestion, DimensionReport, SuggestionKind};
use sim_wire::count::Counted;

use super::{CoverageDetail, RunCoverage, SUGGESTED};

/// Width of the names of dimensions.
const NAME_WIDTH: usize = 13;

/// Renders the coverage of a run.
pub(in crate::cli::run) fn text(covered: &RunCoverage) -> String {
    let RunCoverage { report, shortfalls, detail, .. } = covered;
    let mut text = "\ncoverage\n".to_owned();
    for dimension in &report.dimensions {
        text += &line(dimension.dimension.key(), dimension.share());
    }
    text += &line("together", report.share());
    for dimension in report.dimensions.iter().filter(|dimension| !dimension.missing.is_empty()) {
        text += &detail.map_or_else(String::new, |detail| missing(covered, dimension, detail));
    }
    for shortfall in shortfalls {
        text += &format!("\ntoo little is covered of {shortfall}\n");
    }
    text.trim_end().to_owned()
}

fn line(name: &str, share: CoverageShare) -> String {
    let counts = format!("{}/{}", share.covered, share.all);
    format!("  {name:<NAME_WIDTH$}{counts:>11}{:>8} %\n", share.percent())
}

fn missing(covered: &RunCoverage, dimension: &DimensionReport, detail: CoverageDetail) -> String {
    let named = match detail {
        CoverageDetail::Summary => SUGGESTED,
        CoverageDetail::All => usize::MAX,
    };
    let mut text = format!("\nmissing of the {}\n", dimension.dimension.title());
    for (place, item) in dimension.missing.iter().enumerate().take(named) {
        text += &format!("  {item}\n{}", suggested(covered.suggestion(place, item)));
    }
    let more = dimension.missing.len().saturating_sub(named);
    if more > 0 {
        text += &format!("  and {}, which --coverage=all lists\n", Counted(more, "other"));
    }
    text
}

/// Renders what would cover an item; empty for nothing.
fn suggested(suggestion: Option<CoverageSuggestion>) -> String {
    let Some(CoverageSuggestion { kind, text, .. }) = suggestion else { return String::new() };
    if kind == SuggestionKind::Line {
        return format!("    line: {text}\n");
    }
    let indented =
        |text: &str| text.lines().map(|line| format!("    | {line}").trim_end().to_owned() + "\n").collect::<String>();
    format!("    {}:\n{}", kind.name(), indented(&text))
}
