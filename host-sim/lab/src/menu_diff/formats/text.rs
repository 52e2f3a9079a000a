//! Comparison as text, side by side in the columns of a terminal.

use sim_script::side_by_side;

use super::words::{
    alike_words, change_words, claim_words, ground_words, node_words, other_targets, screen_lines, start_words,
    step_list, summary_words,
};
use crate::menu_diff::comparison::{ChangedScreen, ChangedSteps, MenuComparison};

/// Blanks before the two sides.
const INDENT: &str = "    ";

/// Prints a comparison in lines of `width` columns, but for headings, which are not broken. `names` are those of the
/// files.
pub fn text(comparison: &MenuComparison, names: [&str; 2], width: usize) -> String {
    let mut printer = Printer { text: String::new(), width };
    for ((sign, name), (start, bound)) in
        ["---", "+++"].into_iter().zip(names).zip(comparison.starts.iter().zip(&comparison.bounds))
    {
        printer.line(&format!("{sign} {name}, {}", start_words(start)));
        printer.note(bound.as_deref());
    }
    for screen in &comparison.screens {
        printer.screen(comparison, screen);
    }
    for steps in &comparison.steps {
        printer.steps(comparison, steps);
    }
    for claim in &comparison.claims {
        printer.line(&format!("~ claim: {}", claim.promise));
        let [left, right] = claim_words(claim).map(|words| vec![words]);
        printer.sides(&left, &right);
    }
    printer.line(&summary_words(comparison));
    printer.text
}

/// Text under construction.
struct Printer {
    text: String,
    width: usize,
}

impl Printer {
    fn line(&mut self, line: &str) {
        self.text += line.trim_end();
        self.text.push('\n');
    }

    /// Prints a remark below a heading, if there is one.
    fn note(&mut self, note: Option<&str>) {
        if let Some(note) = note {
            self.line(&format!("{INDENT}{note}"));
        }
    }

    fn sides(&mut self, left: &[String], right: &[String]) {
        side_by_side::lines(left, right, INDENT, self.width).iter().for_each(|line| self.line(line));
    }

    fn screen(&mut self, comparison: &MenuComparison, screen: &ChangedScreen) {
        let [left, right] = &comparison.graphs;
        match screen {
            ChangedScreen::OnlyLeft(node) => {
                self.line(&format!("- {}", node_words(left, *node)));
                self.sides(&screen_lines(left, *node), &[]);
            }
            ChangedScreen::OnlyRight(node) => {
                self.line(&format!("+ {}", node_words(right, *node)));
                self.sides(&[], &screen_lines(right, *node));
            }
            ChangedScreen::Changed { matched, lines, moved } => {
                self.line(&format!("~ {}", node_words(left, matched.left)));
                self.note(ground_words(comparison, &matched.ground).as_deref());
                let moved = moved.as_ref().map(|[from, to]| format!("stood in {from}, and stands in {to} now"));
                self.note(moved.as_deref());
                lines.iter().for_each(|change| self.note(Some(&change_words(change))));
                self.sides(&screen_lines(left, matched.left), &screen_lines(right, matched.right));
            }
        }
    }

    fn steps(&mut self, comparison: &MenuComparison, steps: &ChangedSteps) {
        let [left, _] = &comparison.graphs;
        let [at, _] = steps.at;
        self.line(&format!("~ steps at {}", node_words(left, at)));
        self.note(Some(&step_list(&steps.steps)));
        let ([ours, theirs], alike) = other_targets(&comparison.graphs, &steps.targets);
        self.note(alike_words(alike).as_deref());
        self.sides(&ours, &theirs);
    }
}
