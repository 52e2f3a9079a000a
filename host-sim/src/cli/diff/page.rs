//! Comparison as one HTML page: each difference with its two sides beside one another.

use maud::{Markup, html};

use sim_script::side_by_side::{self, SideRow};
use sim_web::report::{PageFrame, PageStyle};

/// Style sheets of the page: that of the certificate, and what this page has beside it.
const STYLES: [&str; 2] = [include_str!("../certify/page.css"), include_str!("page.css")];

/// Renders the page around the differences.
pub(super) fn page(title: &str, is_same: bool, differences: &Markup) -> String {
    let title = format!("Comparison of {title}");
    let body = html! {
        header { h1 { (title) } (verdict(if is_same { "No difference." } else { "There are differences." }, is_same)) }
        main { (differences) }
        footer { p { "Made by rfid-sim " (env!("CARGO_PKG_VERSION")) "." } }
    };
    PageFrame { language: "en", title: &title, style: PageStyle::Inline(&STYLES) }.render(&body)
}

/// Renders a verdict in a sentence.
pub(super) fn verdict(sentence: &str, is_same: bool) -> Markup {
    html! { p .verdict .good[is_same] .bad[!is_same] { (sentence) } }
}

/// Renders the heading of what is compared: two names, and the result.
pub(super) fn heading([left, right]: &[String; 2], sentence: &str, is_same: bool) -> Markup {
    html! {
        h2 { (left) " / " (right) }
        (verdict(sentence, is_same))
    }
}

/// Renders a difference: its heading, its notes, and its two sides.
pub(super) fn change(heading: &str, notes: &[String], left: &[String], right: &[String]) -> Markup {
    html! {
        article {
            h4 { (heading) }
            @for note in notes { p .note { (note) } }
            div .table tabindex="0" {
                table .sides {
                    thead {
                        tr {
                            th scope="col" { "First" }
                            th .sign { span .hidden { "Difference" } }
                            th scope="col" { "Second" }
                        }
                    }
                    tbody { @for row in side_by_side::rows(left, right) { (side_row(&row)) } }
                }
            }
        }
    }
}

fn side_row(row: &SideRow) -> Markup {
    let is_left = matches!(row.sign, '|' | '<');
    let is_right = matches!(row.sign, '|' | '>');
    html! {
        tr {
            td { @if is_left { del { (row.left) } } @else { (row.left) } }
            td .sign { (row.sign) }
            td { @if is_right { ins { (row.right) } } @else { (row.right) } }
        }
    }
}
