//! The card session (卡片会话, ISO 7816-3 §6.2.1) as a value that can be kept and resumed. A session lasts from a
//! reset to the next one, or to the end of power. The value holds secrets: session keys, a PIN that was typed in a
//! dialog.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::doors::ota::reassembly::Reassembly;
use crate::doors::toolkit::Toolkit;
use crate::refusal::Refusal;

use super::PowerOnError;
use super::channel::Channels;

/// All state that a reset forgets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSession {
    /// Sessions of the interfaces.
    pub(super) channels: Channels,
    pub(super) toolkit: Toolkit,
    /// Seconds from power-on to the beginning of the load over the air that waits; 0 if it waited already at power-on.
    pub(super) load_begun_s: u32,
    /// Reason of the last refusal of a command on the contacts or by radio; `None` before the first.
    pub(super) last_refusal: Option<Refusal>,
    /// Parts of a packet that wait for the others.
    pub(super) reassembly: Reassembly,
}

impl CardSession {
    /// Returns whether a card can reach this session. A session that the types allow and no card reaches is refused, so
    /// that one that was changed outside is not accepted.
    pub(super) fn is_sound(&self) -> bool {
        self.toolkit.is_sound() && self.reassembly.is_sound()
    }
}

/// Reason for which a card session cannot be resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResumeError {
    /// Card that does not come up.
    PowerOn(PowerOnError),
    /// Session that no card can reach.
    UnsoundSession,
}

impl fmt::Display for ResumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResumeError::PowerOn(PowerOnError::Memory(_)) => f.write_str("the card's memory failed"),
            ResumeError::PowerOn(PowerOnError::NoCard) => f.write_str("the memory holds no card"),
            ResumeError::PowerOn(PowerOnError::UnknownVersion(version)) => {
                write!(f, "the memory has the layout of version {version}, which is not this card's")
            }
            ResumeError::UnsoundSession => f.write_str("no card comes to such a session"),
        }
    }
}

impl core::error::Error for ResumeError {}
