//! Actions of somebody in the world. The actors of the world perform them; a walk says how they must end.

use std::convert::Infallible;

use super::player::{Player, StepResult, impossible};
use crate::trace::outcome::FailureKind;
use crate::walk::syntax::{ActionEnding, ActionStep};
use sim_world::action::{Action, HallAction};
use sim_world::actor::{ActionResult, CardFaultError, RefusedError, TerminalError};
use sim_world::world::WorldError;

/// Length of the answer to INITIALIZE FOR LOAD, in octets.
const LOAD_ANSWER: u8 = 16;

/// Error message of a step for the next message while none is under way.
const NOTHING_UNDER_WAY: &str = "nothing is under way; of a message that is yet to come, say whose: \
                                 `next message of the phone`, `next message of the platform`, `next report`";

/// End of an action, and the reason of a refusal in words.
type Ended = (ActionEnding, String);

impl Player {
    /// Performs an action and checks its end. Time passes here by the rules of walks.
    pub(super) fn perform(&mut self, step: &ActionStep) -> StepResult {
        match &step.action {
            Action::Wait(ms) => return self.run_for(*ms),
            Action::Heal => return self.heal(),
            Action::PowerFailure { .. } => self.now.cut_armed = true,
            _ if step.is_restart() => self.now.dark = false,
            _ => {}
        }
        let Ok(result) = self.now.actors.perform(&mut self.now.world, &step.action, &mut |_| Ok::<(), Infallible>(()));
        let (actual, why) = self.end_action(step, result)?;
        if !step.ending.is_met_by(actual) {
            return Err(Box::new(unmet(step, actual, &why)));
        }
        if is_asked_of_platform(&step.action) { self.run_for(0) } else { Ok(()) }
    }

    /// Returns how an action ended.
    fn end_action(&mut self, step: &ActionStep, result: ActionResult) -> Result<Ended, Box<FailureKind>> {
        let (ending, why) = match result {
            Ok(_) => return self.end_at_rest(step, Ok(())),
            Err(RefusedError::World(WorldError::Refused(declined))) if is_asked_of_platform(&step.action) => {
                (ActionEnding::Refused(None), declined.to_string())
            }
            Err(RefusedError::World(why) | RefusedError::Terminal(TerminalError::World(why))) => {
                return self.end_at_rest(step, Err(why));
            }
            Err(RefusedError::Terminal(TerminalError::Refused { refusal, .. })) => {
                (ActionEnding::Refused(refusal), String::new())
            }
            Err(RefusedError::Terminal(TerminalError::Fault(fault))) => {
                self.settle(Ok(()))?;
                return Err(faulty(&fault));
            }
            Err(RefusedError::Shop(why)) if why.is_of_card() => {
                let person = self.now.world.person(&self.number);
                let refusal = person.and_then(|person| person.station().link().card().last_refusal());
                (ActionEnding::Refused(refusal), String::new())
            }
            Err(RefusedError::NothingUnderWay) => return Err(impossible(NOTHING_UNDER_WAY)),
            Err(other) => return Err(impossible(&other.to_string())),
        };
        self.settle(Ok(()))?;
        Ok((ending, why))
    }

    /// Returns the end of an action after which handset and card are at rest, or lost power as ordered.
    fn end_at_rest(&mut self, step: &ActionStep, done: Result<(), WorldError>) -> Result<Ended, Box<FailureKind>> {
        match self.settle(done)? {
            None if step.is_tap() => Err(impossible("the power failed in the middle of the tap")),
            _ => Ok((ActionEnding::Done, String::new())),
        }
    }
}

/// Returns whether an action is an immediate request to the platform, which may refuse it.
const fn is_asked_of_platform(action: &Action) -> bool {
    matches!(
        action,
        Action::Hall(HallAction::Deposit(..)) | Action::Care(..) | Action::WebsiteTopUp(..) | Action::Registry(..)
    )
}

/// Returns the failure of an action that did not end as it must.
fn unmet(step: &ActionStep, actual: ActionEnding, why: &str) -> FailureKind {
    let what = if step.is_tap() { "the tap" } else { "what the platform does" };
    let actual = if why.is_empty() { actual.to_string() } else { format!("{actual}: {why}") };
    FailureKind::Value { what: what.to_owned(), expected: step.ending.to_string(), actual }
}

/// Returns the failure of a card that does not behave as a correct card.
fn faulty(fault: &CardFaultError) -> Box<FailureKind> {
    let value = |what: &str, expected: &[u8], actual: &[u8]| {
        let (expected, actual) = (hex::encode_upper(expected), hex::encode_upper(actual));
        Box::new(FailureKind::Value { what: what.to_owned(), expected, actual })
    };
    match fault {
        CardFaultError::LoadMac1 { expected, actual } => value("MAC1 of the load", expected, actual),
        CardFaultError::Receipt { expected, actual } | CardFaultError::Proof { expected, actual } => {
            value("the card's proof to the terminal", expected, actual)
        }
        CardFaultError::Initialize(octets) => {
            value("octets in the answer to INITIALIZE", &[LOAD_ANSWER], &[u8::try_from(*octets).unwrap_or(u8::MAX)])
        }
        CardFaultError::NoKey => impossible("the profile has not the key that the card names"),
        CardFaultError::NoTacKey => impossible("the profile has no such key"),
        CardFaultError::LongAid => impossible("the profile's AID is too long"),
        CardFaultError::Silent
        | CardFaultError::Mac1Refused
        | CardFaultError::ReceiptRefused
        | CardFaultError::NoNumber => impossible(&fault.to_string()),
    }
}
