//! Balances of people over time, recounted from the entries of the ledger in one pass.

use std::collections::BTreeMap;

use sim_codec::time::Moment;
use sim_world::platform::entry::{Book, Entry};
use sim_world::platform::number::Msisdn;

/// Number of the kinds of a person's books.
pub(super) const KINDS: usize = 4;

/// Balances of a person's books in fen: cash, recharge card, wallet, money in flight.
pub(super) type BookBalances = [i64; KINDS];

/// Balances over a period.
#[derive(Clone, Debug, Default)]
pub(super) struct BalanceHistory {
    /// Balances before the period.
    pub(super) opening: BookBalances,
    /// Balances after each change in the period.
    pub(super) changes: Vec<(Moment, BookBalances)>,
}

impl BalanceHistory {
    /// Returns the balances at the end of the period.
    pub(super) fn closing(&self) -> BookBalances {
        self.changes.last().map_or(self.opening, |(_, balances)| *balances)
    }

    /// Returns the balances at a moment.
    pub(super) fn at(&self, at: Moment) -> BookBalances {
        let before = self.changes.partition_point(|(changed, _)| *changed <= at);
        let last = before.checked_sub(1).and_then(|place| self.changes.get(place));
        last.map_or(self.opening, |(_, balances)| *balances)
    }

    fn change(&mut self, at: Moment, is_inside: bool, kind: usize, fen: i64) {
        let mut now = self.closing();
        if let Some(balance) = now.get_mut(kind) {
            *balance = balance.saturating_add(fen);
        }
        match self.changes.last_mut().filter(|(changed, _)| *changed == at) {
            _ if !is_inside => self.opening = now,
            Some((_, balances)) => *balances = now,
            None => self.changes.push((at, now)),
        }
    }
}

/// Balances of all people together and of each.
#[derive(Clone, Debug, Default)]
pub(super) struct LedgerHistory {
    pub(super) total: BalanceHistory,
    pub(super) people: BTreeMap<Msisdn, BalanceHistory>,
}

/// Returns the place of a person's book among its kinds; `None` for the books of others.
const fn kind(book: &Book) -> Option<usize> {
    match book {
        Book::Cash(_) => Some(0),
        Book::RechargeCard(_) => Some(1),
        Book::Wallet(_) => Some(2),
        Book::InFlight(_) => Some(3),
        _ => None,
    }
}

impl LedgerHistory {
    /// Recounts the entries up to the end of a period. `is_inside` tells whether a moment is in the period, `is_after`
    /// whether it is later.
    pub(super) fn recount(
        entries: &[Entry],
        is_inside: impl Fn(Moment) -> bool,
        is_after: impl Fn(Moment) -> bool,
    ) -> LedgerHistory {
        let mut history = LedgerHistory::default();
        for Entry { at, legs, .. } in entries.iter().take_while(|entry| !is_after(entry.at)) {
            for (book, fen) in legs {
                if let (Some(kind), Some(number)) = (kind(book), book.number()) {
                    history.total.change(*at, is_inside(*at), kind, *fen);
                    history.people.entry(number).or_default().change(*at, is_inside(*at), kind, *fen);
                }
            }
        }
        history
    }
}
