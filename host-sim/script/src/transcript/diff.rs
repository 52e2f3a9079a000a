//! Comparison of two transcripts line by line: which steps and expectations changed, and which steps lead to other
//! screens.
//!
//! Lines are aligned twice. The first alignment is on their text without the blanks, and finds equal lines. The second,
//! between equal lines, is on their first word. A line `choose 钱包充值` is then paired with `choose 充值`.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::told::{ToldLine, ToldStory};

pub mod report;

/// Comparison of two stories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryComparison {
    /// Names of both stories.
    pub names: [String; 2],
    /// Rows in order; lines that are the same are there, too.
    pub rows: Vec<StoryRow>,
}

/// Row of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryRow {
    /// Line of both stories without a difference.
    Same([ToldLine; 2]),
    /// Line of both stories with a difference.
    Changed(StoryChange, [ToldLine; 2]),
    /// Line of the first story only.
    OnlyLeft(ToldLine),
    /// Line of the second story only.
    OnlyRight(ToldLine),
}

/// Kind of a difference between two lines, the most important one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryChange {
    /// The expectation is another one.
    Expectation,
    /// The step, the setting or the command is another one.
    Step,
    /// An equal step leads to another screen.
    Screen,
    /// An equal line brings about something else: exchanges, messages, movements of money.
    Effects,
}

/// Counts of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoryDiffCounts {
    /// Lines without a difference.
    pub same: usize,
    /// Lines with another step or setting.
    pub steps: usize,
    /// Lines with another expectation.
    pub expectations: usize,
    /// Steps that lead to another screen.
    pub screens: usize,
    /// Lines that bring about something else.
    pub effects: usize,
    /// Lines of the first story only.
    pub only_left: usize,
    /// Lines of the second story only.
    pub only_right: usize,
}

impl StoryDiffCounts {
    /// Returns whether nothing differs.
    pub const fn is_same(&self) -> bool {
        self.steps + self.expectations + self.screens + self.effects + self.only_left + self.only_right == 0
    }
}

impl StoryChange {
    /// Returns the name of the change in data.
    pub const fn name(self) -> &'static str {
        match self {
            StoryChange::Expectation => "expectation",
            StoryChange::Step => "step",
            StoryChange::Screen => "screen",
            StoryChange::Effects => "effects",
        }
    }

    /// Returns the change in words.
    pub const fn words(self) -> &'static str {
        match self {
            StoryChange::Expectation => "another expectation",
            StoryChange::Step => "another step",
            StoryChange::Screen => "leads to another screen",
            StoryChange::Effects => "brings about something else",
        }
    }
}

impl StoryComparison {
    /// Aligns two stories.
    pub fn of(left: &ToldStory, right: &ToldStory) -> StoryComparison {
        let mut rows = Vec::new();
        let (ours, theirs) = (keys(&left.lines, whole), keys(&right.lines, whole));
        for op in capture_diff_slices(Algorithm::Myers, &ours, &theirs) {
            let (ours, theirs) = (part(&left.lines, op.old_range()), part(&right.lines, op.new_range()));
            match op.tag() {
                DiffTag::Equal => rows.extend(ours.iter().zip(theirs).map(|(one, other)| pair(one, other))),
                DiffTag::Delete | DiffTag::Insert | DiffTag::Replace => between(ours, theirs, &mut rows),
            }
        }
        StoryComparison { names: [left.name.clone(), right.name.clone()], rows }
    }

    /// Counts the rows of each kind.
    pub fn counts(&self) -> StoryDiffCounts {
        let mut counts = StoryDiffCounts::default();
        for row in &self.rows {
            let counter = match row {
                StoryRow::Same(_) => &mut counts.same,
                StoryRow::Changed(StoryChange::Expectation, _) => &mut counts.expectations,
                StoryRow::Changed(StoryChange::Step, _) => &mut counts.steps,
                StoryRow::Changed(StoryChange::Screen, _) => &mut counts.screens,
                StoryRow::Changed(StoryChange::Effects, _) => &mut counts.effects,
                StoryRow::OnlyLeft(_) => &mut counts.only_left,
                StoryRow::OnlyRight(_) => &mut counts.only_right,
            };
            *counter = counter.saturating_add(1);
        }
        counts
    }
}

fn keys(lines: &[ToldLine], key: fn(&ToldLine) -> String) -> Vec<String> {
    lines.iter().map(key).collect()
}

/// Returns the text of a line with single blanks.
fn whole(line: &ToldLine) -> String {
    line.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the first word of a line, in which a kind of steps begins.
fn kind(line: &ToldLine) -> String {
    line.text.split_whitespace().next().unwrap_or_default().to_owned()
}

fn part(lines: &[ToldLine], range: Range<usize>) -> &[ToldLine] {
    lines.get(range).unwrap_or_default()
}

/// Adds the rows of the lines between two equal ones, paired where they are of one kind. Comments alone say nothing
/// about the card.
fn between(left: &[ToldLine], right: &[ToldLine], rows: &mut Vec<StoryRow>) {
    for op in capture_diff_slices(Algorithm::Myers, &keys(left, kind), &keys(right, kind)) {
        let (ours, theirs) = (part(left, op.old_range()), part(right, op.new_range()));
        if op.tag() == DiffTag::Equal {
            rows.extend(ours.iter().zip(theirs).map(|(one, other)| pair(one, other)));
            continue;
        }
        let is_told = |line: &&ToldLine| !line.text.is_empty() || !line.brought.is_empty();
        rows.extend(ours.iter().filter(is_told).cloned().map(StoryRow::OnlyLeft));
        rows.extend(theirs.iter().filter(is_told).cloned().map(StoryRow::OnlyRight));
    }
}

fn pair(left: &ToldLine, right: &ToldLine) -> StoryRow {
    let both = [left.clone(), right.clone()];
    let change = match whole(left) == whole(right) {
        true if left.brought == right.brought => return StoryRow::Same(both),
        true if left.last_screen() != right.last_screen() => StoryChange::Screen,
        true => StoryChange::Effects,
        false if left.is_expectation() => StoryChange::Expectation,
        false => StoryChange::Step,
    };
    StoryRow::Changed(change, both)
}
