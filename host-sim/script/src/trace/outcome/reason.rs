//! Reasons of failures that the card gives, or the reader for it.

use std::fmt::{Display, Formatter};

use applet::Refusal;
use sim_device::link::LinkError;

/// Reason for which the card did not do a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardReason {
    /// The card refused the command.
    Refusal(Refusal),
    /// Nothing came back from the card.
    Silence(LinkError),
}

impl Display for CardReason {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            CardReason::Refusal(refusal) => refusal.fmt(f),
            CardReason::Silence(why) => why.fmt(f),
        }
    }
}
