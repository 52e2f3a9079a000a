//! Life of a number (号码状态): one table that says what may be done in each state of number, payment account and
//! wallet (handbook 3.4.3, 3.5.2, 3.6.2, 3.6.3). The accounts and the desks ask it; `docs/PLATFORM.md` prints it.
//!
//! ```
//! use sim_wire::lifecycle::LifeCycle;
//! use sim_world::platform::account::{AccountState, NumberState};
//! use sim_world::platform::number_life::{LifeAct, Situation};
//!
//! let lost = Situation {
//!     number: NumberState::Lost,
//!     account: Some(AccountState::Open),
//!     wallet: Some(LifeCycle::Open),
//! };
//! assert!(lost.allows(LifeAct::SpendWallet));
//! assert!(!lost.allows(LifeAct::LoadWallet) && !lost.allows(LifeAct::Pay));
//! ```

use sim_wire::lifecycle::LifeCycle;

use super::account::{AccountState, NumberState};

/// Act that depends on the states of number, account and wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeAct {
    /// A payment account is opened (开户).
    OpenAccount,
    /// Money comes into the payment account (充值).
    Recharge,
    /// The payment account pays (消费).
    Pay,
    /// The payment account pays a phone bill (缴话费).
    PayBill,
    /// Cash leaves for a bank (提现).
    Withdraw,
    /// A password is reset (密码重置).
    ResetPassword,
    /// The payment account becomes a real-name account (实名升级).
    UpgradeAccount,
    /// The payment account is closed on request (销户).
    CloseAccount,
    /// The wallet is opened (开通).
    OpenWallet,
    /// The wallet is loaded (圈存).
    LoadWallet,
    /// The wallet pays at a terminal (刷卡消费).
    SpendWallet,
    /// The wallet is suspended (暂停).
    SuspendWallet,
    /// The wallet is resumed (恢复).
    ResumeWallet,
    /// The wallet is closed with the account, at the menu (注销).
    CloseWallet,
    /// A hall takes the rest of the purse back (退订, 换卡登记).
    UnloadWallet,
    /// The number gets another card (补卡, 换卡).
    ReplaceCard,
}

/// States of a number, its payment account and its wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// State of the number.
    pub number: NumberState,
    /// State of the payment account; `None` without one. A closed account counts as none.
    pub account: Option<AccountState>,
    /// State of the wallet; `None` without a card.
    pub wallet: Option<LifeCycle>,
}

/// States in which an act may be done: each list names the states that fit.
struct LifeRow {
    act: LifeAct,
    numbers: &'static [NumberState],
    accounts: &'static [Option<AccountState>],
    wallets: &'static [Option<LifeCycle>],
}

const ANY_NUMBER: &[NumberState] = &NumberState::ALL;
const IN_ORDER: &[NumberState] = &[NumberState::Normal];
const CANCELLED: &[NumberState] = &[NumberState::Cancelled];
/// Numbers that are not locked.
const NOT_LOCKED: &[NumberState] = &[NumberState::Normal, NumberState::Cancelled];
const NOT_CANCELLED: &[NumberState] = &[NumberState::Normal, NumberState::Lost, NumberState::Barred];

const NO_ACCOUNT: &[Option<AccountState>] = &[None];
const OPEN: &[Option<AccountState>] = &[Some(AccountState::Open)];
const CLOSING: &[Option<AccountState>] = &[Some(AccountState::Closing)];
const LIVING: &[Option<AccountState>] = &[Some(AccountState::Open), Some(AccountState::Closing)];
const NOT_CLOSING: &[Option<AccountState>] = &[None, Some(AccountState::Open)];
const ANY_ACCOUNT: &[Option<AccountState>] = &[None, Some(AccountState::Open), Some(AccountState::Closing)];

