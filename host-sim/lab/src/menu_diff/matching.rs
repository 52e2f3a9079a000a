//! Matching of the screens of two graphs.

use std::collections::{BTreeMap, BTreeSet};

use super::record::RecordedScreen;
use super::screen_graph::{ScreenGraph, TargetScreen};

/// Least likeness in percent of two screens of one kind that are matched by their words alone.
const LIKE: u32 = 60;

/// Least likeness in percent of two screens of different kinds that are matched by their place.
const LIKE_OF_ANOTHER_KIND: u32 = 50;

/// Greatest number of pairs whose likeness is computed. Walks with more unmatched screens have little in common.
const PAIRS_MAX: usize = 1_000_000;

/// Reason why two screens are taken for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchGround {
    /// Both show the same.
    Content,
    /// One step leads to both.
    Place {
        /// Node of the first graph from which the step leads.
        from: usize,
        /// Step in the words of the first graph.
        step: String,
    },
    /// Their words are alike to so many percent.
    Likeness(u32),
}

/// Two screens that are taken for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenMatch {
    /// Node of the first graph.
    pub left: usize,
    /// Node of the second graph.
    pub right: usize,
    /// Reason of the match.
    pub ground: MatchGround,
}

/// Matched screens of two graphs.
#[derive(Clone, Debug, Default)]
pub(super) struct Matching {
    /// Matches by the node of the first graph.
    pub(super) matches: BTreeMap<usize, ScreenMatch>,
    /// Nodes of the second graph, with their counterparts.
    pub(super) left_of: BTreeMap<usize, usize>,
}

impl Matching {
    /// Matches the screens of two graphs.
    pub(super) fn of(left: &ScreenGraph, right: &ScreenGraph) -> Matching {
        let mut matching = Matching::default();
        matching.add(0, 0, MatchGround::Content);
        let by_content: BTreeMap<&RecordedScreen, usize> =
            (0..right.nodes.len()).filter_map(|node| right.screen(node).map(|screen| (screen, node))).collect();
        for node in 0..left.nodes.len() {
            if let Some(other) = left.screen(node).and_then(|screen| by_content.get(screen)) {
                matching.add(node, *other, MatchGround::Content);
            }
        }
        while matching.match_by_place(left, right) {}
        matching.match_by_likeness(left, right);
        // A screen that was found by its words may lead to others.
        while matching.match_by_place(left, right) {}
        matching
    }

    fn add(&mut self, left: usize, right: usize, ground: MatchGround) {
        self.matches.insert(left, ScreenMatch { left, right, ground });
        self.left_of.insert(right, left);
    }

    /// Returns the counterpart of a node of the first graph; `None` if it has none.
    pub(super) fn right_of(&self, left: usize) -> Option<usize> {
        self.matches.get(&left).map(|found| found.right)
    }

    /// Matches screens to which the same steps at matched screens lead. Returns whether any were found.
    ///
    /// A step that leads to one open screen on both sides is certain, and such steps go first. Without any, the pairs
    /// are taken of which each side is the best that the other has.
    fn match_by_place(&mut self, left: &ScreenGraph, right: &ScreenGraph) -> bool {
        let mut ranked = Vec::new();
        for ((own, other), Votes { certain, all, from }) in self.votes(left, right) {
            let (Some(one), Some(another)) = (left.screen(own), right.screen(other)) else { continue };
            let (likeness, has_same_kind) = (likeness(one, another), one.kind == another.kind);
            if has_same_kind || likeness >= LIKE_OF_ANOTHER_KIND {
                let rank = Rank { is_certain: certain > 0, has_same_kind, likeness, votes: all };
                ranked.push((rank, (own, other), from));
            }
        }
        ranked.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        let is_certain = ranked.first().is_some_and(|(rank, ..)| rank.is_certain);
        let (mut ours, mut theirs) = (BTreeSet::new(), BTreeSet::new());
        let before = self.matches.len();
        for (_, (own, other), (from, step)) in ranked.iter().filter(|(rank, ..)| rank.is_certain == is_certain) {
            let is_best = (ours.insert(*own), theirs.insert(*other)) == (true, true);
            if is_best {
                self.add(*own, *other, MatchGround::Place { from: *from, step: (*step).to_owned() });
            }
        }
        self.matches.len() > before
    }

