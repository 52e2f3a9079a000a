//! Coverage for people: a line for each dimension, then what is missing, with what would cover it.

use sim_i18n::Language;
use sim_lab::coverage::{CoverageShare, CoverageSuggestion, DimensionReport, SuggestionKind};
use sim_script::columns::padded;

use super::{CoverageDetail, RunCoverage, SUGGESTED, item, words};

/// Width of the names of dimensions.
const NAME_WIDTH: usize = 13;

/// Renders the coverage of a run.
pub(in crate::cli::run) fn text(covered: &RunCoverage, language: Language) -> String {
    let RunCoverage { report, shortfalls, detail, .. } = covered;
    let mut text = format!("\n{}\n", language.of("覆盖率", "coverage"));
    for dimension in &report.dimensions {
        text += &line(words::name(dimension.dimension, language), dimension.share());
    }
    text += &line(words::together(language), report.share());
    for dimension in report.dimensions.iter().filter(|dimension| !dimension.missing.is_empty()) {
        text += &detail.map_or_else(String::new, |detail| missing(covered, dimension, detail, language));
    }
    for shortfall in shortfalls {
        text += &format!("\n{}\n", words::shortfall(shortfall, language));
    }
    text.trim_end().to_owned()
}

fn line(name: &str, share: CoverageShare) -> String {
    let counts = format!("{}/{}", share.covered, share.all);
    format!("  {}{counts:>11}{:>8} %\n", padded(name, NAME_WIDTH), share.percent())
}

fn missing(covered: &RunCoverage, dimension: &DimensionReport, detail: CoverageDetail, language: Language) -> String {
    let named = match detail {
        CoverageDetail::Summary => SUGGESTED,
        CoverageDetail::All => usize::MAX,
    };
    let mut text = format!("\n{}\n", words::missing(dimension.dimension, language));
    for (place, item) in dimension.missing.iter().enumerate().take(named) {
        text += &format!("  {}\n{}", item::text(item, language), suggested(covered.suggestion(place, item), language));
    }
    let more = dimension.missing.len().saturating_sub(named);
    if more > 0 {
        text += &format!("  {}\n", words::more(more, language));
    }
    text
}

/// Renders what would cover an item; empty for nothing.
fn suggested(suggestion: Option<CoverageSuggestion>, language: Language) -> String {
    let Some(CoverageSuggestion { kind, text, .. }) = suggestion else { return String::new() };
    let name = words::suggestion(kind, language);
    if kind == SuggestionKind::Line {
        return format!("    {name}: {text}\n");
    }
    let indented =
        |text: &str| text.lines().map(|line| format!("    | {line}").trim_end().to_owned() + "\n").collect::<String>();
    format!("    {name}:\n{}", indented(&text))
}
