//! Head of the report: what the report is about, and its most important figures.

use maud::{Markup, html};
use sim_i18n::{Language, entry};
use sim_world::platform::entry::{Book, EntryReason};
use sim_world::world::{Event, EventKind};

use super::Report;

impl Report<'_> {
    /// Renders the head of the page.
    pub(super) fn summary(&self) -> Markup {
        let findings = self.world().audit().err().map_or(0, |findings| findings.len());
        html! {
            h1 { (self.title()) }
            p.about { (self.about()) }
            p.verdict.good[findings == 0].bad[findings > 0] { (self.verdict(findings)) }
            dl.figures {
                @for (name, value, note) in self.figures() {
                    div { dt { (name) } dd { strong { (value) } " " span { (note) } } }
                }
            }
            @if let Some(sentence) = self.missing_events() { p.left-out { (sentence) } }
        }
    }

    fn about(&self) -> String {
        let (name, now, people) = (self.source.name, self.world().now(), self.world().people().len());
        let (steps, events) = (self.world().steps(), self.world().happened());
        match self.language {
            Language::Chinese => format!("世界 {name},时钟 {now},用户 {people} 人,{steps} 步,{events} 个事件。"),
            Language::English => {
                format!("World {name}, clock {now}. People: {people}; steps: {steps}; events: {events}.")
            }
        }
    }

    /// Returns count and sum of the period's movements of some reasons, in fen.
    fn moved(&self, is_meant: impl Fn(&EntryReason) -> bool) -> (u64, i64) {
        let meant = self.entries.iter().filter(|entry| is_meant(&entry.why));
        meant.fold((0, 0), |(count, sum), entry| {
            (u64::saturating_add(count, 1), i64::saturating_add(sum, entry::moved(entry)))
        })
    }

    /// Returns the figures, each with its name and a note.
    fn figures(&self) -> Vec<(&str, String, String)> {
        let figure = |name, (count, sum): (u64, i64)| (name, self.amount(sum), self.counted(count));
        let paid_in = |why: &EntryReason| {
            matches!(why, EntryReason::HallCash { .. } | EntryReason::WebBank { .. } | EntryReason::ScratchCard { .. })
        };
        let failures = self.events.iter().filter(|event| matches!(event.kind, EventKind::Failed { .. })).count();
        let harmed = |event: &Event| matches!(event.kind, EventKind::Handed { fate: Some(_), .. });
        let harmed = self.events.iter().filter(|event| harmed(event)).count();
        let failures = match self.language {
            Language::Chinese => format!("另有 {failures} 次未送达"),
            Language::English => format!("and {failures} not delivered"),
        };
        let in_flight = self.sum_of(|book| matches!(book, Book::InFlight(_)));
        vec![
            figure(self.say("存入账户", "Paid into accounts"), self.moved(paid_in)),
            figure(
                self.say("充值到账", "Top-ups arrived"),
                self.moved(|why| matches!(why, EntryReason::LoadSettled { .. })),
            ),
            figure(
                self.say("充值退回", "Top-ups taken back"),
                self.moved(|why| matches!(why, EntryReason::LoadRefunded { .. })),
            ),
            figure(
                self.say("结算的消费", "Purchases settled"),
                self.moved(|why| matches!(why, EntryReason::Purchase(_))),
            ),
            (self.say("现在在途", "In flight now"), self.amount(in_flight), String::new()),
            (self.say("网络故障短信", "Messages harmed"), harmed.to_string(), failures),
        ]
    }

    /// Renders how many events are not in the world's file any more; `None` if all are.
    fn missing_events(&self) -> Option<String> {
        let known = u64::try_from(self.source.events.len()).unwrap_or(u64::MAX);
        let missing = self.world().happened().saturating_sub(known);
        (missing > 0).then(|| match self.language {
            Language::Chinese => format!("最早的 {missing} 个事件不在其中,短信与故障的数目少计这些事件。"),
            Language::English => {
                format!("The oldest {missing} events are missing, and messages and faults are counted without them.")
            }
        })
    }
}
