//! List of what may leave of the money under way between account and bank. Of a bank card the last four digits leave,
//! by which texts name it, and no more.

use serde::Serialize;

use crate::platform::Platform;
use crate::platform::number::Msisdn;
use crate::platform::serial::WithdrawalNumber;
use crate::platform::withdrawal::{Withdrawal, WithdrawalState};

/// Exported state of the money between accounts and banks.
#[derive(Serialize)]
pub(super) struct ShownMoney {
    withdrawals: Vec<ShownWithdrawal>,
}

impl ShownMoney {
    pub(super) fn of(platform: &Platform) -> ShownMoney {
        ShownMoney { withdrawals: platform.books.withdrawals().map(ShownWithdrawal::of).collect() }
    }
}

/// Exported withdrawal.
#[derive(Serialize)]
struct ShownWithdrawal {
    withdrawal: WithdrawalNumber,
    number: Msisdn,
    bank: &'static str,
    card: String,
    amount: u32,
    requested: String,
    state: WithdrawalState,
}

impl ShownWithdrawal {
    fn of((withdrawal, record): (WithdrawalNumber, &Withdrawal)) -> ShownWithdrawal {
        ShownWithdrawal {
            withdrawal,
            number: record.number,
            bank: record.card.bank.chinese(),
            card: record.card.number.tail().to_owned(),
            amount: record.amount.0,
            requested: record.requested.to_string(),
            state: record.state,
        }
    }
}
