//! Items of the menu as the handbook's sections agree on them (手机钱包红宝书, chapters 2 and 3): each with its
//! names from the main menu on, and the states of a wallet in which it is there.

use applet::CardState;
use sim_wire::lifecycle::LifeCycle;

/// Title of the main menu, in Chinese and in English.
pub const TITLE: (&str, &str) = ("手机钱包", "Mobile wallet");

/// Lines that stand for yes and no where no key can be asked for.
pub const YES_OR_NO: [[&str; 2]; 2] = [["确定", "取消"], ["Yes", "No"]];

/// Condition for an item to stand in its menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// The item always stands there.
    Always,
    /// The item stands there in these states of the wallet.
    In(&'static [LifeCycle]),
    /// The item stands there while the operation PIN is on (`true`) or off (`false`).
    Pin(bool),
}

/// Item of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Chinese names of the items above and of this one, from below the title.
    pub chinese: &'static [&'static str],
    /// English names of the items above and of this one, from below the title.
    pub english: &'static [&'static str],
    /// Condition for the item to be there.
    pub when: Availability,
}

impl MenuItem {
    /// Returns the names from below the title down to the item.
    pub fn path(&self, english: bool) -> Vec<String> {
        let names = if english { self.english } else { self.chinese };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Returns `true` if the item stands in its menu. With a card whose state cannot be seen, every item does.
    pub fn is_offered(&self, card: Option<&CardState>) -> bool {
        let Some(card) = card else { return true };
        match self.when {
            Availability::Always => true,
            Availability::In(states) => states.contains(&card.lifecycle),
            Availability::Pin(on) => card.pin_on == on,
        }
    }

    /// Returns `true` if the item stands in its menu and can be reached by a person who knows the operation PIN.
    pub fn is_reached(&self, card: Option<&CardState>) -> bool {
        self.is_offered(card) && card.is_none_or(|card| !card.pin_on || card.pin_tries_left > 0)
    }
}

use LifeCycle::{Closed, Closing, Open, Suspended, Unopened};

/// Condition of a wallet that is not opened yet or is closed.
const NOT_OPEN: Availability = Availability::In(&[Unopened, Closed]);

/// Condition of a wallet that is open, suspended or closing.
const OPENED: Availability = Availability::In(&[Open, Suspended, Closing]);

const fn item(chinese: &'static [&'static str], english: &'static [&'static str], when: Availability) -> MenuItem {
    MenuItem { chinese, english, when }
}

/// All items. 开通钱包 turns into 注销钱包, 钱包暂停 into 钱包恢复 and 启用操作密码 into
/// 停用操作密码.
pub const ITEMS: &[MenuItem] = &[
    item(&["我的钱包"], &["My wallet"], Availability::Always),
    item(&["我的钱包", "开通钱包"], &["My wallet", "Open wallet"], NOT_OPEN),
    item(&["我的钱包", "注销钱包"], &["My wallet", "Close wallet"], OPENED),
    item(&["我的钱包", "钱包充值"], &["My wallet", "Top up"], Availability::Always),
    item(&["我的钱包", "钱包余额查询"], &["My wallet", "Wallet balance"], Availability::Always),
    item(&["我的钱包", "钱包明细查询"], &["My wallet", "Wallet records"], Availability::Always),
    item(
        &["我的钱包", "钱包暂停"],
        &["My wallet", "Suspend wallet"],
        Availability::In(&[Unopened, Open, Closing, Closed]),
    ),
    item(&["我的钱包", "钱包恢复"], &["My wallet", "Resume wallet"], Availability::In(&[Suspended])),
    item(&["我的支付账户"], &["My payment account"], Availability::Always),
    item(&["我的支付账户", "账户查询"], &["My payment account", "Account queries"], Availability::Always),
    item(
        &["我的支付账户", "账户查询", "账户余额查询"],
        &["My payment account", "Account queries", "Account balance"],
        Availability::Always,
    ),
    item(
        &["我的支付账户", "账户查询", "账户明细查询"],
        &["My payment account", "Account queries", "Account records"],
        Availability::Always,
    ),
    item(&["我的支付账户", "充值卡充值"], &["My payment account", "Recharge by card"], Availability::Always),
    item(&["我要缴费"], &["Pay bills"], Availability::Always),
    item(&["我要缴费", "缴本机话费"], &["Pay bills", "Own phone bill"], Availability::Always),
    item(&["我要缴费", "缴他人话费"], &["Pay bills", "Another's phone bill"], Availability::Always),
    item(&["业务管理"], &["Services"], Availability::Always),
    item(&["业务管理", "操作密码设置"], &["Services", "Operation PIN"], Availability::Always),
    item(
        &["业务管理", "操作密码设置", "启用操作密码"],
        &["Services", "Operation PIN", "Switch PIN on"],
        Availability::Pin(false),
    ),
    item(
        &["业务管理", "操作密码设置", "停用操作密码"],
        &["Services", "Operation PIN", "Switch PIN off"],
        Availability::Pin(true),
    ),
    item(
        &["业务管理", "操作密码设置", "修改操作密码"],
        &["Services", "Operation PIN", "Change PIN"],
        Availability::Always,
    ),
    item(&["业务管理", "支付密码设置"], &["Services", "Pay password"], Availability::Always),
    item(
        &["业务管理", "支付密码设置", "修改支付密码"],
        &["Services", "Pay password", "Change pay password"],
        Availability::Always,
    ),
    item(&["业务管理", "单次消费限额"], &["Services", "Purchase limit"], Availability::Always),
    item(&["业务管理", "注销钱包"], &["Services", "Close wallet"], OPENED),
];

/// Returns `true` for an item by which the card itself changes what it keeps: the operation PIN and the limit.
pub fn may_change(path: &[&str]) -> bool {
    let own = ["操作密码设置", "单次消费限额", "Operation PIN", "Purchase limit"];
    path.iter().any(|name| own.contains(name))
}
