//! Actions: all acts in a world, as plain data and as one line of text. A holder walks the menu, writes a text or taps
//! a terminal; a hall takes cash; an attacker repeats a message; the network loses one; power fails; time passes.
//! Scenarios, walks, the phone's forms and the command line make actions, and [`crate::actor::Actors`] performs them.
//!
//! An action names nothing that is created only when the action is performed. So any part of a list of actions can be
//! performed, and an action that is impossible in the present state is refused with a reason.
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
use crate::platform::bank::BankPayment;
use crate::platform::number::Msisdn;
use crate::smsc::{CargoKind, Fate, MessageId, Rule};
use crate::world::Fault;
use sim_device::memory::Tear;

mod error;
mod forms;
mod line;
mod number;
mod parse;
mod payments;
mod print;
mod shop;
mod site;
mod words;

pub use error::ActionError;
pub use forms::FORMS;
pub use line::{LineAction, are_keys};
pub use payments::{BankAction, MerchantAction, PaymentCodeInput, SiteAction};
pub(crate) use print::digits_of;
pub use shop::{
    CardLoss, DocumentInput, EntryTampering, FaultSide, HallAction, HallService, NthFault, PosAction, PosPlace,
    ReceiptPlace, TapAction, TapPurpose,
};
pub use site::{CodeInput, LoginInput, SiteUserAction, SiteUserActionError};
pub use words::{BANK_REPLIES, FAULTS, NUMBER_STATES, word_of};

/// One action of one actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The holder of a phone acts.
    Holder(Msisdn, HolderAction),
    /// A business hall (营业厅) acts.
    Hall(HallAction),
    /// The cashier at a POS terminal acts, or the terminal fails.
    Pos(PosPlace, PosAction),
    /// The finder of a lost phone with a card in it taps a terminal; the number is the one that the card had.
    Finder(Msisdn, TapAction),
    /// The platform sets the ceilings of all terminals: of a purchase in fen, and of the purchases in a batch.
    PosCeilings(Fen, u32),
    /// The platform puts the present card of a number on the black list of the terminals, or takes it off.
    BlackList(Msisdn, Switch),
    /// The service hotline (10086) is asked to do something for a number.
    Care(Msisdn, CareAction),
    /// A top-up is ordered on the website (网络侧转存): number, amount in fen, pay password.
    WebsiteTopUp(Msisdn, Fen, PayPasswordInput),
    /// A bank is asked on the website for a payment into the account or the wallet (网银充值).
    BankTopUp(Msisdn, BankPayment),
    /// A user who has signed in on the website acts.
    Site(Msisdn, SiteAction),
    /// A bank acts.
    Bank(BankAction),
    /// The merchant at a terminal's shop acts on its own website.
    Merchant(PosPlace, MerchantAction),
    /// A user at the website registers, signs in, or asks for a change of the account.
    SiteUser(Msisdn, Box<SiteUserAction>),
    /// The registry reports the state of a number to the platform.
    Registry(Msisdn, NumberState),
    /// An attacker acts.
    Attacker(AttackerAction),
    /// The network acts, or a person at the SMS centre.
    Network(NetworkAction),
    /// The power of a card fails in a later memory write.
    PowerFailure {
        /// Number whose card loses power.
        number: Msisdn,
        /// Number of the write that fails, counted from 1, the next one.
        write: u32,
        /// State in which the write leaves the memory.
        tear: Tear,
    },
    /// The platform stops at the n-th opportunity of a fault, counted from 1, and starts again.
    PlatformStop(Fault, u32),
    /// Time passes, in milliseconds.
    Wait(u64),
    /// Faults end, phones are switched on and have a network, and time passes until nothing is under way.
    Heal,
}

