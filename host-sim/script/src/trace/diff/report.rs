//! Reports of a comparison, for people and for programs.

use serde_json::{Value, json};
use sim_wire::count::Counted;

use super::super::formats::SessionStep;
use super::{Comparison, ComparisonRow, Difference, NumberedStep, ShownField, answer_words, step_words};

/// Prints the comparison in words: `-` is the first session, `+` the second, and carets stand under the digits that
/// differ.
pub fn human(comparison: &Comparison, left: &str, right: &str) -> String {
    let mut out = format!("--- {left}\n+++ {right}\n");
    let mut alike = 0_usize;
    for row in &comparison.rows {
        if matches!(row, ComparisonRow::Same(..)) {
            alike = alike.saturating_add(1);
            continue;
        }
        push_alike(&mut out, std::mem::take(&mut alike));
        push_row(&mut out, row);
    }
    push_alike(&mut out, alike);
    push(&mut out, format_args!("{}", summary_sentence(comparison)));
    out
}

/// Returns a row line by line.
pub fn row_lines(row: &ComparisonRow) -> Vec<String> {
    let mut out = String::new();
    push_row(&mut out, row);
    out.lines().map(str::to_owned).collect()
}

fn push_row(out: &mut String, row: &ComparisonRow) {
    match row {
        ComparisonRow::Same(..) => {}
        ComparisonRow::Unknown(left, right) => unknown(out, left, right),
        ComparisonRow::OnlyLeft(event) => {
            push(out, format_args!("- {:<9} {}", event.number, step_words(&event.step)));
        }
        ComparisonRow::OnlyRight(event) => {
            push(out, format_args!("+ {:<9} {}", event.number, step_words(&event.step)));
        }
        ComparisonRow::Changed(left, right, differences) => write_changed(out, left, right, differences),
    }
}

fn push(out: &mut String, line: std::fmt::Arguments<'_>) {
    out.push_str(&line.to_string());
    out.push('\n');
}

fn push_alike(out: &mut String, count: usize) {
    match count {
        0 => {}
        count => push(out, format_args!("  ({} alike)", Counted(count, "step"))),
    }
}

fn write_changed(out: &mut String, left: &NumberedStep, right: &NumberedStep, differences: &[Difference]) {
    push(out, format_args!("~ {:<9} {}", numbers(left, right), headline(&left.step)));
    for difference in differences {
        field(out, difference);
    }
}

/// Prints a step that both sessions sent, and says which answer is not known.
fn unknown(out: &mut String, left: &NumberedStep, right: &NumberedStep) {
    push(out, format_args!("? {:<9} {}", numbers(left, right), headline(&left.step)));
    let is_unknown =
        |event: &NumberedStep| matches!(&event.step, SessionStep::Exchange(exchange) if exchange.answer.is_none());
    let whose = match (is_unknown(left), is_unknown(right)) {
        (true, true) => "neither session has",
        (true, false) => "the first session has not",
        (false, _) => "the second session has not",
    };
    push(out, format_args!("      answer: {whose} what came back"));
}

fn numbers(left: &NumberedStep, right: &NumberedStep) -> String {
    if left.number == right.number { left.number.to_string() } else { format!("{}/{}", left.number, right.number) }
}

/// Returns the name of a step without the answer.
pub fn headline(step: &SessionStep) -> String {
    match step {
        SessionStep::Exchange(exchange) => sim_explain::command(&exchange.command).name.to_string(),
        other => step_words(other),
    }
}

fn field(out: &mut String, difference: &Difference) {
    let Difference { side, field, left, right, nature, expected } = difference;
    let title = match field.as_str() {
        "status word" | "answer" => field.clone(),
        _ => format!("{} {}", side.name(), field.replace('_', " ")),
    };
    let why = match (nature, expected) {
        (Some(nature), true) => format!(" (expected: {})", nature.reason()),
        (Some(nature), false) => format!(" ({})", nature.reason()),
        (None, _) => String::new(),
    };
    push(out, format_args!("      {title}{why}"));
    let width = [left, right].into_iter().filter_map(|shown| shown.hex.as_ref()).map(String::len).max().unwrap_or(0);
    for (sign, shown) in [('-', left), ('+', right)] {
        push(out, format_args!("        {sign} {}", value(shown, width)));
    }
    let marks = difference.marks();
    if !marks.is_empty() {
        push(out, format_args!("          {marks}"));
    }
}

