//! Two sessions with a card, compared exchange by exchange.

use maud::{Markup, html};
use serde_json::Value;

use super::{DiffReport, page};
use sim_script::trace::diff::{Comparison, ComparisonRow, Difference, Nature, report, step_words};
use sim_script::trace::formats::Session;

/// Comparison of two sessions with their names.
pub(super) struct SessionsDiff {
    names: [String; 2],
    comparison: Comparison,
}

impl SessionsDiff {
    /// Compares two sessions. Fields whose nature is in `expected` may differ.
    pub(super) fn of(names: [String; 2], [left, right]: [&Session; 2], expected: &[Nature]) -> SessionsDiff {
        SessionsDiff { names, comparison: Comparison::of(left, right, expected) }
    }
}

impl DiffReport for SessionsDiff {
    fn is_same(&self) -> bool {
        self.comparison.summary().is_same()
    }

    fn text(&self, _width: usize) -> String {
        let [left, right] = &self.names;
        report::human(&self.comparison, left, right)
    }

    fn json(&self, read: &[String]) -> Value {
        let [left, right] = &self.names;
        report::json(&self.comparison, left, right, read)
    }

    fn page(&self) -> Markup {
        html! {
            (page::heading(&self.names, &report::summary_sentence(&self.comparison), self.is_same()))
            @for row in &self.comparison.rows { (page_row(row)) }
        }
    }
}

fn page_row(row: &ComparisonRow) -> Markup {
    match row {
        ComparisonRow::Same(..) => html! {},
        ComparisonRow::Unknown(left, right) => {
            let [ours, theirs] = [left, right].map(|event| vec![step_words(&event.step)]);
            page::change("answer not known", &[], &ours, &theirs)
        }
        ComparisonRow::OnlyLeft(event) => {
            page::change(&format!("{} only in the first", event.number), &[], &[step_words(&event.step)], &[])
        }
        ComparisonRow::OnlyRight(event) => {
            page::change(&format!("{} only in the second", event.number), &[], &[], &[step_words(&event.step)])
        }
        ComparisonRow::Changed(left, right, differences) => {
            let heading = format!("{}/{} {}", left.number, right.number, report::headline(&left.step));
            let [ours, theirs] = [true, false].map(|is_left| {
                differences.iter().map(|difference| field_words(difference, is_left)).collect::<Vec<_>>()
            });
            page::change(&heading, &[], &ours, &theirs)
        }
    }
}

/// Returns a field of one side in words.
fn field_words(difference: &Difference, is_left: bool) -> String {
    let shown = if is_left { &difference.left } else { &difference.right };
    let octets = shown.hex.as_ref().map(|hex| format!(" {hex}")).unwrap_or_default();
    format!("{} {}:{octets} {}", difference.side.name(), difference.field.replace('_', " "), shown.words)
        .trim_end()
        .to_owned()
}
