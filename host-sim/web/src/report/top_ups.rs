//! Top-ups of wallets and their fates: requested, set aside, arrived, taken back, left with a replaced card.

use std::collections::BTreeMap;

use maud::{Markup, html};
use sim_codec::time::Moment;
use sim_device::sam::transaction::TransferDirection;
use sim_wire::message::OperationKind;
use sim_world::platform::entry::{EntryReason, LoadChannel};
use sim_world::platform::load::{Transfer, TransferState};
use sim_world::platform::request::MessageResult;
use sim_world::world::{DeskService, EventKind, ServiceRequest};

use super::Report;
use super::chart::{Bar, BarChart};
use super::table::{ROWS_MAX, Table};

/// Every state of a transfer.
const STATES: [TransferState; 4] =
    [TransferState::Settled, TransferState::Reserved, TransferState::Refunded, TransferState::Stranded];

/// Every channel of a load.
const CHANNELS: [LoadChannel; 3] = [LoadChannel::OverTheAir, LoadChannel::Website, LoadChannel::Hall];

/// Requests of one channel in the period.
#[derive(Clone, Copy, Debug, Default)]
struct RequestCount {
    /// Requests that reached the platform.
    requested: u64,
    /// Requests for which money was set aside, as the ledger has them.
    reserved: u64,
    /// Requests that were refused.
    refused: u64,
}

