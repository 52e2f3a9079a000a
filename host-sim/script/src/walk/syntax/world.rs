//! The world behind the handset, as a walk names it: what the platform has when the walk begins, what others than the
//! person do, what goes wrong on the way, and what can be looked at.

use std::fmt;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::Wording;
use sim_world::action::{PacketMaker, Tampering};
use sim_world::platform::account::{AccountState, NumberState};
use sim_world::platform::province::Province;
use sim_world::world::Fault;

/// Digits that are a secret: a pay password, a scratch card.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits(pub String);

impl fmt::Debug for Digits {
    /// Not the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(..)")
    }
}

/// Something about the number's payment account when the walk begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountFact {
    /// `none`: there is no account.
    None,
    /// `cash 200.00 yuan`: what the cash sub-account holds.
    Cash(Fen),
    /// `recharge card 30.00 yuan`: what the recharge-card sub-account holds.
    RechargeCard(Fen),
    /// `pay password 123456`: one that its owner has set.
    PayPassword(Digits),
    /// `initial pay password 123456`: one that came by message and must be changed before it works.
    InitialPayPassword(Digits),
}

/// `scratch card 123456789012345678 of 50.00 yuan, 湖南`: a card that was sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scratch {
    /// What is under the coating.
    pub digits: Digits,
    /// What it is worth.
    pub value: Fen,
    /// Where it was sold.
    pub province: Province,
}

/// Something about the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformFact {
    /// `red list feature-phone`: handsets of this model are calibrated by short message.
    RedList(&'static str),
    /// `refunds too early`: a fault on purpose, which the books show.
    RefundsTooEarly,
}

/// Something that goes wrong with a message, or is made to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mishap {
    /// What.
    pub fate: Fate,
    /// With the next of which messages.
    pub whose: Whose,
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// `lose`.
    Lost,
    /// `repeat`: it arrives twice.
    Twice,
    /// `swap`: the one behind it arrives first.
    Swapped,
    /// `delay … by 10 min`, in milliseconds.
    Late(u32),
}

/// Which messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// `message`: whatever arrives next.
    Any,
    /// `message of the phone`: the card's requests and the person's texts.
    Phone,
    /// `message of the platform`.
    Platform,
    /// `report`: what a handset says of a message that it was brought; the card's proof is in it.
    Report,
}

/// What an attacker brings who has seen a secured packet on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attack {
    /// What is done to it.
    pub how: Tampering,
    /// Which of them, counted from 1.
    pub packet: usize,
    /// Whose packet.
    pub maker: PacketMaker,
}

/// Something that is done on another way to the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// What.
    pub what: Channel,
    /// `-> refused`: the platform must say no.
    pub refused: bool,
}

/// Another way to the platform, and what is done there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Channel {
    /// `care resets operation PIN with 123456`: the service hotline, which asks for the pay password.
    ResetsPin(Digits),
    /// `care resets pay password`: the service hotline, after its questions were answered.
    ResetsPayPassword,
    /// `website tops up 30.00 yuan with 123456`.
    TopsUp(Fen, Digits),
    /// `hall deposits 100.00 yuan`: cash at a business hall.
    Deposits(Fen),
    /// `registry says barred`: the number's state.
    Registry(NumberState),
}

/// What is done in the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// `deliver`: everything under way arrives and is answered; `deliver 2`: two messages.
    Deliver(Option<u32>),
    /// `write 10658888 "CX"`: the person writes a short message.
    Write(Written),
    /// `lose next message` and its like.
    Mishap(Mishap),
    /// `replay packet 1 of the card` and its like.
    Attack(Attack),
    /// `care …`, `website …`, `hall …`, `registry …`.
    Elsewhere(Elsewhere),
    /// `platform stops before keeping`: the next time that it could, and it starts again.
    Stops(Fault),
    /// `heal`: nothing goes wrong any more, and time passes until everything is over.
    Heal,
}

/// A short message that the person writes.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// To whom.
    pub to: String,
    /// What.
    pub text: String,
}

impl fmt::Debug for Written {
    /// Not the text: a scratch card may stand in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Written").field("to", &self.to).finish_non_exhaustive()
    }
}

/// What is expected of the next message in the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// From whom.
    pub from: Option<String>,
    /// What it says.
    pub wording: Option<Wording>,
}

/// Something about the platform, its books and what is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorldFact {
    /// `cash 150.00 yuan` and its like: where one of the books stands.
    Book(Purse, Fen),
    /// `books hold`, `books do not hold`: whether the audit finds nothing.
    BooksHold(bool),
    /// `account open`, `account none`.
    Account(Option<AccountState>),
    /// `pay password initial`.
    PayPassword(PayPasswordState),
    /// `platform believes suspended`: the wallet's state, as far as the card has proved it.
    Believes(LifeCycle),
    /// `under way 2`: messages that have not arrived.
    UnderWay(usize),
    /// `quiet`, `not quiet`: whether nothing is under way and the platform waits for nothing.
    Quiet(bool),
}

/// A book of the ledger that a walk can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purse {
    /// `cash`: the cash sub-account.
    Cash,
    /// `recharge card`: the recharge-card sub-account.
    RechargeCard,
    /// `wallet`: the wallet, as far as the platform knows.
    Wallet,
    /// `in flight`: set aside for the wallet, and not known to have arrived.
    InFlight,
    /// `phone bills`: bills that were paid.
    PhoneBills,
}

/// How the pay password stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayPasswordState {
    /// `initial`: it must be changed before it works.
    Initial,
    /// `set`: its owner has set it.
    Set,
    /// `locked`, after five wrong tries.
    Locked,
    /// `none`: there is no account.
    None,
}
