//! Coverage on the pages: what a replay covers, and a page about the whole run with what is missing.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::{COVERAGE_NAME, INDEX_NAME, MENU_NAME, framed};
use crate::cli::run::coverage::{RunCoverage, item, words};
use sim_i18n::{Language, explanation, refusal};
use sim_lab::coverage::{
    Coverage, CoverageItem, CoverageReport, CoverageShare, CoverageSuggestion, CoveredResult, Dimension,
    DimensionReport, Shortfall, SuggestionKind,
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
pub(super) fn covered(coverage: &Coverage, language: Language) -> Markup {
    let list = |dimension: Dimension| {
        let items: Vec<String> = coverage.of_dimension(dimension).map(|of| item::text(of, language)).collect();
        html! { @if !items.is_empty() { dt { (words::title(dimension, language)) } dd { (items.join(" · ")) } } }
    };
    html! {
        @if !coverage.items.is_empty() {
            section {
                h2 { (language.of("覆盖内容", "What it covers")) }
                (commands(coverage, language))
                dl { @for dimension in LISTED { (list(dimension)) } }
            }
        }
    }
}

/// Renders a table of commands with the ways in which they ended.
fn commands(coverage: &Coverage, language: Language) -> Markup {
    let mut ends: BTreeMap<&'static str, BTreeSet<&'static str>> = BTreeMap::new();
    for item in coverage.of_dimension(Dimension::Commands) {
        if let CoverageItem::Command(outcome) = item {
            let result = match outcome.result {
                CoveredResult::Done => language.of("完成", "done"),
                CoveredResult::Refused(name) => refusal::named(language, name),
            };
            ends.entry(outcome.command).or_default().insert(result);
        }
    }
    html! {
        @if !ends.is_empty() {
            div.table tabindex="0" {
                table {
                    thead { tr { th { (language.of("命令", "Command")) } th { (language.of("结局", "Ended")) } } }
                    tbody {
                        @for (name, results) in ends {
                            tr { th scope="row" { (explanation::text_of_table(language, name)) } td { @for result in results { code.word { (result) } " " } } }
                        }
                    }
                }
            }
        }
    }
}

/// Renders the counts of all dimensions; the names lead to the page about coverage, which `page` names, or to places on
/// it.
fn counts(report: &CoverageReport, page: &str, language: Language) -> Markup {
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
                thead {
                    tr {
                        th { (language.of("项目", "Dimension")) }
                        th { "" }
                        th.number { (language.of("已覆盖", "Covered")) }
                        th.number { (language.of("比例", "Share")) }
                    }
                }
                tbody {
                    @for dimension in &report.dimensions {
                        tr {
                            th scope="row" {
                                a href={ (page) "#" (dimension.dimension.key()) } {
                                    (words::title(dimension.dimension, language))
                                }
                            }
                            (row(dimension.share()))
                        }
                    }
                    tr.sum { th scope="row" { (words::together(language)) } (row(report.share())) }
                }
            }
        }
    }
}

/// Renders the section of the index about coverage, with a link to its page.
pub(super) fn of_index(run: &RunCoverage, language: Language) -> Markup {
    let link = language.of("未覆盖的内容,以及怎样覆盖", "What is missing, and what would cover it");
    html! {
        section {
            h2 { (language.of("覆盖率", "Coverage")) }
            p { a href=(COVERAGE_NAME) { (link) } }
            (shortfalls(run, language))
            (counts(&run.report, COVERAGE_NAME, language))
        }
    }
}

fn shortfalls(run: &RunCoverage, language: Language) -> Markup {
    let sentence = |shortfall: &Shortfall| match language {
        Language::Chinese => format!("{}。", words::shortfall(shortfall, language)),
        Language::English => format!("Too little is covered of {shortfall}."),
    };
    html! { @for shortfall in &run.shortfalls { p.bad { (sentence(shortfall)) } } }
}

/// Renders the page about the coverage of a run.
pub(super) fn page(run: &RunCoverage, language: Language) -> String {
    let percent = run.report.share().percent();
    let together = match language {
        Language::Chinese => format!("合计 {percent} %"),
        Language::English => format!("{percent} % of everything together"),
    };
    let body = html! {
        header {
            nav { a href=(INDEX_NAME) { (language.of("全部文件", "All files")) } }
            h1 { (language.of("覆盖率", "Coverage")) }
            p.verdict { (together) }
            (shortfalls(run, language))
        }
        main {
            (counts(&run.report, "", language))
            @for dimension in &run.report.dimensions { (section(run, dimension, language)) }
            @if !run.whole.menus().is_empty() { (menu(language)) }
        }
    };
    framed(language, language.of("rfid-sim run: 覆盖率", "rfid-sim run: coverage"), "", &body)
}

/// Renders the section with the drawing of the menu.
fn menu(language: Language) -> Markup {
    let english = "Items, screens and the steps between them, of an open wallet with ten records.";
    let alternative = language.of("菜单中已覆盖和未覆盖的部分", "The menu with what is covered and what is not");
    html! {
        section {
            h2 { (language.of("菜单", "The menu")) }
            p { (language.of("已开通、有十条交易记录的钱包的菜单项、屏幕及其转换。", english)) }
            a href=(MENU_NAME) { img.menu src=(MENU_NAME) alt=(alternative); }
        }
    }
}

fn section(run: &RunCoverage, report: &DimensionReport, language: Language) -> Markup {
    let covered = report.covered.len();
    let (all, some) = match language {
        Language::Chinese => (format!("{covered} 项全部覆盖。"), format!("已覆盖 {covered} 项")),
        Language::English => (format!("All {covered} are covered."), format!("{covered} covered")),
    };
    html! {
        section id=(report.dimension.key()) {
            h2 { (words::title(report.dimension, language)) }
            @if report.missing.is_empty() { p.good { (all) } }
            @for (place, item) in report.missing.iter().enumerate() { (missing(item, run.suggestion(place, item), language)) }
            @if !report.covered.is_empty() {
                details {
                    summary { (some) }
                    ul { @for item in &report.covered { li { (item::text(item, language)) } } }
                }
            }
        }
    }
}

fn missing(item: &CoverageItem, suggestion: Option<CoverageSuggestion>, language: Language) -> Markup {
    let Some(CoverageSuggestion { kind, text, .. }) = suggestion else {
        return html! { p.missing { (item::text(item, language)) } };
    };
    let by = match kind {
        SuggestionKind::Line => language.of("头部中的这一行可以覆盖:", "Covered by this line in a header:"),
        SuggestionKind::Trace => language.of("这份指令记录可以覆盖:", "Covered by this trace:"),
        SuggestionKind::Walk => language.of("这份操作记录可以覆盖:", "Covered by this walk:"),
    };
    html! {
        details.missing {
            summary { (item::text(item, language)) }
            p.soft { (by) }
            pre tabindex="0" { (text) }
        }
    }
}
