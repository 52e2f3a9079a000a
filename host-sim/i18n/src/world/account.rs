//! An account as the website shows it to its user: balances, and the data of a registration.

use sim_world::platform::identity::Identity;
use sim_world::platform::registration::PersonalData;
use sim_world::platform::self_service::SiteBalances;

use super::{PrintedTable, money};
use crate::Language;

/// Returns the names and values of the balances.
pub fn balances(language: Language, balances: &SiteBalances) -> PrintedTable {
    let named = |chinese, english, value| vec![language.of(chinese, english).to_owned(), value];
    let mut rows = vec![
        named("现金账户", "cash", money(language, balances.cash)),
        named("充值卡账户", "recharge card", money(language, balances.recharge_card)),
    ];
    if balances.frozen != 0 {
        let until = language.of(",待银行付款", ", until the bank has paid");
        rows.push(named("提现冻结", "frozen", format!("{}{until}", money(language, balances.frozen))));
    }
    if let Some(wallet) = balances.wallet {
        let without = language.of(",不含终端尚未上送的消费", ", without purchases that no terminal has uploaded");
        rows.push(named("手机钱包", "wallet", format!("{}{without}", money(language, wallet))));
    }
    rows
}

/// Returns the names and values of the personal data that a user confirms at registration.
pub fn personal_data(language: Language, data: &PersonalData) -> PrintedTable {
    let named = |chinese, english, value: &str| vec![language.of(chinese, english).to_owned(), value.to_owned()];
    let holder = data.holder.as_ref().map_or(language.of("未登记", "not registered"), Identity::name);
    let account = match data.is_real_name {
        true => language.of("实名", "real-name"),
        false => language.of("非实名", "not real-name"),
    };
    vec![
        named("号码", "number", &data.number.to_string()),
        named("机主", "holder", holder),
        named("账户", "account", account),
    ]
}
