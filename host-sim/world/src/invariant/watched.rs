//! A world with watchers, who check it after each step and after each action. Orders are noted before they are given.

use std::collections::BTreeMap;

use super::caller::Caller;
use super::orders::Orders;
use super::{ObservedTap, Originator, Violation, Watch, at_rest};
use crate::action::{Action, HallAction, HolderAction, TapAction, TapPurpose};
use crate::actor::cast::Cast;
use crate::actor::{ActionResult, Actors, RefusedError, TerminalError};
use crate::platform::number::Msisdn;
use crate::platform::rules::Rulebook;
use crate::world::{EventKind, Party, World, WorldError};

mod counts;
mod ordering;
mod results;

pub use counts::Counts;

/// Observer that checks a world after each step.
type Observer<'o> = dyn FnMut(&World) -> Result<(), Violation> + 'o;

/// A world with its actors and watchers.
#[derive(Clone, Debug)]
pub struct WatchedWorld {
    world: World,
    actors: Actors,
    watch: Watch,
    /// Calls to service lines by their callers, from the last dialling of each.
    callers: BTreeMap<Msisdn, Caller>,
    counts: Counts,
}

impl WatchedWorld {
    /// Creates the world of a cast, with actors and watchers. Its platform decides by the given rules.
    pub fn new(cast: &Cast, rules: Rulebook) -> Result<WatchedWorld, WorldError> {
        let world = cast.world(rules)?;
        let watch = Watch::with_orders(&world);
        Ok(WatchedWorld {
            world,
            actors: Actors::of_cast(cast),
            watch,
            callers: BTreeMap::new(),
            counts: Counts::default(),
        })
    }

    /// Returns the world.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Returns the world for a change, such as a fault.
    pub const fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// Returns the watchers' state.
    pub const fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Returns the counts so far.
    pub fn counts(&self) -> Counts {
        self.counts.with_events(&self.world)
    }

    /// Performs an action, and lets the world do everything due. Returns a violation as the error.
    pub fn perform(&mut self, action: &Action) -> Result<ActionResult, Violation> {
        let given = self.watch.orders.as_ref().map_or(0, Orders::count);
        self.note_order(action);
        let result = self.step(|actors, world, observe| actors.perform(world, action, observe))?;
        if let Some(violation) = violation(action, &result) {
            return Err(violation);
        }
        self.note_result(action, &result)?;
        // The website does at once what it is asked, or never.
        if let (Action::SiteUser(..), Err(_), Some(orders)) = (action, &result, &mut self.watch.orders) {
            orders.forget_behind(given);
        }
        if *action == Action::Heal {
            at_rest(&self.world)?;
        }
        if let Some(by) = by(&self.world, action, &result) {
            self.look(by)?;
        }
        let count = if result.is_ok() { &mut self.counts.done } else { &mut self.counts.refused };
        *count = count.saturating_add(1);
        self.step(|actors, world, observe| actors.pass(world, 0, observe))?;
        Ok(result)
    }

    /// Acts step by step, with a look of the watchers after each.
    fn step<T>(
        &mut self,
        act: impl FnOnce(&mut Actors, &mut World, &mut Observer<'_>) -> Result<T, Violation>,
    ) -> Result<T, Violation> {
        let WatchedWorld { world, actors, watch, counts, .. } = self;
        act(actors, world, &mut |world: &World| {
            counts.looks = counts.looks.saturating_add(1);
            watch.check(world, Originator::World)
        })
    }

    fn look(&mut self, by: Originator) -> Result<(), Violation> {
        self.counts.looks = self.counts.looks.saturating_add(1);
        self.watch.check(&self.world, by)
    }
}

/// Returns the actor of an action; `None` if nothing was begun.
fn by(world: &World, action: &Action, result: &ActionResult) -> Option<Originator> {
    match (action, result) {
        (
            Action::Holder(..) | Action::Hall(HallAction::Load(..) | HallAction::LoadCash(..)),
            Err(RefusedError::World(WorldError::NoSuchPerson(_))),
        )
        | (Action::Hall(HallAction::Load(..) | HallAction::LoadCash(..)), Err(RefusedError::World(_))) => None,
        (
            Action::Holder(_, HolderAction::Tap(TapAction { purpose: TapPurpose::Load(_), .. }))
            | Action::Hall(HallAction::Load(..) | HallAction::LoadCash(..) | HallAction::Serve(..)),
            _,
        ) => Some(Originator::Terminal),
        (Action::Holder(number, HolderAction::Tap(tap)), _) => {
            let (pos, held) = (tap.pos, Some(*number));
            Some(Originator::Tap(ObservedTap { pos, held, answered: answered(world) }))
        }
        (Action::Finder(_, tap), _) => {
            Some(Originator::Tap(ObservedTap { pos: tap.pos, held: None, answered: answered(world) }))
        }
        (Action::Holder(..), _) => Some(Originator::Person),
        _ => Some(Originator::World),
    }
}

/// Returns the number whose card answered at the last tap; `None` if no card in a subscriber's phone did.
fn answered(world: &World) -> Option<Msisdn> {
    let event = world.events().last()?;
    match (&event.kind, &event.to) {
        (EventKind::Tapped { .. }, Some(Party::Person(number))) => Some(*number),
        _ => None,
    }
}

/// Returns the violation that a terminal reported about a card or the books.
fn violation(action: &Action, result: &ActionResult) -> Option<Violation> {
    let number = match action {
        Action::Holder(number, _) | Action::Hall(HallAction::Load(number, _) | HallAction::LoadCash(number, _)) => {
            *number
        }
        _ => return None,
    };
    match result {
        Err(RefusedError::Terminal(why @ (TerminalError::Fault(_) | TerminalError::Books(_)))) => {
            Some(Violation::Terminal { number, why: why.to_string() })
        }
        _ => None,
    }
}
