//! Playing a scenario in a world that is watched.

use super::begin;
use sim_script::scenario::Scenario;
use sim_world::action::Action;
use sim_world::actor::ActionResult;
use sim_world::invariant::{Counts, Violation, WatchedWorld};
use sim_world::world::WorldError;

/// Violation with its place in the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundViolation {
    /// Number of actions up to the one that was under way, or had been performed.
    pub after: usize,
    /// Violation of an invariant.
    pub violation: Violation,
}

/// Result of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioResult {
    /// Counts of the run.
    pub counts: Counts,
    /// Violation that ended the scenario; `None` if there was none.
    pub found: Option<FoundViolation>,
}

/// Plays a scenario.
pub fn play(scenario: &Scenario) -> Result<ScenarioResult, WorldError> {
    play_with(scenario, &mut |_, _, _| ())
}

/// Plays a scenario, and calls `show` after each action with its result and the world. The result is `None` if a
/// violation ended the action.
pub fn play_with(
    scenario: &Scenario,
    show: &mut impl FnMut(&Action, Option<&ActionResult>, &WatchedWorld),
) -> Result<ScenarioResult, WorldError> {
    let mut world = begin(scenario)?;
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
