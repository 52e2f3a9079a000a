//! Report about a world: one page that needs nothing beside it. The page shows the movements of a day or of the whole
//! world, balances over time, top-ups and their fates, messages, faults and retries, people, shops, and the audit.
//! Charts are drawings in the page. No secret of the world is in the page ([`sim_world::world::export`]).

use std::borrow::Cow;

use maud::{Markup, html};
use sim_codec::time::{Day, Moment};
use sim_i18n::Language;
use sim_world::platform::entry::Entry;
use sim_world::world::{Event, World, export};

mod audit;
mod balances;
mod calls;
mod chart;
mod counters;
mod faults;
mod history;
mod messages;
mod movements;
mod page_frame;
mod people;
mod summary;
mod table;
mod top_ups;

pub use chart::{Bar, BarChart, Column, ColumnChart};
pub use page_frame::{PageFrame, PageStyle};

/// Style sheet of every page that stands alone: colours, letters, tables, paper. A page's own style sheet follows it.
pub const BASE_STYLE: &str = include_str!("report/base.css");

/// Style sheet of the page.
const STYLE: &str = include_str!("report/report.css");

/// Time that a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportPeriod {
    /// One day of the world's clock.
    Day(Day),
    /// Everything from the beginning of the world.
    Everything,
}

/// World of a report.
#[derive(Clone, Copy, Debug)]
pub struct ReportSource<'a> {
    /// Name of the world, for the heading.
    pub name: &'a str,
    /// World as it stands.
    pub world: &'a World,
    /// Events of the world, the oldest first. Those that are left out are counted and said to be missing.
    pub events: &'a [Event],
}

/// Report under construction: the world, with the entries and events of the period.
struct Report<'a> {
    source: &'a ReportSource<'a>,
    language: Language,
    period: ReportPeriod,
    entries: Vec<&'a Entry>,
    events: Vec<Cow<'a, Event>>,
}

/// Renders the report.
pub fn page(source: &ReportSource, period: ReportPeriod, language: Language) -> String {
    let includes = |at: Moment| period.includes(at);
    let entries = source.world.platform().books.ledger.entries();
    let report = Report {
        source,
        language,
        period,
        entries: entries.iter().filter(|entry| includes(entry.at)).collect(),
        events: source
            .events
            .iter()
            .filter(|event| includes(event.at))
            .map(|event| Cow::Owned(export::without_words(event)))
            .collect(),
    };
    report.render()
}

impl ReportPeriod {
    fn includes(self, at: Moment) -> bool {
        match self {
            ReportPeriod::Day(day) => at.day() == day,
            ReportPeriod::Everything => true,
        }
    }
}

impl Report<'_> {
    /// Returns the one of two texts that is in the report's language.
    const fn say<'t>(&self, chinese: &'t str, english: &'t str) -> &'t str {
        self.language.of(chinese, english)
    }

    /// Renders an amount in fen.
    fn amount(&self, fen: i64) -> String {
        sim_i18n::amount(self.language, fen)
    }

    /// Returns the world.
    const fn world(&self) -> &World {
        self.source.world
    }

    /// Renders a moment: the time of day if the report is about one day, with the date otherwise.
    fn time(&self, at: Moment) -> String {
        match self.period {
            ReportPeriod::Day(_) => sim_i18n::time_of_day(at),
            ReportPeriod::Everything => at.to_string(),
        }
    }

    /// Renders the period.
    fn period(&self) -> String {
        match self.period {
            ReportPeriod::Day(day) => day.to_string(),
            ReportPeriod::Everything => self.say("全部", "all days").to_owned(),
        }
    }

    fn title(&self) -> String {
        format!("{} {}", self.say("手机支付报告", "Mobile payment report"), self.period())
    }

    /// Returns the sections with their anchors and headings, in order.
    fn sections(&self) -> Vec<(&'static str, &str, Markup)> {
        vec![
            ("balances", self.say("余额变化", "Balances over time"), self.balances()),
            ("movements", self.say("交易", "Transactions"), self.movements()),
            ("top-ups", self.say("钱包充值", "Top-ups of wallets"), self.top_ups()),
            ("messages", self.say("短信", "Short messages"), self.messages()),
            ("calls", self.say("服务热线", "Service lines"), self.calls()),
            ("faults", self.say("故障与重试", "Faults and retries"), self.faults()),
            ("people", self.say("用户", "People"), self.people()),
            ("shops", self.say("商户与批次", "Shops and batches"), self.shops()),
            ("audit", self.say("审计", "Audit"), self.audit()),
        ]
    }

    fn render(&self) -> String {
        let sections = self.sections();
        let body = html! {
            header { (self.summary()) }
            nav aria-label=(self.say("目录", "Contents")) {
                ul { @for (anchor, heading, _) in &sections { li { a href={ "#" (anchor) } { (heading) } } } }
            }
            main {
                @for (anchor, heading, content) in &sections {
                    section id=(anchor) aria-labelledby={ (anchor) "-heading" } {
                        h2 id={ (anchor) "-heading" } { (heading) }
                        (content)
                    }
                }
            }
            footer { p { (self.closing()) } }
        };
        let (language, title) = (self.say("zh-CN", "en"), self.title());
        PageFrame { language, title: &title, style: PageStyle::Inline(&[STYLE]) }.render(&body)
    }

    /// Renders the sentence at the end.
    fn closing(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match self.language {
            Language::Chinese => {
                format!("由 rfid-sim {version} 根据世界文件生成。报告不含密码、密钥、充值卡密码和用户所写的短信内容。")
            }
            Language::English => format!(
                "Made by rfid-sim {version} from the world's file. The report has no password, key, digits of scratch \
                 cards or words of a person's message."
            ),
        }
    }
}

#[cfg(test)]
mod tests;
