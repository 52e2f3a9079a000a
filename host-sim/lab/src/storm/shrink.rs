//! A script that goes wrong made as short as it can be and still go wrong in the same way: parts of it are left out, halves
//! first and then ever smaller ones, until no line can be spared (delta debugging, after A. Zeller).

use std::collections::BTreeMap;

use super::{Found, Script, play, play_telling};
use sim_world::doing::{Did, Doer, Doing};
use sim_world::smsc::{Kind, Rule};
use sim_world::world::{Happening, Party, What};

/// Scripts that are tried at most.
const TRIES_MOST: usize = 3000;

/// Makes a script shorter. One that does not go wrong stays as it is.
pub fn shrink(script: &Script) -> (Script, Option<Found>) {
    let Some(found) = played(script) else { return (script.clone(), None) };
    let mut best = script.clone();
    best.doings.truncate(found.after);
    let mut shrinker = Shrinker { found, best, tries: 0 };
    if shrinker.goes_wrong(&shrinker.best.clone()) {
        if let Some(ruled) = by_rules(&shrinker.best) {
            shrinker.goes_wrong(&ruled);
        }
        shrinker.leaves_out_doings();
        shrinker.leaves_out_people();
        return (shrinker.best, Some(shrinker.found));
    }
    (script.clone(), Some(shrinker.found))
}

/// The script with a rule for each message that chance treated, in place of the chance: what does not matter of it can be left
/// out. `None` where no chance was in it.
fn by_rules(script: &Script) -> Option<Script> {
    let is_mix = |doing: &Doing| matches!(doing, Doing::Mix(_));
    script.doings.iter().find(|doing| is_mix(doing))?;
    let mut doings = Vec::new();
    let mut told = 0;
    let mut tell = |doing: &Doing, _: Option<&Did>, doer: &Doer| {
        let happenings = doer.world().happenings();
        doings.extend(fates(happenings.get(told..).unwrap_or_default()).into_iter().map(Doing::Network));
        told = happenings.len();
        if !is_mix(doing) {
            doings.push(doing.clone());
        }
    };
    play_telling(script, &mut tell).ok()?;
    Some(Script { cast: script.cast.clone(), doings })
}

/// What became of messages, as rules that stand before whatever it happened in.
fn fates(happenings: &[Happening]) -> Vec<Rule> {
    let mut handed = BTreeMap::new();
    let mut rules = Vec::new();
    for happening in happenings {
        let What::Handed { fate, letter, .. } = &happening.what else { continue };
        let (kind, person) = match (&happening.from, &happening.to) {
            (Party::Person(from), _) if letter.is_some() => (Kind::Report, *from),
            (Party::Platform, Some(Party::Person(to))) => (Kind::Deliver, *to),
            (Party::Person(from), Some(Party::Platform)) => (Kind::Submit, *from),
            _ => continue,
        };
        let nth: &mut u32 = handed.entry((kind.name(), person)).or_default();
        *nth = nth.saturating_add(1);
        rules.extend(fate.map(|fate| Rule { fate, nth: *nth, kind, person: Some(person) }));
    }
    rules
}

fn played(script: &Script) -> Option<Found> {
    play(script).ok()?.found
}

struct Shrinker {
    /// What goes wrong in the shortest script so far.
    found: Found,
    best: Script,
    tries: usize,
}

impl Shrinker {
    /// Whether a script goes wrong in the same way; then it is the best so far.
    fn goes_wrong(&mut self, script: &Script) -> bool {
        self.tries = self.tries.saturating_add(1);
        match played(script).filter(|found| found.violation.kind() == self.found.violation.kind()) {
            Some(found) => {
                self.best = script.clone();
                self.best.doings.truncate(found.after);
                self.found = found;
                true
            }
            None => false,
        }
    }

    fn leaves_out_doings(&mut self) {
        let mut length = self.best.doings.len().div_ceil(2).max(1);
        while self.tries < TRIES_MOST {
            let shorter = self.leaves_out_each(length);
            if length == 1 && !shorter {
                return;
            }
            if !shorter {
                length = length.div_ceil(2).max(1);
            } else {
                length = length.min(self.best.doings.len()).max(1);
            }
        }
    }

    /// Leaves out each part of that length, from the back; whether any could be spared.
    fn leaves_out_each(&mut self, length: usize) -> bool {
        let mut any = false;
        let mut end = self.best.doings.len();
        while end > 0 && self.tries < TRIES_MOST {
            let start = end.saturating_sub(length);
            let mut shorter = self.best.clone();
            shorter.doings.drain(start..end.min(shorter.doings.len()));
            any |= self.goes_wrong(&shorter);
            end = start.min(self.best.doings.len());
        }
        any
    }

    fn leaves_out_people(&mut self) {
        let mut place = self.best.cast.people.len();
        while place > 1 {
            place -= 1;
            let mut fewer = self.best.clone();
            // The serial number of a card follows its place: only the last can go without changing the others.
            fewer.cast.people.truncate(place);
            if !self.goes_wrong(&fewer) {
                return;
            }
        }
    }
}
