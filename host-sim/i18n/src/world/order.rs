//! Orders: those of merchants for goods in a table, and the number of an order that was made.

use sim_world::platform::goods_order::GoodsOrderState;
use sim_world::world::World;

use super::{PrintedTable, head, money};
use crate::Language;

/// Renders the number of an order to a merchant or a bank.
pub fn numbered(language: Language, number: u64) -> String {
    format!("{} {number}", language.of("订单", "order"))
}

/// Renders the state of an order for goods.
pub const fn state(language: Language, state: GoodsOrderState) -> &'static str {
    match state {
        GoodsOrderState::Open => language.of("待支付", "open"),
        GoodsOrderState::Lapsed => language.of("已过期", "lapsed"),
        GoodsOrderState::Paid => language.of("已支付", "paid"),
    }
}

/// Returns the table of all orders for goods.
pub fn goods_orders(language: Language, world: &World) -> PrintedTable {
    let columns = [
        ("订单", "order"),
        ("商户号", "merchant"),
        ("商品", "goods"),
        ("金额", "amount"),
        ("状态", "state"),
        ("付款号码", "paid by"),
        ("已退款", "refunded"),
    ];
    let mut rows = vec![head(language, columns)];
    rows.extend(world.platform().books.goods_orders().map(|(number, order)| {
        let payment = order.payment.as_ref();
        vec![
            number.to_string(),
            order.merchant.to_string(),
            order.goods.to_string(),
            money(language, order.amount.0),
            state(language, order.state).to_owned(),
            payment.map(|payment| payment.number.to_string()).unwrap_or_default(),
            payment.map(|payment| money(language, payment.refunded.sum())).unwrap_or_default(),
        ]
    }));
    rows
}
