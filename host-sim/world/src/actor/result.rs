//! Results of actions: what came of one, or why it was refused.

use super::menu::MenuError;
use super::terminal::TerminalError;
use crate::platform::number::Msisdn;
use crate::platform::password::PasswordError;
use crate::platform::scratch_card::CardDigits;
use crate::smsc::MessageId;
use crate::world::WorldError;
use sim_codec::time::Moment;

/// Result of an action.
pub type ActionResult = Result<Performed, RefusedError>;

/// What came of an action that was performed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Performed {
    /// Nothing that the actor sees at once.
    Done,
    /// The last text on the screen; empty where none was shown.
    Shown(String),
    /// A text became so many short messages.
    Sent(usize),
    /// A scratch card was sold, the n-th, with these digits.
    Sold(u32, CardDigits),
    /// A copy of a message got that number.
    Copied(MessageId),
    /// A message waits until then.
    Delayed(Moment),
}

/// Reason why an action was not performed where things stood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedError {
    /// The world does not do it.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The menu does not lead there.
    #[error(transparent)]
    Menu(MenuError),
    /// The transaction at the terminal came to nothing.
    #[error(transparent)]
    Terminal(#[from] TerminalError),
    /// No text brought a pay password.
    #[error("no text brought a pay password")]
    NoInitialPassword,
    /// What was given is no pay password.
    #[error(transparent)]
    PayPassword(#[from] PasswordError),
    /// Fewer scratch cards were sold.
    #[error("scratch card {0} was not sold")]
    NoScratchCard(u32),
    /// A text has a placeholder that is none.
    #[error("`{{card {0}` is no scratch card; one is named `{{card 1}}`")]
    Placeholder(String),
    /// The card has no purchase that was not uploaded.
    #[error("the card spent nothing that was not uploaded")]
    NothingToUpload,
    /// The attacker has not seen such a message, or can make nothing of it.
    #[error("the attacker has not seen such a message, or can make nothing of it")]
    NothingSeen,
    /// The attacker saw fewer packets of that side.
    #[error("{0} such packets were seen")]
    FewerPackets(usize),
    /// The packet is of a kind to which that cannot be done.
    #[error("that cannot be done to the packet")]
    NotTampered,
    /// No message is under way, and a rule for one that is yet to come needs its kind.
    #[error("nothing is under way; a message that is yet to come is named by its kind")]
    NothingUnderWay,
    /// One message is under way, and none that could overtake it.
    #[error("one such message is under way, and none that could overtake it")]
    NothingOvertakes,
    /// No call is there to which that could happen, or one is in its way.
    #[error("no call can ring, be answered or end so here")]
    NoCall,
    /// The terminals do not have the keys of the card.
    #[error("no terminal has the keys of the card of {0}")]
    UnknownCard(Msisdn),
}

impl RefusedError {
    /// Whether the world is as it was.
    pub const fn changed_nothing(&self) -> bool {
        match self {
            RefusedError::World(why) => why.changed_nothing(),
            RefusedError::Menu(_) | RefusedError::Terminal(_) => false,
            _ => true,
        }
    }

    /// Whether the world was asked and said no.
    pub const fn is_refusal(&self) -> bool {
        match self {
            RefusedError::World(why) => why.is_refusal(),
            RefusedError::Menu(_) | RefusedError::Terminal(_) => true,
            _ => false,
        }
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
