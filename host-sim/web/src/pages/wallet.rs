//! Wallet (手机钱包): its balance as the platform has it, the top-up from the account (网络侧转存, 3.2.1.2), and the records
//! of a period up to the day before (3.4.2.1).

use axum::extract::Query;
use maud::{Markup, html};
use sim_wire::Fen;

use super::confirm::{self, Confirmation};
use super::entry_table::{EntryRow, entry_table};
use super::period::{Period, PeriodQuery, period_fields};
use crate::draft::Draft;
use crate::form::SentForm;
use crate::layout::{self, Page, Section};
use crate::notice::Notice;
use crate::pages::{PageResult, go};
use crate::visit::Visit;
use sim_codec::time::Day;
use sim_i18n::amount;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::hall::WalletRecord;
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

/// Title of the top-up.
const TOP_UP: (&str, &str) = ("钱包充值", "Top up the wallet");

/// Renders the field for an amount; `entered` is what was entered before.
pub(super) fn amount_field(visit: &Visit, entered: &str) -> Markup {
    html! {
        div.field {
            label for="amount" { (visit.say("金额(元)", "Amount in yuan")) }
            input #amount type="text" name="amount" value=(entered) inputmode="decimal" maxlength="12" required;
        }
    }
}

/// Returns the amount of a form.
pub(super) fn read_amount(form: &SentForm) -> Result<Fen, Notice> {
    let wrong = || {
        Notice::failure(
            "金额应为大于零的数字,最多两位小数。",
            "An amount is a number above zero with at most two decimals.",
        )
    };
    parse_yuan(form.text("amount")).ok().filter(|amount| *amount != Fen::ZERO).ok_or_else(wrong)
}

/// Returns the sentence under a wallet's balance.
pub(super) fn lag_hint(visit: &Visit) -> &'static str {
    visit.language().of(
        "钱包消费为脱机消费,此余额可能滞后。实时余额请用手机菜单或 POS 查询。",
        "The wallet pays offline, so this balance may lag. The phone's menu or a POS shows the exact one.",
    )
}

/// Shows the wallet's balance with the ways on.
pub(super) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    Ok(overview(&visit, number, "").await?.respond(&visit))
}

async fn overview(visit: &Visit, number: Msisdn, entered: &str) -> Result<Page, super::PageError> {
    let balances = visit.read(move |world| world.platform().site_balances(&number)).await?;
    let fen = |fen: i64| amount(visit.language(), fen);
    let content = html! {
        div.pair {
            section.card {
                h2 { (visit.say("钱包余额", "Balance")) }
                @match balances.wallet {
                    Some(wallet) => {
                        p { span.balance { (fen(wallet)) } }
                        p.soft.small { (lag_hint(visit)) }
                    }
                    None => p.soft { (visit.say("没有钱包卡", "No wallet card")) },
                }
                p.actions { a.button.second href="/wallet/records" { (visit.say("明细", "Records")) } }
            }
            section.card {
                h2 { (visit.say(TOP_UP.0, TOP_UP.1)) }
                p.soft { (visit.say("从现金账户转存到手机钱包", "From the cash sub-account to the wallet")) }
                form method="post" action="/wallet/top-up" {
                    (layout::form_token(visit))
                    (amount_field(visit, entered))
                    p.hint.soft.small {
                        (visit.say("现金账户余额", "Cash sub-account")) " " (fen(balances.cash))
                    }
                    p.actions { button type="submit" { (visit.say("下一步", "Next")) } }
                }
            }
        }
    };
    Ok(Page { section: Section::Wallet, title: ("手机钱包", "Wallet"), content })
}

