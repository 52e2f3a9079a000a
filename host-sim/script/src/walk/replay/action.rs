//! Actions of somebody in the world. The actors of the world perform them; a walk says how they must end.

use std::convert::Infallible;

use super::player::{Player, StepResult, impossible};
use crate::trace::outcome::{FailureKind, MismatchSubject};
use crate::walk::refusal::{is_asked_of_platform, refused_ending};
use crate::walk::syntax::{ActionEnding, ActionStep, RefusalReason};
use sim_world::action::Action;
use sim_world::actor::{ActionResult, CardFaultError, RefusedError, TerminalError};
use sim_world::platform::number::Msisdn;
use sim_world::world::WorldError;

/// Length of the answer to INITIALIZE FOR LOAD, in octets.
const LOAD_ANSWER: u8 = 16;

/// Error message of a step for the next message while none is under way.
const NOTHING_UNDER_WAY: &str = "nothing is under way; of a message that is yet to come, say whose: \
                                 `next message of the phone`, `next message of the platform`, `next report`";

/// End of an action, and the reason of a refusal; `None` without one, or where the card's own reason is reported.
pub(super) type Ended = (ActionEnding, Option<RefusedError>);

impl Player {
    /// Performs an action and checks its end. Time passes here by the rules of walks.
    pub(super) fn perform(&mut self, step: &ActionStep) -> StepResult {
        let step =
            &ActionStep { action: step.action.clone().with_number(Msisdn::SOLE, self.number), ending: step.ending };
        match &step.action {
            Action::Wait(ms) => return self.run_for(*ms),
            Action::Heal => return self.heal(),
            Action::PowerFailure { .. } => self.now.cut_armed = true,
            _ if step.is_restart() => self.now.dark = false,
            _ => {}
        }
        if step.is_tap() || matches!(step.action, Action::Hall(_)) {
            self.now.has_printed = false;
        }
        let result = self.act_out(&step.action);
        let (actual, why) = self.end_action(step, result)?;
        let what = match &step.action {
            Action::Pos(..) => MismatchSubject::TerminalAct,
            Action::Hall(_) => MismatchSubject::HallAct,
            _ if step.is_tap() => MismatchSubject::Tap,
            _ => MismatchSubject::PlatformAct,
        };
        step.ending.check(what, actual, why)?;
        if is_asked_of_platform(&step.action) { self.run_for(0) } else { Ok(()) }
    }

    /// Lets the actors of the world perform an action.
    pub(super) fn act_out(&mut self, action: &Action) -> ActionResult {
        let Ok(result) = self.now.actors.perform(&mut self.now.world, action, &mut |_| Ok::<(), Infallible>(()));
        result
    }

    /// Returns how an action ended.
    pub(super) fn end_action(&mut self, step: &ActionStep, result: ActionResult) -> Result<Ended, Box<FailureKind>> {
        let refused = match result {
            Ok(performed) => {
                let (_, why) = self.end_at_rest(step, Ok(()))?;
                return Ok((self.performed(step, &performed)?, why));
            }
            Err(refused) => refused,
        };
        if let Some(ending) = refused_ending(&self.now.world, &step.action, &refused) {
            self.settle(Ok(()))?;
            // The card's own reason stands in the report beside the end.
            let is_of_card = matches!(ending, ActionEnding::Refused(Some(RefusalReason::Card(_))));
            return Ok((ending, (!is_of_card).then_some(refused)));
        }
        match refused {
            RefusedError::World(why) | RefusedError::Terminal(TerminalError::World(why)) => {
                self.end_at_rest(step, Err(why))
            }
            RefusedError::Terminal(TerminalError::Fault(fault)) => {
                self.settle(Ok(()))?;
                Err(faulty(&fault))
            }
            RefusedError::NothingUnderWay => Err(impossible(NOTHING_UNDER_WAY)),
            other => Err(impossible(&other.to_string())),
        }
    }

    /// Returns the end of an action after which handset and card are at rest, or lost power as ordered.
    fn end_at_rest(&mut self, step: &ActionStep, done: Result<(), WorldError>) -> Result<Ended, Box<FailureKind>> {
        match self.settle(done)? {
            None if step.is_tap() => Err(impossible("the power failed in the middle of the tap")),
            _ => Ok((ActionEnding::Done, None)),
        }
    }
}

impl ActionEnding {
    /// Checks that `actual` is an end that this one allows; `why` is the reason of a refusal.
    pub(super) fn check(self, what: MismatchSubject, actual: ActionEnding, why: Option<RefusedError>) -> StepResult {
        if self.is_met_by(actual) {
            return Ok(());
        }
        let (expected, actual) = (self.to_string(), actual.to_string());
        Err(Box::new(FailureKind::Value { what, expected, actual, refused: why.map(Box::new) }))
    }
}

/// Returns the failure of a card that does not behave as a correct card.
fn faulty(fault: &CardFaultError) -> Box<FailureKind> {
    let value = |what: MismatchSubject, expected: &[u8], actual: &[u8]| {
        let (expected, actual) = (hex::encode_upper(expected), hex::encode_upper(actual));
        Box::new(FailureKind::Value { what, expected, actual, refused: None })
    };
    match fault {
        CardFaultError::LoadMac1 { expected, actual } => value(MismatchSubject::LoadMac1, expected, actual),
        CardFaultError::Receipt { expected, actual } | CardFaultError::Proof { expected, actual } => {
            value(MismatchSubject::CardProof, expected, actual)
        }
        CardFaultError::Initialize(octets) => {
            value(MismatchSubject::InitializeLength, &[LOAD_ANSWER], &[u8::try_from(*octets).unwrap_or(u8::MAX)])
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
