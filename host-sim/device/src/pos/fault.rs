//! Power failures of a terminal that are ordered for a test.

use serde::{Deserialize, Serialize};

use crate::sam::psam::WriteCut;

/// Power failure at a commit of the terminal or of its security module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosFault {
    /// Number of the commit, counted from 1 for the next one. 0 counts as 1.
    pub nth: u32,
    /// Side of the commit on which the power fails.
    pub cut: WriteCut,
}

/// Failure of the terminal's power in the middle of an operation. What was committed before stays; the security
/// module's session is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("the terminal's power failed")]
pub struct PosPowerFailedError;

/// Lets an armed fault meet one commit; returns its side if it fires, and disarms it.
pub(super) fn meet(armed: &mut Option<PosFault>) -> Option<WriteCut> {
    let fault = armed.as_mut()?;
    if fault.nth > 1 {
        fault.nth = fault.nth.saturating_sub(1);
        return None;
    }
    armed.take().map(|fault| fault.cut)
}
