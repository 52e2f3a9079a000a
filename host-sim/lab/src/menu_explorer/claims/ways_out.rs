//! Claims about ways out: no dead end, time-outs end quietly, back goes back, end ends, help comes back, and nothing
//! goes on for ever.

use sim_wire::count::Counted;
use std::collections::VecDeque;

use super::Claim;
use crate::menu_explorer::map::{Destination, Edge, Map, MapState};
use crate::menu_explorer::step::{MapStep, Obstacle};
use sim_device::handset::{Act, ScreenBody};

/// Greatest number of acts from any screen to the idle screen or the main menu.
const ACTS_MAX: usize = 3;

/// Greatest number of time-outs in a row from any screen to the idle screen or the main menu.
const TIMEOUTS_MAX: usize = 3;

/// Greatest number of pages in a text of help.
const PAGES_MAX: usize = 8;

/// Greatest number of times to go back from any screen to the idle screen or the main menu.
const BACKS_MAX: usize = 12;

pub(super) fn all(map: &Map) -> Vec<Claim> {
    vec![
        rest(map),
        way_home(map),
        way_back(map),
        times_out(map),
        back(map),
        end(map),
        help(map),
        lines(map),
        taken(map),
    ]
}

/// Returns for each state the least number of allowed steps to the idle screen or the main menu; `None` if none lead
/// there.
fn distances(map: &Map, allowed: impl Fn(&Edge) -> bool) -> Vec<Option<usize>> {
    let mut into: Vec<Vec<usize>> = vec![Vec::new(); map.states.len()];
    for edge in map.edges.iter().filter(|edge| allowed(edge)) {
        if let (Some(from), Destination::State(to)) = (edge.from, &edge.to)
            && let Some(list) = into.get_mut(*to)
        {
            list.push(from);
        }
    }
    let mut distances = vec![None; map.states.len()];
    let mut next: VecDeque<(usize, usize)> =
        map.states.iter().filter(|state| state.is_home()).map(|state| (state.number, 0)).collect();
    while let Some((number, distance)) = next.pop_front() {
        let Some(known @ None) = distances.get_mut(number) else { continue };
        *known = Some(distance);
        next.extend(into.get(number).into_iter().flatten().map(|from| (*from, distance + 1)));
    }
    distances
}

/// Checks that no state is farther than `most` allowed steps from home. A walk that was stopped is not checked, since
/// its distances are unknown.
fn within(map: &Map, claim: &mut Claim, most: usize, what: &str, allowed: impl Fn(&Edge) -> bool) {
    if map.bound.is_some() {
        return;
    }
    let left = |(state, _): &(&MapState, Option<usize>)| state.walked && !state.is_home();
    for (state, distance) in map.states.iter().zip(distances(map, allowed)).filter(left) {
        let wrong = match distance {
            None => Some(format!("no way leads from this screen back to the idle screen by {what}")),
            Some(distance) if distance > most => {
                Some(format!("it takes {what} {} to leave this screen", Counted(distance, "time")))
            }
            Some(_) => None,
        };
        claim.check_at(state, wrong);
    }
}

fn way_home(map: &Map) -> Claim {
    let promise = format!("from every screen at most {ACTS_MAX} acts lead back to the idle screen or the main menu");
    let mut claim = Claim::new("no-dead-end", promise, "screens left");
    within(map, &mut claim, ACTS_MAX, "what a person does", |edge| {
        matches!(edge.step, MapStep::Act(_) | MapStep::Enter(_))
    });
    claim
}

fn way_back(map: &Map) -> Claim {
    let promise = format!("going back, and nothing else, leads there from every screen, in at most {BACKS_MAX} times");
    let mut claim = Claim::new("back-leads-home", promise, "screens left");
    within(map, &mut claim, BACKS_MAX, "going back", |edge| edge.step == MapStep::Act(Act::Back));
    claim
}

fn times_out(map: &Map) -> Claim {
    let promise = format!("every screen ends when nobody does anything, after at most {TIMEOUTS_MAX} waits");
    let mut claim = Claim::new("time-out-ends", promise, "screens left");
    within(map, &mut claim, TIMEOUTS_MAX, "waiting", |edge| edge.step == MapStep::Time);
    for edge in map.edges.iter().filter(|edge| edge.step == MapStep::Time) {
        let waited = map.from(edge).is_some_and(|state| !is_passing(state) && !state.is_home());
        let shown = edge.commands.iter().any(|command| command.is_seen());
        claim.on(edge, (waited && shown).then(|| "a time-out is not quiet: something new is shown".to_owned()));
    }
    claim
}

/// Returns `true` if a screen ends by itself, so that passing time is no time-out.
fn is_passing(state: &MapState) -> bool {
    matches!(
        state.shown.screen.body,
        ScreenBody::Text { stays: false } | ScreenBody::Tone(_) | ScreenBody::Waiting | ScreenBody::Idle
    )
}

fn rest(map: &Map) -> Claim {
    let mut claim = Claim::new("rest", "the card never falls silent, and never asks on and on", "steps");
    for edge in &map.edges {
        let unrest = match &edge.to {
            Destination::Unrest(unrest) => Some(unrest.to_string()),
            Destination::State(_) | Destination::Tried(_) => None,
        };
        claim.on(edge, unrest);
    }
    for state in &map.states {
        let waits = state.shown.screen.body == ScreenBody::Waiting;
        claim.check_at(state, waits.then(|| "a session goes on in which nothing is shown".to_owned()));
    }
    claim
}

