//! Shops and batches: the terminals as they stand, and every batch that reached the platform.

use std::collections::BTreeMap;

use maud::{Markup, html};
use sim_world::action::PosPlace;
use sim_world::platform::acquiring::{BatchId, BatchRecord};
use sim_world::shop::Shop;

use super::Report;
use super::chart::{Bar, BarChart};
use super::table::{ROWS_MAX, Table};

impl Report<'_> {
    /// Renders the section.
    pub(super) fn shops(&self) -> Markup {
        let heads = [
            self.say("#终端", "#terminal"),
            self.say("商户", "merchant"),
            self.say("商户号", "merchant number"),
            self.say("当前批次", "present batch"),
            self.say("#消费笔数", "#purchases"),
            self.say("#金额", "#amount"),
            self.say("#已撤销", "#voided"),
            self.say("#未证实", "#not proved"),
        ];
        let terminals = self.world().shops().all().map(|shop| self.terminal(shop));
        html! {
            @if self.world().shops().count() > 0 { figure {
                figcaption { (self.say("各商户已结算金额", "Settled amounts by merchant")) }
                (self.settled())
            } }
            (self.table(&Table::new(self.say("POS 终端,尚未上送的批次", "POS terminals with their open batches"), heads).with_rows(terminals)))
            (self.table(&self.batches()))
        }
    }

    /// Renders the chart of what each merchant sold.
    fn settled(&self) -> Markup {
        let mut sums = BTreeMap::<[u8; 6], i64>::new();
        for (id, batch) in self.world().platform().acquiring().batches() {
            let settled = batch.result.as_ref().map_or(0, |result| result.settled.sum);
            let sum = sums.entry(id.terminal).or_default();
            *sum = sum.saturating_add(i64::try_from(settled).unwrap_or(i64::MAX));
        }
        let bars = self.world().shops().all().take(ROWS_MAX).map(|(place, shop)| {
            let terminal = shop.terminal();
            let sum = sums.get(&terminal.sender().terminal).copied().unwrap_or(0);
            let name = format!("{place} {}", terminal.merchant_name());
            Bar { name, value: u64::try_from(sum).unwrap_or(0), text: self.amount(sum) }
        });
        let title = self.say("各商户已结算金额", "Settled amounts by merchant");
        BarChart { id: "settled", title, bars: bars.collect() }.render()
    }

    fn terminal(&self, (place, shop): (PosPlace, &Shop)) -> Vec<String> {
        let terminal = shop.terminal();
        let (sender, totals) = (terminal.sender(), terminal.totals());
        let closing = if terminal.is_closing() { self.say("(结算中)", " (closing)") } else { "" };
        vec![
            place.to_string(),
            terminal.merchant_name().to_string(),
            sender.merchant.to_string(),
            format!("{:06}{closing}", terminal.batch()),
            totals.sold.to_string(),
            self.amount(i64::try_from(totals.sum).unwrap_or(i64::MAX)),
            totals.voided.to_string(),
            terminal.pending().len().to_string(),
        ]
    }

    /// Returns the table of the batches at the platform.
    fn batches(&self) -> Table {
        let heads = [
            self.say("批次", "batch"),
            self.say("状态", "state"),
            self.say("#申报笔数", "#claimed"),
            self.say("#申报金额", "#claimed amount"),
            self.say("#结算笔数", "#settled"),
            self.say("#结算金额", "#settled amount"),
            self.say("#佣金", "#commission"),
            self.say("#未结算条目", "#not settled"),
        ];
        let rows = self.world().platform().acquiring().batches().map(|batch| self.batch(batch));
        Table::new(self.say("平台收到的批次(全部日期)", "Batches at the platform (all days)"), heads).with_rows(rows)
    }

    fn batch(&self, (id, batch): (&BatchId, &BatchRecord)) -> Vec<String> {
        let fen = |fen: u64| self.amount(i64::try_from(fen).unwrap_or(i64::MAX));
        let claimed = [batch.totals.sold.to_string(), fen(batch.totals.sum)];
        let (state, settled) = match &batch.result {
            None => (self.say("上送中", "under upload"), Default::default()),
            Some(result) => {
                let (settled, refused) = (&result.settled, result.refused.len());
                let settled = [settled.sold.to_string(), fen(settled.sum), fen(result.commission), refused.to_string()];
                (self.say("已结算", "settled"), settled)
            }
        };
        let settled: [String; 4] = settled;
        [id.to_string(), state.to_owned()].into_iter().chain(claimed).chain(settled).collect()
    }
}
