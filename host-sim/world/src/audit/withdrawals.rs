//! The audit of withdrawals: the platform's records against the entries, and the number of them in a row.

use std::collections::{BTreeMap, BTreeSet};

use super::error::AuditError;
use super::recount::{Recount, RecountedWithdrawal, WithdrawalCourse};
use crate::platform::books::Books;
use crate::platform::withdrawal::{Withdrawal, WithdrawalState};

/// Compares the platform's withdrawals with those of its entries.
pub(super) fn check(recount: &Recount, books: &Books, findings: &mut Vec<AuditError>) {
    let kept: BTreeMap<_, _> = books.withdrawals().map(|(number, kept)| (number, as_told(kept))).collect();
    let named: BTreeSet<_> = kept.keys().chain(recount.withdrawals.keys()).copied().collect();
    let differ = named.into_iter().filter(|named| kept.get(named) != recount.withdrawals.get(named));
    findings.extend(differ.map(|withdrawal| AuditError::WithdrawalKept { withdrawal }));
    let most = books.terms.withdrawals.in_a_row;
    let too_long = recount.longest_row.iter().filter(|(_, count)| **count > usize::from(most));
    let too_long =
        too_long.map(|(number, count)| AuditError::WithdrawalsInARow { number: *number, count: *count, most });
    findings.extend(too_long);
}

/// Returns a withdrawal in the books as its entries should tell it.
fn as_told(kept: &Withdrawal) -> RecountedWithdrawal {
    RecountedWithdrawal {
        number: kept.number,
        amount: i128::from(kept.amount.0),
        course: match kept.state {
            WithdrawalState::Requested | WithdrawalState::Accepted => WithdrawalCourse::Frozen,
            WithdrawalState::Paid => WithdrawalCourse::Paid,
            WithdrawalState::Returned => WithdrawalCourse::Returned,
        },
    }
}

#[cfg(test)]
mod tests;
