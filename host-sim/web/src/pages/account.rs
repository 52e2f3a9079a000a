//! My account (我的手机支付): balances, state and personal data (2.7, 2.7.2, 3.4.1.3).

use maud::{Markup, html};

use super::field::facts;
use super::registering::account_kind;
use super::wallet::lag_hint;
use super::withdrawing::card_name;
use crate::layout::{Page, Section};
use crate::pages::{PageError, PageResult};
use crate::visit::Visit;
use sim_i18n::amount;
use sim_world::platform::account::{Account, AccountState, NumberState, Subscriber};
use sim_world::platform::number::Msisdn;
use sim_world::platform::self_service::SiteBalances;

/// Renders a card with a balance, and a sentence below it.
fn balance_card(visit: &Visit, title: &str, fen: i64, about: &str) -> Markup {
    html! {
        section.card {
            h2 { (title) }
            p { span.balance { (amount(visit.language(), fen)) } }
            p.soft.small { (about) }
        }
    }
}

fn balances(visit: &Visit, balances: &SiteBalances) -> Markup {
    let SiteBalances { cash, recharge_card, wallet, frozen } = *balances;
    let language = visit.language();
    let frozen_hint = format!(
        "{}{}{}",
        visit.say("另有提现冻结 ", "Frozen for withdrawals: "),
        amount(language, frozen),
        visit.say("。", ".")
    );
    let about = visit.say("可消费、缴话费、充值钱包、提现。", "For payments, phone bills, the wallet and withdrawals.");
    let cash_about = if frozen == 0 { about.to_owned() } else { format!("{about} {frozen_hint}") };
    let card_about = visit.say("可消费、缴话费,不能提现。", "For payments and phone bills; not for withdrawals.");
    html! {
        div.pair {
            (balance_card(visit, visit.say("现金账户", "Cash sub-account"), cash, &cash_about))
            (balance_card(visit, visit.say("充值卡账户", "Recharge-card sub-account"), recharge_card, card_about))
            @match wallet {
                Some(wallet) => (balance_card(visit, visit.say("手机钱包", "Wallet"), wallet, lag_hint(visit))),
                None => section.card {
                    h2 { (visit.say("手机钱包", "Wallet")) }
                    p.soft { (visit.say("没有钱包卡", "No wallet card")) }
                },
            }
        }
    }
}

/// Account with the registry's data of its number.
struct ShownAccount {
    number: Msisdn,
    subscriber: Subscriber,
    account: Account,
}

/// Renders the personal data, and the state of number and account.
fn details(visit: &Visit, ShownAccount { number, subscriber, account }: &ShownAccount) -> Markup {
    let language = visit.language();
    let number_state = match subscriber.state {
        NumberState::Normal => language.of("正常", "in order"),
        NumberState::Lost => language.of("挂失", "reported lost"),
        NumberState::Barred => language.of("停机", "barred"),
        NumberState::Cancelled => language.of("销号", "cancelled"),
    };
    let account_state = match account.state {
        AccountState::Open => language.of("正常", "open"),
        AccountState::Closing => language.of("待销户", "waiting to be closed"),
        AccountState::Closed => language.of("已销户", "closed"),
    };
    let none = || language.of("未设置", "none").to_owned();
    let unregistered = language.of("没有登记", "not registered");
    let rows = [
        (visit.say("手机号码", "Mobile number"), number.to_string()),
        (visit.say("姓名", "Name"), subscriber.holder.as_ref().map_or(unregistered, |holder| holder.name()).to_owned()),
        (visit.say("号码状态", "Number"), number_state.to_owned()),
        (visit.say("账户状态", "Account"), account_state.to_owned()),
        (visit.say("账户类型", "Kind"), account_kind(visit, account.is_real_name).to_owned()),
        (visit.say("开户时间", "Opened"), account.opened.to_string()),
        (visit.say("别名", "Alias"), account.alias.as_ref().map_or_else(none, ToString::to_string)),
        (
            visit.say("提现银行卡", "Bank card"),
            account.bank_card.as_ref().map_or_else(none, |card| card_name(language, card)),
        ),
        (
            visit.say("密保手机号", "Security phone"),
            account.security_phone.map_or_else(none, |phone| phone.to_string()),
        ),
    ];
    html! {
        section.card {
            h2 { (visit.say("账户信息", "Details")) }
            (facts(&rows))
            @if !account.is_real_name {
                p { a href="/real-name" { (visit.say("实名信息更新", "Real-name upgrade")) } }
            }
        }
    }
}

/// Shows the balances and the state of the account.
pub(super) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    let shown = visit.read(move |world| {
        let accounts = &world.platform().books.accounts;
        let account = accounts.get(&number).cloned()?;
        let shown = ShownAccount { number, subscriber: accounts.subscriber(&number), account };
        Some((world.platform().site_balances(&number), shown))
    });
    let (held, shown) = shown.await?.ok_or(PageError::SignInNeeded)?;
    let content = html! {
        (balances(&visit, &held))
        (details(&visit, &shown))
    };
    Ok(Page { section: Section::Account, title: ("我的手机支付", "My account"), content }.respond(&visit))
}
