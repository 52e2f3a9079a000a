//! A scenario played in a world that is watched.

use sim_script::scenario::Scenario;
use sim_world::action::Action;
use sim_world::actor::ActionResult;
use sim_world::invariant::{Counts, Violation, WatchedWorld};
use sim_world::world::WorldError;

/// A violation and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundViolation {
    /// Actions up to the one that was under way, or had been performed.
    pub after: usize,
    /// What is wrong.
    pub violation: Violation,
}

/// What a scenario came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioResult {
    /// In numbers.
    pub counts: Counts,
    /// The violation that ended it, if there was one.
    pub found: Option<FoundViolation>,
}

/// Plays a scenario.
pub fn play(scenario: &Scenario) -> Result<ScenarioResult, WorldError> {
    play_with(scenario, &mut |_, _, _| ())
}

/// Plays a scenario, and shows of each action its result, or nothing where a violation ended it, and the world after
/// it.
pub fn play_with(
    scenario: &Scenario,
    show: &mut impl FnMut(&Action, Option<&ActionResult>, &WatchedWorld),
) -> Result<ScenarioResult, WorldError> {
    let mut world = WatchedWorld::new(&scenario.cast)?;
    for (action, after) in scenario.actions.iter().zip(1..) {
        match world.perform(action) {
            Ok(result) => show(action, Some(&result), &world),
            Err(violation) => {
                show(action, None, &world);
                return Ok(ScenarioResult { counts: world.counts(), found: Some(FoundViolation { after, violation }) });
            }
        }
    }
    Ok(ScenarioResult { counts: world.counts(), found: None })
}
