//! Table of movements of money: those of the account, and those of the wallet.

use maud::{Markup, html};

use crate::visit::Visit;
use sim_codec::time::Moment;
use sim_i18n::{amount, entry};
use sim_world::platform::entry::EntryReason;

/// Movement of money, as a row shows it.
#[derive(Clone, Debug)]
pub(super) struct EntryRow {
    pub(super) at: Moment,
    pub(super) why: EntryReason,
    /// Change of the account or the wallet in fen, negative for a loss.
    pub(super) amount: i64,
    /// Path of the page that shows the movement in detail; `None` if there is none.
    pub(super) detail: Option<String>,
}

/// Renders movements, or `none` if there are none.
pub(super) fn entry_table(visit: &Visit, rows: &[EntryRow], none: &str) -> Markup {
    let has_details = rows.iter().any(|row| row.detail.is_some());
    html! {
        section.card aria-label=(visit.say("明细", "Entries")) {
            @if rows.is_empty() {
                p.soft { (none) }
            } @else {
                table.stacked {
                    thead {
                        tr {
                            th scope="col" { (visit.say("时间", "Time")) }
                            th scope="col" { (visit.say("类型", "Kind")) }
                            th.number scope="col" { (visit.say("金额", "Amount")) }
                            @if has_details { th.link scope="col" { span.hidden { (visit.say("详细信息", "Details")) } } }
                        }
                    }
                    tbody { @for row in rows { (table_row(visit, row, has_details)) } }
                }
            }
        }
    }
}

fn table_row(visit: &Visit, row: &EntryRow, has_details: bool) -> Markup {
    html! {
        tr {
            td.time { (row.at) }
            td.main { (entry::reason(visit.language(), &row.why)) }
            td.number { (amount(visit.language(), row.amount)) }
            @if has_details {
                td.link {
                    @if let Some(path) = &row.detail { a href=(path) { (visit.say("查看", "View")) } }
                }
            }
        }
    }
}
