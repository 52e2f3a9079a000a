//! Walked menus, compared start by start.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{DiffReport, page};
use sim_lab::menu_diff::formats::{
    self, alike_words, change_words, claim_words, ground_words, node_words, other_targets, screen_lines, start_words,
    step_list, summary_words,
};
use sim_lab::menu_diff::{ChangedScreen, ChangedSteps, MenuComparison, MenuRecord, compare};
use sim_wire::count::Counted;

/// Comparison of the menus of two files.
pub(super) struct MenusDiff {
    names: [String; 2],
    compared: Vec<MenuComparison>,
    /// Names of the starts that one file has alone.
    alone: [Vec<String>; 2],
}

impl MenusDiff {
    /// Compares menus by their starts; where both files have one alone, these two.
    pub(super) fn of(names: [String; 2], [left, right]: [&[MenuRecord]; 2]) -> MenusDiff {
        if let ([one], [other]) = (left, right) {
            return MenusDiff { names, compared: vec![compare(one, other)], alone: [Vec::new(), Vec::new()] };
        }
        let counterpart = |one: &MenuRecord, others: &[MenuRecord]| {
            others.iter().position(|other| other.start.name == one.start.name)
        };
        let alone = |menus: &[MenuRecord], others: &[MenuRecord]| {
            let alone = menus.iter().filter(|menu| counterpart(menu, others).is_none());
            alone.map(|menu| menu.start.name.clone()).collect::<Vec<_>>()
        };
        let compared = left.iter().filter_map(|one| Some(compare(one, right.get(counterpart(one, right)?)?)));
        MenusDiff { names, compared: compared.collect(), alone: [alone(left, right), alone(right, left)] }
    }
}

impl DiffReport for MenusDiff {
    fn is_same(&self) -> bool {
        self.alone.iter().all(Vec::is_empty) && self.compared.iter().all(|compared| compared.counts.is_same())
    }

    fn text(&self, width: usize) -> String {
        let names = [self.names[0].as_str(), self.names[1].as_str()];
        let mut text = self
            .compared
            .iter()
            .map(|comparison| formats::text(comparison, names, width))
            .collect::<Vec<_>>()
            .join("\n");
        for (whose, names) in ["first", "second"].iter().zip(&self.alone) {
            text.extend(names.iter().map(|name| format!("The start {name} is only in the {whose}.\n")));
        }
        text
    }

    fn json(&self, _read: &[String]) -> Value {
        let [left, right] = &self.alone;
        json!({
            "same": self.is_same(),
            "menus": self.compared.iter().map(formats::json).collect::<Vec<_>>(),
            "only_left": left,
            "only_right": right,
        })
    }

    fn page(&self) -> Markup {
        html! {
            @for comparison in &self.compared { (menu(&self.names, comparison)) }
            @for (whose, names) in ["first", "second"].iter().zip(&self.alone) {
                @for name in names { p .bad { "The start " (name) " is only in the " (whose) "." } }
            }
        }
    }
}

fn menu(names: &[String; 2], comparison: &MenuComparison) -> Markup {
    let mut starts =
        names.iter().zip(&comparison.starts).map(|(name, start)| format!("{name}, {}", start_words(start)));
    let names = [starts.next().unwrap_or_default(), starts.next().unwrap_or_default()];
    html! {
        (page::heading(&names, &summary_words(comparison), comparison.counts.is_same()))
        @if !comparison.screens.is_empty() {
            h3 { (Counted(comparison.screens.len(), "screen")) }
            @for changed in &comparison.screens { (screen(comparison, changed)) }
        }
        @if !comparison.steps.is_empty() {
            h3 { "Steps that lead elsewhere" }
            @for changed in &comparison.steps { (steps(comparison, changed)) }
        }
        @for claim in &comparison.claims {
            @let [ours, theirs] = claim_words(claim).map(|words| vec![words]);
            (page::change(&format!("claim: {}", claim.promise), &[], &ours, &theirs))
        }
    }
}

fn screen(comparison: &MenuComparison, changed: &ChangedScreen) -> Markup {
    let [left, right] = &comparison.graphs;
    match changed {
        ChangedScreen::OnlyLeft(node) => {
            let heading = format!("only in the first: {}", node_words(left, *node));
            page::change(&heading, &[], &screen_lines(left, *node), &[])
        }
        ChangedScreen::OnlyRight(node) => {
            let heading = format!("only in the second: {}", node_words(right, *node));
            page::change(&heading, &[], &[], &screen_lines(right, *node))
        }
        ChangedScreen::Changed { matched, lines, moved } => {
            let mut notes: Vec<String> = ground_words(comparison, &matched.ground).into_iter().collect();
            notes.extend(moved.as_ref().map(|[from, to]| format!("stood in {from}, and stands in {to} now")));
            notes.extend(lines.iter().map(change_words));
            let [ours, theirs] = [screen_lines(left, matched.left), screen_lines(right, matched.right)];
            page::change(&node_words(left, matched.left), &notes, &ours, &theirs)
        }
    }
}

fn steps(comparison: &MenuComparison, changed: &ChangedSteps) -> Markup {
    let [left, _] = &comparison.graphs;
    let heading = format!("at {}", node_words(left, changed.at[0]));
    let ([ours, theirs], alike) = other_targets(&comparison.graphs, &changed.targets);
    let mut notes = vec![step_list(&changed.steps)];
    notes.extend(alike_words(alike));
    page::change(&heading, &notes, &ours, &theirs)
}
