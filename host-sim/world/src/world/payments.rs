//! Payments by way of banks and merchants: a user who has signed in asks for them on the website, banks answer, and
//! merchants place and refund orders.

use sim_device::pos::number::MerchantNumber;
use sim_wire::Fen;

use super::{Party, ServiceRequest, World, WorldError};
use crate::platform::bank::{BankAnswer, BankPayment, BankReply};
use crate::platform::bank_card::BankCard;
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::code::CodePurpose;
use crate::platform::goods_order::{OrderPlacement, PaymentSecrets};
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::payment_error::PaymentError;
use crate::platform::serial::{BankOrderNumber, GoodsOrderNumber, WithdrawalNumber};
use crate::platform::withdrawal::BankMishap;

impl World {
    /// Opens an order to a bank on the website, and takes the reply of the bank's page. Returns the order's number.
    pub fn draw_from_bank(&mut self, number: &Msisdn, payment: BankPayment) -> Result<BankOrderNumber, WorldError> {
        self.people.find(number)?;
        let (BankPayment { bank, amount, target, reply }, now) = (payment, self.scheduler.now);
        let platform = &mut self.platform;
        let opened = platform.open_bank_order(now, number, (bank, amount), target);
        let asked = opened.and_then(|order| {
            match reply {
                BankReply::Pays => platform.take_bank_answer(now, order, BankAnswer::Pays)?,
                BankReply::PaysTwice => {
                    platform.take_bank_answer(now, order, BankAnswer::Pays)?;
                    // The second answer counts no more.
                    drop(platform.take_bank_answer(now, order, BankAnswer::Pays));
                }
                BankReply::Refuses => {
                    platform.take_bank_answer(now, order, BankAnswer::Refuses)?;
                    return Err(DeclinedError::BankRefuses);
                }
                BankReply::Silence => {}
            }
            Ok(order)
        });
        let request = match target {
            BankOrderTarget::Account => ServiceRequest::BankRecharge { bank, amount },
            BankOrderTarget::Wallet => ServiceRequest::BankTopUp { bank, amount },
        };
        self.counter().conclude_between((Party::Website, Some(Party::Person(*number))), request, asked)
    }

    /// Takes a later answer of a bank's page to an order.
    pub fn answer_bank_order(&mut self, order: BankOrderNumber, answer: BankAnswer) -> Result<(), WorldError> {
        let number = self.platform.books.bank_order(order).map(|found| found.number);
        let number = number.ok_or(WorldError::Refused(payment(PaymentError::BankOrderUnknown(order))))?;
        let asked = self.platform.take_bank_answer(self.scheduler.now, order, answer);
        self.counter().conclude(Party::Bank, number, ServiceRequest::BankAnswer { order, answer }, asked)
    }

    /// Binds a bank card to the account of a user who has signed in on the website.
    pub fn bind_card_of_user(
        &mut self,
        number: &Msisdn,
        card: BankCard,
        password: &PayPassword,
    ) -> Result<(), WorldError> {
        self.people.find(number)?;
        let asked = self.platform.bind_bank_card(self.scheduler.now, number, card, password);
        self.counter().conclude(Party::Website, *number, ServiceRequest::BankCardBinding, asked)
    }

    /// Takes the request of a user who has signed in on the website to withdraw cash. Returns the withdrawal's number.
    pub fn withdraw_of_user(
        &mut self,
        number: &Msisdn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<WithdrawalNumber, WorldError> {
        self.people.find(number)?;
        let asked = self.platform.withdraw(self.scheduler.now, number, amount, password);
        let parties = (Party::Website, Some(Party::Person(*number)));
        self.counter().conclude_between(parties, ServiceRequest::Withdrawal { amount }, asked)
    }

    /// Changes the bank's answer to the oldest withdrawal of a number that the bank has not answered.
    pub fn disturb_payout(&mut self, number: &Msisdn, mishap: BankMishap) -> Result<(), WorldError> {
        self.people.find(number)?;
        self.scheduler.count_step();
        Ok(self.platform.disturb_payout(number, mishap)?)
    }

    /// Places an order of a merchant. Returns the number of the order.
    pub fn place_goods_order(
        &mut self,
        merchant: MerchantNumber,
        placement: OrderPlacement,
    ) -> Result<GoodsOrderNumber, WorldError> {
        let amount = placement.amount;
        let asked = self.platform.place_goods_order(self.scheduler.now, merchant, placement);
        let parties = (Party::Merchant(merchant), Some(Party::Platform));
        self.counter().conclude_between(parties, ServiceRequest::GoodsOrder { amount }, asked)
    }

    /// Sends a code for the payment of an order to the number of a user who has signed in on the website.
    pub fn send_payment_code(&mut self, number: &Msisdn, order: GoodsOrderNumber) -> Result<(), WorldError> {
        self.people.find(number)?;
        let asked = self.platform.send_payment_code(self.scheduler.now, number, order);
        let request = ServiceRequest::CodeSending(CodePurpose::Payment(order.0));
        self.counter().conclude(Party::Website, *number, request, asked)
    }

    /// Pays an order from the account of a user who has signed in on the website.
    pub fn pay_goods_order(
        &mut self,
        number: &Msisdn,
        order: GoodsOrderNumber,
        secrets: &PaymentSecrets,
    ) -> Result<(), WorldError> {
        self.people.find(number)?;
        let asked = self.platform.pay_goods_order(self.scheduler.now, number, order, secrets);
        self.counter().conclude(Party::Website, *number, ServiceRequest::GoodsPayment { order }, asked)
    }

    /// Refunds an amount of an order, or what is left of it, at its merchant's request.
    pub fn refund_goods_order(
        &mut self,
        merchant: MerchantNumber,
        order: GoodsOrderNumber,
        amount: Option<Fen>,
    ) -> Result<(), WorldError> {
        let found = self.platform.books.goods_order(order).and_then(|found| found.payment);
        let left = found.map_or(0, |paid| paid.taken.sum().saturating_sub(paid.refunded.sum()));
        let amount = amount.unwrap_or_else(|| Fen(u32::try_from(left).unwrap_or(0)));
        let asked = self.platform.refund_goods_order(self.scheduler.now, merchant, order, amount);
        let payer = found.map_or(Party::Platform, |paid| Party::Person(paid.number));
        let parties = (Party::Merchant(merchant), Some(payer));
        self.counter().conclude_between(parties, ServiceRequest::GoodsRefund { order, amount }, asked)
    }
}

/// Wraps the reason for which a payment is refused.
fn payment(why: PaymentError) -> DeclinedError {
    DeclinedError::Books(why.into())
}
