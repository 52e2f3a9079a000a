//! Transactions (交易管理, 2.7.1): those of a period and a kind, and each in detail.

use axum::extract::{Path, Query};
use maud::html;
use serde::Deserialize;

use super::field::facts;
use super::wallet::day;
use crate::layout::{Page, Section};
use crate::pages::{PageError, PageResult};
use crate::visit::Visit;
use sim_codec::time::Day;
use sim_i18n::{Language, amount, entry};
use sim_world::platform::entry::{Entry, EntryReason};
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

/// Kind of a transaction, by which a user asks for some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransactionKind {
    /// Money that came in from a bank, a hall or a scratch card (充值).
    Recharge,
    /// Money between account and wallet (钱包).
    Wallet,
    /// Phone bills (缴话费).
    Bill,
    /// Withdrawals (提现).
    Withdrawal,
    /// Purchases and what was taken back of them (消费).
    Purchase,
}

impl TransactionKind {
    const ALL: [TransactionKind; 5] = [
        TransactionKind::Recharge,
        TransactionKind::Wallet,
        TransactionKind::Bill,
        TransactionKind::Withdrawal,
        TransactionKind::Purchase,
    ];

    const fn of(why: &EntryReason) -> TransactionKind {
        match why {
            EntryReason::HallCash { .. } | EntryReason::WebBank { .. } | EntryReason::ScratchCard { .. } => {
                TransactionKind::Recharge
            }
            EntryReason::OwnBill { .. } | EntryReason::AnothersBill { .. } => TransactionKind::Bill,
            EntryReason::WithdrawalFrozen { .. }
            | EntryReason::WithdrawalPaid { .. }
            | EntryReason::WithdrawalReturned { .. } => TransactionKind::Withdrawal,
            EntryReason::LoadReserved { .. }
            | EntryReason::LoadSettled { .. }
            | EntryReason::LoadRefunded { .. }
            | EntryReason::UnloadReserved { .. }
            | EntryReason::UnloadSettled { .. }
            | EntryReason::UnloadUndone { .. }
            | EntryReason::CardReplaced { .. }
            | EntryReason::BroughtIn { .. } => TransactionKind::Wallet,
            EntryReason::Purchase(_)
            | EntryReason::Void(_)
            | EntryReason::Return(_)
            | EntryReason::RemotePurchase { .. }
            | EntryReason::RemoteRefund { .. } => TransactionKind::Purchase,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            TransactionKind::Recharge => "recharge",
            TransactionKind::Wallet => "wallet",
            TransactionKind::Bill => "bill",
            TransactionKind::Withdrawal => "withdrawal",
            TransactionKind::Purchase => "purchase",
        }
    }

    const fn name(self, language: Language) -> &'static str {
        match self {
            TransactionKind::Recharge => language.of("充值", "Recharge"),
            TransactionKind::Wallet => language.of("手机钱包", "Wallet"),
            TransactionKind::Bill => language.of("缴话费", "Phone bills"),
            TransactionKind::Withdrawal => language.of("提现", "Withdrawals"),
            TransactionKind::Purchase => language.of("消费与退款", "Purchases and refunds"),
        }
    }
}

/// Question for transactions.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TransactionQuery {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kind: String,
}

/// Transactions of a period.
struct FoundTransactions {
    from: Day,
    to: Day,
    kind: Option<TransactionKind>,
    /// Entries with the change of the account in fen, the newest first.
    entries: Vec<(Entry, i64)>,
}

fn find(world: &World, number: Msisdn, query: &TransactionQuery) -> FoundTransactions {
    let today = world.now().day();
    let to = day(&query.to).unwrap_or(today);
    let from = day(&query.from).unwrap_or(Day(to.0.saturating_sub(30)));
    let kind = TransactionKind::ALL.into_iter().find(|kind| kind.code() == query.kind);
    let own = world.platform().books.ledger.of_account(number);
    let asked = own.filter(|(entry, _)| {
        (from..=to).contains(&entry.at.day()) && kind.is_none_or(|kind| TransactionKind::of(&entry.why) == kind)
    });
    FoundTransactions { from, to, kind, entries: asked.map(|(entry, gained)| (entry.clone(), gained)).collect() }
}

