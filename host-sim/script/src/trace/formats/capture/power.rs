//! Meaning of an answer to reset by what came before it: a capture tells power-on from reset by nothing else.

use super::super::SessionStep;

/// State of the card's power as far as a capture was read or written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Power {
    /// Set once the card has power.
    is_on: bool,
    /// Set if the last packet was a power-on or reset without an answer, to which the next answer to reset belongs.
    is_waiting: bool,
}

impl Power {
    /// Returns whether an answer to reset belongs to the step before it.
    pub(super) const fn is_waiting(self) -> bool {
        self.is_waiting
    }

    /// Returns the step of an answer to reset that belongs to no step before it.
    pub(super) const fn step(self, atr: Option<Vec<u8>>) -> SessionStep {
        if self.is_on { SessionStep::Reset { atr } } else { SessionStep::PowerOn { atr } }
    }

    /// Takes note of a step whose packets have been read or written.
    pub(super) fn follow(&mut self, step: &SessionStep) {
        self.is_waiting = matches!(step, SessionStep::PowerOn { atr: None } | SessionStep::Reset { atr: None });
        match step {
            SessionStep::PowerOn { .. } | SessionStep::Reset { .. } | SessionStep::Exchange(_) => self.is_on = true,
            SessionStep::PowerOff => self.is_on = false,
            _ => {}
        }
    }
}
