//! The audit of orders for goods: the platform's records against the entries.

use std::collections::{BTreeMap, BTreeSet};

use super::error::AuditError;
use super::recount::{Recount, RecountedOrder};
use crate::platform::books::Books;
use crate::platform::goods_order::{GoodsOrder, GoodsOrderState};

/// Compares the platform's paid orders with those of its entries.
pub(super) fn check(recount: &Recount, books: &Books, findings: &mut Vec<AuditError>) {
    let kept = books.goods_orders().filter_map(|(number, kept)| Some((number, as_told(kept)?)));
    let kept: BTreeMap<_, _> = kept.collect();
    let named: BTreeSet<_> = kept.keys().chain(recount.goods_orders.keys()).copied().collect();
    let differ = named.into_iter().filter(|named| kept.get(named) != recount.goods_orders.get(named));
    findings.extend(differ.map(|order| AuditError::GoodsOrderKept { order }));
}

/// Returns a paid order in the books as its entries should tell it; `None` if it is not paid.
fn as_told(kept: &GoodsOrder) -> Option<RecountedOrder> {
    let payment = kept.payment.filter(|_| kept.state == GoodsOrderState::Paid)?;
    Some(RecountedOrder {
        number: payment.number,
        merchant: kept.merchant,
        cash: payment.taken.cash.into(),
        card: payment.taken.recharge_card.into(),
        cash_back: payment.refunded.cash.into(),
        card_back: payment.refunded.recharge_card.into(),
    })
}
