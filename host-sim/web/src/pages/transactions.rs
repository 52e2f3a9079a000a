//! Transactions (交易管理, 2.7.1): those of a period and a kind, and each in detail.

use axum::extract::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

use super::entry_table::{EntryRow, entry_table};
use super::field::facts;
use super::period::{Period, PeriodQuery, period_fields};
use crate::layout::{Page, Section};
use crate::notice::Notice;
use crate::pages::{PageError, PageResult};
use crate::visit::Visit;
use sim_codec::time::Day;
use sim_i18n::{Language, amount, entry};
use sim_world::platform::entry::EntryReason;
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
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct TransactionQuery {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kind: String,
}

impl TransactionQuery {
    /// Returns the kind that is asked for, or the sentence about one that is none; `None` means every kind.
    fn kind(&self) -> Result<Option<TransactionKind>, Notice> {
        let known = TransactionKind::ALL.into_iter().find(|kind| kind.code() == self.kind);
        match known {
            None if !self.kind.is_empty() => {
                Err(Notice::failure("没有这种交易类型。", "There is no such kind of transactions."))
            }
            known => Ok(known),
        }
    }

    /// Returns period and kind, or the sentence about what is wrong.
    fn read(&self, today: Day) -> Result<(Period, Option<TransactionKind>), Notice> {
        let period = PeriodQuery { from: self.from.clone(), to: self.to.clone() };
        Ok((period.read(today)?, self.kind()?))
    }
}

/// Transactions of a period.
struct FoundTransactions {
    today: Day,
    period: Period,
    kind: Option<TransactionKind>,
    /// Transactions with the change of the account, the newest first.
    rows: Vec<EntryRow>,
    /// Sentence about a wrong question.
    mistake: Option<Notice>,
}

fn find(world: &World, number: Msisdn, query: &TransactionQuery) -> FoundTransactions {
    let today = world.now().day();
    let (period, kind) = match query.read(today) {
        Ok(asked) => asked,
        Err(mistake) => {
            let (period, kind) = (Period::month_to(today), None);
            return FoundTransactions { today, period, kind, rows: Vec::new(), mistake: Some(mistake) };
        }
    };
    let is_of_kind = |why: &EntryReason| kind.is_none_or(|kind| TransactionKind::of(why) == kind);
    let own = world.platform().books.ledger.of_account(number);
    let asked = own.filter(|(entry, _)| period.contains(entry.at.day()) && is_of_kind(&entry.why));
    let rows = asked.map(|(entry, gained)| EntryRow {
        at: entry.at,
        why: entry.why,
        amount: gained,
        detail: Some(format!("/transactions/{}", entry.id)),
    });
    FoundTransactions { today, period, kind, rows: rows.collect(), mistake: None }
}

fn filter_form(visit: &Visit, found: &FoundTransactions) -> Markup {
    html! {
        form.filter method="get" action="/transactions" {
            (period_fields(visit, found.period, found.today))
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
    let none = visit.say("这段时间没有交易。", "There are no transactions in this period.");
    let content = html! {
        section.card { (filter_form(&visit, &found)) }
        @if found.mistake.is_none() { (entry_table(&visit, &found.rows, none)) }
    };
    let page = Page { section: Section::Transactions, title: ("交易管理", "Transactions"), content };
    Ok(page.respond_or_reject(&visit, found.mistake.as_ref()))
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
    let rows = [
        (visit.say("流水号", "Number"), entry.id.to_string()),
        (visit.say("时间", "Time"), entry.at.to_string()),
        (visit.say("类型", "Kind"), entry::reason(language, &entry.why).to_owned()),
        (visit.say("账户变动", "Change of the account"), amount(language, gained)),
    ];
    let content = html! {
        section.card.narrow {
            (facts(&rows))
            h2 { (visit.say("明细", "Movements")) }
            table {
                thead {
                    tr {
                        th scope="col" { (visit.say("账户", "Account")) }
                        th.number scope="col" { (visit.say("变动", "Change")) }
                    }
                }
                tbody {
                    @for (book, fen) in &entry.legs {
                        tr { td { (entry::book(language, number, *book)) } td.number { (amount(language, *fen)) } }
                    }
                }
            }
        }
        p.actions { a.button.second href="/transactions" { (visit.say("返回", "Back")) } }
    };
    Ok(Page { section: Section::Transactions, title: ("交易详细信息", "Transaction"), content }.respond(&visit))
}
