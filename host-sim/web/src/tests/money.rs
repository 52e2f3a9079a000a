//! Scratch cards, phone bills, withdrawals, and transactions.

use super::browser::{PAY, Town, assert_leads, assert_rejected, number};
use sim_wire::Fen;
use sim_world::platform::province::Province;
use sim_world::platform::withdrawal::WithdrawalState;

pub(super) async fn scratch_card(town: &Town, province: Province) -> String {
    let digits = town.site.keeper.step(move |world| world.issue_scratch_card(Fen(3_000), province).unwrap().reveal());
    digits.await.unwrap()
}

#[tokio::test]
async fn scratch_card_recharges_once() {
    let town = Town::new(1);
    for (nth, (language, told)) in [("zh", "充值成功!"), ("en", "The account was recharged.")].into_iter().enumerate()
    {
        let mut browser = town.signed_in(1, language).await;
        let digits = scratch_card(&town, Province::Hunan).await;
        browser.get("/recharge").await;
        assert_leads(browser.submit("/recharge/card", &[("digits", &digits)]).await, "/account");
        assert!(browser.follow().await.text.contains(told));
        assert_eq!(town.balances(1)[1], 3_000 * i64::try_from(nth + 1).unwrap());
        let other = scratch_card(&town, Province::Hubei).await;
        for wrong in [&*digits, "000000000000000000", "12345", &*other] {
            browser.get("/recharge").await;
            assert_eq!(browser.submit("/recharge/card", &[("digits", wrong)]).await.status.as_u16(), 422, "{wrong}");
            assert!(!browser.last.text.contains(&digits), "the digits are a secret");
        }
    }
    assert_eq!(town.balances(1)[1], 6_000);
    town.pass(60_000);
    assert_eq!(town.inbox(1).iter().filter(|text| text.starts_with("充值卡充值成功!充值金额30元")).count(), 2);
}

#[tokio::test]
async fn bill_takes_recharge_card_first() {
    let town = Town::new(2);
    let digits = scratch_card(&town, Province::Hunan).await;
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/recharge").await;
    browser.submit("/recharge/card", &[("digits", &digits)]).await;
    for (language, whose, told) in [("zh", number(1), "缴费成功!"), ("en", number(2), "The bill was paid.")] {
        let before = town.balances(1);
        let mut browser = town.signed_in(1, language).await;
        browser.get("/bills").await;
        let page = browser.submit("/bills", &[("number", &whose.to_string()), ("amount", "20")]).await;
        assert!(page.text.contains("20.00") && page.text.contains(&whose.to_string()));
        assert_leads(browser.submit("/bills/confirm", &[("pay-password", PAY)]).await, "/account");
        assert!(browser.follow().await.text.contains(told));
        let from_card = before[1].min(2_000);
        assert_eq!(town.balances(1)[..2], [before[0] - (2_000 - from_card), before[1] - from_card]);
    }
    town.pass(60_000);
    assert!(town.inbox(2).iter().any(|text| text.contains("13800000001")), "{:?}", town.inbox(2));
    for told in ["缴费成功!已为本机缴纳话费20元。", "缴费成功!已为13800000002缴纳话费20元。"]
    {
        assert!(town.inbox(1).iter().any(|text| text == told), "{told}: {:?}", town.inbox(1));
    }
}

#[tokio::test]
async fn wrong_bills_pay_nothing() {
    let town = Town::new(1);
    let before = town.balances(1);
    for (language, amount_told, number_told, short) in
        [("zh", "金额应为", "11 位手机号码", "余额不足"), ("en", "An amount is", "11 digits", "have 500.00 yuan")]
    {
        let mut browser = town.signed_in(1, language).await;
        browser.get("/bills").await;
        assert_rejected(browser.submit("/bills", &[("number", "1380"), ("amount", "5")]).await, number_told);
        assert_rejected(browser.submit("/bills", &[("number", "13800000001"), ("amount", "0")]).await, amount_told);
        browser.submit("/bills", &[("number", "13800000001"), ("amount", "5")]).await;
        assert_eq!(browser.submit("/bills/confirm", &[("pay-password", "654321")]).await.status.as_u16(), 422);
        assert_eq!(browser.submit("/bills/confirm", &[("pay-password", "12")]).await.status.as_u16(), 422);
        browser.get("/bills").await;
        browser.submit("/bills", &[("number", "13800000001"), ("amount", "500.01")]).await;
        assert_rejected(browser.submit("/bills/confirm", &[("pay-password", PAY)]).await, short);
    }
    assert_eq!(town.balances(1), before);
}

