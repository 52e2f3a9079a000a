//! The bank's page, and the payment of a merchant's order.

use super::browser::{PAY, Town, assert_leads, assert_rejected, number};
use sim_wire::Fen;
use sim_world::platform::bank_order::BankOrderState;
use sim_world::platform::goods_order::{GoodsKind, OrderPlacement};
use sim_world::platform::serial::{BankOrderNumber, GoodsOrderNumber};

/// Opens an order to a bank, and returns the path of the bank's page.
pub(super) async fn order_from_bank(browser: &mut super::browser::Browser, amount: &str, target: &str) -> String {
    browser.get("/recharge").await;
    let fields = [("bank", "招商银行"), ("amount", amount), ("target", target)];
    browser.submit("/recharge/bank", &fields).await.location.clone().expect("the bank's page")
}

#[tokio::test]
async fn bank_page_answers_in_every_way() {
    let town = Town::new(2);
    for (language, paid, refused, silent, over) in [
        ("zh", "充值成功!", "银行未付款。", "银行没有应答。", "这张订单已处理完毕。"),
        (
            "en",
            "The account was recharged.",
            "The bank did not pay.",
            "The bank has not answered.",
            "This order is over.",
        ),
    ] {
        let mut browser = town.signed_in(1, language).await;
        for (answer, told, gained) in
            [("pay", paid, 10_000), ("refuse", refused, 0), ("silence", silent, 0), ("twice", paid, 10_000)]
        {
            let before = town.balances(1)[0];
            let path = order_from_bank(&mut browser, "100", "account").await;
            let page = browser.get(&path).await.text.clone();
            assert!(page.contains("100.00") && page.contains("class=\"bank\""), "{page}");
            assert_eq!(town.balances(1)[0], before, "nothing before the bank has paid");
            assert_leads(browser.submit(&path, &[("answer", answer)]).await, "/recharge");
            assert!(browser.follow().await.text.contains(told), "{answer}: {}", browser.last.text);
            assert_eq!(town.balances(1)[0], before + gained, "{answer}");
            if answer == "pay" {
                assert!(browser.get(&path).await.text.contains(over));
                let mut other = town.signed_in(2, language).await;
                assert_eq!(other.get(&path).await.status.as_u16(), 404, "another's");
            }
        }
    }
    town.pass(60_000);
    assert!(town.inbox(1).iter().any(|text| text.contains("招商银行")));
}

#[tokio::test]
async fn bank_pays_into_the_wallet() {
    let town = Town::new(1);
    let before = town.balances(1);
    let mut browser = town.signed_in(1, "zh").await;
    let path = order_from_bank(&mut browser, "30", "wallet").await;
    browser.get(&path).await;
    browser.submit(&path, &[("answer", "pay")]).await;
    town.pass(120_000);
    assert_eq!(town.balances(1), [before[0], before[1], before[2] + 3_000, 0]);
}

#[tokio::test]
async fn wrong_bank_orders_are_refused() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    for (bank, amount, target) in
        [("汇丰银行", "5", "account"), ("招商银行", "0", "account"), ("招商银行", "5", "till")]
    {
        browser.get("/recharge").await;
        let fields = [("bank", bank), ("amount", amount), ("target", target)];
        assert_eq!(browser.submit("/recharge/bank", &fields).await.status.as_u16(), 422, "{bank} {amount} {target}");
    }
    assert_eq!(browser.get("/bank/7").await.status.as_u16(), 404);
    let path = order_from_bank(&mut browser, "5", "account").await;
    browser.get(&path).await;
    assert_eq!(browser.submit(&path, &[("answer", "steal")]).await.status.as_u16(), 400);
    let order = town.world().platform().books.bank_order(BankOrderNumber(1)).copied().unwrap();
    assert_eq!((order.state, town.balances(1)[0]), (BankOrderState::Open, 50_000));
}

pub(super) async fn place(town: &Town, fen: u32) -> GoodsOrderNumber {
    let order = town.site.keeper.step(move |world| {
        let merchant = world.platform().acquiring().merchants().next().unwrap().number;
        let placement =
            OrderPlacement { amount: Fen(fen), goods: "电子书".parse().unwrap(), kind: GoodsKind::Physical };
        world.place_goods_order(merchant, placement).unwrap()
    });
    order.await.unwrap()
}

#[tokio::test]
async fn order_is_paid_under_the_pay_password() {
    let town = Town::new(2);
    for (language, told) in [("zh", "支付成功!"), ("en", "The order was paid.")] {
        let before = town.balances(1)[0];
        let order = place(&town, 10_000).await;
        let mut browser = town.signed_in(1, language).await;
        assert_leads(browser.get(&format!("/pay?order={order}")).await, &format!("/pay/{order}"));
        assert!(browser.follow().await.text.contains("100.00"));
        assert_eq!(browser.submit("/pay/confirm", &[("pay-password", "654321")]).await.status.as_u16(), 422);
        let mut copy = browser.clone();
        assert_leads(browser.submit("/pay/confirm", &[("pay-password", PAY)]).await, "/pay");
        assert!(browser.follow().await.text.contains(told));
        assert_leads(copy.submit("/pay/confirm", &[("pay-password", PAY)]).await, "/pay");
        assert_eq!(town.balances(1)[0], before - 10_000);
        let mut other = town.signed_in(2, language).await;
        assert_eq!(other.get(&format!("/pay/{order}")).await.status.as_u16(), 404, "paid by another");
    }
}

#[tokio::test]
async fn payment_above_limit_needs_a_code() {
    let town = Town::new(1);
    let order = place(&town, 10_001).await;
    let mut browser = town.signed_in(1, "zh").await;
    browser.get(&format!("/pay/{order}")).await;
    browser.submit(&format!("/pay/{order}/code"), &[]).await;
    let code = town.code(1);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_rejected(browser.submit("/pay/confirm", &[("pay-password", PAY)]).await, "6 位数字");
    assert_eq!(browser.submit("/pay/confirm", &[("pay-password", PAY), ("code", wrong)]).await.status.as_u16(), 422);
    assert_eq!(town.balances(1)[0], 50_000);
    assert_leads(browser.submit("/pay/confirm", &[("pay-password", PAY), ("code", &code)]).await, "/pay");
    assert_eq!(town.balances(1)[0], 50_000 - 10_001);
    assert!(
        town.world().platform().books.goods_order(order).unwrap().payment.is_some_and(|paid| paid.number == number(1))
    );
}

#[tokio::test]
async fn wrong_order_number_is_told_on_its_form() {
    let town = Town::new(1);
    let order = place(&town, 3_000).await;
    let mut browser = town.signed_in(1, "zh").await;
    for (asked, told) in [("x", "订单号由数字组成"), ("999999", "没有这个订单"), ("%3Cb%3E", "订单号由数字组成")]
    {
        let answer = browser.get(&format!("/pay?order={asked}")).await;
        assert!(answer.status.as_u16() == 422 && answer.text.contains(told), "{}", answer.text);
    }
    assert_eq!(browser.get("/pay?order=").await.status.as_u16(), 200);
    assert_leads(browser.get(&format!("/pay?order=+{order}+")).await, &format!("/pay/{order}"));
}

#[tokio::test]
async fn order_shows_strangers_neither_goods_nor_amount() {
    let town = Town::new(1);
    let order = place(&town, 3_000).await;
    let mut browser = town.browser("zh");
    for path in [format!("/pay/{order}"), format!("/pay?order={order}")] {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status.as_u16(), 401);
        assert!(!answer.text.contains("30.00") && !answer.text.contains("电子书"), "{}", answer.text);
    }
}
