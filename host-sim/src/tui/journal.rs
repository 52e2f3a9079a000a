//! What a person did with the phone, in order, each with the screen that it led to: what a walk is written from.

use crate::handset::{Act, Screen};

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The person did something that meant something.
    Act(Act),
    /// So many milliseconds went by.
    Wait(u32),
    /// The phone was switched off and on.
    Restart,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was done.
    pub doing: Doing,
    /// What was on the screen then.
    pub screen: Screen,
}

/// Adds a step; time that goes by behind time that went by is one step, unless something stands between that can be
/// taken back to (`floor` entries do).
pub fn push(journal: &mut Vec<Entry>, floor: usize, doing: Doing, screen: Screen) {
    if let Doing::Wait(more) = doing {
        let mergeable = journal.len() > floor;
        if let Some(Entry { doing: Doing::Wait(ms), screen: shown }) = journal.last_mut().filter(|_| mergeable) {
            *ms = ms.saturating_add(more);
            *shown = screen;
            return;
        }
    }
    journal.push(Entry { doing, screen });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handset::Body;

    #[test]
    fn time_is_added_up_but_not_into_what_can_be_taken_back_to() {
        let mut journal = Vec::new();
        let screen = |text: &str| Screen::plain(Body::Idle, text);
        push(&mut journal, 0, Doing::Wait(100), screen("a"));
        push(&mut journal, 0, Doing::Wait(50), screen("b"));
        assert_eq!(journal, [Entry { doing: Doing::Wait(150), screen: screen("b") }]);
        push(&mut journal, 1, Doing::Wait(7), screen("c"));
        assert_eq!(journal.len(), 2);
    }
}
