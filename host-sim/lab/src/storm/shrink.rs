//! Shortening a scenario that goes wrong, as long as it goes wrong in the same way. Parts are left out, halves first
//! and then ever smaller ones, until no line can be spared (delta debugging, after A. Zeller).

use std::collections::BTreeMap;

use super::{FoundViolation, play, play_with};
use sim_script::scenario::Scenario;
use sim_world::action::{Action, NetworkAction};
use sim_world::actor::ActionResult;
use sim_world::invariant::WatchedWorld;
use sim_world::smsc::{CargoKind, Rule};
use sim_world::world::{Event, EventKind, Party};

/// Greatest number of scenarios that are tried.
const TRIES_MOST: usize = 3000;

/// Shortens a scenario, and returns it with its violation. A scenario that does not go wrong stays as it is.
pub fn shrink(scenario: &Scenario) -> (Scenario, Option<FoundViolation>) {
    let Some(found) = played(scenario) else { return (scenario.clone(), None) };
    let mut best = scenario.clone();
    best.actions.truncate(found.after);
    let mut shrinker = Shrinker { found, best, tries: 0 };
    if shrinker.try_out(&shrinker.best.clone()) {
        if let Some(ruled) = by_rules(&shrinker.best) {
            shrinker.try_out(&ruled);
        }
        shrinker.leave_out_actions();
        shrinker.leave_out_people();
        return (shrinker.best, Some(shrinker.found));
    }
    (scenario.clone(), Some(shrinker.found))
}

/// Returns the scenario with a rule for the fate of each message in place of chance, so that rules can be left out.
/// `None` if the scenario has no chance.
fn by_rules(scenario: &Scenario) -> Option<Scenario> {
    let is_mix = |action: &Action| matches!(action, Action::Network(NetworkAction::Mix(_)));
    scenario.actions.iter().find(|action| is_mix(action))?;
    let mut actions = Vec::new();
    let mut told = 0;
    let mut tell = |action: &Action, _: Option<&ActionResult>, watched: &WatchedWorld| {
        let events = watched.world().events();
        actions.extend(
            fates(events.get(told..).unwrap_or_default())
                .into_iter()
                .map(|rule| Action::Network(NetworkAction::Rule(rule))),
        );
        told = events.len();
        if !is_mix(action) {
            actions.push(action.clone());
        }
    };
    play_with(scenario, &mut tell).ok()?;
    Some(Scenario { cast: scenario.cast.clone(), fault: scenario.fault, actions })
}

/// Returns the fates of messages as rules, to stand before the action in which they happened.
fn fates(events: &[Event]) -> Vec<Rule> {
    let mut handed = BTreeMap::new();
    let mut rules = Vec::new();
    for event in events {
        let EventKind::Handed { fate, letter, .. } = &event.kind else { continue };
        let (kind, person) = match (&event.from, &event.to) {
            (Party::Person(from), _) if letter.is_some() => (CargoKind::Report, *from),
            (Party::Platform, Some(Party::Person(to))) => (CargoKind::Deliver, *to),
            (Party::Person(from), Some(Party::Platform)) => (CargoKind::Submit, *from),
            _ => continue,
        };
        let nth: &mut u32 = handed.entry((kind.name(), person)).or_default();
        *nth = nth.saturating_add(1);
        rules.extend(fate.map(|fate| Rule { fate, nth: *nth, kind, person: Some(person) }));
    }
    rules
}

fn played(scenario: &Scenario) -> Option<FoundViolation> {
    play(scenario).ok()?.found
}

struct Shrinker {
    /// Violation of the shortest scenario so far.
    found: FoundViolation,
    best: Scenario,
    tries: usize,
}

impl Shrinker {
    /// Plays a scenario. Returns `true` if it goes wrong in the same way, and keeps it as the best so far.
    fn try_out(&mut self, scenario: &Scenario) -> bool {
        self.tries = self.tries.saturating_add(1);
        match played(scenario).filter(|found| found.violation.kind() == self.found.violation.kind()) {
            Some(found) => {
                self.best = scenario.clone();
                self.best.actions.truncate(found.after);
                self.found = found;
                true
            }
            None => false,
        }
    }

    fn leave_out_actions(&mut self) {
        let mut length = self.best.actions.len().div_ceil(2).max(1);
        while self.tries < TRIES_MOST {
            let shorter = self.leave_out_each(length);
            if length == 1 && !shorter {
                return;
            }
            if !shorter {
                length = length.div_ceil(2).max(1);
            } else {
                length = length.min(self.best.actions.len()).max(1);
            }
        }
    }

    /// Leaves out each part of `length` actions, from the back. Returns whether any could be spared.
    fn leave_out_each(&mut self, length: usize) -> bool {
        let mut any = false;
        let mut end = self.best.actions.len();
        while end > 0 && self.tries < TRIES_MOST {
            let start = end.saturating_sub(length);
            let mut shorter = self.best.clone();
            shorter.actions.drain(start..end.min(shorter.actions.len()));
            any |= self.try_out(&shorter);
            end = start.min(self.best.actions.len());
        }
        any
    }

    fn leave_out_people(&mut self) {
        let mut place = self.best.cast.people.len();
        while place > 1 {
            place -= 1;
            let mut fewer = self.best.clone();
            // The serial number of a card follows its place: only the last can go without changing the others.
            fewer.cast.people.truncate(place);
            if !self.try_out(&fewer) {
                return;
            }
        }
    }
}
