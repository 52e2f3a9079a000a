//! Tally of a day: what happened at which hour, how long top-ups took, and why something was refused. Tallies of blocks
//! and of days add up, in whatever order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim_codec::time::{DAY, HOUR, Moment};

use super::day_scenario::HOURS;
use super::histogram::Histogram;

/// Kind of happening that a tally counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TallyKind {
    /// Purchase at a shop.
    Purchase,
    /// Purchase that the first tap left open and the next one completed.
    PurchaseCompleted,
    /// Purchase that was refused, or came to nothing.
    PurchaseRefused,
    /// Top-up that a person asked for at the menu.
    TopUpAsked,
    /// Top-up to which the menu did not lead.
    TopUpRefused,
    /// Top-up over the air for which the platform set money aside.
    TopUpReserved,
    /// Top-up over the air that the card proved to have.
    TopUpSettled,
    /// Top-up over the air that the card proved never to get.
    TopUpRefunded,
    /// Load of cash at a hall.
    HallLoad,
    /// Load of cash at a hall that was refused.
    HallLoadRefused,
    /// Recharge of an account with a scratch card.
    Recharge,
    /// Phone bill that was paid.
    Bill,
    /// Bill or recharge to which the menu did not lead.
    BillRefused,
    /// Purchase that the platform settled with its merchant.
    PurchaseSettled,
    /// Upload of a batch that failed.
    UploadRefused,
    /// Short message that the centre was given.
    Message,
    /// Short message of these that met a fate.
    MessageFate,
    /// Card that lost its power.
    PowerCut,
}

impl TallyKind {
    /// All kinds.
    pub const ALL: [TallyKind; 18] = [
        TallyKind::Purchase,
        TallyKind::PurchaseCompleted,
        TallyKind::PurchaseRefused,
        TallyKind::TopUpAsked,
        TallyKind::TopUpRefused,
        TallyKind::TopUpReserved,
        TallyKind::TopUpSettled,
        TallyKind::TopUpRefunded,
        TallyKind::HallLoad,
        TallyKind::HallLoadRefused,
        TallyKind::Recharge,
        TallyKind::Bill,
        TallyKind::BillRefused,
        TallyKind::PurchaseSettled,
        TallyKind::UploadRefused,
        TallyKind::Message,
        TallyKind::MessageFate,
        TallyKind::PowerCut,
    ];
}

/// Number of happenings, and the money that they moved, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedMoney {
    /// Number of happenings.
    pub count: u64,
    /// Sum in fen.
    pub fen: u64,
}

impl CountedMoney {
    fn add(&mut self, other: CountedMoney) {
        self.count = self.count.saturating_add(other.count);
        self.fen = self.fen.saturating_add(other.fen);
    }
}

/// Tally of a block's day, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayTally {
    /// Happenings of each kind, by the hour.
    hours: BTreeMap<TallyKind, [CountedMoney; HOURS]>,
    /// Times from the reservation of a top-up over the air to its settlement, in milliseconds.
    pub latencies: Histogram,
    /// Reasons of refusals with their numbers. Digits are left out of them, so that equal reasons count together.
    pub reasons: BTreeMap<String, u64>,
}

/// Returns the hour of a moment, 0 to 23.
fn hour_of(at: Moment) -> usize {
    usize::try_from((at.0 % DAY) / HOUR).unwrap_or(0)
}

impl DayTally {
    /// Counts a happening that moved so much money.
    pub fn count(&mut self, kind: TallyKind, at: Moment, fen: u64) {
        let hours = self.hours.entry(kind).or_default();
        hours.iter_mut().skip(hour_of(at)).take(1).for_each(|hour| hour.add(CountedMoney { count: 1, fen }));
    }

    /// Counts the reason of a refusal.
    pub fn count_reason(&mut self, reason: &dyn std::fmt::Display) {
        let reason = without_digits(&reason.to_string());
        let count = self.reasons.entry(reason).or_default();
        *count = count.saturating_add(1);
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &DayTally) {
        for (kind, more) in &other.hours {
            let hours = self.hours.entry(*kind).or_default();
            hours.iter_mut().zip(more).for_each(|(hour, more)| hour.add(*more));
        }
        self.latencies.add(&other.latencies);
        for (reason, more) in &other.reasons {
            let count = self.reasons.entry(reason.clone()).or_default();
            *count = count.saturating_add(*more);
        }
    }

    /// Returns the happenings of a kind, by the hour.
    pub fn hours(&self, kind: TallyKind) -> [CountedMoney; HOURS] {
        self.hours.get(&kind).copied().unwrap_or_default()
    }

    /// Returns the happenings of a kind.
    pub fn total(&self, kind: TallyKind) -> CountedMoney {
        let mut total = CountedMoney::default();
        self.hours(kind).into_iter().for_each(|hour| total.add(hour));
        total
    }
}

/// Returns a text in which `N` stands for each number.
fn without_digits(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            digit if digit.is_ascii_digit() => {
                if !masked.ends_with('N') {
                    masked.push('N');
                }
            }
            other => masked.push(other),
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_add_up_in_any_order() {
        let tally = |hour: u64, fen| {
            let mut tally = DayTally::default();
            tally.count(TallyKind::Purchase, Moment(hour * HOUR), fen);
            tally.count_reason(&format_args!("the amount is over {fen}.00 yuan"));
            tally
        };
        let (mut one, mut other) = (tally(8, 100), tally(23, 250));
        let first = one.clone();
        one.add(&other);
        other.add(&first);
        assert_eq!(one, other);
        assert_eq!(one.total(TallyKind::Purchase), CountedMoney { count: 2, fen: 350 });
        assert_eq!(one.hours(TallyKind::Purchase)[23], CountedMoney { count: 1, fen: 250 });
        assert_eq!(one.reasons, BTreeMap::from([("the amount is over N.N yuan".to_owned(), 2)]));
        assert_eq!(one.total(TallyKind::Bill), CountedMoney::default());
    }

    #[test]
    fn hour_is_of_the_day() {
        assert_eq!([0, HOUR - 1, HOUR, DAY - 1, DAY].map(|at| hour_of(Moment(at))), [0, 0, 1, 23, 0]);
    }
}
