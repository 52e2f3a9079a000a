//! Index of a report: the result of the run, and every file, those that failed first.

use std::time::Duration;

use maud::{Markup, html};

use super::{PAGES_NAME, ReportedRun, StoryLink, counts, coverage, duration, framed, is_good, mark, time};
use crate::cli::report::{PlayedShard, Verdict, human};
use sim_i18n::Language;
use sim_i18n::replay::ReplayNoun;
use sim_lab::coverage::Coverage;
use sim_script::transcript::{PlayedLineKind, TranscriptContent};

/// Filters of the list, each with its Chinese and its English name: the rules of the style sheet hide the rest.
const FILTERS: [(&str, &str, &str); 4] = [
    ("all", "全部", "All"),
    ("failed", "失败", "Failed"),
    ("traces", "指令记录", "Traces"),
    ("walks", "操作记录", "Walks"),
];

/// Renders the index.
pub(super) fn page(run: &ReportedRun<'_>, links: &[StoryLink<'_>]) -> String {
    let language = run.language;
    let mut sorted: Vec<&StoryLink<'_>> = links.iter().collect();
    sorted.sort_by_key(|link| is_good(link.verdict));
    let mut all = Coverage::default();
    links.iter().for_each(|link| all.add(&link.coverage));
    let walks = run.verdicts.iter().filter(|verdict| verdict.is_walk()).count();
    let traces = run.verdicts.len().saturating_sub(walks);
    let (traces, walks) = (counted(ReplayNoun::Trace, traces, language), counted(ReplayNoun::Walk, walks, language));
    let title = match (traces, walks) {
        (Some(traces), Some(walks)) => format!("{traces}{}{walks}", language.of("和 ", " and ")),
        (one, other) => one.or(other).unwrap_or_else(|| ReplayNoun::Trace.counted(language, 0)),
    };
    let body = html! {
        header { h1 { (title) } (result(run.verdicts, language)) (facts(run)) }
        main {
            (files(&sorted, language))
            @match run.covered {
                Some(covered) => (coverage::of_index(covered, language)),
                None => (coverage::covered(&all, language)),
            }
        }
    };
    framed(language, &format!("rfid-sim run: {title}"), "", &body)
}

/// Renders a count; `None` for nothing.
fn counted(noun: ReplayNoun, count: usize, language: Language) -> Option<String> {
    (count > 0).then(|| noun.counted(language, count))
}

/// Renders how many results hold, and how many failed.
fn failed_words(results: usize, failed: usize, language: Language) -> String {
    let (all, held) = (ReplayNoun::Result.counted(language, results), results.saturating_sub(failed));
    match language {
        Language::Chinese => format!("{all}中 {held} 个通过,{failed} 个失败"),
        Language::English => format!("{held} of {all} hold, {failed} failed"),
    }
}

/// Renders the sentence about the whole.
fn result(verdicts: &[Verdict], language: Language) -> Markup {
    let results: usize = verdicts.iter().map(|verdict| verdict.results.len()).sum();
    let failed: usize = verdicts.iter().map(|verdict| verdict.failures().count()).sum();
    let errors = verdicts.iter().filter(|verdict| verdict.error.is_some()).count();
    let comma = language.of(",", ", ");
    let has_failed = failed > 0 || errors > 0;
    let is_bad = has_failed || verdicts.iter().any(|verdict| !verdict.is_same_on_second());
    html! {
        p .verdict .bad[is_bad] .good[!is_bad] {
            @if has_failed { (failed_words(results, failed, language)) }
            @else { (language.of("全部通过", "All hold")) }
            @if errors > 0 {
                (comma) (ReplayNoun::File.counted(language, errors)) (language.of("无法读取", " could not be read"))
            }
            @if let Some(second) = human::second_cards(verdicts, language) { (comma) (second) }
            (language.of("。", "."))
        }
    }
}

fn facts(run: &ReportedRun<'_>) -> Markup {
    let results: usize = run.verdicts.iter().map(|verdict| verdict.results.len()).sum();
    let commands: usize = run.verdicts.iter().map(Verdict::commands).sum();
    let time: Duration =
        run.verdicts.iter().flat_map(|verdict| &verdict.results).filter_map(|result| result.time).sum();
    let language = run.language;
    let shard = run.shard.map(|PlayedShard { shard, found }| {
        let (played, all) = (run.verdicts.len(), ReplayNoun::File.counted(language, found));
        match language {
            Language::Chinese => format!("{shard},共 {all},本片 {played} 个"),
            Language::English => format!("{shard}, {played} of {all}"),
        }
    });
    html! {
        dl.facts {
            dt { (language.of("结果", "Results")) } dd { (results) }
            dt { (language.of("命令", "Commands")) } dd { (commands) }
            dt { (language.of("重放用时", "Time of the replays")) } dd { (duration(time)) }
            @if let Some(seed) = run.again.seed { dt { (language.of("种子", "Seed")) } dd { (seed) } }
            @if let Some(profile) = &run.again.profile { dt { (language.of("卡片配置", "Profile")) } dd { (profile) } }
            @if let Some(shard) = shard { dt { (language.of("分片", "Shard")) } dd { (shard) } }
        }
    }
}

fn files(links: &[&StoryLink<'_>], language: Language) -> Markup {
    html! {
        section.files {
            h2 { (language.of("文件", "Files")) }
            @for (at, (word, chinese, english)) in FILTERS.iter().enumerate() {
                input type="radio" name="show" id={ "show-" (word) } checked[at == 0];
                label for={ "show-" (word) } { (language.of(chinese, english)) }
            }
            div.table tabindex="0" {
                table {
                    thead {
                        tr {
                            th { (language.of("结果", "Result")) }
                            th { (language.of("文件", "File")) }
                            th.wide { (language.of("命令", "Commands")) }
                            th.number.wide { (language.of("用时", "Time")) }
                        }
                    }
                    tbody { @for link in links { (row(link, language)) } }
                }
            }
        }
    }
}

fn row(link: &StoryLink<'_>, language: Language) -> Markup {
    let verdict = link.verdict;
    let (class, word) = mark(verdict, language);
    let kind = if verdict.is_walk() { "walk" } else { "trace" };
    let why = verdict.failures().map(|(_, failure)| human::failure_summary(&failure.trouble, language));
    let why: Vec<String> = why.chain(verdict.error.as_ref().map(|error| error.why.clone())).collect();
    html! {
        tr class={ (kind) " " (if is_good(verdict) { "held" } else { "not-held" }) } {
            td { span class=(class) { (word) } }
            td {
                a href={ (PAGES_NAME) "/" (link.name) } { (verdict.path) }
                @if let Some(title) = title(verdict) { p.soft { (title) } }
                @for why in why { p.bad { (why) } }
                @if let Some(second) = human::second_result(verdict, language) {
                    p .second .bad[!verdict.is_same_on_second()] .soft[verdict.is_same_on_second()] { (second) }
                }
            }
            td.wide { (counts(verdict, language)) }
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
