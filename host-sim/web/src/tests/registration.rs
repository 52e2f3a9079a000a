//! Registration by a code, a forgotten login password, and the upgrade to a real name.

use super::browser::{LOGIN, NEWCOMER, Town, assert_leads, assert_rejected, number};

#[tokio::test]
async fn code_opens_an_account() {
    for (language, told, name) in [("zh", "开户成功!", "张三"), ("en", "The account is open.", "张三")] {
        let town = Town::new(1);
        let (mut browser, newcomer) = (town.browser(language), number(NEWCOMER));
        browser.get("/register").await;
        assert!(
            browser.submit("/register", &[("number", &newcomer.to_string())]).await.text.contains("/register/check")
        );
        let code = town.code(NEWCOMER);
        let answer = browser.submit("/register/check", &[("code", &code)]).await;
        assert_eq!(answer.status.as_u16(), 422, "without the agreement");
        assert!(!answer.text.contains(name));
        assert_rejected(browser.submit("/register/check", &[("code", "12345"), ("agree", "yes")]).await, "6");
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let answer = browser.submit("/register/check", &[("code", wrong), ("agree", "yes")]).await;
        assert!(answer.status.as_u16() == 422 && !answer.text.contains(name), "{}", answer.text);
        let page = browser.submit("/register/check", &[("code", &code), ("agree", "yes")]).await;
        assert!(page.text.contains(name) && page.text.contains("/register/finish"), "{}", page.text);
        assert!(town.world().platform().books.accounts.get(&newcomer).is_none(), "not before the confirmation");
        let mut copy = browser.clone();
        assert_leads(browser.submit("/register/finish", &[]).await, "/");
        assert!(browser.follow().await.text.contains(told));
        assert_leads(copy.submit("/register/finish", &[]).await, "/");
        let world = town.world();
        assert!(world.platform().books.accounts.get(&newcomer).unwrap().is_real_name);
        town.pass(60_000);
        assert!(town.inbox(NEWCOMER).iter().any(|text| text.contains("初始登陆密码:")));
    }
}

#[tokio::test]
async fn wrong_registrations_open_nothing() {
    let town = Town::new(1);
    for (language, taken) in [("zh", "已"), ("en", "There is a payment account already.")] {
        let mut browser = town.browser(language);
        for (name, told) in [("1380000", "11"), ("13900000009", "13900000009"), ("13800000001", taken)] {
            browser.get("/register").await;
            assert_rejected(browser.submit("/register", &[("number", name)]).await, told);
        }
    }
    let mut browser = town.browser("zh");
    browser.get("/register").await;
    browser.submit("/register", &[("number", &number(NEWCOMER).to_string())]).await;
    let code = town.code(NEWCOMER);
    town.pass(5 * 60_000);
    assert_eq!(browser.submit("/register/check", &[("code", &code), ("agree", "yes")]).await.status.as_u16(), 422);
    assert!(town.world().platform().books.accounts.get(&number(NEWCOMER)).is_none());
}

#[tokio::test]
async fn code_resets_a_forgotten_login_password() {
    let town = Town::new(1);
    for (language, told) in
        [("zh", "新的初始登录密码已用短信发送"), ("en", "A message brings a new initial login password")]
    {
        let mut browser = town.browser(language);
        browser.get("/forgotten").await;
        assert_rejected(browser.submit("/forgotten", &[("name", "13900000009")]).await, "13900000009");
        browser.submit("/forgotten", &[("name", "13800000001")]).await;
        let code = town.code(1);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!(browser.submit("/forgotten/reset", &[("code", wrong)]).await.status.as_u16(), 422);
        assert_leads(browser.submit("/forgotten/reset", &[("code", &code)]).await, "/");
        assert!(browser.follow().await.text.contains(told));
        let account = town.world().platform().books.accounts.get(&number(1)).cloned().unwrap();
        assert!(account.login_password().is_initial());
        assert_eq!(town.browser("zh").sign_in("13800000001", LOGIN).await.status.as_u16(), 422);
    }
    town.pass(60_000);
    assert!(town.inbox(1).iter().any(|text| text.contains("登陆密码")));
}

#[tokio::test]
async fn code_makes_a_real_name_account() {
    for (language, told) in [("zh", "实名信息更新成功。"), ("en", "This is a real-name account now.")] {
        let town = Town::new(1);
        town.register_newcomer(false).await;
        let initial = town.open_newcomer().await;
        let (mut browser, name) = (town.browser(language), number(NEWCOMER).to_string());
        browser.get("/first-password").await;
        let fields = [("name", name.as_str()), ("old", &initial), ("new", LOGIN), ("again", LOGIN)];
        assert_leads(browser.submit("/first-password", &fields).await, "/account");
        let is_real_name = || town.world().platform().books.accounts.get(&number(NEWCOMER)).unwrap().is_real_name;
        assert!(!is_real_name());
        browser.get("/real-name").await;
        assert_eq!(browser.submit("/real-name", &[]).await.status.as_u16(), 422, "the data are not complete");
        town.register_newcomer(true).await;
        browser.get("/real-name").await;
        browser.submit("/real-name", &[]).await;
        let code = town.code(NEWCOMER);
        assert_eq!(browser.submit("/real-name/finish", &[("code", "x")]).await.status.as_u16(), 422);
        assert_leads(browser.submit("/real-name/finish", &[("code", &code)]).await, "/account");
        assert!(browser.follow().await.text.contains(told) && is_real_name());
    }
}

#[tokio::test]
async fn locked_login_password_is_not_reset() {
    for (language, told) in [("zh", "也可拨打 10086 重置密码"), ("en", "is locked until")] {
        let town = Town::new(1);
        let mut browser = town.browser(language);
        browser.get("/forgotten").await;
        browser.submit("/forgotten", &[("name", "13800000001")]).await;
        let code = town.code(1);
        let mut other = town.browser(language);
        for _ in 0..5 {
            other.sign_in("13800000001", "Wrong123").await;
        }
        let login = || town.world().platform().books.accounts.get(&number(1)).unwrap().login_password().clone();
        let before = login();
        assert_rejected(browser.submit("/forgotten/reset", &[("code", &code)]).await, told);
        browser.get("/forgotten").await;
        assert_rejected(browser.submit("/forgotten", &[("name", "13800000001")]).await, told);
        assert_eq!(login(), before);
        town.pass(24 * 60 * 60_000);
        assert_leads(town.browser(language).sign_in("13800000001", LOGIN).await, "/account");
    }
}
