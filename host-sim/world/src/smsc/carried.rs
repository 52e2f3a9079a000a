//! A message under way: its content, its subscriber, and its state.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::platform::number::Msisdn;
use sim_codec::time::Moment;

/// Number of a message at the centre, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub u64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Direction of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CargoKind {
    /// SMS-SUBMIT, from a handset.
    Submit,
    /// SMS-DELIVER, to a handset.
    Deliver,
    /// SMS-DELIVER-REPORT, from a handset about an SMS-DELIVER.
    Report,
}

impl CargoKind {
    /// All kinds.
    pub const ALL: [CargoKind; 3] = [CargoKind::Submit, CargoKind::Deliver, CargoKind::Report];

    /// Returns the name of the kind.
    pub const fn name(self) -> &'static str {
        match self {
            CargoKind::Submit => "submit",
            CargoKind::Deliver => "deliver",
            CargoKind::Report => "report",
        }
    }
}

/// Content of a message with its addresses. TPDUs are octets, from TP-MTI on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Cargo {
    /// Message that a subscriber sent.
    Submit {
        /// Number of the sender.
        from: Msisdn,
        /// Number of the recipient, as digits.
        to: String,
        /// SMS-SUBMIT as octets.
        #[serde(with = "hex::serde")]
        tpdu: Vec<u8>,
    },
    /// Message for a subscriber.
    Deliver {
        /// Number of the sender, as digits.
        from: String,
        /// Number of the recipient.
        to: Msisdn,
        /// Number of the platform's letter; `None` for a message of another sender.
        letter: Option<u64>,
        /// Number of an external entity's submission; `None` for a message of another sender.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        submission: Option<MessageId>,
        /// SMS-DELIVER as octets.
        #[serde(with = "hex::serde")]
        tpdu: Vec<u8>,
    },
    /// Delivery report for a letter of the platform.
    Report {
        /// Number of the reporting handset's subscriber.
        from: Msisdn,
        /// Number of the letter.
        letter: u64,
        /// SMS-DELIVER-REPORT as octets.
        #[serde(with = "hex::serde")]
        tpdu: Vec<u8>,
        /// `true` for RP-ACK, `false` for RP-ERROR.
        acknowledged: bool,
    },
}

impl Cargo {
    /// Returns the direction of the message.
    pub const fn kind(&self) -> CargoKind {
        match self {
            Cargo::Submit { .. } => CargoKind::Submit,
            Cargo::Deliver { .. } => CargoKind::Deliver,
            Cargo::Report { .. } => CargoKind::Report,
        }
    }

    /// Returns the subscriber who sends or receives the message.
    pub const fn person(&self) -> &Msisdn {
        match self {
            Cargo::Submit { from, .. } | Cargo::Report { from, .. } => from,
            Cargo::Deliver { to, .. } => to,
        }
    }

    /// Returns the TPDU as octets.
    pub fn tpdu(&self) -> &[u8] {
        match self {
            Cargo::Submit { tpdu, .. } | Cargo::Deliver { tpdu, .. } | Cargo::Report { tpdu, .. } => tpdu,
        }
    }

    /// Returns the number of the external entity's submission that the message carries; `None` for another message.
    pub const fn submission(&self) -> Option<MessageId> {
        match self {
            Cargo::Deliver { submission, .. } => *submission,
            Cargo::Submit { .. } | Cargo::Report { .. } => None,
        }
    }

    /// Returns whether both go in the same direction for the same subscriber, so that their order matters.
    pub fn has_same_way(&self, other: &Cargo) -> bool {
        (self.kind(), self.person()) == (other.kind(), other.person())
    }
}

/// State of a message under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The message waits for its moment of delivery.
    Waiting,
    /// The handset has the message under that number. When it is due, no report will come any more.
    AtHandset(u32),
    /// The message waits to be overtaken by the next one of its direction and subscriber. When it is due, none came.
    BehindNext,
}

/// Message under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedMessage {
    /// Number of the message.
    pub id: MessageId,
    /// Content of the message.
    pub cargo: Cargo,
    /// Moment at which the centre took the message.
    pub taken: Moment,
    /// Moment of the next step with the message.
    pub due: Moment,
    /// State of the message.
    pub state: State,
    /// Set while the message is held by hand; nothing is done with it.
    pub held: bool,
    /// Number of deliveries that failed.
    pub tries: u32,
}
