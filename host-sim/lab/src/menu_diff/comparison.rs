//! Comparison of two walked menus: screens, steps and claims.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{self, LineChange};
use super::matching::{Matching, ScreenMatch};
use super::record::{MenuRecord, RecordedClaim, RecordedStart};
use super::screen_graph::{ScreenGraph, StepTarget, TargetScreen, is_sampled};

/// Comparison of two walks of a menu.
#[derive(Clone, Debug)]
pub struct MenuComparison {
    /// Starts of both walks.
    pub starts: [RecordedStart; 2],
    /// Limits at which the walks were stopped; `None` for a walk that ended by itself.
    pub bounds: [Option<String>; 2],
    /// Graphs of both walks.
    pub graphs: [ScreenGraph; 2],
    /// Screens that are not the same, those of the first walk first.
    pub screens: Vec<ChangedScreen>,
    /// Steps at matched screens that do not lead to the same.
    pub steps: Vec<ChangedSteps>,
    /// Claims whose breaches are not as many.
    pub claims: Vec<ChangedClaim>,
    /// Counts of all.
    pub counts: MenuDiffCounts,
}

/// Screen that is not the same in both walks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedScreen {
    /// Screen of both walks with other words, or on other paths of the menu.
    Changed {
        /// Nodes of the screen, with the reason why they are taken for one.
        matched: ScreenMatch,
        /// Changes in the lines of its menu.
        lines: Vec<LineChange>,
        /// Paths on which the screen stands, if no path of the one walk is one of the other; `None` otherwise.
        moved: Option<[String; 2]>,
    },
    /// Node of the first walk only.
    OnlyLeft(usize),
    /// Node of the second walk only.
    OnlyRight(usize),
}

/// Steps at one screen that led to the same before, and lead to the same now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedSteps {
    /// Node of the screen in both graphs.
    pub at: [usize; 2],
    /// Steps in words, with the texts of the lines that they take.
    pub steps: Vec<String>,
    /// Targets in both walks; empty where the step has no effect, or cannot be taken.
    pub targets: [BTreeSet<StepTarget>; 2],
}

/// Claim that is broken in one walk more often than in the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedClaim {
    /// Claim in a sentence.
    pub promise: String,
    /// Number of breaches in both walks; `None` where the claim was not checked.
    pub broken: [Option<usize>; 2],
}

/// Counts of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MenuDiffCounts {
    /// Screens that are the same.
    pub same_screens: usize,
    /// Screens with other words or lines.
    pub changed_screens: usize,
    /// Screens with the same words on other paths of the menu.
    pub moved_screens: usize,
    /// Screens of the first walk only.
    pub only_left: usize,
    /// Screens of the second walk only.
    pub only_right: usize,
    /// Steps that lead to the same.
    pub same_steps: usize,
    /// Steps that lead elsewhere.
    pub changed_steps: usize,
    /// Steps at matched screens of the first walk only.
    pub gone_steps: usize,
    /// Steps at matched screens of the second walk only.
    pub added_steps: usize,
    /// Answers of a handset that only one walk tried at a screen; they say nothing about the card.
    pub sampled_steps: usize,
    /// Claims with another number of breaches.
    pub changed_claims: usize,
}

impl MenuDiffCounts {
    /// Returns whether nothing differs.
    pub const fn is_same(&self) -> bool {
        let MenuDiffCounts { changed_screens, moved_screens, only_left, only_right, .. } = *self;
        let screens = changed_screens + moved_screens + only_left + only_right;
        screens + self.changed_steps + self.gone_steps + self.added_steps + self.changed_claims == 0
    }
}

/// Compares two walks.
pub fn compare(left: &MenuRecord, right: &MenuRecord) -> MenuComparison {
    let graphs = [ScreenGraph::of(left), ScreenGraph::of(right)];
    let matching = Matching::of(&graphs[0], &graphs[1]);
    let mut comparison = MenuComparison {
        starts: [left.start.clone(), right.start.clone()],
        bounds: [left.bound.clone(), right.bound.clone()],
        graphs,
        screens: Vec::new(),
        steps: Vec::new(),
        claims: changed_claims(&left.proof, &right.proof),
        counts: MenuDiffCounts::default(),
    };
    comparison.counts.changed_claims = comparison.claims.len();
    comparison.add_screens(&matching);
    for found in matching.matches.values() {
        comparison.add_steps(found, &matching);
    }
    comparison
}

