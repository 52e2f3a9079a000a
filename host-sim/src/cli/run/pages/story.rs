//! Page of a trace or walk: the failures, the card before and after, every line with what it brought about, and what
//! the replay covers.

use maud::{Markup, html};

use super::step::CardFacts;
use super::{
    INDEX_NAME, StoryLink, counts, coverage, failures, framed, mark, result_mark, second_difference, step, time,
};
use crate::cli::report::{ReplayOptions, Verdict, human};
use sim_i18n::Language;
use sim_script::transcript::{TranscriptContent, TranscriptEntry};

/// Way from a page to the folder of the report.
const UP: &str = "../";

/// Renders the page.
pub(super) fn page(link: &StoryLink<'_>, again: &ReplayOptions) -> String {
    let verdict = link.verdict;
    let (class, word) = mark(verdict);
    let body = html! {
        header {
            nav { a href={ (UP) (INDEX_NAME) } { "All files" } }
            h1 { (verdict.path) }
            p.verdict { span class={ "mark " (class) } { (word) } (counts(verdict)) @if let Some(time) = time(verdict) { ", " (time) } }
            @if let Some(second) = human::second_result(verdict, Language::English) { p.second { (second) } }
            @if let Some(error) = &verdict.error { p.bad { (error.why) @if let Some(line) = error.line { ", line " (line) } } }
        }
        main {
            @for failure in failures(verdict, again) { article { pre tabindex="0" { (failure) } } }
            @if let Some(difference) = second_difference(verdict) { article.second { pre tabindex="0" { (difference) } } }
            (cases(verdict))
            (replay(verdict))
            (coverage::covered(&link.coverage))
        }
    };
    framed(&verdict.path, UP, &body)
}

/// Renders a list of the cases, with links to them, if there are several.
fn cases(verdict: &Verdict) -> Markup {
    let titled = verdict.results.iter().filter_map(|result| Some((result, result.title.as_ref()?)));
    let titled: Vec<_> = titled.enumerate().collect();
    html! {
        @if titled.len() > 1 {
            section {
                h2 { "Cases" }
                ol.cases {
                    @for (at, (result, title)) in titled {
                        @let (class, word) = result_mark(result);
                        li { span class={ "mark " (class) } { (word) } a href={ "#case-" (at + 1) } { (title) } }
                    }
                }
            }
        }
    }
}

/// Part of a transcript: the entries of a row with its number and title, or those between two tables.
type Part<'t> = (Option<(usize, &'t str, Option<&'t str>)>, Vec<&'t TranscriptEntry>);

/// Returns the parts of a transcript in order.
fn parts(entries: &[TranscriptEntry]) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = vec![(None, Vec::new())];
    let mut count = 0_usize;
    for entry in entries {
        match &entry.content {
            TranscriptContent::Case { title, comment } => {
                count = count.saturating_add(1);
                parts.push((Some((count, title, comment.as_deref())), Vec::new()));
            }
            TranscriptContent::CaseEnd => parts.push((None, Vec::new())),
            _ => parts.last_mut().into_iter().for_each(|(_, part)| part.push(entry)),
        }
    }
    parts
}

fn replay(verdict: &Verdict) -> Markup {
    let parts = parts(&verdict.transcript.entries);
    let outside = parts.iter().filter(|(case, _)| case.is_none()).flat_map(|(_, entries)| entries.iter().copied());
    let outside: Vec<&TranscriptEntry> = outside.collect();
    html! {
        section {
            h2 { "Replay" }
            @if !verdict.transcript.entries.is_empty() { (step::card_table(&outside, CardFacts::All)) } @else { p.none { "Nothing was replayed." } }
            @for (case, entries) in &parts {
                @match case {
                    Some((number, title, comment)) => section.case id={ "case-" (number) } {
                        h3 { (title) }
                        @if let Some(comment) = comment { p.comment { (comment) } }
                        (step::card_table(entries, CardFacts::Changed))
                        (lines(entries))
                    },
                    None => (lines(entries)),
                }
            }
        }
    }
}

fn lines(entries: &[&TranscriptEntry]) -> Markup {
    let steps = step::steps(entries);
    html! { @if !steps.is_empty() { ol.lines { @for step in &steps { (step.render()) } } } }
}
