//! The security centre: passwords, questions, alias, closing.

use super::browser::{LOGIN, PAY, Town, assert_leads, assert_rejected, number};
use sim_world::platform::account::{AccountState, NumberState};

#[tokio::test]
async fn login_password_is_changed() {
    let town = Town::new(1);
    let mut other = town.signed_in(1, "zh").await;
    let mut old = LOGIN;
    for (language, new, told) in
        [("zh", "Newpass1", "登录密码已修改。"), ("en", "Newpass2", "The login password was changed.")]
    {
        let mut browser = town.browser(language);
        browser.sign_in("13800000001", old).await;
        browser.get("/security/login-password").await;
        let path = "/security/login-password";
        for (given, new, again) in [("Wrong123", new, new), (old, new, "Newpass9"), (old, "x", "x"), (old, old, old)] {
            let fields = [("old", given), ("new", new), ("again", again)];
            assert_eq!(browser.submit(path, &fields).await.status.as_u16(), 422, "{given} {new} {again}");
        }
        assert_leads(browser.submit(path, &[("old", old), ("new", new), ("again", new)]).await, "/security");
        assert!(browser.follow().await.text.contains(told), "and still signed in");
        assert_eq!(other.get("/account").await.status.as_u16(), 401, "other sessions end");
        old = new;
        other = browser;
    }
}

#[tokio::test]
async fn pay_password_is_changed() {
    let town = Town::new(1);
    let mut old = PAY;
    for (language, new, told) in
        [("zh", "111111", "支付密码已修改。"), ("en", "222222", "The pay password was changed.")]
    {
        let mut browser = town.signed_in(1, language).await;
        let path = "/security/pay-password";
        browser.get(path).await;
        for (given, new, again) in [("999999", new, new), (old, new, "333333"), (old, "12", "12"), (old, old, old)] {
            let fields = [("old", given), ("new", new), ("again", again)];
            assert_eq!(browser.submit(path, &fields).await.status.as_u16(), 422, "{given} {new} {again}");
        }
        assert_leads(browser.submit(path, &[("old", old), ("new", new), ("again", new)]).await, "/security");
        assert!(browser.follow().await.text.contains(told));
        old = new;
    }
    let new = "222222".parse().unwrap();
    let checked = town.site.keeper.step(move |world| {
        let now = world.now();
        world.platform_mut().books.check_pay_password(now, &number(1), &new)
    });
    assert_eq!(checked.await.unwrap(), Ok(()));
    town.pass(60_000);
    assert!(town.inbox(1).iter().any(|text| text.contains("支付密码")));
}

#[tokio::test]
async fn questions_reset_the_pay_password() {
    for (language, told, wrong) in [
        ("zh", "新的初始支付密码已用短信发送", "没有设置密保问题"),
        ("en", "A message brings a new initial pay password", "No security questions"),
    ] {
        let town = Town::new(1);
        let mut browser = town.signed_in(1, language).await;
        assert!(browser.get("/security/pay-reset").await.text.contains(wrong));
        browser.get("/security/questions").await;
        let fields = |third| {
            [
                ("question-1", "0"),
                ("answer-1", "Zhang"),
                ("question-2", "1"),
                ("answer-2", "Li"),
                ("question-3", third),
                ("answer-3", "Changsha"),
            ]
        };
        let path = "/security/questions";
        let with = |third, password| [&fields(third)[..], &[("pay-password", password)]].concat();
        for (third, password) in [("0", PAY), ("2", "654321"), ("2", ""), ("99", PAY)] {
            assert_eq!(browser.submit(path, &with(third, password)).await.status.as_u16(), 422, "{third} {password}");
        }
        assert!(town.world().platform().security_questions(&number(1)).is_none());
        assert_leads(browser.submit(path, &with("2", PAY)).await, "/security");
        browser.get("/security/pay-reset").await;
        let path = "/security/pay-reset";
        assert_eq!(browser.submit(path, &[("question", "0"), ("answer", "Wang")]).await.status.as_u16(), 422);
        assert_eq!(browser.submit(path, &[("question", "0"), ("answer", "")]).await.status.as_u16(), 422);
        assert_leads(browser.submit(path, &[("question", "0"), ("answer", "zhang")]).await, "/security/pay-password");
        assert!(browser.follow().await.text.contains(told));
        assert!(town.world().platform().books.accounts.get(&number(1)).unwrap().pay_password().is_initial());
        for left in [2, 1, 0] {
            browser.get(path).await;
            browser.submit(path, &[("question", "1"), ("answer", "Wang")]).await;
            assert_eq!(browser.last.status.as_u16(), 422, "{left}");
        }
        browser.submit(path, &[("question", "1"), ("answer", "Li")]).await;
        assert_rejected(&browser.last, "10086");
    }
}

#[tokio::test]
async fn alias_signs_in_after_cancellation() {
    let town = Town::new(2);
    for (language, told) in [("zh", "别名已设置。"), ("en", "The alias was set.")] {
        let mut browser = town.signed_in(1, language).await;
        browser.get("/security/alias").await;
        for wrong in ["", "9abc", "ab", "有中文的名"] {
            assert_eq!(browser.submit("/security/alias", &[("alias", wrong)]).await.status.as_u16(), 422, "{wrong}");
        }
        assert_leads(browser.submit("/security/alias", &[("alias", "Zhang2009")]).await, "/security");
        assert!(browser.follow().await.text.contains(told) && browser.last.text.contains("zhang2009"));
    }
    let mut other = town.signed_in(2, "zh").await;
    other.get("/security/alias").await;
    assert_eq!(other.submit("/security/alias", &[("alias", "zhang2009")]).await.status.as_u16(), 422, "taken");
    assert_eq!(town.browser("zh").sign_in("zhang2009", LOGIN).await.status.as_u16(), 422, "too early");
    let cancel = town.site.keeper.step(|world| world.set_number_state(&number(1), NumberState::Cancelled));
    cancel.await.unwrap().unwrap();
    assert_eq!(town.browser("zh").sign_in("13800000001", LOGIN).await.status.as_u16(), 422);
    let mut browser = town.browser("zh");
    assert_leads(browser.sign_in("Zhang2009", LOGIN).await, "/account");
    assert!(browser.follow().await.text.contains("待销户"));
    browser.get("/security/login-password").await;
    let fields = [("old", LOGIN), ("new", "Newpass1"), ("again", "Newpass1")];
    assert_leads(browser.submit("/security/login-password", &fields).await, "/security");
}

