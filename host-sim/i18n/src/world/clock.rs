//! The clock of a world.

use sim_world::world::World;

use crate::Language;

/// Renders the time, and the moment at which something is due next.
pub fn next_due(language: Language, world: &World) -> String {
    let now = world.now();
    match (language, world.next_due()) {
        (Language::Chinese, Some(due)) => format!("{now},下一到期事项在 {due}"),
        (Language::Chinese, None) => format!("{now},没有到期事项"),
        (Language::English, Some(due)) => format!("{now}; something is due at {due}"),
        (Language::English, None) => format!("{now}; nothing is due"),
    }
}
