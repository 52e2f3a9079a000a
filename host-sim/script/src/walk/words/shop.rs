//! Words for what happens at the counters of shops and halls.

use crate::walk::syntax::ShopRefusal;
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
pub(in crate::walk) const SERVICES: [(&str, HallService); 6] = [
    ("opens account", HallService::OpenAccount),
    ("registers card", HallService::RegisterSwap),
    ("issues card", HallService::IssueCard),
    ("reloads card", HallService::LoadSwap),
    ("closes wallet", HallService::CloseWallet),
    ("calibrates", HallService::Calibrate),
];

/// Words for the reasons for which a shop refuses.
pub(in crate::walk) const REFUSALS: [(&str, ShopRefusal); 35] = [
    ("no card", ShopRefusal::NoCard),
    ("two cards", ShopRefusal::TwoCards),
    ("no amount", ShopRefusal::NoAmount),
    ("over ceiling", ShopRefusal::OverCeiling),
    ("batch full", ShopRefusal::BatchFull),
    ("batch closing", ShopRefusal::BatchClosing),
    ("black list", ShopRefusal::BlackList),
    ("card left", ShopRefusal::CardLeft),
    ("no wallet", ShopRefusal::NoWallet),
    ("malformed answer", ShopRefusal::MalformedAnswer),
    ("unfinished", ShopRefusal::Unfinished),
    ("wrong mac2", ShopRefusal::WrongMac2),
    ("unproved", ShopRefusal::Unproved),
    ("security module", ShopRefusal::SecurityModule),
    ("line broken", ShopRefusal::LineBroken),
    ("other answer", ShopRefusal::OtherAnswer),
    ("power failed", ShopRefusal::PowerFailed),
    ("no receipt", ShopRefusal::NoReceipt),
    ("other terminal", ShopRefusal::OtherTerminal),
    ("receipt altered", ShopRefusal::ReceiptAltered),
    ("taken back", ShopRefusal::TakenBack),
    ("unknown terminal", ShopRefusal::UnknownTerminal),
    ("unknown card", ShopRefusal::UnknownCard),
    ("wrong tac", ShopRefusal::WrongTac),
    ("unknown purchase", ShopRefusal::UnknownPurchase),
    ("uploaded", ShopRefusal::Uploaded),
    ("not uploaded", ShopRefusal::NotUploaded),
    ("no account", ShopRefusal::NoAccount),
    ("not covered", ShopRefusal::NotCovered),
    ("batch not open", ShopRefusal::BatchNotOpen),
    ("batch settled", ShopRefusal::BatchSettled),
    ("voucher missing", ShopRefusal::VoucherMissing),
    ("voucher twice", ShopRefusal::VoucherTwice),
    ("totals differ", ShopRefusal::TotalsDiffer),
    ("too many entries", ShopRefusal::TooManyEntries),
];
