//! The tree of the menu as the handbook's sections agree on it (手机钱包红宝书, chapters 2 and 3): every item by its
//! names from the main menu on, and the states of a wallet in which it stands there.

use applet::CardState;
use sim_wire::lifecycle::LifeCycle;

/// The title of the main menu, in Chinese and in English.
pub const TITLE: (&str, &str) = ("手机钱包", "Mobile wallet");

/// The lines that stand for yes and no where no key can be asked for.
pub const YES_OR_NO: [[&str; 2]; 2] = [["确定", "取消"], ["Yes", "No"]];

/// When an item stands in its menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// In these states of the wallet.
    In(&'static [LifeCycle]),
    /// While the operation PIN is on, or off.
    Pin(bool),
}

/// An item of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Its name and those of the items above it, in Chinese.
    pub chinese: &'static [&'static str],
    /// The same in English.
    pub english: &'static [&'static str],
    /// When it is there.
    pub when: When,
}

impl MenuItem {
    /// The names from below the title down to the item.
    pub fn path(&self, english: bool) -> Vec<String> {
        let names = if english { self.english } else { self.chinese };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Whether it stands in its menu; with a card of which nothing can be seen, all do.
    pub fn is_offered(&self, card: Option<&CardState>) -> bool {
        let Some(card) = card else { return true };
        match self.when {
            When::Always => true,
            When::In(states) => states.contains(&card.lifecycle),
            When::Pin(on) => card.pin_on == on,
        }
    }

    /// Whether it stands in its menu, and whoever knows the operation PIN comes to it.
    pub fn is_reached(&self, card: Option<&CardState>) -> bool {
        self.is_offered(card) && card.is_none_or(|card| !card.pin_on || card.pin_tries_left > 0)
    }
}

use LifeCycle::{Closed, Closing, Open, Suspended, Unopened};

/// Before the wallet is opened, and when it was closed.
const NOT_OPEN: When = When::In(&[Unopened, Closed]);

/// While it is open, suspended ones too.
const OPENED: When = When::In(&[Open, Suspended, Closing]);

const fn item(chinese: &'static [&'static str], english: &'static [&'static str], when: When) -> MenuItem {
    MenuItem { chinese, english, when }
}

/// Every item. 开通钱包 turns into 注销钱包, 钱包暂停 into 钱包恢复 and 启用操作密码 into 停用操作密码.
pub const ITEMS: &[MenuItem] = &[
    item(&["我的钱包"], &["My wallet"], When::Always),
    item(&["我的钱包", "开通钱包"], &["My wallet", "Open wallet"], NOT_OPEN),
    item(&["我的钱包", "注销钱包"], &["My wallet", "Close wallet"], OPENED),
    item(&["我的钱包", "钱包充值"], &["My wallet", "Top up"], When::Always),
    item(&["我的钱包", "钱包余额查询"], &["My wallet", "Wallet balance"], When::Always),
    item(&["我的钱包", "钱包明细查询"], &["My wallet", "Wallet records"], When::Always),
    item(&["我的钱包", "钱包暂停"], &["My wallet", "Suspend wallet"], When::In(&[Unopened, Open, Closing, Closed])),
    item(&["我的钱包", "钱包恢复"], &["My wallet", "Resume wallet"], When::In(&[Suspended])),
    item(&["我的支付账户"], &["My payment account"], When::Always),
    item(&["我的支付账户", "账户查询"], &["My payment account", "Account queries"], When::Always),
    item(
        &["我的支付账户", "账户查询", "账户余额查询"],
        &["My payment account", "Account queries", "Account balance"],
        When::Always,
    ),
    item(
        &["我的支付账户", "账户查询", "账户明细查询"],
        &["My payment account", "Account queries", "Account records"],
        When::Always,
    ),
    item(&["我的支付账户", "充值卡充值"], &["My payment account", "Recharge by card"], When::Always),
    item(&["我要缴费"], &["Pay bills"], When::Always),
    item(&["我要缴费", "缴本机话费"], &["Pay bills", "Own phone bill"], When::Always),
    item(&["我要缴费", "缴他人话费"], &["Pay bills", "Another's phone bill"], When::Always),
    item(&["业务管理"], &["Services"], When::Always),
    item(&["业务管理", "操作密码设置"], &["Services", "Operation PIN"], When::Always),
    item(
        &["业务管理", "操作密码设置", "启用操作密码"],
        &["Services", "Operation PIN", "Switch PIN on"],
        When::Pin(false),
    ),
    item(
        &["业务管理", "操作密码设置", "停用操作密码"],
        &["Services", "Operation PIN", "Switch PIN off"],
        When::Pin(true),
    ),
    item(&["业务管理", "操作密码设置", "修改操作密码"], &["Services", "Operation PIN", "Change PIN"], When::Always),
    item(&["业务管理", "支付密码设置"], &["Services", "Pay password"], When::Always),
    item(
        &["业务管理", "支付密码设置", "修改支付密码"],
        &["Services", "Pay password", "Change pay password"],
        When::Always,
    ),
    item(&["业务管理", "单次消费限额"], &["Services", "Purchase limit"], When::Always),
    item(&["业务管理", "注销钱包"], &["Services", "Close wallet"], OPENED),
];

/// Whether an item is one that the card does by itself and that changes what it keeps: the operation PIN and the limit.
pub fn may_change(path: &[&str]) -> bool {
    let own = ["操作密码设置", "单次消费限额", "Operation PIN", "Purchase limit"];
    path.iter().any(|name| own.contains(name))
}
