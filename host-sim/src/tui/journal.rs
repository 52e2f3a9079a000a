//! What a person did with the phone, in order, each with the screen that it led to: what a walk is written from.

use sim_device::handset::{Act, Screen};
use sim_world::action::{Action, Switch};
use sim_world::actor::Performed;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The person did something that meant something.
    Act(Act),
    /// So many milliseconds went by.
    Wait(u32),
    /// The phone was switched off and on.
    Restart,
    /// Somebody in the world around the phone did something.
    Action {
        /// What was done.
        action: Action,
        /// What came of it.
        performed: Performed,
        /// The same as a walk does it; `None` where a walk needs no step for it, or has none.
        in_walk: Option<Action>,
    },
    /// From then on every message was held as it came, or none any more.
    HoldAll(Switch),
}

/// Messages that arrived while something was done or time went by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrived {
    /// How many.
    pub count: u32,
    /// Milliseconds since the last of them.
    pub since_ms: u32,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// What was done.
    pub doing: Doing,
    /// What was on the screen then.
    pub screen: Screen,
    /// What arrived meanwhile.
    pub arrived: Arrived,
}

/// Adds a step; time that goes by behind time that went by is one step, unless something stands between that can be
/// taken back to (`floor` entries do), or a message arrived.
pub fn push(journal: &mut Vec<JournalEntry>, floor: usize, entry: JournalEntry) {
    if let Doing::Wait(more) = entry.doing {
        let mergeable = journal.len() > floor && entry.arrived.count == 0;
        if let Some(JournalEntry { doing: Doing::Wait(ms), screen, arrived: Arrived { count: 0, .. } }) =
            journal.last_mut().filter(|_| mergeable)
        {
            *ms = ms.saturating_add(more);
            *screen = entry.screen;
            return;
        }
    }
    journal.push(entry);
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_device::handset::Body;

    #[test]
    fn time_is_added_up_but_not_into_what_can_be_taken_back_to() {
        let mut journal = Vec::new();
        let waited = |ms: u32, text: &str| JournalEntry {
            doing: Doing::Wait(ms),
            screen: Screen::plain(Body::Idle, text),
            arrived: Arrived::default(),
        };
        push(&mut journal, 0, waited(100, "a"));
        push(&mut journal, 0, waited(50, "b"));
        assert_eq!(journal, [waited(150, "b")]);
        push(&mut journal, 1, waited(7, "c"));
        assert_eq!(journal.len(), 2);
        let arrived = JournalEntry { arrived: Arrived { count: 1, since_ms: 3 }, ..waited(9, "d") };
        push(&mut journal, 1, arrived.clone());
        push(&mut journal, 1, waited(1, "e"));
        assert_eq!(journal[2..], [arrived, waited(1, "e")]);
    }
}
