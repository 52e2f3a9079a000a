//! The recount of withdrawals: each is frozen once and ends once, with the same amount of the same number.

use std::collections::BTreeSet;

use super::{Recount, gained};
use crate::audit::error::AuditError;
use crate::platform::entry::{Book, Entry};
use crate::platform::number::Msisdn;
use crate::platform::serial::WithdrawalNumber;

/// Course of a withdrawal, as its entries describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) enum WithdrawalCourse {
    Frozen,
    Paid,
    Returned,
}

/// Withdrawal as its entries describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) struct RecountedWithdrawal {
    pub number: Msisdn,
    pub amount: i128,
    pub course: WithdrawalCourse,
}

impl Recount {
    /// Counts an amount that is frozen, and the row of withdrawals to which it belongs.
    pub(super) fn freeze(&mut self, entry: &Entry, withdrawal: WithdrawalNumber) {
        let (id, number, amount) = (entry.id, entry.why.number(), gained(entry));
        if self.withdrawals.contains_key(&withdrawal) {
            self.findings.push(AuditError::FrozenTwice { id, withdrawal });
            return;
        }
        self.withdrawals.insert(withdrawal, RecountedWithdrawal { number, amount, course: WithdrawalCourse::Frozen });
        let row = self.in_a_row.entry(number).or_default();
        row.insert(withdrawal);
        let longest = self.longest_row.entry(number).or_default();
        *longest = row.len().max(*longest);
    }

    /// Counts the end of a withdrawal. One that the bank refused belongs to no row.
    pub(super) fn end_withdrawal(&mut self, entry: &Entry, withdrawal: WithdrawalNumber, course: WithdrawalCourse) {
        let (id, number, amount) = (entry.id, entry.why.number(), gained(entry));
        match self.withdrawals.get_mut(&withdrawal) {
            Some(told) if told.course == WithdrawalCourse::Frozen => {
                told.course = course;
                if (told.number, told.amount) != (number, amount) {
                    self.findings.push(AuditError::WithdrawnOtherwise { id, withdrawal });
                }
            }
            _ => self.findings.push(AuditError::NotFrozen { id, withdrawal }),
        }
        if course == WithdrawalCourse::Returned {
            self.in_a_row.entry(number).or_default().remove(&withdrawal);
        }
    }

    /// Checks that the frozen money of each number is that of its withdrawals under way.
    pub(super) fn finish_withdrawals(&mut self) {
        let numbers = self.balances.keys().filter_map(|book| match book {
            Book::Frozen(number) => Some(*number),
            _ => None,
        });
        let told = self.withdrawals.values().map(|told| told.number);
        for number in numbers.chain(told).collect::<BTreeSet<_>>() {
            let frozen = self.balance(Book::Frozen(number));
            let open = self.withdrawals.values().filter(|told| told.course == WithdrawalCourse::Frozen);
            let open = open.filter(|told| told.number == number).map(|told| told.amount).sum();
            if frozen != open {
                self.findings.push(AuditError::Frozen { number, frozen, open });
            }
        }
    }
}
