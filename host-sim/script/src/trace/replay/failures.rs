//! Failures of a replay that no step has brought about.

use crate::trace::outcome::{Failure, FailureKind};
use crate::trace::place::TracePlace;

impl Failure {
    /// Creates the failure of a step that cannot be done.
    pub(super) fn impossible(place: TracePlace, why: String) -> Failure {
        Failure {
            place,
            command: None,
            answer: None,
            reason: None,
            trouble: FailureKind::Impossible(why),
            diagnosis: None,
        }
    }

    /// Creates the failure of a card that cannot be made, so that nothing is played.
    pub(super) fn no_card(place: TracePlace, why: String) -> Failure {
        Failure { place, command: None, answer: None, reason: None, trouble: FailureKind::NoCard(why), diagnosis: None }
    }
}
