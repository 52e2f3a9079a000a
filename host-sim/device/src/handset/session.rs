//! The proactive session: from the 91xx with which the card announces a command to the answer after which the card has
//! no other.

use serde::{Deserialize, Serialize};

use super::pending::PendingCommand;
use super::{Model, Quirk};

/// State of the session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum SessionState {
    /// There is no session.
    #[default]
    Closed,
    /// The handset waits for the card's next command.
    Waiting,
    /// The command waits for the person.
    Pending(Box<PendingCommand>),
}

/// State of the card's first SET UP MENU since power-on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum FirstMenu {
    /// No SET UP MENU has come.
    #[default]
    Expected,
    /// A SET UP MENU was carried out.
    Taken,
}

/// Comprehension flag in the tag of a command's details.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Comprehension {
    /// The details must be understood.
    #[default]
    Required,
    /// The details may be ignored.
    Optional,
}

/// Proactive session, and what a handset keeps of its commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ProactiveSession {
    state: SessionState,
    /// Milliseconds until the time-out of a command that was already answered; `None` if none runs.
    stale_timeout_ms: Option<u32>,
    first_menu: FirstMenu,
    /// Comprehension flag of the command that was fetched last.
    comprehension: Comprehension,
    /// Set while REFRESH has asked for a reset that has not come.
    awaits_reset: bool,
}

impl ProactiveSession {
    /// Returns the session of a card that was powered on anew.
    pub(super) fn restarted(&self) -> ProactiveSession {
        ProactiveSession { comprehension: self.comprehension, ..ProactiveSession::default() }
    }

    /// Opens the session, as the card announces a command.
    pub(super) fn open(&mut self) {
        if matches!(self.state, SessionState::Closed) {
            self.state = SessionState::Waiting;
        }
    }

    /// Closes the session, as the card has no further command or the person leaves.
    pub(super) fn close(&mut self) {
        self.state = SessionState::Closed;
    }

    /// Lets a command wait for the person.
    pub(super) fn wait_for_person(&mut self, command: PendingCommand) {
        self.state = SessionState::Pending(Box::new(command));
    }

    /// Returns the command that waits for the person; `None` if none waits.
    pub(super) const fn pending(&self) -> Option<&PendingCommand> {
        match &self.state {
            SessionState::Pending(command) => Some(command),
            SessionState::Closed | SessionState::Waiting => None,
        }
    }

    /// Takes the command that waits for the person; the session goes on. `None` if none waits.
    pub(super) fn take_pending(&mut self) -> Option<PendingCommand> {
        match std::mem::replace(&mut self.state, SessionState::Waiting) {
            SessionState::Pending(command) => Some(*command),
            other => {
                self.state = other;
                None
            }
        }
    }

    /// Returns whether the handset waits for the card's next command.
    pub(super) const fn is_waiting(&self) -> bool {
        matches!(self.state, SessionState::Waiting)
    }

    /// Returns whether there is no session.
    pub(super) const fn is_closed(&self) -> bool {
        matches!(self.state, SessionState::Closed)
    }

    /// Sets the comprehension flag of the command that was fetched.
    pub(super) const fn set_comprehension(&mut self, comprehension: Comprehension) {
        self.comprehension = comprehension;
    }

    /// Returns the comprehension flag of the command that was fetched last.
    pub(super) const fn comprehension(&self) -> Comprehension {
        self.comprehension
    }

    /// Notes that REFRESH asks for a reset of the card.
    pub(super) const fn request_reset(&mut self) {
        self.awaits_reset = true;
    }

    /// Returns whether REFRESH has asked for a reset that has not come.
    pub(super) const fn has_reset_request(&self) -> bool {
        self.awaits_reset
    }

    /// Notes that a SET UP MENU was carried out; returns whether this model leaves it unanswered.
    pub(super) fn take_menu(&mut self, model: &Model) -> bool {
        let is_first = self.first_menu == FirstMenu::Expected;
        self.first_menu = FirstMenu::Taken;
        is_first && model.quirks.has(Quirk::FirstMenuUnanswered)
    }

    /// Lets the time-out of an answered command run on.
    pub(super) const fn leave_timeout(&mut self, ms: u32) {
        self.stale_timeout_ms = Some(ms);
    }

    /// Lets time pass for the time-out of an answered command; returns whether it expired.
    pub(super) fn pass_stale_timeout(&mut self, ms: u32) -> bool {
        let left = self.stale_timeout_ms.map(|left| left.saturating_sub(ms));
        self.stale_timeout_ms = left.filter(|left| *left > 0);
        left == Some(0)
    }

    /// Lets time pass for the command that waits for the person; returns whether its wait is over.
    pub(super) fn pass(&mut self, ms: u32) -> bool {
        match &mut self.state {
            SessionState::Pending(command) => command.pass(ms),
            SessionState::Closed | SessionState::Waiting => false,
        }
    }

    /// Returns whether no session, no reset and no time-out is under way.
    pub(super) const fn is_at_rest(&self) -> bool {
        self.is_closed() && !self.awaits_reset && self.stale_timeout_ms.is_none()
    }

    /// Returns whether both go on alike. The number of the command that waits does not count.
    pub(super) fn has_same_future(&self, other: &ProactiveSession) -> bool {
        let ProactiveSession { state, stale_timeout_ms, first_menu, comprehension, awaits_reset } = self;
        let states_agree = match (state, &other.state) {
            (SessionState::Pending(one), SessionState::Pending(other)) => one.has_same_future(other),
            (one, other) => one == other,
        };
        states_agree
            && (stale_timeout_ms, first_menu) == (&other.stale_timeout_ms, &other.first_menu)
            && (comprehension, awaits_reset) == (&other.comprehension, &other.awaits_reset)
    }
}