fn filter_form(visit: &Visit, found: &FoundTransactions) -> maud::Markup {
    html! {
        form.filter method="get" action="/transactions" {
            div.field {
                label for="from" { (visit.say("开始日期", "From")) }
                input #from type="date" name="from" value=(found.from);
            }
            div.field {
                label for="to" { (visit.say("结束日期", "To")) }
                input #to type="date" name="to" value=(found.to);
            }
            div.field {
                label for="kind" { (visit.say("交易类型", "Kind")) }
                select #kind name="kind" {
                    option value="" { (visit.say("全部", "All")) }
                    @for kind in TransactionKind::ALL {
                        option value=(kind.code()) selected[found.kind == Some(kind)] { (kind.name(visit.language())) }
                    }
                }
            }
            button type="submit" { (visit.say("查询", "Show")) }
        }
    }
}

/// Shows the transactions of a period.
pub(super) async fn page(visit: Visit, Query(query): Query<TransactionQuery>) -> PageResult {
    let number = visit.user().await?;
    let found = visit.read(move |world| find(world, number, &query)).await?;
    let language = visit.language();
    let content = html! {
        section.card { (filter_form(&visit, &found)) }
        section.card.wide tabindex="0" aria-label=(visit.say("明细", "Entries")) {
            @if found.entries.is_empty() {
                p.soft { (visit.say("这段时间没有交易。", "There are no transactions in this period.")) }
            } @else {
                table {
                    thead {
                        tr {
                            th scope="col" { (visit.say("时间", "Time")) }
                            th scope="col" { (visit.say("类型", "Kind")) }
                            th.number scope="col" { (visit.say("金额", "Amount")) }
                            th scope="col" { span.hidden { (visit.say("详细信息", "Details")) } }
                        }
                    }
                    tbody {
                        @for (entry, gained) in &found.entries {
                            tr {
                                td { (entry.at) }
                                td { (entry::reason(language, &entry.why)) }
                                td.number { (amount(language, *gained)) }
                                td.number {
                                    a href={ "/transactions/" (entry.id) } { (visit.say("查看", "View")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Page { section: Section::Transactions, title: ("交易管理", "Transactions"), content }.respond(&visit))
}

/// Shows a transaction in detail. One of somebody else is not found.
pub(super) async fn detail(visit: Visit, Path(id): Path<String>) -> PageResult {
    let number = visit.user().await?;
    let id: u64 = id.parse().map_err(|_| PageError::NotFound)?;
    let found = visit.read(move |world| {
        let mut own = world.platform().books.ledger.of_account(number);
        own.find(|(entry, _)| entry.id == id).map(|(entry, gained)| (entry.clone(), gained))
    });
    let (entry, gained) = found.await?.ok_or(PageError::NotFound)?;
    let language = visit.language();
    let mut rows = vec![
        (visit.say("流水号", "Number"), entry.id.to_string()),
        (visit.say("时间", "Time"), entry.at.to_string()),
        (visit.say("类型", "Kind"), entry::reason(language, &entry.why).to_owned()),
        (visit.say("账户变动", "Change of the account"), amount(language, gained)),
    ];
    let legs = entry
        .legs
        .iter()
        .map(|(book, fen)| format!("{} {}", entry::book(language, number, *book), amount(language, *fen)));
    rows.push((visit.say("明细", "Movements"), legs.collect::<Vec<_>>().join(visit.say(";", "; "))));
    let content = html! {
        section.card.narrow { (facts(&rows)) }
        p.actions { a.button.second href="/transactions" { (visit.say("返回", "Back")) } }
    };
    Ok(Page { section: Section::Transactions, title: ("交易详细信息", "Transaction"), content }.respond(&visit))
}
