//! Results of actions: of those performed, and the reasons of those refused.

use super::menu::MenuError;
use super::terminal::TerminalError;
use crate::line::LineKeyError;
use crate::platform::advice::Advice;
use crate::platform::error::PlatformError;
use crate::platform::number::Msisdn;
use crate::platform::password::PasswordError;
use crate::platform::scratch_card::CardDigits;
use crate::smsc::MessageId;
use crate::world::{ShopError, WorldError};
use sim_codec::time::Moment;
use sim_device::pos::line::BatchResult;
use sim_device::pos::load_slip::LoadSlip;
use sim_device::pos::sale::Sale;
use sim_device::pos::take_back::TakenBack;
use sim_wire::Fen;
use sim_wire::record::LogRecord;

/// Result of an action, performed or refused.
pub type ActionResult = Result<Performed, RefusedError>;

/// Result of an action that was performed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Performed {
    /// No result that the actor sees at once.
    Done,
    /// Last text on the screen; empty if none was shown.
    Shown(String),
    /// Prompt of a service line.
    Heard(String),
    /// Advice of a hall's staff.
    Advised(Vec<Advice>),
    /// Number of the withdrawal or order that was made, counted from 1.
    Numbered(u64),
    /// Number of short messages of a text.
    Sent(usize),
    /// Number of the scratch card that was sold, counted from 1, and its digits.
    Sold(u32, CardDigits),
    /// Number of a message's copy.
    Copied(MessageId),
    /// Moment at which a delayed message is due.
    Delayed(Moment),
    /// Purchase at a terminal, with its receipt.
    Paid(Box<Sale>),
    /// Load at a hall's terminal, with its slip.
    Loaded(Box<LoadSlip>),
    /// Balance that a terminal read from a card, in fen.
    Balance(Fen),
    /// Records that a terminal read from a card, the newest first.
    Records(Vec<LogRecord>),
    /// Way in which a purchase was taken back.
    TakenBack(TakenBack),
    /// Result of a batch that was uploaded.
    Uploaded(BatchResult),
}

/// Reason why an action was not performed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedError {
    /// The world refuses the action.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The menu does not lead to the item.
    #[error(transparent)]
    Menu(MenuError),
    /// The transaction at the terminal failed.
    #[error(transparent)]
    Terminal(#[from] TerminalError),
    /// No text brought an initial pay password.
    #[error("no text brought a pay password")]
    NoInitialPassword,
    /// No text brought an initial login password.
    #[error("no text brought a login password")]
    NoInitialLogin,
    /// No text brought a verification code.
    #[error("no text brought a verification code")]
    NoCode,
    /// The given password is not a pay password.
    #[error(transparent)]
    PayPassword(#[from] PasswordError),
    /// The keys are none of a phone.
    #[error(transparent)]
    Keys(#[from] LineKeyError),
    /// The scratch card of this number, counted from 1, was not sold.
    #[error("scratch card {0} was not sold")]
    NoScratchCard(u32),
    /// A placeholder in a text names no scratch card.
    #[error("`{{card {0}` is no scratch card; one is named `{{card 1}}`")]
    Placeholder(String),
    /// The shop did not do what was asked.
    #[error(transparent)]
    Shop(#[from] ShopError),
    /// Cards are not loaded at the terminal of a shop by somebody who found them.
    #[error("a found card is not loaded at a shop")]
    NoLoadHere,
    /// The number has lost no card that anybody could have found.
    #[error("{0} has lost no card that still answers")]
    NothingFound(Msisdn),
    /// The attacker has not seen such a message, or cannot use it.
    #[error("the attacker has not seen such a message, or can make nothing of it")]
    NothingSeen,
    /// The attacker saw only this many packets of that side.
    #[error("{0} such packets were seen")]
    FewerPackets(usize),
    /// The packet does not allow the tampering.
    #[error("that cannot be done to the packet")]
    NotTampered,
    /// No message is under way, and a rule for a later one needs its kind.
    #[error("nothing is under way; a message that is yet to come is named by its kind")]
    NothingUnderWay,
    /// No second message is under way that could overtake the first.
    #[error("one such message is under way, and none that could overtake it")]
    NothingOvertakes,
    /// No call can ring, be answered or end in the handset's present state.
    #[error("no call can ring, be answered or end so here")]
    NoCall,
    /// The terminals do not have the keys of the card.
    #[error("no terminal has the keys of the card of {0}")]
    UnknownCard(Msisdn),
}

impl RefusedError {
    /// Returns `true` if the world is unchanged.
    pub const fn changed_nothing(&self) -> bool {
        match self {
            RefusedError::World(why) => why.changed_nothing(),
            RefusedError::Menu(_) | RefusedError::Terminal(_) => false,
            RefusedError::Shop(why) => matches!(why, ShopError::NoSuchPos(_) | ShopError::NoReceipt(_)),
            _ => true,
        }
    }

    /// Returns `true` if the world was asked and refused.
    pub const fn is_refusal(&self) -> bool {
        match self {
            RefusedError::World(why) => why.is_refusal(),
            RefusedError::Menu(_) | RefusedError::Terminal(_) => true,
            RefusedError::Shop(why) => !matches!(why, ShopError::NoSuchPos(_)),
            _ => false,
        }
    }
}

impl From<PlatformError> for RefusedError {
    fn from(error: PlatformError) -> RefusedError {
        RefusedError::World(error.into())
    }
}

impl From<MenuError> for RefusedError {
    fn from(error: MenuError) -> RefusedError {
        match error {
            MenuError::World(why) => RefusedError::World(why),
            error => RefusedError::Menu(error),
        }
    }
}
