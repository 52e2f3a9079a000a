//! Words for what happens at the counters of shops and halls.

use crate::walk::syntax::CounterRefusal;
use sim_world::action::{EntryTampering, FaultSide, HallService};

/// Words for the sides of an event.
pub(in crate::walk) const SIDES: [(&str, FaultSide); 2] = [("before", FaultSide::Before), ("after", FaultSide::After)];

/// Words for what happens to an entry of a batch on its way.
pub(in crate::walk) const TAMPERINGS: [(&str, EntryTampering); 4] = [
    ("dropped", EntryTampering::Dropped),
    ("repeated", EntryTampering::Repeated),
    ("altered", EntryTampering::Altered),
    ("borrowed", EntryTampering::Foreign),
];

/// Words for the services of a hall.
pub(in crate::walk) const SERVICES: [(&str, HallService); 7] = [
    ("opens account", HallService::OpenAccount),
    ("registers card", HallService::RegisterSwap),
    ("issues card", HallService::IssueCard),
    ("reloads card", HallService::LoadSwap),
    ("closes wallet", HallService::CloseWallet),
    ("completes data", HallService::CompleteData),
    ("calibrates", HallService::Calibrate),
];

/// Words for the reasons for which a shop or a hall refuses.
pub(in crate::walk) const REFUSALS: [(&str, CounterRefusal); 48] = [
    ("no card", CounterRefusal::NoCard),
    ("two cards", CounterRefusal::TwoCards),
    ("no amount", CounterRefusal::NoAmount),
    ("over ceiling", CounterRefusal::OverCeiling),
    ("batch full", CounterRefusal::BatchFull),
    ("batch closing", CounterRefusal::BatchClosing),
    ("black list", CounterRefusal::BlackList),
    ("card left", CounterRefusal::CardLeft),
    ("no wallet", CounterRefusal::NoWallet),
    ("malformed answer", CounterRefusal::MalformedAnswer),
    ("unfinished", CounterRefusal::Unfinished),
    ("wrong mac2", CounterRefusal::WrongMac2),
    ("unproved", CounterRefusal::Unproved),
    ("security module", CounterRefusal::SecurityModule),
    ("line broken", CounterRefusal::LineBroken),
    ("other answer", CounterRefusal::OtherAnswer),
    ("power failed", CounterRefusal::PowerFailed),
    ("no receipt", CounterRefusal::NoReceipt),
    ("other terminal", CounterRefusal::OtherTerminal),
    ("receipt altered", CounterRefusal::ReceiptAltered),
    ("taken back", CounterRefusal::TakenBack),
    ("unknown terminal", CounterRefusal::UnknownTerminal),
    ("unknown card", CounterRefusal::UnknownCard),
    ("wrong tac", CounterRefusal::WrongTac),
    ("unknown purchase", CounterRefusal::UnknownPurchase),
    ("uploaded", CounterRefusal::Uploaded),
    ("not uploaded", CounterRefusal::NotUploaded),
    ("no account", CounterRefusal::NoAccount),
    ("not covered", CounterRefusal::NotCovered),
    ("batch not open", CounterRefusal::BatchNotOpen),
    ("batch settled", CounterRefusal::BatchSettled),
    ("voucher missing", CounterRefusal::VoucherMissing),
    ("voucher twice", CounterRefusal::VoucherTwice),
    ("totals differ", CounterRefusal::TotalsDiffer),
    ("too many entries", CounterRefusal::TooManyEntries),
    ("other document", CounterRefusal::OtherDocument),
    ("card gone", CounterRefusal::CardGone),
    ("other card", CounterRefusal::OtherCard),
    ("model listed", CounterRefusal::ModelListed),
    ("not issued", CounterRefusal::NotIssued),
    ("swap not registered", CounterRefusal::SwapNotRegistered),
    ("swap registered", CounterRefusal::SwapRegistered),
    ("no swap", CounterRefusal::NoSwap),
    ("wallet not open", CounterRefusal::WalletNotOpen),
    ("transfer under way", CounterRefusal::TransferUnderWay),
    ("cash short", CounterRefusal::CashShort),
    ("account open", CounterRefusal::AccountOpen),
    ("number state", CounterRefusal::NumberState),
];