    /// Returns the pairs of open screens to which the same steps at matched screens lead.
    fn votes<'g>(&self, left: &'g ScreenGraph, right: &ScreenGraph) -> BTreeMap<(usize, usize), Votes<'g>> {
        let ours_open = |to: &TargetScreen| match to {
            TargetScreen::Node(node) => Some(*node).filter(|node| !self.matches.contains_key(node)),
            TargetScreen::Unrest(_) => None,
        };
        let theirs_open = |to: &TargetScreen| match to {
            TargetScreen::Node(node) => Some(*node).filter(|node| !self.left_of.contains_key(node)),
            TargetScreen::Unrest(_) => None,
        };
        let mut votes: BTreeMap<(usize, usize), Votes<'g>> = BTreeMap::new();
        for found in self.matches.values() {
            let (Some(own), Some(other)) = (left.nodes.get(found.left), right.nodes.get(found.right)) else { continue };
            for (step, targets) in &own.steps {
                let Some(theirs) = other.same_step(own, step).and_then(|step| other.steps.get(step)) else { continue };
                let ours: BTreeSet<usize> = targets.iter().filter_map(|target| ours_open(&target.to)).collect();
                let theirs: BTreeSet<usize> = theirs.iter().filter_map(|target| theirs_open(&target.to)).collect();
                let is_certain = ours.len() == 1 && theirs.len() == 1;
                for pair in ours.iter().flat_map(|own| theirs.iter().map(move |other| (*own, *other))) {
                    let from = (found.left, step.as_str());
                    let vote = votes.entry(pair).or_insert(Votes { certain: 0, all: 0, from });
                    if is_certain && vote.certain == 0 {
                        vote.from = from;
                    }
                    vote.certain += usize::from(is_certain);
                    vote.all += 1;
                }
            }
        }
        votes
    }

    /// Matches the screens that are left by the likeness of their words.
    fn match_by_likeness(&mut self, left: &ScreenGraph, right: &ScreenGraph) {
        let ours: Vec<usize> = (0..left.nodes.len()).filter(|node| !self.matches.contains_key(node)).collect();
        let theirs: Vec<usize> = (0..right.nodes.len()).filter(|node| !self.left_of.contains_key(node)).collect();
        if ours.len().saturating_mul(theirs.len()) > PAIRS_MAX {
            return;
        }
        let mut ranked: Vec<(u32, usize, usize)> = Vec::new();
        for (own, other) in ours.iter().flat_map(|own| theirs.iter().map(move |other| (*own, *other))) {
            let (Some(one), Some(another)) = (left.screen(own), right.screen(other)) else { continue };
            let likeness = likeness(one, another);
            if one.kind == another.kind && likeness >= LIKE {
                ranked.push((likeness, own, other));
            }
        }
        ranked.sort_by(|one, other| other.0.cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
        for (likeness, own, other) in ranked {
            if !self.matches.contains_key(&own) && !self.left_of.contains_key(&other) {
                self.add(own, other, MatchGround::Likeness(likeness));
            }
        }
    }
}

/// Steps that lead to both screens of a pair.
struct Votes<'s> {
    /// Number of steps that lead to no other open screen.
    certain: usize,
    /// Number of all steps.
    all: usize,
    /// First of these steps, with the node that it leaves.
    from: (usize, &'s str),
}

/// Rank of a pair, the most important part first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_certain: bool,
    has_same_kind: bool,
    likeness: u32,
    votes: usize,
}

/// Returns the likeness of two screens in percent: the share of pairs of neighbouring characters that both have.
fn likeness(one: &RecordedScreen, other: &RecordedScreen) -> u32 {
    let (mut ours, mut theirs) = (pairs(one), pairs(other));
    let all = ours.len().saturating_add(theirs.len());
    ours.sort_unstable();
    theirs.sort_unstable();
    let (mut ours, mut theirs) = (ours.into_iter().peekable(), theirs.into_iter().peekable());
    let mut shared = 0_usize;
    while let (Some(own), Some(other)) = (ours.peek(), theirs.peek()) {
        let order = own.cmp(other);
        if order.is_eq() {
            shared = shared.saturating_add(1);
        }
        if order.is_le() {
            ours.next();
        }
        if order.is_ge() {
            theirs.next();
        }
    }
    let percent = shared.saturating_mul(200).checked_div(all).unwrap_or(100);
    u32::try_from(percent).unwrap_or(100)
}

/// Returns the pairs of neighbouring characters of a screen, with its beginning and end.
fn pairs(screen: &RecordedScreen) -> Vec<(char, char)> {
    let text = screen.lines().join("\n");
    let before = std::iter::once('\n').chain(text.chars());
    let behind = text.chars().chain(std::iter::once('\n'));
    before.zip(behind).collect()
}
