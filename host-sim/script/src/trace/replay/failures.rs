//! Failures of a replay that no step has brought about.

use crate::trace::outcome::{Failure, FailureKind};
use crate::trace::place::TracePlace;

impl Failure {
    /// Creates a failure that no command has brought about.
    pub(crate) const fn of(place: TracePlace, trouble: FailureKind) -> Failure {
        Failure { place, command: None, answer: None, reason: None, trouble, diagnosis: None }
    }

    /// Creates the failure of a step that cannot be done.
    pub(super) const fn impossible(place: TracePlace, why: String) -> Failure {
        Failure::of(place, FailureKind::Impossible(why))
    }

    /// Creates the failure of a card that cannot be made, so that nothing is played.
    pub(super) const fn no_card(place: TracePlace, why: String) -> Failure {
        Failure::of(place, FailureKind::NoCard(why))
    }
}
