//! The steps of a person with the phone, each with the screen that followed, from which a walk is written.

use sim_device::handset::{Act, Screen};
use sim_script::walk::Step;
use sim_world::action::{Action, HallAction, HallService, Switch};
use sim_world::actor::Performed;

/// Kind of a step in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalStep {
    /// Act of the person that had a meaning on the screen.
    Act(Act),
    /// Passage of that many milliseconds.
    Wait(u32),
    /// Phone switched off and on.
    Restart,
    /// Action of a party in the world around the phone.
    Action {
        /// Action that was performed or refused.
        action: Action,
        /// Result of the action; `None` if it was refused.
        performed: Option<Performed>,
        /// Step with which a walk repeats the action; `None` where a walk needs no step for it, or has none.
        in_walk: Option<Step>,
    },
    /// Look at messages, wallet and account, which a walk expects to find again.
    Look {
        /// Steps of the walk that expect them.
        steps: Vec<Step>,
        /// Number of messages in the inbox that were looked at by then.
        read: usize,
    },
    /// Switch of holding: from here on every message is held as it comes, or none any more.
    HoldAll(Switch),
}

/// Messages that arrived during a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrivals {
    /// Number of messages.
    pub count: u32,
    /// Milliseconds since the last of the messages; 0 if none arrived.
    pub since_ms: u32,
}

/// Step in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Kind of the step.
    pub doing: JournalStep,
    /// Screen after the step.
    pub screen: Screen,
    /// Messages that arrived during the step.
    pub arrived: Arrivals,
    /// Number of exchanges with the card before the step.
    pub crossed: usize,
}

impl JournalEntry {
    /// Returns whether another card came into the phone during the step.
    pub const fn has_new_card(&self) -> bool {
        matches!(
            &self.doing,
            JournalStep::Action {
                action: Action::Hall(HallAction::Serve(_, HallService::IssueCard, _)),
                performed: Some(_),
                ..
            }
        )
    }
}

/// Adds an entry. A wait behind a wait is merged with it, unless a message arrived or the earlier wait is among the
/// first `floor` entries.
pub fn push(journal: &mut Vec<JournalEntry>, floor: usize, entry: JournalEntry) {
    if let JournalStep::Wait(more) = entry.doing {
        let mergeable = journal.len() > floor && entry.arrived.count == 0;
        if let Some(JournalEntry { doing: JournalStep::Wait(ms), screen, arrived: Arrivals { count: 0, .. }, .. }) =
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
    use sim_device::handset::ScreenBody;

    #[test]
    fn waits_merge_except_across_undo_or_message() {
        let mut journal = Vec::new();
        let waited = |ms: u32, text: &str| JournalEntry {
            doing: JournalStep::Wait(ms),
            screen: Screen::plain(ScreenBody::Idle, text),
            arrived: Arrivals::default(),
            crossed: 0,
        };
        push(&mut journal, 0, waited(100, "a"));
        push(&mut journal, 0, waited(50, "b"));
        assert_eq!(journal, [waited(150, "b")]);
        push(&mut journal, 1, waited(7, "c"));
        assert_eq!(journal.len(), 2);
        let arrived = JournalEntry { arrived: Arrivals { count: 1, since_ms: 3 }, ..waited(9, "d") };
        push(&mut journal, 1, arrived.clone());
        push(&mut journal, 1, waited(1, "e"));
        assert_eq!(journal[2..], [arrived, waited(1, "e")]);
    }
}
