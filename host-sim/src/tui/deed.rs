//! What somebody does in the world around the phone: the person writes a message or pays in, and someone at the SMS
//! centre lays hands on what is under way.

use sim_wire::Fen;

use super::ground::Trouble;
use sim_codec::time::Moment;
use sim_world::platform::password::PayPassword;
use sim_world::platform::scratch_card::CardDigits;
use sim_world::smsc::MessageId;
use sim_world::world::WorldError;

/// Something that is done to a message under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// It is held until it is released.
    Hold,
    /// It goes on.
    Release,
    /// It is thrown away.
    Drop,
    /// It is sent once more.
    Repeat,
    /// It waits for so many milliseconds longer.
    Delay(u64),
}

/// Something that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The person writes a text message.
    Text {
        /// To whom.
        to: String,
        /// What.
        text: String,
    },
    /// Something is done to a message under way.
    Hand(Hand, MessageId),
    /// From now on every message is held as it comes, or none any more.
    HoldAll(bool),
    /// Cash is paid in at a business hall (营业厅现金充值).
    Deposit(Fen),
    /// A scratch card (充值卡) is printed and sold to the person.
    ScratchCard(Fen),
    /// The hotline is asked to reset the operation PIN (操作密码重置).
    ResetPin(PayPassword),
    /// A top-up is asked for on the website (网络侧转存).
    WebTopUp(Fen, PayPassword),
    /// The network serves the phone, or does not.
    Serve(bool),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is done.
    Done,
    /// The message became so many short messages.
    Sent(usize),
    /// The copy has that number.
    Copied(MessageId),
    /// The message waits until then.
    Until(Moment),
    /// The digits of the scratch card.
    Card(CardDigits),
}

/// Why nothing came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The phone stands by itself.
    NoWorld,
    /// The world says no.
    Cannot(WorldError),
    /// It was done, and then something went wrong.
    Trouble(Trouble),
}

impl From<WorldError> for NotDone {
    fn from(why: WorldError) -> NotDone {
        NotDone::Cannot(why)
    }
}

impl From<Trouble> for NotDone {
    fn from(trouble: Trouble) -> NotDone {
        NotDone::Trouble(trouble)
    }
}
