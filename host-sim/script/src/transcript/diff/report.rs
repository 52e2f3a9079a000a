//! Reports of a comparison of transcripts, for people and for programs.

use serde_json::{Value, json};
use sim_wire::count::Counted;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{StoryChange, StoryComparison, StoryDiffCounts, StoryRow};
use crate::side_by_side;
use crate::transcript::told::{ToldEvent, ToldLine};

/// Blanks before the two sides.
const INDENT: &str = "    ";

/// Prints a comparison in lines of `width` columns, but for headings, which are not broken.
pub fn human(comparison: &StoryComparison, width: usize) -> String {
    let [left, right] = &comparison.names;
    let mut lines = vec![format!("--- {left}"), format!("+++ {right}")];
    let mut alike = 0_usize;
    for row in &comparison.rows {
        if matches!(row, StoryRow::Same(_)) {
            alike = alike.saturating_add(1);
            continue;
        }
        push_alike(&mut lines, std::mem::take(&mut alike));
        lines.extend(row_lines(row, width));
    }
    push_alike(&mut lines, alike);
    lines.push(summary_words(comparison));
    lines.join("\n") + "\n"
}

/// Prints a row: its heading, and its two sides in lines of `width` columns.
pub fn row_lines(row: &StoryRow, width: usize) -> Vec<String> {
    let [ours, theirs] = sides(row);
    let mut lines = vec![heading(row)];
    lines.extend(side_by_side::lines(&ours, &theirs, INDENT, width));
    lines
}

fn push_alike(lines: &mut Vec<String>, count: usize) {
    if count > 0 {
        lines.push(format!("  ({} alike)", Counted(count, "line")));
    }
}

/// Returns the heading of a row: its sign, the numbers of its lines, its text, and what changed.
pub fn heading(row: &StoryRow) -> String {
    let (sign, numbers, text, change) = match row {
        StoryRow::Same([left, right]) => (' ', numbers(left, right), &left.text, None),
        StoryRow::Changed(change, [left, right]) => ('~', numbers(left, right), &left.text, Some(*change)),
        StoryRow::OnlyLeft(line) => ('-', line.number.to_string(), &line.text, None),
        StoryRow::OnlyRight(line) => ('+', line.number.to_string(), &line.text, None),
    };
    let text = if text.is_empty() { "before the first step" } else { text };
    let change = match change {
        // The texts stand side by side below.
        Some(change @ (StoryChange::Step | StoryChange::Expectation)) => {
            return format!("{sign} {numbers:<9} {}", change.words());
        }
        Some(change) => format!(": {}", change.words()),
        None => String::new(),
    };
    format!("{sign} {numbers:<9} {text}{change}")
}

fn numbers(left: &ToldLine, right: &ToldLine) -> String {
    if left.number == right.number { left.number.to_string() } else { format!("{}/{}", left.number, right.number) }
}

/// Returns what differs between the two lines of a row, line by line: their texts, and what they bring about.
pub fn sides(row: &StoryRow) -> [Vec<String>; 2] {
    match row {
        StoryRow::Same(_) => [Vec::new(), Vec::new()],
        StoryRow::OnlyLeft(line) => [line.brought.iter().flat_map(event_lines).collect(), Vec::new()],
        StoryRow::OnlyRight(line) => [Vec::new(), line.brought.iter().flat_map(event_lines).collect()],
        StoryRow::Changed(change, [left, right]) => {
            let has_texts = matches!(change, StoryChange::Step | StoryChange::Expectation);
            let text = |line: &ToldLine| if has_texts { vec![line.text.clone()] } else { Vec::new() };
            let mut sides = [text(left), text(right)];
            for op in capture_diff_slices(Algorithm::Myers, &left.brought, &right.brought) {
                if op.tag() != DiffTag::Equal {
                    let part = |events: &[ToldEvent]| events.iter().flat_map(event_lines).collect::<Vec<_>>();
                    sides[0].extend(part(left.brought.get(op.old_range()).unwrap_or_default()));
                    sides[1].extend(part(right.brought.get(op.new_range()).unwrap_or_default()));
                }
            }
            sides
        }
    }
}

/// Returns an event as lines of text; of a screen, its words and then its keys in brackets.
fn event_lines(event: &ToldEvent) -> Vec<String> {
    match event {
        ToldEvent::Words(words) => vec![words.clone()],
        ToldEvent::Screen(screen) => {
            let mut lines = screen.lines.clone();
            lines.push(format!("[{}]", screen.keys.join("  ")));
            lines
        }
    }
}

/// Returns the counts in one sentence.
pub fn summary_words(comparison: &StoryComparison) -> String {
    let StoryDiffCounts { same, steps, expectations, screens, effects, only_left, only_right } = comparison.counts();
    let verdict = if comparison.counts().is_same() { "Both are the same" } else { "They differ" };
    let mut parts = vec![format!("{} alike", Counted(same, "line"))];
    let others = [
        (screens, "leading to another screen"),
        (expectations, "with another expectation"),
        (steps, "with another step"),
        (effects, "bringing about something else"),
        (only_left, "only in the first"),
        (only_right, "only in the second"),
    ];
    parts.extend(others.into_iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")));
    format!("{verdict}: {}.", parts.join(", "))
}

/// Returns a comparison as JSON: `left`, `right`, `same`, `summary` and `rows`, which has everything but the lines that
/// are alike.
pub fn json(comparison: &StoryComparison) -> Value {
    let counts = comparison.counts();
    let [left, right] = &comparison.names;
    json!({
        "left": left,
        "right": right,
        "same": counts.is_same(),
        "summary": {
            "alike": counts.same, "screens": counts.screens, "expectations": counts.expectations,
            "steps": counts.steps, "effects": counts.effects, "only_left": counts.only_left,
            "only_right": counts.only_right,
        },
        "rows": comparison.rows.iter().filter_map(json_row).collect::<Vec<_>>(),
    })
}

fn json_row(row: &StoryRow) -> Option<Value> {
    Some(match row {
        StoryRow::Same(_) => return None,
        StoryRow::Changed(change, [left, right]) => {
            json!({ "kind": change.name(), "left": json_line(left), "right": json_line(right) })
        }
        StoryRow::OnlyLeft(line) => json!({ "kind": "only_left", "left": json_line(line) }),
        StoryRow::OnlyRight(line) => json!({ "kind": "only_right", "right": json_line(line) }),
    })
}

fn json_line(line: &ToldLine) -> Value {
    let event = |event: &ToldEvent| match event {
        ToldEvent::Screen(screen) => json!({ "screen": screen.lines, "keys": screen.keys }),
        ToldEvent::Words(words) => json!({ "words": words }),
    };
    json!({
        "line": line.number,
        "text": line.text,
        "brought": line.brought.iter().map(event).collect::<Vec<_>>(),
    })
}
