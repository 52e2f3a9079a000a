//! Tests of the table: against the page that prints it, and against the accounts that ask it.

use super::*;

/// Page with the table.
const PAGE: &str = include_str!("../../../../../docs/PLATFORM.md");

/// States of an account in the order of the page's rows.
const ACCOUNTS: [Option<AccountState>; 3] = [None, Some(AccountState::Open), Some(AccountState::Closing)];

/// Acts of the account, in the order of the page's columns.
const OF_ACCOUNT: [LifeAct; 8] = [
    LifeAct::OpenAccount,
    LifeAct::Recharge,
    LifeAct::Pay,
    LifeAct::PayBill,
    LifeAct::Withdraw,
    LifeAct::ResetPassword,
    LifeAct::UpgradeAccount,
    LifeAct::CloseAccount,
];

/// Acts of the wallet, in the order of the page's columns.
const OF_WALLET: [LifeAct; 8] = [
    LifeAct::OpenWallet,
    LifeAct::LoadWallet,
    LifeAct::SpendWallet,
    LifeAct::SuspendWallet,
    LifeAct::ResumeWallet,
    LifeAct::CloseWallet,
    LifeAct::UnloadWallet,
    LifeAct::ReplaceCard,
];

fn account_name(account: Option<AccountState>) -> &'static str {
    match account {
        None | Some(AccountState::Closed) => "none",
        Some(AccountState::Open) => "open",
        Some(AccountState::Closing) => "closing",
    }
}

/// Returns every pair of a number's and an account's state.
fn pairs() -> impl Iterator<Item = (NumberState, Option<AccountState>)> {
    NumberState::ALL.into_iter().flat_map(|number| ACCOUNTS.map(|account| (number, account)))
}

/// Returns the cells of a row of the page, after the states of number and account.
fn cells(heading: &str, number: NumberState, account: Option<AccountState>) -> Vec<String> {
    let (_, table) = PAGE.split_once(heading).unwrap_or_else(|| panic!("the page has no {heading:?}"));
    let row = format!("| {number} | {} |", account_name(account));
    let cells = table.lines().find_map(|line| line.strip_prefix(&row)).unwrap_or_else(|| panic!("no row {row:?}"));
    cells.trim_end_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn page_has_every_cell_of_accounts() {
    let mut count = 0;
    for (number, account) in pairs() {
        let allows = |act| Situation { number, account, wallet: None }.allows(act);
        let expected = OF_ACCOUNT.map(|act| if allows(act) { "yes" } else { "–" });
        assert_eq!(cells("| number | account | open |", number, account), expected, "{number}, {account:?}");
        for wallet in ANY_WALLET {
            for act in OF_ACCOUNT {
                let here = Situation { number, account, wallet: *wallet }.allows(act);
                assert_eq!(here, allows(act), "{act:?} does not depend on the wallet");
                count += 1;
            }
        }
    }
    assert_eq!(count, 4 * 3 * 6 * 8);
}

#[test]
fn page_has_every_cell_of_wallets() {
    let mut count = 0;
    for (number, account) in pairs() {
        let expected = OF_WALLET.map(|act| {
            let allowed = ANY_WALLET.iter().filter(|wallet| {
                count += 1;
                Situation { number, account, wallet: **wallet }.allows(act)
            });
            let names: Vec<_> = allowed.map(|wallet| wallet.map_or("none", LifeCycle::name)).collect();
            match names.len() {
                0 => "–".to_owned(),
                6 => "any".to_owned(),
                _ => names.join(" "),
            }
        });
        assert_eq!(cells("| number | account | opened |", number, account), expected, "{number}, {account:?}");
    }
    assert_eq!(count, 4 * 3 * 6 * 8);
}

#[test]
fn closed_account_counts_as_none() {
    for number in NumberState::ALL {
        for wallet in ANY_WALLET {
            for act in OF_ACCOUNT.into_iter().chain(OF_WALLET) {
                let closed = Situation { number, account: Some(AccountState::Closed), wallet: *wallet };
                assert_eq!(closed.allows(act), Situation { account: None, ..closed }.allows(act));
            }
        }
    }
}