const OPENED: &[Option<LifeCycle>] = &[Some(LifeCycle::Open)];
const SPENDING: &[Option<LifeCycle>] = &[Some(LifeCycle::Open), Some(LifeCycle::Closing)];
const IN_USE: &[Option<LifeCycle>] = &[Some(LifeCycle::Open), Some(LifeCycle::Suspended)];
const WITH_PURSE: &[Option<LifeCycle>] = &[Some(LifeCycle::Open), Some(LifeCycle::Suspended), Some(LifeCycle::Closing)];
const TO_BE_OPENED: &[Option<LifeCycle>] =
    &[Some(LifeCycle::Unopened), Some(LifeCycle::Open), Some(LifeCycle::Suspended), Some(LifeCycle::Closed)];
const ANY_WALLET: &[Option<LifeCycle>] = &[
    None,
    Some(LifeCycle::Unopened),
    Some(LifeCycle::Open),
    Some(LifeCycle::Suspended),
    Some(LifeCycle::Closing),
    Some(LifeCycle::Closed),
];

/// Table of the life of a number. What no row names is refused.
///
/// A lost or barred number locks its account, and its wallet is spent and not loaded. A cancelled number's account is
/// only emptied; its wallet is spent to zero.
#[rustfmt::skip]
const TABLE: [LifeRow; 20] = [
    LifeRow { act: LifeAct::OpenAccount, numbers: IN_ORDER, accounts: NO_ACCOUNT, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::Recharge, numbers: IN_ORDER, accounts: OPEN, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::Pay, numbers: IN_ORDER, accounts: OPEN, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::Pay, numbers: ANY_NUMBER, accounts: CLOSING, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::PayBill, numbers: IN_ORDER, accounts: OPEN, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::PayBill, numbers: ANY_NUMBER, accounts: CLOSING, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::Withdraw, numbers: IN_ORDER, accounts: OPEN, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::Withdraw, numbers: ANY_NUMBER, accounts: CLOSING, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::ResetPassword, numbers: IN_ORDER, accounts: OPEN, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::UpgradeAccount, numbers: IN_ORDER, accounts: OPEN, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::CloseAccount, numbers: IN_ORDER, accounts: LIVING, wallets: ANY_WALLET },
    LifeRow { act: LifeAct::OpenWallet, numbers: IN_ORDER, accounts: NOT_CLOSING, wallets: TO_BE_OPENED },
    LifeRow { act: LifeAct::LoadWallet, numbers: IN_ORDER, accounts: OPEN, wallets: OPENED },
    LifeRow { act: LifeAct::SpendWallet, numbers: ANY_NUMBER, accounts: ANY_ACCOUNT, wallets: SPENDING },
    LifeRow { act: LifeAct::SuspendWallet, numbers: ANY_NUMBER, accounts: ANY_ACCOUNT, wallets: IN_USE },
    LifeRow { act: LifeAct::ResumeWallet, numbers: IN_ORDER, accounts: OPEN, wallets: IN_USE },
    LifeRow { act: LifeAct::ResumeWallet, numbers: CANCELLED, accounts: ANY_ACCOUNT, wallets: WITH_PURSE },
    LifeRow { act: LifeAct::CloseWallet, numbers: IN_ORDER, accounts: LIVING, wallets: WITH_PURSE },
    LifeRow { act: LifeAct::UnloadWallet, numbers: NOT_LOCKED, accounts: LIVING, wallets: WITH_PURSE },
    LifeRow { act: LifeAct::ReplaceCard, numbers: NOT_CANCELLED, accounts: ANY_ACCOUNT, wallets: ANY_WALLET },
];

impl LifeRow {
    fn is_fitting(&self, situation: Situation) -> bool {
        self.numbers.contains(&situation.number)
            && self.accounts.contains(&situation.account)
            && self.wallets.contains(&situation.wallet)
    }
}

impl Situation {
    /// Returns whether an act may be done.
    pub fn allows(self, act: LifeAct) -> bool {
        let account = self.account.filter(|account| *account != AccountState::Closed);
        let situation = Situation { account, ..self };
        TABLE.iter().any(|row| row.act == act && row.is_fitting(situation))
    }
}

#[cfg(test)]
mod tests;