impl MenuComparison {
    /// Adds the screens that differ.
    fn add_screens(&mut self, matching: &Matching) {
        let [left, right] = &self.graphs;
        let renames = renames(&self.graphs, matching);
        let (mut screens, mut counts) = (Vec::new(), self.counts);
        for (number, node) in left.nodes.iter().enumerate() {
            let Some(matched) = matching.matches.get(&number) else {
                counts.only_left += 1;
                screens.push(ChangedScreen::OnlyLeft(number));
                continue;
            };
            let Some(other) = right.nodes.get(matched.right).filter(|_| number > 0) else { continue };
            let moved = moved(&node.paths, &other.paths, &renames);
            let is_changed = node.screen != other.screen;
            let counter = match (is_changed, &moved) {
                (true, _) => &mut counts.changed_screens,
                (false, Some(_)) => &mut counts.moved_screens,
                (false, None) => &mut counts.same_screens,
            };
            *counter += 1;
            if is_changed || moved.is_some() {
                let lines = lines::changes(node.lines(), other.lines());
                screens.push(ChangedScreen::Changed { matched: matched.clone(), lines, moved });
            }
        }
        let new = (0..right.nodes.len()).filter(|number| !matching.left_of.contains_key(number));
        let before = screens.len();
        screens.extend(new.map(ChangedScreen::OnlyRight));
        counts.only_right += screens.len() - before;
        (self.screens, self.counts) = (screens, counts);
    }

    /// Adds the steps at a matched screen that differ.
    fn add_steps(&mut self, found: &ScreenMatch, matching: &Matching) {
        let [left, right] = &self.graphs;
        let (Some(own), Some(other)) = (left.nodes.get(found.left), right.nodes.get(found.right)) else { return };
        let none = BTreeSet::new();
        let counts = &mut self.counts;
        let mut taken: BTreeSet<&str> = BTreeSet::new();
        let mut groups: BTreeMap<[&BTreeSet<StepTarget>; 2], Vec<String>> = BTreeMap::new();
        for (step, targets) in &own.steps {
            let same = other.same_step(own, step);
            taken.extend(same);
            let theirs = same.and_then(|step| other.steps.get(step)).unwrap_or(&none);
            let counter = match same {
                Some(_) if is_same(targets, theirs, matching) => &mut counts.same_steps,
                None if is_sampled(step) => &mut counts.sampled_steps,
                _ => {
                    groups.entry([targets, theirs]).or_default().push(own.step_words(step));
                    if same.is_some() { &mut counts.changed_steps } else { &mut counts.gone_steps }
                }
            };
            *counter += 1;
        }
        for (step, targets) in other.steps.iter().filter(|(step, _)| !taken.contains(step.as_str())) {
            if is_sampled(step) {
                counts.sampled_steps += 1;
                continue;
            }
            counts.added_steps += 1;
            groups.entry([&none, targets]).or_default().push(other.step_words(step));
        }
        self.steps.extend(groups.into_iter().map(|(targets, steps)| ChangedSteps {
            at: [found.left, found.right],
            steps,
            targets: targets.map(Clone::clone),
        }));
    }
}

/// Returns whether the targets of a step in the first graph are those in the second.
fn is_same(left: &BTreeSet<StepTarget>, right: &BTreeSet<StepTarget>, matching: &Matching) -> bool {
    let counterpart = |target: &StepTarget| match &target.to {
        TargetScreen::Node(node) => {
            let to = TargetScreen::Node(matching.right_of(*node)?);
            Some(StepTarget { to, sends: target.sends })
        }
        TargetScreen::Unrest(_) => Some(target.clone()),
    };
    left.iter().map(counterpart).collect::<Option<BTreeSet<_>>>().is_some_and(|targets| targets == *right)
}

/// Returns the texts of lines that were renamed, with their new texts.
fn renames(graphs: &[ScreenGraph; 2], matching: &Matching) -> BTreeMap<String, String> {
    let mut renames = BTreeMap::new();
    for found in matching.matches.values() {
        let (Some(own), Some(other)) = (graphs[0].nodes.get(found.left), graphs[1].nodes.get(found.right)) else {
            continue;
        };
        for change in lines::changes(own.lines(), other.lines()) {
            if let LineChange::Renamed { from, to, .. } = change {
                renames.insert(from, to);
            }
        }
    }
    renames
}

/// Returns the first paths of a screen if no path of the first walk, in the texts of the second, is one of the second.
fn moved(
    left: &BTreeSet<Vec<String>>,
    right: &BTreeSet<Vec<String>>,
    renames: &BTreeMap<String, String>,
) -> Option<[String; 2]> {
    let renamed =
        |path: &Vec<String>| path.iter().map(|line| renames.get(line).unwrap_or(line).clone()).collect::<Vec<String>>();
    let is_there = left.iter().any(|path| right.contains(path) || right.contains(&renamed(path)));
    match (left.first(), right.first()) {
        (Some(from), Some(to)) if !is_there => Some([from, to].map(|path| path.join(" > "))),
        _ => None,
    }
}

fn changed_claims(left: &[RecordedClaim], right: &[RecordedClaim]) -> Vec<ChangedClaim> {
    let broken = |claims: &[RecordedClaim], name: &str| {
        claims.iter().find(|claim| claim.claim == name).map(|claim| claim.broken)
    };
    let is_new = |claim: &&RecordedClaim| broken(left, &claim.claim).is_none();
    let all = left.iter().chain(right.iter().filter(is_new));
    let changes = all.map(|claim| ChangedClaim {
        promise: claim.promise.clone(),
        broken: [broken(left, &claim.claim), broken(right, &claim.claim)],
    });
    changes.filter(|change| change.broken[0] != change.broken[1]).collect()
}
