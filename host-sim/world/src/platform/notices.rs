//! The reasons for which the platform declines a request of a card or its owner, and the sentences about cards.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::amount::yuan;
use super::error::PlatformError;
use super::hall::HallError;
use super::texts;

/// Reason for which a request about a card is declined; no money has moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeclinedError {
    /// The books refuse.
    #[error("{0}")]
    Books(#[from] PlatformError),
    /// The number has no card.
    #[error("the number has no RFID-SIM card")]
    NoCard,
    /// The wallet is not open, or no longer.
    #[error("the wallet is not open")]
    NotOpened,
    /// The wallet is suspended.
    #[error("the wallet is suspended")]
    Suspended,
    /// The bank does not pay.
    #[error("the bank does not pay")]
    BankRefuses,
    /// A top-up is under way.
    #[error("a top-up is under way")]
    UnderWay,
    /// The wallet is being closed.
    #[error("the wallet is being closed")]
    BeingClosed,
    /// Another load has been credited since this one was begun. The purse has changed, and the outcome of the credit
    /// could not be told from that of the other.
    #[error("another load has been credited since this one was begun")]
    Overtaken,
    /// MAC1 does not fit this card and this load.
    #[error("MAC1 is wrong: the card did not begin this load")]
    MacWrong,
    /// Purse or counter have no room for the load.
    #[error("the purse or its counter has no room for the load")]
    CardFull,
    /// The card refuses.
    #[error("the card refuses")]
    CardRefuses,
    /// The card has no key for resetting its operation PIN.
    #[error("the card has no key for resetting its operation PIN")]
    NoPinReload,
    /// The digits of a password or number are not valid.
    #[error("the request is not filled in as it should be")]
    NoDigits,
    /// A business hall's request is refused.
    #[error("{0}")]
    Hall(#[from] HallError),
}

/// Returns the reason as a Chinese sentence, without the name of the request.
pub fn reason(declined: &DeclinedError) -> String {
    let text = match declined {
        DeclinedError::Books(refused) => return texts::refused(refused),
        DeclinedError::Hall(refused) => return refused.chinese(),
        DeclinedError::NoCard => "该号码未使用RFID-SIM卡。",
        DeclinedError::NotOpened => "手机钱包未开通。",
        DeclinedError::Suspended => "手机钱包已暂停。",
        DeclinedError::BankRefuses => "银行未付款。",
        DeclinedError::UnderWay => "您有一笔钱包充值正在处理中,请稍后再试。",
        DeclinedError::BeingClosed => "手机钱包正在注销。",
        DeclinedError::Overtaken => "充值请求已过期,请重新操作。",
        DeclinedError::MacWrong => "卡片验证未通过。",
        DeclinedError::CardFull => "手机钱包余额将超过上限。",
        DeclinedError::CardRefuses => "卡片未接受该操作。",
        DeclinedError::NoPinReload => "该卡不支持重置操作密码。",
        DeclinedError::NoDigits => "输入内容有误,请核对后重新输入。",
    };
    text.to_owned()
}

/// Returns the sentence for a request that was declined; `what` is its Chinese name.
pub fn declined(what: &str, declined: &DeclinedError) -> String {
    format!("{what}失败:{}", reason(declined))
}

/// Returns the sentence for a website's invitation that the card has not answered.
pub fn invitation_lapsed(amount: Fen) -> String {
    format!("钱包充值失败:手机未响应,{}未从现金账户转出。", yuan(amount.0.into()))
}

/// Returns the sentence for a change of state that the card has proved. `account_closed` tells whether the account was
/// closed with the wallet.
pub fn moved(from: LifeCycle, to: LifeCycle, account_closed: bool) -> String {
    match (from, to) {
        (LifeCycle::Suspended, LifeCycle::Open) => texts::wallet_resumed(),
        (_, LifeCycle::Open) => texts::wallet_opened(),
        (_, LifeCycle::Suspended) => texts::wallet_suspended(),
        (_, LifeCycle::Closed) if account_closed => texts::wallet_closed(),
        (_, LifeCycle::Closed) => "钱包注销成功。手机支付账户有余额或在途资金,未销户。".to_owned(),
        (_, LifeCycle::Closing) => "手机钱包为待销户状态,余额用完后自动注销。".to_owned(),
        (_, LifeCycle::Unopened) => "手机钱包未开通。".to_owned(),
    }
}

/// Returns the Chinese name of a change of state.
pub const fn change(from: LifeCycle, to: LifeCycle) -> &'static str {
    match (from, to) {
        (LifeCycle::Suspended, LifeCycle::Open) => "钱包恢复",
        (_, LifeCycle::Open | LifeCycle::Unopened) => "钱包开通",
        (_, LifeCycle::Suspended) => "钱包暂停",
        (_, LifeCycle::Closed | LifeCycle::Closing) => "钱包注销",
    }
}

/// Returns the sentence for an operation PIN that the card did not reset.
pub fn operation_pin_not_reset() -> String {
    "操作密码重置失败,请到营业厅办理。".to_owned()
}
