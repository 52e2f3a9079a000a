//! Actions: everything somebody can do in a world, as plain data and as one line of text. A holder walks the menu,
//! writes a text or taps a terminal; a hall takes cash; an attacker repeats a message; the network loses one; power
//! fails; time passes. Scenarios, walks, the phone's forms and the command line make actions, and
//! [`crate::actor::Actors`] performs them.
//!
//! An action names nothing that comes to be only when it is performed. Any part of a list of actions can be performed,
//! and what cannot be done where things stand is refused with a reason.
//!
//! ```
//! use sim_world::action::Action;
//!
//! let action: Action = "13807310001 tops up 20 with 654321".parse()?;
//! assert_eq!(action.to_string(), "13807310001 tops up 20 with 654321");
//! # Ok::<(), sim_world::action::ActionError>(())
//! ```

use std::fmt;

use sim_wire::Fen;

use crate::platform::account::NumberState;
use crate::platform::number::Msisdn;
use crate::platform::province::Province;
use crate::smsc::{Fate, Kind, MessageId, Rule};
use crate::world::Fault;
use sim_device::memory::Tear;

mod error;
mod forms;
mod parse;
mod print;
mod words;

pub use error::ActionError;
pub use forms::FORMS;
pub(crate) use print::digits_of;
pub use words::{FAULTS, NUMBER_STATES, word_of};

/// One action of one actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The holder of a phone acts.
    Holder(Msisdn, HolderAction),
    /// A business hall (营业厅) acts.
    Hall(HallAction),
    /// The merchant uploads the purchases of a card that were not uploaded (批上送).
    MerchantUpload(Msisdn),
    /// The service hotline is asked to do something for a number.
    Care(Msisdn, CareAction),
    /// A top-up is asked for on the website (网络侧转存).
    WebsiteTopUp(Msisdn, Fen, PayPasswordInput),
    /// The registry tells the platform the state of a number.
    Registry(Msisdn, NumberState),
    /// An attacker acts.
    Attacker(AttackerAction),
    /// The network acts, or somebody at the SMS centre.
    Network(NetworkAction),
    /// The power of a card fails in a memory write that is yet to come.
    PowerFailure {
        /// The number whose card loses power.
        number: Msisdn,
        /// The write that fails, counted from 1, which is the next.
        write: u32,
        /// What the write leaves behind.
        tear: Tear,
    },
    /// The platform is stopped at the n-th opportunity of a fault, counted from 1, and started again.
    PlatformStop(Fault, u32),
    /// Time passes, in milliseconds.
    Wait(u64),
    /// Faults end, phones are on and have a network, and time passes until nothing is under way.
    Heal,
}

/// An action of the holder of a phone.
#[derive(Clone, PartialEq, Eq)]
pub enum HolderAction {
    /// 【开通钱包】.
    OpenWallet,
    /// 【注销钱包】.
    CloseWallet(PayPasswordInput),
    /// 【钱包暂停】.
    SuspendWallet,
    /// 【钱包恢复】.
    ResumeWallet,
    /// 【钱包充值】.
    TopUp(Fen, PayPasswordInput),
    /// 【账户余额查询】.
    QueryBalance,
    /// 【账户明细查询】.
    QueryTransactions,
    /// 【充值卡充值】 with the n-th scratch card that was sold, counted from 1.
    Recharge(u32),
    /// 【缴本机话费】.
    PayOwnBill(Fen),
    /// 【缴他人话费】.
    PayOtherBill(Msisdn, Fen, PayPasswordInput),
    /// 【修改支付密码】, old and new.
    ChangePayPassword(PayPasswordInput, PayPasswordInput),
    /// 【启用操作密码】, 【停用操作密码】.
    SwitchPin(Switch),
    /// 【修改操作密码】, old and new, 4 to 12 digits each.
    ChangePin(String, String),
    /// 【钱包余额查询】.
    ViewBalance,
    /// 【钱包明细查询】.
    ViewRecords,
    /// 【单次消费限额】.
    SetLimit(Fen),
    /// Opens a list of the menu and leaves it on the screen.
    OpenMenu,
    /// Writes a text message and sends it.
    Write {
        /// The number it is sent to; `None` is the platform's.
        to: Option<String>,
        /// What it says. `{card 1}` stands for the digits of the first scratch card that was sold.
        text: String,
    },
    /// Holds the card to a terminal, by radio.
    Tap(TapKind, Fen),
    /// Switches the phone on, or off. A phone that is on is switched off and on.
    SwitchPhone(Switch),
    /// Puts the card into another handset, of that model and serial number.
    MoveCard(&'static str, u32),
    /// Goes to where there is a network, or leaves it.
    Network(Switch),
    /// Uses the screen for something else, or no longer does.
    OccupyScreen(Switch),
    /// Has a call, of which this happens.
    Call(CallEvent),
    /// Chooses the language of the handset, two small letters (ISO 639).
    ChooseLanguage(String),
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallEvent {
    /// Somebody calls.
    Rings,
    /// The call is answered; somebody calls first where nobody does.
    Answered,
    /// The other side ends it.
    Ended,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

impl Switch {
    /// Returns `On` for what holds.
    pub const fn from_bool(on: bool) -> Switch {
        if on { Switch::On } else { Switch::Off }
    }

    /// Whether it is on.
    pub const fn is_on(self) -> bool {
        matches!(self, Switch::On)
    }
}

/// A transaction by tapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapKind {
    /// 消费 at the merchant's terminal.
    Purchase,
    /// 圈存 at a terminal that takes the money from nobody in the books.
    Load,
}

/// A pay password as a holder gives it.
#[derive(Clone, PartialEq, Eq)]
pub enum PayPasswordInput {
    /// The initial one of the last short message that brought one.
    Initial,
    /// Six digits.
    Digits(String),
}

impl fmt::Debug for PayPasswordInput {
    /// Without the digits, which are a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PayPasswordInput::Initial => "Initial",
            PayPasswordInput::Digits(_) => "Digits(..)",
        })
    }
}

