//! Values that a terminal computes, by a line of the trace language and outside of any session.

use sim_device::profile::Profile;
use sim_wire::record::TerminalTime;

use super::terminal::Terminal;
use super::values::{Clock, Values};
use crate::lang::SyntaxError;
use crate::trace::diagnosis::DerivationFact;
use crate::trace::parse;
use crate::trace::syntax::{Assigned, Assignment, LineContent, TraceStep};

/// Value that was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComputedValue {
    /// Octets of the value.
    pub octets: Vec<u8>,
    /// Derivation of the value, in order; the last fact is the value, or the cause of one that is wrong.
    pub facts: Vec<DerivationFact>,
}

/// Error of a value that cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum ComputedValueError {
    /// The text is no value.
    #[error(transparent)]
    Syntax(Box<SyntaxError>),
    /// The text is octets.
    #[error("{0:?} is octets, and nothing that a terminal computes")]
    Octets(String),
    /// The text has several lines or a comment alone.
    #[error("one value is computed at a time")]
    Several,
    /// Something that the value needs is missing, or it does not exist.
    #[error("{0}")]
    Impossible(String),
}

/// Computes a value such as `purchase MAC1 of 1.00 yuan at …` with the keys of a profile. `found` is a value that
/// should be the same: where it differs, the facts say why.
pub fn computed(text: &str, profile: &Profile, found: Option<&[u8]>) -> Result<ComputedValue, ComputedValueError> {
    let trace = parse("value", &format!("value = {text}")).map_err(ComputedValueError::Syntax)?;
    let [line] = trace.lines.as_slice() else { return Err(ComputedValueError::Several) };
    let LineContent::Step(TraceStep::Assign(Assignment { value, .. })) = &line.content else {
        return Err(ComputedValueError::Several);
    };
    let Assigned::Terminal(value) = value else { return Err(ComputedValueError::Octets(text.to_owned())) };
    let values = Values::new(Clock { start: TerminalTime::default(), elapsed_s: 0 });
    let mut terminal = Terminal::new(profile.clone());
    let octets = terminal.value(value, &values).map_err(ComputedValueError::Impossible)?;
    let facts = terminal.facts(value, &values, &octets, found).map_err(ComputedValueError::Impossible)?;
    Ok(ComputedValue { octets, facts })
}
