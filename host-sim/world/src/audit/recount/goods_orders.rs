//! The recount of orders for goods: each is paid once, and no more goes back to a sub-account than it paid.

use std::collections::btree_map::Entry as Slot;

use sim_device::pos::number::MerchantNumber;

use super::Recount;
use crate::audit::error::AuditError;
use crate::platform::entry::{Book, Entry};
use crate::platform::number::Msisdn;
use crate::platform::serial::GoodsOrderNumber;

/// Order for goods as its entries describe it: its parties, and what the sub-accounts paid and got back, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) struct RecountedOrder {
    pub number: Msisdn,
    pub merchant: MerchantNumber,
    pub cash: i128,
    pub card: i128,
    pub cash_back: i128,
    pub card_back: i128,
}

/// Returns the change of a book by an entry, in fen.
fn moved(entry: &Entry, of: Book) -> i128 {
    entry.legs.iter().filter(|(book, _)| *book == of).map(|(_, fen)| i128::from(*fen)).sum()
}

impl Recount {
    /// Counts the payment of an order, which ends the payer's row of withdrawals.
    pub(super) fn pay_order(&mut self, entry: &Entry, (merchant, order): (MerchantNumber, GoodsOrderNumber)) {
        let (id, number) = (entry.id, entry.why.number());
        let (cash, card) = (-moved(entry, Book::Cash(number)), -moved(entry, Book::RechargeCard(number)));
        let paid = RecountedOrder { number, merchant, cash, card, cash_back: 0, card_back: 0 };
        match self.goods_orders.entry(order) {
            Slot::Vacant(slot) => {
                slot.insert(paid);
            }
            Slot::Occupied(_) => self.findings.push(AuditError::OrderPaidTwice { id, order }),
        }
        self.in_a_row.remove(&number);
    }

    /// Counts a refund of an order, which the same account must have paid to the same merchant.
    pub(super) fn refund_order(&mut self, entry: &Entry, (merchant, order): (MerchantNumber, GoodsOrderNumber)) {
        let (id, number) = (entry.id, entry.why.number());
        let (cash, card) = (moved(entry, Book::Cash(number)), moved(entry, Book::RechargeCard(number)));
        let known = self.goods_orders.get_mut(&order);
        let Some(known) = known.filter(|known| (known.number, known.merchant) == (number, merchant)) else {
            self.findings.push(AuditError::RefundedUnpaid { id, order });
            return;
        };
        known.cash_back += cash;
        known.card_back += card;
        // Cash, which was taken last, comes back first.
        let is_in_order = known.card_back == 0 || known.cash_back == known.cash;
        if known.cash_back > known.cash || known.card_back > known.card || !is_in_order {
            self.findings.push(AuditError::RefundedOtherwise { id, order });
        }
    }
}