/// An action of a business hall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HallAction {
    /// Takes cash for an account (营业厅现金充值).
    Deposit(Msisdn, Fen),
    /// Moves cash of the account onto the card, over the contacts (营业厅POS转存).
    Load(Msisdn, Fen),
    /// Prints and sells a scratch card (充值卡) of that value, in a province.
    SellScratchCard(Fen, Province),
}

/// An action of the service hotline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CareAction {
    /// Resets the card's operation PIN (操作密码重置), for whoever knows the pay password.
    ResetPin(PayPasswordInput),
    /// Puts a new initial pay password in place of a forgotten one.
    ResetPayPassword,
}

/// An action of an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttackerAction {
    /// Sends a message again. Messages are counted back from the last one seen, which is 1.
    Replay(u32),
    /// Sends a message again without its last octets.
    Cut(u32, u32),
    /// Sends a message again with one bit inverted; bits are counted from the front and go round.
    Flip(u32, u32),
    /// Sends a message back to where it came from.
    Reflect(u32),
    /// Sends a message to another subscriber, or as if from that one.
    Misdirect(u32, Msisdn),
    /// Makes a packet for a card; the number chooses its security and its script.
    ForgeTo(Msisdn, u32),
    /// Makes a packet for the platform as if it came from a card.
    ForgeFrom(Msisdn, u32),
    /// Sends a secured packet again.
    Packet(Tampering, PacketMaker, u32),
}

/// What is done to a packet before it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tampering {
    /// Nothing.
    None,
    /// One bit of its last octet is inverted.
    BitInverted,
    /// Its last block is missing.
    LastBlockCut,
}

/// Which side made a packet. Its packets are counted from the first one seen, which is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketMaker {
    /// The card: a request.
    Card,
    /// The platform: a script.
    Platform,
}

/// An action of the network, or of somebody at the SMS centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkAction {
    /// Something becomes of one message that is yet to come.
    Rule(Rule),
    /// Something becomes of the next message to arrive; of any kind if none is said. One under way is taken before one
    /// that is yet to come.
    Next(Fate, Option<Kind>),
    /// Something is done by hand to a message under way.
    ByHand(MessageId, ByHand),
    /// Chance by that seed decides what becomes of messages; 0 ends that.
    Mix(u64),
    /// Messages are under way by up to so many milliseconds longer, and overtake each other.
    Spread(u64),
    /// What a phone that sends a message is told, from now on.
    Submissions(Msisdn, SubmissionReply),
}

/// What a phone that sends a message is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionReply {
    /// The service centre takes it.
    Taken,
    /// The service centre refuses it.
    Refused,
    /// The network cannot carry it now.
    Unable,
}

/// What somebody at the SMS centre does to a message under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByHand {
    /// Holds it until it is released.
    Hold,
    /// Lets it go.
    Release,
    /// Throws it away.
    Drop,
    /// Sends it once more.
    Repeat,
    /// Lets it wait for so many milliseconds longer.
    Delay(u64),
}

#[cfg(test)]
mod tests;
