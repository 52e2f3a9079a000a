//! Balances over time: cash, recharge card, wallet and money in flight, of all people together and of each.

use maud::{Markup, html};
use sim_codec::time::{MINUTE, Moment};
use sim_i18n::Word;
use sim_world::platform::number::Msisdn;

use super::chart::{Series, StepChart};
use super::history::{BalanceHistory, KINDS, LedgerHistory};
use super::table::{ROWS_MAX, Table};
use super::{Report, ReportPeriod};

/// Largest number of people with a chart of their own.
const CHARTS_MAX: usize = 12;

/// Largest number of changes that the table beside the chart lists one by one.
const LISTED_MAX: usize = 24;

impl Report<'_> {
    /// Renders the section.
    pub(super) fn balances(&self) -> Markup {
        let history = self.history();
        let (from, to) = self.span();
        html! {
            div.pair {
                (self.chart("all-balances", self.say("全部用户", "All people"), &history.total, from, to))
                div { (self.table(&self.listed(&history.total, from, to))) }
            }
            (self.table(&self.of_people(&history)))
            (self.charts(&history, from, to))
        }
    }

    fn history(&self) -> LedgerHistory {
        let entries = self.world().platform().books.ledger.entries();
        let period = self.period;
        let is_after = move |at: Moment| matches!(period, ReportPeriod::Day(day) if at.day() > day);
        LedgerHistory::recount(entries, |at| period.includes(at), is_after)
    }

    /// Returns the first and the last moment of the charts: those of the period in which money moved.
    fn span(&self) -> (Moment, Moment) {
        let begin = match self.period {
            ReportPeriod::Day(day) => day.start(),
            ReportPeriod::Everything => self.world().now(),
        };
        let first = self.entries.first().map_or(begin, |entry| entry.at);
        let last = self.entries.last().map_or(first, |entry| entry.at);
        let margin = (last.since(first) / 20).max(MINUTE / 12);
        (Moment(first.0.saturating_sub(margin)), last.later(margin))
    }

    /// Returns the names of a person's books.
    fn kinds(&self) -> [&'static str; KINDS] {
        let book = |word: Word| word.in_language(self.language);
        [book(Word::Cash), book(Word::RechargeCard), self.say("钱包(账上)", "wallet (books)"), book(Word::InFlight)]
    }

    fn chart(&self, id: &str, title: &str, history: &BalanceHistory, from: Moment, to: Moment) -> Markup {
        let series = self.kinds().into_iter().enumerate().map(|(kind, name)| Series {
            name: name.to_owned(),
            opening: history.opening.get(kind).copied().unwrap_or(0),
            changes: history.changes.iter().filter_map(|(at, all)| Some((*at, *all.get(kind)?))).collect(),
        });
        let closing =
            self.kinds().into_iter().zip(history.closing()).map(|(name, fen)| format!("{name} {}", self.amount(fen)));
        let closing: Vec<String> = closing.collect();
        let description = format!("{} {}", self.say("期末余额:", "At the end:"), closing.join("; "));
        let title = format!("{title}{}", self.say("(元)", ", yuan"));
        let chart = StepChart { id, title: &title, description: &description, from, to, series: series.collect() };
        html! { figure { figcaption { (title) } (chart.render()) } }
    }

    /// Returns the table beside the chart: each change if there are few of them, else the balances at even moments.
    fn listed(&self, history: &BalanceHistory, from: Moment, to: Moment) -> Table {
        let few = history.changes.len() <= LISTED_MAX;
        let caption = match few {
            true => self.say("每次变化后的余额", "Balances after each change"),
            false => self.say("等间隔时刻的余额", "Balances at even moments"),
        };
        let kinds = self.kinds().map(|kind| format!("#{kind}"));
        let heads = [self.say("时间", "time")].into_iter().chain(kinds.iter().map(String::as_str));
        let moments: Vec<Moment> = match few {
            true => history.changes.iter().map(|(at, _)| *at).collect(),
            false => even_moments(from, to),
        };
        let balances = |at: Moment| history.at(at).map(|fen| self.amount(fen)).to_vec();
        let rows = moments.into_iter().map(|at| [vec![self.time(at)], balances(at)].concat());
        Table::new(caption, heads).with_rows(rows)
    }

    fn of_people(&self, history: &LedgerHistory) -> Table {
        let kinds = self.kinds().map(|kind| format!("#{kind}"));
        let heads = [self.say("号码", "number")].into_iter().chain(kinds.iter().map(String::as_str));
        let changes = [format!("#{}", self.say("变化次数", "changes"))];
        let heads = heads.chain(changes.iter().map(String::as_str));
        let caption = self.say("各用户期末余额", "Balances of each at the end");
        let rows = history.people.iter().take(ROWS_MAX).map(|(number, own)| {
            let balances = own.closing().map(|fen| self.amount(fen)).to_vec();
            [vec![number.to_string()], balances, vec![own.changes.len().to_string()]].concat()
        });
        let rows: Vec<_> = rows.collect();
        Table::new(caption, heads).with_rows(rows).leaving_out(history.people.len().saturating_sub(ROWS_MAX))
    }

    /// Renders a chart of each person whose balances changed, those with the most changes first.
    fn charts(&self, history: &LedgerHistory, from: Moment, to: Moment) -> Markup {
        let mut moved: Vec<(&Msisdn, &BalanceHistory)> =
            history.people.iter().filter(|(_, own)| !own.changes.is_empty()).collect();
        // With one person, the chart of all is that person's.
        if moved.len() == 1 {
            moved.clear();
        }
        moved.sort_by_key(|(number, own)| (std::cmp::Reverse(own.changes.len()), **number));
        let left_out = moved.len().saturating_sub(CHARTS_MAX);
        html! {
            @if !moved.is_empty() {
                div.charts {
                    @for (number, own) in moved.into_iter().take(CHARTS_MAX) {
                        (self.chart(&format!("balances-{number}"), &number.to_string(), own, from, to))
                    }
                }
            }
            @if left_out > 0 { p.left-out { (self.charts_left_out(left_out)) } }
        }
    }

    fn charts_left_out(&self, count: usize) -> String {
        match self.language {
            sim_i18n::Language::Chinese => format!("变化较少的 {count} 个用户没有单独的图,余额见上表。"),
            sim_i18n::Language::English => {
                format!(
                    "People with fewer changes have no chart of their own: {count}. Their balances are in the table."
                )
            }
        }
    }
}

/// Returns moments at even distances from the first to the last.
fn even_moments(from: Moment, to: Moment) -> Vec<Moment> {
    let parts = u64::try_from(LISTED_MAX).unwrap_or(1).saturating_sub(1).max(1);
    let step = to.since(from) / parts;
    (0..=parts).map(|nth| if nth == parts { to } else { from.later(step.saturating_mul(nth)) }).collect()
}
