//! Refunds (退款, handbook 2.4.2.2): the merchant's book loses the amount, and it goes back to the sub-accounts that
//! paid. What was taken last comes back first: cash, and then the recharge card.

use sim_device::pos::number::MerchantNumber;
use sim_wire::Fen;

use super::{AccountParts, GoodsPayment};
use crate::platform::books::Books;
use crate::platform::entry::{Book, EntryReason};
use crate::platform::error::PlatformError;
use crate::platform::load::positive;
use crate::platform::payment_error::PaymentError;
use crate::platform::serial::GoodsOrderNumber;
use sim_codec::time::Moment;

impl GoodsPayment {
    /// Returns the amounts that go back to the sub-accounts with a refund, if so much was paid and is not back yet.
    fn refund(&self, fen: i64) -> Result<AccountParts, PlatformError> {
        let left = self.taken.sum().saturating_sub(self.refunded.sum());
        if fen > left {
            return Err(PaymentError::RefundTooLarge(left).into());
        }
        let cash = fen.min(self.taken.cash.saturating_sub(self.refunded.cash));
        Ok(AccountParts { cash, recharge_card: fen.saturating_sub(cash) })
    }
}

impl Books {
    /// Refunds an amount of a paid order at its merchant's request, and returns the payment as it is then. The money
    /// goes back whatever the present state of the number, but not to an account that was closed since (2.8.2).
    pub(super) fn refund_goods_order(
        &mut self,
        now: Moment,
        merchant: MerchantNumber,
        (order, amount): (GoodsOrderNumber, Fen),
    ) -> Result<GoodsPayment, PlatformError> {
        let found = self.goods_orders.get(order).filter(|found| found.merchant == merchant);
        let found = found.ok_or(PaymentError::GoodsOrderUnknown(order))?;
        let payment = found.payment.ok_or(PaymentError::GoodsOrderUnpaid(order))?;
        let number = payment.number;
        if self.accounts.living(&number)?.opened > payment.at {
            return Err(PlatformError::NoAccount);
        }
        let fen = positive(amount)?;
        let back = payment.refund(fen)?;
        let legs = [
            (Book::Merchant(merchant), -fen),
            (Book::Cash(number), back.cash),
            (Book::RechargeCard(number), back.recharge_card),
        ];
        let legs: Vec<_> = legs.into_iter().filter(|(_, fen)| *fen != 0).collect();
        self.ledger.post(now, EntryReason::RemoteRefund { number, merchant, order }, &legs)?;
        let refunded = AccountParts {
            cash: payment.refunded.cash.saturating_add(back.cash),
            recharge_card: payment.refunded.recharge_card.saturating_add(back.recharge_card),
        };
        let payment = GoodsPayment { refunded, ..payment };
        self.goods_orders.change(order, |record| record.payment = Some(payment));
        Ok(payment)
    }
}
