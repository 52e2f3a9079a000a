//! Short messages of the period by their kind, with what became of each.

use std::collections::{BTreeMap, HashMap};

use maud::{Markup, html};
use sim_i18n::{Word, event, message};
use sim_world::smsc::{Fate, MessageId};
use sim_world::world::{EventKind, MessageContent, MessageHandling};

use super::Report;
use super::chart::{Bar, BarChart};
use super::table::Table;

/// Kind of a message, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum MessageKind {
    /// Text order or other text of a person.
    PersonText,
    /// Text of the platform.
    PlatformText,
    /// Secured packet.
    Packet,
    /// Delivery report.
    Report,
    /// Anything else.
    Data,
}

/// Counts of the messages of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct MessageCounts {
    sent: u64,
    delivered: u64,
    lost: u64,
    doubled: u64,
    late: u64,
    swapped: u64,
    failed_tries: u64,
    given_up: u64,
    by_hand: u64,
}

impl MessageKind {
    const fn of(content: &MessageContent) -> MessageKind {
        match content {
            MessageContent::Order(_) | MessageContent::TextPart { .. } => MessageKind::PersonText,
            MessageContent::Text(_) => MessageKind::PlatformText,
            MessageContent::Packet { .. } => MessageKind::Packet,
            MessageContent::Report(_) => MessageKind::Report,
            MessageContent::Data(_) => MessageKind::Data,
        }
    }
}

/// Counts by kind, while the events are read.
#[derive(Default)]
struct MessageTally {
    counts: BTreeMap<MessageKind, MessageCounts>,
    kinds: HashMap<MessageId, MessageKind>,
}

impl MessageTally {
    /// Takes an event. A message whose beginning is not among the events counts as data.
    fn take(&mut self, kind: &EventKind) {
        let counted: &mut u64 = match kind {
            EventKind::Handed { message, content, fate, .. } => {
                let kind = MessageKind::of(content);
                self.kinds.insert(*message, kind);
                let counts = self.counts.entry(kind).or_default();
                counts.sent = counts.sent.saturating_add(1);
                match fate {
                    None => return,
                    Some(Fate::Lost) => &mut counts.lost,
                    Some(Fate::Twice) => &mut counts.doubled,
                    Some(Fate::Late(_)) => &mut counts.late,
                    Some(Fate::Swapped) => &mut counts.swapped,
                }
            }
            EventKind::Delivered { content, .. } => {
                &mut self.counts.entry(MessageKind::of(content)).or_default().delivered
            }
            // A report that came is delivered; the event names the report.
            EventKind::Reported { .. } => &mut self.counts.entry(MessageKind::Report).or_default().delivered,
            EventKind::Failed { message, again: Some(_), .. } => &mut self.of(*message).failed_tries,
            EventKind::Failed { message, again: None, .. }
            | EventKind::Refused { message, .. }
            | EventKind::Unreadable { message } => &mut self.of(*message).given_up,
            EventKind::ByHand { message, handling } => {
                if let MessageHandling::Repeated { copy } = handling {
                    let kind = self.kind(*message);
                    self.kinds.insert(*copy, kind);
                }
                &mut self.of(*message).by_hand
            }
            _ => return,
        };
        *counted = counted.saturating_add(1);
    }

    fn kind(&self, message: MessageId) -> MessageKind {
        self.kinds.get(&message).copied().unwrap_or(MessageKind::Data)
    }

    fn of(&mut self, message: MessageId) -> &mut MessageCounts {
        self.counts.entry(self.kind(message)).or_default()
    }
}

impl Report<'_> {
    /// Renders the section.
    pub(super) fn messages(&self) -> Markup {
        let mut tally = MessageTally::default();
        self.events.iter().for_each(|event| tally.take(&event.kind));
        let bars = tally.counts.iter().map(|(kind, counts)| Bar {
            name: self.kind(*kind).to_owned(),
            value: counts.sent,
            text: counts.sent.to_string(),
        });
        let title = self.say("各类短信条数", "Messages by kind");
        let chart = BarChart { id: "kinds", title, bars: bars.collect() };
        html! {
            @if !tally.counts.is_empty() { figure { figcaption { (title) } (chart.render()) } }
            (self.table(&self.by_kind(&tally)))
            (self.table(&self.carried()))
        }
    }

    const fn kind(&self, kind: MessageKind) -> &'static str {
        match kind {
            MessageKind::PersonText => self.language.of("用户文字", "text of a person"),
            MessageKind::PlatformText => self.language.of("平台文字", "text of the platform"),
            MessageKind::Packet => self.language.of("安全数据包", "secured packet"),
            MessageKind::Report => self.language.of("回执", "delivery report"),
            MessageKind::Data => self.language.of("其他", "other"),
        }
    }

    fn by_kind(&self, tally: &MessageTally) -> Table {
        let heads = [
            self.say("种类", "kind"),
            self.say("#发出", "#sent"),
            self.say("#送达", "#delivered"),
            self.say("#丢失", "#lost"),
            self.say("#重复", "#doubled"),
            self.say("#晚到", "#late"),
            self.say("#换序", "#swapped"),
            self.say("#未送达再试", "#failed tries"),
            self.say("#放弃或拒收", "#given up or refused"),
            self.say("#人工处理", "#by hand"),
        ];
        let rows = tally.counts.iter().map(|(kind, counts)| {
            let MessageCounts { sent, delivered, lost, doubled, late, swapped, failed_tries, given_up, by_hand } =
                *counts;
            let counts = [sent, delivered, lost, doubled, late, swapped, failed_tries, given_up, by_hand];
            std::iter::once(self.kind(*kind).to_owned()).chain(counts.map(|count| count.to_string())).collect()
        });
        Table::new(self.say("短信的结果", "What became of the messages"), heads).with_rows(rows)
    }

    /// Returns the table of the messages under way now.
    fn carried(&self) -> Table {
        let heads = [
            self.say("#短信", "#message"),
            self.say("从", "from"),
            self.say("到", "to"),
            self.say("内容", "content"),
            self.say("收到时间", "taken at"),
            self.say("下一步", "next step"),
            self.say("#已失败", "#failures"),
        ];
        let rows = self.world().centre().carried().map(|carried| {
            let (from, to) = event::carried_parties(self.language, carried);
            let next = match carried.held {
                true => Word::Held.in_language(self.language).to_owned(),
                false => self.time(carried.due),
            };
            let content = sim_world::world::export::known_words(&sim_world::world::content(&carried.cargo));
            vec![
                carried.id.to_string(),
                from,
                to,
                message::content(self.language, &content),
                self.time(carried.taken),
                next,
                carried.tries.to_string(),
            ]
        });
        Table::new(self.say("现在的在途短信", "Messages under way now"), heads).with_rows(rows)
    }
}
