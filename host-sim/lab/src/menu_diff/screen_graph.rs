//! Graph of a walked menu with a node for each distinct screen. The states behind a screen, whose numbers and count
//! depend on the card's past, are one node here.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{MenuRecord, RecordedLine, RecordedScreen};

/// Words of steps that the walk tries only where it finds a screen or a command first.
const SAMPLED: &str = "the handset answers ";

/// Words before the identifier of a line in a step.
const LINE: &str = "line of identifier ";

/// Screen with everything that leads away from it.
#[derive(Clone, Debug)]
pub struct ScreenNode {
    /// Screen itself; `None` for the handset that is off.
    pub screen: Option<RecordedScreen>,
    /// Paths of menu lines on which the screen was found.
    pub paths: BTreeSet<Vec<String>>,
    /// Targets of each step, by the step's words.
    pub steps: BTreeMap<String, BTreeSet<StepTarget>>,
}

/// Target of a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StepTarget {
    /// Screen to which the step leads.
    pub to: TargetScreen,
    /// Set if the step sends a message.
    pub sends: bool,
}

/// Screen to which a step leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetScreen {
    /// Node of this number.
    Node(usize),
    /// No screen, for this reason.
    Unrest(String),
}

/// Graph of the screens of a walk. The first node is the handset that is off.
#[derive(Clone, Debug)]
pub struct ScreenGraph {
    /// Nodes by number.
    pub nodes: Vec<ScreenNode>,
}

impl ScreenGraph {
    /// Builds the graph of a walk.
    pub fn of(record: &MenuRecord) -> ScreenGraph {
        let empty = |screen| ScreenNode { screen, paths: BTreeSet::new(), steps: BTreeMap::new() };
        let mut nodes = vec![empty(None)];
        let mut known: BTreeMap<&RecordedScreen, usize> = BTreeMap::new();
        let mut node_of = Vec::with_capacity(record.screens.len());
        for screen in &record.screens {
            let number = *known.entry(screen).or_insert_with(|| {
                nodes.push(empty(Some(screen.clone())));
                nodes.len().saturating_sub(1)
            });
            node_of.push(number);
        }
        let of_screen = |screen: usize| node_of.get(screen).copied();
        let of_state = |state: usize| record.states.get(state).and_then(|state| of_screen(state.screen));
        for state in &record.states {
            if let Some(node) = of_screen(state.screen).and_then(|number| nodes.get_mut(number)) {
                node.paths.insert(state.path.clone());
            }
        }
        for edge in &record.edges {
            let from = edge.from.map_or(Some(0), of_state);
            let to = match (edge.to, edge.tried, &edge.unrest) {
                (Some(state), ..) => of_state(state).map(TargetScreen::Node),
                (None, Some(screen), _) => of_screen(screen).map(TargetScreen::Node),
                (None, None, Some(unrest)) => Some(TargetScreen::Unrest(unrest.clone())),
                (None, None, None) => None,
            };
            if let (Some(node), Some(to)) = (from.and_then(|number| nodes.get_mut(number)), to) {
                let target = StepTarget { to, sends: edge.sent > 0 };
                node.steps.entry(edge.step.clone()).or_default().insert(target);
            }
        }
        ScreenGraph { nodes }
    }

    /// Returns the screen of a node; `None` for the handset that is off.
    pub fn screen(&self, node: usize) -> Option<&RecordedScreen> {
        self.nodes.get(node)?.screen.as_ref()
    }
}

impl ScreenNode {
    /// Returns the step of this screen that is the same as a step of `other`: the one for the line with the same text,
    /// else the one with the same words. A line whose text `other` has elsewhere is not taken for its identifier.
    pub fn same_step(&self, other: &ScreenNode, step: &str) -> Option<&str> {
        let Some((before, identifier, after)) = line_identifier(step) else { return self.known_step(step) };
        let (own, others) = (self.lines(), other.lines());
        let text = others.iter().find(|line| line.identifier == identifier).map(|line| line.text.as_str());
        if let Some(same) = own.iter().find(|line| Some(line.text.as_str()) == text) {
            let named = format!("{before}{LINE}{:02X}{after}", same.identifier);
            return self.steps.get_key_value(&named).map(|(step, _)| step.as_str());
        }
        let own_text = own.iter().find(|line| line.identifier == identifier).map(|line| line.text.as_str());
        let is_elsewhere = own_text.is_some() && others.iter().any(|line| Some(line.text.as_str()) == own_text);
        if is_elsewhere { None } else { self.known_step(step) }
    }

    /// Returns the lines of the menu on the screen; none if it is no menu.
    pub(super) fn lines(&self) -> &[RecordedLine] {
        self.screen.as_ref().and_then(|screen| screen.items.as_deref()).unwrap_or_default()
    }

    fn known_step(&self, step: &str) -> Option<&str> {
        self.steps.get_key_value(step).map(|(step, _)| step.as_str())
    }

    /// Returns a step in words, with the place and the text of the line that it takes.
    pub fn step_words(&self, step: &str) -> String {
        let words = || {
            let (before, identifier, after) = line_identifier(step)?;
            let (line, place) = self.lines().iter().zip(1_usize..).find(|(line, _)| line.identifier == identifier)?;
            Some(format!("{before}line {place} {}{after}", line.text))
        };
        words().unwrap_or_else(|| step.to_owned())
    }
}

/// Splits the words of a step around the identifier of a menu's line; `None` if the step names no line.
fn line_identifier(step: &str) -> Option<(&str, u8, &str)> {
    let at = step.find(LINE).filter(|at| *at == 0 || step.get(..*at).is_some_and(|before| before.ends_with(' ')))?;
    let (before, behind) = (step.get(..at)?, step.get(at.saturating_add(LINE.len())..)?);
    let digits = behind.chars().take_while(char::is_ascii_hexdigit).count();
    Some((before, u8::from_str_radix(behind.get(..digits)?, 16).ok()?, behind.get(digits..)?))
}

/// Returns whether a step is tried only where a walk finds a screen or a command first, so that one walk may have the
/// step at another screen than the other.
pub(super) fn is_sampled(step: &str) -> bool {
    step.contains(SAMPLED)
}