impl Report<'_> {
    /// Renders the section.
    pub(super) fn top_ups(&self) -> Markup {
        let begun = self.begun();
        let loads = || begun.iter().filter(|(_, one)| one.direction == TransferDirection::Load);
        let bars = STATES.map(|state| {
            let of_state = loads().filter(|(_, one)| one.state == state);
            let (count, sum) = of_state.fold((0_u64, 0_i64), |(count, sum), (_, one)| {
                (count.saturating_add(1), sum.saturating_add(i64::from(one.amount.0)))
            });
            let text = format!("{} · {}", self.counted(count), self.amount(sum));
            Bar { name: self.state(state).to_owned(), value: count, text }
        });
        let title = self.say("钱包充值的结果", "Fates of the top-ups");
        let chart = BarChart { id: "fates", title, bars: bars.into() };
        let ends = self.end_moments();
        let took = loads().filter_map(|(id, one)| Some(ends.get(id)?.since(one.reserved)));
        html! {
            div.pair {
                @if loads().next().is_some() { figure { figcaption { (title) } (chart.render()) } }
                div {
                    (self.table(&self.requests()))
                    @if let Some(sentence) = self.durations(took.collect()) { p { (sentence) } }
                }
            }
            (self.table(&self.transfers(&begun, &ends)))
        }
    }

    /// Returns the transfers of the books that began in the period.
    fn begun(&self) -> Vec<(u64, Transfer)> {
        let transfers = self.world().platform().books.transfers();
        transfers.filter(|(_, one)| self.period.includes(one.reserved)).map(|(id, one)| (id, *one)).collect()
    }

    /// Returns the moments at which transfers ended in the ledger, whenever that was.
    fn end_moments(&self) -> BTreeMap<u64, Moment> {
        let entries = self.world().platform().books.ledger.entries().iter();
        let ended = entries.filter_map(|entry| match entry.why {
            EntryReason::LoadSettled { transfer, .. }
            | EntryReason::LoadRefunded { transfer, .. }
            | EntryReason::UnloadSettled { transfer, .. }
            | EntryReason::UnloadUndone { transfer, .. } => Some((transfer, entry.at)),
            _ => None,
        });
        ended.collect()
    }

    fn state(&self, state: TransferState) -> &'static str {
        match state {
            TransferState::Reserved => self.language.of("在途", "in flight"),
            TransferState::Settled => self.language.of("已到账", "arrived"),
            TransferState::Refunded => self.language.of("已退回", "taken back"),
            TransferState::Stranded => self.language.of("随旧卡搁置", "left with a replaced card"),
        }
    }

    fn channel(&self, channel: LoadChannel) -> &'static str {
        match channel {
            LoadChannel::OverTheAir => self.language.of("空中充值", "over the air"),
            LoadChannel::Website => self.language.of("网站", "website"),
            LoadChannel::Hall => self.language.of("营业厅", "hall"),
        }
    }

    /// Returns the table of requests by channel.
    fn requests(&self) -> Table {
        let heads = [
            self.say("渠道", "channel"),
            self.say("#申请", "#requested"),
            self.say("#受理并划出", "#set aside"),
            self.say("#未受理", "#refused"),
        ];
        let rows = CHANNELS.map(|channel| {
            let RequestCount { requested, reserved, refused } = self.requests_by(channel);
            vec![self.channel(channel).to_owned(), requested.to_string(), reserved.to_string(), refused.to_string()]
        });
        Table::new(self.say("各渠道的充值申请", "Requests by channel"), heads).with_rows(rows)
    }

    fn requests_by(&self, channel: LoadChannel) -> RequestCount {
        let is_reserved =
            |why: &EntryReason| matches!(why, EntryReason::LoadReserved { channel: by, .. } if *by == channel);
        let reserved = self.entries.iter().filter(|entry| is_reserved(&entry.why)).count();
        let mut count =
            RequestCount { reserved: u64::try_from(reserved).unwrap_or(u64::MAX), ..RequestCount::default() };
        for event in &self.events {
            match &event.kind {
                EventKind::Delivered { result: Some(MessageResult::Request(OperationKind::TopUp)), .. }
                    if channel == LoadChannel::OverTheAir =>
                {
                    count.requested = count.requested.saturating_add(1);
                }
                EventKind::Asked { request, refused } if channel_of(*request) == Some(channel) => {
                    count.requested = count.requested.saturating_add(1);
                    count.refused = count.refused.saturating_add(u64::from(refused.is_some()));
                }
                _ => {}
            }
        }
        match channel {
            LoadChannel::OverTheAir => count.refused = count.requested.saturating_sub(count.reserved),
            // The events of a hall name the loads that were refused, and the ledger the others.
            LoadChannel::Hall => count.requested = count.reserved.saturating_add(count.refused),
            LoadChannel::Website => {}
        }
        count
    }

    /// Renders how long the top-ups took that ended.
    fn durations(&self, mut took: Vec<u64>) -> Option<String> {
        took.sort_unstable();
        let (shortest, longest) = (took.first()?, took.last()?);
        let median = took.get(took.len() / 2)?;
        let [shortest, median, longest] = [shortest, median, longest].map(|ms| self.duration(*ms));
        Some(match self.language {
            sim_i18n::Language::Chinese => format!("从划出到结束:最短 {shortest},中位 {median},最长 {longest}。"),
            sim_i18n::Language::English => {
                format!("From set aside to the end: shortest {shortest}, median {median}, longest {longest}.")
            }
        })
    }

    /// Renders a duration.
    pub(super) fn duration(&self, ms: u64) -> String {
        let (seconds, minutes, hours) = (ms / 1000, ms / 60_000, ms / 3_600_000);
        let [hour, minute, second] = [self.say("小时", "h"), self.say("分", "min"), self.say("秒", "s")];
        match (hours, minutes) {
            (0, 0) if ms.is_multiple_of(1000) => format!("{seconds} {second}"),
            (0, 0) => format!("{seconds}.{} {second}", ms % 1000 / 100),
            (0, _) => format!("{minutes} {minute} {} {second}", seconds % 60),
            _ => format!("{hours} {hour} {} {minute}", minutes % 60),
        }
    }

    /// Returns the table of the transfers, the newest first.
    fn transfers(&self, begun: &[(u64, Transfer)], ends: &BTreeMap<u64, Moment>) -> Table {
        let heads = [
            self.say("#转账", "#transfer"),
            self.say("号码", "number"),
            self.say("方向", "direction"),
            self.say("渠道", "channel"),
            self.say("#金额", "#amount"),
            self.say("划出时间", "set aside at"),
            self.say("结果", "fate"),
            self.say("#用时", "#took"),
        ];
        let rows = begun.iter().rev().take(ROWS_MAX).map(|(id, one)| {
            let direction = match one.direction {
                TransferDirection::Load => self.say("账户→钱包", "account→wallet"),
                TransferDirection::Unload => self.say("钱包→账户", "wallet→account"),
            };
            let took = ends.get(id).map(|at| self.duration(at.since(one.reserved)));
            vec![
                id.to_string(),
                one.number.to_string(),
                direction.to_owned(),
                self.channel(one.channel).to_owned(),
                self.amount(one.amount.0.into()),
                self.time(one.reserved),
                self.state(one.state).to_owned(),
                took.unwrap_or_else(|| "–".to_owned()),
            ]
        });
        let caption = self.say("每笔转账,最近的在前", "Every transfer, the newest first");
        let rows: Vec<_> = rows.collect();
        Table::new(caption, heads).with_rows(rows).leaving_out(begun.len().saturating_sub(ROWS_MAX))
    }
}

/// Returns the channel of a service that is asked for a load; `None` for any other service.
const fn channel_of(request: ServiceRequest) -> Option<LoadChannel> {
    match request {
        ServiceRequest::TopUp { .. } | ServiceRequest::BankTopUp { .. } => Some(LoadChannel::Website),
        ServiceRequest::Hall(DeskService::Load | DeskService::SwapLoad) => Some(LoadChannel::Hall),
        _ => None,
    }
}
