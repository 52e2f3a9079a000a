//! Index of a report: the result of the run, and every file, those that failed first.

use std::time::Duration;

use maud::{Markup, html};
use sim_wire::count::Counted;

use super::{PAGES_NAME, ReportedRun, StoryLink, counts, coverage, duration, framed, is_good, mark, time};
use crate::cli::report::{PlayedShard, Verdict, human};
use sim_i18n::Language;
use sim_lab::coverage::Coverage;
use sim_script::transcript::{PlayedLineKind, TranscriptContent};

/// Filters of the list, each with its name: the rules of the style sheet hide the rest.
const FILTERS: [(&str, &str); 4] = [("all", "All"), ("failed", "Failed"), ("traces", "Traces"), ("walks", "Walks")];

/// Renders the index.
pub(super) fn page(run: &ReportedRun<'_>, links: &[StoryLink<'_>]) -> String {
    let mut sorted: Vec<&StoryLink<'_>> = links.iter().collect();
    sorted.sort_by_key(|link| is_good(link.verdict));
    let mut all = Coverage::default();
    links.iter().for_each(|link| all.add(&link.coverage));
    let walks = run.verdicts.iter().filter(|verdict| verdict.is_walk()).count();
    let traces = run.verdicts.len().saturating_sub(walks);
    let title = match (traces, walks) {
        (traces, 0) => Counted(traces, "trace").to_string(),
        (0, walks) => Counted(walks, "walk").to_string(),
        (traces, walks) => format!("{} and {}", Counted(traces, "trace"), Counted(walks, "walk")),
    };
    let body = html! {
        header { h1 { (title) } (result(run.verdicts)) (facts(run)) }
        main {
            (files(&sorted))
            @match run.covered {
                Some(covered) => (coverage::of_index(covered)),
                None => (coverage::covered(&all)),
            }
        }
    };
    framed(&format!("rfid-sim run: {title}"), "", &body)
}

/// Renders the sentence about the whole.
fn result(verdicts: &[Verdict]) -> Markup {
    let results: usize = verdicts.iter().map(|verdict| verdict.results.len()).sum();
    let failed: usize = verdicts.iter().map(|verdict| verdict.failures().count()).sum();
    let errors = verdicts.iter().filter(|verdict| verdict.error.is_some()).count();
    let has_failed = failed > 0 || errors > 0;
    let is_bad = has_failed || verdicts.iter().any(|verdict| !verdict.is_same_on_second());
    html! {
        p .verdict .bad[is_bad] .good[!is_bad] {
            @if has_failed { (results - failed) " of " (Counted(results, "result")) " hold, " (failed) " failed" }
            @else { "All hold" }
            @if errors > 0 { ", " (Counted(errors, "file")) " could not be read" }
            @if let Some(second) = human::second_cards(verdicts, Language::English) { ", " (second) }
            "."
        }
    }
}

fn facts(run: &ReportedRun<'_>) -> Markup {
    let results: usize = run.verdicts.iter().map(|verdict| verdict.results.len()).sum();
    let commands: usize = run.verdicts.iter().map(Verdict::commands).sum();
    let time: Duration =
        run.verdicts.iter().flat_map(|verdict| &verdict.results).filter_map(|result| result.time).sum();
    html! {
        dl.facts {
            dt { "Results" } dd { (results) }
            dt { "Commands" } dd { (commands) }
            dt { "Time of the replays" } dd { (duration(time)) }
            @if let Some(seed) = run.again.seed { dt { "Seed" } dd { (seed) } }
            @if let Some(profile) = &run.again.profile { dt { "Profile" } dd { (profile) } }
            @if let Some(PlayedShard { shard, found }) = run.shard {
                dt { "Shard" } dd { (shard) ", " (run.verdicts.len()) " of " (Counted(found, "file")) }
            }
        }
    }
}

fn files(links: &[&StoryLink<'_>]) -> Markup {
    html! {
        section.files {
            h2 { "Files" }
            @for (at, (word, name)) in FILTERS.iter().enumerate() {
                input type="radio" name="show" id={ "show-" (word) } checked[at == 0];
                label for={ "show-" (word) } { (name) }
            }
            div.table tabindex="0" {
                table {
                    thead { tr { th { "Result" } th { "File" } th.wide { "Commands" } th.number.wide { "Time" } } }
                    tbody { @for link in links { (row(link)) } }
                }
            }
        }
    }
}

fn row(link: &StoryLink<'_>) -> Markup {
    let verdict = link.verdict;
    let (class, word) = mark(verdict);
    let kind = if verdict.is_walk() { "walk" } else { "trace" };
    let why = verdict.failures().map(|(_, failure)| failure.trouble.summary());
    let why: Vec<String> = why.chain(verdict.error.as_ref().map(|error| error.why.clone())).collect();
    html! {
        tr class={ (kind) " " (if is_good(verdict) { "held" } else { "not-held" }) } {
            td { span class=(class) { (word) } }
            td {
                a href={ (PAGES_NAME) "/" (link.name) } { (verdict.path) }
                @if let Some(title) = title(verdict) { p.soft { (title) } }
                @for why in why { p.bad { (why) } }
                @if let Some(second) = human::second_result(verdict, Language::English) {
                    p .second .bad[!verdict.is_same_on_second()] .soft[verdict.is_same_on_second()] { (second) }
                }
            }
            td.wide { (counts(verdict)) }
            td.number.wide { @if let Some(time) = time(verdict) { (time) } }
        }
    }
}

/// Returns the first comment of a file, which says what it is about.
fn title(verdict: &Verdict) -> Option<&str> {
    let first = verdict.transcript.entries.iter().find_map(|entry| match &entry.content {
        TranscriptContent::Line(line) => Some(line),
        _ => None,
    })?;
    first.comment.as_deref().filter(|_| first.kind == PlayedLineKind::Prose)
}
