//! The reasons for which a withdrawal or an order does not go on, with their Chinese sentences.

use serde::{Deserialize, Serialize};
use sim_wire::count::Counted;

use super::amount::yuan;
use super::serial::{BankOrderNumber, GoodsOrderNumber, WithdrawalNumber};
use sim_codec::amount::in_english;
use sim_device::pos::number::MerchantNumber;

/// Reason for which a withdrawal, an order to a bank or an order for goods is refused. No money has moved.
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
    /// A bank's answer to an order of the account is waited for.
    #[error("the answer of a bank to order {0} is waited for")]
    BankOrderOpen(BankOrderNumber),
    /// No order to a bank has this number.
    #[error("there is no order {0} to a bank")]
    BankOrderUnknown(BankOrderNumber),
    /// The answer of the bank to this order counts no more.
    #[error("the order {0} to a bank is over")]
    BankOrderOver(BankOrderNumber),
    /// The platform has no contract with this merchant.
    #[error("there is no contract with merchant {0}")]
    NoMerchant(MerchantNumber),
    /// No order for goods of the merchant has this number.
    #[error("there is no order {0} for goods")]
    GoodsOrderUnknown(GoodsOrderNumber),
    /// The order for goods was not paid in time.
    #[error("the order {0} for goods has lapsed")]
    GoodsOrderLapsed(GoodsOrderNumber),
    /// The order for goods was paid before.
    #[error("the order {0} for goods is paid")]
    GoodsOrderPaid(GoodsOrderNumber),
    /// The order for goods was not paid.
    #[error("the order {0} for goods is not paid")]
    GoodsOrderUnpaid(GoodsOrderNumber),
    /// The refund is larger than what was paid and is not refunded yet, which is so many fen.
    #[error("{} of the order can be refunded", in_english(*.0))]
    RefundTooLarge(i64),
}

impl PaymentError {
    /// Returns the reason as a Chinese sentence.
    pub fn chinese(&self) -> String {
        match self {
            PaymentError::WithdrawalsInARow { .. } => "连续提现次数超限,须消费后才能继续提现。".to_owned(),
            PaymentError::NoWithdrawal => "没有等待银行处理的提现。".to_owned(),
            PaymentError::WithdrawalUnknown(withdrawal) => format!("没有编号为{withdrawal}的提现。"),
            PaymentError::BankOrderOpen(_) => "您有未完成的网银充值,暂不能销户。".to_owned(),
            PaymentError::BankOrderUnknown(order) => format!("没有编号为{order}的网银充值。"),
            PaymentError::BankOrderOver(order) => format!("编号为{order}的网银充值已结束。"),
            PaymentError::NoMerchant(_) => "没有该商户。".to_owned(),
            PaymentError::GoodsOrderUnknown(order) => format!("没有订单{order}。"),
            PaymentError::GoodsOrderLapsed(order) => format!("订单{order}已过期,请重新下单。"),
            PaymentError::GoodsOrderPaid(order) => format!("订单{order}已支付,无需重复支付。"),
            PaymentError::GoodsOrderUnpaid(order) => format!("订单{order}未支付,不能退款。"),
            PaymentError::RefundTooLarge(left) => format!("退款金额超过可退金额{}。", yuan(*left)),
            PaymentError::WithdrawalOver(withdrawal) => format!("编号为{withdrawal}的提现已结束。"),
        }
    }
}
