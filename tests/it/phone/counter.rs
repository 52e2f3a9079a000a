//! The phone on the whole terminal at the counter of a shop: a tap, its receipt, a void, and the upload of the batch.

use insta::assert_snapshot;

use super::platform::ask_for_top_up;
use super::terminal::Seat;
use crate::binary::rfid_sim;

const ENTER: &str = "\r";
const TAB: &str = "\t";
const F8: &str = "\x1b[19~";

/// Starts a phone beside one pane whose time stands still, with 50 yuan on its card and the focus on the shops.
pub(super) fn at_shops() -> Seat {
    let arguments = ["phone", "--still", "--seed", "1", "--clock", "2009-11-18T10:30"];
    let mut seat = Seat::start(rfid_sim(), &arguments, 100, 40);
    seat.wait_for("按 Enter 打开卡菜单");
    ask_for_top_up(&mut seat, "123456");
    seat.press_for(F8, "钱包充值成功!50.00元");
    seat.press_for(ENTER, "按 Enter 打开卡菜单");
    seat.press(&TAB.repeat(5));
    seat.wait_for("t 刷卡");
    seat
}

/// Pays by the form.
pub(super) fn pay(seat: &mut Seat, yuan: &str, seen: &str) -> String {
    seat.press_for("t", "商户刷卡消费 ─");
    seat.press_for(yuan, &format!("金额(元)  {yuan}"));
    seat.press(ENTER);
    seat.press_for(ENTER, seen)
}

#[test]
fn purchase_is_printed_voided_and_uploaded() {
    let mut seat = at_shops();
    let paid = pay(&mut seat, "20", "批次 000001:1 笔,20.00 元");
    assert!(paid.contains("消费 20.00 元,余额 30.00 元。"), "{paid}");
    assert_snapshot!("paid", paid);
    seat.press_for("v", "批次 000001:0 笔,0.00 元,撤销 1 笔");
    assert_snapshot!("voided", seat.wait_for("已撤销"));
    pay(&mut seat, "5", "批次 000001:1 笔,5.00 元,撤销 1 笔");
    seat.press_for("u", "批次 000002:0 笔,0.00 元");
    assert_snapshot!("uploaded", seat.wait_for("已结算 1 笔,5.00 元"));
    seat.press_for("b", "钱包余额:25.00 元");
    seat.press_for("v", "已退货");
}