fn confirmation(visit: &Visit, value: Fen) -> Page {
    let facts = vec![
        (visit.language().of("充值到", "To"), visit.say("手机钱包", "the wallet").to_owned()),
        (visit.language().of("付款账户", "From"), visit.say("现金账户", "the cash sub-account").to_owned()),
        (visit.language().of("金额", "Amount"), amount(visit.language(), value.0.into())),
    ];
    let (path, back) = ("/wallet/top-up/confirm", "/wallet");
    Confirmation { section: Section::Wallet, title: TOP_UP, path, back, facts }.page(visit, Draft::TopUp(value))
}

/// Takes the amount of a top-up, and asks for the pay password.
pub(super) async fn top_up(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    match read_amount(&form) {
        Ok(value) => Ok(confirmation(&visit, value).respond(&visit)),
        Err(notice) => Ok(overview(&visit, number, form.text("amount")).await?.reject(&visit, &notice)),
    }
}

/// Requests the top-up that was confirmed.
pub(super) async fn confirm_top_up(visit: Visit, form: SentForm) -> PageResult {
    let number = visit.user().await?;
    let Draft::TopUp(value) = confirm::take_draft(&visit, &form, "/wallet")? else { return Ok(go("/wallet")) };
    let password = match confirm::pay_password(&form) {
        Ok(password) => password,
        Err(notice) => return Ok(confirmation(&visit, value).reject(&visit, &notice)),
    };
    let act = move |world: &mut World, password| world.web_top_up(&number, value, &password);
    match visit.attempt_paying(number, password, act).await? {
        Ok(()) => {
            visit.leave(Notice::success(
                "充值请求已提交。手机应答后到账,结果以短信通知。",
                "The top-up was ordered. It arrives when the phone has answered; a message tells the result.",
            ));
            Ok(go("/wallet"))
        }
        Err(why) if confirm::is_wrong_password(&why) => {
            Ok(confirmation(&visit, value).reject(&visit, &Notice::refused(&why)))
        }
        Err(why) => {
            visit.leave(Notice::refused(&why));
            Ok(go("/wallet"))
        }
    }
}

/// Records of a period, with the last day of which the page has any.
struct FoundRecords {
    last: Day,
    period: Period,
    rows: Vec<EntryRow>,
    /// Sentence about a wrong date, if one was asked for.
    mistake: Option<Notice>,
}

/// Finds the records of a period, the oldest first. Those of this day are not shown.
fn records(world: &World, number: Msisdn, query: &PeriodQuery) -> FoundRecords {
    let last = Day(world.now().day().0.saturating_sub(1));
    let period = match query.read(last) {
        Ok(period) => period,
        Err(mistake) => {
            return FoundRecords { last, period: Period::month_to(last), rows: Vec::new(), mistake: Some(mistake) };
        }
    };
    let found = world.platform().wallet_records(world.now(), number, period.from);
    let in_time = found.into_iter().filter(|record| period.contains(record.at.day()));
    let row = |record: WalletRecord| EntryRow { at: record.at, why: record.why, amount: record.amount, detail: None };
    FoundRecords { last, period, rows: in_time.map(row).collect(), mistake: None }
}

/// Shows the wallet's records of a period.
pub(super) async fn records_page(visit: Visit, Query(query): Query<PeriodQuery>) -> PageResult {
    let number = visit.user().await?;
    let found = visit.read(move |world| records(world, number, &query)).await?;
    let content = html! {
        section.card {
            form.filter method="get" action="/wallet/records" {
                (period_fields(&visit, found.period, found.last))
                button type="submit" { (visit.say("查询", "Show")) }
            }
            p.soft.small {
                (visit.say("最晚可查到前一天。", "Records are shown up to the day before."))
            }
        }
        @if found.mistake.is_none() {
            (entry_table(&visit, &found.rows, visit.say("这段时间没有记录。", "There are no records in this period.")))
        }
        p.actions { a.button.second href="/wallet" { (visit.say("返回", "Back")) } }
    };
    let page = Page { section: Section::Wallet, title: ("钱包明细", "Records of the wallet"), content };
    Ok(page.respond_or_reject(&visit, found.mistake.as_ref()))
}
