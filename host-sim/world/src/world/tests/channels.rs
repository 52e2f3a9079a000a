//! Who can do what, through which channel (handbook 1.2.1, 1.2.2). [`trials`] does each yes of the table through its
//! channel and looks at the state. [`ways`] goes through all that a channel offers, so that each no is the absence of
//! any way. The website's column is tried on its pages, in `host-sim/web/src/tests/channels.rs`.

use std::collections::BTreeSet;

mod trials;
mod ways;

/// Function of the payment account (手机支付) or the wallet (手机钱包).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Function {
    Open,
    RechargeByBank,
    RechargeByCard,
    RechargeByCash,
    Pay,
    PayBill,
    Withdraw,
    ChangeLoginPassword,
    ChangePayPassword,
    ResetLoginPassword,
    ResetPayPassword,
    Upgrade,
    Transactions,
    Balance,
    Close,
    Help,
    OpenWallet,
    TopUpWallet,
    CloseWallet,
    SwapCard,
    WalletBalance,
    WalletRecords,
    WalletPassword,
}

/// Channel to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    Website,
    Sms,
    Hall,
    Care,
    Voice,
    Menu,
}

use Channel::{Care, Hall, Menu, Sms, Voice, Website};
use Function::*;

/// Channels in the order of the table's columns.
const CHANNELS: [Channel; 6] = [Website, Sms, Hall, Care, Voice, Menu];

/// Rows of the table: the function, its name on the page, and the channels that have it.
const TABLE: [(Function, &str, &[Channel]); 23] = [
    (Open, "open the account", &[Website, Sms, Hall, Menu]),
    (RechargeByBank, "recharge from a bank", &[Website]),
    (RechargeByCard, "recharge by scratch card", &[Website, Sms, Voice, Menu]),
    (RechargeByCash, "recharge with cash", &[Hall]),
    (Pay, "pay a merchant", &[Website]),
    (PayBill, "pay a phone bill", &[Website, Sms, Menu]),
    (Withdraw, "withdraw", &[Website, Sms]),
    (ChangeLoginPassword, "change the login password", &[Website]),
    (ChangePayPassword, "change the pay password", &[Website, Care, Menu]),
    (ResetLoginPassword, "reset the login password", &[Website, Sms, Care]),
    (ResetPayPassword, "reset the pay password", &[Website, Care]),
    (Upgrade, "make the account a real-name one", &[Website, Sms]),
    (Transactions, "transactions", &[Website, Sms, Care, Menu]),
    (Balance, "balance", &[Website, Sms, Care, Menu]),
    (Close, "close the account", &[Website, Sms, Care, Menu]),
    (Help, "help", &[Website, Hall, Care, Menu]),
    (OpenWallet, "open the wallet", &[Hall, Menu]),
    (TopUpWallet, "top up the wallet", &[Website, Hall, Menu]),
    (CloseWallet, "close the wallet", &[Hall, Menu]),
    (SwapCard, "swap the card", &[Hall]),
    (WalletBalance, "balance of the wallet", &[Website, Hall, Menu]),
    (WalletRecords, "records of the wallet", &[Website, Hall, Menu]),
    (WalletPassword, "operation PIN", &[Menu]),
];

fn offers(channel: Channel) -> BTreeSet<Function> {
    TABLE.iter().filter(|(_, _, channels)| channels.contains(&channel)).map(|(function, ..)| *function).collect()
}

/// Channels that are tried here.
const TRIED: [Channel; 5] = [Sms, Hall, Care, Voice, Menu];

#[test]
fn every_yes_is_done_through_its_channel() {
    for channel in TRIED {
        let trials = trials::of(channel);
        let tried: BTreeSet<Function> = trials.iter().map(|(function, _)| *function).collect();
        assert_eq!((tried.len(), &tried), (trials.len(), &offers(channel)), "{channel:?}: a trial for each yes");
        for (function, trial) in trials {
            println!("{channel:?}: {function:?}");
            trial();
        }
    }
}

#[test]
fn every_no_has_no_way_through_its_channel() {
    for channel in TRIED {
        assert_eq!(ways::of(channel), offers(channel), "{channel:?}");
    }
}

#[test]
fn page_has_the_table_of_channels() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PLATFORM.md")).unwrap();
    let mut table = "| function | website | SMS | hall | care 10086 | voice 13800137000 | menu |\n".to_owned();
    table += "|---|---|---|---|---|---|---|\n";
    for (_, name, channels) in TABLE {
        let cells = CHANNELS.map(|channel| if channels.contains(&channel) { "yes" } else { "no" });
        table += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    println!("{table}");
    assert!(page.contains(&table), "{table}");
}
