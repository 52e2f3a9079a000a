//! Types of message, and the direction of each.

use serde::{Deserialize, Serialize};

/// Direction of a TPDU, which decides the meaning of its type bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the handset.
    FromNetwork,
    /// From the handset.
    ToNetwork,
}

/// Type of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TpduKind {
    /// SMS-DELIVER: a message to the handset.
    Deliver,
    /// SMS-DELIVER-REPORT: the handset's report on a message to it.
    DeliverReport,
    /// SMS-SUBMIT: a message from the handset.
    Submit,
    /// SMS-SUBMIT-REPORT: the network's report on a message from the handset.
    SubmitReport,
    /// SMS-STATUS-REPORT: the state of a message.
    StatusReport,
    /// SMS-COMMAND: an order of the handset to the service centre about a message.
    Command,
}

impl TpduKind {
    /// Every type.
    pub const ALL: [TpduKind; 6] = [
        TpduKind::Deliver,
        TpduKind::DeliverReport,
        TpduKind::Submit,
        TpduKind::SubmitReport,
        TpduKind::StatusReport,
        TpduKind::Command,
    ];

    /// Returns the direction of a message of the type.
    pub const fn direction(self) -> Direction {
        match self {
            TpduKind::Deliver | TpduKind::SubmitReport | TpduKind::StatusReport => Direction::FromNetwork,
            TpduKind::DeliverReport | TpduKind::Submit | TpduKind::Command => Direction::ToNetwork,
        }
    }

    /// Returns the type in the first octet; `None` where no type of this direction has these bits. A reserved type to
    /// the handset is read as SMS-DELIVER (§9.2.3.1).
    pub const fn of(direction: Direction, first: u8) -> Option<TpduKind> {
        match (direction, first & 0x03) {
            (Direction::FromNetwork, 0 | 3) => Some(TpduKind::Deliver),
            (Direction::ToNetwork, 0) => Some(TpduKind::DeliverReport),
            (Direction::ToNetwork, 1) => Some(TpduKind::Submit),
            (Direction::FromNetwork, 1) => Some(TpduKind::SubmitReport),
            (Direction::FromNetwork, 2) => Some(TpduKind::StatusReport),
            (Direction::ToNetwork, 2) => Some(TpduKind::Command),
            (Direction::ToNetwork, _) | (Direction::FromNetwork, 4..) => None,
        }
    }

    /// Returns the name in the standard's words.
    pub const fn name(self) -> &'static str {
        match self {
            TpduKind::Deliver => "SMS-DELIVER",
            TpduKind::DeliverReport => "SMS-DELIVER-REPORT",
            TpduKind::Submit => "SMS-SUBMIT",
            TpduKind::SubmitReport => "SMS-SUBMIT-REPORT",
            TpduKind::StatusReport => "SMS-STATUS-REPORT",
            TpduKind::Command => "SMS-COMMAND",
        }
    }
}
