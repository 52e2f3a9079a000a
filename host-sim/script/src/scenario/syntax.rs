//! The syntax tree of a scenario. Parsing what was printed gives an equal tree.

use super::PlatformFault;
use sim_world::action::Action;
use sim_world::actor::cast::Cast;

/// Scenario: a world and the actions in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// World before the first action.
    pub cast: Cast,
    /// Fault of the platform; `None` where it decides by the handbook.
    pub fault: Option<PlatformFault>,
    /// Actions in order.
    pub actions: Vec<Action>,
}
