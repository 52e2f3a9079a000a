//! Faults and retries: what the network, the phones, the platform and people did to the period's messages and taps.

use std::collections::{BTreeMap, HashMap};

use maud::{Markup, html};
use sim_i18n::{event, message};
use sim_world::platform::request::MessageResult;
use sim_world::smsc::MessageId;
use sim_world::world::{Event, EventKind};

use super::Report;
use super::chart::{Bar, BarChart};
use super::table::{ROWS_MAX, Table};

impl Report<'_> {
    /// Renders the section.
    pub(super) fn faults(&self) -> Markup {
        let faults: Vec<(&Event, String)> =
            self.events.iter().filter_map(|event| Some((event.as_ref(), self.fault(&event.kind)?))).collect();
        let mut kinds = BTreeMap::<&str, u64>::new();
        for (_, kind) in &faults {
            let count = kinds.entry(kind).or_default();
            *count = count.saturating_add(1);
        }
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
        let bars =
            kinds.iter().map(|(kind, count)| Bar { name: (*kind).to_owned(), value: *count, text: count.to_string() });
        let title = self.say("故障次数", "Faults by kind");
        let chart = BarChart { id: "faults-by-kind", title, bars: bars.collect() };
        let rows = kinds.iter().map(|(kind, count)| vec![(*kind).to_owned(), count.to_string()]);
        let heads = [self.say("故障", "fault"), self.say("#次数", "#count")];
        let numbers = Table::new(self.say("各类故障", "Count of each fault"), heads).with_rows(rows);
        html! {
            div.pair {
                @if !kinds.is_empty() { figure { figcaption { (title) } (chart.render()) } }
                div { (self.table(&numbers)) (self.table(&self.tries())) }
            }
            (self.table(&self.errands()))
            (self.table(&self.listed_faults(&faults)))
        }
    }

    /// Renders the kind of fault that an event is; `None` if all went well.
    fn fault(&self, kind: &EventKind) -> Option<String> {
        let (chinese, english) = match kind {
            EventKind::Handed { fate: Some(fate), .. } => {
                return Some(match self.language {
                    sim_i18n::Language::Chinese => format!("短信{}", message::fate(*fate)),
                    sim_i18n::Language::English => format!("message {fate}"),
                });
            }
            EventKind::Failed { why, .. } => {
                return Some(match self.language {
                    sim_i18n::Language::Chinese => format!("未送达:{}", message::failure(*why)),
                    sim_i18n::Language::English => format!("not delivered: {why}"),
                });
            }
            EventKind::Delivered { result: Some(MessageResult::Repeated), .. } => {
                ("平台收到重复短信", "repeated message at the platform")
            }
            EventKind::Delivered { result: Some(MessageResult::Ignored(_)), .. } => {
                ("平台不处理的短信", "message that the platform ignores")
            }
            EventKind::Refused { .. } => ("手机拒收", "refused by a phone"),
            EventKind::Unreadable { .. } => ("无法识别的短信", "unreadable message"),
            EventKind::NotTaken { .. } => ("网络没有接收", "not taken by the network"),
            EventKind::Reported { acknowledged: false, .. } => ("回执:拒收", "reported as refused"),
            EventKind::ByHand { .. } => ("人工处理", "handled by hand"),
            EventKind::Fell => ("卡没有应答", "card without answer"),
            EventKind::Stopped { .. } => ("平台中断", "platform stopped"),
            EventKind::CardLost(_) => ("卡遗失或损坏", "card lost or broken"),
            EventKind::Tapped { failed: Some(_), .. } => ("刷卡不成功", "failed tap"),
            EventKind::TakenBack { failed: Some(_), .. } => ("撤销或退货不成功", "purchase not taken back"),
            EventKind::Uploaded { failed: Some(_), .. } => ("批次没有结算", "batch not settled"),
            EventKind::ParametersTaken { failed: Some(_), .. } => ("没有得到参数", "parameters not got"),
            EventKind::Asked { refused: Some(_), .. } => ("业务未受理", "service refused"),
            _ => return None,
        };
        Some(self.language.of(chinese, english).to_owned())
    }

    /// Returns how many messages failed how often.
    fn tries(&self) -> Table {
        let mut failures = HashMap::<MessageId, u64>::new();
        for event in &self.events {
            if let EventKind::Failed { message, .. } = event.kind {
                let count = failures.entry(message).or_default();
                *count = count.saturating_add(1);
            }
        }
        let mut messages = BTreeMap::<u64, u64>::new();
        for count in failures.into_values() {
            let messages = messages.entry(count).or_default();
            *messages = messages.saturating_add(1);
        }
        let heads = [self.say("#未送达次数", "#failed deliveries"), self.say("#短信条数", "#messages")];
        let rows = messages.iter().map(|(failed, count)| vec![failed.to_string(), count.to_string()]);
        Table::new(self.say("短信的重试", "Retries of messages"), heads).with_rows(rows)
    }

    /// Returns the scripts that cards have not answered yet, with their tries.
    fn errands(&self) -> Table {
        let heads = [
            self.say("号码", "number"),
            self.say("卡号", "card number"),
            self.say("内容", "purpose"),
            self.say("#已试", "#tries"),
            self.say("再试时间", "next try at"),
        ];
        let cards = self.world().platform().cards();
        let rows =
            cards.flat_map(|card| card.errands.iter().map(move |errand| (card, errand))).map(|(card, errand)| {
                vec![
                    card.number.to_string(),
                    card.asn.to_string(),
                    sim_i18n::counter::errand(self.language, errand).to_owned(),
                    errand.tries.to_string(),
                    errand.again.map_or_else(|| "–".to_owned(), |again| self.time(again)),
                ]
            });
        Table::new(self.say("现在的平台待办", "Errands of the platform to cards now"), heads).with_rows(rows)
    }

    /// Returns the table of the faults, the newest first.
    fn listed_faults(&self, faults: &[(&Event, String)]) -> Table {
        let heads = [
            self.say("#事件", "#event"),
            self.say("时间", "time"),
            self.say("从", "from"),
            self.say("到", "to"),
            self.say("经过", "what happened"),
        ];
        let rows = faults.iter().rev().take(ROWS_MAX).map(|(event, _)| {
            let party = |party| event::named_party(self.language, party);
            vec![
                event.number.to_string(),
                self.time(event.at),
                party(&event.from),
                event.to.as_ref().map(party).unwrap_or_default(),
                event::kind(self.language, &event.kind),
            ]
        });
        let caption = self.say("每次故障,最近的在前", "Every fault, the newest first");
        let rows: Vec<_> = rows.collect();
        Table::new(caption, heads).with_rows(rows).leaving_out(faults.len().saturating_sub(ROWS_MAX))
    }
}
