//! Coverage on the pages: what a replay covers, and a page about the whole run with what is missing.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::{COVERAGE_NAME, INDEX_NAME, MENU_NAME, framed};
use crate::cli::run::coverage::RunCoverage;
use sim_lab::coverage::{
    Coverage, CoverageItem, CoverageReport, CoverageShare, CoverageSuggestion, CoveredResult, Dimension,
    DimensionReport, SuggestionKind,
};

/// Dimensions that the page of a file lists by their items; commands stand in a table of their own. The steps between
/// screens can be seen in the screens of the replay.
const LISTED: [Dimension; 7] = [
    Dimension::StatusWords,
    Dimension::Refusals,
    Dimension::States,
    Dimension::Menu,
    Dimension::Screens,
    Dimension::Messages,
    Dimension::Handbook,
];

/// Renders what a replay covers; nothing if it covers nothing.
pub(super) fn covered(coverage: &Coverage) -> Markup {
    let list = |dimension: Dimension| {
        let items: Vec<String> = coverage.of_dimension(dimension).map(ToString::to_string).collect();
        html! { @if !items.is_empty() { dt { (dimension.title()) } dd { (items.join(" · ")) } } }
    };
    html! {
        @if !coverage.items.is_empty() {
            section {
                h2 { "What it covers" }
                (commands(coverage))
                dl { @for dimension in LISTED { (list(dimension)) } }
            }
        }
    }
}

/// Renders a table of commands with the ways in which they ended.
fn commands(coverage: &Coverage) -> Markup {
    let mut ends: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for item in coverage.of_dimension(Dimension::Commands) {
        if let CoverageItem::Command(outcome) = item {
            let result = match outcome.result {
                CoveredResult::Done => "done",
                CoveredResult::Refused(name) => name,
            };
            ends.entry(outcome.command).or_default().insert(result);
        }
    }
    html! {
        @if !ends.is_empty() {
            div.table tabindex="0" {
                table {
                    thead { tr { th { "Command" } th { "Ended" } } }
                    tbody {
                        @for (name, results) in ends {
                            tr { th scope="row" { (name) } td { @for result in results { code.word { (result) } " " } } }
                        }
                    }
                }
            }
        }
    }
}

/// Renders the counts of all dimensions; the names lead to the page about coverage, which `page` names, or to places on
/// it.
pub(super) fn counts(report: &CoverageReport, page: &str) -> Markup {
    let row = |share: CoverageShare| {
        html! {
            td { meter min="0" max=(share.all) value=(share.covered) { (share.percent()) " %" } }
            td.number { (share.covered) "/" (share.all) }
            td.number { (share.percent()) " %" }
        }
    };
    html! {
        div.table tabindex="0" {
            table.coverage {
                thead { tr { th { "Dimension" } th { "" } th.number { "Covered" } th.number { "Share" } } }
                tbody {
                    @for dimension in &report.dimensions {
                        tr {
                            th scope="row" { a href={ (page) "#" (dimension.dimension.key()) } { (dimension.dimension.title()) } }
                            (row(dimension.share()))
                        }
                    }
                    tr.sum { th scope="row" { "together" } (row(report.share())) }
                }
            }
        }
    }
}

/// Renders the section of the index about coverage, with a link to its page.
pub(super) fn of_index(run: &RunCoverage) -> Markup {
    html! {
        section {
            h2 { "Coverage" }
            p { a href=(COVERAGE_NAME) { "What is missing, and what would cover it" } }
            (shortfalls(run))
            (counts(&run.report, COVERAGE_NAME))
        }
    }
}

fn shortfalls(run: &RunCoverage) -> Markup {
    html! { @for shortfall in &run.shortfalls { p.bad { "Too little is covered of " (shortfall) "." } } }
}

/// Renders the page about the coverage of a run.
pub(super) fn page(run: &RunCoverage) -> String {
    let body = html! {
        header {
            nav { a href=(INDEX_NAME) { "All files" } }
            h1 { "Coverage" }
            p.verdict { (run.report.share().percent()) " % of everything together" }
            (shortfalls(run))
        }
        main {
            (counts(&run.report, ""))
            @for dimension in &run.report.dimensions { (section(run, dimension)) }
            @if !run.whole.menus().is_empty() {
                section {
                    h2 { "The menu" }
                    p { "Items, screens and the steps between them, of an open wallet with ten records." }
                    a href=(MENU_NAME) { img.menu src=(MENU_NAME) alt="The menu with what is covered and what is not"; }
                }
            }
        }
    };
    framed("rfid-sim run: coverage", "", &body)
}

fn section(run: &RunCoverage, report: &DimensionReport) -> Markup {
    html! {
        section id=(report.dimension.key()) {
            h2 { (report.dimension.title()) }
            @if report.missing.is_empty() { p.good { "All " (report.covered.len()) " are covered." } }
            @for (place, item) in report.missing.iter().enumerate() { (missing(item, run.suggestion(place, item))) }
            @if !report.covered.is_empty() {
                details {
                    summary { (report.covered.len()) " covered" }
                    ul { @for item in &report.covered { li { (item) } } }
                }
            }
        }
    }
}

fn missing(item: &CoverageItem, suggestion: Option<CoverageSuggestion>) -> Markup {
    let Some(CoverageSuggestion { kind, text, .. }) = suggestion else {
        return html! { p.missing { (item) } };
    };
    let by = match kind {
        SuggestionKind::Line => "this line in a header",
        SuggestionKind::Trace => "this trace",
        SuggestionKind::Walk => "this walk",
    };
    html! {
        details.missing {
            summary { (item) }
            p.soft { "Covered by " (by) ":" }
            pre tabindex="0" { (text) }
        }
    }
}