#[tokio::test]
async fn withdrawal_is_frozen_and_paid() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    assert!(browser.get("/withdraw").await.text.contains("设定提现银行卡"));
    browser.get("/withdraw/card").await;
    let card = |owner, digits| [("bank", "招商银行"), ("owner", owner), ("card", digits)];
    assert_rejected(browser.submit("/withdraw/card", &card("张三", "12")).await, "16 至 19 位");
    browser.submit("/withdraw/card", &card("李四", "6227 0012 3456 7890")).await;
    assert_eq!(browser.submit("/withdraw/card/confirm", &[("pay-password", PAY)]).await.status.as_u16(), 422);
    browser.get("/withdraw/card").await;
    browser.submit("/withdraw/card", &card("张三", "6227001234567890")).await;
    assert_eq!(browser.submit("/withdraw/card/confirm", &[("pay-password", "654321")]).await.status.as_u16(), 422);
    assert_leads(browser.submit("/withdraw/card/confirm", &[("pay-password", PAY)]).await, "/withdraw");
    let page = browser.follow().await.text.clone();
    assert!(page.contains("尾号 7890") && !page.contains("6227001234567890"), "{page}");
    town.pass(60_000);
    let bound = "尊敬的客户:您的提现银行卡已设定成功!提现银行卡已设定为[招商银行7890]卡。详询10086。";
    assert!(town.inbox(1).iter().any(|text| text == bound), "{:?}", town.inbox(1));
    for (language, told) in [("zh", "提现申请已提交"), ("en", "The withdrawal was requested.")] {
        let mut browser = town.signed_in(1, language).await;
        browser.get("/withdraw").await;
        browser.submit("/withdraw", &[("amount", "100")]).await;
        let mut copy = browser.clone();
        assert_leads(browser.submit("/withdraw/confirm", &[("pay-password", PAY)]).await, "/withdraw");
        assert!(browser.follow().await.text.contains(told));
        assert_leads(copy.submit("/withdraw/confirm", &[("pay-password", PAY)]).await, "/withdraw");
    }
    assert_eq!(town.balances(1)[0], 30_000);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/withdraw").await;
    browser.submit("/withdraw", &[("amount", "1")]).await;
    assert_rejected(browser.submit("/withdraw/confirm", &[("pay-password", PAY)]).await, "连续提现次数超限");
    town.pass(20 * 24 * 60 * 60 * 1000);
    let paid = |world: &sim_world::world::World| {
        let books = &world.platform().books;
        books.withdrawals().filter(|(_, one)| one.state == WithdrawalState::Paid).count()
    };
    assert_eq!((town.balances(1)[0], paid(&town.world())), (30_000, 2));
    assert!(browser.get("/withdraw").await.text.contains("已到账"));
}

#[tokio::test]
async fn transactions_are_shown_by_kind_and_owner() {
    let town = Town::new(2);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/bills").await;
    browser.submit("/bills", &[("number", "13800000001"), ("amount", "12.34")]).await;
    browser.submit("/bills/confirm", &[("pay-password", PAY)]).await;
    let all = browser.get("/transactions").await.text.clone();
    assert!(all.contains("营业厅现金充值") && all.contains("-12.34 元"), "{all}");
    let bills = browser.get("/transactions?from=2009-11-01&to=2009-11-30&kind=bill").await.text.clone();
    assert!(!bills.contains("营业厅现金充值") && bills.contains("缴本机话费"), "{bills}");
    assert!(browser.get("/transactions?from=2009-12-01&to=2009-12-31").await.text.contains("没有交易"));
    for (query, told) in [
        ("from=2009-13-40", "“2009-13-40”不是日期"),
        ("to=gestern", "“gestern”不是日期"),
        ("from=2009-11-30&to=2009-11-01", "开始日期晚于结束日期"),
        ("kind=theft", "没有这种交易类型"),
    ] {
        let answer = browser.get(&format!("/transactions?{query}")).await;
        assert!(answer.status.as_u16() == 422 && answer.text.contains(told), "{}", answer.text);
        assert!(!answer.text.contains("<table"), "{query}");
    }
    let place = bills.split_once("href=\"/transactions/").unwrap().1.split('"').next().unwrap().to_owned();
    let path = format!("/transactions/{place}");
    let detail = browser.get(&path).await.text.clone();
    assert!(detail.contains("-12.34 元") && detail.contains("现金"), "{detail}");
    let english = town.signed_in(1, "en").await.get(&path).await.text.clone();
    assert!(english.contains("own phone bill") && english.contains("-12.34 yuan"), "{english}");
    let mut other = town.signed_in(2, "zh").await;
    assert_eq!(other.get(&path).await.status.as_u16(), 404, "another's");
    assert_eq!(other.get("/transactions/x").await.status.as_u16(), 404);
    assert_eq!(other.get("/transactions/999999").await.status.as_u16(), 404);
}
