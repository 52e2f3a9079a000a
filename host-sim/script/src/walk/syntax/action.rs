//! Steps that are actions of somebody in the world: of the holder, of a hall, of the network, of an attacker.

use super::RefusalReason;
use sim_wire::Fen;
use sim_world::action::{Action, HolderAction, Switch};
use sim_world::platform::number::Msisdn;

/// Action, with the end that it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionStep {
    /// Action of somebody in the world.
    pub action: Action,
    /// End that the action must have.
    pub ending: ActionEnding,
}

impl ActionStep {
    /// Returns the step with an action that must be done.
    pub const fn new(action: Action) -> ActionStep {
        ActionStep { action, ending: ActionEnding::Done }
    }

    /// Returns the step with an action of the walk's person that must be done.
    pub const fn of_holder(action: HolderAction) -> ActionStep {
        ActionStep::new(Action::Holder(Msisdn::SOLE, action))
    }

    /// Returns the step with which the handset is switched off and on.
    pub const fn restart() -> ActionStep {
        ActionStep::of_holder(HolderAction::SwitchPhone(Switch::On))
    }

    /// Returns whether the step switches the handset off and on.
    pub const fn is_restart(&self) -> bool {
        matches!(self.action, Action::Holder(_, HolderAction::SwitchPhone(Switch::On)))
    }

    /// Returns whether the card is held to a terminal.
    pub const fn is_tap(&self) -> bool {
        matches!(self.action, Action::Holder(_, HolderAction::Tap(..)) | Action::Finder(..))
    }
}

/// End of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionEnding {
    /// The action is done.
    Done,
    /// An earlier purchase of the card was completed, and nothing was charged.
    Completed,
    /// The batch is settled, with the sum of its purchases in fen.
    Settled(Fen),
    /// The card, the terminal or the platform refuses, for this reason; `None` stands for any.
    Refused(Option<RefusalReason>),
}

impl ActionEnding {
    /// Returns whether `actual` is an end that this one allows.
    pub(in crate::walk) fn is_met_by(self, actual: ActionEnding) -> bool {
        match (self, actual) {
            (ActionEnding::Refused(Some(wanted)), ActionEnding::Refused(Some(actual))) => wanted.is_met_by(actual),
            (ActionEnding::Refused(None), ActionEnding::Refused(_))
            | (ActionEnding::Done, ActionEnding::Settled(_)) => true,
            (wanted, actual) => wanted == actual,
        }
    }
}
