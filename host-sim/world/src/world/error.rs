//! Reasons why something cannot be done in the world.

use super::calls::CallError;
use crate::action::CardLoss;
use crate::platform::card_file::Asn;
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::smsc::HandlingError;
use sim_device::handset::SendError;

/// Reason why something cannot be done in the world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// No person has the number.
    #[error("nobody in this world has the number {0}")]
    NoSuchPerson(Msisdn),
    /// A person with the number exists already.
    #[error("{0} is in this world already")]
    TwiceThere(Msisdn),
    /// No handset model has the name.
    #[error("there is no handset {0:?}; there are {names}", names = sim_device::handset::Model::ALL_NAMES.join(", "))]
    NoSuchModel(String),
    /// No card can be made from the profile.
    #[error("no card can be made from this profile: {0}")]
    NoCard(sim_device::memory::ManufactureError),
    /// The platform does not issue the card.
    #[error("the platform does not issue the card: {0}")]
    NotIssued(#[from] crate::platform::card_file::IssueError),
    /// The phone of the number is off.
    #[error("the phone of {0} is switched off")]
    PhoneOff(Msisdn),
    /// The person does not have the card any more.
    #[error("the card of {0} {1}")]
    CardGone(Msisdn, CardLoss),
    /// The reader is beyond the reach of the card's radio.
    #[error("the card of {0} is out of the reader's reach")]
    OutOfReach(Msisdn),
    /// The card does not answer.
    #[error("the phone of {number} cannot go on: {unrest}; it is switched on again with the next step")]
    Unrest {
        /// Number of the card's phone.
        number: Msisdn,
        /// Reason why the station cannot go on.
        unrest: sim_device::mobile_station::StationError,
    },
    /// The person cannot call, or is in no call.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The handset does not send the message.
    #[error("{0}")]
    NotSent(#[from] SendError),
    /// The centre refuses the handling of a message.
    #[error("{0}")]
    Handling(#[from] HandlingError),
    /// The platform refuses.
    #[error("the platform refuses: {0}")]
    Refused(DeclinedError),
    /// No card of this number is without a phone.
    #[error("there is no card {0} outside of a phone")]
    NoLooseCard(Asn),
    /// The card, which is in no phone, does not answer.
    #[error("card {0} does not answer")]
    LooseCardSilent(Asn),
    /// The platform was stopped while it was asked. Whoever asked cannot tell whether the platform decided.
    #[error("the line to the platform is broken")]
    LineBroken,
}

impl WorldError {
    /// Returns `true` if the world is unchanged. A refusal of the platform may have counted a wrong password, a silent
    /// card has changed the world, and a phone lives up to now before its card can be out of reach.
    pub const fn changed_nothing(&self) -> bool {
        !matches!(
            self,
            WorldError::Refused(_)
                | WorldError::Unrest { .. }
                | WorldError::OutOfReach(_)
                | WorldError::LooseCardSilent(_)
                | WorldError::LineBroken
        )
    }

    /// Returns `true` if the world was asked and refused. Otherwise nothing could be asked: the named item does not
    /// exist, or nothing can be sent at all.
    pub const fn is_refusal(&self) -> bool {
        match self {
            WorldError::PhoneOff(_)
            | WorldError::CardGone(..)
            | WorldError::Call(_)
            | WorldError::OutOfReach(_)
            | WorldError::Unrest { .. }
            | WorldError::Refused(_)
            | WorldError::NotIssued(_)
            | WorldError::LooseCardSilent(_)
            | WorldError::LineBroken => true,
            WorldError::NotSent(why) => {
                matches!(why, SendError::NoService | SendError::CentreRefuses(_) | SendError::NetworkUnable(_))
            }
            WorldError::Handling(why) => !matches!(why, HandlingError::NoSuchMessage(_)),
            WorldError::NoSuchPerson(_)
            | WorldError::NoLooseCard(_)
            | WorldError::TwiceThere(_)
            | WorldError::NoSuchModel(_)
            | WorldError::NoCard(_) => false,
        }
    }
}

impl From<PlatformError> for WorldError {
    fn from(refused: PlatformError) -> WorldError {
        WorldError::Refused(refused.into())
    }
}
