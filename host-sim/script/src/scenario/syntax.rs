//! The syntax tree of a scenario. Parsing what was printed gives an equal tree.

use sim_world::action::Action;
use sim_world::actor::cast::Cast;

/// A scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The world before the first action.
    pub cast: Cast,
    /// The actions in order.
    pub actions: Vec<Action>,
}
