//! Why something cannot be done in the world.

use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::refused::Refused;
use crate::smsc::HandlingError;
use sim_device::handset::SendError;

/// Why something cannot be done in the world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// Nobody has the number.
    #[error("nobody in this world has the number {0}")]
    NoSuchPerson(Msisdn),
    /// Two people cannot have one number.
    #[error("{0} is in this world already")]
    TwiceThere(Msisdn),
    /// There is no such model.
    #[error("there is no handset {0:?}; there are {names}", names = sim_device::handset::Model::ALL_NAMES.join(", "))]
    NoSuchModel(String),
    /// No card can be made.
    #[error("no card can be made from this profile: {0}")]
    NoCard(sim_device::memory::ManufactureError),
    /// The platform does not issue the card.
    #[error("the platform does not issue the card: {0}")]
    NotIssued(#[from] crate::platform::card_file::IssueError),
    /// The phone is off.
    #[error("the phone of {0} is switched off")]
    PhoneOff(Msisdn),
    /// The card does not answer.
    #[error("the phone of {number} cannot go on: {unrest}; it is switched on again with the next step")]
    Unrest {
        /// Whose.
        number: Msisdn,
        /// Why.
        unrest: sim_device::mobile_station::StationError,
    },
    /// The message is not sent.
    #[error("{0}")]
    NotSent(#[from] SendError),
    /// Nothing is done to a message.
    #[error("{0}")]
    Handling(#[from] HandlingError),
    /// The platform says no.
    #[error("the platform refuses: {0}")]
    Refused(DeclinedError),
}

impl WorldError {
    /// Whether the world is as it was. A refusal of the platform's may have counted a wrong password, and a card that
    /// fell silent has done so.
    pub const fn changed_nothing(&self) -> bool {
        !matches!(self, WorldError::Refused(_) | WorldError::Unrest { .. })
    }

    /// Whether the world was asked and said no. Otherwise nothing could be asked of it: what was named does not exist
    /// in it, or cannot be sent at all.
    pub const fn is_refusal(&self) -> bool {
        match self {
            WorldError::PhoneOff(_) | WorldError::Unrest { .. } | WorldError::Refused(_) | WorldError::NotIssued(_) => {
                true
            }
            WorldError::NotSent(why) => {
                matches!(why, SendError::NoService | SendError::CentreRefuses(_) | SendError::NetworkUnable(_))
            }
            WorldError::Handling(why) => !matches!(why, HandlingError::NoSuchMessage(_)),
            WorldError::NoSuchPerson(_)
            | WorldError::TwiceThere(_)
            | WorldError::NoSuchModel(_)
            | WorldError::NoCard(_) => false,
        }
    }
}

impl From<Refused> for WorldError {
    fn from(refused: Refused) -> WorldError {
        WorldError::Refused(refused.into())
    }
}
