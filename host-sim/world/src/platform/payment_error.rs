//! The reasons for which a withdrawal does not go on, with their Chinese sentences.

use serde::{Deserialize, Serialize};
use sim_wire::count::Counted;

use super::serial::WithdrawalNumber;

/// Reason for which a withdrawal is refused. No money has moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentError {
    /// The account was withdrawn from too often in a row, without a remote purchase between.
    #[error("the account was withdrawn from {} in a row without a remote purchase", Counted(*most, "time"))]
    WithdrawalsInARow {
        /// Largest number of withdrawals in a row.
        most: u8,
    },
    /// No withdrawal of the number waits for its bank.
    #[error("no withdrawal of the number waits for its bank")]
    NoWithdrawal,
    /// No withdrawal has this number.
    #[error("there is no withdrawal {0}")]
    WithdrawalUnknown(WithdrawalNumber),
    /// The bank has answered the withdrawal before.
    #[error("the withdrawal {0} is over")]
    WithdrawalOver(WithdrawalNumber),
}

impl PaymentError {
    /// Returns the reason as a Chinese sentence.
    pub fn chinese(&self) -> String {
        match self {
            PaymentError::WithdrawalsInARow { .. } => "连续提现次数超限,须消费后才能继续提现。".to_owned(),
            PaymentError::NoWithdrawal => "没有等待银行处理的提现。".to_owned(),
            PaymentError::WithdrawalUnknown(withdrawal) => format!("没有编号为{withdrawal}的提现。"),
            PaymentError::WithdrawalOver(withdrawal) => format!("编号为{withdrawal}的提现已结束。"),
        }
    }
}
