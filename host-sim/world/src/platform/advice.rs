//! Advice (业务咨询, handbook 4.2, 4.3): what the staff of a hall and the agents of customer care tell a subscriber who
//! asks for help. It follows from the states of number, account, passwords and wallet.
//!
//! ```
//! use sim_world::platform::advice::Advice;
//! use sim_world::platform::{Platform, PlatformSettings};
//! use sim_codec::time::Moment;
//!
//! let platform = Platform::new(PlatformSettings::default(), 7);
//! assert_eq!(platform.advise(Moment(0), &"13807310001".parse()?), [Advice::OpenAccount]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::lifecycle::LifeCycle;

use super::Platform;
use super::account::{Account, AccountState, NumberState};
use super::number::Msisdn;
use sim_codec::time::Moment;

/// Piece of advice for a subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// There is no account: where one is opened (2.2).
    OpenAccount,
    /// The number is lost or barred, and account and wallet are locked (3.6.2).
    RestoreNumber,
    /// The account waits to be closed: how it is emptied (3.6.3).
    EmptyAccount,
    /// The registry lacks data, and cash cannot be withdrawn (2.2.1).
    CompleteData,
    /// The data are complete, and the account can become a real-name one (2.2.1).
    UpgradeAccount,
    /// The login password is locked (2.6.3).
    LoginPasswordLocked,
    /// The pay password is locked (2.6.3).
    PayPasswordLocked,
    /// The login password is still the initial one (2.6.1.2).
    ChangeLoginPassword,
    /// The pay password is still the initial one (2.6.2.1).
    ChangePayPassword,
    /// The card's wallet is not open (3.1.1).
    OpenWallet,
    /// The wallet is suspended (3.4.3).
    ResumeWallet,
    /// Nothing is to be done: what the account offers (2.4).
    UseAccount,
}

impl Advice {
    /// All pieces of advice.
    pub const ALL: [Advice; 12] = [
        Advice::OpenAccount,
        Advice::RestoreNumber,
        Advice::EmptyAccount,
        Advice::CompleteData,
        Advice::UpgradeAccount,
        Advice::LoginPasswordLocked,
        Advice::PayPasswordLocked,
        Advice::ChangeLoginPassword,
        Advice::ChangePayPassword,
        Advice::OpenWallet,
        Advice::ResumeWallet,
        Advice::UseAccount,
    ];

    /// Returns the sentence in Chinese.
    pub const fn chinese(self) -> &'static str {
        match self {
            Advice::OpenAccount => "您尚未开通手机支付,请发送KT到10658888,或在网站、营业厅、手机菜单办理。",
            Advice::RestoreNumber => "您的手机号码已挂失或停机,账户已锁定,钱包不能充值;号码恢复后即可使用。",
            Advice::EmptyAccount => "您的账户待销户,请用别名登陆网站消费、缴话费或提现;钱包可以继续消费。",
            Advice::CompleteData => "您的账户为非实名账户,不能提现,请携带有效身份证件到营业厅补齐基本资料。",
            Advice::UpgradeAccount => "您的基本资料已齐全,请发送GX到10658888或在网站升级为实名账户。",
            Advice::LoginPasswordLocked => "登陆密码已锁定,24小时后自动解锁,也可拨打10086重置。",
            Advice::PayPasswordLocked => "支付密码已锁定,24小时后自动解锁,也可拨打10086重置。",
            Advice::ChangeLoginPassword => "登陆密码仍为初始密码,请登陆网站修改。",
            Advice::ChangePayPassword => "支付密码仍为初始密码,修改后才能生效;请在网站、手机菜单或拨打10086修改。",
            Advice::OpenWallet => "您的钱包未开通,请在手机菜单选择【开通钱包】。",
            Advice::ResumeWallet => "您的钱包已暂停,请在手机菜单选择【钱包恢复】。",
            Advice::UseAccount => "账户可以使用:可用网银、充值卡或现金充值,可在网站消费、缴话费。",
        }
    }
}

impl fmt::Display for Advice {
    /// Writes the sentence in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Advice::OpenAccount => {
                "You have no account. Send KT to 10658888, or open one on the website, at a hall or at the phone's menu."
            }
            Advice::RestoreNumber => {
                "Your number is lost or barred: the account is locked and the wallet takes no money until that ends."
            }
            Advice::EmptyAccount => {
                "Your account waits to be closed. Sign in with the alias to pay, to pay bills or to withdraw; the wallet \
                 still pays."
            }
            Advice::CompleteData => {
                "Yours is no real-name account and is not withdrawn from. A hall completes your data on sight of a document."
            }
            Advice::UpgradeAccount => {
                "Your data are complete. Send GX to 10658888, or upgrade to a real-name account on the website."
            }
            Advice::LoginPasswordLocked => {
                "The login password is locked. It unlocks after 24 hours; customer care (10086) resets it at once."
            }
            Advice::PayPasswordLocked => {
                "The pay password is locked. It unlocks after 24 hours; customer care (10086) resets it at once."
            }
            Advice::ChangeLoginPassword => "The login password is the initial one. Change it on the website.",
            Advice::ChangePayPassword => {
                "The pay password is the initial one and works after its change: on the website, at the phone's menu or at \
                 10086."
            }
            Advice::OpenWallet => "Your wallet is not open. Choose 【开通钱包】 in the phone's menu.",
            Advice::ResumeWallet => "Your wallet is suspended. Choose 【钱包恢复】 in the phone's menu.",
            Advice::UseAccount => {
                "The account can be used: recharge it from a bank, by scratch card or with cash; pay orders and phone bills \
                 on the website."
            }
        })
    }
}

impl Platform {
    /// Returns the advice for a number, the most urgent first: at least one piece.
    pub fn advise(&self, now: Moment, number: &Msisdn) -> Vec<Advice> {
        match (self.books.accounts.subscriber(number).state, self.books.accounts.living(number)) {
            (NumberState::Lost | NumberState::Barred, _) => vec![Advice::RestoreNumber],
            (_, Ok(account)) if account.state == AccountState::Closing => vec![Advice::EmptyAccount],
            (_, Err(_)) => vec![Advice::OpenAccount],
            (_, Ok(account)) => self.advise_on(now, number, account),
        }
    }

    /// Returns the advice for an open account of a number in order.
    fn advise_on(&self, now: Moment, number: &Msisdn, account: &Account) -> Vec<Advice> {
        let (login, pay) = (account.login_password(), account.pay_password());
        let is_complete = self.books.accounts.subscriber(number).is_complete;
        let wallet = self.card_of(number).map(|card| card.state);
        let due = [
            (Advice::LoginPasswordLocked, login.locked_until(now).is_some()),
            (Advice::PayPasswordLocked, pay.locked_until(now).is_some()),
            (Advice::ChangeLoginPassword, login.is_initial() && login.locked_until(now).is_none()),
            (Advice::ChangePayPassword, pay.is_initial() && pay.locked_until(now).is_none()),
            (Advice::CompleteData, !account.is_real_name && !is_complete),
            (Advice::UpgradeAccount, !account.is_real_name && is_complete),
            (Advice::OpenWallet, matches!(wallet, Some(LifeCycle::Unopened | LifeCycle::Closed))),
            (Advice::ResumeWallet, wallet == Some(LifeCycle::Suspended)),
        ];
        let mut advice: Vec<Advice> = due.into_iter().filter(|(_, is_due)| *is_due).map(|(advice, _)| advice).collect();
        if advice.is_empty() {
            advice.push(Advice::UseAccount);
        }
        advice
    }
}

#[cfg(test)]
mod tests;
