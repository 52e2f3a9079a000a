//! What somebody does in the world in one breath, as plain data: a person walks the menu, writes a text or taps a terminal, a
//! hall takes cash, an attacker repeats a message, the network loses one, the power fails, time passes. Each is one line of
//! text ([`text`]), so that a list of them is a script that a person can read, keep and shorten; [`doer`] does them.
//!
//! A doing names nothing that comes to be only when it is done, so that any part of a list is a list that can be done: what
//! cannot be done where things stand is not done, and says why.

use sim_wire::Fen;

use crate::platform::number::Msisdn;
use crate::smsc::Rule;
use crate::world::Fault;
use sim_device::memory::Tear;

mod attacker;
pub mod cast;
mod counts;
pub mod doer;
mod menu;
mod network;
mod seen;
mod terminal;
pub mod text;

pub use counts::Counts;
pub use doer::{Did, Doer};

/// One thing that somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A person does something with the phone or the card.
    Person(Msisdn, Deed),
    /// A business hall takes cash for an account (营业厅现金充值).
    HallTakes(Msisdn, Fen),
    /// A hall's terminal moves cash of the account onto the card, over the contacts (营业厅POS转存).
    HallLoads(Msisdn, Fen),
    /// A scratch card is printed and sold.
    HallSells(Fen),
    /// A merchant uploads the purchases of a card that were not uploaded (批上送).
    MerchantUploads(Msisdn),
    /// The hotline resets a card's operation PIN (操作密码重置).
    CareResetsPin(Msisdn, PayDigits),
    /// The website tops a wallet up (网络侧转存).
    WebsiteTopsUp(Msisdn, Fen, PayDigits),
    /// An attacker does something.
    Attack(Attack),
    /// The network does something to one message that is yet to come.
    Network(Rule),
    /// The network treats messages by the chance of that seed; 0 ends it.
    Mix(u64),
    /// Messages are under way by up to so much longer, in milliseconds, and overtake each other.
    Spread(u64),
    /// A card's power fails in a memory write that is yet to come; the next is 1.
    PowerFails {
        /// Whose card.
        who: Msisdn,
        /// In which write.
        write: u32,
        /// What the write leaves behind.
        tear: Tear,
    },
    /// The platform is stopped in the how manieth step that the fault can strike, the next being 1, and started again.
    PlatformDies(Fault, u32),
    /// Time passes, in milliseconds.
    Time(u64),
    /// No more faults; phones are on and have a network; time passes until nothing is under way.
    Heal,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// 【开通钱包】.
    Opens,
    /// 【注销钱包】.
    Closes(PayDigits),
    /// 【钱包暂停】.
    Suspends,
    /// 【钱包恢复】.
    Resumes,
    /// 【钱包充值】.
    TopsUp(Fen, PayDigits),
    /// 【账户余额查询】.
    AsksBalance,
    /// 【账户明细查询】.
    AsksTransactions,
    /// 【充值卡充值】 with the how manieth scratch card that was sold.
    Recharges(u32),
    /// 【缴本机话费】.
    PaysOwnBill(Fen),
    /// 【缴他人话费】.
    PaysBill(Msisdn, Fen, PayDigits),
    /// 【修改支付密码】, old and new.
    ChangesPayPassword(PayDigits, PayDigits),
    /// 【启用操作密码】, 【停用操作密码】.
    SwitchesPin(bool),
    /// 【修改操作密码】, old and new.
    ChangesPin(String, String),
    /// 【钱包余额查询】.
    LooksAtBalance,
    /// 【钱包明细查询】.
    LooksAtRecords,
    /// 【单次消费限额】.
    Limits(Fen),
    /// Opens a list of the menu and leaves it on the screen.
    Dawdles,
    /// Writes a text message to the platform. `{card 1}` in it becomes the digits of that scratch card.
    Writes(String),
    /// Pays at a merchant's terminal by tapping it.
    Taps(Fen),
    /// Switches the phone on or off.
    Goes(bool),
    /// Puts the card into another handset, of that model and serial number.
    MovesCard(String, u32),
    /// Comes to where a network is, or leaves there.
    HasNetwork(bool),
}

/// A pay password that a person types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayDigits {
    /// The initial one of the last short message that brought one.
    Initial,
    /// Six digits.
    These(String),
}

/// What an attacker does. Messages are counted back from the last one that the attacker saw, which is 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attack {
    /// Sends a message again.
    Replays(u32),
    /// Sends it again without its last octets.
    Cuts(u32, u32),
    /// Sends it again with one bit of the other value; bits are counted from the front and go round.
    Flips(u32, u32),
    /// Sends it back to where it came from.
    Reflects(u32),
    /// Sends it to, or as if from, another subscriber.
    Misdirects(u32, Msisdn),
    /// Makes a packet of its own for a card; the number chooses how it is secured and what it asks for.
    ForgesTo(Msisdn, u32),
    /// The same for the platform, as if it came from a card.
    ForgesFrom(Msisdn, u32),
}