/// Action of the holder of a phone. A title in 【】 is an item of the card's menu, with what is typed there.
#[derive(Clone, PartialEq, Eq)]
pub enum HolderAction {
    /// 【开通钱包】.
    OpenWallet,
    /// 【注销钱包】 with the pay password.
    CloseWallet(PayPasswordInput),
    /// 【钱包暂停】.
    SuspendWallet,
    /// 【钱包恢复】.
    ResumeWallet,
    /// 【钱包充值】 with the amount in fen and the pay password.
    TopUp(Fen, PayPasswordInput),
    /// 【账户余额查询】.
    QueryBalance,
    /// 【账户明细查询】.
    QueryTransactions,
    /// 【充值卡充值】 with the n-th scratch card that was sold, counted from 1.
    Recharge(u32),
    /// 【缴本机话费】 with the amount in fen.
    PayOwnBill(Fen),
    /// 【缴他人话费】 with the other number, the amount in fen and the pay password.
    PayOtherBill(Msisdn, Fen, PayPasswordInput),
    /// 【修改支付密码】 with the old and the new password.
    ChangePayPassword(PayPasswordInput, PayPasswordInput),
    /// 【启用操作密码】, 【停用操作密码】.
    SwitchPin(Switch),
    /// 【修改操作密码】 with the old and the new PIN, 4 to 12 digits each.
    ChangePin(String, String),
    /// 【钱包余额查询】.
    ViewBalance,
    /// 【钱包明细查询】.
    ViewRecords,
    /// 【单次消费限额】 with the limit in fen.
    SetLimit(Fen),
    /// Opens a list of the menu and leaves it on the screen.
    OpenMenu,
    /// Writes a text message and sends it.
    Write {
        /// Number of the receiver; `None` for the platform's.
        to: Option<String>,
        /// Text of the message. `{card 1}` stands for the digits of the first scratch card that was sold.
        text: String,
    },
    /// Holds the card to a terminal, by radio.
    Tap(TapAction),
    /// Stays at a distance from a terminal, in centimetres.
    StandAt(PosPlace, u16),
    /// Goes away from every terminal.
    GoAway,
    /// Loses the card, or breaks it.
    LoseCard(CardLoss),
    /// Switches the phone on or off. A phone that is on already is switched off and on.
    SwitchPhone(Switch),
    /// Puts the card into another handset, with the name of its model and its serial number.
    MoveCard(&'static str, u32),
    /// Enters or leaves the coverage of the network.
    Network(Switch),
    /// Occupies the screen by another use, or frees it.
    OccupyScreen(Switch),
    /// An event of a call happens to the phone.
    Call(CallEvent),
    /// Calls a service line, or acts in the call.
    Line(LineAction),
    /// Chooses the language of the handset: two lower-case letters (ISO 639).
    ChooseLanguage(String),
}

/// Event of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallEvent {
    /// A call comes in.
    Rings,
    /// The call is answered; a call comes in first if none is there.
    Answered,
    /// The other side ends the call.
    Ended,
}

/// Position of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

impl Switch {
    /// Returns `On` for `true`, `Off` for `false`.
    pub const fn from_bool(on: bool) -> Switch {
        if on { Switch::On } else { Switch::Off }
    }

    /// Returns `true` for `On`.
    pub const fn is_on(self) -> bool {
        matches!(self, Switch::On)
    }
}

/// Pay password as a holder gives it.
#[derive(Clone, PartialEq, Eq)]
pub enum PayPasswordInput {
    /// Initial pay password of the last short message that brought one.
    Initial,
    /// Six digits.
    Digits(String),
}

impl fmt::Debug for PayPasswordInput {
    /// Prints the variant without the digits, which are a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PayPasswordInput::Initial => "Initial",
            PayPasswordInput::Digits(_) => "Digits(..)",
        })
    }
}

/// Action of the service hotline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CareAction {
    /// Resets the card's operation PIN (操作密码重置) for a caller with the pay password.
    ResetPin(PayPasswordInput),
    /// Replaces a forgotten pay password by a new initial one.
    ResetPayPassword,
}

/// Action of an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttackerAction {
    /// Sends a message again. Messages are counted back from the last one seen, which is 1.
    Replay(u32),
    /// Sends a message again without its last octets; the second number counts these.
    Cut(u32, u32),
    /// Sends a message again with one bit inverted. Bits count from 0, the highest of the first octet, modulo the
    /// message's length.
    Flip(u32, u32),
    /// Sends the packet of a message back to its sender.
    Reflect(u32),
    /// Sends a message to another subscriber, or as if from that one.
    Misdirect(u32, Msisdn),
    /// Makes a packet for a card; the second number chooses its security, its counter and its script.
    ForgeTo(Msisdn, u32),
    /// Makes a packet for the platform as if from a card; the second number chooses as in `ForgeTo`.
    ForgeFrom(Msisdn, u32),
    /// Sends the n-th secured packet of its maker again, counted from 1.
    Packet(Tampering, PacketMaker, u32),
}

/// Change of a packet before it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tampering {
    /// No change.
    None,
    /// One bit of the packet's last octet is inverted.
    BitInverted,
    /// The packet's last block of eight octets is missing.
    LastBlockCut,
}

/// Maker of a secured packet. The packets of a maker are counted from the first one seen, which is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketMaker {
    /// The card, which makes requests.
    Card,
    /// The platform, which makes scripts.
    Platform,
}

/// Action of the network, or of a person at the SMS centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkAction {
    /// One later message meets its fate by a rule.
    Rule(Rule),
    /// The next message to arrive meets a fate; `None` is any kind. A message under way is taken before a later one.
    Next(Fate, Option<CargoKind>),
    /// A person handles a message under way.
    ByHand(MessageId, CentreAction),
    /// Chance from this seed decides the fates of messages; 0 ends the chance.
    Mix(u64),
    /// Each message takes up to this many milliseconds longer, so that messages overtake each other.
    Spread(u64),
    /// A phone that submits a message gets this reply from now on.
    Submissions(Msisdn, SubmissionReply),
}

/// Reply to a phone that submits a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionReply {
    /// The service centre takes the message.
    Taken,
    /// The service centre refuses the message.
    Refused,
    /// The network cannot carry the message now.
    Unable,
}

/// Handling of a message under way by a person at the SMS centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CentreAction {
    /// Holds the message until its release.
    Hold,
    /// Releases a message that is held.
    Release,
    /// Discards the message.
    Drop,
    /// Sends a copy of the message.
    Repeat,
    /// Delays the message by this many milliseconds.
    Delay(u64),
}

#[cfg(test)]
mod tests;
