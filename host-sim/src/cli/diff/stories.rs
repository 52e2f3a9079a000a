//! Transcripts of traces and walks, compared line by line.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{DiffReport, page};
use sim_script::transcript::diff::{StoryComparison, StoryRow, report};
use sim_script::transcript::told::ToldStory;
use sim_wire::count::Counted;

/// Comparison of the stories of two files.
pub(super) struct StoriesDiff {
    compared: Vec<StoryComparison>,
    /// Names of the stories that one file has alone.
    alone: [Vec<String>; 2],
}

impl StoriesDiff {
    /// Compares stories by their names; where both files have one alone, these two.
    pub(super) fn of([left, right]: [Vec<ToldStory>; 2]) -> StoriesDiff {
        if let ([one], [other]) = (left.as_slice(), right.as_slice()) {
            return StoriesDiff { compared: vec![StoryComparison::of(one, other)], alone: [Vec::new(), Vec::new()] };
        }
        let has = |stories: &[ToldStory], name: &str| stories.iter().any(|story| story.name == name);
        let alone = |stories: &[ToldStory], others: &[ToldStory]| {
            let alone = stories.iter().filter(|story| !has(others, &story.name));
            alone.map(|story| story.name.clone()).collect::<Vec<_>>()
        };
        let counterpart = |one: &ToldStory| right.iter().find(|other| other.name == one.name);
        let compared = left.iter().filter_map(|one| Some(StoryComparison::of(one, counterpart(one)?)));
        StoriesDiff { compared: compared.collect(), alone: [alone(&left, &right), alone(&right, &left)] }
    }

    /// Returns the comparison of stories that were paired already.
    pub(super) const fn of_pairs(compared: Vec<StoryComparison>) -> StoriesDiff {
        StoriesDiff { compared, alone: [Vec::new(), Vec::new()] }
    }

    /// Returns the comparisons that are reported: those with a difference, and the only one.
    fn told(&self) -> impl Iterator<Item = &StoryComparison> {
        let is_one = self.compared.len() == 1;
        self.compared.iter().filter(move |comparison| is_one || !comparison.counts().is_same())
    }

    /// Returns the counts of the stories in a sentence; `None` if two were compared alone.
    fn sentence(&self) -> Option<String> {
        let [left, right] = &self.alone;
        let same = self.compared.iter().filter(|comparison| comparison.counts().is_same()).count();
        let mut parts = vec![format!("{} alike", Counted(same, "transcript"))];
        let others = [
            (self.compared.len().saturating_sub(same), "different"),
            (left.len(), "only in the first"),
            (right.len(), "only in the second"),
        ];
        let others = others.into_iter().filter(|(count, _)| *count > 0);
        parts.extend(others.map(|(count, words)| format!("{count} {words}")));
        (self.compared.len() + left.len() + right.len() != 1).then(|| format!("{}.", parts.join(", ")))
    }
}

impl DiffReport for StoriesDiff {
    fn is_same(&self) -> bool {
        self.alone.iter().all(Vec::is_empty) && self.compared.iter().all(|compared| compared.counts().is_same())
    }

    fn text(&self, width: usize) -> String {
        let mut text: String = self.told().map(|comparison| report::human(comparison, width)).collect();
        for (sign, names) in ["-", "+"].iter().zip(&self.alone) {
            text.extend(names.iter().map(|name| format!("{sign} {name}\n")));
        }
        text + &self.sentence().map(|sentence| sentence + "\n").unwrap_or_default()
    }

    fn json(&self, read: &[String]) -> Value {
        let [left, right] = &self.alone;
        json!({
            "same": self.is_same(),
            "read": read,
            "transcripts": self.compared.iter().map(report::json).collect::<Vec<_>>(),
            "only_left": left,
            "only_right": right,
        })
    }

    fn page(&self) -> Markup {
        html! {
            @if let Some(sentence) = self.sentence() { (page::verdict(&sentence, self.is_same())) }
            @for comparison in self.told() {
                (page::heading(&comparison.names, &report::summary_words(comparison), comparison.counts().is_same()))
                @for row in comparison.rows.iter().filter(|row| !matches!(row, StoryRow::Same(_))) {
                    @let [ours, theirs] = report::sides(row);
                    (page::change(&report::heading(row), &[], &ours, &theirs))
                }
            }
            @for (whose, names) in ["first", "second"].iter().zip(&self.alone) {
                @if !names.is_empty() {
                    h2 { "Only in the " (whose) }
                    ul { @for name in names { li { (name) } } }
                }
            }
        }
    }
}
