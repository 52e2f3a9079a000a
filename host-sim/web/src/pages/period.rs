//! Period of days for which a page lists what happened (时间区间).

use maud::{Markup, html};
use serde::Deserialize;

use crate::notice::Notice;
use crate::visit::Visit;
use sim_codec::time::{Day, Moment};

/// Days that are listed if nothing else is asked for.
const DAYS: u64 = 30;

/// Question for a period; an empty date asks for nothing in particular.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct PeriodQuery {
    /// First day.
    #[serde(default)]
    pub(super) from: String,
    /// Last day.
    #[serde(default)]
    pub(super) to: String,
}

/// Days from the first to the last, both of them included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Day,
    pub(super) to: Day,
}

/// Returns the day of a text such as `2009-11-18`.
fn day(text: &str) -> Option<Day> {
    format!("{text} 00:00").parse().ok().map(Moment::day)
}

impl Period {
    /// Returns the month that ends on a day.
    pub(super) const fn month_to(to: Day) -> Period {
        Period { from: Day(to.0.saturating_sub(DAYS)), to }
    }

    /// Returns `true` if a day lies in the period.
    pub(super) fn contains(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

impl PeriodQuery {
    /// Reads the period, which ends on the day `last` at the latest. An error is the sentence about a wrong date.
    pub(super) fn read(&self, last: Day) -> Result<Period, Notice> {
        let read = |text: &str| match text.trim() {
            "" => Ok(None),
            text => day(text).map(Some).ok_or_else(|| wrong_date(text)),
        };
        let (from, to) = (read(&self.from)?, read(&self.to)?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Notice::failure("开始日期晚于结束日期。", "The first day is after the last."));
        }
        let month = Period::month_to(to.unwrap_or(last).min(last));
        let from = from.unwrap_or(month.from);
        // A period that has not begun is empty, and has no last day before its first.
        Ok(Period { from, to: month.to.max(from) })
    }
}

fn wrong_date(text: &str) -> Notice {
    let text: String = text.chars().take(20).collect();
    Notice::failure(
        format!("“{text}”不是日期。日期应写成 2009-11-18。"),
        format!("“{text}” is no date. A date is written like 2009-11-18."),
    )
}

/// Renders the fields that ask for a period, which ends on the day `last` at the latest.
pub(super) fn period_fields(visit: &Visit, period: Period, last: Day) -> Markup {
    html! {
        div.field {
            label for="from" { (visit.say("开始日期", "From")) }
            input #from type="date" name="from" value=(period.from) max=(last);
        }
        div.field {
            label for="to" { (visit.say("结束日期", "To")) }
            input #to type="date" name="to" value=(period.to) max=(last);
        }
    }
}
