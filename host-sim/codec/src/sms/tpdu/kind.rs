//! Types of message, and the way each goes.

use serde::{Deserialize, Serialize};

/// Which way a TPDU goes; its type octet means one thing there and another back.
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
    /// A message to the handset.
    Deliver,
    /// The handset's answer to one.
    DeliverReport,
    /// A message from the handset.
    Submit,
    /// The network's answer to one.
    SubmitReport,
    /// What has become of a message.
    StatusReport,
    /// What the handset asks the service centre to do with a message.
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

    /// Returns which way a message of the type goes.
    pub const fn direction(self) -> Direction {
        match self {
            TpduKind::Deliver | TpduKind::SubmitReport | TpduKind::StatusReport => Direction::FromNetwork,
            TpduKind::DeliverReport | TpduKind::Submit | TpduKind::Command => Direction::ToNetwork,
        }
    }

    /// Returns the type that the first octet says. A reserved type to the handset is read as SMS-DELIVER (§9.2.3.1);
    /// from the handset there is nothing that it could be.
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

    /// The name in the standard's words.
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
