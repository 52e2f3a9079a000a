//! The wallet's pages: top-up from the account, and records.

use super::browser::{PAY, Town, number};

#[tokio::test]
async fn top_up_moves_cash_to_the_wallet() {
    let town = Town::new(1);
    for (language, told) in [("zh", "充值请求已提交"), ("en", "The top-up was ordered.")] {
        let before = town.balances(1);
        let mut browser = town.signed_in(1, language).await;
        browser.get("/wallet").await;
        let page = browser.submit("/wallet/top-up", &[("amount", "20.5")]).await;
        assert!(page.text.contains("20.50") && page.text.contains("pay-password"), "{}", page.text);
        assert_eq!(town.balances(1), before, "nothing moves before the confirmation");
        let answer = browser.submit("/wallet/top-up/confirm", &[("pay-password", PAY)]).await;
        assert_eq!(answer.location.as_deref(), Some("/wallet"));
        assert!(browser.follow().await.text.contains(told));
        town.pass(120_000);
        let [cash, card, wallet, flight] = before;
        assert_eq!(town.balances(1), [cash - 2_050, card, wallet + 2_050, flight]);
    }
    assert_eq!(town.world().person(&number(1)).unwrap().card_state().unwrap().balance.0, 9_100);
}

#[tokio::test]
async fn wrong_top_ups_move_nothing() {
    let town = Town::new(1);
    let before = town.balances(1);
    let mut browser = town.signed_in(1, "zh").await;
    for amount in ["", "0", "-5", "1.234", "ten", "99999999999"] {
        browser.get("/wallet").await;
        let answer = browser.submit("/wallet/top-up", &[("amount", amount)]).await;
        assert_eq!(answer.status.as_u16(), 422, "{amount}");
        assert!(answer.text.contains("金额应为"), "{}", answer.text);
    }
    browser.get("/wallet").await;
    browser.submit("/wallet/top-up", &[("amount", "10")]).await;
    let answer = browser.submit("/wallet/top-up/confirm", &[("pay-password", "12345")]).await;
    assert!(answer.status.as_u16() == 422 && answer.text.contains("支付密码应为"), "{}", answer.text);
    let answer = browser.submit("/wallet/top-up/confirm", &[("pay-password", "654321")]).await;
    assert!(answer.status.as_u16() == 422 && answer.text.contains('4'), "{}", answer.text);
    browser.get("/wallet").await;
    browser.submit("/wallet/top-up", &[("amount", "500.01")]).await;
    assert_eq!(browser.submit("/wallet/top-up/confirm", &[("pay-password", PAY)]).await.status.as_u16(), 303);
    assert!(browser.follow().await.text.contains("现金账户余额不足"));
    town.pass(120_000);
    assert_eq!(town.balances(1), before);
}

#[tokio::test]
async fn form_sent_twice_counts_once() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/wallet").await;
    browser.submit("/wallet/top-up", &[("amount", "10")]).await;
    let mut copy = browser.clone();
    browser.submit("/wallet/top-up/confirm", &[("pay-password", PAY)]).await;
    town.pass(120_000);
    let after = town.balances(1);
    browser.follow().await;
    town.wait(10_000);
    assert_eq!(copy.submit("/wallet/top-up/confirm", &[("pay-password", PAY)]).await.status.as_u16(), 303);
    assert!(copy.follow().await.text.contains("没有重复处理"));
    town.pass(120_000);
    assert_eq!(town.balances(1), after);
}

#[tokio::test]
async fn records_end_the_day_before() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/wallet").await;
    browser.submit("/wallet/top-up", &[("amount", "30")]).await;
    browser.submit("/wallet/top-up/confirm", &[("pay-password", PAY)]).await;
    town.pass(120_000);
    assert!(browser.get("/wallet/records").await.text.contains("这段时间没有记录"));
    assert!(!browser.get("/wallet/records?from=2009-11-18&to=2009-11-18").await.text.contains("30.00"));
    town.pass(24 * 60 * 60 * 1000);
    let page = browser.get("/wallet/records?from=2009-11-18&to=2009-11-30").await.text.clone();
    assert!(page.contains("30.00 元") && page.contains("钱包充值到账"), "{page}");
    assert!(browser.get("/wallet/records?from=2009-11-01&to=2009-11-17").await.text.contains("没有记录"));
    let wrong = browser.get("/wallet/records?from=x&to=y").await;
    assert!(wrong.status.as_u16() == 422 && wrong.text.contains("“x”不是日期"), "{}", wrong.text);
}