/// Checks the screens after going back. From a screen behind a menu's line, that menu follows; from any other, a screen
/// shown on the way. From the first screen behind a line of the main menu, the idle screen or the main menu follows.
fn back(map: &Map) -> Claim {
    let mut claim =
        Claim::new("back", "back shows the screen before, and ends the session on its first screen", "steps back");
    for edge in map.edges.iter().filter(|edge| edge.step == MapStep::Act(Act::Back)) {
        let (Some(from), Some(to)) = (map.from(edge), map.to(edge)) else { continue };
        claim.on(edge, wrong_back(map, from, to));
    }
    claim
}

fn wrong_back(map: &Map, from: &MapState, to: &MapState) -> Option<String> {
    if from.is_home() || is_passing(from) {
        return None;
    }
    let by = map.edges.get(from.by)?;
    let before = map.from(by)?;
    let was_chosen = crate::menu_explorer::map::line(&before.shown.screen, &by.step).is_some();
    if was_chosen && before.is_home() {
        return (!to.is_home()).then(|| "back from the first screen of a session does not end it".to_owned());
    }
    if was_chosen {
        let right = is_again(to, before);
        return (!right).then(|| format!("back does not show the menu \"{}\" again", before.shown.screen.text));
    }
    let seen = to.is_home() || map.before(from).any(|earlier| is_again(to, earlier));
    (!seen).then(|| "back shows a screen that was not shown on the way".to_owned())
}

/// Returns `true` if a screen is shown again. A menu counts by its title, since a line may have changed.
fn is_again(now: &MapState, before: &MapState) -> bool {
    let titles = (now.menu().map(|menu| menu.title), before.menu().map(|menu| menu.title));
    now.shown == before.shown || (titles.0.is_some() && titles.0 == titles.1)
}

fn end(map: &Map) -> Claim {
    let mut claim = Claim::new("end", "end ends the session: nothing more is shown", "ends");
    for edge in map.edges.iter().filter(|edge| matches!(edge.step, MapStep::Act(Act::End | Act::Home))) {
        let shown = edge.commands.iter().any(|command| command.is_seen());
        let home = map.to(edge).is_some_and(MapState::is_home);
        let wrong = match (shown, home) {
            (true, _) => Some("the card goes on after the person ended the session".to_owned()),
            (false, false) => Some("the session does not end".to_owned()),
            (false, true) => None,
        };
        claim.on(edge, wrong);
    }
    claim
}

/// Checks that help shows a text, and then the same screen.
fn help(map: &Map) -> Claim {
    let mut claim = Claim::new("help", "help shows a text, and behind it the screen it was asked on", "helps");
    let helps = map.edges.iter().filter(|edge| matches!(edge.step, MapStep::Act(Act::Help(_))));
    for edge in helps {
        let (Some(from), Some(to)) = (map.from(edge), map.to(edge)) else { continue };
        let is_text = matches!(to.shown.screen.body, ScreenBody::Text { .. }) && !to.shown.screen.text.is_empty();
        // A walk that was stopped has not read every page.
        let Some(behind) = behind(map, to) else { continue };
        let again = behind.is_some_and(|after| after.shown == from.shown || (from.is_home() && after.is_home()));
        let wrong = match (is_text, again) {
            (false, _) => Some("help shows no text".to_owned()),
            (true, false) => Some("behind the help the screen it was asked on does not come again".to_owned()),
            (true, true) => None,
        };
        claim.on(edge, wrong);
    }
    claim
}

/// Returns the state after all pages of a text, or `Some(None)` if none follows; `None` if a page was not walked.
fn behind<'a>(map: &'a Map, text: &'a MapState) -> Option<Option<&'a MapState>> {
    let mut state = text;
    for _ in 0..PAGES_MAX {
        if !matches!(state.shown.screen.body, ScreenBody::Text { .. }) {
            return Some(Some(state));
        }
        if !state.walked {
            return None;
        }
        let read = map.leaving(state).iter().find(|edge| edge.step == MapStep::Act(Act::Ok));
        match read.and_then(|read| map.to(read)) {
            Some(next) => state = next,
            None => return Some(None),
        }
    }
    Some(None)
}

fn lines(map: &Map) -> Claim {
    let mut claim = Claim::new("line", "every line of a menu shows something when it is chosen", "lines chosen");
    for edge in map.edges.iter().filter(|edge| matches!(edge.step, MapStep::Act(Act::Choose(_)))) {
        let shown = edge.commands.iter().any(|command| command.is_seen());
        claim.on(edge, (!shown).then(|| "nothing is shown".to_owned()));
    }
    claim
}

/// Checks that the card accepts every APDU of the unchanged handset, whatever the person does.
fn taken(map: &Map) -> Claim {
    let mut claim = Claim::new("taken", "the card takes every APDU that the handset sends", "APDUs");
    let own = |edge: &&Edge| !matches!(edge.step.hindrance(), Some(Obstacle::Answer(..)));
    for edge in map.edges.iter().filter(own) {
        for status in &edge.statuses {
            let right = matches!(status >> 8, 0x90 | 0x91);
            claim.on(edge, (!right).then(|| format!("the card answers {status:04X}")));
        }
    }
    claim
}
