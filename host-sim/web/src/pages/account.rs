//! My account (我的手机支付): balances and state (2.7.2, 3.4.1.3).

use maud::html;

use super::wallet::lag_hint;
use crate::layout::{Page, Section};
use crate::pages::PageResult;
use crate::visit::Visit;
use sim_i18n::amount;

/// Shows the balances of the account and of the wallet.
pub(super) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    let balances = visit.read(move |world| world.platform().site_balances(&number)).await?;
    let fen = |fen: i64| amount(visit.language(), fen);
    let content = html! {
        div.pair {
            section.card {
                h2 { (visit.say("现金账户", "Cash sub-account")) }
                p { span.balance { (fen(balances.cash)) } }
                p.soft.small { (visit.say("可消费、缴话费、充值钱包、提现", "For payments, phone bills, the wallet and withdrawals")) }
            }
            section.card {
                h2 { (visit.say("充值卡账户", "Recharge-card sub-account")) }
                p { span.balance { (fen(balances.recharge_card)) } }
                p.soft.small { (visit.say("可消费、缴话费,不能提现", "For payments and phone bills; not for withdrawals")) }
            }
            section.card {
                h2 { (visit.say("手机钱包", "Wallet")) }
                @match balances.wallet {
                    Some(wallet) => {
                        p { span.balance { (fen(wallet)) } }
                        p.soft.small { (lag_hint(&visit)) }
                    }
                    None => p.soft { (visit.say("没有钱包卡", "No wallet card")) },
                }
            }
        }
    };
    Ok(Page { section: Section::Account, title: ("我的手机支付", "My account"), content }.respond(&visit))
}
