//! A message under way: what it is, whose, and where it stands.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::platform::number::Msisdn;
use sim_codec::time::Moment;

/// The number of a message at the centre; the first has 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub u64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// From a handset: SMS-SUBMIT.
    Submit,
    /// To a handset: SMS-DELIVER.
    Deliver,
    /// What a handset says of one that it was brought: SMS-DELIVER-REPORT.
    Report,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 3] = [Kind::Submit, Kind::Deliver, Kind::Report];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Submit => "submit",
            Kind::Deliver => "deliver",
            Kind::Report => "report",
        }
    }
}

/// What is carried. TPDUs are octets, from TP-MTI on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Cargo {
    /// A message that a subscriber sent.
    Submit {
        /// Who.
        from: Msisdn,
        /// Whom it is for, as digits.
        to: String,
        /// SMS-SUBMIT.
        #[serde(with = "hex::serde")]
        tpdu: Vec<u8>,
    },
    /// A message for a subscriber.
    Deliver {
        /// Who sent it, as digits.
        from: String,
        /// Whom it is for.
        to: Msisdn,
        /// What the platform calls it, where it is the platform's.
        letter: Option<u64>,
        /// SMS-DELIVER.
        #[serde(with = "hex::serde")]
        tpdu: Vec<u8>,
    },
    /// What became of a message of the platform's.
    Report {
        /// Whose handset says it.
        from: Msisdn,
        /// What the platform calls the message.
        letter: u64,
        /// SMS-DELIVER-REPORT.
        #[serde(with = "hex::serde")]
        tpdu: Vec<u8>,
        /// RP-ACK, or RP-ERROR.
        acknowledged: bool,
    },
}

impl Cargo {
    /// Which way it goes.
    pub const fn kind(&self) -> Kind {
        match self {
            Cargo::Submit { .. } => Kind::Submit,
            Cargo::Deliver { .. } => Kind::Deliver,
            Cargo::Report { .. } => Kind::Report,
        }
    }

    /// The subscriber at its one end.
    pub const fn person(&self) -> &Msisdn {
        match self {
            Cargo::Submit { from, .. } | Cargo::Report { from, .. } => from,
            Cargo::Deliver { to, .. } => to,
        }
    }

    /// The octets.
    pub fn tpdu(&self) -> &[u8] {
        match self {
            Cargo::Submit { tpdu, .. } | Cargo::Deliver { tpdu, .. } | Cargo::Report { tpdu, .. } => tpdu,
        }
    }

    /// Whether the other goes the same way of the same subscriber, so that their order means something.
    pub fn has_same_way(&self, other: &Cargo) -> bool {
        (self.kind(), self.person()) == (other.kind(), other.person())
    }
}

/// What a message under way waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// To be delivered when it is due.
    Waiting,
    /// The handset has it under that number; when it is due, no report will come any more.
    AtHandset(u32),
    /// To be overtaken by the next one that goes the same way; when it is due, none came.
    BehindNext,
}

/// A message under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Its number.
    pub id: MessageId,
    /// What it is.
    pub cargo: Cargo,
    /// When the centre took it.
    pub taken: Moment,
    /// When something is to be done with it.
    pub due: Moment,
    /// What it waits for.
    pub state: State,
    /// Held by hand: nothing is done with it.
    pub held: bool,
    /// How often it could not be delivered.
    pub tries: u32,
}
