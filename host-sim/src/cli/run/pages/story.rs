//! Page of a trace or walk: the failures, the card before and after, every line with what it brought about, and what
//! the replay covers.

use maud::{Markup, html};

use super::shared_picture::shared;
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
pub(super) fn page(link: &StoryLink<'_>, again: &ReplayOptions, language: Language) -> String {
    let verdict = link.verdict;
    let (class, word) = mark(verdict, language);
    let body = html! {
        header {
            nav { a href={ (UP) (INDEX_NAME) } { (language.of("全部文件", "All files")) } }
            h1 { (verdict.path) }
            p.verdict { span class={ "mark " (class) } { (word) } (counts(verdict, language)) @if let Some(time) = time(verdict) { (language.of(",", ", ")) (time) } }
            @if let Some(second) = human::second_result(verdict, language) { p.second { (second) } }
            @if let Some(error) = &verdict.error { p.bad { @if let Some(file) = &error.file { (file) ": " } (error.why) @if let Some(line) = error.line { (language.of(",第 ", ", line ")) (line) (language.of(" 行", "")) } } }
        }
        main {
            @for failure in failures(verdict, again, language) { article { pre tabindex="0" { (failure) } } }
            @if let Some(difference) = second_difference(verdict, language) { article.second { pre tabindex="0" { (difference) } } }
            (cases(verdict, language))
            (replay(verdict, language))
            (coverage::covered(&link.coverage, language))
        }
    };
    shared(&framed(language, &verdict.path, UP, &body))
}

/// Renders a list of the cases, with links to them, if there are several.
fn cases(verdict: &Verdict, language: Language) -> Markup {
    let titled = verdict.results.iter().filter_map(|result| Some((result, result.title.as_ref()?)));
    let titled: Vec<_> = titled.enumerate().collect();
    html! {
        @if titled.len() > 1 {
            section {
                h2 { (language.of("用例", "Cases")) }
                ol.cases {
                    @for (at, (result, title)) in titled {
                        @let (class, word) = result_mark(result, language);
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

fn replay(verdict: &Verdict, language: Language) -> Markup {
    let parts = parts(&verdict.transcript.entries);
    let outside = parts.iter().filter(|(case, _)| case.is_none()).flat_map(|(_, entries)| entries.iter().copied());
    let outside: Vec<&TranscriptEntry> = outside.collect();
    html! {
        section {
            h2 { (language.of("重放", "Replay")) }
            @if verdict.transcript.entries.is_empty() {
                p.none { (language.of("没有重放任何内容。", "Nothing was replayed.")) }
            } @else {
                (step::card_table(&outside, CardFacts::All, language))
            }
            @for (case, entries) in &parts {
                @match case {
                    Some((number, title, comment)) => section.case id={ "case-" (number) } {
                        h3 { (title) }
                        @if let Some(comment) = comment { p.comment { (comment) } }
                        (step::card_table(entries, CardFacts::Changed, language))
                        (lines(entries, language))
                    },
                    None => (lines(entries, language)),
                }
            }
        }
    }
}

fn lines(entries: &[&TranscriptEntry], language: Language) -> Markup {
    let steps = step::steps(entries);
    html! { @if !steps.is_empty() { ol.lines { @for step in &steps { (step.render(language)) } } } }
}
