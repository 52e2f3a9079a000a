//! Transactions: how much moved for each reason, and every movement of the period.

use std::collections::BTreeMap;

use maud::{Markup, html};
use sim_i18n::entry;

use super::Report;
use super::chart::{Bar, BarChart};
use super::table::{ROWS_MAX, Table};

impl Report<'_> {
    /// Renders the section.
    pub(super) fn movements(&self) -> Markup {
        let mut reasons = BTreeMap::<&str, (u64, i64)>::new();
        for entry in &self.entries {
            let (count, sum) = reasons.entry(entry::reason(self.language, &entry.why)).or_default();
            (*count, *sum) = (count.saturating_add(1), sum.saturating_add(entry::moved(entry)));
        }
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_by_key(|(reason, (count, _))| (std::cmp::Reverse(*count), *reason));
        let bars = reasons.iter().map(|(reason, (count, sum))| Bar {
            name: (*reason).to_owned(),
            value: *count,
            text: format!("{} · {}", self.counted(*count), self.amount(*sum)),
        });
        let title = self.say("各类交易笔数与金额", "Movements and amounts by reason");
        let chart = BarChart { id: "reasons", title, bars: bars.collect() };
        let rows = reasons
            .iter()
            .map(|(reason, (count, sum))| vec![(*reason).to_owned(), count.to_string(), self.amount(*sum)]);
        let heads = [self.say("事由", "reason"), self.say("#笔数", "#count"), self.say("#金额", "#amount")];
        let numbers = Table::new(self.say("各类交易", "Movements by reason"), heads).with_rows(rows);
        html! {
            div.pair {
                @if !reasons.is_empty() { figure { figcaption { (title) } (chart.render()) } }
                div { (self.table(&numbers)) }
            }
            (self.table(&self.every_movement()))
        }
    }

    /// Returns the table of the movements, the newest first.
    fn every_movement(&self) -> Table {
        let heads = [
            self.say("#分录", "#entry"),
            self.say("时间", "time"),
            self.say("号码", "number"),
            self.say("事由", "reason"),
            self.say("#金额", "#amount"),
            self.say("转出", "from"),
            self.say("转入", "to"),
        ];
        let rows = self.entries.iter().rev().take(ROWS_MAX).map(|entry| {
            let own = entry.why.number();
            vec![
                entry.id.to_string(),
                self.time(entry.at),
                own.to_string(),
                entry::reason(self.language, &entry.why).to_owned(),
                self.amount(entry::moved(entry)),
                entry::sources(self.language, own, entry),
                entry::targets(self.language, own, entry),
            ]
        });
        let caption = self.say("全部交易,最近的在前", "Every movement, the newest first");
        let left_out = self.entries.len().saturating_sub(ROWS_MAX);
        Table::new(caption, heads).with_rows(rows.collect::<Vec<_>>()).leaving_out(left_out)
    }

    /// Renders a count of movements.
    pub(super) fn counted(&self, count: u64) -> String {
        format!("{count}{}", self.say(" 笔", "×"))
    }
}
