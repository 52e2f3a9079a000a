//! Words for what is in the world behind the handset.

use crate::walk::syntax::{PayPasswordState, Purse};
use sim_world::action::{PacketMaker, Tampering};
use sim_world::platform::account::{AccountState, NumberState};
use sim_world::platform::security_questions::SecurityQuestion;
use sim_world::smsc::CargoKind;
use sim_world::world::Fault;

/// Words for the messages whose next one is affected; `None` stands for any kind.
pub(in crate::walk) const NEXT_MESSAGES: [(&str, Option<CargoKind>); 4] = [
    ("message", None),
    ("message of the phone", Some(CargoKind::Submit)),
    ("message of the platform", Some(CargoKind::Deliver)),
    ("report", Some(CargoKind::Report)),
];

/// Words for what an attacker does to a packet.
pub(in crate::walk) const TAMPERING: [(&str, Tampering); 3] =
    [("replay", Tampering::None), ("forge", Tampering::BitInverted), ("shorten", Tampering::LastBlockCut)];

/// Words for the makers of packets.
pub(in crate::walk) const MAKERS: [(&str, PacketMaker); 2] =
    [("card", PacketMaker::Card), ("platform", PacketMaker::Platform)];

/// Words for the places at which the platform can be stopped.
pub(in crate::walk) const FAULTS: [(&str, Fault); 3] = [
    ("before keeping", Fault::BeforeKeeping),
    ("after keeping", Fault::AfterKeeping),
    ("after handing over", Fault::AfterHandingOver),
];

/// Words for the states of a number in the registry.
pub(in crate::walk) const NUMBERS: [(&str, NumberState); 4] = [
    ("normal", NumberState::Normal),
    ("lost", NumberState::Lost),
    ("barred", NumberState::Barred),
    ("cancelled", NumberState::Cancelled),
];

/// Words for the security questions.
pub(in crate::walk) const QUESTIONS: [(&str, SecurityQuestion); 8] = [
    ("father", SecurityQuestion::Father),
    ("mother", SecurityQuestion::Mother),
    ("birth place", SecurityQuestion::BirthPlace),
    ("school", SecurityQuestion::School),
    ("teacher", SecurityQuestion::Teacher),
    ("friend", SecurityQuestion::Friend),
    ("pet", SecurityQuestion::Pet),
    ("book", SecurityQuestion::Book),
];

/// Words for the states of an account; `None` stands for no account.
pub(in crate::walk) const ACCOUNTS: [(&str, Option<AccountState>); 4] = [
    ("open", Some(AccountState::Open)),
    ("closing", Some(AccountState::Closing)),
    ("closed", Some(AccountState::Closed)),
    ("none", None),
];

/// Words for the states of a pay password.
pub(in crate::walk) const PAY_PASSWORDS: [(&str, PayPasswordState); 4] = [
    ("initial", PayPasswordState::Initial),
    ("set", PayPasswordState::Set),
    ("locked", PayPasswordState::Locked),
    ("none", PayPasswordState::None),
];

/// Words for the books of the ledger.
pub(in crate::walk) const PURSES: [(&str, Purse); 8] = [
    ("cash", Purse::Cash),
    ("recharge card", Purse::RechargeCard),
    ("wallet", Purse::Wallet),
    ("in flight", Purse::InFlight),
    ("frozen", Purse::Frozen),
    ("phone bills", Purse::PhoneBills),
    ("commission", Purse::Commission),
    ("retired wallet", Purse::RetiredWallet),
];