#[tokio::test]
async fn empty_account_is_closed() {
    for (language, told, refused) in
        [("zh", "销户成功。", "钱包"), ("en", "The account is closed.", "wallet must be closed")]
    {
        let town = Town::new(1);
        let mut browser = town.signed_in(1, language).await;
        browser.get("/security/close").await;
        browser.submit("/security/close", &[]).await;
        assert_rejected(browser.submit("/security/close/confirm", &[("pay-password", PAY)]).await, refused);
        let state = || town.world().platform().books.accounts.get(&number(1)).unwrap().state;
        assert_eq!(state(), AccountState::Open);
        town.perform(&format!("hall closes wallet of {} as 张三 11010519491231002X", number(1))).await;
        town.pass(600_000);
        let [cash, ..] = town.balances(1);
        browser.get("/bills").await;
        let yuan = format!("{}.{:02}", cash / 100, cash % 100);
        browser.submit("/bills", &[("number", "13800000001"), ("amount", &yuan)]).await;
        browser.submit("/bills/confirm", &[("pay-password", PAY)]).await;
        browser.get("/security/close").await;
        browser.submit("/security/close", &[]).await;
        assert_eq!(browser.submit("/security/close/confirm", &[("pay-password", "654321")]).await.status.as_u16(), 422);
        assert_leads(browser.submit("/security/close/confirm", &[("pay-password", PAY)]).await, "/");
        assert!(browser.follow().await.text.contains(told));
        assert_eq!((state(), browser.get("/account").await.status.as_u16()), (AccountState::Closed, 401));
    }
}

#[tokio::test]
async fn security_phone_gets_a_new_initial_pay_password() {
    for (language, told) in [("zh", "密保手机号已设置。"), ("en", "The security phone was set.")] {
        let town = Town::new(2);
        let reset = town.site.keeper.step(|world| world.reset_pay_password(&number(1)));
        reset.await.unwrap().unwrap();
        let mut browser = town.signed_in(1, language).await;
        browser.get("/security/phone").await;
        assert_eq!(browser.submit("/security/phone/resend", &[]).await.status.as_u16(), 422, "no phone is set");
        assert_eq!(browser.submit("/security/phone", &[("phone", "138")]).await.status.as_u16(), 422);
        assert_leads(browser.submit("/security/phone", &[("phone", "13800000002")]).await, "/security");
        assert!(browser.follow().await.text.contains(told));
        let account = town.world().platform().books.accounts.get(&number(1)).cloned().unwrap();
        assert_eq!(account.security_phone, Some(number(2)));
        browser.get("/security/phone").await;
        assert_leads(browser.submit("/security/phone/resend", &[]).await, "/security");
        town.pass(60_000);
        assert!(town.inbox(2).iter().any(|text| text.contains("支付密码")), "{:?}", town.inbox(2));
    }
}

#[tokio::test]
async fn initial_pay_password_works_after_its_change() {
    let town = Town::new(1);
    let reset = town.site.keeper.step(|world| world.reset_pay_password(&number(1)));
    reset.await.unwrap().unwrap();
    town.pass(60_000);
    let text = town.inbox(1).into_iter().find(|text| text.contains("初始支付密码:")).unwrap();
    let initial: String = text.split_once("初始支付密码:").unwrap().1.chars().take(6).collect();
    let mut browser = town.signed_in(1, "zh").await;
    let bill = [("number", "13800000001"), ("amount", "5")];
    let before = town.balances(1);
    browser.get("/bills").await;
    browser.submit("/bills", &bill).await;
    browser.submit("/bills/confirm", &[("pay-password", &initial)]).await;
    assert_eq!(town.balances(1), before, "an initial password pays nothing");
    browser.get("/security/pay-password").await;
    let fields = [("old", initial.as_str()), ("new", "246802"), ("again", "246802")];
    assert_leads(browser.submit("/security/pay-password", &fields).await, "/security");
    for (password, paid) in [(initial.as_str(), 0), ("246802", 500)] {
        browser.get("/bills").await;
        browser.submit("/bills", &bill).await;
        browser.submit("/bills/confirm", &[("pay-password", password)]).await;
        assert_eq!(town.balances(1)[0], before[0] - paid, "{paid}");
    }
}

#[tokio::test]
async fn closing_is_requested_after_the_reminder() {
    for (language, reminder) in
        [("zh", "销户后,之前的交易无法退款。"), ("en", "After closing, earlier transactions cannot be refunded.")]
    {
        let town = Town::new(1);
        let mut browser = town.signed_in(1, language).await;
        assert!(browser.get("/security/close").await.text.contains(reminder));
        browser.submit("/security/close", &[]).await;
        assert!(browser.last.text.contains("pay-password"), "and the password is asked for");
        let account = town.world().platform().books.accounts.get(&number(1)).cloned().unwrap();
        assert_eq!(account.state, AccountState::Open);
    }
}
