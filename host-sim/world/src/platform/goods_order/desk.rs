//! The platform's part in orders for goods: merchants place and refund them, users ask for codes and pay, and the payer
//! is told.

use sim_device::pos::number::MerchantNumber;
use sim_wire::Fen;

use super::{GoodsKind, GoodsName, GoodsOrderState, PaymentSecrets};
use crate::platform::Platform;
use crate::platform::code::CodePurpose;
use crate::platform::error::PlatformError;
use crate::platform::merchant::MerchantContract;
use crate::platform::number::Msisdn;
use crate::platform::payment_error::PaymentError;
use crate::platform::serial::GoodsOrderNumber;
use crate::platform::texts;
use sim_codec::time::Moment;

/// Goods that a merchant offers for payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderPlacement {
    /// Amount in fen.
    pub amount: Fen,
    /// Name of the goods.
    pub goods: GoodsName,
    /// Kind of the goods.
    pub kind: GoodsKind,
}

impl Platform {
    /// Takes an order of a merchant that has a contract.
    pub fn place_goods_order(
        &mut self,
        now: Moment,
        merchant: MerchantNumber,
        placement: OrderPlacement,
    ) -> Result<GoodsOrderNumber, PlatformError> {
        let now = self.advance_clock(now);
        self.contract_with(merchant)?;
        self.books.place_goods_order(now, merchant, placement)
    }

    /// Sends a code for the payment of an order to the number that is to pay it.
    pub fn send_payment_code(
        &mut self,
        now: Moment,
        number: &Msisdn,
        order: GoodsOrderNumber,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.accounts.may_pay(number)?;
        self.books.payable(now, order)?;
        self.send_code(now, number, CodePurpose::Payment(order.0))
    }

    /// Pays an order from the account of a number whose user has signed in, and tells the subscriber.
    pub fn pay_goods_order(
        &mut self,
        now: Moment,
        number: &Msisdn,
        order: GoodsOrderNumber,
        secrets: &PaymentSecrets,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let found = self.books.goods_order(order).ok_or(PaymentError::GoodsOrderUnknown(order))?;
        let (amount, goods) = (found.amount, found.goods.clone());
        let contract = self.contract_with(found.merchant)?;
        let (name, commission) = (contract.name.clone(), contract.commission.of(amount));
        self.books.pay_goods_order(now, number, (order, commission), secrets)?;
        let (cash, card) = self.books.account_balances(number);
        self.outbox.text(now, *number, &texts::goods_paid(&name, (&goods, amount), (cash, card)));
        Ok(())
    }

    /// Refunds an amount of an order at its merchant's request, and tells the payer.
    pub fn refund_goods_order(
        &mut self,
        now: Moment,
        merchant: MerchantNumber,
        order: GoodsOrderNumber,
        amount: Fen,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let name = self.contract_with(merchant)?.name.clone();
        let payment = self.books.refund_goods_order(now, merchant, (order, amount))?;
        let (cash, card) = self.books.account_balances(&payment.number);
        self.outbox.text(now, payment.number, &texts::goods_refunded(&name, amount, (cash, card)));
        Ok(())
    }

    /// Lets the orders lapse that were not paid in time.
    pub(in crate::platform) fn lapse_goods_orders(&mut self, now: Moment) {
        while let Some(order) = self.books.goods_orders.first_due(now) {
            self.books.goods_orders.change(order, |record| record.state = GoodsOrderState::Lapsed);
        }
    }

    fn contract_with(&self, merchant: MerchantNumber) -> Result<&MerchantContract, PlatformError> {
        self.acquiring.merchants.get(&merchant).ok_or(PaymentError::NoMerchant(merchant).into())
    }
}
