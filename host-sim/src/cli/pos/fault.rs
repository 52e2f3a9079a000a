//! Faults at a terminal, as options of the operation on which they fall.

use sim_world::action::{EntryTampering, FaultSide, NthFault, PosAction};

/// Error of a text that is no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FaultTextError {
    /// The text names no event.
    #[error("{0:?} is no fault, which is written `before:N` or `after:N`, with N from 1")]
    Event(String),
    /// The text names no tampering.
    #[error(
        "{0:?} is no tampering, which is written `altered:N`: dropped, repeated, altered or foreign, with N from 1"
    )]
    Tampering(String),
}

/// Reads a fault such as `before:3`.
pub(super) fn fault(text: &str) -> Result<NthFault, FaultTextError> {
    let parsed = text.split_once(':').and_then(|(side, nth)| {
        let side = match side {
            "before" => FaultSide::Before,
            "after" => FaultSide::After,
            _ => return None,
        };
        Some(NthFault { side, nth: ordinal(nth)? })
    });
    parsed.ok_or_else(|| FaultTextError::Event(text.to_owned()))
}

/// Reads a tampering such as `altered:2`.
pub(super) fn tampering(text: &str) -> Result<(EntryTampering, u32), FaultTextError> {
    let parsed = text.split_once(':').and_then(|(how, nth)| {
        let how = match how {
            "dropped" => EntryTampering::Dropped,
            "repeated" => EntryTampering::Repeated,
            "altered" => EntryTampering::Altered,
            "foreign" => EntryTampering::Foreign,
            _ => return None,
        };
        Some((how, ordinal(nth)?))
    });
    parsed.ok_or_else(|| FaultTextError::Tampering(text.to_owned()))
}

/// Reads a number from 1 on.
fn ordinal(text: &str) -> Option<u32> {
    text.parse().ok().filter(|nth| *nth > 0)
}

/// Faults of a terminal and of its line, ordered before an operation and in the same step.
#[derive(clap::Args)]
pub(super) struct FaultArguments {
    /// Message to the platform at which the line breaks, as `before:1` or `after:3`: before the message arrives, or
    /// after it arrived and before its answer does.
    #[arg(long, value_name = "SIDE:N", value_parser = fault)]
    line_breaks: Option<NthFault>,
    /// Write of the terminal's memory, or its security module's, at which the power fails, as `before:1` or `after:2`.
    #[arg(long, value_name = "SIDE:N", value_parser = fault)]
    power_fails: Option<NthFault>,
}

impl FaultArguments {
    /// Returns the actions that order the faults.
    pub(super) fn actions(&self) -> impl Iterator<Item = PosAction> {
        let line = self.line_breaks.map(PosAction::LineBreak);
        line.into_iter().chain(self.power_fails.map(PosAction::PowerFailure))
    }
}