fn value(shown: &ShownField, width: usize) -> String {
    match (&shown.hex, shown.words.as_str()) {
        (Some(hex), "") => hex.clone(),
        (Some(hex), words) => format!("{hex:<width$}  {words}"),
        (None, words) => words.to_owned(),
    }
}

/// Returns the counts in one sentence.
pub fn summary_sentence(comparison: &Comparison) -> String {
    let summary = comparison.summary();
    let mut parts = vec![format!("{} alike", summary.same)];
    let others = [
        (summary.changed, "different"),
        (summary.unknown, "with an answer that is not known"),
        (summary.expected, "different only as expected"),
        (summary.only_left, "only in the first"),
        (summary.only_right, "only in the second"),
    ];
    for (count, words) in others.into_iter().filter(|(count, _)| *count > 0) {
        parts.push(format!("{count} {words}"));
    }
    let is_different = summary.changed > 0 || summary.only_left > 0 || summary.only_right > 0;
    let verdict = match (summary.is_same(), is_different) {
        (true, _) => "The sessions are the same",
        (false, true) => "The sessions differ",
        (false, false) => "It cannot be told whether the sessions are the same",
    };
    format!("{verdict}: {}.", parts.join(", "))
}

/// Returns the comparison as JSON: `read`, `same`, `summary` and `rows`.
///
/// `read` says what was read of files whose format says it; `rows` has everything but the steps that are alike.
pub fn json(comparison: &Comparison, left: &str, right: &str, read: &[String]) -> Value {
    let summary = comparison.summary();
    let rows: Vec<Value> = comparison.rows.iter().filter_map(json_row).collect();
    json!({
        "left": left,
        "right": right,
        "read": read,
        "same": summary.is_same(),
        "summary": {
            "alike": summary.same,
            "different": summary.changed,
            "answer_not_known": summary.unknown,
            "different_as_expected": summary.expected,
            "only_left": summary.only_left,
            "only_right": summary.only_right,
        },
        "rows": rows,
    })
}

fn json_row(row: &ComparisonRow) -> Option<Value> {
    match row {
        ComparisonRow::Same(..) => None,
        ComparisonRow::Unknown(left, right) => {
            Some(json!({ "kind": "answer_not_known", "left": json_event(left), "right": json_event(right) }))
        }
        ComparisonRow::OnlyLeft(event) => Some(json!({ "kind": "only_left", "left": json_event(event) })),
        ComparisonRow::OnlyRight(event) => Some(json!({ "kind": "only_right", "right": json_event(event) })),
        ComparisonRow::Changed(left, right, differences) => Some(json!({
            "kind": "different",
            "left": json_event(left),
            "right": json_event(right),
            "differences": differences.iter().map(json_difference).collect::<Vec<_>>(),
        })),
    }
}

fn json_event(event: &NumberedStep) -> Value {
    match &event.step {
        SessionStep::Exchange(exchange) => json!({
            "number": event.number,
            "name": headline(&event.step),
            "command": hex::encode_upper(&exchange.command),
            "answer": exchange.answer.as_ref().map(|reply| hex::encode_upper(reply.octets())),
            "status": answer_words(exchange.answer.as_ref()),
        }),
        other => json!({ "number": event.number, "name": headline(other) }),
    }
}

fn json_difference(difference: &Difference) -> Value {
    let shown = |shown: &ShownField| json!({ "hex": shown.hex, "words": shown.words });
    json!({
        "in": difference.side.name(),
        "field": difference.field,
        "left": shown(&difference.left),
        "right": shown(&difference.right),
        "nature": difference.nature.map(super::Nature::name),
        "expected": difference.expected,
    })
}
