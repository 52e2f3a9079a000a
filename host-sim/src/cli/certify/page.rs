//! Report for an auditor: one HTML page that needs nothing beside it, for the screen and for paper.

use maud::{Markup, html};
use sim_lab::certify::{BenchStep, CheckReport, CheckVerdict, SuiteChapter};
use sim_web::report::{PageFrame, PageStyle};
use sim_wire::count::{Counted, CountedVerb};

use super::{Certificate, VerdictCounts, step};

/// Style sheet of the page.
const STYLE: &str = include_str!("page.css");

/// Most steps of a difference that stand open.
const STEPS_MAX: usize = 12;

/// Renders the page.
pub(super) fn page(certificate: &Certificate<'_>) -> String {
    let title = format!("Certification of the card “{}”", certificate.profile.name);
    let body = html! {
        header { h1 { (title) } (verdict(certificate.counts(None))) (facts(certificate)) }
        main {
            (summary(certificate))
            (differences(certificate))
            (untried(certificate))
            @for chapter in certificate.chapters() { (chapter_section(certificate, chapter)) }
            (left(certificate))
        }
        footer { p { "Made by rfid-sim " (env!("CARGO_PKG_VERSION")) ". MACs and TACs are checked by the \
            terminal's own arithmetic. The page has no key, and the digits of PINs are left out." } }
    };
    PageFrame { language: "en", title: &title, style: PageStyle::Inline(&[STYLE]) }.render(&body)
}

/// Renders the sentence about the whole.
fn verdict(counts: VerdictCounts) -> Markup {
    let all = counts.holds + counts.differs + counts.untried;
    let checks = Counted(all, "check").to_string();
    let held = format!("{} of {checks} {}.", counts.holds, CountedVerb(counts.holds, "holds", "hold"));
    html! {
        p .verdict .bad[counts.differs > 0] .good[counts.differs == 0 && counts.holds > 0] {
            @match counts.differs {
                0 if counts.holds == 0 => "Nothing could be tried. ",
                0 => "No difference was found. ",
                count => { (Counted(count, "check")) " " (CountedVerb(count, "differs", "differ")) " from the clause. " }
            }
            (held)
            @if counts.untried > 0 { " " (Counted(counts.untried, "check")) " could not be tried." }
        }
    }
}

fn facts(certificate: &Certificate<'_>) -> Markup {
    let profile = certificate.profile;
    let atr = certificate.certification.atr.as_ref().map_or_else(|| "none".to_owned(), hex::encode_upper);
    html! {
        dl .facts {
            dt { "Card" } dd { (certificate.card) }
            dt { "Profile" } dd { (profile.name) }
            dt { "Date of the terminal" } dd { (certificate.at) }
            dt { "Answer to reset" } dd { code { (atr) } }
            dt { "AID" } dd { code { (hex::encode_upper(&profile.card.aid)) } }
            dt { "Card number (ASN)" } dd { code { (hex::encode_upper(profile.asn())) } }
        }
    }
}

fn summary(certificate: &Certificate<'_>) -> Markup {
    html! {
        section {
            h2 { "Summary" }
            div .table tabindex="0" {
                table {
                    thead { tr { th { "Chapter" } th .number { "Holds" } th .number { "Differs" } th .number { "Not tried" } } }
                    tbody {
                        @for chapter in certificate.chapters() {
                            @let counts = certificate.counts(Some(chapter));
                            tr {
                                th scope="row" { a href={ "#" (chapter.word()) } { (chapter.title()) } }
                                td .number { (counts.holds) }
                                td .number .bad[counts.differs > 0] .zero[counts.differs == 0] { (counts.differs) }
                                td .number .zero[counts.untried == 0] { (counts.untried) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn differences(certificate: &Certificate<'_>) -> Markup {
    html! {
        section {
            h2 { "Differences" }
            @if certificate.certification.is_clean() { p .none { "None." } }
            @for report in certificate.certification.differing() {
                @if let CheckVerdict::Differs(difference) = &report.verdict {
                    article id=(anchor(report)) {
                        h3 { (report.check.claim) " " code { (report.name()) } }
                        dl .difference {
                            dt { "About" } dd { (difference.about) }
                            dt { "Expected" } dd .octets { (difference.expected) }
                            dt { "Got" } dd .octets .bad { (difference.got) }
                            dt { "Clause" } dd { strong { (report.check.clause.source) } ": " (report.check.clause.rule) }
                        }
                        (last_steps(&report.steps))
                    }
                }
            }
        }
    }
}

fn untried(certificate: &Certificate<'_>) -> Markup {
    let reports: Vec<(&CheckReport, &str)> = certificate
        .certification
        .reports
        .iter()
        .filter_map(|report| match &report.verdict {
            CheckVerdict::Untried(why) => Some((report, why.as_str())),
            _ => None,
        })
        .collect();
    html! {
        section {
            h2 { "What could not be tried" }
            @if reports.is_empty() { p .none { "Everything was tried." } } @else {
                div .table tabindex="0" {
                    table {
                        thead { tr { th { "Check" } th { "Reason" } } }
                        tbody { @for (report, why) in reports { tr { td { (report.check.claim) } td { (why) } } } }
                    }
                }
            }
        }
    }
}

fn chapter_section(certificate: &Certificate<'_>, chapter: SuiteChapter) -> Markup {
    html! {
        section id=(chapter.word()) {
            h2 { (chapter.title()) }
            @for report in certificate.certification.of_chapter(chapter) {
                @let (class, word) = verdict_of(report);
                div .check {
                    p .claim {
                        span class={ "mark " (class) } {
                            @match report.verdict {
                                CheckVerdict::Differs(_) => a href={ "#" (anchor(report)) } { (word) },
                                _ => (word),
                            }
                        }
                        " " (report.check.claim)
                    }
                    p .clause { strong { (report.check.clause.source) } ": " (report.check.clause.rule) }
                    (steps(&report.steps, "step"))
                }
            }
        }
    }
}

/// Returns the name of the place of a difference in the page.
fn anchor(report: &CheckReport) -> String {
    format!("difference-{}-{}", report.chapter.word(), report.check.name)
}

const fn verdict_of(report: &CheckReport) -> (&'static str, &'static str) {
    match report.verdict {
        CheckVerdict::Holds => ("good", "holds"),
        CheckVerdict::Differs(_) => ("bad", "differs"),
        CheckVerdict::Untried(_) => ("soft", "not tried"),
    }
}

/// Renders the steps of a difference: the last ones open, those before to be opened.
fn last_steps(all: &[BenchStep]) -> Markup {
    let (before, last) = all.split_at(all.len().saturating_sub(STEPS_MAX));
    html! { (steps(before, "earlier step")) (list(last)) }
}

/// Renders steps, to be opened.
fn steps(steps: &[BenchStep], noun: &str) -> Markup {
    html! {
        @if !steps.is_empty() { details { summary { (Counted(steps.len(), noun)) } (list(steps)) } }
    }
}

fn list(steps: &[BenchStep]) -> Markup {
    html! {
        ol .steps {
            @for line in steps.iter().flat_map(step::lines) {
                li { span .direction { (line.mark) } code { (line.octets) } span .words { (line.words) } }
            }
        }
    }
}

fn left(certificate: &Certificate<'_>) -> Markup {
    html! {
        section {
            h2 { "The card afterwards" }
            ul { @for sentence in &certificate.certification.left { li { (sentence) } } }
        }
    }
}
